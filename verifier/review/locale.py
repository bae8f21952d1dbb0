"""Numbers, dates and brackets as another language prints them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from verifier.datamodel import ReviewFinding, Span
from verifier.names.gazetteer import fold
from verifier.numbers import numbers
from verifier.review.context import Context, place
from verifier.review.lists import printed
from verifier.text import words

__all__ = ["brackets", "courtesy", "dates", "formats"]

_STOPS = re.compile(r"\d{1,3}(?:\.\d{3})+(?:,\d+)?")
_DATE = re.compile(r"(?<![\d.])(\d{1,2})\.\s?(\d{1,2})\.(\d{4}|\d{2})(?![\d.])")
_BRACKET = re.compile(r"\((\w+(?:-\w+)?)\)")


def formats(context: Context) -> Iterator[ReviewFinding]:
    """A number with the separators of another language: "12.000" for twelve thousand, "1,5" for one and a half."""
    for sentence in context.body:
        for number in numbers(context.text, words(context.text, sentence.span.start, sentence.span.end)):
            exact = number.span.of(context.text)
            thousands = _STOPS.fullmatch(exact) is not None and number.also is not None
            if not thousands and not number.continental:
                continue
            right = _english(exact)
            misread = exact.partition(",")[0] if not thousands else exact
            why = f"“{exact}” has the separators of another language; in English it reads as {misread}"
            if "," in exact and "." not in exact:
                why = f"“{exact}” has a decimal comma, which English reads as a separator of thousands"
            yield context.finding(
                number.span, "number-format", "locale-conventions/number-format", "critical", "fix", why, right,
                [place(context.page, sentence.span)],
            )  # fmt: skip


def _english(printed_number: str) -> str:
    """The same digits with English separators."""
    return printed_number.translate(str.maketrans(".,", ",."))


def dates(context: Context) -> Iterator[ReviewFinding]:
    """A day written with stops: "3.5.2021", which is read as March or May."""
    for sentence in context.body:
        for match in _DATE.finditer(context.text, sentence.span.start, sentence.span.end):
            if int(match[1]) > 31 or int(match[2]) > 12 or not int(match[1]) or not int(match[2]):
                continue
            why = f"“{match[0]}” is a date in figures with stops, as other languages write it; spell the month out"
            yield context.finding(
                Span(*match.span()), "date-format", "locale-conventions/date-format", "minor", "style", why
            )


def brackets(context: Context) -> Iterator[ReviewFinding]:
    """A bare direction in brackets after a place, as agencies of other languages have it: "Town (north)"."""
    for sentence in context.body:
        for match in _BRACKET.finditer(context.text, sentence.span.start, sentence.span.end):
            if match[1].casefold() not in printed("brackets.parts"):
                continue
            name = next(
                (m.span for m in context.mentions(context.page, sentence) if -2 <= m.span.end - match.start() <= 0),
                None,
            )
            start = name.start if name else match.start()
            why = (
                f"“{match[0]}” says where the place lies in an agency style of another language; English needs a phrase"
            )
            yield context.finding(
                Span(start, match.end()), "region-in-brackets", "accuracy/do-not-translate-or-untranslated",
                "minor", "style", why, _phrase(context.text[start : match.start()].strip(), match[1]),
            )  # fmt: skip


def _phrase(name: str, part: str) -> str:
    """ "Town, in the north", "central Town"."""
    adjective = part.endswith(("al", "ern"))
    return f"{part} {name}".strip() if adjective else f"{name}, in the {part}".lstrip(", ")


_TITLE = re.compile(r"\b(?:Mr|Mrs|Ms|Miss|Mme|Herr|Frau|Señor|Signor)\.?\s+(?=[^\W\d_a-z])")


def courtesy(context: Context) -> Iterator[ReviewFinding]:
    """A courtesy title before a name that the article otherwise prints without: a leftover of another language."""
    if not context.signs(context.page):
        return  # a house style, such as that of some American papers
    titled = {m.span.start: m for m in context.page.mentions if m.kind == "person"}
    for sentence in context.body:
        for match in _TITLE.finditer(context.text, sentence.span.start, sentence.span.end):
            name = titled.get(match.end()) or titled.get(match.start())
            if name is None or context.quoted(name.span):
                continue
            last = fold(name.text).split()[-1]
            bare = [m for m in titled.values() if m is not name and last in fold(m.text).split()]
            untitled = [m for m in bare if not _TITLE.search(context.text[max(0, m.span.start - 8) : m.span.end])]
            if untitled and len(untitled) == len(bare):
                why = f"a courtesy title here only; elsewhere the article prints “{untitled[0].text}” without"
                span = Span(match.start(), max(match.end(), name.span.end))
                yield context.finding(
                    span, "courtesy-title", "style/register", "minor", "style", why, name.text.split()[-1],
                    [place(context.page, m.span) for m in untitled[:2]],
                )  # fmt: skip
