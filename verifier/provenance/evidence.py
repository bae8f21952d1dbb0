"""Two articles -> why one text, or one statement, may stand behind both, and in which sentences.

What is told twice in the reporter's words is evidence of one text; what is quoted twice shows only that both had the
statement. So each kind of evidence counts the reporter's sentences, or the quoted ones, never both. Runs of words
("shingles") and their containment: Broder, "On the resemblance and containment of documents" (1997). The order of
events: Kendall's tau, with its normal approximation (Kendall, "Rank Correlation Methods", 1948). A copy through two
translations keeps the order and loses the words; two reporters of one event share sentences, not their order.
"""

from __future__ import annotations

import math
from bisect import bisect_left, insort
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import takewhile
from typing import TYPE_CHECKING, Literal

from verifier import agencies
from verifier.datamodel import Finding
from verifier.provenance.texts import RUN, Passage, Run

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["Link", "Pair", "aligned", "compare", "tau"]

REUSED = 0.15
"""Share of the reporter's runs in the shorter article that the other repeats."""
COPIED = 16
"""So many common runs in a row, that is twenty of the reporter's words, were copied, whatever else is told."""
STATEMENT = 11
"""So many common runs in a row within quotations, that is fifteen words: one statement was handed out or overheard."""
AROUND = 2
"""So many common runs of the reporter's words around what was asked for, that is six words, are no chance."""
NEAR, ALIKE = 0.7, 0.75
"""Cosine of two sentences that may tell the same, each being the other's nearest; of two that do."""
PARALLEL, LEAST = 0.4, 6
"""Share of the shorter article's sentences that have their like in the other, and how many there must be."""
ORDERED, TAU, Z = 5, 0.6, 2.4
"""So many sentences alike, in so nearly the same order, as chance gives in less than one pair in a hundred."""
GOES_ON = 4
"""What is taken from a cited outlet stands in the sentence that cites it, and in so many quoted ones after it."""
PASSAGES = frozenset({"copied-passage", "cited-outlet", "cited-agency"})
"""Evidence of a passage only, not of the whole article."""
MAYBE_REUSED, MAYBE_ORDERED, MAYBE_Z, MAYBE_WORTH = 0.08, 4, 1.9, 0.15
"""From here on reused words, or an order, are shown as a possible link that does not count."""
WORTH = 0.25
"""An order counts if it is that of so large a share of the shorter article's sentences."""
OFTEN = 8
"""A run that an article repeats more often tells nothing of where a copy was made ("no, no, no, no, no, no")."""
A_SENTENCE = 5
"""Words. Shorter ones ("He agreed.") are alike everywhere."""

BLOCK = 1024


@dataclass(frozen=True, slots=True)
class Pair:
    """Two sentences that tell the same: their numbers in two articles. `spoken`: either is a quotation."""

    here: int
    there: int
    score: float
    spoken: bool


@dataclass(frozen=True, slots=True)
class Link:
    """One reason or more that two articles have a text or a statement in common, and in which of their sentences.

    `certain` links count; others are shown as possible.
    """

    a: str
    b: str
    kind: Literal["text", "statement"]
    certain: bool
    here: frozenset[int]
    there: frozenset[int]
    findings: tuple[Finding, ...]


def compare(a: Passage, b: Passage, standing: Collection[Run] = frozenset()) -> list[Link]:
    """What links two articles; empty if nothing does. `standing` are runs of an outlet's standing text: no evidence."""
    pairs = [p for p in aligned(a, b) if not _stands(a, p.here, standing) and not _stands(b, p.there, standing)]
    copied = _stretches(a, b, quoted=False, least=COPIED, standing=standing)
    said = _stretches(a, b, quoted=True, least=STATEMENT, standing=standing)
    cited, taken = _cited(a, b, pairs)
    certain = [*_reused(a, b, standing, REUSED), *_copied(a, b, copied), *_near(a, b), *_parallel(a, b, pairs)]
    certain += _ordered(a, b, pairs, ORDERED, Z, WORTH)
    maybe = [*_reused(a, b, standing, MAYBE_REUSED), *_ordered(a, b, pairs, MAYBE_ORDERED, MAYBE_Z, MAYBE_WORTH)]
    certain += maybe if cited and not certain else []
    if certain or cited:
        here, there = _sentences([*copied, *said])
        here |= {p.here for p in taken}
        there |= {p.there for p in taken}
        if any(f.name not in PASSAGES for f in certain):
            here |= {p.here for p in pairs} | {n for n in range(len(a.body)) if _holds(a, n, b.own)}
            there |= {p.there for p in pairs} | {n for n in range(len(b.body)) if _holds(b, n, a.own)}
        return [_link(a, b, "text", here, there, [*certain, *cited])]
    links = [_link(a, b, "statement", one.here, one.there, [_statement(a, b, one)]) for one in said]
    return links + ([_link(a, b, "text", (), (), maybe, certain=False)] if maybe else [])


def _link(
    a: Passage,
    b: Passage,
    kind: Literal["text", "statement"],
    here: Iterable[int],
    there: Iterable[int],
    findings: Iterable[Finding],
    *,
    certain: bool = True,
) -> Link:
    return Link(a.article.id, b.article.id, kind, certain, frozenset(here), frozenset(there), tuple(findings))


# -------------------------------------------------------------------------------------------------------------- wording


@dataclass(frozen=True, slots=True)
class _Stretch:
    """Words that two articles have in common: how many runs, in which sentences of each, and how they begin."""

    runs: int
    here: frozenset[int]
    there: frozenset[int]
    words: str


def _stretches(a: Passage, b: Passage, *, quoted: bool, least: int, standing: Collection[Run]) -> list[_Stretch]:
    """The longest rows of common runs, each of at least `least`, in a's order; all quoted, or none."""
    side = "said" if quoted else "own"
    common = (getattr(a, side) & getattr(b, side)) - set(standing)
    if len(common) < least:
        return []
    places: dict[Run, list[int]] = {}
    for at, (run, _, q) in enumerate(b.runs):
        if q == quoted and run in common:
            places.setdefault(run, []).append(at)
    places = {run: found for run, found in places.items() if len(found) <= OFTEN}
    found: list[_Stretch] = []
    rows: dict[int, int] = {}  # where a row of common runs has got to in b -> how many
    last = -1
    for at, (run, _, q) in enumerate(a.runs):
        if q != quoted or run not in places:
            continue
        longer = {p: rows.get(p - 1, 0) + 1 for p in places[run]} if at == last + 1 else dict.fromkeys(places[run], 1)
        found += _ended(a, b, last, {p: n for p, n in rows.items() if at > last + 1 or p + 1 not in longer}, least)
        rows, last = longer, at
    return found + _ended(a, b, last, rows, least)


def _ended(a: Passage, b: Passage, last: int, rows: Mapping[int, int], least: int) -> list[_Stretch]:
    """The longest row of common runs that ends here, if it is long enough; `last` is its last run in a."""
    length, at = max(((length, at) for at, length in rows.items()), default=(0, 0))
    if length < least:
        return []
    here = a.runs[last - length + 1 : last + 1]
    there = b.runs[at - length + 1 : at + 1]
    return [_Stretch(length, _of(here), _of(there), " ".join(here[0][0]))]


def _of(runs: Iterable[tuple[Run, int, bool]]) -> frozenset[int]:
    return frozenset(sentence for _, sentence, _ in runs)


def _holds(a: Passage, sentence: int, runs: Collection[Run]) -> bool:
    """Whether half of the reporter's runs that a sentence has are among these."""
    own = a.by_sentence[sentence]
    return 2 * sum(run in runs for run in own) >= len(own) > 0


def _stands(a: Passage, sentence: int, standing: Collection[Run]) -> bool:
    return bool(standing) and _holds(a, sentence, standing)


def _sentences(stretches: Iterable[_Stretch]) -> tuple[set[int], set[int]]:
    here, there = set[int](), set[int]()
    for one in stretches:
        here |= one.here
        there |= one.there
    return here, there


def _names(a: Passage, b: Passage) -> str:
    return f"{a.article.id} and {b.article.id}"


def _reused(a: Passage, b: Passage, standing: Collection[Run], bound: float) -> list[Finding]:
    mine, theirs = a.own - set(standing), b.own - set(standing)
    common = len(mine & theirs)
    share = common / max(1, min(len(mine), len(theirs)))
    if share < bound:
        return []
    detail = f"{_names(a, b)} have {common} runs of {RUN} words in common, outside quotations"
    return [Finding("reused-text", round(share, 2), detail)]


def _copied(a: Passage, b: Passage, stretches: Sequence[_Stretch]) -> list[Finding]:
    if not stretches:
        return []
    longest = max(stretches, key=lambda s: s.runs)
    detail = f"{_names(a, b)} have {longest.runs + RUN - 1} words in a row in common: “{longest.words} …”"
    return [Finding("copied-passage", 0.8, detail)]


def _near(a: Passage, b: Passage) -> list[Finding]:
    near = a.near & b.near
    if len(near) < AROUND:
        return []
    detail = f"{_names(a, b)} have the same words around the quotation: “{' '.join(min(near))}”"
    return [Finding("same-passage", 0.7, detail)]


def _statement(a: Passage, b: Passage, one: _Stretch) -> Finding:
    detail = f"{_names(a, b)} quote {one.runs + RUN - 1} words of one statement: “{one.words} …”"
    return Finding("same-statement", 0.6, detail)


# --------------------------------------------------------------------------------------------------- sentences in order


def aligned(a: Passage, b: Passage) -> list[Pair]:
    """The sentences of two articles that are each other's nearest and tell about the same, in a's order."""
    mine, theirs = a.vectors(), b.vectors()
    if mine is None or theirs is None or len(mine) != len(a.body) or len(theirs) != len(b.body):
        return []
    found = []
    for here, there, score in _mutual(mine, theirs):
        if score >= NEAR and min(a.lengths[here], b.lengths[there]) >= A_SENTENCE:
            found.append(Pair(here, there, round(score, 4), a.spoken[here] or b.spoken[there]))
    return found


def _mutual(mine: NDArray[np.float32], theirs: NDArray[np.float32]) -> list[tuple[int, int, float]]:
    """Rows that are each other's nearest: (row here, row there, cosine). In blocks, for articles of any length."""
    import numpy as np

    best = np.full(len(theirs), -2.0, dtype=np.float32)
    back = np.zeros(len(theirs), dtype=np.int64)
    forth: list[tuple[int, float]] = []
    for start in range(0, len(mine), BLOCK):
        cosines = mine[start : start + BLOCK] @ theirs.T
        nearest = cosines.argmax(axis=1)
        forth += [(int(there), float(row[there])) for there, row in zip(nearest, cosines, strict=True)]
        top = cosines.argmax(axis=0)
        values = cosines[top, np.arange(len(theirs))]
        better = values > best
        best[better], back[better] = values[better], top[better] + start
    return [(here, there, score) for here, (there, score) in enumerate(forth) if back[there] == here]


def _parallel(a: Passage, b: Passage, pairs: Sequence[Pair]) -> list[Finding]:
    alike = sum(p.score >= ALIKE and not p.spoken for p in pairs)
    least = min(len(a.body), len(b.body))
    if alike < LEAST or alike < PARALLEL * least:
        return []
    detail = f"{alike} of {least} sentences of the shorter of {_names(a, b)} have their like in the other"
    return [Finding("parallel-sentences", round(alike / least, 2), detail)]


def _ordered(a: Passage, b: Passage, pairs: Sequence[Pair], count: int, bound: float, worth: float) -> list[Finding]:
    told = [(p.here, p.there) for p in pairs if not p.spoken]
    value, z = tau(told)
    least = min(len(a.body), len(b.body))
    if len(told) < max(count, worth * least) or value < TAU or z < bound:
        return []
    detail = f"{_names(a, b)} tell {len(told)} things alike, and in nearly the same order (Kendall's tau {value:.2f})"
    return [Finding("same-order", round(value, 2), detail)]


def _cited(a: Passage, b: Passage, pairs: Sequence[Pair]) -> tuple[list[Finding], list[Pair]]:
    """Whether one article cites the other's outlet where both tell the same, or both one agency; and what they tell."""
    findings, taken = [], []
    for here, there, side in ((a, b, "here"), (b, a, "there")):
        known = agencies.labels(there.article.outlet)
        places = {m for name in known for n in sorted(here.cited.get(name, ())) for m in _going_on(here, n)}
        beside = [p for p in pairs if getattr(p, side) in places]
        if beside and here.article.outlet != there.article.outlet:
            detail = f"{here.article.id} cites {there.article.outlet} where it tells what {there.article.id} tells"
            findings.append(Finding("cited-outlet", 0.7, detail))
            taken += beside
    for name in sorted(a.cited.keys() & b.cited.keys()):
        both = [p for p in pairs if p.here in a.cited[name] and p.there in b.cited[name]]
        if both and (agency := agencies.agency_of(name)):
            findings.append(Finding("cited-agency", 0.7, f"{_names(a, b)} cite {agency} where they tell the same"))
            taken += both
    return findings, taken


def _going_on(a: Passage, sentence: int) -> Iterable[int]:
    """A sentence, and the quoted ones that follow it."""
    yield sentence
    yield from takewhile(a.spoken.__getitem__, range(sentence + 1, min(sentence + 1 + GOES_ON, len(a.body))))


def tau(pairs: Sequence[tuple[int, int]]) -> tuple[float, float]:
    """Kendall's tau of two orders without ties, and by how many standard deviations it exceeds that of no relation."""
    n = len(pairs)
    if n < 2:
        return 0.0, 0.0
    seen: list[int] = []
    discordant = 0
    for _, there in sorted(pairs):
        at = bisect_left(seen, there)
        discordant += len(seen) - at
        insort(seen, there)
    value = 1 - 4 * discordant / (n * (n - 1))
    return value, 3 * value * math.sqrt(n * (n - 1)) / math.sqrt(2 * (2 * n + 5))
