"""Where the articles come from, as a small picture, and what is dated, in the order of the dates.

Geometry and order are computed here; the templates only draw. Same report, same picture.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from verifier.datamodel import Origin, Report
from verifier.report.matrix import Column, Matrix, outlet_of
from verifier.report.printable import one_line
from verifier.report.timeline import Moment, timeline

__all__ = ["Day", "Edge", "Moved", "Node", "Picture", "days", "moved", "provenance", "sure"]

WIDTH, ROW, TOP = 920, 30, 34
"""In units of the drawing, about a pixel each."""
CREDITED, ORIGINS, OUTLETS = 240, 320, 640
"""Where the three columns stand: who is credited (its end), which texts are shared, who printed them (their start)."""
LABEL = 34
"""Characters of a label; the list under the picture has all of it."""
ALL_DRAWN, MAX_ROWS = 20, 60
"""So many articles are all drawn; of more, only those that share text or credit somebody, and no more than that. A
picture of more is no picture; the list has all."""
SURE = 0.5
"""An origin whose best evidence is below it is drawn with a broken line."""


@dataclass(frozen=True, slots=True)
class Node:
    """A name in the drawing; `y` is its middle. `hop`: the text was translated on its way here."""

    x: int
    y: float
    label: str
    note: str = ""
    colour: str = ""
    hop: bool = False


@dataclass(frozen=True, slots=True)
class Edge:
    """A line between two columns, as the data of an SVG path."""

    path: str
    colour: str = ""
    sure: bool = True


@dataclass(frozen=True, slots=True)
class Picture:
    """`credited` are agencies named in the articles; `left_out` counts the articles not drawn."""

    width: int
    height: int
    credited: tuple[Node, ...]
    origins: tuple[Node, ...]
    outlets: tuple[Node, ...]
    edges: tuple[Edge, ...]
    left_out: int
    credited_at: int = CREDITED
    origins_at: int = ORIGINS
    outlets_at: int = OUTLETS


def provenance(matrix: Matrix) -> Picture:
    """Who is credited on the left, shared texts in the middle, articles on the right, in the order of the matrix."""
    report = matrix.report
    named = _credits(report)
    drawn = [(group, column) for group in matrix.groups for column in group.columns]
    if len(drawn) > ALL_DRAWN:
        drawn = [(group, one) for group, one in drawn if group.origin or one.also or named[one.article.id]][:MAX_ROWS]
    translated = {one.article for one in report.provenance if any(hop.kind == "translation" for hop in one.hops)}
    outlets = {
        column.article.id: Node(
            OUTLETS,
            TOP + ROW * (number + 0.5),
            _label(column.name),
            column.date or "",
            group.colour,
            column.article.id in translated,
        )
        for number, (group, column) in enumerate(drawn)
    }
    origins = _origins(matrix, outlets)
    height = TOP + ROW * max(len(outlets), len(origins), 1) + 8
    home = {column.article.id: group.origin.id for group, column in drawn if group.origin}
    credits_ = {article: names for article, names in named.items() if article in outlets}
    ends = {one: origins.get(home.get(one, ""), node) for one, node in outlets.items()}
    credited = _credited(credits_, ends, height)
    edges = [*_credit_edges(credits_, credited, ends), *_text_edges(matrix, origins, outlets)]
    return Picture(
        WIDTH,
        height,
        tuple(credited.values()),
        tuple(origins.values()),
        tuple(outlets.values()),
        tuple(edges),
        len(matrix.columns) - len(drawn),
    )


def _origins(matrix: Matrix, outlets: Mapping[str, Node]) -> dict[str, Node]:
    """Each shared origin at about the mean height of its articles, a row apart from the one above."""
    wanted = []
    for origin in matrix.shared:
        heights = [outlets[one].y for one in origin.articles if one in outlets]
        if heights:
            wanted.append((sum(heights) / len(heights), origin))
    found: dict[str, Node] = {}
    lowest = TOP - ROW / 2
    for y, origin in sorted(wanted, key=lambda pair: pair[0]):
        lowest = max(y, lowest + ROW)
        letter, colour = matrix.letters[origin.id], matrix.colours[origin.id]
        found[origin.id] = Node(ORIGINS, lowest, _label(matrix.names[origin.id]), letter, colour)
    return found


def _credits(report: Report) -> dict[str, list[str]]:
    """Whom each article names as its source: the stations before it, or else the agencies of its imprint."""
    named = {article.id: list(article.agencies) for article in report.articles}
    for one in report.provenance:
        stations = [hop.name for hop in one.hops if hop.kind in ("agency", "outlet") and hop.name != one.outlet]
        named[one.article] = list(dict.fromkeys([*one.agencies, *stations]))
    return named


def _credited(credits_: Mapping[str, list[str]], ends: Mapping[str, Node], height: int) -> dict[str, Node]:
    """The sources credited most, each at about the mean height of what its lines lead to, a row apart.

    What the picture has no room for is left to the list.
    """
    count = Counter(name for names in credits_.values() for name in names)
    room = (height - TOP) // ROW
    kept = sorted(count, key=lambda name: (-count[name], name))[:room]
    wanted = {name: [ends[one].y for one, names in credits_.items() if name in names] for name in kept}
    found: dict[str, Node] = {}
    for place, name in enumerate(sorted(kept, key=lambda one: (sum(wanted[one]) / len(wanted[one]), one))):
        highest = TOP + ROW * (room - len(kept) + place + 0.5)  # those below it need their rows, too
        lowest = max((node.y + ROW for node in found.values()), default=TOP + ROW / 2)
        y = min(max(sum(wanted[name]) / len(wanted[name]), lowest), highest)
        found[name] = Node(CREDITED, y, _label(name))
    return found


def _credit_edges(
    credits_: Mapping[str, list[str]], credited: Mapping[str, Node], ends: Mapping[str, Node]
) -> list[Edge]:
    """From each source to the shared text of the articles that name it, or to the article if its text is its own."""
    lines = {
        _curve(credited[name].x + 10, credited[name].y, ends[article].x - 12, ends[article].y): None
        for article, names in credits_.items()
        for name in names
        if name in credited
    }
    return [Edge(path) for path in lines]


def _text_edges(matrix: Matrix, origins: Mapping[str, Node], outlets: Mapping[str, Node]) -> list[Edge]:
    """From each shared origin to every article that carries it; an article of two layers has two lines."""
    return [
        Edge(_curve(ORIGINS + 240, node.y, OUTLETS - 12, outlets[one].y), node.colour, sure(origin))
        for origin in matrix.shared
        if (node := origins.get(origin.id))
        for one in origin.articles
        if one in outlets
    ]


def sure(origin: Origin) -> bool:
    """Whether its best evidence is strong."""
    return max((reason.score for reason in origin.evidence), default=1.0) >= SURE


def _curve(x1: float, y1: float, x2: float, y2: float) -> str:
    bend = (x2 - x1) / 2
    return f"M{x1:g} {y1:g}C{x1 + bend:g} {y1:g} {x2 - bend:g} {y2:g} {x2:g} {y2:g}"


def _label(words: str) -> str:
    flat = one_line(words)
    return flat if len(flat) <= LABEL else flat[: LABEL - 1] + "…"


@dataclass(frozen=True, slots=True)
class Day:
    """What was published on one day, or at one time."""

    date: str
    columns: tuple[Column, ...]


def days(matrix: Matrix) -> list[Day]:
    """The articles by the day of their date, oldest first; those without a date are not among them."""
    found: dict[str, list[Column]] = {}
    for column in matrix.columns:
        if column.date:
            found.setdefault(column.date[:10], []).append(column)
    return [Day(date, tuple(found[date])) for date in sorted(found)]


@dataclass(frozen=True, slots=True)
class Moved:
    """A claim that articles tell differently at different times: (words, first date, outlets), oldest first."""

    claim: str
    steps: tuple[tuple[str, str | None, tuple[str, ...]], ...]


def moved(report: Report) -> list[Moved]:
    """The claims that move with time, in the report's order, as far as two dates or the reading `update` say so."""
    outlets = {article.id: outlet_of(article) for article in report.articles}
    found: dict[str, list[Moment]] = {}
    for moment in timeline(report):
        found.setdefault(moment.claim, []).append(moment)
    return [
        Moved(claim, _steps(moments, outlets))
        for claim, moments in found.items()
        if len({one.words for one in moments}) > 1
        and (len({one.date for one in moments if one.date}) > 1 or any(one.reading == "update" for one in moments))
    ]


def _steps(
    moments: Iterable[Moment], outlets: Mapping[str, str]
) -> tuple[tuple[str, str | None, tuple[str, ...]], ...]:
    """`moments` come by date; words keep the first date on which they are printed."""
    printed: dict[str, list[Moment]] = {}
    for moment in moments:
        printed.setdefault(moment.words, []).append(moment)
    return tuple(
        (words, said[0].date, tuple(dict.fromkeys(outlets[one.article] for one in said)))
        for words, said in printed.items()
    )
