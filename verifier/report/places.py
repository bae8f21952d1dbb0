"""What the answers to `verify quote` and `verify claim` have in common for a reader: places with their words and
reasons, the articles that go back to one text, those that are silent.

Evidence is wrapped, never cut; only places of the merely `related` kind, which count for nothing, are folded to one
line each.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

from rich.text import Text

from verifier.datamodel import (
    Article,
    ClaimHit,
    ClaimVerdict,
    Finding,
    Hit,
    Relation,
    Span,
    SpeakerHit,
    SpeakerVerdict,
    Verdict,
)
from verifier.report.page import Page, Part
from verifier.report.printable import one_line

__all__ = [
    "article_name",
    "count",
    "findings",
    "groups",
    "heading",
    "in_sentence",
    "listed",
    "meaning",
    "names",
    "origins",
    "reason_parts",
    "related",
    "searched",
    "sentence_span",
    "silent",
    "who",
    "with_outlets",
]

GAP = 200
"""Code points between two matched pieces from which on the words between are left out, saying how many: a stitched
quotation may take its halves from the first and the last paragraph."""

PLACES_SHOWN = 50
"""In each group. More are only found for words that everybody uses ("we will"), and then tell nothing."""

RELATED_SHOWN = 5
NAMES_SHOWN = 4
SILENT_SHOWN = 20
"""Silence is evidence; but beyond a screenful of it nobody reads on, and the verdict scrolls away."""

Spot = TypeVar("Spot", Hit, ClaimHit)
Spots = Sequence[Hit] | Sequence[ClaimHit]

_MATCH: dict[SpeakerVerdict, tuple[str, str]] = {
    "match": ("the speaker asked for", "green"),
    "variant": ("the speaker asked for, under another name or spelling", "green"),
    "ambiguous": ("perhaps the speaker asked for", "yellow"),
    "misattributed": ("not the speaker asked for", "bold red"),
    "unattributed": ("", ""),
    "not-asked": ("", ""),
}


# ------------------------------------------------------------------------------------------------------------ one place


def heading(hit: Hit | ClaimHit, spans: Sequence[Span], page: Page, number: str, titled: bool) -> None:
    """Which article, where in it, and its title unless the place before has shown it."""
    ranges = ", ".join(f"{span.start}–{span.end}" for span in spans)
    page.put((article_name(hit.article), "bold"), f" · characters {ranges}", lead=(f"{number:>2}  ", "bold"))
    if hit.article.title and titled:
        page.put((one_line(hit.article.title), "dim"), indent=4)


def article_name(article: Article) -> str:
    """Outlet, date and id; what is not printed in the article is not invented."""
    known = [article.outlet, article.published, article.id]
    return " · ".join(one_line(part) for part in known if part)


def in_sentence(hit: Hit | ClaimHit, pieces: Sequence[Span], page: Page) -> Text:
    """The sentence, or sentences, with the pieces standing out. Long stretches between pieces are left out."""
    text = hit.article.text
    start, end = sentence_span(hit)
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


def sentence_span(hit: Hit | ClaimHit) -> tuple[int, int]:
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


def who(speaker: SpeakerHit | None, cue: str | None, nobody: str) -> list[Part]:
    """Who is said to have said it, as printed and as it is resolved, and by which cue; `nobody` where none is named."""
    if speaker is None:
        return [nobody]
    printed = one_line(speaker.printed)
    parts: list[Part] = [f"printed “{printed}”"]
    if speaker.name and one_line(speaker.name) != printed:
        parts += [" → ", (one_line(speaker.name), "bold")]
    if speaker.role and speaker.role.casefold() not in speaker.printed.casefold():
        parts.append(f", {one_line(speaker.role)}")
    if cue:
        parts.append(f" · cue “{one_line(cue)}”")
    words, style = _MATCH[speaker.match]
    if words:
        parts += [" · ", (words, style)]
    return parts


def meaning(relation: Relation, page: Page, whose: str = "") -> None:
    """How the place stands to the query, if that was judged."""
    if relation.label != "unknown":
        page.field("meaning", f"{relation.label} {relation.score:.2f}{whose}")


def findings(reasons: Sequence[Finding], page: Page) -> None:
    """Named, scored reasons, one paragraph each."""
    for number, reason in enumerate(reasons):
        page.field("and" if number else "because", *reason_parts(reason))


def reason_parts(reason: Finding) -> list[Part]:
    """What was found, then its name and score."""
    return [one_line(reason.detail), (f" [{reason.name} {reason.score:.2f}]", "dim")]


# ---------------------------------------------------------------------------------------------------------- many places


def groups(
    found: Iterable[tuple[tuple[str, str], str, Sequence[Spot]]],
    show: Callable[[Spot, Page, str, bool], None],
    page: Page,
) -> None:
    """Places under headings: (name and style, gloss, places). An article's title is not repeated at its next place."""
    number, before = 1, None
    for name, gloss, hits in found:
        page.rule(name, f" · {_places(hits)} · {gloss}")
        for hit in hits[:PLACES_SHOWN]:
            show(hit, page, str(number), hit.article.id != before)
            page.blank()
            number, before = number + 1, hit.article.id
        if len(hits) > PLACES_SHOWN:
            page.put(f"and {len(hits) - PLACES_SHOWN} more places; --json lists them all", indent=2)
            page.blank()


def related(hits: Sequence[Spot], shown_above: Iterable[Spot | None], gloss: str, page: Page) -> None:
    """Places on the same subject: one line each, and none whose sentence is shown already."""
    shown = {(hit.article.id, hit.sentence) for hit in shown_above if hit}
    others = {(hit.article.id, hit.sentence): hit for hit in hits}
    rest = [hit for place, hit in others.items() if place not in shown]
    if not rest:
        return
    page.rule(f"RELATED · {_places(rest)} · {gloss}")
    for hit in rest[:RELATED_SHOWN]:
        room = max(page.width - len(hit.article.id) - 6, 20)
        words = one_line(hit.sentence)
        words = words if len(words) <= room else words[: room - 1] + "…"
        page.put(words, lead=f"{one_line(hit.article.id)}  ", indent=2)
    if len(rest) > RELATED_SHOWN:
        page.put(f"and {len(rest) - RELATED_SHOWN} more; --json lists them all", indent=2)


def _places(hits: Spots) -> str:
    return f"{count(len(hits), 'place')} in {count(len({hit.article.id for hit in hits}), 'article')}"


# ----------------------------------------------------------------------------------------------------- the whole answer


def origins(answer: Verdict | ClaimVerdict, gloss: str, page: Page) -> None:
    """Which articles go back to one text, and why we think so. One article alone has nothing to compare."""
    if answer.outlets < 2 or not answer.origins:
        return
    behind = f"{count(len(answer.origins), 'origin')} of {count(answer.outlets, 'outlet')}{gloss}"
    page.rule(("ORIGINS", "bold"), f" · {behind}")
    for number, origin in enumerate(answer.origins, 1):
        name = "" if origin.name in origin.articles else f"{one_line(origin.name)} · "
        page.put((name, "bold"), ", ".join(map(one_line, origin.articles)), lead=f"{number:>2}  ")
        for reason in origin.evidence:
            page.put(*reason_parts(reason), indent=4, hang=6)
        for reason in origin.possible:
            page.put("perhaps with others, not counted: ", *reason_parts(reason), indent=4, hang=6)


def silent(articles: Sequence[Article], page: Page) -> None:
    """Who prints nothing of it."""
    if not articles:
        return
    page.rule(("SILENT", "bold"), f" · {count(len(articles), 'article')} searched, none of it there")
    shown = articles if len(articles) <= SILENT_SHOWN + 3 else articles[:SILENT_SHOWN]
    for article in shown:
        page.put(article_name(article), indent=2, hang=4)
    if len(shown) < len(articles):
        page.put(f"and {len(articles) - len(shown)} more; --json lists them all", indent=2)


def searched(answer: Verdict | ClaimVerdict, page: Page) -> None:
    """How much was looked at in vain."""
    if answer.label == "not-found" and answer.searched:
        looked = f"{count(answer.searched, 'sentence')} of {count(len(answer.silent), 'article')}"
        page.put(f"Searched: {looked}.", indent=2)


def with_outlets(words: str, hits: Spots) -> str:
    """The sentence with the number of outlets for {outlets}, and of the origins behind them if these are known."""
    outlets = {hit.article.outlet or hit.article.id for hit in hits}
    behind = {hit.origin for hit in hits}
    printed = count(len(outlets), "outlet")
    if len(outlets) < 2 or None in behind:
        return words.format(outlets=printed)
    known = count(len(behind), "origin")
    if not words.endswith("{outlets}"):
        return words.format(outlets=f"{printed} ({known})")
    alone = len(behind) == len(outlets)
    return words.format(outlets=printed) + (
        f", of {known} so far as is known" if alone else f", which go back to {known}"
    )


# --------------------------------------------------------------------------------------------------------------- words


def count(number: int, noun: str) -> str:
    """ "1 place", "2,000 places"."""
    return f"{number:,} {noun}" + ("" if number == 1 else "s")


def names(speakers: Iterable[SpeakerHit]) -> list[str]:
    """What the speakers are called, each once."""
    return list(dict.fromkeys(one_line(one.name or one.printed) for one in speakers))


def listed(words: Sequence[str]) -> str:
    """ "A", "A and B", "A, B and C"; of very many, the first and how many more."""
    if len(words) > NAMES_SHOWN + 1:
        words = [*words[:NAMES_SHOWN], f"{len(words) - NAMES_SHOWN} others"]
    return " and ".join(part for part in (", ".join(words[:-1]), *words[-1:]) if part)
