"""What belongs to the page and not to the text, what is printed twice, and what is broken or cut."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from itertools import pairwise

from verifier import marks
from verifier.datamodel import ReviewFinding, Role, Sentence, Span
from verifier.names.gazetteer import common as known_words
from verifier.review.context import Context, place
from verifier.review.overlap import Overlaps
from verifier.search import Stretches
from verifier.text import Word, words

__all__ = ["broken_words", "furniture", "pull_quotes", "repeated", "stray_marks"]

LEFT: frozenset[Role] = frozenset({"counter", "teaser", "caption"})
"""Lines that a page has beside its text. A credit, a date or a disclaimer is owed to the reader."""
TWICE = 0.85
"""So much of the words of the shorter of two sentences in the other one, and they are the same."""
TWICE_LONGER = 0.6
"""And so much of those of the longer."""
LEAST = 6
"""Content words of a sentence that is worth being called a repetition."""


def furniture(context: Context) -> Iterator[ReviewFinding]:
    """Counters, captions, links and labels of the page, left between or behind the paragraphs."""
    for block in _blocks(context.page.sentences):
        if not _left_over(context.text, block):
            continue
        span = Span(block[0].span.start, block[-1].span.end)
        roles = list(dict.fromkeys(s.role for s in block))
        printed = [" ".join(s.span.of(context.text).split()).casefold() for s in block]
        twice = len(printed) > len(set(printed))
        why = f"{' and '.join(roles)} of the page, not of the text" + ("; printed twice" if twice else "")
        yield context.finding(span, "page-furniture", "design/markup-or-layout", "minor", "remove", why)


def _left_over(text: str, block: Sequence[Sentence]) -> bool:
    """Whether lines are more than captions: those are the page's business unless printed twice, or a credit alone."""
    printed = [" ".join(s.span.of(text).split()).casefold() for s in block]
    captions = all(s.role == "caption" for s in block)
    return not captions or len(printed) > len(set(printed)) or any(_ALONE.fullmatch(line) for line in printed)


_ALONE = re.compile(r"\W*(?:photo|image|picture|foto)s?\s*:\s*\S+\W*")


def _blocks(lines: Sequence[Sentence]) -> Iterator[list[Sentence]]:
    """Runs of such lines; those above the first line of text are the page's head, which every article has."""
    began = False
    block: list[Sentence] = []
    for line in lines:
        if line.role in LEFT:
            block.append(line)
            continue
        if block and began:
            yield block
        began = began or line.role in ("body", "heading", "title")
        block = []
    if block and began:
        yield block


def repeated(context: Context) -> Iterator[ReviewFinding]:
    """A sentence that says again, in nearly the same words, what an earlier one has said."""
    rows = [{t.key for t in context.tokens(context.page, s) if t.content} for s in context.body]
    seen = Overlaps(TWICE_LONGER, Counter(key for row in rows for key in row))
    for n, (sentence, content) in enumerate(zip(context.body, rows, strict=True)):
        for earlier, theirs in ((context.body[k], rows[k]) for k in seen.near(content)):
            small, large = sorted((len(content), len(theirs)))
            if small < LEAST or len(content & theirs) < max(TWICE * small, TWICE_LONGER * large):
                continue
            why = "says again what an earlier sentence of the article says in nearly the same words"
            yield context.finding(
                sentence.span, "repeated-text", "design/duplication", "minor", "remove", why, None,
                [place(context.page, earlier.span)],
            )  # fmt: skip
            break
        else:
            seen.add(n, content)


def stray_marks(context: Context) -> Iterator[ReviewFinding]:
    """A quotation mark without its partner, in a text that closes its quotations elsewhere."""
    paragraphs: dict[int, Span] = {}
    for s in context.body:
        first = paragraphs.get(s.paragraph, s.span)
        paragraphs[s.paragraph] = Span(first.start, s.span.end)
    placed = Stretches((span, span) for span in paragraphs.values())
    for match in _LONE.finditer(context.text):
        inside = next(iter(placed.on(Span(*match.span()))), None)
        if inside is None or _partner(context.text, match, inside):
            continue
        end = min(inside.end, _clause_end(context.text, match.end(), inside.end))
        yield context.finding(
            Span(match.start(), end), "stray-quotation-mark", "linguistic-conventions/typography", "major", "fix",
            "a quotation mark is opened and never closed: nobody can tell whose words follow",
            context.text[match.end() : end],
        )  # fmt: skip
    for region in marks.regions(context.text, list(paragraphs.values()), [s.span for s in context.body]):
        if region.closed or region.depth or region.continues or not region.double:
            continue
        if _resumed(context.text, region.span):
            continue
        yield context.finding(
            region.span, "stray-quotation-mark", "linguistic-conventions/typography", "major", "query-original",
            "a quotation mark has no partner: where the quoted words begin or end cannot be told",
        )  # fmt: skip


_LONE = re.compile(r"(?<![^\W_])[‘‚](?=[^\W\d_])")
_CLOSERS = re.compile(r"[’'](?![^\W_])")
_CLAUSE = re.compile(r"[.,;:!?]")


def _partner(text: str, opening: re.Match[str], paragraph: Span) -> bool:
    """Whether a single mark is closed in its paragraph, or is an apostrophe ("‘em")."""
    word = words(text, opening.end(), min(paragraph.end, opening.end() + 24))
    if word and word[0].norm in ("em", "til", "tis", "twas", "cause", "bout", "round", "n"):
        return True
    return _CLOSERS.search(text, opening.end(), paragraph.end) is not None


def _clause_end(text: str, start: int, end: int) -> int:
    match = _CLAUSE.search(text, start, end)
    return match.start() if match else end


def _resumed(text: str, span: Span) -> bool:
    """Whether the next paragraph opens with a mark again, as long quotations do."""
    after = text[span.end : span.end + 40].lstrip()
    return after[:1] in tuple('"“„«”')


def broken_words(context: Context) -> Iterator[ReviewFinding]:
    """A word cut in two by a space: neither piece is one, and together they are a word of the articles."""
    pages = [context.page, *context.siblings]
    known = Counter(w.norm for page in pages for s in page.body for w in _plain(page.article.text, s))
    for sentence in context.page.sentences:
        if sentence.role in LEFT:
            continue
        row = _plain(context.text, sentence)
        for a, b in pairwise(row):
            whole = a.norm + b.norm
            between = context.text[a.span.end : b.span.start]
            if between != " " or len(whole) < 6 or not b.span.of(context.text).islower():
                continue
            if whole not in known and whole not in known_words():
                continue
            if {a.norm, b.norm} & known_words() or known[a.norm] > 1 or known[b.norm] > 1:
                continue
            why = f"“{context.text[a.span.start : b.span.end]}” is one word, “{whole}”, with a space in it"
            yield context.finding(
                Span(a.span.start, b.span.end), "broken-word", "design/markup-or-layout", "minor", "fix", why, whole
            )


def _plain(text: str, sentence: Sentence) -> list[Word]:
    return [w for w in words(text, sentence.span.start, sentence.span.end) if w.norm.isalpha()]


def pull_quotes(context: Context) -> Iterator[ReviewFinding]:
    """A pull quote that leaves out words of the quotation that it repeats, without an ellipsis."""
    for line in context.page.sentences:
        if line.role != "pull-quote" or _ELLIPSIS.search(line.span.of(context.text)):
            continue
        own = [w.norm for w in words(context.text, line.span.start, line.span.end)]
        for quote in context.page.quotes:
            body = [w for span in quote.content for w in words(context.text, span.start, span.end)]
            lost = _left_out([w.norm for w in body], own)
            if lost is None:
                continue
            gone = context.text[body[lost[0]].span.start : body[lost[1] - 1].span.end]
            yield context.finding(
                line.span, "pull-quote-cut", "accuracy/omission", "major", "fix",
                f"the quotation in the text has “{gone}”, left out here without an ellipsis",
                f"restore “{gone}” or mark the omission", [place(context.page, quote.span)],
            )  # fmt: skip
            break


_ELLIPSIS = re.compile(r"…|\.\s?\.\s?\.")
REPEATS = 0.8
"""A pull quote has so many of its words, or of those of the quotation, in common with it."""


def _left_out(whole: Sequence[str], part: Sequence[str]) -> tuple[int, int] | None:
    """The longest run of words inside `whole` that `part`, which otherwise repeats it, lacks; ends excluded."""
    if not LEAST <= len(part) <= LONGEST or not LEAST <= len(whole) <= LONGEST:
        return None
    matcher = SequenceMatcher(None, whole, part, autojunk=False)
    if sum(block.size for block in matcher.get_matching_blocks()) < REPEATS * min(len(whole), len(part)):
        return None
    ops = matcher.get_opcodes()
    inner = [op for n, op in enumerate(ops) if op[0] == "delete" and 0 < n < len(ops) - 1]
    best = max(inner, key=lambda op: op[2] - op[1], default=None)
    return (best[1], best[2]) if best else None


LONGEST = 200
"""Words of a quotation that is compared word for word."""
