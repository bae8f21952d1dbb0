"""The answer to `verify quote` for a reader: the verdict in plain words first, then every place with its evidence.

Everything reads without colour: the matched words stand in [[ ]], a word that only the query has in {- -}, a word
that only the source has in {+ +}.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby

from rich.text import Text

from verifier.datamodel import DiffOp, Finding, Hit, Marks, Verdict, VerdictLabel, WordingLabel
from verifier.report import places
from verifier.report.page import Page
from verifier.report.places import count
from verifier.report.printable import one_line

__all__ = ["diff_text", "place", "verdict"]

WARNINGS = ("limited", "preceded-by-")
"""How findings about words around a quotation, not in it, begin: "[it was a mistake,] but we had no choice"."""
SERIOUS = 0.8
"""A lesser finding ("they fear that ...") is told at its place only."""

_HEADLINE: dict[VerdictLabel, str] = {
    "exact": "printed word for word by {outlets}",
    "near-exact": "printed by {outlets} with small differences that leave the meaning alone",
    "boundary": "printed by {outlets}, but the quotation marks stand elsewhere or only a heading has the words",
    "omission": "printed by {outlets}, but with words in between that this quotation leaves out unmarked",
    "stitched": "printed by {outlets}, but in pieces that stand apart; nobody prints them as one quotation",
    "altered": "{outlets} printed nearly these words, but with another meaning",
    "reworded": "nobody prints these words; {outlets} quoted the same utterance in other words",
    "reported": "nobody prints this as a quotation; {outlets} reported the same in the reporter's own words",
    "not-a-quote": "printed by {outlets}, but as a name, a title or scare quotes, not as something said",
    "not-found": "none of the articles prints these words, or the same in other words",
}
_BOUNDARY: dict[Marks, str] = {
    "heading": "printed by {outlets}, but only in a heading or caption, not in the text of an article",
    "across": "printed by {outlets}, but the source's quotation marks take in only a part of it",
    "outside": "printed by {outlets}, but outside quotation marks: the words are the reporter's",
}
_STYLE: dict[VerdictLabel, str] = {
    "exact": "bold green",
    "near-exact": "bold green",
    "altered": "bold red",
    "not-found": "bold red",
    "not-a-quote": "bold magenta",
}
_GROUP: dict[WordingLabel, str] = {
    "exact": "word for word",
    "near-exact": "the same but for spelling, inflection or a marked cut",
    "omission": "with words in between that the quotation leaves out",
    "stitched": "in pieces that stand apart",
    "reworded": "the same utterance, quoted in other words",
    "reported": "the same content, in the reporter's words",
    "altered": "nearly the words, but with another meaning",
    "related": "the same subject; not counted",
}
_ALSO: dict[WordingLabel, str] = {
    "exact": "with the same words",
    "near-exact": "with nearly the same words",
    "omission": "with words in between",
    "stitched": "in pieces",
    "reworded": "in other words",
    "reported": "in the reporter's words",
    "altered": "with another meaning",
}
_MARKS: dict[Marks, str] = {
    "inside": "inside quotation marks",
    "across": "partly outside the quotation marks: some of these words are the reporter's",
    "outside": "outside quotation marks: the reporter's words",
    "heading": "in a heading or caption only",
    "not-speech": "a name, a title or scare quotes, not speech",
}


def verdict(answer: Verdict, page: Page) -> None:
    """The whole answer."""
    _headline(answer, page)
    _speaker_line(answer, page)
    for reason in answer.findings:
        page.put(*places.reason_parts(reason), indent=2, hang=4)
    places.groups(_groups(answer), place, page)
    if answer.nearest:
        page.rule(("NEAREST MISS", "bold"), " · not a match; shown so that you can judge for yourself")
        place(answer.nearest, page, number="~")
    others = [hit for hit in answer.hits if hit.wording == "related"]
    places.related(others, [*_counted(answer), answer.nearest], _GROUP["related"], page)
    places.origins(answer, "", page)
    places.silent(answer.silent, page)
    page.blank()
    page.put(("Printed, not true: ", "bold"), "this says who printed the words, not that they were said or are so.")


def _groups(answer: Verdict) -> Iterator[tuple[tuple[str, str], str, list[Hit]]]:
    """Every place that counts, by wording."""
    for wording, hits in groupby(_counted(answer), key=lambda hit: hit.wording):
        yield (wording.upper(), _wording_style(wording)), _GROUP[wording], list(hits)


def place(hit: Hit, page: Page, number: str, titled: bool = True) -> None:
    """One place: where, the words in their sentence, and everything that was found about them."""
    pieces = hit.pieces or (hit.span,)
    places.heading(hit, pieces, page, number, titled)
    page.evidence(places.in_sentence(hit, pieces, page))
    if any(step[0] != "equal" for step in hit.diff):
        page.field("differs", diff_text(hit.diff, page))
    page.field("marks", _MARKS[hit.marks])
    if hit.speaker or hit.marks not in ("heading", "not-speech"):
        page.field("speaker", *places.who(hit.speaker, hit.cue, "the article does not say who"))
    if hit.continues:
        page.field("goes on", _continuation(hit.continues))
    if hit.wording not in ("exact", "near-exact"):  # of the same words it says nothing that the reader does not see
        places.meaning(hit.relation, page)
    places.findings(hit.findings, page)


def diff_text(steps: Sequence[DiffOp], page: Page) -> Text:
    """The word diff, readable without colour: {-only in the query-}{+only in the source+}."""
    joined = page.text()
    for number, (operation, query, source) in enumerate(steps):
        if number:
            joined.append(" ")
        if operation == "equal":
            joined.append_text(page.text(one_line(source)))
            continue
        if query:
            joined.append_text(page.text(("{-" + one_line(query) + "-}", "red strike")))
        if source:
            joined.append_text(page.text(("{+" + one_line(source) + "+}", "bold green")))
    return joined


def _headline(answer: Verdict, page: Page) -> None:
    """The verdict in plain words, about the places that give it; what else there is, is counted below it."""
    deciding = [hit for hit in answer.hits if _gives(hit, answer.label)]
    words = _HEADLINE[answer.label]
    kinds = {hit.marks for hit in deciding}
    if answer.label == "boundary" and len(kinds) == 1:
        words = _BOUNDARY.get(kinds.pop(), words)
    if answer.label == "reported" and not any(hit.wording == "reported" for hit in deciding):
        words = _BOUNDARY["outside"]
    sentence = places.with_outlets(words, deciding)
    label = answer.label.upper().replace("-", " ")
    page.put((label, _STYLE.get(answer.label, "bold yellow")), f" — {sentence}", hang=2)
    page.put(page.text(("“" + one_line(answer.quote) + "”", "italic")), indent=2, hang=3)
    _warn(deciding, page)
    rest = Counter(_also(hit) for hit in _counted(answer) if hit not in deciding)
    if rest:
        page.put("Also: " + ", ".join(f"{count(n, 'place')} {how}" for how, n in rest.items()), indent=2, hang=4)
    places.searched(answer, page)


def _warn(hits: Sequence[Hit], page: Page) -> None:
    """What turns the words round although each of them is printed belongs beside the verdict."""
    details = dict.fromkeys(one_line(f.detail) for hit in hits for f in hit.findings if _warns(f))
    for detail in details:
        page.put(("CAREFUL", "bold red"), f" — {detail}", hang=2)


def _warns(finding: Finding) -> bool:
    return finding.name.startswith(WARNINGS) and finding.score >= SERIOUS


def _gives(hit: Hit, label: VerdictLabel) -> bool:
    """Whether this place is one of those that the verdict speaks of."""
    printed = hit.wording in ("exact", "near-exact")
    if label == "boundary":
        return printed and hit.marks in ("across", "outside", "heading")
    if label == "not-a-quote":
        return printed and hit.marks == "not-speech"
    if label == "reported":
        return hit.wording == "reported" or (printed and hit.marks == "outside")
    return hit.wording == label and not (printed and hit.marks != "inside")


def _also(hit: Hit) -> str:
    """How a place that did not give the verdict has the words."""
    if hit.wording in ("exact", "near-exact") and hit.marks != "inside":
        return "with the words, but not as one quotation"
    return _ALSO[hit.wording]


def _counted(answer: Verdict) -> list[Hit]:
    """The places that count, the strongest wording first, otherwise as they come."""
    return sorted((hit for hit in answer.hits if hit.wording != "related"), key=lambda hit: _order(hit.wording))


def _speaker_line(answer: Verdict, page: Page) -> None:
    """Who is said to have said it, set against the speaker asked for."""
    counted = sorted(_counted(answer), key=lambda hit: not _gives(hit, answer.label))
    said = [hit.speaker for hit in counted if hit.speaker]
    # a verdict of `match` speaks of the places that match; the others are at their places below
    told = [one for one in said if one.match == answer.speaker_label] or said
    names = places.listed(places.names(told))
    asked = one_line(answer.speaker or "")
    style = "bold green"
    match answer.speaker_label:
        case "not-asked":
            if names:
                page.put(("SPEAKER", "bold"), f" — printed as said by {names}", hang=2)
            return
        case "match":
            words = f"printed as said by {names or asked}, as asked"
        case "variant":
            words = f"printed as said by {names}: another name or spelling of {asked}, see why below"
        case "ambiguous":
            words, style = f"printed as said by {names or 'someone'}; that may or may not be {asked}", "bold yellow"
        case "misattributed":
            words, style = f"printed as said by {names}, not by {asked}", "bold red"
        case "unattributed":
            others = f"; printed as said by {names}" if names else ""
            words, style = f"no article says that {asked} said this{others}", "bold yellow"
    page.put((f"SPEAKER {answer.speaker_label.upper()}", style), f" — {words}", hang=2)


def _continuation(words: str) -> str:
    """The next words of the source: "… but only for now", "…, our forces are close"."""
    following = one_line(words)
    return f"…{following}" if following[:1] in ",;:.!?" else f"… {following}"


def _wording_style(label: WordingLabel) -> str:
    return {"exact": "bold green", "near-exact": "bold green", "altered": "bold red"}.get(label, "bold yellow")


def _order(label: WordingLabel) -> int:
    return list(_GROUP).index(label)
