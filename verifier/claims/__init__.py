"""All articles -> claims: the sentences that say one thing, whoever prints them, and those that say it otherwise.

Two parts of sentences are linked if they are likely to be about one event (`relation.likelihood`); links become groups
by average linkage (`grouping.py`); each member is then judged against the group's reference wording.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Iterable, Sequence
from typing import TYPE_CHECKING

from verifier import relation
from verifier.alignment import Query, source
from verifier.case import Case
from verifier.claims.grouping import grouped
from verifier.claims.parts import Part, parts
from verifier.datamodel import Claim, ClaimStatus, DiffersOn, DiffOp, Member, MemberRelation, SpeakerHit
from verifier.relation import Judgement
from verifier.rewording import Topic, support
from verifier.search import Desk, Page
from verifier.voices import Bearers
from verifier.wording import find

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from verifier.encoders import Encoder
    from verifier.meaning import RelationModel

__all__ = ["find_claims", "status_of"]

NEIGHBOURS = 24
NEAR = 0.5
"""Cosine from which on two parts are looked at."""
LIKELY = 0.75


def find_claims(
    case: Case,
    *,
    encoder: Callable[[], Encoder] | None = None,
    model: Callable[[], RelationModel] | None = None,
    progress: Callable[[str, int, int], None] | None = None,
) -> tuple[list[Claim], list[Claim]]:
    """The claims of a case, and the statements that one sentence alone makes; both in the order of the articles.

    Without a relation model words, names and numbers judge alone. `progress` is told the stage, how much of it is done,
    and how much there is. Origins are not known here: `Member.origin` is None, `Claim.origins` 0. Raises CaseError if
    the case cannot be read.
    """
    with case.snapshot():
        desk = Desk(case)
        ids = case.ids()
        found = [part for one in ids for part in parts(desk.page(one))]
        bearers = Bearers(case)
        topic = Topic.of([p.statement.tokens for p in found])
        links = _links(case, found, topic, bearers)
        claims = [_claim([found[n] for n in group], ids, topic, bearers, model) for group in grouped(links)]
        told = {(m.article, n) for c in claims for m in c.members for n in _sentences(desk.page(m.article), m)}
        single = [
            _claim([part], ids, topic, bearers, None)
            for part in found
            if part.whole and (part.article, part.sentence.ordinal) not in told
        ]
    return claims, single


def status_of(members: Iterable[Member], origins: Collection[str]) -> ClaimStatus:
    """The status of a claim with these members, whose articles go back to these origins. Pure."""
    said = list(members)
    differs = [d for m in said if m.relation == "contradicts" for d in m.differs_on]
    if any(m.relation == "contradicts" for m in said):
        if differs and all(d.reading == "update" for d in differs):
            return "updated"
        return "unresolved" if differs and all(d.reading == "unresolved" for d in differs) else "contradicted"
    if len({m.article for m in said}) < 2:
        return "single-outlet"
    return "corroborated" if len(set(origins)) > 1 else "same-origin"


def _sentences(page: Page, member: Member) -> Iterable[int]:
    return (s.ordinal for s in page.body if s.span.overlap(member.span))


# ---------------------------------------------------------------------------------------------------------------- links


def _links(case: Case, found: Sequence[Part], topic: Topic, bearers: Bearers) -> dict[tuple[int, int], float]:
    """How likely it is that two parts are about one event, for those that are near each other."""
    rows, known = _vectors(case, found)
    links: dict[tuple[int, int], float] = {}
    for a, b, near in _near(rows, known):
        e = relation.gather(found[a].statement, found[b].statement, near, topic, bearers.same_name, None, None)
        weight = relation.likelihood(e)
        if weight >= LIKELY:
            links[a, b] = weight
    return links


def _vectors(case: Case, found: Sequence[Part]) -> tuple[NDArray[np.float32], list[int]]:
    """The vectors of the parts that have one, and the places of these parts."""
    import numpy as np

    stored = {one: case.vectors(one) for one in dict.fromkeys(p.article for p in found)}
    known = [n for n, p in enumerate(found) if p.sentence.ordinal in stored[p.article]]
    rows = [stored[found[n].article][found[n].sentence.ordinal] for n in known]
    return np.array(rows, dtype=np.float32), known


def _near(rows: NDArray[np.float32], known: Sequence[int]) -> Iterable[tuple[int, int, float]]:
    """Pairs of parts (a, b, cosine), a < b, of which one is among the nearest of the other."""
    import numpy as np

    from verifier import index

    if not known:
        return []
    scores, ids = index.build(np.array(known, dtype=np.int64), rows).search(rows, NEIGHBOURS + 1)
    pairs = {
        (min(a, b), max(a, b)): round(float(cosine), 4)
        for a, near, cosines in zip(known, ids.tolist(), scores.tolist(), strict=True)
        for b, cosine in zip(near, cosines, strict=True)
        if a != b and cosine >= NEAR
    }
    return [(a, b, cosine) for (a, b), cosine in sorted(pairs.items())]


# --------------------------------------------------------------------------------------------------------------- claims


def _claim(
    members: Sequence[Part],
    ids: Sequence[str],
    topic: Topic,
    bearers: Bearers,
    model: Callable[[], RelationModel] | None,
) -> Claim:
    reference = _reference(members, topic)
    told = [_member(part, reference, topic, bearers, model) for part in members]
    first = min(members, key=lambda p: (p.page.article.published or "9", p.article, p.span))
    name = f"{first.article}\0{first.span.start}\0{first.span.end}"
    articles = {m.article for m in told}
    return Claim(
        id="c" + hashlib.sha256(name.encode()).hexdigest()[:10],
        text=" ".join(reference.statement.text.split()),
        status=status_of(told, ()),
        members=tuple(told),
        silent=tuple(one for one in ids if one not in articles),
        outlets=len(_outlets(p for p, m in zip(members, told, strict=True) if m.relation != "contradicts")),
        origins=0,
    )


def _outlets(members: Iterable[Part]) -> set[str]:
    return {p.page.article.outlet or p.article for p in members}


def _reference(members: Sequence[Part], topic: Topic) -> Part:
    """The member that has most of what the others have."""

    def shared(part: Part) -> float:
        return sum(support(other.statement.tokens, part.statement.tokens, topic)[0] for other in members)

    return max(members, key=lambda p: (round(shared(p), 6), -len(p.statement.text), p.article, -p.span.start))


def _member(
    part: Part, reference: Part, topic: Topic, bearers: Bearers, model: Callable[[], RelationModel] | None
) -> Member:
    label: MemberRelation = "verbatim"
    differs: tuple[DiffersOn, ...] = ()
    diff: tuple[DiffOp, ...] = ()
    if part is not reference:
        judged, share, back = _judged(part, reference, topic, bearers, model)
        places = find(
            Query.of(reference.statement.text), source(part.page.article.text, [part.span]), bearers.same_name
        )
        same = max((p.similarity for p in places), default=0.0)
        diff = places[0].diff if places else ()
        label = _label(judged, share, back, same)
        differs = judged.differs_on if label == "contradicts" else ()
    quote = part.page.quote_at(part.span)
    speaker: SpeakerHit | None = None
    cue = None
    if quote and quote.kind not in ("scare", "title"):
        speaker, _ = bearers.named(part.article, quote.speaker)
        cue = quote.cue.of(part.page.article.text) if quote.cue else None
    exact = part.span.of(part.page.article.text)
    return Member(part.article, part.span, exact, label, differs, speaker, cue, diff)


def _judged(
    part: Part, reference: Part, topic: Topic, bearers: Bearers, model: Callable[[], RelationModel] | None
) -> tuple[Judgement, float, float]:
    claim, said = reference.statement, part.statement
    forward = backward = None
    if model:
        ((forward, backward),) = relation.ask(model(), claim, [said], bearers.same_name)
    evidence = relation.gather(claim, said, 1.0, topic, bearers.same_name, forward, backward)
    return relation.decide(evidence), evidence.share, evidence.back


def _label(judged: Judgement, share: float, back: float, same: float) -> MemberRelation:
    if judged.stance == "contradicts":
        return "contradicts"
    if same == 1.0 and back == 1.0:
        return "verbatim"
    if same >= 0.8:
        return "near-verbatim"
    if share >= 0.7 and back < 0.5:
        return "extends"
    return "partial" if share < 0.5 else "paraphrase"
