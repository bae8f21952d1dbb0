"""Two statements -> the pairs of their clauses that are about the same event: the same verb, the same parties.

Two clauses are about the same if their verbs agree (the same, synonyms or opposites), a party of one is a party of the
other, and none is known to be another party.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import pairwise
from typing import Literal

from verifier import lexicon
from verifier.clauses import Clause, Reading, read
from verifier.grammar import Name, Phrase, keys_of, listed

__all__ = ["Pair", "Party", "SameName", "Side", "agreement", "filled", "pairs_of"]

SameName = Callable[[str, str], bool]
"""Whether two printed names may be spellings of one."""


# -------------------------------------------------------------------------------------------------------- who and what


@dataclass(frozen=True, slots=True)
class Party:
    """What fills a place in a clause: a name, a noun or a pronoun, and the nouns that say which."""

    side: Side
    phrase: Phrase
    norm: str
    name: Name | None
    pronoun: bool
    details: frozenset[str]

    @property
    def speakers(self) -> bool:
        """Whether it is the speaker's, and somebody else may mean another: "our plane", "the plane"."""
        return self.owner in listed("speakers")

    @property
    def owner(self) -> str:
        """Whose it is, as the phrase begins: "her", "the |mayor's car"; "" if nobody's."""
        row = self.side.reading.words[self.phrase.start : self.phrase.head]
        if row and row[0].tag == "PRP$":
            return row[0].norm
        return next((a.norm for a, b in pairwise(row) if b.tag == "POS"), "")

    @property
    def printed(self) -> str:
        """Its words."""
        return self.side.reading.printed(self.phrase.start, self.phrase.end)

    def same(self, other: Party) -> bool | None:
        """Whether it is who the other is; None if that cannot be told."""
        if self.pronoun or other.pronoun or self.speakers != other.speakers:
            return None
        if self.name and other.name:
            return self.side.same_name(self.name.text, other.name.text)
        if self.name or other.name:
            name, noun = (self.name, other.norm) if self.name else (other.name, self.norm)
            return True if name and noun in name.text.casefold().split() else None
        if not _alike(self.norm, other.norm):
            return False
        if self.owner and other.owner and not _alike(self.owner, other.owner):
            return None  # "his plane", "Lee's plane"
        if not self.details or not other.details or self.details & other.details:
            return True
        return True if any(_alike(a, b) for a in self.details for b in other.details) else None


@lru_cache(maxsize=65536)
def _alike(a: str, b: str) -> bool:
    """Whether two words are one word, or synonyms."""
    return lexicon.lemma(a) == lexicon.lemma(b) or lexicon.lemma(b) in lexicon.synonyms(a)


class Side:
    """One of the two statements."""

    def __init__(self, text: str, names: tuple[Name, ...], same_name: SameName) -> None:
        self.names, self.same_name = names, same_name
        self.reading: Reading = read(text, names)

    def parties(self, phrases: Sequence[Phrase]) -> list[Party]:
        """What fills the places of a clause."""
        return [self.party(p) for p in phrases]

    def party(self, phrase: Phrase) -> Party:
        """Who or what a noun phrase is about."""
        word = self.reading.words[phrase.head]
        covering = [n for n in self.names if n.span.start <= word.span.start and word.span.end <= n.span.end]
        name = max(covering, key=lambda n: n.span.end - n.span.start, default=None)
        vague = word.tag in ("PRP", "EX") or word.norm in listed("vague") or word.norm.endswith("-old")
        return Party(self, phrase, word.norm, name, vague, self._details(phrase))

    def _details(self, phrase: Phrase) -> frozenset[str]:
        """The nouns that say which one is meant: "|bank| shares", "shares in the |bank| fell"."""
        row = self.reading.words
        places = [i for i in range(phrase.start, phrase.end) if i != phrase.head]
        after = next((p for p in self.reading.phrases if p.start == phrase.end + 1 and p.preposition), None)
        if after and any(c.group[0] == after.end for c in self.reading.clauses):
            places += range(after.start, after.end)
        return frozenset(
            row[i].norm for i in places if row[i].tag.startswith("NN") and row[i].norm not in listed("measures")
        )

    def named(self, phrases: Sequence[Phrase]) -> list[Name]:
        """The names that fill the places of a clause."""
        return [party.name for party in self.parties(phrases) if party.name]

    def has_name(self, name: Name) -> bool:
        """Whether this side prints a name, or a part or spelling of it, anywhere."""
        return any(self.same_name(name.text, n.text) for n in self.names) or name.text.casefold() in self.folded

    @cached_property
    def folded(self) -> str:
        """Its text in lower case."""
        return self.reading.text.casefold()

    @cached_property
    def keys(self) -> frozenset[str]:
        """The keys of all its words."""
        return frozenset(w.key for w in self.reading.words)

    @cached_property
    def content(self) -> frozenset[str]:
        """The keys of its content words."""
        return frozenset(
            w.key for w in self.reading.words if w.norm[0].isalnum() and not lexicon.in_class(w.key, "function")
        )

    def printed(self, clause: Clause) -> str:
        """The verb group of a clause as printed."""
        return self.reading.printed(*clause.group)


# ----------------------------------------------------------------------------------------------- the same event, or not


@dataclass(frozen=True)
class Pair:
    """A clause of the claim and one of the sentence whose verbs agree. `sign` is -1 if the verbs are opposites."""

    here: Side
    there: Side
    mine: Clause
    theirs: Clause
    sign: Literal[1, -1]

    @cached_property
    def agent(self) -> bool | None:
        """Whether the same does it; None if that cannot be told, as of the following."""
        return filled(self.here.parties(self.mine.agent), self.there.parties(self.theirs.agent))

    @cached_property
    def patient(self) -> bool | None:
        """Whether it is done to the same; of whom "her car" is depends on who does it."""
        mine, theirs = self.here.parties(self.mine.patient), self.there.parties(self.theirs.patient)
        same = filled(mine, theirs)
        owned = self.mine.agent and self.theirs.agent and all(p.owner in listed("owners") for p in (*mine, *theirs))
        return None if same and owned and not self.agent else same

    @cached_property
    def crossed(self) -> bool | None:
        """For verbs that do without an agent: "the shop opened", "the shop was opened"."""
        if self.mine.patient and not self.mine.agent and not self.theirs.patient:
            return filled(self.here.parties(self.mine.patient), self.there.parties(self.theirs.agent))
        if self.theirs.patient and not self.theirs.agent and not self.mine.patient:
            return filled(self.here.parties(self.mine.agent), self.there.parties(self.theirs.patient))
        return None

    @cached_property
    def around(self) -> list[tuple[Party, Party]]:
        """The other phrases that both have."""
        mine = (
            *self.mine.around,
            *(() if self.theirs.object else self.mine.object),
        )  # "survived the crash", "died in it"
        theirs = self.there.parties((*self.theirs.around, *self.theirs.object, *self.theirs.subject))
        return [(a, b) for a in self.here.parties(mine) for b in theirs if a.same(b)]

    @cached_property
    def ties(self) -> int:
        """How many parties and circumstances the two share."""
        return sum(x is True for x in (self.agent, self.patient, self.crossed)) + min(len(self.around), 2)

    @cached_property
    def elsewhere(self) -> bool:
        """Whether the two clauses name places, and none of them in common."""
        mine, theirs = (
            [n for n in side.named(clause.around) if n.kind == "place"]
            for side, clause in ((self.here, self.mine), (self.there, self.theirs))
        )
        alike = any(self.there.has_name(n) for n in mine) or any(self.here.has_name(n) for n in theirs)
        return bool(mine and theirs) and not alike

    @property
    def same_matter(self) -> bool:
        """Whether the verbs are one word; of synonyms and opposites more must be shared, if there is more."""
        alone = bool(self.crossed) or not (self.mine.patient or self.theirs.patient)
        return self.mine.key == self.theirs.key or self.ties > 1 or alone

    @property
    def same_event(self) -> bool:
        """Whether they are about the same: some party is shared, none is another, and a verb of little content does
        not stand alone."""
        if self.agent is False or self.patient is False:
            return False
        if self.agent is None and self.patient is None and self.crossed is None and len(self.around) < 2:
            return False
        light = {self.mine.key, self.theirs.key} & keys_of("light")
        return self.ties >= (2 if light else 1)


def filled(mine: Sequence[Party], theirs: Sequence[Party]) -> bool | None:
    """Whether one place is filled by the same: True if any is, False if all are known to be others."""
    answers = [a.same(b) for a in mine for b in theirs]
    if any(answers):
        return True
    return False if answers and None not in answers else None


def pairs_of(here: Side, there: Side) -> Iterator[Pair]:
    """Every clause of the one with every clause of the other whose verb says the same or the opposite."""
    for mine in here.reading.clauses:
        for theirs in there.reading.clauses:
            sign = agreement(here.reading.words[mine.head].norm, there.reading.words[theirs.head].norm)
            if sign:
                yield Pair(here, there, mine, theirs, sign)


@lru_cache(maxsize=65536)
def agreement(a: str, b: str) -> Literal[1, -1] | None:
    """1 if two verbs or adjectives say the same, -1 if the opposite, None if neither."""
    if lexicon.lemma(a) == lexicon.lemma(b):
        return 1
    if lexicon.opposite(a, b) or lexicon.opposite(b, a):
        return -1
    return 1 if _alike(a, b) else None
