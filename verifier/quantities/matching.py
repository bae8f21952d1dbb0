"""Two statements about one event: which of their numbers and times agree, which differ, and why they may.

Why two counts of one thing differ is read in this order; the first that holds is the reading.

1. `scope`: both name where or when they hold, and these are apart ("in Kent", "in Devon"; "since 2011", "since May"),
   or one alone does, and is several times smaller or larger.
2. `update`: both count what grows while it is counted (dead, wounded, displaced, arrested), and the later article has
   the larger number, or which is later is not known. If the later has the smaller one, it is `unresolved`.
3. `real`: both are plain numbers of what has one value (seats, distances, ages, prices), words beside them say that it
   is one thing, and neither statement has a second number that could be meant.
4. `unresolved`: the rest, and ranks. Sums, shares and measures that nothing ties together are not compared at all,
   unless each statement has but one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from verifier.datamodel import DiffersOn, Reading
from verifier.dates import Moment, MomentComparison, compare_moments, moments
from verifier.quantities.comparing import Comparison, anchored, compare, grows
from verifier.quantities.quantity import Quantity
from verifier.quantities.reading import quantities

__all__ = ["NumberMatch", "Pair", "differences"]

APART = 3.0
"""How many times larger one number is if only one side says where or when it holds, and that is why they differ."""
TOO_FAR = 10.0
"""Beyond it two tolls without dates are hardly one toll."""
MOST = 64
"""Numbers, and times, of one statement that are compared; a longer list is a table, and what is beyond is unmatched."""
_RANK = {"same": 0, "compatible": 1, "different": 2}


@dataclass(frozen=True, slots=True)
class Pair:
    """Two quantities, or two moments, that say the same of the same thing."""

    here: Quantity | Moment
    there: Quantity | Moment
    comparison: Comparison | MomentComparison


@dataclass(frozen=True, slots=True)
class NumberMatch:
    """How the numbers and times of two statements stand to each other.

    `pairs` agree ("same" or "compatible"); `differs` says what does not, and why it may be; the unmatched have nothing
    of their kind on the other side, and `times_here` are the first statement's times where the other names none of
    their role. A number printed in another format is in `pairs` and, as `format`, in `differs`.
    """

    pairs: tuple[Pair, ...]
    differs: tuple[DiffersOn, ...]
    unmatched_here: tuple[Quantity, ...]
    unmatched_there: tuple[Quantity, ...]
    times_here: tuple[Moment, ...] = ()

    @property
    def numbers_agree(self) -> bool:
        """Whether a number of the one statement is confirmed by the other and none is denied."""
        agreed = any(isinstance(p.here, Quantity) for p in self.pairs)
        return agreed and not any(d.dimension == "number" and d.reading != "format" for d in self.differs)


@dataclass(frozen=True, slots=True)
class _Side:
    text: str
    published: date | None
    counts: list[Quantity]
    times: list[Moment]

    def periods(self, q: Quantity) -> list[Moment]:
        return [m for m in self.times if m.span in q.periods]


@lru_cache(maxsize=64)  # a claim is held against many sentences
def _side(text: str, published: date | None) -> _Side:
    return _Side(text, published, quantities(text), moments(text, published))


def differences(
    here: str, there: str, *, published_here: date | None = None, published_there: date | None = None
) -> NumberMatch:
    """What the numbers and times of two statements about one event agree and differ on, as read from their words."""
    a, b = _side(here, published_here), _side(there, published_there)
    pairs: list[Pair] = []
    differs: list[DiffersOn] = []
    matched = _paired(a.counts[:MOST], b.counts[:MOST])
    for mine, theirs, comparison in matched:
        if comparison.label != "different":
            pairs.append(Pair(mine, theirs, comparison))
        reading, why = _reading(a, b, mine, theirs, comparison)
        if comparison.label == "different" or (reading == "format" and mine.number.of(here) != theirs.number.of(there)):
            differs.append(DiffersOn("number", mine.text, theirs.text, reading, why))
    agreed, apart = _times(a, b)
    spans = {m.span for m, _, _ in matched}, {t.span for _, t, _ in matched}
    left = [q for q in a.counts if q.span not in spans[0]]
    right = [q for q in b.counts if q.span not in spans[1]]
    told = {t.role for t in b.times}
    times = tuple(m for m in a.times if m.role not in told)
    return NumberMatch((*pairs, *agreed), (*differs, *apart), tuple(left), tuple(right), times)


def _paired(mine: Sequence[Quantity], theirs: Sequence[Quantity]) -> list[tuple[Quantity, Quantity, Comparison]]:
    """Each quantity with the one of the other side that suits it best, those that agree first."""
    found = []
    for i, a in enumerate(mine):
        for j, b in enumerate(theirs):
            comparison = compare(a, b)
            if comparison.label != "incomparable":
                loose = (a.predicate != b.predicate) + (a.noun != b.noun) + 2 * (not anchored(a, b))
                found.append((_RANK[comparison.label], loose, i, j, comparison))
    found.sort(key=lambda row: row[:4])
    left: set[int] = set()
    right: set[int] = set()
    kept = []
    same = [row for row in found if row[4].label == "same"]
    for _, _, i, j, comparison in same:
        if i not in left and j not in right:
            left.add(i)
            right.add(j)
            kept.append((i, mine[i], theirs[j], comparison))
    open_rows = [row for row in found if row[2] not in left and row[3] not in right]
    rivals = Counter(row[2] for row in open_rows), Counter(row[3] for row in open_rows)
    for _, _, i, j, comparison in open_rows:
        alone = mine[i].kind == "count" or (rivals[0][i] == rivals[1][j] == 1)
        tied = None if i in left or j in right else _tied(mine[i], theirs[j], comparison, alone=alone)
        if tied:
            left.add(i)
            right.add(j)
            kept.append((i, mine[i], theirs[j], tied))
    return [(a, b, c) for _, a, b, c in sorted(kept, key=lambda row: row[0])]


def _tied(a: Quantity, b: Quantity, comparison: Comparison, *, alone: bool) -> Comparison | None:
    """What is left of a comparison of numbers that are not the same, by how surely they are of one thing.

    `alone`: neither side has a second number that could be meant.
    """
    different = comparison.label == "different"
    if different and a.kind != "count" and _ratio(a, b) > TOO_FAR:
        return None
    if not different and a.value == b.value:
        return comparison
    if anchored(a, b, 1 if alone else 2):
        return comparison if alone else replace(comparison, reading=comparison.reading or "unresolved")
    if not alone or a.kind == "age":
        return None
    return replace(comparison, reading=comparison.reading or "unresolved")


# ------------------------------------------------------------------------------------------------------------- readings


def _reading(a: _Side, b: _Side, mine: Quantity, theirs: Quantity, comparison: Comparison) -> tuple[Reading, str]:
    """Why two numbers of one thing may differ."""
    if comparison.label != "different":
        return comparison.reading or "unresolved", comparison.detail
    if scope := _scope(a, b, mine, theirs):
        return "scope", scope
    if comparison.reading:
        return comparison.reading, comparison.detail
    if grows(mine, theirs):
        return _update(a, b, mine, theirs)
    if mine.predicate == theirs.predicate == "changed":
        return "unresolved", f"{comparison.detail}; what rises and falls may be taken at two times"
    plain = all(q.bound in ("exact", "range", "about") for q in (mine, theirs))
    if plain and mine.kind not in ("duration", "rank"):  # of a rank it is not read who has it
        return "real", f"{comparison.detail}, and such a number does not grow"
    return "unresolved", comparison.detail


def _scope(a: _Side, b: _Side, mine: Quantity, theirs: Quantity) -> str | None:
    here, there = {p.casefold() for p in mine.places}, {p.casefold() for p in theirs.places}
    if here and there and not here & there:
        return f"one is for {', '.join(mine.places)}, the other for {', '.join(theirs.places)}"
    periods, others = a.periods(mine), b.periods(theirs)
    for m in periods:
        for t in others:
            compared = compare_moments(m, t)
            if compared.label == "different" and (m.role != "at" or _long(m) or _long(t)):
                return f"one is for “{m.text}”, the other for “{t.text}”"
    if mine.kind != "count":
        return None
    bound = [bool(places or q.periods) for places, q in ((here, mine), (there, theirs))]
    ratio = _ratio(mine, theirs)
    if bound[0] != bound[1] and ratio > APART:
        side = mine if bound[0] else theirs
        return f"only “{side.text}” is said with a place or a time, and the numbers are far apart"
    if any(bound) and ratio > TOO_FAR:
        return f"“{mine.text}” and “{theirs.text}” are far apart, and hold for what is said with them"
    return None


def _long(moment: Moment) -> bool:
    return moment.precision in ("year", "decade", "century", "month", "period")


def _ratio(a: Quantity, b: Quantity) -> float:
    low, high = sorted((abs(a.value), abs(b.value)))
    return high / low if low else float("inf")


def _update(a: _Side, b: _Side, mine: Quantity, theirs: Quantity) -> tuple[Reading, str]:
    order = (a.published > b.published) - (a.published < b.published) if a.published and b.published else 0
    larger = (mine.value > theirs.value) - (mine.value < theirs.value)
    if order and order == -larger:
        return "unresolved", "the later article has the smaller number, and such a count does not shrink"
    if not order and _ratio(mine, theirs) > TOO_FAR:
        return "unresolved", "the count grows while it is counted, but hardly so much"
    known = "the later article has the larger number" if order else "which article is later is not known"
    return "update", f"such a count grows while it is counted; {known}"


# ---------------------------------------------------------------------------------------------------------------- times


def _times(a: _Side, b: _Side) -> tuple[list[Pair], list[DiffersOn]]:
    """The moments that agree, and each that has only different ones of its role on the other side."""
    agreed: list[Pair] = []
    apart: list[DiffersOn] = []
    for m in a.times[:MOST]:
        compared = [(t, compare_moments(m, t)) for t in b.times[:MOST] if t.role == m.role]
        fitting = [(t, c) for t, c in compared if c.label in ("same", "compatible")]
        if fitting:
            agreed.append(Pair(m, *fitting[0]))
            if fitting[0][1].reading and m.text != fitting[0][0].text:
                apart.append(DiffersOn("time", m.text, fitting[0][0].text, "format", fitting[0][1].detail))
            continue
        told = [(t, c) for t, c in compared if c.label == "different"]
        if told and len(told) == len(compared):
            t, c = told[0]
            single = len(told) == 1 and sum(o.role == m.role for o in a.times) == 1
            reading = (c.reading or "unresolved") if single else "unresolved"
            apart.append(DiffersOn("time", m.text, t.text, reading, c.detail))
        elif compared:
            t, c = compared[0]
            apart.append(DiffersOn("time", m.text, t.text, "unresolved", c.detail))
    return agreed, apart
