"""Which articles of a pile are worth comparing: those that share runs of words, or sentences near in meaning.

An index of all runs is exact, and as linear in the number of articles as MinHash: a run that many articles print
makes each a candidate with the next only, so a thousand copies of one text give a thousand pairs. MinHash estimates
the likeness of whole articles; what two outlets share of a dispatch is often a hundredth of it (docs/origins.md).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import combinations, pairwise

from verifier.provenance.evidence import NEAR
from verifier.provenance.texts import Passage, Run

__all__ = ["candidates"]

FEW = 6
"""A run of words in so few articles makes every two of them candidates; of more, each and the next in order."""
RUNS = 8
"""Common runs from which on two articles are compared."""
NEIGHBOURS = 24
"""Near sentences of other articles that are looked at for each sentence."""
TOLD = 3
"""Near sentences from which on two articles are compared."""
PARTNERS = 24
"""Articles that one article is compared with because of near sentences, those with most of them."""


def candidates(passages: Mapping[str, Passage]) -> list[tuple[str, str]]:
    """The pairs of articles to compare, by id, sorted; `passages` by id."""
    return sorted(set(_by_words(passages)) | set(_by_meaning(passages)))


def _by_words(passages: Mapping[str, Passage]) -> Iterator[tuple[str, str]]:
    """Pairs of articles that share enough runs of words. Linear in the runs, however many copies there are."""
    places: dict[Run, list[str]] = {}
    for one in sorted(passages):
        for run in passages[one].own | passages[one].said:
            places.setdefault(run, []).append(one)
    count: Counter[tuple[str, str]] = Counter()
    for articles in places.values():
        count.update(combinations(articles, 2) if len(articles) <= FEW else pairwise(articles))
    return (pair for pair, shared in count.items() if shared >= RUNS)


def _by_meaning(passages: Mapping[str, Passage]) -> Iterator[tuple[str, str]]:
    """Pairs of articles that have enough near sentences."""
    import numpy as np

    from verifier.index import neighbours

    ids, rows = [], []
    for one, passage in sorted(passages.items()):
        found = passage.vectors()
        if found is not None:
            ids += [one] * len(found)
            rows.append(found)
    if not rows:
        return
    cosines, near = neighbours(np.concatenate(rows), NEIGHBOURS + 1)
    count: Counter[tuple[str, str]] = Counter()
    for here, others, values in zip(ids, near.tolist(), cosines.tolist(), strict=True):
        told = {ids[n] for n, value in zip(others, values, strict=True) if n >= 0 and value >= NEAR} - {here}
        count.update((min(here, one), max(here, one)) for one in told)
    partners: dict[str, int] = {}
    for pair, shared in sorted(count.items(), key=lambda item: (-item[1], item[0])):
        if shared >= TOLD and any(partners.get(one, 0) < PARTNERS for one in pair):
            for one in pair:
                partners[one] = partners.get(one, 0) + 1
            yield pair
