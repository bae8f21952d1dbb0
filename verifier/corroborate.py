"""The second path: a plain statement and a case -> who states it, who states a part, who contradicts it, who is silent.

Candidates come by words and by meaning; each is read as a statement with its names, numbers and dates, and judged in
`compare`. What this file adds is where each sentence stands: who says it, in which article, from which origin.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, get_args

from verifier import provenance
from verifier.case import Case
from verifier.compare import Judgement, Statement, compare, decide, statement
from verifier.datamodel import ClaimHit, ClaimLabel, ClaimVerdict, Finding, Sentence, Span, Speaker, Stance
from verifier.errors import QueryError
from verifier.search import Desk, Page
from verifier.text import words
from verifier.verify import CONTEXT, parse
from verifier.voices import Bearers

if TYPE_CHECKING:
    from verifier.encoders import Encoder
    from verifier.models.reader import Reader

__all__ = ["judge_claim", "parse_claim", "verify_claim"]

MOST_WORDS = 120
"""More is a paragraph, whose statements are checked one by one."""
NEIGHBOURS = 60
READ = 80
"""So many candidates at most are shown to the reader."""
WORTH_READING = 0.3
"""Cosine from which on a sentence that shares rare words is read."""
SHOWN_RELATED = 5
LONGEST_WORD = 45
"""A longer run without a space is a sentence of a language that writes none."""
A_SENTENCE = 5
"""So many words of English without a word of grammar among them are rare."""


@dataclass(frozen=True)
class _Candidate:
    """A sentence that may bear on the claim."""

    page: Page
    sentence: Sentence
    near: float

    @cached_property
    def statement(self) -> Statement:
        """The sentence as it is compared."""
        return statement(self.page.article, self.sentence.span, self.page.mentions, self.page.meant)


def verify_claim(
    case: Case,
    claim: str,
    *,
    encoder: Callable[[], Encoder] | None = None,
    reader: Callable[[], Reader] | None = None,
) -> ClaimVerdict:
    """Which sentences of the case state this, state a part of it, or contradict it?

    `encoder` and `reader` load what is needed; without an encoder, only sentences that share rare words are read, and
    without a reader numbers and dates are compared alone; the answer's findings say so. Raises QueryError for
    what states nothing, CaseError if the case cannot be read.
    """
    text = parse_claim(claim)
    with case.snapshot():
        desk = Desk(case)
        found = _candidates(desk, text, encoder)
        bearers = Bearers(case)
        asked = Statement(text, bearers.names_in(text))
        judged = _judged(asked, found, bearers, reader)
        return _answer(desk, text, judged, bearers, encoder, reader)


def parse_claim(claim: str) -> str:
    """The claim as it is looked up. Raises QueryError for what is no statement, and says what to do."""
    text = parse(claim, "claim").text
    count = len(words(text))
    if count > MOST_WORDS:
        raise QueryError(f"the claim has {count:,} words, more than {MOST_WORDS}; check its statements one by one")
    if text.rstrip(" \"'”’»)").endswith(("?", "？", "؟", "\u037e")):  # U+037E: Greek
        raise QueryError("a question states nothing that could be confirmed; put it as a statement")
    if count == 1 and len(text) <= LONGEST_WORD:
        raise QueryError("a single word states nothing; give a sentence that says something of somebody")
    return text


# ----------------------------------------------------------------------------------------------------------- candidates


def _candidates(desk: Desk, text: str, encoder: Callable[[], Encoder] | None) -> list[_Candidate]:
    """The sentences of article bodies that may bear on the claim, nearest first."""
    named = desk.case.search_words([w.norm for w in words(text)])
    near = dict.fromkeys(named, 0.0)
    if encoder and desk.case.models():
        loaded = encoder()
        desk.case.check_model(loaded.name, loaded.sha256)
        vector = loaded.encode([text])[0]
        near |= {(article, n): cosine for article, n, cosine in desk.case.search_meaning(vector, NEIGHBOURS)}
        for article in sorted({article for article, _ in named}):
            rows = desk.case.vectors(article)
            near |= {(article, n): float(rows[n] @ vector) for a, n in named if a == article and n in rows}
    by_words = set(desk.case.without_vectors()) if encoder else set(desk.case.ids())
    found = [
        _Candidate(desk.page(article), desk.page(article).sentences[n], round(cosine, 4))
        for (article, n), cosine in near.items()
        if cosine >= WORTH_READING or article in by_words
    ]
    found = [c for c in found if c.sentence.role == "body"]
    return sorted(found, key=lambda c: (-c.near, c.page.article.id, c.sentence.ordinal))[:READ]


# -------------------------------------------------------------------------------------------------------------- judging


def _judged(
    claim: Statement, found: Sequence[_Candidate], bearers: Bearers, reader: Callable[[], Reader] | None
) -> list[tuple[_Candidate, Judgement]]:
    """What each sentence says of the claim, nearest first."""
    compared = compare(reader() if reader and found else None, claim, [c.statement for c in found], bearers.same_name)
    return [(c, decide(comparison, c.near)) for c, comparison in zip(found, compared, strict=True)]


# ----------------------------------------------------------------------------------------------------------- the answer


def judge_claim(hits: Sequence[ClaimHit]) -> ClaimLabel:
    """The verdict on a claim: what its places say together. Pure."""
    stances = {h.stance for h in hits}
    if {"states", "contradicts"} <= stances:
        return "both"
    labels: tuple[tuple[Stance, ClaimLabel], ...] = (
        ("states", "stated"),
        ("contradicts", "contradicted"),
        ("partly", "partly"),
        ("unresolved", "related"),
        ("related", "related"),
    )
    return next((label for stance, label in labels if stance in stances), "not-found")


def _answer(
    desk: Desk,
    text: str,
    judged: Sequence[tuple[_Candidate, Judgement]],
    bearers: Bearers,
    encoder: Callable[[], Encoder] | None,
    reader: Callable[[], Reader] | None,
) -> ClaimVerdict:
    counted = [(c, j) for c, j in judged if j.stance not in ("related", None)]
    others = [(c, j) for c, j in judged if j.stance == "related"]
    stating = [c for c, j in counted if j.stance in ("states", "partly")]
    found = provenance.origins(_passages([c for c, _ in counted]))
    origin_of = {article: origin.id for origin in found for article in origin.articles}
    hits = sorted((_hit(c, j, bearers, origin_of.get(c.page.article.id)) for c, j in counted), key=_order)
    hits += [_hit(c, j, bearers, None) for c, j in others[:SHOWN_RELATED]]
    label = judge_claim(hits)
    told = {c.page.article.id for c, _ in counted}
    models = dict(desk.case.models())
    if reader is not None and judged:
        from verifier.models.reader import made_by

        models |= made_by(reader())
    return ClaimVerdict(
        claim=text,
        label=label,
        hits=tuple(hits),
        silent=tuple(a for a in desk.case.articles() if a.id not in told),
        nearest=_hit(*judged[0], bearers, None) if judged and label == "not-found" else None,
        outlets=len({c.page.article.outlet or c.page.article.id for c in stating}),
        origins=tuple(o for o in found if any(c.page.article.id in o.articles for c in stating)),
        models=tuple(sorted(models.items())),
        searched=desk.case.sentence_count(),
        findings=tuple(_unsearched(desk.case, text, encoder, reader)),
    )


def _order(hit: ClaimHit) -> tuple[int, str, int]:
    return get_args(Stance).index(hit.stance), hit.article.id, hit.span.start


def _passages(found: Iterable[_Candidate]) -> list[provenance.Passage]:
    """Each article with the reporter's words around its sentences, and the quotations that hold them."""
    by_article: dict[str, list[_Candidate]] = {}
    for candidate in found:
        by_article.setdefault(candidate.page.article.id, []).append(candidate)
    passages = []
    for own in by_article.values():
        page = own[0].page
        around = [span for c in own for span in page.around(c.sentence)]
        quoted = [span for c in own if (q := page.quote_at(c.sentence.span)) for span in q.content]
        passages.append(provenance.Passage.of(page, tuple(around), tuple(quoted)))
    return passages


def _hit(candidate: _Candidate, judgement: Judgement, bearers: Bearers, origin: str | None) -> ClaimHit:
    article, span = candidate.page.article, candidate.sentence.span
    source, cue = _attribution(candidate)
    speaker, _ = bearers.named(article.id, source)
    return ClaimHit(
        article=article,
        sentence=span.of(article.text),
        span=span,
        prefix=article.text[max(0, span.start - CONTEXT) : span.start],
        suffix=article.text[span.end : span.end + CONTEXT],
        stance=judgement.stance or "related",
        relation=judgement.relation,
        differs_on=judgement.differs_on,
        speaker=speaker,
        cue=cue.of(article.text) if cue else None,
        origin=origin,
        similarity=candidate.near,
        findings=judgement.findings,
    )


def _attribution(candidate: _Candidate) -> tuple[Speaker | None, Span | None]:
    """Who is said to have said the sentence or most of it, and the cue; else whose figure it gives."""
    quote = candidate.page.quote_at(candidate.sentence.span)
    if quote and quote.kind not in ("scare", "title"):
        return quote.speaker, quote.cue
    from verifier.names.gazetteer import group

    text, whole = candidate.page.article.text, candidate.sentence.span
    for name in candidate.page.mentions:
        if whole.covers(name.span) and name.kind in ("person", "organisation", "group", "other"):
            following = words(text, name.span.end, whole.end)[:1]
            if following and following[0].norm in group("cues.speech") | group("cues.figures"):
                return Speaker(name.text, name.span, name.text), following[0].span
    return None, None


def _foreign(text: str) -> bool:
    """Whether the claim is in another script than Latin, or has no word of English grammar."""
    letters = [c for c in text if c.isalpha()]
    if sum("LATIN" in unicodedata.name(c, "") for c in letters) < len(letters) / 2:
        return True
    from verifier.names.gazetteer import group

    printed = {w.norm for w in words(text)}
    return len(printed) >= A_SENTENCE and not printed & group("stop.openers")


def _unsearched(
    case: Case, text: str, encoder: Callable[[], Encoder] | None, reader: Callable[[], Reader] | None
) -> Iterable[Finding]:
    """What was not looked at, and why."""
    if _foreign(text):
        yield Finding("other-language", 0.7, "the claim seems not to be English, which is all that is understood here")
    bare = len(case.without_vectors())
    if encoder is None or bare:
        whose = "all articles" if encoder is None else f"{bare:,} articles that were added without an encoder"
        yield Finding("meaning-not-searched", 1.0, f"of {whose} only sentences that share words were read")
    if reader is None:
        yield Finding("no-relation-model", 1.0, "judged without a relation model: by words, names, numbers and dates")
