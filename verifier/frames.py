"""Where two sentences print the same words around a place and other words in it: "shares |rose| on Friday".

The words are aligned by edit distance on their lemmas (Levenshtein, as in rapidfuzz); a place counts only if enough of
what stands left and right of it is the same in both, or the claim begins or ends there. Such a frame needs no grammar
to say that what stands in the place is said of the same; the guards of this file look at what stands there.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from verifier import clauses, lexicon
from verifier.conflicts import CLASH, DEGREES, MEANT, Guard, conflict, exchanged, known_apart, quantities_clash
from verifier.datamodel import Dimension, Reading
from verifier.events import Side
from verifier.grammar import ADJECTIVES, Name, Word, keys_of, listed

__all__ = ["in_frames"]

NEAR = 2
"""Words that must be the same on either side of a place, unless the claim has no more."""
CONTENT = 3
"""Content words that must be the same on both sides together; one less if that is all of the claim."""
COVERED = 0.7
"""Share of the claim's words that the sentence must print in order."""


@dataclass(frozen=True, slots=True)
class _Frame:
    """A place: the words `mine` of the claim against the words `theirs` of the sentence; either may be none.

    `after` are the places of the word that follows in both, None at the end; `opens` and `closes` say that the claim
    begins or ends here; `firm` that enough around it is the same.
    """

    mine: tuple[int, ...]
    theirs: tuple[int, ...]
    after: tuple[int, int] | None
    opens: bool
    closes: bool
    firm: bool


def in_frames(here: Side, there: Side) -> Iterator[Guard]:
    """The conflicts of two sentences that print nearly the same."""
    found = _frames(here.reading, there.reading)
    yield from _changed_places(here, there, found)
    for frame in found:
        if frame.firm:
            for look in (_negated, _quantified, _certain, _renamed, _opposed):
                guard = look(here, there, frame)
                if guard:
                    yield _less_sure(guard) if _bears_on(here, there, [f for f in found if f is not frame]) else guard
                    break


def _bears_on(here: Side, there: Side, others: Sequence[_Frame]) -> bool:
    """Whether other places hold words that may reverse or suspend the whole: "it is a mistake to think that", "if"."""
    mine = [w for f in others for w in _words(here, f.mine)]
    theirs = [w for f in others for w in _words(there, f.theirs)]
    conditions = any(w.norm in listed("conditions") for side in (here, there) for w in side.reading.words)
    names = ("denying", "open", "supposing")
    doubly = any(w.norm in listed("not") for w in here.reading.words) and any(
        w.norm in listed("not") for w in there.reading.words
    )
    return (conditions or doubly) or any(
        w.norm in listed("not") | listed("nobody") or any(w.key in keys_of(name) for name in names)
        for w in (*mine, *theirs)
    )


def _less_sure(guard: Guard) -> Guard:
    differs = guard.differs and replace(guard.differs, reading="unresolved")
    return replace(guard, finding=replace(guard.finding, score=min(guard.finding.score, 0.7)), differs=differs)


# --------------------------------------------------------------------------------------------------------------- frames


def _frames(here: clauses.Reading, there: clauses.Reading) -> list[_Frame]:
    """The places, in the order of the claim; none if the two print less than most of the claim alike."""
    from rapidfuzz.distance import Levenshtein

    mine, theirs = _printed(here.words), _printed(there.words)
    opcodes = Levenshtein.opcodes([here.words[i].key for i in mine], [there.words[j].key for j in theirs])
    blocks = [(op.src_start, op.dest_start, op.src_end - op.src_start) for op in opcodes if op.tag == "equal"]
    if sum(size for _, _, size in blocks) < COVERED * len(mine):
        return []
    found = []
    for left, right in _gaps(blocks, len(mine), len(theirs)):
        opens, closes = left[0] + left[2] == 0, right[0] == len(mine)
        a = tuple(mine[left[0] + left[2] : right[0]])
        b = tuple(theirs[left[1] + left[2] : right[1]])
        after = None if closes else (mine[right[0]], theirs[right[1]])
        found.append(_Frame(a, b, after, opens, closes, _firm(here.words, mine, left, right)))
    return found


def _printed(row: Sequence[Word]) -> list[int]:
    """Places of words, without marks of punctuation."""
    return [i for i, word in enumerate(row) if word.norm[0].isalnum()]


def _gaps(
    blocks: Sequence[tuple[int, int, int]], mine: int, theirs: int
) -> Iterator[tuple[tuple[int, int, int], tuple[int, int, int]]]:
    """The neighbouring runs of equal words around every place."""
    edges = [(0, 0, 0), *blocks, (mine, theirs, 0)]
    for left, right in pairwise(edges):
        if (left[0] + left[2], left[1] + left[2]) != (right[0], right[1]):
            yield left, right


def _firm(row: Sequence[Word], mine: Sequence[int], left: tuple[int, int, int], right: tuple[int, int, int]) -> bool:
    """Whether enough words on both sides are the same."""
    if (left[2] < NEAR and left[0] > 0) or (right[2] < NEAR and right[0] + right[2] < len(mine)):
        return False
    around = [*range(left[0], left[0] + left[2]), *range(right[0], right[0] + right[2])]
    content = sum(not lexicon.in_class(row[mine[i]].key, "function") for i in around)
    whole = left[0] == 0 and right[0] + right[2] == len(mine)
    return content >= (CONTENT - 1 if whole else CONTENT)


# -------------------------------------------------------------------------------------------------- what stands in them


def _words(side: Side, places: Sequence[int]) -> list[Word]:
    return [side.reading.words[i] for i in places]


def _said(side: Side, places: Sequence[int], after: int | None) -> str:
    """The words of a place with the word that follows."""
    spots = [*places, *([after] if after is not None else [])]
    return side.reading.printed(min(spots), max(spots) + 1) if spots else ""


def _both_said(here: Side, there: Side, frame: _Frame) -> tuple[str, str]:
    mine, theirs = frame.after or (None, None)
    return _said(here, frame.mine, mine), _said(there, frame.theirs, theirs)


def _negated(here: Side, there: Side, frame: _Frame) -> Guard | None:
    """ "was not" / "was", "did not fall" / "fell", "no" / "a"; not "not only", not "not until May"."""
    a, b = _words(here, frame.mine), _words(there, frame.theirs)
    if frame.after is None or not (_grammatical(a) and _grammatical(b)) or _negated_by(a) == _negated_by(b):
        return None
    if lexicon.in_class(here.reading.words[frame.after[0]].key, "doubled"):
        return None
    if any(w.norm in ("until", "but", "neither", "nor") for s in (here, there) for w in s.reading.words):
        return None
    return conflict("negation", 0.95, "polarity", *_both_said(here, there, frame), "only one of the two is negated")


def _negated_by(row: Sequence[Word]) -> bool:
    """Whether the words negate what follows; "failed to" does."""
    denials = sum(w.key in keys_of("denying") and w.norm not in listed("not") for w in row)
    return (sum(w.norm in listed("not") or w.norm in ("no", "without") for w in row) + denials) % 2 == 1


def _grammatical(row: Sequence[Word]) -> bool:
    """Whether words only negate, or only serve those that do: "did not", "no longer", "not yet", "was unable to"."""
    denies = any(w.key in keys_of("denying") for w in row) and row[-1].norm == "to"
    serving = listed("not") | listed("beside_not") | ({"to"} if denies else set())
    keys = keys_of("denying") | {"do", "be", "have"} if denies else {"do"}
    return all(w.norm in serving or w.key in keys for w in row)


def _quantified(here: Side, there: Side, frame: _Frame) -> Guard | None:
    """ "all" / "some"."""
    a = [w for w in _words(here, frame.mine) if w.norm not in ("of", "the", "one")]
    b = [w for w in _words(there, frame.theirs) if w.norm not in ("of", "the", "one")]
    if len(a) != 1 or len(b) != 1:
        return None
    score = quantities_clash(a[0].norm, b[0].norm)
    words = _both_said(here, there, frame)
    why = f"“{a[0].norm}” is not “{b[0].norm}”"
    return conflict("quantifier", score, "degree", *words, why) if score else None


def _certain(here: Side, there: Side, frame: _Frame) -> Guard | None:
    """ "will" / "may", "was arrested" / "could be arrested", "resigned" / "plans to resign"."""
    mine, theirs = frame.after or (None, None)
    a, b = _degree(here, frame.mine, mine), _degree(there, frame.theirs, theirs)
    if a is None or b is None or frozenset((a, b)) not in CLASH:
        return None
    words = _both_said(here, there, frame)
    return conflict("modality", 0.8, "degree", *words, f"{MEANT[a]} against {MEANT[b]}", "unresolved")


def _degree(side: Side, places: Sequence[int], after: int | None) -> str | None:
    """The degree of certainty that auxiliaries give the verb that follows; None if they are no auxiliaries."""
    row = _words(side, places)
    if after is None or not all(_auxiliary(w) for w in row):
        return None
    for name in DEGREES:
        if any(w.norm in listed(name) for w in row):
            return name
    if any(w.key in keys_of("planned") for w in row):
        return "planned"
    verbs = [*row, side.reading.words[after]]
    if not any(w.tag.startswith("VB") or w.tag == "MD" for w in verbs):
        return None
    return "done" if any(w.tag == "VBD" for w in verbs) or row_has(row, ("has", "have", "had")) else "present"


def row_has(row: Sequence[Word], norms: Sequence[str]) -> bool:
    """Whether one of some words is in a row."""
    return any(w.norm in norms for w in row)


def _auxiliary(word: Word) -> bool:
    modal = any(word.norm in listed(name) for name in DEGREES)
    return (
        modal
        or word.key in ("be", "have")
        or word.norm == "to"
        or (word.key in keys_of("planned") and word.tag[0] in "VJ")
    )


def _opposed(here: Side, there: Side, frame: _Frame) -> Guard | None:
    """One word for its opposite."""
    if len(frame.mine) != 1 or len(frame.theirs) != 1:
        return None
    a, b = here.reading.words[frame.mine[0]], there.reading.words[frame.theirs[0]]
    if a.key in there.content or b.key in here.content or lexicon.person(a.key) is not None:
        return None
    if not lexicon.opposite(a.norm, b.norm) or lexicon.lemma(b.norm) in lexicon.synonyms(a.norm):
        return None
    dimension: Dimension = "degree" if a.tag in ADJECTIVES else "polarity"
    words = a.span.of(here.reading.text), b.span.of(there.reading.text)
    return conflict("antonym", 0.9, dimension, *words, "the words are opposites")


def _renamed(here: Side, there: Side, frame: _Frame) -> Guard | None:
    """One name for another of its kind."""
    a, b = _name_in(here, frame.mine, frame, whole=True), _name_in(there, frame.theirs, frame, whole=False)
    if (
        a is None
        or b is None
        or (a.kind != b.kind and _described(here, there, frame))
        or not exchanged(here, there, a, b, framed=True)
    ):
        return None
    place = "place" in (a.kind, b.kind)
    within = place and not known_apart(a.text, b.text)  # the one may lie in the other
    dimension: Dimension = "place" if place else "agent"
    excuse: Reading = "unresolved" if within else "real"
    return conflict("name", 0.75 if within else 0.9, dimension, a.text, b.text, "another name", excuse)


def _described(here: Side, there: Side, frame: _Frame) -> bool:
    """Whether one of the two has an article: "the Iron Lady" may be anyone's byname."""
    return any(w.tag == "DT" for w in (*_words(here, frame.mine), *_words(there, frame.theirs)))


def _name_in(side: Side, places: Sequence[int], frame: _Frame, *, whole: bool) -> Name | None:
    """The one name that fills the place; if not the `whole`, at an edge of the claim the one next to the frame."""
    if not places:
        return None
    row = side.reading.words
    start, end = row[places[0]].span.start, row[places[-1]].span.end
    inside = [n for n in side.names if n.span.start < end and n.span.end > start]
    if frame.opens and not whole:
        inside = [n for n in inside if n.span.end >= end]
    elif frame.closes and not whole:
        inside = [n for n in inside if n.span.start <= start]
    elif any(row[i].tag not in ("DT", "NNP") and not any(n.span.covers(row[i].span) for n in inside) for i in places):
        return None
    longest = max(inside, key=lambda n: n.span.end - n.span.start, default=None)
    return longest if longest and all(longest.span.covers(n.span) for n in inside) else None


def _changed_places(here: Side, there: Side, found: Sequence[_Frame]) -> Iterator[Guard]:
    """ "A |accused| B" / "B |accused| A": two neighbouring places have exchanged their words around a verb."""
    for first, second in pairwise(found):
        a, b = _words(here, first.mine), _words(here, second.mine)
        if not a or not b or first.after is None:
            continue
        keys = [[w.key for w in row] for row in (a, b, _words(there, second.theirs), _words(there, first.theirs))]
        between = here.reading.words[first.mine[-1] + 1 : second.mine[0]]
        verbs = [w for w in between if w.tag.startswith("VB") and w.key not in ("be", "have", "do")]
        if keys[0] != keys[2] or keys[1] != keys[3] or not verbs:
            continue
        if any(w in verbs and w.key in keys_of("symmetric") for w in between) or any(
            w.tag in ("CC", ",", ":", "WP", "WDT") for w in between
        ):
            continue
        words = [here.reading.printed(first.mine[0], second.mine[-1] + 1)]
        words.append(there.reading.printed(first.theirs[0], second.theirs[-1] + 1))
        yield conflict("agent-patient", 0.95, "agent", words[0], words[1], "the two have changed places")
