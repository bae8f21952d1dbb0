"""A sentence -> its words with their parts of speech, and its noun phrases; and closed classes of words.

Parts of speech come from Brill's tagger ("A simple rule-based part of speech tagger", ANLP 1992): its lexicon and
rules travel in the wheel of `textblob`.
"""

from __future__ import annotations

import tomllib
import warnings
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from verifier import lexicon
from verifier.datamodel import MentionKind, Span
from verifier.text import words

__all__ = [
    "ADJECTIVES",
    "FINITE",
    "Name",
    "Phrase",
    "Word",
    "keys_of",
    "listed",
    "noun_phrases",
    "tagged",
]


@dataclass(frozen=True, slots=True)
class Name:
    """A name printed in a sentence; `span` counts from the sentence's first code point."""

    span: Span
    text: str
    kind: MentionKind


@dataclass(frozen=True, slots=True)
class Word:
    """A word or a mark of punctuation; the parts of a contraction are words that share a span.

    `key` is `lexicon.lemma`, `tag` the part of speech in the tag set of the Penn Treebank.
    """

    norm: str
    key: str
    tag: str
    span: Span


@dataclass(frozen=True, slots=True)
class Phrase:
    """The noun phrase ``words[start:end]`` with the place of its head noun and what leads it: "in", "by" or ""."""

    start: int
    end: int
    head: int
    preposition: str = ""


# ------------------------------------------------------------------------------------------------------- closed classes


@cache
def _tables() -> dict[str, Any]:
    return tomllib.loads((Path(__file__).parent / "data" / "grammar.toml").read_text("utf-8"))


@cache
def listed(name: str) -> frozenset[str]:
    """The words of a class of `data/grammar.toml`, as they are written there."""
    return frozenset(str(_tables()[name]).split())


@cache
def keys_of(name: str) -> frozenset[str]:
    """The lemmas of a class."""
    return frozenset(lexicon.lemma(word) for word in listed(name))


@cache
def _fixed() -> dict[str, str]:
    """Word -> the one part of speech that it has here."""
    return {word: tag for tag, line in _tables()["tags"].items() for word in line.split()}


# ------------------------------------------------------------------------------------------------------ parts of speech

NOUNS = ("NN", "NNS", "NNP", "NNPS")
ADJECTIVES = ("JJ", "JJR", "JJS")
_DETERMINER = ("DT", "PDT", "PRP$", "WP$")
FINITE = ("VBD", "VBZ", "VBP", "MD")
_MARKS = {
    "(": "(",
    "[": "(",
    ")": ")",
    "]": ")",
    ",": ",",
    ";": ":",
    ":": ":",
    "–": ":",
    "—": ":",
    ".": ".",
    "?": ".",
    "!": ".",
}
_LONGEST, _REACH = 400, 5000
"""Words, code points: beyond this a "sentence" is a list or a table, in which neighbourhood tells nothing."""


def _pieces(text: str) -> list[tuple[str, str, Span]]:
    """Printed form, compared form and place of every word and mark; "4-year-old" is one word, "didn't" two."""
    found: list[tuple[str, str, Span]] = []
    done = 0
    for word in words(text, 0, _REACH)[:_LONGEST]:
        gap = text[done : word.span.start]
        if found and gap in ("-", "‑") and found[-1][0][-1].isalnum():
            start = found.pop()[2].start
            span = Span(start, word.span.end)
            found.append((span.of(text), text[start : word.span.end].casefold().replace("‑", "-"), span))
        else:
            found += [(mark, mark, Span(done + i, done + i + 1)) for i, mark in enumerate(gap) if not mark.isspace()]
            found += _parts(text, word.norm, word.span)
        done = word.span.end
    found += [
        (mark, mark, Span(done + i, done + i + 1)) for i, mark in enumerate(text[done : done + 8]) if mark in _MARKS
    ]
    return found


def _parts(text: str, norm: str, span: Span) -> Iterator[tuple[str, str, Span]]:
    printed = span.of(text)
    parts = lexicon.expand(norm)
    if len(parts) > 1:
        yield from ((part, part, span) for part in parts)
    elif norm.endswith("'s") and len(norm) > 2:
        yield printed[:-2], norm[:-2], Span(span.start, span.end - 2)
        yield "'s", "'s", Span(span.end - 2, span.end)
    else:
        yield printed, norm, span


@lru_cache(maxsize=4096)
def tagged(text: str, names: tuple[Span, ...] = ()) -> tuple[Word, ...]:
    """The words of a sentence with their parts of speech; what a name covers is a noun."""
    brill = _brill()
    pieces = _pieces(text)
    tagged: list[list[str]] = []
    for i, (printed, norm, place) in enumerate(pieces):
        tag = _MARKS.get(printed) or brill.get(printed)
        opens = i == 0 or not pieces[i - 1][0][-1].isalnum()
        if opens and norm in brill and not (tag or "").startswith("NNP"):
            tag = brill[norm]
        if any(span.covers(place) for span in names) and tag not in ("POS", "IN", "DT", "CC"):
            tag = "NNP"
        tagged.append([printed, tag or _unknown(printed, brill.morphology.apply)])
    tagged = brill.context.apply(tagged)
    tags = _corrected([tag for _, tag in tagged], [norm for _, norm, _ in pieces])
    return tuple(Word(n, lexicon.lemma(n), tag, s) for (_, n, s), tag in zip(pieces, tags, strict=True))


@cache
def _brill() -> Any:
    """Brill's lexicon, a dict, with his rules as `morphology` and `context`.

    Loaded whole and here, since textblob leaves the closing of its files to the garbage collector, which warns of it.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)
        from textblob.en import lexicon as brill

        for part in (brill, brill.morphology, brill.context):
            len(part)
    return brill


def _unknown(printed: str, morphology: Callable[[list[str], list[None], list[None]], list[str]]) -> str:
    """The part of speech of a word that the lexicon does not list."""
    if printed[0].isupper():
        return "NNP"
    last = printed.rsplit("-", 1)[-1]
    if printed[0].isdigit():
        return "JJ" if last in listed("sizes") else "CD"  # "80m-deep", "47-page"
    if not printed[0].isalnum():
        return ":"
    if "-" in printed:
        return (
            "NN"
            if not last.endswith(("ed", "ing", "en", "led", "made", "born", "old", "long", "wide", "based"))
            else "JJ"
        )
    return morphology([printed, "NN"], [None, None], [None, None])[1]


def _corrected(tags: list[str], norms: list[str]) -> list[str]:
    """What Brill's rules miss: closed classes, and "the firm plans to close", where a plural noun has no place."""
    for i, norm in enumerate(norms):
        tags[i] = _fixed().get(norm, tags[i])
        before = tags[i - 1] if i else ""
        after = tags[i + 1 : i + 2]
        if tags[i] == "NNS" and after == ["TO"] and before in ("NN", "NNP", "PRP") and tags[i + 2 : i + 3] == ["VB"]:
            tags[i] = "VBZ"
        if tags[i] in ("NN", "VB") and before in ("NNS", "PRP") and after and after[0] in ("DT", "PRP$", "PRP"):
            tags[i] = "VBP"
        if tags[i] == "NN" and before in ("NNP", "NNPS") and after in (["DT"], ["NNP"]) and norm in listed("unchanged"):
            tags[i] = "VBD"  # "Lee |beat the champion"
        if norm == "that" and after and after[0] in NOUNS and before not in NOUNS and not before.startswith("VB"):
            tags[i] = "DT"
        auxiliary = before == "MD" or norms[i - 1] in ("did", "does", "do")
        if before == "RB" and not {"not", "never"}.isdisjoint(norms[max(0, i - 2) : i]):
            at = next((k for k in (i - 2, i - 3) if k >= 0 and tags[k] != "RB"), 0)  # "did |not directly| dispute"
            auxiliary = tags[at] == "MD" or norms[at] in ("did", "does", "do")
        if (
            tags[i] == "RB"
            and before == "DT"
            and (not after or after[0] in ("IN", ",", ".", "MD", "VBD", "VBN", "VBZ"))
        ):
            tags[i] = "NN"  # "in the north"
        if tags[i] == "VB" and before in NOUNS:
            tags[i] = "VBP"  # "the firms cut"
        if auxiliary and i and tags[i] in ("VBD", "VBN", "NN", "VBP", "JJ"):
            tags[i] = "VB"
        if tags[i] == "VB" and norm.endswith("ly") and _brill().get(norm[:-2], "").startswith("JJ"):
            tags[i] = "RB"  # "did not |directly say"
    return tags


# -------------------------------------------------------------------------------------------------------------- phrases


def noun_phrases(tags: Sequence[str], row: Sequence[Word]) -> list[Phrase]:
    """Noun phrases, each with its "of" phrases: "the leader of the rebels", "most of the town" (head: town)."""
    found: list[Phrase] = []
    i = 0
    while i < len(row):
        phrase = _phrase(tags, row, i)
        if phrase is None:
            i += 1
            continue
        last = found[-1] if found else None
        if last and phrase.start == last.end + 1 and row[last.end].norm == "of" and row[last.head].tag != "PRP":
            head = phrase.head if _counts(row[last.head]) else last.head
            found[-1] = Phrase(last.start, phrase.end, head, last.preposition)
        else:
            found.append(Phrase(phrase.start, phrase.end, phrase.head, _preposition(row, phrase.start)))
        i = phrase.end
    return found


def _counts(word: Word) -> bool:
    """Whether a word only says how many: "most of the town", "two of them", "dozens of people"."""
    return word.tag == "CD" or word.norm in listed("measures") or word.norm in listed("quantities")


def _preposition(row: Sequence[Word], start: int) -> str:
    return row[start - 1].norm if start and row[start - 1].tag in ("IN", "TO") else ""


def _phrase(tags: Sequence[str], row: Sequence[Word], start: int) -> Phrase | None:
    """The noun phrase that begins at a word."""
    if tags[start] == "PRP" or (tags[start] == "EX"):
        return Phrase(start, start + 1, start)
    i, noun, any_head = start, -1, -1
    while i < len(tags) and (step := _joins(tags, row, i, start, noun)):
        if tags[i] in NOUNS:
            noun = i
        if (
            tags[i] in (*ADJECTIVES, "CD", "VBN")
            or row[i].norm in listed("quantities")
            or row[i].norm in ("this", "these", "those")
        ):
            any_head = i
        i += step
    head = noun if noun >= 0 else any_head
    if head < 0 or (noun < 0 and tags[head] in (*ADJECTIVES, "VBN") and tags[start] not in ("DT", "PRP$")):
        return None
    return Phrase(start, head + 1, head)


def _joins(tags: Sequence[str], row: Sequence[Word], i: int, start: int, noun: int) -> int:
    """How many words from here go on with the noun phrase begun at `start`; 0 if it has ended."""
    tag, after = tags[i], tags[i + 1] if i + 1 < len(tags) else ""
    behind = noun == i - 1 and noun >= 0
    if tag in _DETERMINER or (i == start and row[i].norm in listed("quantities")):
        return int(i == start or (row[i - 1].norm in listed("quantities") and not behind))
    if tag in NOUNS:
        return 1
    if tag == "CD":
        return int(not behind or tags[noun] == "NNP")
    if tag in ADJECTIVES:
        return int(not behind)
    if tag == "POS":
        return int(behind and after != "")
    if tag in ("VBN", "VBG"):
        return int(i > start and not behind and after in (*NOUNS, *ADJECTIVES))
    if tag in ("RB", "RBR", "RBS"):
        return int(i > start and not behind and after in (*ADJECTIVES, "CD", "VBN", "VBG") and row[i].norm != "not")
    return int(tag == "$" and after == "CD")
