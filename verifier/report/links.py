"""Links into the published page, to the very words: text fragments, and no scheme but http(s).

A text fragment (https://wicg.github.io/scroll-to-text-fragment/) makes the browser find the words itself and show them:
`#:~:text=[prefix-,]start[,end][,-suffix]`. It matches whole words within one block of the page.
"""

from __future__ import annotations

import re
from urllib.parse import quote, urlsplit

from verifier.datamodel import Span

__all__ = ["link", "safe_url"]

LONGEST = 100
"""Code points. Longer words are named by their first and their last few: a page may set a link or a note amid them."""
EDGE_WORDS = 5
SHORT = 24
"""Code points. Shorter words may stand on a page many times, and need what stands around them."""
AROUND_WORDS = 3
MAX_PART = 300
"""Code points. A "word" longer than this is no word that a browser should be sent to look for."""

_KEPT = "%/:?#[]@!$&()*+,;=~"


def safe_url(url: str | None) -> str | None:
    """The address in ASCII if it is one of the web, else None: a link to `javascript:` or `data:` is a program."""
    if not url or not re.match(r"https?://[^\s/]", url := url.strip(), re.IGNORECASE):
        return None
    try:
        host = urlsplit(url).hostname
    except ValueError:  # half an IPv6 address
        return None
    return quote(url, safe=_KEPT, errors="replace") if host else None


def link(url: str | None, text: str, span: Span) -> str | None:
    """The address of these words of an article, or None if it has none. `text` is the whole article, as printed."""
    address = safe_url(url)
    if address is None:
        return None
    directive = _directive(text, span)
    return address + ("" if "#" in address else "#") + f":~:text={directive}" if directive else address


def _directive(text: str, span: Span) -> str | None:
    exact = span.of(text)
    found = exact.split()
    if not found:
        return None
    lines = exact.strip().split("\n")
    if len(lines) > 1:
        return _joined(None, lines[0].split()[:EDGE_WORDS], lines[-1].split()[-EDGE_WORDS:], None)
    if len(exact) > LONGEST and len(found) > 1:
        edge = min(EDGE_WORDS, len(found) // 2)  # the end is looked for behind the start: they share no word
        return _joined(None, found[:edge], found[-edge:], None)
    before = text[max(0, span.start - LONGEST) : span.start].split("\n")[-1]
    after = text[span.end : span.end + LONGEST].split("\n")[0]
    if len(exact) >= SHORT or before[-1:].isalnum() or after[:1].isalnum():  # else half a word would be looked for
        return _joined(None, found, None, None)
    return _joined(before.split()[-AROUND_WORDS:], found, None, after.split()[:AROUND_WORDS])


def _joined(prefix: list[str] | None, start: list[str], end: list[str] | None, suffix: list[str] | None) -> str | None:
    parts = [
        f"{_encoded(prefix)}-" if prefix else "",
        _encoded(start),
        _encoded(end) if end else "",
        f"-{_encoded(suffix)}" if suffix else "",
    ]
    if any(len(" ".join(part or ())) > MAX_PART for part in (prefix, start, end, suffix)):
        return None
    return ",".join(part for part in parts if part)


def _encoded(found: list[str]) -> str:
    """Percent-encoded, with the three characters that mean something to the directive itself: "-", "," and "&"."""
    return quote(" ".join(found), safe="", errors="replace").replace("-", "%2D")
