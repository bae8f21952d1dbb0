"""Article -> quotations: content, cue and source, direct, mixed and indirect.

Two witnesses, each believed where it is strong. Quotation marks (`marks.py`) say exactly where quoted words begin and
end, but not who speaks, nor whether they are speech at all. The tagger (`tagging.py`) knows who says what, also
without marks, but its edges are soft. So marked words take their edges from the marks and their speaker from the tags
of their sentence, then of their paragraph, then of the paragraph before; tagged content without marks becomes indirect
speech. In a sentence, a cue takes the nearest source and a content the nearest cue: on the annotated spans of PolNeAR
that rule alone links 99% of sources and contents rightly.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import chain

from verifier.datamodel import Article, Mention, Quote, QuoteKind, Sentence, Span, Speaker
from verifier.marks import Region, regions
from verifier.names.sources import resolve_source
from verifier.tagging import Tag, Tagger, default

__all__ = ["quotes"]

INDIRECT_FLOOR = 0.74  # mean probability that cue and content of indirect speech must reach; tuned for precision .90
INDIRECT_WORDS = 3  # "Rebels are eyeing Goma", "they praised him": too little is said to be anybody's words
SPEECH_FLOOR = 0.35  # share of a marked fragment that the tagger must read as content before it counts as speech
SCARE_WORDS = 6  # "existential", "so-called moderates": longer marked words are speech even without a cue
CUE_FLOOR = 0.4  # "is the main supporter of": words that are a cue only perhaps must not draw the source to them
SOURCE_FLOOR = 0.4
HOLLOW = frozenset(("a", "an", "the", "and", "or", "but", "of", "by", "to", "in", "on", "at", "for", "with", "as"))
ASIDE = re.compile(r",\s(?:who|whom|whose|which)\b[^,;:]{0,200},")
NOUN_PHRASE = re.compile(r"\b(?:[Tt]he|[Aa]n?|[Ii]ts|[Hh]is|[Hh]er|[Tt]heir|[Ss]ome)(?: [\w’'-]+){1,3} $")
REACH = 30  # quotations: how far one without a speaker looks for its like
OTHER_CUE = 40  # code points: what another cue in between costs when a cue looks for its source


@dataclass(frozen=True, slots=True)
class _Clause:
    """One act of saying in one sentence, in article offsets: a cue, how sure it is, its source and its contents."""

    sentence: int
    cue: Span
    source: Span | None
    contents: tuple[Tag, ...]
    score: float


@dataclass(frozen=True, slots=True)
class _Draft:
    """A quotation before its speaker is resolved."""

    content: tuple[Span, ...]
    kind: QuoteKind
    source: Span | None = None
    cue: Span | None = None


def quotes(
    article: Article, sentences: Sequence[Sentence], mentions: Sequence[Mention], tagger: Tagger | None = None
) -> list[Quote]:
    """The quotations of the article's body, in text order, with speakers resolved within the article.

    `mentions` are the article's printed names; `tagger` defaults to the shipped model. Furniture is not searched.
    """
    body = [s for s in sentences if s.role == "body"]
    marked = [r for r in regions(article.text, _paragraphs(body), [s.span for s in body]) if r.depth == 0]
    clauses, content = _clauses(article.text, body, mentions, tagger or default())
    drafts = _marked_speech(article.text, body, marked, clauses, content)
    drafts += _indirect_speech(article.text, marked, clauses)
    return _with_speakers(article, sentences, mentions, sorted(drafts, key=lambda d: (d.content, d.kind)))


def _paragraphs(body: Sequence[Sentence]) -> list[Span]:
    """The spans of the body's paragraphs."""
    spans: dict[int, Span] = {}
    for s in body:
        first = spans.get(s.paragraph, s.span)
        spans[s.paragraph] = Span(first.start, s.span.end)
    return list(spans.values())


# ------------------------------------------------------------------------------------------------------------- clauses


def _clauses(
    text: str, body: Sequence[Sentence], mentions: Sequence[Mention], tagger: Tagger
) -> tuple[list[_Clause], list[Span]]:
    """What the tagger reads: clauses with a cue, and all content spans whether a cue is near or not."""
    clauses: list[_Clause] = []
    content: list[Span] = []
    named = sorted(m.span for m in mentions if m.kind != "place")
    for number, (sentence, tags) in enumerate(zip(body, tagger.tag([s.span.of(text) for s in body]), strict=True)):
        at = sentence.span.start
        placed = [replace(t, start=t.start + at, end=t.end + at) for t in tags]
        names = named[bisect_left(named, sentence.span) : bisect_left(named, Span(sentence.span.end, 0))]
        clauses += _link(number, text, placed, names)
        content += [_span(t) for t in placed if t.kind == "content"]
    return clauses, content


def _link(sentence: int, text: str, tags: Sequence[Tag], names: Sequence[Span]) -> list[_Clause]:
    """The clauses of one sentence: every cue with its nearest source and the contents that are nearest to it.

    A relative clause between commas is linked by itself: in "X called on Y, who is backed by Z, to act", the words
    after the second comma belong to "called".
    """
    at = min((t.start for t in tags), default=0)
    asides = [Span(*m.span()) for m in ASIDE.finditer(text, at, max((t.end for t in tags), default=0))]
    inner = [t for t in tags if any(a.covers(_span(t)) for a in asides)]
    outer = [t for t in tags if t not in inner]
    if not any(t.kind == "cue" and t.score >= CUE_FLOOR for t in outer):
        return _link_clause(sentence, text, tags, names)
    around = [n for n in names if not any(a.covers(n) for a in asides)]
    return _link_clause(sentence, text, outer, around) + _link_clause(sentence, text, inner, names)


def _link_clause(sentence: int, text: str, tags: Sequence[Tag], names: Sequence[Span]) -> list[_Clause]:
    """The clauses among `tags`. Where a cue has no source, a printed name that is not in a content is taken for one:
    the nearest before the cue, else the nearest after it."""
    cues = [t for t in tags if t.kind == "cue" and t.score >= CUE_FLOOR]
    contents = [t for t in tags if t.kind == "content"]
    spoken = [_span(t) for t in contents]
    whole = [_from_determiner(text, s) for s in _whole_sources([*cues, *contents], tags)]
    sources = [s for span in whole if (s := _trim(text, span)) and _names(s, text)]
    if cues and not sources:
        free = [n for n in names if not any(k.overlap(n) for k in spoken)]
        sources = [n for n in free if n.end <= cues[0].start] or free
    said: dict[Tag, list[Tag]] = {cue: [] for cue in cues}
    for content in contents if cues else ():
        said[min(cues, key=lambda c: _gap(_span(c), _span(content), cues))].append(content)
    return [
        _Clause(
            sentence,
            cue=_span(cue),
            source=min(sources, key=lambda s: _gap(_span(cue), s, cues), default=None),
            contents=tuple(said[cue]),
            score=cue.score,
        )
        for cue in cues
    ]


def _from_determiner(text: str, source: Span) -> Span:
    """The source with the beginning of its noun phrase: "coalition" is "The rebel coalition" where that is printed."""
    if text[source.start].isupper():
        return source
    before = NOUN_PHRASE.search(text, max(source.start - 60, 0), source.start)
    return Span(before.start(), source.end) if before else source


def _names(span: Span, text: str) -> bool:
    """Whether the words can name somebody: more than an article or a conjunction that the tagger left over."""
    return any(w not in HOLLOW for w in span.of(text).lower().split())


def _whole_sources(others: Sequence[Tag], tags: Sequence[Tag]) -> list[Span]:
    """The sources of a sentence; the pieces of one that a long apposition breaks up are joined.

    "Ana Silva, a fisher from a village north of the capital who lost her boat, said": nothing else stands in between.
    """
    joined: list[Span] = []
    for tag in tags:
        if tag.kind != "source" or tag.score < SOURCE_FLOOR:
            continue
        last = joined[-1] if joined else None
        if last and not any(last.end <= o.start and o.end <= tag.start for o in others):
            joined[-1] = Span(last.start, tag.end)
        else:
            joined.append(_span(tag))
    return joined


def _span(tag: Tag) -> Span:
    return Span(tag.start, tag.end)


def _gap(a: Span, b: Span, cues: Sequence[Tag]) -> int:
    """Code points between two spans, and a toll for every cue that stands between."""
    start, end = (a.end, b.start) if a.start <= b.start else (b.end, a.start)
    return end - start + OTHER_CUE * sum(start <= c.start and c.end <= end for c in cues)


# ------------------------------------------------------------------------------------------------------- marked speech


def _marked_speech(
    text: str, body: Sequence[Sentence], marked: Sequence[Region], clauses: Sequence[_Clause], content: Sequence[Span]
) -> list[_Draft]:
    """Every quotation in marks as direct, mixed, scare or title, with the source and cue that its surroundings give."""
    starts = [s.span.start for s in body]
    quoted = [r.span for r in marked]
    by_sentence: dict[int, list[_Clause]] = {}
    for c in clauses:
        if not _overlapping(quoted, c.cue):
            by_sentence.setdefault(c.sentence, []).append(c)
    drafts: list[_Draft] = []
    places = [_Place(text, body, starts, r) for r in marked]
    own = [_own_clause(p, by_sentence) for p in places]
    for i, (place, clause) in enumerate(zip(places, own, strict=True)):
        region = place.region
        read = sum(region.content.overlap(c) for c in _overlapping(content, region.content))
        spoken = read >= SPEECH_FLOOR * (region.content.end - region.content.start)
        named = _is_title(region.content.of(text))
        spoken = (spoken or place.comma) and not (named and clause is None)
        short = len(region.content.of(text).split()) <= SCARE_WORDS
        if not spoken and (short or clause is None) and (named or not place.whole):
            kind: QuoteKind = "title" if named else "scare"
            drafts.append(_Draft((region.content,), kind))
            continue
        kind = "direct" if place.whole else "mixed"
        clause = clause or _borrowed(i, places, own, by_sentence)
        source, cue = (clause.source, clause.cue) if clause else (None, None)
        drafts.append(_Draft((region.content,), kind, source, cue))
    return drafts


class _Place:
    """A region among the sentences: which it touches, and whether it is a sentence of its own."""

    def __init__(self, text: str, body: Sequence[Sentence], starts: Sequence[int], region: Region) -> None:
        self.region = region
        self.first = max(bisect_right(starts, region.span.start) - 1, 0)
        self.last = max(bisect_right(starts, max(region.span.end - 1, region.span.start)) - 1, self.first)
        self.paragraph = body[self.first].paragraph
        self.before = text[body[self.first].span.start : region.span.start].strip()
        self.after = text[region.span.end : body[self.last].span.end].strip()
        opening = region.content.of(text)[:1]
        self.whole = (not self.before or self.before[-1] in ":,;–—-") and (opening.isupper() or not opening.isalpha())
        self.alone = not self.before and not any(c.isalnum() for c in self.after)
        # "plagued by fear," Pavel said: a comma that only the reporter's sentence asks for
        self.comma = "," in text[region.content.end : region.span.end]


def _own_clause(place: _Place, by_sentence: dict[int, list[_Clause]]) -> _Clause | None:
    """The clause of the region's own sentences whose cue stands nearest to the marks."""
    near = [c for n in range(place.first, place.last + 1) for c in by_sentence.get(n, ())]
    claimed = [c for c in near if any(place.region.content.overlap(_span(k)) for k in c.contents)]
    return min(claimed or near, key=lambda c: _distance(c.cue, place.region.span), default=None)


def _borrowed(
    i: int, places: Sequence[_Place], own: Sequence[_Clause | None], by_sentence: dict[int, list[_Clause]]
) -> _Clause | None:
    """The clause of a quotation that names no speaker in its own sentences.

    First the quotation before it in the same paragraph, then the one after it, then a sentence before that announces it
    ("Smith continued:"), then, for a paragraph that is nothing but quotation, the paragraph before.
    """
    place = places[i]
    earlier, later = range(i - 1, max(i - REACH, 0) - 1, -1), range(i + 1, min(i + REACH, len(places)))
    for j in chain(earlier, later):
        if places[j].paragraph == place.paragraph and own[j] is not None:
            return own[j]
    before = by_sentence.get(place.first - 1, ())
    if before:
        return max(before, key=lambda c: c.cue)
    for j in earlier if place.alone else ():
        if places[j + 1].paragraph - places[j].paragraph > 1:
            return None
        if own[j] is not None:
            return own[j]
    return None


def _distance(a: Span, b: Span) -> int:
    return max(a.start - b.end, b.start - a.end, 0)


def _overlapping(spans: Sequence[Span], span: Span) -> list[Span]:
    """Those of the ordered, disjoint `spans` that share a code point with `span`."""
    first = last = bisect_right(spans, span.start, key=lambda s: s.end)
    while last < len(spans) and spans[last].start < span.end:
        last += 1
    return list(spans[first:last])


def _is_title(words: str) -> bool:
    """A name or title: every word of weight begins with a capital letter."""
    heavy = [w for w in re.findall(r"\w+", words[:400]) if len(w) > 3]
    return bool(heavy) and all(w[0].isupper() or w[0].isdigit() for w in heavy)


# ----------------------------------------------------------------------------------------------------- indirect speech


def _indirect_speech(text: str, marked: Sequence[Region], clauses: Sequence[_Clause]) -> list[_Draft]:
    """Contents with a cue and without quotation marks, where the tagger is sure enough; one quotation for each cue."""
    quoted = [r.span for r in marked]
    out = []
    for clause in clauses:
        if _overlapping(quoted, clause.cue):
            continue
        sure = [c for c in clause.contents if min(c.score, clause.score) >= INDIRECT_FLOOR]
        pieces = [s for c in sure if not _overlapping(quoted, _span(c)) and (s := _trim(text, _span(c)))]
        pieces = _joined(text, pieces)
        if sum(len(p.of(text).split()) for p in pieces) >= INDIRECT_WORDS:
            out.append(_Draft(tuple(pieces), "indirect", clause.source, clause.cue))
    return out


def _joined(text: str, pieces: Sequence[Span]) -> list[Span]:
    """Pieces that no word parts are one: "On Thursday, thousands fled" is not two sayings."""
    out: list[Span] = []
    for piece in pieces:
        if out and not any(c.isalnum() for c in text[out[-1].end : piece.start]):
            out[-1] = Span(out[-1].start, piece.end)
        else:
            out.append(piece)
    return out


def _trim(text: str, span: Span) -> Span | None:
    """The span without punctuation and white space at its edges; None if no word is left."""
    start, end = span.start, span.end
    while start < end and not text[start].isalnum() and text[start] not in "([$€£\"“'‘":
        start += 1
    while end > start and not text[end - 1].isalnum() and text[end - 1] not in ")]%\"”'’":
        end -= 1
    return Span(start, end) if any(c.isalnum() for c in text[start:end]) else None


# ------------------------------------------------------------------------------------------------------------ speakers


def _with_speakers(
    article: Article, sentences: Sequence[Sentence], mentions: Sequence[Mention], drafts: Sequence[_Draft]
) -> list[Quote]:
    """Numbered quotes, each source resolved once, in text order, with the speakers before it at hand."""
    resolved: dict[Span, Speaker] = {}
    earlier: list[Speaker] = []
    for source in sorted({d.source for d in drafts if d.source is not None}):
        resolved[source] = resolve_source(source, article, sentences, mentions, earlier)
        earlier.append(resolved[source])
    return [
        Quote(
            id=f"{article.id}.q{n:02d}",
            article=article.id,
            content=d.content,
            kind=d.kind,
            speaker=resolved[d.source] if d.source is not None else None,
            cue=d.cue,
        )
        for n, d in enumerate(drafts, 1)
    ]
