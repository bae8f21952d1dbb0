"""`verify review`: one article held against its siblings, as an editor of translated copy would."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, get_args

import click

from verifier.console import encoder_of, fail, paper, reader_of, reading, save
from verifier.datamodel import Mark, Review, Severity
from verifier.errors import CaseError, InputError
from verifier.options import (
    CASE,
    case_option,
    encoder_option,
    json_option,
    output_option,
    relation_model_option,
    valid_text,
)
from verifier.report.printable import one_line

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["review"]

Format = Literal["text", "html", "json"]
ENDINGS: dict[str, Format] = {".html": "html", ".htm": "html", ".json": "json"}
WIDTH = 100
"""Columns of a text that goes to a file."""


@click.command(short_help="Review a translated article against the others.")
@click.argument("article", callback=valid_text)
@click.option("--format", "form", type=click.Choice(get_args(Format)), help="Default: by the ending of -o, else text.")
@json_option
@output_option
@click.option(
    "--fail-on",
    type=click.Choice(get_args(Severity)),
    help="Exit with status 3 if a finding of this severity or a graver one is not marked as ignored.",
)
@click.option(
    "--mark",
    "marks",
    metavar="ID MARK",
    nargs=2,
    multiple=True,
    type=(str, click.Choice(get_args(Mark))),
    help="Keep in the case that the finding ID was accepted, queried or ignored.",
)
@encoder_option
@relation_model_option
@case_option
@click.pass_context
def review(
    ctx: click.Context,
    article: str,
    form: Format | None,
    as_json: bool,
    output: Path | None,
    fail_on: Severity | None,
    marks: tuple[tuple[str, Mark], ...],
    encoder: str | None,
    relation_model: str | None,
) -> None:
    """Review ARTICLE, most often a translation, against the other articles of the case.

    Each finding names the words, what to do (fix, query-original, quote-at-risk, style, remove), how grave it is
    (critical, major, minor), why, and the places of other articles that are its evidence.

    \b
    Examples:
      verify review 001_f5611e76ebf29446
      verify review 001_f5611e76ebf29446 --format html
    """
    from verifier.report import review as report
    from verifier.review import review_article

    chosen = _format(form, as_json, output)
    if marks and not _has_case(ctx):
        raise CaseError("no case here to keep marks in; make one with: verify add PATH")
    with reading(ctx) as case:
        answer = review_article(case, article, encoder=encoder_of(encoder, case), reader=reader_of(relation_model))
        if marks:
            known = {one.id for one in answer.findings}
            unknown = [one for one, _ in marks if one not in known]
            if unknown:
                raise InputError(f"{unknown[0]}: no such finding on {article}. List them with: verify review {article}")
            for one, mark in marks:
                case.mark(article, one, mark)
            click.echo(f"Marked {', '.join(f'{one_line(one)} {mark}' for one, mark in marks)}.")
            return
    _put(answer, chosen, output)
    fail(ctx, fail_on is not None and report.graver(answer.findings, fail_on))


def _has_case(ctx: click.Context) -> bool:
    from verifier import pipeline

    return pipeline.default_path(ctx.meta.get(CASE)) is not None


def _format(form: Format | None, as_json: bool, output: Path | None) -> Format:
    if as_json:
        if form not in (None, "json"):
            raise click.UsageError(f"--json is --format json; it does not go with --format {form}")
        return "json"
    return form or ENDINGS.get(output.suffix.lower() if output else "", "text")


def _put(answer: Review, form: Format, output: Path | None) -> None:
    """To its file, or to standard output."""
    from verifier.report import machine
    from verifier.report import review as report
    from verifier.report.page import Page

    if output is None and form == "text":
        with paper() as page:
            report.as_text(answer, page)
        return
    if form == "html":
        text = report.as_html(answer)
    elif form == "json":
        text = machine.dumps(report.as_json(answer)) + "\n"
    else:
        page = Page(width=WIDTH)
        report.as_text(answer, page)
        text = page.plain()
    if output is None:
        click.echo(text, nl=False)
    else:
        save(output, text.encode())
