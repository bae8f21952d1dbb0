"""Two quantities: do they count the same, and can both be right?

They are compared only if they count the same thing: a total never with a part of one, dead never with wounded, dollars
never with euros. Then the ranges that their words allow are compared: "more than 400" and 412 agree, 380 and 412 not.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache
from typing import Literal

from verifier import lexicon
from verifier.datamodel import Reading
from verifier.quantities.predicates import growing
from verifier.quantities.quantity import Quantity, base, data

__all__ = ["Comparison", "compare", "same_thing"]

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
    factor = _factor(a, b)
    found = _values(a, b, factor)
    if (narrower := _narrower(a, b)) is not None:
        return _nested(*((a, b) if narrower == 1 else (b, a)), found)
    if found.label == "different" and (a.predicate is None) != (b.predicate is None):
        return Comparison("incomparable", None, f"of one of “{a.text}” and “{b.text}” it is not said what happened")
    return found


def _nested(part: Quantity, whole: Quantity, found: Comparison) -> Comparison:
    """How a count of soldiers stands to a count of people: fewer may be some of them, more cannot be."""
    if part.value < whole.value and found.label == "different":
        return Comparison("incomparable", None, f"“{part.text}” may be some of “{whole.text}”")
    if found.label == "different":
        return Comparison("different", "unresolved", found.detail)
    if part.bound == whole.bound == "vague":
        return Comparison("incomparable", None, f"one loose expression for others: “{part.text}”, “{whole.text}”")
    return Comparison("compatible", found.reading, f"“{part.text}” may be the same as “{whole.text}”")


def same_thing(a: Quantity, b: Quantity) -> bool:
    """Whether two quantities count the same thing, whatever their numbers."""
    return _other_thing(a, b) is None


# ------------------------------------------------------------------------------------------------------ what is counted


def _other_thing(a: Quantity, b: Quantity) -> str | None:
    """Why two quantities cannot be compared."""
    if a.kind != b.kind:
        return f"“{a.text}” is a {a.kind}, “{b.text}” a {b.kind}"
    if a.part != b.part:
        part, whole = (a, b) if a.part else (b, a)
        return f"“{part.text}” are some of a larger number, “{whole.text}” are not"
    if a.per != b.per:
        return f"“{a.text}” is reckoned by {a.per or 'nothing'}, “{b.text}” by {b.per or 'nothing'}"
    if a.predicate != b.predicate and a.predicate and b.predicate:
        return f"“{a.text}” are {a.predicate}, “{b.text}” {b.predicate}"
    if _factor(a, b) is None:
        return f"“{a.text}” and “{b.text}” have units that do not convert"
    return _other_noun(a, b)


def _other_noun(a: Quantity, b: Quantity) -> str | None:
    if a.kind == "measure" or a.kind == "duration":
        if a.modifiers and b.modifiers and not a.noun and not b.noun and a.modifiers != b.modifiers:
            return f"“{a.text}” and “{b.text}” measure different things"
        if a.places and b.places and not _share_a_place(a, b):
            return f"“{a.text}” and “{b.text}” are measured from different places"
    mine, theirs = counted(a), counted(b)
    if mine is None or theirs is None:
        alone = a.kind == "count" and not (a.predicate and b.predicate)
        return f"what “{(a if mine is None else b).text}” counts is not said" if alone else None
    if _same_noun(mine, theirs):
        return _other_kind(a, b)
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
    return name not in (
        "destroyed",
        "damaged",
        "burned",
        "built",
        "sold",
        "bought",
        "paid",
        "earned",
        "changed",
        "captured",
    )


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


def _values(a: Quantity, b: Quantity, factor: float | None) -> Comparison:
    scale = factor or 1.0
    value, low, high = b.value * scale, b.low * scale, b.high * scale
    converted = CONVERTED if scale != 1.0 else 1e-9
    if a.kind == "score":
        return _scores(a, b)
    if math.isclose(a.value, value, rel_tol=converted, abs_tol=1e-9) and a.bound == b.bound:
        return _same(a, b)
    if _other_format(a, b, scale):
        return Comparison(
            "compatible", "unresolved", f"“{a.text}” and “{b.text}” are one number if the separator is read so"
        )
    if a.bound == "vague" or b.bound == "vague":
        return _vague(a, b)
    if _both_open(a, b):
        near = math.isclose(a.value, value, rel_tol=BETWEEN_BOUNDS)
        return _verdict(near, a, b, "the bounds are close", "the bounds are far apart")
    slack = max(converted, 1e-9)
    meets = a.low * (1 - slack) <= high * (1 + slack) and low * (1 - slack) <= a.high * (1 + slack)
    if meets and not _within(a, b):
        meets = _near_bound(a, value) and _near_bound_of(low, high, b, a.value, scale)
    return _verdict(meets, a, b, "both can be right", "both cannot be right")


def _within(a: Quantity, b: Quantity) -> bool:
    return not (math.isinf(a.high) or math.isinf(b.high) or min(a.low, b.low) == 0.0)


def _near_bound(q: Quantity, other: float) -> bool:
    """Whether a number is one that a reader would describe so: 412 is "more than 400", 4,000 is not."""
    if q.bound in ("more-than", "at-least"):
        return (
            q.bound == "at-least" and other >= q.value * (1 - 1e-9) and other <= q.value * OPEN
        ) or q.value < other <= q.value * OPEN
    if q.bound in ("less-than", "at-most"):
        return q.value / OPEN <= other <= q.value
    return True


def _near_bound_of(low: float, high: float, q: Quantity, other: float, scale: float) -> bool:
    if q.bound in ("more-than", "at-least"):
        return low <= other <= low * OPEN
    if q.bound in ("less-than", "at-most"):
        return high / OPEN <= other <= high
    return True


def _both_open(a: Quantity, b: Quantity) -> bool:
    up, down = ("more-than", "at-least"), ("less-than", "at-most")
    return (a.bound in up and b.bound in up) or (a.bound in down and b.bound in down)


def _other_format(a: Quantity, b: Quantity, scale: float) -> bool:
    """Whether the numbers are equal in another reading of their separators."""
    mine = [a.value, *([a.also] if a.also is not None else [])]
    theirs = [b.value * scale, *([b.also * scale] if b.also is not None else [])]
    return any(math.isclose(x, y, rel_tol=1e-9) for x in mine for y in theirs) and not math.isclose(
        a.value, b.value * scale
    )


def _same(a: Quantity, b: Quantity) -> Comparison:
    if a.continental or b.continental:
        which = "both print" if a.continental and b.continental else f"“{(a if a.continental else b).text}” prints"
        return Comparison("same", "format", f"the same number; {which} it with the separators of another language")
    return Comparison("same", None, f"“{a.text}” and “{b.text}”")


def _scores(a: Quantity, b: Quantity) -> Comparison:
    if {a.low, a.high} == {b.low, b.high}:
        return _same(a, b)
    return Comparison("different", None, f"“{a.text}” against “{b.text}”")


def _vague(a: Quantity, b: Quantity) -> Comparison:
    """ "Hundreds" is 100 to 1,000, with some slack above: nobody counts before he says it."""
    meets = a.low <= b.high * VAGUE and b.low <= a.high * VAGUE
    exactly = a.low <= b.high and b.low <= a.high
    if meets and not exactly:
        return Comparison("compatible", None, f"“{a.text}” and “{b.text}”: a loose expression, a little off the number")
    return _verdict(meets, a, b, "a loose expression for the number", "even a loose expression does not say so")


def _verdict(agree: bool, a: Quantity, b: Quantity, why: str, why_not: str) -> Comparison:
    words = f"“{a.text}” and “{b.text}”"
    if agree:
        reading: Reading | None = "format" if a.continental != b.continental else None
        return Comparison("compatible", reading, f"{words}: {why}")
    doubtful = a.continental or b.continental or a.also is not None or b.also is not None
    return Comparison("different", "unresolved" if doubtful else None, f"{words}: {why_not}")


def grows(a: Quantity, b: Quantity) -> bool:
    """Whether the two are counts of what grows while it is counted: a toll."""
    return a.kind == "count" and growing(a.predicate) and growing(b.predicate)
