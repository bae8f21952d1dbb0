"""The times of a text: one reader for each way of printing one, and the patterns that find them."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any, Literal

from verifier.datamodel import Span
from verifier.dates.moment import Moment, Precision, Role

__all__ = ["moments"]

FIRST_YEAR, LAST_YEAR = 1500, 2100
PAST, FUTURE = 200, 60
"""Days: a day or month without a year is taken for one so near to publication; for any other the year is left open."""


@dataclass(frozen=True, slots=True)
class _Context:
    """What the reading of one text may use."""

    text: str
    published: date | None
    day_first: bool | None


def moments(text: str, published: date | None, day_first: bool | None = None) -> list[Moment]:
    """The times that `text` names, in order, none inside another.

    `published` is the day of the article, `day_first` whether it prints 4 May as 4/5; None: not known. A day that no
    article can be of (1 January 1 and 31 December 9999 stand for "none" in databases) is not known either.
    """
    if published is not None and not FIRST_YEAR <= published.year <= LAST_YEAR:
        published = None
    context = _Context(text, published, _settled(text) if day_first is None else day_first)
    found: list[Moment] = []
    taken: list[Span] = []
    for pattern, read in _patterns():
        for match in pattern.finditer(text):
            moment = read(match, context)
            if moment is not None and moment.span.start < moment.span.end:
                found.append(replace(moment, role=_role(text, moment.span.start)))
    kept: list[Moment] = []
    for moment in sorted(found, key=lambda m: (m.span.start, -m.span.end)):
        if not taken or moment.span.start >= taken[-1].end:
            taken.append(moment.span)
            kept.append(moment)
    return kept


def _role(text: str, start: int) -> Role:
    before = text[max(0, start - 24) : start].casefold().split()
    if before and before[-1] in ("the", "about", "around", "early", "late", "at", "least"):
        before.pop()
    roles: tuple[Role, ...] = ("since", "until", "before", "after")
    return next((role for role in roles if before and before[-1] in _data()[role]), "at")


# ------------------------------------------------------------------------------------------------ dates with their year


def _settled(text: str) -> bool | None:
    """Whether the text prints the day first, if one of its dates can only be read in one way."""
    for match in _slash().finditer(text):
        first, second = int(match["a"]), int(match["b"])
        if first > 12 >= second:
            return True
        if second > 12 >= first:
            return False
    return None


def _iso(match: re.Match[str], context: _Context) -> Moment | None:
    day = _day(int(match["y"]), int(match["m"]), int(match["d"]))
    return _on(match, day) if day else None


def _slashed(match: re.Match[str], context: _Context) -> Moment | None:
    """ "12/05/2024": what the weekday beside it, a 13, or the day of publication says; else both."""
    year = int(match["y"]) + (2000 if len(match["y"]) == 2 else 0)
    first, second = int(match["a"]), int(match["b"])
    read = {True: _day(year, second, first), False: _day(year, first, second)}
    possible = {way: day for way, day in read.items() if day}
    if weekday := _weekday_of(match):
        possible = {way: day for way, day in possible.items() if day.weekday() == int(weekday)} or possible
    if len(set(possible.values())) > 1 and context.day_first is not None:
        possible = {context.day_first: possible[context.day_first]}
    if len(set(possible.values())) > 1 and context.published:
        near = {way: day for way, day in possible.items() if abs((day - context.published).days) <= 7}
        possible = near if len(near) == 1 else possible
    days = sorted(set(possible.values()))
    if len(days) == 1:
        return _on(match, days[0])
    return _moment(match, None, None, "day", "open", candidates=tuple(days)) if days else None


def _short_slashed(match: re.Match[str], context: _Context) -> Moment | None:
    """ "Sunday (9/2)": day and month without a year are read beside a weekday only."""
    first, second = int(match["a"]), int(match["b"])
    published = context.published
    if not published:
        return _moment(match, None, None, "day", "open", known=f"weekday {_weekday_of(match)}")
    pairs = [(second, first), (first, second)]
    days = [_day(year, m, d) for year in (published.year, published.year - 1) for m, d in pairs]
    fitting = [d for d in days if d and str(d.weekday()) == _weekday_of(match)]
    return _on(match, fitting[0], "relative") if fitting else None


def _dated(match: re.Match[str], context: _Context) -> Moment | None:
    """A day of a month, with or without its year: "Nov. 27, 2024", "27 November", "November 27-30"."""
    month, first = _month_number(match["m"]), int(match["d"])
    last = int(match["to"]) if match["to"] else first
    if not 1 <= first <= last <= 31:
        return None
    if not match["y"] and (_counts(match, context.text) or _in_name(match, context.text)):
        return None
    if match["y"]:
        start, end = _day(int(match["y"]), month, first), _day(int(match["y"]), month, last)
        return _moment(match, start, end, "day" if start == end else "period", "absolute") if start and end else None
    start = _nearest(context.published, month, first, _is_future(match, context.text)) if context.published else None
    if start is None:
        return _moment(match, None, None, "day", "open", known=f"month {month} day {first}")
    end = _day(start.year, month, last) or start
    return _moment(match, start, end, "day" if start == end else "period", "relative")


def _in_name(match: re.Match[str], text: str) -> bool:
    """Whether a doubtful month is part of a name: "the Long March 5 rocket"."""
    if match["m"].casefold() not in _doubtful() or match["w"]:
        return False
    before = re.search(r"([^\W\d_]+)\s$", text[max(0, match.start() - 24) : match.start()])
    if before is None:
        return False
    word = before[1]
    return word[0].isupper() and word.casefold() not in _data()["month_before"] and word != "On"


def _counts(match: re.Match[str], text: str) -> bool:
    """Whether the day may count something: "in May 12 people", against "on May 12 people"."""
    before = text[max(0, match.start() - 8) : match.start()].casefold().split()
    return bool(before) and before[-1] == "in" and text[match.start()].isalpha()


def _nearest(published: date, month: int, day: int, future: bool) -> date | None:
    """The year of a day without one: of the last such day, if that is near; behind "will" of the next; else unknown."""
    days = [d for k in (-1, 0, 1) if (d := _day(published.year + k, month, day))]
    if future:
        return next((d for d in days if d >= published), None)
    fitting = [d for d in days if -PAST <= (d - published).days <= FUTURE]
    return fitting[-1] if fitting else None


def _is_future(match: re.Match[str], text: str) -> bool:
    """Whether "will", "due", "expected" or their like stands before, in the same sentence."""
    before = re.findall(r"[a-z]+", text[max(0, match.start() - 60) : match.start()].split(".")[-1])
    return not set(before).isdisjoint(_data()["future"])


def _month(match: re.Match[str], context: _Context) -> Moment | None:
    """ "November 2024", "end of November", "in March", "last May"."""
    month, part = _month_number(match["m"]), (match["part"] or "").casefold().removeprefix("the ")
    before = context.text[max(0, match.start() - 12) : match.start()].casefold().replace("-", " ").split()
    qualified = bool(part or match["y"] or (before and before[-1] in _data()["month_before"]))
    if not qualified and (match["m"].casefold() not in _data()["months"] or match["m"].casefold() in _doubtful()):
        return None
    year = int(match["y"]) if match["y"] else None
    kind: Literal["absolute", "relative"] = "absolute"
    if year is None:
        if not context.published:
            return _moment(match, None, None, "month", "open", known=f"month {month}")
        inferred = _month_year(context.published, month, part, _is_future(match, context.text))
        if inferred is None:
            return _moment(match, None, None, "month", "open", known=f"month {month}")
        year, kind = inferred, "relative"
    start = date(year, month, 1)
    end = (date(year, month, 28) + timedelta(4)).replace(day=1) - timedelta(1)
    if part.startswith(("end", "late")):
        start = date(year, month, 20)
    elif part.startswith(("early", "beginning", "start")):
        end = date(year, month, 10)
    elif part.startswith("mid"):
        start, end = date(year, month, 10), date(year, month, 20)
    return _moment(match, start, end, "month", kind)


def _month_year(published: date, month: int, part: str, future: bool) -> int | None:
    """The year of a month without one, as `_nearest`."""
    ahead = (month - published.month) % 12
    if part.startswith("next"):
        ahead = ahead or 12
    elif part.startswith("last"):
        ahead -= 12
    elif not future and ahead:
        ahead -= 12
        if -ahead > PAST // 30:
            return None
    return (published.year * 12 + published.month - 1 + ahead) // 12


def _year(match: re.Match[str], context: _Context) -> Moment | None:
    first = int(match["y"])
    if not FIRST_YEAR <= first <= LAST_YEAR or not _is_year(match, context.text):
        return None
    last = int(match["to"]) if match["to"] else first
    last += first // 100 * 100 if last < 100 else 0
    if not first <= last <= LAST_YEAR:
        return None
    return _moment(match, date(first, 1, 1), date(last, 12, 31), "year" if first == last else "period", "absolute")


def _is_year(match: re.Match[str], text: str) -> bool:
    """Whether four digits are a year: by the word before them, and not if they are round and count what follows."""
    if match["to"]:
        return True
    before = re.findall(r"[^\W_]+", text[max(0, match.start() - 24) : match.start()])
    after = re.match(r"['’]s\b|[\s-]+([^\W\d_]+)", text[match.end() : match.end() + 24])
    counted = bool(after and after[1] and after[1].islower() and after[1].endswith("s"))
    counted = counted and after is not None and after[1] not in _data()["year_subject"]  # "for 2014 |was", "2018 |has"
    dated = bool(before) and before[-1].casefold() in ("in", "since", "during") and not match["y"].endswith("00")
    if after and after[1] in _counted_words() and not dated:
        return False
    if counted and match["y"].endswith("00"):
        return False
    if not before:
        word = after[1] if after and after[1] else ":"
        return word in _data()["year_subject"] or word[0].isupper() or not word.isalpha()
    gap = text[max(0, match.start() - 1) : match.start()]
    word = before[-1]
    plain = int(match["y"]) % 10 and 1900 <= int(match["y"]) <= 2050 and not counted
    if plain and gap.isspace() and word.casefold() not in _data()["counts_before"]:
        return True
    if word.casefold() in _data()["year_before"]:
        return not (word.casefold() == "of" and counted)
    if gap == "(" or (gap == "," and not counted):
        return True
    if word.casefold() in ("to", "and", "or") and len(before) > 1 and re.fullmatch(r"1[5-9]\d\d|20\d\d", before[-2]):
        return True
    return word[0].isupper() and gap.isspace() and not counted and len(before) > 1


@cache
def _counted_words() -> frozenset[str]:
    return frozenset(_data()["counted"])


def _decade(match: re.Match[str], context: _Context) -> Moment | None:
    first = int(match["y"]) if len(match["y"]) == 4 else 1900 + int(match["y"])
    part = (match["part"] or "").casefold()
    low = {"mid": 3, "late": 6}.get(part, 0)
    high = {"early": 3, "mid": 6}.get(part, 9)
    return _moment(match, date(first + low, 1, 1), date(first + high, 12, 31), "decade", "absolute")


def _century(match: re.Match[str], context: _Context) -> Moment | None:
    word = match["n"].casefold()
    number = int(word[:-2]) if word[0].isdigit() else _data()["ordinals"].get(word)
    if not number or not 1 <= number <= 30:
        return None
    return _moment(match, date(number * 100 - 99, 1, 1), date(number * 100, 12, 31), "century", "absolute")


# ------------------------------------------------------------------------------------------------ days from publication


def _relative_day(match: re.Match[str], context: _Context) -> Moment | None:
    phrase = " ".join(match["day"].casefold().split())
    tail = context.text[match.end() : match.end() + 2]
    opens = context.text[max(0, match.start() - 2) : match.start()].strip() in ("", ".")
    days = _data()["days"].get(phrase)
    if days is None:
        return None  # "ton\u0131ght": to a pattern that ignores case, a dotless i is an i
    if phrase == "today" and (tail[:1] in ("'", "’") or (opens and tail[:1] == ",")):
        return _moment(match, None, None, "period", "open", known="nowadays")  # "Today, the valley is quiet"
    if not context.published:
        return _moment(match, None, None, "day", "open", known=phrase)
    return _on(match, _shift(context.published, days), "relative")


def _weekday(match: re.Match[str], context: _Context) -> Moment | None:
    """ "On Thursday": the last one up to the day of publication; behind "will" or "next" the one to come."""
    number = _weekday_of(match)
    if not context.published:
        return _moment(match, None, None, "day", "open", known=f"weekday {number}")
    which = (match["which"] or "").casefold()
    back = (context.published.weekday() - int(number or 0)) % 7
    if "next" in which or "coming" in which or (not which and _is_future(match, context.text)):
        return _on(match, _shift(context.published, 7 - back), "relative")
    return _on(match, _shift(context.published, -(back or (7 if which == "last" else 0))), "relative")


def _relative_period(match: re.Match[str], context: _Context) -> Moment | None:
    """ "last week", "this month", "next year", "last weekend"."""
    which, unit = match["which"].casefold(), match["unit"].casefold()
    step = {"last": -1, "this": 0, "next": 1}.get(which)
    if step is None:
        return None  # "th\u0131s": see _relative_day
    if not context.published:
        return _moment(match, None, None, "period", "open", known=f"{which} {unit}")
    start, end = _period(context.published, step, unit)
    precision: Precision = {"month": "month", "year": "year"}.get(unit, "week")  # type: ignore[assignment]
    return _moment(match, start, end, precision, "relative")


def _period(day: date, step: int, unit: str) -> tuple[date, date]:
    if unit == "year":
        year = day.year + step
        return date(year, 1, 1), date(year, 12, 31)
    if unit == "month":
        months = day.year * 12 + day.month - 1 + step
        start = date(months // 12, months % 12 + 1, 1)
        return start, (start + timedelta(31)).replace(day=1) - timedelta(1)
    monday = _shift(day, 7 * step - day.weekday())
    return (_shift(monday, 5) if unit == "weekend" else monday), _shift(monday, 6)


def _ago(match: re.Match[str], context: _Context) -> Moment | None:
    """ "two days ago", "40 years ago": a month or a year ago is a month or a year, not a day."""
    count, unit = _count(match["n"]), match["unit"].casefold()
    if count is None:
        return None
    if not context.published:
        return _moment(match, None, None, "period", "open", known=f"{count} {unit} ago")
    days = count * {"day": 1, "week": 7, "month": 30.44, "year": 365.25, "decade": 3652.5}[unit]
    if days > 365.25 * (context.published.year - 2):
        return None
    day = _shift(context.published, -round(days))
    if unit == "day":
        return _on(match, day, "relative")
    slack = {"week": 3, "month": 15, "year": 183, "decade": 1826}[unit]
    precision: Precision = {"week": "week", "month": "month", "year": "year", "decade": "decade"}[unit]  # type: ignore[assignment]
    return _moment(match, _shift(day, -slack), _shift(day, slack), precision, "relative")


def _past(match: re.Match[str], context: _Context) -> Moment | None:
    """ "in the past two weeks", "over the last 24 hours": a period that ends on the day of publication."""
    count, unit = _count(match["n"]) if match["n"] else 1, match["unit"].casefold()
    if count is None:
        return None
    if not context.published:
        return _moment(match, None, None, "period", "open", known=f"past {count} {unit}")
    days = count * {"hour": 1 / 24, "day": 1, "week": 7, "month": 30.44, "year": 365.25, "decade": 3652.5}[unit]
    if days > 365.25 * (context.published.year - 2):
        return None
    return _moment(match, _shift(context.published, -round(days)), context.published, "period", "relative")


# -------------------------------------------------------------------------------------------------------------- helpers


def _moment(
    match: re.Match[str],
    start: date | None,
    end: date | None,
    precision: Precision,
    kind: Literal["absolute", "relative", "open"],
    *,
    known: str = "",
    candidates: tuple[date, ...] = (),
) -> Moment:
    span = Span(*match.span())
    return Moment(match.group(), span, start, end, precision, kind, known=known, candidates=candidates)


def _on(match: re.Match[str], day: date, kind: Literal["absolute", "relative"] = "absolute") -> Moment:
    return _moment(match, day, day, "day", kind)


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:  # 31 February, or a year out of range: no date, and not ours to correct
        return None


def _shift(day: date, days: int) -> date:
    return date.fromordinal(min(max(day.toordinal() + days, 1), date.max.toordinal()))


def _count(word: str) -> int | None:
    word = word.casefold()
    if word.isdigit():
        return int(word)
    number = _data()["numbers"].get(word)
    return None if number is None else int(number)


def _month_number(name: str) -> int:
    name = name.casefold().rstrip(".")
    months = _data()["months"]
    return int(_data()["short_months"][name]) if name not in months else months.index(name) + 1


def _weekday_of(match: re.Match[str]) -> str | None:
    """The number of the weekday that a match prints, 0 Monday."""
    name = (match["w"] or "").casefold().rstrip(".,")
    if not name:
        return None
    days = _data()["weekdays"]
    return str(days.index(name)) if name in days else str(_data()["short_weekdays"][name])


# ------------------------------------------------------------------------------------------------------------- patterns

_Reader = Callable[[re.Match[str], _Context], Moment | None]


def _names(words: list[str]) -> str:
    """Capitalised or in capitals: months and weekdays are names in English."""
    return "|".join(sorted((f"{w.capitalize()}|{w.upper()}" for w in words), key=len, reverse=True))


@cache
def _slash() -> re.Pattern[str]:
    return re.compile(
        rf"(?:\b(?P<w>{_week()}){_PART}[.,]?\s\(?)?(?<![\d/.])(?P<a>\d{{1,2}})(?P<s>[/.])(?P<b>\d{{1,2}})(?P=s)(?P<y>\d{{4}}|\d{{2}})(?![\d/]|[.,]\d)"
    )


_PART = r"(?:\s(?:[Mm]orning|[Aa]fternoon|[Ee]vening|[Nn]ight))?"
_UNIT = r"(?P<unit>hour|day|week|month|year|decade)s?"
_TH = r"(?:st|nd|rd|th)?"


def _week() -> str:
    return _names([*_data()["weekdays"], *_data()["short_weekdays"]])


@cache
def _patterns() -> list[tuple[re.Pattern[str], _Reader]]:
    """Each kind of moment with its reader. All quantifiers are bounded, so a page costs a page."""
    full, short = _names(_data()["months"]), _names([*_data()["short_months"]])
    month = rf"(?P<m>(?:{full})\b|(?:{short})\b\.?)"
    weekday = _names(_data()["weekdays"])
    ahead = rf"(?:\b(?P<w>{_week()}){_PART}[.,]?,?\s)?"
    year = r"(?:(?:,\s?|\s|\sof\s)(?P<y>1[5-9]\d\d|20\d\d)(?![\d]|[.,]\d))?"
    number = "|".join(sorted(_data()["numbers"], key=len, reverse=True))
    days = "|".join(sorted((d.replace(" ", r"\s") for d in _data()["days"]), key=len, reverse=True))
    ordinals = "|".join(sorted(_data()["ordinals"], key=len, reverse=True))
    part = r"(?P<part>[Ee]arly|[Ll]ate|[Mm]id|[Ll]ast|[Nn]ext|[Tt]he end of|[Ee]nd of|[Bb]eginning of|[Ss]tart of)"
    first_to = rf"(?P<d>\d{{1,2}}){_TH}(?:\s?[-–]\s?(?P<to>\d{{1,2}}){_TH}\b)?"
    rows: list[tuple[str, int, _Reader]] = [
        (r"(?<![\d-])(?P<y>\d{4})-(?P<m>\d{2})-(?P<d>\d{2})(?![\d-])(?:[T ]\d{2}:\d{2}(?::\d{2})?)?", 0, _iso),
        (_slash().pattern, 0, _slashed),
        (rf"\b(?P<w>{_week()}){_PART}[.,]?\s\((?P<a>\d{{1,2}})/(?P<b>\d{{1,2}})\)", 0, _short_slashed),
        (rf"{ahead}(?<![\d.,/-]){first_to}\s(?:of\s)?{month}{year}", 0, _dated),
        (rf"{ahead}\b{month}\s{first_to}(?![\w%/]|[.,:]\d){year}", 0, _dated),
        (rf"(?:\b{part}[\s-])?\b{month}{year}", 0, _month),
        (r"(?<![\d.,/$€£-])\b(?P<y>1[5-9]\d\d|20\d\d)(?:[-–/](?P<to>(?:19|20)?\d\d))?(?![\d%]|[.,-]\d|\w)", 0, _year),
        (r"(?:\b(?P<part>early|mid|late)[\s-])?(?:\b|['’])(?P<y>(?:1[5-9]|20)\d0|(?<=['’])\d0)s\b", re.I, _decade),
        (rf"\b(?P<n>\d{{1,2}}(?:st|nd|rd|th)|{ordinals})[\s-]century\b", re.I, _century),
        (rf"\b(?P<day>{days})\b(?:\s(?:morning|afternoon|evening|night)\b)?", re.I, _relative_day),
        (
            rf"(?:\b(?P<which>[Ll]ast|[Nn]ext|[Tt]his|[Tt]his coming)\s)?\b(?P<w>{weekday})\b{_PART}",
            0,
            _weekday,
        ),
        (r"\b(?P<which>last|this|next)\s(?P<unit>week|month|year|weekend)\b(?!-)", re.I, _relative_period),
        (rf"\b(?P<n>\d{{1,3}}|{number})\s{_UNIT.replace('hour|', '')}\sago\b", re.I, _ago),
        (rf"\b(?:the\s)?(?:(?:past|last|previous)\s(?P<n>\d{{1,3}}|{number})|past)\s{_UNIT}\b", re.I, _past),
    ]
    return [(re.compile(pattern, flags), read) for pattern, flags, read in rows]


@cache
def _doubtful() -> frozenset[str]:
    return frozenset(_data()["doubtful_months"])


@cache
def _data() -> dict[str, Any]:
    path = Path(__file__).parent.parent / "data" / "dates.toml"
    return tomllib.loads(path.read_text("utf-8"))
