"""Lines of styled text for a terminal or a pipe: wrapping, hanging indents, and marks that read without colour.

rich does the two things that are hard to do right: the width of characters (one Chinese character takes two cells) and
the colours that a terminal can show. A page is a list of lines rather than rich's tables and panels, so that a pipe
gets no trailing spaces and no frames.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from typing import TextIO

from rich.console import Console
from rich.text import Text

from verifier.report.printable import printable

__all__ = ["Page"]

WIDEST = 100
"""Columns. Longer lines of prose are hard to read, however wide the terminal is."""
NARROWEST = 40

Part = str | tuple[str, str] | Text
"""Plain words, (words, style), or a text already built."""


class Page:
    """Collects lines and prints them. `colour` False means plain text: no escape sequence at all, not even bold."""

    def __init__(self, width: int = 80, colour: bool = False) -> None:
        self.width = max(NARROWEST, min(width, WIDEST))
        self.colour = colour
        self.lines: list[Text] = []
        self._console = Console(width=self.width, color_system=None)

    @classmethod
    def of(cls, file: TextIO) -> Page:
        """A page that fits the terminal behind `file`; plain in a pipe, with NO_COLOR and on a dumb terminal."""
        console = Console(file=file)
        return cls(console.width, colour=console.color_system is not None and not console.no_color)

    def text(self, *parts: Part) -> Text:
        """Parts joined into one styled text; whatever could steer the terminal is escaped."""
        joined = Text()
        for part in parts:
            if isinstance(part, Text):
                joined.append_text(part)
            else:
                words, style = (part, "") if isinstance(part, str) else part
                joined.append(printable(words), style or None)
        return joined

    def marked(self, words: str, style: str, left: str, right: str) -> Text:
        """Words that stand out: by style where there is colour, between marks where there is none."""
        return self.text((words, style)) if self.colour else self.text(left, words, right)

    def blank(self) -> None:
        """One empty line; never two in a row."""
        if self.lines and self.lines[-1].plain:
            self.lines.append(Text())

    def put(self, *parts: Part, lead: Part = "", indent: int = 0, hang: int | None = None) -> None:
        """One paragraph, wrapped: `lead` before its first line; the others as far in as that, or `hang` columns."""
        first = self.text(" " * indent, lead)
        self._put(self.text(*parts), first, first.cell_len if hang is None else hang)

    def field(self, label: str, *parts: Part, indent: int = 4, column: int = 10) -> None:
        """A labelled paragraph: the label, then the text in its own column."""
        self.put(*parts, lead=(label.ljust(column), "dim"), indent=indent)

    def evidence(self, *parts: Part, indent: int = 4) -> None:
        """A paragraph with a bar at its left: the words of an article."""
        bar = Text.assemble((" " * indent + "│ ", "dim"))
        for line in self.text(*parts).wrap(self._console, max(self.width - bar.cell_len, NARROWEST // 2)):
            line.rstrip()
            self.lines.append(bar.copy().append_text(line))

    def rule(self, *parts: Part) -> None:
        """A heading with a line under it."""
        self.blank()
        heading = self.text(*parts)
        self._put(heading, Text(), 2)
        self.lines.append(self.text(("─" * min(self.width, max(heading.cell_len, 4)), "dim")))

    def unbroken(self, *parts: Part, lead: Part = "", indent: int = 0) -> None:
        """One line however long, such as a path that somebody may want to copy."""
        self.lines.append(self.text(" " * indent, lead, *parts))

    def _put(self, body: Text, first: Text, hang: int) -> None:
        hang = min(hang, self.width // 2)
        room = max(self.width - max(hang, first.cell_len), NARROWEST // 2)
        wrapped: Iterable[Text] = body.wrap(self._console, room)
        for number, line in enumerate(wrapped):
            line.rstrip()
            start = first.copy() if number == 0 else Text(" " * hang)
            joined = start.append_text(line)
            joined.rstrip()
            self.lines.append(joined)

    def plain(self) -> str:
        """The page as plain text."""
        return "".join(f"{line.plain}\n" for line in self.lines)

    def print(self, file: TextIO | None = None) -> None:
        """Write the page to `file` (standard output by default)."""
        file = file or sys.stdout
        if not self.colour:
            for line in self.lines:  # one by one: a reader who has gone away is noticed at the next write only
                file.write(f"{line.plain}\n")
            return
        console = Console(file=file, width=self.width, markup=False, highlight=False, emoji=False)
        for line in self.lines:
            console.print(line, soft_wrap=True)
