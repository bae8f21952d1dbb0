"""A number or a time in a sentence -> the deed that it is told with: the verb beside it, or the noun that it narrows.

"Police on Friday arrested a man in the 1967 killings": Friday is when they arrested, 1967 when somebody killed. Two
times or two numbers can clash only if they are told of one deed.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from verifier.clauses import Clause, Reading
from verifier.datamodel import Span
from verifier.events import Pair, Side, agreement, pairs_of
from verifier.grammar import NOUNS, Word, keys_of, listed, told_as_one

__all__ = ["SameDeed", "deeds_at", "same_deed"]

SameDeed = Callable[[Span, Span], bool | None]
"""Whether what stands at two places of two sentences is told of one deed; None if that cannot be told."""


def same_deed(here: Side, there: Side) -> SameDeed:
    """The comparison for two sentences."""

    def compare(mine: Span, theirs: Span) -> bool | None:
        a, b = deeds_at(here.reading, mine), deeds_at(there.reading, theirs)
        if not a or not b:
            return None
        signs = [agreement(x.norm, y.norm) for x in a for y in b if not _says_little(x) and not _says_little(y)]
        if (
            1 in signs
            or any(_told_as_one(x, y) for x in a for y in b)
            or any(_by_the_same(p, a, b) for p in pairs_of(here, there))
        ):
            return None if _by_others(here, there, a, b) or _says(a) or _says(b) else True
        return None if -1 in signs or any(_says_little(w) for w in (*a, *b)) else False

    return compare


def _says(deed: Sequence[Word]) -> bool:
    """Whether it is that somebody said or thought something: when he did is not when it was, and he may do so twice."""
    says = keys_of("reporting") | keys_of("supposing")
    return any(w.tag.startswith("VB") and w.key in says for w in deed)


def _by_others(here: Side, there: Side, a: Sequence[Word], b: Sequence[Word]) -> bool:
    """Whether the deeds are known to be others': one firm was sold in May, another in June."""
    mine, theirs = ([c for c in s.reading.clauses if s.reading.words[c.head] in d] for s, d in ((here, a), (there, b)))
    pairs = [Pair(here, there, c, d, 1) for c in mine for d in theirs]
    return bool(pairs) and all(p.agent is False or p.patient is False for p in pairs)


def _told_as_one(x: Word, y: Word) -> bool:
    """Whether two words are used of one deed: "found", "discovered"."""
    return x.key != y.key and any(x.key in line and y.key in line for line in told_as_one())


def _by_the_same(pair: Pair, a: Sequence[Word], b: Sequence[Word]) -> bool:
    """Whether a verb of little content has the same parties: "it goes on sale", "the car goes on sale"."""
    mine, theirs = pair.here.reading.words[pair.mine.head], pair.there.reading.words[pair.theirs.head]
    if pair.sign != 1 or mine not in a or theirs not in b:
        return False
    shared = any((pair.agent, pair.patient, pair.crossed, pair.around))
    return shared and False not in (pair.agent, pair.patient)


def _says_little(word: Word) -> bool:
    """Whether a verb may stand for another: "had", "took"; but when something was said is not when it was."""
    return word.key in keys_of("light") and word.key not in keys_of("reporting")


def deeds_at(reading: Reading, span: Span) -> tuple[Word, ...]:
    """The words that name the deed: a noun, or verbs that "and" joins; none if it is not clear."""
    inside = [i for i, word in enumerate(reading.words) if word.span.overlap(span)]
    if not inside:
        return ()
    first, last = inside[0], inside[-1]
    for phrase in reading.phrases:
        head = reading.words[phrase.head]
        if phrase.start <= first and phrase.head > last and head.tag in NOUNS and head.norm not in listed("time"):
            return (head,)
    clause = _clause(reading, first, last)
    if clause is None:
        return ()
    joined = [c for c in reading.clauses if c is clause or _joined(reading, c, clause) or _joined(reading, clause, c)]
    return tuple(reading.words[c.head] for c in joined)


def _clause(reading: Reading, first: int, last: int) -> Clause | None:
    """The clause that words belong to: of the verb before them, unless they open one."""
    tags = [word.tag for word in reading.words]
    before = next((c for c in reversed(reading.clauses) if c.head < first), None)
    after = next((c for c in reading.clauses if c.group[0] > last), None)
    opening = first
    while opening and tags[opening - 1] in ("IN", "TO", "DT", "RB"):
        opening -= 1
    if after is not None and (before is None or not opening or tags[opening - 1] in (",", ":", "CC")):
        return next((c for c in reading.clauses if c.group[0] > last and c.finite), after)
    adjoins = after is not None and set(tags[last + 1 : after.group[0]]) <= {"RB", ",", "RBR"}
    if after is not None and adjoins and after.finite and any(p.start <= first for p in after.subject):
        return after  # "police on Friday |arrested", "two policemen |died"
    return before


def _joined(reading: Reading, one: Clause, other: Clause) -> bool:
    """Whether "and" joins the second to the first: "shot and killed"."""
    start = other.group[0]
    between = range(one.group[1], start)
    return bool(start and one.head < start and reading.words[start - 1].tag == "CC" and len(between) <= 6)
