"""Signs that an article is a translation, in its own words: a note that says so, and forms of another language."""

from __future__ import annotations

import re
from collections.abc import Iterator

from verifier.datamodel import Finding
from verifier.names.links import fits
from verifier.numbers import numbers
from verifier.review.lists import printed
from verifier.search import Page
from verifier.text import words

__all__ = ["BRACKET", "FOREIGN_NUMBER", "signs"]

BRACKET = re.compile(r"(?<=\w )\((\w+(?:-\w+)?)\)")
"""One word in brackets behind another."""
FOREIGN_NUMBER = re.compile(r"\d{1,3}(?:\.\d{3})+(?:,\d+)?")
_TRANSLAT = re.compile(r"translat(?:ed|ion|or)", re.IGNORECASE)
_ACRONYM = re.compile(r"\s?\(([A-Z]{3,8})\)")


def signs(page: Page) -> Iterator[Finding]:
    """Each sign once, the surest first."""
    text = page.article.text
    for line in page.sentences:
        if line.role == "disclaimer" and _TRANSLAT.search(line.span.of(text)):
            yield Finding("translation-note", 1.0, "a note says so")
            break
    if page.article.language and not page.article.language.casefold().startswith("en"):
        yield Finding("language", 0.9, f"its language is given as {page.article.language}")
    for sentence in page.body:
        for number in numbers(text, words(text, sentence.span.start, sentence.span.end)):
            exact = number.span.of(text)
            if FOREIGN_NUMBER.fullmatch(exact) and number.also is not None:
                yield Finding("number-format", 0.8, f"numbers as “{exact}”")
                break
    for match in BRACKET.finditer(text):
        if match[1].casefold() in printed("brackets.parts"):
            yield Finding("region-in-brackets", 0.6, f"“{match[0]}” behind a place")
            break
    for mention in page.mentions:
        defined = _ACRONYM.match(text, mention.span.end)
        if defined and len(mention.text.split()) >= len(defined[1]) - 1 and _shuffled(defined[1], mention.text):
            yield Finding("foreign-acronym", 0.8, f"“{defined[1]}” for “{mention.text}”")
            break


def _shuffled(acronym: str, name: str) -> bool:
    """Whether the letters are no acronym of the name, but share some of its initials."""
    initials = {w[0] for w in name.split() if w[0].isupper()}
    return not fits(acronym, name) and len(initials & set(acronym)) * 2 >= len(acronym)
