"""Quotation marks -> regions: every style, nesting, and what a lost mark may cost."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from verifier.datamodel import Span
from verifier.marks import regions


def found(text: str) -> list[str]:
    """The contents of all regions; paragraphs are separated by blank lines."""
    return [r.content.of(text) for r in regions(text, paragraphs(text))]


def paragraphs(text: str) -> list[Span]:
    out, start = [], 0
    for part in text.split("\n\n"):
        out.append(Span(start, start + len(part)))
        start += len(part) + 2
    return out


STYLES = [
    ('"We will go," she said.', ["We will go"]),
    ("“We will go,” she said.", ["We will go"]),
    ("«We will go», she said.", ["We will go"]),
    ("« Nous partons », dit-elle.", ["Nous partons"]),
    ("»Wir gehen«, sagte sie.", ["Wir gehen"]),
    ("„Wir gehen“, sagte sie.", ["Wir gehen"]),
    ("”Vi går”, sade hon.", ["Vi går"]),
    ("``We will go,'' she said.", ["We will go"]),
    ("「We will go」 she said.", ["We will go"]),
    ("'We will go,' she said.", ["We will go"]),
    ("‘We will go,’ she said.", ["We will go"]),
    ('"We will go,” she said, and “they won\'t" too.', ["We will go", "they won't"]),
    ("She called it “a disaster”—and left.", ["a disaster"]),
    ('"Really?" he asked. "Yes!"', ["Really?", "Yes!"]),
    ('He "will" and "won\'t".', ["will", "won't"]),
    ('the minister ("a fool") left', ["a fool"]),
]


@pytest.mark.parametrize(("text", "expected"), STYLES)
def test_every_style_of_marks_is_read(text: str, expected: list[str]) -> None:
    """The style of the marks, or a mixture of two styles, does not matter."""
    assert found(text) == expected


NOT_QUOTATIONS = [
    "The rebels' advance and the army's retreat, the '90s and rock 'n' roll",
    "It’s the ministers’ job, isn’t it?",
    "He is 6'2\" tall.",
    "no marks at all",
    '""',
    '" , "',
    "‘one on the road.",
]


@pytest.mark.parametrize("text", NOT_QUOTATIONS)
def test_apostrophes_inches_and_empty_marks_are_no_quotation(text: str) -> None:
    """Nothing is quoted here."""
    assert found(text) == []


def test_a_quotation_inside_a_quotation_has_depth_one() -> None:
    """Nested marks, of another family or of the same, are told apart from the outer ones."""
    for text in ("“They call it ‘strategic’ here,” he said.", 'She said: "He told me "no way" twice."'):
        outer, inner = regions(text, [Span(0, len(text))])
        assert (outer.depth, inner.depth) == (0, 1)
        assert outer.content.covers(inner.content)


def test_a_possessive_does_not_close_a_single_quotation() -> None:
    """'the rebels’ advance' inside single marks is an apostrophe, because a closing mark follows."""
    assert found("‘We saw the rebels’ advance on the town,’ he said.") == ["We saw the rebels’ advance on the town"]


LOST = [
    ('He called it "a disaster for all of us.\n\n"We go," she said.', ["a disaster for all of us.", "We go"]),
    ('We will go," he said.\n\n"No," she said.', ["We will go", "No"]),
    ('"We will stay. "We will go," he said.', ["We will stay. ", "We will go"]),
    ('An 11" pipe burst.\n\n"No," she said.', ["No"]),
]


@pytest.mark.parametrize(("text", "expected"), LOST)
def test_a_lost_mark_spoils_its_own_sentence_at_most(text: str, expected: list[str]) -> None:
    """Whatever becomes of the broken quotation, the next one is read rightly."""
    assert [w.strip() for w in found(text)] == [w.strip() for w in expected]


def test_a_quotation_over_paragraphs_goes_on() -> None:
    """The opening mark is repeated at each paragraph, the closing mark stands only at the end."""
    text = "“First part.\n\n“Second part.\n\n“Third part,” she said."
    got = regions(text, paragraphs(text))
    assert [r.content.of(text) for r in got] == ["First part.", "Second part.", "Third part"]
    assert [r.continues for r in got] == [True, True, False]


def test_a_quotation_over_paragraphs_without_repeated_mark() -> None:
    """Marks only at the very beginning and the very end of two paragraphs."""
    assert found("“First part.\n\nSecond part,” she said.") == ["First part.", "Second part"]


@given(st.text(alphabet="ab. \n\"'“”‘’«»„,", max_size=80))
def test_regions_lie_in_their_paragraph_and_never_cross(text: str) -> None:
    """For any text: content inside span inside one paragraph; two regions are nested or apart."""
    parts = paragraphs(text)
    got = regions(text, parts)
    for r in got:
        assert r.span.covers(r.content)
        assert any(p.covers(r.span) for p in parts)
    for a, b in pairwise(got):
        assert a.span.covers(b.span) or a.span.end <= b.span.start


@pytest.mark.parametrize("unit", ['"', "“", "'", '" “', "s’ ‘"])
def test_hostile_marks_cost_linear_time(unit: str) -> None:
    """A quadratic pass over 200,000 marks would not end within the test run; the answer is bounded too."""
    text = unit * 200_000
    assert len(regions(text, [Span(0, len(text))])) <= 200_000
