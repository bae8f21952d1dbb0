"""What is compared: a claim, or a sentence of an article, with its names and its day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from verifier.alignment import Token, tokens
from verifier.datamodel import Article, Mention, Span
from verifier.differences import SameName
from verifier.grammar import Name

__all__ = ["Statement", "as_premise", "day", "named_alike", "statement"]


@dataclass(frozen=True)
class Statement:
    """A claim, or a sentence of an article. Names have offsets within `text`; `published` dates relative days."""

    text: str
    names: tuple[Name, ...] = ()
    published: date | None = None

    @cached_property
    def tokens(self) -> list[Token]:
        """Its words as they are compared."""
        return tokens(self.text)


def statement(article: Article, span: Span, mentions: Sequence[Mention]) -> Statement:
    """A sentence of an article, with those of the article's names that stand in it, and its day."""
    inside = [m for m in mentions if span.covers(m.span)]
    names = (Name(Span(m.span.start - span.start, m.span.end - span.start), m.text, m.kind) for m in inside)
    return Statement(span.of(article.text), tuple(names), day(article))


def day(article: Article) -> date | None:
    """The day an article was published, if it says so."""
    try:
        return date.fromisoformat((article.published or "")[:10])
    except ValueError:
        return None


def named_alike(other: Statement, own: Statement, same_name: SameName) -> str:
    """The text of `other` on one line, with the names that `own` has too as `own` prints them.

    So that a model that reads both is not misled by a spelling, a title or an acronym: "the WFP" and "the World Food
    Programme" are one, as the articles tell.
    """
    text, parts, at = other.text, [], 0
    for name in sorted(other.names, key=lambda n: (n.span.start, -n.span.end)):
        if name.span.start < at:
            continue
        match = next((n.text for n in own.names if same_name(n.text, name.text)), None)
        if match:
            parts += [text[at : name.span.start], match]
            at = name.span.end
    return " ".join("".join([*parts, text[at:]]).split())


def as_premise(there: Statement, here: Statement, same_name: SameName) -> str:
    """What the reader is given of one statement when it reads another: its names as the other prints them, and before
    its words the day on which it was published, which "on Friday" and "yesterday" are reckoned from."""
    text = named_alike(there, here, same_name)
    if there.published is None:
        return text
    return f"{there.published:%A} {there.published.day} {there.published:%B} {there.published.year}: {text}"
