"""scripts/evaluate.py: measures are what they say, edits change what they claim to, a missing peer is named."""

from __future__ import annotations

import random
import sys
from importlib import util
from pathlib import Path
from types import ModuleType

import pytest


def script(name: str) -> ModuleType:
    folder = Path(__file__).parents[1] / "scripts"
    if str(folder) not in sys.path:
        sys.path.append(str(folder))  # as when it is run: its neighbours can be imported
    spec = util.spec_from_file_location(name, folder / f"{name}.py")
    assert spec and spec.loader
    module = util.module_from_spec(spec)
    sys.modules[name] = module  # dataclasses look their module up
    spec.loader.exec_module(module)
    return module


evaluate, peers = script("evaluate"), script("peers")

TEXT = 'The dam is safe, the mayor said. "We will open two gates before Monday," said Jane Roe.'
SAID = "The dam is safe"
QUOTED = '"We will open two gates before Monday,"'


def span(words: str) -> tuple[int, int]:
    return TEXT.index(words), TEXT.index(words) + len(words)


def annotated() -> dict[str, object]:
    found = [(SAID, "the mayor", False), (QUOTED, "Jane Roe", True)]
    return {
        "id": "a",
        "text": TEXT,
        "attributions": [
            {"content": [[*span(content), content]], "source": [[*span(source), source]], "quoted": quoted}
            for content, source, quoted in found
        ],
    }


@pytest.mark.parametrize(
    ("predicted", "expected"),
    [
        ([], ["0.000 (0/1)", "0.000 (0/1)", "0.000 (0/1)", "0.000 (0/1)", "-"]),
        ([(QUOTED, "Roe")], ["1.000 (1/1)", "1.000 (1/1)", "0.000 (0/1)", "0.000 (0/1)", "1.000 (1/1)"]),
        ([(QUOTED, "the mayor")], ["1.000 (1/1)", "0.000 (0/1)", "0.000 (0/1)", "0.000 (0/1)", "1.000 (1/1)"]),
        ([(SAID, "mayor")], ["0.000 (0/1)", "0.000 (0/1)", "1.000 (1/1)", "1.000 (1/1)", "1.000 (1/1)"]),
        # A piece of a content is no false find, and no find; the words of nobody are a false find.
        ([("before", ""), ("Jane", "")], ["0.000 (0/1)", "0.000 (0/1)", "0.000 (0/1)", "0.000 (0/1)", "0.500 (1/2)"]),
    ],
)
def test_attributions_are_scored(predicted: list[tuple[str, str]], expected: list[str]) -> None:
    pool = [{"spans": [span(words)], "speaker": speaker} for words, speaker in predicted]
    assert evaluate.score([annotated()], {"a": pool}) == expected


def test_the_baseline_takes_marks_and_the_nearest_name() -> None:
    assert peers.marks_and_names({"texts": [TEXT, "He said so.", 'A sign read "Exit".']}) == [
        [{"spans": [(span(QUOTED)[0] + 1, span(QUOTED)[1] - 1)], "speaker": "Jane Roe"}],
        [],
        [],
    ]


WORDS = "We will open two gates of the old dam near the village before Monday morning."
OTHERS = ["Nobody in the market had heard about the price of copper", "They lost the final in extra time last night"]


def edited(edit: str, words: str = WORDS) -> str | None:
    one = evaluate.Quotation(words, "a", 0)
    same = [one, evaluate.Quotation("The river has never been so high, sir", "a", 5)]
    elsewhere = [evaluate.Quotation(other, "b", 0) for other in OTHERS]
    result: str | None = getattr(evaluate, edit)(one, evaluate.Sources(random.Random(1), {"a": same}, elsewhere))
    return result


@pytest.mark.parametrize(
    ("edit", "there", "gone"),
    [
        ("number_changed", "We will open ", " two gates"),
        ("negated", "We will not open two gates", "will open"),
        ("opposite", "gates", None),
        ("shortened", "We will open two", None),
        ("with_tail", WORDS[:-1], None),
        ("halves_stitched", "We will open two gates of the old The river has never been so high, sir", "dam near"),
        ("wholes_stitched", "Monday morning. The river has never", None),
        ("retyped", "we\N{NO-BREAK SPACE}will open", "."),
    ],
)
def test_an_edit_changes_what_it_says(edit: str, there: str, gone: str | None) -> None:
    query = edited(edit)
    assert query is not None
    assert query != WORDS
    assert there in query
    assert gone is None or gone not in query


@pytest.mark.parametrize("edit", ["number_changed", "negated", "opposite", "shortened", "with_tail"])
def test_an_edit_without_a_place_is_left_out(edit: str) -> None:
    assert edited(edit, "Go home now, all of you") is None


def test_words_that_change_the_meaning_are_not_dropped() -> None:
    assert edited("shortened", "He says that they did not come here at all") is None


def test_quotations_are_cut_out_of_marks() -> None:
    rows = [
        {"id": "a", "text": 'Intro.\n\n“We have been here for six years,” he said. "Short one," he said.\n'},
        {"id": "b", "text": 'The 5" pipe “burst and the whole cellar was full,” he said.\n'},
        {"id": "c", "text": "“We have been here for six years” is what he said.\n"},
    ]
    assert evaluate.quotations(rows) == [evaluate.Quotation("We have been here for six years,", "a", 1)]


def test_stories_are_held_out_whole() -> None:
    rows = [{"id": str(n), "event": f"event {n % 10}"} for n in range(30)]
    pile, absent = evaluate.divided(rows)
    assert {row["event"] for row in absent} == {"event 0", "event 5"}
    assert len(pile) + len(absent) == 30


def test_a_peer_that_is_not_there_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "quotecheck.py").write_text("raise ModuleNotFoundError('none', name='quotecheck')\n", "utf-8")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    answer = evaluate.ask(Path(sys.executable), "quotecheck", {"texts": {}, "pairs": []})
    assert answer == "not installed (quotecheck): pip install quotecheck"


def test_a_peer_answers_through_its_own_process() -> None:
    answer = evaluate.ask(Path(sys.executable), "marks-and-names", {"texts": [TEXT]})
    assert answer[0][0]["speaker"] == "Jane Roe"
