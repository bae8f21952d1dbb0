"""What siblings that tell the same contradict: going on or done, who is backed by whom, what lies where."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from verifier import lexicon
from verifier.datamodel import Place, ReviewFinding, Sentence, Span
from verifier.grammar import Word
from verifier.quantities import Quantity, quantities
from verifier.quantities.quantity import base
from verifier.review.context import Context, Counterpart, parallel, place
from verifier.review.lists import keys
from verifier.search import Page

__all__ = ["aspects", "attachments", "measures"]


# --------------------------------------------------------------------------------------------------------------- aspect


def aspects(context: Context) -> Iterator[ReviewFinding]:
    """ "Fled to the coast" where siblings have "were fleeing": done here, going on there."""
    for sentence in context.body:
        row = context.tagged(context.page, sentence)
        for n, word in enumerate(row):
            if (
                word.tag != "VBD"
                or word.key not in keys("verbs.telic")
                or _auxiliary(row, n)
                or context.quoted(word.span)
            ):
                continue
            going, done = [], False
            for other in context.counterparts(sentence):
                if not parallel(other):
                    continue
                theirs = context.tagged(other.page, other.sentence)
                for k, verb in enumerate(theirs):
                    if verb.key != word.key:
                        continue
                    if verb.tag == "VBG" and _be(theirs, k):
                        going.append(place(other.page, Span(theirs[k - 1].span.start, verb.span.end)))
                    elif verb.tag in ("VBD", "VBN"):
                        done = True
            if going and not done:
                why = (
                    f"“{word.span.of(context.text)}” is done; where others tell the same it goes on: “{going[0].exact}”"
                )
                end = (
                    row[n + 1].span.end if n + 1 < len(row) and row[n + 1].tag in ("TO", "IN", "RB") else word.span.end
                )
                yield context.finding(
                    Span(word.span.start, end), "done-or-going-on", "accuracy/mistranslation", "major",
                    "query-original",
                    why, going[0].exact, going,
                )  # fmt: skip


def _be(row: list[Word], n: int) -> bool:
    return n > 0 and row[n - 1].key == "be"


def _auxiliary(row: list[Word], n: int) -> bool:
    """Whether a form is part of a longer verb: "had fled", "was taken"."""
    return n > 0 and (row[n - 1].key in ("be", "have", "do") or row[n - 1].tag == "MD")


# ----------------------------------------------------------------------------------------------------------- attachment

_WITH = re.compile(r",\s+with\s+(?:the\s+)?(\w+)\s+(?:of|from)\s+([^,]{2,80}),")
_WHO = re.compile(r"\b(?:who|which|whose)\s+([^,;]{3,100})")


def attachments(context: Context) -> Iterator[ReviewFinding]:
    """ "Called on X, with the support of Y, to act" where siblings have "X, who is supported by Y": whose support?"""
    for sentence in context.body:
        for match in _WITH.finditer(context.text, sentence.span.start, sentence.span.end):
            names = [m.text for m in context.mentions(context.page, sentence) if Span(*match.span(2)).covers(m.span)]
            for other in context.counterparts(sentence):
                if not names or not parallel(other):
                    continue
                clause = _clause_about(context, other, names, match[1])
                if clause is None:
                    continue
                start = _object_before(context, sentence, match.start())
                why = f"“{match[0].strip(' ,')}” goes with the verb here; a sibling has “{clause.exact}”"
                yield context.finding(
                    Span(start, match.end() - 1), "attached-elsewhere", "accuracy/mistranslation", "critical", "fix",
                    why, clause.exact, [clause],
                )  # fmt: skip
                break


def _clause_about(context: Context, other: Counterpart, names: list[str], noun: str) -> Place | None:
    """The sibling's relative clause that has the same names and, as a verb, the same noun."""
    text = other.page.article.text
    for match in _WHO.finditer(text, other.sentence.span.start, other.sentence.span.end):
        inside = [m.text for m in context.mentions(other.page, other.sentence) if Span(*match.span()).covers(m.span)]
        row = [w for w in match[1].split() if w.isalpha()]
        alike = any(lexicon.lemma(w) == lexicon.lemma(noun) or lexicon.lemma(w) in lexicon.synonyms(noun) for w in row)
        if alike and all(any(context.bearers.same_name(a, b) for b in inside) for a in names):
            return place(other.page, Span(*match.span()))
    return None


def _object_before(context: Context, sentence: Sentence, at: int) -> int:
    """Where the name before the comma begins."""
    before = [m.span.start for m in context.mentions(context.page, sentence) if m.span.end <= at]
    return max(before, default=at)


# ------------------------------------------------------------------------------------------------------------- measures


def measures(context: Context) -> Iterator[ReviewFinding]:
    """ "The valley that lies 40 km south of Y" where more articles say it of another place."""
    for sentence in context.body:
        for name, length, at in _distances(context, context.page, sentence):
            told: dict[str, dict[str, Place]] = defaultdict(dict)
            for page, theirs in [*((o.page, o.sentence) for o in context.counterparts(sentence))]:
                for rival, other, _ in _distances(context, page, theirs):
                    if _same_length(length, other):
                        told[rival].setdefault(page.article.id, place(page, theirs.span))
            mine = {
                article
                for rival, places in told.items()
                if context.bearers.same_name(name, rival)
                for article in places
            }
            best = max(sorted(told), key=lambda rival: len(told[rival]), default=None)
            if best is None or mine or len(told[best]) < 2:
                continue
            why = f"“{length.text}” is said of “{name}” here; where others tell the same, of “{best}”"
            yield context.finding(
                Span(at.start, sentence.span.start + length.span.end), "measure-of-another-place",
                "linguistic-conventions/grammar", "critical", "fix", why, best, told[best].values(),
            )  # fmt: skip


def _distances(context: Context, page: Page, sentence: Sentence) -> Iterator[tuple[str, Quantity, Span]]:
    """Each length with the last name printed before it, which is what it is said of, and where that is printed."""
    text = sentence.span.of(page.article.text)
    for quantity in quantities(text):
        if quantity.kind != "measure":
            continue
        at = sentence.span.start + quantity.span.start
        names = [m for m in context.mentions(page, sentence) if m.span.end <= at]
        if names:
            last = max(names, key=lambda m: m.span)
            yield last.text, quantity, last.span


def _same_length(a: Quantity, b: Quantity) -> bool:
    mine, theirs = base(a.unit or ""), base(b.unit or "")
    if mine is None or theirs is None or mine[1] != theirs[1]:
        return False
    x, y = a.value * mine[0], b.value * theirs[0]
    return abs(x - y) <= ROUNDED * max(x, y)


ROUNDED = 0.05
"""Two lengths that differ by less are one, rounded."""
