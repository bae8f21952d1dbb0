"""A list of quotations to check: a CSV file -> rows -> each looked up as `verify quote` does.

Lists come out of spreadsheets and of editors, so much is put up with: a byte order mark or none, commas, semicolons or
tabs, a line of column names or none, one quotation a line without any quoting. A row that cannot be read is named by
its number, as a spreadsheet counts, and the others are done.
"""

from __future__ import annotations

import codecs
import csv
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from verifier.case import Case
from verifier.datamodel import QuoteCheck
from verifier.errors import InputError, QueryError
from verifier.search import Desk
from verifier.verify import look_up
from verifier.voices import Bearers

if TYPE_CHECKING:
    from verifier.encoders import Encoder
    from verifier.models.reader import Reader

__all__ = ["Row", "check", "read", "rows"]

MOST_BYTES = 20_000_000
"""Of a list: more quotations than anybody reads the answers to."""
DELIMITERS = ",;\t"
QUOTE_NAMES = frozenset({"quote", "quotes", "quotation", "quotations", "text", "words"})
SPEAKER_NAMES = frozenset({"speaker", "speakers", "source", "name", "person", "said by", "who"})
REPLACED = "\ufffd"
"""What stands for bytes that are no text."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a list: a quotation and who is supposed to have said it, or what is wrong with the row."""

    number: int
    quote: str
    speaker: str | None = None
    error: str | None = None


# -------------------------------------------------------------------------------------------------------------- reading


def read(path: str, stdin: BinaryIO | None = None) -> list[Row]:
    """The rows of a list; `path` may be - for standard input. Raises InputError if the whole list is unreadable."""
    where = "standard input" if path == "-" else path
    try:
        if path == "-" and stdin is not None:
            data = stdin.read(MOST_BYTES + 1)
        else:
            with Path(path).open("rb") as file:
                data = file.read(MOST_BYTES + 1)
    except FileNotFoundError as error:
        raise InputError(f"{where}: there is no such file; check the path") from error
    except OSError as error:
        raise InputError(f"{where}: cannot be read ({error.strerror}); name a CSV file") from error
    if len(data) > MOST_BYTES:
        raise InputError(f"{where}: larger than {MOST_BYTES // 1_000_000} MB; split the list")
    if data.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"%PDF")):
        raise InputError(f"{where}: is an office document, not CSV; save the sheet as CSV (UTF-8)")
    found = rows(_decoded(data, where))
    if not found:
        raise InputError(f"{where}: holds no quotation; write one a row, and after it the speaker if you like")
    return found


def _decoded(data: bytes, where: str) -> str:
    """The text of the list. Lines that are not UTF-8 in a list that otherwise is, keep U+FFFD for what is lost there.

    Where nothing but ASCII is valid UTF-8, it is the Windows code page of an older spreadsheet.
    """
    for mark in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
        if data.startswith(mark):
            try:
                return data.decode("utf-16")
            except UnicodeDecodeError as error:
                raise InputError(f"{where}: begins as UTF-16, but is not; save it as CSV (UTF-8)") from error
    data = data.removeprefix(codecs.BOM_UTF8)
    lines = data.split(b"\n")
    if not any(_is_utf8(line) and not line.isascii() for line in lines):
        return data.decode("ascii" if data.isascii() else "cp1252", "replace")
    return data.decode("utf-8", "replace")


def _is_utf8(line: bytes) -> bool:
    try:
        line.decode()
    except UnicodeDecodeError:
        return False
    return True


def rows(text: str) -> list[Row]:
    """The rows of a list, blank ones and the line of column names left out."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    delimiter, columns, spaced = _layout(text)
    found = []
    for number, (raw, cells) in enumerate(_parsed(text.split("\n"), delimiter), 1):
        if isinstance(cells, str):
            found.append(Row(number, raw.strip(), None, cells))
            continue
        joined = cells if spaced or raw.lstrip().startswith('"') else _prose(cells, delimiter)
        if any(cell.strip() for cell in joined) and not _is_header(joined):
            found.append(_row(number, [cell.strip() for cell in joined], columns))
    return found


Columns = tuple[int, int | None, int]
"""Which column is the quotation, which the speaker, and how many there are."""


def _layout(text: str) -> tuple[str, Columns, bool]:
    """The delimiter, the columns, and whether a space follows each delimiter, as the line of column names tells.

    Without such a line the quotation comes first, and the delimiter is the one that most lines have once.
    """
    lines = [line for line in text.split("\n") if line.strip()]
    for delimiter in DELIMITERS:
        cells = [cell.strip().strip('"').casefold() for cell in lines[0].split(delimiter)] if lines else []
        quotes = [n for n, cell in enumerate(cells) if cell in QUOTE_NAMES]
        speakers = [n for n, cell in enumerate(cells) if cell in SPEAKER_NAMES]
        if quotes and (len(cells) > 1 or delimiter == DELIMITERS[-1]):
            return delimiter, (quotes[0], speakers[0] if speakers else None, len(cells)), f"{delimiter} " in lines[0]
    once = [sum(len(_prose(line.split(d), d)) == 2 for line in lines) for d in DELIMITERS]
    return DELIMITERS[once.index(max(once))], (0, 1, 2), False


def _is_header(cells: Sequence[str]) -> bool:
    names = {cell.strip().casefold() for cell in cells}
    return bool(names & QUOTE_NAMES) and (len(cells) == 1 or bool(names & SPEAKER_NAMES))


def _prose(cells: Sequence[str], delimiter: str) -> list[str]:
    """A comma before a space is one of the sentence: "We came, we saw" is one cell, whatever CSV says."""
    found: list[str] = []
    for cell in cells:
        if found and cell[:1] == " ":
            found[-1] += delimiter + cell
        else:
            found.append(cell)
    return found


def _parsed(lines: Sequence[str], delimiter: str) -> Iterator[tuple[str, list[str] | str]]:
    """Each row as printed, with its cells or what is wrong with it.

    A line that begins with a quotation mark but is no quoted cell ('"We have," he said') is taken as it stands. A mark
    that is never closed swallows what follows, which is read again, at most a hundred times, so that it stays linear.
    """
    csv.field_size_limit(MOST_BYTES)
    at, retries = 0, 100
    while at < len(lines):
        reader = csv.reader((f"{lines[n]}\n" for n in range(at, len(lines))), delimiter=delimiter, strict=True)
        start = 0
        try:
            for cells in reader:
                yield "\n".join(lines[at + start : at + reader.line_num]), cells
                start = reader.line_num
            return
        except csv.Error:
            first, swallowed = lines[at + start], reader.line_num - start
            if first.count('"') % 2 == 0:
                yield first, [first]
            else:
                yield first, "a quotation mark is not closed; close it, or double it within the cell"
            again = swallowed == 1 or retries > 0
            retries -= swallowed > 1
            at += start + (1 if again else swallowed)


def _row(number: int, cells: Sequence[str], columns: Columns) -> Row:
    where, who, count = columns
    quote = cells[where] if where < len(cells) else ""
    speaker = cells[who] if who is not None and who < len(cells) else ""
    error = None
    if len(cells) > count:
        error = f"has {len(cells)} cells, not {count}; put the quotation between double quotation marks"
    elif not quote:
        error = "has no quotation; give the words that are to be looked up"
    elif REPLACED in quote + speaker:
        error = "holds bytes that are not UTF-8 text; save the list as CSV (UTF-8)"
    return Row(number, quote, speaker or None, error)


# ------------------------------------------------------------------------------------------------------------- checking


def check(
    case: Case,
    listed: Iterable[Row],
    *,
    encoder: Callable[[], Encoder] | None = None,
    reader: Callable[[], Reader] | None = None,
    progress: Callable[[str, int, int], None] | None = None,
) -> list[QuoteCheck]:
    """Each row with its answer, or with what is wrong with it. `encoder` and `model` as in `verify_quote`.

    The articles and their names are read once for all rows.
    """
    found = []
    every = list(listed)
    with case.snapshot():
        desk, bearers = Desk(case), Bearers(case)
        for done, row in enumerate(every):
            if progress:
                progress("checking quotations", done, len(every))
            answer, error = None, row.error
            if error is None:
                try:
                    answer = look_up(desk, bearers, row.quote, row.speaker, encoder=encoder, reader=reader)
                except QueryError as wrong:
                    error = str(wrong)
            found.append(QuoteCheck(row.number, row.quote, row.speaker, answer, error))
    return found
