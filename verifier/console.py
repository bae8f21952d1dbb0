"""What commands need around their calls into the floors below: the case to ask, models when they are needed, progress,
and where an answer goes.

Results go to standard output, everything else to standard error. Imports of what is heavy are inside the functions.
"""

from __future__ import annotations

import errno
import os
import stat
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click

from verifier.datamodel import Json
from verifier.errors import CaseError, QueryError
from verifier.options import CASE
from verifier.report.printable import one_line

if TYPE_CHECKING:
    from verifier.case import Case
    from verifier.encoders import Encoder
    from verifier.models.reader import Reader
    from verifier.report.page import Page

__all__ = [
    "adding",
    "emit",
    "encoder_of",
    "fail",
    "paper",
    "reader_of",
    "readers_of",
    "reading",
    "save",
    "watching",
    "words_of",
]

FAILED_ON = 3

Item = TypeVar("Item")


@contextmanager
def reading(ctx: click.Context, *, empty: bool = False) -> Iterator[Case]:
    """The case to ask. Where there is none, the sample case, and standard error says so.

    A case without articles is refused unless `empty`: an answer about nothing reads as one about something.
    """
    from verifier import pipeline
    from verifier.case import Case

    path = pipeline.default_path(ctx.meta.get(CASE))
    if path is None:
        click.echo("No case here: asking the sample case. Make your own with: verify add PATH", err=True)
        path = pipeline.sample(encoder_of(None))
    with Case.open(path, create=False) as case:
        if not empty and not case.ids():
            # an `add` that failed left it behind: silence of nobody must not read as "not found"
            raise CaseError(f"{path} holds no articles yet; add some with: verify add PATH")
        yield case


@contextmanager
def adding() -> Iterator[tuple[Callable[[Iterable[Item]], Iterator[Item]], Callable[[object], None]]]:
    """A wrapper that counts what is read, and a function that counts what is done, shown on a terminal only."""
    if not sys.stderr.isatty():
        yield iter, lambda outcome: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("Adding articles"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=0)

        def watched(items: Iterable[Item]) -> Iterator[Item]:
            for number, item in enumerate(items, 1):
                bar.update(task, total=number)
                yield item

        yield watched, lambda outcome: bar.advance(task)


@contextmanager
def watching() -> Iterator[Callable[[str, int, int], None] | None]:
    """What is to be told of each stage, how much of it is done, and how much there is; None if nobody is looking."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("Reading", total=None)

        def advance(stage: str, done: int, total: int) -> None:
            bar.update(task, description=stage.capitalize(), completed=done, total=total)

        yield advance


@contextmanager
def paper() -> Iterator[Page]:
    """A page for standard output, printed at the end."""
    from verifier.report.page import Page

    page = Page.of(sys.stdout)
    yield page
    page.print(sys.stdout)


def fail(ctx: click.Context, failed: bool) -> None:
    """Status 3, after all that is printed."""
    if failed:
        sys.stdout.flush()
        ctx.exit(FAILED_ON)


def emit(answer: Json) -> None:
    """One JSON object on standard output."""
    from verifier.report import machine

    click.echo(machine.dumps(answer))


def save(path: Path, data: bytes) -> None:
    """Put a whole file in the place of an older one, or leave that as it was.

    The file keeps its permissions; a link leads where it did. What is no file (/dev/stdout, a pipe) is written to.
    """
    target = path.resolve()
    try:
        if target.exists() and not target.is_file():
            with target.open("wb") as file:
                file.write(data)
            return
        if target.exists() and not os.access(target, os.W_OK):
            raise PermissionError(errno.EACCES, "it may not be written to")
        _replace(target, data)
    except OSError as error:
        raise click.ClickException(
            one_line(f"{path}: cannot be written ({error.strerror or error}); free some room or name another file")
        ) from error


def _replace(target: Path, data: bytes) -> None:
    """Write beside the target, to the disk, then rename: who reads finds the old file or the new one, whole."""
    temporary = target.with_name(f".verify-{os.getpid()}.tmp")
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666)
    try:
        with os.fdopen(descriptor, "wb") as file:
            if target.exists():
                os.fchmod(file.fileno(), stat.S_IMODE(target.stat().st_mode))
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(target)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def words_of(text: str) -> str:
    """TEXT, or what stands on standard input for -."""
    if text != "-":
        return text
    try:
        return sys.stdin.buffer.read().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise QueryError(f"standard input, byte {error.start}: not UTF-8 text; convert it first") from error


def encoder_of(name: str | None, case: Case | None = None) -> Callable[[], Encoder]:
    """A function that loads the encoder, for whoever finds that meaning is needed.

    Without a name, it is the one that made the vectors of the case; with another, the case refuses it.
    """

    def load() -> Encoder:
        from verifier import encoders

        encoder = encoders.load(name or next(iter(case.models() if case else ()), None))
        if case:
            case.check_model(encoder.name, encoder.sha256)
        return encoder

    return load


def reader_of(name: str | None) -> Callable[[], Reader]:
    """A function that loads the reader, at most once, for whoever finds that it is needed."""

    @cache
    def load() -> Reader:
        from verifier.models import reader

        return reader.load(name)

    return load


def readers_of(name: str | None) -> Callable[[], Reader]:
    """As `reader_of`, for questions that read many pairs: the small reader first. A reader that was named is alone."""

    @cache
    def load() -> Reader:
        from verifier.models import reader

        return reader.load(name) if name else reader.load_two()

    return load
