"""An article as origins are looked for: its sentences, which of them are somebody's words, and its runs of words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING

from verifier import agencies
from verifier.datamodel import Article, Span
from verifier.search import Page
from verifier.text import words

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["RUN", "Passage", "Run"]

RUN = 5
"""Words in a run. Five in a row are rarely the same by chance, though "in the centre of the" is."""

Run = tuple[str, ...]


@dataclass(frozen=True)
class Passage:
    """An article, and where it prints what was asked for.

    `body` are its sentences that are evidence, `marked` what stands in quotation marks in it; `vectors` gives the
    vectors of the sentences, (n, dimensions), None if it has none; `parted` are the sentences before which furniture
    stands. Of a quotation or claim that was asked for,
    `around` are the reporter's words near it, without anything quoted, and `quoted` the whole quotations that hold it.
    """

    article: Article
    around: tuple[Span, ...] = ()
    vectors: Callable[[], NDArray[np.float32] | None] = lambda: None
    quoted: tuple[Span, ...] = ()
    body: tuple[Span, ...] = ()
    marked: tuple[Span, ...] = ()
    parted: frozenset[int] = frozenset()

    @classmethod
    def of(cls, page: Page, around: tuple[Span, ...] = (), quoted: tuple[Span, ...] = ()) -> Passage:
        """What the case knows of an article."""
        body = tuple(s.span for s in page.body)
        marked = tuple(m.span for m in page.marked)
        parted = frozenset(n for n, (a, b) in enumerate(pairwise(page.body), 1) if b.ordinal > a.ordinal + 1)
        return cls(page.article, around, page.vectors, quoted, body, marked, parted)

    @cached_property
    def _words(self) -> list[tuple[str, int, bool]]:
        """Each word of the body: normalised, its sentence, and whether it stands in quotation marks."""
        marked = sorted(self.marked)
        found: list[tuple[str, int, bool]] = []
        at = 0
        for n, span in enumerate(self.body):
            for word in words(self.article.text, span.start, span.end):
                while at < len(marked) and marked[at].end <= word.span.start:
                    at += 1
                found.append((word.norm, n, at < len(marked) and marked[at].start <= word.span.start))
        return found

    @cached_property
    def runs(self) -> list[tuple[Run, int, bool]]:
        """Each run of words in text order: the sentence it starts in, and whether most of it is quoted."""
        read = self._words
        norms = [norm for norm, _, _ in read]
        quoted = list(accumulate((inside for _, _, inside in read), initial=0))
        most = (2 * (end - start) > RUN for start, end in zip(quoted, quoted[RUN:], strict=False))
        starts = (sentence for _, sentence, _ in read)
        return list(zip(zip(*(norms[k:] for k in range(RUN)), strict=False), starts, most, strict=False))

    @cached_property
    def by_sentence(self) -> list[list[Run]]:
        """The runs of the reporter's words that start in each sentence."""
        found: list[list[Run]] = [[] for _ in self.body]
        for run, sentence, quoted in self.runs:
            if not quoted:
                found[sentence].append(run)
        return found

    @cached_property
    def own(self) -> set[Run]:
        """The runs of the reporter's words."""
        return {run for run, _, quoted in self.runs if not quoted}

    @cached_property
    def said(self) -> set[Run]:
        """The runs of the words that are quoted."""
        return {run for run, _, quoted in self.runs if quoted}

    @cached_property
    def cited(self) -> dict[str, set[int]]:
        """The names that the article cites as its sources, and in which sentences."""
        found: dict[str, set[int]] = {}
        for n, span in enumerate(self.body):
            for name in agencies.cited(span.of(self.article.text)):
                found.setdefault(name, set()).add(n)
        return found

    @cached_property
    def near(self) -> set[Run]:
        """The runs of the reporter's words around what was asked for."""
        return {run for span in self.around for run in self._within(span)}

    @cached_property
    def asked(self) -> set[Run]:
        """The runs of the quotations that hold what was asked for."""
        return {run for span in self.quoted for run in self._within(span)}

    @cached_property
    def places(self) -> frozenset[int]:
        """The sentences that print what was asked for, or stand beside it."""
        asked = (*self.around, *self.quoted)
        return frozenset(n for n, span in enumerate(self.body) if any(span.overlap(one) for one in asked))

    def _within(self, span: Span) -> list[Run]:
        norms = [w.norm for w in words(self.article.text, span.start, span.end)]
        return list(zip(*(norms[k:] for k in range(RUN)), strict=False))

    @cached_property
    def lengths(self) -> list[int]:
        """The number of words of each sentence."""
        count = [0] * len(self.body)
        for _, n, _ in self._words:
            count[n] += 1
        return count

    @cached_property
    def spoken(self) -> list[bool]:
        """Of each sentence, whether at least half of its words are quoted."""
        quoted = [0] * len(self.body)
        for _, n, inside in self._words:
            quoted[n] += inside
        return [2 * q >= count > 0 for q, count in zip(quoted, self.lengths, strict=True)]
