"""Which words make two statements differ in meaning although they are about the same thing.

Unlike `differences`, which holds a quotation against its print, the two are different sentences: another word order,
one may say much more than the other. Both are read as clauses, and those of one event are paired (`events`); then each
guard looks at one way in which a pair may still disagree. A guard that is not sure says nothing: its silence is no sign
that two statements agree.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from verifier import lexicon
from verifier.clauses import Clause
from verifier.conflicts import CLASH, MEANT, Guard, conflict, exchanged, known_apart, quantities_clash
from verifier.datamodel import Dimension, Reading
from verifier.descriptions import denied_descriptions
from verifier.events import Pair, Party, SameName, Side, filled, pairs_of
from verifier.factuality import Status, status
from verifier.frames import in_frames
from verifier.grammar import Name, Phrase, keys_of, listed, quantity_lines

__all__ = ["Guard", "Name", "guards"]

UNITS_OF_AGE = ("year", "month", "week", "day")
"""Behind them "old" is no opposite of "young"."""
ALIKE = 0.6
"""Share of a statement's words that the other must have, where only who does it is the same in both."""
ELSEWHERE = 0.3
"""How much less sure a conflict is of two deeds that are told with different places."""


def guards(
    claim: str,
    sentence: str,
    claim_names: Sequence[Name],
    sentence_names: Sequence[Name],
    same_name: SameName,
) -> list[Guard]:
    """Every conflict between a claim and a sentence, the surest first; none twice.

    The spans of names count from the beginning of their sentence. `same_name` says whether two printed names may be
    spellings of one.
    """
    if claim == sentence or claim.rstrip().endswith("?") or sentence.rstrip().endswith("?"):
        return []  # a question states nothing
    here = Side(claim, tuple(claim_names), same_name)
    there = Side(sentence, tuple(sentence_names), same_name)
    pairs = list(pairs_of(here, there))
    found = list(dict.fromkeys(in_frames(here, there)))
    clear = {guard.finding.name for guard in found}
    if clear & {"negation", "antonym", "quantifier"}:
        clear |= {"negation", "antonym", "quantifier"}  # the same words, told once
    by_clauses = dict.fromkeys(
        (
            *_polarity(here, there, pairs),
            *_modality(pairs),
            *_parties_exchanged(pairs),
            *_names(here, there, pairs),
            *_words_at_odds(here, there, pairs),
            *_quantifiers(pairs),
            *denied_descriptions(here, there),
        )
    )
    found += [guard for guard in by_clauses if guard.finding.name not in clear]
    return sorted(found, key=lambda g: -g.finding.score)


# -------------------------------------------------------------------------------------------------- negation, modality


def _polarity(here: Side, there: Side, pairs: Sequence[Pair]) -> Iterator[Guard]:
    """Negated on one side only, or opposite verbs, and the sentence says nowhere what the claim says."""
    for mine in here.reading.clauses:
        same = [p for p in pairs if p.mine is mine and p.same_event and p.same_matter]
        states = [(p, status(here.reading, mine), status(there.reading, p.theirs)) for p in same]
        states = [(p, a, b) for p, a, b in states if a.told and b.told and _comparable(p, a, b)]
        if any((a.negated == b.negated) == (p.sign == 1) for p, a, b in states):
            continue
        for p, a, b in states:
            excuse: Reading
            if p.sign == 1 and not _narrower(p, a.negated):
                why = "only one of the two is negated"
                doubtful = _negates_a_detail(p, a.negated) or _negates_an_agent(p, a.negated)
                excuse = "unresolved" if doubtful else "real"
                yield conflict("negation", _sure(p), "polarity", a.words, b.words, why, excuse)
            elif p.sign == -1 and not _both(here, there, p.mine.key, p.theirs.key) and p.ties >= 1 and not a.negated:
                excuse = "real" if p.ties > 1 or _much_alike(here, there) else "unresolved"
                yield conflict("antonym", _sure(p), "polarity", a.words, b.words, "the words are opposites", excuse)


def _narrower(p: Pair, mine_negated: bool) -> bool:
    """Whether the negated side says something more special: "not easily persuaded", "not the only agency"."""
    negated, side, other = (p.mine, p.here, p.there) if mine_negated else (p.theirs, p.there, p.here)
    row = side.reading.words
    words = [
        row[i] for i in range(*negated.group) if row[i].tag in ("RB", "RBR", "RBS") and row[i].norm not in listed("not")
    ]
    for party in side.parties(negated.object):
        words += [row[i] for i in range(party.phrase.start, party.phrase.head)]
    return any(
        w.key not in other.keys and w.norm not in listed("beside_not") for w in words if w.tag not in ("PRP$", "CD")
    )


def _comparable(p: Pair, a: Status, b: Status) -> bool:
    """Whether a negation denies what the other says.

    Not what ought to be ("is banned from"), what nobody known wants ("refusal to pay", "demand to pay"), nor what there
    was for the first time ("never before", "the first").
    """
    if a.negated == b.negated:
        return True
    if not p.mine.finite and not p.theirs.finite and not p.agent:
        return False
    if {a.degree, b.degree} == {"done", "present"} and _going_on(p.here, p.mine) != _going_on(p.there, p.theirs):
        return False  # "had raided", "are not raiding"
    side, other = (p.here, p.there) if a.negated else (p.there, p.here)
    new = not listed("before").isdisjoint(w.norm for w in side.reading.words) and any(
        w.norm in ("first", "new") for w in other.reading.words
    )
    return (a.degree == "duty") == (b.degree == "duty") and not new


def _going_on(side: Side, clause: Clause) -> bool:
    return side.reading.words[clause.head].tag == "VBG"


def _negates_an_agent(p: Pair, mine_negated: bool) -> bool:
    """Whether it is negated of somebody, and was done by who knows whom: "I broke no law", "laws were broken"."""
    negated, side, positive = (p.mine, p.here, p.theirs) if mine_negated else (p.theirs, p.there, p.mine)
    row = side.reading.words
    some = any(row[q.start].tag not in ("DT", "PRP$", "NNP") or row[q.start].norm == "any" for q in negated.object)
    return some and positive.passive and not positive.by and bool(negated.agent)


def _negates_a_detail(p: Pair, mine_negated: bool) -> bool:
    """Whether what is negated may be a circumstance that only this side names: "did not die |for his country".

    "In this country" and "in that town" may be one in other words; "in Kenya" and "in Peru" are not.
    """
    rows = (p.mine, p.here), (p.theirs, p.there)
    (negated, side), (positive, other) = rows if mine_negated else rows[::-1]
    known = {id(party.phrase) for pair in p.around for party in pair}
    alike = {(q.preposition, _says_when(other, q)) for q in positive.around if not other.named([q])}
    return any(
        id(q) not in known
        and ((q.preposition, _says_when(side, q)) not in alike or side.named([q]))
        and not any(side.reading.words[i].key in other.content for i in range(q.start, q.end))
        for q in negated.around
        if q.preposition
    )


def _says_when(side: Side, phrase: Phrase) -> bool:
    return side.reading.words[phrase.head].norm in listed("time")


def _much_alike(here: Side, there: Side) -> bool:
    """Whether the two say little else: what one does now and then is told with more, "climbed in", "fell down"."""
    return max(_coverage(here, there), _coverage(there, here)) >= ALIKE


def _both(here: Side, there: Side, mine: str, theirs: str) -> bool:
    """Whether either side has both words, so that they speak of two things."""
    return mine in there.content or theirs in here.content


def _sure(pair: Pair) -> float:
    """The more the two clauses share, the surer is what they do not share; in another place it may be another deed."""
    return min(1.0, 0.6 + 0.15 * pair.ties) - (ELSEWHERE if pair.elsewhere else 0)


def _modality(pairs: Sequence[Pair]) -> Iterator[Guard]:
    """Done on one side, possible, planned or a duty on the other."""
    for mine in dict.fromkeys(p.mine for p in pairs):
        same = [p for p in pairs if p.mine is mine and p.sign == 1 and p.same_event]
        states = [(p, status(p.here.reading, p.mine), status(p.there.reading, p.theirs)) for p in same]
        if any(a.negated == b.negated and frozenset((a.degree, b.degree)) not in CLASH for _, a, b in states):
            continue
        for p, a, b in states:
            if a.negated == b.negated:
                why = f"{MEANT[a.degree]} against {MEANT[b.degree]}"
                yield conflict("modality", min(0.8, _sure(p) - 0.1), "degree", a.words, b.words, why, "unresolved")


# ------------------------------------------------------------------------------------------------------------- parties


def _parties_exchanged(pairs: Sequence[Pair]) -> Iterator[Guard]:
    """A did it to B, B did it to A."""
    for p in pairs:
        if p.sign != 1 or p.mine.key in keys_of("symmetric"):
            continue
        doer, done_to = p.here.parties(p.mine.agent), p.here.parties(p.mine.patient)
        their_doer, their_done_to = p.there.parties(p.theirs.agent), p.there.parties(p.theirs.patient)
        crossed = filled(doer, their_done_to) and filled(done_to, their_doer)
        if crossed and not p.agent and not p.patient:
            yield conflict(
                "agent-patient",
                0.9,
                "agent",
                _clause_words(p.here, p.mine),
                _clause_words(p.there, p.theirs),
                "who does it and to whom it is done have changed places",
            )


def _clause_words(side: Side, clause: Clause) -> str:
    """A clause as printed, with its parties."""
    places = [*clause.group]
    for phrase in (*clause.subject, *clause.object, *clause.by):
        places += [phrase.start, phrase.end]
    start, end = min(places), max(places)
    return side.reading.printed(start, end) if end - start <= 25 else side.printed(clause)


def _names(here: Side, there: Side, pairs: Sequence[Pair]) -> Iterator[Guard]:
    """The same place in the same event is filled by another name, and the claim's name is nowhere in the sentence."""
    for p in pairs:
        if p.sign != 1:
            continue
        for slot, mine, theirs in _slots(p):
            for a in here.named(mine):
                for b in there.named(theirs):
                    if exchanged(here, there, a, b) and _otherwise_same(p, slot):
                        place = a.kind == "place" and slot == "around"
                        sure = _sure(p) + (ELSEWHERE if place and p.elsewhere else 0)  # the place is what differs
                        score = 0.75 if place and not known_apart(a.text, b.text) else sure - 0.1
                        within = place and not known_apart(a.text, b.text)  # the one may lie in the other
                        excuse: Reading = "unresolved" if within else "real"
                        dimension: Dimension = "place" if place else "agent"
                        yield conflict("name", score, dimension, a.text, b.text, "another name", excuse)


def _slots(p: Pair) -> Iterator[tuple[str, tuple[Phrase, ...], tuple[Phrase, ...]]]:
    yield "agent", p.mine.agent, p.theirs.agent
    yield "patient", p.mine.patient, p.theirs.patient
    for phrase in p.mine.around:
        yield "around", (phrase,), tuple(q for q in p.theirs.around if q.preposition == phrase.preposition)


def _otherwise_same(p: Pair, slot: str) -> bool:
    """Whether the two events agree but for one place, and in most of the claim's words."""
    rest = {"agent": p.agent, "patient": p.patient}
    rest.pop(slot, None)
    if False in rest.values():
        return False
    shared = sum(v is True for v in rest.values()) + min(len(p.around), 2)
    return shared >= 1 and _coverage(p.here, p.there) >= 0.6


def _coverage(here: Side, there: Side) -> float:
    """The share of the claim's content words, names aside, that the sentence has."""
    named = {lexicon.lemma(w) for n in here.names for w in n.text.casefold().split()}
    wanted = here.content - named
    if not wanted:
        return 0.0
    return sum(w in there.content for w in wanted) / len(wanted)


# ------------------------------------------------------------------------------------------ opposites, how much of them


def _words_at_odds(here: Side, there: Side, pairs: Sequence[Pair]) -> Iterator[Guard]:
    """Opposite adjectives of one noun, or opposite prepositions in front of one, in the same event."""
    for p in pairs:
        if p.sign != 1 or not p.same_event:
            continue
        for a, b in _same_parties(p):
            for x, y in ((x, y) for x in _modifiers(a) for y in _modifiers(b)):
                if lexicon.opposite(x, y) and not _both(here, there, lexicon.lemma(x), lexicon.lemma(y)):
                    yield conflict(
                        "antonym", _sure(p) - 0.1, "degree", a.printed, b.printed, f"“{x}”, “{y}” are opposites"
                    )
            x, y = a.phrase.preposition, b.phrase.preposition
            if lexicon.opposite(x, y) and {x, y} <= listed("opposite_prepositions"):
                here_words, there_words = f"{x} {a.printed}", f"{y} {b.printed}"
                yield conflict("antonym", _sure(p), "polarity", here_words, there_words, f"“{x}”, “{y}” are opposites")


def _same_parties(p: Pair) -> list[tuple[Party, Party]]:
    """The phrases of the two clauses that are about the same."""
    found = []
    for _, mine, theirs in _slots(p):
        found += [(a, b) for a in p.here.parties(mine) for b in p.there.parties(theirs) if a.same(b)]
    opposed = [
        (a, b)
        for a in p.here.parties(p.mine.around)
        for b in p.there.parties(p.theirs.around)
        if a.same(b) and (a, b) not in found
    ]
    return found + opposed


def _modifiers(party: Party) -> list[str]:
    row = party.side.reading.words
    return [
        row[i].norm
        for i in range(party.phrase.start, party.phrase.head)
        if (row[i].tag.startswith("JJ") or row[i].tag in ("VBN", "NN")) and not (i and row[i - 1].norm in UNITS_OF_AGE)
    ]


def _quantifiers(pairs: Sequence[Pair]) -> Iterator[Guard]:
    """All of them, most of them, some of them, none of them; most of it, it."""
    for p in pairs:
        if p.sign != 1 or not p.same_event:
            continue
        if status(p.here.reading, p.mine).negated != status(p.there.reading, p.theirs).negated:
            continue
        for a, b in _same_parties(p):
            x, y = _quantity(a), _quantity(b)
            score = min(_sure(p), quantities_clash(x, y))
            if score:
                yield conflict("quantifier", score, "degree", a.printed, b.printed, f"“{x}” is not “{y}”")
            elif (not x and y in listed("parts") and _whole(a)) or (not y and x in listed("parts") and _whole(b)):
                yield conflict("quantifier", 0.7, "degree", a.printed, b.printed, "a part is not the whole")


def _quantity(party: Party) -> str:
    """The word that says how much of it; "" if none does, or a number, or "not all"."""
    row, start = party.side.reading.words, party.phrase.start
    part = row[start : party.phrase.head]
    if any(w.tag == "CD" for w in part) or (start and row[start - 1].norm in listed("not")):
        return ""
    norms = [w.norm for w in part]
    found = [norm for norm in norms if norm in quantity_lines()[0]]
    return "some" if norms[:2] == ["a", "few"] else found[0] if found else ""


def _whole(party: Party) -> bool:
    """ "the town", but not "the residents": of several, most may be meant."""
    row, phrase = party.side.reading.words, party.phrase
    return row[phrase.start].norm == "the" and row[phrase.head].tag in ("NN", "NNP")
