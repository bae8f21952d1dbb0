"""What a reader of a report wants first: the summary on the screen and the message to a colleague both say it.

Only the choice and the order are made here; how it looks, `overview.py` and `markdown.py` decide.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence

from verifier.datamodel import (
    Article,
    Claim,
    ClaimStatus,
    DiffersOn,
    Entity,
    Member,
    Origin,
    Report,
    Utterance,
    Verdict,
)
from verifier.report import places
from verifier.report.matrix import STATUSES, outlet_of
from verifier.report.places import count, listed
from verifier.report.printable import one_line

__all__ = [
    "against",
    "found",
    "groups",
    "headline",
    "names",
    "origin_count",
    "origin_name",
    "outlets",
    "read",
    "reworded",
    "shared_origins",
    "sides",
    "spelled",
    "spellings",
    "standing",
    "told_by",
]

_ENDED = re.compile(r"[.!?…][\"'”’»)\]]*\s*$")
_STANDING: dict[ClaimStatus, str] = {
    "contradicted": "contradicted",
    "updated": "with an earlier and a later count",
    "unresolved": "that cannot be settled from what is printed",
    "corroborated": "corroborated by two or more origins",
    "same-origin": "of several outlets, but one origin",
    "single-outlet": "of one outlet alone",
}


# ------------------------------------------------------------------------------------------------------------- the pile


def headline(report: Report) -> str:
    """ "5 outlets, 3 origins; 35 claims told more than once, 34 statements told once"."""
    number = len({outlet_of(article) for article in report.articles})
    printed = count(number, "outlet")
    if number != len(report.articles):
        printed = f"{count(len(report.articles), 'article')} of {printed}"
    told = (
        f"{count(len(report.claims), 'claim')} told more than once, {count(len(report.single), 'statement')} told once"
    )
    return f"{printed}, {count(origin_count(report), 'origin')}; {told}"


def origin_count(report: Report) -> int:
    """The origins; an article that is in none is one of its own."""
    known = {article for origin in report.origins for article in origin.articles}
    return len(report.origins) + sum(article.id not in known for article in report.articles)


def standing(report: Report) -> list[str]:
    """ "18 corroborated by two or more origins", for each status that there is, the most urgent first."""
    found = Counter(claim.status for claim in report.claims)
    return [f"{found[status]:,} {_STANDING[status]}" for status in STATUSES if found[status]]


def read(report: Report) -> str:
    """ "149 sentences, published 2024-12-05; left out as no evidence: 12 lines of headings, 4 of captions"."""
    dates = sorted(article.published for article in report.articles if article.published)
    parts = [count(int(dict(report.settings).get("sentences", 0)), "sentence")]
    if dates:
        parts.append(f"published {dates[0]}" if dates[0] == dates[-1] else f"published {dates[0]} to {dates[-1]}")
    lines: Counter[str] = Counter()
    for _, role, number in report.left_out:
        lines[role] += number
    ordered = sorted(lines.items(), key=lambda pair: (-pair[1], pair[0]))
    left_out = ", ".join(count(number, "metadata line" if role == "metadata" else role) for role, number in ordered)
    return "read: " + ", ".join(parts) + (f"; left out as no evidence: {left_out}" if left_out else "")


def shared_origins(report: Report) -> list[Origin]:
    """The origins that more than one article has, the most shared first."""
    shared = [origin for origin in report.origins if len(origin.articles) > 1]
    return sorted(shared, key=lambda origin: -len(origin.articles))


def origin_name(origin: Origin, report: Report) -> str:
    """What the origin is called, if that is more than the name of one of its articles or outlets."""
    own = {name for one in report.articles if one.id in origin.articles for name in (one.id, one.outlet)}
    return "" if origin.name in own else one_line(origin.name)


def outlets(report: Report) -> dict[str, str]:
    """What the reader calls each article where it is its outlet that counts."""
    return {article.id: one_line(outlet_of(article)).removeprefix("www.") for article in report.articles}


def names(report: Report) -> dict[str, str]:
    """What the reader calls each article: its outlet, and the id too where an outlet has several."""
    printed = Counter(article.outlet for article in report.articles)
    return {one.id: one_line(_name(one, printed[one.outlet])).removeprefix("www.") for one in report.articles}


def _name(article: Article, articles: int) -> str:
    if article.outlet is None:
        return article.id
    return article.outlet if articles == 1 else f"{article.outlet} ({article.id})"


# ----------------------------------------------------------------------------------------------------------- the claims


def groups(report: Report) -> list[tuple[ClaimStatus, list[Claim]]]:
    """The claims by status, the most urgent first; within it what most origins, then most outlets, have a say on."""
    found: dict[ClaimStatus, list[Claim]] = {}
    for claim in sorted(report.claims, key=_weight):
        found.setdefault(claim.status, []).append(claim)
    return [(status, found[status]) for status in STATUSES if status in found]


def _weight(claim: Claim) -> tuple[bool, bool, int, int, int]:
    """A difference without any excuse comes first, a part of a sentence after what can be read by itself."""
    real = any(one.reading == "real" for member in against(claim) for one in member.differs_on)
    articles = len({member.article for member in claim.members})
    return not real, not _ENDED.search(claim.text), -claim.origins, -claim.outlets, -articles


def against(claim: Claim) -> list[Member]:
    """The sentences that contradict the claim, each wording once; those with a difference without excuse come first."""
    found = {one_line(member.exact): member for member in reversed(claim.members) if member.relation == "contradicts"}
    return sorted(found.values(), key=lambda member: all(one.reading != "real" for one in member.differs_on))


def sides(one: DiffersOn) -> str:
    """ "“826 people” / “727 people”"; of the same words ("last week") what they stand for, too."""
    here, there = one_line(one.here), one_line(one.there)
    both = " / ".join(f"“{words}”" if words else "nothing of it" for words in (here, there))
    return f"{both} ({one_line(one.detail)})" if one.detail and here.casefold() == there.casefold() else both


def told_by(claim: Claim, called: Mapping[str, str], shown: Callable[[str], str] = one_line) -> str:
    """ "A, B and C · 2 origins · all credit the Ministry", for those that do not contradict it."""
    told = dict.fromkeys(called[member.article] for member in claim.members if member.relation != "contradicts")
    parts = [listed(list(told))]
    if claim.outlets > 1:
        parts.append(count(claim.origins, "origin"))
    if claim.primary:
        parts.append(f"all credit {shown(claim.primary)}")
    return " · ".join(parts)


# ------------------------------------------------------------------------------------------------- quotations and names


Wordings = list[tuple[str, list[str]]]
"""Each wording of an utterance, with the articles that print it."""


def reworded(report: Report) -> list[tuple[Utterance, Wordings]]:
    """The utterances that are printed in more than one wording, with these, the most printed first."""
    texts = {article.id: article.text for article in report.articles}
    found = []
    for one in report.utterances:
        wordings: dict[str, tuple[str, list[str]]] = {}
        for quote, _ in one.places:
            words = " […] ".join(one_line(span.of(texts[quote.article])) for span in quote.content)
            articles = wordings.setdefault(_bare(words), (words, []))[1]
            articles += [quote.article] if quote.article not in articles else []
        if len(wordings) > 1:
            found.append((one, sorted(wordings.values(), key=lambda pair: -len(pair[1]))))
    return found


def _bare(words: str) -> str:
    return "".join(c for c in words.casefold() if c.isalnum())


def spelled(report: Report) -> list[Entity]:
    """The names of persons, bodies and places that are printed in more than one spelling, the most spelled first."""
    found = [(len(spellings(one)), one) for one in report.entities]
    return [one for number, one in sorted(found, key=lambda pair: (-pair[0], pair[1].name)) if number > 1]


def spellings(entity: Entity) -> Sequence[str]:
    """The spellings of a name proper: no surname alone, no acronym, no description."""
    proper = [form.form for form in entity.forms if form.status in ("standard", "variant", "typo")]
    return list({_bare(form): one_line(form) for form in reversed(proper)}.values())[::-1]


# ------------------------------------------------------------------------------------------------------------- the list


def found(answer: Verdict, shown: Callable[[str], str] = one_line) -> list[str]:
    """What became of a quotation of the list, beside its verdict: counts, the speaker, what is printed instead."""
    parts = [count(answer.outlets, "outlet"), count(len(answer.origins), "origin")] if answer.outlets else []
    hits = [hit for hit in answer.hits if hit.wording != "related"]
    said = listed([shown(name) for name in places.names(hit.speaker for hit in hits if hit.speaker)])
    if answer.speaker:
        other = f", printed as said by {said}" if said and answer.speaker_label not in ("match", "variant") else ""
        parts.append(f"{shown(answer.speaker)}: {answer.speaker_label}{other}")
    elif said:
        parts.append(f"printed as said by {said}")
    if hits and answer.label not in ("exact", "not-found"):
        parts.append(f"printed “{shown(hits[0].span.of(hits[0].article.text))}”")
    return parts
