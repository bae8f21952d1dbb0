"""The report as W3C Web Annotations and as drafts of schema.org ClaimReview."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from reportwork import empty, hostile, large, sample

from verifier.datamodel import Report
from verifier.report import annotations as web_annotations
from verifier.report import machine
from verifier.report.claimreview import NOTE, drafts

REPORTS = [sample(), hostile(), empty(), large(20, 100)]
NAMES = ["sample", "hostile", "empty", "large"]


def targets(item: Any) -> list[Any]:
    """One target or several, as a list."""
    found = item["target"]
    return found if isinstance(found, list) else [found]


@pytest.mark.parametrize("made", REPORTS, ids=NAMES)
def test_an_annotation_collection(made: Report) -> None:
    collection = json.loads(machine.dumps(web_annotations.annotations(made)))
    items = collection["first"]["items"]
    assert collection["@context"] == "http://www.w3.org/ns/anno.jsonld"
    assert (collection["type"], collection["first"]["type"]) == ("AnnotationCollection", "AnnotationPage")
    places = [member for claim in (*made.claims, *made.single) for member in claim.members]
    assert collection["total"] == len(items) == len(places) + sum(len(one.places) for one in made.utterances)
    assert len({item["id"] for item in items}) == len(items)
    iris = [item["id"] for item in items] + [target["source"] for item in items for target in targets(item)]
    assert all(re.match(r"(urn:verifier:[a-z]+:|https?://)[\x21-\x7e]+$", one) for one in iris)


@pytest.mark.parametrize("made", REPORTS, ids=NAMES)
def test_both_selectors_name_the_same_words(made: Report) -> None:
    texts = {article.text for article in made.articles}
    for item in web_annotations.annotations(made)["first"]["items"]:
        for target in targets(item):
            words, position = target["selector"]
            assert (words["type"], position["type"]) == ("TextQuoteSelector", "TextPositionSelector")
            around = words["prefix"] + words["exact"] + words["suffix"]
            start, end = position["start"], position["end"]
            assert any(
                text[start:end] == words["exact"] and text[max(0, start - 32) : end + 32] == around for text in texts
            )


def test_what_an_annotation_says() -> None:
    items = web_annotations.annotations(sample())["first"]["items"]
    toll = next(item for item in items if item["id"] == "urn:verifier:claim:toll:2")
    assert toll["motivation"] == "classifying"
    assert [body.get("value") for body in toll["body"]] == [
        "contradicts",
        "contradicts: the claim “At least 12 people died” (updated); "
        "differs on number (update): the claim has “12”, this “19”; said by Mayor of Porto Novo",
        None,
    ]
    assert toll["target"]["source"] == "http://norte.example/1#top"
    assert items[-1]["body"][0]["value"] == "printed as said by Inês Duarte (Ines Duarte)"
    assert items[3]["target"]["source"] == "urn:verifier:article:a4"


@pytest.mark.parametrize("made", REPORTS, ids=NAMES)
def test_a_draft_judges_nothing(made: Report) -> None:
    found = json.loads(machine.dumps(drafts(made)))
    assert found["@context"] == "https://schema.org"
    assert [one["claimReviewed"] for one in found["@graph"]] == [
        claim.text.encode("utf-16", "surrogatepass").decode("utf-16", "surrogatepass") for claim in made.claims
    ]
    for one in found["@graph"]:
        assert one["@type"] == "ClaimReview"
        assert one["creativeWorkStatus"] == "Draft" and one["description"] == NOTE
        assert not {"reviewRating", "author", "datePublished", "url"} & set(one)


def test_who_prints_it_and_who_says_otherwise() -> None:
    closed, toll, *_ = drafts(sample())["@graph"]
    assert [one["identifier"] for one in closed["itemReviewed"]["appearance"]] == ["a1", "a2", "a3"]
    assert [one["publisher"]["name"] for one in closed["citation"]] == ["Dockside"]
    assert closed["reviewBody"] == (
        "Printed by 3 outlets of 2 independent origins; otherwise in Dockside. Status: contradicted."
    )
    assert toll["itemReviewed"]["author"]["name"] == "the mayor's office"
    assert "author" not in closed["itemReviewed"]
    assert closed["itemReviewed"]["appearance"][0] == {
        "@type": "NewsArticle",
        "url": "https://tide.example/harbour?a=1&b=2",
        "headline": "Flood closes the harbour",
        "datePublished": "2031-03-04",
        "inLanguage": "en",
        "identifier": "a1",
        "publisher": {"@type": "Organization", "name": "The Daily Tide"},
    }
