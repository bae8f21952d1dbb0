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
from verifier.rewording import Topic, shared

if TYPE_CHECKING:
    from verifier.alignment import Token
    from verifier.claims.parts import Part
    from verifier.differences import SameName

__all__ = ["FEATURES", "agreeing", "features", "likelihood"]

FEATURES = ("near", "stands out", "longer", "least", "most", "both", "names", "agree")


def features(a: Part, b: Part, near: float, apart: float, topic: Topic, same_name: SameName) -> tuple[float, ...]:
    """In the order of FEATURES, but for the last, which takes longer: `agreeing`.

    `near` is the cosine of the two; `apart` how much nearer they are than what stands elsewhere in the articles of
    each, both ways added: near to everything is near to nothing.
    """
    pairs = shared(a.plain, b.plain)
    mine, theirs = _weight(a.plain, topic), _weight(b.plain, topic)
    share = _weight([x for x, _ in pairs], topic) / mine if mine else 0.0
    back = _weight([y for _, y in pairs], topic) / theirs if theirs else 0.0
    here, there = a.statement.names, b.statement.names
    named = sum(any(same_name(x.text, y.text) for y in there) for x in here)
    low, high = min(share, back), max(share, back)
    longer = math.log(1 + max(len(a.plain) + len(here), len(b.plain) + len(there)))
    return near, apart, longer, low, high, low * high, named / max(1, len(here) + len(there) - named)


def _weight(part: Sequence[Token], topic: Topic) -> float:
    return sum(topic.weight(t) for t in {t.key: t for t in part}.values())


def agreeing(a: Part, b: Part) -> int:
    """How many counts agree, of two and more two.

    Counts that differ speak for neither: "12 were hurt" and "31 were hurt" is the same claim told otherwise.
    """
    if not any(t.number for t in a.plain) or not any(t.number for t in b.plain):
        return 0
    match = differences(
        a.statement.text,
        b.statement.text,
        published_here=a.statement.published,
        published_there=b.statement.published,
    )
    return min(sum(isinstance(p.here, Quantity) for p in match.pairs), 2)


def likelihood(values: Sequence[float], story: float = 1.0, *, within: bool = False) -> float:
    """How likely, in [0, 1]. `story`: how near their articles are (`stories.akin`); `within`: they are one article."""
    x = (
        CONSTANT
        + WITHIN * within
        + STORY * min(0.0, story - SURELY)
        + sum(w * v for w, v in zip(WEIGHTS, values, strict=True))
    )
    return 1 / (1 + math.exp(-x))


WEIGHTS = (1.58, 2.14, 0.85, 5.01, 2.33, -2.61, 0.14, 0.9)
CONSTANT = -5.82
WITHIN = -1.0
"""Not fitted, for no pair was of one article: an article seldom says one thing twice."""
STORY = 8.0
"""Nor is this: articles that are hardly of one event have few claims in common."""
