"""Members of a claim that stand alone against the others: what is told of whom, a name, a place."""

from __future__ import annotations

from pathlib import Path

import pytest

from verifier.case import Case
from verifier.claims import find_claims
from verifier.datamodel import Article, Claim, Member
from verifier.pipeline import analyse

SUPPORT = "The minister called on President Tarim, {}, to leave office and urgently find a political solution."
SUPPORTED = SUPPORT.format("who is supported by Norway and Iceland")
RIVER = "The river flooded the valley, which lies {} of Bergen, and villagers lost hundreds of sheep and goats."
COMMUNITY = (
    "Dozens of frightened residents, most of them members of the {1} community, fled the burning market at dawn{0},"
    " carrying children and blankets over the broken bridge."
)
TRANSLATED = COMMUNITY.format("", "Alevi") + " Some 115.000 people live there."
CLAIMS = [
    # of three sentences the first is odd, or none
    (SUPPORT.format("with the support of Norway and Iceland"), SUPPORTED, SUPPORTED, "attached-elsewhere"),
    (SUPPORTED, SUPPORTED, SUPPORTED, None),
    (
        TRANSLATED,
        COMMUNITY.format(" on foot", "Alawite"),
        COMMUNITY.format(" in silence", "Alawite"),
        "name-unlike-others",
    ),
    (COMMUNITY.format("", "Alevi"), COMMUNITY.format("", "Alawite"), "The market was rebuilt of stone.", None),
    (TRANSLATED.replace("Alevi", "Alawite"), COMMUNITY.format("", "Alawite"), "The market is of stone.", None),
    (RIVER.format("40 km south"), RIVER.format("forty kilometres south"), RIVER.format("40 km south"), None),
]


def claims(tmp_path: Path, *texts: str) -> list[Claim]:
    """The claims of these texts, by words alone."""
    with Case.open(tmp_path / "case.db") as case:
        for number, text in enumerate(texts):
            case.add(analyse(Article(f"a{number}", f"News\n\nIt rained in March.\n{text}\n")))
        return find_claims(case)[0]


def denied(found: list[Claim]) -> list[Member]:
    return [m for claim in found for m in claim.members if m.relation == "contradicts"]


@pytest.mark.parametrize(("odd", "usual", "third", "rule"), CLAIMS)
def test_who_stands_alone_contradicts(tmp_path: Path, odd: str, usual: str, third: str, rule: str | None) -> None:
    against = denied(claims(tmp_path, odd, usual, third))
    assert [(m.article, m.findings[-1].name) for m in against] == ([("a0", rule)] if rule else [])


def test_what_differs_is_told_with_both_words(tmp_path: Path) -> None:
    found = claims(tmp_path, *CLAIMS[0][:3])
    (member,) = denied(found)
    (claim,) = [c for c in found if member in c.members]
    difference = member.differs_on[0]
    assert difference.here in claim.text
    assert difference.there in member.exact
    assert (difference.dimension, difference.reading) == ("agent", "unresolved")
    assert claim.status == "unresolved"


def test_a_translation_needs_one_sibling_only(tmp_path: Path) -> None:
    against = denied(claims(tmp_path, TRANSLATED, COMMUNITY.format(" on foot", "Alawite")))
    assert [(m.article, m.differs_on[0].reading) for m in against] == [("a0", "translation")]


def test_between_originals_another_name_is_no_contradiction(tmp_path: Path) -> None:
    usual = COMMUNITY.format(" on foot", "Alawite")
    assert not denied(claims(tmp_path, COMMUNITY.format("", "Alevi"), *[usual] * 4))
