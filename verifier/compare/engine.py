"""What is seen in two statements: by the reader, in both directions and word by word, and by the exact checks.

The reader is a learned model and blurs what a table can tell exactly: numbers, dates and names. So these are compared
beside it, and `decide` weighs the two.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from verifier.compare.dimensions import differences_of
from verifier.compare.exact import designations
from verifier.compare.statement import Statement, as_hypothesis, as_premise
from verifier.datamodel import DiffersOn, Relation, Span
from verifier.differences import SameName
from verifier.quantities import NumberMatch, differences
from verifier.quantities.matching import SameDeed
from verifier.text import words

if TYPE_CHECKING:
    from verifier.models.reader import Reader, Reading, WordReading

__all__ = ["Comparison", "compare", "compare_pairs"]

MIN_CONTRADICTED_FIGURE = 0.3
"""Probability from which on a figure that the reader calls contradicted is told of the same event as the other's."""
MAX_NEUTRAL = 0.9
"""A pair that is surer to be neutral is read one way only."""


@dataclass(frozen=True)
class Comparison:
    """What is known of a claim (`here`) and a sentence (`there`).

    `forward` is the reading of the claim with the sentence as premise, `backward` that of the sentence with the claim
    as premise; both None without a reader, and where the two are the same words. `numbers` is what their quantities and
    dates agree and differ on, `named` the names with figures in them that are two. `differences` say what differs.
    """

    here: Statement
    there: Statement
    forward: Reading | None
    backward: Reading | None
    numbers: NumberMatch
    named: tuple[DiffersOn, ...]
    differences: tuple[DiffersOn, ...]

    @cached_property
    def same_words(self) -> bool:
        """True if both have the same words in the same order."""
        return [w.norm for w in words(self.here.text)] == [w.norm for w in words(self.there.text)]

    @property
    def asks(self) -> bool:
        """True if one of the two is a question, which states nothing."""
        return any(s.text.rstrip(" \"'”’)").endswith("?") for s in (self.here, self.there))

    @property
    def entails(self) -> float:
        """Probability that the claim follows from the sentence."""
        return 1.0 if self.same_words else self.forward.entailment if self.forward else 0.0

    @property
    def entailed(self) -> float:
        """Probability that the sentence follows from the claim."""
        return 1.0 if self.same_words else self.backward.entailment if self.backward else 0.0

    @property
    def contradicts(self) -> float:
        """Probability that the two contradict each other, the mean of both directions."""
        if self.same_words:
            return 0.0
        found = [r.contradiction for r in (self.forward, self.backward) if r]
        return sum(found) / len(found) if found else 0.0

    @property
    def relation(self) -> Relation:
        """The reader's own answer, whatever the exact checks say."""
        if self.same_words:
            return Relation("entailment", 1.0)
        if self.forward is None:
            return Relation("unknown", 0.0)
        scores = self.forward
        return Relation(scores.label, max(scores.entailment, scores.neutral, scores.contradiction))

    @property
    def support(self) -> tuple[WordReading, ...]:
        """How the sentence stands to each word of the claim."""
        return self.forward.words if self.forward else ()


def compare(
    reader: Reader | None, here: Statement, others: Sequence[Statement], same_name: SameName
) -> list[Comparison]:
    """The claim `here` compared with each of the others, in order. Without a reader the exact checks are alone."""
    return compare_pairs(reader, [(here, there) for there in others], same_name)


def compare_pairs(
    reader: Reader | None,
    pairs: Sequence[tuple[Statement, Statement]],
    same_name: SameName,
    *,
    backward: bool = True,
) -> list[Comparison]:
    """Each pair (claim, sentence) compared. The sentence is read with the claim as premise only if `backward` asks for
    it and the claim read with the sentence as premise was not clearly neutral: then both ways are."""
    if reader is None:
        return [_comparison(here, there, None, None, same_name) for here, there in pairs]
    forward = reader.read([(as_premise(there, here, same_name), as_hypothesis(here)) for here, there in pairs])
    again = [n for n, f in enumerate(forward) if backward and f.neutral <= MAX_NEUTRAL]
    asked = [(as_premise(pairs[n][0], pairs[n][1], same_name), as_hypothesis(pairs[n][1])) for n in again]
    back = dict(zip(again, reader.read(asked), strict=True))
    return [_comparison(*pair, forward[n], back.get(n), same_name) for n, pair in enumerate(pairs)]


def _comparison(
    here: Statement, there: Statement, forward: Reading | None, backward: Reading | None, same_name: SameName
) -> Comparison:
    numbers = differences(
        here.text,
        there.text,
        published_here=here.published,
        published_there=there.published,
        same_deed=_same_deed(forward, backward),
    )
    named = tuple(designations(here.text, there.text))
    found = differences_of(here, there, forward, backward, (*named, *numbers.differs), same_name)
    return Comparison(here, there, forward, backward, numbers, named, tuple(found))


def _same_deed(forward: Reading | None, backward: Reading | None) -> SameDeed:
    """Whether two figures are of one event: True where the reader takes either to be contradicted, else unknown."""

    def doubted(reading: Reading | None, span: Span) -> bool:
        on = (w.contradicted for w in reading.words if w.span.overlap(span)) if reading else ()
        return max(on, default=0.0) >= MIN_CONTRADICTED_FIGURE

    return lambda here, there: True if doubted(forward, here) or doubted(backward, there) else None
