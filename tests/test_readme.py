"""What README and docs show is what the program prints: outputs, labels, commands and links; and they stay short.

A block of a document that begins with "$ verify" is an output; one that ends with "…" shows the beginning.
"""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import get_args

import click
import pytest

from verifier.cli import cli
from verifier.datamodel import (
    ClaimLabel,
    ClaimStatus,
    MemberRelation,
    ReviewAction,
    Severity,
    SpeakerVerdict,
    VerdictLabel,
)

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
PAGES = [*sorted(ROOT.glob("*.md")), *sorted(DOCS.glob("*.md"))]
SHOWN = re.compile(r"^    \$ (verify .+)\n((?:    .*\n|\n(?=    ))+)", re.M)
README, TOUR = (SHOWN.findall(path.read_text("utf-8")) for path in (ROOT / "README.md", DOCS / "tour.md"))
VERDICTS = (DOCS / "verdicts.md").read_text("utf-8")
ASKED: list[tuple[str, str]] = re.findall(r"^\| `([\w-]+)` \| `(verify (?:quote|claim) [^`]+)` \|", VERDICTS, re.M)
"""The label that docs/verdicts.md promises, and the question that gets it."""


def ask(folder: Path, command: str, *more: str) -> str:
    env = {**os.environ, "COLUMNS": "100", "NO_COLOR": "1", "PYTHONIOENCODING": "utf-8"}
    env.pop("VERIFY_CASE", None)
    asked = [sys.executable, "-m", "verifier", *shlex.split(command)[1:], *more]
    return subprocess.run(asked, cwd=folder, env=env, capture_output=True, encoding="utf-8", check=True).stdout


def test_the_readme_is_short() -> None:
    assert len((ROOT / "README.md").read_bytes()) <= 6_000


def test_the_readme_has_one_example_and_the_tour_has_each_question() -> None:
    ((_, lines),) = README
    assert len(lines.splitlines()) <= 15
    assert {command.split()[1] for command, _ in TOUR} == {"quote", "claim", "report", "review"}


@pytest.mark.model
@pytest.mark.parametrize(
    ("command", "shown"),
    [
        *(pytest.param(*block, id=f"README: {block[0]}") for block in README),
        *(pytest.param(*block, id=f"tour: {block[0]}") for block in TOUR),
    ],
)
def test_what_a_document_shows_is_printed(tmp_path: Path, command: str, shown: str) -> None:
    lines = [line.removeprefix("    ").rstrip() for line in shown.rstrip().splitlines()]
    printed = [line.rstrip() for line in ask(tmp_path, command).rstrip().splitlines()]
    if lines[-1] == "…":
        lines = lines[:-1]
        printed = printed[: len(lines)]
    assert printed == lines


@pytest.mark.model
@pytest.mark.parametrize(("label", "command"), ASKED, ids=[f"{label}: {command}" for label, command in ASKED])
def test_each_verdict_has_an_example_that_gets_it(tmp_path: Path, label: str, command: str) -> None:
    answer = json.loads(ask(tmp_path, command, "--json"))
    assert label == answer["speaker_verdict" if "--speaker" in command else "verdict"]


def test_no_label_lacks_an_example() -> None:
    asked = {
        kind: {label for label, command in ASKED if re.match(kind, command)}
        for kind in ("verify quote (?!.*--speaker)", "verify quote .*--speaker", "verify claim")
    }
    assert [*asked.values()] == [
        {*get_args(VerdictLabel)},
        {*get_args(SpeakerVerdict)} - {"not-asked"},
        {*get_args(ClaimLabel)},
    ]
    told = {*re.findall(r"^\| `([\w-]+)` \|", VERDICTS, re.M)}
    for labels in (ClaimStatus, MemberRelation, ReviewAction, Severity):
        assert {*get_args(labels)} <= told


@pytest.mark.parametrize("name", ["README.md", "docs/tour.md", "docs/tutorial.md"])
def test_commands_and_options_exist(name: str) -> None:
    """Blocks of commands and the tables of them name what the program has."""
    lines = re.findall(
        r"(?:^    (?:\$ |\./scripts/)?|`)(verify [a-z]+\b[^`\n]*)", (ROOT / name).read_text("utf-8"), re.M
    )
    assert lines
    for line in lines:
        command, *words = line.partition("#")[0].split()[1:]
        assert command in cli.commands, line
        options = {flag for one in cli.commands[command].params if isinstance(one, click.Option) for flag in one.opts}
        assert {word for word in words if re.match(r"--?[a-z]", word)} <= options, line


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.name)
def test_links_between_documents_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)\s#]+)", page.read_text("utf-8")):
        assert target.startswith("https://") or (page.parent / target).exists(), target


def test_the_glossary_is_short() -> None:
    words = re.findall(r"^\| ([a-z][a-z, ]+) \| ", (DOCS / "glossary.md").read_text("utf-8"), re.M)[1:]
    assert 20 <= len(words) <= 30
    assert words == sorted(words)
