"""The summary of a report on the screen: where the articles disagree, what several origins bear out, who copied whom.

It chooses; every claim with all its evidence is in the page that its last lines tell how to get.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from verifier.datamodel import Claim, ClaimStatus, Member, QuoteCheck, Report, Utterance
from verifier.report import digest
from verifier.report.digest import Wordings
from verifier.report.matrix import DIMENSIONS, READINGS, STATUSES
from verifier.report.page import Page
from verifier.report.places import count, listed, reason_parts
from verifier.report.printable import one_line

__all__ = ["report"]

SHOWN: dict[ClaimStatus, int] = {"contradicted": 10, "updated": 6, "unresolved": 6, "corroborated": 8, "same-origin": 5}
"""Claims of each status that stand on the screen. A claim of one outlet alone is none that anybody looks for here."""
ORIGINS_SHOWN = 6
WORDINGS_SHOWN = 5
NAMES_SHOWN = 8
CHECKS_SHOWN = 200
EVIDENCE_SHOWN = 2
AGAINST_SHOWN = 3
_STYLE = {"bad": "bold red", "warn": "bold yellow", "good": "bold green", "": "bold"}


def report(answer: Report, page: Page) -> None:
    """The whole summary."""
    page.put(("REPORT", "bold"), f" — {digest.headline(answer)}", hang=2)
    for line in digest.standing(answer):
        page.put(line, lead="· ", indent=2)
    page.put(digest.read(answer), lead="· ", indent=2)
    for reason in answer.findings:
        page.put(*reason_parts(reason), lead="! ", indent=2)
    called, names = digest.outlets(answer), digest.names(answer)
    _checks(answer.checks, page)
    for status, claims in digest.groups(answer):
        if status in SHOWN:
            _claims(status, claims, called, names, page)
    _origins(answer, names, page)
    _wordings(digest.reworded(answer), called, page)
    _names(answer, page)
    page.blank()
    if answer.articles:
        page.put(("All of it", "bold"), ", with every sentence and why: verify report -o report.html", hang=2)
    page.put(("Printed, not true: ", "bold"), "this says who printed what, not that it is so.", hang=2)


# --------------------------------------------------------------------------------------------------------------- claims


def _claims(
    status: ClaimStatus, claims: Sequence[Claim], called: Mapping[str, str], names: Mapping[str, str], page: Page
) -> None:
    _, word, kind, gloss = STATUSES[status]
    page.rule((word.upper(), _STYLE[kind]), f" · {count(len(claims), 'claim')} · {gloss}")
    for number, claim in enumerate(claims[: SHOWN[status]], 1):
        page.put(one_line(claim.text), lead=(f"{number:>2}  ", "bold"))
        page.put((digest.told_by(claim, called), "dim"), indent=4)
        for member in digest.against(claim)[:AGAINST_SHOWN]:
            _against(member, names, page)
        _more(len(digest.against(claim)) - AGAINST_SHOWN, "sentence", page)
        page.blank()
    _more(len(claims) - SHOWN[status], "claim", page)


def _against(member: Member, names: Mapping[str, str], page: Page) -> None:
    """What another article says, and on what that differs: "number  “826 people” / “727 people” — a later count"."""
    page.put((f"against it: {names[member.article]}", "bold"), indent=4)
    page.evidence(one_line(member.exact))
    for one in member.differs_on:
        page.field(DIMENSIONS[one.dimension], (digest.sides(one), "bold"), f" — {READINGS[one.reading]}", column=12)
    for reason in member.findings if not member.differs_on else ():
        if reason.name == "reader":
            page.field("because", *reason_parts(reason), column=12)


def _more(rest: int, noun: str, page: Page) -> None:
    if rest > 0:
        page.put((f"and {count(rest, f'more {noun}')}", "dim"), indent=4)


# ------------------------------------------------------------------------------------------------------------- the rest


def _origins(answer: Report, names: Mapping[str, str], page: Page) -> None:
    """Who copied whom: only what several articles share says anything."""
    shared = digest.shared_origins(answer)
    if not shared:
        return
    page.rule(("ONE ORIGIN", "bold"), f" · {count(len(shared), 'text')} that several articles go back to")
    for origin in shared[:ORIGINS_SHOWN]:
        name = digest.origin_name(origin, answer)
        articles = ", ".join(names[article] for article in origin.articles)
        page.put((f"{name}: " if name else "", "bold"), articles, indent=2, hang=4)
        for reason in origin.evidence[:EVIDENCE_SHOWN]:
            page.put(*reason_parts(reason), indent=4, hang=6)
        _more(len(origin.evidence) - EVIDENCE_SHOWN, "reason", page)
    _more(len(shared) - ORIGINS_SHOWN, "origin", page)


def _wordings(found: Sequence[tuple[Utterance, Wordings]], called: Mapping[str, str], page: Page) -> None:
    """One utterance in different words: where translations part, and quotation marks stand elsewhere."""
    if not found:
        return
    page.rule(("SAID IN OTHER WORDS", "bold"), f" · {count(len(found), 'utterance')} in more than one wording")
    for one, wordings in found[:WORDINGS_SHOWN]:
        page.put((one_line(one.speaker or "nobody named"), "bold"), indent=2)
        for words, where in wordings:
            page.put(f"“{words}”", (f" — {_who(where, called)}", "dim"), indent=4, hang=6)
    _more(len(found) - WORDINGS_SHOWN, "utterance", page)


def _who(articles: Sequence[str], called: Mapping[str, str]) -> str:
    return listed(list(dict.fromkeys(called[article] for article in articles)))


def _names(answer: Report, page: Page) -> None:
    found = digest.spelled(answer)
    if not found:
        return
    page.rule(("SPELLED IN SEVERAL WAYS", "bold"), f" · {count(len(found), 'name')}")
    for entity in found[:NAMES_SHOWN]:
        name, *others = digest.spellings(entity)
        page.put((name, "bold"), f" · {', '.join(others)}", indent=2, hang=4)
    _more(len(found) - NAMES_SHOWN, "name", page)


def _checks(checks: Sequence[QuoteCheck], page: Page) -> None:
    """The list of quotations: what a person asked comes before what the program found."""
    if not checks:
        return
    page.rule(("QUOTATIONS OF THE LIST", "bold"), f" · {count(len(checks), 'row')}")
    for one in checks[:CHECKS_SHOWN]:
        page.put(f"“{one_line(one.quote)}”", lead=(f"{one.row:>4}  ", "bold"))
        answer = one.answer
        if answer is None:
            page.put(("row not read", "bold red"), f" — {one_line(one.error or '')}", indent=6)
            continue
        style = {"exact": "green", "near-exact": "green", "altered": "bold red", "not-found": "bold red"}
        parts = ["", *digest.found(answer)]
        page.put((answer.label, style.get(answer.label, "yellow")), " · ".join(parts), indent=6, hang=8)
    _more(len(checks) - CHECKS_SHOWN, "row", page)
