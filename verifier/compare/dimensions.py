"""What two statements differ on: the words on both sides, what they are of (number, time, name ...), and why.

Numbers and dates are named by the exact checks. Elsewhere the reader says which words are contradicted, on each side by
the other; the words of the one side are put beside those of the other that they stand against.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from verifier import lexicon
from verifier.compare.statement import Statement
from verifier.datamodel import DiffersOn, Dimension, Span
from verifier.dates import moments
from verifier.differences import SameName
from verifier.quantities import quantities
from verifier.text import words

if TYPE_CHECKING:
    from verifier.models.reader import Reading

__all__ = ["contradicted", "differences_of", "dimension_of", "places_of"]

MIN_CONTRADICTED = 0.5
"""Probability from which on a word counts as contradicted."""
MAX_WORDS_BETWEEN = 1
"""Contradicted words with so many others between them are one difference: "two [hundred] people"."""


def differences_of(
    here: Statement,
    there: Statement,
    forward: Reading | None,
    backward: Reading | None,
    exact: Sequence[DiffersOn],
    same_name: SameName,
) -> list[DiffersOn]:
    """What differs: first what the exact checks see, then the words that the reader calls contradicted."""
    found = list(exact)
    told = places_of(here.text, [d.here for d in found]), places_of(there.text, [d.there for d in found])
    mine = [span for span in contradicted(here.text, forward) if not any(span.overlap(t) for t in told[0])]
    theirs = [span for span in contradicted(there.text, backward) if not any(span.overlap(t) for t in told[1])]
    for a, b in _paired(here, mine, there, theirs):
        words_here, words_there = (a.of(here.text) if a else ""), (b.of(there.text) if b else "")
        if words_here.casefold() == words_there.casefold():
            continue
        if words_here and words_there and same_name(words_here, words_there):
            continue
        found.append(DiffersOn(dimension_of(here, a, there, b), words_here, words_there, "real", _detail(a, b)))
    return found


def _detail(a: Span | None, b: Span | None) -> str:
    which = "either side" if a and b else "the claim" if a else "the sentence"
    return f"the reader takes these words of {which} as contradicted by the other"


def places_of(text: str, named: Iterable[str]) -> list[Span]:
    """Where the words of differences stand in a text: their first place in it as whole words."""
    found = (re.search(rf"(?<!\w){re.escape(one)}(?!\w)", text) for one in named if one)
    return [Span(*m.span()) for m in found if m]


def contradicted(text: str, reading: Reading | None, least: float = MIN_CONTRADICTED) -> list[Span]:
    """The stretches of a hypothesis that its premise contradicts, the surest first."""
    if reading is None:
        return []
    runs: list[tuple[float, int, int]] = []
    gap = MAX_WORDS_BETWEEN + 1
    for word in reading.words:
        if word.contradicted < least:
            gap += 1
            continue
        if runs and gap <= MAX_WORDS_BETWEEN and not _parted(text, runs[-1][2], word.span.start):
            runs[-1] = (max(runs[-1][0], word.contradicted), runs[-1][1], word.span.end)
        else:
            runs.append((word.contradicted, word.span.start, word.span.end))
        gap = 0
    return [Span(start, end) for _, start, end in sorted(runs, key=lambda run: (-run[0], run[1]))]


def _parted(text: str, start: int, end: int) -> bool:
    return any(mark in text[start:end] for mark in ",;:()")


def _paired(
    here: Statement, mine: Sequence[Span], there: Statement, theirs: Sequence[Span]
) -> Iterator[tuple[Span | None, Span | None]]:
    """Each stretch of the one side with that of the other which is of the same dimension, else the surest left."""
    left = list(theirs)
    for a in mine:
        dimension = dimension_of(here, a, there, None)
        match = next((b for b in left if dimension_of(here, None, there, b) == dimension), left[0] if left else None)
        if match:
            left.remove(match)
        yield a, match
    for b in left:
        yield None, b


def dimension_of(here: Statement, a: Span | None, there: Statement, b: Span | None) -> Dimension:
    """What the words are of, on either side: the first of these that a word of them shows."""
    sides = [(s, span) for s, span in ((here, a), (there, b)) if span]
    if any(_within(s, span, "time") for s, span in sides):
        return "time"
    if any(_within(s, span, "number") for s, span in sides):
        return "number"
    kinds = {n.kind for s, span in sides for n in s.names if n.span.overlap(span)}
    if "place" in kinds:
        return "place"
    if kinds:
        return "agent"
    if any(_negated(span.of(s.text)) for s, span in sides):
        return "polarity"
    if a and b and _opposite(a.of(here.text), b.of(there.text)):
        return "polarity"
    if any(_modal(span.of(s.text)) for s, span in sides):
        return "certainty"
    return "wording"


@lru_cache(maxsize=1024)
def _stretches(text: str, what: str) -> tuple[Span, ...]:
    if what == "time":
        return tuple(m.span for m in moments(text, None))
    return tuple(q.span for q in quantities(text))


def _within(one: Statement, span: Span, what: str) -> bool:
    return any(found.overlap(span) for found in _stretches(one.text, what))


def _keys(printed: str) -> list[str]:
    return [lexicon.lemma(part) for w in words(printed) for part in lexicon.expand(w.norm)]


def _negated(printed: str) -> bool:
    return any(lexicon.in_class(key, "negations") for key in _keys(printed))


def _modal(printed: str) -> bool:
    return any(lexicon.modality(key) is not None or lexicon.in_class(key, "hedges") for key in _keys(printed))


def _opposite(mine: str, theirs: str) -> bool:
    return any(lexicon.at_odds(a.norm, b.norm) for a in words(mine) for b in words(theirs))
