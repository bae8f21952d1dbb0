"""Where and when a quantity holds: the places and periods that its sentence names with it."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import takewhile

from verifier.datamodel import Span
from verifier.dates import moments
from verifier.quantities.quantity import Quantity

__all__ = ["with_scopes"]

_NAME = r"[A-Z][\w'’]*(?:[-\s][A-Z][\w'’]*){0,3}"
# "Of" and "from" name a place for a distance only: "40 km north of Leeds", but "citizens of Leeds", "the Duke of Kent".
_PLACE = re.compile(
    r"\b(?:[Ii]n|[Aa]round|[Nn]ear|[Aa]t|[Aa]cross|[Oo]utside|[Tt]hroughout|[Ii]nside|(?P<far>of|from|to))\s"
    rf"(?:the\s)?(?:(?:north|south|east|west|central)[a-z]*\s|(?:city|town|province)\sof\s|capital\s)?(?P<name>{_NAME})"
)
_SINCE = re.compile(r"\b[Ss]ince\s(?:the\s)?[a-z]+(?:\s[\w'’-]+){0,5}")
_INSERTED = re.compile(r"[,)—–]|\s-\s")
_END = re.compile(r"[.!?]\s+(?=[A-Z\"“])|\n")

SHARED = 8
"""How many numbers of a sentence may share what is said before the first of them: no real sentence has more."""
_NEAR = 200  # code points


@dataclass(frozen=True, slots=True)
class _Scope:
    span: Span
    place: str | None = None
    far: bool = False


def with_scopes(text: str, found: Sequence[Quantity]) -> list[Quantity]:
    """The quantities with the places and periods that stand beside them.

    A scope before the first quantity of a sentence holds for all in it; any other for the last quantity before it, and
    if that is a part within a parenthesis ("including 12 in Kent, were"), for it alone.
    """
    ends = [*(m.end() for m in _END.finditer(text)), len(text) + 1]
    placed: dict[int, list[_Scope]] = {}
    members: list[int] = []
    i, sentence = 0, -1
    for scope in _scopes(text):
        at = bisect_right(ends, scope.span.start)
        if at != sentence:
            start = ends[at - 1] if at else 0
            while i < len(found) and found[i].span.start < start:
                i += 1
            members = [*takewhile(lambda k: found[k].span.start < ends[at], range(i, len(found)))]  # noqa: B023
            sentence = at
        for k in _owners(text, found, members, scope):
            placed.setdefault(k, []).append(scope)
    return [_scoped(q, placed.get(k, [])) for k, q in enumerate(found)]


def _scopes(text: str) -> list[_Scope]:
    """The places and times of a text, in order, none inside another; times first."""
    places = [m for m in _PLACE.finditer(text) if not m["name"].endswith(("'s", "’s"))]
    found = [_Scope(Span(*m.span("name")), m["name"], bool(m["far"])) for m in places]
    since = [_Scope(Span(*m.span())) for m in _SINCE.finditer(text)]
    times = [m.span for m in moments(text, None)]
    starts = [t.start for t in times]
    kept = [_Scope(t) for t in times]
    for scope in (*since, *found):
        at = bisect_right(starts, scope.span.end - 1) - 1
        if at < 0 or not times[at].overlap(scope.span):
            kept.append(scope)
    return sorted(kept, key=lambda s: s.span)


def _owners(text: str, found: Sequence[Quantity], members: Sequence[int], scope: _Scope) -> Sequence[int]:
    at = bisect_right(members, scope.span.start, key=lambda k: found[k].span.start)
    if not at:
        return members[:SHARED]
    last = members[at - 1]
    between = text[found[last].span.end : scope.span.start][:_NEAR]
    if not found[last].part or not _INSERTED.search(between):
        return [last]
    before = members[max(0, at - SHARED) : at]
    return [next((k for k in reversed(before) if not found[k].part), last)]


def _scoped(q: Quantity, scopes: Sequence[_Scope]) -> Quantity:
    places = tuple(s.place for s in scopes if s.place and (not s.far or q.kind == "measure"))
    return replace(q, places=places, periods=tuple(s.span for s in scopes if not s.place))
