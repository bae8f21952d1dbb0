"""Weighted links -> groups, such that one wrong link cannot merge two groups.

Average linkage (Sokal & Michener, 1958) on a sparse graph: the two groups with the highest mean weight between their
members are merged first: two that stand alone from `FIRST` on, others from `LEAST`. A pair without a link counts as
nought, so that a lone link between two groups of three weighs a ninth of what it says; connected components would merge
them. The result depends only on the links of its own component: what is added elsewhere moves nothing. Nothing is drawn
at random.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from heapq import heapify, heappop, heappush

__all__ = ["FIRST", "JOINS", "LEAST", "grouped", "joined"]

FIRST = 0.3
"""Weight from which on two make a group."""
LEAST = 0.2
"""Mean weight from which on a group takes in another, or one more. Lower, for all pairs count, and members that tell
different halves of a claim are hardly linked."""
JOINS = 0.25
"""Mean weight from which on one more joins a group, though it is in another: it says two things.

All three, links.WEAKEST and confirm.CONFIRMED were set on labelled pairs of 19 public events (evaluate.py claims
--parts). They are low, for what comes into a group is still to be confirmed."""

Link = tuple[int, int]


def grouped(
    links: Mapping[Link, float], apart: Iterable[Link] = (), *, first: float = FIRST, least: float = LEAST
) -> list[list[int]]:
    """The groups of two and more, each sorted, in the order of their first members.

    `links` gives the weight, in (0, 1], of pairs (a, b), a < b; `apart` are pairs that never come into one group.
    """
    groups: dict[int, list[int]] = {n: [n] for link in links for n in link}
    sums: dict[int, dict[int, float]] = {n: {} for n in groups}
    barred: dict[int, set[int]] = {n: set() for n in groups}
    for (a, b), weight in links.items():
        sums[a][b] = sums[b][a] = weight
    for a, b in apart:
        if a in barred and b in barred:
            barred[a].add(b)
            barred[b].add(a)
    heap = [(-weight, a, b) for (a, b), weight in links.items() if weight >= first]
    heapify(heap)
    while heap:
        negative, a, b = heappop(heap)
        if a not in groups or b not in groups or b in barred[a]:
            continue
        if sums[a].get(b, 0.0) / (len(groups[a]) * len(groups[b])) != -negative:
            continue  # one of the two has grown since; its new mean is in the heap
        for c in _merge(groups, sums, barred, a, b):
            low, high = min(a, c), max(a, c)
            mean = sums[a][c] / (len(groups[a]) * len(groups[c]))
            if mean >= least:
                heappush(heap, (-mean, low, high))
    return sorted(sorted(members) for members in groups.values() if len(members) > 1)


def _merge(
    groups: dict[int, list[int]], sums: dict[int, dict[int, float]], barred: dict[int, set[int]], a: int, b: int
) -> Iterable[int]:
    """Put group `b` into group `a`; the groups that are linked with it now."""
    groups[a] += groups.pop(b)
    for c, weight in sums.pop(b).items():
        del sums[c][b]
        if c != a:
            sums[a][c] = sums[c][a] = sums[a].get(c, 0.0) + weight
    for c in barred.pop(b):
        barred[c].discard(b)
        barred[c].add(a)
        barred[a].add(c)
    return sums[a]


def joined(groups: Iterable[list[int]], links: Mapping[Link, float], joins: float = JOINS) -> list[list[int]]:
    """The groups, each with what else is linked so well with most of its members; one may be in several, none merge."""
    near: dict[int, dict[int, float]] = {}
    for (a, b), weight in links.items():
        near.setdefault(a, {})[b] = weight
        near.setdefault(b, {})[a] = weight
    found = []
    for group in groups:
        sums: dict[int, float] = {}
        counts: Counter[int] = Counter()
        for member in group:
            for other, weight in near[member].items():
                sums[other] = sums.get(other, 0.0) + weight
                counts[other] += 1
        more = {n for n, total in sums.items() if total / len(group) >= joins and counts[n] * 2 > len(group)}
        found.append(sorted(more.union(group)))
    return found
