"""Days that depend on the day of writing, where siblings name the day; years that siblings give another deed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import timedelta

from verifier.alignment import Token, tokens
from verifier.datamodel import Place, ReviewFinding, Sentence, Span
from verifier.review.context import Context, Counterpart, of_states, parallel, place
from verifier.review.lists import phrases, printed
from verifier.rewording import shared
from verifier.search import Page
from verifier.statements import day
from verifier.text import Word, words

__all__ = ["relative_days", "years"]

_BOUND = re.compile(r"\b(?:since|until|from|by|before)\s+$")
_SHIFT = {"today": 0, "tonight": 0, "this": 0, "yesterday": -1, "last": -1, "tomorrow": 1}
_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def relative_days(context: Context) -> Iterator[ReviewFinding]:
    """ "Today", "yesterday" in the reporter's words, where siblings that tell the same name another day, or the day."""
    for sentence in context.body:
        for span in _relative(context, context.page, sentence):
            evidence, days = _days_of(context, sentence)
            if not evidence or _agrees(context, span, days):
                continue
            exact = span.of(context.text)
            why = f"“{exact}” depends on the day of writing; where others tell the same they have “{days[0]}”"
            yield context.finding(
                _with_verb(context, span), "relative-day", "accuracy/mistranslation/time-reference", "major",
                "query-original", why, f"name the day ({days[0]})", evidence,
            )  # fmt: skip


def _relative(context: Context, page: Page, sentence: Sentence) -> Iterator[Span]:
    """Words that depend on the day of writing, outside quotation marks."""
    text = page.article.text
    row = words(text, sentence.span.start, sentence.span.end)
    for n, word in enumerate(row):
        pair = f"{word.norm} {row[n + 1].norm}" if n + 1 < len(row) else ""
        span = Span(word.span.start, row[n + 1].span.end) if pair in phrases("days.relative_pairs") else word.span
        named = n + 1 < len(row) and row[n + 1].norm in printed("days.named")
        possessive = text[word.span.end - 2 : word.span.end] in ("'s", "’s")
        relative = pair in phrases("days.relative_pairs") or word.norm in printed("days.relative")
        if relative and not named and not possessive and not context.quoted(span, page):
            yield span


def _days_of(context: Context, sentence: Sentence) -> tuple[list[Place], list[str]]:
    """What days the counterparts give, each once, those named first."""
    found: list[tuple[bool, str, Place]] = []
    for other in context.counterparts(sentence):
        if not parallel(other):
            continue
        text = other.page.article.text
        for word in words(text, other.sentence.span.start, other.sentence.span.end):
            if word.norm in printed("days.named") and not _since(text, word):
                found.append((False, word.span.of(text), place(other.page, other.sentence.span)))
        for span in _relative(context, other.page, other.sentence):
            found.append((True, span.of(text), place(other.page, other.sentence.span)))
    found.sort(key=lambda one: one[0])
    return [p for _, _, p in found], [d for _, d, _ in found]


def _since(text: str, word: Word) -> bool:
    """ "since Tuesday" bounds a period, and is not the day of the deed."""
    return _BOUND.search(text, max(0, word.span.start - 8), word.span.start) is not None


def _agrees(context: Context, span: Span, days: list[str]) -> bool:
    """Whether the word means the day that others name, or is what they print too."""
    exact = span.of(context.text).casefold()
    if all(d.casefold() == exact for d in days):
        return True
    written = day(context.page.article)
    if written is None:
        return False
    meant = _DAYS[(written + timedelta(days=_SHIFT[exact.split()[0]])).weekday()]
    named = [d.casefold() for d in days if d.casefold() in printed("days.named")]
    return not named or meant in named


def _with_verb(context: Context, span: Span) -> Span:
    """With the word before it, which is what it dates: "said today"; at the head of a sentence it stands alone."""
    before = words(context.text, max(0, span.start - 24), span.start)
    if before and context.text[before[-1].span.end : span.start] == " " and before[-1].span.start > span.start - 20:
        return Span(before[-1].span.start, span.end)
    return span


# ---------------------------------------------------------------------------------------------------------------- years

_YEAR = re.compile(r"\b(?:1[5-9]|20)\d\d\b")
_CLAUSE_END = re.compile(r"[,;:.!?—]")
TELLING = 2
"""So many content words more in common with another year, and that is the year of the same deed."""


def years(context: Context) -> Iterator[ReviewFinding]:
    """A year with words that a sibling has with another year, while it has this year with other words."""
    for sentence in context.body:
        printed_years = list(_YEAR.finditer(context.text, sentence.span.start, sentence.span.end))
        if len(printed_years) != 1 or context.quoted(Span(*printed_years[0].span())):
            continue
        span = Span(*printed_years[0].span())
        for other in context.counterparts(sentence):
            rival = _other_year(context, span, sentence, other)
            if rival is None:
                continue
            exact = span.of(context.text)
            yield context.finding(
                _clause(context.text, span, sentence.span), "year-of-another-deed", "accuracy/mistranslation",
                "critical", "query-original",
                f"what is told here of {exact}, a sibling tells of {rival}; it has {exact} for something else",
                rival, [other.place],
            )  # fmt: skip
            break


def _other_year(context: Context, span: Span, sentence: Sentence, other: Counterpart) -> str | None:
    """The year that the sibling has with the words around this one; None if it is the same, or cannot be told."""
    exact = span.of(context.text)
    start = other.sentence.span.start
    theirs = [(m[0], start + m.start()) for m in _YEAR.finditer(other.text)]
    if len({year for year, _ in theirs}) < 2 or exact not in {year for year, _ in theirs}:
        return None
    end = _CLAUSE_END.search(context.text, span.end, sentence.span.end)
    mine = _telling(tokens(context.text, sentence.span.start, end.start() if end else sentence.span.end))
    counts: dict[str, int] = {}
    for n, part in enumerate(_around(other.tokens, [at for _, at in theirs])):
        counts[theirs[n][0]] = counts.get(theirs[n][0], 0) + len(shared(mine, _telling(part)))
    best = max(counts, key=lambda year: (counts[year], year))
    return best if counts[best] >= counts[exact] + TELLING else None


def _telling(part: Sequence[Token]) -> list[Token]:
    return [t for t in of_states(part) if t.content and not t.number]


def _around(part: Sequence[Token], years_at: Sequence[int]) -> list[list[Token]]:
    """The words nearest to each year."""
    places = [next((n for n, t in enumerate(part) if t.span.end > at), len(part)) for at in years_at]
    found: list[list[Token]] = [[] for _ in places]
    for n, token in enumerate(part):
        found[min(range(len(places)), key=lambda k: (abs(places[k] - n), k))].append(token)
    return found


def _clause(text: str, span: Span, sentence: Span) -> Span:
    """The year with the words before it in its clause."""
    start = max(sentence.start, *(text.rfind(mark, sentence.start, span.start) + 1 for mark in ",;:—"))
    row = words(text, start, span.start)[-6:]
    return Span(row[0].span.start if row else span.start, span.end)
