"""An article -> the parts of its sentences that say one thing each: what claims are made of.

A long sentence may carry several claims: "X, the second city of Y, fell on Monday after the army left it". It is cut at
marks, conjunctions and relative pronouns wherever enough words stand on both sides. What hangs on a noun before the cut
takes that noun along: "X, the second city of Y". The whole sentence is a part too. Nothing is rewritten: each part is a
stretch of the text, and parts may overlap.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from rapidfuzz.distance import Indel

from verifier import lexicon
from verifier.alignment import Token
from verifier.clauses import Clause, Reading, read
from verifier.compare.statement import Statement, statement
from verifier.datamodel import Article, Quote, Sentence, Span
from verifier.grammar import FINITE, NOUNS, Phrase, Word, listed
from verifier.marks import balanced
from verifier.names.gazetteer import fold, group, is_demonym
from verifier.search import Page

__all__ = ["Part", "divided", "nearly_alike", "part_at", "parts"]

ENOUGH = 3
"""A part says something with so many names, numbers (which count for two) and other content words."""
SHORTEST, LONGEST = 6, 80
"""Words of the sentences that are divided; longer ones are lists and tables."""
ASIDE = 3
"""So many words in parentheses are an acronym or a date, not a statement."""
NEARLY = 0.8
"""Share of the words that two near-verbatim wordings have in the same order."""
NEARLY_ALL = 0.9
"""A part that covers so much of its sentence is the sentence."""

HYPHENS = "-\N{HYPHEN}\N{NON-BREAKING HYPHEN}"
CLOSING = " \"'”’»)]"
CONDITIONS = frozenset({"if", "unless", "whether", "why", "how"})
"""What they lead is not said to be so."""
PREPOSITIONS = frozenset({"according", "concerning", "following", "regarding"})
"""Prepositions with the form of a participle."""

_Stretch = tuple[int, int]
"""Words of a sentence: the first, and the one behind the last."""


@dataclass(frozen=True)
class Part:
    """A sentence, or a part of it, that says one thing.

    `context` is the whole sentence as it is compared, `quote` the attribution that it stands in, if any.
    """

    article: Article
    sentence: Sentence
    span: Span
    statement: Statement
    context: Statement
    quote: Quote | None = None

    @cached_property
    def plain(self) -> list[Token]:
        """Its content words that are no part of a name and do not only say that somebody says it."""
        names = [n.span for n in self.statement.names]
        saying = group("cues.speech")
        found = (t for t in self.statement.tokens if t.content and t.norm not in saying)
        return [t for t in found if not any(n.overlap(t.span) for n in names)]

    @cached_property
    def states(self) -> bool:
        """Whether it states something that others may state, too: it is no question, no page's address, no condition,
        and no piece with half of a quotation."""
        text = self.statement.text.strip()
        first = next(iter(self.statement.tokens), None)
        if text.rstrip(CLOSING).endswith("?") or "://" in text or (not self.whole and not balanced(text)):
            return False
        return self.whole or first is None or first.norm not in CONDITIONS

    @cached_property
    def is_clause(self) -> bool:
        """Whether somebody or something does or is something in it: it has a finite verb with its subject."""
        reading = read(self.statement.text, self.statement.names)
        return any(c.finite and c.subject and not c.relative for c in reading.clauses)

    @cached_property
    def keys(self) -> frozenset[str]:
        """Its plain words, as they are compared."""
        return frozenset(t.key for t in self.plain)

    @property
    def whole(self) -> bool:
        """Whether it is the sentence."""
        return self.span == self.sentence.span


def parts(page: Page) -> list[Part]:
    """The parts of every sentence of an article's body, in text order, the whole sentence before its parts."""
    found = []
    for s in page.body:
        whole = statement(page.article, s.span, page.mentions, page.meant)
        found.append(part_at(page, s, s.span, whole))
        for span in divided(whole):
            part = part_at(page, s, Span(s.span.start + span.start, s.span.start + span.end), whole)
            if part.states and _says_something(part):
                found.append(part)
    return found


def nearly_alike(a: Part, b: Part) -> bool:
    """Whether two parts have most of their words in the same order."""
    mine, theirs = ([t.key for t in p.statement.tokens] for p in (a, b))
    return Indel.normalized_similarity(mine, theirs) >= NEARLY


def part_at(page: Page, sentence: Sentence, span: Span, whole: Statement | None = None) -> Part:
    """The part of a sentence with these offsets of the article. `whole`: the sentence, if it is at hand."""
    context = whole or statement(page.article, sentence.span, page.mentions, page.meant)
    quote = page.quote_at(span)
    if quote and (quote.kind in ("scare", "title") or sum(c.overlap(span) for c in quote.content) * 2 < _length(span)):
        quote = None
    own = context if span == sentence.span else statement(page.article, span, page.mentions, page.meant)
    return Part(page.article, sentence, span, own, context, quote)


def _length(span: Span) -> int:
    return span.end - span.start


def _says_something(part: Part) -> bool:
    """Whether there is enough in it, apart from when it was and who says it. That it is not so is something, too."""
    said = [t for t in part.plain if t.norm not in listed("time")]
    denied = sum(lexicon.in_class(t.key, "negations") for t in part.statement.tokens)
    weight = sum(2 if t.number else 1 for t in said) + len(part.statement.names) + denied
    return any(not t.number for t in said) and weight >= ENOUGH


# ------------------------------------------------------------------------------------------------------------- dividing


def divided(whole: Statement) -> list[Span]:
    """The parts of a sentence that are not all of it, in its offsets."""
    reading = read(whole.text, whole.names)
    if not SHORTEST <= len(reading.words) <= LONGEST:
        return []
    cuts = [0, *_cuts(reading, whole), len(reading.words)]
    found = [_with_head(reading, a, b) for a, b in pairwise(cuts)]
    found += [(a, b) for clause in reading.clauses for a, b in _hanging(reading, clause, cuts)]
    found += [(p.start, p.end) for p in reading.phrases if _tells(reading, p, whole)]
    counts = [t.span for t in whole.tokens if t.number]
    kept = [*counts, *(n.span for n in whole.names)]
    spans = {
        _uncut(_span(reading, a, b), whole.text, kept) for a, b in found if b > a and _states(reading, a, b, counts)
    }
    return sorted(s for s in spans if 0 < _length(s) < NEARLY_ALL * len(whole.text.strip()))


def _states(reading: Reading, start: int, end: int, counts: Sequence[Span]) -> bool:
    """Whether a part states something that can be right or wrong: it has a finite verb, a participle, a number or a
    word that describes, or it puts one noun beside another ("X, editor of Y").

    When and how it was ("since launching an attack last week") and a bare name ("the presidency of X") do not.
    """
    if any(clause.finite and start <= clause.head < end for clause in reading.clauses):
        return True
    row = [w for w in reading.words[start:end] if w.norm[0].isalnum() and w.tag != "CC"]
    if not row or row[0].norm == "with":
        return bool(row)
    if row[0].tag in ("IN", "TO") or row[0].norm in PREPOSITIONS:
        return False
    if any(row[0].span.start <= c.start < row[-1].span.end for c in counts):
        return True
    if any(_describes(w) or w.tag in ("VBD", "VBG") for w in row[1:]) or _describes(row[0]) or row[0].tag == "VBD":
        return True
    return any(w.tag in (",", ":") and w.norm != "-" for w in reading.words[start + 1 : end - 1])


def _span(reading: Reading, start: int, end: int) -> Span:
    """The stretch of these words, without marks and conjunctions at its edges."""
    row = reading.words
    while start < end and (row[start].tag == "CC" or not row[start].norm[0].isalnum()):
        start += 1
    while start < end and (row[end - 1].tag == "CC" or not row[end - 1].norm[-1].isalnum()):
        end -= 1
    return Span(row[start].span.start, row[end - 1].span.end) if start < end else Span(0, 0)


def _uncut(span: Span, text: str, kept: Sequence[Span]) -> Span:
    """The stretch with the words, names and numbers whole of which it has a part: no "Human Rights, a group based in
    X", no "old boy" of a 4-year-old boy."""
    if not _length(span):
        return span
    cut = [k for k in kept if k.overlap(span)]
    start, end = min([span.start, *(k.start for k in cut)]), max([span.end, *(k.end for k in cut)])
    while start > 1 and (text[start - 1].isalnum() or (text[start - 1] in HYPHENS and text[start - 2].isalnum())):
        start -= 1
    while end < len(text) - 1 and (text[end].isalnum() or (text[end] in HYPHENS and text[end + 1].isalnum())):
        end += 1
    return Span(start, end)


def _cuts(reading: Reading, whole: Statement) -> list[int]:
    """The places of the words at which a new part begins."""
    inside = [n.span for n in whole.names]
    aside = _asides(reading)
    return [
        i
        for i, word in enumerate(reading.words[:-1])
        if i and i not in aside and not any(n.start < word.span.start < n.end for n in inside) and _begins(reading, i)
    ]


def _asides(reading: Reading) -> set[int]:
    """The places in and behind short parentheses, at which nothing begins."""
    found: set[int] = set()
    opened = -1
    for i, word in enumerate(reading.words):
        if word.tag == "(":
            opened = i
        elif word.tag == ")" and 0 <= i - opened - 1 <= ASIDE:
            found |= set(range(opened, i + 2))
    return found


def _begins(reading: Reading, i: int) -> bool:
    row = reading.words
    word, before, after = row[i], row[i - 1], row[i + 1]
    if before.span.end == word.span.start and before.norm in HYPHENS:
        return False  # "4-year-old"
    if before.tag in (",", ":", "(", ")") and word.tag not in (",", ":", "(", ")"):
        return not (before.tag == "," and word.tag == "CD" and row[i - 2].tag == "CD")
    if word.tag in ("WP", "WRB") or (word.norm == "that" and before.tag.startswith("VB")):
        return True
    if word.norm in listed("subordinators") - {"than", "that"}:
        return any(c.led == i and c.finite for c in reading.clauses)
    return word.tag == "CC" and (after.tag in FINITE or after.tag in ("VBN", "VBG") or after.norm == "that")


def _with_head(reading: Reading, start: int, end: int) -> _Stretch:
    """A part with the noun before it on which it hangs: a relative clause, a participle or an apposition."""
    row = reading.words
    first = start
    while first < end and not row[first].norm[0].isalnum():
        first += 1
    if first == end or not start:
        return start, end
    if row[first].norm == "according":
        return first + 2, end  # who says so is described here: "a monitor based in X"
    head = next((p for p in reading.phrases if p.end in (start, start - 1) and row[p.head].tag in NOUNS), None)
    if head is None or row[head.head].norm in listed("time"):
        return start, end
    noun = any(p.start == first for p in reading.phrases)
    verbless = not any(c.finite and first <= c.head < end for c in reading.clauses)
    hangs = row[first].tag in ("WDT", "WP", "VBG") or (verbless and (noun or row[first].tag == "VBN"))
    return (head.start, end) if hangs else (start, end)


def _hanging(reading: Reading, clause: Clause, cuts: Sequence[int]) -> Iterator[_Stretch]:
    """A participle or a clause with "that" behind its noun: "|rebels led by X| took the town"."""
    phrases = (*clause.object, *clause.by, *clause.around)
    last = max((p.end for p in phrases), default=0)
    if last <= clause.head:
        return
    if clause.passive and not clause.infinitive and clause.subject and clause.subject[0].end == clause.group[0]:
        yield _chain(reading, clause.subject[0]).start, last
    at = clause.group[0] - 1
    if clause.relative and at > 0 and reading.words[at].norm == "that":
        head = next((p for p in reading.phrases if p.end == at), None)
        yield head.start if head else at, next((c for c in cuts if c > last), last)


def _chain(reading: Reading, phrase: Phrase) -> Phrase:
    """The first of the noun phrases that prepositions hang on each other: "|the attack| in the north of X"."""
    while phrase.preposition:
        before = next((p for p in reading.phrases if p.end == phrase.start - 1), None)
        if before is None:
            break
        phrase = before
    return phrase


def _tells(reading: Reading, phrase: Phrase, whole: Statement) -> bool:
    """Whether a noun phrase says something of a name: "the strategic town of X", "Y's second city X"."""
    row = reading.words[phrase.start : phrase.end]
    span = Span(row[0].span.start, row[-1].span.end)
    named = any(span.covers(n.span) for n in whole.names)
    return named and any(_describes(w) for w in row)


def _describes(word: Word) -> bool:
    """Whether a word of a noun phrase says which or what kind: "strategic", "second", "X-based"; of what country or
    camp it is tells only who is meant."""
    if is_demonym(fold(word.norm)) or word.norm.startswith(("pro-", "anti-")):
        return False
    if "-" in word.norm and word.norm.endswith(("ed", "led")):
        return True
    return word.tag in ("JJ", "JJR", "JJS", "VBN", "CD") and word.norm not in listed("measures")
