"""The report as CSV: what stands where, and that no cell of an article is a formula."""

from __future__ import annotations

import csv
import io
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from reportwork import HOSTILE, empty, hostile, sample

from verifier.report.printable import one_line
from verifier.report.spreadsheet import COLUMNS, _cell, table

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline=""), strict=True))


def test_one_row_for_each_member_and_each_quotation() -> None:
    report = sample()
    found = rows(table(report))
    assert [one["kind"] for one in found].count("claim") == sum(len(claim.members) for claim in report.claims)
    assert [one["kind"] for one in found].count("single") == 1
    checked = [one for one in found if one["kind"] == "quotation"]
    assert [(one["id"], one["status"]) for one in checked] == [("1", "exact"), ("2", "error")]
    assert checked[1]["words"] == "the row has no quotation"


def test_a_row_says_who_prints_which_words_where() -> None:
    report = sample()
    texts = {article.id: article.text for article in report.articles}
    found = [one for one in rows(table(report)) if one["kind"] == "claim"]
    assert all(texts[one["article"]][int(one["start"]) : int(one["end"])] == one["words"] for one in found)
    toll = next(one for one in found if one["id"] == "toll" and one["relation"] == "contradicts")
    assert toll == dict.fromkeys(COLUMNS, "") | {
        "kind": "claim",
        "id": "toll",
        "text": "At least 12 people died",
        "status": "updated",
        "outlets": "2",
        "origins": "1",
        "article": "a3",
        "outlet": "Radio Norte",
        "published": "2031-03-05",
        "origin": "own-a3",
        "relation": "contradicts",
        "differs_on": "number: 12 / 19 (update)",
        "speaker": "Mayor of Porto Novo",
        "start": toll["start"],
        "end": toll["end"],
        "words": "The death toll rose to 19",
        "url": "http://norte.example/1#top",
    }


def test_an_empty_report_is_a_line_of_names() -> None:
    assert table(empty()) == ",".join(f'"{name}"' for name in COLUMNS) + "\r\n"


def test_nothing_from_an_article_is_a_formula() -> None:
    """In no cell, nor behind a semicolon or tab, at which a spreadsheet of another country would cut."""
    for row in rows(table(hostile())):
        for cell in row.values():
            assert not cell.startswith(FORMULA)
            assert not any(unicodedata.category(c) in ("Cc", "Cs") or c in "\u202e\u2066\u2028" for c in cell)
    assert "'=HYPERLINK(" in table(hostile())
    assert HOSTILE[8] in "".join(row["words"] for row in rows(table(hostile())))


@pytest.mark.parametrize(
    "printed, cell",
    [
        ("=1+1", "'=1+1"),
        ("+1", "'+1"),
        ("-1", "'-1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'=1"),
        ("\r\n=1", "'=1"),
        ("＝1", "'＝1"),
        ("fine; =cmd|'/C calc'!A0", "fine;' =cmd|'/C calc'!A0"),
        ("a|=1", "a|'=1"),
        ("'=1", "'=1"),
        ("5 = 5 - 0", "5 = 5 - 0"),
        ("well-known; and so on", "well-known; and so on"),
        ('"quoted", and', '"quoted", and'),
        ("", ""),
    ],
)
def test_formulas_are_neutralised_and_prose_is_not(printed: str, cell: str) -> None:
    assert _cell(printed) == cell


@given(st.text())
def test_any_cell_is_read_back_as_words(words: str) -> None:
    cell = _cell(words)
    assert not cell.startswith(FORMULA)
    assert cell.replace("'", "") == one_line(words).replace("'", "")
