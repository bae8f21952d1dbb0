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

__all__ = ["ONE_STORY", "Akin", "akin"]

ONE_STORY = 0.5
"""Cosine between the mean vectors of two articles' sentences from which on they may tell of one event. Of 171 articles
on 35 events, 98 in a hundred pairs on different events lie below, and 10 in a hundred on one, most of them stubs."""

Akin = Callable[[str, str], bool]
"""Whether two articles, given by their ids, may tell of one event."""


def akin(desk: Desk, ids: Iterable[str]) -> Akin:
    """By the mean of their sentences' vectors; an article without vectors may tell of anything."""
    means = {one: mean for one in ids if (mean := _mean(desk.page(one).vectors())) is not None}

    @lru_cache(maxsize=1_000_000)
    def same(a: str, b: str) -> bool:
        if a == b or a not in means or b not in means:
            return True
        return float(means[a] @ means[b]) >= ONE_STORY

    return same


def _mean(rows: NDArray[np.float32] | None) -> NDArray[np.float32] | None:
    import numpy as np

    if rows is None:
        return None
    total: NDArray[np.float32] = rows.sum(axis=0)
    length = float(np.linalg.norm(total))
    return total / np.float32(length) if length else None
