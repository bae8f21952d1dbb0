"""The report as one page of HTML that needs no other file, no network and, to be read, no script.

This file says what stands on the page; `matrix.py` sets claims against sources, `pictures.py` places what is drawn, the
templates give it its form, and `templating.py` sees that nothing from an article is anything but words.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from itertools import groupby

from verifier.datamodel import Article, Claim, DiffOp, Entity, Form, Member, Quote, QuoteCheck, Report, Span, Utterance
from verifier.report import matrix as matrix_
from verifier.report import pictures
from verifier.report.links import link, safe_url
from verifier.report.matrix import Matrix, outlet_of
from verifier.report.templating import render

__all__ = ["page"]

CONTEXT = 200
"""Code points shown on each side of the words of an article, at most, and never beyond their line."""
GAP = 300
"""Code points between two pieces of one quotation from which on the middle of them is left out."""
SILENT_SHOWN = 24
"""Silent outlets listed with a claim; beyond it the matrix has them."""
LIMIT = "limit-"
"""Settings of this name say what the report cannot do."""
COMPARED = 300
"""Words of a quotation that are compared with another wording of it."""


def page(report: Report) -> str:
    """The whole report as HTML: same report, same bytes. Claims that are denied come first."""
    order = list(matrix_.STATUSES)
    report = replace(report, claims=tuple(sorted(report.claims, key=lambda claim: order.index(claim.status))))
    view = _View(report)
    return render(
        "report.html.j2",
        styles=("report.css",),
        scripts=("report.js",),
        report=report,
        outlets=len({outlet_of(article) for article in report.articles}),
        origins=_origin_count(report),
        statuses=matrix_.STATUSES,
        relations=matrix_.RELATIONS,
        dimensions=matrix_.DIMENSIONS,
        readings=matrix_.READINGS,
        by_status=Counter(claim.status for claim in report.claims),
        matrix=view.matrix,
        wide=view.matrix.wide,
        rows=view.matrix.rows(report.claims),
        anchors=view.anchors,
        claims=[view.claim(number, claim) for number, claim in enumerate(report.claims, 1)],
        single=list(view.single()),
        utterances=[view.utterance(one) for one in report.utterances if len(one.places) > 1],
        said_once=[view.utterance(one) for one in report.utterances if len(one.places) == 1],
        names=[view.name(entity) for entity in report.entities if len(entity.forms) > 1],
        plain_names=_plain_names(report.entities),
        picture=pictures.provenance(view.matrix) if report.articles else None,
        sure=pictures.sure,
        days=pictures.days(view.matrix),
        moved=pictures.moved(report),
        undated=sum(not article.published for article in report.articles),
        sources=[view.source(article) for article in report.articles],
        left_out=_left_out(report),
        checks=[view.check(one) for one in report.checks],
        settings=[(name, value) for name, value in report.settings if not name.startswith(LIMIT)],
        limits=[value for name, value in report.settings if name.startswith(LIMIT)],
        claims_by_id={claim.id: claim for claim in report.claims},
    )


def _origin_count(report: Report) -> int:
    """Origins of whole texts or of passages; an article that is in none is one of its own."""
    known = {article for origin in report.origins for article in origin.articles}
    return len(report.origins) + sum(article.id not in known for article in report.articles)


def _left_out(report: Report) -> list[tuple[str, int]]:
    """(role, lines) over all articles, most first."""
    lines: Counter[str] = Counter()
    for _, role, number in report.left_out:
        lines[role] += number
    return sorted(lines.items(), key=lambda pair: (-pair[1], pair[0]))


def _plain_names(entities: Iterable[Entity]) -> list[tuple[str, list[Entity]]]:
    """Names that have one spelling everywhere: (kind, entities)."""
    plain = sorted((one for one in entities if len(one.forms) < 2), key=lambda one: (one.kind, one.name.casefold()))
    return [(kind, list(group)) for kind, group in groupby(plain, key=lambda one: one.kind)]


# ------------------------------------------------------------------------------------------- what the templates print


@dataclass(frozen=True, slots=True)
class Passage:
    """Words of an article with what stands around them. `parts`: (words, how), how one of "", "said" and "other"."""

    article: Article
    name: str
    parts: tuple[tuple[str, str], ...]
    spans: tuple[Span, ...]
    href: str | None


@dataclass(frozen=True, slots=True)
class Voice:
    """The origin of some words, for a chip: its letter and colour if several articles share it."""

    name: str
    letter: str
    colour: str


@dataclass(frozen=True, slots=True)
class MemberView:
    """A sentence of a claim. `kept`: the share of its words that are the claim's, None if they are the same words."""

    member: Member
    passage: Passage
    voice: Voice | None
    kept: float | None


@dataclass(frozen=True, slots=True)
class ClaimView:
    """A claim's drawer."""

    claim: Claim
    number: int
    anchor: str
    members: tuple[MemberView, ...]
    silent: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SourceView:
    """An article in the list of them. `left_out`: (role, lines)."""

    article: Article
    name: str
    url: str | None
    left_out: tuple[tuple[str, int], ...]
    hops: tuple[tuple[str, str, str], ...]
    letters: tuple[tuple[str, str], ...]
    note: str | None


@dataclass(frozen=True, slots=True)
class UtteranceView:
    """One utterance in all its wordings."""

    utterance: Utterance
    places: tuple[tuple[Quote, Passage, str | None], ...]
    outlets: int


@dataclass(frozen=True, slots=True)
class NameView:
    """An entity with each form of its name and the outlets that print it."""

    entity: Entity
    forms: tuple[tuple[Form, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True)
class CheckView:
    """A quotation of the list, its answer and where it is printed."""

    check: QuoteCheck
    outlets: tuple[str, ...]


class _View:
    """Looks up what a report names by id."""

    def __init__(self, report: Report) -> None:
        self.report = report
        self.matrix = Matrix(report)
        self.articles = {article.id: article for article in report.articles}
        self.provenance = {one.article: one for one in report.provenance}
        self.left_out: dict[str, list[tuple[str, int]]] = {}
        for article_id, role, lines in report.left_out:
            self.left_out.setdefault(article_id, []).append((role, lines))
        self.anchors = {claim.id: _anchor(claim.id, number) for number, claim in enumerate(report.claims, 1)}

    def claim(self, number: int, claim: Claim) -> ClaimView:
        members = tuple(self._member(member) for member in claim.members)
        silent = tuple(dict.fromkeys(outlet_of(self.articles[one]) for one in claim.silent))
        return ClaimView(claim, number, self.anchors[claim.id], members, silent if len(silent) <= SILENT_SHOWN else ())

    def _member(self, member: Member) -> MemberView:
        return MemberView(
            member, self.passage(member.article, (member.span,)), self.voice(member.origin), _kept(member.diff)
        )

    def voice(self, origin: str | None) -> Voice | None:
        if origin is None or origin not in self.matrix.names:
            return None
        return Voice(
            self.matrix.names[origin], self.matrix.letters.get(origin, ""), self.matrix.colours.get(origin, "")
        )

    def single(self) -> Iterator[tuple[Article, list[MemberView]]]:
        """The statements that one sentence alone makes, article by article."""
        members = [self._member(claim.members[0]) for claim in self.report.single]
        members.sort(key=lambda one: (one.member.article, one.member.span))
        for article, group in groupby(members, key=lambda one: one.member.article):
            yield self.articles[article], list(group)

    def passage(
        self, article_id: str, spans: Sequence[Span], other: Iterable[Span] = (), sentence: str = ""
    ) -> Passage:
        """The words of `spans` in their `sentence`, or else in their line."""
        article = self.articles[article_id]
        whole = Span(spans[0].start, spans[-1].end)
        bounds = _sentence(article.text, whole, sentence) or _line(article.text, whole)
        parts = tuple(_parts(article.text, bounds, spans, sorted(other)))
        return Passage(article, outlet_of(article), parts, tuple(spans), link(article.url, article.text, whole))

    def utterance(self, one: Utterance) -> UtteranceView:
        """Its places; words inside the marks that the first place does not have there are told apart."""
        reference: list[str] | None = None
        places = []
        for quote, sentence in one.places:
            text = self.articles[quote.article].text
            found = [word for span in quote.content for word in _words(text, span)][:COMPARED]
            other = [] if reference is None else _other(reference, found, text)
            reference = reference or [word.of(text).casefold() for word in found]
            cue = quote.cue.of(text) if quote.cue else None
            places.append((quote, self.passage(quote.article, quote.content, other, sentence), cue))
        outlets = {outlet_of(self.articles[quote.article]) for quote, _ in one.places}
        return UtteranceView(one, tuple(places), len(outlets))

    def name(self, entity: Entity) -> NameView:
        return NameView(
            entity,
            tuple(
                (form, tuple(dict.fromkeys(outlet_of(self.articles[one]) for one in sorted(form.articles))))
                for form in entity.forms
            ),
        )

    def source(self, article: Article) -> SourceView:
        known = self.provenance.get(article.id)
        letters = tuple(
            (self.matrix.letters[one.id], self.matrix.colours[one.id])
            for one in self.matrix.shared
            if article.id in one.articles
        )
        stations = known.hops if known else ()
        hops = tuple((hop.name, hop.kind, hop.printed) for hop in stations if hop.kind != "article")
        note = known.disclaimer.of(article.text) if known and known.disclaimer else None
        return SourceView(
            article,
            outlet_of(article),
            safe_url(article.url),
            tuple(self.left_out.get(article.id, ())),
            hops,
            letters,
            note if note and not any(note in printed for _, _, printed in hops) else None,
        )

    def check(self, one: QuoteCheck) -> CheckView:
        hits = one.answer.hits if one.answer else ()
        return CheckView(one, tuple(dict.fromkeys(outlet_of(hit.article) for hit in hits if hit.wording != "related")))


def _anchor(claim: str, number: int) -> str:
    """The fragment of a claim's address. It stays the same when the report is made anew, as the claim's id does."""
    return f"claim-{claim}" if re.fullmatch(r"[A-Za-z0-9_.-]+", claim) else f"claim:{number}"


# ------------------------------------------------------------------------------------------------- words in their place


def _kept(diff: Sequence[DiffOp]) -> float | None:
    """The share of equal words of the sentence in a word diff; None if nothing differs."""
    if all(how == "equal" for how, _, _ in diff):
        return None
    there = sum(len(words.split()) for _, _, words in diff)
    return sum(len(words.split()) for how, _, words in diff if how == "equal") / max(there, 1)


def _sentence(text: str, words: Span, sentence: str) -> Span | None:
    """Where the sentence stands that holds the words, if it does."""
    start = text.find(sentence, max(0, words.end - len(sentence)), words.start + len(sentence)) if sentence else -1
    return Span(start, start + len(sentence)) if start >= 0 else None


def _line(text: str, words: Span) -> Span:
    """The line of the words, as far as `CONTEXT` reaches."""
    low, high = max(0, words.start - CONTEXT), min(len(text), words.end + CONTEXT)
    start = text.rfind("\n", low, words.start) + 1 or low
    end = text.find("\n", words.end, high)
    return Span(start, high if end < 0 else end)


def _parts(text: str, bounds: Span, spans: Sequence[Span], other: Sequence[Span]) -> Iterator[tuple[str, str]]:
    """The text within `bounds` in parts, each with how it is to be shown; `other` are spans within `spans`, in order.

    A line that was cut is cut between words, and shows that it goes on.
    """
    start, end = spans[0].start, spans[-1].end
    before, after = text[bounds.start : start], text[end : bounds.end]
    if len(before) == CONTEXT:
        before = "… " + before.partition(" ")[2]
    if len(after) == CONTEXT:
        after = after.rpartition(" ")[0] + " …"
    yield before.lstrip(), ""
    at = start
    for span in spans:
        gap = text[at : span.start]
        yield (gap if len(gap) <= GAP else f"{gap[: GAP // 3]} […] {gap[-GAP // 3 :]}"), ""
        yield from _inside(text, span, other)
        at = span.end
    yield after.rstrip(), ""


def _inside(text: str, span: Span, other: Sequence[Span]) -> Iterator[tuple[str, str]]:
    """The words of one span, those of `other` apart."""
    at = span.start
    for one in other:
        if span.covers(one):
            yield text[at : one.start], "said"
            yield one.of(text), "other"
            at = one.end
    yield text[at : span.end], "said"


def _words(text: str, span: Span) -> list[Span]:
    return [Span(*match.span()) for match in re.compile(r"\w+").finditer(text, span.start, span.end)]


def _other(reference: Sequence[str], found: Sequence[Span], text: str) -> list[Span]:
    """Runs of words that the reference wording does not have there."""
    here = [word.of(text).casefold() for word in found]
    steps = SequenceMatcher(None, reference, here, autojunk=False).get_opcodes()
    return [
        Span(found[low].start, found[high - 1].end) for how, _, _, low, high in steps if how != "equal" and high > low
    ]
