"""What an article prints about itself: title, outlet, date, byline, agencies; and the words that say so.

Only what stands on the page is read, and every piece is kept in `Article.evidence` as (field, printed words). A date
that can be read two ways (03/05/2021) stays open unless its weekday or another date on the page decides it. The agency
of a photograph says nothing about the text, so it is evidence of its own ("photo"); so are agencies without a name.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache

from verifier.agencies import alternatives, names, strong, weak
from verifier.articles.furniture import without_stamp
from verifier.datamodel import Article, Line

__all__ = ["imprint", "iso_date"]

Evidence = list[tuple[str, str]]


def imprint(article: Article, lines: Sequence[Line]) -> Article:
    """`article` with the fields it lacks filled from what its `lines` print, and the evidence for each."""
    text = article.text
    printed = [(line, line.span.of(text)) for line in lines]
    evidence: Evidence = list(article.evidence)
    title = article.title or _title(printed, evidence)
    published = article.published or _published(printed, evidence)
    outlet = article.outlet or _outlet(printed, evidence)
    _others(printed, evidence)
    agencies = tuple(dict.fromkeys([*article.agencies, *_agencies(printed, evidence)]))
    return replace(
        article,
        title=title,
        published=published,
        outlet=outlet,
        agencies=agencies,
        evidence=tuple(dict.fromkeys(evidence)),
    )


Printed = Sequence[tuple[Line, str]]


def _title(printed: Printed, evidence: Evidence) -> str | None:
    for line, words in printed:
        if line.role == "title":
            title = _main(without_stamp(words))
            evidence.append(("title", title))
            return title
    return None


_BY = re.compile(r"(?:By|BY)\s+([A-Z].{2,60})$")


def _others(printed: Printed, evidence: Evidence) -> None:
    """Byline, place and notes: not used for a field, but of interest to whoever weighs the article."""
    for number, (line, words) in enumerate(printed):
        if line.why.startswith("value of ") and number:
            label = re.sub(r"[^\w ]", "", printed[number - 1][1]).strip().casefold()
            if not _dates(words):
                evidence.append((label, words))
        elif line.role == "metadata" and (by := _byline(words)):
            evidence.append(("byline", by))
        elif line.role == "disclaimer":
            evidence.append(("note", words))
        elif line.role == "caption" and (strong().search(words) or re.search(r":\s*\S", words)):
            evidence.append(("photo", words))


def _byline(words: str) -> str | None:
    """ "By Jane Doe", "Jane Doe Fri, 03/05/2021"; not "Published: 5 May 2021"."""
    if match := _BY.match(words):
        return match.group(1)
    before = words[: min((d.start for d in _dates(words)), default=0)].strip(" -–—|,")
    before = re.sub(rf"\s*(?:{_WEEKDAY})\.?,?$", "", before).strip(" -–—|,")
    return (
        before if re.fullmatch(r"[A-Z][\w.'’-]+(?: (?:and |de |van |von |al-)?[A-Z][\w.'’-]*){1,4}", before) else None
    )


# ---------------------------------------------------------------------------------------------------------------- dates

_MONTH_NAMES = ["january", "february", "march", "april", "may", "june", "july", "august", "september", "october"]
_MONTH_NAMES += ["november", "december"]
_MONTHS = {form: number for number, name in enumerate(_MONTH_NAMES, start=1) for form in (name, name[:3])} | {"sept": 9}
_WEEKDAYS = {name: number for number, name in enumerate(["mon", "tue", "wed", "thu", "fri", "sat", "sun"])}
_WEEKDAY = r"Mon(?:day)?|Tue(?:s|sday)?|Wed(?:nesday)?|Thu(?:r|rs|rsday)?|Fri(?:day)?|Sat(?:urday)?|Sun(?:day)?"
_MONTH = "|".join(sorted((name.capitalize() for name in _MONTHS), key=len, reverse=True))
_ORDINAL = r"(?:st|nd|rd|th)?"
_ANY_DATE = re.compile(
    rf"(?:\b(?P<weekday>{_WEEKDAY})\.?,?\s+)?(?:"
    rf"\b(?P<y1>\d{{4}})[-/.](?P<m1>\d{{1,2}})[-/.](?P<d1>\d{{1,2}})(?!\d)"
    rf"|\b(?P<d2>\d{{1,2}}){_ORDINAL}\s+(?:of\s+)?(?P<m2>{_MONTH})\.?,?\s+(?P<y2>\d{{4}})\b"
    rf"|\b(?P<m3>{_MONTH})\.?\s+(?P<d3>\d{{1,2}}){_ORDINAL},?\s+(?P<y3>\d{{4}})\b"
    rf"|\b(?P<n1>\d{{1,2}})[-/.](?P<n2>\d{{1,2}})[-/.](?P<y4>\d{{4}})(?!\d))",
    re.I,
)


@dataclass(frozen=True, slots=True)
class _Date:
    """A printed date and every day it can mean, without those that its weekday rules out."""

    printed: str
    start: int
    days: tuple[date, ...]


def _dates(words: str) -> list[_Date]:
    found = []
    for match in _ANY_DATE.finditer(words):
        days = tuple(_days(match))
        if days:
            found.append(_Date(match.group(), match.start(), days))
    return found


def _days(match: re.Match[str]) -> Iterator[date]:
    part = match.groupdict()
    if part["y1"]:
        readings = [(part["y1"], part["m1"], part["d1"])]
    elif part["m2"] or part["m3"]:
        month = str(_MONTHS[(part["m2"] or part["m3"]).casefold()])
        readings = [(part["y2"] or part["y3"], month, part["d2"] or part["d3"])]
    else:  # day first or month first; the same day twice if both agree
        readings = list(dict.fromkeys([(part["y4"], part["n1"], part["n2"]), (part["y4"], part["n2"], part["n1"])]))
    weekday = part["weekday"]
    for year, month, day in readings:
        try:
            when = date(int(year), int(month), int(day))
        except ValueError:
            continue  # there is no 31st month: this reading is ruled out, the other may stand
        if 1700 <= when.year <= 2200 and (not weekday or when.weekday() == _WEEKDAYS[weekday[:3].casefold()]):
            yield when


def iso_date(printed: str) -> str | None:
    """The one day that `printed` names, as YYYY-MM-DD; None if it names none, several, or can be read two ways."""
    days = {when.days for when in _dates(printed)}
    only = days.pop() if len(days) == 1 else ()
    return only[0].isoformat() if len(only) == 1 else None


_HEAD = 2
"""Paragraphs of running text above which a page prints its date, at the latest below the standfirst."""
_UPDATED = re.compile(r"\b(?:updated?|modified|edited)\b", re.I)
_PUBLISHED = re.compile(r"\b(?:published|posted|issued|release|publication)\b", re.I)
_FROM = re.compile(r"\b(?:From|FROM)\s*:\s*(.{2,60})$")


def _published(printed: Printed, evidence: Evidence) -> str | None:
    """The day of publication, from the most telling line that prints one; the outlet's own before a feed's stamp."""
    ranked: list[tuple[int, _Date, str]] = []
    body = 0
    for number, (line, words) in enumerate(printed):
        body += line.role == "body"
        if line.role == "title":
            stamped = words[: len(words) - len(without_stamp(words))] or words[len(_main(words)) :]
            ranked += [(3, when, words) for when in _dates(stamped)]
        elif line.role in ("metadata", "credit", "disclaimer"):
            label = printed[number - 1][1] if line.why.startswith("value of ") and number else ""
            whole = f"{label} {words}".strip()
            rank = _rank(whole, line, at_head=body < _HEAD)
            ranked += [(rank, when, whole) for when in _dates(words) if rank is not None]
    certain = [when.days[0] for _, when, _ in ranked if len(when.days) == 1]
    best: dict[int, set[date]] = {}
    for rank, when, words in ranked:
        evidence.append(("date", words))
        day = _decided(when, certain)
        if day:
            best.setdefault(rank, set()).add(day)
    if not best:
        return None
    chosen = best[min(best)]
    return chosen.pop().isoformat() if len(chosen) == 1 else None


def _main(words: str) -> str:
    """A title line without the date that is printed behind it."""
    return re.split(r"\s+(?:Last )?(?:Updated|Published|Posted)(?: on)?\s*:", words, maxsplit=1)[0]


def _rank(words: str, line: Line, at_head: bool) -> int | None:
    """How telling a line's date is, 0 the most; None if it may be that of something else.

    A date without a label tells only above the text: below it, it may be that of a correction or of an event.
    """
    if _UPDATED.search(words) and not _PUBLISHED.search(words):
        return 4
    if _PUBLISHED.search(words):
        return 5 if line.role == "disclaimer" else 0
    if line.role == "disclaimer" or not (at_head or line.why.startswith(("label", "value"))):
        return None
    return 2 if _FROM.search(words) else 1


def _decided(when: _Date, certain: Iterable[date]) -> date | None:
    """The day meant: the only reading, or the only one within a week of a date that is certain."""
    if len(when.days) == 1:
        return when.days[0]
    near = {day for day in when.days for other in certain if abs((day - other).days) <= 7}
    return near.pop() if len(near) == 1 else None


# --------------------------------------------------------------------------------------------------------------- outlet

_SOURCE = re.compile(r"\W*(?:Source|Via|Published by|Originally published (?:by|in|on|at))\s*:?\s+(.{2,80})$", re.I)
_REPRINT = re.compile(
    r"\b(?:originally|first) (?:published|appeared) (?:by|in|on|at)\s+(?:the\s+)?([A-Z].{1,60}?)[.)]?$"
)
_COPYRIGHT = re.compile(
    r"(?:copyright|©|\(c\))\s*(?:©|\(c\))?\s*\d{4}(?:\s?[-–]\s?\d{4})?,?\s+"
    r"([A-Z0-9].{1,60}?)(?=\.\s|\.$|,|\||\s[Aa]ll [Rr]ights|$)",
    re.I,
)


def _outlet(printed: Printed, evidence: Evidence) -> str | None:
    for line, words in printed:
        if line.role not in ("metadata", "credit", "disclaimer") or len(words) > 400:
            continue
        match = _FROM.search(words) or _SOURCE.match(words) or _REPRINT.search(words) or _COPYRIGHT.search(words)
        name = _outlet_name(match.group(1)) if match else None
        if name:
            evidence.append(("outlet", words))
            return name
    return None


def _outlet_name(value: str) -> str | None:
    """The name or site in `value`; None for agencies (which are no outlet), several names, or what is no name."""
    name = value.strip(" .()[]\"'“”")
    if site := re.match(r"(?:https?://)?(?:www\.)?([\w-]+(?:\.[\w-]+)+)(?:/\S*)?$", name):
        return site.group(1)
    several = re.search(r"[,/;]| and | & ", name)
    if several or strong().fullmatch(name) or name in weak() or not name[:1].isupper() or len(name.split()) > 6:
        return None
    return name


# ------------------------------------------------------------------------------------------------------------- agencies


@cache
def _credits() -> re.Pattern[str]:
    """The phrases that credit a text, or a part of it, to an agency. Every repetition is bounded."""
    strong_ = alternatives(set(names()) - weak())
    every = alternatives(names())
    cue = "[Tt]old|[Aa]ccording to|[Rr]eport(?:ed|s) by|[Rr]eports from|[Cc]iting|[Qq]uoted by|[Cc]ited by"
    act = "reported|reports|quoted|cited|said|footage|video|journalists?|reporters?|correspondents?|photographers?"
    return re.compile(
        rf"\((?P<dateline>{every})\)(?=\s?[-–—:]|\s*$)"
        rf"|(?:[Cc]opyright|©)\s(?:©\s)?\d{{4}},?\s(?:[Tt]he\s)?(?P<owner>{strong_})(?!\w)"
        rf"|(?:{cue})\s(?:[Tt]he\s)?(?:[a-z][\w-]{{0,20}}\s){{0,3}}(?P<cited>{strong_})(?![\w-])"
        rf"|(?<!\w)(?P<subject>{strong_})\s(?:{act})(?!\w)"
        rf"|[Aa]genc(?:y|ies)\s(?P<after>{every})(?!\w)"
        rf"|(?<!\w)(?P<before>{every})\s(?:state\s|official\s)?(?:news\s)?agency(?!\w)"
        r"|(?:The\s)?(?P<unknown>[A-Z][\w'’-]{1,20}(?:\s[A-Z][\w'’-]{1,20}){0,2})\s(?:state\s|official\s)?news\sagency(?!\w)"
    )


def _agencies(printed: Printed, evidence: Evidence) -> Iterator[str]:
    for line, words in printed:
        if line.role == "credit":
            yield from _credited(words, evidence)
        elif line.role in ("body", "disclaimer"):
            for match in _credits().finditer(words):
                name = next(value for value in match.groupdict().values() if value)
                evidence.append(("agency", match.group()))
                yield names().get(name, name)


def _credited(words: str, evidence: Evidence) -> Iterator[str]:
    """The agencies of a credit line ("Source: Reuters", "(with inputs from agencies)")."""
    named = [match.group() for match in strong().finditer(words)]
    value = re.split(r":\s*", words, maxsplit=1)[-1].strip(" .()")
    named += [value] if not named and value in weak() else []
    if not named and re.search(r"\bagenc(?:y|ies)\b", words, re.I):
        evidence.append(
            ("agency", words)
        )  # which ones is not said: evidence, but no name to share with another article
    for name in named:
        evidence.append(("agency", words))
        yield names()[name]
