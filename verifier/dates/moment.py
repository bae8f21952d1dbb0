"""The type of a printed time, and whether two of them can be the same."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

from verifier.datamodel import Reading, Span

__all__ = ["Moment", "MomentComparison", "Precision", "Role", "compare_moments"]

Precision = Literal["day", "week", "month", "year", "decade", "century", "period"]
Role = Literal["at", "since", "until", "before", "after"]


_WEEKDAY = re.compile(r"(?:mon|tues|wednes|thurs|fri|satur|sun)day", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Moment:
    """One printed time. `start` and `end` are its first and last day, both None while it is open.

    `kind`: "absolute" prints its date, "relative" is resolved by the day of publication, "open" is neither. `known` is
    what the words of an open moment say all the same: "weekday 3" (Thursday), "month 11 day 27", "yesterday".
    `candidates` are the days that an ambiguous print may mean. `role` "since" and "until" are the ends of a period.
    """

    text: str
    span: Span
    start: date | None
    end: date | None
    precision: Precision
    kind: Literal["absolute", "relative", "open"]
    role: Role = "at"
    known: str = ""
    candidates: tuple[date, ...] = ()


@dataclass(frozen=True, slots=True)
class MomentComparison:
    """Whether two moments can be the same. "compatible": one contains the other; "open": nothing to compare."""

    label: Literal["same", "compatible", "different", "open"]
    reading: Reading | None
    detail: str = ""


def compare_moments(a: Moment, b: Moment) -> MomentComparison:
    """Whether two moments can be the same time, and if not, why they may differ."""
    if a.role != b.role:
        return MomentComparison("open", None, f"“{a.text}” and “{b.text}” bound different things ({a.role}, {b.role})")
    if a.candidates or b.candidates:
        return _compare_candidates(a, b)
    if a.start and a.end and b.start and b.end:
        return _compare_dates(a, b, a.start, a.end, b.start, b.end)
    return _compare_open(a, b)


def _compare_candidates(a: Moment, b: Moment) -> MomentComparison:
    mine, theirs = (set(m.candidates or _days(m)) for m in (a, b))
    if a.candidates == b.candidates and a.text == b.text:
        return MomentComparison("same", "format", f"“{a.text}” can be read in two ways, in both")
    if not mine or not theirs:
        return MomentComparison("open", "unresolved", "the day of one is not known")
    if mine & theirs:
        return MomentComparison("compatible", "format", "the same day if the day and the month are read so")
    return MomentComparison("different", "unresolved", "different days, however day and month are read")


def _days(moment: Moment) -> Iterator[date]:
    if moment.start and moment.start == moment.end:
        yield moment.start


def _compare_dates(a: Moment, b: Moment, a0: date, a1: date, b0: date, b1: date) -> MomentComparison:
    if (a0, a1) == (b0, b1):
        return MomentComparison("same", None, f"both {a0:%Y-%m-%d}" if a0 == a1 else f"both {a0} to {a1}")
    if a0 <= b0 and b1 <= a1:
        return MomentComparison("compatible", None, f"“{b.text}” lies within “{a.text}”")
    if b0 <= a0 and a1 <= b1:
        return MomentComparison("compatible", None, f"“{a.text}” lies within “{b.text}”")
    if a0 <= b1 and b0 <= a1:
        return MomentComparison("compatible", None, f"“{a.text}” and “{b.text}” overlap")
    days = (b0 - a1).days if b0 > a1 else (a0 - b1).days
    close = days == 1 and any(_counted_back(m) for m in (a, b)) and a.precision == b.precision == "day"
    detail = f"{a0} against {b0}" + (": one day apart, and one is counted from the day of publication" if close else "")
    return MomentComparison("different", "unresolved" if close else "real", detail)


def _counted_back(m: Moment) -> bool:
    """Whether a day is counted from that of publication, which may be a day off: "yesterday"; a weekday is printed."""
    return m.kind == "relative" and not _WEEKDAY.search(m.text)


def _compare_open(a: Moment, b: Moment) -> MomentComparison:
    """One or both have no date: what their words say."""
    mine, theirs = _known(a), _known(b)
    shared = set(mine) & set(theirs)
    if a.known == b.known and a.known.startswith(("weekday", "month")):
        return MomentComparison("same", None, "the same words; the dates are not known")
    if a.text.casefold() == b.text.casefold():  # a claim copied from an article has no day of its own
        return MomentComparison("compatible", None, "the same words; the day of one is not known")
    unlike = [key for key in shared if mine[key] != theirs[key]]
    if unlike and (a.precision == b.precision == "day" or "month" in unlike):
        return MomentComparison("different", "real", f"“{a.text}” is not “{b.text}”, whatever the dates")
    if shared and not unlike:
        return MomentComparison("compatible", None, "they agree as far as their words go")
    return MomentComparison("open", "unresolved", "the day of one is not known")


def _known(moment: Moment) -> dict[str, int]:
    """The weekday, month and day of the month as far as they are known."""
    if moment.start and moment.start == moment.end:
        day = moment.start
        return {"weekday": day.weekday(), "month": day.month, "day": day.day}
    if moment.start and moment.precision == "month":
        return {"month": moment.start.month}
    parts = moment.known.split()
    if parts[:1] not in (["weekday"], ["month"]):
        return {}
    return {name: int(value) for name, value in zip(parts[::2], parts[1::2], strict=False)}
