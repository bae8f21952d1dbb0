"""The options and arguments that commands share, with what they accept."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeVar, get_args

import click

from verifier.datamodel import ClaimLabel, ClaimStatus, SpeakerVerdict, VerdictLabel

__all__ = [
    "CASE",
    "CLAIM_LABELS",
    "QUOTE_LABELS",
    "REPORT_LABELS",
    "case_option",
    "encoder_option",
    "fail_option",
    "json_option",
    "output_option",
    "relation_model_option",
    "speaker_option",
    "text_argument",
    "valid_text",
]

CASE = "verifier.case"
"""Where a context keeps the --case that was given."""
QUOTE_LABELS = (*get_args(VerdictLabel), *(label for label in get_args(SpeakerVerdict) if label != "not-asked"))
CLAIM_LABELS = get_args(ClaimLabel)
REPORT_LABELS = (*get_args(ClaimStatus), *QUOTE_LABELS)

Command = TypeVar("Command", bound=Callable[..., Any])


def valid_text(ctx: click.Context, param: click.Parameter, value: Any) -> Any:
    """Refuses bytes that are no text in this locale: Python passes them on as halves of characters."""
    for one in value if isinstance(value, tuple) else (value or "",):
        try:
            one.encode()
        except UnicodeEncodeError as error:
            raise click.BadParameter("contains bytes that are not valid UTF-8") from error
    return value


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
speaker_option = click.option("--speaker", metavar="NAME", callback=valid_text, help="Who is supposed to have said it.")
relation_model_option = click.option(
    "--relation-model",
    metavar="NAME",
    help="A cross-encoder for natural language inference, by hub name or folder. Default: the registry's.",
)


def _writable(ctx: click.Context, param: click.Parameter, value: str | None) -> Path | None:
    """Refuses at once what could not be written when the work is done."""
    if value is None:
        return None
    path = Path(value)
    if path.is_dir():
        raise click.BadParameter(f"{value!r} is a folder; name a file in it")
    if not path.resolve().parent.is_dir():
        raise click.BadParameter(f"there is no folder {str(path.parent)!r}; make it first")
    return path


output_option = click.option(
    "-o",
    "--output",
    metavar="FILE",
    type=click.Path(),
    callback=_writable,
    help="Write to FILE, which is replaced only when the new one is whole.",
)
text_argument = click.argument("text", metavar="TEXT", callback=valid_text)


def fail_option(labels: Sequence[str], what: str) -> Callable[[Command], Command]:
    """--fail-on with these labels. Each that is given must be one of them: a misspelt one would never fail anything."""

    def read(ctx: click.Context, param: click.Parameter, value: str | None) -> frozenset[str]:
        if value is None:
            return frozenset()
        given = frozenset(part.strip() for part in value.split(",") if part.strip())
        unknown = ", ".join(sorted(given - set(labels)))
        if unknown or not given:
            raise click.BadParameter(f"{unknown or 'nothing'!r} is no label; there are {', '.join(labels)}")
        return given

    helped = f"Exit with status 3 if {what} is one of these labels."
    return click.option("--fail-on", metavar="LABEL,...", callback=read, help=helped)
