"""All articles -> claims: the sentences that say one thing, whoever prints them, and those that say it otherwise.

Sentences are divided into parts that say one thing each (`parts.py`); parts that are likely to say the same are linked
(`links.py`, `pairs.py`), links become groups that one wrong link cannot merge (`grouping.py`), a model that reads two
parts at once confirms their members (`confirm.py`), and each is judged against the group's reference wording
(`members.py`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from verifier.case import Case
from verifier.claims.confirm import confirmed
from verifier.claims.grouping import grouped, joined
from verifier.claims.links import Link, links
from verifier.claims.members import Bench, claim, status_of
from verifier.claims.outliers import outliers
from verifier.claims.parts import Part, parts
from verifier.claims.stories import ONE_STORY, Akin, akin
from verifier.datamodel import Claim
from verifier.rewording import Topic
from verifier.search import Desk
from verifier.text import words
from verifier.voices import Bearers

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from verifier.encoders import Encoder
    from verifier.meaning import RelationModel

__all__ = ["find_claims", "status_of"]

Progress = Callable[[str, int, int], None]


def find_claims(
    case: Case,
    *,
    encoder: Callable[[], Encoder] | None = None,
    model: Callable[[], RelationModel] | None = None,
    claim_model: Callable[[], RelationModel] | None = None,
    progress: Progress | None = None,
) -> tuple[list[Claim], list[Claim]]:
    """The claims of a case, and the statements that one sentence alone makes; both in the order of the articles.

    Without an encoder sentences are not divided; without a relation model words, names and numbers judge alone;
    without a claim model what is linked well is one claim unread.
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
            found += [p for p in parts(desk.page(one)) if encoder or p.whole]
        tell("comparing", 0, len(found))
        kin = akin(desk, ids)
        nodes = _nodes((part for part in found if part.states), kin)
        topic = Topic.of([p.statement.tokens for p in found if p.whole])
        rows = _vectors(case, nodes, encoder)
        linked = links([node[0] for node in nodes], rows, topic, bearers, kin)
        if claim_model:
            tell("confirming", 0, len(linked))
        groups = _groups(nodes, linked, claim_model)
        bench = Bench(topic, bearers, model, _nearness(nodes, rows))
        claims = []
        apart = outliers(case, groups, desk, bearers, topic, model)
        for n, group in enumerate(groups):
            tell("judging", n, len(groups))
            claims.append(claim(group, ids, bench, apart[n]))
        told = {(p.article.id, p.sentence.ordinal) for group in groups for p, _ in group}
        alone = [p for p in found if p.whole and (p.article.id, p.sentence.ordinal) not in told]
        return claims, [claim([(p, 0.0)], ids, bench) for p in alone]


def _nodes(found: Iterable[Part], kin: Akin) -> list[list[Part]]:
    """Parts of the same words are one node: of a thousand copies of an article, each sentence is compared once.

    What articles on different events print in the same words is a template ("Please enter an address.") and no node.
    """
    nodes: dict[tuple[str, ...], list[Part]] = {}
    templates: set[tuple[str, ...]] = set()
    for part in found:
        key = tuple(w.norm for w in words(part.statement.text))
        node = nodes.setdefault(key, [])
        if node and kin(node[0].article.id, part.article.id) < ONE_STORY:
            templates.add(key)
        node.append(part)
    return [node for key, node in nodes.items() if key not in templates]


def _vectors(
    case: Case, nodes: Sequence[Sequence[Part]], encoder: Callable[[], Encoder] | None
) -> NDArray[np.float32] | None:
    """A unit vector for each node: whole sentences have theirs in the case. None if some have none and get none."""
    import numpy as np

    stored = {one: case.vectors(one) for one in sorted({n[0].article.id for n in nodes})}
    rows = [stored[n[0].article.id].get(n[0].sentence.ordinal) if n[0].whole else None for n in nodes]
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


def _nearness(nodes: Sequence[Sequence[Part]], rows: NDArray[np.float32] | None) -> Callable[[Part, Part], float]:
    """The cosine of two parts; without vectors, as if they were the same."""
    place = {id(part): n for n, node in enumerate(nodes) for part in node}
    if rows is None:
        return lambda a, b: 1.0
    return lambda a, b: round(float(rows[place[id(a)]] @ rows[place[id(b)]]), 4)


def _groups(
    nodes: Sequence[Sequence[Part]], linked: Mapping[Link, float], model: Callable[[], RelationModel] | None = None
) -> list[list[tuple[Part, float]]]:
    """The parts of each claim, in text order, with the weight of their links in it; one part of each sentence.

    A group whose sentences all stand together in a larger one says nothing that the larger does not.
    """
    wide = joined(grouped(linked), linked)
    if model:
        wide = confirmed(wide, linked, [node[0] for node in nodes], model)
    inside = {n for group in wide for n in group}
    wide += [[n] for n, node in enumerate(nodes) if len(node) > 1 and n not in inside]
    filled = [_best_parts(nodes, group, linked) for group in wide]
    kept: list[list[tuple[Part, float]]] = []
    homes: dict[tuple[str, int], set[int]] = {}
    for group in sorted((g for g in filled if len(g) > 1), key=lambda g: (-len(g), _place(g[0][0]))):
        sentences = [(p.article.id, p.sentence.ordinal) for p, _ in group]
        if not set.intersection(*(homes.get(s, set()) for s in sentences)):
            for s in sentences:
                homes.setdefault(s, set()).add(len(kept))
            kept.append(group)
    return sorted(kept, key=lambda g: _place(g[0][0]))


def _best_parts(
    nodes: Sequence[Sequence[Part]], group: Sequence[int], linked: Mapping[Link, float]
) -> list[tuple[Part, float]]:
    """Of each sentence, the part that is linked best within the group."""
    best: dict[tuple[str, int], tuple[Part, float]] = {}
    for n in group:
        others = (m for m in group if m != n)
        weight = round(sum(linked.get((min(n, m), max(n, m)), 0.0) * len(nodes[m]) for m in others), 6)
        for part in nodes[n]:
            key = part.article.id, part.sentence.ordinal
            if key not in best or weight > best[key][1]:
                best[key] = part, weight
    return sorted(best.values(), key=lambda one: _place(one[0]))


def _place(part: Part) -> tuple[str, int, int]:
    return part.article.id, part.span.start, -part.span.end
