"""What the guards share: a conflict and its words, which degrees of certainty clash, when two names are surely two."""

from __future__ import annotations

from dataclasses import dataclass

from verifier.datamodel import DiffersOn, Dimension, Finding, Reading
from verifier.events import Side
from verifier.grammar import Name
from verifier.names.gazetteer import capital, country, fold, gender

__all__ = ["CLASH", "MEANT", "Guard", "conflict", "exchanged"]


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
        ("future", "duty"),
    )
}
"""Degrees that are two statements; "will" and "plans to" are one."""


MEANT = {
    "done": "done",
    "present": "asserted",
    "future": "announced",
    "possible": "possible",
    "planned": "planned",
    "duty": "a duty",
    "open": "left open",
    "alleged": "alleged",
    "unknown": "said",
}


def exchanged(here: Side, there: Side, a: Name, b: Name) -> bool:
    """Whether two names are of one kind and surely two, and neither is anywhere on the other side."""
    if a.kind != b.kind or a.kind == "other" or _abbreviated(a) or _abbreviated(b) or _one_country(a.text, b.text):
        return False
    if set(a.text.casefold().split()) & set(b.text.casefold().split()) and a.kind != "person":
        return False
    return not there.has_name(a) and not here.has_name(b)


def _abbreviated(name: Name) -> bool:
    """Whether a name may stand for one of which it has no word: an acronym, a given name alone."""
    letters = [c for c in name.text if c.isalpha()]
    acronym = sum(c.isupper() for c in letters) * 2 >= len(letters) or "&" in name.text
    return acronym or (name.kind == "person" and name.text.casefold() in gender())


def _one_country(a: str, b: str) -> bool:
    """Whether two names mean one country or its seat: "US", "America", "Washington"; or one may lie in the other."""
    x, y = country(fold(a)) or capital(fold(a)), country(fold(b)) or capital(fold(b))
    return x == y if x and y else bool(x or y)
