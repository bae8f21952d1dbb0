"""The report as HTML: what stands in it, that it is one file, and that no article can do more than be read."""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import replace
from typing import Any
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html as lxml_html
from reportwork import HOSTILE, empty, hostile, large, sample

from verifier.datamodel import Article, Report, Span
from verifier.report.html import page
from verifier.report.links import link, safe_url
from verifier.report.matrix import Matrix
from verifier.report.templating import render


def parsed(report: Report) -> Any:
    return lxml_html.document_fromstring(page(report))


def flat(element: Any) -> str:
    return " ".join(element.text_content().split())


@pytest.fixture(scope="module")
def tree() -> Any:
    return parsed(sample())


@pytest.fixture(scope="module")
def evil() -> Any:
    return parsed(hostile())


# ----------------------------------------------------------------------------------------------------------- the matrix


def test_claims_that_are_denied_come_first(tree: Any) -> None:
    """Whatever order the report has them in."""

    def rows(page: Any) -> list[str]:
        return [row.get("data-status") for row in page.cssselect("tr[data-status]")]

    turned = parsed(replace(sample(), claims=sample().claims[::-1]))
    assert rows(turned) == rows(tree)
    assert rows(tree)[:2] == ["contradicted", "updated"]


def test_columns_stand_by_origin(tree: Any) -> None:
    groups = [(flat(head), int(head.get("colspan"))) for head in tree.cssselect("tr.groups th.group")]
    assert groups == [("A Coast Wire", 2), ("text of their own", 2)]
    sources = [flat(head.cssselect(".name")[0]) for head in tree.cssselect("tr.sources th")]
    assert sources == ["Morning Herald", "The Daily Tide", "Radio Norte", "Dockside"]


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (0, "≠contradicted | ≈ near | = verbatim | ∼ paraphrase | ≠ contradicts yes or no | 2"),
        (1, "↻updated | = verbatim | = verbatim | ≠ contradicts number, a later count | silent | 1"),
        (2, "●●corroborated | silent | = verbatim | silent | + says more | 2"),
        (3, "●same origin | ” reworded ×2 | = verbatim | silent | silent | 1"),
    ],
)
def test_cells_have_a_symbol_and_a_word(tree: Any, row: int, expected: str) -> None:
    cells = tree.cssselect(".matrix tbody tr")[row].cssselect("td")
    assert " | ".join(flat(cell) for cell in cells) == expected


def test_the_table_can_be_heard(tree: Any) -> None:
    table = tree.cssselect("table.matrix")[0]
    assert table.cssselect("caption")
    assert {head.get("scope") for head in table.cssselect("thead th")} == {"col", "colgroup"}
    assert {head.get("scope") for head in table.cssselect("tbody th")} == {"row"}
    assert tree.cssselect("main") and tree.cssselect("nav[aria-label]") and tree.cssselect("header, footer")
    assert tree.cssselect("a.skip")[0].get("href") == "#main"
    assert tree.cssselect("html")[0].get("lang") == "en"


@pytest.mark.parametrize(
    "made", [sample(), hostile(), empty(), large(20, 100)], ids=["sample", "hostile", "empty", "large"]
)
def test_ids_are_unique_and_references_resolve(made: Report) -> None:
    tree = parsed(made)
    ids = [one.get("id") for one in tree.cssselect("[id]")]
    assert len(ids) == len(set(ids))
    named = [
        one.get(name)
        for name in ("aria-controls", "aria-labelledby", "popovertarget")
        for one in tree.cssselect(f"[{name}]")
    ]
    named += [one.get("href")[1:] for one in tree.cssselect("a[href^='#']")]
    assert {one for value in named for one in value.split()} <= set(ids)


def test_a_text_that_nobody_is_credited_with_has_the_name_of_an_outlet() -> None:
    made = sample()
    unnamed = replace(made.origins[0], name="a1")
    tree = parsed(replace(made, origins=(unnamed, *made.origins[1:])))
    assert flat(tree.cssselect("tr.groups th.group")[0]) == "A The Daily Tide and 1 other"


def test_a_wide_matrix_puts_the_sources_of_one_story_together() -> None:
    made = large(20, 100)
    matrix = Matrix(made)
    names = [column.article.id for column in matrix.columns]
    assert sorted(names) == sorted(article.id for article in made.articles)
    first = {member.article for member in made.claims[0].members}
    copies = {one for origin in made.origins for one in origin.articles if first & set(origin.articles)}
    assert set(names[: len(first | copies)]) == first | copies


@pytest.mark.parametrize("made", [sample(), large(20, 100)], ids=["narrow", "wide"])
def test_every_row_has_a_cell_for_every_source(made: Report) -> None:
    """In a wide matrix one for each run of silent ones: a page of nothing but silence would be slow."""
    matrix = Matrix(made)
    for row in matrix.rows(made.claims):
        expected = {member.article for member in row.claim.members}
        at, found = 0, set()
        for cell, columns in row.cells:
            found |= {matrix.columns[n].article.id for n in range(at, at + columns) if cell.relation}
            at += columns
        assert (at, found) == (len(matrix.columns), expected)
        assert matrix.wide or {columns for _, columns in row.cells} == {1}


# ---------------------------------------------------------------------------------------------------------- the drawers


def test_a_drawer_shows_each_sentence_in_its_place(tree: Any) -> None:
    drawer = tree.cssselect("#claim-harbour-closed")[0]
    assert [flat(mark) for mark in drawer.cssselect("mark")] == [
        "The harbour of Porto Novo was closed on Monday.",
        "On Monday the harbour of Porto Novo was closed.",
        "Porto Novo shut its harbour on Monday.",
        "The harbour stayed open on Monday",
    ]
    assert flat(drawer.cssselect("dd .words")[0]) == "The harbour of Porto Novo was closed shut its harbour on Monday"
    assert [flat(one) for one in drawer.cssselect("del")] == ["The harbour of", "was closed", "was closed"]
    words = flat(drawer)
    for part in (
        "characters 25–72 of a1",
        "Differs on yes or no",
        "a real difference",
        "2 independent origins",
        "3 outlets",
    ):
        assert part in words


def test_speakers_as_printed_and_as_resolved(tree: Any) -> None:
    words = flat(tree.cssselect("#claim-toll")[0])
    assert "printed “the mayor's office” → Mayor of Porto Novo, city government · cue “according to”" in words
    assert "All credit one source: the mayor's office" in words
    assert "a later count" in words
    assert "Silent: Dockside." in words


def test_links_lead_to_the_words(tree: Any) -> None:
    found = [one.get("href") for one in tree.cssselect("#claim-harbour-closed .members a")]
    assert found == [
        "https://tide.example/harbour?a=1&b=2#:~:text=The%20harbour%20of%20Porto%20Novo%20was%20closed%20on%20Monday.",
        "http://norte.example/1#top:~:text=Porto%20Novo%20shut%20its%20harbour%20on%20Monday.",
    ]


def test_a_shifted_quotation_mark_is_seen(tree: Any) -> None:
    places = tree.cssselect("#quotes .side-by-side li")
    assert ["".join(mark.text_content() for mark in place.cssselect("mark")) for place in places] == [
        "This is a temporary measure, nothing more,",
        "This is a temporary measure, nothing more,",
        "a passing step",
    ]
    assert [flat(one) for one in places[2].cssselect("mark.other")] == ["passing step"]
    assert flat(places[2].cssselect("blockquote")[0]).endswith('called it "a passing step" and nothing more.')


@pytest.mark.parametrize(
    ("section", "words"),
    [
        ("#names", "Ines Duarte person · harbour master"),
        ("#names", "variant"),
        ("#provenance", "A Coast Wire one text, printed by 2 articles"),
        ("#provenance", "a1 and a2 have 31 runs of 5 words in common"),
        ("#provenance", "Possible, and not counted"),
        ("#provenance", "⇄ translated"),
        ("#provenance", "2031-03-05 Radio Norte"),
        ("#provenance", "no date 1 article"),
        ("#provenance", "12 2031-03-04 · The Daily Tide, Morning Herald 19 2031-03-05 · Radio Norte"),
        ("#once", "Dockside · 1 statement"),
        ("#checks", "the row has no quotation"),
        ("#method", "fake-encoder " + "0" * 64),
        ("#method", "relation threshold 0.5"),
        ("#method", "Known limits Only what is printed."),
        (".masthead", "Left out, because it is no evidence: 2 lines of kind disclaimer, 1 line of kind title."),
    ],
)
def test_sections(tree: Any, section: str, words: str) -> None:
    spaced = " ".join(" ".join(part.split()) for part in tree.cssselect(section)[0].itertext() if part.strip())
    assert words in spaced.replace(" )", ")").replace(" ,", ",").replace(" .", ".")


# --------------------------------------------------------------------------------------------------- one file, and safe


@pytest.mark.parametrize("made", [sample(), hostile(), empty()], ids=["sample", "hostile", "empty"])
def test_the_page_needs_no_other_file(made: Report) -> None:
    text = page(made)
    tree = lxml_html.document_fromstring(text)
    assert not tree.cssselect("[src], link, iframe, object, embed, img, base, form")
    (style,), (script,) = tree.cssselect("style"), tree.cssselect("script")
    assert not re.search(r"url\(|@import|expression", style.text)
    policy = tree.cssselect("meta[http-equiv='Content-Security-Policy']")[0].get("content")
    assert policy.startswith("default-src 'none'; ")
    for element, directive in ((style, "style-src"), (script, "script-src")):
        digest = base64.b64encode(hashlib.sha256(element.text.encode()).digest()).decode()
        assert f"{directive} 'sha256-{digest}'" in policy
    assert "unsafe" not in policy
    assert not [name for one in tree.iter() for name in one.attrib if name.startswith("on") or name == "style"]


def test_no_address_but_of_the_web(evil: Any) -> None:
    found = [one.get("href") for one in evil.cssselect("a[href]")]
    assert len(found) > 10
    assert all(re.match(r"(https?://[\x21-\x7e]+|#[\w.:-]+)$", one) for one in found)


def test_hostile_words_are_shown_and_nothing_else(evil: Any) -> None:
    words = flat(evil)
    assert HOSTILE[0] in words and HOSTILE[1] in words and HOSTILE[4] in words
    assert "W" * 10_000 in words
    assert "\\u202eytliug\\u202c" in words and "\\x1b[2J\\x00\\x07" in words and "\\ud800" in words
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]", page(hostile()))
    assert page(hostile()).encode("utf-8")


def test_right_to_left_words_are_isolated(evil: Any) -> None:
    for one in evil.iter():
        if one.text and "\u05e9\u05dc\u05d5\u05dd" in one.text:
            inside = {ancestor.tag for ancestor in one.iterancestors()} | {one.tag}
            assert inside & {"bdi", "blockquote", "del", "ins", "text", "code", "dt"} or one.get("dir") == "auto", (
                lxml_html.tostring(one)
            )


def test_same_report_same_bytes() -> None:
    assert page(sample()) == page(sample())
    assert page(hostile()) == page(hostile())


def test_an_undefined_name_is_an_error() -> None:
    from jinja2 import UndefinedError

    with pytest.raises(UndefinedError):
        render("once.html.j2")


# ------------------------------------------------------------------------------------------------------ sensible always


def only(made: Report, *ids: str) -> Report:
    """The report of some articles alone, without claims."""
    kept = tuple(article for article in made.articles if article.id in ids)
    return Report(kept, (), (), (), (), ())


@pytest.mark.parametrize(
    ("made", "title", "words"),
    [
        (empty(), "0 outlets, 0 origins", "No statement is made in more than one sentence"),
        (only(sample(), "a4"), "1 outlet, 1 origin", "no title printed"),
        (replace(only(sample(), "a1", "a2"), origins=sample().origins[:1]), "2 outlets, 1 origin", "Coast Wire"),
        (
            Report(tuple(replace(a, outlet="The Daily Tide") for a in sample().articles), (), (), (), (), ()),
            "1 outlet, 4 origins",
            "The Daily Tide",
        ),
    ],
)
def test_small_piles(made: Report, title: str, words: str) -> None:
    tree = parsed(made)
    assert flat(tree.cssselect("h1")[0]) == title
    assert words in flat(tree)


def test_a_thousand_copies() -> None:
    article = sample().articles[0]
    copies = tuple(replace(article, id=f"copy-{number}") for number in range(1000))
    origin = replace(sample().origins[0], articles=tuple(one.id for one in copies))
    tree = parsed(Report(copies, (), (), (origin,), (), ()))
    assert flat(tree.cssselect("h1")[0]) == "1 outlet, 1 origin"
    assert len(tree.cssselect(".picture circle")) == 60
    assert "940 further articles, listed below" in flat(tree)


# --------------------------------------------------------------------------------------------------------------- links


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://a.example/x?y=1&z=2#top", "https://a.example/x?y=1&z=2#top"),
        (" http://a.example ", "http://a.example"),
        ("HTTPS://a.example/", "HTTPS://a.example/"),
        ("https://a.example/é 1", "https://a.example/%C3%A9%201"),
        ("https://[::1/", None),
        ("javascript:alert(1)", None),
        ("JaVaScRiPt:alert(1)//https://a.example", None),
        ("data:text/html,x", None),
        ("ftp://a.example/", None),
        ("//a.example/", None),
        ("https:///path", None),
        ("www.a.example", None),
        ("", None),
        (None, None),
    ],
)
def test_only_addresses_of_the_web(url: str | None, expected: str | None) -> None:
    assert safe_url(url) == expected


TEXT = (
    "He said so.\nThe well-known, tall & old tower fell at 5 pm; 12 died. Nobody saw it fall.\nIt was late, they say."
)


@pytest.mark.parametrize(
    ("words", "fragment"),
    [
        ("The well-known, tall & old tower fell", "The%20well%2Dknown%2C%20tall%20%26%20old%20tower%20fell"),
        ("12 died", "at%205%20pm%3B-,12%20died,-.%20Nobody%20saw"),
        ("He said so.\nThe well-known, tall & old", "He%20said%20so.,The%20well%2Dknown%2C%20tall%20%26%20old"),
        ("well-known, tall & old tower fell at 5 pm; 12 died. Nobody saw it fall.", None),
        ("it fall.\nIt was late, they say.", "it%20fall.,It%20was%20late%2C%20they%20say."),
    ],
)
def test_text_fragments(words: str, fragment: str | None) -> None:
    start = TEXT.index(words)
    made = link("https://a.example/", TEXT, Span(start, start + len(words)))
    assert made is not None
    if fragment is not None:
        assert made == f"https://a.example/#:~:text={fragment}"
    else:
        assert unquote(made.partition("text=")[2]) == words


@given(st.text(max_size=300), st.data())
def test_a_fragment_is_made_of_the_words_alone(text: str, data: st.DataObject) -> None:
    """Split at what separates its parts, and decoded, it holds words of the text and nothing else."""
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    made = link("https://a.example/", text, Span(start, end))
    assert made is not None and made.isascii() and " " not in made
    directive = made.partition(":~:text=")[2]
    parts = [
        unquote(part.removesuffix("-") if n == 0 else part.removeprefix("-"))
        for n, part in enumerate(directive.split(","))
    ]
    shown = " ".join(text.encode("utf-8", "replace").decode().split())
    assert all(part in shown for part in parts)


def test_start_and_end_of_long_words_are_apart() -> None:
    text = " ".join(letter * 30 for letter in "abcde")
    made = link("https://a.example/", text, Span(0, len(text)))
    assert made == f"https://a.example/#:~:text={'a' * 30}%20{'b' * 30},{'d' * 30}%20{'e' * 30}"


def test_no_fragment_for_what_is_no_word() -> None:
    article = Article("w", "W" * 10_000, url="https://a.example/")
    assert link(article.url, article.text, Span(0, 10_000)) == "https://a.example/"
