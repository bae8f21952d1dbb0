"""The answer to `verify review`, as text for a terminal, as JSON, and as the data of its HTML page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import get_args

from verifier.datamodel import Json, Review, ReviewAction, ReviewFinding, Severity, Span
from verifier.report import machine, places
from verifier.report.page import Page
from verifier.report.printable import one_line
from verifier.report.templating import render

__all__ = ["as_html", "as_json", "as_text", "graver"]

ACTIONS: dict[ReviewAction, str] = {
    "fix": "put right",
    "query-original": "ask the original",
    "quote-at-risk": "quotation at risk",
    "style": "style",
    "remove": "take out",
}
STYLES: dict[Severity, str] = {"critical": "bold red", "major": "bold yellow", "minor": "bold"}
AROUND = 60
"""Code points of text shown on either side of the words in question."""
EVIDENCE_SHOWN = 3


def graver(findings: Sequence[ReviewFinding], least: Severity) -> bool:
    """Whether a finding of this severity or a graver one is not ignored."""
    order = get_args(Severity)
    return any(f.mark != "ignored" and order.index(f.severity) <= order.index(least) for f in findings)


# ----------------------------------------------------------------------------------------------------------------- JSON


def as_json(answer: Review) -> Json:
    """One JSON object; `evidence` are places in siblings, or in the article itself."""
    return machine.envelope(
        answer.models,
        article=answer.article.id,
        siblings=list(answer.siblings),
        findings=[_finding(one) for one in answer.findings],
        notes=[{"name": one.name, "score": one.score, "detail": one.detail} for one in answer.notes],
    )


def _finding(one: ReviewFinding) -> Json:
    return {
        "id": one.id,
        "article": one.article,
        "start": one.span.start,
        "end": one.span.end,
        "exact": one.exact,
        "action": one.action,
        "severity": one.severity,
        "type": one.type,
        "suggestion": one.suggestion,
        "why": one.why,
        "rule": one.rule,
        "evidence": [
            {"article": each.article, "start": each.span.start, "end": each.span.end, "exact": each.exact}
            for each in one.evidence
        ],
        "mark": one.mark,
    }


# ----------------------------------------------------------------------------------------------------------------- text


def as_text(answer: Review, page: Page) -> None:
    """The findings in text order; those marked as ignored are counted at the end."""
    shown = [one for one in answer.findings if one.mark != "ignored"]
    page.put((_headline(answer, shown), "bold"), hang=2)
    page.put(places.article_name(answer.article), indent=2, hang=4)
    for note in answer.notes:
        page.put(*places.reason_parts(note), indent=2, hang=4)
    for number, one in enumerate(shown, 1):
        page.blank()
        _one(answer, one, str(number), page)
    ignored = len(answer.findings) - len(shown)
    if ignored:
        page.blank()
        page.put(f"{places.count(ignored, 'finding')} marked as ignored; --json lists them too")
    if shown:
        page.blank()
        page.put(f"Decide: verify review {one_line(answer.article.id)} --mark ID accepted|queried|ignored", hang=4)


def _headline(answer: Review, shown: Sequence[ReviewFinding]) -> str:
    counts = Counter(one.severity for one in shown)
    told = places.listed([f"{counts[s]} {s}" for s in get_args(Severity) if counts[s]])
    against = f"held against {places.count(len(answer.siblings), 'other article')}"
    return f"{places.count(len(shown), 'finding')}{f': {told}' if told else ''} — {against}"


def _one(answer: Review, one: ReviewFinding, number: str, page: Page) -> None:
    kind = (f" · {one.type} · characters {one.span.start}–{one.span.end} · {one.id}", "dim")
    page.put((one.severity.upper(), STYLES[one.severity]), f" · {ACTIONS[one.action]}", kind, lead=f"{number:>2}  ")
    text = answer.article.text
    start, end = max(0, one.span.start - AROUND), min(len(text), one.span.end + AROUND)
    before, after = one_line(text[start : one.span.start]), one_line(text[one.span.end : end])
    gap_before = " " if before and text[one.span.start - 1 : one.span.start].isspace() else ""
    gap_after = " " if after and text[one.span.end : one.span.end + 1].isspace() else ""
    page.evidence(
        f"{'… ' if start else ''}{before}{gap_before}",
        page.marked(one_line(one.exact), "bold underline", "[[", "]]"),
        f"{gap_after}{after}{' …' if end < len(text) else ''}",
    )
    page.field("because", one_line(one.why), (f" [{one.rule}]", "dim"))
    if one.suggestion:
        page.field("suggest", one_line(one.suggestion))
    for each in one.evidence[:EVIDENCE_SHOWN]:
        where = "here" if each.article == answer.article.id else one_line(each.article)
        page.field("see", f"{where}: “{one_line(each.exact)}”")
    if one.mark:
        page.field("marked", one.mark)


# ----------------------------------------------------------------------------------------------------------------- HTML


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text to which the same findings apply; `notes` are those that end with it."""

    text: str
    severity: Severity | None
    notes: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of the article with the findings that begin in it, for the margin."""

    pieces: tuple[Piece, ...]
    findings: tuple[tuple[int, ReviewFinding], ...]


def as_html(answer: Review) -> str:
    """One self-contained page: the article, and beside each paragraph its notes. Ignored findings are folded away."""
    shown = [one for one in answer.findings if one.mark != "ignored"]
    page = render(
        "review.html.j2",
        styles=("review.css",),
        review=answer,
        headline=_headline(answer, shown),
        parts=list(_parts(answer, shown)),
        ignored=[one for one in answer.findings if one.mark == "ignored"],
        actions=ACTIONS,
    )
    return page.strip() + "\n"


def _parts(answer: Review, shown: Sequence[ReviewFinding]) -> Iterator[Part]:
    """The article's lines that are not blank; a finding over several of them keeps those together."""
    numbered = list(enumerate(shown, 1))
    for span in _stretches(answer.article.text, [one.span for one in shown]):
        inside = [(n, one) for n, one in numbered if span.start <= one.span.start < span.end]
        yield Part(tuple(_pieces(answer.article.text, span, numbered)), tuple(inside))


def _stretches(text: str, spans: Sequence[Span]) -> Iterator[Span]:
    start, at = 0, 0
    reach = sorted(spans)
    behind = 0
    for line in text.splitlines(keepends=True):
        at += len(line)
        while reach and reach[0].start < at:
            behind = max(behind, reach.pop(0).end)
        if behind > at:
            continue
        if text[start:at].strip():
            yield Span(start, at)
        start = at


def _pieces(text: str, span: Span, numbered: Sequence[tuple[int, ReviewFinding]]) -> Iterator[Piece]:
    near = [(n, one) for n, one in numbered if one.span.overlap(span)]
    cuts = {span.start, span.end, *(edge for _, one in near for edge in (one.span.start, one.span.end))}
    edges = sorted(edge for edge in cuts if span.start <= edge <= span.end)
    order = get_args(Severity)
    for start, end in pairwise(edges):
        over = [one.severity for _, one in near if one.span.start <= start and end <= one.span.end]
        notes = tuple(n for n, one in near if one.span.end == end)
        yield Piece(text[start:end], min(over, key=order.index, default=None), notes)
