"""The command line: parse, call, print. Every command is a few calls into the floors below.

Results go to standard output, everything else to standard error. Exit status: 0 it ran, whatever the verdict; 1 an
error, said in one line; 2 wrong usage; 3 with --fail-on when the verdict is one of its labels; 130 stopped by Ctrl-C;
141 the reader of a pipe went away. Imports of what is heavy are inside the functions: `verify --help` loads click only.
"""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar, get_args

import click

from verifier import __version__
from verifier.datamodel import Json, SpeakerVerdict, VerdictLabel
from verifier.errors import CaseError, QueryError, VerifierError

if TYPE_CHECKING:
    from verifier.case import Case
    from verifier.encoders import Encoder
    from verifier.report.page import Page
    from verifier.weights import Entry

__all__ = ["cli", "main"]

REFUSED = 1
FAILED_ON = 3
INTERRUPTED = 130  # 128 + SIGINT, as a shell reports it
PIPE_CLOSED = 141  # 128 + SIGPIPE
CASE = "verifier.case"
"""Where a context keeps the --case that was given."""
LABELS = (*get_args(VerdictLabel), *(label for label in get_args(SpeakerVerdict) if label != "not-asked"))

Item = TypeVar("Item")


class Program(click.Group):
    """The group of all commands. Turns what is raised below into one line and an exit status."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """In the order of work rather than of the alphabet."""
        return list(self.commands)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; flush at the end, so that a full disk or a closed pipe is noticed here."""
        try:
            result = super().invoke(ctx)
            sys.stdout.flush()
            return result
        except VerifierError as error:
            raise click.ClickException(_one_line(str(error))) from error
        except KeyboardInterrupt:
            click.echo("\nStopped. Nothing is half-added: an article is in the case wholly or not at all.", err=True)
            ctx.exit(INTERRUPTED)
        except BrokenPipeError:
            _leave_closed_pipe(ctx)
        except OSError as error:
            raise click.ClickException(_one_line(_os_error(error))) from error


def _os_error(error: OSError) -> str:
    """Where, what, and what to do."""
    where = f"{os.fsdecode(error.filename)}: " if error.filename else ""
    advice = {
        errno.ENOSPC: "free some room and run the command again; what was added before is safe",
        errno.EACCES: "check the permissions, or name another file with --case",
        errno.EROFS: "the file system is read-only; name another file with --case",
        errno.EMFILE: "too many open files; raise the limit with ulimit -n",
    }
    return f"{where}{error.strerror or error}; {advice.get(error.errno or 0, 'check the path and run it again')}"


def _leave_closed_pipe(ctx: click.Context) -> NoReturn:
    """`verify names | head -1`: the reader has seen enough. Python would complain once more at exit; it must not."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    ctx.exit(PIPE_CLOSED)


def _text(ctx: click.Context, param: click.Parameter, value: Any) -> Any:
    """Refuses bytes that are no text in this locale: Python passes them on as halves of characters."""
    for one in value if isinstance(value, tuple) else (value or "",):
        try:
            one.encode()
        except UnicodeEncodeError as error:
            raise click.BadParameter("contains bytes that are not valid UTF-8") from error
    return value


def _labels(ctx: click.Context, param: click.Parameter, value: str | None) -> frozenset[str]:
    """Labels separated by commas. Each must exist, since a misspelt one would never fail anything."""
    if value is None:
        return frozenset()
    labels = frozenset(part.strip() for part in value.split(",") if part.strip())
    unknown = ", ".join(sorted(labels - set(LABELS)))
    if unknown or not labels:
        raise click.BadParameter(f"{unknown or 'nothing'!r} is no label; there are {', '.join(LABELS)}")
    return labels


def _remember(ctx: click.Context, param: click.Parameter, value: str | None) -> None:
    """--case may stand before the command or after it; the one after it wins."""
    if value is not None:
        ctx.meta[CASE] = value


case_option = click.option(
    "--case",
    metavar="FILE",
    expose_value=False,
    callback=_remember,
    help="The case file. Default: $VERIFY_CASE, then ./case.db; if neither is there, the sample case.",
)
json_option = click.option("--json", "as_json", is_flag=True, help="Print one JSON object instead of text.")
encoder_option = click.option(
    "--encoder",
    metavar="NAME",
    help="A sentence-transformers model, by hub name or folder. Default: the one that made the case's vectors, "
    "or the registry's (see: verify models).",
)
speaker_option = click.option("--speaker", metavar="NAME", callback=_text, help="Who is supposed to have said it.")
text_argument = click.argument("text", metavar="TEXT", callback=_text)


@click.group(cls=Program, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, "--version", prog_name="verify", message="%(prog)s %(version)s")
@case_option
def cli() -> None:
    """Who printed these words, exactly how, put in whose mouth, and how many origins stand behind them?

    The answer comes from a case: a file of articles about one event. Without a case of your own, the sample case
    answers. Exit status: 0 it ran, whatever the verdict; 1 an error; 2 wrong usage; 3 see `verify quote --fail-on`.

    \b
    Example:
      verify quote "temporary tactical measure"
    """


@cli.command(short_help="Add articles to the case.")
@click.argument("paths", metavar="PATH...", nargs=-1, required=True, type=click.Path(allow_dash=True))
@encoder_option
@json_option
@case_option
@click.pass_context
def add(ctx: click.Context, paths: tuple[str, ...], encoder: str | None, as_json: bool) -> None:
    """Add articles to the case, which is made if it is not there.

    PATH is a text file, an HTML page, JSON lines or CSV (columns id, text, title, outlet, url, published, language), a
    folder of these, or - for standard input. An article that is already there is skipped; one that cannot be read is
    refused and named, the others are added, and the exit status is 1.

    \b
    Example:
      verify add seeds --case mine.db
    """
    from verifier import articles, pipeline
    from verifier.case import Case

    path = pipeline.default_path(ctx.meta.get(CASE)) or pipeline.DEFAULT_CASE
    with Case.open(path) as case, _progress() as (watched, advance):
        items = watched(articles.read(paths, sys.stdin.buffer))
        summary = pipeline.add_articles(case, items, _encoder(encoder, case)(), advance)
        new = [case.article(outcome.article) for outcome in summary.added]
        total, made_by = len(case.ids()), case.models()
    duplicates = [(outcome.article, outcome.why) for outcome in summary.duplicates]
    refused = [outcome.why for outcome in summary.refused]
    if as_json:
        from verifier.report import machine

        _emit(machine.added(new, duplicates, refused, str(path), total, made_by.items()))
    else:
        with _page() as page:
            from verifier.report import tables

            tables.added(new, duplicates, refused, str(path), total, page)
    if summary.refused:
        sys.stdout.flush()
        ctx.exit(REFUSED)


@cli.command(short_help="List the articles and where their metadata are printed.")
@json_option
@case_option
@click.pass_context
def articles(ctx: click.Context, as_json: bool) -> None:
    """List the articles: outlet, title, date, agencies, and where each of these is printed.

    \b
    Example:
      verify articles
    """
    with _reading(ctx) as case:
        rows = [(one, len(case.sentences(one.id)), len(case.quotes(one.id))) for one in case.articles()]
        if as_json:
            from verifier.report import machine

            _emit(machine.articles(rows, case.models().items()))
            return
    with _page() as page:
        from verifier.report import tables

        tables.articles(rows, page)


@cli.command(short_help="Show an article's text with roles, sentences and quotations.")
@click.argument("article", callback=_text)
@case_option
@click.pass_context
def show(ctx: click.Context, article: str) -> None:
    """Show the text of an article: the role of each line, its sentences with their offsets, its quotations.

    \b
    Example:
      verify show 002_957ed0ecf34f9c35
    """
    with _reading(ctx) as case:
        found = case.article(article)
        sentences, quoted = case.sentences(article), case.quotes(article)
    with _page() as page:
        from verifier.report import tables

        tables.show(found, sentences, quoted, page)


@cli.command(short_help="Remove articles from the case.")
@click.argument("articles", metavar="ARTICLE...", nargs=-1, required=True, callback=_text)
@case_option
@click.pass_context
def remove(ctx: click.Context, articles: tuple[str, ...]) -> None:
    """Remove articles from the case, by their ids.

    \b
    Example:
      verify remove 004_a4f2713c72e55b86 --case mine.db
    """
    from verifier import pipeline
    from verifier.case import Case

    path = pipeline.default_path(ctx.meta.get(CASE))
    if path is None:
        raise CaseError("no case here to remove articles from; name one with --case FILE")
    with Case.open(path, create=False) as case:
        for article in articles:
            case.article(article)  # all are there, or nothing is removed
        for article in articles:
            case.remove(article)
    click.echo(f"Removed {', '.join(_one_line(one) for one in articles)}.")


@cli.command(short_help="List the quotations, their speakers and cues.")
@click.argument("articles", metavar="[ARTICLE]...", nargs=-1, callback=_text)
@json_option
@case_option
@click.pass_context
def quotes(ctx: click.Context, articles: tuple[str, ...], as_json: bool) -> None:
    """List the quotations: the words, who is said to have said them, the cue, and the kind.

    \b
    Example:
      verify quotes 001_f5611e76ebf29446
    """
    with _reading(ctx) as case:
        of = {one.id: one for one in (map(case.article, articles) if articles else case.articles())}
        found = [quote for one in of for quote in case.quotes(one)]
        if as_json:
            from verifier.report import machine

            _emit(machine.quotes(found, {one: article.text for one, article in of.items()}, case.models().items()))
            return
    with _page() as page:
        from verifier.report import tables

        tables.quotes(found, of, page)


@cli.command(short_help="List the names with all their spellings.")
@json_option
@case_option
@click.pass_context
def names(ctx: click.Context, as_json: bool) -> None:
    """List persons, organisations and places with every spelling: how often, where, and why they are taken as one.

    \b
    Example:
      verify names
    """
    with _reading(ctx) as case:
        found = case.entities()
        outlets = {one.id: one.outlet or one.id for one in case.articles()}
        if as_json:
            from verifier.report import machine

            _emit(machine.entities(found, case.models().items()))
            return
    with _page() as page:
        from verifier.report import tables

        tables.entities(found, outlets, page)


@cli.command(short_help="Look a quotation up: who printed it, how, as said by whom.")
@text_argument
@speaker_option
@encoder_option
@json_option
@click.option(
    "--fail-on",
    metavar="LABEL,...",
    callback=_labels,
    help="Exit with status 3 if the verdict or the speaker's verdict is one of these labels.",
)
@case_option
@click.pass_context
def quote(
    ctx: click.Context,
    text: str,
    speaker: str | None,
    encoder: str | None,
    as_json: bool,
    fail_on: frozenset[str],
) -> None:
    """Look TEXT up in the case: who printed these words, how exactly, and as said by whom. TEXT may be - for stdin.

    The verdict is one of exact, near-exact, boundary, omission, stitched, altered, reworded, reported, not-a-quote and
    not-found; the speaker's is one of match, variant, ambiguous, misattributed and unattributed.

    \b
    Examples:
      verify quote "temporary tactical measure"
      verify quote "chronic collective failure" --speaker "UN chief"
      echo "we have nowhere to flee" | verify quote - --json
    """
    from verifier.verify import verify_quote

    with _reading(ctx) as case:
        answer = verify_quote(case, _words(text), speaker, encoder=_encoder(encoder, case))
    if as_json:
        from verifier.report import machine

        _emit(machine.verdict(answer))
    else:
        with _page() as page:
            from verifier.report import text as terminal

            terminal.verdict(answer, page)
    if fail_on & {answer.label, answer.speaker_label}:
        sys.stdout.flush()
        ctx.exit(FAILED_ON)


@cli.command(short_help="Show what each stage makes of a quotation.")
@text_argument
@speaker_option
@encoder_option
@json_option
@case_option
@click.pass_context
def explain(ctx: click.Context, text: str, speaker: str | None, encoder: str | None, as_json: bool) -> None:
    """Show what each stage makes of TEXT: its words, the candidates, each place found, and how they were judged.

    \b
    Example:
      verify explain "a massive blow to the Syrian government"
    """
    from verifier import verify

    with _reading(ctx) as case:
        stages = verify.explain(case, _words(text), speaker, encoder=_encoder(encoder, case))
        made_by = case.models()
    if as_json:
        from verifier.report import machine

        _emit(machine.envelope(made_by.items(), **stages))
        return
    with _page() as page:
        from verifier.report import stages as report

        report.stages(stages, page)


@cli.command(short_help="List the models, their hashes and places.")
@json_option
def models(as_json: bool) -> None:
    """List the registered models: source, revision, licence, hash, and where each lies on this machine.

    \b
    Example:
      verify models
    """
    from verifier import weights

    rows = [_model(entry, weights.place(entry)) for entry in weights.entries().values()]
    default = weights.default_encoder().name
    if as_json:
        from verifier.report import machine

        _emit(machine.models(rows, default))
        return
    with _page() as page:
        from verifier.report import tables

        tables.models(rows, default, page)


def _model(entry: Entry, place: Path) -> dict[str, str]:
    """What the user wants to know of a registered model. `where` is empty before its first use."""
    return {
        "name": entry.name,
        "task": entry.task,
        "source": entry.source,
        "revision": entry.revision,
        "licence": entry.licence,
        "sha256": entry.sha256,
        "where": str(place) if place.is_dir() else "",
    }


@contextmanager
def _reading(ctx: click.Context) -> Iterator[Case]:
    """The case to ask. Where there is none, the sample case, and standard error says so."""
    from verifier import pipeline
    from verifier.case import Case

    path = pipeline.default_path(ctx.meta.get(CASE))
    if path is None:
        click.echo("No case here: asking the sample case. Make your own with: verify add PATH", err=True)
        path = pipeline.sample(_encoder(None))
    with Case.open(path, create=False) as case:
        if not case.ids():
            # an `add` that failed left it behind: silence of nobody must not read as "not found"
            raise CaseError(f"{path} holds no articles yet; add some with: verify add PATH")
        yield case


@contextmanager
def _progress() -> Iterator[tuple[Callable[[Iterable[Item]], Iterator[Item]], Callable[[object], None]]]:
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
def _page() -> Iterator[Page]:
    """A page for standard output, printed at the end."""
    from verifier.report.page import Page

    page = Page.of(sys.stdout)
    yield page
    page.print(sys.stdout)


def _emit(answer: Json) -> None:
    """One JSON object on standard output."""
    from verifier.report import machine

    click.echo(machine.dumps(answer))


def _words(text: str) -> str:
    """TEXT, or what stands on standard input for -."""
    if text != "-":
        return text
    try:
        return sys.stdin.buffer.read().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise QueryError(f"standard input, byte {error.start}: not UTF-8 text; convert it first") from error


def _encoder(name: str | None, case: Case | None = None) -> Callable[[], Encoder]:
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


def _one_line(message: str) -> str:
    from verifier.report.printable import one_line

    return one_line(message)


def main() -> None:
    """The `verify` command."""
    _mend_streams()
    cli(prog_name="verify")


def _mend_streams() -> None:
    """A stream that the caller has closed is empty; what a terminal's encoding lacks is printed as an escape."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        stream = getattr(sys, name)
        if stream is None:
            setattr(sys, name, Path(os.devnull).open(mode, encoding="utf-8"))  # noqa: SIM115 - open until the end
        elif mode == "w":
            stream.reconfigure(errors="backslashreplace")
