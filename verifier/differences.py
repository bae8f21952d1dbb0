"""What a difference between a query and a source means: a spelling, words left out, or a changed meaning.

Each difference is a `Difference`: the label that it forces on its place, and a `Finding` that names the words. A
changed number, negation, opposite, name, degree of certainty or quantity, and an exchange of who did what to whom,
always force `altered`.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from verifier import lexicon
from verifier.alignment import BREAK, EDGE, Alignment, Op, Query, Source, Token, joined
from verifier.datamodel import Finding, WordingLabel

__all__ = ["SHARP", "Difference", "SameName", "differences", "moved"]

SameName = Callable[[str, str], bool]
"""Whether two printed names may be spellings of one."""

TURNED = frozenset({"preceded-by-negation", "preceded-by-condition"})
SHARP = frozenset({"number", "antonym", "negation", "modality", "quantity", "order"}) | TURNED
"""Differences so definite that one of two words is enough to know what was altered."""

ELLIPSIS = re.compile(r"…|\.\s?\.\s?\.")
BRACKETED = re.compile(r"\([^()\[\]]{0,200}\)|\[[^()\[\]]{0,200}\]")
CLAUSE_END = re.compile(r"[.!?;:,—–]")


@dataclass(frozen=True, slots=True)
class Difference:
    """The label that a difference forces, and what differs."""

    label: WordingLabel
    finding: Finding


def differences(query: Query, src: Source, a: Alignment, same_name: SameName) -> Iterator[Difference]:
    """All differences of one place, in the order of the rules rather than of the words."""
    matched = a.pairs()
    elsewhere = moved(query, src, a)
    keys = {src.tokens[s].key for s in elsewhere}
    yield from _spellings(query, src, matched)
    content = [s for _, s in matched if src.tokens[s].content] or [s for _, s in matched]
    quoted = 2 * sum(src.region(s) >= 0 for s in content) >= len(content)
    report = _report(src, a) if quoted else set()
    for op in a.ops:
        found = _gap(query, src, op, same_name, keys, report)
        yield from (_reporters(d) for d in found) if quoted and _outside(src, op) else found
    yield from _reordered(query, src, a, elsewhere)
    yield from _apart(src, matched)
    yield from _ellipses(query, src, matched)
    yield from _turned(src, matched)


def _spellings(query: Query, src: Source, matched: Sequence[tuple[int, int]]) -> Iterator[Difference]:
    """Words that are the same but not printed the same: inflected, spelt, contracted or formatted otherwise."""
    for q, s in matched:
        a, b = query.tokens[q], src.tokens[s]
        if a.norm != b.norm:
            name = "number-format" if b.number else "spelling"
            yield Difference(
                "near-exact", Finding(name, 0.2, f"“{query.words([a])}” is printed “{b.span.of(src.text)}”")
            )


def _gap(
    query: Query, src: Source, op: Op, same_name: SameName, elsewhere: set[str], report: set[str]
) -> Iterator[Difference]:
    """What the words of one gap amount to, but for those that stand elsewhere in the other text.

    `report`: the reporter's words around, of which the query may borrow some, as "Peru" in: Peru said it "regrets" it.
    """
    if op.tag == "equal":
        return
    q = [t for t in query.tokens[op.q0 : op.q1] if t.key not in elsewhere]
    s = [t for t in src.tokens[op.s0 : op.s1] if t.key not in elsewhere]
    for part, written in _compounds(q, s):
        yield Difference("near-exact", _finding("spelling", 0.2, query, part, src, written, "is printed"))
        q = [t for t in q if t not in part]
        s = [t for t in s if t not in written]
    if not q and not s:
        return
    if op.tag == "insert":
        yield from _omitted(query, src, op)
        return
    borrowed = [t for t in q if t.key in report and (op.q0 == 0 or op.q1 == len(query.tokens))]
    if borrowed:
        words = query.words(borrowed)
        yield Difference("reworded", Finding("from-the-report", 0.5, f"“{words}” stands outside the quotation marks"))
        q = [t for t in q if t not in borrowed]
        s = s if q else []
    pairs, added, omitted = _paired(q, s, same_name)
    for a, b in pairs:
        yield _exchanged(query, src, a, b, same_name)
    here, there = [t for t in added if t.capital and t.content], [t for t in omitted if t.capital and t.content]
    if here and there:
        yield _renamed(query, src, here, there)
        added, omitted = [t for t in added if t not in here], [t for t in omitted if t not in there]
    bearing = _bearing(query, op, q)
    negated = sum(_negation(t) for t in bearing) % 2 != sum(_negation(t) for t in s) % 2
    if negated:
        yield Difference("altered", _finding("negation", 1.0, query, q, src, s, "against"))
    yield from _added(query, op, added)
    if omitted and not negated:
        yield from _left_out(src, omitted)


def _report(src: Source, a: Alignment) -> set[str]:
    """The reporter's words around a quotation, in its first and last sentence."""
    near = {src.sentence(a.start), src.sentence(a.end - 1)}
    low, high = src.at(src.sentences[min(near)].start), src.at(src.sentences[max(near)].end)
    return {src.tokens[i].key for i in range(low, high) if src.region(i) < 0 and src.tokens[i].content}


def _outside(src: Source, op: Op) -> bool:
    """Whether words of a gap stand outside quotation marks."""
    return any(src.region(s) < 0 for s in range(op.s0, op.s1))


def _reporters(d: Difference) -> Difference:
    """What differs outside the marks is no misquotation: there the source speaks in the reporter's words."""
    if d.label != "altered" or d.finding.name in SHARP | {"name", "connective-added"}:
        return d
    return Difference("stitched", Finding("reporters-words", d.finding.score, d.finding.detail))


def _negation(t: Token) -> bool:
    return lexicon.in_class(t.key, "negations")


def _bearing(query: Query, op: Op, q: list[Token]) -> list[Token]:
    """The words of a gap that bear on what is printed: of a long invented beginning or end, those next to it."""
    if op.tag != "delete" or len(q) <= 2 * EDGE:
        return q
    if op.q0 == 0:
        return q[-EDGE:]
    return q[:EDGE] if op.q1 == len(query.tokens) else q


def _compounds(q: Sequence[Token], s: Sequence[Token]) -> list[tuple[Sequence[Token], Sequence[Token]]]:
    """One word on one side, two or three on the other: "airstrikes", "air strikes"; "reopen", "re-open"."""
    found = [([a], part) for a in q for part in _runs(s) if joined(part) == a.norm]
    return found + [(part, [b]) for b in s for part in _runs(q) if joined(part) == b.norm]


def _runs(part: Sequence[Token]) -> Iterator[Sequence[Token]]:
    return (part[i : i + n] for n in (2, 3) for i in range(len(part) - n + 1))


def _finding(
    name: str, score: float, query: Query, q: Sequence[Token], src: Source, s: Sequence[Token], how: str
) -> Finding:
    return Finding(name, score, f"“{query.words(q)}” {how} “{src.words(s)}”")


def _is_name(src: Source, token: Token) -> bool:
    """Whether a source token is a name by its capital; the first word of a sentence or quotation does not tell."""
    i = src.at(token.span.start)
    return (
        token.capital
        and token.content
        and i > 0
        and src.same_stretch(i - 1, i)
        and src.sentence(i - 1) == src.sentence(i)
    )


_Pairs = list[tuple[Token, Token]]


def _paired(q: Sequence[Token], s: Sequence[Token], same_name: SameName) -> tuple[_Pairs, list[Token], list[Token]]:
    """Which word of the query stands in place of which word of the source; the rest was added or left out."""
    pairs: _Pairs = []
    added, omitted = list(q), list(s)
    for a in q:
        for b in omitted:
            if _kin(a, b, same_name):
                pairs.append((a, b))
                added.remove(a)
                omitted.remove(b)
                break
    content_q, content_s = [t for t in added if t.content], [t for t in omitted if t.content]
    if len(content_q) == len(content_s):
        pairs += zip(content_q, content_s, strict=True)
        added = [t for t in added if not t.content]
        omitted = [t for t in omitted if not t.content]
    alike = len(added) == len(omitted) == 1 and added[0].content == omitted[0].content
    if alike and not (_negation(added[0]) or _negation(omitted[0])):
        pairs.append((added.pop(), omitted.pop()))
    return pairs, added, omitted


def _kin(a: Token, b: Token, same_name: SameName) -> bool:
    """Whether two words are of a kind, so that one is what the query has in place of the other."""
    if a.number or b.number:
        return bool(a.number and b.number)
    if _negation(a) or _negation(b):
        return _negation(a) and _negation(b)
    modal = lexicon.modality(a.key), lexicon.modality(b.key)
    person = lexicon.person(a.key), lexicon.person(b.key)
    if None not in modal or None not in person:
        return True
    return lexicon.opposite(a.norm, b.norm) or b.key in lexicon.synonyms(a.norm) or same_name(a.norm, b.norm)


def _exchanged(query: Query, src: Source, a: Token, b: Token, same_name: SameName) -> Difference:
    """What it means that the query has word `a` where the source prints word `b`."""
    label, name, score = _exchange(a, b, same_name, _is_name(src, b))
    how = "stands where the source prints" if label == "altered" else "for"
    return Difference(label, _finding(name, score, query, [a], src, [b], how))


def _exchange(a: Token, b: Token, same_name: SameName, proper: bool) -> tuple[WordingLabel, str, float]:
    if _negation(a) and _negation(b):
        return "near-exact", "negation-form", 0.3
    if {a.key, b.key} <= {"a", "an", "#1"} or (_article(a) and _article(b)):
        return "near-exact", "article", 0.1
    if a.number and b.number:
        return "altered", "number", 1.0
    if lexicon.opposite(a.norm, b.norm):
        return "altered", "antonym", 1.0
    if lexicon.modality(a.key) is not None or lexicon.modality(b.key) is not None:
        same = lexicon.modality(a.key) == lexicon.modality(b.key)
        return ("near-exact", "modal-form", 0.3) if same else ("altered", "modality", 0.9)
    if lexicon.in_class(a.key, "quantifiers") or lexicon.in_class(b.key, "quantifiers"):
        return "altered", "quantity", 0.9
    if lexicon.person(a.key) is not None and lexicon.person(b.key) is not None:
        same = lexicon.person(a.key) == lexicon.person(b.key)
        return ("near-exact", "pronoun-form", 0.2) if same else ("altered", "pronoun", 0.8)
    if proper or (a.capital and b.capital):
        return ("near-exact", "name-spelling", 0.3) if same_name(a.norm, b.norm) else ("altered", "name", 1.0)
    if lexicon.one_letter_apart(a.norm, b.norm):
        return "near-exact", "spelling", 0.3
    if b.key in lexicon.synonyms(a.norm):
        return "reworded", "synonym", 0.4
    if not a.content and not b.content:
        return "reworded", "function-word", 0.3
    return "altered", "word", 0.8


def _renamed(query: Query, src: Source, here: Sequence[Token], there: Sequence[Token]) -> Difference:
    """What it means that the query has a name of other words, or of more, where the source prints one: UN, Ankara."""
    initials = ("".join(t.norm[0] for t in part) for part in (here, there))
    if any([t.norm for t in part] == [short] for part, short in zip((there, here), initials, strict=True)):
        return Difference("near-exact", _finding("name-spelling", 0.3, query, here, src, there, "for"))
    return Difference("altered", _finding("name", 1.0, query, here, src, there, "stands where the source prints"))


def _article(t: Token) -> bool:
    return lexicon.in_class(t.key, "determiners")


def _added(query: Query, op: Op, part: Sequence[Token]) -> Iterator[Difference]:
    """Words of the query that the source does not print."""
    inserted = _in_brackets(query.text, query.tokens, part)
    part = [t for t in part if not _article(t) and not _negation(t) and t not in inserted]
    if not part:
        if op.tag == "delete":
            yield Difference(
                "near-exact", Finding("article", 0.1, f"“{query.words(query.tokens[op.q0 : op.q1])}” is not printed")
            )
        return
    words = query.words(part)
    if [t.key for t in part] == ["and"] and op.q0 > 0:
        yield Difference("near-exact", Finding("joined", 0.2, "“and” is not printed"))
        return
    at_edge = op.q0 == 0 or op.q1 == len(query.tokens)
    if at_edge and len(part) > EDGE:
        name = "head-not-printed" if op.q0 == 0 else "tail-not-printed"
        yield Difference("altered", Finding(name, 0.9, f"“{words}” is not printed"))
    elif any(lexicon.modality(t.key) is not None and t.key != "will" for t in part):
        yield Difference("altered", Finding("modality", 0.9, f"“{words}” is not printed"))
    elif any(lexicon.in_class(t.key, "quantifiers") or t.number for t in part):
        yield Difference("altered", Finding("quantity", 0.9, f"“{words}” is not printed"))
    elif any(lexicon.in_class(t.key, "limits") for t in part):
        yield Difference("altered", Finding("connective-added", 0.8, f"“{words}” is not printed"))
    elif any(t.content for t in part) or (at_edge and len(part) == EDGE):
        name = "words-added" if not at_edge else ("head-not-printed" if op.q0 == 0 else "tail-not-printed")
        yield Difference("altered", Finding(name, 0.9, f"“{words}” is not printed"))
    else:
        yield Difference("reworded", Finding("function-words-added", 0.3, f"“{words}” is not printed"))


def _omitted(query: Query, src: Source, op: Op) -> Iterator[Difference]:
    """Words of the source between two matched words that the query leaves out."""
    left, right = src.region(op.s0 - 1), src.region(op.s1)
    part = src.tokens[op.s0 : op.s1]
    if left != right and min(left, right) >= 0:
        if src.marked[left].utterance != src.marked[right].utterance:
            return  # two quotations: `_apart` says so
        inset = [src.tokens[k] for k in range(op.s0, op.s1) if src.region(k) < 0]
        part = [src.tokens[k] for k in range(op.s0, op.s1) if src.region(k) >= 0]
        yield Difference("exact", Finding("attribution-inset", 0.1, f"“{src.words(inset)}” stands between"))
    elif _sentence_between(src, op):
        yield Difference("stitched", Finding("sentences-apart", 0.9, f"{len(part)} words lie between the two parts"))
        return
    printed = ELLIPSIS.search(src.text, src.tokens[op.s0 - 1].span.end, src.tokens[op.s1].span.start)
    if _query_ellipsis(query, op.q0) and not printed:
        dropped = [t for t in part if _negation(t)]
        label: WordingLabel = "altered" if dropped and len(part) <= EDGE else "near-exact"
        yield Difference(label, Finding("ellipsis", 0.3, f"the query's ellipsis stands for “{src.words(part)}”"))
        return
    yield from _left_out(src, part)


def _sentence_between(src: Source, op: Op) -> bool:
    """Whether a whole sentence, or sentences that were not looked at, lie in a gap."""
    left, right = src.sentence(op.s0 - 1), src.sentence(op.s1)
    return any(src.tokens[k].key == BREAK or left < src.sentence(k) < right for k in range(op.s0, op.s1))


def _left_out(src: Source, part: Sequence[Token]) -> Iterator[Difference]:
    """What it means that the query leaves these words out."""
    inserted = _in_brackets(src.text, src.tokens, part)
    if inserted:
        yield Difference("near-exact", Finding("insertion", 0.2, f"the source inserts “{src.words(inserted)}”"))
    part = [t for t in part if t not in inserted]
    if not part:
        return
    words = src.words(part)
    if all(_article(t) for t in part):
        yield Difference("near-exact", Finding("article", 0.1, f"“{words}” is left out"))
    elif any(_negation(t) for t in part) and (len(part) <= EDGE or _negation(part[-1])):
        yield Difference("altered", Finding("negation", 1.0, f"“{words}” is left out"))
    elif any(lexicon.modality(t.key) not in (None, 0) for t in part) and len(part) <= EDGE:
        yield Difference("altered", Finding("modality", 0.9, f"“{words}” is left out"))
    elif all(lexicon.in_class(t.key, "bounds") for t in part):
        yield Difference("omission", Finding("bound-dropped", 0.7, f"“{words}” is left out"))
    else:
        yield Difference("omission", Finding("words-left-out", 0.6, f"“{words}” is left out"))


def _in_brackets(text: str, tokens: Sequence[Token], part: Sequence[Token]) -> list[Token]:
    """Those of some tokens that stand in round or square brackets closed on their line, with none but tokens of these.

    A bracket around words that both texts have is no insertion.
    """
    own = {t.span.start for t in part}
    found = []
    for t in part:
        low = max(0, t.span.start - 200)
        opened = max(text.rfind("(", low, t.span.start), text.rfind("[", low, t.span.start))
        closed = max(text.rfind(")", low, t.span.start), text.rfind("]", low, t.span.start))
        match = BRACKETED.match(text, opened) if opened > closed else None
        if match is None or match.end() < t.span.end:
            continue
        first, last = (bisect_left(tokens, edge, key=lambda t: t.span.start) for edge in match.span())
        if all(one.span.start in own for one in tokens[first:last]):
            found.append(t)
    return found


def _query_ellipsis(query: Query, before: int) -> bool:
    """Whether the query marks that it leaves words out before this token."""
    if not 0 < before < len(query.tokens):
        return False
    return bool(ELLIPSIS.search(query.text, query.tokens[before - 1].span.end, query.tokens[before].span.start))


def moved(query: Query, src: Source, a: Alignment) -> list[int]:
    """Source tokens around or inside the place that the query has elsewhere in the same sentence.

    Both names are, if the query has "A attacked B" and the source "B attacked A".
    """
    wanted: dict[int, set[str]] = defaultdict(set)  # the query's other words, by the sentences that they stand in
    for op in a.ops:
        if op.tag != "equal":
            beside = [a.start] if op.q0 == 0 else [a.end - 1] if op.q1 == len(query.tokens) else [op.s0 - 1, op.s1]
            keys = {t.key for t in query.tokens[op.q0 : op.q1] if t.content}
            for sentence in {src.sentence(s) for s in beside}:
                wanted[sentence] |= keys
    reach = sum(map(len, wanted.values())) + EDGE
    printed = {s for _, s in a.pairs()}
    found: list[int] = []
    for s in range(max(a.low, a.start - reach), min(a.high, len(src.tokens), a.end + reach)):
        keys = wanted.get(src.sentence(s), set())
        if s not in printed and src.tokens[s].key in keys and src.same_stretch(s, a.start):
            keys.discard(src.tokens[s].key)
            found.append(s)
    return found


def _reordered(query: Query, src: Source, a: Alignment, moved: Sequence[int]) -> Iterator[Difference]:
    """One word moved is a matter of style; two exchanged are agent and patient, unless only one side has a passive.

    So are a word and a pronoun that have changed sides: "a friend betrayed us" for "we betrayed a friend".
    """
    if not moved:
        return
    words = ", ".join(f"“{src.tokens[s].span.of(src.text)}”" for s in moved)
    mine = {t.key for t in query.tokens}
    theirs = {t.key for t in src.tokens[min(a.start, moved[0]) : max(a.end, moved[-1] + 1)]}
    passive = ("be" in mine) != ("be" in theirs)
    if (len(moved) > 1 or _sides_changed(query, src, a, moved[0])) and not passive:
        yield Difference("altered", Finding("order", 0.9, f"{words} are printed in another order"))
    else:
        yield Difference("reworded", Finding("order", 0.4, f"{words} printed in another order"))


def _sides_changed(query: Query, src: Source, a: Alignment, moved: int) -> bool:
    """Whether a pronoun that stands before a moved word in one text stands behind it in the other."""
    here = [q for op in a.ops if op.tag != "equal" for q in range(op.q0, op.q1)]
    printed = {s for _, s in a.pairs()}
    reach = len(here) + EDGE
    near = range(max(a.low, moved - reach), min(a.high, len(src.tokens), moved + reach))
    there = [s for s in near if s not in printed and src.same_stretch(s, moved)]
    there = [s for s in there if src.sentence(s) == src.sentence(moved)]
    word = next(q for q in here if query.tokens[q].key == src.tokens[moved].key)
    before, behind = (_persons(query.tokens[q] for q in here if (q < word) == first) for first in (True, False))
    ahead, after = (_persons(src.tokens[s] for s in there if (s < moved) == first) for first in (True, False))
    return bool(before & after - ahead or behind & ahead - after)


def _persons(part: Iterable[Token]) -> set[int]:
    return {person for t in part if (person := lexicon.person(t.key)) is not None}


def _apart(src: Source, matched: Sequence[tuple[int, int]]) -> Iterator[Difference]:
    """Words from two quotations that are not one utterance, or joined by words that are the reporter's."""
    last = -1  # the region last seen
    reporter: list[Token] = []
    for _, s in matched:
        region = src.region(s)
        if region < 0:
            reporter.append(src.tokens[s])
            continue
        if last >= 0 and region != last:
            joined = src.words(reporter)
            if reporter:
                yield Difference(
                    "stitched", Finding("two-quotations", 0.9, f"“{joined}” between them is the reporter's")
                )
            elif src.marked[last].utterance != src.marked[region].utterance and _words_between(src, last, region):
                yield Difference("stitched", Finding("two-quotations", 0.9, "the words stand in two quotations"))
        last, reporter = region, []


def _words_between(src: Source, left: int, right: int) -> bool:
    low, high = src.marked[left].span.end, src.marked[right].span.start
    return any(c.isalnum() for c in src.text[low:high])


def _ellipses(query: Query, src: Source, matched: Sequence[tuple[int, int]]) -> Iterator[Difference]:
    """An ellipsis in only one of the two between words that otherwise follow one another."""
    start, end = src.tokens[matched[0][1]].span.start, src.tokens[matched[-1][1]].span.end
    if not ELLIPSIS.search(src.text, start, end) and not ELLIPSIS.search(query.text):
        return
    for (q, s), (q2, s2) in pairwise(matched):
        if q2 != q + 1 or s2 != s + 1 or s2 >= len(src.tokens):
            continue
        here = bool(ELLIPSIS.search(src.text, src.tokens[s].span.end, src.tokens[s2].span.start))
        if here and not _query_ellipsis(query, q2):
            yield Difference(
                "near-exact", Finding("ellipsis-dropped", 0.5, "the source marks words left out; the query does not")
            )
        elif _query_ellipsis(query, q2) and not here:
            yield Difference(
                "near-exact", Finding("ellipsis-added", 0.2, "the query marks words left out where the source has none")
            )


def _ends_clause(src: Source, last: int) -> bool:
    """Whether a clause ends behind a token: else what was cut out is a part of one, as a name, and states nothing."""
    if last + 1 == len(src.tokens) or src.region(last) != src.region(last + 1):
        return True
    return bool(CLAUSE_END.search(src.text, src.tokens[last].span.end, src.tokens[last + 1].span.start))


def _turned(src: Source, matched: Sequence[tuple[int, int]]) -> Iterator[Difference]:
    """A quotation cut right behind a word that reverses it: "it is not | a ceasefire", "if | the bridge falls"."""
    first = matched[0][1]
    inside = src.region(first)
    for i in range(first - 1, max(-1, first - 5), -1):
        token = src.tokens[i]
        if src.sentence(i) != src.sentence(first) or CLAUSE_END.search(
            src.text, token.span.end, src.tokens[i + 1].span.start
        ):
            return
        negation = _negation(token) and not lexicon.in_class(src.tokens[i + 1].key, "doubled")
        condition = lexicon.in_class(token.key, "conditions") and first - i <= 2 and _ends_clause(src, matched[-1][1])
        if negation or condition:
            words = src.text[token.span.start : src.tokens[first].span.end]
            name = "preceded-by-negation" if negation else "preceded-by-condition"
            same = src.region(i) == inside
            yield Difference("altered" if same else "exact", Finding(name, 0.9, f"the source prints “{words}”"))
            return
        if lexicon.in_class(token.key, "hedges"):
            words = src.text[token.span.start : src.tokens[first].span.end]
            yield Difference("exact", Finding("preceded-by-hedge", 0.5, f"the source prints “{words}”"))
            return
