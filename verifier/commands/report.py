"""`verify report`: all articles of the case against each other, for the screen or as a document."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Literal, get_args

import click

from verifier.console import emit, encoder_of, fail, paper, readers_of, reading, save, watching
from verifier.options import (
    REPORT_LABELS,
    case_option,
    encoder_option,
    fail_option,
    json_option,
    output_option,
    relation_model_option,
    valid_text,
)
from verifier.report.printable import one_line

if TYPE_CHECKING:
    from pathlib import Path

    from verifier.datamodel import Report

__all__ = ["report"]

Format = Literal["html", "json", "csv", "md", "annotations", "claimreview"]
ENDINGS: dict[str, Format] = {
    ".html": "html",
    ".htm": "html",
    ".json": "json",
    ".csv": "csv",
    ".md": "md",
    ".markdown": "md",
    ".jsonld": "annotations",
}
REFUSED = 1


@click.command(short_help="Report on the whole pile: claims, origins, quotations, names.")
@output_option
@click.option(
    "--format",
    "form",
    type=click.Choice(get_args(Format)),
    help="Default: by the ending of -o; without -o, a summary for the screen.",
)
@click.option(
    "--quotes",
    "listed",
    metavar="LIST.csv",
    callback=valid_text,
    help="Look up each quotation of a list too: columns quote and, if you like, speaker. - for standard input.",
)
@json_option
@fail_option(REPORT_LABELS, "the status of a claim or the verdict on a quotation of the list")
@encoder_option
@relation_model_option
@case_option
@click.pass_context
def report(
    ctx: click.Context,
    output: Path | None,
    form: Format | None,
    listed: str | None,
    as_json: bool,
    fail_on: frozenset[str],
    encoder: str | None,
    relation_model: str | None,
) -> None:
    """Report on all articles of the case: every claim with who states and who contradicts it and on what they differ,
    which articles go back to one origin, every quotation in all its wordings, every name in all its spellings.

    The status of a claim is one of corroborated (two or more origins), same-origin, single-outlet, updated,
    contradicted and unresolved. A row of --quotes that cannot be read is named, the others are done, and the exit
    status is 1.

    \b
    Examples:
      verify report
      verify report -o report.html
      verify report --format csv
    """
    from verifier import quotations
    from verifier.reporting import make_report

    chosen = _format(form, as_json, output)
    rows = quotations.read(listed, sys.stdin.buffer) if listed is not None else []
    with reading(ctx, empty=True) as case, watching() as progress:
        answer = make_report(
            case,
            encoder=encoder_of(encoder, case),
            reader=readers_of(relation_model),
            quotes=rows,
            progress=progress,
        )
    _put(answer, chosen, output)
    wrong = [one for one in answer.checks if one.error]
    for one in wrong:
        click.echo(one_line(f"{listed}: row {one.row}: {one.error}"), err=True)
    fail(ctx, bool(fail_on & _labels(answer)))
    if wrong:
        sys.stdout.flush()
        ctx.exit(REFUSED)


def _format(form: Format | None, as_json: bool, output: Path | None) -> Format | None:
    """The format asked for; None: the summary for the screen."""
    if as_json:
        if form not in (None, "json"):
            raise click.UsageError(f"--json is --format json; it does not go with --format {form}")
        return "json"
    if form or output is None:
        return form
    if output.suffix.lower() not in ENDINGS:
        formats = ", ".join(get_args(Format))
        raise click.UsageError(f"the ending of {str(output)!r} tells no format; add --format with one of {formats}")
    return ENDINGS[output.suffix.lower()]


def _labels(answer: Report) -> set[str]:
    """What --fail-on looks at."""
    verdicts = [one.answer for one in answer.checks if one.answer]
    return {
        *(one.status for one in answer.claims),
        *(one.label for one in verdicts),
        *(one.speaker_label for one in verdicts),
    }


def _put(answer: Report, form: Format | None, output: Path | None) -> None:
    """The report to its file, or to standard output."""
    if form is None:
        from verifier.report import overview

        with paper() as page:
            overview.report(answer, page)
    elif output is None and form == "json":
        from verifier.report import machine

        emit(machine.report(answer))
    elif output is None:
        click.echo(_rendered(answer, form), nl=False)
    else:
        # spreadsheets take a file without a byte order mark for one in the code page of an older Windows
        data = _rendered(answer, form).encode("utf-8-sig" if form == "csv" else "utf-8")
        save(output, data)
        click.echo(f"Wrote {one_line(str(output))}.", err=True)


def _rendered(answer: Report, form: Format) -> str:
    """The document as text, with a line feed at its end."""
    match form:
        case "html":
            from verifier.report import html

            return html.page(answer).strip() + "\n"
        case "json":
            from verifier.report import machine

            return machine.dumps(machine.report(answer)) + "\n"
        case "csv":
            from verifier.report import spreadsheet

            return spreadsheet.table(answer)
        case "md":
            from verifier.report import markdown

            return markdown.message(answer)
        case "annotations":
            from verifier.report import annotations, machine

            return machine.dumps(annotations.annotations(answer)) + "\n"
        case "claimreview":
            from verifier.report import claimreview, machine

            return machine.dumps(claimreview.drafts(answer)) + "\n"
