"""The report as Markdown: a message to a colleague, who reads it in a mail, a ticket or a chat.

CommonMark with the lists and emphasis that every dialect knows; no tables, which many do not. Whatever comes from an
article is words and nothing else: no heading, link, picture, HTML, formula or address that a dialect would make live.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from verifier.datamodel import Article, Claim, ClaimStatus, DiffersOn, Member, QuoteCheck, Report
from verifier.report import digest
from verifier.report.links import link
from verifier.report.matrix import DIMENSIONS, READINGS, RELATIONS, STATUSES
from verifier.report.places import count, listed
from verifier.report.printable import one_line

__all__ = ["escaped", "message"]

LONGEST: dict[ClaimStatus, int] = {"corroborated": 15, "same-origin": 10, "single-outlet": 0}
"""Claims of these statuses in a message; of the others, which somebody has to look at, all."""
MEMBERS_SHOWN = 12
ORIGINS_SHOWN = 10
WORDINGS_SHOWN = 10

_SPECIAL = re.compile(r"[\\`*\[\]|~$]|(?<![^\W_])_|_(?![^\W_])|(?<=\w):(?=//)|(?<=www)\.|^[-+=#]", re.IGNORECASE)
"""Markup, the beginning of an address that GitHub makes a link, and what begins a list, a heading or a rule."""
_NUMBER = re.compile(r"^(\d{1,9})([.)])")
_ENTITIES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})


def message(report: Report) -> str:
    """The whole message."""
    lines = [f"# {escaped(digest.headline(report))}", ""]
    lines += [f"- {line}" for line in digest.standing(report)]
    lines.append(f"- {digest.read(report)}")
    lines += [f"- note: {escaped(reason.detail)}" for reason in report.findings]
    called = {one: escaped(name) for one, name in digest.outlets(report).items()}
    names = {one: escaped(name) for one, name in digest.names(report).items()}
    articles = {article.id: article for article in report.articles}
    lines += _checks(report.checks)
    for status, claims in digest.groups(report):
        lines += _claims(status, claims, called, names, articles)
    lines += _origins(report, names)
    lines += _wordings(report, called)
    lines += _names(report)
    lines += ["", "*Printed, not true: this says who printed what, not that it is so.*"]
    made = ", ".join(f"{escaped(name)} {escaped(sha256[:12])}" for name, sha256 in report.models)
    version = dict(report.settings).get("verifier", "")
    return "\n".join([*lines, "", f"*Made by verifier {version}" + (f" with {made}" if made else "") + ".*"]) + "\n"


def escaped(words: str) -> str:
    """Words of an article on one line, none of which is markup. A renderer gives back `one_line(words)`."""
    safe = _SPECIAL.sub(lambda match: "\\" + match[0], one_line(words).translate(_ENTITIES))
    return _NUMBER.sub(r"\1\\\2", safe)


def _claims(
    status: ClaimStatus,
    claims: Sequence[Claim],
    called: Mapping[str, str],
    names: Mapping[str, str],
    articles: Mapping[str, Article],
) -> Iterator[str]:
    shown = claims[: LONGEST.get(status, len(claims))]
    if not shown:
        return
    _, word, _, gloss = STATUSES[status]
    yield from ("", f"## {word.capitalize()}: {count(len(claims), 'claim')}", "", f"*{gloss.capitalize()}.*", "")
    for number, claim in enumerate(shown, 1):
        within = " " * len(f"{number}. ")
        yield f"{number}. **{escaped(claim.text)}**"
        yield f"{within}- {digest.told_by(claim, called, escaped)}"
        if status not in ("corroborated", "same-origin"):
            yield from (within + line for line in _members(claim.members, names, articles))
    if len(shown) < len(claims):
        yield from ("", f"… and {count(len(claims) - len(shown), 'more claim')}.")


def _members(members: Sequence[Member], names: Mapping[str, str], articles: Mapping[str, Article]) -> Iterator[str]:
    """Each sentence with its article, and a link to the words where the article has an address."""
    for member in members[:MEMBERS_SHOWN]:
        article = articles[member.article]
        address = link(article.url, article.text, member.span)
        name = f"[{names[article.id]}](<{address}>)" if address else names[article.id]
        dated = f", {escaped(article.published)}" if article.published else ""
        yield f"- {name}{dated} ({RELATIONS[member.relation][1]}): {escaped(member.exact)}"
        if member.relation == "contradicts":
            yield from (f"  - {_difference(one)}" for one in member.differs_on)
    if len(members) > MEMBERS_SHOWN:
        yield f"- … and {count(len(members) - MEMBERS_SHOWN, 'more sentence')}"


def _difference(one: DiffersOn) -> str:
    """ "number: “826 people” / “727 people”: a later count"."""
    return f"{DIMENSIONS[one.dimension]}: **{escaped(digest.sides(one))}**: {READINGS[one.reading]}"


def _origins(report: Report, names: Mapping[str, str]) -> Iterator[str]:
    shared = digest.shared_origins(report)
    if not shared:
        return
    yield from ("", f"## One origin: {count(len(shared), 'text')} that several articles go back to", "")
    for origin in shared[:ORIGINS_SHOWN]:
        name = escaped(digest.origin_name(origin, report))
        yield f"- {f'**{name}**: ' if name else ''}{', '.join(names[article] for article in origin.articles)}"
        yield from (f"  - {escaped(reason.detail)}" for reason in origin.evidence[:2])


def _wordings(report: Report, called: Mapping[str, str]) -> Iterator[str]:
    found = digest.reworded(report)
    if not found:
        return
    yield from ("", f"## Said in other words: {count(len(found), 'utterance')} in more than one wording", "")
    for one, wordings in found[:WORDINGS_SHOWN]:
        yield f"- {escaped(one.speaker or 'nobody named')}"
        for words, articles in wordings:
            yield f"  - “{escaped(words)}” ({listed(list(dict.fromkeys(called[one] for one in articles)))})"


def _names(report: Report) -> Iterator[str]:
    found = digest.spelled(report)
    if found:
        yield from ("", f"## Spelled in several ways: {count(len(found), 'name')}", "")
    for entity in found:
        name, *others = (escaped(form) for form in digest.spellings(entity))
        yield f"- **{name}**: {', '.join(others)}"


def _checks(checks: Sequence[QuoteCheck]) -> Iterator[str]:
    if checks:
        yield from ("", f"## Quotations of the list: {count(len(checks), 'row')}", "")
    for one in checks:
        if one.answer is None:
            yield f"- row {one.row}: not read: {escaped(one.error or '')}"
            continue
        parts = [f"**{one.answer.label}**", *digest.found(one.answer, escaped)]
        yield f"- row {one.row}: “{escaped(one.quote)}”: {' · '.join(parts)}"
