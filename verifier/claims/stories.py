"""Which articles may tell of one event. Claims are only sought among them: "12 people were hurt" is another claim in
an article on another accident, and the line that asks for an e-mail address is none, whoever else prints it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import TYPE_CHECKING

from verifier.search import Desk

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["MIN_COSINE_ONE_STORY", "SURELY", "Akin", "akin"]

MIN_COSINE_ONE_STORY, SURELY = 0.5, 0.65
"""Cosines between the mean vectors of two articles' sentences: below the first they tell of different events, above
the second they may well tell of one. Of 171 articles on 35 events, 98 in a hundred pairs on different events lie below
the first; of pairs on one event 10 in a hundred do, most of them stubs, and half lie above 0.78."""

Akin = Callable[[str, str], float]
"""How near two articles, given by their ids, are; what may well be one event is 1."""


def akin(desk: Desk, ids: Iterable[str]) -> Akin:
    """By the mean of their sentences' vectors; an article without vectors may tell of anything."""
    means = {one: mean for one in ids if (mean := _mean(desk.page(one).vectors())) is not None}

    @lru_cache(maxsize=1_000_000)
    def near(a: str, b: str) -> float:
        if a == b or a not in means or b not in means:
            return 1.0
        cosine = float(means[a] @ means[b])
        return 1.0 if cosine >= SURELY else round(cosine, 4)

    return near


def _mean(rows: NDArray[np.float32] | None) -> NDArray[np.float32] | None:
    import numpy as np

    if rows is None:
        return None
    total: NDArray[np.float32] = rows.sum(axis=0)
    length = float(np.linalg.norm(total))
    return total / np.float32(length) if length else None
