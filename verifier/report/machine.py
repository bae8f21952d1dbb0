"""Results as JSON objects: the contract of every `--json` answer.

Each object has `"format"` and `"models"`. Keys may be added, never renamed. Nothing here depends on the clock, the
machine or the order of a set: the same case and the same query give the same bytes.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from verifier.datamodel import (
    Article,
    Claim,
    ClaimHit,
    ClaimVerdict,
    DiffersOn,
    Entity,
    Finding,
    Hit,
    Json,
    Member,
    Origin,
    Provenance,
    Quote,
    QuoteCheck,
    Relation,
    Report,
    Span,
    Speaker,
    SpeakerHit,
    Utterance,
    Verdict,
)
from verifier.report.timeline import Moment, timeline

if TYPE_CHECKING:
    from verifier.compare import Comparison
    from verifier.models.reader import Reading

__all__ = [
    "FORMAT",
    "added",
    "articles",
    "claim_hit",
    "claim_verdict",
    "comparison",
    "comparison_line",
    "dumps",
    "entities",
    "envelope",
    "hit",
    "models",
    "quotes",
    "report",
    "verdict",
]

FORMAT = 1
"""Raised when a key is removed or changes its meaning."""


def dumps(value: Json, indent: int | None = 2) -> str:
    """One JSON object in ASCII, so that no character of an article can steer a terminal or fail in an encoding."""
    return json.dumps(value, ensure_ascii=True, indent=indent).replace("\x7f", "\\u007f")


def envelope(made_by: Iterable[tuple[str, str]], **fields: object) -> Json:
    """What every answer starts with, and its own fields. `made_by`: the name and hash of each model that had a part."""
    return {"format": FORMAT, "models": dict(sorted(made_by)), **fields}


def verdict(answer: Verdict) -> Json:
    """The answer to `verify quote`. `outlets` and `origins` are counts; `origin_details` says which and why."""
    return envelope(
        answer.models,
        query={"quote": answer.quote, "speaker": answer.speaker},
        verdict=answer.label,
        speaker_verdict=answer.speaker_label,
        outlets=answer.outlets,
        origins=len(answer.origins),
        hits=[hit(one) for one in answer.hits],
        silent=[article.id for article in answer.silent],
        nearest=hit(answer.nearest) if answer.nearest else None,
        origin_details=[_origin(one) for one in answer.origins],
        findings=[_finding(one) for one in answer.findings],
        searched=answer.searched,
    )


def claim_verdict(answer: ClaimVerdict) -> Json:
    """The answer to `verify claim`. `outlets` and `origins` count those that state the claim, wholly or in part."""
    return envelope(
        answer.models,
        query={"claim": answer.claim},
        verdict=answer.label,
        outlets=answer.outlets,
        origins=len(answer.origins),
        hits=[claim_hit(one) for one in answer.hits],
        silent=[article.id for article in answer.silent],
        nearest=claim_hit(answer.nearest) if answer.nearest else None,
        origin_details=[_origin(one) for one in answer.origins],
        findings=[_finding(one) for one in answer.findings],
        searched=answer.searched,
    )


def comparison(found: Comparison, made_by: Iterable[tuple[str, str]]) -> Json:
    """The answer to `verify compare A B`: B, the hypothesis, read with A as its premise, and the other way round."""
    from verifier.compare import decide

    back, judged = found.backward, decide(found)
    return envelope(
        made_by,
        query={"premise": found.there.text, "hypothesis": found.here.text},
        stance=judged.stance,
        relation=_relation(found.relation),
        **_probabilities(found),
        backward=None if back is None else _reading(back, found.there.text),
        findings=[_finding(one) for one in judged.findings],
    )


def comparison_line(found: Comparison, made_by: Iterable[tuple[str, str]]) -> Json:
    """One line of `verify compare --pairs`: probabilities, words of the hypothesis, and what differs."""
    return envelope(made_by, **_probabilities(found))


def _probabilities(found: Comparison) -> Json:
    if found.forward is None:
        raise ValueError("the pair has not been read")
    return {
        **_reading(found.forward, found.here.text),
        "differs_on": [_difference(one) for one in found.differences],
    }


def _reading(one: Reading, text: str) -> Json:
    words: list[Json] = []
    for word in one.words:
        scores = {"supported": word.supported, "contradicted": word.contradicted, "unmentioned": word.unmentioned}
        label = max(scores, key=scores.__getitem__)
        start, end = word.span.start, word.span.end
        words.append(
            {"start": start, "end": end, "exact": text[start:end], "label": label, "score": scores[label], **scores}
        )
    return {
        "entailment": one.entailment,
        "neutral": one.neutral,
        "contradiction": one.contradiction,
        "words": words,
    }


def report(answer: Report) -> Json:
    """The answer to `verify report`. `single` are the statements of one sentence alone, in the form of claims."""
    texts = {article.id: article.text for article in answer.articles}
    return envelope(
        answer.models,
        claims=[_claim(one) for one in answer.claims],
        origins=[_origin(one) | _layers(one, texts) for one in answer.origins],
        single=[_claim(one) for one in answer.single],
        articles=[_article(one) for one in answer.articles],
        provenance=[_provenance(one, texts) for one in answer.provenance],
        utterances=[_utterance(one, texts) for one in answer.utterances],
        entities=[_entity(one) for one in answer.entities],
        timeline=[_moment(one) for one in timeline(answer)],
        left_out=[{"article": article, "role": role, "lines": lines} for article, role, lines in answer.left_out],
        checks=[_check(one) for one in answer.checks],
        settings=dict(answer.settings),
        findings=[_finding(one) for one in answer.findings],
    )


def hit(one: Hit) -> Json:
    """One place of one article, with its two W3C selectors."""
    return _place(one) | {
        "wording": one.wording,
        "marks": one.marks,
        "diff": [list(step) for step in one.diff],
        "continues": one.continues,
        "speaker": _hit_speaker(one.speaker),
        "cue": one.cue,
        "relation": _relation(one.relation),
        "origin": one.origin,
        "findings": [_finding(reason) for reason in one.findings],
        "similarity": _rounded(one.similarity),
        "pieces": [_piece(span, one.article.text) for span in one.pieces or (one.span,)],
    }


def claim_hit(one: ClaimHit) -> Json:
    """One sentence that bears on a claim, with its two W3C selectors."""
    return _place(one) | {
        "stance": one.stance,
        "relation": _relation(one.relation),
        "differs_on": [_difference(each) for each in one.differs_on],
        "speaker": _hit_speaker(one.speaker),
        "cue": one.cue,
        "origin": one.origin,
        "findings": [_finding(reason) for reason in one.findings],
        "similarity": _rounded(one.similarity),
    }


def quotes(found: Iterable[Quote], texts: Mapping[str, str], made_by: Iterable[tuple[str, str]]) -> Json:
    """Every quotation in the order of articles and of text. `texts` maps an article's id to its text."""
    ordered = sorted(found, key=lambda quote: (quote.article, quote.span, quote.id))
    return envelope(made_by, quotes=[_quote(one, texts[one.article]) for one in ordered])


def entities(found: Iterable[Entity], made_by: Iterable[tuple[str, str]]) -> Json:
    """Every entity with the spellings of its name, in the order of their ids."""
    return envelope(made_by, entities=[_entity(one) for one in sorted(found, key=lambda entity: entity.id)])


def articles(found: Iterable[tuple[Article, int, int]], made_by: Iterable[tuple[str, str]]) -> Json:
    """Every article with its number of sentences and of quotes. `evidence` says where its metadata are printed."""
    ordered = sorted(found, key=lambda row: row[0].id)
    return envelope(made_by, articles=[_article(one) | {"sentences": s, "quotes": q} for one, s, q in ordered])


def added(
    new: Iterable[Article],
    duplicates: Iterable[tuple[str, str]],
    refused: Iterable[str],
    case: str,
    total: int,
    made_by: Iterable[tuple[str, str]],
) -> Json:
    """What `add` did, in the order in which the articles came. `articles` is how many the case now holds.

    `duplicates`: (id, id of the same text in the case); `refused`: one line each that names the file, line or article.
    """
    return envelope(
        made_by,
        case=case,
        articles=total,
        added=[_article(one) for one in new],
        duplicates=[{"article": article, "same_as": same} for article, same in duplicates],
        refused=list(refused),
    )


def models(rows: Iterable[Mapping[str, str]], defaults: Mapping[str, str]) -> Json:
    """The registered models. `where` is null for one that is not there, or before its first use.

    `defaults`: what is used when nothing is asked for, "default_encoder" and the like -> a model's name.
    """
    known: list[Json] = [dict(row) for row in rows]
    return envelope(
        ((row["name"], row["sha256"]) for row in known),
        **defaults,
        registered=[row | {"where": row["where"] or None} for row in known],
    )


def _article(one: Article) -> Json:
    return {
        "id": one.id,
        "title": one.title,
        "outlet": one.outlet,
        "url": one.url,
        "published": one.published,
        "language": one.language,
        "agencies": list(one.agencies),
        "characters": len(one.text),
        "evidence": [{"field": name, "printed": words} for name, words in one.evidence],
    }


def _quote(one: Quote, text: str) -> Json:
    return {
        "id": one.id,
        "article": one.article,
        "kind": one.kind,
        "content": [_piece(span, text) for span in one.content],
        "speaker": _speaker(one.speaker),
        "cue": one.cue.of(text) if one.cue else None,
    }


def _entity(one: Entity) -> Json:
    return {
        "id": one.id,
        "name": one.name,
        "kind": one.kind,
        "forms": [
            {"form": form.form, "status": form.status, "articles": sorted(form.articles), "count": form.count}
            for form in one.forms
        ],
        "roles": list(one.roles),
        "findings": [_finding(reason) for reason in one.findings],
    }


def _claim(one: Claim) -> Json:
    return {
        "id": one.id,
        "text": one.text,
        "status": one.status,
        "outlets": one.outlets,
        "origins": one.origins,
        "primary": one.primary,
        "members": [_member(each) for each in one.members],
        "silent": list(one.silent),
        "findings": [_finding(reason) for reason in one.findings],
    }


def _member(one: Member) -> Json:
    return {
        "article": one.article,
        "start": one.span.start,
        "end": one.span.end,
        "exact": one.exact,
        "relation": one.relation,
        "differs_on": [_difference(each) for each in one.differs_on],
        "speaker": _hit_speaker(one.speaker),
        "cue": one.cue,
        "diff": [list(step) for step in one.diff],
        "origin": one.origin,
        "findings": [_finding(reason) for reason in one.findings],
    }


def _layers(one: Origin, texts: Mapping[str, str]) -> Json:
    """What the origin of a passage in a report has more than that of a whole article."""
    return {
        "kind": one.kind,
        "agency": one.agency,
        "layers": [
            {"article": layer.article, "passages": [_piece(span, texts[layer.article]) for span in layer.spans]}
            for layer in one.layers
        ],
        "possible": [_finding(reason) for reason in one.possible],
    }


def _provenance(one: Provenance, texts: Mapping[str, str]) -> Json:
    return {
        "article": one.article,
        "outlet": one.outlet,
        "agencies": list(one.agencies),
        "hops": [{"name": hop.name, "kind": hop.kind, "printed": hop.printed} for hop in one.hops],
        "origins": list(one.origins),
        "disclaimer": _piece(one.disclaimer, texts[one.article]) if one.disclaimer else None,
        "evidence": [_finding(reason) for reason in one.evidence],
    }


def _utterance(one: Utterance, texts: Mapping[str, str]) -> Json:
    places = [_quote(quote, texts[quote.article]) | {"sentence": sentence} for quote, sentence in one.places]
    return {"id": one.id, "speaker": one.speaker, "places": places}


def _moment(one: Moment) -> Json:
    return {
        "date": one.date,
        "claim": one.claim,
        "article": one.article,
        "dimension": one.dimension,
        "words": one.words,
        "reading": one.reading,
    }


def _check(one: QuoteCheck) -> Json:
    """One row of a list of quotations: its answer as `verify quote` gives it, or what is wrong with the row."""
    answer = None
    if one.answer:
        answer = {key: value for key, value in verdict(one.answer).items() if key not in ("format", "models")}
    return {"row": one.row, "quote": one.quote, "speaker": one.speaker, "answer": answer, "error": one.error}


def _place(one: Hit | ClaimHit) -> Json:
    """Where a hit stands: its article, its sentence, and the selectors of the words."""
    exact = one.span.of(one.article.text)
    return {
        "article": one.article.id,
        "outlet": one.article.outlet,
        "title": one.article.title,
        "published": one.article.published,
        "sentence": one.sentence,
        "selector": [
            {"type": "TextQuoteSelector", "exact": exact, "prefix": one.prefix, "suffix": one.suffix},
            {"type": "TextPositionSelector", "start": one.span.start, "end": one.span.end},
        ],
    }


def _piece(span: Span, text: str) -> Json:
    return {"start": span.start, "end": span.end, "exact": span.of(text)}


def _speaker(one: Speaker | None) -> Json | None:
    return {"printed": one.printed, "name": one.name, "role": one.role} if one else None


def _hit_speaker(who: SpeakerHit | None) -> Json | None:
    return {"printed": who.printed, "name": who.name, "role": who.role, "match": who.match} if who else None


def _relation(one: Relation) -> Json:
    return {"label": one.label, "score": _rounded(one.score)}


def _difference(one: DiffersOn) -> Json:
    return {
        "dimension": one.dimension,
        "here": one.here,
        "there": one.there,
        "reading": one.reading,
        "detail": one.detail,
    }


def _origin(one: Origin) -> Json:
    evidence = [_finding(reason) for reason in one.evidence]
    return {"id": one.id, "name": one.name, "articles": sorted(one.articles), "evidence": evidence}


def _finding(one: Finding) -> Json:
    return {"name": one.name, "score": _rounded(one.score), "detail": one.detail}


def _rounded(score: float) -> float:
    """Six digits: two machines that differ in the last bit of a float print the same answer."""
    return round(float(score), 6)
