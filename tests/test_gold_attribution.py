"""The quotations, speakers and names of the sample case as its annotators marked them: floors that no change may fall
below. `golden/attribution.json` holds them (first three characters of the article's id, code points; every form of the
speaker's name that is right; name forms with the entity they belong to). It needs the attribution tagger.
"""

from __future__ import annotations

import hashlib
import itertools
import json
import re
import unicodedata
from pathlib import Path
from typing import Any

import pytest

from verifier import resources
from verifier.articles import read
from verifier.case import Case
from verifier.datamodel import Entity, Quote, Span
from verifier.pipeline import add_articles

pytestmark = pytest.mark.model

GOLD = Path(__file__).parent / "golden" / "attribution.json"
DIGEST = "9dfc342d5d74eb199fa0c3dd1d536de21958a0898b459d3c99fa2a114bbd68f0"
QUOTES, EDGES, SPEAKERS, KEPT_OUT = 47, 47, 47, 5
"""Right of 47, 47, 47 and 6: one word in scare quotes stands in reported speech and is read as quoted from it."""
PAIRS, PRECISION = 56, 1.0
"""Pairs of forms of one name that are joined, of 56; share of the joined pairs that are one name."""


@pytest.fixture(scope="module")
def gold() -> dict[str, Any]:
    return dict(json.loads(GOLD.read_text("utf-8")))


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> tuple[list[Quote], list[Entity]]:
    with Case.open(tmp_path_factory.mktemp("sample") / "case.db") as case:
        add_articles(case, read([resources.folder("seeds")]), None)
        return case.quotes(), case.entities()


def iou(a: Span, start: int, end: int) -> float:
    return a.overlap(Span(start, end)) / (max(a.end, end) - min(a.start, start))


def tokens(name: str | None) -> set[str]:
    plain = "".join(c for c in unicodedata.normalize("NFKD", name or "") if not unicodedata.combining(c)).lower()
    return set(re.findall(r"[a-z0-9]+", plain)) - {"the", "a", "an", "of", "for", "al", "el", "and", "in", "s"}


def is_speaker(quote: Quote, right: dict[str, Any]) -> bool:
    """Half of the words of the shorter name in common, and for people the surname."""
    for name in (quote.speaker.name, quote.speaker.printed) if quote.speaker else ():
        for form in right["speaker"]:
            said, meant = tokens(name), tokens(form)
            surname = re.findall(r"\w+", form)[-1].lower()
            whole = not right["person"] or surname in said or len(meant) == 1
            if whole and len(said & meant) >= 0.5 * min(len(said), len(meant)) > 0:
                return True
    return False


def test_the_annotation_is_unchanged() -> None:
    assert hashlib.sha256(GOLD.read_bytes()).hexdigest() == DIGEST


def test_quotes_edges_and_speakers(gold: dict[str, Any], sample: tuple[list[Quote], list[Entity]]) -> None:
    found = edges = speakers = 0
    wrong = []
    for right in gold["quotes"]:
        pool = [q for q in sample[0] if q.article.startswith(right["article"])]
        best = max(pool, key=lambda q: max(iou(c, right["start"], right["end"]) for c in q.content))
        near = max(iou(c, right["start"], right["end"]) for c in best.content)
        found += near >= 0.7
        edges += near >= 0.93
        speakers += near >= 0.7 and is_speaker(best, right)
        if near < 0.93 or not is_speaker(best, right):
            wrong.append((right, best))
    assert (found, edges) >= (QUOTES, EDGES), wrong
    assert speakers >= SPEAKERS, wrong


def test_names_and_scare_quotes_are_kept_out(gold: dict[str, Any], sample: tuple[list[Quote], list[Entity]]) -> None:
    spoken = [q for q in sample[0] if q.kind in ("direct", "mixed")]
    taken = [
        trap
        for trap in gold["not_speech"]
        if any(iou(q.span, trap[1], trap[2]) > 0.5 for q in spoken if q.article.startswith(trap[0]))
    ]
    assert len(gold["not_speech"]) - len(taken) >= KEPT_OUT, taken


def test_names_are_joined(gold: dict[str, Any], sample: tuple[list[Quote], list[Entity]]) -> None:
    groups: dict[str, set[str]] = {}
    for entity in sample[1]:
        for form in (entity.name, *(f.form for f in entity.forms)):
            plain = unicodedata.normalize("NFKD", form)
            key = " ".join("".join(c for c in plain if not unicodedata.combining(c)).lower().split())
            groups.setdefault(re.sub(r"^the ", "", key), set()).add(entity.id)
    joined, right = 0, 0
    for (one, a), (other, b) in itertools.combinations(gold["names"], 2):
        together = bool(groups.get(a, set()) & groups.get(b, set()))
        joined += together
        right += together and one == other
    assert right >= PAIRS
    assert right / joined >= PRECISION
