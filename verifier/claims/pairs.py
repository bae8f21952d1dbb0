"""Two parts of sentences -> how likely it is that they say one thing, or one thing otherwise.

What speaks for it, apart from names and with them: names alone make no claim, and every sentence of a pile has the same
few. The weights are a logistic regression on public data, fitted by scripts/fit_claims.py.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from verifier.claims.stories import SURELY
from verifier.quantities import Quantity, differences
from verifier.rewording import Topic, Voice, shared

if TYPE_CHECKING:
    from verifier.alignment import Token
    from verifier.claims.parts import Part
    from verifier.differences import SameName

__all__ = ["FEATURES", "features", "likelihood", "numbers"]

FEATURES = ("near", "share", "back", "least", "names", "other names", "agree", "differ")


def features(a: Part, b: Part, near: float, topic: Topic, same_name: SameName) -> tuple[float, ...]:
    """In the order of FEATURES, but for the last two, which take longer: `numbers`. `near` is the cosine of the two."""
    pairs = shared(a.plain, b.plain)
    mine, theirs = _weight(a.plain, topic), _weight(b.plain, topic)
    share = _weight([x for x, _ in pairs], topic) / mine if mine else 0.0
    back = _weight([y for _, y in pairs], topic) / theirs if theirs else 0.0
    here, there = a.statement.names, b.statement.names
    named = sum(any(same_name(x.text, y.text) for y in there) for x in here)
    fewer = min(len(here), len(there))
    low, high = min(share, back), max(share, back)
    return near, low, high, low * high, min(named, 3), max(fewer - named, 0)


def _weight(part: Sequence[Token], topic: Topic) -> float:
    return sum(topic.weight(t) for t in {t.key: t for t in part}.values())


def numbers(a: Part, b: Part) -> tuple[int, int]:
    """How many counts agree, and how many differ.

    Another number of one deed, "12 were hurt" and "31 were hurt", is the same claim told otherwise, and speaks for
    neither.
    """
    if not any(t.number for t in a.plain) or not any(t.number for t in b.plain):
        return 0, 0
    match = differences(
        a.statement.text,
        b.statement.text,
        published_here=a.statement.published,
        published_there=b.statement.published,
    )
    agree = sum(isinstance(p.here, Quantity) for p in match.pairs)
    differ = sum(d.reading != "format" for d in match.differs if d not in match.tied or d.dimension == "time")
    return min(agree, 2), min(differ, 2)


def likelihood(values: Sequence[float], voice: Voice = "unknown", story: float = 1.0, *, within: bool = False) -> float:
    """How likely, in [0, 1]. `voice`: whether the two are said by one, if both are said by somebody; `story`: how near
    their articles are (`stories.akin`); `within`: both stand in one article."""
    x = (
        CONSTANT
        + VOICE[voice]
        + WITHIN * within
        + STORY * min(0.0, story - SURELY)
        + sum(w * v for w, v in zip(WEIGHTS, values, strict=True))
    )
    return 1 / (1 + math.exp(-x))


WEIGHTS = (7.35, -0.29, 1.33, 1.77, 0.27, -0.67, 0.86, -1.99)
CONSTANT = -6.01
VOICE: dict[Voice, float] = {"same": 1.0, "other": -1.5, "unknown": 0.0}
"""Not fitted, for the sentence pairs have no speakers: what one minister says in two articles on one event is rarely
two things, and what two persons say is rarely one."""
WITHIN = -1.0
"""Not fitted either: an article seldom says one thing twice."""
STORY = 8.0
"""Nor is this: articles that are hardly of one event have few claims in common. At the least nearness it is as much as
one speaker against another."""
