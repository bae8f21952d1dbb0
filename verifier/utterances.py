"""Quotations of all articles -> utterances: each with all its wordings side by side, whoever printed them.

Two quotations are of one utterance if they print the same words, or if one speaker says most of the same in other words
near in meaning, as two translations do. Scare quotes and titles are nothing that was said. A quotation that holds
another one stands beside it but joins nothing: "a tactical measure, our forces are close" is one place of two
utterances, not the bridge that makes them one.
"""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import combinations
from typing import TYPE_CHECKING, Literal

from verifier import rewording
from verifier.alignment import Query, Token
from verifier.case import Case
from verifier.datamodel import Quote, Span, Speaker, Utterance
from verifier.grouping import grouped
from verifier.rewording import Topic, support
from verifier.search import Desk, Page
from verifier.voices import Bearers

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["find_utterances"]

NEIGHBOURS = 30
"""So many sentences near one with a quotation are looked at for another wording of it."""
NEAR = 0.5
"""Least cosine of the sentences of two wordings."""
COMMON = 40
"""A word in more quotations than these is no way to find another wording."""
MOST = 0.6
"""Share of either's weighed content words that two wordings in one mouth have in common."""
ALIKE, SOME = 0.65, 0.45
"""The same of the shorter one's words alone, in another article, where the sentences are so near: "plagued by fear" for
"fear rules the city". Set on 171 articles of 69 events, read by hand."""
SAME = 0.8
"""Share from which on they are one also in two mouths, or with a number or a negation changed."""
LEAST, ENOUGH = 2, 3
"""Content words that a quotation needs to be found again: in the same mouth ("urgently" is said all the time), and in
one of which that is not known."""
LONGER = 1.6
"""A quotation of so many times the content holds the other; it is not another wording of it."""

Link = Literal["alike", "holds"]


@dataclass(frozen=True, eq=False)
class _Wording:
    """The quotations that print one wording in one mouth. The first of them stands for all."""

    quotes: list[Quote]
    page: Page
    row: NDArray[np.float32] | None
    passage: rewording.Passage = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "passage", rewording.Passage(self.page, self.quotes[0], 1.0))

    @property
    def content(self) -> list[Token]:
        """The words said."""
        return self.passage.content

    @property
    def speaker(self) -> tuple[str, Speaker | None]:
        """The article, and who is said there to have said it."""
        return self.page.article.id, self.quotes[0].speaker

    @cached_property
    def keys(self) -> frozenset[str]:
        """The content words."""
        return frozenset(token.key for token in self.content if token.content)


def find_utterances(case: Case) -> list[Utterance]:
    """Every direct or mixed quotation, grouped; those that most articles print come first.

    The work grows with the number of wordings, not of quotations: a thousand copies of one article have those of one.
    """
    desk, bearers = Desk(case), Bearers(case)
    wordings = _wordings(case, desk, bearers)
    topic = Topic.of([one.content for one in wordings])
    alike: dict[tuple[int, int], float] = {}
    holders: dict[int, list[int]] = defaultdict(list)
    for (a, b), near in sorted(_pairs(wordings).items()):
        longer, shorter = sorted((a, b), key=lambda n: -len(wordings[n].keys))
        match _link(wordings[shorter], wordings[longer], near, topic, bearers):
            case "alike":
                alike[a, b] = 1.0
            case "holds":
                holders[shorter].append(longer)
    groups = grouped(alike)
    groups += [[n] for n in range(len(wordings)) if not any(n in group for group in groups)]
    return _utterances(desk, bearers, wordings, groups, holders)


# ------------------------------------------------------------------------------------------------------------- wordings


def _wordings(case: Case, desk: Desk, bearers: Bearers) -> list[_Wording]:
    """The different wordings, in the order of articles and of text."""
    found: dict[tuple[tuple[str, ...], str | None], _Wording] = {}
    for one in case.ids():
        page = desk.page(one)
        stored = case.vectors(one)
        for quote in sorted(page.quotes, key=_place):
            if quote.kind not in ("direct", "mixed"):
                continue
            row = stored.get(page.sentence_at(quote.span.start).ordinal)
            wording = _Wording([quote], page, row)
            hit, _ = bearers.named(one, quote.speaker)
            key = tuple(token.norm for token in wording.content), hit.name if hit else None
            if key in found:
                found[key].quotes.append(quote)
            else:
                found[key] = wording
    return list(found.values())


def _pairs(wordings: Sequence[_Wording]) -> dict[tuple[int, int], float]:
    """The pairs (a, b), a < b, that are worth comparing, with the cosine of their sentences; 0 where none is known."""
    found = dict.fromkeys(_by_words(wordings), 0.0)
    known = [n for n, one in enumerate(wordings) if one.row is not None]
    if known:
        import numpy as np

        from verifier import index

        rows = np.stack([row for one in wordings if (row := one.row) is not None])
        near, ids = index.build(np.array(known, dtype=np.int64), rows).search(rows, NEIGHBOURS + 1)
        place = {n: at for at, n in enumerate(known)}
        for a, others, cosines in zip(known, ids.tolist(), near.tolist(), strict=True):
            found |= {(min(a, b), max(a, b)): 0.0 for b, c in zip(others, cosines, strict=True) if b != a and c >= NEAR}
        found = {
            (a, b): round(float(rows[place[a]] @ rows[place[b]]), 4) if a in place and b in place else 0.0
            for a, b in found
        }
    return found


def _by_words(wordings: Sequence[_Wording]) -> Iterable[tuple[int, int]]:
    """The pairs that share content words which few others have: two of them, or all of the one that has fewer."""
    where: dict[str, list[int]] = defaultdict(list)
    for n, one in enumerate(wordings):
        for key in one.keys:
            where[key].append(n)
    shared = Counter(pair for numbers in where.values() if len(numbers) <= COMMON for pair in combinations(numbers, 2))
    for (a, b), count in shared.items():
        if count >= min(LEAST, len(wordings[a].keys), len(wordings[b].keys)):
            yield a, b


# ---------------------------------------------------------------------------------------------------------------- links


def _link(short: _Wording, long: _Wording, near: float, topic: Topic, bearers: Bearers) -> Link | None:
    """Whether two quotations are wordings of one utterance, or the longer one holds it. `near`: of their sentences."""
    voice = bearers.voice(*short.speaker, *long.speaker)
    if len(short.keys) < (LEAST if voice == "same" else ENOUGH):
        return None
    there, _ = support(short.content, long.content, topic)
    back, _ = support(long.content, short.content, topic)
    longer = len(long.keys) > LONGER * len(short.keys)
    if there >= SAME and (longer or back >= SAME):
        return "holds" if longer else "alike"
    if voice != "same" or near < NEAR:
        return None
    if min(there, back) >= MOST:
        return "alike"
    elsewhere = short.page.article.id != long.page.article.id
    if not elsewhere or near < ALIKE or there < SOME:
        return None
    said = long.passage.on_the_query(Query.of(short.passage.text))
    if rewording.contradiction(short.content, said):
        return None
    return "holds" if longer else "alike"


# ----------------------------------------------------------------------------------------------------------- the answer


def _utterances(
    desk: Desk,
    bearers: Bearers,
    wordings: Sequence[_Wording],
    groups: Iterable[Sequence[int]],
    holders: Mapping[int, Sequence[int]],
) -> list[Utterance]:
    """The groups with the quotations that hold one of them; what stands so beside another needs no place of its own."""
    holding = {h for n, some in holders.items() for h in some}
    found = []
    for group in groups:
        if len(group) == 1 and group[0] in holding:
            continue
        beside = {h for n in group for h in holders.get(n, ())} - set(group)
        own = [quote for n in group for quote in wordings[n].quotes]
        found.append(_utterance(desk, bearers, own, [quote for n in beside for quote in wordings[n].quotes]))
    found = _without_parts(found)
    return sorted(found, key=lambda one: (-len({q.article for q, _ in one.places}), _place(one.places[0][0]), one.id))


def _without_parts(found: Sequence[Utterance]) -> list[Utterance]:
    """The utterances but for those all of whose places another one has too."""
    places = [frozenset(_place(quote) for quote, _ in one.places) for one in found]
    having: dict[object, list[int]] = defaultdict(list)
    for n, some in enumerate(places):
        for place in some:
            having[place].append(n)
    return [
        one
        for n, one in enumerate(found)
        if not any(
            places[n] < places[m] or (places[n] == places[m] and m < n) for m in having[_place(one.places[0][0])]
        )
    ]


def _place(quote: Quote) -> tuple[str, Span, str]:
    return quote.article, quote.span, quote.id


def _utterance(desk: Desk, bearers: Bearers, own: Sequence[Quote], beside: Iterable[Quote]) -> Utterance:
    """The places in the order of articles. The id is that of the first of the group's `own`."""
    first = min(own, key=_place)
    ordered = sorted([*own, *beside], key=_place)
    hits = [hit for quote in ordered if (hit := bearers.named(quote.article, quote.speaker)[0])]
    names = Counter(hit.name or hit.printed for hit in hits)
    name = f"{first.article}\0{first.span.start}\0{first.span.end}"
    return Utterance(
        id="u" + hashlib.sha256(name.encode()).hexdigest()[:10],
        speaker=names.most_common(1)[0][0] if names else None,
        places=tuple((quote, _sentence(desk.page(quote.article), quote)) for quote in ordered),
    )


def _sentence(page: Page, quote: Quote) -> str:
    """The sentence or sentences that hold the quotation, as printed."""
    around = [s.span for s in page.sentences if any(s.span.overlap(span) for span in quote.content)]
    return page.article.text[around[0].start : around[-1].end] if around else quote.span.of(page.article.text)
