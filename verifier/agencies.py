"""News agencies, and outlets that others take from: which names credit them, and what a crediting phrase says."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any, Literal

__all__ = [
    "Credit",
    "agency_of",
    "alternatives",
    "cited",
    "credit",
    "heard_by",
    "labels",
    "names",
    "of_outlet",
    "one_of",
    "strong",
    "weak",
]

Credit = Literal["author", "witness", "cited"]
"""What a phrase says of an agency: the text is its own; somebody spoke to it, or its people were there; or it is only
named as the source of one thing."""


@cache
def _data() -> dict[str, Any]:
    path = Path(__file__).parent / "data" / "agencies.toml"
    return tomllib.loads(path.read_text("utf-8"))


@cache
def names() -> dict[str, str]:
    """Printed name -> the name we print; the weak ones too."""
    found: dict[str, str] = {}
    for agency in _data()["agency"]:
        for alias in [agency["name"], *agency.get("aliases", ()), *agency.get("weak", ())]:
            found.setdefault(alias, agency["name"])
    return found


@cache
def weak() -> frozenset[str]:
    """Printed names that are also words or other abbreviations."""
    return frozenset(alias for agency in _data()["agency"] for alias in agency.get("weak", ()))


def alternatives(printed: Iterable[str]) -> str:
    """The names as a piece of a regular expression, longest first."""
    return "|".join(sorted(map(re.escape, printed), key=len, reverse=True))


@cache
def strong() -> re.Pattern[str]:
    """Any name that is nobody else's."""
    return re.compile(rf"(?<!\w)(?:{alternatives(set(names()) - weak())})(?!\w)")


def one_of(agencies: Iterable[str], phrase: str) -> str | None:
    """Which of these agencies a phrase names; None if none, or more than one."""
    words = re.findall(r"[^\W_][\w'’.-]*", phrase)
    printed = {
        " ".join(words[i:j]).rstrip(".") for i in range(len(words)) for j in range(i + 1, min(i + 5, len(words) + 1))
    }
    known = {names().get(one, one) for one in printed}
    found = [one for one in agencies if one in known]
    return found[0] if len(found) == 1 else None


def of_outlet(outlet: str | None) -> str | None:
    """The agency that an outlet is, by its name or site ("www.reuters.com")."""
    site = re.sub(r"^(?:https?://)?(?:www\.)?|\.(?:com|org|net|co|[a-z]{2})\b.*$", "", (outlet or "").casefold())
    known = {printed.casefold(): name for printed, name in names().items() if printed not in weak()}
    return known.get(site)


def heard_by(before: str) -> bool:
    """Whether the words before an agency's name make its own people the witness: "a photographer of news"."""
    words = re.findall(r"\w+", before)[-4:]
    return "told" not in words and any(word.casefold() in _data()["heard"] for word in words)


_AUTHOR = re.compile(r"\(|.{0,10}(?:©|[Cc]opyright)|[^:]{1,30}:\s")


def credit(phrase: str) -> Credit:
    """What a crediting phrase says ("told X", "(X)", "Source: X", "according to X"), as `articles.imprint` finds it."""
    if any(word.casefold() in _data()["heard"] for word in re.findall(r"\w+", phrase)):
        return "witness"
    return "author" if _AUTHOR.match(phrase) else "cited"


# ------------------------------------------------------------------------------------------------ outlets cited by name


@cache
def _citing() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """A name of up to four words after a cue, and before one. Every repetition is bounded."""
    name = r"[A-Z][\w'’.-]{0,30}(?: (?:of |the )?[A-Z][\w'’.-]{0,30}){0,3}"
    before, after = (alternatives(_data()[side]) for side in ("before", "after"))
    return (
        re.compile(rf"(?<!\w)(?:{before})\s(?:[Tt]he\s)?({name})"),
        re.compile(rf"(?<![\w.])({name})\s(?:{after})(?!\w)"),
    )


@cache
def _labels() -> dict[str, str]:
    return {_joined([printed]): name for printed, name in names().items() if printed not in weak()}


def agency_of(label: str) -> str | None:
    """The agency that goes by a name as `cited` gives them."""
    return _labels().get(label)


def cited(text: str) -> frozenset[str]:
    """The names that a text cites as its sources, in one word and lower case: what follows "told", what "reported".

    Not all are outlets. Of several capitalised words the first ones, or the last ones, may be the name.
    """
    found: set[str] = set()
    following, preceding = _citing()
    for match in following.finditer(text):
        parts = match[1].split(" ")
        found.update(_joined(parts[:n]) for n in range(1, len(parts) + 1))
    for match in preceding.finditer(text):
        parts = match[1].split(" ")
        found.update(_joined(parts[n:]) for n in range(len(parts)))
    return frozenset(found - {""})


def labels(outlet: str | None) -> frozenset[str]:
    """The names that an outlet is cited by, as `cited` gives them: "www.the-echo.example" is "theecho" or "echo"."""
    site = re.sub(r"^(?:https?://)?(?:www\.)?", "", (outlet or "").casefold())
    name = _joined([site.split(".")[0] if re.fullmatch(r"[\w.-]+\.[a-z]{2,}", site) else site])
    return frozenset({name, name.removeprefix("the")}) - {""}


def _joined(parts: Iterable[str]) -> str:
    return re.sub(r"[\W_]|['’]s$", "", "".join(parts).casefold())
