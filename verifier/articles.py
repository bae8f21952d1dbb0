"""Files -> articles, and the layout of an article: which printed lines are body text and which are furniture."""

from __future__ import annotations

import re
from dataclasses import replace

from verifier.datamodel import Line, Role, Span

__all__ = ["Line", "layout"]

_LINE = re.compile(r"[^\n\r\x0b\x0c\x85\u2028\u2029]+")
_END = re.compile(r"[.!?…:;,][\"'”’»)\]]*$|[.!?…:;,”\"»]$")
_RULES: tuple[tuple[Role, str, re.Pattern[str]], ...] = (
    ("counter", "counter of views or comments", re.compile(r"^[\d.,\s]+[km]?\s*(?:views?|comments?|shares?|likes?)\b", re.I)),
    ("disclaimer", "disclaimer", re.compile(r"^disclaimer\b|\btranslat\w+ .{0,40}\b(?:AI|machine|automatic)\b", re.I)),
    ("caption", "photo credit", re.compile(r"(?:photo|photograph|image|picture)s?(?: credit)?:\s*\S.{0,60}$|^photo by\b", re.I)),
    ("teaser", "link to another story", re.compile(r"^(?:also read|read also|read more|see also|bonus video|watch|related)\s*:", re.I)),
    ("metadata", "date or place stub", re.compile(r"^-?\s*(?:last updated|updated|published|location|posted)\s*(?:on|at)?\s*:", re.I)),
    ("metadata", "date stamp", re.compile(r"^\d{4}-\d\d-\d\d\b.{0,80}$")),
    ("metadata", "byline with a date", re.compile(r"^.{0,60}\b\d{1,2}/\d{1,2}/\d{4}$")),
    ("credit", "source credit", re.compile(r"^source\s*:.{0,60}$|^\(with inputs? from .{0,60}\)$", re.I)),
)


def layout(text: str, title: str | None = None) -> list[Line]:
    """Every line of the text that is not blank, with its role and the rule that gave it."""
    lines: list[Line] = []
    after_source = False
    previous_end = -1
    for match in _LINE.finditer(text):
        printed = match.group()
        bare = printed.strip()
        if not bare:
            continue
        start = match.start() + len(printed) - len(printed.lstrip())
        span = Span(start, start + len(bare))
        adjacent = previous_end >= 0 and text.count("\n", previous_end, start) <= 1
        line = _classify(span, bare, first=not lines, title=title)
        if after_source and (bare.endswith(("…", "...")) or "…" in bare or "..." in bare):
            line = Line(span, "teaser", "cut-off line after the source line")
        if adjacent and lines and lines[-1].role == "body" and bare[0].islower() and line.role in ("body", "heading"):
            line = Line(span, "body", "goes on in lower case", continues=True)
        after_source = after_source or line.role == "credit"
        lines.append(line)
        previous_end = span.end
    return _captions(text, lines)


def _classify(span: Span, bare: str, first: bool, title: str | None) -> Line:
    for role, why, pattern in _RULES:
        if pattern.search(bare):
            return Line(span, role, why)
    if title and bare == title.strip():
        return Line(span, "title", "the title")
    if len(bare) < 110 and (not _END.search(bare) or (bare.endswith("?") and len(bare) < 60)):
        return Line(span, "title" if first else "heading", "short line without a full stop")
    return Line(span, "body", "running text")


def _captions(text: str, lines: list[Line]) -> list[Line]:
    """A short line right above a photo credit is its caption."""
    for i, line in enumerate(lines[1:], 1):
        above = lines[i - 1]
        if line.role == "caption" and above.role in ("heading", "title") and text.count("\n", above.span.end, line.span.start) == 1:
            lines[i - 1] = replace(above, role="caption", why="above a photo credit")
    return lines
