"""What one statement denies of somebody or something, and the other says in passing: "X is not safe", "the safe town of
X". No clause of the second says so, so that clauses beside clauses do not show it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import zip_longest

from verifier.clauses import Clause
from verifier.conflicts import Guard, conflict
from verifier.events import Side
from verifier.factuality import status
from verifier.grammar import ADJECTIVES, Name, Phrase, Word, listed
from verifier.names.gazetteer import group
from verifier.text import stem

__all__ = ["denied_descriptions"]

SURE = 0.95


def denied_descriptions(here: Side, there: Side) -> Iterator[Guard]:
    """Where the claim denies a description that the sentence gives, or the other way round."""
    for denying, giving in ((here, there), (there, here)):
        for clause in denying.reading.clauses:
            if not (clause.adjective and clause.finite and status(denying.reading, clause).negated):
                continue
            for name in denying.named(clause.subject):
                for phrase in giving.reading.phrases:
                    if _gives(giving, phrase, name, denying.reading.words[clause.head]):
                        yield _guard(here, there, denying, clause, giving, phrase)


def _gives(side: Side, phrase: Phrase, name: Name, adjective: Word) -> bool:
    """Whether a noun phrase names the same and describes it so: "the strategic|ally important| town of X"."""
    row = side.reading.words[phrase.start : phrase.end]
    names = [n for n in side.names if any(n.span.covers(w.span) for w in row) and side.same_name(n.text, name.text)]
    if not names or any(w.norm in listed("not") for w in side.reading.words):
        return False
    first = min(n.span.start for n in names)
    before = [w for w in row if w.span.end <= first]
    if not _of_the_name(before):
        return False
    return any(_says(w, after, adjective) for w, after in zip_longest(before, before[1:]))


def _of_the_name(before: Sequence[Word]) -> bool:
    """Whether what stands before the name is about its bearer: adjectives, or "the town of"."""
    nouns = [w for w in before if w.tag.startswith("NN")]
    return all(w.norm in group("place_heads") for w in nouns)


def _says(word: Word, after: Word | None, adjective: Word) -> bool:
    """Whether a word is the adjective, or made of it before another: "strategically important"."""
    if stem(word.norm) != stem(adjective.norm) and not (word.tag == "RB" and word.norm.startswith(adjective.norm)):
        return False
    return word.tag in ADJECTIVES or (word.tag == "RB" and after is not None and after.tag in ADJECTIVES)


def _guard(here: Side, there: Side, denying: Side, clause: Clause, giving: Side, phrase: Phrase) -> Guard:
    row = giving.reading.words[phrase.start : phrase.end]
    given = giving.reading.text[row[0].span.start : row[-1].span.end]
    denied = denying.printed(clause)
    said = (denied, given) if denying is here else (given, denied)
    return conflict("negation", SURE, "polarity", *said, "one denies what the other says of the same")
