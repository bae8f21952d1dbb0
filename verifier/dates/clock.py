"""Times of day: "3.30pm", "15:00", "at 6 a.m.", "noon"; and whether two of them can be the same."""

from __future__ import annotations

import re
from dataclasses import dataclass

from verifier.datamodel import Span

__all__ = ["Clock", "apart", "clock_times", "clocks"]

ROUNDED = 30
"""Minutes that "about" allows, and a full hour: "at 3 pm" beside 3.20."""
HALF_DAY = 12 * 60

_TIME = re.compile(
    r"(?<![\d.,:])(?P<h>\d{1,2})(?:[:.](?P<m>\d{2})){0,2}\s?(?:(?P<half>[ap])\.?m\b\.?|(?P<oclock>o['’]clock))"
    r"|(?<![\d.,:])(?P<h24>\d{1,2}):(?P<m24>\d{2})(?::\d{2})?(?![\d:])",
    re.IGNORECASE,
)
_WORD = re.compile(r"(?<!\w)(?:at|around|about|by|before|after|until|since) (?P<word>noon|midday|midnight)\b")
_ABOUT = re.compile(
    r"\b(?:about|around|some|approximately|roughly|near|nearly|almost|past|after|before|by|until|since|from)\s*$",
    re.IGNORECASE,
)
_ZONE = re.compile(r"\s?\(?(?P<zone>local time|[A-Z]{2,4}T\b|UTC\b|Eastern\b|Pacific\b|Central\b)")


@dataclass(frozen=True, slots=True)
class Clock:
    """A printed time of day: `minutes` since midnight, or since midnight or noon if `half` is not said.

    `rounded`: it is printed as about so, or without minutes. `zone`: the zone that is printed with it.
    """

    text: str
    span: Span
    minutes: int
    half: bool
    rounded: bool
    zone: str | None


def clock_times(text: str) -> list[Span]:
    """Where times of day are printed in digits: these count nothing."""
    return [Span(*m.span()) for m in _TIME.finditer(text)]


def clocks(text: str) -> list[Clock]:
    """The times of day that a text prints, in order."""
    found = [clock for m in _TIME.finditer(text) if (clock := _printed(text, m))]
    for m in _WORD.finditer(text):
        minutes = 0 if m["word"] == "midnight" else HALF_DAY
        found.append(Clock(m["word"], Span(*m.span("word")), minutes, True, True, _zone(text, m.end())))
    return sorted(found, key=lambda c: c.span)


def _printed(text: str, m: re.Match[str]) -> Clock | None:
    hour, minute = int(m["h"] or m["h24"]), int(m["m"] or m["m24"] or 0)
    if hour > 23 or minute > 59:
        return None
    half = bool(m["half"]) or hour > 12 or hour == 0
    if m["half"]:
        hour = hour % 12 + (12 if m["half"] in "pP" else 0)
    rounded = not (m["m"] or m["m24"]) or bool(_ABOUT.search(text[max(0, m.start() - 16) : m.start()]))
    return Clock(m[0], Span(*m.span()), (hour * 60 + minute) % (2 * HALF_DAY), half, rounded, _zone(text, m.end()))


def _zone(text: str, end: int) -> str | None:
    """The zone behind a time; the local one is that of a time without any."""
    m = _ZONE.match(text, end)
    return None if m is None or m["zone"] == "local time" else m["zone"]


def apart(a: Clock, b: Clock) -> bool:
    """Whether two times of day cannot be the same. Of two zones they are not compared."""
    if a.zone != b.zone:
        return False
    circle = 2 * HALF_DAY if a.half and b.half else HALF_DAY
    between = (a.minutes - b.minutes) % circle
    return min(between, circle - between) > (ROUNDED if a.rounded or b.rounded else 0)
