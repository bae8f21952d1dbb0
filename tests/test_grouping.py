"""Weighted links -> groups that one wrong link cannot merge."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from verifier.grouping import grouped

TRIANGLES = dict.fromkeys([(0, 1), (0, 2), (1, 2), (3, 4), (3, 5), (4, 5)], 0.9)


@pytest.mark.parametrize(
    ("links", "groups"),
    [
        ({}, []),
        ({(0, 1): 0.9}, [[0, 1]]),
        ({(0, 1): 0.2}, []),
        ({(0, 1): 0.9, (0, 2): 0.4, (1, 2): 0.4}, [[0, 1, 2]]),
        (TRIANGLES, [[0, 1, 2], [3, 4, 5]]),
        (TRIANGLES | {(2, 3): 0.85}, [[0, 1, 2], [3, 4, 5]]),
    ],
)
def test_a_lone_link_between_two_groups_does_not_merge_them(
    links: dict[tuple[int, int], float], groups: list[list[int]]
) -> None:
    assert grouped(links) == groups


LINKS = st.dictionaries(
    st.tuples(st.integers(0, 12), st.integers(0, 12)).filter(lambda p: p[0] < p[1]), st.sampled_from([0.3, 0.5, 0.9])
)


@given(LINKS, st.randoms(use_true_random=False))
def test_links_in_any_order_make_the_same_groups(links: dict[tuple[int, int], float], rng: random.Random) -> None:
    """And what is linked elsewhere moves nothing."""
    shuffled = list(links.items())
    rng.shuffle(shuffled)
    groups = grouped(dict(shuffled))
    assert groups == grouped(links)
    assert len({n for g in groups for n in g}) == sum(map(len, groups))
    elsewhere = {(a + 20, b + 20): w for (a, b), w in links.items()}
    assert [g for g in grouped(links | elsewhere) if g[0] < 20] == groups
