"""`verify explain`: what each stage makes of one query, for a reader who doubts the verdict."""

from __future__ import annotations

from verifier.datamodel import Finding, Json
from verifier.report.page import Page
from verifier.report.places import findings
from verifier.report.printable import one_line
from verifier.report.text import diff_text

__all__ = ["stages"]


def stages(explained: Json, page: Page) -> None:
    """Words, candidates, places printed, places retold, judgement: in the order in which they are worked out."""
    tokens = explained["query"]["tokens"]
    page.put(
        ("1 WORDS", "bold"), f" · {len(tokens)}, as they are compared; in brackets those that carry no meaning", hang=2
    )
    page.put(" ".join(_token(token) for token in tokens), indent=2)
    candidates = explained["candidates"]
    page.rule(("2 CANDIDATES", "bold"), f" · {len(candidates)} sentences that share the query's rarest words")
    page.put(", ".join(f"{one_line(one['article'])}:{one['sentence']}" for one in candidates) or "none", indent=2)
    page.rule(("3 PRINTED", "bold"), f" · {len(explained['printed'])} places, aligned word by word")
    for place in explained["printed"]:
        _place(place, page)
    page.rule(("4 RETOLD", "bold"), f" · {len(explained['retold'])} places in other words, by meaning")
    for place in explained["retold"]:
        _place(place, page)
    page.rule(("5 JUDGED", "bold"), " · the strongest place decides")
    for one in explained["judged"]:
        page.put(f"{_at(one)} · {one['wording']} · {one['marks']} → {one['gives']}", indent=2, hang=4)
    if not explained["judged"]:
        page.put("no place counts", indent=2)
    page.blank()
    page.put("verdict ", (explained["verdict"], "bold"), ", speaker ", (explained["speaker_verdict"], "bold"))


def _token(token: Json) -> str:
    printed, key = one_line(token["printed"]), one_line(token["key"])
    shown = printed if printed.startswith(key) else f"{printed}={key}"  # a stem says nothing new
    return shown if token["content"] else f"({shown})"


def _place(place: Json, page: Page) -> None:
    page.put((f"{_at(place)}–{place['end']}", "bold"), f" · {place['role']}, sentence {place['sentence']}", indent=2)
    page.evidence(one_line(place["exact"]))
    settled = "" if place["settled"] == place["wording"] else f", by its marks {place['settled']}"
    page.field("wording", f"{place['wording']}{settled} · {place['similarity']:.2f} of the words in order")
    page.field("marks", place["marks"], f" · quote {one_line(place['quote'])}" if place["quote"] else "")
    if any(step[0] != "equal" for step in place["diff"]):
        page.field("differs", diff_text([(step[0], step[1], step[2]) for step in place["diff"]], page))
    findings([Finding(one["name"], one["score"], one["detail"]) for one in place["findings"]], page)


def _at(place: Json) -> str:
    return f"{one_line(place['article'])}, character {place['start']}"
