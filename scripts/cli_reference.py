"""Write docs/cli.md from the commands' own help, or check that it is up to date.

python scripts/cli_reference.py            write it
python scripts/cli_reference.py --check    exit 1 if it is stale
"""

from __future__ import annotations

import sys
from pathlib import Path

import click

from verifier.cli import cli

TARGET = Path(__file__).resolve().parent.parent / "docs" / "cli.md"
WIDTH = 90

HEAD = """\
# The `verify` command

Generated from the commands' own help by `scripts/cli_reference.py`; a test checks that it is up to date.

Results go to standard output; progress, notes and errors go to standard error. What an article, a query or a file name
holds is escaped before it reaches the terminal. In a pipe and with `NO_COLOR` set the output is plain text: the words
that decide stand in `[[ ]]`, words that only the query has in `{- -}`, words that only the source has in `{+ +}`. What
`--json` prints is described in [json.md](json.md).

| exit status | meaning |
|---|---|
| 0 | it ran, whatever the verdict |
| 1 | an error, said in one line; `add`: something was refused (the rest was added) |
| 2 | wrong usage |
| 3 | `--fail-on`: the verdict is one of the labels |
| 130 | stopped by Ctrl-C; nothing is half-added |
| 141 | the reader of the output went away |
"""


def reference() -> str:
    """The whole document: the program, then every command in the order of its help."""
    parts = [HEAD, _section(cli, "verify")]
    parts += [_section(cli.commands[name], f"verify {name}") for name in cli.commands]
    return "\n".join(parts)


def _section(command: click.Command, name: str) -> str:
    context = click.Context(
        command, info_name=name, terminal_width=WIDTH, max_content_width=WIDTH, help_option_names=["-h", "--help"]
    )
    return f"## {name}\n\n```text\n{command.get_help(context).rstrip()}\n```\n"


def main() -> int:
    """Write or check."""
    written = reference()
    if "--check" not in sys.argv[1:]:
        TARGET.write_text(written, encoding="utf-8")
        return 0
    if TARGET.is_file() and TARGET.read_text(encoding="utf-8") == written:
        return 0
    print(f"{TARGET.name} is stale: run python scripts/cli_reference.py", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
