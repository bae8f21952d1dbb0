"""Where the same utterance is told in other words: typically another translation, or a reporter's summary.

Nearness of vectors alone ranks an invented quotation about the subject above a true one in another translation, so it
is one witness of three. A passage counts only if somebody is said to have said it, if it has most of the query's
content words too, by stem or synonym, and if nothing in it contradicts the query. Words that every sentence on the
subject has ("president", the name of the town) say little: their weight is learnt from the passages that were looked
at.

Thresholds were set on quotations of news clusters (171 articles on 69 events) that other outlets carry in other words,
against other quotations on the same event.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import takewhile
from typing import TYPE_CHECKING, Literal

from verifier import lexicon
from verifier.alignment import Query, Token, tokens
from verifier.datamodel import Finding, Marks, Quote, Sentence, Span, Speaker, Wording, WordingLabel
from verifier.differences import SHARP
from verifier.search import Desk, Page, Place, windows
from verifier.text import stem
from verifier.wording import find

if TYPE_CHECKING:
    from verifier.encoders import Encoder

__all__ = ["Passage", "Topic", "contradiction", "retold", "shared", "support"]

NEIGHBOURS = 50
NEAR = 0.5
"""Least cosine between a sentence that prints the query and one that may tell the same."""
ALIKE = 0.6
"""Least cosine between a query and the words quoted, or between sentences if it is open whether the speaker is the
same."""
MOST = 0.6
"""Share of the query's weighed content words that a passage needs. "A bird is in the cockpit" has two of three of "the
bird is flying around the cockpit"; "the bird is back" has one."""
SOME, SAID = 0.45, 0.25
"""The same where a sentence near one that prints the query gives the same speaker; and how much he is to say."""
REPORT = 0.75
"""The same where the reporter speaks, whose sentence has more in it than what was said."""
WHOLE = 0.5
"""Quotation marks around less than this share of the content make it a report with a quoted fragment."""
PREVALENT = 0.3
"""A word in this share of the passages weighs half of what a rare one weighs."""
NEARLY_ALL = 0.9
"""Where only a part of the query is quoted, word for word, the sentence around it must have the rest."""
CLAUSE = 4
"""So many words in a row of which the source has nothing are a clause of their own."""
READ = 24
"""So many passages at most are encoded for one query."""
ANCHORS = 4
"""So many places that print the query are asked for their neighbours; more of them tell nothing new."""
SHORT = 2
"""Quotations of so few words are near in meaning to everything on their subject."""
MANY = 3
"""A place that differs from the query in so many ways may be another telling; one that differs in one is an
alteration."""
MILD = 0.4
"""A difference of this score is one of form: a synonym, a preposition, a word moved."""
MISSED = 3
"""So many passages that do not tell the query are named as the nearest."""


# --------------------------------------------------------------------------------------------------- comparing contents


@dataclass(frozen=True, slots=True)
class Topic:
    """The share of the passages on the query's subject that has each word, by its key."""

    shares: dict[str, float]

    @staticmethod
    def of(passages: Sequence[Sequence[Token]]) -> Topic:
        """The topic of some passages; of few passages, little is known."""
        counts = Counter(key for passage in passages for key in {t.key for t in passage if t.content})
        return Topic({key: n / max(len(passages), 10) for key, n in counts.items()})

    def weight(self, token: Token) -> float:
        """What a content word says about one utterance: 1 if it is rare, half if it is prevalent."""
        return PREVALENT / (PREVALENT + self.shares.get(token.key, 0.0))


def shared(query: Sequence[Token], passage: Sequence[Token]) -> list[tuple[Token, Token]]:
    """The query's content words, each with the word of the passage that stands for it: a form, a stem or a synonym."""
    known = {t.key: t for t in passage if t.content}
    found = []
    for token in query:
        match = known.get(token.key) if token.content else None
        if match is None and token.content and not token.number:
            match = next((known[key] for key in sorted(lexicon.synonyms(token.norm)) if key in known), None)
            match = match or next((t for t in known.values() if _same_stem(token, t)), None)
        if match is not None:
            found.append((token, match))
    return found


def _same_stem(a: Token, b: Token) -> bool:
    """Whether one word is derived from the other: deploy, deployment. Stemming is slow, so letters are asked first."""
    return a.key[:3] == b.key[:3] and not a.number and not b.number and stem(_printed(a)) == stem(_printed(b))


def _printed(t: Token) -> str:
    return t.norm.partition("/")[0]


def support(query: Sequence[Token], passage: Sequence[Token], topic: Topic) -> tuple[float, int]:
    """The share of the query's content, weighed by the topic, that the passage has; and in how many different words."""
    total = sum(topic.weight(t) for t in query if t.content)
    pairs = shared(query, passage)
    share = sum(topic.weight(a) for a, _ in pairs) / total if total else 0.0
    return share, len({a.key for a, _ in pairs})


def contradiction(query: Sequence[Token], passage: Sequence[Token]) -> Finding | None:
    """Why the passage cannot be the same utterance: another number, an opposite, a negation on one side only."""
    mine, theirs = _numbers(query), _numbers(passage)
    if mine - theirs and theirs - mine:
        return Finding("number", 1.0, f"{_list(mine - theirs)} against {_list(theirs - mine)}")
    pairs = shared(query, passage)
    left = [t for t in query if t.content and all(t is not a for a, _ in pairs)]
    right = [t for t in passage if t.content and all(t is not b for _, b in pairs)]
    for a in left:
        for b in right:
            if lexicon.at_odds(a.norm, b.norm):
                return Finding("antonym", 1.0, f"“{a.norm}” against “{b.norm}”")
    if _negated(query) != _negated(passage):
        return Finding("negation", 0.9, "a negation on one side only")
    return None


def _numbers(part: Iterable[Token]) -> set[str]:
    return {t.number.key for t in part if t.number and t.key not in ("#1", "#1th")}


def _list(keys: set[str]) -> str:
    return ", ".join(sorted(k.lstrip("#") for k in keys))


def _negated(part: Iterable[Token]) -> bool:
    return sum(lexicon.in_class(t.key, "negations") for t in part) % 2 == 1


# ------------------------------------------------------------------------------------------------------------- passages


@dataclass(frozen=True)
class Passage:
    """What somebody is said to have said. `near` is the cosine of its sentence with what was looked for."""

    page: Page
    quote: Quote
    near: float

    @cached_property
    def sentences(self) -> list[Sentence]:
        """The sentences that the words stand in."""
        return [s for s in self.page.body if any(s.span.overlap(c) for c in self.quote.content)]

    @cached_property
    def content(self) -> list[Token]:
        """The words said."""
        return [t for span in self.quote.content for t in tokens(self.page.article.text, span.start, span.end)]

    def on_the_query(self, query: Query) -> list[Token]:
        """What is said in the sentences that share words with the query; the others may say anything."""
        parts = [[t for t in self.content if s.span.covers(t.span)] for s in self.sentences]
        return [t for part in parts if shared(query.tokens, part) for t in part]

    @cached_property
    def context(self) -> list[Token]:
        """The words of the sentences."""
        return [t for s in self.sentences for t in tokens(self.page.article.text, s.span.start, s.span.end)]

    @property
    def text(self) -> str:
        """The words said, as printed."""
        return " ".join(span.of(self.page.article.text) for span in self.quote.content)


Voice = Literal["same", "other", "unknown"]
SameVoice = Callable[[str, Speaker | None, str, Speaker | None], Voice]
"""Whether two speakers are one: (article, speaker, article, speaker)."""


def retold(
    desk: Desk,
    query: Query,
    places: Sequence[Place],
    same_voice: SameVoice,
    encoder: Callable[[], Encoder] | None,
) -> list[Place]:
    """`places`, those that tell the query in other words, and what comes nearest, as `related`.

    If some of `places` print it, their sentences' own vectors find the others and no model is loaded. A place whose
    words differ without a sharp contradiction may turn out to be another telling and no alteration: in the mouth of the
    same speaker, or if it differs in many places. A text that differs in one word is a quotation altered.
    """
    anchors = [p for p in places if p.wording.label in ("exact", "near-exact") and p.sentence.role == "body"]
    if anchors:
        told, missed = _beside_printed(desk, query, places, anchors, same_voice), list[Place]()
    elif encoder and desk.case.models():
        told, missed = _by_meaning(desk, query, places, encoder())
    else:
        return list(places)
    kept = [p for p in places if not (is_soft(p.wording) and any(_overlap(p, other) for other in told))]
    return [*kept, *told, *missed]


def _beside_printed(
    desk: Desk, query: Query, places: Sequence[Place], anchors: Sequence[Place], same_voice: SameVoice
) -> list[Place]:
    """Other tellings near the sentences that print the query."""
    beside = [(p.page.article.id, p.sentence.ordinal) for p in anchors[:ANCHORS]]
    near = [hit for hit in desk.case.neighbours(beside, NEIGHBOURS) if hit[2] >= NEAR]
    passages = _passages(desk, near, [p for p in places if not is_soft(p.wording)])
    topic = Topic.of([p.context for p in passages])
    judged = ((p, _beside(query, p, anchors, topic, same_voice)) for p in passages)
    return [_place(query, passage, findings) for passage, findings in judged if findings]


def _by_meaning(desk: Desk, query: Query, places: Sequence[Place], encoder: Encoder) -> tuple[list[Place], list[Place]]:
    """Other tellings near the query's own vector, and the nearest of those that are none."""
    desk.case.check_model(encoder.name, encoder.sha256)
    vector = encoder.encode([query.text])[0]
    retellings = [p for p in places if is_soft(p.wording) and _ways(p.wording) >= MANY]
    taken = [p for p in places if p not in retellings]
    passages = _passages(desk, desk.case.search_meaning(vector, NEIGHBOURS), taken)[:READ]
    topic = Topic.of([p.context for p in passages])
    cosines = [float(c) for c in encoder.encode([p.text for p in passages]) @ vector] if passages else []
    told, missed = [], []
    for cosine, passage in sorted(zip(cosines, passages, strict=True), key=lambda pair: -pair[0]):
        findings = _alone(query, passage, cosine, topic)
        if findings:
            told.append(_place(query, passage, findings))
        elif len(passage.content) > SHORT:
            missed.append(_place(query, passage, [_meaning(cosine)], "related"))
    return told, missed[:MISSED]


def is_soft(wording: Wording) -> bool:
    """Whether an alteration is one of plain words only, as another translation makes them."""
    return wording.label == "altered" and not is_sharp(wording.findings)


def is_sharp(findings: Iterable[Finding]) -> bool:
    """Whether a difference is one of number, negation, opposite, certainty or name, or who did what to whom is
    exchanged.

    No paraphrase makes such a difference.
    """
    return any(f.name in SHARP | {"name"} and f.score > MILD for f in findings)


def _ways(wording: Wording) -> int:
    """In how many places the words differ, articles and spellings aside."""
    return sum(f.score >= MILD for f in wording.findings)


def _overlap(a: Place, b: Place) -> bool:
    return a.page is b.page and any(x.overlap(y) for x in a.wording.pieces for y in b.wording.pieces)


def _passages(desk: Desk, near: Iterable[tuple[str, int, float]], places: Sequence[Place]) -> list[Passage]:
    """The attributions in these sentences, nearest first, but for those at places that count."""
    taken = [(p.page.article.id, p.wording.span) for p in places if p.wording.label != "related"]
    best: dict[tuple[str, str], Passage] = {}
    for article_id, ordinal, cosine in near:
        page = desk.page(article_id)
        sentence = page.sentences[ordinal]
        for quote in page.quotes:
            key = (article_id, quote.id)
            if quote.kind in ("scare", "title") or not any(sentence.span.overlap(c) for c in quote.content):
                continue
            if any(a == article_id and any(span.overlap(c) for c in quote.content) for a, span in taken):
                continue
            if key not in best or best[key].near < cosine:
                best[key] = Passage(page, quote, cosine)
    return sorted(best.values(), key=lambda p: (-p.near, p.page.article.id, p.quote.content))


def _beside(
    query: Query, passage: Passage, anchors: Sequence[Place], topic: Topic, same_voice: SameVoice
) -> list[Finding]:
    """Why a passage near a place that prints the query tells the same; nothing if it does not."""
    here = passage.page.article.id, passage.quote.speaker
    voices = {same_voice(a.page.article.id, a.quote.speaker if a.quote else None, *here) for a in anchors}
    share, count = support(query.tokens, passage.context, topic)
    said, _ = support(query.tokens, passage.content, topic)
    if said < SAID or contradiction(query.tokens, passage.on_the_query(query)):
        return []
    same = "same" in voices and share >= SOME
    open_ = "unknown" in voices and share >= MOST and count > 1 and said >= WHOLE and passage.near >= ALIKE
    open_ = open_ and sum(t.content for t in passage.content) > 1
    if not same and not open_:
        return []
    return [
        Finding(
            "near-sentence",
            _score(passage.near),
            "its sentence means about what a sentence that prints the words means",
        ),
        Finding("shared-words", round(share, 2), _shared_words(query, passage)),
        *([Finding("same-speaker", 0.8, "said by the speaker to whom the words are given elsewhere")] if same else []),
    ]


def _alone(query: Query, passage: Passage, cosine: float, topic: Topic) -> list[Finding]:
    """Why a passage tells what nobody prints; nothing if it does not."""
    share, count = support(query.tokens, passage.context, topic)
    said, _ = support(query.tokens, passage.content, topic)
    enough = REPORT if passage.quote.kind == "indirect" else MOST
    if cosine < ALIKE or said < MOST / 2 or share < enough or count < 2:
        return []
    if contradiction(query.tokens, passage.on_the_query(query)) or _invented_edge(query, passage):
        return []
    if share < NEARLY_ALL and _verbatim(query, passage):
        return []
    return [
        _meaning(cosine),
        Finding("shared-words", round(share, 2), _shared_words(query, passage)),
    ]


def _verbatim(query: Query, passage: Passage) -> bool:
    """Whether the words said are a part of the query, word for word: then the rest is an addition, no other wording."""
    mine, theirs = [t.key for t in query.tokens], [t.key for t in passage.content]
    return any(mine[k : k + len(theirs)] == theirs for k in range(len(mine) - len(theirs) + 1))


def _invented_edge(query: Query, passage: Passage) -> bool:
    """Whether the query begins or ends with a clause of which the passage has nothing: true words, prolonged."""
    known = {id(a) for a, _ in shared(query.tokens, passage.context)}
    for side in (query.tokens, query.tokens[::-1]):
        edge = list(takewhile(lambda t: id(t) not in known, side))
        if sum(t.content for t in edge) and len(edge) >= CLAUSE:
            return True
    return False


def _meaning(cosine: float) -> Finding:
    return Finding("near-meaning", _score(cosine), f"nearness in meaning to what was said: {cosine:.2f}")


def _score(cosine: float) -> float:
    """Rounded, so that the last bits of a processor's arithmetic do not show."""
    return round(min(max(cosine, 0.0), 1.0), 2)


def _shared_words(query: Query, passage: Passage) -> str:
    pairs = shared(query.tokens, passage.context)
    words = dict.fromkeys(b.span.of(passage.page.article.text) for _, b in pairs)
    return "has of the quotation's content: " + ", ".join(words)


def _place(query: Query, passage: Passage, findings: list[Finding], label: WordingLabel | None = None) -> Place:
    """The passage as a place, with the best diff of its words that there is."""
    page, quote = passage.page, passage.quote
    said, _ = support(query.tokens, passage.content, Topic({}))
    marked = quote.kind != "indirect" and any(m.span.overlap(c) for m in page.marked for c in quote.content)
    whole = marked and said >= WHOLE
    marks: Marks = "inside" if whole else ("across" if marked else "outside")
    span = Span(quote.content[0].start, quote.content[-1].end)
    sources = windows(page, [s.ordinal for s in passage.sentences], 0)
    known = [w for src in sources for w in find(query, src) if w.span.overlap(span)]
    best = max(known, key=lambda w: w.similarity, default=None)
    diff = best.diff if best else (("replace", query.text, passage.text),)
    label = label or ("reworded" if whole else "reported")
    wording = Wording(label, span, quote.content, diff, best.similarity if best else 0.0, tuple(findings))
    return Place(page, page.sentence_at(span.start), wording, marks, quote)
