"""The command line: parse, call, print. Every command is a few calls into the floors below.

Results go to standard output, everything else to standard error. Exit status: 0 it ran, whatever the verdict; 1 an
error, said in one line; 2 wrong usage; 3 with --fail-on when the verdict is one of its labels; 130 stopped by Ctrl-C;
141 the reader of a pipe went away. Imports of what is heavy are inside the functions: `verify --help` loads click only.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from verifier import __version__
from verifier.commands.compare import compare
from verifier.commands.report import report
from verifier.commands.review import review
from verifier.console import adding, emit, encoder_of, fail, paper, reader_of, readers_of, reading, words_of
from verifier.datamodel import ClaimVerdict, Verdict
from verifier.errors import CaseError
from verifier.options import (
    CASE,
    CLAIM_LABELS,
    QUOTE_LABELS,
    case_option,
    encoder_option,
    fail_option,
    json_option,
    relation_model_option,
    speaker_option,
    text_argument,
    valid_text,
)
from verifier.program import Program, mend_streams
from verifier.report.printable import one_line

if TYPE_CHECKING:
    from verifier.models.exported import Exported
    from verifier.weights import Entry

__all__ = ["cli", "main"]

REFUSED = 1


@click.group(cls=Program, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, "--version", prog_name="verify", message="%(prog)s %(version)s")
@case_option
def cli() -> None:
    """Who printed these words, exactly how, put in whose mouth, and how many origins stand behind them?

    The answer comes from a case: a file of articles about one event. Without a case of your own, the sample case
    answers. Exit status: 0 it ran, whatever the verdict; 1 an error; 2 wrong usage; 3 the verdict is one of --fail-on.

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
    with Case.open(path) as case, adding() as (watched, advance):
        items = watched(articles.read(paths, sys.stdin.buffer))
        summary = pipeline.add_articles(case, items, encoder_of(encoder, case)(), advance)
        new = [case.article(outcome.article) for outcome in summary.added]
        total, made_by = len(case.ids()), case.models()
    duplicates = [(outcome.article, outcome.why) for outcome in summary.duplicates]
    refused = [outcome.why for outcome in summary.refused]
    if as_json:
        from verifier.report import machine

        emit(machine.added(new, duplicates, refused, str(path), total, made_by.items()))
    else:
        with paper() as page:
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
    with reading(ctx) as case:
        rows = [(one, len(case.sentences(one.id)), len(case.quotes(one.id))) for one in case.articles()]
        if as_json:
            from verifier.report import machine

            emit(machine.articles(rows, case.models().items()))
            return
    with paper() as page:
        from verifier.report import tables

        tables.articles(rows, page)


@cli.command(short_help="Show an article's text with roles, sentences and quotations.")
@click.argument("article", callback=valid_text)
@case_option
@click.pass_context
def show(ctx: click.Context, article: str) -> None:
    """Show the text of an article: the role of each line, its sentences with their offsets, its quotations.

    \b
    Example:
      verify show 002_957ed0ecf34f9c35
    """
    with reading(ctx) as case:
        found = case.article(article)
        sentences, quoted = case.sentences(article), case.quotes(article)
    with paper() as page:
        from verifier.report import tables

        tables.show(found, sentences, quoted, page)


@cli.command(short_help="Remove articles from the case.")
@click.argument("articles", metavar="ARTICLE...", nargs=-1, required=True, callback=valid_text)
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
    click.echo(f"Removed {', '.join(one_line(one) for one in articles)}.")


@cli.command(short_help="List the quotations, their speakers and cues.")
@click.argument("articles", metavar="[ARTICLE]...", nargs=-1, callback=valid_text)
@json_option
@case_option
@click.pass_context
def quotes(ctx: click.Context, articles: tuple[str, ...], as_json: bool) -> None:
    """List the quotations: the words, who is said to have said them, the cue, and the kind.

    \b
    Example:
      verify quotes 001_f5611e76ebf29446
    """
    with reading(ctx) as case:
        of = {one.id: one for one in (map(case.article, articles) if articles else case.articles())}
        found = [quote for one in of for quote in case.quotes(one)]
        if as_json:
            from verifier.report import machine

            emit(machine.quotes(found, {one: article.text for one, article in of.items()}, case.models().items()))
            return
    with paper() as page:
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
    with reading(ctx) as case:
        found = case.entities()
        outlets = {one.id: one.outlet or one.id for one in case.articles()}
        if as_json:
            from verifier.report import machine

            emit(machine.entities(found, case.models().items()))
            return
    with paper() as page:
        from verifier.report import tables

        tables.entities(found, outlets, page)


@cli.command(short_help="Look a quotation up: who printed it, how, as said by whom.")
@text_argument
@speaker_option
@encoder_option
@relation_model_option
@json_option
@fail_option(QUOTE_LABELS, "the verdict or the speaker's verdict")
@case_option
@click.pass_context
def quote(
    ctx: click.Context,
    text: str,
    speaker: str | None,
    encoder: str | None,
    relation_model: str | None,
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

    with reading(ctx) as case:
        answer = verify_quote(
            case, words_of(text), speaker, encoder=encoder_of(encoder, case), reader=reader_of(relation_model)
        )
    _answered(answer, as_json)
    fail(ctx, bool(fail_on & {answer.label, answer.speaker_label}))


@cli.command(short_help="Look a statement up: who states it, who contradicts it.")
@text_argument
@encoder_option
@relation_model_option
@json_option
@fail_option(CLAIM_LABELS, "the verdict")
@case_option
@click.pass_context
def claim(
    ctx: click.Context,
    text: str,
    encoder: str | None,
    relation_model: str | None,
    as_json: bool,
    fail_on: frozenset[str],
) -> None:
    """Look the statement TEXT up in the case: which sentences state it, state a part of it or contradict it, on what
    they differ, and who said so. TEXT may be - for stdin.

    The verdict is one of stated, partly, contradicted, both (some state it, some contradict it), related and not-found.
    A difference says how it may be read: real, update, scope, translation, format or unresolved.

    \b
    Examples:
      verify claim "The army has withdrawn from the city"
      echo "Half a million people have been killed since the war began" | verify claim - --json
    """
    from verifier.corroborate import verify_claim

    with reading(ctx) as case:
        answer = verify_claim(
            case, words_of(text), encoder=encoder_of(encoder, case), reader=readers_of(relation_model)
        )
    _answered(answer, as_json)
    fail(ctx, answer.label in fail_on)


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

    with reading(ctx) as case:
        stages = verify.explain(case, words_of(text), speaker, encoder=encoder_of(encoder, case))
        made_by = case.models()
    if as_json:
        from verifier.report import machine

        emit(machine.envelope(made_by.items(), **stages))
        return
    with paper() as page:
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
    from verifier.models import exported, reader

    rows = []
    for entry in weights.entries().values():
        rows.append(_model(entry, entry.source, weights.place(entry), ["model.onnx"]))
    for one in exported.entries().values():
        rows.append(_model(one, f"folder:{one.name}", exported.folder_of(one), one.files))
    defaults = {**weights.defaults(), "default_relation_model": reader.LARGE, "default_claim_model": reader.SMALL}
    if as_json:
        from verifier.report import machine

        emit(machine.models(rows, defaults))
        return
    with paper() as page:
        from verifier.report import tables

        tables.models(rows, defaults, page)


def _model(entry: Entry | Exported, source: str, place: Path, files: Iterable[str]) -> dict[str, str]:
    """What the user wants to know of a registered model. `where` is empty as long as one of its files is not there."""
    return {
        "name": entry.name,
        "task": entry.task,
        "source": source,
        "revision": entry.revision,
        "licence": entry.licence,
        "sha256": entry.sha256,
        "where": str(place) if all((place / name).is_file() for name in files) else "",
    }


def _answered(answer: Verdict | ClaimVerdict, as_json: bool) -> None:
    """The answer to a question, as JSON or as text."""
    if as_json:
        from verifier.report import machine

        emit(machine.verdict(answer) if isinstance(answer, Verdict) else machine.claim_verdict(answer))
        return
    with paper() as page:
        if isinstance(answer, Verdict):
            from verifier.report import text

            text.verdict(answer, page)
        else:
            from verifier.report import claims

            claims.verdict(answer, page)


cli.add_command(compare)
cli.add_command(report)
cli.add_command(review)


def main() -> None:
    """The `verify` command."""
    mend_streams()
    cli(prog_name="verify")
