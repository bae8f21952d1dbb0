"""The word lists of `data/review.toml`."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from verifier import lexicon

__all__ = ["keys", "labels", "pairs", "phrases", "printed"]


@cache
def _toml() -> dict[str, Any]:
    return tomllib.loads((Path(__file__).parent.parent / "data" / "review.toml").read_text("utf-8"))


def _value(name: str) -> Any:
    table, _, key = name.partition(".")
    return _toml()[table][key]


@cache
def printed(name: str) -> frozenset[str]:
    """A list as it is written: ``printed("days.named")``."""
    return frozenset(_value(name).split())


@cache
def keys(name: str) -> frozenset[str]:
    """The lemmas of a list."""
    return frozenset(lexicon.lemma(word) for word in printed(name))


@cache
def phrases(name: str) -> tuple[str, ...]:
    """A list of which the entries have several words."""
    return tuple(_value(name))


@cache
def pairs(name: str) -> tuple[tuple[str, str], ...]:
    """A list of pairs, each written "one other"."""
    return tuple((a, b) for a, b in (entry.split() for entry in _value(name)))


def labels() -> tuple[tuple[str, str], ...]:
    """Contested labels, each with the plain word for the same."""
    return pairs("labels.loaded")
