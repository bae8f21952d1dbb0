"""What the annotators of the sample case said of meaning, as floors.

`golden/forbidden.json` holds pairs of places that look alike and say different things (id; first three characters of
the article's id and code points, twice): no two of them may be taken for one claim. It needs both models.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from verifier import encoders, resources
from verifier.articles import read
from verifier.case import Case
from verifier.compare import Statement, compare, decide, statement
from verifier.corroborate import verify_claim
from verifier.datamodel import ClaimVerdict, DiffersOn
from verifier.encoders import Encoder
from verifier.models import reader as readers
from verifier.models.reader import Reader
from verifier.pipeline import add_articles
from verifier.search import Desk
from verifier.voices import Bearers

pytestmark = pytest.mark.model

FORBIDDEN = json.loads((Path(__file__).parent / "golden" / "forbidden.json").read_text("utf-8"))
JOINED = {"states", "partly", "contradicts"}


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    return encoders.load()


@pytest.fixture(scope="module")
def reader() -> Reader:
    return readers.load()


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory, encoder: Encoder) -> Iterator[Case]:
    with Case.open(tmp_path_factory.mktemp("sample") / "case.db") as opened:
        add_articles(opened, read([resources.folder("seeds")]), encoder)
        yield opened


@pytest.fixture(scope="module")
def desk(case: Case) -> Desk:
    return Desk(case)


def place(desk: Desk, where: list[Any]) -> tuple[Statement, str, Any]:
    name = next(one for one in desk.case.ids() if one.startswith(where[0]))
    page = desk.page(name)
    sentence = page.sentence_at(where[1])
    vector = desk.case.vectors(name).get(sentence.ordinal)
    return statement(page.article, sentence.span, page.mentions, page.meant), sentence.role, vector


@pytest.mark.parametrize(("name", "a", "b"), FORBIDDEN, ids=[row[0] for row in FORBIDDEN])
def test_no_forbidden_pair_is_joined(desk: Desk, reader: Reader, name: str, a: list[Any], b: list[Any]) -> None:
    (here, role, mine), (there, other, theirs) = place(desk, a), place(desk, b)
    if {role, other} != {"body"}:
        return  # furniture: `verify claim` never looks at it, as test_corroborate.py shows
    same_name, near = Bearers(desk.case).same_name, float(mine @ theirs)
    (one,), (back,) = (compare(reader, x, [y], same_name) for x, y in ((here, there), (there, here)))
    assert not {decide(way, near).stance for way in (one, back)} & JOINED


def claim(case: Case, encoder: Encoder, reader: Reader, text: str) -> ClaimVerdict:
    return verify_claim(case, text, encoder=lambda: encoder, reader=lambda: reader)


def differences(answer: ClaimVerdict) -> dict[str, list[DiffersOn]]:
    """What each article's places that count differ on, by the first three characters of its id."""
    found: dict[str, list[DiffersOn]] = {}
    for hit in answer.hits:
        if hit.stance != "related":
            found.setdefault(hit.article.id[:3], []).extend(hit.differs_on)
    return found


def test_a_toll_that_grew_is_an_update(case: Case, encoder: Encoder, reader: Reader) -> None:
    answer = claim(case, encoder, reader, "727 people have been killed")
    assert answer.label == "stated"  # the other counts are shown with it, as what cannot be told
    stated = {h.article.id[:3] for h in answer.hits if h.stance == "states"}
    assert stated == {"002"}
    for article in ("000", "003", "004"):
        updates = [d for d in differences(answer)[article] if "826" in d.there]
        assert [d.reading for d in updates] == ["update"]
    assert {h.speaker.name for h in answer.hits if h.stance == "states" and h.speaker} == {
        "Syrian Observatory for Human Rights"
    }


def test_a_number_of_another_locale_is_a_matter_of_format(case: Case, encoder: Encoder, reader: Reader) -> None:
    answer = claim(case, encoder, reader, "115,000 people were displaced in one week, the UN says")
    formats = {article for article, found in differences(answer).items() if any(d.reading == "format" for d in found)}
    assert {"000", "003"} <= formats
    assert not any(
        d.reading != "format" and "115.000" in d.there for found in differences(answer).values() for d in found
    )


@pytest.mark.parametrize(
    "text",
    ["Le chat est assis sous la table", "The central bank raised its interest rate", "Rain is expected in Madrid"],
)
def test_what_nobody_says_has_no_verdict(case: Case, encoder: Encoder, reader: Reader, text: str) -> None:
    answer = claim(case, encoder, reader, text)
    assert answer.label in ("related", "not-found")
