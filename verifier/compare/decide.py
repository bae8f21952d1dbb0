"""A comparison -> what the sentence says of the claim: a table of conditions, read from the top.

The reader's probabilities are calibrated; between the thresholds the answer is `unresolved`, with the passage.
MIN_ENTAILMENT and MIN_CONTRADICTION were chosen from the table of scripts/fit_thresholds.py, on events that the reader
was neither trained nor measured on; MIN_DOUBT and the lines on figures have no measurement of their own yet.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from verifier.compare.dimensions import contradicted as contradicted_words
from verifier.compare.engine import Comparison
from verifier.datamodel import DiffersOn, Finding, Relation, Stance

__all__ = ["Judgement", "decide"]

MIN_ENTAILMENT = 0.5
"""Probability from which on the sentence states the claim."""
MIN_CONTRADICTION = 0.5
"""Mean probability, of both directions, from which on the two contradict each other."""
MIN_DOUBT = 0.35
"""From here on a contradiction is likely enough that the answer is "cannot be told"."""
MIN_COSINE_RELATED = 0.45
"""A sentence at least so near in meaning is shown as related, though neither follows."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a sentence says of a claim, and why. `stance` is None if it has nothing to do with it."""

    stance: Stance | None
    relation: Relation
    differs_on: tuple[DiffersOn, ...]
    findings: tuple[Finding, ...]


def asks(c: Comparison) -> bool:
    """One of the two is a question."""
    return c.asks


def same_words(c: Comparison) -> bool:
    """Both are the same words."""
    return c.same_words


def contradicted(c: Comparison) -> bool:
    """The reader takes the two to contradict each other."""
    return c.contradicts >= MIN_CONTRADICTION and c.contradicts > c.entails


def doubted_and_a_figure_differs(c: Comparison) -> bool:
    """A contradiction is likelier than agreement, and a figure or a day of the same thing is another."""
    return c.contradicts >= MIN_DOUBT and c.contradicts > c.entails and _figure_differs(c)


def entailed_but_a_figure_differs(c: Comparison) -> bool:
    """The reader takes the claim to follow, but a figure or a day of the same thing is another."""
    return c.entails >= MIN_ENTAILMENT and _figure_differs(c)


def _figure_differs(c: Comparison) -> bool:
    return bool(c.named) or any(d.reading in ("real", "update") for d in c.numbers.tied)


def unread_but_a_figure_differs(c: Comparison) -> bool:
    """There is no reader, and a figure or a day of the same thing is another."""
    return c.forward is None and bool(c.named or c.numbers.tied)


def entailed(c: Comparison) -> bool:
    """The claim follows from the sentence."""
    return c.entails >= MIN_ENTAILMENT


def may_contradict(c: Comparison) -> bool:
    """A contradiction is likelier than agreement, but not sure."""
    return c.contradicts >= MIN_DOUBT and c.contradicts > max(c.entails, c.entailed)


def says_a_part(c: Comparison) -> bool:
    """The sentence follows from the claim: it says a part of it, or says it more vaguely."""
    return c.entailed >= MIN_ENTAILMENT


def same_count_differs(c: Comparison) -> bool:
    """The reader sees no bearing, but both count the same thing and give other figures."""
    return any(d.dimension == "number" and d.reading in ("real", "update") for d in c.numbers.tied)


TABLE: tuple[tuple[Callable[[Comparison], bool], Stance], ...] = (
    (asks, "related"),
    (same_words, "states"),
    (contradicted, "contradicts"),
    (doubted_and_a_figure_differs, "contradicts"),
    (entailed_but_a_figure_differs, "contradicts"),
    (unread_but_a_figure_differs, "unresolved"),
    (entailed, "states"),
    (may_contradict, "unresolved"),
    (says_a_part, "partly"),
    (same_count_differs, "unresolved"),
)
"""The first condition that holds gives the stance."""


def decide(c: Comparison, near: float = 1.0) -> Judgement:
    """The stance of a sentence to a claim. Pure. `near` is their cosine, which alone makes no more than `related`."""
    reached = next(((condition, stance) for condition, stance in TABLE if condition(c)), None)
    stance = reached[1] if reached else "related" if near >= MIN_COSINE_RELATED else None
    differs = tuple(d for d in c.differences if stance in ("contradicts", "unresolved") or d.reading == "format")
    findings = (*_readings(c), *([_reached(c, reached[0])] if reached else []))
    return Judgement(stance, c.relation, differs, findings)


def _reached(c: Comparison, condition: Callable[[Comparison], bool]) -> Finding:
    scores: dict[Callable[[Comparison], bool], float] = {
        same_words: 1.0,
        contradicted: c.contradicts,
        entailed: c.entails,
        says_a_part: c.entailed,
    }
    return Finding("decided", round(scores.get(condition, 0.5), 2), str(condition.__doc__))


def _readings(c: Comparison) -> Iterator[Finding]:
    """What the reader says, each direction, in words."""
    if c.forward is None or c.same_words:
        return
    f = c.forward
    label, score = c.relation.label, c.relation.score
    yield Finding("reader", round(score, 2), SAYS[label])
    doubted = contradicted_words(c.here.text, f)
    if doubted:
        sure = max(w.contradicted for w in f.words)
        listed = ", ".join(f"“{span.of(c.here.text)}”" for span in doubted)
        yield Finding("reader-words", round(sure, 2), f"of the claim it takes to be contradicted: {listed}")
    if c.backward and c.backward.label != f.label:
        b = c.backward
        back = max(b.entailment, b.neutral, b.contradiction)
        yield Finding("reader-backward", round(back, 2), SAYS_BACKWARD[b.label])
    if f.cut:
        yield Finding("cut", 1.0, "the two are longer than the reader reads at once; their ends were not read")


SAYS = {
    "entailment": "the reader takes the claim to follow from the sentence",
    "neutral": "the reader takes the sentence to state neither the claim nor its contrary",
    "contradiction": "the reader takes the sentence to contradict the claim",
}
SAYS_BACKWARD = {
    "entailment": "read the other way round, the sentence follows from the claim",
    "neutral": "read the other way round, the sentence does not follow from the claim",
    "contradiction": "read the other way round, the claim contradicts the sentence",
}
