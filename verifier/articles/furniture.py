"""What a printed line says of itself: photo credits, counters, links to other stories, notes, datelines and bylines.

Every rule is general and has a name, which travels with the line as its reason. A rule may look at the words of one
line only; what its place on the page tells is for layout.py. Phrases come from data/furniture.toml.
"""

from __future__ import annotations

import re
import tomllib
from functools import cache
from pathlib import Path

from verifier.datamodel import Role
from verifier.text import words

__all__ = ["ends", "label_of", "own_role", "phrases", "printed_date", "reports", "without_stamp"]

Found = tuple[Role, str] | None

_ENDS = re.compile(r"[.!?…:;,][\"'”’»)\]]*$")
_LABEL = re.compile(r"[-–—•*\s]*([^:]{1,40}?)\s*:\s*(.*)", re.S)
_BRACKETED = re.compile(r"\[[^\[\]]{3,160}\]$")
_WORDLESS = re.compile(r"[\W_]{1,200}$")
_EMBEDDED = re.compile(r"\(@\w{1,30}\)|pic\.twitter\.com")
_URL = re.compile(r"(?:https?://|www\.)\S{3,}", re.I)
_SENTENCE_END = re.compile(r"[.!?] \w")
_BY = re.compile(r"(?:By|BY)\s[A-Z]")
_DATE = re.compile(
    r"\b\d{4}[-/.]\d{1,2}[-/.]\d{1,2}\b|\b\d{1,2}[-/.]\d{1,2}[-/.]\d{4}\b"
    r"|\b\d{1,2}(?:st|nd|rd|th)?\s+[A-Z][a-z]{2,8}\.?,?\s+\d{4}\b"
    r"|\b[A-Z][a-z]{2,8}\.?\s+\d{1,2}(?:st|nd|rd|th)?,?\s+\d{4}\b"
)
# "date 2021-03-05 Minister resigns": a feed's stamp in front of the title.
_STAMP = re.compile(
    r"(?:date\s*:?\s*)?\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d)?)?\s*[-–|:]?\s+(?=[^\W\d_]|[\"“'‘])", re.I
)
# "(Jane Doe/The Daily News)", "[Photo/Agencies]": who took a picture.
_SIGNED = re.compile(
    r"\([A-Z][\w.'’-]+ [A-Z][^()/]{1,40}/[A-Z][^()/]{1,40}\)\.?$|[\[(](?i:photo|image)/[^\[\]()]{1,60}[\])]\.?$"
)
_SLIDE = re.compile(r"^\d{1,3}\s?/\s?\d{1,3}\s\D|(?i:caption|slide|image|photo|\w)\s\d{1,3} (?:of|/) \d{1,3}$")
_LONGEST = 600
"""Characters. No label, credit or note is longer, and running text mostly is."""


_HOST = re.compile(r"\b(?:https?://)?(?:[a-z0-9-]{1,63}\.){1,4}[a-z]{2,6}\b", re.I)
"""A site that signs with its address: "example.com - 2021-03-05"."""


def own_role(text: str) -> Found:
    """The role that the words of a line give it, whatever stands around it; None if it could be running text."""
    if len(text) > _LONGEST:
        return None
    low = text.casefold().replace("’", "'")
    return (
        _without_sentence(text, low)
        or _labelled(text, low)
        or _caption(text, low)
        or _note(text, low)
        or _link(text, low)
        or _credit(text, low)
        or _date_line(text)
    )


# ------------------------------------------------------------------------------------------------------------ phrases


@cache
def _furniture() -> dict[str, dict[str, list[str]]]:
    return tomllib.loads((Path(__file__).parent.parent / "data" / "furniture.toml").read_text("utf-8"))


@cache
def phrases(role: str, kind: str) -> frozenset[str]:
    """The phrases of one kind that announce a role, lower case."""
    return frozenset(_furniture()[role][kind])


@cache
def _tuple(role: str, kind: str) -> tuple[str, ...]:
    return tuple(_furniture()[role][kind])


@cache
def _pattern(template: str, role: str, kind: str) -> re.Pattern[str]:
    """`template` with its "@" replaced by any of the phrases."""
    alternatives = "|".join(sorted(map(re.escape, phrases(role, kind)), key=len, reverse=True))
    return re.compile(template.replace("@", f"(?:{alternatives})"))


# ------------------------------------------------------------------------------------------------------------ rules


def _without_sentence(text: str, low: str) -> Found:
    if _WORDLESS.match(text):
        return "metadata", "a line without words"
    if _URL.search(text) and not ends(text) and not _EMBEDDED.search(text) and len(words(_URL.sub(" ", text))) <= 6:
        return "metadata", "a web address"
    bare = low.strip(" .:>»|-–—…")
    if bare in phrases("metadata", "lines"):
        return "metadata", "page navigation"
    if bare in phrases("teaser", "lines"):
        return "teaser", "link to other stories"
    if bare.strip("()") in phrases("credit", "lines"):
        return "credit", "credit of unnamed agencies"
    if text[0].isdigit() or text[-1].isdigit() or text[-1] in ")s":
        rest = _pattern(r"\d[\d.,]*\s?[km]?\s@(?!\w)", "counter", "units").sub("", low)
        if rest != low and not any(map(str.isalpha, rest)):
            return "counter", "counter of readers, comments or minutes"
    return None


def _labelled(text: str, low: str) -> Found:
    """ "ALSO READ: ...", "Source: ...", "- Location :", "Last Updated: ..."."""
    label, value = label_of(low)
    if not label:
        return None
    if label in phrases("teaser", "labels") or label.startswith("more from "):
        return "teaser", f'label "{label}:"'
    if label in phrases("disclaimer", "labels"):
        return "disclaimer", f'label "{label}:"'
    if len(value) > 100 or reports(low):
        return None
    if label in phrases("metadata", "labels"):
        return "metadata", f'label "{label}:"'
    if label in phrases("credit", "labels") and not _SENTENCE_END.search(text):
        return "credit", f'label "{label}:"'
    return None


def _caption(text: str, low: str) -> Found:
    """ "... Photo: NAME" and "(NAME/AP)" at the end, "Getty Images Somebody waves", "3/12 The bridge at dawn"."""
    end = low[-120:]
    credit = _pattern(r"@\s?(?:[:©]|(?<=by)\s|(?<=courtesy)\s)\s?(.{1,80})$", "caption", "credits").search(end)
    if credit and not _SENTENCE_END.search(credit.group(1)):
        return "caption", "photo credit"
    if low.startswith(_tuple("caption", "starts")):
        return "caption", "label of a picture"
    if _SLIDE.search(text):
        return "caption", "numbered picture of a series"
    bracket = _pattern(
        r"\([^()]{0,60}(?:/\s?|via )@[^()]{0,30}\)|\(courtesy of [^()]{1,60}\)\.?$", "caption", "agencies"
    )
    if end[-1] in ")]." and (bracket.search(end) or _SIGNED.search(text[-120:])):
        return "caption", "photo credit in brackets"
    seller = _pattern(r"\b@\s?/\s?[a-z][\w .'’-]{1,40}$|.©\s?[^.!?]{1,60}$", "caption", "agencies").search(end)
    if not seller and len(text) < 250 and not ends(text):
        seller = _pattern(r"(?:[\w.]/|©\s?|•)@(?!\w)|^@\s?[-:–]\s?\w|^getty images ", "caption", "agencies").search(low)
    if seller or (low[0] == "©" and _pattern(r"©\s?@(?!\w)", "caption", "agencies").match(low)):
        return "caption", "photo credit of a picture agency"
    return None


def _note(text: str, low: str) -> Found:
    bare = low.strip(" ()[]-–—*•.")
    if bare.startswith(_tuple("disclaimer", "starts")) or (
        len(text) <= 300 and any(phrase in low for phrase in _tuple("disclaimer", "phrases"))
    ):
        return "disclaimer", "note about the text"
    return None


def _link(text: str, low: str) -> Found:
    if _BRACKETED.match(text):
        return "teaser", "a whole line in square brackets"
    if len(text) > 160:
        return None
    bare = low.strip(" ()[]-–—*•.")
    if bare.endswith(_tuple("teaser", "endings")):
        return "teaser", "ends with a link"
    invited = bare.startswith(("follow ", "like ", "join ", "find ", "tweet "))
    if bare.startswith(_tuple("teaser", "starts")) or (
        invited and any(n in bare for n in _tuple("teaser", "networks"))
    ):
        return "teaser", "invitation to the reader"
    return None


def _credit(text: str, low: str) -> Found:
    bare = low.strip(" ()[]-–—*•.")
    if bare.endswith(_tuple("credit", "endings")):
        return "credit", "credit of contributors"
    short = len(text) <= 120 or text.startswith("(")
    if short and bare.startswith(_tuple("credit", "starts")) and not reports(low):
        return "credit", "credit at the start of a line"
    return None


def _date_line(text: str) -> Found:
    """A date, perhaps with a time, names and labels, but nothing that could be a sentence; or "By SOMEBODY"."""
    if len(text) > 120:
        return None
    if _BY.match(text) and len(text) <= 80 and _all_names(text[3:]) and not ends(text):
        return "metadata", "byline"
    if printed_date(text) and text[-1] not in "!?…" and _all_names(_HOST.sub(" ", _DATE.sub(" ", text))):
        return "metadata", "date line"
    return None


# ------------------------------------------------------------------------------------------------------------ helpers


def ends(text: str) -> bool:
    """Whether a line ends like a sentence, a clause or a label: with a stop, perhaps within closing marks."""
    return _ENDS.search(text[-12:]) is not None


def label_of(low: str) -> tuple[str, str]:
    """The label and the value of "label: value", lower case; two empty strings for other lines."""
    match = _LABEL.match(low)
    return (match.group(1).strip("([ "), match.group(2)) if match else ("", "")


def printed_date(text: str) -> bool:
    """Whether a full date, with its year, is printed in `text`."""
    return any(map(str.isdigit, text)) and _DATE.search(text) is not None


def reports(low: str) -> bool:
    """Whether a lower-case line has a reporting verb in the past tense; headings report in the present."""
    return not phrases("heading", "past").isdisjoint(re.findall(r"[a-z]+", low))


def without_stamp(text: str) -> str:
    """A title line without the date that a feed put in front of it."""
    return _STAMP.sub("", text, count=1) if _STAMP.match(text) else text


def _all_names(text: str) -> bool:
    """Whether all words are capitalised, numbers, or the small words of a dateline."""
    found = [w for w in re.findall(r"[^\W_]+", text) if not w[0].isdigit()]
    return len(found) <= 10 and all(w[0].isupper() or w in phrases("metadata", "small") for w in found)
