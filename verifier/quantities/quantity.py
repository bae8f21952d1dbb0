"""The type of a quantity, and the tables that its reading shares."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Literal

from verifier.datamodel import Span

__all__ = ["Bound", "Kind", "Quantity", "base", "data", "singular", "table"]

Bound = Literal["exact", "more-than", "at-least", "less-than", "at-most", "about", "range", "vague"]
Kind = Literal["count", "measure", "money", "percent", "rank", "age", "duration", "score"]


@dataclass(frozen=True, slots=True)
class Quantity:
    """One printed quantity: "at least 40 wounded soldiers" at `span`, "40" at `number`.

    `low` and `high` are what the words allow, in the printed `unit`, infinite where open: "more than 40" is 40 to
    infinity, "hundreds" 100 to 1,000, a range its ends; `value` is the number itself. `noun` is the head noun counted,
    in the singular ("soldier"), `modifiers` what narrows it; `predicate` the class of what is said of it ("wounded"), a
    key of `data/quantities.toml`. `part`: it counts some of what another number counts ("including 40 soldiers").
    `further`: it is counted on top of another ("40 others", "another 40"). `context`: the lemmas of the common words
    around it, which tell what a price or a share is of. `per`: of a rate ("$3 a barrel"). `also` is the value of a
    second reading, `continental` says it is printed as "1.234,5": see `numbers.Number`. `places` are the places named
    with it, `periods` where the times that bound it are printed.
    """

    text: str
    span: Span
    number: Span
    value: float
    low: float
    high: float
    bound: Bound
    kind: Kind
    unit: str | None = None
    noun: str | None = None
    modifiers: tuple[str, ...] = ()
    predicate: str | None = None
    part: bool = False
    per: str | None = None
    also: float | None = None
    continental: bool = False
    further: bool = False
    context: frozenset[str] = frozenset()
    places: tuple[str, ...] = ()
    periods: tuple[Span, ...] = ()


@lru_cache(maxsize=16384)
def singular(word: str) -> str:
    """The singular of a noun: vehicles, vehicle; people, person; injuries, injury."""
    word = word.removesuffix("'s").removesuffix("'")
    if (listed := table("singular").get(word)) is not None:
        return str(listed)
    if word in data()["noun_phrase"]["singulars"] or len(word) < 4:
        return word
    for many, one in (("children", "child"), ("men", "man")):
        if word.endswith(many) and word != many:
            return word.removesuffix(many) + one
    if word.endswith("ies"):
        return word[:-3] + "y"
    if word.endswith(("sses", "shes", "ches", "xes", "zzes")):
        return word[:-2]
    return word[:-1] if word.endswith("s") and not word.endswith(("ss", "us", "is")) else word


def base(unit: str) -> tuple[float, str] | None:
    """How much of its dimension's base a unit is, and the dimension: ("km" -> 1000, "length")."""
    return _bases().get(unit)


@cache
def _bases() -> dict[str, tuple[float, str]]:
    found = {unit: (float(size), dimension) for unit, size, dimension in table("units").values()}
    for unit, (size, dimension) in list(found.items()):
        if dimension == "length":
            found[f"square {unit}"] = (size**2, "area")
            found[f"cubic {unit}"] = (size**3 * 1000, "volume")
    return found


@cache
def table(name: str) -> dict[str, Any]:
    """One table of `data/quantities.toml`."""
    return dict[str, Any](data()[name])


@cache
def data() -> dict[str, Any]:
    """`data/quantities.toml`."""
    path = Path(__file__).parent.parent / "data" / "quantities.toml"
    return tomllib.loads(path.read_text("utf-8"))
