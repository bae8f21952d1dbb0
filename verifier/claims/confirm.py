"""Groups of parts -> groups whose members a model confirms, which has read each beside what the others are nearest to.

Links are weighed by words and vectors, for there are many; the model of claims (`models/claims-minilm`, made by
scripts/train_claims.py) reads both sentences at once, which tells far better and costs far more. So it reads only what
has come into a group: each member beside the one that the others are most surely linked with. What it does not confirm
leaves the group, and may make groups of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from verifier.claims.grouping import grouped, joined
from verifier.claims.parts import Part, nearly_alike
from verifier.lexicon import in_class

if TYPE_CHECKING:
    from verifier.meaning import RelationModel

__all__ = ["CONFIRMED", "confirmed"]

CONFIRMED = 0.3
"""What the model must give to "the same claim" and "the same told otherwise" together."""

Link = tuple[int, int]


def confirmed(
    groups: Sequence[Sequence[int]],
    links: Mapping[Link, float],
    parts: Sequence[Part],
    model: Callable[[], RelationModel],
) -> list[list[int]]:
    """The groups, without what is not confirmed, and those that the rest makes. Groups and links are of places of
    `parts`."""
    found: list[list[int]] = []
    waiting = [list(group) for group in groups]
    while waiting:
        cores = [_core(group, links) for group in waiting]
        doubted = [(c, n) for c, group in zip(cores, waiting, strict=True) for n in group if n != c]
        same = _same(list(dict.fromkeys(doubted)), parts, model)
        kept = [[n for n in group if n == c or same[c, n]] for c, group in zip(cores, waiting, strict=True)]
        found += [group for group in kept if len(group) > 1]
        left = [sorted(set(group) - set(one)) for group, one in zip(waiting, kept, strict=True)]
        waiting = [again for rest in left for again in _again(rest, links)]
    return found


def _core(group: Sequence[int], links: Mapping[Link, float]) -> int:
    """The member that the others are most surely linked with; of equals the first."""
    return max(group, key=lambda n: (round(sum(_weight(links, n, m) for m in group if m != n), 6), -n))


def _weight(links: Mapping[Link, float], n: int, m: int) -> float:
    return links.get((min(n, m), max(n, m)), 0.0)


def _again(rest: Sequence[int], links: Mapping[Link, float]) -> Iterator[list[int]]:
    """The groups that what has left a group makes by itself."""
    pairs = ((a, b) for i, a in enumerate(rest) for b in rest[i + 1 :])
    own = {pair: links[pair] for pair in pairs if pair in links}
    yield from joined(grouped(own), own)


def _same(pairs: Sequence[Link], parts: Sequence[Part], model: Callable[[], RelationModel]) -> dict[Link, bool]:
    """Whether the two of each pair say the same, or the same otherwise. Nearly the same words need no model."""
    asked = [pair for pair in pairs if not nearly_alike(parts[pair[0]], parts[pair[1]])]
    found = dict.fromkeys(pairs, True)
    if asked:
        rows = model().relations([_read(parts[a], parts[b]) for a, b in asked])
        found |= {pair: float(row[0] + row[2]) >= CONFIRMED for pair, row in zip(asked, rows, strict=True)}
    return found


def _read(a: Part, b: Part) -> tuple[str, str]:
    """Two parts as the model reads them: without the negation that only one of them has, for "X is not Y" denies the
    claim "X is Y", and is to stand beside it."""
    here, there = _without_negation(a), _without_negation(b)
    if (here is None) == (there is None):
        return a.in_context, b.in_context
    return here or a.in_context, there or b.in_context


def _without_negation(part: Part) -> str | None:
    """The words of a part without its negation; None if it has none."""
    tokens = part.statement.tokens
    kept = [t for t in tokens if not in_class(t.key, "negations")]
    if len(kept) == len(tokens):
        return None
    return " ".join(t.span.of(part.statement.text) for t in kept)
