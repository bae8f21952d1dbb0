"""What is compared: a claim, or a sentence of an article, with its names and its day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from verifier.alignment import Token, tokens
from verifier.datamodel import Article, Mention, Sentence, Span
from verifier.differences import SameName
from verifier.grammar import Name

__all__ = ["Statement", "alone", "as_hypothesis", "as_premise", "day", "named_alike", "of_text", "statement"]


@dataclass(frozen=True)
class Statement:
    """A claim, or a sentence of an article. Names have offsets within `text`; `published` dates relative days."""

    text: str
    names: tuple[Name, ...] = ()
    published: date | None = None
    meant: tuple[tuple[int, str], ...] = ()
    """Whom words of the text stand for: (offset behind "He", the name), as the article tells."""

    @cached_property
    def tokens(self) -> list[Token]:
        """Its words as they are compared."""
        return tokens(self.text)


def statement(
    article: Article, span: Span, mentions: Sequence[Mention], meant: Sequence[tuple[Span, str]] = ()
) -> Statement:
    """A sentence of an article, with those of the article's names that stand in it, and its day.

    `meant`: words of the article that stand for a name ("He", "the bank"), with that name.
    """
    inside = [m for m in mentions if span.covers(m.span)]
    names = (Name(Span(m.span.start - span.start, m.span.end - span.start), m.text, m.kind) for m in inside)
    stand_for = tuple((words.end - span.start, name) for words, name in meant if span.covers(words))
    return Statement(span.of(article.text), tuple(names), day(article), stand_for)


def of_text(text: str) -> Statement:
    """A text that stands in no article, with the names in it as far as its own words show them."""
    from verifier.names.mentions import mentions

    article = Article("", text)
    return statement(article, Span(0, len(text)), mentions(article, [Sentence("", 0, Span(0, len(text)), "body", 0)]))


def day(article: Article) -> date | None:
    """The day an article was published, if it says so."""
    try:
        return date.fromisoformat((article.published or "")[:10])
    except ValueError:
        return None


def named_alike(other: Statement, own: Statement, same_name: SameName) -> str:
    """The text of `other` on one line, with the names that `own` has too as `own` prints them, and behind pronouns and
    the like the names that they stand for, in brackets.

    So that a model that reads both is not misled by a spelling, a title or an acronym: "the WFP" and "the World Food
    Programme" are one, as the articles tell.
    """
    text, parts, at = other.text, [], 0
    edits = [(n.span.start, n.span.end, _as_printed(n.text, own, same_name)) for n in other.names]
    edits += [(end, end, f" [{_as_printed(name, own, same_name) or name}]") for end, name in other.meant]
    for start, end, new in sorted(edits, key=lambda e: (e[0], -e[1])):
        if start < at or new is None:
            continue
        parts += [text[at:start], new]
        at = end
    return " ".join("".join([*parts, text[at:]]).split())


def _as_printed(name: str, own: Statement, same_name: SameName) -> str | None:
    """The name as the other statement prints it; None if it does not."""
    return next((n.text for n in own.names if same_name(n.text, name)), None)


def alone(one: Statement) -> str:
    """The text on one line as it can be read alone: whom "He" stands for in brackets behind it."""
    parts, at = [], 0
    for end, name in sorted(one.meant):
        parts += [one.text[at:end], f" [{name}]"]
        at = end
    return " ".join("".join([*parts, one.text[at:]]).split())


def as_premise(there: Statement, here: Statement, same_name: SameName) -> str:
    """What the reader is given of one statement when it reads another: its names as the other prints them, and before
    its words the day on which it was published, which "on Friday" and "yesterday" are reckoned from."""
    text = named_alike(there, here, same_name)
    if there.published is None:
        return text
    return f"{there.published:%A} {there.published.day} {there.published:%B} {there.published.year}: {text}"


def as_hypothesis(one: Statement) -> str:
    """The text on one line, each blank of which is one character as before: the reader's words keep their places."""
    return "".join(" " if c.isspace() else c for c in one.text)
