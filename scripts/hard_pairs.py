"""News sentences -> pairs of sentences that differ in one thing, labelled by how they were made.

What public NLI data lack is what a fact-checker meets: two long sentences that agree in every word but a number, a name
or a "not". Each maker below takes a sentence and returns (premise, hypothesis, label, kind), or None where it finds
nothing to change. Labels follow the convention of the NLI corpora: both sentences are about one event, so another
person or place in the same part contradicts. For every way to break a sentence there is one that changes as little
and keeps the meaning, or the model would learn that nearly identical means contradiction.
"""

from __future__ import annotations

import random
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise, zip_longest
from typing import Any

from verifier import lexicon
from verifier.articles import layout
from verifier.datamodel import Article, Mention
from verifier.names.mentions import mentions
from verifier.text import sentences

Pair = tuple[str, str, str, str]

WORDS = range(8, 36)
"""Shorter sentences have nothing to change, longer ones are rarely one statement."""

NUMBER = re.compile(r"(?<![\w.,$€£-])(\d{1,3}(?:,\d{3})+|\d+)(?![\w,.]?\d|\w|-)")
NAMED = re.compile(r"[A-Z]\w*\.? $")
"""A number behind a capital is part of a name or a date: May 9, Interstate 5."""
BOUND = re.compile(
    r"(?:than|least|most|over|under|nearly|almost|about|around|some|to|approximately|roughly) [$€£]?$", re.I
)
AUXILIARY = re.compile(r"\b(is|are|was|were|will|would|can|could|should|has|have|had|did|does|must)\b(?! not|n't|n’t)")
SHORT_NOT = re.compile(r"\b(is|are|was|were|will|would|could|should|has|have|had|did|does|must)(?: not|n['’]t)\b")
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
YEAR = re.compile(r"\b(?:in|since|of) ((?:19|20)\d\d)\b")
DAY = re.compile(rf"\b({'|'.join(DAYS)})\b")
FATES = ("killed", "injured", "arrested", "displaced", "evacuated", "hospitalised", "released")
FATE = re.compile(r"\b(killed|injured|wounded|arrested|displaced|evacuated|released|detained)\b")
LEAD = re.compile(r"^(?:On|In|At|After|Since|According to|Last|Earlier|During) [^,]{3,60}, (?=[a-zA-Z])")
TAIL = re.compile(r", (?:(?:he|she|they|it|[A-Z]\w+|officials|police|the \w+) (?:said|says|added|told)[^,]{0,40})\.$")
CLAUSE = re.compile(
    r"(?:, (?:which|who|whose|where|although|as|including)| (?:while|because|after|before|despite)) [^,;]{12,}(?=[.,])"
)
QUANTIFIERS = {
    "all": ("none", "some"), "every": ("no",), "most": ("few",), "many": ("few",), "several": ("no",),
    "both": ("neither",), "always": ("never",), "never": ("always",), "everyone": ("no one",),
    "nobody": ("everybody",), "few": ("most", "many"),
}  # fmt: skip
QUANTIFIER = re.compile(rf"\b({'|'.join(QUANTIFIERS)})\b(?! of us)")
MODAL = re.compile(r"\b(will|would)\b(?! not)")
ACTIVE = re.compile(r"^\W+(?:\w+ ){0,2}\w+(?:ed|s|ought|old|ent|ook|ave)\W+(?:\w+ ){0,2}$")
SYMMETRIC = re.compile(r"\b(?:and|or|with|met|meets|married|joined|agreed|between|versus|talk\w*)\b|[,;:()\"“”]")


@dataclass(frozen=True)
class Line:
    """A sentence, the names in it, and what else its article names, by kind."""

    text: str
    names: tuple[Mention, ...]
    others: dict[str, list[str]]
    following: str


def lines(articles: Iterable[dict[str, Any]]) -> list[Line]:
    """The sentences of articles (`id`, `text`) with their names, offsets within the sentence."""
    out = []
    for row in articles:
        article = Article(row["id"], row["text"])
        found = sentences(article.id, article.text, layout(article.text))
        known = mentions(article, found)
        others: dict[str, list[str]] = defaultdict(list)
        for m in known:
            if m.text not in others[m.kind]:
                others[m.kind].append(m.text)
        body = [s for s in found if s.role == "body"]
        for s, after in zip_longest(body, body[1:]):
            text = " ".join(s.span.of(article.text).split())
            if len(text.split()) not in WORDS or text[-1] not in '.!?"”' or "<" in text:
                continue
            inside = tuple(m for m in known if s.span.covers(m.span) and m.text in text)
            follow = " ".join(after.span.of(article.text).split()) if after else ""
            out.append(Line(text, inside, others, follow))
    return out


def _replaced(text: str, start: int, end: int, new: str) -> str:
    return text[:start] + new + text[end:]


def _number(line: Line, rng: random.Random) -> re.Match[str] | None:
    found = [
        m
        for m in NUMBER.finditer(line.text)
        if not (len(m[1]) == 4 and m[1][:2] in ("19", "20"))
        and not BOUND.search(line.text[: m.start()])
        and not NAMED.search(line.text[: m.start()])
    ]
    return rng.choice(found) if found else None


def _another(value: int, rng: random.Random) -> int:
    for _ in range(20):
        new = round(value * rng.choice((0.3, 0.5, 0.7, 0.8, 0.9, 1.1, 1.2, 1.4, 2, 3))) + rng.choice((0, 0, 1, -1))
        if new > 0 and new != value:
            return new
    return value + 7


def _like(value: int, printed: str) -> str:
    return f"{value:,}" if "," in printed else str(value)


def number_changed(line: Line, rng: random.Random) -> Pair | None:
    """ "12 people died" / "17 people died"."""
    m = _number(line, rng)
    if not m:
        return None
    new = _like(_another(int(m[1].replace(",", "")), rng), m[1])
    return line.text, _replaced(line.text, m.start(1), m.end(1), new), "contradiction", "number"


def number_printed_otherwise(line: Line, rng: random.Random) -> Pair | None:
    """ "1,200" / "1200" / "1.200"; "12" / "at least 10" / "more than 11"."""
    m = _number(line, rng)
    if not m:
        return None
    value = int(m[1].replace(",", ""))
    unit = 10 ** max(0, len(str(value)) - 1)
    floor = value // unit * unit
    ways = [f"at least {_like(value, m[1])}", f"about {_like(value, m[1])}"]
    if "," in m[1]:
        ways += [m[1].replace(",", ""), m[1].replace(",", ".")] * 2
    if 10 <= floor < value:
        ways += [f"more than {_like(floor, m[1])}", f"over {_like(floor, m[1])}", f"at least {_like(floor, m[1])}"]
    return line.text, _replaced(line.text, m.start(1), m.end(1), rng.choice(ways)), "entailment", "number-form"


def number_sharpened(line: Line, rng: random.Random) -> Pair | None:
    """ "more than 200" does not say "260"."""
    m = _number(line, rng)
    if not m:
        return None
    value = int(m[1].replace(",", ""))
    bound = rng.choice(("more than", "at least", "over"))
    more = _like(value + max(1, int(value * rng.choice((0.1, 0.2, 0.3)))), m[1])
    premise = _replaced(line.text, m.start(1), m.end(1), f"{bound} {m[1]}")
    return premise, _replaced(line.text, m.start(1), m.end(1), more), "neutral", "number-bound"


def other_count(line: Line, rng: random.Random) -> Pair | None:
    """ "12 people were killed" says nothing of "30 people were injured"."""
    m, fate = _number(line, rng), FATE.search(line.text)
    if not m or not fate or m.end() > fate.start():
        return None
    other = rng.choice([f for f in FATES if f != fate[1] and {f, fate[1]} != {"injured", "wounded"}])
    text = _replaced(line.text, fate.start(), fate.end(), other)
    new = _like(_another(int(m[1].replace(",", "")), rng), m[1])
    return line.text, _replaced(text, m.start(1), m.end(1), new), "neutral", "other-count"


def negated(line: Line, rng: random.Random) -> Pair | None:
    """An auxiliary gets a "not", or loses it; either side may be the premise."""
    lost = SHORT_NOT.search(line.text)
    if lost:
        other = _replaced(line.text, lost.start(), lost.end(), lost[1])
    else:
        m = AUXILIARY.search(line.text)
        if not m:
            return None
        short = rng.random() < 0.3 and m[1] not in ("can", "will")
        other = _replaced(line.text, m.end(), m.end(), "n't" if short else " not")
    pair = (line.text, other) if rng.random() < 0.5 else (other, line.text)
    return *pair, "contradiction", "negation"


def opposite(line: Line, rng: random.Random) -> Pair | None:
    """One word for its opposite, in the form printed."""
    words = list(re.finditer(r"\b[a-z]{4,}\b", line.text))
    rng.shuffle(words)
    for m in words:
        others = sorted(lexicon.opposites(m[0]))
        if lexicon.lemma(m[0]) == m[0] and others:
            return line.text, _replaced(line.text, *m.span(), rng.choice(others)), "contradiction", "antonym"
    return None


def synonym(line: Line, rng: random.Random) -> Pair | None:
    """One word for another of about the same meaning: a changed word alone is no contradiction."""
    words = list(re.finditer(r"\b[a-z]{4,}\b", line.text))
    rng.shuffle(words)
    for m in words:
        others = sorted(lexicon.synonyms(m[0]))
        if lexicon.lemma(m[0]) == m[0] and others:
            return line.text, _replaced(line.text, *m.span(), rng.choice(others)), "entailment", "synonym"
    return None


def _name_exchanged(line: Line, rng: random.Random, kind: str) -> Pair | None:
    chosen = [m for m in line.names if m.kind == kind and line.text.count(m.text) == 1 and len(m.text) > 3]
    if not chosen:
        return None
    name = rng.choice(chosen).text
    words = set(name.split())
    others = [o for o in line.others[kind] if not words & set(o.split()) and o not in line.text and len(o) > 3]
    if not others:
        return None
    return line.text, line.text.replace(name, rng.choice(others)), "contradiction", f"{kind}-exchanged"


def person_exchanged(line: Line, rng: random.Random) -> Pair | None:
    return _name_exchanged(line, rng, "person")


def place_exchanged(line: Line, rng: random.Random) -> Pair | None:
    return _name_exchanged(line, rng, "place")


def organisation_exchanged(line: Line, rng: random.Random) -> Pair | None:
    return _name_exchanged(line, rng, "organisation")


def agent_and_patient(line: Line, rng: random.Random) -> Pair | None:
    """ "A attacked B" / "B attacked A"."""
    found = [m for m in line.names if line.text.count(m.text) == 1 and m.kind != "place"]
    for a, b in pairwise(found):
        start, end = line.text.find(a.text), line.text.find(b.text)
        between = line.text[start + len(a.text) : end]
        if start < 0 or end < start or SYMMETRIC.search(between) or not ACTIVE.search(between):
            continue
        swapped = line.text[:start] + b.text + between + a.text + line.text[end + len(b.text) :]
        return line.text, swapped, "contradiction", "agent-patient"
    return None


def shortened_name(line: Line, rng: random.Random) -> Pair | None:
    """A person by his surname."""
    persons = [m.text for m in line.names if m.kind == "person" and m.text.count(" ") in (1, 2)]
    full = [name for name in persons if line.text.count(name) == 1]
    if not full:
        return None
    name = rng.choice(full)
    return line.text, line.text.replace(name, name.split()[-1]), "entailment", "name-shortened"


def time_changed(line: Line, rng: random.Random) -> Pair | None:
    """Another weekday or year."""
    day, year = DAY.search(line.text), YEAR.search(line.text)
    if day:
        new = rng.choice([d for d in DAYS if d != day[1]])
        return line.text, _replaced(line.text, day.start(1), day.end(1), new), "contradiction", "time"
    if year:
        new = str(int(year[1]) + rng.choice((-12, -3, -2, -1, 1, 2, 3)))
        return line.text, _replaced(line.text, year.start(1), year.end(1), new), "contradiction", "time"
    return None


def quantifier_changed(line: Line, rng: random.Random) -> Pair | None:
    m = QUANTIFIER.search(line.text)
    if not m:
        return None
    return line.text, _replaced(line.text, *m.span(), rng.choice(QUANTIFIERS[m[1]])), "contradiction", "quantifier"


def cut(line: Line, rng: random.Random) -> Pair | None:
    """Less said is entailed; the other way round, more is said than is known."""
    for pattern in rng.sample((LEAD, TAIL, CLAUSE), 3):
        m = pattern.search(line.text)
        if not m or SHORT_NOT.search(m[0]) or " if " in m[0]:
            continue
        less = line.text[: m.start()] + ("." if m[0].endswith(".") else "") + line.text[m.end() :]
        less = less[0].upper() + less[1:]
        if len(less.split()) < 6:
            continue
        if rng.random() < 0.5:
            return line.text, less, "entailment", "cut"
        return less, line.text, "neutral", "added"
    return None


def modal(line: Line, rng: random.Random) -> Pair | None:
    """What may be is not said to be so."""
    m = MODAL.search(line.text)
    if not m:
        return None
    return _replaced(line.text, *m.span(), rng.choice(("may", "might", "could"))), line.text, "neutral", "modality"


def same(line: Line, rng: random.Random) -> Pair | None:
    """The same words, printed otherwise."""
    text = line.text.translate(str.maketrans("“”’–—", '""\'--'))
    text = rng.choice((text, text.rstrip("."), text.lower(), text))
    return line.text, text, "entailment", "same"


def next_one(line: Line, rng: random.Random) -> Pair | None:
    """What the same article says next, of somebody named in both."""
    if not any(m.text in line.following for m in line.names) or len(line.following.split()) not in WORDS:
        return None
    return line.text, line.following, "neutral", "next"


MAKERS: Sequence[tuple[Callable[[Line, random.Random], Pair | None], int]] = (
    (number_changed, 2600), (number_printed_otherwise, 2400), (number_sharpened, 900), (other_count, 500),
    (negated, 2200), (opposite, 1600), (synonym, 2400), (person_exchanged, 1500), (place_exchanged, 1300),
    (organisation_exchanged, 900), (agent_and_patient, 900), (shortened_name, 1500), (time_changed, 1200),
    (quantifier_changed, 800), (cut, 4500), (modal, 900), (same, 2200), (next_one, 2200),
)  # fmt: skip
"""Each maker, and how many pairs of it at most."""


def hard_pairs(articles: Iterable[dict[str, Any]], seed: int) -> list[Pair]:
    """The pairs of all makers, each from sentences drawn at random."""
    rng = random.Random(seed)
    drawn = lines(articles)
    out: list[Pair] = []
    for make, most in MAKERS:
        rng.shuffle(drawn)
        count = 0
        for line in drawn:
            pair = make(line, rng)
            if pair and (pair[0] != pair[1] or pair[3] == "same"):
                out.append(pair)
                count += 1
            if count == most:
                break
    return out
