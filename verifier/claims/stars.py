"""Statements, each with the sentences that make it or deny it -> the claims of a pile, none told twice.

Every statement of the pile is a possible claim, and what was read of it is a star: the statement, and around it the
sentences that state it, contradict it, or may. Most stars are of the same few claims in other wordings. So the fullest
star is taken first; a star that has most of its sentences in one that is taken already says the same, and only brings
that one its other sentences, if the two statements follow from each other.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from verifier.datamodel import Stance

__all__ = ["Leaf", "Star", "chosen"]

WEIGHT: Mapping[Stance, float] = {"states": 1.0, "contradicts": 1.0, "unresolved": 0.3, "partly": 0.0}
"""What a sentence adds to a star, times how sure its stance is."""
MUTUAL = 0.5
"""Added for a sentence that follows from the statement, too: it says the same, not more."""
MAX_SHARE_TOLD = 0.4
"""A star with more than this share of its sentences in one claim is no claim of its own."""

Key = tuple[str, int]
"""A sentence: its article, and its place in it."""


@dataclass(frozen=True, slots=True)
class Leaf:
    """A sentence around a statement: its stance, how sure that is, and whether it follows from the statement, too."""

    stance: Stance
    sure: float
    mutual: bool


@dataclass(frozen=True)
class Star:
    """A statement, and the leaves around it, all by their places among the nodes."""

    statement: int
    leaves: Mapping[int, Leaf]


def chosen(stars: Sequence[Star], homes: Mapping[int, frozenset[Key]]) -> list[tuple[Star, list[Star]]]:
    """The stars that are claims, fullest first, each with those of equal meaning that are told with it. Pure.

    `homes` gives the sentences that stand at a node: outlets that print the same words share one.
    """
    taken: list[tuple[Star, list[Star], set[Key]]] = []
    at: dict[Key, list[int]] = {}
    for star in sorted(stars, key=lambda s: (-_fullness(s, homes), s.statement)):
        members = _members(star, homes)
        if len(members) < 2:
            continue
        homes_of_claims = {n for key in members for n in at.get(key, ())}
        inside = {n: len(members & taken[n][2]) / len(members) for n in homes_of_claims}
        fullest = max(inside, key=lambda n: (inside[n], -n), default=None)
        if fullest is not None and inside[fullest] > MAX_SHARE_TOLD:
            first, alike, known = taken[fullest]
            if _same_meaning(first, star):
                alike.append(star)
                for key in members - known:
                    at.setdefault(key, []).append(fullest)
                known |= members
            continue
        for key in members:
            at.setdefault(key, []).append(len(taken))
        taken.append((star, [], members))
    return [(star, alike) for star, alike, _ in taken]


def _fullness(star: Star, homes: Mapping[int, frozenset[Key]]) -> float:
    """Sentences around a star, each as much as it is sure; of one article the surest counts."""
    best: dict[str, float] = {}
    for node, leaf in star.leaves.items():
        value = WEIGHT.get(leaf.stance, 0.0) * leaf.sure + (MUTUAL if leaf.mutual else 0.0)
        for article, _ in homes[node]:
            best[article] = max(best.get(article, 0.0), value)
    copies = len({article for article, _ in homes[star.statement]})
    return round(sum(best.values()) + (copies - 1) * (1 + MUTUAL), 6)


def _members(star: Star, homes: Mapping[int, frozenset[Key]]) -> set[Key]:
    return set(homes[star.statement]).union(*(homes[node] for node in star.leaves))


def _same_meaning(first: Star, other: Star) -> bool:
    """True if the other's statement is around the first, and each of the two follows from the other."""
    leaf = first.leaves.get(other.statement)
    return leaf is not None and leaf.stance == "states" and leaf.mutual
