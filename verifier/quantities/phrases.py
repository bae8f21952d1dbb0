"""The words around a number: how it is bounded, its unit, and the noun that it counts.

No tagger is asked: what English prints behind a number is regular enough. A counted noun is the first plural behind the
number, with what stands between as its modifiers ("200 armoured vehicles"); one that another plural follows directly is
a modifier itself ("30 arms dealers"). Read on a sample of news, this finds the noun in the share of cases that
`docs/numbers.md` gives.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from verifier import lexicon
from verifier.quantities.quantity import Bound, data, singular, table
from verifier.text import Word

__all__ = ["NounPhrase", "View", "bound_after", "bound_before", "noun_phrase", "unit_at"]

_APART = re.compile(r"[,;:.!?()\[\]{}/—–―\n]|\s-+\s|--")
_LONGEST_PHRASE = 7  # words between a number and its noun


@dataclass(frozen=True)
class View:
    """A text and its words, with what is asked of them again and again."""

    text: str
    words: Sequence[Word]

    def gap(self, k: int) -> str:
        """What is printed between the word `k` and the one before it."""
        return self.text[self.words[k - 1].span.end : self.words[k].span.start] if 0 < k < len(self.words) else "."

    def parted(self, k: int) -> bool:
        """Whether punctuation parts word `k` from the one before: "left, 12", not "U.S. 12" nor "well-known"."""
        gap = self.gap(k)[:8]
        if gap.isspace() and "\n" not in gap:
            return False
        initials = gap.startswith(".") and len(self.words[k - 1].norm) == 1 and self.capital(k - 1)
        return bool(_APART.search(gap)) and not (initials and gap.strip() == ".")

    def hyphen(self, k: int) -> bool:
        """Whether a bare hyphen joins word `k` to the one before."""
        return self.gap(k) in ("-", "‐", "‑")

    def norm(self, k: int) -> str:
        """The word `k`, empty outside the text."""
        return self.words[k].norm if 0 <= k < len(self.words) else ""

    def capital(self, k: int) -> bool:
        """Whether word `k` begins with a capital."""
        return 0 <= k < len(self.words) and self.text[self.words[k].span.start].isupper()

    def ends_sentence(self, k: int) -> bool:
        """Whether a sentence ends between word `k` and the one before."""
        if not 0 < k < len(self.words):
            return True
        gap = self.gap(k)[:8]
        if "\n" in gap or re.search(r"[!?;]", gap):
            return True
        return "." in gap and (self.capital(k) or not self.text[self.words[k].span.start].isalnum()) and self.parted(k)

    def phrase(self, k: int, size: int) -> str:
        """The words ``k .. k + size`` as one string."""
        return " ".join(w.norm for w in self.words[k : k + size])


@dataclass(frozen=True, slots=True)
class NounPhrase:
    """What a number counts: words ``first .. last``, its head in the singular, and what stands before the head."""

    first: int
    last: int
    noun: str | None = None
    modifiers: tuple[str, ...] = ()


# --------------------------------------------------------------------------------------------------------------- bounds


def bound_before(view: View, first: int) -> tuple[Bound, int]:
    """How the number at word `first` is bounded by what stands before it, and the first word of that."""
    k = first
    while view.norm(k - 1) in data()["between"]["words"] and not view.parted(k) and first - k < 3:
        k -= 1
    for at in dict.fromkeys((first, k)):
        for phrase, size, bound in _bounds("bounds_before").get(view.norm(at - 1), ()):
            if at >= size and view.phrase(at - size, size) == phrase and not _any_parted(view, at - size + 1, at + 1):
                return bound, at - size
    return "exact", first


def bound_after(view: View, last: int) -> tuple[Bound | None, int]:
    """The same for what stands behind: "40 or more", "a hundred-odd", "500+"."""
    if last and view.text[view.words[last - 1].span.end :][:1] == "+":
        return "at-least", last
    for phrase, size, bound in _bounds("bounds_after").get(view.norm(last), ()):
        if view.phrase(last, size) == phrase and not _any_parted(view, last, last + size):
            return bound, last + size
    return None, last


def _any_parted(view: View, start: int, end: int) -> bool:
    return any(view.parted(k) for k in range(start, min(end, len(view.words))))


@cache
def _bounds(name: str) -> dict[str, list[tuple[str, int, Bound]]]:
    """The phrases by their word that stands next to the number, the longest first."""
    rows: list[tuple[str, int, Bound]] = []
    for bound, phrases in table(name).items():
        rows += [(phrase, len(phrase.split()), bound) for phrase in phrases]  # type: ignore[misc]
    found: dict[str, list[tuple[str, int, Bound]]] = {}
    for row in sorted(rows, key=lambda row: (-row[1], row[0])):
        found.setdefault(row[0].split()[-1 if name == "bounds_before" else 0], []).append(row)
    return found


# ---------------------------------------------------------------------------------------------------------------- units


def unit_at(view: View, k: int) -> tuple[str | None, int]:
    """The unit of measure printed at word `k`, and the word behind it."""
    if k >= len(view.words) or view.parted(k):
        return None, k
    at = k + (view.norm(k) in table("powers"))
    power = {2: "square ", 3: "cubic "}.get(table("powers").get(view.norm(k), 1), "")
    if view.norm(at) == "light" and view.norm(at + 1) in ("year", "years") and not view.parted(at + 1):
        return "light-year", at + 2
    word = view.norm(at)
    squared = word.endswith("2") and word[:-1] in table("units")  # "km²"
    row = table("units").get(word.removesuffix("2") if squared else word) or table("units").get(singular(word))
    if row is None or (at > k and view.parted(at)):
        return None, k
    unit, end = str(row[0]), at + 1
    if row[2] == "length" and (view.phrase(end, 2) in ("per hour", "an hour") or view.norm(end) == "h"):
        speeds = {"km": "km/h", "mile": "mph"}
        return speeds.get(unit, unit), end + (1 if view.norm(end) == "h" else 2)
    return ("square " if squared else power) + unit, end


# --------------------------------------------------------------------------------------------------------- noun phrases


def noun_phrase(view: View, k: int, *, many: bool) -> NounPhrase:
    """What is counted by a number whose last word stands before word `k`. `many`: the noun is in the plural."""
    start = k
    if view.norm(k) == "of" and not view.parted(k):
        k += 1
        while view.norm(k) in data()["noun_phrase"]["determiners"] and not view.parted(k):
            k += 1
    while view.norm(k) in data()["noun_phrase"]["skip"] and not view.parted(k) and not _plural(view, k):
        k += 1
    chunk = _chunk(view, k, many=many)
    head = _head(view, k, chunk, many)
    if head is None:
        return NounPhrase(start, start)
    modifiers = tuple(w for j in range(k, head) if (w := _modifier(view, j)))
    return NounPhrase(start, head + 1, singular(view.norm(head)), modifiers)


def _chunk(view: View, k: int, *, many: bool) -> int:
    """The end of the run of words from `k` that may belong to one noun phrase: "current and former | ministers"."""
    end = k
    while end < len(view.words) and end - k < _LONGEST_PHRASE and (not view.parted(end)):
        word = view.norm(end)
        printed = view.words[end].span.of(view.text)[:8]
        initial = printed.isupper()  # "U.S.", "US troops"
        joins = many and word in ("and", "or") and end > k and not _plural(view, end - 1) and not view.parted(end + 1)
        if joins:
            end += 1
            continue
        clitic = "'" in word and not word.endswith("'s")  # "isn't", "they've"
        if (
            clitic
            or word in _stops()
            or (end > k and word in data()["noun_phrase"]["when"])  # "a 40-foot shaft | last week"
            or (lexicon.in_class(lexicon.lemma(word), "function") and not initial)
            or word[0].isdigit()
        ):
            break
        end += 1
    return end


def _head(view: View, k: int, chunk: int, many: bool) -> int | None:
    if not many:
        return _single_head(view, k, chunk)
    head = None
    for j in range(k, chunk):
        if head is not None and view.norm(j) in _states():
            break
        if _plural(view, j):
            head = j
        elif head is not None and not (view.capital(head) and j + 1 < chunk and _plural(view, j + 1)):
            break
    if head is not None:
        return head
    possessive = view.norm(k).endswith("'s")
    if k < chunk and view.capital(k) and not possessive and (chunk - k == 1 or not view.capital(k + 1)):
        return k  # names of peoples have no plural in many languages: "300 Maasai"
    collective = [j for j in range(k, chunk) if view.norm(j) in data()["noun_phrase"]["collectives"]]
    return collective[-1] if collective else None


def _single_head(view: View, k: int, chunk: int) -> int | None:
    """The last word before one that looks like a verb: "one wounded | soldier | died"."""
    head = None
    for j in range(k, chunk):
        word = view.norm(j)
        named = head is not None and view.capital(j) and not view.capital(head)  # "one reason | Acme"
        if named or _irregular_verb(word) or (head is not None and word.endswith(("ed", "ing"))):
            break
        if not word.endswith("ly"):
            head = j
        named_next = j + 1 < chunk and not view.norm(j + 1).endswith(("ed", "ing"))
        if word in _singular_heads() and not (word in data()["noun_phrase"]["also_adjectives"] and named_next):
            break
    return head


def _irregular_verb(word: str) -> bool:
    """Whether a word is a modal, or looks unlike its own lemma: struck (strike), fell (fall)."""
    if word in data()["noun_phrase"]["plurals"] or word in table("singular"):
        return False
    lemma = lexicon.lemma(word)
    return lexicon.modality(lemma) is not None or not word.startswith(lemma[:-1])


def _plural(view: View, k: int) -> bool:
    word = view.norm(k)
    lists = data()["noun_phrase"]
    if word in lists["plurals"]:
        return True
    printed_possessive = word.endswith("'s") or view.text[view.words[k].span.end :][:1] in ("'", "’")
    if printed_possessive or word in lists["singulars"] or len(word) < 3:
        return False
    return (word.endswith("s") and not word.endswith(("ss", "us", "is"))) or word in table("singular")


def _modifier(view: View, k: int) -> str | None:
    word = view.norm(k).removesuffix("'s")
    empty = word in data()["noun_phrase"]["skip"] or word in ("and", "or") or len(word) < 2
    return None if empty or word.endswith("ly") else word


@cache
def _states() -> frozenset[str]:
    """Adjectives that stand behind their noun: "12 people dead"."""
    return frozenset(w for row in table("predicates").values() for w in str(row.get("adjectives", "")).split())


@cache
def _stops() -> frozenset[str]:
    return frozenset(data()["noun_phrase"]["stops"])


@cache
def _singular_heads() -> frozenset[str]:
    return frozenset(data()["people"]["any"]) | frozenset(data()["people"]["some"])
