"""Two wordings -> which word of one stands for which word of the other. Says nothing about what a difference means.

A word of the query matches a word of the source if their keys are equal: inflections, spellings and prints of one
number share a key (`lexicon.lemma`, `numbers.Number.key`). The alignment is local: a query of ten words is found inside
a window of two hundred. First the content words are chained (sparse dynamic programming over matching pairs, after
Morgenstern et al., "DIALIGN", PNAS 93, 1996), so that no "the" far away is mistaken for a part; then function words are
filled in.
"""

from __future__ import annotations

import sys
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from itertools import pairwise
from typing import Literal

from verifier import lexicon
from verifier.datamodel import Span
from verifier.numbers import Number, numbers
from verifier.text import words

__all__ = ["Alignment", "Marked", "Op", "Query", "Source", "Token", "align", "find_exact", "joined", "source", "tokens"]

CONTENT, FUNCTION = 1.0, 0.25
"""What a word weighs when shares are compared: "the" found is little evidence, "ceasefire" found is much."""

GAP = 0.06
"""What each word left out or put in between two matched words costs, in content words."""
MAX_GAP = 1.2
"""More than one content word: a lone word far away never joins a chain, two words of a second quotation do."""
MAX_POINTS = 160
"""Beyond so many matching pairs the chain is left to rapidfuzz, which is not quadratic in Python."""
WIDE = 6
"""So many source words between two matched ones make two pieces; a lone word beyond such a gap is chance."""
EDGE = 3
"""So many unmatched words at the edge of a query are what it has in place of their neighbours in the source; up to
twice as many are if some of them match; more were never there."""


BREAK = "\n"
"""The key of a token that stands for sentences left out; no word has it."""


@dataclass(frozen=True, slots=True)
class Token:
    """A unit of comparison: a word, one part of a contraction, or all the words of a number.

    `norm` is what is printed (equal: typographically the same), `key` what is compared (equal: the same word).
    """

    norm: str
    key: str
    span: Span
    content: bool
    capital: bool
    number: Number | None = None

    @property
    def weight(self) -> float:
        """How much it counts: a content word four times as much as a function word."""
        return CONTENT if self.content else FUNCTION


@dataclass(frozen=True, slots=True)
class Op:
    """``query[q0:q1]`` against ``source[s0:s1]``: equal, replaced, deleted (query only), inserted (source only)."""

    tag: Literal["equal", "replace", "delete", "insert"]
    q0: int
    q1: int
    s0: int
    s1: int


@dataclass(frozen=True, slots=True)
class Alignment:
    """The operations that turn the whole query into ``source[start:end]``, found within ``source[low:high]``."""

    ops: tuple[Op, ...]
    start: int
    end: int
    low: int = 0
    high: int = sys.maxsize

    def pairs(self) -> list[tuple[int, int]]:
        """Matched positions (query, source) in order."""
        return [(op.q0 + k, op.s0 + k) for op in self.ops if op.tag == "equal" for k in range(op.q1 - op.q0)]


def tokens(text: str, start: int = 0, end: int | None = None) -> list[Token]:
    """The tokens of ``text[start:end]``."""
    printed = words(text, start, end)
    found: list[Token] = []
    done = 0
    for number in numbers(text, printed):
        for word in printed[done : number.first]:
            found += _word_tokens(text, word.norm, word.span)
        found += _number_tokens(text, number)
        done = number.last
    for word in printed[done:]:
        found += _word_tokens(text, word.norm, word.span)
    return found


def _word_tokens(text: str, norm: str, span: Span) -> list[Token]:
    capital = text[span.start].isupper()
    parts = _parts(norm)
    if len(parts) == 1:
        key, content = parts[0]
        return [Token(norm, key, span, content, capital)]
    return [Token(f"{norm}/{i}", key, span, content, capital) for i, (key, content) in enumerate(parts)]


@lru_cache(maxsize=65536)
def _parts(norm: str) -> tuple[tuple[str, bool], ...]:
    """Key and whether it is a content word, for each word that a printed word stands for."""
    return tuple(((key := lexicon.lemma(part)), not lexicon.in_class(key, "function")) for part in lexicon.expand(norm))


def _number_tokens(text: str, number: Number) -> list[Token]:
    """One token for the number and one for its unit, in this order also for "€5"."""
    value = Token(_printed(text, number.span), number.key, number.span, True, False, number)
    if number.unit is None or number.unit_span is None:
        return [value]
    return [value, Token(_printed(text, number.unit_span), number.unit, number.unit_span, True, False)]


def _printed(text: str, span: Span) -> str:
    return " ".join(w.norm for w in words(text, span.start, span.end)) or span.of(text)


def printed(text: str, part: Sequence[Token]) -> str:
    """The text from the first to the last of some tokens."""
    return text[min(t.span.start for t in part) : max(t.span.end for t in part)] if part else ""


def joined(part: Sequence[Token]) -> str:
    """Tokens written as one word, so that "air strikes" equals "airstrikes"."""
    return "".join(t.norm for t in part)


@dataclass(frozen=True, slots=True)
class Marked:
    """Words in quotation marks. Regions of one utterance, parted only by "he said", share its id."""

    span: Span
    utterance: str


@dataclass(frozen=True)
class Source:
    """A stretch of an article: its tokens, its sentences, and its quotation regions, all in text order."""

    text: str
    tokens: list[Token]
    sentences: list[Span]
    marked: list[Marked] = field(default_factory=list)

    def words(self, part: Sequence[Token]) -> str:
        """What is printed from the first to the last of some tokens."""
        return printed(self.text, part)

    def at(self, offset: int) -> int:
        """The first token that begins at an offset or behind it."""
        return bisect_left(self.tokens, offset, key=lambda t: t.span.start)

    def region(self, i: int) -> int:
        """The quotation region of a token, -1 outside quotation marks."""
        return self._regions[i]

    def sentence(self, i: int) -> int:
        """The number of a token's sentence."""
        return self._sentences[i]

    @cached_property
    def _regions(self) -> list[int]:
        starts = [m.span.start for m in self.marked]
        found = [bisect_right(starts, t.span.start) - 1 for t in self.tokens]
        ends = [m.span.end for m in self.marked]
        return [k if k >= 0 and t.span.start < ends[k] else -1 for k, t in zip(found, self.tokens, strict=True)]

    @cached_property
    def _sentences(self) -> list[int]:
        starts = [s.start for s in self.sentences]
        return [bisect_right(starts, t.span.start) - 1 for t in self.tokens]

    def same_stretch(self, i: int, j: int) -> bool:
        """Whether two tokens stand in one quotation, or both outside of any in one sentence."""
        region = self.region(i)
        return region == self.region(j) and (region >= 0 or self.sentence(i) == self.sentence(j))


@dataclass(frozen=True, slots=True)
class Query:
    """A quotation that is looked for."""

    text: str
    tokens: list[Token]

    @staticmethod
    def of(text: str) -> Query:
        """The query for a text."""
        return Query(text, tokens(text))

    @property
    def weight(self) -> float:
        """What all its words weigh."""
        return sum(t.weight for t in self.tokens)

    def words(self, part: Sequence[Token]) -> str:
        """What is printed from the first to the last of some tokens."""
        return printed(self.text, part)


def source(text: str, sentences: Sequence[Span], marked: Sequence[Marked] = (), *, apart: bool = False) -> Source:
    """The source made of some sentences of a text.

    `apart`: there may be others between them, so no run of words goes on from one sentence to the next.
    """
    found: list[Token] = []
    for s in sorted(sentences):
        if apart and found:
            found.append(Token("", BREAK, Span(s.start, s.start), False, False))
        found += tokens(text, s.start, s.end)
    return Source(text, found, sorted(sentences), sorted(marked, key=lambda m: m.span))


# ------------------------------------------------------------------------------------------------------------ alignment


def find_exact(query: Sequence[Token], source: Sequence[Token]) -> list[Alignment]:
    """Every place where the source prints the query's words, glyphs and case aside; none overlaps another."""
    if not query:
        return []
    want = [t.norm for t in query]
    have = [t.norm for t in source]
    pivot = max(range(len(want)), key=lambda i: (query[i].content, len(want[i])))
    found: list[Alignment] = []
    at = pivot
    while True:
        try:
            at = have.index(want[pivot], at)
        except ValueError:
            return found
        start = at - pivot
        if (not found or start >= found[-1].end) and have[start : start + len(want)] == want:
            whole = Op("equal", 0, len(want), start, start + len(want))
            found.append(Alignment((whole,), start, start + len(want)))
        at += 1


def align(query: Query, src: Source, low: int, high: int) -> Alignment | None:
    """The best place of the query among ``src.tokens[low:high]``, None if they share no content word.

    A few words of the query before or behind that place are paired with those that the source has there; other words
    that only the query has at an edge are deleted.
    """
    found = _best(query.tokens, src.tokens[low:high])
    if found is None:
        return None
    found = replace(_trimmed(query, src, _shifted(found, low)), low=low, high=high)
    return _with_edges(query, src, found)


def _best(query: Sequence[Token], source: Sequence[Token]) -> Alignment | None:
    """The heaviest chain of words with what lies between; words of the query before and behind it are deleted.

    A query without content words ("we will not") is chained by all its words.
    """
    anchors = _chain(query, source)
    if not anchors:
        return None
    blocks = _slid(query, source, _blocks(query, source, anchors))
    ops: list[Op] = []
    q_done, s_done = 0, blocks[0][1]
    for q, s, size in blocks:
        ops += _between(query, source, (q_done, q), (s_done, s)) if ops else _edge(0, q)
        ops.append(Op("equal", q, q + size, s, s + size))
        q_done, s_done = q + size, s + size
    ops += _edge(q_done, len(query))
    return Alignment(tuple(_merged(ops)), blocks[0][1], s_done)


def _merged(ops: Sequence[Op]) -> list[Op]:
    """The same operations with neighbouring runs of equal words made one."""
    out: list[Op] = []
    for op in ops:
        last = out[-1] if out else None
        if last and last.tag == op.tag == "equal" and last.q1 == op.q0 and last.s1 == op.s0:
            out[-1] = Op("equal", last.q0, op.q1, last.s0, op.s1)
        else:
            out.append(op)
    return out


def _edge(q0: int, q1: int) -> list[Op]:
    return [Op("delete", q0, q1, 0, 0)] if q1 > q0 else []


def _chain(query: Sequence[Token], source: Sequence[Token]) -> list[tuple[int, int]]:
    """The heaviest chain of matching pairs, growing in both texts."""
    only_content = any(t.content for t in query)
    places: dict[str, list[int]] = defaultdict(list)
    for j, token in enumerate(source):
        if token.content or not only_content:
            places[token.key].append(j)
    points = [(j, i) for i, t in enumerate(query) if t.content or not only_content for j in places.get(t.key, ())]
    if not points:
        return []
    if len(points) > MAX_POINTS:
        return _chain_fast(query, source, only_content)
    points.sort()
    best = [1.0] * len(points)
    back = [-1] * len(points)
    for k, (j, i) in enumerate(points):
        for m in range(k):
            jm, im = points[m]
            if im >= i or jm >= j:
                continue
            extra = (j - jm) - (i - im)
            cost = min(GAP * (extra if extra > 0 else -extra), MAX_GAP) if extra else -0.1
            if best[m] + 1.0 - cost > best[k]:
                best[k], back[k] = best[m] + 1.0 - cost, m
    at = max(range(len(points)), key=lambda k: best[k])
    chain = []
    while at >= 0:
        chain.append((points[at][1], points[at][0]))
        at = back[at]
    return chain[::-1]


def _chain_fast(query: Sequence[Token], source: Sequence[Token], only_content: bool) -> list[tuple[int, int]]:
    """The longest common subsequence of the content words; for long queries, where stray matches do not matter."""
    from rapidfuzz.distance import Indel

    q = [i for i, t in enumerate(query) if t.content or not only_content]
    s = [j for j, t in enumerate(source) if t.content or not only_content]
    blocks = Indel.opcodes([query[i].key for i in q], [source[j].key for j in s])
    return [
        (q[op.src_start + k], s[op.dest_start + k])
        for op in blocks
        if op.tag == "equal"
        for k in range(op.src_end - op.src_start)
    ]


def _blocks(
    query: Sequence[Token], source: Sequence[Token], anchors: Sequence[tuple[int, int]]
) -> list[tuple[int, int, int]]:
    """Runs of equal keys (query start, source start, length): the anchors with the equal words around them."""
    blocks: list[tuple[int, int, int]] = []
    for n, (i, j) in enumerate(anchors):
        q_min, s_min = (blocks[-1][0] + blocks[-1][2], blocks[-1][1] + blocks[-1][2]) if blocks else (0, 0)
        if i < q_min:
            continue  # already inside the run before
        q_max, s_max = anchors[n + 1] if n + 1 < len(anchors) else (len(query), len(source))
        start_i, start_j = i, j
        while start_i > q_min and start_j > s_min and query[start_i - 1].key == source[start_j - 1].key:
            start_i, start_j = start_i - 1, start_j - 1
        end_i, end_j = i + 1, j + 1
        while end_i < q_max and end_j < s_max and query[end_i].key == source[end_j].key:
            end_i, end_j = end_i + 1, end_j + 1
        if blocks and start_i == q_min and start_j == s_min:
            start_i, start_j = blocks[-1][0], blocks[-1][1]
            blocks.pop()
        blocks.append((start_i, start_j, end_i - start_i))
    return blocks


def _slid(
    query: Sequence[Token], source: Sequence[Token], blocks: Sequence[tuple[int, int, int]]
) -> list[tuple[int, int, int]]:
    """The same runs, those that are printed once more right before the next run moved there.

    "At the right time" in a source that prints "in the right place at the right time": the first "the right" is
    another one.
    """
    slid: list[tuple[int, int, int]] = []
    for q, s, size in reversed(blocks):
        if slid and slid[-1][0] == q + size and slid[-1][1] > s + size:
            _, next_s, next_size = slid[-1]
            earlier = [token.key for token in source[max(0, next_s - size) : next_s]]
            follows = q > 0 and s > 0 and query[q - 1].key == source[s - 1].key
            if not follows and earlier == [token.key for token in query[q : q + size]]:
                slid[-1] = (q, next_s - size, size + next_size)
                continue
        slid.append((q, s, size))
    return slid[::-1]


def _between(query: Sequence[Token], source: Sequence[Token], q: tuple[int, int], s: tuple[int, int]) -> list[Op]:
    """The operations for ``query[q]`` against ``source[s]``; if the gap is short, words of both are found again."""
    if q[0] == q[1] or s[0] == s[1] or s[1] - s[0] > 2 * (q[1] - q[0]) + 6:
        return _gap(q, s)
    from rapidfuzz.distance import Indel

    keys = [t.key for t in query[q[0] : q[1]]], [t.key for t in source[s[0] : s[1]]]
    ops: list[Op] = []
    q_done, s_done = q[0], s[0]
    for op in Indel.opcodes(*keys):
        if op.tag == "equal":
            ops += _gap((q_done, q[0] + op.src_start), (s_done, s[0] + op.dest_start))
            q_done, s_done = q[0] + op.src_end, s[0] + op.dest_end
            ops.append(Op("equal", q[0] + op.src_start, q_done, s[0] + op.dest_start, s_done))
    return ops + _gap((q_done, q[1]), (s_done, s[1]))


def _gap(q: tuple[int, int], s: tuple[int, int]) -> list[Op]:
    if q[0] == q[1] and s[0] == s[1]:
        return []
    tag: Literal["replace", "insert", "delete"] = "replace"
    if q[0] == q[1]:
        tag = "insert"
    elif s[0] == s[1]:
        tag = "delete"
    return [Op(tag, *q, *s)]


# ---------------------------------------------------------------------------------------------------------------- edges


def _shifted(a: Alignment, by: int) -> Alignment:
    ops = tuple(replace(op, s0=op.s0 + by, s1=op.s1 + by) for op in a.ops)
    return Alignment(ops, a.start + by, a.end + by)


def _trimmed(query: Query, src: Source, a: Alignment) -> Alignment:
    """Without a run at either edge that is there by chance: one word beyond a wide gap, or grammar outside the marks.

    Query "It is a ceasefire", source: The deal was "a ceasefire": the "was" is the reporter's.
    """
    ops = list(a.ops)
    for step in (1, -1):
        while count := _by_chance(query, src, ops, step):
            runs = [k for k, op in enumerate(ops) if op.tag == "equal"]
            if step == 1:
                ops = [Op("delete", 0, ops[runs[count]].q0, 0, 0), *ops[runs[count] :]]
            else:
                last = runs[-1 - count]
                ops = [*ops[: last + 1], Op("delete", ops[last].q1, len(query.tokens), 0, 0)]
    ops = [op for op in ops if op.q1 > op.q0 or op.s1 > op.s0]
    if ops[0].tag == "delete":
        ops = _inside_marks(query, src, ops, 1)
    if ops[-1].tag == "delete":
        ops = _inside_marks(query, src, ops, -1)
    runs_left = [op for op in ops if op.tag == "equal"]
    return Alignment(tuple(ops), runs_left[0].s0, runs_left[-1].s1)


def _by_chance(query: Query, src: Source, ops: Sequence[Op], step: int) -> int:
    """How many runs at the beginning (`step` 1) or end (-1) are there by chance.

    Together they have one content word at most, and a wide gap or the end of a sentence parts them from the others. Not
    if one has a few words and the gap is as long in both texts: then one word is exchanged, "Ask Ann. She knows it."
    """
    content = 0
    runs = [op for op in ops if op.tag == "equal"][::step]
    for count, (run, inner) in enumerate(pairwise(runs), 1):
        content += sum(query.tokens[q].content for q in range(run.q0, run.q1))
        before, behind = (run, inner)[::step]
        q_gap, s_gap = behind.q0 - before.q1, behind.s0 - before.s1
        if content > 1 or (run.q1 - run.q0 > EDGE and q_gap == s_gap <= EDGE):
            return 0
        ended = src.sentence(before.s1 - 1) != src.sentence(behind.s0)
        if s_gap > WIDE or (ended and q_gap + s_gap > 0):
            return count
    return 0


def _inside_marks(query: Query, src: Source, ops: list[Op], step: int) -> list[Op]:
    """Take function words off a run's outer edge while they stand outside the marks that the rest stands in."""
    at = 1 if step == 1 else len(ops) - 2
    run = ops[at]
    size, drop = run.q1 - run.q0, 0
    s_outer, q_outer = (run.s0, run.q0) if step == 1 else (run.s1 - 1, run.q1 - 1)
    while drop < size - 1 and not query.tokens[q_outer + step * drop].content and src.region(s_outer + step * drop) < 0:
        drop += 1
    if not drop or src.region(s_outer + step * drop) < 0:
        return ops
    if step == 1:
        cut = [Op("delete", 0, run.q0 + drop, 0, 0), Op("equal", run.q0 + drop, run.q1, run.s0 + drop, run.s1)]
        return [*cut, *ops[at + 1 :]]
    cut = [
        Op("equal", run.q0, run.q1 - drop, run.s0, run.s1 - drop),
        Op("delete", run.q1 - drop, len(query.tokens), 0, 0),
    ]
    return [*ops[:at], *cut]


def _with_edges(query: Query, src: Source, a: Alignment) -> Alignment:
    """Pair a few unmatched words at the edges with their neighbours in the same quotation, or else sentence."""
    ops = list(a.ops)
    head, tail = ops[0], ops[-1]
    if tail.tag == "delete" and len(ops) > 1 and tail.q1 - tail.q0 <= 2 * EDGE:
        end = a.end
        while end < a.high and end - a.end < tail.q1 - tail.q0 + 2 and src.same_stretch(end, a.end - 1):
            end += 1
        ops[-1:] = _further_on(query, src, tail, a) or _edge_ops(query, src, tail, (a.end, end), -1)
    if head.tag == "delete" and head.q1 - head.q0 <= 2 * EDGE:
        start = a.start
        while start > a.low and a.start - start < head.q1 - head.q0 + 2 and src.same_stretch(start - 1, a.start):
            start -= 1
        ops[:1] = _further_on(query, src, head, a) or _edge_ops(query, src, head, (start, a.start), 1)
    ops = _merged(ops)
    runs = [op for op in ops if op.tag == "equal"]
    return replace(a, ops=tuple(ops), start=runs[0].s0, end=runs[-1].s1)


def _further_on(query: Query, src: Source, edge: Op, a: Alignment) -> list[Op]:
    """The words of one edge where the same quotation prints them in a row, earlier or later on; [] if it does not."""
    keys = [t.key for t in query.tokens[edge.q0 : edge.q1]]
    here = range(a.low, a.start) if edge.q0 == 0 else range(a.end, min(a.high, len(src.tokens)))
    inner = a.start if edge.q0 == 0 else a.end - 1
    if len(keys) < EDGE or src.region(inner) < 0:
        return []
    inside = [s for s in here if src.region(s) == src.region(inner)]
    row = [src.tokens[s].key for s in inside]
    starts = [k for k in range(len(row) - len(keys) + 1) if row[k : k + len(keys)] == keys]
    if not starts:
        return []
    s0 = inside[starts[-1] if edge.q0 == 0 else starts[0]]
    s1 = s0 + len(keys)
    equal = Op("equal", edge.q0, edge.q1, s0, s1)
    if edge.q0 == 0:
        return [equal, *_gap((edge.q1, edge.q1), (s1, a.start))]
    return [*_gap((edge.q0, edge.q0), (a.end, s0)), equal]


def _edge_ops(query: Query, src: Source, edge: Op, s: tuple[int, int], inward: int) -> list[Op]:
    """The words of one edge against the source words beside it, without those that only the source has further out."""
    q = edge.q0, edge.q1
    wanted = joined(query.tokens[q[0] : q[1]])
    for k in range(1, s[1] - s[0] + 1):
        near = (s[1] - k, s[1]) if inward == 1 else (s[0], s[0] + k)
        if joined(src.tokens[near[0] : near[1]]) == wanted:
            return [Op("replace", *q, *near)]
    ops = _between(query.tokens, src.tokens, q, s)
    if any(op.tag == "equal" for op in ops):
        outer = ops[0] if inward == 1 else ops[-1]
        if outer.tag == "insert":
            ops.remove(outer)
        return [replace(op, tag="delete", s0=0, s1=0) if op is outer and op.tag == "replace" else op for op in ops]
    if q[1] - q[0] > EDGE:
        return [edge]
    near = (max(s[0], s[1] - (q[1] - q[0])), s[1]) if inward == 1 else (s[0], min(s[1], s[0] + q[1] - q[0]))
    return [Op("replace", *q, *near)] if near[0] < near[1] else [edge]
