"""Whom an article credits: the agency that wrote it or that somebody in it spoke to, and that it was translated.

An agency is also named where it is only cited ("according to X", "a statement carried by X"): that tells nothing about
who wrote the text, so a citation never names an origin.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from verifier import agencies
from verifier.datamodel import Article, Finding, Hop, Layer, Origin, Provenance, Sentence, Span

__all__ = ["Printed", "credited", "named", "provenance_of"]

NEAR, LONG = 40, 1200
"""Code points: from "a photographer" to "of news agency X"; from the beginning of a quotation to "told X"."""
_BEFORE = re.compile(r"[“\"][^“”\"\n]*[”\"][^“”\"\n]*$")
_AFTER = re.compile(r"[^“”\"\n]{0,80}[“\"][^“”\"\n]*[”\"]")
_TRANSLATED = re.compile(r"\btranslat", re.I)
_REPRINTED = re.compile(r"\W*(?:source|via|originally|first published)\b", re.I)


@dataclass(frozen=True, slots=True)
class Printed:
    """One place that credits an agency: the words, and where they stand if that is known."""

    agency: str
    credit: agencies.Credit
    words: str
    span: Span | None


def credited(article: Article) -> Iterator[Printed]:
    """The agencies that an article credits, in the order of its evidence; each place that prints the words."""
    for kind, words in article.evidence:
        agency = agencies.one_of(article.agencies, words) if kind == "agency" else None
        if agency is None:
            continue
        places: list[Span | None] = [Span(*m.span()) for m in re.finditer(re.escape(words), article.text)]
        for span in places or [None]:
            credit = agencies.credit(words)
            if credit == "cited" and span and agencies.heard_by(article.text[max(0, span.start - NEAR) : span.start]):
                credit = "witness"
            yield Printed(agency, credit, words, _told(article.text, span) if credit == "witness" else span)


def _told(text: str, credit: Span | None) -> Span | None:
    """All that somebody told an agency: the quotation before the words that say so, and the one after them."""
    if credit is None:
        return None
    before = _BEFORE.search(text[max(0, credit.start - LONG) : credit.start])
    after = _AFTER.match(text, credit.end, credit.end + LONG)
    start = credit.start - (len(before[0]) if before else 0)
    return Span(start, after.end() if after else credit.end)


def named(articles: Sequence[Article], layers: Sequence[Layer] | None = None) -> tuple[str, str | None]:
    """The name of an origin, and the agency if it is one's.

    The agency that most of the articles credit in these passages, or with the whole text; nobody can tell which of two
    that are credited as often. Else the outlet that others of them cite. Else an article that stands alone goes by its
    outlet, and so do articles of one outlet; others share an unnamed origin, and go by the first.
    """
    whole = {article.id: (Span(0, len(article.text)),) for article in articles}
    spans = {layer.article: layer.spans for layer in layers} if layers is not None else whole
    count = Counter(one for article in articles for one in _authors(article, spans.get(article.id, ()), len(articles)))
    best = count.most_common(2)
    if best and (len(best) == 1 or best[0][1] > best[1][1]):
        return best[0][0], best[0][0]
    cited = {a.outlet for a in articles for b in articles if a is not b and agencies.labels(a.outlet) & _cited(b)}
    if len(cited) == 1:
        return str(cited.pop()), None
    outlets = {article.outlet for article in articles}
    return outlets.pop() or articles[0].id if len(outlets) == 1 else articles[0].id, None


@lru_cache(maxsize=1024)
def _cited(article: Article) -> frozenset[str]:
    return agencies.cited(article.text)


def _authors(article: Article, spans: Sequence[Span], carriers: int) -> set[str]:
    """The agencies that wrote these passages, as the article says. In an article that stands alone what somebody told
    an agency is one passage of several; in passages that others carry too it tells whose they are."""
    found = {agency for agency in (agencies.of_outlet(article.outlet),) if agency}
    for place in credited(article):
        inside = place.span is not None and any(span.covers(place.span) for span in spans)
        if place.credit == "author" or (place.credit == "witness" and inside and carriers > 1):
            found.add(place.agency)
    return found


def provenance_of(article: Article, sentences: Iterable[Sentence], origins: Sequence[Origin]) -> Provenance:
    """Where an article comes from: its agency, the outlets it passed through, whether it was translated.

    `origins` are those that it belongs to, that of most of its text first.
    """
    notes = [s.span for s in sentences if s.role == "disclaimer" and _TRANSLATED.search(s.span.of(article.text))]
    hops: list[Hop] = []
    findings: list[Finding] = []
    said = {place.agency: place for place in reversed(list(credited(article))) if place.credit != "cited"}
    for agency in dict.fromkeys([o.agency for o in origins if o.agency and o.kind != "statement"] + list(said)):
        words = said[agency].words if agency in said else ""
        hops.append(Hop(agency, "agency", words))
        if not words:
            detail = f"{agency} is not credited here, but by others that carry the same text"
            findings.append(Finding("agency-by-likeness", 0.6, detail))
    if notes:
        hops.append(Hop("translation", "translation", notes[0].of(article.text)))
    outlet = next((words for kind, words in article.evidence if kind == "outlet" and _REPRINTED.match(words)), None)
    if outlet and article.outlet:
        hops += [Hop(article.outlet, "outlet", outlet), Hop(article.id, "article")]
    else:
        hops.append(Hop(article.outlet or article.id, "article"))
    return Provenance(
        article=article.id,
        outlet=article.outlet,
        agencies=article.agencies,
        hops=tuple(hops),
        origins=tuple(o.id for o in origins),
        disclaimer=notes[0] if notes else None,
        evidence=tuple(findings),
    )
