"""What the rules of a review look at: the article, its siblings, and which of their sentences tell the same."""

from __future__ import annotations

import hashlib
from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from verifier import lexicon
from verifier.alignment import Token, tokens
from verifier.case import Case
from verifier.datamodel import Entity, Finding, Mention, Place, ReviewAction, ReviewFinding, Sentence, Severity, Span
from verifier.grammar import Word, tagged
from verifier.names.gazetteer import capital, country
from verifier.rewording import Topic, shared
from verifier.search import Desk, Page
from verifier.text import words
from verifier.voices import Bearers

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from verifier.models.reader import Reader

__all__ = ["Context", "Counterpart", "alike", "finding_id", "nearly", "parallel", "place"]

NEAR = 0.55
"""Least cosine between a sentence and a sibling's that tells the same."""
FARTHEST, MOST = 0.45, 0.5
"""The same if they have most of their content in common."""
SURELY = 0.72
"""From here on they do even if they have few words in common."""
COMMON = 0.3
"""Least part of the weighed content that either must have of the other, below that cosine."""
PER_SIBLING = 2
"""A long sentence may have its like in two of a sibling's."""
ENOUGH = 200
"""So many articles tell what everybody's words are."""
IN_ALL = 24
"""In a pile of hundreds the nearest tell enough."""
BY_MEANING, BY_WORDS = 60, 40
"""So many sentences of siblings are held to one at most, by their vectors and by the words they share."""


@dataclass(frozen=True)
class Counterpart:
    """A sibling's sentence that tells what a sentence of the article tells. `share` is their common content."""

    page: Page
    sentence: Sentence
    near: float
    share: float

    @property
    def text(self) -> str:
        """Its words as printed."""
        return self.sentence.span.of(self.page.article.text)

    @cached_property
    def tokens(self) -> list[Token]:
        """Its words as they are compared."""
        return tokens(self.page.article.text, self.sentence.span.start, self.sentence.span.end)

    @property
    def place(self) -> Place:
        """Where it stands."""
        return place(self.page, self.sentence.span)


NEARLY = 0.75
"""Cosine of sentences that are so near that each word of the one can be held to the other's."""
PARALLEL, PARALLEL_SHARE, SURELY_PARALLEL = 0.66, 0.5, 0.85
"""Cosine and common content from which on two sentences may be two translations of one; the cosine that suffices."""
WORDS_ALONE = 0.7
"""The common content that must do where there are no vectors."""


def parallel(one: Counterpart) -> bool:
    """Whether a counterpart may be another translation of the same sentence, so that its words can be held to it."""
    if not one.near:  # no vectors: words alone must tell
        return one.share >= WORDS_ALONE
    return (one.near >= PARALLEL and one.share >= PARALLEL_SHARE) or one.near >= SURELY_PARALLEL


def nearly(one: Counterpart) -> bool:
    """Whether the two are so near that each single word of the one can be held to the other's."""
    return parallel(one) and (one.near >= NEARLY or not one.near)


def place(page: Page, span: Span) -> Place:
    """Some words of an article, as evidence."""
    return Place(page.article.id, span, span.of(page.article.text))


class Context:
    """One article on the desk among its siblings; everything is read when a rule first asks for it."""

    def __init__(
        self,
        case: Case,
        article_id: str,
        reader: Callable[[], Reader] | None = None,
        *,
        desk: Desk | None = None,
        bearers: Bearers | None = None,
        siblings: Iterable[str] | None = None,
    ) -> None:
        self.desk = desk or Desk(case)
        self.case = case
        self.page = self.desk.page(article_id)
        others = case.ids() if siblings is None else siblings
        self.siblings = [self.desk.page(one) for one in others if one != article_id]
        self.bearers = bearers or Bearers(case)
        self._counterparts: dict[str, list[Counterpart]] = {}
        self._tokens: dict[tuple[str, int], list[Token]] = {}
        self._signs: dict[str, list[Finding]] = {}
        self._reader = reader
        self._loaded: Reader | None = None
        self._kept: dict[str, dict[str, Any]] = {}

    @property
    def text(self) -> str:
        """The text under review."""
        return self.page.article.text

    @cached_property
    def entities(self) -> list[Entity]:
        """Who and what is named in the case."""
        return self.case.entities()

    @cached_property
    def topic(self) -> Topic:
        """The words that everybody has."""
        pages = [self.page, *self.siblings[:ENOUGH]]
        return Topic.of([tokens(p.article.text, s.span.start, s.span.end) for p in pages for s in p.body])

    @cached_property
    def body(self) -> list[Sentence]:
        """The sentences of running text."""
        return self.page.body

    def tagged(self, page: Page, sentence: Sentence) -> list[Word]:
        """The words of a sentence with their parts of speech; their spans count from the article's start."""
        start, end = sentence.span.start, sentence.span.end
        inside = (m.span for m in self.mentions(page, sentence) if m.kind != "group")
        names = tuple(Span(s.start - start, s.end - start) for s in inside)
        row = tagged(page.article.text[start:end], names)
        return [Word(w.norm, w.key, w.tag, Span(w.span.start + start, w.span.end + start)) for w in row]

    def mentions(self, page: Page, sentence: Sentence) -> list[Mention]:
        """The names printed in a sentence."""
        return [m for m in page.mentions_at.on(sentence.span) if sentence.span.covers(m.span)]

    def tokens(self, page: Page, sentence: Sentence) -> list[Token]:
        """The words of a sentence as they are compared, read once."""
        key = (page.article.id, sentence.ordinal)
        if key not in self._tokens:
            self._tokens[key] = tokens(page.article.text, sentence.span.start, sentence.span.end)
        return self._tokens[key]

    def quoted(self, span: Span, page: Page | None = None) -> bool:
        """Whether any of these words stand in quotation marks."""
        marked = (page or self.page).marked
        n = bisect_left(marked, span.end, key=lambda m: m.span.start)
        return n > 0 and marked[n - 1].span.overlap(span) > 0

    def reader(self) -> Reader | None:
        """The reader, loaded when first asked for; None if none was given."""
        if self._loaded is None and self._reader:
            self._loaded = self._reader()
        return self._loaded

    def readers(self) -> dict[str, str]:
        """The name and hash of the reader, if it was loaded to read the article."""
        from verifier.models.reader import made_by

        return made_by(self._loaded) if self._loaded else {}

    def kept(self, rule: Callable[..., Any]) -> dict[str, Any]:
        """What a rule has worked out and may need again."""
        return self._kept.setdefault(rule.__name__, {})

    def signs(self, page: Page) -> list[Finding]:
        """What in an article says that it is a translation: a note, or the form of its numbers, places and acronyms."""
        if page.article.id not in self._signs:
            from verifier.review.translated import signs

            self._signs[page.article.id] = list(signs(page))
        return self._signs[page.article.id]

    def counterparts(self, sentence: Sentence) -> list[Counterpart]:
        """The siblings' sentences that tell what this one tells, nearest first."""
        printed = " ".join(sentence.span.of(self.text).split())
        if printed not in self._counterparts:
            self._counterparts[printed] = _counterparts_of(self, sentence)
        return self._counterparts[printed]

    @cached_property
    def vectors(self) -> dict[int, NDArray[np.float32]]:
        """The vectors of the article's sentences, by ordinal; empty if it has none."""
        return self.case.vectors(self.page.article.id)

    @cached_property
    def _rows(self) -> tuple[list[tuple[str, int]], NDArray[np.float32]] | None:
        """The siblings' sentences that have vectors, with these, (n, dimensions)."""
        import numpy as np

        known = [(page, self.case.vectors(page.article.id)) for page in self.siblings]
        places = [(page, s.ordinal, found[s.ordinal]) for page, found in known for s in page.body if s.ordinal in found]
        if not places:
            return None
        return [(page.article.id, n) for page, n, _ in places], np.stack([vector for _, _, vector in places])

    def nearest(self, sentence: Sentence) -> dict[tuple[str, int], float]:
        """The siblings' sentences nearest in meaning, (article id, ordinal), with their cosines; few at most."""
        import numpy as np

        vector = self.vectors.get(sentence.ordinal)
        if vector is None or self._rows is None:
            return {}
        places, rows = self._rows
        scores = rows @ vector
        near = np.flatnonzero(scores >= FARTHEST)
        nearest = near[np.argsort(-scores[near], kind="stable")][:BY_MEANING]
        return {places[n]: float(scores[n]) for n in nearest.tolist()}

    def finding(
        self,
        span: Span,
        rule: str,
        type: str,
        severity: Severity,
        action: ReviewAction,
        why: str,
        suggestion: str | None = None,
        evidence: Iterable[Place] = (),
    ) -> ReviewFinding:
        """A finding on some words of the article."""
        exact = span.of(self.text)
        return ReviewFinding(
            id=finding_id(self.page.article.id, self.text, span, rule, type),
            article=self.page.article.id,
            span=span,
            exact=exact,
            action=action,
            severity=severity,
            type=type,
            suggestion=suggestion,
            why=why[:1].upper() + why[1:],
            rule=rule,
            evidence=tuple(dict.fromkeys(evidence)),
        )


def finding_id(article: str, text: str, span: Span, rule: str, type: str) -> str:
    """The same as long as the article's words and the kind of fault are: which occurrence of them it is counts, not
    where they stand, so that a mark outlives a correction further up."""
    exact = span.of(text)
    nth = text.count(exact, 0, span.start) if exact else 0
    told = "\n".join([article, rule, type, " ".join(exact.split()), str(nth)])
    return hashlib.sha256(told.encode("utf-8", "surrogatepass")).hexdigest()[:10]


def _counterparts_of(context: Context, sentence: Sentence) -> list[Counterpart]:
    """The siblings' sentences that tell what a sentence tells, by vectors if there are any, and by shared words."""
    own = context.tokens(context.page, sentence)
    found: list[Counterpart] = []
    for ordinal_of, near in _near(context, sentence):
        page = context.desk.page(ordinal_of[0])
        other = page.sentences[ordinal_of[1]]
        if other.role != "body":
            continue
        theirs = context.tokens(page, other)
        share = common(own, theirs, context.topic)
        one = Counterpart(page, other, near, share)
        if _tells_the_same(one):
            found.append(one)
    found.sort(key=lambda c: (-(c.near + c.share), c.page.article.id, c.sentence.ordinal))
    kept: list[Counterpart] = []
    for one in found:
        if sum(k.page is one.page for k in kept) < PER_SIBLING:
            kept.append(one)
    return kept[:IN_ALL]


def _tells_the_same(one: Counterpart) -> bool:
    """True if a sibling's sentence is near enough, and has enough of the content, to tell the same."""
    least = COMMON if one.near >= NEAR else MOST if one.near >= FARTHEST else 2 * COMMON
    return one.near >= SURELY or one.share >= least


def _near(context: Context, sentence: Sentence) -> Sequence[tuple[tuple[str, int], float]]:
    """Sentences of siblings that may tell the same, with their cosine."""
    own = context.page.article.id
    found = context.nearest(sentence)
    query = [w.norm for w in words(context.text, sentence.span.start, sentence.span.end)]
    for place_ in context.case.search_words(query, BY_WORDS):
        if place_[0] != own:
            found.setdefault(place_, 0.0)
    return list(found.items())


def of_states(part: Sequence[Token]) -> list[Token]:
    """The words with one key for a state, its people and its seat of government: "Berlin" acts for Germany."""
    found = []
    for token in part:
        state = (capital(token.norm) or country(token.norm)) if token.capital else None
        found.append(replace(token, key=state) if state else token)
    return found


def common(a: Sequence[Token], b: Sequence[Token], topic: Topic) -> float:
    """The part of the weighed content of the shorter of two sentences that the other one has too."""
    a, b = of_states(a), of_states(b)
    pairs = shared(a, b)
    weights = [_weight([t for t in part if t.content], topic) for part in (a, b)]
    if not min(weights):
        return 0.0
    return min(1.0, _weight([x for x, _ in pairs], topic) / min(weights))


def _weight(part: Sequence[Token], topic: Topic) -> float:
    return sum(topic.weight(t) for t in {t.key: t for t in part}.values())


def alike(a: Word, b: Word) -> bool:
    """Whether two words are one, by form or as synonyms."""
    return a.key == b.key or b.key in lexicon.synonyms(a.norm)
