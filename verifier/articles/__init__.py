"""Files -> articles: text, HTML pages, JSON lines, CSV, folders of them, and standard input.

What cannot be read is yielded as an `InputError` that says where, what, and what to do; the rest goes on.

Offsets. `Article.text` of a text file is what `Path.read_text` gives: decoded, without byte order mark, every line end
a "\\n". Of an HTML page it is the text that trafilatura extracts. Of JSON it is the string `text`, untouched; of CSV
the column `text`, its line ends "\\n". All offsets count its code points.
"""

from __future__ import annotations

import codecs
import csv
import json
import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any, BinaryIO

from verifier.articles.imprint import imprint, iso_date
from verifier.articles.layout import layout
from verifier.datamodel import Article, Line
from verifier.errors import InputError
from verifier.text import BLANK

__all__ = ["MAX_BYTES", "Line", "layout", "read"]

MAX_BYTES = 20_000_000
"""Largest single article. A newspaper's longest is a hundredth of it; more is a whole archive in one file."""
MAX_TABLE = 500_000_000
"""Largest CSV or JSON file, which is read whole; JSON lines are read line by line, however many."""

_SUFFIXES = {
    ".htm": "html",
    ".html": "html",
    ".xhtml": "html",
    ".jsonl": "lines",
    ".ndjson": "lines",
    ".json": "json",
    ".csv": "csv",
    ".tsv": "csv",
    ".txt": "text",
    ".text": "text",
    ".md": "text",
    "": "text",
}
_COLUMNS = ("id", "text", "title", "outlet", "url", "published", "language")

Item = Article | InputError


def read(paths: Sequence[str | Path], stdin: BinaryIO | None = None) -> Iterator[Item]:
    """The articles of `paths` in order; "-" is `stdin`. A folder is read with all folders in it, by file name.

    Two articles with one id and different texts: the second is an error. The same article twice comes twice.
    """
    seen: dict[str, bytes] = {}
    for path in paths:
        for item in _standard_input(stdin) if str(path) == "-" else _path(Path(path)):
            if isinstance(item, Article):
                digest = sha256(item.text.encode("utf-8")).digest()
                if seen.setdefault(item.id, digest) != digest:
                    yield InputError(
                        f'{path}: a second article "{item.id}" with another text; give it an id of its own'
                    )
                    continue
            yield item


def _path(path: Path) -> Iterator[Item]:
    if re.match(r"https?:/", str(path)):
        yield InputError(f"{path}: addresses are not fetched; save the page and add the file")
    elif path.is_dir():
        yield from _folder(path)
    else:
        yield from _file(path, _SUFFIXES.get(path.suffix.casefold(), "text"))


def _folder(path: Path) -> Iterator[Item]:
    empty = True
    if not os.access(path, os.R_OK | os.X_OK):
        yield InputError(f"{path}: cannot be listed; check the permissions of this folder")
        return
    try:
        for entry in sorted(path.rglob("*")):
            hidden = any(part.startswith(".") for part in entry.relative_to(path).parts)
            if hidden or not entry.is_file():
                continue
            empty = False
            kind = _SUFFIXES.get(entry.suffix.casefold())
            if kind:
                yield from _file(entry, kind)
            else:
                yield InputError(f'{entry}: "{entry.suffix}" files are not read; save it as text, or name it by itself')
    except OSError as error:
        yield InputError(f"{path}: cannot be listed ({error.strerror}); check the path and its permissions")
        return
    if empty:
        yield InputError(f"{path}: no files in this folder; name one with articles")


def _file(path: Path, kind: str) -> Iterator[Item]:
    """The articles of one file. `kind` is what its name says; an HTML page or JSON lines are also known by content."""
    try:
        if kind == "lines" and not _known(_head(path)):
            with path.open("rb") as file:
                yield from _json_lines(iter(lambda: file.readline(4 * MAX_BYTES), b""), str(path), path.stem)
            return
        limit = MAX_TABLE if kind in ("csv", "json", "lines") else MAX_BYTES
        with path.open("rb") as file:
            known = path.stat().st_size
            data = b"" if known > limit else file.read(limit + 1)  # a pipe or device has no size before it is read
        if max(known, len(data)) > limit:
            yield _too_large(str(path), limit)
            return
    except FileNotFoundError:
        yield InputError(f"{path}: there is no such file or folder; check the path")
        return
    except OSError as error:
        yield InputError(f"{path}: cannot be read ({error.strerror}); check the path and its permissions")
        return
    yield from _content(data, kind, str(path), path.stem)


def _head(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(16)


def _standard_input(stdin: BinaryIO | None) -> Iterator[Item]:
    if stdin is None:
        yield InputError("-: there is no standard input to read")
        return
    data = stdin.read(MAX_TABLE + 1)
    if len(data) > MAX_TABLE:
        yield _too_large("standard input", MAX_TABLE)
        return
    start = data[:4096].lstrip(codecs.BOM_UTF8).lstrip()
    kind = "json" if start[:1] in (b"{", b"[") and b'"text"' in data else "text"
    yield from _content(data, kind, "standard input", "stdin")


def _content(data: bytes, kind: str, where: str, stem: str) -> Iterator[Item]:
    try:
        text = _decode(data, where, rows=kind in ("csv", "json", "lines"))
    except InputError as error:
        yield error
        return
    if kind == "text" and re.match(r"\s*(?:<\?xml[^>]{0,200}>\s*)?<(?:!doctype html|html)\b", text[:2000], re.I):
        kind = "html"
    if kind in ("json", "lines"):
        yield from _json(text, where, stem)
    elif kind == "csv":
        yield from _csv(text, where, stem)
    elif len(data) > MAX_BYTES:
        yield _too_large(where, MAX_BYTES)
    else:
        try:
            yield _page(text, where, stem) if kind == "html" else _article({"text": text}, where, stem)
        except InputError as error:
            yield error


def _too_large(where: str, limit: int) -> InputError:
    return InputError(f"{where}: larger than {limit // 1_000_000} MB; split it into one file an article, or JSON lines")


# ------------------------------------------------------------------------------------------------------------- decoding

_BOMS = (  # UTF-32 before UTF-16, whose mark its own begins with
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_BINARIES = {
    b"%PDF": "a PDF",
    b"PK\x03\x04": "a ZIP archive or an office document",
    b"\x89PNG": "a PNG picture",
    b"\xff\xd8\xff": "a JPEG picture",
    b"GIF8": "a GIF picture",
    b"\x1f\x8b": "a gzip archive",
    b"SQLite format 3": "an SQLite database",
    b"{\\rtf": "a rich text (RTF) document",
    b"\xd0\xcf\x11\xe0": "an old office document",
}
_CONTROL = re.compile(r"[\x01-\x08\x0e-\x1a\x1c-\x1f\x7f]")


def _known(head: bytes) -> bool:
    """Whether the first bytes are those of a binary format, or of a text that is not UTF-8."""
    marks = [bom for bom, encoding in _BOMS if encoding != "utf-8-sig"]
    return head.startswith((*_BINARIES, *marks))


def _decode(data: bytes, where: str, rows: bool) -> str:
    """The text of a file: by its byte order mark, else UTF-8, else what an HTML page declares, else as it looks.

    A NUL in a table (`rows`) is the fault of one row, which is refused for it later.
    """
    for magic, name in _BINARIES.items():
        if data.startswith(magic):
            raise InputError(f"{where}: is {name}, not text; save it as plain text (UTF-8) or HTML")
    text = _decoded(data)
    if text is None or ("\x00" in text and not rows) or len(_CONTROL.findall(text)) > 5 + len(text) // 200:
        raise InputError(f"{where}: is binary or in no known encoding; save it as plain text (UTF-8)")
    return re.sub(r"\r\n?", "\n", text)


def _decoded(data: bytes) -> str | None:
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return _strictly(data, encoding)
    for encoding in [*_utf_16(data), "utf-8", *_declared(data)]:
        text = _strictly(data, encoding)
        if text is not None:
            return text
    return None if b"\x00" in data else _guessed(data)


def _strictly(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None


def _declared(data: bytes) -> list[str]:
    """The encoding that a page declares, if it is one that pages are written in (and not "punycode")."""
    match = re.search(rb"<(?:meta|\?xml)[^>]{1,200}?(?:charset|encoding)\s*=\s*[\"']?([\w-]{3,20})", data[:2048], re.I)
    try:
        name = codecs.lookup(match.group(1).decode("ascii")).name if match else ""
    except LookupError:
        return []
    return [name] if name.startswith(("iso8859", "cp", "koi8", "mac", "gb", "big5", "euc", "shift", "iso2022")) else []


def _utf_16(data: bytes) -> list[str]:
    """UTF-16 without a mark: in Latin script every second byte is NUL, all on one side."""
    sample = data[: 2 * (min(len(data), 4096) // 2)]
    left, right = sample[::2].count(0), sample[1::2].count(0)
    if max(left, right) < 0.3 * (len(sample) // 2) or min(left, right) > 0.05 * max(left, right) or not sample:
        return []
    return ["utf-16-be" if left > right else "utf-16-le"]


def _guessed(data: bytes) -> str | None:
    from charset_normalizer import from_bytes

    best = from_bytes(data).best()
    return str(best) if best else None


# ---------------------------------------------------------------------------------------------------- from text or rows


def _article(row: Mapping[str, Any], where: str, default_id: str, evidence: Iterable[tuple[str, str]] = ()) -> Article:
    """One article from the columns of a row, its gaps filled from what its text prints."""
    text = row.get("text")
    if not isinstance(text, str):
        raise InputError(f'{where}: no text; give it a "text" that is a string')
    if not text.strip(BLANK):
        raise InputError(f"{where}: is empty; there is nothing to add")
    if len(text) > MAX_BYTES:
        raise _too_large(where, MAX_BYTES)
    if "\x00" in text or any("\ud800" <= c <= "\udfff" for c in text):
        raise InputError(f"{where}: holds a NUL or half a character (a lone surrogate); remove it")
    found = {name: _field(row.get(name), name, where) for name in _COLUMNS if name != "text"}
    kept = list(evidence)
    published = iso_date(found["published"]) if found["published"] else None
    if found["published"] and not published:
        kept.append(("published", found["published"]))  # given, but it names no single day
    article = Article(
        id=_id(found["id"] or default_id, where),
        text=text,
        title=found["title"],
        outlet=found["outlet"],
        url=found["url"],
        published=published,
        language=found["language"],
        evidence=tuple(kept),
    )
    return imprint(article, layout(text, article.title))


def _field(value: object, name: str, where: str) -> str | None:
    if value is None:
        return None
    if isinstance(value, int | float) and not isinstance(value, bool):
        value = str(value)
    if not isinstance(value, str):
        raise InputError(f'{where}: "{name}" is neither text nor a number; correct it')
    return re.sub(r"\s+", " ", value).strip().encode("utf-8", "replace").decode("utf-8") or None


def _id(value: str, where: str) -> str:
    if len(value) > 200 or not value.isprintable():
        raise InputError(f"{where}: the id is longer than 200 characters or holds control characters; shorten it")
    return value


def _page(html: str, where: str, stem: str) -> Article:
    """An HTML page: the text that trafilatura finds, and what the page says of itself in its metadata."""
    import trafilatura

    html = re.sub(r"^\s*<\?xml[^>]{0,200}>", "", html)  # lxml takes no text that declares an encoding
    html = re.sub(r"<q(?:\s[^>]{0,200})?>", "“", html, flags=re.I)  # a browser prints quotation marks around <q>,
    html = re.sub(r"</q\s*>", "”", html, flags=re.I)  # trafilatura none
    document = trafilatura.bare_extraction(
        html,
        with_metadata=True,
        include_comments=False,
        date_extraction_params={"extensive_search": False, "original_date": True},
    )
    text = getattr(document, "text", None)
    if not text or not text.strip(BLANK):
        raise InputError(f"{where}: no article text found in the page; save its text as a .txt file")
    language = document.language or next(
        iter(re.findall(r"<html[^>]{0,300}?\blang=[\"']?([a-zA-Z-]{2,10})", html[:5000])), None
    )
    row = {
        "text": text,
        "title": document.title,
        "outlet": (document.sitename or document.hostname or "").lstrip("@"),
        "url": document.url,
        "published": document.date,
        "language": language,
    }
    evidence = [(name, f"{value} (metadata of the page)") for name, value in row.items() if value and name != "text"]
    return _article(row, where, stem, evidence)


def _json(text: str, where: str, stem: str) -> Iterator[Item]:
    """A JSON list of articles, one article, or JSON lines under another name."""
    try:
        rows = json.loads(text)
    except (ValueError, RecursionError):
        yield from _json_lines((line.encode("utf-8") for line in text.split("\n")), where, stem)
        return
    if isinstance(rows, dict):
        rows = rows["articles"] if isinstance(rows.get("articles"), list) else [rows]
    if not isinstance(rows, list):
        yield InputError(f"{where}: is neither a list of articles nor one article; see the help of `add`")
        return
    for number, row in enumerate(rows, start=1):
        yield _row(row, f"{where}: article {number}", stem if len(rows) == 1 else f"{stem}-{number}")


def _json_lines(lines: Iterable[bytes], where: str, stem: str) -> Iterator[Item]:
    for number, line in enumerate(lines, start=1):
        place = f"{where}: line {number}"
        bare = line.removeprefix(codecs.BOM_UTF8) if number == 1 else line
        if not bare.strip():
            continue
        try:
            row = json.loads(bare.decode("utf-8"))
        except UnicodeDecodeError:
            yield InputError(f"{place}: is not UTF-8; save the file as UTF-8")
        except (ValueError, RecursionError) as error:
            reason = getattr(error, "msg", "nested too deeply")
            yield InputError(f"{place}: is no JSON ({reason}); correct it, one object a line")
        else:
            yield _row(row, place, f"{stem}-{number}")


def _row(row: object, where: str, default_id: str) -> Item:
    if not isinstance(row, dict):
        return InputError(f'{where}: is no object; write {{"id": ..., "text": ...}}')
    try:
        return _article(row, where, default_id)
    except InputError as error:
        return error


def _csv(text: str, where: str, stem: str) -> Iterator[Item]:
    """Rows below a line that names the columns; the delimiter is the one that line has most of."""
    lines = text.split("\n")
    header = next((line for line in lines if line.strip()), "")
    delimiter = max(",;\t", key=header.count)
    columns: list[str] | None = None
    for number, row in enumerate(_csv_rows([line + "\n" for line in lines], delimiter), start=1):
        place = f"{where}: row {number}"
        if isinstance(row, csv.Error):
            yield InputError(f"{place}: {row}; correct its quotation marks")
        elif columns is None and any(field.strip() for field in row):
            columns = [name.strip().casefold() for name in row]
            if "text" not in columns:
                yield InputError(
                    f'{where}: no column "text"; name the columns in the first line: {", ".join(_COLUMNS)}'
                )
                return
        elif columns is None or not any(field.strip() for field in row):
            continue
        elif len(row) != len(columns):
            yield InputError(
                f"{place}: has {len(row)} fields, not {len(columns)}; correct its quotation marks or commas"
            )
        else:
            yield _row(dict(zip(columns, row, strict=True)), place, f"{stem}-{number}")
    if columns is None:
        yield InputError(f"{where}: is empty; there is nothing to add")


def _csv_rows(lines: list[str], delimiter: str) -> Iterator[list[str] | csv.Error]:
    """The rows. After a broken one, reading goes on at the line after its first.

    A quotation mark that is never closed swallows all lines up to the next one; they are read again, so that only the
    broken row is lost. At most a hundred times and a thousand lines each, so that it stays linear.
    """
    csv.field_size_limit(MAX_BYTES)
    position, retries = 0, 100
    while position < len(lines):
        reader = csv.reader(lines[position:], delimiter=delimiter, strict=True)
        start = 0
        while True:
            try:
                row = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                yield error
                swallowed = reader.line_num - start
                back = 1 < swallowed <= 1000 and retries > 0
                retries -= back
                position += start + 1 if back else reader.line_num
                break
            start = reader.line_num
            yield row
