"""Words that siblings contradict: every sentence of the article is read beside those that tell the same elsewhere.

The reader is given a sibling's sentence, or several together, and says of each word of ours whether it is supported,
contradicted or not mentioned. A word is a finding only if the siblings that speak of it agree: read together they
contradict it, and read one by one at least as many of them contradict it as support or print it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from verifier.compare.dimensions import contradicted, dimension_of
from verifier.compare.statement import Statement, as_hypothesis, as_premise, statement
from verifier.datamodel import Dimension, ReviewAction, ReviewFinding, Sentence, Severity, Span
from verifier.models.reader import Reader, Reading, WordReading
from verifier.review.context import Context, Counterpart, parallel
from verifier.text import words

__all__ = ["contradictions"]

MAX_SIBLINGS = 3
"""So many siblings' sentences are read beside one of ours; more of them tell little new and take time."""
MIN_CONTRADICTED = 0.5
"""Probability, read beside all siblings together, from which on a word is a finding."""
MIN_CONTRADICTED_ALONE = 0.4
"""The same, read beside one of them, from which on that sibling counts as against it."""
MAX_CONTRADICTED_BY_A_LIKENESS = 0.15
"""Probability up to which a sibling's sentence in much the same words counts as agreeing with a word of ours."""
SURELY_CONTRADICTED = 0.9
"""Probability from which one sibling alone suffices for more than `minor`; of a mere wording two have to agree."""
SIBLING_MARK = " | "
"""Between the siblings of one premise, as the reader was trained."""

SEVERITY: Mapping[Dimension, Severity] = {
    "number": "critical", "time": "critical", "place": "critical", "agent": "critical", "polarity": "critical",
    "certainty": "major", "wording": "major",
}  # fmt: skip


@dataclass(frozen=True)
class _Read:
    """A sentence of ours, the siblings' sentences it was read beside, and the readings: together and one by one."""

    sentence: Sentence
    own: Statement
    others: Sequence[Counterpart]
    together: Reading
    alone: Sequence[Reading]


def contradictions(context: Context) -> Iterator[ReviewFinding]:
    """Words on which the siblings that tell the same say otherwise."""
    reader = context.reader()
    if reader is None:
        return
    read = list(_read(context, reader))
    for one in read:
        spans = [s for s in _doubted(one) if _outvoted(context, one, s)]
        if not spans:
            continue
        back = _backward(context, reader, one)
        for span in spans:
            yield _finding(context, one, span, back)


def _statement(context: Context, sentence: Sentence, other: Counterpart | None = None) -> Statement:
    page = other.page if other else context.page
    return statement(page.article, sentence.span, context.mentions(page, sentence), page.meant)


def _read(context: Context, reader: Reader) -> Iterator[_Read]:
    """Every sentence of the body that has counterparts, read; all in one go."""
    asked: list[tuple[Sentence, Statement, list[Counterpart], list[str]]] = []
    for sentence in context.body:
        others = _nearest(context.counterparts(sentence))
        if not others:
            continue
        own = _statement(context, sentence)
        same = context.bearers.same_name
        premises = [as_premise(_statement(context, o.sentence, o), own, same) for o in others]
        asked.append((sentence, own, others, premises))
    pairs: list[tuple[str, str]] = []
    for _, own, _, premises in asked:
        hypothesis = as_hypothesis(own)
        pairs += [(SIBLING_MARK.join(premises), hypothesis), *((p, hypothesis) for p in premises)]
    readings = iter(reader.read(pairs))
    for sentence, own, others, premises in asked:
        together = next(readings)
        yield _Read(sentence, own, others, together, [next(readings) for _ in premises])


def _nearest(found: Sequence[Counterpart]) -> list[Counterpart]:
    """The nearest sentence of each of a few siblings; of copies of one sentence the first."""
    kept: dict[str, Counterpart] = {}
    printed: set[str] = set()
    for one in found:
        text = " ".join(one.text.split())
        if one.page.article.id not in kept and text not in printed:
            kept[one.page.article.id] = one
            printed.add(text)
    return list(kept.values())[:MAX_SIBLINGS]


def _doubted(one: _Read) -> list[Span]:
    """The words contradicted by the siblings together or by any one of them, the surest first; none twice."""
    found: list[Span] = []
    for reading in (one.together, *one.alone):
        for span in contradicted(one.own.text, reading, MIN_CONTRADICTED):
            if not any(span.overlap(known) for known in found):
                found.append(span)
    return found


def _outvoted(context: Context, one: _Read, span: Span) -> bool:
    """True if siblings contradict the words, and at least as many as agree: that print them, or tell the same in much
    the same words and contradict none of these."""
    against = agree = 0
    mine = [w.norm for w in words(one.own.text, span.start, span.end)]
    for other, reading in zip(one.others, one.alone, strict=True):
        most = max((w.contradicted for w in _on(reading.words, span)), default=0.0)
        if _is_against(other, reading, span, mine):
            against += 1
        elif _prints(other, mine) or (parallel(other) and most <= MAX_CONTRADICTED_BY_A_LIKENESS):
            agree += 1
    printing = {
        o.page.article.id for o in context.counterparts(one.sentence) if o not in one.others and _prints(o, mine)
    }
    return against > 0 and against >= agree + len(printing)


def _is_against(other: Counterpart, reading: Reading, span: Span, norms: Sequence[str]) -> bool:
    """True if a sibling contradicts some words of ours, and does not print them, or contradicts the whole sentence."""
    doubted = any(w.contradicted >= MIN_CONTRADICTED_ALONE for w in _on(reading.words, span))
    return doubted and (not _prints(other, norms) or reading.label == "contradiction")


def _on(readings: Sequence[WordReading], span: Span) -> list[WordReading]:
    return [w for w in readings if w.span.overlap(span)]


def _prints(other: Counterpart, norms: Sequence[str]) -> bool:
    """True if a sibling's sentence has these words in this order."""
    row = [w.norm for w in words(other.text)]
    return any(row[i : i + len(norms)] == list(norms) for i in range(len(row) - len(norms) + 1))


def _backward(context: Context, reader: Reader, one: _Read) -> list[tuple[Counterpart, Statement, Reading]]:
    """The siblings' sentences read with ours as premise: which of their words stand against it."""
    theirs = [_statement(context, o.sentence, o) for o in one.others]
    same = context.bearers.same_name
    readings = reader.read([(as_premise(one.own, t, same), as_hypothesis(t)) for t in theirs])
    return list(zip(one.others, theirs, readings, strict=True))


def _finding(
    context: Context, one: _Read, span: Span, back: Sequence[tuple[Counterpart, Statement, Reading]]
) -> ReviewFinding:
    """What is wrong, with the words that siblings have instead, if there are any of the same dimension."""
    dimension, rival = dimension_of(one.own, span, one.own, None), None
    for _, theirs, reading in back:
        for instead in contradicted(theirs.text, reading):
            together = dimension_of(one.own, span, theirs, instead)
            if together in (dimension, "polarity") or dimension == dimension_of(theirs, None, theirs, instead):
                dimension, rival = together, instead.of(theirs.text)
                break
        if rival:
            break
    at = Span(one.sentence.span.start + span.start, one.sentence.span.start + span.end)
    exact = at.of(context.text)
    mine = [w.norm for w in words(one.own.text, span.start, span.end)]
    against = [
        o for o, r in zip(one.others, one.alone, strict=True) if _is_against(o, r, span, mine)
    ]  # fmt: skip
    n = len({o.page.article.id for o in against})
    told = f"{n} articles that tell the same" if n > 1 else "a sibling that tells the same"
    instead_ = (
        f" {'have' if n > 1 else 'has'} “{rival}”" if rival else f" {'contradict' if n > 1 else 'contradicts'} it"
    )
    sure = max(w.contradicted for r in (one.together, *one.alone) for w in _on(r.words, span))
    severity = SEVERITY.get(dimension, "major")
    if n < 2 and (sure < SURELY_CONTRADICTED or dimension == "wording"):
        severity = "minor"
    action: ReviewAction = "quote-at-risk" if context.quoted(at) else "query-original"
    return context.finding(
        at, f"siblings-contradict-{dimension}", "accuracy/mistranslation", severity, action,
        f"“{exact}” here; {told}{instead_} (the reader is {sure:.0%} sure)", rival, [o.place for o in against],
    )  # fmt: skip
