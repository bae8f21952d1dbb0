"""Sentences of several articles -> claims, and what keeps two claims apart."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from verifier.claims import status_of
from verifier.claims.grouping import grouped
from verifier.datamodel import ClaimStatus, DiffersOn, Member, MemberRelation, Reading, Span

TRIANGLES = dict.fromkeys([(0, 1), (0, 2), (1, 2), (3, 4), (3, 5), (4, 5)], 0.9)


@pytest.mark.parametrize(
    ("links", "apart", "groups"),
    [
        ({}, [], []),
        ({(0, 1): 0.9}, [], [[0, 1]]),
        ({(0, 1): 0.1}, [], []),
        (TRIANGLES, [], [[0, 1, 2], [3, 4, 5]]),
        (TRIANGLES | {(2, 3): 0.85}, [], [[0, 1, 2], [3, 4, 5]]),
        (TRIANGLES, [(0, 1)], [[0, 2], [3, 4, 5]]),
    ],
)
def test_grouped(links: dict[tuple[int, int], float], apart: list[tuple[int, int]], groups: list[list[int]]) -> None:
    """A lone link between two groups does not merge them."""
    assert grouped(links, apart) == groups


LINKS = st.dictionaries(
    st.tuples(st.integers(0, 12), st.integers(0, 12)).filter(lambda p: p[0] < p[1]), st.sampled_from([0.3, 0.5, 0.9])
)


@given(LINKS, st.randoms(use_true_random=False))
def test_grouped_takes_links_in_any_order(links: dict[tuple[int, int], float], rng: random.Random) -> None:
    shuffled = list(links.items())
    rng.shuffle(shuffled)
    groups = grouped(dict(shuffled))
    assert groups == grouped(links)
    assert len({n for g in groups for n in g}) == sum(map(len, groups))
    elsewhere = {(a + 20, b + 20): w for (a, b), w in links.items()}
    assert [g for g in grouped(links | elsewhere) if g[0] < 20] == groups


def member(article: str, relation: MemberRelation = "paraphrase", *readings: Reading) -> Member:
    differs = tuple(DiffersOn("number", "7", "8", reading) for reading in readings)
    return Member(article, Span(0, 1), "x", relation, differs)


@pytest.mark.parametrize(
    ("members", "origins", "status"),
    [
        ([member("a")], ["o1"], "single-outlet"),
        ([member("a"), member("a")], ["o1"], "single-outlet"),
        ([member("a"), member("b")], ["o1"], "same-origin"),
        ([member("a"), member("b")], ["o1", "o2"], "corroborated"),
        ([member("a"), member("b", "contradicts", "update")], ["o1", "o2"], "updated"),
        ([member("a"), member("b", "contradicts", "real")], ["o1"], "contradicted"),
        ([member("a"), member("b", "contradicts")], ["o1"], "contradicted"),
        ([member("a"), member("b", "contradicts", "unresolved")], ["o1"], "unresolved"),
        ([member("a"), member("b", "contradicts", "update", "real")], ["o1"], "contradicted"),
    ],
)
def test_status(members: list[Member], origins: list[str], status: ClaimStatus) -> None:
    assert status_of(members, origins) == status
