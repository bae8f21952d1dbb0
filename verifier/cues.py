"""What two statements need before a model's word is taken: words that can bear a contradiction, the one it is about."""

from __future__ import annotations

from verifier import lexicon
from verifier.clauses import Clause
from verifier.deeds import same_deed
from verifier.events import Pair, Side, filled, pairs_of
from verifier.grammar import Phrase, Word, keys_of, listed

__all__ = ["can_contradict", "names_agent", "of_others"]


def can_contradict(here: Side, there: Side) -> bool:
    """Whether words of the two can be at odds.

    One negates, denies or doubts in words that the other has not; or both have opposites; or each has one number, one
    time or places that the other has not, of one deed.
    """
    mine, theirs = _own(here, there), _own(there, here)
    if any(_turns(w) for w in (*mine, *theirs)):
        return True
    if any(lexicon.opposite(a.norm, b.norm) for a in mine for b in theirs if a.tag[0] == b.tag[0]):
        return True
    a, b = [w for w in mine if _dates(w)], [w for w in theirs if _dates(w)]
    if len(a) == len(b) == 1 and same_deed(here, there)(a[0].span, b[0].span) is not False:
        return True
    return _places(here, there) and _places(there, here)


def _dates(word: Word) -> bool:
    """Whether a word has a number, or names a day or a month."""
    return (
        any(c.isdigit() for c in word.norm) or word.tag == "CD" or (word.tag == "NNP" and word.norm in listed("time"))
    )


def _places(side: Side, other: Side) -> bool:
    """Whether it names places, and none of them is named by the other."""
    places = [n for n in side.names if n.kind == "place"]
    return bool(places) and not any(other.has_name(n) for n in places)


def _own(side: Side, other: Side) -> list[Word]:
    """The words of one side that the other has not."""
    words = [w for w in side.reading.words if w.norm[0].isalnum() and w.key not in other.keys]
    return [w for w in words if _turns(w) or not lexicon.in_class(w.key, "function")]


def _turns(word: Word) -> bool:
    return word.norm in listed("contrary") or word.key in keys_of("contrary")


def names_agent(here: Side, there: Side) -> bool | None:
    """Whether the sentence names whom the claim's main clause is about; None if that is nobody by name."""
    clause = next((c for c in here.reading.clauses if c.finite and c.subject), None)
    if clause is None:
        return None
    heads = [p for p in clause.subject if here.reading.words[p.head].tag in ("NNP", "NNPS")]
    if len(heads) != len(clause.subject):
        return None
    return any(_printed(here, there, p.start, p.head) for p in heads)


def of_others(here: Side, there: Side) -> bool:
    """Whether both have a verb in common, of others, and none that is told of the same.

    Of others: somebody else does it, or does it to something else.
    """
    pairs = [p for p in pairs_of(here, there) if p.sign == 1 and p.mine.key not in keys_of("light")]
    apart = [p for p in pairs if p.agent is False or _to_others(p)]
    return bool(apart) and not any(_alike(p) for p in pairs if p not in apart)


def _alike(pair: Pair) -> bool:
    """Whether it is done to the same, or, if to nobody, by the same."""
    return bool(pair.patient or pair.crossed or (pair.agent and not pair.mine.patient and not pair.theirs.patient))


def _to_others(pair: Pair) -> bool:
    """Whether it is done to something else; of verbs that "and" joins one object may serve both: "took and sold it"."""
    mine, theirs = (
        side.parties(clause.patient or _next_patient(side, clause))
        for side, clause in ((pair.here, pair.mine), (pair.there, pair.theirs))
    )
    return filled(mine, theirs) is False


def _next_patient(side: Side, clause: Clause) -> tuple[Phrase, ...]:
    following = [c for c in side.reading.clauses if c.group[0] == clause.group[1] + 1]
    joined = following and side.reading.words[clause.group[1]].tag == "CC"
    return following[0].patient if joined else ()


def _printed(here: Side, there: Side, start: int, head: int) -> bool:
    """Whether the other side has the name, or the last of its words."""
    word = here.reading.words[head]
    own = [n for n in here.names if n.span.covers(word.span)]
    return any(there.has_name(n) for n in own) or any(w.norm == word.norm for w in there.reading.words)
