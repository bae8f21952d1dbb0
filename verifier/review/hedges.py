"""How certain the article is of what it tells: hedges and attributions that were lost or put in on the way.

"May have fled" that became "fled", "reportedly", "according to the police" and "about 40" are held to the siblings'
sentences that are near enough to be compared word by word. A hedge belongs to the verb behind it, a bound to its
number. Reporters vary in how careful they are, so several siblings have to agree, and none may tell as the article
does.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from verifier import lexicon
from verifier.datamodel import Place, ReviewFinding, Sentence, Span
from verifier.grammar import Word
from verifier.quantities import Quantity, quantities
from verifier.quantities.quantity import Bound
from verifier.review.context import Context, Counterpart, nearly, place
from verifier.review.lists import keys, printed
from verifier.search import Page

__all__ = ["approximations", "attributions", "certainty"]

SIBLINGS = 2
"""So many articles must agree; one does whose sentence is so near, and has so much of the same content:"""
VERY_NEAR, VERY_ALIKE = 0.9, 0.8
REACH = 4
"""A hedge stands so many words before its verb at most."""


@dataclass(frozen=True)
class Deed:
    """A verb in a reporter's words, with the hedge before it, if there is one."""

    key: str
    span: Span
    hedge: Span | None


def certainty(context: Context) -> Iterator[ReviewFinding]:
    """ "Fled" where siblings have "may have fled" or "reportedly fled", or the other way round."""
    for sentence in context.body:
        near = _nearest(context, sentence)
        mine = _deeds(context, context.page, sentence) if near else []
        for deed in mine:
            told = [(o, d) for o in near for d in _deeds(context, o.page, o.sentence) if d.key == deed.key]
            apart = [(o, d) for o, d in told if (d.hedge is None) != (deed.hedge is None)]
            if len(apart) < len(told) or not _enough([o for o, _ in apart]):
                continue
            sure = [(context.page, sentence)] if deed.hedge is None else [(o.page, o.sentence) for o, _ in apart]
            if any(_careful(context, page, one) for page, one in sure):
                continue
            yield _certainty(context, deed, apart)


def _certainty(context: Context, deed: Deed, apart: Sequence[tuple[Counterpart, Deed]]) -> ReviewFinding:
    evidence = [place(o.page, Span(d.hedge.start if d.hedge else d.span.start, d.span.end)) for o, d in apart]
    lost = deed.hedge is None
    span = Span(deed.hedge.start if deed.hedge else deed.span.start, deed.span.end)
    there = evidence[0].exact
    why = f"where others tell the same, it is {'less certain' if lost else 'certain'}: “{there}”"
    return context.finding(
        span, "hedge-lost" if lost else "hedge-added", "accuracy/omission" if lost else "accuracy/addition", "major",
        "query-original", why, there, evidence,
    )  # fmt: skip


def _nearest(context: Context, sentence: Sentence) -> list[Counterpart]:
    """The siblings' sentences to which each word can be held, the nearest of each article."""
    found: dict[str, Counterpart] = {}
    for other in context.counterparts(sentence):
        if nearly(other):
            found.setdefault(other.page.article.id, other)
    return list(found.values())


def _enough(others: Sequence[Counterpart]) -> bool:
    """Whether as many siblings agree as are needed, or one nearly has our words."""
    if len({o.page.article.id for o in others}) >= SIBLINGS:
        return True
    return any(o.share >= VERY_ALIKE and (o.near >= VERY_NEAR or not o.near) for o in others)


def _deeds(context: Context, page: Page, sentence: Sentence) -> list[Deed]:
    """The verbs of a sentence outside of quotation marks that say what was done."""
    known: dict[str, list[Deed]] = context.kept(_deeds)
    name = f"{page.article.id} {sentence.ordinal}"
    if name not in known:
        row = context.tagged(page, sentence)
        known[name] = [
            Deed(w.key, w.span, _hedge(row, n))
            for n, w in enumerate(row)
            if w.tag.startswith("V") and not _says_little(w) and not context.quoted(w.span, page)
        ]
    return known[name]


def _says_little(word: Word) -> bool:
    """Whether a verb is an auxiliary, or says how sure somebody is, or only that something was said."""
    careful = keys("hedges.verbs") | keys("cues.neutral") | keys("cues.weighted") | keys("cues.coloured")
    return lexicon.in_class(word.key, "function") or word.key in careful


def _hedge(row: Sequence[Word], n: int) -> Span | None:
    """The hedge before a verb; another verb, or a stop, parts them."""
    for word in reversed(row[max(0, n - REACH) : n]):
        if word.norm in printed("hedges.alleged") or (
            word.norm in printed("hedges.possible") and (word.tag == "MD" or word.tag.startswith("RB"))
        ):
            return word.span
        if word.tag in (",", ".", ":", "CC") or (
            word.tag.startswith("V") and not lexicon.in_class(word.key, "function")
        ):
            return None
    return None


def _careful(context: Context, page: Page, sentence: Sentence) -> bool:
    """Whether a sentence says in any other way that it is not certain, or who says so."""
    row = context.tagged(page, sentence)
    wanted = keys("hedges.verbs") | keys("hedges.alleged") | keys("hedges.possible")
    return any(w.key in wanted or w.tag == "MD" for w in row) or _attributed(context, page, sentence)


# --------------------------------------------------------------------------------------------------------- attributions


def attributions(context: Context) -> Iterator[ReviewFinding]:
    """A statement of the article's own where all siblings say who says so; or "according to" where none does."""
    for sentence in context.body:
        near = _nearest(context, sentence)
        if not near or not _enough(near) or context.quoted(sentence.span):
            continue
        mine = _source(context, context.page, sentence)
        told = [(o, _source(context, o.page, o.sentence)) for o in near]
        if mine is None:
            if not all(at for _, at in told) or _about(context, context.page, sentence):
                continue
            span = sentence.span
        else:
            if any(_about(context, o.page, o.sentence) for o, _ in told):
                continue
            span = mine
        evidence = [place(o.page, at or o.sentence.span) for o, at in told]
        yield _attribution(context, span, mine is None, evidence)


def _attribution(context: Context, span: Span, lost: bool, evidence: Sequence[Place]) -> ReviewFinding:
    why = (
        f"stated outright here; where others tell the same they say who says so: “{evidence[0].exact}”"
        if lost
        else f"“{span.of(context.text)}” here; where others tell the same they state it outright"
    )
    return context.finding(
        span, "attribution-lost" if lost else "attribution-added",
        "accuracy/omission" if lost else "accuracy/addition", "major", "query-original", why,
        evidence[0].exact if lost else None, evidence,
    )  # fmt: skip


def _source(context: Context, page: Page, sentence: Sentence) -> Span | None:
    """The words "according to" with whom they name, outside of quotation marks."""
    row = context.tagged(page, sentence)
    for n, word in enumerate(row[:-2]):
        if word.norm != "according" or row[n + 1].norm != "to" or context.quoted(word.span, page):
            continue
        end = next((k for k in range(n + 2, len(row)) if row[k].tag in (",", ".", ":")), len(row))
        return Span(word.span.start, row[end - 1].span.end)
    return None


def _about(context: Context, page: Page, sentence: Sentence) -> bool:
    """Whether a sentence or one of its neighbours says of anything who says so."""
    around = page.sentences[max(0, sentence.ordinal - 1) : sentence.ordinal + 2]
    return any(_attributed(context, page, one) for one in around)


def _attributed(context: Context, page: Page, sentence: Sentence) -> bool:
    """Whether anybody is said to say so, in whatever words."""
    row = context.tagged(page, sentence)
    saying = keys("cues.neutral") | keys("cues.weighted") | keys("cues.coloured") | keys("hedges.verbs")
    return any(
        (w.key in saying and w.tag[:1] in ("V", "N"))
        or w.norm in ("according", "per")
        or w.key in keys("hedges.alleged")
        for w in row
    )


# ------------------------------------------------------------------------------------------------------- approximations

BOUNDS: frozenset[Bound] = frozenset({"exact", "about", "at-least", "at-most", "more-than", "less-than"})


def approximations(context: Context) -> Iterator[ReviewFinding]:
    """ "40" where siblings have "about 40" or "at least 40" of the same, or the other way round."""
    for sentence in context.body:
        near = _nearest(context, sentence)
        for own in _counts(context, context.page, sentence) if near else ():
            told = [(o, q) for o in near for q in _counts(context, o.page, o.sentence) if _one_count(own, q)]
            bounds = {q.bound for _, q in told}
            if own.bound in bounds or len(bounds) != 1 or not _enough([o for o, _ in told]):
                continue
            if "exact" not in (own.bound, *bounds):
                continue  # "about", "more than": careful both
            yield _approximation(context, sentence, own, told)


def _counts(context: Context, page: Page, sentence: Sentence) -> list[Quantity]:
    """What a sentence counts in the reporter's own words."""
    start, text = sentence.span.start, sentence.span.of(page.article.text)
    return [
        q
        for q in quantities(text)
        if q.bound in BOUNDS
        and q.noun
        and not q.part
        and not context.quoted(Span(start + q.span.start, start + q.span.end), page)
    ]


def _one_count(a: Quantity, b: Quantity) -> bool:
    return a.kind == b.kind and a.value == b.value and a.noun == b.noun and a.unit == b.unit


def _approximation(
    context: Context, sentence: Sentence, own: Quantity, told: Sequence[tuple[Counterpart, Quantity]]
) -> ReviewFinding:
    start = sentence.span.start
    evidence = [
        place(o.page, Span(o.sentence.span.start + q.span.start, o.sentence.span.start + q.span.end)) for o, q in told
    ]
    lost = own.bound == "exact"
    why = f"“{own.text}” is {'exact' if lost else 'not exact'} here; where others tell the same: “{evidence[0].exact}”"
    return context.finding(
        Span(start + own.span.start, start + own.span.end), "bound-lost" if lost else "bound-added",
        "accuracy/omission" if lost else "accuracy/addition", "minor", "query-original", why, evidence[0].exact,
        evidence,
    )  # fmt: skip
