#!/usr/bin/env python3
"""How libraries read numbers and dates as news prints them, beside this program.

    python scripts/evaluate_numbers.py [--cases]

Every library that is installed is asked; none is needed (pip install quantulum3 word2number numerizer text2num
dateparser python-dateutil parsedatetime). A reading is right, silent (nothing is read) or wrong. Wrong is what hurts:
nobody sees it. The table is in docs/numbers.md.
`--cases` prints the wrong readings.
"""

from __future__ import annotations

import argparse
import importlib
import sys
import time
import warnings
from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any

from evaluation import table

from verifier.dates import moments
from verifier.quantities import quantities

PUBLISHED = date(2024, 3, 15)  # a Friday

NUMBERS: list[tuple[str, list[float]]] = [
    ("222 fighters", [222]),
    ("more than 200 military vehicles", [200]),
    ("tens of thousands of residents", [10_000]),
    ("half a million dead", [500_000]),
    ("20,000-40,000 people", [20_000, 40_000]),
    ("40 kilometers", [40]),
    ("the third-largest city", [3]),
    ("a week-old strike", [1]),
    ("115.000 displaced people", [115_000]),
    ("115,000 displaced people", [115_000]),
    ("1.234,5 tonnes", [1234.5]),
    ("1,5 metres", [1.5]),
    ("10.000,00 euros", [10_000]),
    ("½ a litre", [0.5]),
    ("1½ hours", [1.5]),
    ("９ men", [9]),
    ("1e9 bytes", [1e9]),
    ("-3 degrees", [-3]),
    ("0 votes", [0]),
    ("four score years", [80]),
    ("a hundred-odd guests", [100]),
    ("a dozen eggs", [12]),
    ("dozens of houses", [12]),
    ("two-thirds of the members", [2 / 3]),
    ("a third of the voters", [1 / 3]),
    ("12 million people", [12e6]),
    ("a $3.5bn deal", [3.5e9]),
    ("5 per cent of voters", [5]),
    ("He is 34 years old", [34]),
    ("killed 60 people, including 11 children", [60, 11]),
    ("two hundred and fifty-three thousand four hundred and six votes", [253_406]),
    ("18 U.S. soldiers", [18]),
    ("one in five voters", [0.2]),
    # none of these counts anything
    ("In 2016 he left", []),
    ("on 12/05/2024", []),
    ("World War II", []),
    ("at 5:52 p.m.", []),
    ("no one came", []),
]

DATES: list[tuple[str, tuple[str, str] | None]] = [
    ("on Thursday", ("2024-03-14", "2024-03-14")),
    ("on Thursday evening", ("2024-03-14", "2024-03-14")),
    ("last night", ("2024-03-14", "2024-03-14")),
    ("yesterday", ("2024-03-14", "2024-03-14")),
    ("today", ("2024-03-15", "2024-03-15")),
    ("two days ago", ("2024-03-13", "2024-03-13")),
    ("on Feb. 27", ("2024-02-27", "2024-02-27")),
    ("on November 27", ("2023-11-27", "2023-11-27")),
    ("5 March 2020", ("2020-03-05", "2020-03-05")),
    ("2024-12-06", ("2024-12-06", "2024-12-06")),
    ("Thu, 12/05/2024", ("2024-12-05", "2024-12-05")),
    ("Monday 10/02/2025", ("2025-02-10", "2025-02-10")),
    ("25/02/2024", ("2024-02-25", "2024-02-25")),
    ("last week", ("2024-03-04", "2024-03-10")),
    ("in 2016", ("2016-01-01", "2016-12-31")),
    ("the 1980s", ("1980-01-01", "1989-12-31")),
    ("in November 2023", ("2023-11-01", "2023-11-30")),
    # a day cannot be told, or there is none
    ("04/05/2024", None),
    ("She may march on", None),
    ("The Sun said", None),
    ("Sat on the fence", None),
    ("a second victory", None),
]
"""A library that gives one day for a week, a month or a year is right if the day lies in it."""

Reader = Callable[[str], list[float]]
DateReader = Callable[[str], list[tuple[date, date]]]


def ours(text: str) -> list[float]:
    found: list[float] = []
    for q in quantities(text):
        share = q.unit == "percent" and "cent" not in q.text and "%" not in q.text
        values = [q.low, q.high] if q.bound == "range" else [q.value / 100 if share else q.value]
        found += values
    return found


def quantulum(parser: Any) -> Reader:
    def read(text: str) -> list[float]:
        found: list[float] = []
        for q in parser.parse(text):
            found += [q.value - q.uncertainty, q.value + q.uncertainty] if q.uncertainty else [q.value]
        return found

    return read


def rewritten(rewrite: Callable[[str], str]) -> Reader:
    """A library that only replaces number words by digits, whose own reading is then that of a plain float."""

    def read(text: str) -> list[float]:
        found = []
        for word in rewrite(text).replace("-", " -").split():
            try:
                found.append(float(word.strip("%$.,").lstrip("-") if not word.startswith("-3") else word))
            except ValueError:
                continue  # a word that is no number
        return found

    return read


def our_dates(text: str) -> list[tuple[date, date]]:
    return [(m.start, m.end) for m in moments(text, PUBLISHED) if m.start and m.end]


def single(parse: Callable[[str], datetime | None]) -> DateReader:
    def read(text: str) -> list[tuple[date, date]]:
        found = parse(text)
        return [(found.date(), found.date())] if found else []

    return read


def number_readers() -> dict[str, Reader]:
    found: dict[str, Reader] = {"verifier": ours}
    if units := _load("quantulum3.parser"):
        found["quantulum3"] = quantulum(units)
    if w2n := _load("word2number.w2n"):
        found["word2number"] = lambda text: [float(w2n.word_to_num(text))]
    if numerizer := _load("numerizer"):
        found["numerizer"] = rewritten(numerizer.numerize)
    if text2num := _load("text_to_num"):
        found["text2num"] = rewritten(lambda text: str(text2num.alpha2digit(text, "en")))
    return found


def date_readers() -> dict[str, DateReader]:
    base = datetime(PUBLISHED.year, PUBLISHED.month, PUBLISHED.day)
    found: dict[str, DateReader] = {"verifier": our_dates}
    if dateparser := _load("dateparser"):
        settings = {"RELATIVE_BASE": base, "PREFER_DATES_FROM": "past"}
        search = importlib.import_module("dateparser.search").search_dates
        found["dateparser"] = single(lambda text: dateparser.parse(text, languages=["en"], settings=settings))
        found["dateparser.search"] = lambda text: [
            (day.date(), day.date()) for _, day in search(text, languages=["en"], settings=settings) or []
        ]
    if dateutil := _load("dateutil.parser"):
        found["dateutil, fuzzy"] = single(lambda text: dateutil.parse(text, default=base, fuzzy=True))
    if parsedatetime := _load("parsedatetime"):
        calendar = parsedatetime.Calendar()
        found["parsedatetime"] = lambda text: [
            (row[0].date(), row[0].date()) for row in calendar.nlp(text, sourceTime=base) or []
        ]
    return found


def _load(name: str) -> Any:
    try:
        return importlib.import_module(name)
    except ImportError:
        print(f"{name} is not installed", file=sys.stderr)
        return None


def _number_verdict(read: Reader, text: str, want: list[float]) -> tuple[str, object]:
    try:
        got = read(text)
    except ValueError as error:  # how these libraries say that they read nothing
        return ("right" if not want else "silent"), type(error).__name__
    if not got:
        return ("right" if not want else "silent"), got
    same = len(got) == len(want) and all(abs(x - y) < 1e-3 * max(1, abs(y)) for x, y in zip(got, want, strict=True))
    return ("right" if same else "wrong"), got


def _date_verdict(read: DateReader, text: str, want: tuple[str, str] | None) -> tuple[str, object]:
    try:
        got = read(text)
    except ValueError as error:
        return ("right" if want is None else "silent"), type(error).__name__
    if not got:
        return ("right" if want is None else "silent"), got
    if want is None or len(got) > 1:
        return "wrong", [str(day) for day, _ in got]
    first, last = (date.fromisoformat(day) for day in want)
    inside = first <= got[0][0] and got[0][1] <= last
    return ("right" if inside else "wrong"), [str(day) for day in got[0]]


def _report(title: str, readers: dict[str, Callable[[str], tuple[str, object, str]]], show: bool, size: int) -> None:
    print(f"{title}: {size} cases\n")
    rows: list[Sequence[object]] = []
    for name, judge in readers.items():
        started = time.perf_counter()
        verdicts = [judge(str(i)) for i in range(size)]
        spent = (time.perf_counter() - started) / size * 1e3
        counts = [sum(v == kind for v, _, _ in verdicts) for kind in ("right", "silent", "wrong")]
        rows.append([name, *counts, f"{spent:.2f}"])
        for verdict, got, text in verdicts:
            if show and verdict == "wrong":
                print(f"    {name}: {text!r} -> {got}", file=sys.stderr)
    table(["library", "right", "silent", "wrong", "ms a case"], rows)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cases", action="store_true", help="print the wrong readings")
    show = parser.parse_args().cases
    warnings.simplefilter("ignore")

    def of_number(read: Reader) -> Callable[[str], tuple[str, object, str]]:
        return lambda i: (*_number_verdict(read, *NUMBERS[int(i)]), NUMBERS[int(i)][0])

    def of_date(read: DateReader) -> Callable[[str], tuple[str, object, str]]:
        return lambda i: (*_date_verdict(read, *DATES[int(i)]), DATES[int(i)][0])

    _report("Numbers", {n: of_number(r) for n, r in number_readers().items()}, show, len(NUMBERS))
    _report("Dates", {n: of_date(r) for n, r in date_readers().items()}, show, len(DATES))
    return 0


if __name__ == "__main__":
    sys.exit(main())
