"""The command line: what it prints where, its exit status, and what it loads."""

from __future__ import annotations

import io
import json
import os
import shlex
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from importlib import util
from pathlib import Path
from typing import Any

import pytest
from casework import FakeReader
from click.testing import CliRunner, Result

from verifier import pipeline
from verifier.cli import cli
from verifier.errors import InputError, ModelError, QueryError
from verifier.options import CLAIM_LABELS, QUOTE_LABELS

ROOT = Path(__file__).resolve().parent.parent
Run = Callable[..., Result]

HARBOUR = 'Harbour closed\nThe harbour was closed on Monday.\n"We will not leave pier 9," Captain9 Mora said.\n'
VALLEY = "Snow in the valley\nIt snowed in the valley all night.\n"


@pytest.fixture
def harbour(run: Run, tmp_path: Path) -> Run:
    """The same, in a folder with a case of two articles."""
    Path("harbour.txt").write_text(HARBOUR)
    Path("valley.txt").write_text(VALLEY)
    assert run("add", "harbour.txt", "valley.txt").exit_code == 0
    return run


def one_error(result: Result, status: int = 1) -> str:
    """The one line on standard error, when nothing else was printed."""
    assert (result.exit_code, result.stdout) == (status, "")
    (line,) = result.stderr.splitlines()
    return line.removeprefix("Error: ")


# --------------------------------------------------------------------------------------------------------------- usage


def test_help_shows_every_command_whole(run: Run) -> None:
    shown = run("--help").stdout
    assert all(f"\n  {name} " in shown for name in cli.commands)
    assert "..." not in shown.split("Commands:")[1]


@pytest.mark.parametrize("name", [*cli.commands])
def test_every_command_has_an_example(run: Run, name: str) -> None:
    shown = run(name, "-h")
    assert shown.exit_code == 0
    assert f"verify {name}" in shown.stdout.split("Example")[1]


def test_reference_is_up_to_date() -> None:
    """docs/cli.md says what the commands say: python scripts/cli_reference.py writes it."""
    spec = util.spec_from_file_location("cli_reference", ROOT / "scripts" / "cli_reference.py")
    assert spec and spec.loader
    module = util.module_from_spec(spec)
    spec.loader.exec_module(module)
    written = (ROOT / "docs" / "cli.md").read_text(encoding="utf-8")
    assert written == module.reference()
    assert all(f"## verify {name}\n" in written for name in cli.commands)


@pytest.mark.parametrize(
    "args",
    [
        ["quote"],
        ["quote", "two", "arguments"],
        ["quote", "words", "--fail-on", "altred"],
        ["quote", "words", "--fail-on", ","],
        ["claim"],
        ["claim", "two", "arguments"],
        ["claim", "The harbour was closed", "--fail-on", "exact"],
        ["claim", "The harbour was closed", "--fail-on", ""],
        ["claim", "The harbour was closed", "--speaker", "Captain9"],
        ["claim", "half a character \udcff"],
        ["add"],
        ["show"],
        ["remove"],
        ["nonsense"],
        ["quote", "words", "--nonsense"],
        ["quote", "half a character \udcff"],
        ["quote", "words", "--speaker", "\udcff"],
        ["show", "\udcff"],
    ],
)
def test_wrong_usage_is_status_2(harbour: Run, args: list[str]) -> None:
    result = harbour(*args)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "Error: " in result.stderr


def test_version(run: Run) -> None:
    assert run("--version").stdout.startswith("verify 0")


# ---------------------------------------------------------------------------------------------------------- which case


def test_option_before_and_after_the_command_and_environment(harbour: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """--case after the command wins over one before it, that over $VERIFY_CASE, that over ./case.db."""
    for name in ("one", "two", "three"):
        Path(f"{name}.txt").write_text(f"The {name} of clubs.\n")
        assert harbour("add", f"{name}.txt", "--case", f"{name}.db").exit_code == 0

    def ids(*args: str) -> list[str]:
        return [one["id"] for one in json.loads(harbour(*args).stdout)["articles"]]

    assert ids("articles", "--json") == ["harbour", "valley"]
    monkeypatch.setenv("VERIFY_CASE", "one.db")
    assert ids("articles", "--json") == ["one"]
    assert ids("--case", "two.db", "articles", "--json") == ["two"]
    assert ids("--case", "two.db", "articles", "--json", "--case", "three.db") == ["three"]


def test_without_a_case_the_sample_answers_and_says_so(harbour: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    Path("case.db").rename("sample.db")
    monkeypatch.setattr(pipeline, "sample", lambda encoder: Path("sample.db"))
    result = harbour("quote", "We will not leave pier 9", "--json")
    assert json.loads(result.stdout)["verdict"] == "exact"
    assert "sample case" in result.stderr


def test_a_case_that_is_named_but_not_there_is_an_error(run: Run) -> None:
    assert one_error(run("articles", "--case", "absent.db")).startswith("absent.db: no such case")
    assert not Path("absent.db").exists()


def test_nothing_is_removed_from_the_sample(run: Run) -> None:
    assert "no case here" in one_error(run("remove", "harbour"))


# ----------------------------------------------------------------------------------------------------------------- add


def test_add_says_what_became_of_each(harbour: Run) -> None:
    """New, duplicate (under another name too), and refused, each by name; status 1 although the good one is added."""
    Path("new.txt").write_text("From: Harbour Post\n\nThe ferry sailed on Tuesday.\n")
    Path("copy.txt").write_text(HARBOUR)
    result = harbour("add", "new.txt", "copy.txt", "valley.txt", "absent.txt")
    assert result.exit_code == 1
    assert "added    new" in result.stdout
    assert "skipped  copy: the case has this text already as harbour" in result.stdout
    assert "skipped  valley: the case has this text already\n" in result.stdout
    assert "refused  absent.txt" in result.stdout
    assert "1 added, 2 skipped as duplicate, 1 refused; case.db now holds 3 articles." in result.stdout


def test_add_json(harbour: Run) -> None:
    Path("new.txt").write_text("The ferry sailed on Tuesday.\n")
    result = harbour("add", "new.txt", "valley.txt", "absent.txt", "--json")
    answer = json.loads(result.stdout)
    assert (result.exit_code, answer["format"], answer["articles"], answer["case"]) == (1, 1, 3, "case.db")
    assert [one["id"] for one in answer["added"]] == ["new"]
    assert answer["duplicates"] == [{"article": "valley", "same_as": "valley"}]
    assert "absent.txt" in answer["refused"][0]
    assert list(answer["models"]) == ["fake"]


def test_adding_again_changes_nothing(harbour: Run) -> None:
    before = harbour("articles", "--json").stdout
    assert harbour("add", "harbour.txt", "valley.txt").exit_code == 0
    assert harbour("articles", "--json").stdout == before


def test_add_takes_standard_input(run: Run) -> None:
    assert run("add", "-", stdin="The ferry sailed on Tuesday.\n").exit_code == 0
    assert len(json.loads(run("articles", "--json").stdout)["articles"]) == 1


def test_another_encoder_does_not_mix_with_the_first(harbour: Run) -> None:
    Path("new.txt").write_text("The ferry sailed on Tuesday.\n")
    assert "its vectors are of fake" in one_error(harbour("add", "new.txt", "--encoder", "other"))


def test_the_encoder_of_a_case_is_the_default_for_it(run: Run) -> None:
    """Vectors of two models do not compare, so a question in other words takes the model of the case, or is refused."""
    Path("harbour.txt").write_text(HARBOUR)
    Path("valley.txt").write_text(VALLEY)
    assert run("add", "harbour.txt", "--encoder", "other").exit_code == 0
    assert run("add", "valley.txt").exit_code == 0
    assert list(json.loads(run("quote", "nobody stays at the pier", "--json").stdout)["models"]) == [
        "fake-reader",
        "other",
    ]
    refused = run("quote", "nobody stays at the pier", "--encoder", "fake")
    assert "its vectors are of other" in one_error(refused)


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


def test_progress_is_shown_on_a_terminal_only(monkeypatch: pytest.MonkeyPatch) -> None:
    from verifier.console import adding

    for stream, shown in ((Terminal(), True), (io.StringIO(), False)):
        monkeypatch.setattr(sys, "stderr", stream)
        with adding() as (watched, advance):
            for item in watched([1, 2, 3]):
                advance(item)
        assert ("Adding articles" in stream.getvalue()) is shown


# ---------------------------------------------------------------------------------------------------------- the answers


@pytest.mark.parametrize(
    "args, key",
    [
        (["articles"], "articles"),
        (["quotes"], "quotes"),
        (["quotes", "harbour"], "quotes"),
        (["names"], "entities"),
        (["quote", "We will not leave pier 9"], "hits"),
        (["quote", "an invention about nothing"], "hits"),
        (["claim", "The harbour was closed on Monday."], "hits"),
        (["claim", "A comet has struck the moon"], "hits"),
        (["explain", "We will not leave pier 9"], "candidates"),
        (["models"], "registered"),
    ],
)
def test_json_is_one_object_and_the_same_every_time(harbour: Run, args: list[str], key: str) -> None:
    first, second = harbour(*args, "--json"), harbour(*args, "--json")
    answer = json.loads(first.stdout)
    assert (first.exit_code, first.stderr, answer["format"]) == (0, "", 1)
    assert isinstance(answer["models"], dict) and isinstance(answer[key], list)
    assert first.stdout == second.stdout


@pytest.mark.parametrize(
    "args, says",
    [
        (["articles"], "harbour · 3 sentences · 1 quote"),
        (["show", "harbour"], "[[We will not "),
        (["quotes"], "“We will not"),
        (["names"], "Captain9"),
        (["quote", "We will not leave pier 9"], "EXACT — printed word for word by 1 outlet"),
        (["claim", "The harbour was closed on Monday."], "STATED — stated by 1 outlet"),
        (["explain", "We will not leave pier 9"], "2 CANDIDATES"),
        (["models"], "the default encoder"),
        (["remove", "harbour", "valley"], "Removed harbour, valley."),
    ],
)
def test_text_is_plain_in_a_pipe(harbour: Run, args: list[str], says: str) -> None:
    result = harbour(*args)
    assert (result.exit_code, result.stderr) == (0, "")
    assert says in result.stdout
    assert "\x1b" not in result.stdout


def test_text_from_standard_input(harbour: Run) -> None:
    """With a byte order mark and a line end, as an editor on another system leaves them."""
    result = harbour("quote", "-", "--json", stdin=b"\xef\xbb\xbfWe will not leave pier 9\r\n")
    assert json.loads(result.stdout)["verdict"] == "exact"
    assert "not UTF-8" in one_error(harbour("quote", "-", stdin=b"caf\xe9 is closed"))
    asked = harbour("claim", "-", "--json", stdin=b"\xef\xbb\xbfThe harbour was closed on Monday.\r\n")
    assert json.loads(asked.stdout)["query"] == {"claim": "The harbour was closed on Monday."}
    assert "not UTF-8" in one_error(harbour("claim", "-", stdin=b"caf\xe9 is closed"))


@pytest.mark.parametrize(
    "labels, speaker, status",
    [
        ("exact", None, 3),
        ("altered,not-found", None, 0),
        ("altered, exact", None, 3),
        ("misattributed", "Olaf Berg", 3),
        ("misattributed", None, 0),
    ],
)
def test_fail_on(harbour: Run, labels: str, speaker: str | None, status: int) -> None:
    """Labels of either verdict; the answer is printed all the same."""
    asked = ["--speaker", speaker] if speaker else []
    result = harbour("quote", "We will not leave pier 9", *asked, "--fail-on", labels, "--json")
    assert result.exit_code == status
    assert json.loads(result.stdout)["verdict"] == "exact"


@pytest.mark.parametrize("labels, status", [("contradicted,both", 0), ("stated", 3), ("not-found, stated", 3)])
def test_fail_on_a_claim(harbour: Run, labels: str, status: int) -> None:
    result = harbour("claim", "The harbour was closed on Monday.", "--fail-on", labels, "--json")
    assert result.exit_code == status
    assert json.loads(result.stdout)["verdict"] == "stated"


@pytest.mark.parametrize("claim", ["", " \n", "...", "Harbour", "Was the harbour closed?", "word " * 5_000])
def test_what_states_nothing_is_one_line(harbour: Run, claim: str) -> None:
    """Said by name and with what to do, never as a verdict."""
    assert one_error(harbour("claim", claim))
    assert one_error(harbour("claim", "-", stdin=claim))


def test_the_models_of_a_claim_are_the_ones_asked_for(harbour: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both are named in the answer; one that is missing is an error rather than a poorer answer."""
    asked = ("claim", "The harbour was closed on Monday.", "--json")
    assert list(json.loads(harbour(*asked).stdout)["models"]) == ["fake", "reader", "reader-small"]
    assert list(json.loads(harbour(*asked, "--relation-model", "other").stdout)["models"]) == ["fake", "other"]
    assert "its vectors are of fake" in one_error(harbour(*asked, "--encoder", "other"))
    monkeypatch.setattr("verifier.models.reader.load", raising(ModelError("no model folder absent")))
    assert one_error(harbour(*asked, "--relation-model", "absent")) == "no model folder absent"


def test_the_relation_of_a_quotation(harbour: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """Asked for other words only: the same words need no model."""
    altered = ("quote", "We will leave pier 9", "--json")
    hits = json.loads(harbour(*altered).stdout)["hits"]
    assert [hit["relation"]["label"] for hit in hits] == ["contradiction"]
    monkeypatch.setattr("verifier.models.reader.load", raising(ModelError("no model folder absent")))
    assert one_error(harbour(*altered, "--relation-model", "absent")) == "no model folder absent"
    assert json.loads(harbour("quote", "We will not leave pier 9", "--json").stdout)["verdict"] == "exact"


@pytest.mark.parametrize(
    ("two", "name", "names"),
    [
        (False, "some", ["some"]),
        (False, None, [None]),
        (True, "some", ["some"]),  # a reader that was asked for is alone
        (True, None, ["reader-small", "reader"]),
    ],
)
def test_readers_are_loaded_once_and_only_if_they_are_called(
    monkeypatch: pytest.MonkeyPatch, two: bool, name: str | None, names: list[str | None]
) -> None:
    from verifier.console import reader_of, readers_of

    loaded: list[str | None] = []

    def load(name: str | None = None) -> FakeReader:
        loaded.append(name)
        return FakeReader()

    monkeypatch.setattr("verifier.models.reader.load", load)
    reader = (readers_of if two else reader_of)(name)
    assert loaded == []
    assert reader() is reader()
    assert loaded == names


def test_every_label_can_be_failed_on(harbour: Run) -> None:
    assert (len(QUOTE_LABELS), len(CLAIM_LABELS)) == (15, 6)
    assert harbour("quote", "We will not leave pier 9", "--fail-on", ",".join(QUOTE_LABELS)).exit_code == 3
    assert harbour("claim", "The harbour was closed", "--fail-on", ",".join(CLAIM_LABELS)).exit_code == 3


def test_remove_takes_all_or_none(harbour: Run) -> None:
    assert "absent: no such article" in one_error(harbour("remove", "harbour", "absent"))
    assert len(json.loads(harbour("articles", "--json").stdout)["articles"]) == 2


# --------------------------------------------------------------------------------------------------------------- errors


@pytest.mark.parametrize(
    "error, status, says",
    [
        (QueryError("the quotation is empty"), 1, "the quotation is empty"),
        (InputError("two\nlines \x1b[2J"), 1, "two lines \\x1b[2J"),
        (OSError(28, "No space left on device", "case.db"), 1, "case.db: No space left on device; free some room"),
        (
            PermissionError(13, "Permission denied", "x\x1b.db"),
            1,
            "x\\x1b.db: Permission denied; check the permissions",
        ),
        (OSError("something else"), 1, "something else; check"),
    ],
)
def test_errors_are_one_line(
    harbour: Run, monkeypatch: pytest.MonkeyPatch, error: Exception, status: int, says: str
) -> None:
    monkeypatch.setattr("verifier.verify.verify_quote", raising(error))
    assert one_error(harbour("quote", "words"), status).startswith(says)


def test_interrupted(harbour: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("verifier.verify.verify_quote", raising(KeyboardInterrupt()))
    result = harbour("quote", "words")
    assert (result.exit_code, result.stdout) == (130, "")
    assert "Nothing is half-added" in result.stderr


def test_a_mistake_of_ours_is_not_hidden(harbour: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("verifier.verify.verify_quote", raising(ZeroDivisionError()))
    assert isinstance(harbour("quote", "words").exception, ZeroDivisionError)


def raising(error: BaseException) -> Callable[..., Any]:
    def stage(*args: object, **kwargs: object) -> None:
        raise error

    return stage


WITHOUT_MODEL = """
import signal
from functools import partial
from casework import FakeEncoder, FakeReader, analyse
from verifier import cli, encoders, pipeline
from verifier.models import reader
encoders.load = lambda name: FakeEncoder()
reader.load = lambda name: FakeReader()
pipeline.add_articles = partial(pipeline.add_articles, analyse=analyse)
signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell that runs the tests behind its back ignores it
cli.main()
"""


def verify(*args: str, **kwargs: Any) -> subprocess.Popen[bytes]:
    """A process of its own, without a model."""
    env = os.environ | {"PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "tests")])}
    return subprocess.Popen([sys.executable, "-c", WITHOUT_MODEL, *args], env=env, **kwargs)


def test_a_reader_that_goes_away_is_no_error(harbour: Run, tmp_path: Path) -> None:
    Path("long.txt").write_text("".join(f"Line {n} of the long report.\n" for n in range(5_000)))
    assert harbour("add", "long.txt").exit_code == 0
    with verify("show", "long", cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout and process.stderr
        process.stdout.readline()
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == 141


def test_control_c_leaves_the_case_whole(harbour: Run, tmp_path: Path) -> None:
    """Standard input never ends: the process waits in `add` when the signal comes."""
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    with verify("add", "-", cwd=tmp_path, **pipes) as process:
        assert process.stderr and process.stdin
        process.stdin.write(b"half an article")
        process.stdin.flush()
        time.sleep(1)  # by then it reads; before, a signal would have found it starting
        process.send_signal(signal.SIGINT)
        said = process.stderr.read().decode()
    assert process.returncode == 130
    assert said.strip().startswith("Stopped.") and "Traceback" not in said
    assert len(json.loads(harbour("articles", "--json").stdout)["articles"]) == 2


def test_odd_streams(harbour: Run, tmp_path: Path) -> None:
    """An encoding without our dashes, closed streams, a full disk: an answer or one line, never a traceback."""
    call = f"{shlex.quote(sys.executable)} -m verifier"
    env = os.environ | {"PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "ascii"}
    for line, status, said in (
        (f'{call} quote "We will not leave pier 9"', 0, "EXACT \\u2014 printed"),
        (f"{call} quotes >&-", 0, ""),
        (f"{call} quote - <&-", 1, "Error: the quotation is empty"),
        (f"{call} quotes --json >/dev/full", 1, "No space left on device; free some room"),
    ):
        done = subprocess.run(["sh", "-c", line], cwd=tmp_path, env=env, capture_output=True, text=True)
        assert (done.returncode, done.stderr.count("\n") <= 1) == (status, True), done.stderr
        assert said in done.stdout + done.stderr


# ------------------------------------------------------------------------------------------------------ what is loaded


MODEL = {"nltk", "onnxruntime", "tokenizers", "torch", "transformers", "sentence_transformers", "trafilatura"}
LIGHT = MODEL | {"rich", "numpy", "faiss", "sqlite3", "rapidfuzz"}


@pytest.mark.parametrize(
    "args, banned",
    [
        (["--help"], LIGHT),
        (["quote", "--help"], LIGHT),
        (["claim", "--help"], LIGHT),
        (["quote", "We will not leave pier 9", "--json"], MODEL | {"rich"}),
        (["quote", "We will not leave pier 9"], MODEL),
    ],
)
def test_what_is_not_needed_is_not_imported(harbour: Run, tmp_path: Path, args: list[str], banned: set[str]) -> None:
    code = (
        "import sys\nfrom verifier.cli import main\n"
        "try: main()\n"
        "except SystemExit as end: assert not end.code, end.code\n"
        "print(*sorted({name.partition('.')[0] for name in sys.modules}), file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, *args],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert sorted(banned & set(done.stderr.splitlines()[-1].split())) == []


# ---------------------------------------------------------------------------------------------------------- the sample


def examples() -> Iterator[list[str]]:
    """Every example of every help text, as arguments; one for standard input comes as its last element."""
    for command in (cli, *cli.commands.values()):
        for line in (command.help or "").split("Example")[-1].splitlines():
            before, found, call = line.strip().rpartition("verify ")
            if found and not before.strip("| ").startswith("("):
                words = shlex.split(before.removesuffix("| "))
                yield [*shlex.split(call), *words[1:]] if words else shlex.split(call)


@pytest.mark.model
def test_the_examples_work_on_the_sample_case(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In the order of the help, so that what `remove` removes was added."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("VERIFY_CASE", raising=False)
    Path("seeds").symlink_to(ROOT / "seeds")
    calls = list(examples())
    assert {call[0] for call in calls} == set(cli.commands)
    for call in calls:
        words, stdin = (call[:-1], call[-1]) if "-" in call else (call, "")
        result = CliRunner().invoke(cli, words, input=stdin, prog_name="verify")
        assert result.exit_code == 0, (call, result.stderr)
        assert result.stdout or "Wrote " in result.stderr
