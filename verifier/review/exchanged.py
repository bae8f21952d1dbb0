"""Single words that turn a sentence round: a name for another, a word for its opposite, a negation put in or left out.

In sentences that may be translations of one, such a word stands between the same neighbours as the sibling's. What
names, opposites and negations can mean otherwise (two events, two clauses) the neighbours exclude.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache

from verifier import lexicon
from verifier.datamodel import Mention, Place, ReviewFinding, Sentence, Span
from verifier.grammar import Word, keys_of
from verifier.names.gazetteer import capital, country, fold
from verifier.review.choice import slots
from verifier.review.context import Context, Counterpart, alike, nearly, parallel, place
from verifier.review.lists import keys
from verifier.search import Page
from verifier.text import words

__all__ = ["names", "negations", "opposites"]

MOST_LEFT = 2
"""A sentence with more names that ours lacks tells of other people."""
AROUND = 2
"""So many content words on either side tell where a name stands."""
BESIDE = 5
"""So many words before a verb may hold its negation."""


def _translations(context: Context, sentence: Sentence) -> list[Counterpart]:
    return [o for o in context.counterparts(sentence) if nearly(o)]


# --------------------------------------------------------------------------------------------------------------- names


def names(context: Context) -> Iterator[ReviewFinding]:
    """A person or place that only this article names, where siblings name another one between the same words."""
    for sentence in context.body:
        mine = _named(context, context.page, sentence)
        for name in mine:
            rivals: list[Place] = []
            agree = False
            for other in context.counterparts(sentence):
                if not parallel(other):
                    continue
                theirs = _named(context, other.page, other.sentence)
                if any(_one(context, name, their) for their in theirs) or _prints(other, name.text):
                    agree = True
                    break
                left = [t for t in theirs if t.kind == name.kind and not any(_one(context, t, m) for m in mine)]
                at = [t for t in left if _same_place(context, sentence, name, other, t)]
                if len({fold(t.text) for t in left}) > MOST_LEFT:
                    continue
                rivals += [place(other.page, t.span) for t in at[:1]]
            if rivals and not agree:
                why = f"“{name.text}” here; where others tell the same they have “{rivals[0].exact}”"
                yield context.finding(
                    name.span, "another-name", "accuracy/mistranslation/name", "critical", "query-original", why,
                    rivals[0].exact, rivals,
                )  # fmt: skip


def _named(context: Context, page: Page, sentence: Sentence) -> list[Mention]:
    return [m for m in context.mentions(page, sentence) if m.kind in ("person", "place")]


def _one(context: Context, a: Mention, b: Mention) -> bool:
    """Whether two names are one bearer's, or a state's and its seat of government's."""
    x, y = fold(a.text), fold(b.text)
    states = [capital(name) or country(name) for name in (x, y)]
    return context.bearers.same_name(a.text, b.text) or (states[0] is not None and states[0] == states[1])


def _prints(other: Counterpart, name: str) -> bool:
    """Whether a sibling's sentence has a word of a name."""
    printed = {w.norm for w in words(other.text)}
    return any(w.norm in printed for w in words(name) if len(w.norm) > 3)


def _same_place(context: Context, sentence: Sentence, name: Mention, other: Counterpart, rival: Mention) -> bool:
    """Whether both names stand near the same content word, on the same side of it."""
    here = _around(context.tagged(context.page, sentence), name.span)
    there = _around(context.tagged(other.page, other.sentence), rival.span)
    return any(alike(a, b) for mine, theirs in zip(here, there, strict=True) for a in mine for b in theirs)


def _around(row: Sequence[Word], span: Span) -> tuple[list[Word], list[Word]]:
    """The two content words before a name and the two behind it; a name is none."""
    content = [w for w in row if w.norm.isalnum() and not lexicon.in_class(w.key, "function") and w.tag != "NNP"]
    before = [w for w in content if w.span.end <= span.start]
    return before[-AROUND:], [w for w in content if w.span.start >= span.end][:AROUND]


# ----------------------------------------------------------------------------------------------------------- opposites


def opposites(context: Context) -> Iterator[ReviewFinding]:
    """A word that siblings have the opposite of, in its place."""
    for sentence in context.body:
        others = _translations(context, sentence)
        printed = {w.key for o in others for w in context.tagged(o.page, o.sentence)}
        found: dict[Span, list[Place]] = {}
        for other in others:
            for slot in slots(context, sentence, other):
                if slot.own.key not in printed and lexicon.opposite(slot.own.norm, slot.theirs.norm):
                    found.setdefault(slot.own.span, []).append(place(other.page, slot.theirs.span))
        for span, rivals in sorted(found.items()):
            why = f"“{span.of(context.text)}” here; where others tell the same they have “{rivals[0].exact}”"
            yield context.finding(
                span, "opposite-word", "accuracy/mistranslation", "critical", "query-original", why, rivals[0].exact,
                rivals,
            )  # fmt: skip


# ----------------------------------------------------------------------------------------------------------- negations


def negations(context: Context) -> Iterator[ReviewFinding]:
    """A verb that is denied here and not in any sibling, or in all siblings and not here."""
    for sentence in context.body:
        row = context.tagged(context.page, sentence)
        others = [(o, context.tagged(o.page, o.sentence)) for o in _translations(context, sentence)]
        for n, word in enumerate(row):
            if not _verb(word):
                continue
            told = [
                (o, theirs, k) for o, theirs in others for k, w in enumerate(theirs) if _same_deed(row, word, theirs, w)
            ]
            mine = _denied(row, n)
            if not told or any((_denied(theirs, k) is None) == (mine is None) for _, theirs, k in told):
                continue
            start = mine.span.start if mine else word.span.start
            span = Span(min(start, word.span.start), word.span.end)
            exact = span.of(context.text)
            how = "denied here, and nowhere else" if mine else "not denied here, as everywhere else"
            yield context.finding(
                span, "negation", "accuracy/mistranslation", "critical", "query-original", f"“{exact}” is {how}", None,
                [o.place for o, _, _ in told],
            )  # fmt: skip


def _verb(word: Word) -> bool:
    """Whether it is a verb that says what was done: "go", "say" and "make" are in every second clause."""
    return word.tag.startswith("V") and not lexicon.in_class(word.key, "function") and word.key not in _little()


@cache
def _little() -> frozenset[str]:
    return keys_of("light") | keys_of("reporting") | keys("cues.neutral")


def _same_deed(row: Sequence[Word], word: Word, theirs: Sequence[Word], other: Word) -> bool:
    """Whether two verbs are one, with a content word beside them in common."""
    if not _verb(other) or not alike(word, other):
        return False
    sides = zip(_around(row, word.span), _around(theirs, other.span), strict=True)
    return any(alike(a, b) for mine, others in sides for a in mine for b in others)


_WITH_VERBS = frozenset({"not", "never", "n't"})
"""Negations of a verb; "no" and "nobody" deny a noun, and leave the verb alone: "made no secret of it"."""


def _denied(row: Sequence[Word], n: int) -> Word | None:
    """The negation before a verb, or what denies it: "not released", "declined to release"."""
    for word in reversed(row[max(0, n - BESIDE) : n]):
        if word.norm in _WITH_VERBS or word.key in keys_of("denying"):
            return word
        if word.tag in (",", ".", ":", "CC"):
            return None
    return None
