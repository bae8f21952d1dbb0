"""The answer to `verify quote` for a reader: the verdict in plain words first, then every place with its evidence.

Everything reads without colour: the matched words stand in [[ ]], a word that only the query has in {- -}, a word
that only the source has in {+ +}. Evidence is wrapped, never cut; only places of the merely `related` kind, which
count for nothing, are folded to one line each.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import groupby

from rich.text import Text

from verifier.datamodel import (
    Article,
    DiffOp,
    Finding,
    Hit,
    Marks,
    SpeakerVerdict,
    Verdict,
    VerdictLabel,
    WordingLabel,
)
from verifier.report.page import Page
from verifier.report.printable import one_line

__all__ = ["article_name", "diff_text", "findings", "place", "reason_parts", "verdict"]

GAP = 200
"""Code points between two matched pieces from which on the words between are left out, saying how many: a stitched
quotation may take its halves from the first and the last paragraph."""

RELATED_SHOWN = 5
NAMES_SHOWN = 4
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
_MATCH: dict[SpeakerVerdict, tuple[str, str]] = {
    "match": ("the speaker asked for", "green"),
    "variant": ("the speaker asked for, under another name or spelling", "green"),
    "ambiguous": ("perhaps the speaker asked for", "yellow"),
    "misattributed": ("not the speaker asked for", "bold red"),
    "unattributed": ("", ""),
    "not-asked": ("", ""),
}


def verdict(answer: Verdict, page: Page) -> None:
    """The whole answer."""
    _headline(answer, page)
    _speaker_line(answer, page)
    for reason in answer.findings:
        page.put(*reason_parts(reason), indent=2, hang=4)
    _groups(answer, page)
    if answer.nearest:
        page.rule(("NEAREST MISS", "bold"), " · not a match; shown so that you can judge for yourself")
        place(answer.nearest, page, number="~")
    _related(answer, page)
    _origins(answer, page)
    _silent(answer, page)
    page.blank()
    page.put(("Printed, not true: ", "bold"), "this says who printed the words, not that they were said or are so.")


PLACES_SHOWN = 50
"""Of each wording. More are only found for words that everybody uses ("we will"), and then tell nothing."""


def _groups(answer: Verdict, page: Page) -> None:
    """Every place that counts, by wording. The title of an article is not repeated at its next place."""
    number, before = 1, None
    for wording, places in groupby(_counted(answer), key=lambda hit: hit.wording):
        group = list(places)
        page.rule((wording.upper(), _wording_style(wording)), f" · {_places(group)} · {_GROUP[wording]}")
        for hit in group[:PLACES_SHOWN]:
            place(hit, page, str(number), titled=hit.article.id != before)
            page.blank()
            number, before = number + 1, hit.article.id
        if len(group) > PLACES_SHOWN:
            page.put(f"and {len(group) - PLACES_SHOWN} more places; --json lists them all", indent=2)
            page.blank()


def place(hit: Hit, page: Page, number: str, titled: bool = True) -> None:
    """One place: where, the words in their sentence, and everything that was found about them."""
    lead = f"{number:>2}  "
    page.put((article_name(hit.article), "bold"), f" · {_where(hit)}", lead=(lead, "bold"))
    if hit.article.title and titled:
        page.put((one_line(hit.article.title), "dim"), indent=4)
    page.evidence(_context(hit, page))
    if any(step[0] != "equal" for step in hit.diff):
        page.field("differs", diff_text(hit.diff, page))
    page.field("marks", _MARKS[hit.marks])
    if hit.speaker or hit.marks not in ("heading", "not-speech"):
        page.field("speaker", *_who(hit))
    if hit.continues:
        page.field("goes on", _continuation(hit.continues))
    if hit.relation.label != "unknown":
        page.field("meaning", f"{hit.relation.label} ({hit.relation.score:.2f})")
    findings(hit.findings, page)


def findings(reasons: Sequence[Finding], page: Page) -> None:
    """Named, scored reasons, one paragraph each."""
    for number, reason in enumerate(reasons):
        page.field("and" if number else "because", *reason_parts(reason))


def article_name(article: Article) -> str:
    """Outlet, date and id; what is not printed in the article is not invented."""
    known = [article.outlet, article.published, article.id]
    return " · ".join(one_line(part) for part in known if part)


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
    sentence = _with_outlets(words, deciding)
    label = answer.label.upper().replace("-", " ")
    page.put((label, _STYLE.get(answer.label, "bold yellow")), f" — {sentence}", hang=2)
    page.put(page.text(("“" + one_line(answer.quote) + "”", "italic")), indent=2, hang=3)
    _warn(deciding, page)
    rest = Counter(_also(hit) for hit in _counted(answer) if hit not in deciding)
    if rest:
        page.put("Also: " + ", ".join(f"{_count(n, 'place')} {how}" for how, n in rest.items()), indent=2, hang=4)
    if answer.label == "not-found" and answer.searched:
        page.put(
            f"Searched: {_count(answer.searched, 'sentence')} of {_count(len(answer.silent), 'article')}.", indent=2
        )


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


def _with_outlets(words: str, hits: Sequence[Hit]) -> str:
    """The sentence with the number of outlets, and of the origins behind them if these are known."""
    outlets = {hit.article.outlet or hit.article.id for hit in hits}
    origins = {hit.origin for hit in hits}
    count = _count(len(outlets), "outlet")
    if len(outlets) < 2 or None in origins:
        return words.format(outlets=count)
    behind = _count(len(origins), "origin")
    if not words.endswith("{outlets}"):
        return words.format(outlets=f"{count} ({behind})")
    alone = len(origins) == len(outlets)
    return words.format(outlets=count) + (
        f", of {behind} so far as is known" if alone else f", which go back to {behind}"
    )


def _speaker_line(answer: Verdict, page: Page) -> None:
    """Who is said to have said it, set against the speaker asked for."""
    places = sorted(_counted(answer), key=lambda hit: not _gives(hit, answer.label))
    said = [hit.speaker for hit in places if hit.speaker]
    # a verdict of `match` speaks of the places that match; the others are at their places below
    told = [one for one in said if one.match == answer.speaker_label] or said
    names = _listed(_unique(one.name or one.printed for one in told))
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


def _context(hit: Hit, page: Page) -> Text:
    """The sentence, or sentences, with the matched words standing out. Long stretches between pieces are left out."""
    text = hit.article.text
    start, end = _sentence(hit)
    pieces = hit.pieces or (hit.span,)
    shown = page.text("… " if start > 0 and start == hit.span.start - len(hit.prefix) else "")
    at = start
    for piece in pieces:
        gap = text[at : piece.start]
        if at > start and len(gap) > GAP:
            half = GAP // 4
            gap = f"{gap[:half]} […{len(gap) - 2 * half} characters…] {gap[-half:]}"
        shown.append_text(page.text(_flow(gap)))
        shown.append_text(page.marked(_flow(piece.of(text)), "bold underline", "[[", "]]"))
        at = max(at, piece.end)
    shown.append_text(page.text(_flow(text[at:end])))
    if end == hit.span.end and text[end : end + 1].strip():  # the words end within the next sentence
        rest = text[end : end + len(hit.suffix)].rpartition(" ")[0]
        shown.append_text(page.text(_flow(rest), " …"))
    return shown


def _sentence(hit: Hit) -> tuple[int, int]:
    """Where the hit's sentence stands in the article, widened to hold all matched words."""
    text, span = hit.article.text, hit.span
    at = text.rfind(hit.sentence, 0, span.start + len(hit.sentence)) if hit.sentence else -1
    if at < 0 or at + len(hit.sentence) <= span.start:  # the sentence given is not the one around the words
        return max(0, span.start - len(hit.prefix)), min(len(text), span.end + len(hit.suffix))
    return at, max(at + len(hit.sentence), span.end)


def _flow(words: str) -> str:
    """White space runs as one space, ends kept: the piece before or after may need it."""
    inner = one_line(words)
    if not inner:
        return " " if words else ""
    return (" " if words[0].isspace() else "") + inner + (" " if words[-1].isspace() else "")


def _who(hit: Hit) -> list[str | tuple[str, str]]:
    who = hit.speaker
    if who is None:
        return ["the article does not say who"]
    printed = one_line(who.printed)
    parts: list[str | tuple[str, str]] = [f"printed “{printed}”"]
    if who.name and one_line(who.name) != printed:
        parts += [" → ", (one_line(who.name), "bold")]
    if who.role and who.role.casefold() not in who.printed.casefold():
        parts.append(f", {one_line(who.role)}")
    if hit.cue:
        parts.append(f" · cue “{one_line(hit.cue)}”")
    words, style = _MATCH[who.match]
    if words:
        parts += [" · ", (words, style)]
    return parts


def _where(hit: Hit) -> str:
    spans = hit.pieces or (hit.span,)
    ranges = ", ".join(f"{span.start}–{span.end}" for span in spans)
    return f"characters {ranges}"


def _continuation(words: str) -> str:
    """The next words of the source: "… but only for now", "…, our forces are close"."""
    following = one_line(words)
    return f"…{following}" if following[:1] in ",;:.!?" else f"… {following}"


def reason_parts(reason: Finding) -> list[str | tuple[str, str]]:
    """What was found, then its name and score."""
    return [one_line(reason.detail), (f" [{reason.name} {reason.score:.2f}]", "dim")]


def _related(answer: Verdict, page: Page) -> None:
    """Places on the same subject: one line each, and none whose sentence is shown already."""
    shown = {(hit.article.id, hit.sentence) for hit in [*_counted(answer), answer.nearest] if hit}
    others = {(hit.article.id, hit.sentence): hit for hit in answer.hits if hit.wording == "related"}
    hits = [hit for place, hit in others.items() if place not in shown]
    if not hits:
        return
    page.rule(f"RELATED · {_places(hits)} · {_GROUP['related']}")
    for hit in hits[:RELATED_SHOWN]:
        room = max(page.width - len(hit.article.id) - 6, 20)
        words = one_line(hit.sentence)
        words = words if len(words) <= room else words[: room - 1] + "…"
        page.put(words, lead=f"{one_line(hit.article.id)}  ", indent=2)
    if len(hits) > RELATED_SHOWN:
        page.put(f"and {len(hits) - RELATED_SHOWN} more; --json lists them all", indent=2)


def _origins(answer: Verdict, page: Page) -> None:
    """Which articles go back to one text, and why we think so. One article alone has nothing to compare."""
    if answer.outlets < 2 or not answer.origins:
        return
    page.rule(("ORIGINS", "bold"), f" · {_count(len(answer.origins), 'origin')} of {_count(answer.outlets, 'outlet')}")
    for number, origin in enumerate(answer.origins, 1):
        name = "" if origin.name in origin.articles else f"{one_line(origin.name)} · "
        page.put((name, "bold"), ", ".join(map(one_line, origin.articles)), lead=f"{number:>2}  ")
        for reason in origin.evidence:
            page.put(*reason_parts(reason), indent=4, hang=6)


SILENT_SHOWN = 20
"""Silence is evidence; but beyond a screenful of it nobody reads on, and the verdict scrolls away."""


def _silent(answer: Verdict, page: Page) -> None:
    if not answer.silent:
        return
    page.rule(("SILENT", "bold"), f" · {_count(len(answer.silent), 'article')} searched, none of it there")
    shown = answer.silent if len(answer.silent) <= SILENT_SHOWN + 3 else answer.silent[:SILENT_SHOWN]
    for article in shown:
        page.put(article_name(article), indent=2, hang=4)
    if len(shown) < len(answer.silent):
        page.put(f"and {len(answer.silent) - len(shown)} more; --json lists them all", indent=2)


def _places(hits: Sequence[Hit]) -> str:
    articles = len({hit.article.id for hit in hits})
    return f"{_count(len(hits), 'place')} in {_count(articles, 'article')}"


def _wording_style(label: WordingLabel) -> str:
    return {"exact": "bold green", "near-exact": "bold green", "altered": "bold red"}.get(label, "bold yellow")


def _order(label: WordingLabel) -> int:
    return list(_GROUP).index(label)


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}" + ("" if number == 1 else "s")


def _listed(names: Sequence[str]) -> str:
    """ "A", "A and B", "A, B and C"; of very many, the first and how many more."""
    if len(names) > NAMES_SHOWN + 1:
        names = [*names[:NAMES_SHOWN], f"{len(names) - NAMES_SHOWN} others"]
    return " and ".join(part for part in (", ".join(names[:-1]), *names[-1:]) if part)


def _unique(names: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(one_line(name) for name in names))
