"""`verify compare`: two sentences, or a file of pairs, without a case; what is printed, and what is wrong usage."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, get_args

import pytest
from casework import FakeReader
from click.testing import Result

from verifier.commands import compare as command
from verifier.datamodel import Stance

Run = Callable[..., Result]

A, B = "Nine people died in the fire, 40 were hurt.", "Nine people died in the fire, 50 were hurt."


def lines(result: Result) -> list[dict[str, Any]]:
    assert (result.exit_code, result.stderr) == (0, "")
    return [json.loads(line) for line in result.stdout.splitlines()]


def written(*rows: object) -> str:
    """The name of a file of pairs; text is a line as it stands."""
    Path("pairs.jsonl").write_text("".join(f"{r if isinstance(r, str) else json.dumps(r)}\n" for r in rows))
    return "pairs.jsonl"


def pair(premise: object, hypothesis: object) -> dict[str, object]:
    return {"premise": premise, "hypothesis": hypothesis}


def test_b_is_read_with_a_as_its_premise(run: Run) -> None:
    """No case is asked for, none is made."""
    result = run("compare", "Nine people died in the fire at night.", "Nine people died.", "--json")
    answer = json.loads(result.stdout)
    assert (result.exit_code, result.stderr, answer["format"]) == (0, "", 1)
    assert answer["stance"] == "states"
    assert answer["models"] == {"fake-reader": FakeReader().sha256}
    back = json.loads(run("compare", "Nine people died.", "Nine people died in the fire at night.", "--json").stdout)
    assert back["stance"] == "partly" or back["stance"] == "related"
    assert not list(Path().iterdir())


@pytest.mark.parametrize(
    ("a", "b", "stance", "label"),
    [
        (A, A, "states", "STATES"),
        (A, B, "contradicts", "CONTRADICTS"),
        ("The court has not met.", "The court has met.", "contradicts", "CONTRADICTS"),
        ("It snowed in the valley.", "Nine people died.", "related", "NEUTRAL"),
        ("Did the court meet?", "The court did meet.", "related", "NEUTRAL"),
    ],
)
def test_stances(run: Run, a: str, b: str, stance: Stance, label: str) -> None:
    assert stance in get_args(Stance)
    assert json.loads(run("compare", a, b, "--json").stdout)["stance"] == stance
    shown = run("compare", a, b).stdout
    assert shown.startswith(label)
    assert "\x1b" not in shown


def test_words_and_differences(run: Run) -> None:
    answer = json.loads(run("compare", A, f"  {B.replace(' in ', '  in ')} ", "--json").stdout)
    assert answer["query"] == {"premise": A, "hypothesis": B}
    assert {B[w["start"] : w["end"]]: w["label"] for w in answer["words"]}["50"] == "contradicted"
    assert all(w["exact"] == B[w["start"] : w["end"]] and w[w["label"]] == w["score"] for w in answer["words"])
    (one,) = answer["differs_on"]
    assert (one["dimension"], one["here"], one["there"]) == ("number", "50", "40")
    assert "[[50]]" in run("compare", A, B).stdout


def test_pairs_are_answered_a_line_each_in_order(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """From a file and from standard input, however many are read in one go; blank lines are none."""
    file = written(pair(A, B), "", pair(A, A), pair("It snowed.", "Nine people died."))
    found = lines(run("compare", "--pairs", file, "--json"))
    assert [max(("entailment", "neutral", "contradiction"), key=one.__getitem__) for one in found] == [
        "contradiction",
        "entailment",
        "neutral",
    ]
    assert all(one["format"] == 1 for one in found)
    assert [len(one["words"]) for one in found] == [9, 9, 3]
    assert lines(run("compare", "--pairs", "-", "--json", stdin=Path(file).read_text())) == found
    monkeypatch.setattr(command, "AT_ONCE", 2)
    assert lines(run("compare", "--pairs", file, "--json")) == found


@pytest.mark.parametrize(
    ("args", "says"),
    [
        (("compare",), "give two sentences"),
        (("compare", A), "give two sentences"),
        (("compare", A, B, "--pairs", "-", "--json"), "give two sentences"),
        (("compare", "--pairs", "-"), "add --json"),
    ],
)
def test_wrong_usage(run: Run, args: tuple[str, ...], says: str) -> None:
    result = run(*args)
    assert (result.exit_code, result.stdout) == (2, "")
    assert says in result.stderr


@pytest.mark.parametrize(
    ("row", "says"),
    [
        ("no json", "line 2: no pair"),
        ("[1, 2]", "line 2: no pair"),
        ("[" * 100_000, "line 2: no pair"),
        ('{"premise": "A"}', "line 2: no pair"),
        (pair(1, "B"), "line 2: premise and hypothesis have to be text"),
        (pair("", "B"), "line 2: the sentence is empty"),
        (pair("...", "B"), "line 2: the sentence has no words"),
    ],
)
def test_a_line_that_is_no_pair_is_named(run: Run, row: object, says: str) -> None:
    """Nothing is printed of the others."""
    result = run("compare", "--pairs", written(pair(A, B), row), "--json")
    assert (result.exit_code, result.stdout) == (1, "")
    assert says in result.stderr
    assert len(result.stderr.splitlines()) == 1


@pytest.mark.parametrize(
    ("content", "says"), [(None, "cannot be read"), (b'{"premise": "\xff"}', "not UTF-8 text at byte 13")]
)
def test_a_file_that_is_none(run: Run, content: bytes | None, says: str) -> None:
    if content is not None:
        Path("pairs.jsonl").write_bytes(content)
    result = run("compare", "--pairs", "pairs.jsonl", "--json")
    assert (result.exit_code, result.stdout) == (1, "")
    assert says in result.stderr


@pytest.mark.parametrize("text", ["", " ", "...", "a\x00b c"])
def test_what_is_no_sentence_is_refused(run: Run, text: str) -> None:
    result = run("compare", A, text)
    assert (result.exit_code, result.stdout) == (1, "")
    assert "the sentence" in result.stderr


def test_hostile_words_reach_the_terminal_escaped(run: Run) -> None:
    a, b = "He left [[town]] <b>\u202e", "He left \u202e [bold]town[/bold]"
    shown = run("compare", a, b).stdout
    assert "\u202e" not in shown
    assert "[bold]town[/bold]" in shown
    assert run("compare", "--pairs", written(pair(a, b)), "--json").stdout.isascii()


def test_offsets_of_a_line_lead_into_its_own_text(run: Run) -> None:
    spaced = f"  {B.replace(' ', '  ')}\n"
    (one,) = lines(run("compare", "--pairs", written(pair(A, spaced)), "--json"))
    assert len(one["words"]) == 9
    assert all(w["exact"] == spaced[w["start"] : w["end"]] for w in one["words"])


def test_a_line_ends_at_a_line_feed_only(run: Run) -> None:
    row = '{"premise": "Nine people\u2028died.", "hypothesis": "Nine people died."}'
    (one,) = lines(run("compare", "--pairs", written(row), "--json"))
    assert one["entailment"] > one["contradiction"]


def test_every_line_names_its_models(run: Run) -> None:
    (one,) = lines(run("compare", "--pairs", written(pair(A, B)), "--json"))
    assert set(one["models"]) == {"fake-reader"}
