"""Quotation marks of any kind -> the regions of text that stand between them.

Newsrooms print straight, curly, angled, low and single marks, nest them, mix them ("like this”), lose one of a pair,
and repeat the opening mark at each paragraph of a long quotation. So a mark is read by its neighbours before its
glyph, pairs are sought within one paragraph only, and a mark without a partner costs at most its own sentence:
one bad mark never spoils a document. One pass, a stack, linear time.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from verifier.datamodel import Span

__all__ = ["Region", "balanced", "regions"]

DOUBLE, SINGLE = '"“”„‟«»″〝〞「」『』', "'‘’‚‛‹›`´"
MARK = re.compile(f"``|''|[{DOUBLE}{SINGLE}]")
OPENING, CLOSING = "„‟‚‛〝「『", "〞」』"
# Elisions and decades: 'em, 'til, '90s. Their mark is an apostrophe, never an opening mark.
ELISION = re.compile(r"(?:em|til|tis|twas|cause|bout|round|n|\d0s|\d\d)\b", re.IGNORECASE)
MAX_DEPTH = 8  # a page of stray marks must not nest without end


@dataclass(frozen=True, slots=True)
class Region:
    """Words between quotation marks, within one paragraph.

    `span` has the marks, `content` has not, nor the reporter's comma before the closing mark. `closed` is False if one
    of the two marks is missing; `continues` is True if the quotation goes on at the start of the next paragraph.
    `depth` is 0 for a quotation in the reporter's text, 1 for one inside it.
    """

    span: Span
    content: Span
    double: bool
    closed: bool
    depth: int
    continues: bool = False


@dataclass(slots=True)
class _Mark:
    start: int
    end: int
    double: bool
    opens: bool
    closes: bool


def regions(text: str, paragraphs: Sequence[Span], sentences: Sequence[Span] = ()) -> list[Region]:
    """All regions of the paragraphs, in order of their start. `sentences` bound a region of which one mark is lost."""
    found: list[Region] = []
    left: _Mark | None = None  # a mark of the paragraph before that waits for its partner
    ends = sorted(s.end for s in sentences)
    starts = sorted(s.start for s in sentences)
    for paragraph in paragraphs:
        marks = _marks(text, paragraph)
        resumed = left is not None and _resumes(text, paragraph, marks)
        if left is not None and resumed and found and not found[-1].closed:
            found[-1] = _with_continuation(found[-1])
        pairs, opened, stray = _pair(text, marks)
        if resumed and stray is not None and not (marks and marks[0].opens and not marks[0].closes):
            pairs.append((paragraph.start, paragraph.start, stray.start, stray.end, stray.double, False))
            stray = None
        if stray is not None and (lost := _lost_opening(text, stray, paragraph, starts, pairs)) is not None:
            pairs.append((lost, lost, stray.start, stray.end, True, False))
        left = opened
        if opened is not None:
            end = _lost_closing(text, opened, paragraph, ends, pairs)
            pairs.append((opened.start, opened.end, end, end, True, False))
        found.extend(_with_depth(text, pairs))
    return found


def balanced(text: str) -> bool:
    """Whether every double quotation mark that is opened in a few words is closed in them, and the other way round."""
    depth = 0
    for mark in text:
        depth += (mark in "“„«") - (mark in "”»")
        if depth < 0:
            return False
    return not depth and text.count('"') % 2 == 0


def _marks(text: str, paragraph: Span) -> list[_Mark]:
    """The quotation marks of a paragraph, with what each may do according to glyph and neighbours."""
    out = []
    for m in MARK.finditer(text, paragraph.start, paragraph.end):
        before = text[m.start() - 1] if m.start() > paragraph.start else " "
        after = text[m.end()] if m.end() < paragraph.end else " "
        glyph, double = m[0], m[0] in DOUBLE or len(m[0]) == 2
        free_before = before.isspace() or before in "([{—–-/…>" or before in DOUBLE or before in SINGLE
        opens = free_before and not after.isspace()
        closes = not before.isspace() and not after.isalnum()
        if not double:
            if before.isalnum() and after.isalnum():
                continue  # an apostrophe
            opens = opens and not ELISION.match(text, m.end())
            opens = opens and glyph != "’" and (after.isalnum() or after in DOUBLE or after in "([…$€£")
            closes = closes and glyph not in "‘‚‛"
        elif glyph == '"' and before.isdigit() and not after.isspace() and after not in ".,;:)":
            continue  # inches
        elif glyph == '"' and not opens and not closes:
            opens, closes = before.isspace(), not before.isspace()
        if glyph in OPENING or (glyph in "“«``" and not before.isalnum()):
            opens, closes = True, closes and glyph in "“«" and not free_before
        elif glyph in CLOSING or (glyph in "”»''" and double and not (before.isspace() and after.isalnum())):
            opens, closes = False, True
        if opens or closes:
            out.append(_Mark(m.start(), m.end(), double, opens, closes))
    return out


# opening mark, content start, content end, closing mark's end, double, closed
_Pair = tuple[int, int, int, int, bool, bool]


def _pair(text: str, marks: Sequence[_Mark]) -> tuple[list[_Pair], _Mark | None, _Mark | None]:
    """The pairs; also the outermost double mark left open, and the first closing one that has no partner."""
    pairs: list[_Pair] = []
    stack: list[_Mark] = []
    stray: _Mark | None = None
    for i, mark in enumerate(marks):
        partner = _partner(stack, mark) if mark.closes else None
        if partner is not None and not mark.double and _possessive(text, mark, marks, i):
            continue
        if partner is not None and not (mark.opens and len(stack) < MAX_DEPTH and partner == len(stack)):
            opened = stack[partner]
            del stack[partner:]
            pairs.append((opened.start, opened.end, mark.start, mark.end, mark.double, True))
        elif mark.opens and len(stack) < MAX_DEPTH:
            stack.append(mark)
        elif mark.closes and mark.double and stray is None and not pairs:
            stray = mark
    return pairs, next((m for m in stack if m.double), None), stray


def _partner(stack: Sequence[_Mark], mark: _Mark) -> int | None:
    """The newest open mark of the same family; a single mark never reaches past an open double one."""
    for i in range(len(stack) - 1, -1, -1):
        if stack[i].double == mark.double:
            return i
        if stack[i].double:
            return None
    return None


def _possessive(text: str, mark: _Mark, marks: Sequence[_Mark], i: int) -> bool:
    """A single mark after a letter s that may be the rebels' apostrophe: so it is if another mark can close later."""
    if text[mark.start - 1].lower() != "s" or text[mark.end : mark.end + 1] != " ":
        return False
    return any(not m.double and m.closes and not m.opens for m in marks[i + 1 : i + 4])


def _resumes(text: str, paragraph: Span, marks: Sequence[_Mark]) -> bool:
    """Whether a quotation left open goes on here: the opening mark is repeated, or the first mark is a closing one."""
    doubles = [m for m in marks if m.double]
    if not doubles:
        return False
    first = doubles[0]
    return (first.opens and not text[paragraph.start : first.start].strip()) or not first.opens


def _with_continuation(region: Region) -> Region:
    return Region(region.span, region.content, region.double, region.closed, region.depth, continues=True)


def _lost_opening(
    text: str, stray: _Mark, paragraph: Span, starts: Sequence[int], pairs: Sequence[_Pair]
) -> int | None:
    """Where a quotation begins whose opening mark was lost: at its sentence, if the closing mark ends speech."""
    if text[stray.start - 1] not in ",.!?…":
        return None
    i = bisect_right(starts, stray.start) - 1
    start = max(starts[i] if i >= 0 else paragraph.start, paragraph.start)
    return None if any(a < stray.end and start < b for a, _, _, b, _, _ in pairs) else start


def _lost_closing(text: str, opened: _Mark, paragraph: Span, ends: Sequence[int], pairs: Sequence[_Pair]) -> int:
    """Where a quotation ends whose closing mark was lost: with its paragraph if it opens it, else with its sentence.

    Never beyond the next quotation that opens with the same glyph.
    """
    glyph = text[opened.start : opened.end]
    limit = min((a for a, b, *_ in pairs if a > opened.start and text[a:b] == glyph), default=paragraph.end)
    if not text[paragraph.start : opened.start].strip():
        return limit
    i = bisect_left(ends, opened.end)
    return min(ends[i] if i < len(ends) else paragraph.end, limit)


def _with_depth(text: str, pairs: Sequence[_Pair]) -> list[Region]:
    """Regions in order of start, each with the number of regions around it; empty ones left out."""
    out: list[Region] = []
    around: list[int] = []
    for start, inner, inner_end, end, double, closed in sorted(pairs, key=lambda p: (p[0], -p[3])):
        while around and around[-1] <= start:
            around.pop()
        if around and end > around[-1]:
            continue  # crosses its neighbour: a mark was misread
        content = _trim(text, inner, inner_end)
        if content is not None:
            out.append(Region(Span(start, end), content, double, closed, len(around)))
            around.append(end)
    return out


def _trim(text: str, start: int, end: int) -> Span | None:
    """The words without white space at the edges and without the reporter's comma; None if there are none."""
    while start < end and text[start].isspace():
        start += 1
    while end > start and (text[end - 1].isspace() or text[end - 1] == ","):
        end -= 1
    return Span(start, end) if any(c.isalnum() for c in text[start : min(end, start + 4000)]) else None
