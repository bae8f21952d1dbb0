"""Lines of styled text for a terminal or a pipe: wrapping, hanging indents, and marks that read without colour.

rich does the two things that are hard to do right: the width of characters (one Chinese character takes two cells) and
the colours that a terminal can show. A page is a list of lines rather than rich's tables and panels, so that a pipe
gets no trailing spaces and no frames.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from typing import TextIO

from rich.cells import cell_len
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

    def put(self, *parts: Part, indent: int = 0, hang: int | None = None) -> None:
        """One paragraph, wrapped. `indent` is of its first line, `hang` of the others; both in columns."""
        self._put(self.text(*parts), " " * indent, indent if hang is None else hang)

    def field(self, label: str, *parts: Part, indent: int = 4, column: int = 10) -> None:
        """A labelled paragraph: the label, then the text in its own column."""
        lead = " " * indent + label.ljust(column)
        self._put(self.text(*parts), lead, cell_len(lead))

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
        self._put(heading, "", 2)
        self.lines.append(self.text(("─" * min(self.width, max(cell_len(heading.plain), 4)), "dim")))

    def columns(self, rows: Sequence[Sequence[str]], *, indent: int = 0, styles: Sequence[str] = ()) -> None:
        """Rows whose last cell wraps and whose other cells are as wide as their widest."""
        if not rows:
            return
        clean = [[printable(cell) for cell in row] for row in rows]
        widths = [max(cell_len(row[i]) for row in clean) for i in range(len(clean[0]) - 1)]
        for row in clean:
            lead = Text(" " * indent)
            for i, width in enumerate(widths):
                lead.append(row[i], styles[i] if i < len(styles) else None)
                lead.append(" " * (width - cell_len(row[i]) + 2))
            self._put(Text(row[-1]), lead, lead.cell_len)

    def _put(self, body: Text, lead: str | Text, hang: int) -> None:
        first = lead if isinstance(lead, Text) else Text.assemble((lead, "dim"))
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
            file.write(self.plain())
            return
        console = Console(file=file, width=self.width, markup=False, highlight=False, emoji=False)
        for line in self.lines:
            console.print(line, soft_wrap=True)
