"""A statement and the sentences around it -> a claim: its wording, and how each member stands to it."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Sequence
from typing import Literal, cast

from rapidfuzz.distance import Levenshtein

from verifier.claims.parts import Part, nearly_alike
from verifier.compare import Comparison, Judgement, decide
from verifier.compare.decide import MIN_ENTAILMENT
from verifier.compare.statement import alone
from verifier.datamodel import Claim, ClaimStatus, DiffOp, Member, MemberRelation
from verifier.text import words
from verifier.voices import Bearers

Tag = Literal["equal", "replace", "insert", "delete"]

__all__ = ["claim", "status_of"]


def status_of(members: Iterable[Member], origins: Collection[str]) -> ClaimStatus:
    """The status of a claim with these members, whose articles go back to these origins. Pure.

    `updated`: all that is denied is a count that grew. `unresolved`: whether it is denied at all cannot be told,
    as the articles do not say why they differ, or a translator may be why, or one of them only may deny it.
    """
    said = list(members)
    denied = [m for m in said if m.relation == "contradicts"]
    readings = {d.reading for m in denied for d in m.differs_on if d.reading != "format"}
    if denied:
        if readings == {"update"}:
            return "updated"
        return "unresolved" if readings and readings <= {"unresolved", "translation"} else "contradicted"
    if any(d.reading != "format" for m in said for d in m.differs_on):
        return "unresolved"
    if len({m.article for m in said}) < 2:
        return "single-outlet"
    return "corroborated" if len(set(origins)) > 1 else "same-origin"


def claim(
    reference: Part,
    members: Sequence[tuple[Part, Comparison | None]],
    ids: Sequence[str],
    bearers: Bearers,
) -> Claim:
    """The claim that `reference` makes, with its members: each with what it was compared with, None for the same words.

    `ids`: those of all articles. The claim's id is made of the earliest member, by day of publication, then by article:
    a later article that joins leaves it as it is, and no article touches the id of a claim that it has no part in.
    """
    ordered = sorted(members, key=lambda one: (one[0].article.id, one[0].span.start, -one[0].span.end))
    told = tuple(_member(part, reference, known, bearers) for part, known in ordered)
    parts = [part for part, _ in ordered]
    first = min(parts, key=lambda p: (p.article.published or "9", p.article.id, p.span))
    name = f"{first.article.id}\0{first.span.start}\0{first.span.end}\0{' '.join(reference.statement.text.split())}"
    saying = [p.article for p, m in zip(parts, told, strict=True) if m.relation != "contradicts"]
    articles = {p.article.id for p in parts}
    return Claim(
        id="c" + hashlib.sha256(name.encode()).hexdigest()[:10],
        text=alone(reference.statement),
        status=status_of(told, ()),
        members=told,
        silent=tuple(one for one in ids if one not in articles),
        outlets=len({a.outlet or a.id for a in saying}),
        origins=0,
    )


def _member(part: Part, reference: Part, known: Comparison | None, bearers: Bearers) -> Member:
    speaker = cue = None
    if part.quote:
        speaker, _ = bearers.named(part.article.id, part.quote.speaker)
        cue = part.quote.cue.of(part.article.text) if part.quote.cue else None
    exact = part.span.of(part.article.text)
    if known is None:
        return Member(part.article.id, part.span, exact, "verbatim", (), speaker, cue)
    judgement = decide(known)
    return Member(
        part.article.id,
        part.span,
        exact,
        _relation(part, reference, known, judgement),
        judgement.differs_on,
        speaker,
        cue,
        _diff(reference.statement.text, part.statement.text),
        None,
        judgement.findings,
    )


def _relation(part: Part, reference: Part, known: Comparison, judgement: Judgement) -> MemberRelation:
    """How a member tells the reference: the first of the table that holds."""
    spoken = [p.quote is not None and p.quote.kind in ("direct", "mixed") for p in (part, reference)]
    table: tuple[tuple[bool, MemberRelation], ...] = (
        (judgement.stance == "contradicts", "contradicts"),
        (known.same_words, "verbatim"),
        (nearly_alike(reference, part), "near-verbatim"),
        (judgement.stance == "partly", "partial"),
        (known.entailed < MIN_ENTAILMENT, "extends"),
        (all(spoken), "reworded"),
    )
    return next((label for holds, label in table if holds), "paraphrase")


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
