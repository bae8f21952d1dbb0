"""True words put together by whoever quotes: pieces of an article that stand far apart, sentences of several articles.

Asked only if no place prints the quotation. Each piece found is a place of its own kind: `stitched` if all of the
quotation is printed somewhere, `altered` if a sentence of it is printed and another is not. Pieces are looked for as
sentences and clauses (`assembled`), and, cut wherever it may be, as an opening and an end (`halves`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Literal

from verifier.alignment import BREAK, Query, Token
from verifier.datamodel import Finding, Wording, WordingLabel
from verifier.search import Desk, Page, Place, printed, printed_in, windows
from verifier.text import words

__all__ = ["assembled", "halves"]

SENTENCE_END = re.compile(r"[.!?…][\"'”’»)\]]*\s+")
CLAUSE_END = re.compile(r"[.!?…,;:–—][\"'”’»)\]]*\s+")
CONTENT = 3
"""A part of fewer content words ("We will win.") is printed somewhere by chance, unless it is all that was quoted."""
ALL = 0.9
"""Share of the query's weight that the pieces of one article must print."""
MOST_PARTS = 20
MOST_OF_ONE = 2 / 3
"""A place that prints one piece and more than this of the other has them both, with a few words changed."""
LEAST_RUN = 3
"""Fewer words in a row are printed somewhere by chance. Of just so many two are to be content words, and a quotation
is to begin or end with them: "again and again" is printed often."""

SameName = Callable[[str, str], bool]


def assembled(desk: Desk, query: Query, places: Sequence[Place], same_name: SameName) -> list[Place]:
    """The places that print the query only together; empty if there are none."""
    found: list[Place] = []
    pages = {p.page.article.id: p.page for p in places}
    for article_id, page in sorted(pages.items()):
        found += _of_one_article(page, query, [p for p in places if p.page.article.id == article_id], same_name)
    return found or _of_sentences(desk, query, same_name)


def halves(desk: Desk, query: Query, places: Sequence[Place], same_name: SameName) -> list[Place]:
    """The places that print an opening of the query, and those that print all that follows, if there are both.

    Not if one of `places` prints most of either: then a few words were changed, and the changed ones happen to be
    printed elsewhere, as "we will not" in front of any plan.
    """
    opening, end = _cut(desk, query)
    if not (_is_piece(opening) and _is_piece(end)):
        return []
    shares = [sum(t.weight for t in part) / query.weight for part in (opening, end)]
    nearest = max((p.wording.similarity for p in places if p.wording.label == "altered"), default=0.0)
    if nearest - max(shares) > MOST_OF_ONE * min(shares):
        return []
    first, last = (_places_of(desk, query.words(part), same_name) for part in (opening, end))
    if len(opening) == LEAST_RUN:
        first = [p for p in first if _at_edge(p, 0)]
    if len(end) == LEAST_RUN:
        last = [p for p in last if _at_edge(p, -1)]
    if any(_one_sentence(a, b) for a in first for b in last) or not any(p.marks == "inside" for p in first + last):
        return []
    found = [_one_part(query, query.words(opening), place, "the opening", []) for place in first]
    return (
        found + [_one_part(query, query.words(end), place, "the end", []) for place in last] if first and last else []
    )


def _cut(desk: Desk, query: Query) -> tuple[list[Token], list[Token]]:
    """The query cut in two where what is printed in one place ends and what is printed in another has begun.

    An "and" between the two may be the forger's. Both are empty if there is no such place.
    """
    tokens, keys = query.tokens, [t.key for t in query.tokens]
    if len(tokens) < 2 * LEAST_RUN:
        return [], []
    cut = min(_run(desk, query, keys, 1), len(tokens) - LEAST_RUN)
    while cut and tokens[cut].span == tokens[cut - 1].span:
        cut -= 1  # not within "don't"
    begins = len(tokens) - _run(desk, query, keys[::-1], -1)
    if begins <= cut:
        return tokens[:cut], tokens[cut:]
    return (tokens[:cut], tokens[begins:]) if keys[cut:begins] == ["and"] else ([], [])


def _is_piece(part: Sequence[Token]) -> bool:
    """Whether it is no chance that somebody prints these words in a row: they have content besides names and numbers.

    "In South Africa in 1994" is printed wherever that is the subject.
    """
    content = sum(t.content and not (t.capital or t.number) for t in part)
    return content >= (1 if len(part) > LEAST_RUN else 2) and len(part) >= LEAST_RUN


def _at_edge(place: Place, edge: Literal[0, -1]) -> bool:
    """Whether a quotation of the source begins (0) or ends (-1) with the words of a place."""
    text, span = place.page.article.text, place.wording.span
    around = [m.span for m in place.page.marked if m.span.covers(span)]
    outer = [(m.start, span.start) if edge == 0 else (span.end, m.end) for m in around]
    return any(not any(c.isalnum() for c in text[start:end]) for start, end in outer)


def _run(desk: Desk, query: Query, keys: Sequence[str], step: Literal[1, -1]) -> int:
    """How many words from the query's beginning (`step` 1) or end (-1) the text of some article prints in a row.

    `keys` are those of the query in the direction of `step`.
    """
    sought = query.tokens[:LEAST_RUN] if step == 1 else query.tokens[-LEAST_RUN:]
    near: dict[str, list[int]] = {}
    for article_id, ordinal in desk.case.search_words([w.norm for w in words(query.words(sought))]):
        near.setdefault(article_id, []).append(ordinal)
    longest = 0
    for article_id, ordinals in near.items():
        page = desk.page(article_id)
        body = [n for n in ordinals if page.sentences[n].role == "body"]
        for src in windows(page, body, len(query.text)):
            longest = max(longest, _longest(keys, [t.key for t in src.tokens][::step]))
    return longest


def _longest(start: Sequence[str], row: Sequence[str]) -> int:
    """How many of the first words of `start` stand one behind the other in a row, at most.

    By the Z-algorithm (Gusfield, "Algorithms on Strings, Trees, and Sequences", 1997, 1.3-1.5), linear in both.
    """
    both = [*start, BREAK, *row]
    run = [0] * len(both)  # how many words from here on are the first ones
    left = right = 0
    for i in range(1, len(both)):
        run[i] = min(right - i, run[i - left]) if i < right else 0
        while i + run[i] < len(both) and both[run[i]] == both[i + run[i]]:
            run[i] += 1
        if i + run[i] > right:
            left, right = i, i + run[i]
    return max(run[len(start) + 1 :], default=0)


def _one_sentence(a: Place, b: Place) -> bool:
    return a.page is b.page and a.sentence == b.sentence


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
    return [p for p in found if _in_full(p.wording) and p.sentence.role == "body"]


def _in_full(wording: Wording) -> bool:
    """Whether a place prints all words in a row. What goes before may turn their meaning, but that is not the issue."""
    return wording.label in ("exact", "near-exact") or [tag for tag, _, _ in wording.diff] == ["equal"]


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
