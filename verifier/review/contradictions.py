"""Agent, place, time, number or polarity that siblings which tell the same contradict.

The judges are those of `verify claim` (`relation.py`): a sentence is held against each sibling's sentence that may be
another translation of it. A count that may have been updated, or is of another scope, is no fault of a translator.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from verifier import relation
from verifier.datamodel import DiffersOn, Dimension, Reading, ReviewFinding, Sentence, Span
from verifier.relation import Judgement
from verifier.review.context import Context, Counterpart, parallel
from verifier.statements import Statement, statement
from verifier.text import words

__all__ = ["contradictions"]

TELLING: frozenset[Dimension] = frozenset({"number", "place", "agent", "time", "polarity"})
OPEN: frozenset[Reading] = frozenset({"real", "unresolved", "update"})
"""A later count is taken for one only if no more than one sibling has it."""
SIBLINGS = 2
"""So many articles must agree against one whose difference proves nothing by itself."""


@dataclass(frozen=True)
class _Witness:
    """What a sibling's sentence says against ours."""

    other: Counterpart
    difference: DiffersOn
    proven: bool


def contradictions(context: Context) -> Iterator[ReviewFinding]:
    """Words on which siblings say otherwise, if as many of them do as agree with the article."""
    for sentence in context.body:
        own = statement(context.page.article, sentence.span, context.mentions(context.page, sentence))
        against: dict[Span, list[_Witness]] = defaultdict(list)
        for other in context.counterparts(sentence):
            if not parallel(other):
                continue
            judgement = _judged(context, own, other)
            for one in judgement.differs_on if judgement else ():
                at = _place(context, sentence, one.here)
                if one.dimension in TELLING and one.reading in OPEN and at and _differs(one):
                    proven = judgement is not None and judgement.stance == "contradicts" and one.reading == "real"
                    against[at].append(_Witness(other, one, proven))
        for span, found in sorted(against.items()):
            if _outvoted(context, sentence, span, found):
                yield _finding(context, span, found)


def _judged(context: Context, own: Statement, other: Counterpart) -> Judgement | None:
    """What a sibling's sentence says of ours; the model is asked only where the words or numbers clash."""
    theirs = statement(other.page.article, other.sentence.span, context.mentions(other.page, other.sentence))
    same_name = context.bearers.same_name
    first = relation.decide(relation.gather(own, theirs, other.near, context.topic, same_name, None, None))
    if not any(one.dimension in TELLING and one.reading in OPEN for one in first.differs_on):
        return None
    model = context.model()
    if model is None:
        return first
    forward, backward = relation.ask(model, own, [theirs], same_name)[0]
    return relation.decide(relation.gather(own, theirs, other.near, context.topic, same_name, forward, backward))


def _differs(one: DiffersOn) -> bool:
    """Whether the words themselves differ: "today" in two articles is the same word of two days."""
    return bool(one.there) and one.here.casefold() != one.there.casefold()


def _place(context: Context, sentence: Sentence, printed: str) -> Span | None:
    """Where the article prints the words of a difference; None if they are not words of it."""
    at = context.text.find(printed, sentence.span.start, sentence.span.end) if printed else -1
    return Span(at, at + len(printed)) if at >= 0 else None


def _outvoted(context: Context, sentence: Sentence, span: Span, found: Sequence[_Witness]) -> bool:
    """Whether at least as many articles say otherwise as print the same words in sentences that tell the same."""
    otherwise = {w.other.page.article.id for w in found}
    mine = [w.norm for w in words(context.text, span.start, span.end)]
    agree = {
        o.page.article.id
        for o in context.counterparts(sentence)
        if parallel(o) and o.page.article.id not in otherwise and _prints(o, mine)
    }
    as_one = {
        theirs.difference.there.casefold(): {
            w.other.page.article.id
            for w in found
            if w.difference.there.casefold() == theirs.difference.there.casefold()
        }
        for theirs in found
    }
    together = max(len(articles) for articles in as_one.values())
    return len(otherwise) > len(agree) and (any(w.proven for w in found) or together >= SIBLINGS)


def _prints(other: Counterpart, norms: Sequence[str]) -> bool:
    """Whether a sibling's sentence has these words."""
    row = [w.norm for w in words(other.page.article.text, other.sentence.span.start, other.sentence.span.end)]
    return any(row[i : i + len(norms)] == list(norms) for i in range(len(row) - len(norms) + 1))


def _finding(context: Context, span: Span, found: Sequence[_Witness]) -> ReviewFinding:
    one = max(found, key=lambda w: (w.proven, w.other.near)).difference
    n = len({w.other.page.article.id for w in found})
    told = f"{n} articles that tell the same have" if n > 1 else "a sibling that tells the same has"
    return context.finding(
        span, f"siblings-contradict-{one.dimension}", "accuracy/mistranslation",
        "critical" if any(w.proven for w in found) else "major", "query-original",
        f"“{span.of(context.text)}” here; {told} “{one.there}”", one.there, [w.other.place for w in found],
    )  # fmt: skip
