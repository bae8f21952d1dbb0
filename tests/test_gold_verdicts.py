"""The sample case asked what its annotators asked: floors that no change may fall below.

`golden/verdicts.json` holds their questions: the verdicts that are right, and where the words or a rewording of them
stand (first three characters of the article's id, code points). It needs the default encoder.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from verifier import encoders, resources
from verifier.articles import read
from verifier.case import Case
from verifier.datamodel import Verdict
from verifier.encoders import Encoder
from verifier.pipeline import add_articles
from verifier.verify import verify_quote

pytestmark = pytest.mark.model

GOLD = Path(__file__).parent / "golden" / "verdicts.json"
DIGEST = "dc9c72d3862256c5c3119eb47fea3ea12d4a771055dc0ea60a0035b37c27ce6f"
VERDICTS, PLACES, SPEAKERS = 24, 52, 8
"""Right of 24, 53 and 8. The place that is missing is a garbled heading, in which no word but one is the query's."""


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    return encoders.load()


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory, encoder: Encoder) -> Iterator[list[tuple[Any, Verdict]]]:
    with Case.open(tmp_path_factory.mktemp("sample") / "case.db") as case:
        add_articles(case, read([resources.folder("seeds")]), encoder)
        questions = json.loads(GOLD.read_text("utf-8"))
        yield [(q, verify_quote(case, q["quote"], q.get("speaker"), encoder=lambda: encoder)) for q in questions]


def test_the_questions_are_the_annotators() -> None:
    assert hashlib.sha256(GOLD.read_bytes()).hexdigest() == DIGEST


def test_verdicts(answers: list[tuple[Any, Verdict]]) -> None:
    wrong = [(q["quote"], answer.label) for q, answer in answers if answer.label not in q["verdicts"]]
    assert len(answers) - len(wrong) >= VERDICTS, wrong


def test_places(answers: list[tuple[Any, Verdict]]) -> None:
    missing = [
        (q["quote"], place)
        for q, answer in answers
        for place in q["places"]
        if not any(
            hit.article.id.startswith(place[0]) and hit.span.start < place[2] and place[1] < hit.span.end
            for hit in answer.hits
        )
    ]
    assert sum(len(q["places"]) for q, _ in answers) - len(missing) >= PLACES, missing


def test_speakers(answers: list[tuple[Any, Verdict]]) -> None:
    asked = [(q, answer) for q, answer in answers if "speaker_verdicts" in q]
    wrong = [(q["quote"], a.speaker_label) for q, a in asked if a.speaker_label not in q["speaker_verdicts"]]
    assert len(asked) - len(wrong) >= SPEAKERS, wrong


def test_five_copies_of_one_dispatch_are_not_five_confirmations(answers: list[tuple[Any, Verdict]]) -> None:
    first = answers[0][1]
    assert (first.outlets, len(first.origins)) == (3, 1)
    assert [article.id[:3] for article in first.silent] == ["002", "004"]
