"""Claims against sources: which article says a claim in which way, and which articles speak with one voice.

Columns stand by origin, so that the copies of one dispatch are one block of one colour; a row's last cell counts
origins, never articles.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby

from verifier.datamodel import (
    Article,
    Claim,
    ClaimStatus,
    DiffersOn,
    Dimension,
    Member,
    MemberRelation,
    Origin,
    Reading,
    Report,
)
from verifier.report.links import safe_url

__all__ = ["DIMENSIONS", "READINGS", "RELATIONS", "STATUSES", "Cell", "Column", "Group", "Matrix", "Row", "outlet_of"]

WIDE = 12
"""Columns beyond which a screen shows only a part, and paper none."""

COLOURS = 8
"""Hues that can be told apart. The ninth shared origin takes the first one's again; letters never repeat."""

RELATIONS: dict[MemberRelation, tuple[str, str, str]] = {
    "contradicts": ("≠", "contradicts", "says otherwise: another number, place, agent, time …"),
    "verbatim": ("=", "verbatim", "the same words"),
    "near-verbatim": ("≈", "near", "the same words but for spelling, inflection or order"),
    "paraphrase": ("∼", "paraphrase", "the same in the reporter's own words"),
    "reworded": ("”", "reworded", "the same utterance, quoted in other words"),
    "extends": ("+", "says more", "the claim, and more in the same sentence"),
    "partial": ("◐", "partial", "a part of the claim"),
}
"""Symbol, word and gloss, in the order in which a cell prefers them: who says both is shown to contradict."""
SILENT = ("·", "silent", "prints nothing of it")

STATUSES: dict[ClaimStatus, tuple[str, str, str, str]] = {
    "contradicted": ("≠", "contradicted", "bad", "one source says otherwise, and it is no later count"),
    "updated": ("↻", "updated", "warn", "the sources differ as an earlier and a later count do"),
    "unresolved": ("?", "unresolved", "warn", "whether the sources agree cannot be told from what they print"),
    "corroborated": ("●●", "corroborated", "good", "two or more independent origins print it"),
    "same-origin": ("●", "same origin", "", "several outlets print it, but they go back to one text"),
    "single-outlet": ("○", "single outlet", "", "one outlet alone prints it"),
}
"""Symbol, word, kind of colour and gloss, most urgent first."""

DIMENSIONS: dict[Dimension, str] = {
    "number": "number",
    "place": "place",
    "agent": "agent",
    "time": "time",
    "polarity": "yes or no",
    "degree": "degree",
    "attribution": "who says so",
    "wording": "wording",
    "name": "name",
    "patient": "to whom",
    "cause": "cause",
    "certainty": "certainty",
    "identity": "who or what it is",
}
READINGS: dict[Reading, str] = {
    "real": "a real difference",
    "update": "a later count",
    "scope": "another scope",
    "translation": "translation",
    "format": "format",
    "unresolved": "cannot be told",
}


@dataclass(frozen=True, slots=True)
class Column:
    """One article. `also` are the letters of further origins of its text."""

    article: Article
    name: str
    date: str | None
    url: str | None
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Group:
    """The articles of one shared text side by side; without an `origin`, those that share no text, or little."""

    origin: Origin | None
    name: str
    letter: str
    colour: str
    columns: tuple[Column, ...]


@dataclass(frozen=True, slots=True)
class Cell:
    """What one article says of a claim. `detail` names on what it differs. `colour` is that of the words' origin."""

    relation: MemberRelation | None
    detail: str = ""
    times: int = 1
    colour: str = ""

    @property
    def symbol(self) -> str:
        """Reads without colour."""
        return RELATIONS[self.relation][0] if self.relation else SILENT[0]

    @property
    def word(self) -> str:
        """And without knowing the symbols."""
        return RELATIONS[self.relation][1] if self.relation else SILENT[1]


@dataclass(frozen=True, slots=True)
class Row:
    """A claim, with its cells and how many columns each of them spans: more than one only in a wide matrix."""

    claim: Claim
    number: int
    cells: tuple[tuple[Cell, int], ...]


class Matrix:
    """The claims of a report against its articles."""

    def __init__(self, report: Report) -> None:
        self.report = report
        shared = [origin for origin in report.origins if len(origin.articles) > 1]
        self.shared = sorted(shared, key=lambda origin: (-len(origin.articles), origin.id))
        self._texts = {origin.id for origin in shared if origin.kind == "text"}
        self._provenance = {one.article: one.origins for one in report.provenance}
        self.letters: Mapping[str, str] = {origin.id: _letter(n) for n, origin in enumerate(self.shared)}
        self.colours: Mapping[str, str] = {origin.id: f"o{n % COLOURS}" for n, origin in enumerate(self.shared)}

    @cached_property
    def groups(self) -> list[Group]:
        """Every article in one group, that of the text that it shares most of; a shared statement makes no copies.

        Groups by size, last the articles that are most of all their own. In a wide matrix, of many stories, by the
        first claim that they print, so that the articles of one story stand together.
        """
        homes: dict[str, list[Article]] = {}
        alone = []
        for article in self.report.articles:
            home = self._home(article.id)
            if home:
                homes.setdefault(home, []).append(article)
            else:
                alone.append(article)
        units = [(origin, self._columns(homes[origin.id], origin.id)) for origin in self.shared if origin.id in homes]
        rest: list[tuple[Origin | None, tuple[Column, ...]]]
        if not self.wide:
            rest = [(None, self._columns(alone, ""))] if alone else []
            return [self._group(origin, columns) for origin, columns in [*units, *rest]]
        rest = [(None, self._columns([article], "")) for article in alone]
        ordered = sorted([*units, *rest], key=lambda unit: min(self._first(column.article.id) for column in unit[1]))
        groups = []
        for origin, parts in groupby(ordered, key=lambda unit: unit[0]):
            groups.append(self._group(origin, tuple(column for _, columns in parts for column in columns)))
        return groups

    @cached_property
    def names(self) -> Mapping[str, str]:
        """What the reader calls each origin: where nobody is named, an article's outlet rather than its id."""
        outlets = {article.id: outlet_of(article) for article in self.report.articles}
        found = {}
        for origin in self.report.origins:
            others = len(origin.articles) - 1
            rest = f" and {others} other{'s' if others > 1 else ''}" if others else ""
            found[origin.id] = outlets[origin.name] + rest if origin.name in outlets else origin.name
        return found

    @property
    def wide(self) -> bool:
        """Whether there are more columns than a screen has room for."""
        return len(self.report.articles) > WIDE

    def _group(self, origin: Origin | None, columns: tuple[Column, ...]) -> Group:
        known = origin.id if origin else ""
        name = self.names[known] if origin else "text of their own"
        return Group(origin, name, self.letters.get(known, ""), self.colours.get(known, ""), columns)

    def _first(self, article: str) -> tuple[int, str]:
        """The number of the first claim that an article prints."""
        return self._firsts.get(article, len(self.report.claims)), article

    @cached_property
    def _firsts(self) -> Mapping[str, int]:
        found: dict[str, int] = {}
        for number, claim in enumerate(self.report.claims):
            for member in claim.members:
                found.setdefault(member.article, number)
        return found

    @cached_property
    def _origins_of(self) -> Mapping[str, list[str]]:
        """The shared origins of each article, that of most of its text first."""
        found: dict[str, list[str]] = {article.id: [] for article in self.report.articles}
        for origin in self.shared:
            for one in origin.articles:
                found[one].append(origin.id)
        return found

    def _home(self, article: str) -> str:
        """The shared text that most of an article comes from, or ""."""
        known = self._provenance.get(article) or self._origins_of[article]
        return known[0] if known and known[0] in self._texts else ""

    def _columns(self, articles: Iterable[Article], home: str) -> tuple[Column, ...]:
        ordered = sorted(articles, key=lambda a: (a.published or "9999", outlet_of(a).casefold(), a.id))
        return tuple(
            Column(
                article,
                outlet_of(article),
                article.published,
                safe_url(article.url),
                tuple(self.letters[other] for other in self._origins_of[article.id] if other != home),
            )
            for article in ordered
        )

    @cached_property
    def columns(self) -> list[Column]:
        """All columns, from left to right."""
        return [column for group in self.groups for column in group.columns]

    def rows(self, claims: Iterable[Claim]) -> list[Row]:
        """One row for each claim, in the order given. Hundreds of silent cells in a row would be all that a page is."""
        return [Row(claim, number, self._cells(claim)) for number, claim in enumerate(claims, 1)]

    def _cells(self, claim: Claim) -> tuple[tuple[Cell, int], ...]:
        members: dict[str, list[Member]] = {}
        for member in claim.members:
            members.setdefault(member.article, []).append(member)
        cells = [self._cell(members.get(column.article.id, ())) for column in self.columns]
        if not self.wide:
            return tuple((cell, 1) for cell in cells)
        runs = [list(run) for _, run in groupby(enumerate(cells), key=lambda pair: pair[0] if pair[1].relation else -1)]
        return tuple((run[0][1], len(run)) for run in runs)

    def _cell(self, members: Sequence[Member]) -> Cell:
        if not members:
            return _SILENT
        order = list(RELATIONS)
        first = min(members, key=lambda member: order.index(member.relation))
        differing = dict.fromkeys(
            _differs(one)
            for member in members
            if member.relation == first.relation == "contradicts"
            for one in member.differs_on
        )
        return Cell(first.relation, "; ".join(differing), len(members), self.colours.get(first.origin or "", ""))


_SILENT = Cell(None)


def _differs(one: DiffersOn) -> str:
    """ "number", "number, a later count"."""
    return DIMENSIONS[one.dimension] + ("" if one.reading == "real" else f", {READINGS[one.reading]}")


def outlet_of(article: Article) -> str:
    """Who published it, as far as is known: one article without an outlet is an outlet of its own."""
    return article.outlet or article.id


def _letter(number: int) -> str:
    """A, B … Z, AA, AB …"""
    first, last = divmod(number, 26)
    return (_letter(first - 1) if first else "") + chr(ord("A") + last)
