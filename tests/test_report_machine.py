"""The report as JSON: the contract, its documentation, and the timeline."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import get_args

from reportwork import empty, hostile, large, sample

from verifier.datamodel import ClaimStatus, DiffersOn, Json, Layer, MemberRelation, OriginKind, Span
from verifier.report import machine
from verifier.report.timeline import timeline

KEYS = ["format", "models", "claims", "origins", "single", "articles", "provenance", "utterances", "entities"]
KEYS += ["timeline", "left_out", "checks", "settings", "findings"]
CLAIM = ["id", "text", "status", "outlets", "origins", "primary", "members", "silent", "findings"]
MEMBER = ["article", "start", "end", "exact", "relation", "differs_on", "speaker", "cue", "diff", "origin", "findings"]
ORIGIN = ["id", "name", "articles", "evidence", "kind", "agency", "layers", "possible"]


def test_the_contract() -> None:
    report = sample()
    answer = machine.report(report)
    assert list(answer) == KEYS
    assert all(list(one) == CLAIM for one in (*answer["claims"], *answer["single"]))
    assert all(list(m) == MEMBER for one in answer["claims"] for m in one["members"])
    assert all(list(one) == ORIGIN for one in answer["origins"])
    texts = {article.id: article.text for article in report.articles}
    for one in answer["claims"]:
        for m in one["members"]:
            assert texts[m["article"]][m["start"] : m["end"]] == m["exact"]
    toll = answer["claims"][1]
    assert (toll["status"], toll["outlets"], toll["origins"], toll["silent"]) == ("updated", 2, 1, ["a4"])
    assert toll["members"][2]["differs_on"][0]["reading"] == "update"
    assert answer["left_out"][0] == {"article": "a1", "role": "title", "lines": 1}
    good, bad = answer["checks"]
    assert good["answer"]["verdict"] == "exact" and good["error"] is None
    assert bad["answer"] is None and bad["error"]
    assert answer["provenance"][0]["hops"][0] == {"name": "Coast Wire", "kind": "agency", "printed": "with Coast Wire"}


def test_passages_of_an_origin_are_quoted() -> None:
    report = sample()
    (first, *others) = report.origins
    layered = replace(first, layers=(Layer("a1", (Span(0, 5), Span(10, 13))),))
    answer = machine.report(replace(report, origins=(layered, *others)))
    text = report.articles[0].text
    assert answer["origins"][0]["layers"] == [
        {
            "article": "a1",
            "passages": [{"start": 0, "end": 5, "exact": text[:5]}, {"start": 10, "end": 13, "exact": text[10:13]}],
        }
    ]


def test_ascii_and_the_same_every_time() -> None:
    for make in (sample, empty, lambda: large(10, 60)):
        text = machine.dumps(machine.report(make()))
        assert text.isascii() and text == machine.dumps(machine.report(make()))
        assert json.loads(text)["format"] == 1
    assert machine.dumps(machine.report(hostile())).isascii()


def keys(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield key
            if key not in ("settings", "models"):
                yield from keys(inner)
    elif isinstance(value, list):
        for one in value:
            yield from keys(one)


def test_every_key_and_label_is_documented() -> None:
    told = (
        (Path(__file__).parent.parent / "docs" / "json.md").read_text(encoding="utf-8").split("## `verify report`")[1]
    )
    labels = [label for one in (ClaimStatus, MemberRelation, OriginKind) for label in get_args(one)]
    top: Json = machine.report(sample())
    wanted = {*KEYS[2:], *CLAIM, *MEMBER, *ORIGIN, *labels, *(key for one in top["checks"] for key in one)}
    wanted |= {key for name in ("timeline", "left_out") for one in top[name] for key in one}
    assert sorted(key for key in wanted if f"`{key}`" not in told) == []
    assert "selector" not in set(keys(top["claims"]))


# ------------------------------------------------------------------------------------------------------------- timeline


def test_what_changes_with_time_in_the_order_of_dates() -> None:
    found = [(one.date, one.article, one.words, one.reading) for one in timeline(sample()) if one.dimension == "number"]
    assert found == [
        ("2031-03-04", "a1", "12", None),
        ("2031-03-04", "a2", "12", None),
        ("2031-03-05", "a3", "19", "update"),
    ]


def test_articles_without_a_date_come_last_and_places_do_not_move() -> None:
    report = sample()
    a1, *others = report.articles
    undated = replace(report, articles=(replace(a1, published=None), *others))
    assert [one.article for one in timeline(undated) if one.claim == "toll"] == ["a2", "a3", "a1"]
    assert [one.date for one in timeline(undated) if one.article == "a1"] == [None] * 2
    toll = report.claims[1]
    place = replace(toll.members[2], differs_on=(DiffersOn("place", "here", "there", "real"),))
    moved = replace(report, claims=(replace(toll, members=(*toll.members[:2], place)),))
    assert timeline(moved) == []
