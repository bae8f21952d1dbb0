"""`verify report`: where each format goes, what is refused at once, and that an older file is safe."""

from __future__ import annotations

import csv
import io
import json
import os
import stat
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import get_args

import pytest
from click.testing import Result
from reportwork import sample

from verifier import console
from verifier.case import Case
from verifier.commands.report import ENDINGS, Format
from verifier.options import REPORT_LABELS

Run = Callable[..., Result]

HARBOUR = 'Harbour closed\nThe harbour was closed on Monday.\n"We will not leave pier 9," Captain9 Mora said.\n'
VALLEY = "Snow in the valley\nIt snowed in the valley all night.\nThe harbour was closed on Monday.\n"
LIST = 'quote,speaker\nWe will not leave pier 9,Captain9\n,Captain9\n"all night, it snowed"\n'


@pytest.fixture
def pile(run: Run) -> Run:
    Path("harbour.txt").write_text(HARBOUR)
    Path("valley.txt").write_text(VALLEY)
    Path("list.csv").write_text(LIST)
    assert run("add", "harbour.txt", "valley.txt").exit_code == 0
    return run


def test_the_summary_for_the_screen(pile: Run) -> None:
    result = pile("report")
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.startswith("REPORT — 2 outlets")
    assert "verify report -o report.html" in result.stdout


@pytest.mark.parametrize("form", get_args(Format))
def test_every_format_is_the_same_on_the_screen_and_in_a_file(pile: Run, form: str) -> None:
    printed = pile("report", "--format", form)
    assert (printed.exit_code, printed.stderr) == (0, "")
    written = pile("report", "--format", form, "-o", "report.any")
    assert (written.exit_code, written.stdout, written.stderr) == (0, "", "Wrote report.any.\n")
    assert Path("report.any").read_bytes().removeprefix(b"\xef\xbb\xbf").decode() == printed.stdout_bytes.decode()
    assert printed.stdout.endswith("\n")
    assert pile("report", "--format", form).stdout_bytes == printed.stdout_bytes


@pytest.mark.parametrize("ending, form", ENDINGS.items())
def test_the_ending_tells_the_format(pile: Run, ending: str, form: str) -> None:
    assert pile("report", "-o", f"report{ending.upper()}").exit_code == 0
    assert Path(f"report{ending.upper()}").read_bytes().removeprefix(b"\xef\xbb\xbf") == (
        pile("report", "--format", form).stdout_bytes
    )


def test_json(pile: Run) -> None:
    answer = json.loads(pile("report", "--json").stdout)
    assert answer["format"] == 1 and set(answer["models"]) == {"fake", "reader", "reader-small"}
    members = [m["exact"] for one in (*answer["claims"], *answer["single"]) for m in one["members"]]
    assert "The harbour was closed on Monday." in members
    assert pile("report", "--json").stdout == pile("report", "--format", "json").stdout


def test_csv_for_spreadsheets_has_a_byte_order_mark_in_a_file_only(pile: Run) -> None:
    assert pile("report", "-o", "report.csv").exit_code == 0
    assert Path("report.csv").read_bytes().startswith(b'\xef\xbb\xbf"kind","id"')
    assert pile("report", "--format", "csv").stdout.startswith('"kind","id"')


# ------------------------------------------------------------------------------------------------------------ the list


def test_bad_rows_are_named_the_others_done_and_the_status_is_1(pile: Run) -> None:
    result = pile("report", "--quotes", "list.csv", "--json")
    assert result.exit_code == 1
    assert result.stderr == "list.csv: row 3: has no quotation; give the words that are to be looked up\n"
    first, bad, last = json.loads(result.stdout)["checks"]
    assert (first["row"], first["answer"]["verdict"], first["speaker"]) == (2, "exact", "Captain9")
    assert (bad["row"], bad["answer"]) == (3, None) and "no quotation" in bad["error"]
    assert (last["row"], last["quote"], last["error"]) == (4, "all night, it snowed", None)
    assert "format" not in first["answer"]


def test_the_list_in_text_and_csv(pile: Run) -> None:
    assert "QUOTATIONS OF THE LIST · 3 rows" in pile("report", "--quotes", "list.csv").stdout
    table = list(csv.DictReader(io.StringIO(pile("report", "--quotes", "list.csv", "--format", "csv").stdout)))
    assert [(one["id"], one["status"]) for one in table if one["kind"] == "quotation"][:2] == [
        ("2", "exact"),
        ("3", "error"),
    ]


def test_the_list_from_standard_input(pile: Run) -> None:
    result = pile("report", "--quotes", "-", "--json", stdin="We will not leave pier 9\n")
    assert result.exit_code == 0
    assert [one["answer"]["verdict"] for one in json.loads(result.stdout)["checks"]] == ["exact"]


@pytest.mark.parametrize(
    "name, says", [("absent.csv", "no such file"), (".", "cannot be read"), ("empty.csv", "no quot")]
)
def test_a_list_that_is_none_is_one_line(pile: Run, name: str, says: str) -> None:
    Path("empty.csv").write_text("\n")
    result = pile("report", "--quotes", name)
    assert (result.exit_code, result.stdout) == (1, "")
    (line,) = result.stderr.splitlines()
    assert says in line and name.replace(".csv", "") in line


# -------------------------------------------------------------------------------------------------------- wrong usage


@pytest.mark.parametrize(
    "args, says",
    [
        (["-o", "report"], "tells no format"),
        (["-o", "report.pdf"], "html, json, csv, md"),
        (["-o", "folder"], "is a folder"),
        (["-o", "absent/report.html"], "no folder"),
        (["--format", "pdf"], "pdf"),
        (["--json", "--format", "csv"], "does not go with"),
        (["--fail-on", "contradictd"], "no label"),
        (["extra"], "extra"),
    ],
)
def test_wrong_usage_is_said_before_the_work(
    pile: Run, monkeypatch: pytest.MonkeyPatch, args: list[str], says: str
) -> None:
    monkeypatch.setattr("verifier.reporting.make_report", None)
    Path("folder").mkdir()
    result = pile("report", *args)
    assert (result.exit_code, result.stdout) == (2, "")
    assert says in " ".join(result.stderr.split())


@pytest.mark.parametrize(
    "labels, status",
    [("contradicted", 3), ("unresolved", 0), ("single-outlet", 0), ("exact", 3), ("altered,updated", 3)],
)
def test_fail_on(pile: Run, monkeypatch: pytest.MonkeyPatch, labels: str, status: int) -> None:
    """The statuses of claims that are told more than once, and the verdicts of the list."""
    report = replace(sample(), checks=sample().checks[:1])
    monkeypatch.setattr("verifier.reporting.make_report", lambda case, **options: report)
    assert pile("report", "--fail-on", labels).exit_code == status


def test_fail_on_a_quotation_of_the_list(pile: Run) -> None:
    """The verdict counts more than a bad row."""
    assert pile("report", "--quotes", "list.csv", "--fail-on", "exact").exit_code == 3
    assert pile("report", "--quotes", "list.csv", "--fail-on", "match").exit_code == 3
    assert len(REPORT_LABELS) == 21


def test_an_empty_case_is_reported(run: Run) -> None:
    with Case.open("case.db"):
        pass
    result = run("report")
    assert result.exit_code == 0
    assert "0 outlets" in result.stdout and "verify add PATH" in result.stdout
    assert json.loads(run("report", "--json").stdout)["claims"] == []


# ------------------------------------------------------------------------------------------------------------ the file


def test_an_older_file_is_replaced_and_keeps_its_mode_and_links(pile: Run) -> None:
    Path("real.md").write_text("old")
    Path("real.md").chmod(0o640)
    Path("link.md").symlink_to("real.md")
    assert pile("report", "-o", "link.md").exit_code == 0
    assert Path("link.md").is_symlink()
    assert Path("real.md").read_text().startswith("# 2 outlets")
    assert stat.S_IMODE(Path("real.md").stat().st_mode) == 0o640
    assert [one for one in Path().iterdir() if one.name.startswith(".verify")] == []


def test_an_older_file_stays_if_the_new_one_cannot_be_written(pile: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """A full disk, or Ctrl-C: what was there is whole, and nothing lies beside it."""
    Path("report.md").write_text("old")

    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    def stopped(descriptor: int) -> None:
        raise KeyboardInterrupt

    for fsync, status, says in ((full, 1, "report.md: cannot be written (No space left"), (stopped, 130, "Stopped")):
        monkeypatch.setattr(os, "fsync", fsync)
        result = pile("report", "-o", "report.md")
        assert (result.exit_code, result.stdout) == (status, "")
        assert says in result.stderr
        assert Path("report.md").read_text() == "old"
        assert [one for one in Path().iterdir() if one.name.startswith(".verify")] == []


def test_what_is_no_file_is_written_to_not_replaced(pile: Run, tmp_path: Path) -> None:
    assert pile("report", "--format", "md", "-o", os.devnull).exit_code == 0
    assert stat.S_ISCHR(Path(os.devnull).stat().st_mode)


def test_a_new_file_obeys_the_umask(tmp_path: Path) -> None:
    before = os.umask(0o027)
    try:
        console.save(tmp_path / "new.txt", b"new")
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "new.txt").stat().st_mode) == 0o640


# ------------------------------------------------------------------------------------------------------------ progress


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_progress_is_shown_on_a_terminal_only(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    with console.watching() as advance:
        assert advance is not None
        advance("comparing", 1, 3)
    assert "Comparing" in terminal.getvalue()
    monkeypatch.setattr(sys, "stderr", io.StringIO())
    with console.watching() as advance:
        assert advance is None
