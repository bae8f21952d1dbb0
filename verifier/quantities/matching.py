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

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from verifier.datamodel import DiffersOn, Reading, Span
from verifier.dates import Clock, Moment, MomentComparison, apart, clocks, compare_moments, moments
from verifier.quantities.comparing import Comparison, anchored, compare, grows, of_one_thing, sized
from verifier.quantities.quantity import Quantity, base, data
from verifier.quantities.reading import quantities

__all__ = ["NumberMatch", "Pair", "differences"]

APART = 3.0
"""How many times larger one number is if only one side says where or when it holds, and that is why they differ."""
TOO_FAR = 10.0
"""Beyond it two tolls without dates are hardly one toll."""
ONE_AGE = 1.4
"""The same of two ages of which one is nobody's by name or noun: "a 3-year-old", "the 4-year-old boy"."""
FAR = 60
"""Days from which on two times are hardly of one event."""
MOST = 64
"""Numbers, and times, of one statement that are compared; a longer list is a table, and what is beyond is unmatched."""
CLOSE = 14
"""Days up to which two times of one deed are more likely a contradiction than two deeds."""
PAST = 365
"""Days before publication from which on a statement that names no other time tells of the past."""
SUMS = ("money", "percent", "measure")
"""Kinds of numbers of which an article has many: two are surely of one thing only if they are told of one deed."""
_RANK = {"same": 0, "compatible": 1, "different": 2}

_NEXT = re.compile(r"\s([^\W\d_]+)")
_CALLED = re.compile(r",?\s(?:(?:named|called|known\sas)\s)?([A-Z][\w'’-]+)")


SameDeed = Callable[[Span, Span], bool | None]
"""Whether what stands at a place of the one statement and at a place of the other is told of one deed."""


def _untold(here: Span, there: Span) -> bool | None:
    return None


@dataclass(frozen=True, slots=True)
class Pair:
    """Two quantities, or two moments, that say the same of the same thing; `one_deed` as far as that can be told."""

    here: Quantity | Moment
    there: Quantity | Moment
    comparison: Comparison | MomentComparison
    one_deed: bool | None = None


@dataclass(frozen=True, slots=True)
class NumberMatch:
    """How the numbers and times of two statements stand to each other.

    `pairs` agree ("same" or "compatible"); `differs` says what does not, and why it may be; the unmatched have nothing
    of their kind on the other side, and `times_here` are the first statement's times where the other names none of
    their role and deed. A number printed in another format is in `pairs` and, as `format`, in `differs`. `tied` are
    those of `differs` that both tell of one deed, `close` the times among them that are days, or a year, apart and as
    exact. `times_open`: both name times that cannot be compared ("Friday",
    "1987"); `times_far`: all times that can be are months apart.
    """

    pairs: tuple[Pair, ...]
    differs: tuple[DiffersOn, ...]
    unmatched_here: tuple[Quantity, ...]
    unmatched_there: tuple[Quantity, ...]
    times_here: tuple[Moment, ...] = ()
    tied: tuple[DiffersOn, ...] = ()
    close: tuple[DiffersOn, ...] = ()
    times_open: bool = False
    times_far: bool = False

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
    clocks: list[Clock]

    def periods(self, q: Quantity) -> list[Moment]:
        return [m for m in self.times if m.span in q.periods]


@lru_cache(maxsize=64)  # a claim is held against many sentences
def _side(text: str, published: date | None) -> _Side:
    return _Side(text, published, quantities(text), moments(text, published), clocks(text))


def differences(
    here: str,
    there: str,
    *,
    published_here: date | None = None,
    published_there: date | None = None,
    same_deed: SameDeed = _untold,
) -> NumberMatch:
    """What the numbers and times of two statements about one event agree and differ on, as read from their words.

    `same_deed` says whether two places are of one deed, None where that is not known.
    """
    a, b = _side(here, published_here), _side(there, published_there)
    pairs: list[Pair] = []
    differs: list[DiffersOn] = []
    tied: list[DiffersOn] = []
    matched = _paired(a.counts[:MOST], b.counts[:MOST])
    for mine, theirs, comparison in matched:
        apart = _two_names(here, mine, there, theirs) or _narrows(here, mine, there, theirs)
        deed = False if apart else True if _said_alike(mine, theirs) else same_deed(mine.span, theirs.span)
        different = comparison.label == "different"
        if not different:
            pairs.append(Pair(mine, theirs, comparison, deed))
        reading, why = _reading(a, b, mine, theirs, comparison)
        if reading == "real" and not deed and (apart or not _belongs(mine, theirs)):
            told = "they are told of other deeds" if deed is False else "of what is not said in the same words"
            if deed is False or (mine.kind in SUMS and not of_one_thing(mine, theirs)):
                reading, why = "unresolved", f"{comparison.detail}, but {told}"
        if deed and _exact_spans(mine, theirs) and reading == "unresolved" and not comparison.reading:
            reading = "real"
        if different or (reading == "format" and mine.number.of(here) != theirs.number.of(there)):
            differs.append(DiffersOn("number", mine.text, theirs.text, reading, why))
            tied += differs[-1:] if deed else []
    times = _times(a, b, same_deed)
    hours = _hours(a, b, same_deed)
    counted = {m.span for m, _, _ in matched}, {t.span for _, t, _ in matched}
    return NumberMatch(
        pairs=(*pairs, *times.agreed),
        differs=(*differs, *times.apart, *hours),
        unmatched_here=tuple(q for q in a.counts if q.span not in counted[0]),
        unmatched_there=tuple(q for q in b.counts if q.span not in counted[1]),
        times_here=tuple(times.unsaid),
        tied=(*tied, *times.tied, *hours),
        close=(*times.close, *hours),
        times_open=times.open or _long_past(a) != _long_past(b) or _other_periods(a, b),
        times_far=(times.far and not times.agreed) or bool(a.times and b.times and _long_past(a) != _long_past(b)),
    )


def _exact_spans(a: Quantity, b: Quantity) -> bool:
    """Whether both say how long exactly, and one is not several times the other: of one deed they contradict."""
    exact = all(q.kind == "duration" and q.bound in ("exact", "range") for q in (a, b))
    return exact and _ratio(a, b) <= APART and not set(a.places) ^ set(b.places)


def _said_alike(a: Quantity, b: Quantity) -> bool:
    """Whether it is known what is said of both, or they measure one thing: "a 40-pound dog", "the 18-kg dog".

    Two close ages that are nobody's by name are one's: "the 5-year-old", "a 6-year-old boy". Of votes it must be known
    whose they are: 60 are needed, he has 41.
    """
    measured = a.kind == b.kind == "measure" and a.modifiers == b.modifiers
    deep = measured and None in (a.noun, b.noun) and not {*data()["grammar"]["sizes"]}.isdisjoint(a.modifiers)
    return (
        deep
        or (measured and a.noun is not None and a.noun == b.noun)
        or _nobodys(a, b)
        or bool(a.predicate and b.predicate and "voted" not in (a.predicate, b.predicate))
    )


def _nobodys(a: Quantity, b: Quantity) -> bool:
    """Whether both are ages of nobody by name."""
    return a.kind == b.kind == "age" and "old" in a.text and "old" in b.text


def _two_names(here: str, a: Quantity, there: str, b: Quantity) -> bool:
    """Whether the two ages are of two: "a 26-year-old named Ann", "the 17-year-old male Lee"."""
    mine, theirs = _CALLED.match(here, a.span.end), _CALLED.match(there, b.span.end)
    return a.kind == b.kind == "age" and mine is not None and theirs is not None and mine[1] != theirs[1]


def _narrows(here: str, a: Quantity, there: str, b: Quantity) -> bool:
    """Whether one of two counts only says which of something: "a 60-vote threshold", "41 votes"; not of one thing."""
    found = [_NEXT.match(text, q.span.end) if "-" in q.text else None for text, q in ((here, a), (there, b))]
    nouns = [match[1] if match else None for match in found]
    return a.kind == b.kind == "count" and nouns[0] != nouns[1]


def _belongs(a: Quantity, b: Quantity) -> bool:
    """Whether both are what somebody or something is, whatever it does: an age, "a 40-pound dog"."""
    return a.kind == "age" or (a.kind == "measure" and a.noun is not None and b.noun is not None)


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
    said = a.kind == "count" and a.predicate and b.predicate
    if different and not said and _ratio(a, b) > TOO_FAR and 0 not in (a.value, b.value):
        return None
    if not different and a.value == b.value:
        return comparison
    if anchored(a, b, 1 if alone else 2):
        return comparison if alone else replace(comparison, reading=comparison.reading or "unresolved")
    if not alone or (a.kind == "age" and ((a.noun and b.noun) or _ratio(a, b) > ONE_AGE)):
        return None
    if _nobodys(a, b):
        return comparison
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
    unlikely = mine.kind in ("measure", "money", "percent") and _ratio(mine, theirs) > APART
    if plain and not unlikely and mine.kind not in ("duration", "rank"):  # of a rank it is not read who has it
        return "real", f"{comparison.detail}, and such a number does not grow"
    return "unresolved", comparison.detail


def _scope(a: _Side, b: _Side, mine: Quantity, theirs: Quantity) -> str | None:
    here, there = {p.casefold() for p in mine.places}, {p.casefold() for p in theirs.places}
    if here and there and not here & there and not sized(mine, theirs):
        return f"one is for {', '.join(mine.places)}, the other for {', '.join(theirs.places)}"
    periods, others = a.periods(mine), b.periods(theirs)
    if mine.kind in ("money", "percent") and _other_years(periods, others):
        return "one is for other years than the other"
    for m in periods:
        for t in others:
            compared = compare_moments(m, t)
            if compared.label == "different" and (m.role != "at" or _long(m) or _long(t)):
                return f"one is for “{m.text}”, the other for “{t.text}”"
    if mine.kind != "count" or 0 in (mine.value, theirs.value):
        return None
    bound = [bool(places or q.periods) for places, q in ((here, mine), (there, theirs))]
    ratio = _ratio(mine, theirs)
    if bound[0] != bound[1] and ratio > APART:
        side = mine if bound[0] else theirs
        return f"only “{side.text}” is said with a place or a time, and the numbers are far apart"
    if any(bound) and ratio > TOO_FAR:
        return f"“{mine.text}” and “{theirs.text}” are far apart, and hold for what is said with them"
    return None


def _other_years(mine: Sequence[Moment], theirs: Sequence[Moment]) -> bool:
    """Whether a sum or a rate is for several years, the other not for the same: what one pays in ten and in one."""
    a, b = ({(m.start, m.end) for m in row if _long(m)} for row in (mine, theirs))
    return a != b and (len(a) > 1 or len(b) > 1)


def _long(moment: Moment) -> bool:
    return moment.precision in ("year", "decade", "century", "month", "period")


def _ratio(a: Quantity, b: Quantity) -> float:
    units = [base(q.unit) if q.unit else None for q in (a, b)]
    low, high = sorted(abs(q.value) * (unit[0] if unit else 1) for q, unit in zip((a, b), units, strict=True))
    return high / low if low else float("inf")


def _update(a: _Side, b: _Side, mine: Quantity, theirs: Quantity) -> tuple[Reading, str]:
    order = (a.published > b.published) - (a.published < b.published) if a.published and b.published else 0
    larger = (mine.value > theirs.value) - (mine.value < theirs.value)
    if order and order == -larger:
        return "unresolved", "the later article has the smaller number, and such a count does not shrink"
    if not order and 0 in (mine.value, theirs.value):
        return "unresolved", "one says that there were none; which article is later is not known"
    if not order and _ratio(mine, theirs) > TOO_FAR:
        return "unresolved", "the count grows while it is counted, but hardly so much"
    known = "the later article has the larger number" if order else "which article is later is not known"
    return "update", f"such a count grows while it is counted; {known}"


# ---------------------------------------------------------------------------------------------------------------- times


@dataclass(frozen=True, slots=True)
class _Times:
    """The moments that agree; each that has only different ones of its role and deed on the other side.

    `tied` are those of the latter that are surely of one deed, `close` these if they are close; `unsaid` those of which
    the other says nothing; `open`: times are named in vain.
    """

    agreed: list[Pair]
    apart: list[DiffersOn]
    tied: list[DiffersOn]
    close: list[DiffersOn]
    unsaid: list[Moment]
    open: bool
    far: bool


def _times(a: _Side, b: _Side, same_deed: SameDeed) -> _Times:
    """How the moments of two statements stand to each other.

    "Yesterday" beside "Friday" is no difference where the day of one article is not known.
    """
    found = _Times([], [], [], [], [], open=False, far=False)
    for m in a.times[:MOST]:
        rows = [(t, compare_moments(m, t), same_deed(m.span, t.span)) for t in b.times[:MOST] if t.role == m.role]
        fitting = [row for row in rows if row[1].label in ("same", "compatible")]
        if fitting:
            t, c, deed = fitting[0]
            found.agreed.append(Pair(m, t, c, deed))
            if c.reading and m.text != t.text:
                found.apart.append(DiffersOn("time", m.text, t.text, "format", c.detail))
            continue
        rows = [(t, c, d) for t, c, d in rows if d is not False and not _within(a, m, t) and not _within(b, t, m)]
        different = sorted((row for row in rows if row[1].label == "different"), key=lambda row: not row[2])
        if not different:
            found.unsaid.append(m)
            found = replace(found, open=found.open or bool(rows))
            continue
        t, c, deed = different[0]
        alone = len(rows) == 1 and sum(o.role == m.role for o in a.times) == 1
        repeated = m.text.casefold() == t.text.casefold()  # "this year" may be repeated from an earlier article
        reading = (c.reading or "unresolved") if (alone or deed) and not repeated else "unresolved"
        found.apart.append(DiffersOn("time", m.text, t.text, reading, c.detail))
        found.tied.extend(found.apart[-1:] if deed else [])
        close = alone and _days_between(m, t) <= CLOSE
        found.close.extend(found.apart[-1:] if deed and close else [])
        found = replace(found, far=found.far or _days_between(m, t) > FAR)
    return found


def _hours(a: _Side, b: _Side, same_deed: SameDeed) -> list[DiffersOn]:
    """Times of day of one deed that are apart, where each statement prints but one for it."""
    rows = [(c, [t for t in b.clocks[:MOST] if same_deed(c.span, t.span)]) for c in a.clocks[:MOST]]
    rows = [(c, found) for c, found in rows if found]
    if len(rows) != 1 or any(not apart(c, t) for c, found in rows for t in found):
        return []
    c, t = rows[0][0], rows[0][1][0]
    return [DiffersOn("time", c.text, t.text, "real", f"“{c.text}” and “{t.text}” are two times of day")]


def _group(side: _Side, m: Moment) -> tuple[date | None, date | None]:
    """From when to when a time may be with those that it is listed with: "2017 or 2018", "between May and July"."""
    at = side.times.index(m)
    group = [m]
    for step in (1, -1):
        k = at + step
        while 0 <= k < len(side.times) and _listed(side.text, *sorted((group[-1], side.times[k]), key=_place)):
            group.append(side.times[k])
            k += step
        group.reverse()
    starts, ends = [g.start for g in group if g.start], [g.end for g in group if g.end]
    return min(starts, default=None), max(ends, default=None)


def _place(m: Moment) -> Span:
    return m.span


def _listed(text: str, first: Moment, second: Moment) -> bool:
    return text[first.span.end : second.span.start].strip(" ") in ("or", "and", "to", "-", "–", "until", "through")


def _within(side: _Side, m: Moment, t: Moment) -> bool:
    """Whether a time lies within what another is listed with."""
    start, end = _group(side, m)
    return bool(start and end and t.start and t.end and start <= t.start and t.end <= end)


def _other_periods(a: _Side, b: _Side) -> bool:
    """Whether both tell of a period, and not of the same: "mayor from 2000 to 2006", "mayor since 2006"."""
    mine, theirs = ({(m.start, m.end, m.role) for m in s.times if m.role in ("since", "until")} for s in (a, b))
    return bool(mine and theirs) and mine != theirs


def _long_past(side: _Side) -> bool:
    """Whether a statement tells of nothing but what was long before its article: "it happened in 1996, too"."""
    published = side.published
    if published is None or not side.times:
        return False
    return all(m.end is not None and (published - m.end).days > PAST for m in side.times)


def _days_between(a: Moment, b: Moment) -> int:
    """Days from the end of the earlier to the beginning of the later; 0 if a date is not known."""
    if not (a.start and a.end and b.start and b.end):
        return 0
    return max((b.start - a.end).days, (a.start - b.end).days)
