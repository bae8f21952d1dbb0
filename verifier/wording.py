"""How the words of a quotation stand in a source: exact, near-exact, omission, stitched, altered; reworded if only
synonyms differ.

The label of a place is the gravest of its differences (`differences.py`), so a changed number never hides behind
ninety-nine right words. Whether a place that prints few of the words says the same in others is a question of meaning
and not decided here: such a place is `related`.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence

from verifier import lexicon
from verifier.alignment import WIDE, Alignment, Marked, Op, Query, Source, align, find_exact, source
from verifier.datamodel import DiffOp, Finding, Span, Wording, WordingLabel
from verifier.differences import SHARP, Difference, SameName, differences, moved

__all__ = ["Marked", "Query", "Source", "compare", "continuation", "find", "source"]

GRAVITY: tuple[WordingLabel, ...] = ("exact", "near-exact", "reworded", "omission", "stitched", "altered")
"""The later decides: a reader is more misled by words taken from two places than by a synonym."""

MOSTLY = 0.6
"""Share of a query's weight that must be printed before a difference is called an alteration. "We will return to the
city" shares half its weight with "our forces are near the city" and is another statement."""
LONG_RUN, LONG_SHARE = 6, 0.4
"""Or a run of this many words, three of them content words, that makes up this share: true words with an invented
tail."""
WHOLE_SHARE = 0.25
"""Or, of that share, a whole quotation of so many words: one that was prolonged by more than it had."""
HALF = 0.45
"""Share that is enough where there are so few words that one sharp difference says it all: "a permanent ban"."""
MOST = 0.8
"""And that for a query of one content word, of which any sentence may have the rest."""
REORDERED = 0.75
"""Share that is needed where words are in another order: "A attacked B" and "B attacked A" have all in common."""
FEW = 4
"""Or so many words, one of them a content word: "it's been a quiet year"."""
PIECES = 4
"""More pieces than these are no quotation but a vocabulary."""
PLACES = 12
"""So many places of one query in one window are looked at."""


def find(query: Query, src: Source, same_name: SameName = lexicon.one_letter_apart) -> list[Wording]:
    """Every place of the source that prints the query or part of it, exact ones first; no two share a word."""
    exact = _exact(query, src)
    found = [compare(query, src, a, same_name) for a in exact]
    cuts = [0, *(edge for a in exact for edge in (a.start, a.end)), len(src.tokens)]
    stretches = [(cuts[k], cuts[k + 1]) for k in range(0, len(cuts), 2)]
    for _ in range(PLACES):
        if not stretches:
            break
        low, high = stretches.pop()
        alignment = align(query, src, low, high) if high > low else None
        if alignment is None:
            continue
        wording = compare(query, src, alignment, same_name)
        found.append(wording)
        stretches += [(low, src.at(wording.span.start)), (src.at(wording.span.end), high)]
    return sorted(found, key=lambda w: (w.label != "exact", -w.similarity, w.span))


def _exact(query: Query, src: Source) -> list[Alignment]:
    """Where all words are printed in order: in one stretch, or in one utterance that "he said" interrupts."""
    found = find_exact(query.tokens, src.tokens)
    utterances: dict[str, list[int]] = {}
    for number, marked in enumerate(src.marked):
        utterances.setdefault(marked.utterance, []).append(number)
    for regions in utterances.values():
        if len(regions) > 1:
            inside = [i for i in range(len(src.tokens)) if src.region(i) in regions]
            for a in find_exact(query.tokens, [src.tokens[i] for i in inside]):
                if inside[a.end - 1] - inside[a.start] >= a.end - a.start:
                    found.append(_over_inset(inside[a.start : a.end]))
    return sorted(found, key=lambda a: a.start)


def _over_inset(places: Sequence[int]) -> Alignment:
    """The alignment of a query with source tokens at these positions, the others between them inserted."""
    ops: list[Op] = []
    for q, s in enumerate(places):
        last = ops[-1] if ops else None
        if last and last.s1 == s:
            ops[-1] = Op("equal", last.q0, q + 1, last.s0, s + 1)
        else:
            ops += [Op("insert", q, q, last.s1, s)] if last else []
            ops.append(Op("equal", q, q + 1, s, s + 1))
    return Alignment(tuple(ops), places[0], places[-1] + 1)


def compare(query: Query, src: Source, alignment: Alignment, same_name: SameName = lexicon.one_letter_apart) -> Wording:
    """Describe one place: its label, its differences, and the words side by side."""
    matched = alignment.pairs()
    elsewhere = moved(query, src, alignment)
    found = list(differences(query, src, alignment, same_name))
    label: WordingLabel = max((d.label for d in found), key=GRAVITY.index, default="exact")
    if label == "omission" and any(d.label == "reworded" for d in found):
        label = "reworded"  # to speak of words left out, the others must be printed
    if not _is_the_query(query, src, alignment, elsewhere, found):
        label = "related"
        found += _fragments(src, matched)
    replaced = (s for op in alignment.ops if op.tag == "replace" for s in range(op.s0, op.s1))
    pieces = _pieces(src, sorted({*replaced, *elsewhere, *(s for _, s in matched)}))
    return Wording(
        label=label,
        span=Span(pieces[0].start, max(p.end for p in pieces)),
        pieces=tuple(pieces),
        diff=_diff(query, src, alignment),
        similarity=round(sum(query.tokens[q].weight for q, _ in matched) / query.weight, 4),
        findings=tuple(d.finding for d in found),
    )


def continuation(src: Source, end: int, count: int = 12) -> tuple[str, Finding | None]:
    """The next words of the same quotation behind offset `end`, and a finding if they limit what was said."""
    i = bisect_right(src.tokens, end - 1, key=lambda t: t.span.start)
    if i == 0 or i >= len(src.tokens) or src.region(i) < 0 or src.region(i - 1) != src.region(i):
        return "", None
    last = i
    while last + 1 < len(src.tokens) and src.region(last + 1) == src.region(i) and last + 1 - i < count:
        last += 1
    words = src.text[src.tokens[i].span.start : src.tokens[last].span.end]
    if lexicon.in_class(src.tokens[i].key, "limits") and src.sentence(i) == src.sentence(i - 1):
        return words, Finding("limited", 0.9, f"the quotation goes on with a limitation: “{words}”")
    return words, None


def _pieces(src: Source, places: Sequence[int]) -> list[Span]:
    """The tokens as stretches of text, parted by wide gaps and by the edges of quotations."""
    found: list[Span] = []
    last = -1
    for s in places:
        span = src.tokens[s].span
        if found and s - last <= WIDE and src.region(s) == src.region(last):
            found[-1] = Span(min(found[-1].start, span.start), max(found[-1].end, span.end))
        else:
            found.append(span)
        last = s
    return found


def _diff(query: Query, src: Source, a: Alignment) -> tuple[DiffOp, ...]:
    return tuple(
        (op.tag, query.words(query.tokens[op.q0 : op.q1]), src.words(src.tokens[op.s0 : op.s1])) for op in a.ops
    )


def _is_the_query(
    query: Query, src: Source, a: Alignment, elsewhere: Sequence[int], found: Sequence[Difference]
) -> bool:
    """Whether so much of the query is printed that this place is about it at all."""
    labels = {d.label for d in found}
    if labels <= {"exact", "near-exact"}:
        return True
    runs = [query.tokens[op.q0 : op.q1] for op in a.ops if op.tag == "equal"]
    content = sum(t.content for run in runs for t in run) + len(elsewhere)
    wanted = sum(t.content for t in query.tokens)
    if len(runs) > 2 * PIECES or content == 0 < wanted:
        return False
    share = _share(query, src, a, elsewhere)
    if share == 1.0:
        return True
    if wanted < 2 or (wanted == 2 and content < 2 and not (share >= MOSTLY and sum(map(len, runs)) >= FEW)):
        grave = [d.finding.name for d in found if d.label == "altered"]
        compact = a.end - a.start <= len(query.tokens) + FEW
        return share >= (HALF if wanted == 2 else MOST) and len(grave) == 1 and grave[0] in SHARP and compact
    if elsewhere and share < REORDERED:
        return False
    long = any(len(run) >= LONG_RUN and sum(t.content for t in run) >= 3 for run in runs)
    return share >= MOSTLY or (long and share >= LONG_SHARE) or (_has_whole(src, a) and share >= WHOLE_SHARE)


def _has_whole(src: Source, a: Alignment) -> bool:
    """Whether all words of a quotation of the source stand in the query in a row."""
    for op in a.ops:
        region = src.region(op.s0) if op.tag == "equal" and op.s1 - op.s0 >= LONG_RUN else -1
        before = op.s0 == 0 or src.region(op.s0 - 1) != region
        if region >= 0 and before and (op.s1 == len(src.tokens) or src.region(op.s1) != region):
            return True
    return False


def _share(query: Query, src: Source, a: Alignment, elsewhere: Sequence[int]) -> float:
    """The weight of the matched words among all words of the query and all those printed in place of some.

    Words that the source has besides do not count: an omission may be long.
    """
    matched = float(len(elsewhere))
    other = 0.0
    for op in a.ops:
        mine = sum(t.weight for t in query.tokens[op.q0 : op.q1])
        if op.tag == "equal":
            matched += mine
        elif op.tag != "insert":
            theirs = sum(src.tokens[s].weight for s in range(op.s0, op.s1))
            other += max(mine, min(theirs, mine + 1))  # beyond one content word more, words are left out, not exchanged
    return min(1.0, matched / (matched + max(0.0, other - len(elsewhere))))


def _fragments(src: Source, matched: Sequence[tuple[int, int]]) -> Iterator[Difference]:
    """Quotations of the source all of whose words are words of the query: it quotes a part."""
    found = {s for _, s in matched}
    for number in sorted({src.region(s) for s in found} - {-1}):
        low = src.at(src.marked[number].span.start)
        inside = []
        while low < len(src.tokens) and src.region(low) == number:
            inside.append(low)
            low += 1
        if all(s in found or lexicon.in_class(src.tokens[s].key, "determiners") for s in inside) and any(
            src.tokens[s].content for s in inside
        ):
            words = src.marked[number].span.of(src.text)
            yield Difference("related", Finding("fragment", 0.5, f"only “{words}” is quoted"))
