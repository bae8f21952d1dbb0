"""Attribution: what is quoted, with which marks, by whom. The tagger's answers are written into the cases by hand:
`{s:source}`, `{c:cue}` and `{k:content}`; so these tests need no model."""

from __future__ import annotations

import re
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from verifier.attribution import quotes
from verifier.datamodel import Article, Line, Quote, Span
from verifier.tagging import Tag
from verifier.text import sentences

KIND = {"s": "source", "c": "cue", "k": "content"}


class MarkedUp:
    """A tagger that answers with the tags of a marked-up text; `text` is the plain text."""

    def __init__(self, markup: str) -> None:
        self.text, self.tags = "", []
        for piece in re.split(r"(\{[sck]:[^{}]*\})", markup):
            if piece.startswith("{"):
                start = len(self.text)
                self.text += piece[3:-1]
                self.tags.append(Tag(KIND[piece[1]], start, len(self.text), 0.99))  # type: ignore[arg-type]
            else:
                self.text += piece

    def tag(self, sentences: Sequence[str]) -> list[list[Tag]]:
        out, place = [], 0
        for s in sentences:
            at = self.text.index(s, place)
            place = at + len(s)
            inside = [(t, max(t.start, at), min(t.end, place)) for t in self.tags]
            out.append([Tag(t.kind, a - at, b - at, t.score) for t, a, b in inside if a < b])
        return out


def run(markup: str) -> tuple[str, list[Quote]]:
    tagger = MarkedUp(markup)
    lines, start = [], 0
    for part in tagger.text.split("\n\n"):
        if part.strip():
            lines.append(Line(Span(start, start + len(part)), "body", "test"))
        start += len(part) + 2
    article = Article("a", tagger.text)
    return tagger.text, quotes(article, sentences("a", tagger.text, lines), [], tagger)


def table(markup: str) -> list[tuple[str, str, str | None, str | None]]:
    text, got = run(markup)
    return [
        (q.kind, q.span.of(text), q.speaker.printed if q.speaker else None, q.cue.of(text) if q.cue else None)
        for q in got
    ]


CASES = {
    "source after": ('{k:"We will go,"} {c:said} {s:Ana Silva}.', [("direct", "We will go", "Ana Silva", "said")]),
    "source before": ('{s:Ana Silva} {c:said}: {k:"We will go."}', [("direct", "We will go.", "Ana Silva", "said")]),
    "source in the middle": (
        '{k:"We will go,"} {s:she} {c:said}, {k:"and we will win."}',
        [("direct", "We will go", "she", "said"), ("mixed", "and we will win.", "she", "said")],
    ),
    "according to": (
        '{c:According to} {s:the agency}, {k:"more than 30 trucks"} {k:left the port}.',
        [
            ("mixed", "more than 30 trucks", "the agency", "According to"),
            ("indirect", "left the port", "the agency", "According to"),
        ],
    ),
    "the rest of the paragraph": (
        '{k:"We will go,"} {c:said} {s:Ana Silva}. {k:"Nobody stops us. We are many."}',
        [
            ("direct", "We will go", "Ana Silva", "said"),
            ("direct", "Nobody stops us. We are many.", "Ana Silva", "said"),
        ],
    ),
    "a paragraph that is only quotation": (
        '{k:"We will go,"} {c:said} {s:Ana Silva}.\n\n{k:"Nobody stops us now."}',
        [("direct", "We will go", "Ana Silva", "said"), ("direct", "Nobody stops us now.", "Ana Silva", "said")],
    ),
    "announced by the line before": (
        '{s:Silva} {c:continued}:\n\n{k:"Nobody stops us now."}',
        [("direct", "Nobody stops us now.", "Silva", "continued")],
    ),
    "two speakers in one sentence": (
        '{s:Silva} {c:said} {k:"yes, we can"} and {s:Costa} {c:replied} {k:"no, you cannot"}.',
        [("mixed", "yes, we can", "Silva", "said"), ("mixed", "no, you cannot", "Costa", "replied")],
    ),
    "marks lost": (
        "{k:Our boats are still near the port}, {s:Silva} {c:said} in a statement.",
        [("indirect", "Our boats are still near the port", "Silva", "said")],
    ),
    "pieces that only a comma parts are one": (
        "{k:On Monday}, {k:thousands fled the coast}, {c:according to} {s:the agency}.",
        [("indirect", "On Monday, thousands fled the coast", "the agency", "according to")],
    ),
    "pieces that the cue parts are two": (
        "{k:The boats}, {s:she} {c:said}, {k:are near the port}.",
        [("indirect", "The boats, she said, are near the port", "she", "said")],
    ),
    "a name in marks": (
        'He works at "Global Waters Initiative" in Lima.',
        [("title", "Global Waters Initiative", None, None)],
    ),
    "scare quotes": ('The so-called "moderates" left the hall.', [("scare", "moderates", None, None)]),
    "a fragment that is speech": (
        '{s:The minister} {c:called} {k:the plan "reckless"}.',
        [("mixed", "reckless", "The minister", "called")],
    ),
    "a cue inside the quotation is not the reporter's": (
        '"He {c:said} no," {c:recalled} {s:Ana Silva}.',
        [("direct", "He said no", "Ana Silva", "recalled")],
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_who_says_what(name: str) -> None:
    """Each way in which news copy ties words to a speaker."""
    markup, expected = CASES[name]
    assert table(markup) == expected


def test_furniture_is_not_searched() -> None:
    """A quotation in a caption or heading is no quotation of the article."""
    text = 'Photo: "We will go," said Ana Silva.'
    lines = [Line(Span(0, len(text)), "caption", "test")]
    tagger = MarkedUp(text)
    assert quotes(Article("a", text), sentences("a", text, lines), [], tagger) == []


def test_weak_indirect_speech_is_left_out() -> None:
    """Without quotation marks the tagger must be sure."""
    tagger = MarkedUp("{s:Silva} {c:hopes} {k:to win}.")
    tagger.tags = [Tag(t.kind, t.start, t.end, 0.4) for t in tagger.tags]
    lines = [Line(Span(0, len(tagger.text)), "body", "test")]
    assert quotes(Article("a", tagger.text), sentences("a", tagger.text, lines), [], tagger) == []


WORDS = st.text(alphabet='ab. \n"“”', max_size=12)


def marked(kind: str) -> st.SearchStrategy[str]:
    """Words that the tagger takes for a span of this kind."""
    return WORDS.filter(bool).map(lambda words: f"{{{kind}:{words}}}")


PIECES = st.one_of(WORDS, *map(marked, KIND))


@given(st.lists(PIECES, max_size=10).map("".join))
def test_offsets_hold_whatever_the_tagger_says(markup: str) -> None:
    """Every content and cue lies in the text and holds a word, for any text and any tags."""
    text, got = run(markup)
    for q in got:
        assert 0 <= q.span.start < q.span.end <= len(text)
        assert any(c.isalnum() for c in q.span.of(text))
        assert q.cue is None or q.cue.of(text)


HOSTILE = ['"a" said. ', "said ", '"', "“", "([{", '"We do not know anything of it." ']


@pytest.mark.parametrize("unit", HOSTILE)
def test_hostile_text_costs_linear_time(unit: str) -> None:
    """A quadratic pass over thirty thousand marks, cues or brackets would not end within the test run."""
    text = unit * 30_000
    lines = [Line(Span(0, len(text)), "body", "test")]
    tagger = MarkedUp("")
    tagger.tag = lambda sentences: [[Tag("cue", 0, 1, 0.9)] for _ in sentences]  # type: ignore[method-assign]
    assert len(quotes(Article("a", text), sentences("a", text, lines), [], tagger)) <= 30_000
