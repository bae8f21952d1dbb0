"""The sample case, of which its annotators found out where each sentence came from: floors for its origins.

Three of the five articles are made from dispatches of one agency, one of them with a second agency's background below;
two were written by others, who quote one statement of an army. It needs the default encoder.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from verifier import encoders, resources
from verifier.articles import read
from verifier.case import Case
from verifier.datamodel import Origin
from verifier.pipeline import add_articles
from verifier.provenance import pile_origins, trails
from verifier.search import Page

pytestmark = pytest.mark.model

DISPATCHES = {
    "000": ((569, 5565),),
    "001": ((0, 2754),),
    "003": (
        (109, 659),
        (940, 1342),
        (1416, 2091),
        (2129, 2512),
        (2534, 3105),
        (3188, 4136),
        (4174, 4808),
        (4871, 5529),
    ),
}
"""What the annotators trace back to the agency's dispatches."""
FOUND, EXTRA = 79, 4
"""Sentences of these that must be in the layers of the origin, and sentences of other sources that may."""


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Case]:
    with Case.open(tmp_path_factory.mktemp("sample") / "case.db") as made:
        add_articles(made, read([resources.folder("seeds")]), encoders.load())
        yield made


@pytest.fixture(scope="module")
def origins(case: Case) -> list[Origin]:
    return pile_origins(case)


def test_the_origins_of_the_articles(origins: list[Origin]) -> None:
    assert [(o.name, o.kind, tuple(one[:3] for one in o.articles)) for o in origins] == [
        ("AFP", "text", ("000", "001", "003")),
        ("Middle East Eye", "own", ("002",)),
        (origins[2].articles[0], "own", ("004",)),
        ("Syrian army", "statement", ("002", "004")),
    ]


def test_the_passages_of_the_dispatches(case: Case, origins: list[Origin]) -> None:
    found = extra = 0
    for layer in origins[0].layers:
        for sentence in Page(case, layer.article).body:
            here = any(span.covers(sentence.span) for span in layer.spans)
            meant = any(a <= sentence.span.start and sentence.span.end <= b for a, b in DISPATCHES[layer.article[:3]])
            found += here and meant
            extra += here and not meant
    assert found >= FOUND
    assert extra <= EXTRA


def test_the_way_of_each_article(case: Case, origins: list[Origin]) -> None:
    ways = {way.article[:3]: [(hop.kind, hop.name) for hop in way.hops] for way in trails(case, origins)}
    assert [kind for kind, _ in ways["000"]] == ["agency", "translation", "article"]
    assert ways["001"][0] == ("agency", "AFP")  # which it does not credit itself
    assert ways["003"][:2] == [("agency", "AFP"), ("outlet", "iefimerida.gr")]
