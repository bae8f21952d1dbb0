"""The sample case reviewed: floors of what its annotators found, that no change may fall below.

`golden/review.json` holds their faults: the first three characters of the article's id, how grave, and where (code
points). It needs the default encoder and the reader.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from verifier import encoders, resources
from verifier.articles import read
from verifier.case import Case
from verifier.datamodel import ReviewFinding, Span
from verifier.models import reader
from verifier.pipeline import add_articles
from verifier.review import review_article

pytestmark = pytest.mark.model

GOLD = Path(__file__).parent / "golden" / "review.json"
DIGEST = "338fdb4e7ae587616e20026da2b773af04062ab886326044788c39952ecfd352"
FOUND = {"critical": (15, 22), "major": (21, 32)}
ON_A_FAULT = 0.65

Faults = list[tuple[str, str, Span]]


@pytest.fixture(scope="module")
def faults() -> Faults:
    return [(article, severity, Span(start, end)) for article, severity, start, end in json.loads(GOLD.read_text())]


@pytest.fixture(scope="module")
def findings(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[ReviewFinding]]:
    load, read_pairs = cache(encoders.load), cache(reader.load)
    with Case.open(tmp_path_factory.mktemp("sample") / "case.db") as case:
        add_articles(case, read([resources.folder("seeds")]), load())
        reviews = [review_article(case, article, encoder=load, reader=read_pairs) for article in case.ids()]
        yield [one for answer in reviews for one in answer.findings]


def test_the_faults_are_the_annotators() -> None:
    assert hashlib.sha256(GOLD.read_bytes()).hexdigest() == DIGEST


@pytest.mark.parametrize("severity", list(FOUND))
def test_faults_are_found(severity: str, faults: Faults, findings: list[ReviewFinding]) -> None:
    asked = [(article, span) for article, grave, span in faults if grave == severity]
    missed = [
        (article, span)
        for article, span in asked
        if not any(f.article.startswith(article) and f.span.overlap(span) for f in findings)
    ]
    least, of = FOUND[severity]
    assert len(asked) == of
    assert of - len(missed) >= least, missed


def test_findings_are_on_faults(faults: Faults, findings: list[ReviewFinding]) -> None:
    wrong = [
        (f.article[:3], f.rule, f.exact)
        for f in findings
        if not any(f.article.startswith(article) and f.span.overlap(span) for article, _, span in faults)
    ]
    assert 1 - len(wrong) / len(findings) >= ON_A_FAULT, wrong


def test_every_finding_has_evidence_or_a_rule_of_form(findings: list[ReviewFinding]) -> None:
    of_form = {
        "broken-word", "date-format", "heading-quotes-what-nobody-prints", "number-format", "page-furniture",
        "quotation-marks-lost", "region-in-brackets", "stray-quotation-mark",
    }  # fmt: skip
    assert {f.rule for f in findings if not f.evidence} <= of_form
    assert len({f.id for f in findings}) == len(findings)
