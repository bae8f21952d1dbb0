"""Two printed names, without any context: one name spelt in two ways, parts of one name, or different names?

Names are compared token by token. A token becomes a string of sounds (`sounds`: letter groups that romanisation systems
write in several ways are one symbol each), and two strings are compared by an edit distance whose costs say how often
one sound is written as the other (Damerau, "A technique for computer detection and correction of spelling errors", CACM
7:3, 1964, with the weights of `data/romanisation.toml`). `keys` gives the consonant skeletons under which spellings of
one name meet.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import product
from pathlib import Path
from typing import Any, Literal

from rapidfuzz.distance import OSA

from verifier.datamodel import Finding
from verifier.names.gazetteer import british, country, fold, gender, group, is_demonym

__all__ = [
    "NameMatch",
    "bare",
    "compare",
    "keys",
    "name_tokens",
    "same_bearer",
    "same_given",
    "spoken",
    "surnames",
    "token_similarity",
]

NameLabel = Literal["same", "variant", "compatible", "different"]

# "Yeltsin" / "Jelzin" 0.91, "Martin" / "Morton" 0.78: below this two tokens are two names.
VARIANT = 0.84
# Both spellings follow from one original by romanisation alone ("Osama" / "Usama" 0.96); no other evidence is needed.
ROMANISED = 0.88
# One slip of the keyboard in a name of several words: a variant, but one that needs other evidence to join two people.
_MISTYPED = 0.85
# In a shorter word two letters exchanged are often another name: "Lina" / "Lian", "Mei" / "Mie".
_LEAST_EXCHANGED = 5


@dataclass(frozen=True, slots=True)
class NameMatch:
    """How two spellings compare: `score` in [0, 1] and the reasons."""

    label: NameLabel
    score: float
    findings: tuple[Finding, ...] = ()


# -------------------------------------------------------------------------------------------------------------- sounds


@cache
def _rules() -> dict[str, Any]:
    with (Path(__file__).parent.parent / "data" / "romanisation.toml").open("rb") as file:
        return tomllib.load(file)


@cache
def _groups() -> dict[str, str]:
    return dict(_rules()["groups"])


@cache
def _costs() -> tuple[dict[tuple[str, str], float], dict[str, float]]:
    pairs = {(p[0], p[1]): cost for p, cost in _rules()["pairs"].items()}
    return {**pairs, **{(b, a): cost for (a, b), cost in pairs.items()}}, dict(_rules()["drops"])


@lru_cache(maxsize=65536)
def sounds(token: str) -> str:
    """The token with one symbol a sound; doubled letters are single: "ouchakoff" -> "uCakof"."""
    groups, out, i = _groups(), [], 0
    while i < len(token):
        for width in (4, 3, 2, 1):
            piece = token[i : i + width]
            if len(piece) == width and piece in groups:
                out.append(groups[piece])
                i += width
                break
        else:
            out.append(token[i])
            i += 1
    return _undoubled("".join(out))


def _undoubled(word: str) -> str:
    return "".join(c for n, c in enumerate(word) if not n or c != word[n - 1])


@lru_cache(maxsize=65536)
def keys(token: str) -> tuple[str, ...]:
    """Consonant skeletons for blocking; spellings of one name share at least one: "jamal" -> (kml, sml, ml)."""
    classes = _classes()
    readings = [classes.get(c, ("",)) for c in sounds(token)]
    found: dict[str, None] = {}
    for choice in _consistent(readings):
        skeleton = "".join(c for n, c in enumerate(choice) if c and (not n or c != choice[n - 1]))
        found["".join(c for n, c in enumerate(skeleton) if not n or c != skeleton[n - 1])] = None
    return tuple(k or token[:1] for k in found)


def _consistent(readings: list[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """One choice for each kind of ambiguous symbol, the same wherever it occurs, so that keys stay few."""
    kinds = list(dict.fromkeys(r for r in readings if len(r) > 1))[:2]
    combos = product(*kinds)
    return [tuple(dict(zip(kinds, combo, strict=True)).get(r, r[0]) for r in readings) for combo in combos]


@cache
def _classes() -> dict[str, tuple[str, ...]]:
    table = _rules()["classes"]
    return {symbol: tuple(name.split("|")) for name, symbols in table.items() for symbol in symbols}


@cache
def _families() -> dict[str, frozenset[int]]:
    found: dict[str, set[int]] = {}
    for number, line in enumerate(_rules()["nicknames"]["families"]):
        for word in line.split():
            found.setdefault(word, set()).add(number)
    return {word: frozenset(numbers) for word, numbers in found.items()}


@lru_cache(maxsize=131072)
def token_similarity(a: str, b: str) -> float:
    """How likely two folded tokens spell one name, in [0, 1]; symmetric."""
    if a == b:
        return 1.0
    if a > b:
        return token_similarity(b, a)
    if _SERVANT_OF.match(a) and _SERVANT_OF.match(b):
        return token_similarity(a[3:], b[3:])  # "Abdul Basit" is as far from "Abdul Basir" as "Basit" from "Basir"
    x, y = sounds(a), sounds(b)
    if x == y:
        return 0.98
    if min(len(x), len(y)) < 2 or abs(len(x) - len(y)) > 4:
        return 0.0
    mean = (len(x) + len(y)) / 2
    if OSA.distance(x, y, score_cutoff=int(mean * 0.7) + 1) > mean * 0.7:  # cheap, and rules most pairs out
        return 0.0
    return max(0.0, 1.0 - _distance(x, y) / mean)


# Another letter altogether: two such changes in one short token are never a spelling.
_OTHER = 1.4


def _distance(x: str, y: str) -> float:
    """Weighted edit distance with transpositions; a change of the first sound costs half as much again."""
    pairs, drops = _costs()
    before: list[float] = []
    row = [0.0]
    for b in y:
        row.append(row[-1] + drops.get(b, 1.0))
    for i, a in enumerate(x):
        drop = drops.get(a, 1.0)
        new = [row[0] + drop]
        for j, b in enumerate(y):
            change = 0.0 if a == b else pairs.get((a, b), _OTHER)
            if i == 0 and j == 0:
                change *= 1.5
            best = min(row[j] + change, row[j + 1] + drop, new[j] + drops.get(b, 1.0))
            if i and j and a == y[j - 1] and x[i - 1] == b:
                best = min(best, before[j - 1] + 0.8)
            new.append(best)
        before, row = row, new
    return row[-1]


# -------------------------------------------------------------------------------------------------------------- tokens

_ARTICLES = frozenset({"al", "el", "ul"})
# "Servant of": part of the next word. With God's own name all spellings are one token: Abdullah, Abdalla, Abdulah.
_SERVANTS = frozenset({"abd", "abdel", "abdul", "abdal", "abdol"})
_OF_GOD = frozenset({"lah", "la", "ah"})
# As `name_tokens` writes it: "abdrahman".
_SERVANT_OF = re.compile(r"abd[^aeiou]\w\w")


@lru_cache(maxsize=65536)
def name_tokens(name: str) -> tuple[str, ...]:
    """The telling tokens of a name: folded, without articles and honorifics; "Abd al-X" and "Abdul X" are one token.

    >>> name_tokens("Dr. Abd al-Rahman el-Sisi")
    ('abdrahman', 'sisi')
    """
    raw = _plain_words(name)
    out: list[str] = []
    servant = False
    for n, token in enumerate(raw):
        after = raw[n + 1] if n + 1 < len(raw) else ""
        if after and (_is_article(token, after) or (servant and token in _ARTICLES)):
            continue
        if token in _SERVANTS and after:
            servant = True
            continue
        out.append("abd" + token if servant else _servant(token))
        servant = False
    return tuple(out)


def _plain_words(name: str) -> list[str]:
    """The folded words of a name without "the" and honorifics before it."""
    words = fold(name).split()
    while len(words) > 1 and words[0] in (
        group("honorifics") | group("honorifics_m") | group("honorifics_f") | {"the"}
    ):
        words = words[1:]
    return words


def _is_article(token: str, after: str) -> bool:
    """The Arabic article, also assimilated to a following "sun letter": al-X, el-X, ar-Raqqa, ash-Shabab."""
    if token in _ARTICLES | {"il"}:
        return True
    return 2 <= len(token) <= 3 and token[0] in "ae" and len(after) > 2 and after.startswith(token[1:])


def _servant(token: str) -> str:
    for prefix in ("abdel", "abdul", "abdal", "abdol"):
        if token.startswith(prefix) and token[len(prefix) :] in _OF_GOD:
            return "abdallah"
        if token.startswith(prefix) and len(token) > len(prefix) + 2:
            return "abd" + token[len(prefix) :].removeprefix("l" if token[len(prefix)] == "l" else "")
    return token


@lru_cache(maxsize=65536)
def surnames(name: str) -> tuple[str, ...]:
    """The tokens of a full name that may stand for its bearer: the last; the first too where the family name leads.

    It leads if the last word is a hyphenated Korean or Taiwanese given name ("Ban Ki-moon": only "ban"), and it may if
    the first word is no known given name ("Xi Jinping": "jinping", "xi").
    """
    tokens = name_tokens(name)
    if len(tokens) < 2:
        return ()
    last = name.split()[-1]
    if "-" in last and last[0].isupper() and last.rsplit("-", 1)[1].islower():
        return (tokens[0],)
    return (tokens[-1],) if tokens[0] in gender() else (tokens[-1], tokens[0])


@lru_cache(maxsize=1 << 17)
def bare(name: str) -> str:
    """The folded name without a leading article: what exact joins go by."""
    return fold(name).removeprefix("the ")


def same_given(a: str, b: str) -> float:
    """Similarity of two given names; short forms count ("Bill", "William"), an initial counts a little."""
    if a == b:
        return 1.0
    families = _families()
    if families.get(a, frozenset()) & families.get(b, frozenset()):
        return 0.95
    if (len(a) == 1 or len(b) == 1) and a[0] == b[0]:
        return 0.85
    known = gender()
    if a in known and b in known and {known[a], known[b]} == {"m", "f"}:
        return 0.0
    return token_similarity(a, b)


# ------------------------------------------------------------------------------------------------------------- compare

_KUNYA = frozenset({"abu", "abou", "umm", "bin", "ben", "ibn", "de", "da", "di", "van", "von", "der", "den"})
_SUFFIXES = frozenset({"jr", "junior", "sr", "senior", "ii", "iii", "iv"})


@lru_cache(maxsize=65536)
def compare(a: str, b: str) -> NameMatch:
    """Two spellings alone. "same" forgives case, marks and articles only; "compatible": one is a part of the other.

    >>> compare("Boris Yeltsin", "Boris Jelzin").label, compare("Yeltsin", "Boris Yeltsin").label
    ('variant', 'compatible')
    >>> compare("Jelzin, Boris", "Boris Yeltsin").label, compare("Boris Yetlsin", "Boris Yeltsin").label
    ('variant', 'variant')
    """
    match = _as_printed(a, b)
    if "," not in a + b or match.label in ("same", "variant"):
        return match
    filed = _as_printed(spoken(a), spoken(b))
    if filed.label == "same":
        return _other_order(a, b)
    return match if filed.label == "different" else filed


def same_bearer(a: str, b: str) -> bool:
    """True if two printed names may be spellings of one, by their letters alone."""
    return compare(a, b).label != "different"


def spoken(name: str) -> str:
    """A name filed under its family name in the order it is spoken: "Roe, Jane" -> "Jane Roe"; "Roe, Jr" stays."""
    family, _, given = name.partition(",")
    if not fold(family) or not fold(given) or "," in given or fold(given) in _SUFFIXES:
        return name
    return f"{given.strip()} {family}"


def _as_printed(a: str, b: str) -> NameMatch:
    """Two names whose words stand in the order they are spoken."""
    if bare(a) == bare(b):
        return NameMatch("same", 1.0, (Finding("same-spelling", 1.0, f"“{a}” and “{b}” differ in case or marks only"),))
    x, y = name_tokens(a), name_tokens(b)
    if not x or not y:
        return NameMatch("different", 0.0)
    if x == y:
        return NameMatch(
            "same", 0.99, (Finding("same-tokens", 0.99, f"“{a}” and “{b}” differ in articles and titles only"),)
        )
    words_a, words_b = _plain_words(a), _plain_words(b)
    if sorted(x) == sorted(y) or sorted(words_a) == sorted(words_b):
        given_names = len(x) == len(y) == 2 and {*x, *y} <= gender().keys()
        return _two_people(a, b) if given_names else _other_order(a, b)
    if "".join(x) == "".join(y):
        return NameMatch(
            "variant", 0.95, (Finding("word-division", 0.95, f"“{a}” and “{b}” divide the same letters otherwise"),)
        )
    aligned = _aligned(x, y)
    if aligned is not None and aligned.label == "variant":
        return aligned
    # By tokens, where "Abdul X" is "Abd al-X"; and by words, for an error in "Abdul" itself.
    return _mistyped(x, y) or _mistyped(words_a, words_b) or aligned or _contained(x, y)


def _other_order(a: str, b: str) -> NameMatch:
    return NameMatch(
        "variant", 0.95, (Finding("word-order", 0.95, f"“{a}” and “{b}” have the same words in another order"),)
    )


def _two_people(a: str, b: str) -> NameMatch:
    """Two given names exchanged, and no comma that says so: "Henry James" and "James Henry" are two people."""
    return NameMatch("different", 0.8, (Finding("other-name", 0.2, f"“{a}” and “{b}”: either word may be given"),))


def _mistyped(x: Sequence[str], y: Sequence[str]) -> NameMatch | None:
    """Names of as many words, one with a slip of the keyboard, the others spellings of each other; None if not so."""
    if len(x) != len(y) or len(x) < 2:
        return None
    scores = [_pair(p, q, n, len(x)) for n, (p, q) in enumerate(zip(x, y, strict=True))]
    apart = [n for n, score in enumerate(scores) if score < ROMANISED]
    if len(apart) > 1 or any(not _slip(x[n], y[n]) for n in apart):
        return None
    worst = _MISTYPED if apart else min(scores)
    detail = f"spellings of one name: {', '.join(f'{p}/{q}' for p, q in zip(x, y, strict=True) if p != q)}"
    return NameMatch("variant", worst, (Finding("misspelling", round(worst, 3), detail),))


def _slip(p: str, q: str) -> bool:
    """Whether one word is the other with letters doubled or with two neighbouring letters exchanged.

    A slip makes a word that is nobody's name: two known given names ("Carlo", "Carol") are two names. So are most short
    words with letters exchanged, but for articles and the like, on which no name hangs.
    """
    if p in gender() and q in gender():
        return False
    if _undoubled(p) == _undoubled(q):
        return True
    long = len(p) >= _LEAST_EXCHANGED or {p, q} & (_KUNYA | _ARTICLES | _SERVANTS)
    return bool(long) and sorted(p) == sorted(q) and OSA.distance(p, q, score_cutoff=1) == 1


def _aligned(x: tuple[str, ...], y: tuple[str, ...]) -> NameMatch | None:
    """Same number of tokens: each must be a spelling of the other. None if the numbers differ."""
    core_x, core_y = tuple(t for t in x if t not in _KUNYA), tuple(t for t in y if t not in _KUNYA)
    if len(core_x) != len(core_y) or not core_x or ({"abu", "abou"} & set(x)) != ({"abu", "abou"} & set(y)):
        return None
    scores = [_pair(p, q, n, len(core_x)) for n, (p, q) in enumerate(zip(core_x, core_y, strict=True))]
    worst = min(scores)
    detail = ", ".join(f"{p}/{q} {s:.2f}" for p, q, s in zip(core_x, core_y, scores, strict=True) if p != q)
    if worst >= VARIANT:
        name = "romanisation" if worst >= ROMANISED else "misspelling"
        return NameMatch("variant", worst, (Finding(name, round(worst, 3), f"spellings of one name: {detail}"),))
    return NameMatch("different", worst, (Finding("other-name", round(1 - worst, 3), f"too far apart: {detail}"),))


def _pair(p: str, q: str, place: int, length: int) -> float:
    if place == 0 and length > 1:
        return same_given(p, q)
    if is_demonym(p) and is_demonym(q) and country(p) != country(q):
        return 0.0
    if british().get(p, p) == british().get(q, q):
        return 1.0
    return token_similarity(p, q)


def _contained(x: tuple[str, ...], y: tuple[str, ...]) -> NameMatch:
    """Different numbers of tokens: is the shorter a part of the longer, in order?"""
    short, long = (x, y) if len(x) < len(y) else (y, x)
    heads = group("organisation_heads")
    extra = [t for t in long if t not in short]
    if any(t in heads for t in short) and len(short) > 1 and any(t not in group("generic_words") for t in extra):
        detail = f"an organisation's name with “{' '.join(extra)}” is another organisation's"
        return NameMatch("different", 0.5, (Finding("other-organisation", 0.5, detail),))
    worst, place = 1.0, 0
    for token in short:
        best = max(
            (
                (same_given(token, long[n]) if n == 0 and len(long) > 1 else token_similarity(token, long[n]), -n)
                for n in range(place, len(long))
            ),
            default=(0.0, 0),
        )
        worst, place = min(worst, best[0]), 1 - best[1]
    if worst < VARIANT or (len(short) == 1 and short[0] in _KUNYA):
        return NameMatch("different", worst, (Finding("other-name", round(1 - worst, 3), "no token in common"),))
    detail = f"“{' '.join(short)}” is a part of “{' '.join(long)}”"
    return NameMatch("compatible", worst, (Finding("part-of-name", round(worst, 3), detail),))
