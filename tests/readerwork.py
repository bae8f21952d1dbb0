"""Readings made by hand, and a reader that gives the readings it was told to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from verifier.datamodel import Span
from verifier.models.reader import Reading, WordReading
from verifier.text import words

Probabilities = tuple[float, float, float]
"""Of entailment, neutral and contradiction."""

YES: Probabilities = (0.95, 0.04, 0.01)
SILENT: Probabilities = (0.02, 0.97, 0.01)
HARDLY: Probabilities = (0.15, 0.80, 0.05)
NO: Probabilities = (0.02, 0.03, 0.95)


def reading(text: str = "", probabilities: Probabilities = HARDLY, denied: Iterable[str] = ()) -> Reading:
    """The reading of a hypothesis, each of its words supported but those that are denied."""
    against = {norm.casefold() for norm in denied}
    scores = {False: (0.9, 0.05, 0.05), True: (0.05, 0.9, 0.05)}
    return Reading(*probabilities, tuple(WordReading(w.span, *scores[w.norm in against]) for w in words(text)))


def spot(text: str, part: str) -> Span:
    """Where a part of a text stands for the first time."""
    return Span(text.index(part), text.index(part) + len(part))


class ScriptedReader:
    """Gives each hypothesis its probabilities, any other HARDLY. `asked` holds the pairs of each call."""

    name, sha256 = "scripted", "0" * 64

    def __init__(self, script: Mapping[str, Probabilities] | None = None) -> None:
        self.script = script or {}
        self.asked: list[list[tuple[str, str]]] = []

    def read(self, pairs: Sequence[tuple[str, str]]) -> list[Reading]:
        """See verifier.models.reader.Reader."""
        self.asked.append(list(pairs))
        return [reading(hypothesis, self.script.get(hypothesis, HARDLY)) for _, hypothesis in pairs]
