"""`evaluate.py meaning`: answers are counted as the makers of the sets count them."""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from test_evaluate import script

evaluate_meaning = script("evaluate_meaning")

THREE = {"entailment", "neutral", "contradiction"}


@pytest.mark.parametrize(
    ("labels", "row", "answer"),
    [
        (THREE, [0.5, 0.3, 0.2], "entailment"),
        (THREE, [0.3, 0.5, 0.2], "neutral"),
        (THREE, [0.2, 0.3, 0.5], "contradiction"),
        # neutral is no answer here, however probable
        ({"entailment", "contradiction"}, [0.1, 0.7, 0.2], "contradiction"),
        ({"entailment", "contradiction"}, [0.2, 0.7, 0.1], "entailment"),
        # entailed only if more probable than the other two together
        ({"entailment", "not_entailment"}, [0.51, 0.49, 0.0], "entailment"),
        ({"entailment", "not_entailment"}, [0.4, 0.3, 0.3], "not_entailment"),
    ],
)
def test_answers(labels: set[str], row: list[float], answer: str) -> None:
    assert evaluate_meaning.answers(np.array([row], dtype=np.float32), labels) == [answer]


def test_labels_that_nobody_knows() -> None:
    with pytest.raises(SystemExit, match="unknown labels: entailment, maybe"):
        evaluate_meaning.answers(np.array([[1, 0, 0]], dtype=np.float32), {"entailment", "maybe"})


def always(column: int) -> evaluate_meaning.Relations:  # type: ignore[name-defined]
    def relations(pairs: Sequence[tuple[str, str]]) -> NDArray[np.float32]:
        return np.eye(3, dtype=np.float32)[[column] * len(pairs)]

    return relations


def test_a_table(tmp_path: Path) -> None:
    """One who always says entailment, beside a peer who always says contradiction."""
    labels = ["entailment", "contradiction", "contradiction", "neutral"]
    rows = [{"premise": "a", "hypothesis": "b", "label": label} for label in labels]
    (tmp_path / "one.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    options = argparse.Namespace(folder=tmp_path, sets=["one"], sample=4, seed=1)
    assert list(evaluate_meaning.measured(options, always(0), always(2))) == [
        ["one", 4, "50.0", "25.0", "4", "25.0", "50.0", "25.0"],
        ["all samples", "", "", "", "4", "25.0", "50.0", "25.0"],
    ]
    options.sample = 0
    assert list(evaluate_meaning.measured(options, always(0), None)) == [["one", 4, "50.0", "25.0", *["-"] * 4]]
