"""How many origins stand behind the places that print a quotation: articles that tell one story in one text have one.

Two articles are joined for four reasons, each a `Finding`: one repeats runs of words of the other; most of its
sentences have their like in the other, as copies through two translations do; the reporter's words around the
quotation are the same; or both print a long statement word for word. Who shares nothing is an origin of his own: that
may count too many origins, and never hides one. The bounds of the first two were set on 385 pairs of articles on one
event from 94 outlets: of 330 pairs without common text, one in a hundred has so many sentences alike. Runs of words
("shingles") and their containment: Broder, "On the resemblance and containment of documents" (1997).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import combinations
from typing import TYPE_CHECKING

from verifier.datamodel import Article, Claim, Finding, Layer, Origin, Span
from verifier.search import Page
from verifier.text import words

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from verifier.case import Case

__all__ = ["Passage", "origins", "pile_origins"]

RUN = 5
"""Words in a run. Five in a row are rarely the same by chance, though "in the centre of the" is."""
REUSED = 0.15
"""Share of the shorter article's runs that the other repeats."""
ALIKE, PARALLEL, LEAST = 0.75, 0.4, 6
"""Cosine of two sentences that tell the same; share of the shorter article's sentences with such a one; and how
many."""
AROUND = 2
"""So many common runs of the reporter's words around the quotation, that is six words, are no chance."""

STATEMENT = 11
"""So many common runs within the quotations, that is fifteen words: one text was handed out, or one reporter copied."""


@dataclass(frozen=True)
class Passage:
    """An article that prints the quotation; `around` are the reporter's words near it, without anything quoted.

    `quoted` are the whole quotations that hold the words asked for.
    `vectors` gives the vectors of the article's sentences, (n, dimensions), None if it has none.
    """

    article: Article
    around: tuple[Span, ...]
    vectors: Callable[[], NDArray[np.float32] | None] = lambda: None
    quoted: tuple[Span, ...] = ()

    @cached_property
    def runs(self) -> set[tuple[str, ...]]:
        """All runs of words of the article."""
        return _runs(self.article.text)

    @cached_property
    def near(self) -> set[tuple[str, ...]]:
        """The runs of words around the quotation."""
        return {run for span in self.around for run in _runs(self.article.text, span.start, span.end)}

    @cached_property
    def said(self) -> set[tuple[str, ...]]:
        """The runs of words of the quotations."""
        return {run for span in self.quoted for run in _runs(self.article.text, span.start, span.end)}


def _runs(text: str, start: int = 0, end: int | None = None) -> set[tuple[str, ...]]:
    norms = [w.norm for w in words(text, start, end)]
    return set(zip(*(norms[k:] for k in range(RUN)), strict=False))


def origins(passages: Iterable[Passage]) -> list[Origin]:
    """The origins of these articles, in the order of the articles' ids; one passage an article."""
    found = {p.article.id: p for p in passages}
    root = {one: one for one in found}
    evidence: dict[str, list[Finding]] = {one: [] for one in found}
    for a, b in combinations(sorted(found), 2):
        reasons = _reasons(found[a], found[b])
        if reasons:
            low, high = sorted((root[a], root[b]))
            evidence[low] += reasons + (evidence[high] if low != high else [])
            root = {one: low if r == high else r for one, r in root.items()}
    groups: dict[str, list[str]] = {}
    for one in sorted(found):
        groups.setdefault(root[one], []).append(one)
    return [
        Origin(f"o{n}", _name([found[one].article for one in members]), tuple(members), tuple(evidence[first]))
        for n, (first, members) in enumerate(groups.items(), 1)
    ]


def pile_origins(case: Case, claims: Sequence[Claim] | None = None) -> list[Origin]:
    """The origins of all articles of a case, with the passages that each article has of them."""
    pages = [Page(case, one) for one in case.ids()]
    found = origins(Passage(page.article, (), page.vectors) for page in pages)
    body = {page.article.id: tuple(s.span for s in page.body) for page in pages}
    return [
        replace(
            o,
            kind="text" if len(o.articles) > 1 else "own",
            layers=tuple(Layer(one, body[one]) for one in o.articles),
        )
        for o in found
    ]


def _reasons(a: Passage, b: Passage) -> list[Finding]:
    """Why two articles have one origin; empty if nothing says so."""
    pair = f"{a.article.id} and {b.article.id}"
    found = []
    common = a.runs & b.runs
    share = len(common) / max(1, min(len(a.runs), len(b.runs)))
    if share >= REUSED:
        found.append(
            Finding("reused-text", round(share, 2), f"{pair} have {len(common)} runs of {RUN} words in common")
        )
    near = a.near & b.near
    if len(near) >= AROUND:
        words_ = " ".join(min(near))
        found.append(Finding("same-passage", 0.7, f"{pair} have the same words around the quotation: “{words_}”"))
    said = len(a.said & b.said)
    if said >= STATEMENT:
        detail = f"{pair} quote one statement: {said} runs of {RUN} words in common within the quotation"
        found.append(Finding("same-statement", 0.6, detail))
    alike, least = _alike(a, b)
    if alike >= LEAST and alike >= PARALLEL * least:
        detail = f"{alike} of {least} sentences of the shorter of {pair} have their like in the other"
        found.append(Finding("parallel-sentences", round(alike / least, 2), detail))
    return found


def _alike(a: Passage, b: Passage) -> tuple[int, int]:
    """How many sentences of the shorter article have their like in the other, and how many it has."""
    mine, theirs = a.vectors(), b.vectors()
    if mine is None or theirs is None:
        return 0, 0
    shorter, longer = sorted((mine, theirs), key=len)
    return int(((shorter @ longer.T).max(axis=1) >= ALIKE).sum()), len(shorter)


def _name(articles: Sequence[Article]) -> str:
    """The one agency that all of them credit, and no other; else the outlet of an article that stands alone.

    Where several agencies are credited nobody can tell from that which of them wrote the passage, and which was only
    quoted in it. Articles that share an unnamed origin go by the id of the first.
    """
    first = articles[0]
    if len({a.agencies for a in articles}) == 1 and len(first.agencies) == 1:
        return first.agencies[0]
    return first.outlet or first.id if len(articles) == 1 else first.id
