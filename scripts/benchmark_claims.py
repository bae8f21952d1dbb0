#!/usr/bin/env python3
"""How long does it take to make claims of many sentences that were read? Beside community detection.

    python scripts/benchmark_claims.py [--sizes 5000 20000 100000] [--rival-most 20000] [--seed 1]

Sentences are vectors of known groups: a group's centre is a random direction near one of its story's, its members are
scattered around it; group sizes fall off as they do in news, and two in five sentences stand alone. Each sentence is a
statement; its nearest neighbours are the leaves of its star, as sure as their cosine, and the stars become claims as in
the program (claims/stars.py). Beside it `sentence_transformers.util.community_detection`, which is only run up to
`--rival-most` sentences, as its time grows with the square. The readers are not asked, whose work grows with the number
of pairs: at most candidates.NEIGHBOURS a statement. What is measured is time; of quality, what cosines alone give.
"""

from __future__ import annotations

import argparse
import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from itertools import combinations
from typing import Any

import numpy as np
from evaluation import table
from numpy.typing import NDArray

from verifier.claims.candidates import NEIGHBOURS
from verifier.claims.stars import Leaf, Star, chosen
from verifier.index import neighbours

DIMENSIONS = 384
STORY, CLAIM = 0.5, (0.4, 1.0)
"""How far the centres of claims lie from their story's, and members, between two bounds, from their centre's, in
lengths of it: members of one claim have cosines from 0.5 to 0.85, those of two claims of one story about 0.5."""
ALONE = 0.4
LARGEST = 40
A_STORY = 12
"""Claims in a story."""
NEAR = 0.6
"""Cosine from which on a neighbour is taken to state the same."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", type=int, nargs="+", default=[5_000, 20_000, 100_000])
    parser.add_argument("--rival-most", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    rival(made(100, 1)[0])  # the library is loaded before the clock runs
    rows = []
    for size in options.sizes:
        vectors, truth = made(size, options.seed)
        rows.append([f"{size:,}", "claims", *measured(ours, vectors, truth)])
        if size <= options.rival_most:
            rows.append([f"{size:,}", "community_detection", *measured(rival, vectors, truth)])
    table(
        ("sentences", "", "processor seconds", "sentences a second", "pairs right", "pairs found", "F1", "largest"),
        rows,
    )


def made(size: int, seed: int) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
    """Unit vectors, shape (size, DIMENSIONS), in random order, and the number of each one's group."""
    random = np.random.default_rng(seed)
    sizes: list[int] = []
    while sum(sizes) < size:
        sizes.append(1 if random.random() < ALONE else min(1 + int(random.zipf(2.0)), LARGEST))
    truth = np.repeat(np.arange(len(sizes)), sizes)[:size]
    stories = unit(random.normal(size=(len(sizes) // A_STORY + 1, DIMENSIONS)))
    claims = scattered(random, stories[random.integers(len(stories), size=len(sizes))], STORY)
    order = random.permutation(size)
    far = random.uniform(*CLAIM, size=(size, 1))
    return scattered(random, claims[truth], far)[order], truth[order]


def scattered(random: np.random.Generator, centres: NDArray[np.float32], far: Any) -> NDArray[np.float32]:
    """Unit vectors, each as far from its centre as is said for all or for each."""
    return unit(centres + far * unit(random.normal(size=centres.shape)))


def unit(rows: NDArray[np.float64]) -> NDArray[np.float32]:
    scaled: NDArray[np.float32] = (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)
    return scaled


def ours(vectors: NDArray[np.float32]) -> list[list[int]]:
    """The claims of the stars of all vectors; a member is a neighbour of the claim's statement, or of one like it."""
    scores, ids = neighbours(vectors, NEIGHBOURS + 1)
    stars = [
        Star(n, {b: Leaf("states", c, True) for b, c in zip(near, row, strict=True) if b not in (-1, n) and c >= NEAR})
        for n, (near, row) in enumerate(zip(ids.tolist(), scores.tolist(), strict=True))
    ]
    homes = {n: frozenset([(str(n), 0)]) for n in range(len(stars))}
    claims = chosen(stars, homes)
    return [
        sorted({one.statement for one in (star, *alike)}.union(*(one.leaves for one in (star, *alike))))
        for star, alike in claims
    ]


def rival(vectors: NDArray[np.float32]) -> list[list[int]]:
    from sentence_transformers.util import community_detection

    found: list[list[int]] = community_detection(vectors, threshold=0.65, min_community_size=2)
    return found


def measured(
    group: Callable[[NDArray[np.float32]], Iterable[Sequence[int]]],
    vectors: NDArray[np.float32],
    truth: NDArray[np.int64],
) -> list[str]:
    """Seconds of processors, sentences a second, and how many pairs of one group are right and found."""
    begun = time.process_time()
    groups = [list(g) for g in group(vectors)]
    seconds = time.process_time() - begun
    got = {pair for g in groups for pair in combinations(sorted(g), 2)}
    right = sum(bool(truth[a] == truth[b]) for a, b in got)
    want = sum(pairs(n) for n in Counter(truth.tolist()).values())
    precision, recall = right / max(len(got), 1), right / want
    f1 = 2 * precision * recall / max(precision + recall, 1e-9)
    largest = max(map(len, groups), default=0)
    return [
        f"{seconds:.1f}",
        f"{len(vectors) / seconds:,.0f}",
        *(f"{v:.3f}" for v in (precision, recall, f1)),
        str(largest),
    ]


def pairs(count: int) -> int:
    return count * (count - 1) // 2


if __name__ == "__main__":
    main()
