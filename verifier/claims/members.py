"""A group of parts -> a claim: its reference wording, and how each member stands to it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Literal, cast

from rapidfuzz.distance import Levenshtein

from verifier import relation
from verifier.claims.outliers import Outlier
from verifier.claims.parts import Part, nearly_alike
from verifier.datamodel import Claim, ClaimStatus, DiffOp, Member, MemberRelation
from verifier.quantities import NumberMatch, differences
from verifier.relation import Evidence
from verifier.rewording import Topic
from verifier.text import words
from verifier.voices import Bearers

if TYPE_CHECKING:
    from verifier.meaning import RelationModel

Tag = Literal["equal", "replace", "insert", "delete"]

__all__ = ["Bench", "claim", "reference_of", "status_of"]

NEARLY_AS_SURE = 0.8
"""Share of the highest weight that a clause needs to be the reference wording in place of a phrase."""
MOST, HALF = 0.6, 0.5
"""Parts of the content: a member that has less than most of the reference tells it in part; one of which the reference
has less than half says more."""


class Bench:
    """What members are judged with."""

    def __init__(
        self,
        topic: Topic,
        bearers: Bearers,
        model: Callable[[], RelationModel] | None,
        near: Callable[[Part, Part], float],
    ) -> None:
        self.topic, self.bearers, self.model, self.near = topic, bearers, model, near

    def evidence(self, reference: Part, others: Sequence[Part]) -> list[Evidence]:
        """What the judges of `relation` see in each of the others, against the reference.

        The model costs more than all else together, and is asked only where it can decide: where words, numbers or
        names give cause to think of a contradiction.
        """
        known = [self._gathered(reference, other) for other in others]
        doubted = [n for n, e in enumerate(known) if _doubtful(e)]
        if self.model and doubted:
            statements = [others[n].statement for n in doubted]
            answers = relation.ask(self.model(), reference.statement, statements, self.bearers.same_name)
            for n, (forward, backward) in zip(doubted, answers, strict=True):
                known[n] = replace(known[n], forward=forward, backward=backward)
        return known

    def _gathered(self, reference: Part, other: Part) -> Evidence:
        known = relation.gather(
            reference.statement,
            other.statement,
            self.near(reference, other),
            self.topic,
            self.bearers.same_name,
            None,
            None,
        )
        if reference.whole and other.whole:
            return known
        return replace(known, numbers=_in_context(known.numbers, reference, other))


def _doubtful(e: Evidence) -> bool:
    return not e.verbatim and (e.cue or bool(e.guards) or bool(e.numbers.differs))


def status_of(members: Iterable[Member], origins: Collection[str]) -> ClaimStatus:
    """The status of a claim with these members, whose articles go back to these origins. Pure.

    `updated`: all that is denied is a count that grew. `unresolved`: whether it is denied at all cannot be told,
    as the articles do not say why they differ, or a translator may be why.
    """
    said = list(members)
    denied = [m for m in said if m.relation == "contradicts"]
    readings = {d.reading for m in denied for d in m.differs_on if d.reading != "format"}
    if denied:
        if readings == {"update"}:
            return "updated"
        return "unresolved" if readings and readings <= {"unresolved", "translation"} else "contradicted"
    if len({m.article for m in said}) < 2:
        return "single-outlet"
    return "corroborated" if len(set(origins)) > 1 else "same-origin"


def _in_context(numbers: NumberMatch, reference: Part, other: Part) -> NumberMatch:
    """What two parts differ on, read with their whole sentences, which say what is counted, and when."""
    whole = differences(
        reference.context.text,
        other.context.text,
        published_here=reference.context.published,
        published_there=other.context.published,
    )
    here, there = reference.statement.text, other.statement.text
    differs = tuple(d for d in whole.differs if d.here in here and d.there in there)
    return replace(numbers, differs=differs, tied=tuple(d for d in whole.tied if d in differs))


def claim(
    weighed: Sequence[tuple[Part, float]],
    ids: Sequence[str],
    bench: Bench,
    apart: Mapping[int, Outlier] | None = None,
) -> Claim:
    """The claim that these parts make, each with the weight of its links to the others; `ids`: those of all articles.

    Its reference wording is a part that the others are surely linked with (`reference_of`), but none of those that
    stand against the others (`apart`, by their places), unless all do.
    Its id is made of the earliest member, by day of publication, then by article: a later article that joins leaves it
    as it is, and no article touches the id of a claim that it has no part in.
    """
    members = [part for part, _ in weighed]
    alone = {id(members[n]): one for n, one in (apart or {}).items()}
    usual = [one for one in weighed if id(one[0]) not in alone] or weighed
    reference = reference_of(usual)
    others = [m for m in members if m is not reference]
    judged = dict(zip(map(id, others), bench.evidence(reference, others), strict=True))
    told = tuple(_apart(_member(m, reference, judged.get(id(m)), bench), alone.get(id(m))) for m in members)
    first = min(members, key=lambda p: (p.article.published or "9", p.article.id, p.span))
    name = f"{first.article.id}\0{first.span.start}\0{first.span.end}"
    saying = [p.article for p, m in zip(members, told, strict=True) if m.relation != "contradicts"]
    articles = {p.article.id for p in members}
    return Claim(
        id="c" + hashlib.sha256(name.encode()).hexdigest()[:10],
        text=" ".join(reference.statement.text.split()),
        status=status_of(told, ()),
        members=told,
        silent=tuple(one for one in ids if one not in articles),
        outlets=len({a.outlet or a.id for a in saying}),
        origins=0,
    )


def reference_of(weighed: Sequence[tuple[Part, float]]) -> Part:
    """The wording that the others are held against: of those nearly as surely linked as any, the first clause that is a
    part of a sentence, then the first clause, for a claim is to be read by itself and to say one thing."""
    ordered = sorted(weighed, key=lambda one: (-one[1], -len(one[0].statement.text)))
    sure = [part for part, weight in ordered if weight >= NEARLY_AS_SURE * ordered[0][1]]
    if len(sure) == 1:
        return sure[0]
    found = next((p for p in sure if not p.whole and p.is_clause), None)
    return found or next((p for p in sure if p.whole and p.is_clause), sure[0])


def _member(part: Part, reference: Part, known: Evidence | None, bench: Bench) -> Member:
    speaker = cue = None
    if part.quote:
        speaker, _ = bench.bearers.named(part.article.id, part.quote.speaker)
        cue = part.quote.cue.of(part.article.text) if part.quote.cue else None
    exact = part.span.of(part.article.text)
    if known is None:
        return Member(part.article.id, part.span, exact, "verbatim", (), speaker, cue)
    judgement = relation.decide(known)
    label: MemberRelation = "contradicts" if judgement.stance == "contradicts" else _told(part, reference, known)
    return Member(
        part.article.id,
        part.span,
        exact,
        label,
        judgement.differs_on,
        speaker,
        cue,
        _diff(reference.statement.text, part.statement.text),
        None,
        judgement.findings,
    )


def _apart(member: Member, outlier: Outlier | None) -> Member:
    """A member with what it says against the others, if its words alone did not show it."""
    if outlier is None or member.relation in ("contradicts", "verbatim"):
        return member
    return replace(
        member,
        relation="contradicts",
        differs_on=(outlier.differs, *member.differs_on),
        findings=(*member.findings, outlier.finding),
    )


def _told(part: Part, reference: Part, known: Evidence) -> MemberRelation:
    """How a member that does not contradict tells the reference."""
    if known.verbatim:
        return "verbatim"
    if nearly_alike(reference, part):
        return "near-verbatim"
    if known.share >= MOST > HALF > known.back:
        return "extends"
    if known.share < MOST and known.back > known.share:
        return "partial"
    spoken = [p.quote is not None and p.quote.kind in ("direct", "mixed") for p in (part, reference)]
    return "reworded" if all(spoken) else "paraphrase"


def _diff(here: str, there: str) -> tuple[DiffOp, ...]:
    """The word diff of two wordings, as printed."""
    mine, theirs = words(here), words(there)
    found: list[DiffOp] = []
    for op in Levenshtein.opcodes([w.norm for w in mine], [w.norm for w in theirs]):
        left, right = mine[op.src_start : op.src_end], theirs[op.dest_start : op.dest_end]
        printed = [
            text[ws[0].span.start : ws[-1].span.end] if ws else "" for text, ws in ((here, left), (there, right))
        ]
        found.append((cast("Tag", op.tag), printed[0], printed[1]))
    return tuple(found)
