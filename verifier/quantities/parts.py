"""A quantity put together from its number, its bound and its noun phrase, with the words that it takes."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from verifier import lexicon
from verifier.datamodel import Span
from verifier.numbers import Number
from verifier.quantities.phrases import NounPhrase, View
from verifier.quantities.quantity import Bound, Kind, Quantity, data, singular, table

__all__ = ["Part", "of_them", "part_of"]

ABOUT = 0.1
"""What "about" and "nearly" allow, as a share of the number."""


@dataclass(frozen=True, slots=True)
class Part:
    """A quantity with the words it takes: its number ``first .. last``, and the whole phrase."""

    quantity: Quantity
    start: int
    end: int
    phrase: NounPhrase


def part_of(
    view: View,
    number: Number,
    bound: Bound,
    start: int,
    phrase: NounPhrase,
    kind: Kind,
    unit: str | None,
    *,
    end: int | None = None,
) -> Part:
    """The quantity of a number, its bound that begins at word `start`, and what it counts."""
    if number.kind == "vague" and bound in ("exact", "about"):
        bound = "vague"
    low, high = _limits(number.value, bound, number.kind == "vague")
    last = max(phrase.last, end or 0, number.last)
    behind = of_them(view, end or number.last)
    last = max(last, (end or number.last) + behind)
    span = _extent(view, number, start, last)
    quantity = Quantity(
        text=span.of(view.text),
        span=span,
        number=number.span,
        value=number.value,
        low=low,
        high=high,
        bound=bound,
        kind=kind,
        unit=unit,
        noun=phrase.noun,
        modifiers=phrase.modifiers,
        part=bool(behind) or _is_part(view, start, kind),
        per=_per(view, last),
        further=_further(view, number, start, last),
        context=_context(view, start, last),
        also=number.also,
        continental=number.continental,
    )
    return Part(quantity, start, last, replace(phrase, last=last))


_AROUND = 4  # words


def _context(view: View, start: int, last: int) -> frozenset[str]:
    """The lemmas of the content words around a quantity, within its sentence; names say less than common words."""
    found = set[str]()
    for step, k in ((-1, start - 1), (1, last)):
        for _ in range(_AROUND):
            ends = view.ends_sentence(k + 1) if step < 0 else view.ends_sentence(k)
            if not 0 <= k < len(view.words) or ends:
                break
            name = view.capital(k) and not view.ends_sentence(k)
            lemma = lexicon.lemma(view.norm(k))
            if not name and len(lemma) > 2 and lemma.isalpha() and not lexicon.in_class(lemma, "function"):
                found.add(lemma)
            k += step
    return frozenset(found)


def _further(view: View, number: Number, start: int, last: int) -> bool:
    words = data()["noun_phrase"]["further"]
    near = range(number.last, min(last + 1, number.last + 2))
    before = {view.norm(start - 1), *(view.norm(k) for k in range(start, number.first))} - {"more"}
    return not before.isdisjoint(words) or any(view.norm(k) in words and not view.parted(k) for k in near)


def _extent(view: View, number: Number, start: int, last: int) -> Span:
    """From the bound to the noun, with the signs on the number's either side."""
    spans = [number.span, *(w.span for w in view.words[start:last][:1]), *(w.span for w in view.words[last - 1 : last])]
    spans += [number.unit_span] if number.unit_span else []
    return Span(min(s.start for s in spans), max(s.end for s in spans))


def _limits(value: float, bound: Bound, vague: bool) -> tuple[float, float]:
    if bound in ("more-than", "at-least"):
        return value, math.inf
    if bound in ("less-than", "at-most"):
        return -math.inf if value < 0 else 0.0, value
    if vague:
        return value, value * 10
    if bound == "about":
        return min(value * (1 - ABOUT), value * (1 + ABOUT)), max(value * (1 - ABOUT), value * (1 + ABOUT))
    return value, value


def _per(view: View, last: int) -> str | None:
    rates = table("rates")["words"]
    word = view.norm(last)
    following = singular(view.norm(last + 1))
    if word not in ("per", "a", "an", "each", "every") or view.parted(last):
        return None
    if following in rates:
        return following
    of_firm = singular(view.norm(last + 2))  # "$80 per Acme share"
    if view.capital(last + 1) and of_firm in rates:
        return of_firm
    return None


def _is_part(view: View, start: int, kind: Kind) -> bool:
    markers = data()["part"]["markers"]
    k = start
    while view.norm(k - 1) in ("a", "the", "at", "least", "about", "some") and start - k < 3:
        k -= 1
    found = {view.phrase(k - n, n) for n in (1, 2, 3, 4) if k >= n} & set(markers)
    return bool(found - ({"included", "include", "includes"} if kind != "count" else set()))


def of_them(view: View, last: int) -> int:
    """How many words behind a number make it a part: 2 for "of whom"."""
    return next((n for n in (2, 3) if view.phrase(last, n) in data()["part"]["after"] and not view.parted(last)), 0)
