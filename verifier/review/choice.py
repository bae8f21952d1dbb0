"""A word that the siblings have otherwise: which of their words stands where the article has its own.

Two translations of one sentence are seldom parallel word for word, so a word's counterpart is sought between the words
that both have: of the same part of speech, near the same neighbours.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from verifier import lexicon
from verifier.datamodel import Place, ReviewFinding, Sentence, Span
from verifier.grammar import Word
from verifier.names.gazetteer import common as known_words
from verifier.review.context import Context, Counterpart, alike, nearly, place

__all__ = ["Slot", "one_or_many", "slots", "unlike_all"]

REACH = 2
"""Content words on either side that tell where a word stands."""
KIN = 0.5
"""Cosine of two words of one field ("corpse", "body": 0.56); of two unrelated ones it is 0.3 or less."""
FIELD = 0.3
SIBLINGS = 2
"""So many articles must agree on another word."""
ONE = frozenset({"a", "an", "one"})


@dataclass(frozen=True)
class Slot:
    """A word of the article and the sibling's that stands in its place; `anchors`: neighbours in common, 1 or 2."""

    own: Word
    row: Sequence[Word]
    other: Counterpart
    theirs: Word
    their_row: Sequence[Word]
    anchors: int


def _part(tag: str) -> str:
    """The part of speech, coarsely: noun, adjective, verb, or none that can be held to another."""
    return {"N": "N", "J": "J", "V": "V"}.get(tag[:1], "") if not tag.startswith("NNP") else ""


def _content(row: Sequence[Word]) -> list[int]:
    return [
        n
        for n, w in enumerate(row)
        if w.tag[:1] in ("N", "J", "V", "R", "C") and w.norm.isalnum() and not lexicon.in_class(w.key, "function")
    ]


def slots(context: Context, sentence: Sentence, other: Counterpart) -> Iterator[Slot]:
    """The words that only the article has, each with the sibling's that stand in its place, the surest of them."""
    row, theirs = context.tagged(context.page, sentence), context.tagged(other.page, other.sentence)
    mine, others = _content(row), _content(theirs)
    pairs = _paired(row, mine, theirs, others)
    at = {j: k for k, j in enumerate(others)}
    taken = set(pairs.values())
    for k, i in enumerate(mine):
        if i in pairs or not _part(row[i].tag):
            continue
        sides = (mine[max(0, k - REACH) : k][::-1], mine[k + 1 : k + 1 + REACH])
        anchors = [
            at[pairs[found]] for side in sides if (found := next((n for n in side if n in pairs), None)) is not None
        ]
        ranked = []
        for j in others:
            if j in taken or _part(theirs[j].tag) != _part(row[i].tag):
                continue
            count = sum(abs(at[j] - anchor) <= REACH for anchor in anchors)
            if count:
                ranked.append((count, -min(abs(at[j] - anchor) for anchor in anchors), -j))
        if ranked:
            count, _, j = max(ranked)
            yield Slot(row[i], row, other, theirs[-j], theirs, count)


def _paired(row: Sequence[Word], mine: Sequence[int], theirs: Sequence[Word], others: Sequence[int]) -> dict[int, int]:
    """The content words that both have, by form, stem or synonym."""
    found: dict[int, int] = {}
    for i in mine:
        for j in others:
            if j not in found.values() and (alike(row[i], theirs[j]) or _same_stem(row[i], theirs[j])):
                found[i] = j
                break
    return found


def _same_stem(a: Word, b: Word) -> bool:
    return len(a.key) > 4 and a.key[:5] == b.key[:5]


# ------------------------------------------------------------------------------------------------------------ the rules


def unlike_all(context: Context) -> Iterator[ReviewFinding]:
    """An unusual word of a translation, for which two or more siblings agree on another, and none has this one."""
    if not context.signs(context.page):
        return
    for sentence in context.body:
        told: dict[Span, list[Slot]] = defaultdict(list)
        printed: set[str] = set()
        for other in context.counterparts(sentence):
            printed |= {w.key for w in context.tagged(other.page, other.sentence)}
            if nearly(other):
                for slot in slots(context, sentence, other):
                    told[slot.own.span].append(slot)
        for span, found in sorted(told.items()):
            own = found[0].own
            if own.key in printed or own.norm in known_words() or context.quoted(span):
                continue
            best = _agreed(found)
            if len({s.other.page.article.id for s in best}) < SIBLINGS:
                continue
            if context.likeness(own.norm, best[0].theirs.norm) < FIELD:
                continue
            evidence: list[Place] = [place(s.other.page, s.theirs.span) for s in best]
            why = f"where others tell the same they have “{evidence[0].exact}”, and none has “{span.of(context.text)}”"
            yield context.finding(
                span, "word-unlike-others", "accuracy/mistranslation", "minor", "query-original", why,
                evidence[0].exact, evidence,
            )  # fmt: skip


def _agreed(found: Sequence[Slot]) -> list[Slot]:
    """Those of the slots that have one word, of most articles."""
    groups = [[s for s in found if alike(s.theirs, one.theirs)] for one in found]
    return max(groups, key=lambda group: len({s.other.page.article.id for s in group}))


def one_or_many(context: Context) -> Iterator[ReviewFinding]:
    """ "Bodies lay" where a sibling has "a corpse lay": one noun, or its like, in the other number."""
    for sentence in context.body:
        for other in context.counterparts(sentence):
            if not nearly(other):
                continue
            for slot in slots(context, sentence, other):
                here, there = _number(slot.row, slot.own), _number(slot.their_row, slot.theirs)
                if slot.anchors < 2 or here is None or there is None or here[1] == there[1] or context.quoted(here[0]):
                    continue
                if context.likeness(slot.own.norm, slot.theirs.norm) < KIN:
                    continue
                exact, rival = here[0].of(context.text), there[0].of(other.page.article.text)
                how = "more than one" if here[1] else "one"
                yield context.finding(
                    here[0], "one-or-many", "accuracy/mistranslation", "critical", "query-original",
                    f"“{exact}” is {how}; a sibling that tells the same has “{rival}”", rival, [other.place],
                )  # fmt: skip


def _number(row: Sequence[Word], head: Word) -> tuple[Span, bool] | None:
    """The phrase and whether it is many: plainly one ("a body") or many ("bodies", without a number), else None."""
    n = row.index(head)
    start = n
    while start and row[start - 1].tag in ("JJ", "VBN", "VBG"):
        start -= 1
    before = row[start - 1] if start else None
    if head.tag == "NN" and before is not None and before.norm in ONE:
        return Span(before.span.start, head.span.end), False
    if head.tag == "NNS" and (before is None or before.tag not in ("CD", "DT", "PRP$", "POS")):
        return Span(row[start].span.start, head.span.end), True
    return None
