"""The third path: one article, most often a translation, held against its siblings -> what an editor should look at.

One file for each kind of fault, each a few functions from the `Context` to findings. A rule needs evidence in a sibling
or in the article itself, or is a named rule of form that needs none; nothing is found by a model's opinion alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, get_args

from verifier.case import Case
from verifier.datamodel import Finding, Review, ReviewFinding, Severity
from verifier.review import (
    contradictions,
    headings,
    layout,
    locale,
    names,
    quotations,
    reporting,
    times,
)
from verifier.review.context import Context

if TYPE_CHECKING:
    from verifier.encoders import Encoder
    from verifier.models.reader import Reader

__all__ = ["RULES", "merged", "review_article"]

Rule = Callable[[Context], Iterator[ReviewFinding]]

RULES: tuple[Rule, ...] = (
    locale.formats,
    locale.dates,
    locale.brackets,
    locale.courtesy,
    names.spellings,
    names.parts_missing,
    names.acronyms,
    names.groups,
    quotations.other_wordings,
    quotations.joined,
    quotations.lost_marks,
    headings.quoted,
    headings.numbers,
    contradictions.contradictions,
    times.relative_days,
    reporting.cues,
    reporting.limits,
    reporting.ranks,
    reporting.labels,
    reporting.admiring,
    layout.furniture,
    layout.repeated,
    layout.stray_marks,
    layout.broken_words,
    layout.pull_quotes,
)

STRETCH = 500
"""Findings are compared with those in the same so many code points."""
SAME_WORDS = 0.7
"""Two findings on so much of the same words are one, the graver; the other's evidence is kept with it."""


def review_article(
    case: Case,
    article_id: str,
    *,
    encoder: Callable[[], Encoder] | None = None,
    reader: Callable[[], Reader] | None = None,
    rules: Sequence[Rule] = RULES,
) -> Review:
    """What an editor should look at in one article, in text order, with the marks that the case keeps.

    Raises InputError if the case has no such article, CaseError if it cannot be read.
    """
    with case.snapshot():
        context = Context(case, article_id, cache(reader) if reader else None)
        found = merged([finding for rule in rules for finding in rule(context)])
        marks = case.marks(article_id)
        return Review(
            article=context.page.article,
            siblings=tuple(page.article.id for page in context.siblings),
            findings=tuple(replace(one, mark=marks.get(one.id)) for one in found),
            models=tuple(sorted((case.models() | context.readers()).items())),
            notes=tuple(_notes(context)),
        )


def merged(findings: Sequence[ReviewFinding]) -> list[ReviewFinding]:
    """In text order, without those that say of the same words what a graver one says; two kinds of fault stay two."""
    kept: list[ReviewFinding] = []
    near: dict[int, list[ReviewFinding]] = {}
    for one in sorted(findings, key=_gravity):
        stretches = range(one.span.start // STRETCH, one.span.end // STRETCH + 1)
        if not any(_same_words(one, other) for n in stretches for other in near.get(n, ())):
            kept.append(one)
            for n in stretches:
                near.setdefault(n, []).append(one)
    return sorted(kept, key=lambda f: (f.span, get_args(Severity).index(f.severity), f.rule, f.id))


def _gravity(one: ReviewFinding) -> tuple[int, int, int, str]:
    return get_args(Severity).index(one.severity), one.span.end - one.span.start, one.span.start, one.id


def _same_words(one: ReviewFinding, other: ReviewFinding) -> bool:
    longest = max(one.span.end - one.span.start, other.span.end - other.span.start)
    return one.id == other.id or one.span.overlap(other.span) >= SAME_WORDS * longest


def _notes(context: Context) -> Iterator[Finding]:
    """What was not looked at, and why."""
    if not context.siblings:
        yield Finding("no-siblings", 1.0, "the case has no other article: only rules that need none were asked")
    elif not any(context.counterparts(s) for s in context.body):
        yield Finding("no-counterparts", 1.0, "no other article of the case tells the same as any sentence of this one")
