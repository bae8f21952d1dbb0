"""What is counted as none: "no one was hurt", "nobody", "none of the passengers", "no injuries"."""

from __future__ import annotations

from verifier.datamodel import Span
from verifier.numbers import Number
from verifier.quantities.parts import Part, part_of
from verifier.quantities.phrases import NounPhrase, View, noun_phrase
from verifier.quantities.predicates import noun_class
from verifier.quantities.quantity import data, table

__all__ = ["none_of"]


def none_of(view: View) -> list[Part]:
    """Each count of none of some people, or of what befalls people; it says nothing without what befell them."""
    found = []
    for k, word in enumerate(view.words):
        phrase = _phrase(view, k)
        if phrase is not None:
            number = Number(0, "cardinal", k, k + 1, Span(word.span.start, view.words[phrase.first - 1].span.end))
            found.append(part_of(view, number, "exact", k, phrase, "count", None, end=phrase.last))
    return found


def _phrase(view: View, k: int) -> NounPhrase | None:
    """What is none, from the first word behind the one that says so; None if word `k` says no such thing."""
    word, after = view.norm(k), view.norm(k + 1)
    words = table("none")
    if word in words["alone"] or f"{word} {after}" in words["alone"]:
        last = k + (1 if word in words["alone"] else 2)
        return None if view.norm(last) in words["not_before"] else NounPhrase(last, last, "person")
    if word in words["of"]:
        return _of_whom(view, k + 1)
    if word not in words["before"] or after in words["not_before"] or view.parted(k + 1):
        return None
    phrase = noun_phrase(view, k + 1, many=True)
    phrase = phrase if phrase.noun else noun_phrase(view, k + 1, many=False)
    people = {name for kind in ("any", "some") for name in table("people")[kind]}
    return phrase if phrase.noun and (phrase.noun in people or noun_class(phrase.noun)) else None


def _of_whom(view: View, k: int) -> NounPhrase:
    """ "none |of the 40 passengers"; alone it counts people."""
    if view.norm(k) != "of":
        return NounPhrase(k, k, "person")
    at = k + 1
    while view.norm(at) in data()["noun_phrase"]["determiners"] or view.norm(at)[:1].isdigit():
        at += 1
    phrase = noun_phrase(view, at, many=True)
    return phrase if phrase.noun else NounPhrase(k, k, "person")
