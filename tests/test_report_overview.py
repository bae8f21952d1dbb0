"""The summary on the screen: what comes first, what is left out, and that lines fit."""

from __future__ import annotations

import unicodedata
from dataclasses import replace

import pytest
from reportwork import empty, hostile, large, sample

from verifier.datamodel import (
    Article,
    DiffersOn,
    Finding,
    Hit,
    Relation,
    Report,
    Span,
    SpeakerHit,
    SpeakerVerdict,
    Verdict,
    VerdictLabel,
    WordingLabel,
)
from verifier.report import digest, overview
from verifier.report.page import Page


def shown(report: Report, width: int = 100) -> str:
    page = Page(width)
    overview.report(report, page)
    return page.plain()


def test_disputes_come_first_then_what_is_borne_out() -> None:
    text = shown(sample())
    assert text.startswith("REPORT — 4 outlets, 3 origins; 4 claims told more than once, 1 statement told once\n")
    order = ["CONTRADICTED · 1 claim", "UPDATED · 1 claim", "CORROBORATED · 1 claim", "SAME ORIGIN · 1 claim"]
    order += ["ONE ORIGIN", "SAID IN OTHER WORDS", "SPELLED IN SEVERAL WAYS", "verify report -o report.html"]
    places = [text.index(one) for one in order]
    assert places == sorted(places)
    assert (
        "    against it: Radio Norte\n    │ The death toll rose to 19\n    number      “12” / “19” — a later count"
        in text
    )
    assert "yes or no   “was closed” / “stayed open” — a real difference" in text
    assert "The Daily Tide and Morning Herald · 1 origin · all credit the mayor's office" in text
    assert "left out as no evidence: 2 disclaimers, 1 title" in " ".join(text.split())
    assert "published 2031-03-04 to 2031-03-05" in text


def test_the_list_that_was_asked_comes_before_all_else() -> None:
    text = shown(sample())
    assert text.index("QUOTATIONS OF THE LIST · 2 rows") < text.index("CONTRADICTED")
    assert "   2  “”\n      row not read — the row has no quotation" in text
    assert "exact · 2 outlets · 1 origin" in text


def test_an_empty_case_says_so() -> None:
    report = replace(empty(), findings=(Finding("no-articles", 1.0, "the case holds no articles yet"),))
    text = shown(report)
    assert "0 outlets" in text and "no articles yet" in text
    assert "report.html" not in text


def test_of_a_large_pile_a_few_screens() -> None:
    text = shown(large(60, 400))
    assert text.count("\n") < 400
    assert "and 90 more claims" in text


@pytest.mark.parametrize("width", [40, 72, 100])
@pytest.mark.parametrize("report", [sample(), hostile(), large(20, 100)], ids=["sample", "hostile", "large"])
def test_lines_fit_and_nothing_steers_the_terminal(report: Report, width: int) -> None:
    text = shown(report, width)
    assert all(len(line) <= width for line in text.split("\n") if line.isascii())
    assert [c for c in text if unicodedata.category(c) in ("Cc", "Cs") and c != "\n"] == []
    assert not set(text) & set("\u202a\u202e\u2066\u2069")


def test_an_outlet_with_several_articles_is_named_with_them() -> None:
    report = sample()
    a1, a2, *others = report.articles
    report = replace(report, articles=(a1, replace(a2, outlet=a1.outlet), *others))
    assert digest.names(report)["a2"] == "The Daily Tide (a2)"
    assert digest.outlets(report)["a2"] == "The Daily Tide"
    assert digest.headline(report).startswith("4 articles of 3 outlets")


def test_origins_are_counted_once_and_articles_without_one_too() -> None:
    report = sample()
    assert digest.origin_count(report) == 3
    assert digest.origin_count(replace(report, origins=report.origins[:1])) == 3
    assert digest.origin_count(empty()) == 0


def test_one_wording_is_no_other_wording() -> None:
    """White space, marks and capitals do not make two."""
    report = sample()
    (one,) = report.utterances
    alike = replace(one, places=one.places[:2])
    assert digest.reworded(replace(report, utterances=(alike,))) == []
    ((_, wordings),) = digest.reworded(report)
    assert [articles for _, articles in wordings] == [["a1", "a2"], ["a3"]]


def test_the_same_words_that_stand_for_two_things_are_explained() -> None:
    """ "last week" of two articles is not one week."""
    two = DiffersOn("time", "last week", "Last week", "real", "2031-03-01 against 2031-03-08")
    assert digest.sides(two) == "“last week” / “Last week” (2031-03-01 against 2031-03-08)"
    assert digest.sides(replace(two, there="this week")) == "“last week” / “this week”"
    assert digest.sides(replace(two, there="")) == "“last week” / nothing of it"


def test_named_differences_come_before_those_that_the_reader_alone_sees() -> None:
    report = sample()
    closed, toll, *_ = report.claims
    reason = Finding("reader", 0.72, "the reader takes the sentence to contradict the claim")
    members = tuple(
        replace(m, differs_on=(), findings=(reason,)) if m.relation == "contradicts" else m for m in toll.members
    )
    alone = replace(toll, id="alone", status="contradicted", members=members, origins=9)
    found = replace(report, claims=(alone, closed))
    assert [one.id for one in digest.groups(found)[0][1]] == ["harbour-closed", "alone"]
    assert "because     the reader takes the sentence to contradict the claim [reader 0.72]" in shown(found)


def test_what_became_of_a_quotation() -> None:
    article = Article("a", "“We shall stay,” Ann Roe said.", outlet="Post")

    def hit(wording: WordingLabel, match: SpeakerVerdict) -> Hit:
        who = SpeakerHit("Ann Roe", "Ann Roe", None, match)
        return Hit(article, article.text, Span(1, 14), "", "", wording, "inside", (), "", who, None,
                   Relation("unknown", 0.0), None, 1.0)  # fmt: skip

    def answer(label: VerdictLabel, speaker: str | None, match: SpeakerVerdict, *hits: Hit) -> Verdict:
        return Verdict("we shall leave", speaker, label, match, hits, (), None, len(hits), (), ())

    altered = answer("altered", "Bo Poe", "misattributed", hit("altered", "misattributed"))
    assert digest.found(altered) == [
        "1 outlet",
        "0 origins",
        "Bo Poe: misattributed, printed as said by Ann Roe",
        "printed “We shall stay”",
    ]
    exact = answer("exact", "Ann Roe", "match", hit("exact", "match"))
    assert digest.found(exact)[2:] == ["Ann Roe: match"]
    assert digest.found(answer("exact", None, "not-asked", hit("exact", "not-asked")))[2:] == [
        "printed as said by Ann Roe"
    ]
    assert digest.found(answer("not-found", "Ann Roe", "unattributed")) == ["Ann Roe: unattributed"]
