"""True words put together by whoever quotes: pieces of an article that stand far apart, sentences of several articles.

Asked only if no place prints the quotation. Each piece found is a place of its own kind: `stitched` if all of the
quotation is printed somewhere, `altered` if a sentence of it is printed and another is not.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import pairwise

from verifier.alignment import Query
from verifier.datamodel import Finding, WordingLabel
from verifier.search import Desk, Page, Place, printed, printed_in
from verifier.text import words

__all__ = ["assembled"]

SENTENCE_END = re.compile(r"[.!?…][\"'”’»)\]]*\s+")
CLAUSE_END = re.compile(r"[.!?…,;:–—][\"'”’»)\]]*\s+")
CONTENT = 3
"""A part of fewer content words ("We will win.") is printed somewhere by chance, unless it is all that was quoted."""
ALL = 0.9
"""Share of the query's weight that the pieces of one article must print."""
MOST_PARTS = 20

SameName = Callable[[str, str], bool]


def assembled(desk: Desk, query: Query, places: Sequence[Place], same_name: SameName) -> list[Place]:
    """The places that print the query only together; empty if there are none."""
    found: list[Place] = []
    pages = {p.page.article.id: p.page for p in places}
    for article_id, page in sorted(pages.items()):
        found += _of_one_article(page, query, [p for p in places if p.page.article.id == article_id], same_name)
    return found or _of_sentences(desk, query, same_name)


def _of_one_article(page: Page, query: Query, places: Sequence[Place], same_name: SameName) -> list[Place]:
    """The pieces that stand in sentences of one article, in the query's order."""
    ordinals = {p.sentence.ordinal for p in places if p.sentence.role == "body"}
    if len(ordinals) < 2:
        return []
    found = printed_in(page, query, sorted(ordinals), same_name)
    return [p for p in found if p.wording.label == "stitched" and p.wording.similarity >= ALL]


def _of_sentences(desk: Desk, query: Query, same_name: SameName) -> list[Place]:
    """The places that print one of the query's sentences, or its clauses if all are printed, in whichever articles."""
    for cut, some in ((SENTENCE_END, True), (CLAUSE_END, False)):
        parts = _parts(query.text, cut)
        if not 1 < len(parts) <= MOST_PARTS:
            continue
        known = [_places_of(desk, part, same_name) for part in parts]
        missing = [part for part, found in zip(parts, known, strict=True) if not found]
        if any(known) and (some or not missing):
            places = [
                _one_part(query, part, place, f"part {number} of {len(parts)}", missing)
                for number, (part, found) in enumerate(zip(parts, known, strict=True), 1)
                for place in found
                if not missing or _telling(part, place)
            ]
            if places:
                return places
    return []


def _parts(text: str, cut: re.Pattern[str]) -> list[str]:
    """The sentences or clauses of a quotation that have a few words."""
    cuts = [0, *(m.end() for m in cut.finditer(text)), len(text)]
    parts = [text[a:b].strip() for a, b in pairwise(cuts)]
    return [part for part in parts if len(words(part)) > 1]


def _places_of(desk: Desk, part: str, same_name: SameName) -> list[Place]:
    """Where the text of an article prints one part exactly or nearly so."""
    candidates = desk.case.search_words([w.norm for w in words(part)])
    found = printed(desk, Query.of(part), candidates, same_name)
    return [p for p in found if p.wording.label in ("exact", "near-exact") and p.sentence.role == "body"]


def _telling(part: str, place: Place) -> bool:
    """Whether it is no chance that a place prints a part: it has some content, or is a whole quotation."""
    content = sum(t.content for t in Query.of(part).tokens)
    text = place.page.article.text
    whole = any(m.span.covers(place.wording.span) and _bare(m.span.of(text)) == _bare(part) for m in place.page.marked)
    return content >= CONTENT or (whole and content > 1)


def _bare(text: str) -> list[str]:
    return [w.norm for w in words(text)]


def _one_part(query: Query, part: str, place: Place, which: str, missing: Sequence[str]) -> Place:
    label: WordingLabel = "altered" if missing else "stitched"
    reasons = [Finding("one-part", 0.9, f"prints {which} of the quotation")]
    reasons += [Finding("part-not-printed", 0.9, f"“{one}” is not printed") for one in missing]
    share = round(Query.of(part).weight / query.weight, 4)
    findings = (*place.wording.findings, *reasons)
    return replace(place, wording=replace(place.wording, label=label, similarity=share, findings=findings))
