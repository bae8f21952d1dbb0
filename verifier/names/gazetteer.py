"""The word lists of `data/` that tell what a printed name is: titles, offices, organisation and place nouns, countries.

Read once, on first use, into frozen sets: a few milliseconds. Everything is lower case unless it says otherwise.
"""

from __future__ import annotations

import tomllib
import unicodedata
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

__all__ = [
    "acronym_stops",
    "british",
    "capital",
    "common",
    "country",
    "country_phrases",
    "fold",
    "gender",
    "group",
    "institution_openers",
    "institutions",
    "is_country",
    "is_demonym",
    "phrases",
    "role_classes",
]

_DATA = Path(__file__).parent.parent / "data"
# Letters that have no decomposition in Unicode but a customary spelling in English newspapers.
_LETTERS = str.maketrans(
    {"ı": "i", "ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ß": "ss", "æ": "ae", "œ": "oe", "ə": "a"}
)
_APOSTROPHES = str.maketrans(dict.fromkeys("'’‘ʼʻʿʾ`´", None))


@cache
def _toml() -> dict[str, Any]:
    with (_DATA / "names.toml").open("rb") as file:
        return tomllib.load(file)


@cache
def group(name: str) -> frozenset[str]:
    """One list of `names.toml` as a set; a dot leads into a table: ``group("stop.openers")``."""
    value: Any = _toml()
    for part in name.split("."):
        value = value[part]
    return frozenset(value.split())


@cache
def phrases(name: str) -> tuple[str, ...]:
    """One list of `names.toml` whose entries have several words, in the file's order."""
    value: Any = _toml()
    for part in name.split("."):
        value = value[part]
    return tuple(value)


@cache
def acronym_stops() -> frozenset[str]:
    """Capitalised abbreviations that are no organisations, as printed: TV, GMT, CEO."""
    return frozenset(_toml()["stop"]["acronyms"].split())


@cache
def institutions() -> dict[str, str]:
    """Lower-case institutions and the class each belongs to: {"regime": "government", ...}."""
    return dict(_toml()["institutions"])


@cache
def institution_openers() -> frozenset[str]:
    """The first words of `institutions`: a quick way to rule out nearly every word."""
    return frozenset(name.split()[0] for name in institutions())


@cache
def british() -> dict[str, str]:
    """American -> British spellings of words in names of offices."""
    return dict(_toml()["spelling"])


@cache
def role_classes() -> dict[str, frozenset[int]]:
    """For each role word the numbers of the synonym lines it stands in; words of one line are compatible."""
    classes: dict[str, set[int]] = {}
    for number, line in enumerate(_toml()["role_synonyms"]):
        for word in line.split():
            classes.setdefault(word, set()).add(number)
    return {word: frozenset(numbers) for word, numbers in classes.items()}


@cache
def common() -> frozenset[str]:
    """Common English words, inflected forms included."""
    return frozenset(_words("common_words.txt"))


@cache
def gender() -> dict[str, str]:
    """Given name -> m, f or u."""
    return dict(line.split("\t") for line in _lines("given_names.tsv"))


@cache
def _countries() -> tuple[dict[str, str], dict[str, str], dict[str, str]]:
    names: dict[str, str] = {}
    adjectives: dict[str, str] = {}
    capitals: dict[str, str] = {}
    for line in _lines("countries.tsv"):
        name, others, people, seats = line.split("\t")
        for column, table in ((f"{name}, {others}", names), (people, adjectives), (seats, capitals)):
            table.update({fold(entry): name for entry in column.split(", ") if entry})
    return names, adjectives, capitals


@cache
def country(word: str) -> str | None:
    """The country that a folded name, adjective or people's name stands for: "chinese", "china" -> "China"."""
    names, adjectives, _ = _countries()
    found = names.get(word) or adjectives.get(word)
    if found is None and word.endswith("s"):
        return adjectives.get(word[:-1])
    return found


def capital(word: str) -> str | None:
    """The country whose seat of government is called so: "ankara" -> "Turkey"."""
    return _countries()[2].get(word)


def is_country(word: str) -> bool:
    """Whether a folded name is a country's (not an adjective)."""
    return word in _countries()[0]


@cache
def is_demonym(word: str) -> bool:
    """Whether a folded word is an adjective or people's name of a country: "turkish", "turks"."""
    adjectives = _countries()[1]
    return word in adjectives or (word.endswith("s") and word[:-1] in adjectives)


@cache
def country_phrases() -> frozenset[str]:
    """Folded names, adjectives and capitals of more than one word: "new delhi", "south korean"."""
    return frozenset(entry for table in _countries() for entry in table if " " in entry)


@lru_cache(maxsize=1 << 17)
def fold(text: str) -> str:
    """Lower case without diacritics, apostrophes or dots; hyphens and white space are one space.

    >>> fold("Sana’a"), fold("São  Tomé"), fold("al-Shabab"), fold("U.S.")
    ('sanaa', 'sao tome', 'al shabab', 'us')
    """
    if text.isascii() and text.isalpha():
        return text.lower()
    text = text.translate(_APOSTROPHES)
    if not text.isascii():
        text = unicodedata.normalize("NFKD", text.casefold().translate(_LETTERS))
        text = "".join(c for c in text if not unicodedata.combining(c))
    text = text.lower().replace(".", "")
    return " ".join("".join(c if c.isalnum() or c == "&" else " " for c in text).split())


def _lines(file: str) -> list[str]:
    text = (_DATA / file).read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]


def _words(file: str) -> list[str]:
    return [word for line in _lines(file) for word in line.split()]
