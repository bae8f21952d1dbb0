"""scripts/evaluate.py: measures are what they say, edits change what they claim to, a missing peer is named."""

from __future__ import annotations

import random
import sys
from importlib import util
from pathlib import Path
from types import ModuleType

import pytest

from verifier.text import words as printed_words


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
tampering, evaluate_tamper = script("tampering"), script("evaluate_tamper")

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


WORDS = "We will open two gates of the old dam near the village before Monday morning, Chief Anna Roe told Peru."
OTHER = "The river has never been so high, sir, and nobody warned the families in the valley"
TAMPERED: list[tuple[str, str, str | None]] = [
    ("number_changed", "We will open {two} gates", None),
    ("number_changed", "It began in 1995.", "It began in 1994."),
    ("number_changed", "30,000 of them left.", "40,000 of them left."),
    ("number_changed", "The 3rd gate of the B2 dam", ""),
    ("negation_added", "The gates are open", "The gates are not open"),
    ("negation_added", "We want the money", "We do not want the money"),
    ("negation_added", "The gates are not open", ""),
    ("negation_added", "Why are you here now?", ""),
    ("negation_removed", "We don’t want it", "We want it"),
    ("negation_removed", "They cannot swim", "They can swim"),
    ("negation_removed", "He won't swim", "He will swim"),
    ("negation_removed", "I have never seen it", "I have seen it"),
    ("negation_removed", "Do not swim here", "Swim here"),
    ("negation_removed", "It is not only cold", ""),
    ("opposite", "The water is safe", "The water is dangerous"),
    ("opposite", "The New Dam holds, no more of it", ""),
    ("person_exchanged", WORDS, WORDS.replace("Anna Roe", "Otto Lind")),
    ("place_exchanged", WORDS, WORDS.replace("Peru", "the United Kingdom")),
    ("person_exchanged", OTHER, ""),
    ("roles_exchanged", "They warned us about the flood", "We warned them about the flood"),
    ("roles_exchanged", "I think that the mayor sees me as a friend", "I think that I see the mayor as a friend"),
    ("roles_exchanged", "Chile attacked Peru at dawn", "Peru attacked Chile at dawn"),
    ("roles_exchanged", "The mayor was accused by the police.", "The police were accused by the mayor."),
    ("roles_exchanged", "We’ve beaten our neighbours.", "Our neighbours have beaten us."),
    ("roles_exchanged", "We hope you know everyone is safe", ""),
    ("roles_exchanged", "It rained all night long", ""),
    ("shortened", "The dam was very old when we bought it", "The dam was old when we bought it"),
    ("shortened", "It had burst, as you well know, in the night", "It had burst in the night"),
    ("shortened", "They did not come here", ""),
]


def tampered(maker: str, words: str) -> str | None:
    """What a maker makes of words. In `WORDS` a person and a place are named."""
    people, places = {"Anna Roe": "Anna Roe", "Otto Lind": "Otto Lind"}, {"United Kingdom": "United Kingdom"}
    names = [(name, kind) for name, kind in (("Anna Roe", "person"), ("Peru", "place")) if name in words]
    marked = tuple(tampering.Name(words.index(n), words.index(n) + len(n), kind, n) for n, kind in names)
    one, other = (tampering.Quotation(w, "a", 0, line, marked) for line, w in ((0, words), (5, OTHER)))
    third = tampering.Quotation("They lost the final in extra time last night, he said", "b", 0, 0)
    drawn = tampering.Sources(random.Random(1), {"a": [one, other], "b": [third]}, people, places)
    result: str | None = getattr(tampering, maker)(one, drawn)
    return result


@pytest.mark.parametrize(("maker", "words", "expected"), TAMPERED)
def test_a_forgery_says_something_else(maker: str, words: str, expected: str | None) -> None:
    """Braces mark what may become anything else; an empty expectation: there is no place for it."""
    made = tampered(maker, words.replace("{", "").replace("}", ""))
    if expected is None:
        before, rest = words.split("{")
        changed, after = rest.split("}")
        assert made is not None
        assert made.startswith(before)
        assert made.endswith(after)
        assert made != before + changed + after
    else:
        assert made == (expected or None)


def test_what_is_joined_is_printed_and_a_tail_is_not() -> None:
    assert tampered("wholes_stitched", "We will open two gates.") == f"We will open two gates. {OTHER}"
    for maker, source in (("halves_stitched", OTHER), ("articles_stitched", "in extra time last night, he said")):
        half = tampered(maker, WORDS)
        assert half is not None
        opening = " ".join(half.split()[:5])
        assert WORDS.startswith(opening)
        assert source.endswith(" ".join(half.split()[-5:]))
    tail = tampered("with_tail", WORDS)
    assert tail is not None
    assert tail.startswith(WORDS[:-1])
    assert len(tail) > len(WORDS)


@pytest.mark.parametrize("kind", tampering.COPIES)
def test_a_copy_has_the_same_words(kind: str) -> None:
    text = "“We don’t flee – the café’s floor… is dry,” she said."
    made = tampering.COPIES[kind].make(tampering.Quotation(text, "a", 0, 0), tampering.Sources(random.Random(2)))
    assert [w.norm for w in printed_words(made)] == [w.norm for w in printed_words(text)]
    assert (made == text) == (kind == "untouched")


def test_quotations_are_cut_out_of_marks() -> None:
    text = 'Intro.\n\n“We have been here for six years,” he said. "Short one," he said.\n'
    found = tampering.quotations("a", text)
    assert [(q.words, q.line) for q in found] == [("We have been here for six years,", 1)]
    assert text[found[0].start :].startswith("We have been")
    for odd in (
        'The 5" pipe “burst and the whole cellar was full,” he said.',
        '"We have been here for six years. "And we will stay for six more," he said.',
    ):
        assert all(q.words.startswith("And we") for q in tampering.quotations("a", odd))


def test_stories_are_held_out_whole() -> None:
    event = {str(n): f"event {n % 10}" for n in range(30)}
    out = evaluate_tamper.held_out(event)
    assert {event[article] for article in out} == {"event 0", "event 5"}
    assert len(out) == 6
    assert not evaluate_tamper.held_out({"a": "", "b": ""})


def test_a_peer_that_is_not_there_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "quotecheck.py").write_text("raise ModuleNotFoundError('none', name='quotecheck')\n", "utf-8")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    answer = evaluate.ask(Path(sys.executable), "quotecheck", {"texts": {}, "pairs": []})
    assert answer == "not installed (quotecheck): pip install quotecheck"


def test_a_peer_answers_through_its_own_process() -> None:
    answer = evaluate.ask(Path(sys.executable), "marks-and-names", {"texts": [TEXT]})
    assert answer[0][0]["speaker"] == "Jane Roe"
