"""Copies have one origin, whether copied or translated; articles that share nothing but the quotation have their
own."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from verifier.datamodel import Article, Span
from verifier.provenance import Passage, origins

STORY = (
    "The dam above the village broke at dawn and the lower streets were under water within an hour, the mayor said. "
    "Nobody was hurt because the alarm had been given in the night by two fishermen who heard the wall crack. "
)
OTHER = (
    "Engineers had warned of the dam for years, according to a report that the council kept in a drawer. "
    "The village will be rebuilt on the hill, as its people have asked since the flood of their grandfathers. "
)


def passage(name: str, text: str, rows: NDArray[np.float32] | None = None, agency: str = "") -> Passage:
    article = Article(name, text, outlet=name.title(), agencies=(agency,) if agency else ())
    return Passage(article, (Span(0, 40),), vectors=lambda: rows)


def groups(*passages: Passage) -> list[tuple[str, ...]]:
    return [origin.articles for origin in origins(passages)]


def test_repeated_text_is_one_origin() -> None:
    found = origins([passage("a", STORY + OTHER), passage("b", STORY + "Rain is forecast."), passage("c", OTHER[::-1])])
    assert [o.articles for o in found] == [("a", "b"), ("c",)]
    assert {f.name for f in found[0].evidence} == {"reused-text", "same-passage"}
    assert found[1].evidence == ()


def test_sentences_alike_without_common_words_are_one_origin() -> None:
    rows = np.eye(10, dtype=np.float32)
    found = origins([passage("a", STORY, rows), passage("b", OTHER, rows[::-1][:8])])
    assert [o.articles for o in found] == [("a", "b")]
    assert [f.name for f in found[0].evidence] == ["parallel-sentences"]


@pytest.mark.parametrize("same", [0, 3, 5])
def test_few_sentences_alike_are_not(same: int) -> None:
    rows = np.eye(20, dtype=np.float32)
    assert groups(passage("a", STORY, rows[:10]), passage("b", OTHER, rows[10 - same : 20 - same])) == [("a",), ("b",)]


def test_links_join_over_a_third_article() -> None:
    middle = STORY + OTHER
    assert groups(passage("a", STORY), passage("b", OTHER), passage("c", middle)) == [("a", "b", "c")]


def test_an_origin_is_named_after_the_agency_that_all_credit() -> None:
    assert origins([passage("a", STORY, agency="Wire"), passage("b", STORY, agency="Wire")])[0].name == "Wire"
    assert origins([passage("a", STORY, agency="Wire"), passage("b", STORY)])[0].name == "a"
    assert origins([passage("a", STORY)])[0].name == "A"


@pytest.mark.parametrize(("length", "one"), [(8, False), (20, True)])
def test_a_long_statement_printed_alike_is_one_origin(length: int, one: bool) -> None:
    """Two articles that share nothing but a quotation: a slogan has two witnesses, a statement was handed out."""
    said = " ".join(f"word{n}" for n in range(length))
    both = []
    for name, text in (("a", STORY), ("b", OTHER)):
        article = Article(name, text + said)
        both.append(Passage(article, (), quoted=(Span(len(text), len(text) + len(said)),)))
    found = origins(both)
    assert (len(found) == 1) is one
    assert [f.name for o in found for f in o.evidence if f.name == "same-statement"] == ["same-statement"] * one


def test_nothing_printed_has_no_origin() -> None:
    assert origins([]) == []
