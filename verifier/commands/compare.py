"""`verify compare`: two sentences, or a file of pairs, read against each other without any case."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from verifier.console import emit, paper, reader_of
from verifier.errors import InputError, QueryError
from verifier.options import json_option, relation_model_option, valid_text

if TYPE_CHECKING:
    from verifier.compare import Comparison
    from verifier.models.reader import Reader

__all__ = ["compare"]

AT_ONCE = 256
"""So many pairs of a file are read in one go; their answers are printed before the next are read."""


@click.command(short_help="Compare two sentences: does the second follow, contradict, and on which words?")
@click.argument("premise", metavar="[A]", required=False, callback=valid_text)
@click.argument("hypothesis", metavar="[B]", required=False, callback=valid_text)
@click.option(
    "--pairs",
    metavar="FILE",
    callback=valid_text,
    help='Compare each pair of a file of JSON lines, {"premise": ..., "hypothesis": ...}; - for standard input.',
)
@json_option
@relation_model_option
def compare(
    premise: str | None, hypothesis: str | None, pairs: str | None, as_json: bool, relation_model: str | None
) -> None:
    """Read B with A as its premise: does B follow from A, contradict it or neither, and which words decide?

    With --pairs and --json one object is printed a line: the probabilities entailment, neutral and contradiction, words
    (start, end, label and score of each word of the hypothesis: supported, contradicted, unmentioned), and differs_on.

    \b
    Examples:
      verify compare "Nine people died in the fire." "The fire killed eleven people."
      echo '{"premise": "Nine people died.", "hypothesis": "Eleven people died."}' | verify compare --pairs - --json
    """
    if (pairs is None) == (premise is None) or (premise is None) != (hypothesis is None):
        raise click.UsageError("give two sentences, A and B, or --pairs FILE")
    if pairs is not None and not as_json:
        raise click.UsageError("--pairs prints JSON lines; add --json")
    reader = reader_of(relation_model)()
    if pairs is not None:
        rows = list(_rows(pairs))
        for start in range(0, len(rows), AT_ONCE):
            for found in _compared(reader, rows[start : start + AT_ONCE]):
                click.echo(_line(found, reader))
        return
    found = next(_compared(reader, [(_text(premise or ""), _text(hypothesis or ""))]))
    if as_json:
        from verifier.models.reader import made_by
        from verifier.report import machine

        emit(machine.comparison(found, made_by(reader).items()))
        return
    with paper() as page:
        from verifier.report import comparison

        comparison.answer(found, page)


def _text(given: str) -> str:
    """A sentence on one line. Raises QueryError for what is none."""
    from verifier.verify import parse

    return " ".join(parse(given, "sentence").text.split())


def _rows(path: str) -> Iterator[tuple[str, str]]:
    """The pairs of a file of JSON lines. Raises InputError with the line that is none."""
    where = "standard input" if path == "-" else path
    try:
        data = sys.stdin.buffer.read() if path == "-" else Path(path).read_bytes()
        lines = data.decode("utf-8-sig").split("\n")  # a string of JSON may hold the other line separators
    except OSError as error:
        raise InputError(f"{where}: cannot be read ({error.strerror or error}); check the path") from error
    except UnicodeDecodeError as error:
        raise InputError(f"{where}: not UTF-8 text at byte {error.start}; convert it first") from error
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            premise, hypothesis = row["premise"], row["hypothesis"]
        except (ValueError, TypeError, KeyError, RecursionError) as error:
            raise InputError(
                f'{where}, line {number}: no pair; a line is {{"premise": "...", "hypothesis": "..."}}'
            ) from error
        if not isinstance(premise, str) or not isinstance(hypothesis, str):
            raise InputError(f"{where}, line {number}: premise and hypothesis have to be text")
        try:
            _text(premise), _text(hypothesis)
        except QueryError as error:
            raise InputError(f"{where}, line {number}: {error}") from error
        yield premise, hypothesis  # as they are in the file, where the offsets of the answer lead


def _compared(reader: Reader, rows: Sequence[tuple[str, str]]) -> Iterator[Comparison]:
    """The second text of each pair as the claim, the first as the sentence that it is read against."""
    from verifier.compare import compare_pairs
    from verifier.compare.statement import of_text
    from verifier.names.spelling import same_bearer

    pairs = [(of_text(hypothesis), of_text(premise)) for premise, hypothesis in rows]
    yield from compare_pairs(reader, pairs, same_bearer)


def _line(found: Comparison, reader: Reader) -> str:
    from verifier.models.reader import made_by
    from verifier.report import machine

    return machine.dumps(machine.comparison_line(found, made_by(reader).items()), indent=None)
