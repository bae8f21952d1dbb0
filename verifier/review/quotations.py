"""Quotations that reached the article by another path than its siblings, or lost their marks on the way.

A quotation printed in other words by siblings has been translated at least once on one of the two paths. Which wording
is nearest to the original is told by how many siblings print it word for word, then by which of them shows no sign of
being a translation itself; without either, nothing tells, and nothing is found.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from verifier.alignment import Token, tokens
from verifier.datamodel import Place, Quote, ReviewFinding, Sentence, Span
from verifier.review.context import Context, place
from verifier.review.overlap import Overlaps
from verifier.rewording import shared
from verifier.search import Page, Stretches
from verifier.text import words

__all__ = ["joined", "lost_marks", "other_wordings"]

LEAST = 2
"""Content words of a quotation whose wording can be compared; one word is anybody's."""
SOME = 0.3
"""Least part of the shorter quotation's content words that the other has, by form or synonym."""
LONGER = 3
"""A quotation so many times longer than another is another one."""
FEW = 4
"""Two quotations of so few content words need one in common."""
BEYOND = 3
"""The pieces of a quotation, or what is printed in marks elsewhere, stand so many sentences away at most."""
PRINTED = 0.7
"""So much of its content in one quotation, and words are printed in marks."""


@dataclass(frozen=True)
class Saying:
    """One quotation in direct speech, with its words and the sentences that it stands in."""

    page: Page
    quote: Quote
    span: Span

    @cached_property
    def tokens(self) -> list[Token]:
        """Its words."""
        return tokens(self.page.article.text, self.span.start, self.span.end)

    @cached_property
    def content(self) -> list[Token]:
        """Its content words."""
        return [t for t in self.tokens if t.content]


def sayings(context: Context, page: Page) -> list[Saying]:
    """The quotations of an article that stand in marks, each unbroken run of words one; read once."""
    known: dict[str, list[Saying]] = context.kept(sayings)
    if page.article.id not in known:
        starts = [m.span.start for m in page.marked]
        known[page.article.id] = [
            Saying(page, quote, span)
            for quote in page.quotes
            if quote.kind in ("direct", "mixed")
            for span in quote.content
            if (n := bisect_left(starts, span.end)) and page.marked[n - 1].span.overlap(span)
        ]
    return known[page.article.id]


def sayings_at(context: Context, page: Page) -> Stretches[Saying]:
    """Where the quotations of an article stand."""
    known: dict[str, Stretches[Saying]] = context.kept(sayings_at)
    if page.article.id not in known:
        known[page.article.id] = Stretches((s.span, s) for s in sayings(context, page))
    return known[page.article.id]


def other_wordings(context: Context) -> Iterator[ReviewFinding]:
    """A quotation that siblings print in other words, if they or their text are nearer to what was said."""
    for own in sayings(context, context.page):
        if len(own.content) < LEAST:
            continue
        rivals = list(_of_one_utterance(context, own))
        whole = [s for s in rivals if _says_the_same(own, s)]
        same = {s.page.article.id for s in whole}
        # two pieces of one longer quotation are no two wordings of it
        others = [
            s for s in rivals if s not in whole and not any(_says_the_same(s, w) for w in whole if _longer(w, own))
        ]
        if not others:
            continue
        best = max(others, key=lambda s: _nearness(context, own, s, others))
        why = _nearer(context, best, others, same)
        if why is None:
            continue
        exact = " ".join(best.span.of(best.page.article.text).split())
        yield context.finding(
            _differing(own, best), "quotation-reworded", "accuracy/mistranslation", "major", "quote-at-risk",
            f"others print this utterance as “{exact}”; {why}", f"“{exact}”",
            [place(s.page, s.span) for s in [best, *(o for o in others if o is not best)]],
        )  # fmt: skip


def _nearness(context: Context, own: Saying, one: Saying, others: list[Saying]) -> tuple[int, bool, float, str]:
    """How near a wording is to the original, as far as anything tells; then how like it is to ours."""
    share = len(shared(own.content, one.content)) / max(len(own.content), len(one.content))
    return _printed_by(one, others), not context.signs(one.page), share, one.page.article.id


def _of_one_utterance(context: Context, own: Saying) -> Iterator[Saying]:
    """Quotations of siblings in sentences that tell the same, not in another mouth."""
    near: dict[str, set[int]] = {}
    for sentence in _sentences(own):
        for other in context.counterparts(sentence):
            near.setdefault(other.page.article.id, set()).add(other.sentence.ordinal)
    for page in (p for p in context.siblings if p.article.id in near):
        around = [page.sentences[n] for n in sorted(near[page.article.id])]
        for saying in _in_any(context, page, around):
            if len(saying.content) < LEAST:
                continue
            voice = context.bearers.voice(
                context.page.article.id, own.quote.speaker, page.article.id, saying.quote.speaker
            )
            if voice != "other" and (_says_the_same(own, saying) or _alike(own, saying, voice == "same")):
                yield saying


def _in_any(context: Context, page: Page, sentences: Sequence[Sentence]) -> list[Saying]:
    """The quotations that stand in some sentences of an article, each once."""
    return list({id(one): one for s in sentences for one in sayings_at(context, page).on(s.span)}.values())


def _nearby(context: Context, span: Span) -> Iterator[tuple[Page, list[Saying]]]:
    """The quotations of siblings where they tell what the article tells in some words, and a few sentences on."""
    near: dict[str, set[int]] = {}
    for sentence in context.page.body_at.on(span):
        for other in context.counterparts(sentence):
            at = other.sentence.ordinal
            near.setdefault(other.page.article.id, set()).update(range(max(0, at - BEYOND), at + BEYOND + 1))
    for page in (p for p in context.siblings if p.article.id in near):
        ordinals = sorted(near[page.article.id])
        yield page, _in_any(context, page, [page.sentences[n] for n in ordinals if n < len(page.sentences)])


def _sentences(own: Saying) -> list[Sentence]:
    return own.page.body_at.on(own.span)


def _alike(own: Saying, other: Saying, same_voice: bool) -> bool:
    """Whether two quotations may be one utterance: so much of the shorter one's content is in the other."""
    pairs = shared(own.content, other.content)
    sizes = sorted((len(own.content), len(other.content)))
    found = len({a.key for a, _ in pairs})
    if sizes[1] > LONGER * sizes[0]:
        return False
    return found / sizes[0] >= (SOME if same_voice else 2 * SOME) and (found > 1 or sizes[1] <= FEW)


def _says_the_same(a: Saying, b: Saying) -> bool:
    """Whether the shorter of the two is in the longer one, word for word or by synonyms: then marks stand elsewhere, or
    words are left out, and nothing tells of another path."""
    short, long = sorted((a.content, b.content), key=len)
    at = 0
    for token in short:
        alike = (n for n in range(at, len(long)) if shared([token], [long[n]]))
        found = next(alike, None)
        if found is None:
            return False
        at = found + 1
    return True


def _longer(one: Saying, other: Saying) -> bool:
    return len(one.content) > len(other.content)


def _printed_by(one: Saying, others: list[Saying]) -> int:
    """In how many articles a wording is printed."""
    return len({s.page.article.id for s in others if _says_the_same(one, s)})


def _nearer(context: Context, best: Saying, others: list[Saying], same: set[str]) -> str | None:
    """Why the siblings' wording is nearer to the original; None if nothing tells."""
    count = _printed_by(best, others)
    if count > len(same) + 1:
        return f"{count} articles have these words, {len(same) + 1} the words printed here"
    mine = context.signs(context.page)
    if not mine:
        return None
    if not context.signs(best.page):
        return f"this article bears signs of a translation ({mine[0].detail}), that one does not"
    if not same:
        return f"both articles bear signs of a translation ({mine[0].detail}): only the original can tell"
    return None


def _differing(own: Saying, best: Saying) -> Span:
    """From the first to the last word that the other wording lacks; the whole quotation if most of it differs."""
    theirs = {t.key for t in best.tokens}
    apart = [t for t in own.content if t.key not in theirs]
    if not apart or len(apart) > len(own.content) / 2:
        return own.span
    return Span(apart[0].span.start, apart[-1].span.end)


# ---------------------------------------------------------------------------------------------------------------- marks


def joined(context: Context) -> Iterator[ReviewFinding]:
    """One pair of marks around what siblings print as two quotations."""
    for own in sayings(context, context.page):
        if len(own.content) < 2 * LEAST:
            continue
        for _, near in _nearby(context, own.span):
            parts = [s for s in near if len(s.content) >= LEAST and _inside(s, own)]
            apart = [s for s in parts if not any(s is not o and s.span.overlap(o.span) for o in parts)]
            ids = {s.quote.id for s in apart}
            covered = {t.key for s in apart for t in s.content}
            if len(ids) < 2 or len({t.key for t in own.content} - covered) > 1:
                continue
            yield context.finding(
                own.span, "quotations-joined", "linguistic-conventions/typography", "minor", "fix",
                "one pair of marks holds what another article prints as two quotations", None,
                [place(s.page, s.span) for s in apart],
            )  # fmt: skip
            break


def _inside(part: Saying, whole: Saying) -> bool:
    """Whether a quotation's content words are a part of another's, and not all of it."""
    keys = {t.key for t in whole.content}
    mine = {t.key for t in part.content}
    return len(mine & keys) >= 0.6 * len(mine) and len(mine) < len(keys)


_FIRST = frozenset({"i", "we", "my", "our", "me", "us", "ours", "mine", "myself", "ourselves"})


def lost_marks(context: Context) -> Iterator[ReviewFinding]:
    """Direct speech without marks: the first person in a sentence that says who says so."""
    for quote in context.page.quotes:
        if quote.kind not in ("indirect", "mixed") or quote.speaker is None or quote.cue is None:
            continue
        for span in quote.content:
            if context.quoted(span):
                continue
            first = [w for w in words(context.text, span.start, span.end) if w.norm in _FIRST]
            if not first or not _plain(context, first[0].span) or context.quoted(quote.cue):
                continue
            evidence = list(_printed_in_marks(context, span))
            if not evidence and not _a_person(context, quote):
                continue  # "We want to hear from you": the outlet speaks
            told = f"; {len({e.article for e in evidence})} articles print it in quotation marks" if evidence else ""
            yield context.finding(
                span, "quotation-marks-lost", "linguistic-conventions/typography", "critical", "fix",
                f"“{first[0].span.of(context.text)}” is the speaker's, but no quotation marks say so{told}",
                f"“{' '.join(span.of(context.text).split())}”", evidence,
            )  # fmt: skip
            break


def _a_person(context: Context, quote: Quote) -> bool:
    """Whether somebody with a name is said to speak."""
    at = quote.speaker.span if quote.speaker else None
    return at is not None and any(m.kind == "person" for m in context.page.mentions_at.on(at))


def _plain(context: Context, span: Span) -> bool:
    """Whether a word is no name or acronym: "US", "Our Lady"."""
    word = span.of(context.text)
    return not (word.isupper() and len(word) > 1) and not context.page.mentions_at.on(span)


def _printed_in_marks(context: Context, span: Span) -> Iterator[Place]:
    """The same words, or nearly, in marks: in a sibling or elsewhere in the article."""
    own = [t for t in tokens(context.text, span.start, span.end) if t.content]
    for page, near in [(context.page, _own_like(context, own)), *_nearby(context, span)]:
        for saying in near:
            pairs = shared(own, saying.content)
            if own and len(pairs) >= PRINTED * len(own) and not (page is context.page and saying.span.overlap(span)):
                yield place(page, saying.span)
                break


def _own_like(context: Context, own: list[Token]) -> list[Saying]:
    """The article's own quotations that may have these words."""
    known: dict[str, Overlaps] = context.kept(_own_like)
    said = sayings(context, context.page)
    if not known:
        known["own"] = Overlaps(PRINTED, Counter(t.key for s in said for t in s.content))
        for n, saying in enumerate(said):
            known["own"].add(n, {t.key for t in saying.content})
    return [said[n] for n in known["own"].near({t.key for t in own})]
