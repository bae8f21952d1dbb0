"""What a table can tell exactly, and a learned model blurs: "LC-60" is not "LC-40", ward 100 not ward 101."""

from __future__ import annotations

import re
from collections.abc import Iterator

from verifier.datamodel import DiffersOn
from verifier.dates import moments
from verifier.names.gazetteer import group

__all__ = ["designations"]

_DESIGNATION = re.compile(
    r"\b(?P<kind>[A-Z]{1,5}|[A-Z][a-z]+|flight|ward|room|unit|gate|block|building|platform|terminal|runway|line|bus|route)"
    r"(?P<joint>[- ]?)(?P<number>\d{1,5}[A-Za-z]?)\b(?![.,]\d|\s*(?:percent|per cent|%|million|billion|people))"
)
"""A kind with a number or letter: it is a name, and the figure is part of it."""


def designations(here: str, there: str) -> Iterator[DiffersOn]:
    """Names with a figure in them that both texts have with another figure, and neither has with the same."""
    mine, theirs = dict(_found(here)), dict(_found(there))
    for kind, (printed, number) in mine.items():
        if kind in theirs and theirs[kind][1] != number:
            rival = theirs[kind][0]
            yield DiffersOn("name", printed, rival, "real", f"“{printed}” and “{rival}” are two names of one kind")


def _opens(kind: str) -> bool:
    """True for a word of grammar with a capital, as at the head of a sentence: "Some 50 men", "About 20 houses"."""
    return kind == "A" or (kind.istitle() and len(kind) > 1 and kind.casefold() in group("stop.openers"))


def _found(text: str) -> Iterator[tuple[str, tuple[str, str]]]:
    """Each kind that the text has with exactly one figure: the kind, what is printed, the figure."""
    days = [m.span for m in moments(text, None)]
    by_kind: dict[str, set[tuple[str, str]]] = {}
    for m in _DESIGNATION.finditer(text):
        if any(d.start < m.end() and m.start() < d.end for d in days) or _opens(m["kind"]):
            continue
        if not m["joint"] and not m["kind"].isupper():
            continue
        by_kind.setdefault(m["kind"].casefold(), set()).add((m[0], m["number"].casefold()))
    for kind, found in by_kind.items():
        if len({number for _, number in found}) == 1:
            yield kind, min(found)
