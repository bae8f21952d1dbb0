"""Two prints of one number have one key; two numbers never do."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from verifier.numbers import Number, numbers
from verifier.text import words


def read(text: str) -> list[Number]:
    return numbers(text, words(text))


PRINTS = [
    ("forty kilometres", "#40"),
    ("a 40-year wait", "#40"),
    ("115.000 displaced", "#115000"),
    ("115,000 displaced", "#115000"),
    ("115 000 displaced", "#115000"),
    ("half a million", "#500000"),
    ("a quarter of a million", "#250000"),
    ("1.2 million", "#1200000"),
    ("1,234.5", "#1234.5"),
    ("1.234,5", "#1234.5"),
    ("0.125", "#0.125"),
    ("3.5", "#3.5"),
    ("3,5", "#3.5"),
    ("twenty-one men", "#21"),
    ("two hundred and fifty-three thousand four hundred and six", "#253406"),
    ("a hundred", "#100"),
    ("a dozen", "#12"),
    ("zero tolerance", "#0"),
    ("£5m", "#5000000"),
    ("3bn", "#3000000000"),
    ("hundreds of prisoners", "#~100"),
    ("tens of thousands of residents", "#~10000"),
    ("hundreds of thousands", "#~100000"),
    ("the second city", "#2th"),
    ("the 2nd city", "#2th"),
    ("the twenty-first century", "#21th"),
    ("the 21st century", "#21th"),
    ("half the town", "#0.5"),
    ("in 1982", "#1982"),
]


@pytest.mark.parametrize(("text", "key"), PRINTS)
def test_key(text: str, key: str) -> None:
    assert [n.key for n in read(text)] == [key]


# text, key, what else it may mean, printed as another language does
ODD_DIGITS: list[tuple[str, str, float | None, bool]] = [
    ("½", "#0.5", None, False),
    ("1½ hours", "#1.5", None, False),
    ("1 ½ hours", "#1.5", None, False),
    ("⅔ of them", "#0.666667", None, False),
    ("９ men", "#9", None, False),
    ("１２，０００", "#12000", None, False),
    ("٣ men", "#3", None, False),
    ("1,5 m", "#1.5", None, True),
    ("12,34", "#12.34", None, True),
    ("10.000,00", "#10000", None, True),
    ("1.234,5", "#1234.5", None, True),
    ("80.000", "#80000", 80.0, True),
    ("80,000", "#80000", None, False),
    ("80.000.000", "#80000000", None, True),
    ("0.125", "#0.125", None, False),
    ("1.5", "#1.5", None, False),
    ("14,00,000", "#1400000", None, False),
    ("1'000'000", "#1000000", None, False),
    ("12\u202f345 men", "#12345", None, False),
    ("1e9", "#1000000000", None, False),
    ("1.5e3", "#1500", None, False),
    ("-3 degrees", "#-3", None, False),
    ("−3 degrees", "#-3", None, False),
    ("minus three", "#-3", None, False),
    ("0", "#0", None, False),
    ("5m", "#5000000", 5.0, False),
    ("£5m", "#5000000", None, False),
    ("40km", "#40", None, False),
    ("MMXXIV", "#2024", None, False),
    ("World War II", "#2", None, False),
    ("World War I ended", "#1", None, False),
    ("Phase III", "#3", None, False),
    ("four score", "#80", None, False),
    ("a hundred-odd", "#100", None, False),
    ("several hundred men", "#~100", None, False),
    ("two-thirds of them", "#0.666667", None, False),
    ("three quarters", "#0.75", None, False),
    ("one fifth", "#0.2", None, False),
]


@pytest.mark.parametrize(("text", "key", "also", "continental"), ODD_DIGITS)
def test_odd_digits(text: str, key: str, also: float | None, continental: bool) -> None:
    (found,) = read(text)
    assert (found.key, found.continental) == (key, continental)
    assert found.also == (pytest.approx(also) if also is not None else None)


@pytest.mark.parametrize("prints", [("１½", "1.5"), ("1,5", "1.5"), ("10.000,00", "10,000"), ("40km", "40 km")])
def test_two_prints_of_one_number(prints: tuple[str, str]) -> None:
    first, second = (read(text)[0].key for text in prints)
    assert first == second


def test_a_glued_unit_is_parted_from_its_number() -> None:
    (found,) = read("40km")
    assert found.unit_span is not None
    assert (found.span.of("40km"), found.unit_span.of("40km")) == ("40", "km")


UNITS = [
    ("5%", "percent"),
    ("5 %", "percent"),
    ("5 per cent", "percent"),
    ("five percent", "percent"),
    ("$5m", "usd"),
    ("5 million dollars", "usd"),
    ("€ 7", "eur"),
    ("£7", "gbp"),
    ("7 people", None),
]


@pytest.mark.parametrize(("text", "unit"), UNITS)
def test_unit(text: str, unit: str | None) -> None:
    assert [n.unit for n in read(text)] == [unit]


SEVERAL = [
    ("20,000-40,000", ["#20000", "#40000"]),
    ("two three four", ["#2", "#3", "#4"]),
    ("100 and 50 people", ["#100", "#50"]),
    ("the 27 November 2024 talks", ["#27", "#2024"]),
    ("nineteen eighty", ["#19", "#80"]),
]


@pytest.mark.parametrize(("text", "keys"), SEVERAL)
def test_neighbouring_numbers_stay_apart(text: str, keys: list[str]) -> None:
    assert [n.key for n in read(text)] == keys


NOT_NUMBERS = ["a quarter of the city", "the many", "4x4", "1.2.3.4", "and", "per cent", "k m bn"]
NOT_NUMBERS += ["10²", "H₂O", "Mr I said", "CIVIL MIX", "DIM", "1e999", "5G"]


@pytest.mark.parametrize("text", NOT_NUMBERS)
def test_not_a_number(text: str) -> None:
    assert read(text) == []


ENDLESS = ["a" + " hundred" * 400, "1 dozen" + " dozen" * 400, "1" + " 000" * 200, "9" * 400 + "th"]


@pytest.mark.parametrize("text", ENDLESS)
def test_what_is_too_large_for_a_float_is_no_number(text: str) -> None:
    assert [n.key for n in read(text + " and 5 people")] == ["#5"]


@given(st.integers(0, 10**12))
def test_grouping_never_changes_a_number(value: int) -> None:
    plain, comma, point = str(value), f"{value:,}", f"{value:,}".replace(",", ".")
    assert {n.key for text in (plain, comma, point) for n in read(text)} == {f"#{value}"}


@given(st.text(max_size=40))
def test_any_text_is_read(text: str) -> None:
    for number in read(text):
        assert number.span.of(text).strip() and number.key.startswith("#")


@given(st.text(alphabet="0123456789.,%$ab mnotwhree-hundred", max_size=60))
def test_spans_are_in_order_and_inside_the_text(text: str) -> None:
    found = read(text)
    assert all(0 <= n.span.start < n.span.end <= len(text) for n in found)
    assert all(a.last <= b.first for a, b in pairwise(found))


def test_a_page_of_digits_is_read_in_linear_time() -> None:
    assert len(read("1 000 " * 20_000)) == 20_000
    assert read("9" * 100_000) == []
