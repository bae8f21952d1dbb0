"""Headings that say what the body does not: quotations that nobody prints, numbers with another scope."""

from __future__ import annotations

from collections.abc import Iterator

from verifier import marks
from verifier.alignment import Token, tokens
from verifier.datamodel import Place, ReviewFinding, Sentence, Span
from verifier.names.gazetteer import group
from verifier.quantities import Quantity, quantities
from verifier.review.context import Context, place
from verifier.rewording import shared

__all__ = ["numbers", "quoted"]

LEAST = 3
"""Words in marks that are a quotation; fewer are a term."""
PRINTED = 0.8
"""So much of its content in one quotation or sentence, and the words are printed."""


def _headings(context: Context) -> list[Sentence]:
    return [s for s in context.page.sentences if s.role in ("heading", "title")]


def quoted(context: Context) -> Iterator[ReviewFinding]:
    """Words in quotation marks in a heading that neither the body nor any sibling prints."""
    for heading in _headings(context):
        for region in marks.regions(context.text, [heading.span], [heading.span]):
            own = tokens(context.text, region.content.start, region.content.end)
            if region.depth or len(own) < LEAST or _printed(context, own):
                continue
            nearest = _nearest(context, own)
            yield context.finding(
                region.span, "heading-quotes-what-nobody-prints", "accuracy/mistranslation", "critical",
                "quote-at-risk",
                "a heading puts these words in quotation marks; neither the article nor any other prints them",
                None, nearest,
            )  # fmt: skip


def _printed(context: Context, own: list[Token]) -> bool:
    """Whether the words stand in a sentence of the body, here or elsewhere, but for their form."""
    content = [t for t in own if t.content]
    if not content:
        return True
    for page in [context.page, *context.siblings]:
        for sentence in page.body:
            theirs = {t.key for t in tokens(page.article.text, sentence.span.start, sentence.span.end)}
            if sum(t.key in theirs for t in content) >= PRINTED * len(content):
                return True
    return False


def _nearest(context: Context, own: list[Token]) -> list[Place]:
    """What the body quotes that comes nearest."""
    best: tuple[int, Place] | None = None
    for sentence in context.body:
        count = len(shared(own, tokens(context.text, sentence.span.start, sentence.span.end)))
        if count and (best is None or count > best[0]):
            best = count, place(context.page, sentence.span)
    return [best[1]] if best else []


# -------------------------------------------------------------------------------------------------------------- numbers


def numbers(context: Context) -> Iterator[ReviewFinding]:
    """A number of a heading to which the body gives another period, or which it has more exactly."""
    inside = [(s, q) for s in context.body for q in quantities(s.span.of(context.text)) if q.kind == "count"]
    for heading in _headings(context):
        for quantity in quantities(heading.span.of(context.text)):
            if quantity.kind != "count":
                continue
            same = [(s, q) for s, q in inside if q.value == quantity.value and _alike(q, quantity)]
            if same and quantity.periods:
                yield from _other_period(context, heading, quantity, same)
            elif not same and quantity.bound == "vague":
                yield from _vaguer(context, heading, quantity, inside)


def _alike(a: Quantity, b: Quantity) -> bool:
    """Whether two may count the same: what is said of it is the same, as far as it is read."""
    return a.predicate is None or b.predicate is None or a.predicate == b.predicate


def _other_period(
    context: Context, heading: Sentence, quantity: Quantity, same: list[tuple[Sentence, Quantity]]
) -> Iterator[ReviewFinding]:
    """The heading's "since ..." is in no sentence that gives the number, while one of them bounds it otherwise."""
    start = heading.span.start
    period = quantity.periods[0]
    told = tokens(context.text, start + period.start, start + period.end)
    own = [t for t in told if t.content and t.norm not in group("stop.openers")]
    bounded = [(s, q) for s, q in same if q.periods]
    for sentence, _ in same:
        theirs = tokens(context.text, sentence.span.start, sentence.span.end)
        if 2 * len({t.key for t in own} & {t.key for t in theirs}) >= len(own):
            return
    if not bounded:
        return
    sentence, theirs_q = bounded[0]
    instead = theirs_q.periods[0].of(sentence.span.of(context.text))
    bound = period.of(heading.span.of(context.text))
    span = Span(start + quantity.span.start, start + period.end)
    yield context.finding(
        span, "heading-gives-another-period", "accuracy/mistranslation", "critical", "fix",
        f"the heading bounds “{quantity.text}” by “{bound}”, the article by “{instead}”",
        f"“{instead}”, as in the text", [place(context.page, sentence.span)],
    )  # fmt: skip


def _vaguer(
    context: Context, heading: Sentence, quantity: Quantity, inside: list[tuple[Sentence, Quantity]]
) -> Iterator[ReviewFinding]:
    """An order of magnitude in the heading, where the body counts the same exactly and beyond it."""
    for sentence, q in inside:
        value = max(q.value, q.also or 0.0)
        if q.bound == "vague" or q.predicate is None or q.predicate != quantity.predicate or q.part:
            continue
        if quantity.low <= value < quantity.high:
            continue
        start = heading.span.start
        yield context.finding(
            Span(start + quantity.span.start, start + quantity.span.end), "heading-number-unlike-body",
            "terminology/inconsistent", "major", "fix", f"the heading says “{quantity.text}”, the article “{q.text}”",
            q.text, [place(context.page, sentence.span)],
        )  # fmt: skip
        return
