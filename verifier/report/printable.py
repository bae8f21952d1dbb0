"""Words from articles, queries and file names, made safe to print on a terminal.

An article is hostile input: an escape sequence in it could clear the screen or rewrite the verdict above it, and a
bidirectional override can make "not guilty" read backwards. Such characters are shown as `\\x1b` or `\\u202e`, so that
the reader sees that something odd was printed there. JSON needs none of this: it is written in ASCII.
"""

from __future__ import annotations

import re

__all__ = ["one_line", "printable"]

_UNSAFE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f"  # control characters, C0 and C1; tab and line feed are dealt with by the callers
    "\u2028\u2029"  # line and paragraph separators
    "\u202a-\u202e\u2066-\u2069"  # embeddings, overrides and isolates; the plain marks U+200E/F stay, Arabic needs them
    "\ufff9-\ufffb\U000e0000-\U000e007f"  # interlinear annotation and tag characters, invisible
    "\ud800-\udfff]"  # half of a surrogate pair, which no encoding can print
)
_INVISIBLE = re.compile("[\u00ad\u200b\u2060\ufeff]")  # soft hyphen, zero-width space, word joiner, BOM
_SPACE = re.compile(r"[ \t\n\r\u00a0]+")


def _escaped(match: re.Match[str]) -> str:
    code = ord(match[0])
    if code < 0x100:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def printable(text: str) -> str:
    """The text with line feeds and tabs kept, and everything that could steer a terminal escaped."""
    return _UNSAFE.sub(_escaped, _INVISIBLE.sub("", text.replace("\r\n", "\n")))


def one_line(text: str) -> str:
    """The text on one line: runs of white space become one space, the rest is as in `printable`."""
    return printable(_SPACE.sub(" ", text)).strip()
