"""Parts of sentences -> weighted links between those that are likely to say one thing.

Candidates are the nearest by vector, and parts that share several rare words, names or numbers. Their number grows with
the number of parts, not with its square: each has at most NEIGHBOURS, and a word that many parts have finds none.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from verifier.claims.pairs import features, likelihood, numbers
from verifier.claims.parts import Part
from verifier.claims.stories import ONE_STORY, Akin
from verifier.rewording import Topic, Voice

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from verifier.voices import Bearers

__all__ = ["Link", "links"]

NEIGHBOURS = 40
NEAR = 0.45
"""Cosine from which on two parts are compared."""
RARE = 12
"""A word in more parts than these finds no candidates."""
TOGETHER = 2
"""So many rare words are shared by parts that are compared although they are not near."""
WEAKEST = 0.2
"""Links less likely than this are dropped."""

Link = tuple[int, int]


def links(
    found: Sequence[Part], rows: NDArray[np.float32] | None, topic: Topic, bearers: Bearers, akin: Akin
) -> dict[Link, float]:
    """How likely it is that two parts (a, b), a < b, say one thing, if it is likely at all.

    `rows` has a unit vector for each part; without them shared rare words alone make candidates, and cosines count as
    if they were what parts with such words in common have. `akin` keeps apart what tells of different events.
    """
    same_name = lru_cache(maxsize=100_000)(bearers.same_name)
    near = dict(_near(rows)) if rows is not None else {}
    for a, b in _sharing(found):
        near.setdefault((a, b), float(rows[a] @ rows[b]) if rows is not None else NEAR)
    weighed = {}
    for (a, b), cosine in sorted(near.items()):
        one, other = found[a], found[b]
        within = one.article.id == other.article.id
        story = akin(one.article.id, other.article.id)
        if (within and one.sentence == other.sentence) or story < ONE_STORY:
            continue
        values = features(one, other, cosine, topic, same_name)
        voice = _voice(one, other, bearers)
        if likelihood((*values, 2, 0), voice, story, within=within) >= WEAKEST:  # if they agreed on two numbers
            weight = likelihood((*values, *numbers(one, other)), voice, story, within=within)
            if weight >= WEAKEST:
                weighed[a, b] = weight
    return weighed


def _near(rows: NDArray[np.float32]) -> Iterator[tuple[Link, float]]:
    """Pairs of parts of which one is among the nearest of the other, with their cosine."""
    from verifier import index

    scores, ids = index.neighbours(rows, NEIGHBOURS + 1)
    for a, (near, cosines) in enumerate(zip(ids.tolist(), scores.tolist(), strict=True)):
        for b, cosine in zip(near, cosines, strict=True):
            if b >= 0 and a != b and cosine >= NEAR:
                yield (min(a, b), max(a, b)), round(float(cosine), 4)


def _sharing(found: Sequence[Part]) -> Iterator[Link]:
    """Pairs of whole sentences that share rare words."""
    holders: dict[str, list[int]] = defaultdict(list)
    for n, part in enumerate(found):
        if part.whole:
            for key in {t.key for t in part.statement.tokens if t.content}:
                holders[key].append(n)
    counts: Counter[Link] = Counter()
    for places in holders.values():
        if len(places) <= RARE:
            counts.update((a, b) for i, a in enumerate(places) for b in places[i + 1 :])
    return (pair for pair, count in sorted(counts.items()) if count >= TOGETHER)


def _voice(a: Part, b: Part, bearers: Bearers) -> Voice:
    """Whether both are said by one; unknown where either is said by nobody."""
    if a.quote is None or b.quote is None:
        return "unknown"
    return bearers.voice(a.article.id, a.quote.speaker, b.article.id, b.quote.speaker)
