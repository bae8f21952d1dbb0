"""Two parts of sentences -> how likely it is that they say one thing, or one thing otherwise.

What speaks for it, apart from names and with them: names alone make no claim, and every sentence of a pile has the same
few. The weights are a logistic regression on public data, fitted by scripts/fit_claims.py.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from verifier.claims.stories import SURELY
from verifier.rewording import Topic, shared

if TYPE_CHECKING:
    from verifier.alignment import Token
    from verifier.claims.parts import Part
    from verifier.differences import SameName

__all__ = ["FEATURES", "features", "likelihood"]

FEATURES = ("near", "stands out", "longer", "least", "most", "both", "names", "numbers")


def features(a: Part, b: Part, near: float, apart: float, topic: Topic, same_name: SameName) -> tuple[float, ...]:
    """In the order of FEATURES.

    `near` is the cosine of the two; `apart` how much nearer they are than what stands elsewhere in the articles of
    each, both ways added: near to everything is near to nothing. Numbers that both have speak for one claim, others
    for neither: "12 were hurt" and "31 were hurt" is one told otherwise.
    """
    pairs = shared(a.plain, b.plain)
    mine, theirs = _weight(a.plain, topic), _weight(b.plain, topic)
    share = _weight([x for x, _ in pairs], topic) / mine if mine else 0.0
    back = _weight([y for _, y in pairs], topic) / theirs if theirs else 0.0
    here, there = a.statement.names, b.statement.names
    named = sum(any(same_name(x.text, y.text) for y in there) for x in here)
    low, high = min(share, back), max(share, back)
    longer = math.log(1 + max(len(a.plain) + len(here), len(b.plain) + len(there)))
    numbers = len({x.key for x, _ in pairs if x.number})
    all_names = max(1, len(here) + len(there) - named)
    return near, apart, longer, low, high, low * high, named / all_names, min(numbers, 2)


def _weight(part: Sequence[Token], topic: Topic) -> float:
    return sum(topic.weight(t) for t in {t.key: t for t in part}.values())


def likelihood(values: Sequence[float], story: float = 1.0, *, within: bool = False) -> float:
    """How likely, in [0, 1]. `story`: how near their articles are (`stories.akin`); `within`: they are one article."""
    x = (
        CONSTANT
        + WITHIN * within
        + STORY * min(0.0, story - SURELY)
        + sum(w * v for w, v in zip(WEIGHTS, values, strict=True))
    )
    return 1 / (1 + math.exp(-x))


WEIGHTS = (1.52, 2.13, 0.82, 4.78, 2.3, -2.42, 0.11, 0.73)
CONSTANT = -5.67
WITHIN = -1.0
"""Not fitted, for no pair was of one article: an article seldom says one thing twice."""
STORY = 8.0
"""Nor is this: articles that are hardly of one event have few claims in common."""
