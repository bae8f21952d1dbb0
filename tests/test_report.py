"""Rendering: the same verdict as text in gold files, as JSON by its contract, and hostile articles made harmless."""

from __future__ import annotations

import io
import json
import unicodedata
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from verifier.datamodel import (
    Article,
    DiffOp,
    Entity,
    Finding,
    Form,
    Hit,
    Origin,
    Quote,
    Relation,
    Sentence,
    Span,
    Speaker,
    SpeakerHit,
    Verdict,
    VerdictLabel,
)
from verifier.report import machine, places, tables, text
from verifier.report.page import Page
from verifier.report.printable import one_line, printable

GOLDEN = Path(__file__).parent / "golden"

MAYOR = Article(
    id="harbour-1",
    title="Mayor closes the old bridge",
    outlet="Harbour Post",
    published="2023-03-02",
    agencies=("Reuters",),
    evidence=(("outlet", "From: Harbour Post"),),
    text=(
        'The bridge "will stay closed until May, but only to cars," Mayor Ida Lindqvist told reporters on Tuesday. '
        'She added that repairs were "a matter of weeks".'
    ),
)
CITY = Article(
    id="city-9",
    text="The bridge will not stay closed until May, Mayor Lindkvist said. Shops fear losses.",
)
SILENT = Article(id="valley-3", title="Snow in the valley", text="It snowed in the valley all night.")


def at(article: Article, words: str) -> Span:
    start = article.text.index(words)
    return Span(start, start + len(words))


def make_hit(article: Article, words: str, **changes: object) -> Hit:
    span = at(article, words)
    sentence = article.text[: article.text.index(". ") + 1]
    plain = Hit(
        article=article,
        sentence=sentence,
        span=span,
        prefix=article.text[max(0, span.start - 32) : span.start],
        suffix=article.text[span.end : span.end + 32],
        wording="exact",
        marks="inside",
        diff=(("equal", words, words),),
        continues="",
        speaker=None,
        cue=None,
        relation=Relation("unknown", 0.0),
        origin=None,
        similarity=1.0,
    )
    return replace(plain, **changes)  # type: ignore[arg-type]


EXACT = make_hit(
    MAYOR,
    "will stay closed until May",
    continues=", but only to cars",
    speaker=SpeakerHit("Mayor Ida Lindqvist", "Ida Lindqvist", "Mayor", "match"),
    cue="told",
    origin="o1",
    findings=(Finding("limited", 1.0, "the source goes on with “but”, which limits what was said"),),
)
ALTERED = make_hit(
    CITY,
    "will not stay closed until May",
    wording="altered",
    marks="outside",
    diff=(
        ("equal", "will", "will"),
        ("insert", "", "not"),
        ("equal", "stay closed until May", "stay closed until May"),
    ),
    speaker=SpeakerHit("Mayor Lindkvist", "Lindkvist", "Mayor", "variant"),
    cue="said",
    relation=Relation("contradiction", 0.91),
    similarity=0.9,
    findings=(Finding("negation", 1.0, "“not” stands in the source only"),),
)
RELATED = make_hit(CITY, "Shops fear losses", wording="related", marks="outside", sentence="Shops fear losses.")
ORIGIN = Origin("o1", "Reuters", ("city-9", "harbour-1"), (Finding("shared", 0.8, "8 of 10 sentences are shared"),))

FOUND = Verdict(
    quote="will stay closed until May",
    speaker="Ida Lindqvist",
    label="exact",
    speaker_label="match",
    hits=(EXACT, ALTERED, RELATED),
    silent=(SILENT,),
    nearest=None,
    outlets=2,
    origins=(ORIGIN,),
    models=(("encoder", "ab12"),),
    searched=5,
)
NOT_FOUND = Verdict(
    quote="will reopen in June",
    speaker="Olaf Berg",
    label="not-found",
    speaker_label="unattributed",
    hits=(),
    silent=(MAYOR, CITY, SILENT),
    nearest=ALTERED,
    outlets=0,
    origins=(),
    searched=5,
    findings=(Finding("speaker-unknown", 1.0, "“Olaf Berg” occurs nowhere in the case"),),
)


def rendered(answer: Verdict, width: int = 80) -> str:
    page = Page(width)
    text.verdict(answer, page)
    return page.plain()


@pytest.mark.parametrize("name, answer", [("found", FOUND), ("not-found", NOT_FOUND)])
def test_text_is_as_in_the_gold_file(name: str, answer: Verdict) -> None:
    assert rendered(answer) == (GOLDEN / f"{name}.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize("width", [24, 40, 80, 100, 500])
def test_lines_fit_and_no_evidence_is_cut(width: int) -> None:
    """Every word of the article's sentence is there at any width, and no line is wider than the terminal."""
    shown = rendered(FOUND, width)
    assert all(len(line) <= max(width, 40) for line in shown.splitlines())
    flat = " ".join(line.strip().removeprefix("│").strip() for line in shown.splitlines())
    assert "Mayor Ida Lindqvist told reporters on Tuesday." in flat
    assert not any(line != line.rstrip() for line in shown.splitlines())


COPY = replace(EXACT, article=replace(MAYOR, id="copy-2", outlet=None))
OTHER = replace(COPY, origin="o2")


@pytest.mark.parametrize(
    "label, hits, first_line",
    [
        ("exact", (EXACT, COPY), "EXACT — printed word for word by 2 outlets, which go back to 1 origin “"),
        ("exact", (EXACT, OTHER), "EXACT — printed word for word by 2 outlets, of 2 origins so far as is known “"),
        ("exact", (EXACT, replace(COPY, origin=None)), "EXACT — printed word for word by 2 outlets “"),
        ("exact", (EXACT, EXACT, ALTERED), "EXACT — printed word for word by 1 outlet “"),
        (
            "near-exact",
            (replace(EXACT, wording="near-exact"),),
            "NEAR EXACT — printed by 1 outlet with small differences",
        ),
        (
            "altered",
            (replace(EXACT, wording="altered"), replace(COPY, wording="altered")),
            "ALTERED — 2 outlets (1 origin) printed",
        ),
        ("altered", (ALTERED,), "ALTERED — 1 outlet printed nearly these words, but with another meaning “"),
        ("boundary", (replace(EXACT, marks="heading"),), "BOUNDARY — printed by 1 outlet, but only in a heading or"),
        ("boundary", (replace(EXACT, marks="across"),), "BOUNDARY — printed by 1 outlet, but the source's quotation"),
        ("not-a-quote", (replace(EXACT, marks="not-speech"),), "NOT A QUOTE — printed by 1 outlet, but as a name, a"),
        ("reworded", (replace(EXACT, wording="reworded"),), "REWORDED — nobody prints these words; 1 outlet quoted"),
        ("reported", (replace(EXACT, marks="outside"),), "REPORTED — printed by 1 outlet, but outside quotation marks"),
        ("reported", (replace(EXACT, wording="reported"),), "REPORTED — nobody prints this as a quotation; 1 outlet"),
    ],
)
def test_first_line_says_it_in_plain_words(label: VerdictLabel, hits: tuple[Hit, ...], first_line: str) -> None:
    """It counts the outlets of the places that give the verdict, not those that print something else."""
    shown = " ".join(rendered(replace(FOUND, label=label, hits=hits)).split())
    assert shown.startswith(first_line)


def test_a_limit_in_the_source_is_told_at_the_top() -> None:
    """Word for word, yet the source goes on with "but": nobody should have to scroll for that."""
    assert "\nCAREFUL — the source goes on with “but”, which limits what was said\n" in rendered(FOUND)
    assert "CAREFUL" not in rendered(replace(FOUND, hits=(replace(EXACT, findings=()), ALTERED)))
    mild = replace(EXACT, findings=(Finding("preceded-by-hedge", 0.5, "the source prints “they fear that it”"),))
    assert "CAREFUL" not in rendered(replace(FOUND, hits=(mild,)))


def test_of_many_speakers_the_first_are_named() -> None:
    hits = tuple(replace(EXACT, speaker=SpeakerHit(f"Ann {n}", f"Ann {n}", None, "not-asked")) for n in range(9))
    shown = rendered(replace(FOUND, speaker=None, speaker_label="not-asked", hits=hits))
    assert "SPEAKER — printed as said by Ann 0, Ann 1, Ann 2, Ann 3 and 5 others\n" in shown


def test_what_else_there_is_is_counted_below_the_verdict() -> None:
    assert "\n  Also: 1 place with another meaning\n" in rendered(FOUND)
    assert "Also" not in rendered(replace(FOUND, hits=(EXACT, COPY)))


def test_the_relation_is_told_where_the_words_are_others() -> None:
    """What the model makes of the very same words would be noise."""
    entailed = replace(EXACT, relation=Relation("entailment", 0.97))
    for wording, told in (("exact", False), ("near-exact", False), ("reworded", True), ("omission", True)):
        hit = replace(entailed, wording=wording)  # type: ignore[arg-type]
        assert ("\n    meaning   entailment 0.97\n" in rendered(replace(FOUND, hits=(hit,)))) is told, wording
    assert "meaning" not in rendered(replace(FOUND, hits=(replace(EXACT, wording="reworded"),)))


@pytest.mark.parametrize(
    "label, asked, says",
    [
        ("match", "Ida Lindqvist", "SPEAKER MATCH — printed as said by Ida Lindqvist"),
        (
            "variant",
            "Ida Lindquist",
            "SPEAKER VARIANT — printed as said by Lindkvist: another name or spelling of Ida Lindquist",
        ),
        (
            "misattributed",
            "Olaf Berg",
            "SPEAKER MISATTRIBUTED — printed as said by Ida Lindqvist and Lindkvist, not by",
        ),
        ("unattributed", "Olaf Berg", "SPEAKER UNATTRIBUTED — no article says that Olaf Berg said this"),
        (
            "ambiguous",
            "Lind",
            "SPEAKER AMBIGUOUS — printed as said by Ida Lindqvist and Lindkvist; that may or may not",
        ),
        ("not-asked", None, "SPEAKER — printed as said by Ida Lindqvist and Lindkvist"),
    ],
)
def test_speaker_line(label: str, asked: str | None, says: str) -> None:
    answer = replace(FOUND, speaker=asked, speaker_label=label)  # type: ignore[arg-type]
    assert says in " ".join(rendered(answer, 100).split())


def test_diff_reads_without_colour() -> None:
    steps: tuple[DiffOp, ...] = (
        ("replace", "massive", "very hard"),
        ("equal", "blow", "blow"),
        ("delete", "now", ""),
        ("insert", "", "!"),
    )
    assert text.diff_text(steps, Page()).plain == "{-massive-}{+very hard+} blow {-now-} {+!+}"


def test_pieces_far_apart_are_joined_by_a_counted_gap() -> None:
    """A stitched quotation shows both halves; the words between are left out, saying how many."""
    article = Article("a", "First half here. " + "word " * 200 + "Second half there.")
    pieces = (at(article, "First half"), at(article, "Second half"))
    span = Span(pieces[0].start, pieces[1].end)
    hit = make_hit(article, "First half", wording="stitched", pieces=pieces, span=span)
    shown = " ".join(rendered(replace(FOUND, label="stitched", hits=(hit,))).replace("│", " ").split())
    assert "[[First half]]" in shown and "[[Second half]]" in shown
    assert "[…907 characters…]" in shown


def test_a_sentence_that_is_not_around_the_words_falls_back_on_the_context() -> None:
    hit = replace(EXACT, sentence="Something else.")
    assert "[[will stay closed until May]]" in " ".join(rendered(replace(FOUND, hits=(hit,))).replace("│", " ").split())


def test_related_places_are_folded() -> None:
    """One line each, each sentence once, none that is shown above anyway."""
    many = [replace(RELATED, sentence=f"Shop {n} fears losses. {'And so on. ' * 20}") for n in range(8)]
    shown = rendered(replace(FOUND, hits=(EXACT, ALTERED, replace(ALTERED, wording="related"), *many, many[0])))
    lines = [line for line in shown.splitlines() if "fears losses." in line]
    assert len(lines) == places.RELATED_SHOWN and all(line.endswith("…") for line in lines)
    assert "and 3 more; --json lists them all" in shown


HOSTILE = "\x1b[2J\x1b]0;title\x07 \u202eevil\u202c \x9b31m \r overwritten \ud800 \U000e0041 \x00"


def test_places_beyond_all_reading_are_counted() -> None:
    """Words that everybody uses stand in hundreds of places: the first are shown, the rest is a number."""
    many = tuple(replace(EXACT, sentence=f"Sentence {n}. {EXACT.sentence}") for n in range(80))
    shown = rendered(replace(FOUND, hits=many))
    assert "and 30 more places; --json lists them all" in shown
    assert "80 places" in shown


def test_silence_of_a_large_pile_is_counted_not_listed() -> None:
    """A screenful of silent articles is shown; the rest is a number, and all of them are in the JSON."""
    silent = tuple(Article(f"silent-{n}", "No word of it.") for n in range(100))
    shown = rendered(replace(FOUND, silent=silent))
    assert "silent-19" in shown and "silent-20" not in shown
    assert "and 80 more" in shown
    assert len(machine.verdict(replace(FOUND, silent=silent))["silent"]) == 100


def test_nothing_from_an_article_steers_the_terminal() -> None:
    """Escape sequences, overrides and carriage returns are shown as what they are, wherever they come from."""
    article = replace(
        MAYOR, id=HOSTILE, title=HOSTILE, outlet=HOSTILE, published=HOSTILE, text=f"{HOSTILE}said words{HOSTILE}. "
    )
    finding = Finding("name", 1.0, HOSTILE)
    hit = make_hit(
        article,
        "said words",
        sentence=article.text,
        continues=HOSTILE,
        cue=HOSTILE,
        speaker=SpeakerHit(HOSTILE, HOSTILE, HOSTILE, "match"),
        diff=(("replace", HOSTILE, HOSTILE),),
        findings=(finding,),
        origin=HOSTILE,
    )
    origin = Origin(HOSTILE, HOSTILE, (HOSTILE,), (finding,))
    answer = Verdict(
        HOSTILE, HOSTILE, "exact", "match", (hit, replace(hit, wording="related")), (article,), hit, 2, (origin,)
    )
    shown = rendered(replace(answer, findings=(finding,)))
    assert "\\x1b[2J" in shown and "\\u202e" in shown
    unsafe = [c for c in shown if unicodedata.category(c) in ("Cc", "Cs", "Cf") and c != "\n"]
    assert unsafe == []
    assert machine.dumps(machine.verdict(answer)).isascii()


@given(st.text())
def test_printable_holds_no_control_character(words: str) -> None:
    assert not any(unicodedata.category(c) in ("Cc", "Cs") for c in one_line(words))
    assert not any(unicodedata.category(c) in ("Cc", "Cs") for c in printable(words) if c not in "\n\t")


@pytest.mark.parametrize("words", ["Señor Ångström", "“quoted” — 'so'", "日本語", "می‌خواهم", "👩‍🚀", "a\u200fب"])
def test_ordinary_text_passes_unchanged(words: str) -> None:
    assert one_line(words) == words


def test_colour_adds_style_and_drops_the_marks() -> None:
    page = Page(80, colour=True)
    text.verdict(FOUND, page)
    out = io.StringIO()
    page.print(out)
    assert "[[" not in out.getvalue()
    assert "{+not+}" in out.getvalue()


def test_plain_page_has_no_escape_sequence() -> None:
    page = Page.of(io.StringIO())
    text.verdict(FOUND, page)
    out = io.StringIO()
    page.print(out)
    assert "\x1b" not in out.getvalue() and "[[" in out.getvalue()


HIT_KEYS = [
    "article", "outlet", "title", "published", "sentence", "selector", "wording", "marks", "diff", "continues",
    "speaker", "cue", "relation", "origin", "findings",
]  # fmt: skip


def test_verdict_as_json_keeps_its_contract() -> None:
    answer = machine.verdict(FOUND)
    assert answer["format"] == 1 and answer["models"] == {"encoder": "ab12"}
    assert answer["query"] == {"quote": "will stay closed until May", "speaker": "Ida Lindqvist"}
    assert (answer["verdict"], answer["speaker_verdict"]) == ("exact", "match")
    assert (answer["outlets"], answer["origins"]) == (2, 1)
    assert answer["silent"] == ["valley-3"] and answer["nearest"] is None
    first = answer["hits"][0]
    assert list(first)[: len(HIT_KEYS)] == HIT_KEYS
    quote, position = first["selector"]
    assert quote["type"] == "TextQuoteSelector" and position["type"] == "TextPositionSelector"
    assert MAYOR.text[position["start"] : position["end"]] == quote["exact"]
    assert first["speaker"] == {
        "printed": "Mayor Ida Lindqvist", "name": "Ida Lindqvist", "role": "Mayor", "match": "match"
    }  # fmt: skip
    assert answer["hits"][1]["diff"][1] == ["insert", "", "not"]
    assert machine.verdict(NOT_FOUND)["nearest"]["article"] == "city-9"
    assert json.loads(machine.dumps(answer)) == json.loads(json.dumps(answer))


QUOTE = Quote(
    "q1", "harbour-1", (at(MAYOR, "a matter of weeks"),), "mixed",
    Speaker("She", at(MAYOR, "She"), "Ida Lindqvist", "Mayor"), at(MAYOR, "added"),
)  # fmt: skip
ENTITY = Entity(
    "e1", "Ida Lindqvist", "person",
    (Form("Ida Lindqvist", "standard", ("harbour-1",), 1), Form("Lindkvist", "typo", ("city-9",), 2)),
    ("Mayor",), (Finding("one-letter", 0.9, "Lindkvist differs from Lindqvist by one letter"),),
)  # fmt: skip


def test_quotes_as_json() -> None:
    answer = machine.quotes([QUOTE], {"harbour-1": MAYOR.text}, [])
    (one,) = answer["quotes"]
    assert one["content"] == [{"start": 135, "end": 152, "exact": "a matter of weeks"}]
    assert one["speaker"] == {"printed": "She", "name": "Ida Lindqvist", "role": "Mayor"}
    assert (one["cue"], one["kind"], one["article"]) == ("added", "mixed", "harbour-1")


def test_names_as_json() -> None:
    (one,) = machine.entities([ENTITY], [])["entities"]
    assert one["forms"][1] == {"form": "Lindkvist", "status": "typo", "articles": ["city-9"], "count": 2}
    assert (one["id"], one["name"], one["kind"]) == ("e1", "Ida Lindqvist", "person")


def test_articles_as_json_say_where_metadata_are_printed() -> None:
    (one,) = machine.articles([(MAYOR, 2, 3)], [])["articles"]
    assert one["evidence"] == [{"field": "outlet", "printed": "From: Harbour Post"}]
    assert (one["sentences"], one["quotes"]) == (2, 3)


def test_of_many_articles_added_the_first_are_shown_and_all_refused() -> None:
    """A pile of hundreds must not bury what could not be read."""
    page = Page(80)
    tables.added([Article(f"harbour-{n}", "x") for n in range(100)], [], ["b.txt: is empty"], "case.db", 100, page)
    shown = page.plain()
    assert "harbour-19" in shown and "harbour-20" not in shown
    assert "and 80 more; `verify articles` lists them all" in shown
    assert "b.txt: is empty" in shown and "100 added" in shown


def test_tables() -> None:
    page = Page()
    tables.articles([(MAYOR, 2, 3)], page)
    tables.quotes([QUOTE], {"harbour-1": MAYOR}, page)
    tables.entities([ENTITY], {"harbour-1": "Harbour Post"}, page)
    sentences = [Sentence("harbour-1", 0, Span(0, 105), "body", 0), Sentence("harbour-1", 1, Span(106, 155), "body", 0)]
    tables.show(MAYOR, sentences, [QUOTE], page)
    tables.added([MAYOR], [("twice", "once")], ["bad.jsonl, line 3: no JSON"], "case.db", 4, page)
    assert page.plain() == (GOLDEN / "tables.txt").read_text(encoding="utf-8")
