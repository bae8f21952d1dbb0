"""The layout of an article: which printed lines are running text and which are furniture.

Headings, captions, counters and links to other stories repeat or announce what the text says; counted as evidence they
would make one mention two. Every rule is general and has a name, which travels with the line as `why`. The rules prefer
running text: a sentence taken for a heading is lost as evidence, a heading taken for text is only shown twice.

Four passes: what a line says of itself (furniture.py), what its neighbours say of it (`_by_neighbours`), what the text
prints again (`_repetitions`), and what the place among the paragraphs says (`_headings`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median

from rapidfuzz.distance import LCSseq

from verifier.articles.furniture import ends, label_of, own_role, phrases, printed_date, reports, without_stamp
from verifier.datamodel import Line, Role, Span
from verifier.marks import balanced
from verifier.text import BLANK, words

__all__ = ["layout", "same_words"]

_LINE = re.compile(r"[^\n\r\x0b\x0c\x85\u2028\u2029]+")
_QUOTES = "\"“”„«»'‘’‹›"
_DOUBLE = re.compile(r"[\"“”„«»]")
# A quotation within a line: double marks, or single ones as British papers set them.
_SPEECH = re.compile(r"[\"“”„«»]|^['‘]|[,.!?]['’](?:\s|$)|\s['‘]\w")
_PAST = re.compile(r"\b[a-z]{2,}ed\b|^(?:He|She|They|We|I|It|His|Her|Their)\b")
_DASHED = re.compile(r"[-–—]+\s.{1,80}\s[-–—]+$")
_BULLET = re.compile(r"[•*▪◦·‣●]|[-–—]\s|\(?\d{1,2}[.)]\s")
_EMBED = re.compile(r"\(@\w{1,30}\)|pic\.twitter\.com")
_MAX_HEADING = 110
"""Characters. Longer sub-headings are rare; longer lines without a full stop are mostly broken paragraphs."""
_MAX_WIDTH = 120
"""Characters. Hard-wrapped text (e-mail, old feeds) has no longer line; a page's paragraphs do."""
_FINISHED = 0.7
"""Share of an article's long lines that must end like a sentence before a missing full stop says anything."""
_REPEATED = 0.85
"""Share of a line's words that another line must print in the same order to repeat it: a standfirst may differ from
the text in a word or two."""


@dataclass(slots=True)
class _Draft:
    """A line, or a paragraph of several, while its role is being found.

    `gap` counts the line ends before it (1: directly below its neighbour); `lines` are those of a paragraph.
    """

    span: Span
    text: str
    gap: int
    role: Role | None = None
    why: str = ""
    lines: list[_Draft] = field(default_factory=list)

    def mark(self, role: Role, why: str) -> None:
        self.role, self.why = role, why


def layout(text: str, title: str | None = None) -> list[Line]:
    """Every line of `text` that is not blank, in order, with its role and the rule that gave it."""
    lines = list(_lines(text))
    for line in lines:
        own = own_role(line.text)
        if own:
            line.mark(*own)
    _titles(lines, title)
    _by_neighbours(lines)
    blocks = list(_blocks(lines))
    _repetitions(blocks)
    _headings(blocks, title)
    return [
        Line(line.span, block.role or "body", block.why or "running text", continues=number > 0)
        for block in blocks
        for number, line in enumerate(block.lines)
    ]


def _lines(text: str) -> Iterator[_Draft]:
    end = 0
    for match in _LINE.finditer(text):
        bare = match.group().strip(BLANK)
        if bare:
            start = match.end() - len(match.group().lstrip(BLANK))
            yield _Draft(Span(start, start + len(bare)), bare, text[end:start].replace("\r\n", "\n").count("\n") or 1)
            end = start + len(bare)


# ---------------------------------------------------------------------------------------- what the neighbours say of it


def _titles(lines: list[_Draft], title: str | None) -> None:
    """The known title where the head of the text repeats it, whole or in pieces."""
    known = [w.norm for w in words(title or "")]
    if not known:
        return
    for line in lines[:6]:
        own = [w.norm for w in words(line.text)]
        if own == known or (len(own) >= 3 and len(own) < 60 and _contains(known, own) and len(line.text) < 200):
            line.mark("title", "repeats the title")
        elif len(known) >= 4 and _contains(own, known) and len(own) <= len(known) + 8:
            line.mark("title", "holds the title")


def _contains(whole: Sequence[str], part: Sequence[str]) -> bool:
    return f" {' '.join(part)} " in f" {' '.join(whole)} "


def _by_neighbours(lines: list[_Draft]) -> None:
    """Captions above a photo credit, values below a label, the list below "Read more:", cut-off lines at the end."""
    for above, line in pairwise(lines):
        if above.role == "metadata" and line.role is None:
            label, value = label_of(above.text.casefold())
            dated = printed_date(line.text) and len(line.text) <= 60
            named = label in phrases("metadata", "places") and _is_value(line.text)
            if label and not value and (dated or named):
                line.mark("metadata", f"value of {above.text!r}")
    for above, line in pairwise(lines):
        short = line.gap == 1 and len(above.text) <= 120 and not ends(above.text)
        own = line.text.startswith(above.text) or not reports(above.text.casefold())
        if line.role == "caption" and above.role is None and short and own:
            above.mark("caption", "directly above a photo credit")
    _link_lists(lines)
    _cut_off(lines)


def _is_value(text: str) -> bool:
    return len(text) <= 60 and not ends(text) and not _DOUBLE.search(text)


def _link_lists(lines: list[_Draft]) -> None:
    """Titles of other stories below a label that stands alone ("Read more:", "Related stories")."""
    below = False
    for line in lines:
        if line.role == "teaser":
            below = line.text.endswith(":") or line.why == "link to other stories"
        elif line.role is None and below and len(line.text) <= 140 and not ends(line.text):
            line.mark("teaser", "listed below a link label")
        elif line.role is None:
            below = False


def _cut_off(lines: list[_Draft]) -> None:
    """First words of other stories, cut off with an ellipsis, at the end of the page."""
    credit = max((i for i, line in enumerate(lines) if line.role == "credit"), default=None)
    if credit is not None:
        rest = [line for line in lines[credit + 1 :] if line.role is None]
        if rest and 2 * sum(_is_cut(line.text, anywhere=True) for line in rest) > len(rest):
            for line in rest:
                line.mark("teaser", "cut-off line after the source line")
    tail: list[_Draft] = []
    for line in reversed(lines):
        if line.role is None and _is_cut(line.text, anywhere=False):
            tail.append(line)
        elif line.role is None:
            break
    if len(tail) >= 2:
        for line in tail:
            line.mark("teaser", "one of several cut-off lines at the end")


def _is_cut(text: str, anywhere: bool) -> bool:
    """Whether a short line ends in an ellipsis, or has lost its middle to one."""
    return len(text) <= 250 and (text.endswith(("…", "...")) or (anywhere and ("…" in text or "..." in text)))


def _blocks(lines: list[_Draft]) -> Iterator[_Draft]:
    """The paragraphs: lines, joined where a newline stands within a sentence or the whole text is hard-wrapped."""
    pairs = [(a, b) for a, b in pairwise(lines) if b.gap == 1 and not a.role and not b.role]
    broken = sum(_starts_lower(b.text) and not ends(a.text) for a, b in pairs)
    width = max((len(line.text) for line in lines if not line.role), default=0)
    wrapped = broken >= 3 and 3 * broken >= len(pairs) and width <= _MAX_WIDTH
    group: list[_Draft] = []
    curly = straight = 0  # double quotation marks of the paragraph so far: opened minus closed, and straight ones
    for line in lines:
        joined = bool(group) and line.gap == 1 and not group[-1].role and not line.role
        if joined:
            above = group[-1].text
            filled = len(above) > 0.75 * width or not ends(above)
            joined = (wrapped and filled) or _goes_on(above, line.text, open_quote=curly > 0 or straight % 2 == 1)
        if not joined:
            if group:
                yield _block(group)
            group, curly, straight = [], 0, 0
        group.append(line)
        curly += sum(line.text.count(c) for c in "“«") - sum(line.text.count(c) for c in "”»")
        straight += line.text.count('"')
    if group:
        yield _block(group)


def _block(group: list[_Draft]) -> _Draft:
    first, last = group[0], group[-1]
    span = Span(first.span.start, last.span.end)
    text = first.text if first is last else " ".join(line.text for line in group)
    return _Draft(span, text, first.gap, first.role, first.why, group)


def _goes_on(above: str, line: str, open_quote: bool) -> bool:
    """Whether `line` continues the sentence that `above` leaves unfinished."""
    if _starts_lower(line):
        return not ends(above) or above.rstrip(_QUOTES + ")]")[-1:] in ("?", "!", "…", ";", ",")
    if ends(above):
        return False
    last = re.search(r"([^\W\d_]+)(-?)$", above[-30:].casefold())
    return open_quote or bool(last and (last.group(2) or last.group(1) in phrases("heading", "open_words")))


def _starts_lower(text: str) -> bool:
    return text.lstrip(_QUOTES + "([ ")[:1].islower()


# ---------------------------------------------------------------------------------------------------------- repetitions


def same_words(part: str, whole: str) -> float:
    """The share of the words of `part` that `whole` prints in the same order (longest common subsequence)."""
    own = [w.norm for w in words(part)]
    return LCSseq.similarity(own, [w.norm for w in words(whole)]) / len(own) if own else 0.0


def _repetitions(blocks: list[_Draft]) -> None:
    """Pull-quotes anywhere and standfirsts at the head: paragraphs whose words the running text prints again."""
    body = [block for block in blocks if block.role is None]
    candidates = [block for block in body if _stands_alone_quoted(block.text)]
    head = [block for block in body[:3] if 40 < len(block.text) < 1000]
    if not candidates and not head:
        return
    where: dict[str, list[int]] = {}
    for i, block in enumerate(body):
        for norm in {w.norm for w in words(block.text)}:
            where.setdefault(norm, []).append(i)
    for block in candidates:
        named = not block.text.endswith(tuple(_QUOTES))
        quoted = re.split(r"\s[-–—―]\s?", block.text)[0] if named else block.text
        if _printed_again(quoted, block, body, where, after_only=False):
            block.mark("pull-quote", "a quotation by itself that the text prints again")
    for block in head:
        if not block.role and _printed_again(block.text, block, body, where, after_only=True):
            block.mark("heading", "standfirst: the text prints it again")


def _stands_alone_quoted(text: str) -> bool:
    """A line that is nothing but a quotation, perhaps with a dash and a name behind it."""
    if text[0] not in _QUOTES or len(text) > 400:
        return False
    if text[-1] in _QUOTES and len(_DOUBLE.findall(text)) <= 2:
        return True
    match = re.search(r"[\"”’'»]\.?\s?[-–—―]\s?([^\"“”«»]{3,80})$", text)
    return bool(match and match.group(1)[0].isupper() and not reports(match.group(1).casefold()))


def _printed_again(part: str, block: _Draft, body: list[_Draft], where: dict[str, list[int]], after_only: bool) -> bool:
    own = {w.norm for w in words(part)}
    if len(own) < 6:
        return False
    rarest = min(own, key=lambda norm: (len(where.get(norm, ())), norm))
    second = min(own - {rarest}, key=lambda norm: (len(where.get(norm, ())), norm))
    # Two rare words, so that one spelt differently does not hide the repetition; ten places, so that it stays linear.
    for i in [*where.get(rarest, ())[:10], *where.get(second, ())[:10]]:
        other = body[i]
        allowed = other.span.start > block.span.start or (other is not block and not after_only)
        if allowed and 0.8 * len(part) < len(other.text) < 5000 and same_words(part, other.text) >= _REPEATED:
            return True
    return False


# ------------------------------------------------------------------------------------------------------------- headings


@dataclass(frozen=True, slots=True)
class _Page:
    """How this article prints its running text: what a line must be unlike to be a heading."""

    typical: float
    """Median length of the lines that end like a sentence, in characters."""
    finished: float
    """Share of long lines that end like a sentence: where it is low, a missing full stop means nothing."""
    questions: int
    """Short lines that are nothing but a question; several of them structure the text."""


def _page(blocks: Iterable[_Draft]) -> _Page:
    texts = [block.text for block in blocks if block.role is None]
    ended = [len(t) for t in texts if ends(t)]
    long = [bool(ends(t)) for t in texts if len(t) > _MAX_HEADING]
    return _Page(
        typical=median(ended) if ended else 0.0,
        finished=sum(long) / len(long) if long else 0.0,
        questions=sum(_is_question(t) for t in texts),
    )


def _headings(blocks: list[_Draft], title: str | None) -> None:
    """Short paragraphs without a full stop between longer ones that have it; at the head, the title."""
    page = _page(blocks)
    rest = [block for block in blocks if block.role is None]
    for above, block in pairwise([None, *rest[:-1]]):  # the last paragraph is above nothing, so it is no heading
        if block is None or _EMBED.search(block.text):
            continue
        if above is None and title is None and _is_title(without_stamp(block.text), page):
            block.mark("title", "first line, without a full stop")
        elif not _starts_lower(block.text) and (why := _heading(block.text, above, page)):
            block.mark("heading", why)


def _is_title(text: str, page: _Page) -> bool:
    if _starts_lower(text) or len(text) > 160 or not 3 <= len(words(text)) <= 30 or page.finished < _FINISHED:
        return False
    return (not ends(text) or _is_question(text)) and not reports(text.casefold())


def _heading(text: str, above: _Draft | None, page: _Page) -> str | None:
    """Why this line is a heading, or None."""
    if _DASHED.match(text):
        return "a line between dashes"
    if above and above.text.endswith((":", ",")):
        return None  # what a colon announces is text: a quotation, an item of a list
    if len(text) > min(_MAX_HEADING, 0.75 * page.typical) or page.finished < _FINISHED:
        return None
    if _is_question(text):
        return _question(text, page)
    if not balanced(text):
        return None  # the half of a quotation is running text
    if text.isupper() and len(text) <= 60 and not text.endswith((".", ",")):
        return "a short line in capitals"
    if ends(text) or _BULLET.match(text) or not any(c.isalpha() for c in text):
        return None
    if _quoted_whole(text):
        few = len(words(text)) <= 8 and (_title_case(text) or not _has_verb(text))
        return "a few words in quotation marks, without a full stop" if few else None
    if reports(text.casefold()) and not _title_case(text):
        return None
    if _SPEECH.search(text) and (page.finished < 0.9 or len(text) > 0.6 * page.typical or _PAST.search(text)):
        return None
    return "a short line without a full stop between paragraphs"


def _is_question(text: str) -> bool:
    """A line of one question, without quotation marks: "What happens next?"."""
    return text.endswith("?") and len(text) <= 75 and not _DOUBLE.search(text) and not re.search(r"[.!?…] ", text)


def _question(text: str, page: _Page) -> str | None:
    if label_of(text)[0]:
        return None  # "Q: Did he call you?" is an interview
    if _title_case(text) or text.startswith(("—", "–", "-")):
        return "a question set as a heading"
    started = text.casefold().startswith(("and ", "but ", "or ", "so "))
    if len(words(text)) >= 3 and not started and not _has_verb(text):
        return "a question without a verb"
    return "one of several questions that stand alone" if page.questions >= 3 else None


def _has_verb(text: str) -> bool:
    """Whether a line has a common finite verb, or a pronoun that asks for one."""
    found = {word.norm for word in words(text)}
    return not found.isdisjoint(phrases("heading", "verbs") | {"i", "he", "she", "it", "they", "we", "you"})


def _quoted_whole(text: str) -> bool:
    return len(text) > 2 and text[0] in _QUOTES and text[-1] in _QUOTES and len(_DOUBLE.findall(text)) <= 2


def _title_case(text: str) -> bool:
    """Whether nearly all longer words are capitalised, and more than one is."""
    long = [w for w in re.findall(r"[^\W\d_]+", text) if len(w) >= 4]
    return len(long) >= 2 and sum(w[0].isupper() for w in long) >= 0.8 * len(long)
