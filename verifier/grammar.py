"""A sentence -> its words with their parts of speech.

Parts of speech come from Brill's tagger ("A simple rule-based part of speech tagger", ANLP 1992): its lexicon and
rules travel in the wheel of `textblob`.
"""

from __future__ import annotations

import tomllib
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from verifier import lexicon
from verifier.datamodel import MentionKind, Span
from verifier.text import words

__all__ = ["Name", "Word", "tagged"]


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


# ------------------------------------------------------------------------------------------------------- closed classes


@cache
def _tables() -> dict[str, Any]:
    return tomllib.loads((Path(__file__).parent / "data" / "grammar.toml").read_text("utf-8"))


@cache
def _class(name: str) -> frozenset[str]:
    """The words of a class of `data/grammar.toml`, as they are written there."""
    return frozenset(str(_tables()[name]).split())


@cache
def _fixed() -> dict[str, str]:
    """Word -> the one part of speech that it has here."""
    return {word: tag for tag, line in _tables()["tags"].items() for word in line.split()}


# ------------------------------------------------------------------------------------------------------ parts of speech

_NOUNS = ("NN", "NNS", "NNP", "NNPS")
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
        return "JJ" if last in _class("sizes") else "CD"  # "80m-deep", "47-page"
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
        if tags[i] == "NN" and before in ("NNP", "NNPS") and after in (["DT"], ["NNP"]) and norm in _class("unchanged"):
            tags[i] = "VBD"  # "Lee |beat the champion"
        if norm == "that" and after and after[0] in _NOUNS and before not in _NOUNS and not before.startswith("VB"):
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
        if tags[i] == "VB" and before in _NOUNS:
            tags[i] = "VBP"  # "the firms cut"
        if auxiliary and i and tags[i] in ("VBD", "VBN", "NN", "VBP", "JJ"):
            tags[i] = "VB"
        if tags[i] == "VB" and norm.endswith("ly") and _brill().get(norm[:-2], "").startswith("JJ"):
            tags[i] = "RB"  # "did not |directly say"
    return tags
