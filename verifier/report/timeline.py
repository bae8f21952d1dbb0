"""What the articles say at different times of one and the same thing, in the order of their dates: 727, then 826."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from verifier.datamodel import Claim, DiffersOn, Dimension, Reading, Report

__all__ = ["Moment", "timeline"]


CHANGING: frozenset[Dimension] = frozenset({"number", "time", "polarity"})
"""What changes while a story runs: a count, when it is, whether it is so at all; a place or a name does not."""


@dataclass(frozen=True, slots=True)
class Moment:
    """What one article says where others say otherwise. `date` is its day, ISO 8601, None where it prints none.

    `words` are those on which it differs ("826 people"); `reading` is None for the words that the others differ from.
    """

    date: str | None
    claim: str
    article: str
    dimension: Dimension
    words: str
    reading: Reading | None


def timeline(report: Report) -> list[Moment]:
    """The moments of every claim whose members differ on what changes with time, claim by claim, by date.

    Articles without a date come last, by id.
    """
    dates = {article.id: article.published for article in report.articles}
    return [moment for claim in report.claims for moment in _of(claim, dates)]


def _of(claim: Claim, dates: Mapping[str, str | None]) -> list[Moment]:
    differing = [(member.article, one) for member in claim.members for one in member.differs_on if _changes(one)]
    found: dict[tuple[str, Dimension, str], Reading | None] = {}
    for article, one in differing:
        found.setdefault((article, one.dimension, one.there), one.reading)
    for dimension, words in dict.fromkeys((one.dimension, one.here) for _, one in differing):
        for member in claim.members:
            if words in member.exact:
                found.setdefault((member.article, dimension, words), None)
    moments = [Moment(dates.get(key[0]), claim.id, *key, reading) for key, reading in found.items()]
    return sorted(moments, key=lambda one: (one.date is None, one.date or "", one.article, one.dimension, one.words))


def _changes(one: DiffersOn) -> bool:
    return one.dimension in CHANGING and bool(one.here and one.there)
