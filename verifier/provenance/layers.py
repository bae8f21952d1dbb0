"""Links between articles -> origins, each with the passages that every article has of it.

Two links belong to one origin where they meet in an article: in the same sentences. So an article made of two
dispatches belongs to two origins, and its other readers to the one that they share with it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from verifier.datamodel import Finding, Layer, Origin, OriginKind, Span
from verifier.provenance.credits import named
from verifier.provenance.evidence import Link
from verifier.provenance.texts import Passage

__all__ = ["origins_of", "with_possible"]

MEETING = 0.25
"""Two links meet if they share so many of the sentences that the smaller one has in the article."""
HOLE = 3
"""So many sentences without their like between two that have it belong to the same passage."""


@dataclass(eq=False)
class _Group:
    """What has one origin so far: the sentences of each article, and why: each finding with its link's number."""

    sentences: dict[str, set[int]] = field(default_factory=dict)
    findings: dict[Finding, int] = field(default_factory=dict)

    def add(self, other: _Group) -> None:
        for article, found in other.sentences.items():
            self.sentences.setdefault(article, set()).update(found)
        self.findings |= other.findings

    @property
    def reasons(self) -> tuple[Finding, ...]:
        return tuple(sorted(self.findings, key=self.findings.__getitem__))

    def meets(self, other: _Group, article: str) -> bool:
        mine, theirs = self.sentences[article], other.sentences[article]
        both = len(mine & theirs)
        return both > 0 and both >= MEETING * min(len(mine), len(theirs))


def origins_of(
    passages: Mapping[str, Passage],
    links: Sequence[Link],
    speaker: Callable[[str, Iterable[Span]], str | None] = lambda article, spans: None,
) -> list[Origin]:
    """The origins of these articles: texts and what only one article has, in the articles' order, then statements.

    `speaker` names who is quoted in some sentences of an article.
    """
    texts = _groups([link for link in links if link.certain and link.kind == "text"])
    said = _groups([link for link in links if link.certain and link.kind == "statement"])
    shared = {article for group in texts for article in group.sentences}
    own = [_Group({one: set(range(len(p.body)))}) for one, p in passages.items() if one not in shared]
    found = [_origin(group, passages) for group in sorted([*texts, *own], key=_first)]
    found += [_statement(group, passages, speaker) for group in sorted(said, key=_first)]
    found = [replace(origin, id=f"o{n}") for n, origin in enumerate(found, 1)]
    return with_possible(found, [link for link in links if not link.certain])


def _first(group: _Group) -> tuple[str, int]:
    return min((article, min(sentences, default=0)) for article, sentences in group.sentences.items())


def _groups(links: Iterable[Link]) -> list[_Group]:
    """Links that meet in an article made one, until none do. The larger takes in the smaller, so many copies are
    quickly one."""
    at: dict[str, list[_Group]] = {}
    for number, link in enumerate(links):
        new = _Group({link.a: set(link.here), link.b: set(link.there)}, dict.fromkeys(link.findings, number))
        for article in new.sentences:
            at.setdefault(article, []).append(new)
        waiting = {link.a, link.b}
        while waiting:
            article = min(waiting)
            waiting.discard(article)
            old = next((g for g in at[article] if g is not new and g.meets(new, article)), None)
            if old is not None:
                small, new = sorted((old, new), key=lambda g: len(g.sentences))
                _take_in(new, small, at)
                waiting |= small.sentences.keys()
    unique = {id(group): group for groups in at.values() for group in groups}
    return list(unique.values())


def _take_in(large: _Group, small: _Group, at: dict[str, list[_Group]]) -> None:
    for article in small.sentences:
        rest = [g for g in at[article] if g is not small and g is not large]
        at[article] = [*rest, large]
    large.add(small)


def _origin(group: _Group, passages: Mapping[str, Passage]) -> Origin:
    articles = tuple(sorted(group.sentences))
    layers = tuple(Layer(one, _spans(passages[one], group.sentences[one], HOLE)) for one in articles)
    name, agency = named([passages[one].article for one in articles], layers)
    kind: OriginKind = "text" if len(articles) > 1 else "own"
    return Origin("", name, articles, group.reasons, kind, layers, agency=agency)


def _statement(
    group: _Group, passages: Mapping[str, Passage], speaker: Callable[[str, Iterable[Span]], str | None]
) -> Origin:
    articles = tuple(sorted(group.sentences))
    layers = tuple(Layer(one, _spans(passages[one], group.sentences[one], 0)) for one in articles)
    names = [name for layer in layers if (name := speaker(layer.article, layer.spans))]
    name = max(dict.fromkeys(names), key=names.count) if names else articles[0]
    return Origin("", name, articles, group.reasons, "statement", layers)


def _spans(passage: Passage, sentences: Iterable[int], hole: int) -> tuple[Span, ...]:
    """The passages that some sentences make: those between them too, if few; furniture parts them."""
    chosen = sorted(sentences)
    filled = {n for a, b in pairwise(chosen) if b - a <= hole + 1 for n in range(a, b)}
    spans: list[Span] = []
    last = -2
    for n in sorted(filled | set(chosen)):
        span = passage.body[n]
        if n == last + 1 and n not in passage.parted:
            spans[-1] = Span(spans[-1].start, span.end)
        else:
            spans.append(span)
        last = n
    return tuple(spans)


def with_possible(found: Sequence[Origin], links: Iterable[Link]) -> list[Origin]:
    """The origins with what speaks, too weakly, for one origin of two of them; within one it is evidence."""
    extra: dict[str, list[Finding]] = {}
    more: dict[str, list[Finding]] = {}
    texts = [o for o in found if o.kind != "statement"]
    of: dict[str, list[Origin]] = {}
    for origin in texts:
        for article in origin.articles:
            of.setdefault(article, []).append(origin)
    for link in links:
        here, there = ({o.id for o in of[one]} for one in (link.a, link.b))
        for one in sorted(here | there):
            (more if here & there else extra).setdefault(one, []).extend(link.findings)
    return [
        replace(
            o,
            evidence=(*o.evidence, *dict.fromkeys(more.get(o.id, ()))),
            possible=tuple(dict.fromkeys(extra.get(o.id, ()))),
        )
        for o in found
    ]
