"""The main path, read it first: a quotation and a case -> a verdict with its evidence.

Three questions stay apart until the end, because each fails differently: are the words the same (`wording.py`), is the
speaker the same (`names/`), is it the same utterance in other words (`rewording.py`)? One pure function, `judge`,
decides from the answers.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING

from verifier import lexicon, provenance
from verifier.alignment import Query
from verifier.assembly import assembled, halves
from verifier.case import Case
from verifier.datamodel import (
    Finding,
    Hit,
    Json,
    Relation,
    Span,
    SpeakerVerdict,
    Verdict,
    VerdictLabel,
    WordingLabel,
)
from verifier.errors import QueryError
from verifier.rewording import is_sharp, retold
from verifier.search import Desk, Place, printed
from verifier.text import words
from verifier.voices import Bearers

if TYPE_CHECKING:
    from verifier.compare import Comparison, Statement
    from verifier.encoders import Encoder
    from verifier.models.reader import Reader

__all__ = ["explain", "judge", "look_up", "parse", "verify_quote"]

MOST_WORDS = 2000
"""About four printed pages; what is longer is a document, and its sentences are looked up one by one."""
MOST_CHARACTERS = 200_000
SHOWN_RELATED = 5
NEARLY_ALL = 0.85
"""Share of the query's weight that is printed where one word of seven or more is another."""
WORTH_SHOWING = 0.5
"""Share of the query's weight from which on a place that merely shares words with it is shown beside places that
count."""
CONTEXT = 32

PRINTED: frozenset[WordingLabel] = frozenset({"exact", "near-exact"})
WHOLE: frozenset[WordingLabel] = PRINTED | {"omission", "stitched"}
"""Labels of places that print all words of the query."""
STRENGTH: tuple[VerdictLabel, ...] = (
    "exact",
    "near-exact",
    "boundary",
    "omission",
    "stitched",
    "altered",
    "reworded",
    "reported",
    "not-a-quote",
    "not-found",
)
"""The verdict is the first of these that any place gives. Altered words warn even where others reword the same."""
SPEAKER_STRENGTH: tuple[SpeakerVerdict, ...] = ("match", "variant", "ambiguous", "misattributed", "unattributed")


def verify_quote(
    case: Case,
    quote: str,
    speaker: str | None = None,
    *,
    encoder: Callable[[], Encoder] | None = None,
    reader: Callable[[], Reader] | None = None,
) -> Verdict:
    """Who in the case printed this quotation, how exactly, and as said by whom?

    `encoder` and `reader` load what is needed, and only then: where all places print the words, neither is. Without an
    encoder nothing is looked up by meaning; without a reader other wordings have no relation. Raises
    QueryError for what is no quotation, CaseError if the case cannot be read.
    """
    parse(quote)  # before the case is read
    with case.snapshot():
        return look_up(Desk(case), Bearers(case), quote, speaker, encoder=encoder, reader=reader)


def look_up(
    desk: Desk,
    bearers: Bearers,
    quote: str,
    speaker: str | None = None,
    *,
    encoder: Callable[[], Encoder] | None = None,
    reader: Callable[[], Reader] | None = None,
) -> Verdict:
    """As `verify_quote`, with a desk and names that many quotations share; within a snapshot of the case."""
    query = parse(quote)
    places = [_settled(p) for p in printed(desk, query, desk.case.search_words(_words(query)), same_name)]
    places = _with_assembled(desk, query, places)
    places = retold(desk, query, places, bearers.voice, encoder)
    return _answer(desk, query, speaker, places, bearers, by_meaning=encoder is not None, reader=reader)


def parse(quote: str, what: str = "quotation") -> Query:
    """The quotation, or whatever `what` calls it, as it is looked up. Raises QueryError."""
    if len(quote) > MOST_CHARACTERS:
        raise QueryError(f"the {what} has {len(quote):,} characters; look up its sentences one by one")
    control = next((c for c in quote if unicodedata.category(c) in ("Cc", "Cs") and not c.isspace()), None)
    if control is not None:
        raise QueryError(f"the {what} contains the control character U+{ord(control):04X}; remove it")
    if not quote.strip():
        raise QueryError(f"the {what} is empty; give the words that are to be looked up")
    count = len(words(quote))
    if count == 0:
        raise QueryError(f"the {what} has no words, only punctuation; give the words that are to be looked up")
    if count > MOST_WORDS:
        raise QueryError(f"the {what} has {count:,} words, more than {MOST_WORDS:,}; look up its parts one by one")
    return Query.of(quote.strip())


def _words(query: Query) -> list[str]:
    return [w.norm for w in words(query.text)]


@lru_cache(maxsize=4096)
def same_name(a: str, b: str) -> bool:
    """Whether two words may be spellings of one name: by a letter, or by two romanisations."""
    if lexicon.one_letter_apart(a, b):
        return True
    from verifier.names.spelling import compare

    return compare(a, b).label in ("same", "variant")


def _settled(place: Place) -> Place:
    """The place with the label that its quotation marks leave it.

    A reporter's own words cannot misquote anybody: where they are among other words than the query's, that is a report
    if it is given to somebody, and merely on the subject if not; unless the change is a sharp one. A heading is
    evidence of nothing but its own wording.
    """
    wording = place.wording
    if wording.label in PRINTED or place.marks == "inside" or wording.label == "stitched":
        return place
    label: WordingLabel = "related"
    if place.marks in ("outside", "across") and place.quote and wording.label != "related":
        label = "altered" if wording.label == "altered" and is_sharp(wording.findings) else "reported"
    return replace(place, wording=replace(wording, label=label))


def _with_assembled(desk: Desk, query: Query, places: Sequence[Place]) -> list[Place]:
    """The places, and those that print the query only together, instead of what was taken for a quotation altered."""
    counted = [p for p in places if p.wording.label != "related"]
    if any(p.wording.label in WHOLE for p in counted):
        return list(places)
    found = halves(desk, query, places, same_name)
    if not found and all(_prolonged(p) for p in counted):
        found = assembled(desk, query, places, same_name)
    return [p for p in places if not (p in counted and _told(p, found))] + found


def _prolonged(place: Place) -> bool:
    """Whether the place prints a part of the query, but what goes before or comes after is not printed there."""
    names = {f.name for f in place.wording.findings}
    edges = names & {"head-not-printed", "tail-not-printed"}
    return place.wording.label in ("altered", "reported") and bool(edges)


# ----------------------------------------------------------------------------------------------------------- the answer


def _answer(
    desk: Desk,
    query: Query,
    asked: str | None,
    places: Sequence[Place],
    bearers: Bearers,
    *,
    by_meaning: bool,
    reader: Callable[[], Reader] | None,
) -> Verdict:
    """Places -> verdict: hits with their relations, speakers and origins, judged."""
    counted = [p for p in places if p.wording.label != "related"]
    related = sorted((p for p in places if p.wording.label == "related" and not _told(p, counted)), key=_nearness)
    near = [p for p in related[1:] if p.wording.similarity >= WORTH_SHOWING][:SHOWN_RELATED]
    places = _with_relations(query, [*counted, *related[:1], *near], bearers, reader)
    counted, related = places[: len(counted)], places[len(counted) :]
    origins = provenance.origins(_passages(counted))
    origin_of = {article: origin.id for origin in origins for article in origin.articles}
    hits = sorted((_hit(p, asked, bearers, origin_of.get(p.page.article.id)) for p in counted), key=_order)
    others = [_hit(p, asked, bearers, None) for p in related]
    label, speaker_label = judge(hits, asked)
    told = {h.article.id for h in hits}
    return Verdict(
        quote=query.text,
        speaker=asked,
        label=label,
        speaker_label=speaker_label,
        hits=tuple(
            hits
            + [h for h in others[1 if label == "not-found" else 0 :] if h.similarity >= WORTH_SHOWING][:SHOWN_RELATED]
        ),
        silent=tuple(a for a in desk.case.articles() if a.id not in told),
        nearest=others[0] if others and label == "not-found" else None,
        outlets=len({h.article.outlet or h.article.id for h in hits}),
        origins=tuple(origins),
        models=_models(desk.case, places, reader),
        searched=desk.case.sentence_count(),
        findings=(*_overall(asked, hits, bearers), *_unsearched(desk, label, by_meaning)),
    )


AGREED = Relation("entailment", 1.0)
"""The relation of the same words."""


def _with_relations(
    query: Query, places: Sequence[Place], bearers: Bearers, reader: Callable[[], Reader] | None
) -> list[Place]:
    """The places with the relation of what they print to the query. Where all print it, no model is needed."""
    if all(p.wording.label in PRINTED for p in places):
        return [replace(p, relation=AGREED) for p in places]
    from verifier.compare import Statement, compare

    asked = Statement(query.text, bearers.names_in(query.text))
    others = [p for p in places if p.wording.label not in PRINTED]
    compared = compare(reader() if reader else None, asked, [_said(p) for p in others], bearers.same_name)
    read = {id(p): c for p, c in zip(others, compared, strict=True)}
    return [_judged(p, read[id(p)]) if id(p) in read else replace(p, relation=AGREED) for p in places]


def _models(case: Case, places: Sequence[Place], reader: Callable[[], Reader] | None) -> tuple[tuple[str, str], ...]:
    """The name and hash of each model that had a part."""
    used = dict(case.models())
    if reader and any(p.wording.label not in PRINTED for p in places):
        from verifier.models.reader import made_by

        used |= made_by(reader())
    return tuple(sorted(used.items()))


def _said(place: Place) -> Statement:
    """What stands against the query: the quotation that holds the place, else the sentence."""
    from verifier.compare import statement

    quoted = place.quote is not None and place.marks in ("inside", "across")
    span = place.quote.span if place.quote and quoted else place.sentence.span
    return statement(place.page.article, span, place.page.mentions, place.page.meant)


def _judged(place: Place, known: Comparison) -> Place:
    """The place with its relation to the query. Of altered words the kind of change tells more than the reader."""
    sharp = [f for f in place.wording.findings if place.wording.label == "altered" and is_sharp([f])]
    relation = known.relation
    if sharp and relation.label != "contradiction":
        return replace(place, relation=Relation("contradiction", max(f.score for f in sharp)))
    if relation.label != "contradiction" or place.wording.label not in ("reworded", "reported"):
        return replace(place, relation=relation)
    said = (f"“{d.here}” here, “{d.there}” there" for d in known.differences if d.here and d.there)
    told = Finding("contradicted-words", relation.score, "; ".join(said)) if known.differences else None
    wording = replace(place.wording, findings=(*place.wording.findings, *([told] if told and told.detail else [])))
    return replace(place, relation=relation, wording=wording)


def _told(place: Place, counted: Sequence[Place]) -> bool:
    """Whether a place is part of another one that counts."""
    return any(
        p.page is place.page and any(a.overlap(b) for a in p.wording.pieces for b in place.wording.pieces)
        for p in counted
    )


def _nearness(place: Place) -> tuple[float, str, int]:
    meant = max((f.score for f in place.wording.findings if f.name == "near-meaning"), default=0.0)
    return -max(place.wording.similarity, meant), place.page.article.id, place.wording.span.start


def _order(hit: Hit) -> tuple[int, str, int]:
    return STRENGTH.index(_standing(hit)), hit.article.id, hit.span.start


def _passages(places: Sequence[Place]) -> list[provenance.Passage]:
    """Each article with the reporter's words around all its places, and the quotations that hold them."""
    around: dict[str, list[Span]] = {}
    quoted: dict[str, list[Span]] = {}
    for place in places:
        one = place.page.article.id
        around.setdefault(one, []).extend(place.page.around(place.sentence))
        quoted.setdefault(one, []).extend(place.quote.content if place.quote else ())
    pages = {p.page.article.id: p.page for p in places}
    return [provenance.Passage.of(page, tuple(around[one]), tuple(quoted[one])) for one, page in pages.items()]


def _hit(place: Place, asked: str | None, bearers: Bearers, origin: str | None) -> Hit:
    article, wording = place.page.article, place.wording
    quote = place.quote if place.marks != "not-speech" else None
    speaker, findings = bearers.named(article.id, quote.speaker if quote else None, asked)
    cue = place.quote.cue if place.quote else None
    pull = (Finding("pull-quote", 0.5, "set apart by the layout; the body may print it otherwise"),)
    return Hit(
        article=article,
        sentence=place.sentence.span.of(article.text),
        span=wording.span,
        prefix=article.text[max(0, wording.span.start - CONTEXT) : wording.span.start],
        suffix=article.text[wording.span.end : wording.span.end + CONTEXT],
        wording=wording.label,
        marks=place.marks,
        diff=wording.diff,
        continues=place.continues,
        speaker=speaker,
        cue=cue.of(article.text) if cue else None,
        relation=place.relation,
        origin=origin,
        similarity=wording.similarity,
        findings=(*wording.findings, *(pull if place.sentence.role == "pull-quote" else ()), *findings),
        pieces=wording.pieces,
    )


def _overall(asked: str | None, hits: Sequence[Hit], bearers: Bearers) -> list[Finding]:
    """What is to be said about the whole answer."""
    if asked is None or any(h.speaker and h.speaker.match in ("match", "variant", "ambiguous") for h in hits):
        return []
    from verifier.names.spelling import compare

    named = (e for e in bearers.directory.entities if e.kind != "place")
    known = (compare(asked, f.form).label != "different" for e in named for f in e.forms)
    return [] if any(known) else [Finding("speaker-unknown", 1.0, f"no article names {asked}")]


def _unsearched(desk: Desk, label: VerdictLabel, by_meaning: bool) -> list[Finding]:
    """That nothing was looked up by meaning, where that might have found more."""
    if label in PRINTED or (by_meaning and not desk.case.without_vectors()):
        return []
    return [
        Finding(
            "meaning-not-searched", 1.0, "other wordings were not looked for: no model, or articles without vectors"
        )
    ]


# ---------------------------------------------------------------------------------------------------------------- judge


def judge(hits: Sequence[Hit], asked: str | None) -> tuple[VerdictLabel, SpeakerVerdict]:
    """The verdict on the words, and on the speaker: what the strongest places say. Pure.

    A pull-quote repeats its own article, so it counts only if that article's text does not print the words otherwise.
    """
    counted = [h for h in hits if h.wording != "related"]
    in_text = {h.article.id for h in counted if not _pulled(h)}
    counted = [h for h in counted if not (_pulled(h) and h.article.id in in_text)]
    quoted = [h for h in counted if not _reporters_number(h)] or counted
    label = _standing(min(quoted, key=_rank)) if quoted else "not-found"
    if asked is None:
        return label, "not-asked"
    deciding = [h for h in counted if _decides(h, label)]
    verdicts: list[SpeakerVerdict] = [h.speaker.match if h.speaker else "unattributed" for h in deciding]
    return label, min(verdicts, key=SPEAKER_STRENGTH.index, default="unattributed")


def _pulled(hit: Hit) -> bool:
    return any(f.name == "pull-quote" for f in hit.findings)


def _rank(hit: Hit) -> float:
    """How early a place decides. Plain words exchanged may be another translation: so they are if a place says so.

    Not where nearly all else is printed: one word in a long quotation was changed by whoever quotes.
    """
    soft = hit.wording == "altered" and not is_sharp(hit.findings) and hit.similarity < NEARLY_ALL
    return STRENGTH.index("reworded") + 0.5 if soft else STRENGTH.index(_standing(hit))


def _reporters_number(hit: Hit) -> bool:
    """Whether the words are altered, but against what the reporter writes; another may report the query."""
    return hit.wording == "altered" and hit.marks == "outside"


def _standing(hit: Hit) -> VerdictLabel:
    """The verdict that one place gives by itself."""
    if hit.wording == "related":
        return "not-found"
    if hit.wording not in PRINTED or hit.marks == "inside":
        return hit.wording
    if hit.marks == "not-speech":
        return "not-a-quote"
    if hit.marks == "outside" and hit.speaker:
        return "reported"
    return "boundary"


def _decides(hit: Hit, label: VerdictLabel) -> bool:
    """Whether a place has a say on the speaker: all that have the words, or else those that gave the verdict."""
    if label in ("exact", "near-exact", "boundary", "omission", "stitched"):
        return hit.wording in (*PRINTED, "omission", "stitched") and hit.marks != "not-speech"
    return _standing(hit) == label


# -------------------------------------------------------------------------------------------------------------- explain


def explain(
    case: Case,
    quote: str,
    speaker: str | None = None,
    *,
    encoder: Callable[[], Encoder] | None = None,
    reader: Callable[[], Reader] | None = None,
) -> Json:
    """What each stage makes of one query: words, candidates, places, passages by meaning, and the verdict's reasons."""
    query = parse(quote)
    with case.snapshot():
        desk = Desk(case)
        candidates = case.search_words(_words(query))
        places = printed(desk, query, candidates, same_name)
        settled = [_settled(p) for p in places]
        bearers = Bearers(case)
        final = retold(desk, query, _with_assembled(desk, query, settled), bearers.voice, encoder)
        told = [p for p in final if p not in settled]
        answer = _answer(desk, query, speaker, final, bearers, by_meaning=encoder is not None, reader=reader)
    return {
        "query": {
            "text": query.text,
            "tokens": [{"printed": t.norm, "key": t.key, "content": t.content} for t in query.tokens],
        },
        "candidates": [{"article": a, "sentence": n} for a, n in candidates],
        "printed": [_explained(p, s) for p, s in zip(places, settled, strict=True)],
        "retold": [_explained(p, p) for p in told],
        "judged": [
            {
                "article": h.article.id,
                "start": h.span.start,
                "wording": h.wording,
                "marks": h.marks,
                "gives": _standing(h),
            }
            for h in answer.hits
        ],
        "verdict": answer.label,
        "speaker_verdict": answer.speaker_label,
    }


def _explained(place: Place, settled: Place) -> Json:
    text = place.page.article.text
    return {
        "article": place.page.article.id,
        "sentence": place.sentence.ordinal,
        "role": place.sentence.role,
        "start": place.wording.span.start,
        "end": place.wording.span.end,
        "exact": place.wording.span.of(text),
        "wording": place.wording.label,
        "settled": settled.wording.label,
        "marks": place.marks,
        "similarity": place.wording.similarity,
        "diff": [list(op) for op in place.wording.diff],
        "quote": place.quote.id if place.quote else None,
        "findings": [{"name": f.name, "score": f.score, "detail": f.detail} for f in place.wording.findings],
    }
