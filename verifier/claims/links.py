"""Parts of sentences -> weighted links between those that are likely to say one thing.

Candidates are the nearest by vector, and parts that share several rare words, names or numbers. Their number grows with
the number of parts, not with its square: each has at most NEIGHBOURS, and a word that many parts have finds none.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from verifier.claims.pairs import features, likelihood
from verifier.claims.parts import Part
from verifier.claims.stories import ONE_STORY, Akin
from verifier.rewording import Topic

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from verifier.voices import Bearers

__all__ = ["Link", "Rivals", "links"]

NEIGHBOURS = 40
NEAR = 0.45
"""Cosine from which on two parts are compared."""
ALIKE = 0.6
"""The same, if they have no word in common."""
RARE = 12
"""A word in more parts than these finds no candidates."""
TOGETHER = 2
"""So many rare words are shared by parts that are compared although they are not near."""
WEAKEST = 0.15
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
    rivals = Rivals(found, rows) if rows is not None else None
    weighed = {}
    for (a, b), cosine in sorted(near.items()):
        one, other = found[a], found[b]
        within = one.article.id == other.article.id
        story = akin(one.article.id, other.article.id)
        if (within and one.sentence == other.sentence) or story < ONE_STORY:
            continue
        if cosine < ALIKE and one.keys.isdisjoint(other.keys):
            continue
        values = features(one, other, cosine, rivals.apart(a, b, cosine) if rivals else 0.0, topic, same_name)
        weight = likelihood(values, story, within=within)
        if weight >= WEAKEST:
            weighed[a, b] = weight
    return weighed


class Rivals:
    """What stands elsewhere in an article and is near to a part, too.

    `rows` has a unit vector for each part; parts are in the order of articles and sentences.
    """

    def __init__(self, found: Sequence[Part], rows: NDArray[np.float32]) -> None:
        self._rows = rows
        self._place = [(p.article.id, p.sentence.ordinal) for p in found]
        self._of: dict[str, list[int]] = defaultdict(list)
        for n, (article, _) in enumerate(self._place):
            self._of[article].append(n)
        self._nearest = lru_cache(maxsize=200_000)(self._nearest_sentences)
        self._firsts = lru_cache(maxsize=20_000)(self._sentences)

    def apart(self, a: int, b: int, cosine: float) -> float:
        """How much nearer two parts are than what stands elsewhere in the articles of each, both ways added."""
        return 2 * cosine - self._elsewhere(a, b) - self._elsewhere(b, a)

    def _elsewhere(self, a: int, b: int) -> float:
        """The highest cosine of part `a` in the article of `b`, but for the sentences that the two stand in."""
        own = (self._place[a], self._place[b])
        article = self._place[b][0]
        return next((cosine for n, cosine in self._nearest(a, article) if self._place[n] not in own), 0.0)

    def _nearest_sentences(self, a: int, article: str) -> list[tuple[int, float]]:
        """The three sentences that are nearest, each by its first part: two may be the pair's own."""
        import numpy as np

        parts, firsts = self._of[article], self._firsts(article)
        cosines = np.maximum.reduceat(self._rows[parts] @ self._rows[a], firsts).round(4)
        order = np.argsort(-cosines, kind="stable")[:3]
        return [(parts[firsts[n]], float(cosines[n])) for n in order.tolist()]

    def _sentences(self, article: str) -> list[int]:
        """Where, among the parts of an article, those of each sentence begin."""
        parts = self._of[article]
        return [i for i, n in enumerate(parts) if not i or self._place[n] != self._place[parts[i - 1]]]


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
