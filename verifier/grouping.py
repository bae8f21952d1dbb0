"""Weighted links -> groups, such that one wrong link cannot merge two groups.

Average linkage (Sokal & Michener, 1958) on a sparse graph: the two groups with the highest mean weight between their
members are merged first: two that stand alone from `FIRST` on, others from `LEAST`. A pair without a link counts as
nought, so that a lone link between two groups of three weighs a ninth of what it says; connected components would merge
them. The result depends only on the links of its own component: what is added elsewhere moves nothing. Nothing is drawn
at random.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from heapq import heapify, heappop, heappush

__all__ = ["FIRST", "LEAST", "grouped"]

FIRST = 0.3
"""Weight from which on two make a group."""
LEAST = 0.2
"""Mean weight from which on a group takes in another, or one more."""

Link = tuple[int, int]


def grouped(links: Mapping[Link, float], *, first: float = FIRST, least: float = LEAST) -> list[list[int]]:
    """The groups of two and more, each sorted, in the order of their first members.

    `links` gives the weight, in (0, 1], of pairs (a, b), a < b.
    """
    groups: dict[int, list[int]] = {n: [n] for link in links for n in link}
    sums: dict[int, dict[int, float]] = {n: {} for n in groups}
    for (a, b), weight in links.items():
        sums[a][b] = sums[b][a] = weight
    heap = [(-weight, a, b) for (a, b), weight in links.items() if weight >= first]
    heapify(heap)
    while heap:
        negative, a, b = heappop(heap)
        if a not in groups or b not in groups:
            continue
        if sums[a].get(b, 0.0) / (len(groups[a]) * len(groups[b])) != -negative:
            continue  # one of the two has grown since; its new mean is in the heap
        for c in _merge(groups, sums, a, b):
            low, high = min(a, c), max(a, c)
            mean = sums[a][c] / (len(groups[a]) * len(groups[c]))
            if mean >= least:
                heappush(heap, (-mean, low, high))
    return sorted(sorted(members) for members in groups.values() if len(members) > 1)


def _merge(groups: dict[int, list[int]], sums: dict[int, dict[int, float]], a: int, b: int) -> Iterable[int]:
    """Put group `b` into group `a`; the groups that are linked with it now."""
    groups[a] += groups.pop(b)
    for c, weight in sums.pop(b).items():
        del sums[c][b]
        if c != a:
            sums[a][c] = sums[c][a] = sums[a].get(c, 0.0) + weight
    return sums[a]
