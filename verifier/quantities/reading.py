"""The quantities of a text, in order: each number with its bound, its unit, what it counts and what is said of that.

Dates, years and times of day are no quantities, nor are numbers in names ("Flight 12", "the G7").
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import replace

from verifier.datamodel import Span
from verifier.dates import clock_times, moments
from verifier.numbers import Number, currency, numbers
from verifier.quantities.none import none_of
from verifier.quantities.parts import Part, of_them, part_of
from verifier.quantities.phrases import NounPhrase, View, bound_after, bound_before, noun_phrase, unit_at
from verifier.quantities.predicates import predicate
from verifier.quantities.quantity import Bound, Kind, Quantity, base, data, singular, table
from verifier.quantities.scopes import with_scopes
from verifier.text import words

__all__ = ["quantities"]

_NEAR = 200
"""Code points: a part stands so near its whole."""
_CURRENCY = re.compile(r"[a-z]{3}")


def quantities(text: str) -> list[Quantity]:
    """The quantities of a text, in order. Their spans lie in it; none contains another."""
    view = View(text, words(text))
    found = [*_worded(view)]
    printed = _counting(view, numbers(text, view.words))
    done = 0
    for i, number in enumerate(printed):
        if number.first < done:
            continue
        following = printed[i + 1] if i + 1 < len(printed) else None
        part = _range(view, number, following) or _one(view, number)
        if part is not None:
            found.append(part)
            done = max(part.phrase.last, number.last)
    nothing = none_of(view)
    idle = {p.quantity.span for p in nothing}
    found = _once(view, sorted([*found, *nothing], key=lambda p: p.quantity.span))
    said = [p.quantity for p in _predicated(view, _apart(found))]
    return with_scopes(text, _inherited([q for q in said if q.predicate or q.span not in idle], text))


def _once(view: View, parts: Sequence[Part]) -> list[Part]:
    """Without the same measure in another unit: "a 90-pound (41-kg) dog" is one measure, of a dog."""
    kept: list[Part] = []
    for part in parts:
        first = kept[-1] if kept else None
        if first is None or not _restated(view.text, first.quantity, part.quantity):
            kept.append(part)
            continue
        noun = first.quantity.noun
        if noun is None and "-" in first.quantity.text:
            noun = noun_phrase(replace(view, text=view.text.replace(")", " ")), part.end, many=False).noun
        kept[-1] = replace(first, quantity=replace(first.quantity, noun=noun))
    return kept


def _restated(text: str, first: Quantity, other: Quantity) -> bool:
    if not first.kind == other.kind == "measure" or not first.unit or not other.unit:
        return False
    mine, theirs = base(first.unit), base(other.unit)
    inside = text[first.span.end : other.span.start].strip() == "(" and text[other.span.end :][:1] == ")"
    return inside and mine is not None and theirs is not None and mine[1] == theirs[1]


def _apart(parts: Sequence[Part]) -> list[Part]:
    kept: list[Part] = []
    for part in parts:
        if not kept or part.quantity.span.start >= kept[-1].quantity.span.end:
            kept.append(part)
    return kept


def _counting(view: View, printed: Sequence[Number]) -> list[Number]:
    """The numbers that are no part of a date, a time of day or a name."""
    taken = sorted([m.span for m in moments(view.text, None)] + clock_times(view.text))
    starts = [s.start for s in taken]
    kept = []
    for number in printed:
        at = bisect_right(starts, number.span.end - 1) - 1
        inside = any(taken[k].overlap(number.span) for k in (at - 1, at) if k >= 0)
        if not inside and not _in_name(view, number):
            kept.append(number)
    return kept


def _in_name(view: View, number: Number) -> bool:
    """ "Flight 12", "page 7", "24/7", "Type-2": a number that stands for a name."""
    around = view.text[max(0, number.span.start - 1) : number.span.start] + view.text[number.span.end :][:1]
    if not {"/", "#", ":"}.isdisjoint(around) and re.search(r"[/#:]\d|\d[/:]|#", _beside(view.text, number.span)):
        return True
    if view.hyphen(number.first) and view.norm(number.first - 1).isalpha():
        return True  # "Apollo-3", "a mother-of-two"
    if number.kind != "cardinal" or number.unit:
        return False
    before = number.first - 1
    digits = view.norm(number.first)[0].isdigit()
    if re.match(r"\s?[-–]\s?\d", view.text[number.span.end :][:3]):
        return False  # "Rovers 3-1"
    if view.norm(number.last) in ("gmt", "utc", "est", "edt", "bst", "cet") and digits:
        return True
    if view.norm(number.first) == "one" and view.capital(number.first) and view.capital(before):
        return not view.parted(number.first)  # "Formula One cars"
    label = view.norm(before) in data()["noun_phrase"]["labels"] and digits
    if label and (not view.parted(number.first) or view.gap(number.first) == ". "):
        return True
    if around == "()" and view.gap(number.first).strip() == "(" and digits:
        return True  # "Ann Lee (21)": an age, or the number of a shirt
    if not digits and not view.capital(number.first):
        return False
    if not digits and before >= 0 and not view.capital(before) and not view.parted(number.first):
        return True  # "the Six Nations"
    named = view.capital(before) and before > 0 and not view.parted(number.first) and not view.ends_sentence(before)
    if not named or view.norm(before) in table("between")["words"]:
        return False
    phrase = noun_phrase(view, number.last, many=True)
    return phrase.noun is None and unit_at(view, number.last)[0] is None and not _age_by_commas(view, number)


# ----------------------------------------------------------------------------------------------------------- one number


def _beside(text: str, span: Span) -> str:
    """A number with the two characters on either side."""
    return text[max(0, span.start - 2) : span.start] + "0" + text[span.end :][:2]


def _one(view: View, number: Number) -> Part | None:
    if number.kind == "ordinal":
        return _share_of(view, number) or _rank(view, number)
    if _idle(view, number):
        return None
    if (age := _age(view, number)) is not None:
        return age
    bound, start = bound_before(view, number.first)
    if number.unit == "percent" or (number.value < 1 and number.kind == "cardinal" and _is_share(view, number)):
        return _percent(view, number, bound, start)
    if number.unit is None and (named := _named_currency(view, number)):
        return _money(view, named, bound, start)
    if number.kind == "vague" and (sum_of := _sum_of(view, number)):
        return _money(view, sum_of, bound, start)
    if number.unit == "gbp" and number.unit_span and view.hyphen(number.last - 1):  # "a 450-pound gorilla"
        number = replace(number, unit=None, unit_span=None, last=number.last - 1)
    if number.unit == "gbp" and _weighed(view, number):
        number = replace(number, unit=None, unit_span=None, last=number.last - 1)
    if number.unit and _CURRENCY.fullmatch(number.unit):
        return _money(view, number, bound, start)
    return _measured(view, number, bound, start) or _counted(view, number, bound, start)


def _idle(view: View, number: Number) -> bool:
    """Words that count nothing: "no one", "one of the best", "first half", "half-time"."""
    word = view.norm(number.first)
    if number.last - number.first > 1 or number.unit or word[0].isdigit():
        return False
    before, after = view.norm(number.first - 1), view.norm(number.last)
    if word == "one":
        if before in table("grammar")["not_one"] or after in ("of", "another", "s", "thing", "day", "that"):
            return True
        return noun_phrase(view, number.last, many=False).noun is None or after.endswith("ing")
    if word == "half":
        return not (after in ("of", "a", "the", "his", "her", "its", "their") or view.parted(number.first))
    return word == "zero" and after != "to" and noun_phrase(view, number.last, many=True).noun is None


def _is_share(view: View, number: Number) -> bool:
    word = view.norm(number.first)
    return not word[0].isdigit() or view.norm(number.last) == "of"


def _share_of(view: View, number: Number) -> Part | None:
    """ "a third of the voters"."""
    part = table_of_parts(view.norm(number.first))
    if part is None or view.norm(number.first - 1) != "a" or view.norm(number.last) != "of":
        return None
    share = replace(number, value=1 / part, kind="cardinal", first=number.first - 1)
    share = replace(share, span=Span(view.words[share.first].span.start, number.span.end))
    bound, start = bound_before(view, share.first)
    return _percent(view, share, bound, start)


def table_of_parts(word: str) -> int | None:
    """How many parts a whole has: third, 3."""
    return {"third": 3, "quarter": 4, "fourth": 4, "fifth": 5, "sixth": 6, "eighth": 8, "tenth": 10}.get(word)


def _worded(view: View) -> list[Part]:
    """What counts without a number: "a quarter of the crowd", "the week-old strike"."""
    found = []
    for k, word in enumerate(view.words):
        if word.norm == "quarter" and view.norm(k - 1) == "a" and view.norm(k + 1) == "of":
            after = view.norm(k + 2)
            if after != "a" and after not in table("units"):
                span = Span(view.words[k - 1].span.start, word.span.end)
                number = Number(0.25, "cardinal", k - 1, k + 1, span)
                found.append(_percent(view, number, *bound_before(view, k - 1)))
        elif word.norm == "old" and view.hyphen(k) and not view.hyphen(k - 1):
            row = table("units").get(view.norm(k - 1))
            if row and row[2] == "time":
                number = Number(1, "cardinal", k - 1, k - 1, view.words[k - 1].span)
                phrase = noun_phrase(view, k + 1, many=False)
                found.append(part_of(view, number, "exact", k - 1, phrase, "age", str(row[0]), end=k + 1))
    return found


def _rank(view: View, number: Number) -> Part | None:
    """ "the third-largest city", "its second victory"; "first" alone says when."""
    after = view.norm(number.last)
    if view.hyphen(number.last) and not after.endswith("est") and after not in data()["noun_phrase"]["ranked"]:
        return None
    if view.norm(number.first - 1) in ("a", "per", "each") and view.norm(number.first) == "second":
        return None
    phrase = noun_phrase(view, number.last, many=False)
    before = view.norm(number.first - 1)
    determined = (
        before in data()["noun_phrase"]["determiners"] or before.endswith("'s") or before in ("for", "in", "of")
    )
    if phrase.noun is None or view.parted(number.last) or not determined:
        return None
    return part_of(view, number, "exact", number.first, phrase, "rank", None)


def _percent(view: View, number: Number, bound: Bound, start: int) -> Part:
    share = number.unit != "percent"
    value = number.value * 100 if share else number.value
    scaled = replace(number, value=value, also=None if number.also is None else number.also)
    points = view.norm(number.last) in ("point", "points")
    phrase = noun_phrase(view, number.last + points, many=False) if view.norm(number.last + points) == "of" else None
    phrase = phrase or NounPhrase(number.last, number.last + points)
    rounded: Bound = "about" if share and bound == "exact" else bound
    return part_of(view, scaled, rounded, start, phrase, "percent", "point" if points else "percent")


def _money(view: View, number: Number, bound: Bound, start: int) -> Part:
    phrase = noun_phrase(view, number.last, many=False)
    if view.norm(number.last) == "of":
        phrase = NounPhrase(number.last, number.last)
    if view.phrase(number.last, 2) == "worth of":
        phrase = noun_phrase(view, number.last + 1, many=False)
    return part_of(view, number, bound, start, phrase, "money", number.unit)


def _metres(view: View, number: Number) -> bool:
    """ "80m deep": metres, not millions."""
    glued = view.norm(number.last - 1).endswith("m")
    return glued and view.norm(number.last) in (*table("grammar")["aspects"], "down", "below", "above")


def _weighed(view: View, number: Number) -> bool:
    """ "it weighed nearly 9,000 pounds": no money."""
    words = range(max(0, number.first - 5), number.first)
    unit = view.norm(number.last - 1) in ("pound", "pounds")
    return unit and any(view.norm(k) in table("grammar")["weighs"] for k in words)


def _last_letter(number: Number) -> Span:
    return Span(number.span.end - 1, number.span.end)


def _named_currency(view: View, number: Number) -> Number | None:
    """ "30,000 Egyptian pounds": another currency than the pound."""
    k = number.last
    word = view.norm(k + 1)
    if not view.capital(k) or currency(word) is None or view.parted(k) or view.parted(k + 1):
        return None
    code = {("us", "usd"): "usd", ("american", "usd"): "usd", ("british", "gbp"): "gbp"}
    unit = code.get((view.norm(k), str(currency(word))), f"{view.norm(k)} {singular(word)}")
    return replace(number, last=k + 2, unit=unit, unit_span=view.words[k + 1].span)


def _sum_of(view: View, number: Number) -> Number | None:
    """ "Millions of dollars": the currency of an order of magnitude stands behind "of"."""
    if view.norm(number.last) != "of" or (code := currency(view.norm(number.last + 1))) is None:
        return None
    behind = view.words[number.last + 1].span
    return replace(number, last=number.last + 2, unit=code, unit_span=behind)


def _measured(view: View, number: Number, bound: Bound, start: int) -> Part | None:
    at = number.last
    if number.unit and number.unit_span:  # "40km"
        row = table("units").get(number.unit_span.of(view.text).casefold())
        unit, end = (str(row[0]) if row else None), at
    else:
        of = number.kind == "vague" and view.norm(at) == "of" and not view.parted(at)  # "hundreds of miles"
        unit, end = unit_at(view, at + of)
    if unit is None and number.also is not None and _metres(view, number):
        return _measured(
            view, replace(number, value=number.also, also=None, unit="m", unit_span=_last_letter(number)), bound, start
        )
    if unit is None and view.norm(number.first - 1) == "magnitude":
        return part_of(view, number, bound, number.first - 1, NounPhrase(at, at), "measure", "magnitude")
    if unit is None and view.phrase(start - 2, 2) == "magnitude of":
        return part_of(view, number, bound, start, NounPhrase(at, at), "measure", "magnitude")
    if unit is None:
        return None
    row = next((r for r in table("units").values() if r[0] == unit.split()[-1]), None)
    kind: Kind = "duration" if row and row[2] == "time" else "measure"
    hyphened = end < len(view.words) and end > at and view.hyphen(at)
    of = view.norm(end) == "of" and kind == "measure"  # "5 km of road", but "two days of digging"
    phrase = noun_phrase(view, end, many=False) if hyphened or of else NounPhrase(end, end)
    if not hyphened and view.norm(end) in table("grammar")["aspects"] and not view.parted(end):
        phrase = NounPhrase(end, end + 1, None, (view.norm(end),))
    elif not hyphened and view.phrase(end, 2) == "to the" and view.norm(end + 2) in table("grammar")["aspects"]:
        phrase = NounPhrase(end, end + 3, None, (view.norm(end + 2),))  # "40 km to the south"
    return part_of(view, number, bound, start, phrase, kind, unit, end=end)


def _counted(view: View, number: Number, bound: Bound, start: int) -> Part | None:
    after, end = bound_after(view, number.last)
    if end == number.last and view.hyphen(
        end
    ):  # "a 10-man team", "a two-pronged plan": counts the word behind the hyphen
        noun = singular(view.norm(end))
        return part_of(view, number, bound, start, NounPhrase(end, end + 1, noun), "count", None, end=end + 1)
    if view.norm(end) == "of" and view.norm(end + 1)[:1].isdigit():  # "169 of 300 seats"
        phrase = noun_phrase(view, end + 2, many=True)
        return part_of(view, number, bound, start, replace(phrase, last=end), "count", None, end=end)
    if n := of_them(view, end):  # "14 of them children"
        return part_of(view, number, bound, start, noun_phrase(view, end + n, many=True), "count", None, end=end)
    many = number.value != 1
    phrase = noun_phrase(view, end, many=many)
    if phrase.noun is None and not many:
        phrase = noun_phrase(view, end, many=True)
    if after is None and phrase.noun and phrase.last < len(view.words):
        after, last = bound_after(view, phrase.last)
        phrase = replace(phrase, last=last if after else phrase.last)
    if phrase.noun and not number.continental:  # "1.2m people" are no metres
        number = replace(number, also=None)
    return part_of(view, number, after or bound, start, phrase, "count", None, end=end)


# ----------------------------------------------------------------------------------------------------------------- ages


def _age(view: View, number: Number) -> Part | None:
    """ "aged 34", "34-year-old", "34 years old", "at the age of 34", "Ann Lee, 34, said"."""
    before, after = view.norm(number.first - 1), view.phrase(number.last, 2)
    old = after.split()[-1:] in (["old"], ["olds"]) and unit_at(view, number.last)[0] is not None
    if old:
        unit = unit_at(view, number.last)[0]
        phrase = noun_phrase(view, number.last + 2, many=after.endswith("s"))
        bound, start = bound_before(view, number.first)
        return part_of(view, number, bound, start, phrase, "age", unit, end=number.last + 2)
    of_age = before == "of" and view.norm(number.first - 2) == "age"
    if before in ("aged", "age", "ages", "turned", "turning", "turns") or of_age or _age_by_commas(view, number):
        named = None if before in ("aged", "age", "ages", "turned", "turning", "turns") or of_age else before
        phrase = NounPhrase(number.last, number.last, named, _given_names(view, number) if named else ())
        start = number.first - (1 if before in ("aged", "age", "ages") else 0)
        if view.parted(number.first) and start < number.first:
            start = number.first
        return part_of(view, number, "exact", start, phrase, "age", "year")
    return None


def _given_names(view: View, number: Number) -> tuple[str, ...]:
    """ "Ann" of "Ann Lee, 34": of two with one surname the ages are not compared."""
    k = number.first - 1
    while k > 0 and view.capital(k - 1) and not view.parted(k):
        k -= 1
    return tuple(view.norm(i) for i in range(k, number.first - 1))


def _age_by_commas(view: View, number: Number) -> bool:
    before, after = view.gap(number.first), view.text[number.span.end :][:1]
    whole = view.norm(number.first).isdigit() and 0 < number.value < 120 and number.last - number.first == 1
    return whole and before == ", " and after in (",", ".", ";", "") and view.capital(number.first - 1)


# --------------------------------------------------------------------------------------------------------------- ranges


def _range(view: View, number: Number, following: Number | None) -> Part | None:
    """ "20-40 people", "between 20 and 40 people", "20 to 40 people"; "3-1" alone is a score."""
    if following is None or number.kind != "cardinal" or following.kind != "cardinal":
        return None
    low, high = number.value, following.value
    gap = view.text[number.span.end : following.span.start]
    joined = gap.strip() in ("-", "–", "—", "‐", "‑") and len(gap) <= 3
    between = view.norm(number.first - 1) in ("between", "from") and gap.strip() in ("and", "to")
    if gap == " in " and low < high and high in _WHOLES and unit_at(view, following.last)[0] is None:
        return _one_in(view, number, following)
    alternative = gap == " or " and high == low + 1 and high < 20  # "four or five times"
    if not (joined or between or alternative or gap == " to "):
        return None
    if low < 1000 <= high and low * 1000 < high * 10 and view.norm(following.last - 1) in _scales():
        low *= table_scale(view.norm(following.last - 1))  # "2-3 million"
    unit, end = unit_at(view, following.last)
    unit = following.unit or number.unit or unit
    phrase = noun_phrase(view, max(end, following.last), many=True)
    if low >= high or (unit is None and phrase.noun is None):
        return _score(view, number, following) if joined and not unit else None
    if gap.strip() == "to" and view.norm(number.first - 1) == "from" and _moves(view, number.first):
        return None  # "rose from 20 to 40": two values, not one
    kind = _kind_of(unit)
    start = number.first - 1 if between else bound_before(view, number.first)[1]
    whole = replace(
        number, value=(low + high) / 2, last=following.last, span=Span(number.span.start, following.span.end)
    )
    part = part_of(
        view,
        replace(whole, unit_span=following.unit_span or number.unit_span),
        "range",
        start,
        phrase,
        kind,
        unit,
        end=max(end, following.last),
    )
    return replace(part, quantity=replace(part.quantity, low=low, high=high))


_WHOLES = (2, 3, 4, 5, 6, 7, 8, 9, 10, 20, 50, 100, 1000, 10_000, 100_000, 1_000_000)


def _one_in(view: View, number: Number, following: Number) -> Part:
    """ "one in five voters": a share."""
    span = Span(number.span.start, following.span.end)
    share = replace(number, value=number.value / following.value, last=following.last, span=span)
    part = _percent(view, share, *bound_before(view, number.first))
    phrase = noun_phrase(view, following.last, many=True)
    quantity = replace(part.quantity, noun=phrase.noun, modifiers=phrase.modifiers)
    return replace(part, quantity=quantity, phrase=NounPhrase(following.last, following.last))


def _moves(view: View, first: int) -> bool:
    changed = {
        *str(table("predicates")["changed"]["subject"]).split(),
        *str(table("predicates")["changed"]["object"]).split(),
    }
    return any(_stem(view.norm(k)) in {_stem(w) for w in changed} for k in range(max(0, first - 6), first))


def _stem(word: str) -> str:
    from verifier import lexicon

    return lexicon.lemma(word)


def _scales() -> tuple[str, ...]:
    return ("thousand", "million", "billion", "trillion")


def table_scale(word: str) -> float:
    """How many a scale word stands for."""
    return {"thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12}[word]


def _score(view: View, a: Number, b: Number) -> Part | None:
    small = a.value == int(a.value) and b.value == int(b.value) and max(a.value, b.value) < 300
    if not small or a.unit or b.unit:
        return None
    number = replace(a, last=b.last, span=Span(a.span.start, b.span.end))
    phrase = noun_phrase(view, b.last, many=False)
    part = part_of(view, number, "exact", a.first, phrase, "score", None)
    return replace(part, quantity=replace(part.quantity, low=min(a.value, b.value), high=max(a.value, b.value)))


def _kind_of(unit: str | None) -> Kind:
    if unit is None:
        return "count"
    if unit == "percent":
        return "percent"
    if _CURRENCY.fullmatch(unit) and unit not in {r[0] for r in table("units").values()}:
        return "money"
    row = next((r for r in table("units").values() if r[0] == unit.split()[-1]), None)
    return "duration" if row and row[2] == "time" else "measure"


# ------------------------------------------------------------------------------------------------- what is said of them


def _predicated(view: View, parts: Sequence[Part]) -> list[Part]:
    begins = {p.start for p in parts if not p.quantity.part}
    inside = {k for p in parts if p.quantity.part for k in range(p.start, p.end)}
    found = []
    for part in parts:
        q = part.quantity
        if q.kind not in ("count", "money", "percent"):
            found.append(part)
            continue
        skipped, stops = _among(inside, part), _among(begins, part)
        said = predicate(view, part.start, part.phrase, skipped=skipped, stops=stops, counts=q.kind == "count")
        found.append(replace(part, quantity=replace(q, predicate=said)))
    return found


def _gap(text: str, a: Quantity, b: Quantity) -> str:
    return text[a.span.end : b.span.start][:_NEAR].strip()


def _one_sentence(text: str, a: Quantity, b: Quantity) -> bool:
    return b.span.start - a.span.end < _NEAR and not re.search(r"[.!?]\s", _gap(text, a, b))


def _among(words: set[int], own: Part) -> Callable[[int], bool]:
    """Whether a word is one of `words`, and none of the quantity's own."""
    return lambda k: k in words and not own.start <= k < own.end


def _inherited(found: Sequence[Quantity], text: str) -> list[Quantity]:
    """A part of a whole has its predicate, and without a noun of its own its noun: "40 people killed, 12 of them"."""
    done: list[Quantity] = []
    whole: Quantity | None = None
    for q in found:
        if q.part and whole is not None and q.kind == "count" and _one_sentence(text, whole, q):
            q = replace(q, predicate=q.predicate or whole.predicate, noun=q.noun or whole.noun)
        elif q.kind == "count":
            if whole and q.predicate is None and _gap(text, whole, q) in ("and", ", and", ","):
                q = replace(q, predicate=whole.predicate)
            whole = q
        done.append(q)
    return done
