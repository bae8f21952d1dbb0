"""Numbers as they are printed: "forty", "80.000", "half a million", "tens of thousands", "21st", "5 per cent", "1½".

Two prints of one number must compare equal, two numbers never: a changed number is the commonest way in which a
quotation goes wrong without looking wrong. What can be read in two ways says so (`Number.also`, `Number.continental`),
so that whoever compares it need not guess.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Literal

from verifier import lexicon
from verifier.datamodel import Span
from verifier.text import Word

__all__ = ["Number", "currency", "numbers"]

Kind = Literal["cardinal", "ordinal", "vague"]

_DIGITS = re.compile(r"(\d[\d.,']*)([^\W\d_]*)")
_GROUPED = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d{1,3}(?:\.\d{3})+(?:,\d+)?|\d{1,3}(?:'\d{3})+(?:[.,]\d+)?")
_INDIAN = re.compile(r"\d{1,2}(?:,\d{2})+,\d{3}(?:\.\d+)?")  # 14,00,000: lakhs and crores
_CONTINENTAL = re.compile(r"\d{1,3}(?:\.\d{3})+(?:,\d+)?|\d+,(?:\d{1,2}|\d{4,})")
_POWER = re.compile(r"(\d{1,9}(?:\.\d{1,9})?)e(1?\d)")
_GLYPH = re.compile(r"(\d{0,15})([\u00bc-\u00be\u2150-\u215e\u2189])")
_ROMAN = re.compile(r"(?=[MDCLXVI])M{0,3}(?:CM|CD|D?C{0,3})(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})")
_LONGEST = 30
"""Digits: beyond it a number is a serial number, or hostile."""
_LARGEST = 10.0**_LONGEST
"""What amounts to more, as "a hundred hundred hundred ..." may, is no number of the news either."""
_ORDINAL = re.compile(r"(\d+)(?:st|nd|rd|th)")


@dataclass(frozen=True, slots=True)
class Number:
    """One printed number: what it amounts to, and the words ``words[first:last]`` that print it.

    `kind` "vague" is an order of magnitude ("hundreds of prisoners"). `unit` is "percent" or a currency code, printed
    as a sign or a word at `unit_span`; `span` is the number alone.
    `also` is what else the print may mean: "80.000" 80 to who writes decimals with a stop, "5m" five metres.
    `continental`: printed with the separators of another language ("1.234,5"), which in English say something else.
    """

    value: float
    kind: Kind
    first: int
    last: int
    span: Span
    unit: str | None = None
    unit_span: Span | None = None
    also: float | None = None
    continental: bool = False

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
        read = (
            _vague(words, i)
            or _share(words, i)
            or _ordinal(words, i)
            or _fraction(words, i)
            or _roman(text, words, i)
            or _cardinal(text, words, i)
        )
        if read is None:
            i += 1
            continue
        value, kind, last = read
        if abs(value) >= _LARGEST:
            i = last
            continue
        found.append(_marked(text, words, _with_unit(text, words, value, kind, i, last)))
        i = found[-1].last
    return found


_Read = tuple[float, Kind, int]


def currency(word: str) -> str | None:
    """The code of the currency that a word names: "euros", eur."""
    unit = _units().get(word)
    return None if unit == "percent" else unit


def _vague(words: Sequence[Word], i: int) -> _Read | None:
    """ "hundreds", "tens of thousands", "hundreds of thousands", "several hundred"."""
    value = _table("vague").get(words[i].norm)
    if value is None:
        few = words[i].norm in ("several", "few") and i + 1 < len(words)
        scale = _table("scales").get(words[i + 1].norm) if few else None
        return (scale, "vague", i + 2) if scale else None
    if i + 2 < len(words) and words[i + 1].norm == "of" and (scale := _table("vague").get(words[i + 2].norm)):
        return value * scale, "vague", i + 3
    return value, "vague", i + 1


def _share(words: Sequence[Word], i: int) -> _Read | None:
    """ "two-thirds", "three quarters", "one fifth": a count of parts. A lone "a quarter" may be one of a town."""
    count = _table("small").get(words[i].norm)
    if not count or i + 1 >= len(words) or not _joined(words, i):
        return None
    part = _table("parts").get(words[i + 1].norm.removesuffix("s"))
    plural = words[i + 1].norm.endswith("s")
    if part is None or count >= part or plural != (count > 1):
        return None
    return round(count / part, 6), "cardinal", i + 2


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


def _roman(text: str, words: Sequence[Word], i: int) -> _Read | None:
    """Roman numerals where they surely are: four or more letters, or behind a word that is counted ("Phase II")."""
    word = words[i].span.of(text) if len(words[i].norm) <= 15 else ""
    if not word.isascii() or not word.isupper() or not _ROMAN.fullmatch(word):
        return None
    before = words[i - 1] if i else None
    numbered = before is not None and before.norm in _numbered() and before.span.of(text)[:1].isupper()
    if len(word) < 4 and not (numbered and _joined(words, i - 1)):
        return None
    digits = [int(_table("roman")[c]) for c in word.lower()]
    value = sum(-d if d < max(digits[k:]) else d for k, d in enumerate(digits))
    return float(value), "cardinal", i + 1


def _cardinal(text: str, words: Sequence[Word], i: int) -> _Read | None:
    """Digits or number words with the scales that follow: "1.2 million", "two hundred and fifty", "a hundred"."""
    total, current, last = 0.0, _start(text, words, i), i + 1
    if current is None:
        return None
    while last < len(words):
        word = words[last].norm
        if scale := _table("scales").get(word):
            current, last = current * scale, last + 1
            if scale >= 1000:
                total, current = total + current, 0.0
        elif word == "score" and words[last - 1].norm in _table("small"):
            current, last = current * 20, last + 1
        elif word == "and" and last + 1 < len(words) and (current >= 100 or total) and _small(words, last + 1):
            current, last = current + (_small(words, last + 1) or 0), last + 2
        elif (more := _small(words, last)) is not None and _fits(current, more, words[last - 1].norm):
            current, last = current + more, last + 1
        elif (word == "000" or _grouped(text, words, last)) and words[last - 1].norm.isdigit():
            current, last = current * 1000 + int(word), last + 1
        elif words[last - 1].norm.isdigit() and (glyph := _glyph(text, words[last])) is not None and glyph < 1:
            current, last = current + glyph, last + 1
        else:
            break
    value = round(total + current, 6)
    return -value if value and _minus(text, words, i) else value, "cardinal", last


def _grouped(text: str, words: Sequence[Word], i: int) -> bool:
    """Whether a no-break or thin space alone parts three digits from one to three others: "12\u202f345"."""
    gap = text[words[i - 1].span.end : words[i].span.start]
    return gap in ("\u00a0", "\u2009", "\u202f") and re.fullmatch(r"[0-9]{3}", words[i].norm) is not None


def _start(text: str, words: Sequence[Word], i: int) -> float | None:
    word = words[i].norm
    if word == "a" and i + 1 < len(words) and words[i + 1].norm in _table("scales"):
        return 1.0
    if not word[0].isdigit():
        return _small(words, i)
    if (value := _glyph(text, words[i])) is not None:
        return value
    return _digits(word) if _plain_digits(text, words[i]) else None


def _glyph(text: str, word: Word) -> float | None:
    """ "½", "1½": the normal form of a word runs the digits together ("11⁄2"), so the print itself is read."""
    match = _GLYPH.fullmatch(word.span.of(text)) if word.span.end - word.span.start <= 16 else None
    return float(match[1] or 0) + round(unicodedata.numeric(match[2]), 6) if match else None


def _plain_digits(text: str, word: Word) -> bool:
    """Whether no digit is raised or lowered: in "10²" the normal form "102" is another number."""
    if word.span.end - word.span.start > 2 * _LONGEST:
        return False
    return all(c.isdecimal() or not c.isnumeric() for c in word.span.of(text))


def _minus(text: str, words: Sequence[Word], i: int) -> bool:
    """Whether a number is below zero: "-3", "minus 3"; not "20-3", "Apollo-3", nor the dash that begins a line."""
    start = words[i].span.start
    if text[start - 1 : start] in ("-", "\N{MINUS SIGN}"):
        return text[start - 2 : start - 1] in (" ", "(", "\u00a0") or (start == 1)
    return i > 0 and words[i - 1].norm == "minus" and _joined(words, i - 1)


def _small(words: Sequence[Word], i: int) -> float | None:
    return _table("small").get(words[i].norm, _table("tens").get(words[i].norm))


def _fits(current: float, more: float, before: str) -> bool:
    """Whether a further number word belongs to the same number: "forty | two", "hundred | six", never "two | three"."""
    if before in _table("scales"):
        return current == 0 or more < 100
    return before in _table("tens") and more < 10


def _digits(word: str) -> float | None:
    """The value of a word of digits. A separator before groups of three is one of thousands, in whichever locale."""
    if power := _POWER.fullmatch(word):
        return float(power[1]) * 10.0 ** int(power[2])
    match = _DIGITS.fullmatch(word)
    if not match or len(match[1]) > _LONGEST:
        return None
    printed, suffix = match.groups()
    if suffix and suffix not in _table("suffixes") and suffix not in _glued():
        return None
    if _INDIAN.fullmatch(printed):
        printed = printed.replace(",", "")
    elif _GROUPED.fullmatch(printed) and not printed.startswith("0"):
        mark = next(c for c in printed if not c.isdigit())
        printed = printed.replace(mark, "").replace(",", ".")
    else:
        printed = printed.replace(",", ".")
    if printed.count(".") > 1 or "'" in printed:
        return None
    return float(printed) * _table("suffixes").get(suffix, 1)


def _marked(text: str, words: Sequence[Word], number: Number) -> Number:
    """The number with what its print leaves open."""
    word = words[number.first].norm
    match = _DIGITS.fullmatch(word) if word[0].isdigit() and len(word) <= _LONGEST else None
    if not match or number.kind != "cardinal":
        return number
    printed, suffix = match.groups()
    if not _CONTINENTAL.fullmatch(printed) or printed.startswith("0."):
        metres = suffix == "m" and number.unit is None
        return replace(number, also=number.value / 1e6) if metres else number
    decimal = printed.count(".") == 1 and "," not in printed
    return replace(number, also=number.value / 1000 if decimal else None, continental=True)


def _with_unit(text: str, words: Sequence[Word], value: float, kind: Kind, first: int, last: int) -> Number:
    """Add the sign before or behind the number, or the unit word behind it."""
    start, end = words[first].span.start, words[last - 1].span.end
    if value < 0 and text[start - 1 : start] in ("-", "\N{MINUS SIGN}"):
        start -= 1
    glued = _DIGITS.fullmatch(words[last - 1].norm) if last == first + 1 and end - start <= 2 * _LONGEST else None
    if glued and glued[2] in _glued():
        cut = end - len(glued[2])
        return Number(value, kind, first, last, Span(start, cut), lexicon.lemma(glued[2]), Span(cut, end))
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
def _glued() -> frozenset[str]:
    """Units that are printed without a space: "40km"."""
    return frozenset(_data()["glued"])


@cache
def _numbered() -> frozenset[str]:
    return frozenset(_data()["numbered"])


@cache
def _signs() -> dict[str, str]:
    return {sign: str(unit) for sign, unit in _data()["signs"].items()}


@cache
def _units() -> dict[str, str]:
    return {word: str(unit) for word, unit in _data()["units"].items()}
