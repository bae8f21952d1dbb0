"""An article -> the parts of its sentences that say one thing each: what claims are made of."""

from __future__ import annotations

from dataclasses import dataclass

from verifier.datamodel import Sentence, Span
from verifier.search import Page
from verifier.statements import Statement, statement

__all__ = ["Part", "parts"]


@dataclass(frozen=True, slots=True)
class Part:
    """A sentence, or a part of it, that says one thing."""

    page: Page
    sentence: Sentence
    span: Span
    statement: Statement

    @property
    def article(self) -> str:
        """The article's id."""
        return self.page.article.id

    @property
    def whole(self) -> bool:
        """Whether it is the sentence."""
        return self.span == self.sentence.span


def parts(page: Page) -> list[Part]:
    """The parts of every sentence of an article's body, in text order."""
    return [Part(page, s, s.span, statement(page.article, s.span, page.mentions)) for s in page.body]
