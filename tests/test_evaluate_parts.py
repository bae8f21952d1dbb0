"""scripts/evaluate_parts.py: a red mark counts as right only where two parts tell one thing otherwise."""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path

import pytest

from verifier.datamodel import DiffersOn, Relation, Stance
from verifier.relation import Judgement

pytest.importorskip("sklearn", reason="fit_claims.py needs it")
sys.path.append(str(Path(__file__).parents[1] / "scripts"))
parts = import_module("evaluate_parts")


def judgement(stance: Stance | None) -> Judgement:
    differs = (DiffersOn("number", "40", "50", "real"),) if stance == "contradicts" else ()
    return Judgement(stance, Relation("neutral", 0.8), differs, ())


def pair(label: str, one: Stance | None, other: Stance | None) -> object:
    return parts.Judged(label, ("a", "b"), (judgement(one), judgement(other)))


FOUND = [
    pair("differs", "contradicts", "contradicts"),
    pair("differs", "related", "contradicts"),
    pair("differs", "unresolved", "unresolved"),
    pair("same", "contradicts", "states"),
    pair("no", None, "related"),
]


def test_either_way_contradicts() -> None:
    assert [parts.stance(one) for one in FOUND] == ["contradicts"] * 2 + ["unresolved", "contradicts", "None"]


@pytest.mark.parametrize(
    ("dimension", "right", "found"),
    [("", "0.667 (2/3)", "0.667 (2/3)"), ("number", "0.667 (2/3)", "0.667 (2/3)"), ("time", "-", "0.000 (0/3)")],
)
def test_right_and_found(dimension: str, right: str, found: str) -> None:
    assert parts.right_and_found(FOUND, dimension) == (right, found)


def test_the_table_names_what_is_said_of_each_label(capsys: pytest.CaptureFixture[str]) -> None:
    parts.report(FOUND)
    printed = capsys.readouterr().out
    assert "5 pairs" in printed
    assert any("number" in line and "0.667 (2/3)" in line for line in printed.splitlines())
