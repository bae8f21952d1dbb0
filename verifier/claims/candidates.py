"""Sentences -> the pairs that are worth reading: near in meaning, or with rare words in common.

Their number grows with the number of sentences, not with its square: each is paired with at most NEIGHBOURS others,
and a word that many sentences have brings none together.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from verifier.claims.parts import Part
from verifier.claims.stories import MIN_COSINE_ONE_STORY, Akin

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["Pair", "candidates"]

NEIGHBOURS = 12
"""So many sentences are read for one statement at most."""
SEARCHED = 40
"""So many of the nearest are looked at, for those of other stories drop out."""
MIN_COSINE = 0.35
"""Least cosine of a statement and a sentence that are read; 98 in 100 that state it are nearer."""
MAX_HOLDERS_OF_A_RARE_WORD = 12
MIN_RARE_WORDS = 2
"""So many rare words are shared by a statement and a sentence that are read although they are not near."""

Pair = tuple[int, int]
"""A statement and a sentence, both by their place among the nodes."""


def candidates(nodes: Sequence[Part], rows: NDArray[np.float32] | None, akin: Akin) -> dict[Pair, float]:
    """The pairs (statement, sentence) of nodes to be read, with their cosines.

    `rows` has a unit vector for each node; without vectors shared rare words alone bring pairs together.
    """
    found: dict[int, dict[int, float]] = defaultdict(dict)
    if rows is not None:
        for a, b, cosine in _near(rows):
            found[a][b] = cosine
    for a, b in _sharing(nodes):
        found[a].setdefault(b, round(float(rows[a] @ rows[b]), 4) if rows is not None else MIN_COSINE)
    kept: dict[Pair, float] = {}
    for a, others in sorted(found.items()):
        own = nodes[a].article.id
        fit = [(cosine, b) for b, cosine in others.items() if akin(own, nodes[b].article.id) >= MIN_COSINE_ONE_STORY]
        for cosine, b in sorted(fit, key=lambda one: (-one[0], one[1]))[:NEIGHBOURS]:
            kept[a, b] = cosine
    return kept


def _near(rows: NDArray[np.float32]) -> Iterator[tuple[int, int, float]]:
    """Each node with its nearest others and their cosines."""
    from verifier import index

    if not len(rows):
        return
    scores, ids = index.neighbours(rows, SEARCHED)
    for a, (near, cosines) in enumerate(zip(ids.tolist(), scores.tolist(), strict=True)):
        for b, cosine in zip(near, cosines, strict=True):
            if b >= 0 and b != a and cosine >= MIN_COSINE:
                yield a, b, round(float(cosine), 4)


def _sharing(nodes: Sequence[Part]) -> Iterator[Pair]:
    """Nodes that share rare words."""
    holders: dict[str, list[int]] = defaultdict(list)
    for n, node in enumerate(nodes):
        for key in node.keys:
            holders[key].append(n)
    for a, node in enumerate(nodes):
        rare = (holders[key] for key in sorted(node.keys))
        counts = Counter(b for places in rare if len(places) <= MAX_HOLDERS_OF_A_RARE_WORD for b in places if b != a)
        yield from ((a, b) for b, count in sorted(counts.items()) if count >= MIN_RARE_WORDS)
