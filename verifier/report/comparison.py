"""The answer to `verify compare` for a reader: both sentences with the differing words marked, and why."""

from __future__ import annotations

from verifier.compare import Comparison, decide
from verifier.compare.dimensions import contradicted, places_of
from verifier.datamodel import DiffersOn, Stance
from verifier.models.reader import Reading
from verifier.report.page import Page, Part
from verifier.report.printable import one_line

__all__ = ["answer"]

_LABEL: dict[Stance | None, tuple[str, str, str]] = {
    "states": ("STATES", "bold green", "B follows from A"),
    "partly": ("PARTLY", "bold yellow", "A follows from B: A says a part of it, or says it more vaguely"),
    "contradicts": ("CONTRADICTS", "bold red", "both cannot be right"),
    "unresolved": ("UNRESOLVED", "bold yellow", "whether they agree cannot be told"),
    "related": ("NEUTRAL", "", "neither follows, and neither contradicts"),
    None: ("NEUTRAL", "", "neither follows, and neither contradicts"),
}


def answer(found: Comparison, page: Page) -> None:
    """The whole answer."""
    judged = decide(found)
    name, style, gloss = _LABEL[judged.stance]
    page.put((name, style), f" — {gloss}", hang=2)
    page.field("A", *_marked(found.there.text, found.backward, [d.there for d in judged.differs_on], page), indent=2)
    page.field("B", *_marked(found.here.text, found.forward, [d.here for d in judged.differs_on], page), indent=2)
    for one in judged.differs_on:
        page.field("differs", _difference(one), indent=2)
    if found.forward:
        page.field("A → B", _scores(found.forward), indent=2)
    if found.backward:
        page.field("B → A", _scores(found.backward), indent=2)
    for n, reason in enumerate(judged.findings):
        page.field("because" if not n else "and", f"{reason.detail} [{reason.name} {reason.score:.2f}]", indent=2)


def _scores(one: Reading) -> str:
    return f"entailment {one.entailment:.2f}, neutral {one.neutral:.2f}, contradiction {one.contradiction:.2f}"


def _difference(one: DiffersOn) -> str:
    sides = " / ".join(f"“{one_line(words)}”" if words else "(nothing)" for words in (one.there, one.here))
    return f"{one.dimension}: {sides} [{one.reading}]"


def _marked(text: str, reading: Reading | None, named: list[str], page: Page) -> list[Part]:
    """The sentence with the words that differ marked."""
    spans = [(s.start, s.end) for s in (*contradicted(text, reading), *places_of(text, named))]
    parts: list[Part] = []
    end = 0
    for start, stop in sorted(set(spans)):
        if start < end:
            continue
        parts += [text[end:start], page.marked(text[start:stop], "bold red", "[[", "]]")]
        end = stop
    return [*parts, text[end:]]
