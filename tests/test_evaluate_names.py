"""scripts/evaluate_names.py: the pairs of names are what their sets say, thresholds come from other pairs."""

from __future__ import annotations

import random
from collections.abc import Sequence

import pytest
from test_evaluate import script

names = script("evaluate_names")

LIST = [("JANE ROE MILLER", "JAEN ROE MILLER"), ("JANE ROE BAKER", "ROE BAKER, JANE"), ("AHMED SALEH", "AHMED SALHE")]
ROWS = [{"name1": a, "name2": b, "label": "match"} for a, b in LIST]
WORDS = [
    {"name1": first, "name2": second, "label": label}
    for first, second, label in [("ahmed", "ahmad", "match"), ("akmed", "ahmed", "no_match"), ("olga", "olha", "match")]
]


@pytest.mark.parametrize(
    ("scores", "truth", "least"),
    [
        ([0.9, 0.8, 0.3], [True, True, False], 0.8),
        ([0.9, 0.9, 0.1], [True, False, True], 0.1),
        ([0.5, 0.4], [False, False], 1.0),
    ],
)
def test_a_threshold_is_the_one_with_the_best_f1(scores: list[float], truth: list[bool], least: float) -> None:
    assert names.threshold(scores, truth) == least


def pairs(sets: dict[str, tuple[Sequence[object], Sequence[object]]], name: str) -> list[object]:
    fit, held = sets[name]
    assert not {*map(str, fit)} & {*map(str, held)}
    return [*fit, *held]


def test_each_set_has_every_match_and_its_own_pairs_that_do_not() -> None:
    sets = names.whole_names(ROWS, WORDS, 1)
    matches = {(pair, True) for pair in LIST}
    apart = {name: {*pairs(sets, name)} - matches for name in ("neighbours", "nearest", "all others")}
    assert all(matches <= {*pairs(sets, name)} for name in apart)
    assert apart["neighbours"] == {((LIST[n][0], LIST[n - 1][1]), False) for n in range(3)}
    assert ((LIST[1][0], LIST[0][1]), False) in apart["nearest"]
    assert ((LIST[0][0], LIST[1][1]), False) in apart["nearest"]
    assert apart["all others"] == {((a, b), False) for a, _ in LIST for _, b in LIST} - {
        ((a, b), False) for a, b in LIST
    }


def test_a_word_is_respelt_in_a_name_that_has_it() -> None:
    judgements = [names.judged(row) for row in WORDS]
    fit, held = names.respelt(LIST, (judgements[:1], judgements[1:]), random.Random(1))
    assert fit == [(("AHMED SALEH", "AHMAD SALHE"), True)]
    assert held == [(("AHMED SALEH", "AKMED SALHE"), False)]


@pytest.mark.parametrize(
    ("name", "word", "other", "expected"),
    [
        ("ROE BAKER, JANE", "baker", "becker", "ROE BECKER, JANE"),
        ("Ana Anaya, Ana", "ana", "anna", "Anna Anaya, Ana"),
        ("AHMED (ALI)", "ahmed", "ahmad", "AHMAD (ALI)"),
    ],
)
def test_one_word_is_exchanged_in_its_case(name: str, word: str, other: str, expected: str) -> None:
    assert names.exchanged(name, word, other) == expected


def test_precision_and_recall() -> None:
    assert names.prf([True, True, False, False], [True, False, True, True]) == ("0.500", "0.333", "0.400")
    assert names.prf([False], [False]) == ("0.000", "0.000", "0.000")
