"""Stars of what was read -> claims: the fullest first, none told twice, wordings of equal meaning together. Pure."""

from __future__ import annotations

import random
from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from verifier.claims.stars import Leaf, Star, chosen
from verifier.datamodel import Stance

Homes = dict[int, frozenset[tuple[str, int]]]


def home(*places: str) -> frozenset[tuple[str, int]]:
    """ "a3" is the third sentence of the article "a"."""
    return frozenset((place[0], int(place[1:])) for place in places)


EACH: Homes = {n: home(f"{letter}0") for n, letter in enumerate("abcdefghij")}
"""Every node is the first sentence of an article of its own."""


def star(
    statement: int,
    *states: int,
    sure: float = 0.9,
    mutual: bool = False,
    denied: int | None = None,
) -> Star:
    leaves = {n: Leaf("states", sure, mutual) for n in states}
    if denied is not None:
        leaves[denied] = Leaf("contradicts", sure, False)
    return Star(statement, leaves)


def told(stars: list[Star], homes: Homes = EACH) -> list[tuple[int, list[int]]]:
    """The statements that are claims, each with those that are told with it."""
    return [(one.statement, [other.statement for other in alike]) for one, alike in chosen(stars, homes)]


@pytest.mark.parametrize(
    ("stars", "claims"),
    [
        ([], []),
        ([star(0)], []),
        ([star(0, 1)], [(0, [])]),
        # the fullest is taken first, whatever comes first
        ([star(0, 1), star(2, 3, 4)], [(2, []), (0, [])]),
        # a denial makes a claim as well as a statement
        ([star(0, denied=1)], [(0, [])]),
        ([star(0, 1), star(2, 3, denied=4)], [(2, []), (0, [])]),
        # of equal ones, the first
        ([star(2, 3), star(0, 1)], [(0, []), (2, [])]),
        # what follows both ways counts more; what is surer, too
        ([star(0, 1), star(2, 3, mutual=True)], [(2, []), (0, [])]),
        ([star(0, 1, sure=0.6), star(2, 3)], [(2, []), (0, [])]),
    ],
)
def test_the_fullest_comes_first(stars: list[Star], claims: list[tuple[int, list[int]]]) -> None:
    assert told(stars) == claims


@pytest.mark.parametrize(
    ("second", "claims"),
    [
        # all its sentences are in the first: it is told already
        (star(4, 1, 2), [(0, [])]),
        (star(1, 2), [(0, [])]),
        # two of five exactly: it is a claim of its own; three of five are told
        (star(1, 2, 6, 7, 8), [(0, []), (1, [])]),
        (star(1, 2, 3, 6, 7), [(0, [])]),
        # none
        (star(6, 7), [(0, []), (6, [])]),
    ],
)
def test_no_claim_is_told_twice(second: Star, claims: list[tuple[int, list[int]]]) -> None:
    first = star(0, 1, 2, 3, 4, 5, sure=1.0)
    assert told([first, second]) == claims
    assert told([second, first]) == claims


@pytest.mark.parametrize(
    ("mutual", "alike"), [((True, True), [1]), ((True, False), [1]), ((False, True), []), ((False, False), [])]
)
def test_wordings_of_equal_meaning_are_told_together(mutual: tuple[bool, bool], alike: list[int]) -> None:
    """If the other, read beside the first, follows both ways; what follows one way only says less."""
    first = Star(0, {1: Leaf("states", 0.9, mutual[0]), 2: Leaf("states", 0.9, True), 3: Leaf("states", 0.9, True)})
    second = Star(1, {0: Leaf("states", 0.9, mutual[1]), 2: Leaf("states", 0.9, False)})
    assert told([first, second]) == [(0, alike)]


def test_one_that_denies_is_no_wording_of_it() -> None:
    first = Star(0, {1: Leaf("contradicts", 0.9, True), 2: Leaf("states", 0.9, True), 3: Leaf("states", 0.9, True)})
    second = Star(1, {0: Leaf("contradicts", 0.9, False), 2: Leaf("contradicts", 0.9, False)})
    assert told([first, second]) == [(0, [])]


def test_one_that_is_not_around_the_first_is_no_wording_of_it() -> None:
    """Although the first is around it: it shares most of its sentences, so it is told, and brings nothing."""
    first = star(0, 2, 3, 4, mutual=True)
    second = Star(1, {0: Leaf("states", 0.5, True), 2: Leaf("states", 0.5, False), 3: Leaf("states", 0.5, False)})
    assert told([first, second]) == [(0, [])]


def test_what_a_wording_brings_is_told_with_it() -> None:
    """Sentences around a wording of equal meaning make no claim of their own any more."""
    first = star(0, 1, 2, 3, mutual=True, sure=1.0)
    wording = star(1, 0, 2, 5, mutual=True, sure=0.9)
    rest = star(5, 1, 2)
    rest_alone = star(6, 7, 8)
    assert told([first, wording, rest]) == [(0, [1])]
    assert told([first, wording, rest_alone]) == [(0, [1]), (6, [])]


def test_copies_of_one_text_are_one_statement() -> None:
    """Outlets that print the same words share a node: it is a claim by itself, and fuller than one other sentence."""
    copies: Homes = {0: home("a0", "b0", "c0"), 1: home("d0"), 2: home("e0")}
    assert told([star(0)], copies) == [(0, [])]
    assert told([star(1, 2), star(0)], copies) == [(0, []), (1, [])]


def test_the_surest_sentence_of_an_article_counts_for_it() -> None:
    """Five sentences of one article are one witness."""
    homes: Homes = {
        0: home("a0"),
        9: home("z0"),
        **{n: home(f"b{n}") for n in range(1, 6)},
        7: home("y0"),
        8: home("x0"),
    }
    one_article, two = star(0, 1, 2, 3, 4, 5), star(9, 7, 8)
    assert told([one_article, two], homes) == [(9, []), (0, [])]


def test_two_sentences_of_one_article_are_two() -> None:
    homes: Homes = {0: home("a0"), 1: home("a1")}
    assert told([star(0, 1)], homes) == [(0, [])]


STANCES: list[Stance] = ["states", "contradicts", "unresolved"]
LEAVES = st.dictionaries(
    st.integers(0, 9),
    st.builds(Leaf, st.sampled_from(STANCES), st.sampled_from([0.5, 0.9]), st.booleans()),
    max_size=5,
)


@st.composite
def piles(draw: st.DrawFn) -> list[Star]:
    found: list[Star] = []
    for n in range(draw(st.integers(0, 8))):
        leaves: Mapping[int, Leaf] = draw(LEAVES)
        found.append(Star(n, {k: leaf for k, leaf in leaves.items() if k != n}))
    return found


@given(piles(), st.randoms(use_true_random=False))
def test_the_order_of_stars_changes_nothing(stars: list[Star], rng: random.Random) -> None:
    shuffled = list(stars)
    rng.shuffle(shuffled)
    assert told(shuffled) == told(stars)


@given(piles())
def test_each_claim_has_sentences_of_its_own(stars: list[Star]) -> None:
    """Of two claims, the later has at most six in ten of its sentences in the other; no statement is told twice."""
    found = chosen(stars, EACH)
    names = [s.statement for one, alike in found for s in (one, *alike)]
    assert len(names) == len(set(names))
    for n, (later, _) in enumerate(found):
        members = {later.statement, *later.leaves}
        assert len(members) > 1
        for earlier, _ in found[:n]:
            assert len(members & {earlier.statement, *earlier.leaves}) <= 0.6 * len(members)


@pytest.mark.parametrize("stance", STANCES)
def test_every_stance_joins(stance: Stance) -> None:
    assert told([Star(0, {1: Leaf(stance, 0.9, False)})]) == [(0, [])]
