"""Days that depend on the day of writing, where siblings name the day."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta

from verifier.compare.statement import day
from verifier.datamodel import Place, ReviewFinding, Sentence, Span
from verifier.review.context import Context, parallel, place
from verifier.review.lists import phrases, printed
from verifier.search import Page
from verifier.text import Word, words

__all__ = ["relative_days"]

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
