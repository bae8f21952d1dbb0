"""What the guards share: a conflict and its words, which degrees of certainty clash, when two names are surely two."""

from __future__ import annotations

from dataclasses import dataclass

from verifier.datamodel import DiffersOn, Dimension, Finding, Reading
from verifier.events import Side
from verifier.grammar import Name, quantity_lines
from verifier.names.gazetteer import capital, country, fold, gender

__all__ = ["CLASH", "DEGREES", "MEANT", "Guard", "conflict", "exchanged", "known_apart", "quantities_clash"]


@dataclass(frozen=True, slots=True)
class Guard:
    """A conflict: the finding says which words, `differs` on what. None: a conflict of no dimension."""

    finding: Finding
    differs: DiffersOn | None


def conflict(
    name: str, score: float, dimension: Dimension, here: str, there: str, why: str, excuse: Reading = "real"
) -> Guard:
    """The guard of this name has fired on these words of the claim and of the sentence."""
    finding = Finding(name, round(score, 2), f"the claim says “{here}”, the sentence “{there}”: {why}")
    return Guard(finding, DiffersOn(dimension, here, there, excuse, why))


DEGREES = ("possible", "duty", "future", "conditional")
"""The classes of modal verbs in `data/guards.toml`, the one that decides first."""

CLASH = {
    frozenset(pair)
    for pair in (
        ("done", "possible"),
        ("done", "planned"),
        ("done", "future"),
        ("done", "duty"),
        ("done", "open"),
        ("present", "possible"),
        ("future", "possible"),
        ("conditional", "possible"),
        ("conditional", "duty"),
        ("future", "duty"),
    )
}
"""Degrees that are two statements; "will" and "plans to" are one."""


MEANT = {
    "done": "done",
    "present": "asserted",
    "future": "announced",
    "conditional": "announced",
    "possible": "possible",
    "planned": "planned",
    "duty": "a duty",
    "open": "left open",
    "alleged": "alleged",
    "unknown": "said",
}


def exchanged(here: Side, there: Side, a: Name, b: Name, *, framed: bool = False) -> bool:
    """Whether two names are of one kind and surely two, and neither is anywhere on the other side.

    `framed`: they stand between the same words, so that a name of unknown kind is of the other's.
    """
    kinds = {a.kind, b.kind}
    if kinds not in ({"person"}, {"place"}, {"organisation"}) and not (
        framed and kinds in ({"person", "other"}, {"place", "other"})
    ):
        return False
    if "&" in a.text + b.text and a.text[0] == b.text[0]:
        return False  # "Marks & Spencer", "M&S"
    if _acronym(a) != _acronym(b) or _parts_of_one(a.text, b.text) or _may_be_one(a.text, b.text):
        return False
    if set(a.text.casefold().split()) & set(b.text.casefold().split()) and a.kind != "person":
        return False
    return not there.has_name(a) and not here.has_name(b)


def _acronym(name: Name) -> bool:
    """Whether a name may stand for one of which it has no word: "NATO"; not a state's, which is known."""
    letters = [c for c in name.text if c.isalpha()]
    acronym = sum(c.isupper() for c in letters) * 2 >= len(letters)
    return acronym and country(fold(name.text)) is None


def _parts_of_one(a: str, b: str) -> bool:
    """Whether two single words may be the given name and the surname of one person: "Theresa", "May"."""
    return " " not in a + b and (fold(a) in gender() or fold(b) in gender())


def _may_be_one(a: str, b: str) -> bool:
    """Whether two names may mean one country, its seat, or a place in it: "US", "America", "Washington"."""
    if _state(a) and _state(b):
        return _state(a) == _state(b)
    return country(fold(a)) is not None or country(fold(b)) is not None


def known_apart(a: str, b: str) -> bool:
    """Whether two places are known to lie in different countries."""
    return bool(_state(a) and _state(b)) and _state(a) != _state(b)


def _state(name: str) -> str | None:
    return country(fold(name)) or capital(fold(name))


def quantities_clash(mine: str, theirs: str) -> float:
    """How surely two quantity words of one thing differ in meaning, 0 if they do not, or are none.

    Less sure where the sentence's word implies the claim's: who says "all" has said "most" and "some".
    """
    lines, at_odds = quantity_lines()
    a, b = lines.get(mine), lines.get(theirs)
    if a is None or b is None or frozenset((a, b)) not in at_odds:
        return 0.0
    return 0.6 if b < a <= lines["some"] and b != lines["half"] else 0.95
