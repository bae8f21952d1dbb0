"""Numbers as they are printed: "forty", "115.000", "half a million", "tens of thousands", "21st", "5 per cent", "€3bn".

Two prints of one number must compare equal, two numbers never: a changed number is the commonest way in which a
quotation goes wrong without looking wrong.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Literal

from verifier.datamodel import Span
from verifier.text import Word

__all__ = ["Number", "numbers"]

Kind = Literal["cardinal", "ordinal", "vague"]

_DIGITS = re.compile(r"(\d[\d.,]*)(k|mn?|bn|tn)?")
_GROUPED = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d{1,3}(?:\.\d{3})+(?:,\d+)?")
_ORDINAL = re.compile(r"(\d+)(?:st|nd|rd|th)")


@dataclass(frozen=True, slots=True)
class Number:
    """One printed number: what it amounts to, and the words ``words[first:last]`` that print it.

    `kind` "vague" is an order of magnitude ("hundreds of prisoners"). `unit` is "percent" or a currency code, printed
    as a sign or a word at `unit_span`; `span` is the number alone.
    """

    value: float
    kind: Kind
    first: int
    last: int
    span: Span
    unit: str | None = None
    unit_span: Span | None = None

    @property
    def key(self) -> str:
        """Equal for two prints of the same number, whatever its unit: ``#500000`` for "half a million"."""
        value = int(self.value) if self.value == int(self.value) else self.value
        return f"#{'~' if self.kind == 'vague' else ''}{value}{'th' if self.kind == 'ordinal' else ''}"


def numbers(text: str, words: Sequence[Word]) -> list[Number]:
    """The numbers among `words` (of `text`), in order, none inside another."""
    found: list[Number] = []
    i = 0
    while i < len(words):
        read = _vague(words, i) or _ordinal(words, i) or _fraction(words, i) or _cardinal(words, i)
        if read is None:
            i += 1
            continue
        value, kind, last = read
        found.append(_with_unit(text, words, value, kind, i, last))
        i = found[-1].last
    return found


_Read = tuple[float, Kind, int]


def _vague(words: Sequence[Word], i: int) -> _Read | None:
    """ "hundreds", "tens of thousands", "hundreds of thousands"."""
    value = _table("vague").get(words[i].norm)
    if value is None:
        return None
    if i + 2 < len(words) and words[i + 1].norm == "of" and (scale := _table("vague").get(words[i + 2].norm)):
        return value * scale, "vague", i + 3
    return value, "vague", i + 1


def _ordinal(words: Sequence[Word], i: int) -> _Read | None:
    word = words[i].norm
    if match := _ORDINAL.fullmatch(word):
        return float(match[1]), "ordinal", i + 1
    if word in _table("ordinals"):
        return _table("ordinals")[word], "ordinal", i + 1
    if word in _table("tens") and i + 1 < len(words):
        unit = _table("ordinals").get(words[i + 1].norm, 99)
        if unit < 10 and _joined(words, i):
            return _table("tens")[word] + unit, "ordinal", i + 2
    return None


def _joined(words: Sequence[Word], i: int) -> bool:
    """Whether one character, a hyphen or a space, parts a word from the next one."""
    return words[i + 1].span.start - words[i].span.end == 1


def _fraction(words: Sequence[Word], i: int) -> _Read | None:
    """ "half", "half a million", "a quarter of a million"."""
    share = {"half": 0.5, "quarter": 0.25}.get(words[i].norm)
    if share is None:
        return None
    j = i + 1
    while j < len(words) and j <= i + 2 and words[j].norm in ("a", "of"):
        j += 1
    scale = _table("scales").get(words[j].norm) if j < len(words) and j > i + 1 - (words[i].norm == "half") else None
    if scale:
        return share * scale, "cardinal", j + 1
    return (share, "cardinal", i + 1) if words[i].norm == "half" else None


def _cardinal(words: Sequence[Word], i: int) -> _Read | None:
    """Digits or number words with the scales that follow: "1.2 million", "two hundred and fifty", "a hundred"."""
    total, current, last = 0.0, _start(words, i), i + 1
    if current is None:
        return None
    while last < len(words):
        word = words[last].norm
        if scale := _table("scales").get(word):
            current, last = current * scale, last + 1
            if scale >= 1000:
                total, current = total + current, 0.0
        elif word == "and" and last + 1 < len(words) and (current >= 100 or total) and _small(words, last + 1):
            current, last = current + (_small(words, last + 1) or 0), last + 2
        elif (more := _small(words, last)) is not None and _fits(current, more, words[last - 1].norm):
            current, last = current + more, last + 1
        elif word == "000" and words[last - 1].norm.isdigit():
            current, last = current * 1000, last + 1
        else:
            break
    return round(total + current, 6), "cardinal", last


def _start(words: Sequence[Word], i: int) -> float | None:
    word = words[i].norm
    if word == "a" and i + 1 < len(words) and words[i + 1].norm in _table("scales"):
        return 1.0
    return _digits(word) if word[0].isdigit() else _small(words, i)


def _small(words: Sequence[Word], i: int) -> float | None:
    return _table("small").get(words[i].norm, _table("tens").get(words[i].norm))


def _fits(current: float, more: float, before: str) -> bool:
    """Whether a further number word belongs to the same number: "forty | two", "hundred | six", never "two | three"."""
    if before in _table("scales"):
        return current == 0 or more < 100
    return before in _table("tens") and more < 10


def _digits(word: str) -> float | None:
    """The value of a word of digits. A separator before groups of three is one of thousands, in whichever locale."""
    match = _DIGITS.fullmatch(word)
    if not match:
        return None
    printed, suffix = match.groups()
    if _GROUPED.fullmatch(printed) and not printed.startswith("0"):
        mark = next(c for c in printed if not c.isdigit())
        printed = printed.replace(mark, "").replace(",", ".")
    else:
        printed = printed.replace(",", ".")
    if printed.count(".") > 1 or len(printed) > 30:
        return None
    return float(printed) * _table("suffixes").get(suffix, 1)


def _with_unit(text: str, words: Sequence[Word], value: float, kind: Kind, first: int, last: int) -> Number:
    """Add the sign before or behind the number, or the unit word behind it."""
    start, end = words[first].span.start, words[last - 1].span.end
    bare = Number(value, kind, first, last, Span(start, end))
    for skip in (0, 1):  # "€5" and "€ 5", "5%" and "5 %"
        before = _signs().get(text[start - skip - 1 : start - skip])
        if before and before != "percent" and text[start - skip : start].isspace() == bool(skip):
            return replace(bare, unit=before, unit_span=Span(start - skip - 1, start - skip))
        if text[end : end + skip].isspace() == bool(skip) and (
            behind := _signs().get(text[end + skip : end + skip + 1])
        ):
            return replace(bare, unit=behind, unit_span=Span(end + skip, end + skip + 1))
    following = [w.norm for w in words[last : last + 2]]
    if following == ["per", "cent"]:
        return replace(
            bare, last=last + 2, unit="percent", unit_span=Span(words[last].span.start, words[last + 1].span.end)
        )
    if following and (unit := _units().get(following[0])):
        return replace(bare, last=last + 1, unit=unit, unit_span=words[last].span)
    return bare


@cache
def _data() -> dict[str, dict[str, float | str]]:
    path = Path(__file__).parent / "data" / "numbers.toml"
    return tomllib.loads(path.read_text("utf-8"))


@cache
def _table(name: str) -> dict[str, float]:
    return {word: float(value) for word, value in _data()[name].items()}


@cache
def _signs() -> dict[str, str]:
    return {sign: str(unit) for sign, unit in _data()["signs"].items()}


@cache
def _units() -> dict[str, str]:
    return {word: str(unit) for word, unit in _data()["units"].items()}
