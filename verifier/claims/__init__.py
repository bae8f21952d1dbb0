"""All articles -> claims: the statements of the pile, each with the sentences that make it and those that deny it.

Every sentence (`parts.py`) is a possible claim; it is paired with the sentences that may bear on it (`candidates.py`),
the reader reads each pair, and `compare.decide` says how the sentence stands to it, as in `verify claim`. What was read
is brought into few claims that are not told twice (`stars.py`, `members.py`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from verifier.case import Case
from verifier.claims.candidates import Pair, candidates
from verifier.claims.members import claim, status_of
from verifier.claims.parts import Part, parts
from verifier.claims.stars import Leaf, Star, chosen
from verifier.claims.stories import MIN_COSINE_ONE_STORY, Akin, akin
from verifier.compare import Comparison, compare_pairs, decide
from verifier.compare.decide import MIN_ENTAILMENT
from verifier.datamodel import Claim
from verifier.search import Desk
from verifier.text import words
from verifier.voices import Bearers

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from verifier.encoders import Encoder
    from verifier.models.reader import Reader

__all__ = ["find_claims", "status_of"]

PAIRS_AT_ONCE = 256
Progress = Callable[[str, int, int], None]


def find_claims(
    case: Case,
    *,
    encoder: Callable[[], Encoder] | None = None,
    reader: Callable[[], Reader] | None = None,
    progress: Progress | None = None,
) -> tuple[list[Claim], list[Claim]]:
    """The claims of a case, and the statements that one sentence alone makes; both in the order of the articles.

    Without a reader only sentences of the same words are one claim.
    `progress` is told the stage, how much of it is done, and how much there is. Origins are not known here:
    `Member.origin` is None, `Claim.origins` 0. Raises CaseError if the case cannot be read, or has vectors of another
    encoder.
    """
    tell = progress or (lambda stage, done, total: None)
    with case.snapshot():
        desk, ids, bearers = Desk(case), case.ids(), Bearers(case)
        found: list[Part] = []
        for n, one in enumerate(ids):
            tell("reading", n, len(ids))
            found += parts(desk.page(one))
        kin = akin(desk, ids)
        nodes = _nodes((part for part in found if part.states), kin)
        firsts = [node[0] for node in nodes]
        tell("comparing", 0, len(firsts))
        pairs = candidates(firsts, _vectors(case, nodes, encoder), kin) if reader else {}
        known = _read(pairs, firsts, bearers, reader, tell)
        homes = _homes(nodes)
        taken = chosen(_stars(len(firsts), known), homes)
        claims = [
            claim(firsts[star.statement], _members(nodes, star, alike, known), ids, bearers) for star, alike in taken
        ]
        told = {key for star, alike in taken for key in _keys(homes, star, alike)}
        alone = [p for p in found if (p.article.id, p.sentence.ordinal) not in told]
        single = [claim(p, [(p, None)], ids, bearers) for p in alone]
        return sorted(claims, key=lambda c: (c.members[0].article, c.members[0].span, c.id)), single


def _nodes(found: Iterable[Part], kin: Akin) -> list[list[Part]]:
    """Sentences of the same words are one node: of a thousand copies of an article, each sentence is compared once.

    What articles on different events print in the same words is a template ("Please enter an address.") and no node.
    """
    nodes: dict[tuple[str, ...], list[Part]] = {}
    templates: set[tuple[str, ...]] = set()
    for part in found:
        key = tuple(w.norm for w in words(part.statement.text))
        node = nodes.setdefault(key, [])
        if node and kin(node[0].article.id, part.article.id) < MIN_COSINE_ONE_STORY:
            templates.add(key)
        node.append(part)
    return [node for key, node in nodes.items() if key not in templates]


def _vectors(
    case: Case, nodes: Sequence[Sequence[Part]], encoder: Callable[[], Encoder] | None
) -> NDArray[np.float32] | None:
    """A unit vector for each node, most of them kept in the case. None if some have none and get none."""
    import numpy as np

    stored = {one: case.vectors(one) for one in sorted({n[0].article.id for n in nodes})}
    rows = [stored[n[0].article.id].get(n[0].sentence.ordinal) for n in nodes]
    missing = [n for n, row in enumerate(rows) if row is None]
    if missing and encoder is None:
        return None
    if missing and encoder is not None:
        loaded = encoder()
        case.check_model(loaded.name, loaded.sha256)
        made = loaded.encode([" ".join(nodes[n][0].statement.text.split()) for n in missing])
        for n, row in zip(missing, made, strict=True):
            rows[n] = row
    return np.stack([row for row in rows if row is not None]) if rows else None


def _read(
    pairs: dict[Pair, float],
    nodes: Sequence[Part],
    bearers: Bearers,
    reader: Callable[[], Reader] | None,
    tell: Progress,
) -> dict[Pair, Comparison]:
    """The pairs whose sentence states the claim, denies it or may, compared; most pairs are none and not kept."""
    asked = sorted(pairs, key=lambda pair: (min(pair), max(pair), pair))  # both ways together: half is read once
    if reader is None or not asked:
        return {}
    texts = [(nodes[a].statement, nodes[b].statement) for a, b in asked]
    loaded = reader()
    found: dict[Pair, Comparison] = {}
    for start in range(0, len(asked), PAIRS_AT_ONCE):
        tell("reading pairs", start, len(asked))
        compared = compare_pairs(loaded, texts[start : start + PAIRS_AT_ONCE], bearers.same_name)
        read = zip(asked[start : start + PAIRS_AT_ONCE], compared, strict=True)
        found |= ((pair, comparison) for pair, comparison in read if _tells(comparison))
    return found


def _tells(known: Comparison) -> bool:
    """True if a sentence is a member of a claim: it states it, denies it, or states it but for a figure. What only may
    deny it may be of something else."""
    stance = decide(known).stance
    return stance in ("states", "contradicts") or (stance == "unresolved" and known.entails >= MIN_ENTAILMENT)


def _stars(count: int, known: dict[Pair, Comparison]) -> list[Star]:
    """Each statement with the sentences that state or deny it."""
    leaves: dict[int, dict[int, Leaf]] = defaultdict(dict)
    for (a, b), comparison in known.items():
        stance = decide(comparison).stance or "related"
        sure = comparison.contradicts if stance == "contradicts" else comparison.entails
        leaves[a][b] = Leaf(stance, sure, stance == "states" and comparison.entailed >= MIN_ENTAILMENT)
    return [Star(n, leaves[n]) for n in range(count)]


def _homes(nodes: Sequence[Sequence[Part]]) -> dict[int, frozenset[tuple[str, int]]]:
    return {n: frozenset((p.article.id, p.sentence.ordinal) for p in node) for n, node in enumerate(nodes)}


def _keys(homes: Mapping[int, frozenset[tuple[str, int]]], star: Star, alike: Sequence[Star]) -> set[tuple[str, int]]:
    """The sentences of a claim."""
    nodes = {star.statement, *(node for one in (star, *alike) for node in one.leaves)}
    return set().union(*(homes[n] for n in nodes))


def _members(
    nodes: Sequence[Sequence[Part]], star: Star, alike: Sequence[Star], known: dict[Pair, Comparison]
) -> list[tuple[Part, Comparison | None]]:
    """One part of each sentence of a claim: those of the statement's own words, then those around it, then those
    around wordings of the same meaning."""
    found: dict[tuple[str, int], tuple[Part, Comparison | None]] = {}
    for part in nodes[star.statement]:
        found.setdefault((part.article.id, part.sentence.ordinal), (part, None))
    for one in (star, *alike):
        for node in one.leaves:
            for part in nodes[node]:
                key = part.article.id, part.sentence.ordinal
                found.setdefault(key, (part, known[one.statement, node]))
    return list(found.values())
