"""The labelled pairs of docs/contradictions.md: their form and folds; no text is in them, none is needed."""

from __future__ import annotations

import json
import re
from collections import Counter
from itertools import pairwise
from pathlib import Path
from typing import Any, get_args

import pytest

from verifier.datamodel import Dimension, Reading

ROOT = Path(__file__).parents[1]
ROWS: list[dict[str, Any]] = [
    json.loads(line) for line in (ROOT / "scripts" / "data" / "contradictions.jsonl").read_text("utf-8").splitlines()
]
SIDES = [row[side] for row in ROWS for side in ("a", "b")]


def place(side: dict[str, Any]) -> tuple[str, int, int]:
    return side["article"], side["start"], side["end"]


def test_every_line_has_the_same_keys() -> None:
    assert {tuple(row) for row in ROWS} == {("event", "a", "b", "label", "on", "reading", "fold", "second", "sha256")}
    assert {tuple(side) for side in SIDES} == {("article", "start", "end")}


def test_only_offsets_labels_and_digests_are_stored() -> None:
    assert all(re.fullmatch(r"[0-9a-f]{56}", side["article"]) for side in SIDES)
    assert all(re.fullmatch(r"[0-9a-f]{64}", row["sha256"]) for row in ROWS)
    assert all(type(row["event"]) is int for row in ROWS)
    assert all(type(side["start"]) is type(side["end"]) is int and 0 <= side["start"] < side["end"] for side in SIDES)


def test_labels_dimensions_and_readings_are_those_of_the_program() -> None:
    assert {row["label"] for row in ROWS} == {"contradicts", "agrees", "neither"}
    assert {row["second"] for row in ROWS} == {"contradicts", "agrees", "neither"}
    assert {row["fold"] for row in ROWS} == {"test", "tune"}
    for row in ROWS:
        if row["label"] == "contradicts":
            assert row["on"] in get_args(Dimension)
            assert row["reading"] in get_args(Reading)
        else:
            assert row["on"] is row["reading"] is None


def test_the_folds_share_no_event() -> None:
    events = {fold: {row["event"] for row in ROWS if row["fold"] == fold} for fold in ("test", "tune")}
    assert not events["test"] & events["tune"]


def test_an_article_belongs_to_one_event() -> None:
    homes = {(row[side]["article"], row["event"]) for row in ROWS for side in ("a", "b")}
    assert len(homes) == len({article for article, _ in homes})


def test_a_pair_is_of_two_articles_and_is_there_once() -> None:
    pairs = [frozenset((place(row["a"]), place(row["b"]))) for row in ROWS]
    assert all(row["a"]["article"] != row["b"]["article"] for row in ROWS)
    assert len(pairs) == len(set(pairs)) == len({row["sha256"] for row in ROWS})


def test_two_places_of_an_article_are_one_sentence_or_apart() -> None:
    spans: dict[str, set[tuple[int, int]]] = {}
    for side in SIDES:
        spans.setdefault(side["article"], set()).add((side["start"], side["end"]))
    for found in spans.values():
        ordered = sorted(found)
        assert all(end <= start for (_, end), (start, _) in pairwise(ordered))


@pytest.mark.parametrize(("fold", "contradicts", "other"), [("test", 40, 20), ("tune", 40, 20)])
def test_there_are_enough_of_each_label(fold: str, contradicts: int, other: int) -> None:
    counts = Counter(row["label"] for row in ROWS if row["fold"] == fold)
    assert counts["contradicts"] >= contradicts
    assert counts["agrees"] >= other
    assert counts["neither"] >= other


def test_the_documented_counts_are_those_of_the_file() -> None:
    text = (ROOT / "docs" / "contradictions.md").read_text("utf-8")
    table = {
        name: (int(test), int(tune))
        for name, test, tune in re.findall(r"^\| ([a-z ]+) \| (\d+) \| (\d+) \|$", text, re.M)
    }
    counts = Counter((row["on"] or row["label"], row["fold"]) for row in ROWS)
    counts += Counter(("all that contradict", row["fold"]) for row in ROWS if row["label"] == "contradicts")
    assert table == {name: (counts[name, "test"], counts[name, "tune"]) for name, _ in counts}
