"""How many origins stand behind the places that print one quotation or tell one claim."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import combinations

from verifier.datamodel import Finding, Origin, OriginKind
from verifier.provenance.candidates import candidates
from verifier.provenance.credits import named
from verifier.provenance.evidence import PASSAGES, STATEMENT, Link, compare
from verifier.provenance.layers import with_possible
from verifier.provenance.texts import RUN, Passage

__all__ = ["origins"]

MANY = 40
"""Of more articles than that only likely pairs are compared."""


def origins(passages: Iterable[Passage]) -> list[Origin]:
    """The origins of these articles, in the order of the articles' ids; one passage an article.

    Here each article has one origin: that of the places asked for. Two that quote the same long statement there have
    one too. Who shares nothing is an origin of his own: that may count too many origins, and never hides one.
    """
    found = {p.article.id: p for p in passages}
    pairs = combinations(sorted(found), 2) if len(found) <= MANY else iter(candidates(found))
    root = {one: one for one in found}
    evidence: dict[str, list[Finding]] = {one: [] for one in found}
    maybe: list[Link] = []
    for a, b in pairs:
        reasons, weak = _reasons(found[a], found[b])
        maybe += weak
        if reasons:
            low, high = sorted((root[a], root[b]))
            evidence[low] += reasons + (evidence[high] if low != high else [])
            root = {one: low if r == high else r for one, r in root.items()}
    groups: dict[str, list[str]] = {}
    for one in sorted(found):
        groups.setdefault(root[one], []).append(one)
    made = [
        _origin(n, [found[one] for one in members], evidence[first])
        for n, (first, members) in enumerate(groups.items(), 1)
    ]
    return with_possible(made, maybe)


def _origin(number: int, members: list[Passage], evidence: list[Finding]) -> Origin:
    articles = [p.article for p in members]
    name, agency = named(articles)
    kind: OriginKind = "text" if len(articles) > 1 else "own"
    return Origin(f"o{number}", name, tuple(a.id for a in articles), tuple(evidence), kind, agency=agency)


def _reasons(a: Passage, b: Passage) -> tuple[list[Finding], list[Link]]:
    """Why two articles have one origin for what was asked for, and what says so too weakly; empty if nothing does."""
    found: list[Finding] = []
    links = compare(a, b)
    for link in links:
        passage = all(f.name in PASSAGES for f in link.findings)
        elsewhere = passage and not (link.here & a.places and link.there & b.places)
        if link.certain and link.kind == "text" and not elsewhere:
            found += link.findings
    said = len(a.asked & b.asked)
    if said >= STATEMENT:
        names = f"{a.article.id} and {b.article.id}"
        detail = f"{names} quote one statement: {said} runs of {RUN} words in common within the quotation"
        found.append(Finding("same-statement", 0.6, detail))
    return found, [link for link in links if not link.certain]
