"""The answer to `verify claim`: who states it and who contradicts it, at a glance; why that may be; hostile text."""

from __future__ import annotations

import json
import unicodedata
from dataclasses import replace
from pathlib import Path
from typing import get_args

import pytest

from verifier.datamodel import (
    Article,
    ClaimHit,
    ClaimLabel,
    ClaimVerdict,
    DiffersOn,
    Dimension,
    Finding,
    Origin,
    Reading,
    Relation,
    Span,
    SpeakerHit,
    Stance,
)
from verifier.report import claims, machine
from verifier.report.page import Page

GOLDEN = Path(__file__).parent / "golden"

POST = Article(
    id="post-1",
    title="Toll of the flood rises",
    outlet="Harbour Post",
    published="2023-03-02",
    text="The river rose on Monday. The flood has killed 31 people, the Red Cross said.",
)
WIRE = Article(
    id="wire-4",
    outlet="Valley Wire",
    published="2023-03-04",
    text="Nobody had seen such rain. The flood killed 48 people in two days. Shops fear losses.",
)
CITY = Article(id="city-9", text="By Thursday 48 people were dead, police said. Schools stay closed.")
SILENT = Article(id="snow-3", title="Snow in the valley", text="It snowed in the valley all night.")

UPDATE = DiffersOn("number", "31 people", "48 people", "update", "the later article has the larger number")


def make_hit(article: Article, sentence: str, stance: Stance, **changes: object) -> ClaimHit:
    start = article.text.index(sentence)
    end = start + len(sentence)
    plain = ClaimHit(
        article=article,
        sentence=sentence,
        span=Span(start, end),
        prefix=article.text[max(0, start - 32) : start],
        suffix=article.text[end : end + 32],
        stance=stance,
        relation=Relation("unknown", 0.0),
        differs_on=(),
        speaker=None,
        cue=None,
        origin=None,
        similarity=0.8,
    )
    return replace(plain, **changes)  # type: ignore[arg-type]


STATES = make_hit(
    POST,
    "The flood has killed 31 people, the Red Cross said.",
    "states",
    relation=Relation("entailment", 0.97),
    speaker=SpeakerHit("the Red Cross", "Red Cross", None, "not-asked"),
    cue="said",
    origin="o1",
    findings=(Finding("same-event", 0.91, "has 100% of the claim's content"),),
)
AGAINST = make_hit(
    WIRE,
    "The flood killed 48 people in two days.",
    "contradicts",
    relation=Relation("contradiction", 0.88),
    differs_on=(UPDATE,),
    origin="o2",
    findings=(Finding("same-event", 0.85, "has 90% of the claim's content"), Finding("number", 1.0, "31 is not 48")),
)
POLICE = make_hit(
    CITY,
    "By Thursday 48 people were dead, police said.",
    "contradicts",
    differs_on=(UPDATE,),
    speaker=SpeakerHit("police", None, None, "not-asked"),
    cue="said",
    origin="o2",
)
PARTLY = replace(STATES, stance="partly")
UNRESOLVED = replace(POLICE, stance="unresolved", differs_on=())
RELATED = make_hit(WIRE, "Shops fear losses.", "related")
ORIGIN = Origin("o1", "Reuters", ("post-1",), (Finding("agency", 0.8, "names Reuters"),))

BOTH = ClaimVerdict(
    claim="31 people have been killed",
    label="both",
    hits=(STATES, AGAINST, POLICE, RELATED),
    silent=(SILENT,),
    nearest=None,
    outlets=1,
    origins=(ORIGIN,),
    models=(("encoder", "ab12"), ("nli", "cd34")),
    searched=9,
)
NOT_FOUND = ClaimVerdict(
    claim="The bridge has been closed",
    label="not-found",
    hits=(),
    silent=(POST, WIRE, SILENT),
    nearest=replace(RELATED, findings=(Finding("same-event", 0.2, "has 10% of the claim's content"),)),
    outlets=0,
    origins=(),
    searched=9,
    findings=(Finding("no-relation-model", 1.0, "judged by words and numbers alone"),),
)


def rendered(answer: ClaimVerdict, width: int = 80) -> str:
    page = Page(width)
    claims.verdict(answer, page)
    return page.plain()


def flat(answer: ClaimVerdict) -> str:
    return " ".join(rendered(answer, 100).replace("│", " ").split())


@pytest.mark.parametrize("name, answer", [("claim-both", BOTH), ("claim-not-found", NOT_FOUND)])
def test_text_is_as_in_the_gold_file(name: str, answer: ClaimVerdict) -> None:
    assert rendered(answer) == (GOLDEN / f"{name}.txt").read_text(encoding="utf-8")


# ---------------------------------------------------------------------------------------------------------- at the top

REAL = replace(UPDATE, reading="real", detail="")
COPY = replace(STATES, article=replace(POST, id="post-2", outlet="Echo"))


@pytest.mark.parametrize(
    "label, hits, says",
    [
        ("stated", (STATES,), "STATED — stated by 1 outlet “"),
        ("stated", (STATES, COPY), "STATED — stated by 2 outlets, which go back to 1 origin “"),
        ("stated", (STATES, COPY, UNRESOLVED), "to 1 origin “31 people have been killed” Also: 1 place that can"),
        (
            "stated",
            (STATES, replace(COPY, origin="o3")),
            "STATED — stated by 2 outlets, of 2 origins so far as is known “",
        ),
        ("partly", (PARTLY,), "PARTLY STATED — no article states all of it; a part is stated by 1 outlet “"),
        (
            "contradicted",
            (AGAINST, POLICE),
            "CONTRADICTED — 2 outlets (1 origin) print another number; it may be an earlier or later count “",
        ),
        (
            "contradicted",
            (AGAINST, PARTLY),
            "CONTRADICTED — 1 outlet prints another number; it may be an earlier or later count “31 people have been "
            "killed” Also: 1 place with a part of it",
        ),
        ("contradicted", (replace(AGAINST, differs_on=(REAL,)),), "CONTRADICTED — 1 outlet prints another number “"),
        ("contradicted", (replace(AGAINST, differs_on=()),), "CONTRADICTED — 1 outlet prints something else “"),
        (
            "contradicted",
            (replace(AGAINST, differs_on=(REAL,)), POLICE),
            "CONTRADICTED — 1 outlet prints another number “31 people have been killed” Also: 1 place with a "
            "difference that has a possible reason",
        ),
        (
            "both",
            (STATES, COPY, AGAINST),
            "STATED AND CONTRADICTED — stated by 2 outlets (1 origin), but 1 outlet prints another number; it may be "
            "an earlier or later count “",
        ),
        ("related", (RELATED,), "RELATED ONLY — the articles are on the same subject, but none states it or contrad"),
        ("related", (UNRESOLVED, RELATED), "RELATED ONLY — whether it agrees with what 1 outlet printed cannot be"),
        ("not-found", (), "NOT FOUND — none of the articles states it, in part or in other words, and none contradic"),
    ],
)  # fmt: skip
def test_first_line_says_it_in_plain_words(label: ClaimLabel, hits: tuple[ClaimHit, ...], says: str) -> None:
    """It counts the outlets of the places that give the verdict; no contradiction stands there without its reason."""
    assert says in flat(replace(BOTH, label=label, hits=hits))


def test_every_label_has_a_headline() -> None:
    """Whatever the places: a label without any of the places that give it is no crash."""
    for label in get_args(ClaimLabel):
        for hits in (), (UNRESOLVED,), (STATES, AGAINST, PARTLY, RELATED):
            first = rendered(replace(BOTH, label=label, hits=hits)).splitlines()[0]
            assert first.split(" — ")[0] == claims._LABEL[label][0]


@pytest.mark.parametrize("dimension", get_args(Dimension))
@pytest.mark.parametrize("reading", get_args(Reading))
def test_every_difference_is_told_with_its_reading(dimension: Dimension, reading: Reading) -> None:
    """Above in plain words, at the place with both sides; only what has no excuse goes without one above."""
    hit = replace(AGAINST, differs_on=(replace(UPDATE, dimension=dimension, reading=reading),))
    shown = flat(replace(BOTH, label="contradicted", hits=(hit,)))
    assert f"differs {dimension}: claim says “31 people”, here “48 people” — " in shown
    assert f"the later article has the larger number [{reading}]" in shown
    first = shown.split("“")[0]
    assert claims._OTHER[dimension] in first
    assert ("; " in first) is (reading != "real")


def test_reasons_of_several_places_are_joined() -> None:
    elsewhere = replace(POLICE, differs_on=(replace(UPDATE, reading="scope"), replace(UPDATE, dimension="place")))
    first = flat(replace(BOTH, label="contradicted", hits=(AGAINST, elsewhere))).split(" “")[0]
    assert first == (
        "CONTRADICTED — 2 outlets (1 origin) print another number and another place; it may be an earlier or later "
        "count or about another place, period or group"
    )


def test_the_colour_of_a_contradiction_depends_on_its_reason() -> None:
    """Red is for what nothing excuses."""
    for hit, style in ((replace(AGAINST, differs_on=(REAL,)), "bold red"), (AGAINST, "bold yellow")):
        page = Page(80, colour=True)
        claims.verdict(replace(BOTH, label="contradicted", hits=(hit,)), page)
        (group,) = [line for line in page.lines if line.plain.startswith("CONTRADICTS")]
        assert [str(line.spans[0].style) for line in (page.lines[0], group)] == [style, style]


@pytest.mark.parametrize(
    "hits, says",
    [
        ((STATES,), "WHO — stated by Red Cross “|"),
        ((STATES, COPY, AGAINST), "WHO — stated by Red Cross; contradicted by 1 article in its own words STATES"),
        ((PARTLY,), "WHO — in part by Red Cross PARTLY"),
        (
            (POLICE, AGAINST, replace(AGAINST, article=replace(WIRE, id="wire-5"))),
            "WHO — contradicted by police and 2 articles in their own words CONTRADICTS",
        ),
        (
            (POLICE, replace(POLICE, speaker=STATES.speaker), AGAINST),
            "WHO — contradicted by police, Red Cross and 1 article in its own words CONTRADICTS",
        ),
    ],
)
def test_who_says_so(hits: tuple[ClaimHit, ...], says: str) -> None:
    assert says.removesuffix(" “|") in flat(replace(BOTH, hits=hits))
    assert "WHO" not in flat(replace(BOTH, label="related", hits=(UNRESOLVED, RELATED)))


# ---------------------------------------------------------------------------------------------------------- the places


def test_what_gives_the_verdict_comes_first() -> None:
    for label, first, second in (("contradicted", "CONTRADICTS", "PARTLY"), ("partly", "PARTLY", "CONTRADICTS")):
        shown = rendered(replace(BOTH, label=label, hits=(PARTLY, AGAINST)))  # type: ignore[arg-type]
        assert 0 < shown.index(f"\n{first} · ") < shown.index(f"\n{second} · ")


@pytest.mark.parametrize(
    "there, shown",
    [
        ("48 people", "The flood killed [[48 people]] in two days."),
        ("8 people", "The flood killed 48 people in two days."),  # no words of their own there
        ("", "The flood killed 48 people in two days."),
        ("forty-eight", "The flood killed 48 people in two days."),
        ("The flood", "[[The flood]] killed 48 people in two days."),
        ("days.", "The flood killed 48 people in two [[days.]]"),
    ],
)
def test_the_words_that_decide_stand_out(there: str, shown: str) -> None:
    hit = replace(AGAINST, differs_on=(replace(UPDATE, there=there),))
    assert f"│ {shown}" in rendered(replace(BOTH, hits=(hit,)))


def test_of_differences_that_overlap_the_first_stands_out() -> None:
    both = (UPDATE, replace(UPDATE, there="people in two days"), replace(UPDATE, dimension="time", there="two days"))
    hit = replace(AGAINST, differs_on=both)
    assert "The flood killed [[48 people]] in [[two days]]." in rendered(replace(BOTH, hits=(hit,)))


def test_a_place_within_its_sentence_stands_out() -> None:
    at = WIRE.text.index("killed 48")
    hit = replace(AGAINST, span=Span(at, at + len("killed 48")), differs_on=())
    assert "│ The flood [[killed 48]] people in two days." in rendered(replace(BOTH, hits=(hit,)))


@pytest.mark.parametrize(
    "here, there, says",
    [
        ("", "not", "claim says nothing of it, here “not” — nothing excuses it [real]"),
        ("may", "", "claim says “may”, here nothing of it — nothing excuses it [real]"),
    ],
)
def test_words_that_one_side_only_has(here: str, there: str, says: str) -> None:
    one = DiffersOn("polarity", here, there, "real")
    assert f"differs polarity: {says}" in flat(replace(BOTH, hits=(replace(AGAINST, differs_on=(one,)),)))


def test_a_reason_is_given_once() -> None:
    """What a finding says in full is not said at the difference too."""
    one = DiffersOn("polarity", "did not rise", "rose", "real", "only one of the two is negated")
    long = Finding(
        "negation", 0.9, "the claim says “did not rise”, the sentence “rose”: only one of the two is negated"
    )
    for reasons in ((), (long,)):
        shown = flat(replace(BOTH, hits=(replace(AGAINST, differs_on=(one,), findings=reasons),)))
        assert shown.count("only one of the two is negated") == 1
        assert "claim says “did not rise”, here “rose” — nothing excuses it" in shown


def test_the_relation_is_shown_if_there_is_one() -> None:
    """Once, and as the model's own: the places are judged by more than that."""
    finding = Finding("reader", 0.88, "the reader takes the sentence to contradict the claim")
    shown = rendered(replace(BOTH, hits=(replace(AGAINST, findings=(finding,)),)))
    assert "\n    meaning   contradiction 0.88, " in shown
    assert shown.count("0.88") == 1
    assert "meaning " not in rendered(replace(BOTH, hits=(POLICE,)))


@pytest.mark.parametrize("width", [24, 40, 80, 100])
def test_lines_fit_and_no_evidence_is_cut(width: int) -> None:
    shown = rendered(BOTH, width)
    assert all(len(line) <= max(width, 40) and line == line.rstrip() for line in shown.splitlines())
    assert "The flood has killed 31 people, the Red Cross said." in " ".join(shown.replace("│", " ").split())


# ------------------------------------------------------------------------------------------------------------ hostile

HOSTILE = "\x1b[2J\x1b]0;title\x07 \u202eevil\u202c \x9b31m \r overwritten \ud800 \U000e0041 \x00"


@pytest.mark.parametrize("label", get_args(ClaimLabel))
def test_nothing_from_an_article_steers_the_terminal(label: ClaimLabel) -> None:
    """Escape sequences, overrides and carriage returns are shown as what they are, wherever they come from."""
    text = f"{HOSTILE}said words{HOSTILE}. "
    article = Article(HOSTILE, text, HOSTILE, HOSTILE, None, HOSTILE)
    finding = Finding("name", 1.0, HOSTILE)
    differs = (DiffersOn("number", HOSTILE, HOSTILE, "update", HOSTILE),)
    speaker = SpeakerHit(HOSTILE, HOSTILE + "x", HOSTILE + "y", "not-asked")
    hit = make_hit(
        article, text, "states", differs_on=differs, speaker=speaker, cue=HOSTILE, origin=HOSTILE, findings=(finding,)
    )
    hits = tuple(replace(hit, stance=stance) for stance in get_args(Stance))
    lone = replace(hit, stance="related", sentence=HOSTILE, span=Span(0, len(HOSTILE)))
    answer = ClaimVerdict(
        HOSTILE, label, (*hits, lone), (article,), hit, 2, (Origin(HOSTILE, HOSTILE, (HOSTILE,), (finding,)),),
        searched=1, findings=(finding,),
    )  # fmt: skip
    shown = rendered(answer)
    assert "\\x1b[2J" in shown and "\\u202e" in shown
    assert [c for c in shown if unicodedata.category(c) in ("Cc", "Cs", "Cf") and c != "\n"] == []
    assert machine.dumps(machine.claim_verdict(answer)).isascii()


def test_words_repeated_beyond_reading_end_the_search() -> None:
    """A sentence of one letter a million times, in which words of as many letters are looked for."""
    article = Article("long", "a" * 1_000_000)
    hit = make_hit(article, article.text, "contradicts", differs_on=(replace(UPDATE, there="a" * 400_000),))
    assert claims._deciding_words(hit) == []


# --------------------------------------------------------------------------------------------------------------- JSON

ANSWER_KEYS = [
    "format", "models", "query", "verdict", "outlets", "origins", "hits", "silent", "nearest", "origin_details",
    "findings", "searched",
]  # fmt: skip
HIT_KEYS = [
    "article", "outlet", "title", "published", "sentence", "selector", "stance", "relation", "differs_on", "speaker",
    "cue", "origin", "findings", "similarity",
]  # fmt: skip


def test_verdict_as_json_keeps_its_contract() -> None:
    answer = machine.claim_verdict(BOTH)
    assert list(answer) == ANSWER_KEYS
    assert (answer["format"], answer["models"]) == (1, {"encoder": "ab12", "nli": "cd34"})
    assert (answer["query"], answer["verdict"]) == ({"claim": "31 people have been killed"}, "both")
    assert (answer["outlets"], answer["origins"], answer["silent"], answer["nearest"]) == (1, 1, ["snow-3"], None)
    states, against, police, _ = answer["hits"]
    assert all(list(one) == HIT_KEYS for one in answer["hits"])
    quote, position = states["selector"]
    assert (quote["type"], position["type"]) == ("TextQuoteSelector", "TextPositionSelector")
    assert POST.text[position["start"] : position["end"]] == quote["exact"] == states["sentence"]
    assert [one["stance"] for one in answer["hits"]] == ["states", "contradicts", "contradicts", "related"]
    assert states["relation"] == {"label": "entailment", "score": 0.97} and states["differs_on"] == []
    assert states["speaker"] == {"printed": "the Red Cross", "name": "Red Cross", "role": None, "match": "not-asked"}
    assert against["differs_on"] == [
        {
            "dimension": "number",
            "here": "31 people",
            "there": "48 people",
            "reading": "update",
            "detail": "the later article has the larger number",
        }
    ]
    assert (against["speaker"], against["cue"], police["cue"]) == (None, None, "said")
    assert machine.claim_verdict(NOT_FOUND)["nearest"]["sentence"] == "Shops fear losses."
    assert json.loads(machine.dumps(answer)) == json.loads(json.dumps(answer))


def test_every_key_and_label_is_documented() -> None:
    told = (Path(__file__).parent.parent / "docs" / "json.md").read_text(encoding="utf-8")
    labels = (get_args(one) for one in (ClaimLabel, Stance, Dimension, Reading))
    keys = [*ANSWER_KEYS, *HIT_KEYS, *(one for each in labels for one in each)]
    assert [key for key in keys if f"`{key}`" not in told] == []
