"""One sentence as words that know whether they may belong to a name: the ground that mentions.py and roles.py walk on.

text.py's words serve comparison and drop what names are made of (capitals, hyphens, possessives); these keep it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from verifier.datamodel import Span
from verifier.names.gazetteer import country, country_phrases, fold, group

__all__ = ["Token", "tokenise"]

# "U.S.", "Hay'at", "AT&T", "al-Shabab", "members’ "; each round eats a letter, so that the scan is linear.
_TOKEN = re.compile(r"(?:[^\W\d_]\.){2,}|[^\W_]+(?:(?:['’ʼʻ`&]|[-‑](?=[^\W_]))[^\W_]+)*(?:[’'](?=\s+[^\W\d_]))?")
_POSSESSIVE = ("'s", "’s", "'S", "’S", "ʼs")
_OPENING = frozenset("\"'“‘„«‹([—–:•")
_ABBREVIATED = frozenset(("mr", "mrs", "ms", "jr", "sr", "st"))


@dataclass(slots=True)
class Token:
    """One word: `low` is folded; `joins` says whether it may continue a name that the word before it is part of.

    `initial`: its capital may be due to the beginning of a sentence or quotation. `ends`: no name goes on after it.
    """

    text: str
    low: str
    start: int
    end: int
    cap: bool
    joins: bool
    initial: bool
    possessive: bool = False
    ends: bool = False


def tokenise(text: str, span: Span) -> list[Token]:
    """The words of one sentence. Hyphenated words are cut where a name ends or begins ("X-led", "pro-X")."""
    found: list[Token] = []
    last_end, opened = span.start, True
    for match in _TOKEN.finditer(text, span.start, span.end):
        start = match.start()
        gap = text[last_end:start]
        plain = gap == " "
        opened = opened or (not (plain or not found) and _opens(gap, found[-1]))
        joins = bool(found) and _joins(gap, found[-1])
        word = match.group()
        handle = start > 0 and text[start - 1] in "@#/_\\"  # "@handle", "#tag", parts of addresses
        if "-" in word or "‑" in word:
            for n, (piece, begin, ends) in enumerate(_pieces(word, start)):
                found.append(_token(piece, begin, joins and not n, opened and not n, ends))
        else:
            found.append(_token(word, start, joins, opened, False))
        if handle:
            found[-1].cap = False
        last_end, opened = match.end(), False
    return found


def _token(word: str, start: int, joins: bool, initial: bool, ends: bool) -> Token:
    possessive = False
    if word.endswith(_POSSESSIVE):
        word, possessive = word[:-2], True
    elif word[-1] in "'’":
        word, possessive = word[:-1], True
    cap = word[0].isupper() or ("-" in word and _particle_first(word))
    return Token(word, fold(word), start, start + len(word), cap, joins, initial, possessive, ends)


def _opens(gap: str, before: Token) -> bool:
    """Whether a capital after this gap may be due to a sentence's beginning rather than to a name."""
    stripped = gap.strip()
    return any(c in _OPENING for c in stripped) or (stripped[:1] in ".!?…" and bool(stripped) and len(before.text) > 1)


def _joins(gap: str, before: Token) -> bool:
    if before.ends or (before.possessive and before.low not in group("possessives")):
        return False
    if gap == " " or gap == " & ":
        return True
    if gap.isspace():
        return gap.count("\n") < 2
    abbreviated = len(before.text) == 1 or before.low in _ABBREVIATED or before.low in group("honorifics")
    return gap == ". " and before.cap and abbreviated and len(before.text) < 6


def _particle_first(word: str) -> bool:
    """ "al-Shabab", "ar-Raqqa" (the article assimilated to the next letter) and "d'Estaing" are capitalised words."""
    head, rest = re.split("[-‑]", word, maxsplit=1)
    if not rest[:1].isupper():
        return False
    return head in group("particles") or (2 <= len(head) <= 3 and head[0] in "ae" and rest.lower().startswith(head[1:]))


def _pieces(word: str, start: int) -> list[tuple[str, int, bool]]:
    """(piece, offset, whether a name ends there): "Turkey-backed" -> Turkey, backed; "pro-Russian" -> pro, Russian."""
    parts = re.split("[-‑]", word)
    head, tail = parts[0], parts[-1]
    adjectival = tail.islower() and (tail in group("stop.compound_tails") or tail.endswith(("ed", "ing")))
    if adjectival and any(p[:1].isupper() for p in parts[:-1]):
        cut = len(word) - len(tail) - 1
        before = _pieces(word[:cut], start) if len(parts) > 2 else [(word[:cut], start, False)]
        return [*before[:-1], (before[-1][0], before[-1][1], True), (tail, start + cut + 1, True)]
    if head.islower() and head in group("stop.compound_heads") and parts[1][:1].isupper():
        rest = start + len(head) + 1
        return [(head, start, True), *_pieces(word[len(head) + 1 :], rest)]
    if len(parts) == 2 and fold(word) not in country_phrases() and all(country(fold(p)) for p in parts):
        return [(head, start, True), (tail, start + len(head) + 1, False)]
    return [(word, start, False)]
