"""The batch: all articles of a case -> one report of claims, origins, utterances, names, and quotations checked.

Claims come from `claims/`, origins from `provenance/`. What this file adds is what needs both: how many origins stand
behind each claim, and the status that follows from that.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cache
from hashlib import sha256
from typing import TYPE_CHECKING

from verifier import __version__, provenance
from verifier.case import Case
from verifier.claims import find_claims, status_of
from verifier.datamodel import Article, Claim, Finding, QuoteCheck, Report, Role
from verifier.quotations import Row, check
from verifier.utterances import find_utterances

if TYPE_CHECKING:
    from verifier.encoders import Encoder
    from verifier.models.reader import Reader

__all__ = ["Progress", "make_report", "with_origins"]

Progress = Callable[[str, int, int], None]
"""Told what is being done, how much of it is done, and how much there is."""


def make_report(
    case: Case,
    *,
    encoder: Callable[[], Encoder] | None = None,
    reader: Callable[[], Reader] | None = None,
    quotes: Iterable[Row] = (),
    progress: Progress | None = None,
) -> Report:
    """The report on all articles of a case, and on a list of `quotes` if there is one.

    `encoder` and `reader` load what is needed, at most once each. Without a reader only sentences of the same words are
    one claim, and the report says so. A row that is no quotation is named in `checks`, the others are looked up.
    Raises CaseError if the case cannot be read.
    """
    tell = progress or (lambda stage, done, total: None)
    encoder, reader = encoder and cache(encoder), reader and cache(reader)
    with case.snapshot():
        articles = case.articles()
        claims, single = find_claims(case, encoder=encoder, reader=reader, progress=progress)
        tell("origins", 0, 1)
        origins = provenance.pile_origins(case, claims)
        behind = provenance.Behind(origins, articles)
        outlets = {one.id: one.outlet or one.id for one in articles}
        tell("names", 0, 1)
        entities = case.entities()
        tell("quotations", 0, 1)
        utterances = find_utterances(case)
        checks = check(case, quotes, encoder=encoder, reader=reader, progress=progress)
        return Report(
            articles=tuple(articles),
            claims=tuple(with_origins(one, behind, outlets) for one in claims),
            single=tuple(with_origins(one, behind, outlets) for one in single),
            origins=tuple(origins),
            utterances=tuple(utterances),
            entities=tuple(entities),
            left_out=tuple(_left_out(case)),
            checks=tuple(checks),
            models=_models(case, articles, checks, reader),
            settings=_settings(case, articles),
            findings=tuple(_unsearched(case, articles, reader)),
            provenance=tuple(provenance.trails(case, origins)),
        )


# -------------------------------------------------------------------------------------------------------------- origins


def with_origins(claim: Claim, behind: provenance.Behind, outlets: Mapping[str, str]) -> Claim:
    """The claim with the origin of each member, how many stand behind it, and its status. Pure.

    Members that contradict the claim are no confirmation of it, and count neither as outlet nor as origin. `outlets`:
    what each article's outlet is called; one outlet does not corroborate itself.
    """
    told = [one for one in claim.members if one.relation != "contradicts"]
    printed = {outlets[one.article] for one in told}
    count, uncertain = behind.count(told)
    count = min(count, len(printed))  # two passages of one outlet without text in common are still one outlet's
    status = status_of(claim.members, {str(number) for number in range(count)})
    if status in ("corroborated", "same-origin") and len(printed) < 2:
        status = "single-outlet"
    members = ((one, behind.origin(one.article, one.span)) for one in claim.members)
    return replace(
        claim,
        members=tuple(replace(one, origin=origin.id if origin else None) for one, origin in members),
        outlets=len(printed),
        origins=count,
        status=status,
        primary=behind.primary(told),
        findings=(*claim.findings, *uncertain),
    )


# ----------------------------------------------------------------------------------------------------- how it was made


def _left_out(case: Case) -> Iterable[tuple[str, Role, int]]:
    """How many lines of each article are no evidence, by role."""
    for article in case.ids():
        counts = Counter(sentence.role for sentence in case.sentences(article) if sentence.role != "body")
        yield from ((article, role, number) for role, number in sorted(counts.items()))


def _models(
    case: Case, articles: Sequence[Article], checks: Sequence[QuoteCheck], reader: Callable[[], Reader] | None
) -> tuple[tuple[str, str], ...]:
    """The name and hash of each model that had a part."""
    used = dict(case.models())
    used.update(model for one in checks if one.answer for model in one.answer.models)
    if reader and len(articles) > 1:
        from verifier.models.reader import made_by

        used |= made_by(reader())
    return tuple(sorted(used.items()))


LIMITS = (
    "Printed, not true: the report says who printed what, never that it is so.",
    "English only; what other languages say is not read.",
    "A claim is read in one sentence; what only two together say is not seen.",
    "Origins are as many as nothing speaks against: outlets without text in common may still have one source.",
    "A difference that is read as an update or another scope is a suggestion for the reader, no finding of fact.",
)
"""What every report has to say of itself."""


WITH_THRESHOLDS = (
    "claims",
    "claims.candidates",
    "claims.stars",
    "compare.decide",
    "compare.dimensions",
    "compare.engine",
    "models.reader",
    "provenance.evidence",
    "provenance.layers",
    "utterances",
)
"""The modules whose thresholds are named in a report."""


def _settings(case: Case, articles: Sequence[Article]) -> tuple[tuple[str, str], ...]:
    """The version, a hash of what was read, the named thresholds of the stages that made the report, and its limits."""
    from importlib import import_module

    digest = sha256("".join(f"{one.id}\0{sha256(one.text.encode()).hexdigest()}\n" for one in articles).encode())
    body = sum(sentence.role == "body" for one in articles for sentence in case.sentences(one.id))
    found = {"verifier": __version__, "articles": str(len(articles)), "sentences": str(body)}
    found["articles-sha256"] = digest.hexdigest()
    for name in WITH_THRESHOLDS:
        module = vars(import_module(f"verifier.{name}"))
        numbers = {k: v for k, v in sorted(module.items()) if k.isupper() and type(v) in (int, float)}
        found |= {f"{name}.{key.lower()}": str(value) for key, value in numbers.items()}
    found |= {f"limit-{number}": limit for number, limit in enumerate(LIMITS, 1)}
    return tuple(found.items())


def _unsearched(case: Case, articles: Sequence[Article], reader: Callable[[], Reader] | None) -> Iterable[Finding]:
    """What stands in the way of a fuller report on these articles."""
    if not articles:
        yield Finding("no-articles", 1.0, "the case holds no articles yet; add some with: verify add PATH")
        return
    if len(articles) == 1:
        yield Finding("one-article", 1.0, "one article has nothing to be compared with; its own statements are listed")
    elif len({one.outlet or one.id for one in articles}) == 1:
        yield Finding("one-outlet", 1.0, "all articles are of one outlet; it cannot corroborate itself")
    if unnamed := sum(one.outlet is None for one in articles):
        yield Finding(
            "no-outlet", 0.5, f"{unnamed} of {len(articles)} articles print no outlet; each counts as its own"
        )
    if undated := sum(one.published is None for one in articles):
        yield Finding(
            "no-date", 0.5, f"{undated} of {len(articles)} articles print no date; what is newer is not known"
        )
    if missing := len(case.without_vectors()):
        yield Finding(
            "no-vectors",
            1.0,
            f"{missing} of {len(articles)} articles were added without an encoder: fewer claims found",
        )
    if reader is None:
        yield Finding("no-relation-model", 1.0, "not read for meaning: only sentences of the same words are one claim")
