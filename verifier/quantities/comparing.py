"""Two quantities: do they count the same, and can both be right?

They are compared only if they count the same thing: a total never with a part of one, dead never with wounded, dollars
never with euros. Then the ranges that their words allow are compared: "more than 400" and 412 agree, 380 and 412 not.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import cache
from typing import Literal

from verifier import lexicon
from verifier.datamodel import Reading
from verifier.quantities.predicates import growing
from verifier.quantities.quantity import Quantity, base, data

__all__ = ["Comparison", "anchored", "compare", "grows", "of_one_thing", "sized"]

CONVERTED = 0.05
"""What rounding allows between two units: 25 miles are "40 kilometres"."""
OPEN = 1.5
"""How far beyond "more than" a number may lie before a reader calls it another number."""
VAGUE = 1.5
"""How far beyond "hundreds" or "tens of thousands" a number may lie: 120,000 are "tens of thousands" too."""
BETWEEN_BOUNDS = 0.1
"""How far apart two open bounds may be: "more than 400" and "at least 412"."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """Whether two quantities agree. "compatible": not the same, but both can be true. "incomparable": other things.

    `reading` is set where the two numbers alone show why they differ ("format") or how they may ("unresolved").
    """

    label: Literal["same", "compatible", "different", "incomparable"]
    reading: Reading | None
    detail: str


def compare(a: Quantity, b: Quantity) -> Comparison:
    """Whether two quantities of two statements about one event agree. Symmetric but for the words of the detail."""
    if reason := _other_thing(a, b):
        return Comparison("incomparable", None, reason)
    found = _values(a, b, _factor(a, b) or 1.0)
    if (narrower := _narrower(a, b)) is not None:
        return _nested(*((a, b) if narrower == 1 else (b, a)), found)
    if a.per != b.per:
        return _rate(a, b, found)
    if found.label == "different" and a.further != b.further:
        return Comparison("incomparable", None, f"one of “{a.text}” and “{b.text}” is counted on top of another number")
    if found.label == "different" and (a.predicate is None) != (b.predicate is None):
        if a.kind != "count":
            return replace(found, reading="unresolved")
        return Comparison("incomparable", None, f"of one of “{a.text}” and “{b.text}” it is not said what happened")
    return found


def _rate(a: Quantity, b: Quantity, found: Comparison) -> Comparison:
    """One of two sums is said to be by the barrel, by the month: the other may be so too, if it agrees."""
    if found.label == "different":
        return Comparison(
            "incomparable", None, f"only one of “{a.text}” and “{b.text}” is said by the {a.per or b.per}"
        )
    return replace(found, label="compatible")


def _nested(part: Quantity, whole: Quantity, found: Comparison) -> Comparison:
    """How a count of soldiers stands to a count of people: fewer may be some of them, more cannot be."""
    if part.value < whole.value and found.label == "different":
        return Comparison("incomparable", None, f"“{part.text}” may be some of “{whole.text}”")
    if found.label == "different":
        return Comparison("different", "unresolved", found.detail)
    if part.bound == whole.bound == "vague":
        return Comparison("incomparable", None, f"one loose expression for others: “{part.text}”, “{whole.text}”")
    return Comparison("compatible", found.reading, f"“{part.text}” may be the same as “{whole.text}”")


def anchored(a: Quantity, b: Quantity, least: int = 1) -> bool:
    """Whether words tie two comparable quantities to one thing: a noun, a place, `least` words beside them.

    Two sums of dollars in two sentences are of one thing only if something says so.
    """
    if a.kind == "count" and a.predicate and b.predicate:
        return True
    mine, theirs = counted(a), counted(b)
    if a.kind != "count" and mine and theirs and _same_noun(mine, theirs):
        return True
    if a.kind == "age":  # whose age it is
        return bool((_noun(mine) & b.context) | (_noun(theirs) & a.context))
    if a.kind == "measure" and (_share_a_place(a, b) or (a.modifiers and a.modifiers == b.modifiers)):
        return True
    around = (a.context | _noun(mine)) & (b.context | _noun(theirs))
    return len(around - (_noun(mine) if a.kind == "count" else frozenset())) >= least


def of_one_thing(a: Quantity, b: Quantity) -> bool:
    """Whether the noun, place or aspect that is printed with one quantity says that the other is of the same.

    "The deal is worth $3bn", "a $4bn deal"; "40 km from Leeds", "60 km from Leeds".
    """
    mine, theirs = counted(a), counted(b)
    if mine and theirs:
        return _same_noun(mine, theirs)
    if a.kind == "measure" and (_share_a_place(a, b) or (a.modifiers and a.modifiers == b.modifiers)):
        return True
    return bool((_noun(mine) & b.context) | (_noun(theirs) & a.context))


def _noun(word: str | None) -> frozenset[str]:
    return frozenset() if word is None else frozenset((lexicon.lemma(word),))


# ------------------------------------------------------------------------------------------------------ what is counted


def _other_thing(a: Quantity, b: Quantity) -> str | None:
    """Why two quantities cannot be compared."""
    if a.kind != b.kind:
        return f"“{a.text}” is a {a.kind}, “{b.text}” a {b.kind}"
    if a.part != b.part:
        part, whole = (a, b) if a.part else (b, a)
        return f"“{part.text}” are some of a larger number, “{whole.text}” are not"
    if a.per and b.per and a.per != b.per:
        return f"“{a.text}” is reckoned by {a.per or 'nothing'}, “{b.text}” by {b.per or 'nothing'}"
    if a.predicate != b.predicate and a.predicate and b.predicate and not _included(a, b):
        return f"“{a.text}” are {a.predicate}, “{b.text}” {b.predicate}"
    if _factor(a, b) is None:
        return f"“{a.text}” and “{b.text}” have units that do not convert"
    return _other_noun(a, b)


def _included(a: Quantity, b: Quantity) -> bool:
    """Whether one says that there were none of a class that the other's belongs to: "no casualties", "two killed"."""
    classes = data()["predicates"]
    return any(
        x.value == 0 and y.predicate in str(classes[x.predicate].get("includes", "")).split()
        for x, y in ((a, b), (b, a))
    )


def _other_noun(a: Quantity, b: Quantity) -> str | None:
    if a.kind == "measure" or a.kind == "duration":
        if a.modifiers and b.modifiers and not a.noun and not b.noun and a.modifiers != b.modifiers:
            return f"“{a.text}” and “{b.text}” measure different things"
        if a.places and b.places and not _share_a_place(a, b) and not sized(a, b):
            return f"“{a.text}” and “{b.text}” are measured from different places"
    mine, theirs = counted(a), counted(b)
    if mine is None or theirs is None:
        alone = a.kind == "count" and not (a.predicate and b.predicate)
        return f"what “{(a if mine is None else b).text}” counts is not said" if alone else None
    if _same_noun(mine, theirs):
        return _other_kind(a, b)
    if a.kind == "age" and _people(mine) and _people(theirs):
        return None
    people = {mine: _people(mine), theirs: _people(theirs)}
    if a.kind == "count" and all(people.values()) and a.predicate and b.predicate and "any" in people.values():
        return None
    return f"“{a.text}” counts {mine}s, “{b.text}” {theirs}s" if a.kind == "count" else f"of {mine}, of {theirs}"


def counted(q: Quantity) -> str | None:
    """The noun counted; all nouns that say no more than "people" are one: dead, victims, lives."""
    noun = q.noun
    if noun is None and q.predicate and q.kind == "count" and _of_people(q.predicate):
        return "person"
    return "person" if noun is not None and _people(noun) == "any" else noun


def _same_noun(a: str, b: str) -> bool:
    return lexicon.lemma(a) == lexicon.lemma(b) or lexicon.lemma(a) in lexicon.synonyms(b)


def _other_kind(a: Quantity, b: Quantity) -> str | None:
    """Whether the modifiers set two counts of one noun apart: French tourists, German tourists."""
    mine, theirs = _kinds(a), _kinds(b)
    if mine and theirs and not mine <= theirs and not theirs <= mine and not _alike(mine, theirs):
        return f"“{a.text}” and “{b.text}” are of different kinds"
    return None


def _alike(mine: frozenset[str], theirs: frozenset[str]) -> bool:
    return any(x in lexicon.synonyms(y) for x in mine - theirs for y in theirs - mine)


def _kinds(q: Quantity) -> frozenset[str]:
    return frozenset(lexicon.lemma(w) for w in q.modifiers if not _says_predicate(w))


def _says_predicate(word: str) -> bool:
    return any(word in str(row.get("adjectives", "")).split() for row in data()["predicates"].values())


@cache
def _people(noun: str) -> Literal["any", "some", None]:
    lists = data()["people"]
    return "any" if noun in lists["any"] else "some" if noun in lists["some"] else None


def _of_people(name: str) -> bool:
    return name not in data()["people"]["not_of"]


def _narrower(a: Quantity, b: Quantity) -> Literal[1, 2, None]:
    """Which of two counts names a narrower kind: 1 `a`, 2 `b`."""
    if a.kind != "count":
        return None
    mine, theirs = counted(a), counted(b)
    if mine and theirs and _people(mine) and _people(theirs) and not _same_noun(mine, theirs):
        return 1 if _people(theirs) == "any" else 2
    if _kinds(a) == _kinds(b):
        return None
    return 1 if _kinds(a) > _kinds(b) else 2 if _kinds(b) > _kinds(a) else None


def sized(a: Quantity, b: Quantity) -> bool:
    """Whether both are said to be how deep or long a thing is, wherever it is."""
    sizes = set(data()["grammar"]["sizes"])
    return a.kind == b.kind == "measure" and bool(sizes & set(a.modifiers) and sizes & set(b.modifiers))


def _share_a_place(a: Quantity, b: Quantity) -> bool:
    return bool({p.casefold() for p in a.places} & {p.casefold() for p in b.places})


# ------------------------------------------------------------------------------------------------------------- how much


def _factor(a: Quantity, b: Quantity) -> float | None:
    """What `b` is multiplied with to be in the unit of `a`; None if the units are of different dimensions."""
    if a.unit == b.unit:
        return 1.0
    if a.unit is None or b.unit is None:
        return None
    mine, theirs = base(a.unit), base(b.unit)
    return theirs[0] / mine[0] if mine and theirs and mine[1] == theirs[1] else None


def _values(a: Quantity, b: Quantity, factor: float) -> Comparison:
    """Whether the numbers agree. `b` is turned into the unit of `a` first."""
    if a.kind == "score":
        return _scores(a, b)
    slack = CONVERTED if factor != 1.0 else 1e-9
    other = replace(b, value=b.value * factor, also=None if b.also is None else b.also * factor)
    other = replace(other, low=b.low * factor, high=b.high * factor)
    if _close(a.value, other.value, slack) and a.bound == b.bound:
        return _same(a, b)
    if _other_format(a, other):
        why = "one number if the separator is read so"
        return Comparison("compatible", "unresolved", f"“{a.text}” and “{b.text}” are {why}")
    if _both_open(a, b):
        near = _close(a.value, other.value, BETWEEN_BOUNDS)
        return _verdict(near, a, b, "the bounds are close", "the bounds are far apart")
    mine, theirs = _believable(a), _believable(other)
    meet = _below(mine[0], theirs[1], slack) and _below(theirs[0], mine[1], slack)
    if "vague" in (a.bound, b.bound):
        exactly = a.low <= other.high and other.low <= a.high
        why = "a loose expression for the number" if exactly else "a loose expression, a little off the number"
        return _verdict(meet, a, b, why, "even a loose expression does not say so")
    return _verdict(meet, a, b, "both can be right", "both cannot be right")


def _close(x: float, y: float, share: float) -> bool:
    return math.isclose(x, y, rel_tol=share, abs_tol=1e-9)


def _below(x: float, y: float, share: float) -> bool:
    return x <= y or _close(x, y, share)


def _believable(q: Quantity) -> tuple[float, float]:
    """From where to where a reader would describe a number so: 412 is "more than 400", 4,000 is not."""
    value = abs(q.value)
    if q.bound in ("more-than", "at-least"):
        return q.value, q.value + value * (OPEN - 1)
    if q.bound in ("less-than", "at-most"):
        return q.value - value / 2, q.value
    if q.bound == "vague":
        return q.low, q.high * VAGUE
    return q.low, q.high


def _both_open(a: Quantity, b: Quantity) -> bool:
    up, down = ("more-than", "at-least"), ("less-than", "at-most")
    return (a.bound in up and b.bound in up) or (a.bound in down and b.bound in down)


def _other_format(a: Quantity, b: Quantity) -> bool:
    """Whether the numbers are equal only in another reading of their separators."""
    if _close(a.value, b.value, 1e-9):
        return False
    mine = [x for x in (a.value, a.also) if x is not None]
    theirs = [x for x in (b.value, b.also) if x is not None]
    return any(_close(x, y, 1e-9) for x in mine for y in theirs)


def _same(a: Quantity, b: Quantity) -> Comparison:
    if a.continental or b.continental:
        which = "both print" if a.continental and b.continental else f"“{(a if a.continental else b).text}” prints"
        return Comparison("same", "format", f"the same number; {which} it with the separators of another language")
    return Comparison("same", None, f"“{a.text}” and “{b.text}”")


def _scores(a: Quantity, b: Quantity) -> Comparison:
    if {a.low, a.high} == {b.low, b.high}:
        return _same(a, b)
    return Comparison("different", None, f"“{a.text}” against “{b.text}”")


def _verdict(agree: bool, a: Quantity, b: Quantity, why: str, why_not: str) -> Comparison:
    words = f"“{a.text}” and “{b.text}”"
    if agree:
        printed = a.continental != b.continental and a.value == b.value
        reading: Reading | None = "format" if printed else None
        return Comparison("compatible", reading, f"{words}: {why}")
    doubtful = a.continental or b.continental or a.also is not None or b.also is not None
    return Comparison("different", "unresolved" if doubtful else None, f"{words}: {why_not}")


def grows(a: Quantity, b: Quantity) -> bool:
    """Whether the two are counts of what grows while it is counted: a toll."""
    return a.kind == "count" and growing(a.predicate) and growing(b.predicate)
