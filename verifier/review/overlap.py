"""Which of many rows of words have much in common with one, without holding every row to every other."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from math import ceil

__all__ = ["Overlaps"]

FIRST = 100
"""A word of so many rows tells nothing: only the first of them are looked at."""


class Overlaps:
    """Finds the rows that have at least `part` of one's words.

    A row that has so much of them has one of its rarest, so only the rows of these are looked at (the prefix filter of
    Chaudhuri, Ganti and Kaushik, "A Primitive Operator for Similarity Joins", ICDE 2006). `counts`: in how many rows of
    the whole text each word is.
    """

    def __init__(self, part: float, counts: Counter[str]) -> None:
        self._part = part
        self._counts = counts
        self._rows: dict[str, list[int]] = defaultdict(list)

    def add(self, number: int, row: Iterable[str]) -> None:
        """Remember a row by its number."""
        for word in row:
            if len(self._rows[word]) < FIRST:
                self._rows[word].append(number)

    def near(self, row: Collection[str]) -> list[int]:
        """The numbers of the rows added so far that may have so much of one's words."""
        rarest = sorted(row, key=lambda word: (self._counts[word], word))
        prefix = rarest[: len(rarest) - ceil(self._part * len(rarest)) + 1]
        return sorted({number for word in prefix for number in self._rows.get(word, ())})
