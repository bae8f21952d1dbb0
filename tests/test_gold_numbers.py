"""The discrepancies of number and date of the sample case, as its annotators described them.

Each side is the sentence that prints the number, copied from the articles in `seeds/`.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from verifier.dates import compare_moments, moments
from verifier.quantities import Quantity, differences

SEEDS = Path(__file__).parent.parent / "seeds"


def line(article: str, words: str) -> str:
    """The sentence of an article with these words, as far as a full stop and a line's end tell."""
    (path,) = SEEDS.glob(f"{article}_*.txt")
    (found,) = [part for part in path.read_text("utf-8").splitlines() if words in part]
    start = found.rfind(". ", 0, found.index(words)) + 1
    while found[:start].endswith(("Nov.", "U.S.")):  # an abbreviation, no end
        start = found.rfind(". ", 0, start - 2) + 1
    end = found.find(". ", found.index(words) + len(words))
    return found[start : end + 1 if end >= 0 else len(found)].strip()


def readings(here: str, there: str, dimension: str = "number") -> list[str]:
    return [d.reading for d in differences(here, there).differs if d.dimension == dimension]


TOLL = [("000", "826 people"), ("003", "at least 826 people"), ("004", "826 people"), ("000", "more than 800 dead"),
        ("001", "more than 800 deaths"), ("003", "More than 800 people")]  # fmt: skip


@pytest.mark.parametrize(("article", "words"), TOLL)
@pytest.mark.parametrize("claim", ["727 people have been killed", None])
def test_d01_a_growing_toll_is_an_update(article: str, words: str, claim: str | None) -> None:
    here = claim or line("002", "727 people")
    assert readings(here, line(article, words)) == ["update"]


@pytest.mark.parametrize(("article", "words"), TOLL[3:])
def test_d01_a_rounded_toll_agrees(article: str, words: str) -> None:
    match = differences("826 people have been killed", line(article, words))
    assert match.numbers_agree and not match.differs


@pytest.mark.parametrize("article", ["000", "003"])
def test_d02_the_civilians_agree_while_the_toll_grew(article: str) -> None:
    match = differences(line("002", "727 people"), line(article, "111 civilians"))
    assert [(p.here.text, p.comparison.label) for p in match.pairs] == [("111 civilians", "same")]
    assert [(d.here, d.reading) for d in match.differs] == [("727 people", "update")]


def test_d03_the_war_and_the_offensive_are_other_periods() -> None:
    heading, war = line("003", "At least 826 dead"), line("003", "more than half a million people")
    assert readings(heading, war) == ["scope"]


def test_d05_a_number_in_another_format() -> None:
    printed = [line("000", "115.000"), line("003", "115.000")]
    for text in printed:
        match = differences("115,000 people were displaced", text)
        assert readings("115,000 people were displaced", text) == ["format"]
        assert match.numbers_agree
    (pair,) = differences(*printed).pairs
    assert (pair.comparison.label, pair.comparison.reading) == ("same", "format")


@pytest.mark.parametrize("looser", [("000", "Tens of thousands of people"), ("003", "tens of thousands displaced")])
def test_d06_a_loose_expression_fits_the_number(looser: tuple[str, str]) -> None:
    match = differences(line("000", "115.000"), line(*looser))
    assert [p.comparison.label for p in match.pairs if isinstance(p.here, Quantity)] == ["compatible"]


def test_d07_x05_one_city_and_the_whole_country_are_not_joined() -> None:
    match = differences(line("000", "tens of thousands of Homs residents"), line("000", "Tens of thousands of people"))
    assert not match.numbers_agree
    assert [q.text for q in match.unmatched_here] == ["tens of thousands of Homs residents"]


def test_d08_two_years_of_one_event() -> None:
    here = "the government turned the tide of the war in 2016"
    assert readings(here, "in 2015 Damascus launched a counter-offensive", "time") == ["real"]


def test_d11_d12_one_day_in_three_words() -> None:
    friday, thursday = date(2024, 12, 6), date(2024, 12, 5)
    said = [("said today that", thursday), ("said Thursday that", friday), ("assured yesterday", friday),
            ("On Thursday evening", friday), ("Last night", friday)]  # fmt: skip
    found = [moments(text, published)[0] for text, published in said]
    assert {compare_moments(a, b).label for a in found for b in found} == {"same"}
    assert {m.start for m in found} == {thursday}


def test_d20_one_release_told_by_many() -> None:
    here = line("001", "hundreds of unjustly detained prisoners")
    for article, words in (("000", "hundreds of prisoners"), ("002", "released hundreds of prisoners")):
        match = differences(here, line(article, words))
        assert match.numbers_agree and not match.differs


def test_dates_in_two_formats() -> None:
    read = {text: moments(text, None)[0].start for text in ("Thu, 12/05/2024", "Monday 10/02/2025")}
    assert read == {"Thu, 12/05/2024": date(2024, 12, 5), "Monday 10/02/2025": date(2025, 2, 10)}


NEVER_JOINED = [
    ("X06", line("000", "826 people"), line("000", "half a million dead")),
    ("X07", line("002", "727 people"), line("002", "20,000-40,000 people")),
    ("X10", line("003", "moved into Homs more than 200"), line("003", '"more than 200 military vehicles" left')),
    ("X23", line("003", "9,363 traffic violations"), line("003", "at least 826 people")),
]


@pytest.mark.parametrize(("name", "here", "there"), NEVER_JOINED, ids=[row[0] for row in NEVER_JOINED])
def test_what_must_not_be_joined(name: str, here: str, there: str) -> None:
    """No number agrees, and where two differ they are said to hold for other things."""
    for match in (differences(here, there), differences(there, here)):
        assert not match.numbers_agree
        assert {d.reading for d in match.differs if d.dimension == "number"} <= {"scope"}
