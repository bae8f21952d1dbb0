"""The times that a text names, and whether two of them can be the same."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from verifier.dates import Moment, apart, clock_times, clocks, compare_moments, moments

FRIDAY = date(2024, 3, 15)


def the(text: str, published: date | None = FRIDAY, day_first: bool | None = None) -> Moment:
    (found,) = moments(text, published, day_first)
    return found


# text, what is printed, first day, last day, kind, role
RESOLVED = [
    ("He left on Thursday.", "Thursday", "2024-03-14", "2024-03-14", "relative", "at"),
    ("On Friday evening", "Friday evening", "2024-03-15", "2024-03-15", "relative", "at"),
    ("talks will begin on Monday", "Monday", "2024-03-18", "2024-03-18", "relative", "at"),
    ("last Friday", "last Friday", "2024-03-08", "2024-03-08", "relative", "at"),
    ("last night", "last night", "2024-03-14", "2024-03-14", "relative", "at"),
    ("said today that", "today", "2024-03-15", "2024-03-15", "relative", "at"),
    ("tomorrow", "tomorrow", "2024-03-16", "2024-03-16", "relative", "at"),
    ("last week", "last week", "2024-03-04", "2024-03-10", "relative", "at"),
    ("next month", "next month", "2024-04-01", "2024-04-30", "relative", "at"),
    ("last year", "last year", "2023-01-01", "2023-12-31", "relative", "at"),
    ("two days ago", "two days ago", "2024-03-13", "2024-03-13", "relative", "at"),
    ("three weeks ago", "three weeks ago", "2024-02-20", "2024-02-26", "relative", "at"),
    ("in the past week", "the past week", "2024-03-08", "2024-03-15", "relative", "at"),
    ("on Feb. 27", "Feb. 27", "2024-02-27", "2024-02-27", "relative", "at"),
    ("Since November 27,", "November 27", "2023-11-27", "2023-11-27", "relative", "since"),
    ("November 27-30", "November 27-30", "2023-11-27", "2023-11-30", "relative", "at"),
    ("at the end of November.", "the end of November", "2023-11-20", "2023-11-30", "relative", "at"),
    ("last March", "last March", "2023-03-01", "2023-03-31", "relative", "at"),
    ("In January 12 people died", "January", "2024-01-01", "2024-01-31", "relative", "at"),
    ("will open on May 4", "May 4", "2024-05-04", "2024-05-04", "relative", "at"),
    ("On May 12 people marched", "May 12", "2024-05-12", "2024-05-12", "relative", "at"),
    ("5 March 2020", "5 March 2020", "2020-03-05", "2020-03-05", "absolute", "at"),
    ("Thursday, March 5, 2020", "Thursday, March 5, 2020", "2020-03-05", "2020-03-05", "absolute", "at"),
    ("until Nov. 2019", "Nov. 2019", "2019-11-01", "2019-11-30", "absolute", "until"),
    ("2024-12-06 15:00:03", "2024-12-06 15:00:03", "2024-12-06", "2024-12-06", "absolute", "at"),
    ("Thu, 12/05/2024", "Thu, 12/05/2024", "2024-12-05", "2024-12-05", "absolute", "at"),
    ("Monday 10/02/2025", "Monday 10/02/2025", "2025-02-10", "2025-02-10", "absolute", "at"),
    ("on 27/02/2024", "27/02/2024", "2024-02-27", "2024-02-27", "absolute", "at"),
    ("on 14.03.24", "14.03.24", "2024-03-14", "2024-03-14", "absolute", "at"),
    ("on 03/14/2024", "03/14/2024", "2024-03-14", "2024-03-14", "absolute", "at"),
    ("in 2016", "2016", "2016-01-01", "2016-12-31", "absolute", "at"),
    ("since 2011", "2011", "2011-01-01", "2011-12-31", "absolute", "since"),
    ("the 2016 elections", "2016", "2016-01-01", "2016-12-31", "absolute", "at"),
    ("in 1982 people died", "1982", "1982-01-01", "1982-12-31", "absolute", "at"),
    ("2018 was a good year", "2018", "2018-01-01", "2018-12-31", "absolute", "at"),
    ("2011-2013", "2011-2013", "2011-01-01", "2013-12-31", "absolute", "at"),
    ("The rate for 2014 was low.", "2014", "2014-01-01", "2014-12-31", "absolute", "at"),
    ("the 1980s", "1980s", "1980-01-01", "1989-12-31", "absolute", "at"),
    ("in the '80s", "'80s", "1980-01-01", "1989-12-31", "absolute", "at"),
    ("late 1990s", "late 1990s", "1996-01-01", "1999-12-31", "absolute", "at"),
    ("the 19th century", "19th century", "1801-01-01", "1900-12-31", "absolute", "at"),
]


@pytest.mark.parametrize(("text", "printed", "start", "end", "kind", "role"), RESOLVED)
def test_resolved(text: str, printed: str, start: str, end: str, kind: str, role: str) -> None:
    found = the(text)
    assert (found.text, str(found.start), str(found.end)) == (printed, start, end)
    assert (found.kind, found.role) == (kind, role)


OPEN = ["Thursday", "yesterday", "last week", "on Feb. 27", "in November", "two days ago", "Sunday afternoon (9/2)"]


def test_either_of_two_years() -> None:
    assert [m.text for m in moments("It will fall in 2017 or 2018.", FRIDAY)] == ["2017", "2018"]


@pytest.mark.parametrize("text", OPEN)
def test_without_a_date_of_publication_it_stays_open(text: str) -> None:
    found = the(text, None)
    assert found.kind == "open"
    assert found.start is found.end is None


NO_MOMENT = [
    "She may march on",
    "May said no",
    "The Sun said",
    "1500 people died",
    "by 2000 votes",
    "about 1990 people",
    "31/31/2024",
    "a Long March 4 rocket",
    "1.2.3.4",
    "th\u0131s week",
    "TON\u0130GHT",
    "",
]


@pytest.mark.parametrize("text", NO_MOMENT)
def test_no_moment(text: str) -> None:
    assert moments(text, FRIDAY) == []


def test_a_day_that_is_none_is_not_made_up() -> None:
    assert [m.precision for m in moments("on 30 February 2024", FRIDAY)] == ["month"]


def test_day_and_month_in_doubt() -> None:
    doubtful = the("12/05/2024")
    assert doubtful.kind == "open"
    assert doubtful.candidates == (date(2024, 5, 12), date(2024, 12, 5))
    assert the("12/05/2024", day_first=True).start == date(2024, 5, 12)
    assert the("12/05/2024", published=date(2024, 12, 6)).start == date(2024, 12, 5)
    assert [m.start for m in moments("12/05/2024 and 25/05/2024", None)] == [date(2024, 5, 12), date(2024, 5, 25)]
    assert the("05/05/2024").start == date(2024, 5, 5)


@pytest.mark.parametrize("published", [date.min, date.max])
@pytest.mark.parametrize("text", ["last year", "next year", "last May", "next month", "December", "tomorrow"])
def test_a_day_that_stands_for_none_is_none(text: str, published: date) -> None:
    assert moments(text, published) == moments(text, None)


def test_today_may_mean_nowadays() -> None:
    assert the("Today, the valley is quiet.").kind == "open"
    assert the("today's rules").kind == "open"


def test_a_year_that_is_not_near_is_left_open() -> None:
    assert the("on May 20, he said").known == the("on 20 May").known == "month 5 day 20"
    assert the("in June").kind == "open"


def test_times_of_day() -> None:
    text = "at 5:52 p.m., 15:00 and 3pm, not 3-1, 1.5 or 5:52:10:11"
    assert [s.of(text) for s in clock_times(text)] == ["5:52 p.m.", "15:00", "3pm"]


# two moments of articles of 15 March 2024 (a Friday) and 14 March; None: of no known date
COMPARED: list[tuple[str, date | None, str, date | None, str, str | None]] = [
    ("yesterday", FRIDAY, "today", date(2024, 3, 14), "same", None),
    ("yesterday", FRIDAY, "Thursday", FRIDAY, "same", None),
    ("last night", FRIDAY, "Thursday evening", FRIDAY, "same", None),
    ("Thursday", FRIDAY, "this week", FRIDAY, "compatible", None),
    ("Thursday", FRIDAY, "Tuesday", FRIDAY, "different", "real"),
    ("today", FRIDAY, "yesterday", FRIDAY, "different", "unresolved"),
    ("Thursday", FRIDAY, "Wednesday", FRIDAY, "different", "real"),
    ("Wednesday", FRIDAY, "yesterday", FRIDAY, "different", "unresolved"),
    ("in 2016", None, "in 2015", None, "different", "real"),
    ("in March 2016", None, "in 2016", None, "compatible", None),
    ("the 1980s", None, "in 1982", None, "compatible", None),
    ("Thursday", None, "Thursday", None, "same", None),
    ("Thursday", None, "Friday", None, "different", "real"),
    ("Thursday", None, "yesterday", None, "open", "unresolved"),
    ("yesterday", None, "today", FRIDAY, "open", "unresolved"),
    ("yesterday", None, "Yesterday", FRIDAY, "compatible", None),
    ("last week", None, "last week", None, "compatible", None),
    ("last week", None, "this week", None, "open", "unresolved"),
    ("Nov. 27", None, "November 27", None, "same", None),
    ("Nov. 27", None, "November 27, 2023", None, "compatible", None),
    ("Nov. 27", None, "27 December", None, "different", "real"),
    ("Thursday", None, "March 14, 2024", None, "compatible", None),
    ("Friday", None, "March 14, 2024", None, "different", "real"),
    ("since 2011", None, "in 2011", None, "open", None),
    ("04/05/2024", None, "4 May 2024", None, "compatible", "format"),
    ("04/05/2024", None, "5 April 2024", None, "compatible", "format"),
    ("04/05/2024", None, "6 June 2024", None, "different", "unresolved"),
    ("04/05/2024", None, "04/05/2024", None, "same", "format"),
]


@pytest.mark.parametrize(("a", "of_a", "b", "of_b", "label", "reading"), COMPARED)
def test_comparison(a: str, of_a: date | None, b: str, of_b: date | None, label: str, reading: str | None) -> None:
    one, other = the(a, of_a), the(b, of_b)
    for found in (compare_moments(one, other), compare_moments(other, one)):
        assert (found.label, found.reading) == (label, reading)


days = st.one_of(st.none(), st.dates())
PIECES = ["Thu,", "Thursday", "May", "12", "/", "-", "2024", "05", "today", "last", "week", "since", "of", "the", "3",
          "days", "ago", "(9/2)", "in", "1980s", "21st", "century", "Nov.", "27", "31", "February", "9999"]  # fmt: skip
texts = st.one_of(st.text(max_size=60), st.lists(st.sampled_from(PIECES), max_size=10).map(" ".join))


@given(texts, days, st.sampled_from([None, True, False]))
def test_spans_lie_in_the_text(text: str, published: date | None, day_first: bool | None) -> None:
    found = moments(text, published, day_first)
    assert all(m.span.of(text) == m.text for m in found)
    assert all(a.span.end <= b.span.start for a, b in pairwise(found))
    assert all((m.start is None) == (m.end is None) == (m.kind == "open") for m in found)
    assert all(m.start <= m.end for m in found if m.start and m.end)


@given(texts, days, texts, days)
def test_comparison_is_symmetric(a: str, of_a: date | None, b: str, of_b: date | None) -> None:
    for one in moments(a, of_a):
        for other in moments(b, of_b):
            found, back = compare_moments(one, other), compare_moments(other, one)
            assert (found.label, found.reading) == (back.label, back.reading)


@pytest.mark.parametrize("unit", ["1", "May ", "12/", "(", "2016-", "last ", "Thu, ", "3 days "])
def test_a_long_text_is_read(unit: str) -> None:
    text = unit * (100_000 // len(unit))
    assert all(m.span.end <= len(text) for m in moments(text, FRIDAY))


# two times of day: can they not be the same?
CLOCKS = [
    ("It left at 7:20 a.m.", "It left at 8.30am", True),
    ("It left at 7:20 a.m.", "It left at 7.20am", False),
    ("It left at 6.30 p.m.", "It left at 18:30", False),
    ("It left at 6.30 p.m.", "It left at 18:45", True),
    ("It left at about 6.30 p.m.", "It left at 18:45", False),
    ("It left at 6.30", "It left at 18:45", False),
    ("It left at 6:30", "It left at 18:45", True),
    ("It left at noon", "It left at 3 pm", True),
    ("It left at 9 am local time", "It left at 11 am", True),
    ("It left at 9 am GMT", "It left at 11 am", False),
    ("It left at 25:70", "It left at 11 am", False),
]


@pytest.mark.parametrize(("one", "other", "are_apart"), CLOCKS)
def test_times_of_day_are_apart(one: str, other: str, are_apart: bool) -> None:
    assert any(apart(a, b) for a in clocks(one) for b in clocks(other)) is are_apart
    assert any(apart(b, a) for a in clocks(one) for b in clocks(other)) is are_apart


@given(st.text(alphabet="0123456789:. apmAPMGTo'clock noonat", max_size=60))
def test_any_text_has_times_of_day_or_none(text: str) -> None:
    for clock in clocks(text):
        assert clock.span.of(text) == clock.text
        assert 0 <= clock.minutes < 24 * 60
        assert not apart(clock, clock)
