"""A sentence -> its statements: which verb, who, whom, where, and on what it hangs.

A shallow parse, in the manner of Abney ("Parsing by chunks", 1991): noun phrases and verb groups, then for every verb
group the phrases around it. Words that are not understood are left alone; nothing is guessed far from the verb.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from verifier import lexicon
from verifier.grammar import ADJECTIVES, FINITE, Name, Phrase, Word, keys_of, listed, noun_phrases, tagged

__all__ = ["Clause", "Reading", "read"]


@dataclass(slots=True, eq=False)
class Clause:
    """One verb, or adjective after "be", with what belongs to it. `head` is its place, `group` that of its auxiliaries.

    `around` are phrases with prepositions, `by` those of a passive's agent. `above` is the clause, or the place of the
    noun, on which it hangs ("plans to", "denied that"), `led` the place of the word that leads it ("if").
    """

    head: int
    key: str
    group: tuple[int, int]
    finite: bool
    passive: bool
    adjective: bool = False
    infinitive: bool = False
    relative: bool = False
    subject: tuple[Phrase, ...] = ()
    object: tuple[Phrase, ...] = ()
    by: tuple[Phrase, ...] = ()
    around: tuple[Phrase, ...] = ()
    above: Clause | int | None = None
    led: int | None = None

    @property
    def agent(self) -> tuple[Phrase, ...]:
        """Who does it."""
        return self.by if self.passive else self.subject

    @property
    def patient(self) -> tuple[Phrase, ...]:
        """To whom it is done."""
        return self.subject if self.passive else self.object


@dataclass(frozen=True)
class Reading:
    """A sentence as it was understood."""

    text: str
    words: tuple[Word, ...]
    phrases: tuple[Phrase, ...]
    clauses: tuple[Clause, ...]

    def printed(self, start: int, end: int) -> str:
        """What is printed from one word up to another."""
        return self.text[self.words[start].span.start : self.words[end - 1].span.end]


# ---------------------------------------------------------------------------------------------------------- verb groups

OPENING = ("“", "‘", '"')
"""Marks of quotation that may stand between a verb and its object: called it “a mistake”."""
_AUXILIARIES = frozenset(lexicon.lemma(word) for word in ("be", "have", "do", "get"))


def _groups(tags: Sequence[str], row: Sequence[Word], taken: Sequence[bool]) -> list[Clause]:
    """Verb groups, each as a clause that knows only its verb."""
    found: list[Clause] = []
    i = 0
    while i < len(tags):
        infinitive = tags[i] == "TO" and _next_verb(tags, i + 1, taken) is not None
        if taken[i] or not (infinitive or tags[i] == "MD" or tags[i].startswith("VB")):
            i += 1
            continue
        first = i
        main = (_next_verb(tags, i + 1, taken) or i) if infinitive else i
        verbs = [main]
        while (tags[main] == "MD" or row[main].key in _AUXILIARIES) and (
            (following := _next_verb(tags, main + 1, taken)) is not None
        ):
            main = following
            verbs.append(main)
        found.append(_clause(tags, row, (first, main), verbs, infinitive))
        i = main + 1
    return found


def _next_verb(tags: Sequence[str], i: int, taken: Sequence[bool]) -> int | None:
    """The verb that follows at once or behind adverbs."""
    while i < len(tags) and tags[i] in ("RB", "RBR", "RBS", "RP"):
        i += 1
    return i if i < len(tags) and (tags[i].startswith("VB") or tags[i] == "MD") and not taken[i] else None


def _clause(
    tags: Sequence[str], row: Sequence[Word], group: tuple[int, int], verbs: Sequence[int], infinitive: bool
) -> Clause:
    main = verbs[-1]
    passive = tags[main] in ("VBN", "VBD") and any(row[v].key in ("be", "get") for v in verbs[:-1])
    finite = tags[verbs[0]] in FINITE and not infinitive
    start = group[0]
    while start and tags[start - 1] in ("RB", "RBR"):
        start -= 1
    clause = Clause(main, row[main].key, (start, main + 1), finite, passive, infinitive=infinitive)
    if row[main].key == "be":
        at = main + 1
        while at < len(tags) and tags[at] in ("RB", "RBR", "RBS"):
            at += 1
        if (
            at < len(tags)
            and tags[at] in (*ADJECTIVES, "VBN")
            and tags[at + 1 : at + 2] not in (["NN"], ["NNS"], ["NNP"])
        ):
            clause.head, clause.key, clause.adjective, clause.group = at, row[at].key, True, (start, at + 1)
        else:
            clause.group = (start, at)
    return clause


# -------------------------------------------------------------------------------------------------------------- clauses


@lru_cache(maxsize=4096)
def read(text: str, names: tuple[Name, ...] = ()) -> Reading:
    """The statements of one sentence. Names are nouns, whatever the tagger makes of them."""
    row = tagged(text, tuple(n.span for n in names if n.kind != "group"))
    tags = [word.tag for word in row]
    phrases = noun_phrases(tags, row)
    taken = [False] * len(row)
    for phrase in phrases:
        taken[phrase.start : phrase.end] = [True] * (phrase.end - phrase.start)
    clauses = _groups(tags, row, taken)
    _Assembly(tags, row, phrases, clauses).fill()
    return Reading(text, row, tuple(phrases), tuple(clauses))


class _Assembly:
    """Gives each verb group the phrases around it, from left to right."""

    def __init__(self, tags: list[str], row: Sequence[Word], phrases: list[Phrase], clauses: list[Clause]) -> None:
        self.tags, self.row, self.clauses = tags, row, clauses
        self.ending = {p.end: p for p in phrases}
        self.starting = {p.start: p for p in phrases}
        self.verb_from = {c.group[0]: c for c in clauses}
        self.verb_to = {c.group[1]: c for c in clauses}

    def fill(self) -> None:
        """Fill in the clauses."""
        for n, clause in enumerate(self.clauses):
            self._past_or_participle(clause)
            clause.relative = clause.finite and self._after_relative(clause)
            self._right(clause)
            before = self.clauses[n - 1] if n else None
            if clause.finite:
                main = [c for c in self.clauses[:n] if c.finite and not c.relative]
                self._subject(clause, main[-1] if main and self._after_and(clause) else before)
            else:
                self._governed(clause, before)

    # -- to the right

    def _right(self, clause: Clause) -> None:
        """Object, "by" phrase and the phrases with prepositions up to the next verb or mark."""
        at, around, direct = clause.group[1], list[Phrase](), list[Phrase]()
        while at < len(self.row):
            phrase = self.starting.get(at)
            if phrase is not None:
                if self._is_subject_of_next(phrase) and not (clause.relative and at == clause.group[1]):
                    break
                led = phrase.preposition and self.row[at - 1].norm == phrase.preposition
                if led:
                    around.append(phrase)
                elif not direct and not around and not self._is_time(phrase):
                    direct.append(phrase)
                at = phrase.end
            elif (
                (self.tags[at] in ("RB", "RP", "IN", "TO", "RBR") or self.row[at].norm in OPENING)
                and at not in self.verb_from
                and self.row[at].norm != "that"
            ):
                at += 1
            elif self.tags[at] == "CC" and at + 1 in self.starting and direct and not around:
                if self._is_subject_of_next(self.starting[at + 1]):
                    break
                direct.append(self.starting[at + 1])
                at = self.starting[at + 1].end
            else:
                break
        clause.object = tuple(direct)
        clause.by = tuple(p for p in around if p.preposition == "by")
        clause.around = tuple(p for p in around if not (clause.passive and p.preposition == "by"))

    def _is_subject_of_next(self, phrase: Phrase) -> bool:
        """Whether a finite verb follows at once, or behind its own phrases: "said the rebels fled"."""
        at = phrase.end
        while at < len(self.row):
            verb = self.verb_from.get(at)
            if verb is not None:
                return verb.finite
            if self.tags[at] == "IN" and at + 1 in self.starting and self.row[at].norm not in listed("subordinators"):
                at = self.starting[at + 1].end
            elif self.tags[at] == "RB":
                at += 1
            else:
                return False
        return False

    def _is_time(self, phrase: Phrase) -> bool:
        return self.row[phrase.head].norm in listed("time")

    def _past_or_participle(self, clause: Clause) -> None:
        """A participle without auxiliary is passive ("the deal signed in May") unless an object follows at once."""
        if self.tags[clause.head] != "VBN" or clause.adjective or clause.head != self._first_verb(clause):
            return
        after = self.starting.get(clause.group[1])
        alone = not any(c.finite for c in self.clauses)
        says = clause.group[1] < len(self.row) and self.row[clause.group[1]].norm == "that"
        if says or alone or (after is not None and not self._is_time(after)):
            clause.finite = True
        else:
            clause.passive = True

    def _first_verb(self, clause: Clause) -> int:
        return next(i for i in range(*clause.group) if self.tags[i].startswith(("VB", "MD")))

    # -- to the left

    def _subject(self, clause: Clause, before: Clause | None) -> None:
        at = clause.group[0]
        while at and self.tags[at - 1] == "RB":
            at -= 1
        if clause.relative:
            clause.subject = self._noun_before(at - 1)
            return
        if at and self.tags[at - 1] == "CC" and before is not None:
            clause.subject, clause.above = before.subject, before.above
            clause.led = before.led
            return
        if at and self.tags[at - 1] in (",", ")", ":"):
            clause.subject = self._across_mark(at - 1)
            if not clause.subject and clause.object:  # "..., said the minister"
                clause.subject, clause.object = clause.object, ()
            return
        clause.subject = self._run_before(at)
        inner = next((self.verb_to[p.start] for p in clause.subject if p.start in self.verb_to), None)
        if inner is not None and inner.relative:  # "the man who paid the fine |left": not the fine left
            clause.subject = inner.subject
        elif inner is not None and not inner.finite:  # "failure to pay the fine |is a crime"
            owner = next((p for p in self.starting.values() if p.head == inner.above), None)
            clause.subject = (owner,) if owner else ()
        elif clause.subject:
            self._hangs(clause, min(p.start for p in clause.subject), before)
            above = clause.above
            if isinstance(above, Clause) and above.subject and self.tags[clause.subject[0].head] == "PRP":
                clause.subject = above.subject  # "the minister denied that |he lied"

    def _after_relative(self, clause: Clause) -> bool:
        """Whether "who", "which" or "that" stands in front, for the subject."""
        at = clause.group[0]
        return at > 0 and (self.tags[at - 1] in ("WP", "WDT") or self.row[at - 1].norm == "that")

    def _after_and(self, clause: Clause) -> bool:
        return clause.group[0] > 0 and self.tags[clause.group[0] - 1] == "CC"

    def _run_before(self, at: int) -> tuple[Phrase, ...]:
        """The noun phrase that ends here, without the phrases that go with it: "the [mayor] of X in Y |fled"."""
        phrase = self.ending.get(at)
        while phrase is not None:
            led = phrase.preposition
            if not led or led in listed("subordinators"):
                break
            earlier = self.ending.get(phrase.start - 1)
            if earlier is None:
                return ()
            phrase = earlier
        if phrase is None:
            return ()
        found = [phrase]
        while phrase.start > 1 and self.tags[phrase.start - 1] in ("CC", ",") and phrase.start - 1 in self.ending:
            if self.tags[found[-1].start - 1] == "," and len(found) == 1:
                break  # an opening phrase, "On Monday, the minister"
            phrase = self.ending[phrase.start - 1]
            if phrase.preposition or self._is_object(phrase):
                break
            found.append(phrase)
        return tuple(found)

    def _is_object(self, phrase: Phrase) -> bool:
        return phrase.start in self.verb_to

    def _noun_before(self, at: int) -> tuple[Phrase, ...]:
        """The noun phrase in front of a relative pronoun, with or without a comma."""
        if at and self.tags[at - 1] == ",":
            at -= 1
        phrase = self.ending.get(at)
        return (phrase,) if phrase else ()

    def _across_mark(self, mark: int) -> tuple[Phrase, ...]:
        """The subject in front of what is set between marks: "the minister, who resigned, |said"."""
        opening = "(" if self.tags[mark] == ")" else self.tags[mark]
        at = mark - 1
        while at > 0 and self.tags[at] != opening:
            at -= 1
        if at <= 0 or mark - at > 30:
            return ()
        return self._run_before(at)

    def _hangs(self, clause: Clause, start: int, before: Clause | None) -> None:
        """On what a clause with its own subject depends: "denied (that) |they left", "if |they left"."""
        if not start:
            return
        lead = self.row[start - 1]
        if lead.norm == "that" and start > 1:
            clause.above = self.verb_to.get(start - 1) or self._noun_at(start - 1)
            if clause.above is None and before is not None and before.finite:
                clause.above = before.above if self.tags[start - 2] == "CC" else before
        elif start in self.verb_to:
            clause.above = self.verb_to[start]
        elif lead.norm in listed("conditions") or lead.norm in listed("subordinators"):
            clause.led = start - 1

    def _noun_at(self, end: int) -> int | None:
        phrase = self.ending.get(end)
        return phrase.head if phrase else None

    def _governed(self, clause: Clause, before: Clause | None) -> None:
        """Infinitives and participles take their subject from what they hang on."""
        start = clause.group[0]
        lead = self.tags[start - 1] if start else ""
        if clause.passive and self.tags[clause.head] == "VBN" and not clause.infinitive:
            clause.subject, clause.relative = self._noun_before(start), True
            return
        if start in self.verb_to:
            clause.above = self.verb_to[start]
        elif lead == "IN":
            clause.led = start - 1
            clause.above = self.verb_to.get(start - 1) or (before if before and before.object else None)
        elif start in self.ending:
            owner = self.ending[start]
            governs = self.row[owner.head].key in keys_of("planned") | keys_of("denying")  # "has no plans to |sell"
            clause.above = before if before and owner in before.object and not governs else owner.head
        elif lead == "CC" and before is not None:
            clause.above, clause.led, clause.subject = before.above, before.led, before.subject
            return
        elif before is not None and lead in (",", "RB"):
            clause.subject = before.subject
            return
        if isinstance(clause.above, Clause):
            clause.subject = (
                clause.above.object if clause.infinitive and clause.above.object else None
            ) or clause.above.subject
