"""The answer to `verify claim` for a reader: who states it, who contradicts it, and on what they differ.

A red mark is only as good as its reason: where nothing but a later count or another scope parts two articles, the first
line says so. The words that decide stand in [[ ]].
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from verifier.datamodel import ClaimHit, ClaimLabel, ClaimVerdict, DiffersOn, Dimension, Finding, Reading, Span, Stance
from verifier.report import places
from verifier.report.page import Page, Part
from verifier.report.places import count
from verifier.report.printable import one_line

__all__ = ["verdict"]

EXCUSED = "bold yellow"
"""The style of a contradiction that may be none."""
TOLD = "reader"
"""The finding that says no more than the line on the meaning above it."""

_LABEL: dict[ClaimLabel, tuple[str, str]] = {
    "stated": ("STATED", "bold green"),
    "partly": ("PARTLY STATED", "bold yellow"),
    "contradicted": ("CONTRADICTED", "bold red"),
    "both": ("STATED AND CONTRADICTED", "bold yellow"),
    "related": ("RELATED ONLY", "bold yellow"),
    "not-found": ("NOT FOUND", "bold red"),
}
_DECIDING: dict[ClaimLabel, tuple[Stance, ...]] = {
    "stated": ("states",),
    "partly": ("partly",),
    "contradicted": ("contradicts",),
    "both": ("states", "contradicts"),
    "related": ("unresolved",),
    "not-found": (),
}
_GROUP: dict[Stance, tuple[str, str, str]] = {
    "states": ("STATES", "bold green", "says it, in the same words or in others"),
    "partly": ("PARTLY", "bold yellow", "says a part of it"),
    "contradicts": ("CONTRADICTS", "bold red", "about the same, but says otherwise"),
    "unresolved": ("UNRESOLVED", "bold yellow", "about the same; whether it agrees cannot be told"),
    "related": ("RELATED", "", "the same subject; not counted"),
}
"""Heading, style and gloss, in the order in which they are shown."""
_ALSO: dict[Stance, str] = {
    "states": "with all of it",
    "partly": "with a part of it",
    "contradicts": "against it",
    "unresolved": "that cannot be told",
}
_OTHER: dict[Dimension, str] = {
    "number": "another number",
    "place": "another place",
    "agent": "somebody else",
    "time": "another time",
    "polarity": "the opposite",
    "degree": "another degree",
    "attribution": "another source",
    "wording": "other words",
    "name": "another name",
    "patient": "somebody else",
    "cause": "another cause",
    "certainty": "how sure it is otherwise",
    "identity": "somebody or something else",
}
_EXCUSE: dict[Reading, str] = {
    "update": "an earlier or later count",
    "scope": "about another place, period or group",
    "translation": "a matter of translation",
    "format": "one number printed in two ways",
    "unresolved": "something that the articles do not tell",
}
"""What a difference may be other than a contradiction; `real` has none."""
_READING: dict[Reading, str] = {
    "real": "nothing excuses it",
    "update": "may be an update",
    "scope": "may be about another place, period or group",
    "translation": "may be a matter of translation",
    "format": "may be one number printed in two ways",
    "unresolved": "the articles do not tell why",
}


def verdict(answer: ClaimVerdict, page: Page) -> None:
    """The whole answer."""
    _headline(answer, page)
    _voices(answer, page)
    for reason in answer.findings:
        page.put(*places.reason_parts(reason), indent=2, hang=4)
    places.groups(_groups(answer), place, page)
    if answer.nearest:
        page.rule(("NEAREST MISS", "bold"), " · not counted; shown so that you can judge for yourself")
        place(answer.nearest, page, "~")
    counted = [hit for hit in answer.hits if hit.stance != "related"]
    places.related(_of(answer, "related"), [*counted, answer.nearest], _GROUP["related"][2], page)
    places.origins(answer, " that state it, wholly or in part", page)
    places.silent(answer.silent, page)
    page.blank()
    page.put(("Printed, not true: ", "bold"), "this says who printed it, not that it is so.")


def place(hit: ClaimHit, page: Page, number: str, titled: bool = True) -> None:
    """One sentence: where, its words, who says so, on what it differs, and what was found about it."""
    places.heading(hit, (hit.span,), page, number, titled)
    page.evidence(places.in_sentence(hit, _deciding_words(hit), page))
    page.field("who", *places.who(hit.speaker, hit.cue, "the article itself"))
    for one in hit.differs_on:
        page.field("differs", *_difference(one, hit.findings))
    places.meaning(hit.relation, page, ", by the reader alone")
    places.findings([reason for reason in hit.findings if reason.name != TOLD], page)


# ---------------------------------------------------------------------------------------------------------- at the top


def _headline(answer: ClaimVerdict, page: Page) -> None:
    """The verdict in plain words, about the places that give it; what else there is, is counted below it."""
    deciding = [hit for hit in answer.hits if hit.stance in _DECIDING[answer.label]]
    against = [hit for hit in deciding if hit.stance == "contradicts"]
    without_excuse = [hit for hit in against if not _excuses(hit)]
    if without_excuse:
        deciding = [hit for hit in deciding if hit not in against or hit in without_excuse]
    name, style = _LABEL[answer.label]
    if answer.label == "contradicted" and not without_excuse:
        style = EXCUSED
    page.put((name, style), f" — {_in_words(answer.label, deciding)}", hang=2)
    page.put(page.text(("“" + one_line(answer.claim) + "”", "italic")), indent=2, hang=3)
    rest = Counter(
        "with a difference that has a possible reason" if hit in against else _ALSO[hit.stance]
        for hit in answer.hits
        if hit not in deciding and hit.stance != "related"
    )
    if rest:
        page.put("Also: " + ", ".join(f"{count(n, 'place')} {how}" for how, n in rest.items()), indent=2, hang=4)
    places.searched(answer, page)


def _in_words(label: ClaimLabel, deciding: Sequence[ClaimHit]) -> str:
    """What the deciding places amount to."""
    states = [hit for hit in deciding if hit.stance == "states"]
    against = [hit for hit in deciding if hit.stance == "contradicts"]
    match label:
        case "stated":
            return places.with_outlets("stated by {outlets}", states)
        case "partly":
            return places.with_outlets("no article states all of it; a part is stated by {outlets}", deciding)
        case "contradicted":
            return _otherwise(against)
        case "both":
            return places.with_outlets("stated by {outlets}, but ", states) + _otherwise(against)
        case "related" if deciding:
            return places.with_outlets("whether it agrees with what {outlets} printed cannot be told", deciding)
        case "related":
            return "the articles are on the same subject, but none states it or contradicts it"
        case "not-found":
            return "none of the articles states it, in part or in other words, and none contradicts it"


def _otherwise(hits: Sequence[ClaimHit]) -> str:
    """ "3 outlets (1 origin) print another number; it may be an earlier or later count"."""
    alone = len({hit.article.outlet or hit.article.id for hit in hits}) == 1
    what = places.listed(list(dict.fromkeys(_OTHER[one.dimension] for hit in hits for one in hit.differs_on)))
    excuses = [reading for reading in _EXCUSE if any(reading in _excuses(hit) for hit in hits)]
    words = places.with_outlets("{outlets} print" + ("s " if alone else " "), hits) + (what or "something else")
    if excuses == ["unresolved"]:
        return f"{words}; the articles do not tell why"
    return words + (f"; it may be {' or '.join(_EXCUSE[reading] for reading in excuses)}" if excuses else "")


def _excuses(hit: ClaimHit) -> set[Reading]:
    """Why it may differ other than by contradicting; nothing if any of the differences has no such reason."""
    readings = {one.reading for one in hit.differs_on}
    return set() if "real" in readings else readings


def _voices(answer: ClaimVerdict, page: Page) -> None:
    """Who is said to have said it, one way or the other."""
    stances: tuple[tuple[Stance, str], ...] = (
        ("states", "stated by"),
        ("partly", "in part by"),
        ("contradicts", "contradicted by"),
    )
    told = [f"{words} {_speakers(hits)}" for stance, words in stances if (hits := _of(answer, stance))]
    if told:
        page.put(("WHO", "bold"), f" — {'; '.join(told)}", hang=2)


def _speakers(hits: Sequence[ClaimHit]) -> str:
    named = places.names(hit.speaker for hit in hits if hit.speaker)
    themselves = len({hit.article.id for hit in hits if hit.speaker is None})
    own = f"{count(themselves, 'article')} in {'its' if themselves == 1 else 'their'} own words"
    return places.listed([*named, own] if themselves else named)


# ---------------------------------------------------------------------------------------------------------- the places


def _groups(answer: ClaimVerdict) -> Iterator[tuple[tuple[str, str], str, list[ClaimHit]]]:
    """Every place that counts, by stance; what gives the verdict comes first."""
    shown = [stance for stance in _GROUP if stance != "related"]
    for stance in sorted(shown, key=lambda one: one not in _DECIDING[answer.label]):
        if hits := _of(answer, stance):
            name, style, gloss = _GROUP[stance]
            excused = stance == "contradicts" and all(_excuses(hit) for hit in hits)
            yield (name, EXCUSED if excused else style), gloss, hits


def _of(answer: ClaimVerdict, stance: Stance) -> list[ClaimHit]:
    return [hit for hit in answer.hits if hit.stance == stance]


def _difference(one: DiffersOn, reasons: Sequence[Finding]) -> list[Part]:
    """One difference in words: what the claim says, what the sentence says, and how that may be read.

    Why it is read so is left out where one of the reasons below it says the same.
    """
    here, there = one_line(one.here), one_line(one.there)
    said = f"claim says “{here}”" if here else "claim says nothing of it"
    printed = f"here “{there}”" if there else "here nothing of it"
    told_below = any(one.detail in reason.detail for reason in reasons)
    detail = f": {one_line(one.detail)}" if one.detail and not told_below else ""
    return [f"{one.dimension}: {said}, {printed} — {_READING[one.reading]}{detail}", (f" [{one.reading}]", "dim")]


def _deciding_words(hit: ClaimHit) -> list[Span]:
    """The words on which the sentence differs; without any, the place itself if it is less than the sentence."""
    start, end = places.sentence_span(hit)
    text = hit.article.text
    found = {_word_for_word(text, one.there, hit.span) or _word_for_word(text, one.there, Span(start, end))
             for one in hit.differs_on if one.there}  # fmt: skip
    apart: list[Span] = []
    for span in sorted(span for span in found if span):
        if not apart or span.start >= apart[-1].end:
            apart.append(span)
    return apart or ([hit.span] if (hit.span.start, hit.span.end) != (start, end) else [])


def _word_for_word(text: str, words: str, within: Span) -> Span | None:
    """Where the words stand as whole words: "5 boats" not within "15 boats"."""
    at = text.find(words, within.start, within.end)
    while at >= 0:
        end = at + len(words)
        if not _runs_on(text[at - 1 : at + 1]) and not _runs_on(text[end - 1 : end + 1]):
            return Span(at, end)
        at = text.find(words, end, within.end)
    return None


def _runs_on(two: str) -> bool:
    """Whether both sides of a place between two characters belong to one word."""
    return len(two) == 2 and two.isalnum()
