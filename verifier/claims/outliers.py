"""Members that stand alone against the others of their claim, on a point that no pair of numbers or opposites shows.

"X, with the support of Y, called on ..." beside "..., who is supported by Y"; a name that one member alone has; a
length said of another town. These are the differences that a review looks for between an article and its siblings
(`review/`), and its rules are asked here; only, a sentence's counterparts are the members of its claims.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

from verifier.case import Case
from verifier.claims.parts import Part
from verifier.datamodel import DiffersOn, Dimension, Entity, Finding, Reading, ReviewFinding, Sentence
from verifier.review import choice, contradictions, disagreement, exchanged, names, reporting, times
from verifier.review.context import COMMON, IN_ALL, NEAR, Context, Counterpart, common
from verifier.review.lists import printed as listed
from verifier.rewording import Topic
from verifier.search import Desk
from verifier.text import words
from verifier.voices import Bearers

if TYPE_CHECKING:
    from verifier.meaning import RelationModel

__all__ = ["Outlier", "outliers"]

RULES = (
    names.groups,
    names.parts_missing,
    exchanged.names,
    exchanged.opposites,
    exchanged.negations,
    choice.one_or_many,
    disagreement.aspects,
    disagreement.attachments,
    disagreement.measures,
    times.years,
    reporting.ranks,
    contradictions.contradictions,
)
"""Those of a review that tell of what cannot be right together; its others tell of style, spelling and quotations."""
OF_TRANSLATIONS = (names.groups, contradictions.contradictions)
"""Those asked of articles that bear signs of a translation only: between originals a name unlike others is another
name, and what pairs of sentences contradict is seen when members are judged."""
DIMENSION: Mapping[str, Dimension] = {
    "name-unlike-others": "agent",
    "name-part-missing": "agent",
    "another-name": "agent",
    "opposite-word": "wording",
    "negation": "polarity",
    "one-or-many": "number",
    "done-or-going-on": "time",
    "attached-elsewhere": "agent",
    "measure-of-another-place": "place",
    "year-of-another-deed": "time",
    "rank-put-in": "degree",
    "siblings-contradict-number": "number",
    "siblings-contradict-place": "place",
    "siblings-contradict-agent": "agent",
    "siblings-contradict-time": "time",
    "siblings-contradict-polarity": "polarity",
}
"""What the findings of these rules differ on."""

SIBLINGS = 2
"""So many articles must agree against one."""
BY_ONE = frozenset({"attached-elsewhere", "done-or-going-on", "rank-put-in"})
"""Rules that look at more than one word, whose findings one sibling suffices for."""

Group = Sequence[tuple[Part, float]]
_Key = tuple[str, int]
"""A sentence: its article and its place in it."""


@dataclass(frozen=True)
class Outlier:
    """What a member says otherwise than others of its claim, and why it is thought so."""

    differs: DiffersOn
    finding: Finding


class _Members(Context):
    """An article among those that share a claim with it; the counterparts of a sentence are in its claims."""

    def __init__(self, case: Case, article: str, near: Mapping[int, list[Counterpart]], shared: _Shared) -> None:
        siblings = sorted({o.page.article.id for others in near.values() for o in others})
        super().__init__(case, article, model=shared.model, desk=shared.desk, bearers=shared.bearers, siblings=siblings)
        self.near = near
        self.topic = shared.topic
        self.entities = shared.entities

    @cached_property
    def body(self) -> list[Sentence]:
        """The sentences that are in a claim."""
        return [s for s in self.page.body if s.ordinal in self.near]

    def counterparts(self, sentence: Sentence) -> list[Counterpart]:
        """The members of its claims that stand in other articles."""
        return self.near.get(sentence.ordinal, [])


@dataclass(frozen=True)
class _Shared:
    """What all articles are read with."""

    desk: Desk
    bearers: Bearers
    topic: Topic
    entities: list[Entity]
    model: Callable[[], RelationModel] | None


def outliers(
    case: Case,
    groups: Sequence[Group],
    desk: Desk,
    bearers: Bearers,
    topic: Topic,
    model: Callable[[], RelationModel] | None,
) -> list[dict[int, Outlier]]:
    """For each group, by their places in it, the members that stand against the others."""
    homes: dict[str, dict[int, list[tuple[int, int]]]] = defaultdict(lambda: defaultdict(list))
    for g, group in enumerate(groups):
        for n, (part, _) in enumerate(group):
            homes[part.article.id][part.sentence.ordinal].append((g, n))
    found: list[dict[int, Outlier]] = [{} for _ in groups]
    shared = _Shared(desk, bearers, topic, case.entities(), model)
    likeness = _Likeness(case, desk, topic)
    for article, sentences in sorted(homes.items()):
        near = {n: _others(article, n, [groups[g] for g, _ in at], likeness) for n, at in sentences.items()}
        context = _Members(case, article, near, shared)
        rules = [r for r in RULES if r not in OF_TRANSLATIONS or context.signs(context.page)]
        for rule in rules:
            for one in rule(context):
                for g, n in (at for places in sentences.values() for at in places):
                    if _believed(one, context) and _against(one, groups[g], n):
                        found[g].setdefault(n, _outlier(one, context))
    return found


class _Likeness:
    """How near two sentences are; each two are compared once."""

    def __init__(self, case: Case, desk: Desk, topic: Topic) -> None:
        self._desk, self._topic = desk, topic
        self._known: dict[tuple[_Key, _Key], tuple[float, float]] = {}
        self._vectors = lru_cache(maxsize=None)(case.vectors)

    def counterpart(self, one: _Key, part: Part) -> Counterpart:
        """The sentence of a part, as the counterpart of another sentence."""
        other = part.article.id, part.sentence.ordinal
        key = min(one, other), max(one, other)
        if key not in self._known:
            self._known[key] = self._cosine(one, other), self._share(one, other)
        return Counterpart(self._desk.page(other[0]), part.sentence, *self._known[key])

    def _cosine(self, one: _Key, other: _Key) -> float:
        rows = [self._vectors(article).get(n) for article, n in (one, other)]
        return float(rows[0] @ rows[1]) if rows[0] is not None and rows[1] is not None else 0.0

    def _share(self, one: _Key, other: _Key) -> float:
        pages = [self._desk.page(article) for article, _ in (one, other)]
        read = [Counterpart(p, p.sentences[n], 0.0, 0.0).tokens for p, (_, n) in zip(pages, (one, other), strict=True)]
        return common(read[0], read[1], self._topic)


def _others(article: str, ordinal: int, claims: Sequence[Group], likeness: _Likeness) -> list[Counterpart]:
    """The sentences of other articles that are in these claims, nearest first; of copies the first, and few in all."""
    parts: dict[str, Part] = {}
    for part in sorted((p for group in claims for p, _ in group), key=lambda p: (p.article.id, p.sentence.ordinal)):
        if part.article.id != article:
            parts.setdefault(part.context.text, part)
    held = [likeness.counterpart((article, ordinal), part) for part in list(parts.values())[:IN_ALL]]
    found = [c for c in held if c.share >= COMMON and (c.near >= NEAR or not c.near)]
    return sorted(found, key=lambda c: (-(c.near + c.share), c.page.article.id, c.sentence.ordinal))


def _believed(one: ReviewFinding, context: Context) -> bool:
    """Whether a finding shows more than another deed or spelling.

    Two siblings must agree on a word; one suffices where whole clauses tell against each other, or the article is a
    translation. Between originals a name much like another is a spelling, or another name. "83 yards" may be two runs;
    so far in one direction is where a place lies.
    """
    translated = bool(context.signs(context.page))
    if one.rule == "name-unlike-others":
        return translated
    if one.rule == "measure-of-another-place" and words(one.exact)[-1].norm not in listed("brackets.parts"):
        return False
    return translated or one.rule in BY_ONE or len({e.article for e in one.evidence}) >= SIBLINGS


def _against(one: ReviewFinding, group: Group, n: int) -> bool:
    """Whether a finding is on words of a member that no other has, and others have what is said instead."""
    part = group[n][0]
    if part.article.id != one.article or part.span.overlap(one.span) * 2 < one.span.end - one.span.start:
        return False
    others = [p for p, _ in group if p.article.id != one.article]
    if any(one.exact in p.statement.text for p in others):
        return False
    printed = one.suggestion is not None and any(one.suggestion in p.statement.text for p in others)
    return printed or any(e.article == p.article.id and p.span.covers(e.span) for e in one.evidence for p in others)


def _outlier(one: ReviewFinding, context: Context) -> Outlier:
    """`translation` if the article bears signs of being one; else what it is cannot be told."""
    instead = one.evidence[0].exact if one.suggestion is None else one.suggestion
    reading: Reading = "translation" if context.signs(context.page) else "unresolved"
    return Outlier(
        DiffersOn(DIMENSION[one.rule], instead, one.exact, reading, one.why),
        Finding(one.rule, 1.0, one.why),
    )
