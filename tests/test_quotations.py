"""A list of quotations: what is put up with, which rows are named, and that the others are done."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from casework import analyse
from hypothesis import given
from hypothesis import strategies as st

from verifier import quotations
from verifier.case import Case
from verifier.datamodel import Article
from verifier.errors import InputError
from verifier.quotations import Row

BOM = "\ufeff"


@pytest.mark.parametrize(
    "text, expected",
    [
        # one quotation a line, no names of columns, commas as they come in prose
        ("We came, we saw\nNobody left", [(1, "We came, we saw", None), (2, "Nobody left", None)]),
        ("We came, we saw, she said, twice", [(1, "We came, we saw, she said, twice", None)]),
        # two columns, with and without a line of names
        ("we left,Ann Roe\nwe stayed,", [(1, "we left", "Ann Roe"), (2, "we stayed", None)]),
        ("quote,speaker\nwe left,Ann Roe", [(2, "we left", "Ann Roe")]),
        ("Quotation;Said by\nwe left;Ann Roe", [(2, "we left", "Ann Roe")]),
        ("speaker,quote\nAnn Roe,we left", [(2, "we left", "Ann Roe")]),
        ("id,quote,note,speaker\n7,we left,x,Ann", [(2, "we left", "Ann")]),
        ("quote, speaker\nwe left, Ann Roe", [(2, "we left", "Ann Roe")]),
        ("quote\nWe came, we saw,\n", [(2, "We came, we saw,", None)]),
        ("we left\tAnn Roe", [(1, "we left", "Ann Roe")]),
        ("we came; we saw;Ann Roe", [(1, "we came; we saw", "Ann Roe")]),
        # cells in quotation marks: delimiters, doubled marks and line feeds within
        ('"We came, we saw",Ann Roe', [(1, "We came, we saw", "Ann Roe")]),
        ('"We came, we saw", Ann Roe', [(1, "We came, we saw", "Ann Roe")]),
        ('"She said ""no"" twice";Ann', [(1, 'She said "no" twice', "Ann")]),
        ('quote,speaker\n"one\ntwo",Ann\nthree,Bo', [(2, "one\ntwo", "Ann"), (3, "three", "Bo")]),
        # a quotation with its own marks is no cell of CSV
        (
            '"We left," he said, "in time"\nwe stayed',
            [(1, '"We left," he said, "in time"', None), (2, "we stayed", None)],
        ),
        # line ends and blank lines; the row is counted as a spreadsheet counts
        ("quote,speaker\r\n\r\nwe left,Ann\r\n", [(3, "we left", "Ann")]),
        ("one\rtwo", [(1, "one", None), (2, "two", None)]),
        ("\n\n", []),
        ("quote,speaker\n", []),
        # a row that is shorter has no speaker
        ("quote,speaker\nwe left", [(2, "we left", None)]),
    ],
)
def test_what_is_put_up_with(text: str, expected: list[tuple[int, str, str | None]]) -> None:
    assert [(row.number, row.quote, row.speaker) for row in quotations.rows(text)] == expected
    assert [row.error for row in quotations.rows(text)] == [None] * len(expected)


@pytest.mark.parametrize(
    "text, bad, says",
    [
        ("quote,speaker\n,Ann\nwe left,Bo", 2, "no quotation"),
        ("quote,speaker\nwe left,Ann,and,more\nwe stayed,Bo", 2, "4 cells, not 2"),
        ("we left,Ann\nwe came,we saw,we won", 2, "3 cells"),
        ('quote,speaker\n"we left,Ann\nwe stayed,Bo\nwe came,Cy', 2, "not closed"),
        ("quote,speaker\nwe \ufffd left,Ann\nwe stayed,Bo", 2, "not UTF-8"),
    ],
)
def test_a_bad_row_is_named_and_the_others_are_read(text: str, bad: int, says: str) -> None:
    found = {row.number: row for row in quotations.rows(text)}
    assert says in (found[bad].error or "")
    assert all(row.error is None for number, row in found.items() if number != bad)
    assert len(found) > 1


@pytest.mark.parametrize(
    "data, expected",
    [
        ("quote\nthe café".encode(), [("the café", None)]),
        (f"{BOM}quote\nthe café".encode(), [("the café", None)]),
        (f"{BOM}quote;speaker\nthe café;Ann".encode("utf-16-le"), [("the café", "Ann")]),
        ("quote\n“the café”".encode("cp1252"), [("“the café”", None)]),
        # one row of another encoding in a list of UTF-8: that row is named
        ("quote\nthe café\n".encode() + b"caf\xe9\n", [("the café", None), None]),
    ],
)
def test_encodings(data: bytes, expected: list[tuple[str, str | None] | None]) -> None:
    rows = quotations.read("-", io.BytesIO(data))
    assert [None if row.error else (row.quote, row.speaker) for row in rows] == expected


@pytest.mark.parametrize(
    "data, says",
    [
        (b"", "holds no quotation"),
        (b"quote,speaker\n", "holds no quotation"),
        (b"PK\x03\x04rest", "office document"),
        (b"%PDF-1.7", "office document"),
        (b"\xff\xfea", "UTF-16"),
    ],
)
def test_a_list_that_is_none(tmp_path: Path, data: bytes, says: str) -> None:
    path = tmp_path / "list.csv"
    path.write_bytes(data)
    with pytest.raises(InputError, match=says) as raised:
        quotations.read(str(path))
    assert str(path) in str(raised.value)


def test_a_list_that_is_not_there_or_too_large(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(InputError, match="no such file"):
        quotations.read(str(tmp_path / "absent.csv"))
    with pytest.raises(InputError, match="cannot be read"):
        quotations.read(str(tmp_path))
    monkeypatch.setattr(quotations, "MOST_BYTES", 5)
    with pytest.raises(InputError, match="larger than"):
        quotations.read("-", io.BytesIO(b"six by"))


def test_unclosed_marks_do_not_end_the_list() -> None:
    """Each is named, also beyond the number of those after which all that follows is read again."""
    text = "\n".join(["quote,speaker", *('"never closed' for _ in range(3)), "we left,Ann"])
    *bad, good = quotations.rows(text)
    assert [row.number for row in bad] == [2, 3, 4] and all(row.error for row in bad)
    assert good == Row(5, "we left", "Ann")
    many = quotations.rows("quote\n" + '"never closed\n' * 5_000)
    assert many and all(row.error for row in many)


@given(st.text(max_size=300))
def test_any_text_is_a_list(text: str) -> None:
    """No row is lost but blank ones and names of columns; numbers grow; what has an error says so."""
    rows = quotations.rows(text)
    assert [row.number for row in rows] == sorted({row.number for row in rows})
    assert all(row.quote or row.error for row in rows)


@given(st.lists(st.tuples(st.text("ab,;\"' \n.", min_size=1), st.text('xy,;" ')), min_size=1, max_size=6))
def test_what_a_program_wrote_is_read_as_it_was(pairs: list[tuple[str, str]]) -> None:
    """CSV with every cell quoted, as spreadsheets and Python write it."""
    import csv

    out = io.StringIO(newline="")
    writer = csv.writer(out, quoting=csv.QUOTE_ALL)
    writer.writerow(["quote", "speaker"])
    writer.writerows(pairs)
    wanted = [(quote.strip(), speaker.strip() or None) for quote, speaker in pairs if (quote + speaker).strip()]
    found = [(row.quote, row.speaker) for row in quotations.rows(out.getvalue())]
    assert found == [(quote, speaker) for quote, speaker in wanted]


def test_each_row_is_looked_up_and_models_are_shared(tmp_path: Path) -> None:
    text = 'Harbour\n"We will not leave pier 9," Captain9 Mora said.\n'
    told: list[tuple[str, int, int]] = []
    with Case.open(tmp_path / "case.db") as case:
        case.add(analyse(Article("a", text)))
        listed = [
            Row(2, "We will not leave pier 9", "Captain9"),
            Row(3, "", None, "has no quotation"),
            Row(4, "?!"),
            Row(5, "a comet has struck the moon"),
        ]
        found = quotations.check(case, listed, progress=lambda *args: told.append(args))
    assert [one.answer.label if one.answer else None for one in found] == ["exact", None, None, "not-found"]
    assert [one.error is None for one in found] == [True, False, False, True]
    assert "only punctuation" in (found[2].error or "")
    assert [done for _, done, _ in told] == [0, 1, 2, 3]
