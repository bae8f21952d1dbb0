"""All articles of a case -> their origins. Only articles that share rare words or near sentences are compared."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from verifier.case import Case
from verifier.datamodel import Claim, Origin, Provenance, Span
from verifier.provenance.candidates import candidates
from verifier.provenance.credits import provenance_of
from verifier.provenance.evidence import Link, compare
from verifier.provenance.layers import origins_of
from verifier.provenance.texts import Passage, Run
from verifier.search import Page
from verifier.voices import Bearers

__all__ = ["pile_origins", "standing", "trails"]

STANDING = 3
"""A sentence that so many articles of one outlet print, none of which consists of such sentences, is its standing
text: "Sign up for our newsletter"."""


def pile_origins(case: Case, claims: Sequence[Claim] | None = None) -> list[Origin]:
    """The origins of all articles of a case, with the passages that each article has of them.

    First texts, and articles that share no text, then statements that several articles quote at length. `claims`, if
    known, are not needed. Raises CaseError if the case cannot be read.
    """
    pages = {one: Page(case, one) for one in case.ids()}
    passages = {one: Passage.of(page) for one, page in pages.items()}
    bearers = Bearers(case)

    def speaker(article: str, spans: Iterable[Span]) -> str | None:
        quote = pages[article].quote_at(*spans)
        if quote is None or quote.speaker is None:
            return None
        bearer = bearers.entity(article, quote.speaker)
        return bearer.name if bearer else quote.speaker.name

    return origins_of(passages, _links(passages), speaker)


def trails(case: Case, origins: Sequence[Origin]) -> list[Provenance]:
    """Where each article of a case comes from, sorted by id; `origins` as `pile_origins` found them."""
    found = []
    for article in case.articles():
        sizes = [(_size(o, article.id), o) for o in origins if article.id in o.articles]
        ranked = [o for _, o in sorted(sizes, key=lambda one: (one[1].kind == "statement", -one[0]))]
        found.append(provenance_of(article, case.sentences(article.id), ranked))
    return found


def _size(origin: Origin, article: str) -> int:
    return sum(s.end - s.start for layer in origin.layers if layer.article == article for s in layer.spans)


def _links(passages: Mapping[str, Passage]) -> list[Link]:
    known = standing(passages.values())
    none = frozenset[Run]()
    found = []
    for a, b in candidates(passages):
        found += compare(passages[a], passages[b], known.get(a, none) | known.get(b, none))
    return found


def standing(passages: Iterable[Passage]) -> dict[str, frozenset[Run]]:
    """The runs of each article's standing text, by its id."""
    by_outlet: dict[str, list[Passage]] = {}
    for passage in passages:
        if passage.article.outlet:
            by_outlet.setdefault(passage.article.outlet, []).append(passage)
    found: dict[str, frozenset[Run]] = {}
    for own in by_outlet.values():
        count = Counter(run for passage in own for run in passage.own | passage.said)
        for passage in own:
            often = frozenset(run for run in passage.own | passage.said if count[run] >= STANDING)
            if 0 < 2 * len(often) <= len(passage.runs):
                found[passage.article.id] = often
    return found
