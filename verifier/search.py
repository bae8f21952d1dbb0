"""A query -> the places in a case that print it or part of it, and where their quotation marks stand.

Candidates come from the case by words; each is looked at in a window of whole sentences, as long as the query needs, so
that a quotation over three sentences is seen as one. Articles are read once per query.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Generic, TypeVar

from verifier import lexicon, marks, wording
from verifier.alignment import Marked, Query, Source, source
from verifier.case import Case
from verifier.datamodel import Article, Marks, Mention, Quote, Relation, Sentence, Span, Wording
from verifier.text import words

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["Desk", "Page", "Place", "Stretches", "marks_of", "printed", "printed_in", "windows"]

REACH = 1.3
"""A window reaches this many lengths of the query beyond its sentence, and at least so many code points:"""
LEAST_REACH, MOST_REACH = 120, 6000
INSET_WORDS = 14
"""Longer words between two quotations are a statement of the reporter's, not an inset like "the minister told the
agency"."""
RELATED = 0.3
"""A place that prints less of the query's weight is chance, unless it quotes that part."""


UNKNOWN = Relation("unknown", 0.0)
"""The relation of a place that no model has looked at."""


T = TypeVar("T")
STRETCH = 500
"""Code points: what stands in a text is looked up by stretches of so many."""


class Stretches(Generic[T]):
    """What stands where in a text. To look it up takes as long as there is much of it there, however long the text."""

    def __init__(self, items: Iterable[tuple[Span, T]]) -> None:
        self._stretches: dict[int, list[tuple[int, Span, T]]] = defaultdict(list)
        for n, (span, item) in enumerate(items):
            for stretch in range(span.start // STRETCH, span.end // STRETCH + 1):
                self._stretches[stretch].append((n, span, item))

    def on(self, span: Span) -> list[T]:
        """What shares a code point with some words, in the order in which it was given."""
        stretches = range(span.start // STRETCH, span.end // STRETCH + 1)
        near = (one for stretch in stretches for one in self._stretches.get(stretch, ()))
        found = {n: item for n, at, item in near if at.overlap(span)}
        return [found[n] for n in sorted(found)]


class Page:
    """One article as a query sees it: what the case knows of it, read when first asked for."""

    def __init__(self, case: Case, article_id: str) -> None:
        self._case = case
        self.article: Article = case.article(article_id)
        self.sentences: list[Sentence] = case.sentences(article_id)

    @cached_property
    def body(self) -> list[Sentence]:
        """The sentences that are evidence."""
        return [s for s in self.sentences if s.role == "body"]

    @cached_property
    def quotes(self) -> list[Quote]:
        """The attributions, in text order."""
        return self._case.quotes(self.article.id)

    @cached_property
    def mentions(self) -> list[Mention]:
        """The printed names."""
        return self._case.mentions(self.article.id)

    @cached_property
    def body_at(self) -> Stretches[Sentence]:
        """Where the sentences of the body stand."""
        return Stretches((s.span, s) for s in self.body)

    @cached_property
    def mentions_at(self) -> Stretches[Mention]:
        """Where the names stand."""
        return Stretches((m.span, m) for m in self.mentions)

    @cached_property
    def _quoted_at(self) -> Stretches[tuple[int, Quote]]:
        return Stretches((span, (n, quote)) for n, quote in enumerate(self.quotes) for span in quote.content)

    @cached_property
    def meant(self) -> list[tuple[Span, str]]:
        """The words at the head of sentences that stand for a name ("He", "the bank"), with the name they stand for."""
        from verifier.names.antecedents import antecedents

        return antecedents(self.article, self.body, self.sentences, self.mentions, self.quotes)

    @cached_property
    def marked(self) -> list[Marked]:
        """The words in quotation marks; those of one utterance, parted only by "he said", share its id."""
        text = self.article.text
        paragraphs: dict[int, Span] = {}
        for s in self.body:
            first = paragraphs.get(s.paragraph, s.span)
            paragraphs[s.paragraph] = Span(first.start, s.span.end)
        found: list[Marked] = []
        last: marks.Region | None = None
        for region in marks.regions(text, list(paragraphs.values()), [s.span for s in self.body]):
            if region.depth > 0:
                continue
            quote = self.quote_at(region.content)
            one = last is not None and self._one_utterance(last, region)
            utterance = found[-1].utterance if one else (quote.id if quote else f"region {region.span.start}")
            found.append(Marked(region.content, utterance))
            last = region
        return found

    def _one_utterance(self, left: marks.Region, right: marks.Region) -> bool:
        """Whether a quotation goes on in the next one: after "he said" between them, or in the next paragraph."""
        text = self.article.text
        a, b = self.quote_at(left.content), self.quote_at(right.content)
        if a and b and a.id == b.id:
            return True
        between = Span(left.span.end, right.span.start)
        if left.continues:
            return not between.of(text).strip()
        inset = between.of(text)
        ended = text[left.content.end - 1 : left.span.end].rstrip("\"'”’»“")[-1:] in tuple(",.!?…—–")
        said = [s for q in (a, b) if q for s in (q.cue, q.speaker.span if q.speaker else None) if s]
        same_voice = not (a and b and a.speaker and b.speaker) or a.speaker.name == b.speaker.name
        short = len(words(inset)) <= INSET_WORDS and inset.count("\n") <= 2
        return ended and short and same_voice and any(between.covers(s) for s in said)

    def quote_at(self, *pieces: Span) -> Quote | None:
        """The attribution that shares most with some words; what is in quotation marks before indirect speech."""
        shared = [
            (sum(p.overlap(c) for p in pieces for c in q.content), q.kind != "indirect", -n)
            for n, q in {one[0]: one for piece in pieces for one in self._quoted_at.on(piece)}.values()
        ]
        best = max(shared, default=(0, False, 0))
        return self.quotes[-best[2]] if best[0] else None

    def around(self, sentence: Sentence) -> list[Span]:
        """What the reporter writes in a sentence and its neighbours: their text but for what is in quotation marks."""
        near = [s.span for s in self.sentences if abs(s.ordinal - sentence.ordinal) <= 1]
        found: list[Span] = []
        start, end = near[0].start, near[-1].end
        for marked in self.marked:
            if marked.span.overlap(Span(start, end)):
                found.append(Span(start, max(start, marked.span.start)))
                start = marked.span.end
        return [*found, Span(start, max(start, end))]

    @cached_property
    def _rows(self) -> NDArray[np.float32] | None:
        known = self._case.vectors(self.article.id)
        rows = [known[s.ordinal] for s in self.body if s.ordinal in known]
        if not rows:
            return None
        import numpy as np

        return np.stack(rows)

    def vectors(self) -> NDArray[np.float32] | None:
        """The vectors of the body's sentences, (n, dimensions); None if it has none."""
        return self._rows

    def sentence_at(self, offset: int) -> Sentence:
        """The sentence, or line of furniture, that holds an offset."""
        return next((s for s in self.sentences if offset < s.span.end), self.sentences[-1])


class Desk:
    """The articles that lie open while one query is answered."""

    def __init__(self, case: Case) -> None:
        self.case = case
        self._pages: dict[str, Page] = {}

    def page(self, article_id: str) -> Page:
        """An article, opened once."""
        if article_id not in self._pages:
            self._pages[article_id] = Page(self.case, article_id)
        return self._pages[article_id]


@dataclass(frozen=True, slots=True)
class Place:
    """One place of one article that prints the query or part of it."""

    page: Page
    sentence: Sentence
    wording: Wording
    marks: Marks
    quote: Quote | None
    continues: str = ""
    relation: Relation = UNKNOWN


def printed(
    desk: Desk, query: Query, candidates: Iterable[tuple[str, int]], same_name: Callable[[str, str], bool] | None = None
) -> list[Place]:
    """Every place among the candidate sentences and around them that prints the query or much of it."""
    same = same_name or lexicon.one_letter_apart
    chosen: dict[str, list[int]] = {}
    for article_id, ordinal in candidates:
        chosen.setdefault(article_id, []).append(ordinal)
    found: list[Place] = []
    for article_id in sorted(chosen):
        page = desk.page(article_id)
        for src in windows(page, chosen[article_id], len(query.text)):
            found += [_place(page, src, w) for w in wording.find(query, src, same) if _worth_showing(w)]
    return found


def printed_in(page: Page, query: Query, ordinals: Sequence[int], same_name: Callable[[str, str], bool]) -> list[Place]:
    """The places among sentences of one article that need not be neighbours."""
    spans = [page.sentences[n].span for n in ordinals]
    src = source(page.article.text, spans, page.marked, apart=True)
    return [_place(page, src, w) for w in wording.find(query, src, same_name)]


def _worth_showing(w: Wording) -> bool:
    return w.label != "related" or w.similarity >= RELATED or any(f.name == "fragment" for f in w.findings)


def windows(page: Page, ordinals: Iterable[int], length: int) -> list[Source]:
    """The candidate sentences with their neighbours, overlapping windows made one; a line of furniture stands alone."""
    reach = min(max(int(length * REACH), LEAST_REACH), MOST_REACH)
    position = {s.ordinal: n for n, s in enumerate(page.body)}
    ranges: list[tuple[int, int]] = []
    alone: list[Sentence] = []
    for ordinal in sorted(set(ordinals)):
        if ordinal not in position:
            alone.append(page.sentences[ordinal])
            continue
        low, high = _around(page.body, position[ordinal], reach)
        if ranges and low < ranges[-1][1]:
            ranges[-1] = (ranges[-1][0], max(high, ranges[-1][1]))
        else:
            ranges.append((low, high))
    text = page.article.text
    found = [source(text, [s.span for s in page.body[low:high]], _marked_in(page, low, high)) for low, high in ranges]
    return found + [source(text, [s.span]) for s in alone]


def _around(body: Sequence[Sentence], at: int, reach: int) -> tuple[int, int]:
    """The sentences within reach of one: positions in the body, end excluded."""
    low = high = at
    while low > 0 and body[at].span.start - body[low].span.start < reach:
        low -= 1
    while high + 1 < len(body) and body[high].span.end - body[at].span.end < reach:
        high += 1
    return low, high + 1


def _marked_in(page: Page, low: int, high: int) -> list[Marked]:
    whole = Span(page.body[low].span.start, page.body[high - 1].span.end)
    return [m for m in page.marked if m.span.overlap(whole)]


def _place(page: Page, src: Source, w: Wording) -> Place:
    sentence = page.sentence_at(w.span.start)
    at = marks_of(page, sentence, w.pieces)
    quote = page.quote_at(*w.pieces) if sentence.role in ("body", "pull-quote") else None
    continues = ""
    if at == "inside":
        continues, limit = wording.continuation(src, w.span.end)
        if limit:
            w = Wording(w.label, w.span, w.pieces, w.diff, w.similarity, (*w.findings, limit))
    return Place(page, sentence, w, at, quote, continues)


def marks_of(page: Page, sentence: Sentence, pieces: Sequence[Span]) -> Marks:
    """Where the source's quotation marks stand around these words."""
    if sentence.role == "pull-quote":
        return "inside"
    if sentence.role != "body":
        return "heading"
    around = [m for m in page.marked if any(m.span.overlap(p) for p in pieces)]
    if not around:
        named = all(any(m.span.covers(p) for m in page.mentions) for p in pieces)
        return "not-speech" if named else "outside"
    if not all(any(m.span.covers(p) for m in around) for p in pieces):
        return "across"
    quotes = [page.quote_at(m.span) for m in around]
    return "not-speech" if all(q is not None and q.kind in ("scare", "title") for q in quotes) else "inside"
