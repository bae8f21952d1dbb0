"""An article -> the sentences of its body as they are compared: what claims are made of.

A claim is a whole printed sentence, for it has to be read alone. Clauses cut out of sentences were tried as claims of
their own: they found more links of long sentences, and half of these were wrong ("the bank spoke" fits too much).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from rapidfuzz.distance import Indel

from verifier.compare.statement import Statement, statement
from verifier.datamodel import Article, Quote, Sentence, Span
from verifier.names.gazetteer import group
from verifier.search import Page

__all__ = ["Part", "nearly_alike", "parts"]

MIN_SHARE_NEAR_VERBATIM = 0.8
"""Share of the words that two near-verbatim wordings have in the same order."""
CLOSING = " \"'”’»)]"


@dataclass(frozen=True)
class Part:
    """A sentence of an article as it is compared. `quote`: the attribution that it stands in, if any."""

    article: Article
    sentence: Sentence
    statement: Statement
    quote: Quote | None = None

    @property
    def span(self) -> Span:
        """Where it stands in its article."""
        return self.sentence.span

    @cached_property
    def keys(self) -> frozenset[str]:
        """Its content words, as they are compared, but for names and words that only say that somebody says it."""
        names = [n.span for n in self.statement.names]
        saying = group("cues.speech")
        found = (t for t in self.statement.tokens if t.content and t.norm not in saying)
        return frozenset(t.key for t in found if not any(n.overlap(t.span) for n in names))

    @cached_property
    def states(self) -> bool:
        """True unless it is a question or a page's address, which state nothing that others may state, too."""
        text = self.statement.text.strip()
        return not text.rstrip(CLOSING).endswith("?") and "://" not in text


def parts(page: Page) -> list[Part]:
    """The sentences of an article's body, in text order."""
    found = []
    for sentence in page.body:
        quote = page.quote_at(sentence.span)
        if quote and (quote.kind in ("scare", "title") or _shared(quote, sentence.span) * 2 < _length(sentence.span)):
            quote = None
        own = statement(page.article, sentence.span, page.mentions, page.meant)
        found.append(Part(page.article, sentence, own, quote))
    return found


def nearly_alike(a: Part, b: Part) -> bool:
    """True if two sentences have most of their words in the same order."""
    mine, theirs = ([t.key for t in p.statement.tokens] for p in (a, b))
    return Indel.normalized_similarity(mine, theirs) >= MIN_SHARE_NEAR_VERBATIM


def _shared(quote: Quote, span: Span) -> int:
    return sum(content.overlap(span) for content in quote.content)


def _length(span: Span) -> int:
    return span.end - span.start
