"""A clause -> how it is meant: negated or not, and done, asserted, announced, planned, possible, a duty or left open.

The degrees follow the factuality values of FactBank (Saurí & Pustejovsky, 2009): what a clause says by its own words,
and what the words say on which it hangs ("denied that", "plans to", "if"). Two negations make none.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice, pairwise, takewhile

from verifier import lexicon
from verifier.clauses import Clause, Reading
from verifier.conflicts import DEGREES
from verifier.grammar import Phrase, keys_of, listed, quantity_lines

__all__ = ["Status", "status"]

STEPS = 3
"""So many clauses above a clause are looked at: "denied that he planned to leave" has two."""
NEAR = 10
"""So many words behind a negated verb an exception is looked for."""
LONGEST = 14
"""Words: of a longer stretch from negation to verb only the verb is shown."""


@dataclass(frozen=True, slots=True)
class Status:
    """Whether a clause is negated, how far it is done (`degree`), and the words that say so.

    `told` is False if it is left open whether it is so: in a condition, or an infinitive or participle on which no word
    of known meaning bears.
    """

    negated: bool
    degree: str
    words: str
    told: bool


def status(reading: Reading, clause: Clause) -> Status:
    """How a clause is meant."""
    row = reading.words
    places = [i for i in range(*clause.group) if _negates(reading, i)] + _nobodies(reading, clause)
    negations, degree = len(places), _degree(reading, clause)
    told = clause.finite and not (places and _but_for(reading, clause))
    if clause.led is not None and row[clause.led].norm == "without":
        negations += 1
        places.append(clause.led)
        told = True
    elif clause.led is not None and row[clause.led].norm in listed("conditions"):
        degree = "open"
        places.append(clause.led)
    for head, count, meant in _above(reading, clause):
        negations += count
        degree = meant or degree
        places.append(head)
        told = True
    spots = [*places, *range(*clause.group)]
    start, end = min(spots), max(spots) + 1
    printed = reading.printed(start, end) if end - start <= LONGEST else reading.printed(*clause.group)
    return Status(
        negations % 2 == 1,
        degree,
        printed,
        told and degree != "open" and not _partly(reading, clause) and not _unreal(reading, clause, degree),
    )


def _unreal(reading: Reading, clause: Clause, degree: str) -> bool:
    """ "Would (not) have sold", "should not have been sold": the contrary was the case, or nobody says."""
    have = any(reading.words[i].norm == "have" for i in range(*clause.group))
    return degree in ("conditional", "duty") and have


def _but_for(reading: Reading, clause: Clause) -> bool:
    """Whether a negation has an exception: "could not be sold without a permit", "was not sold except to members"."""
    after = takewhile(lambda w: w.tag not in (",", ".", ":"), reading.words[clause.group[1] :])
    return any(w.norm in listed("exceptions") for w in islice(after, NEAR))


def _above(reading: Reading, clause: Clause) -> Iterator[tuple[int, int, str]]:
    """What a clause hangs on: its place, how often that negates it, and the degree that it gives it, if any."""
    row = reading.words
    below: Clause | int | None = clause
    for _ in range(STEPS):
        above = _next_above(reading, below)
        if above is None:
            return
        head = above.head if isinstance(above, Clause) else above
        key, infinitive = row[head].key, isinstance(below, Clause) and below.infinitive
        negations = int(key in keys_of("denying"))
        degree = "planned" if key in keys_of("planned") and infinitive else "open" if key in keys_of("open") else ""
        degree = "duty" if key in keys_of("forbidding") else degree
        inner = _inner(reading, above)
        if inner and not isinstance(above, Clause) and lexicon.in_class(key, "doubled"):
            return  # "no doubt that"
        if negations or degree or (key in keys_of("supposing") and inner):
            yield min([head, *inner]), negations + len(inner), degree
        elif inner and (infinitive or key in keys_of("reporting") or not isinstance(above, Clause)):
            yield head, 0, "open"  # "would not allow them to leave", "did not say that", "no evidence that"
        below = above


def _inner(reading: Reading, above: Clause | int) -> list[int]:
    """What negates a clause or noun by itself."""
    if isinstance(above, Clause):
        return [i for i in range(*above.group) if _negates(reading, i)] + _nobodies(reading, above)
    return [p.start for p in reading.phrases if p.head == above and _nobody(reading, p)]


def _next_above(reading: Reading, below: Clause | int | None) -> Clause | int | None:
    """The clause or noun above; above a noun the verb of which it is the object: "denied the claim |that"."""
    if isinstance(below, Clause):
        return below.above
    verbs = [c for c in reading.clauses if any(p.head == below for p in c.object)]
    return verbs[0] if verbs and verbs[0].key in keys_of("denying") else None


def _nobodies(reading: Reading, clause: Clause) -> list[int]:
    """Where the subject or an object says that there is none; only one subject of several counts."""
    subject = [p.start for p in clause.subject if _nobody(reading, p)][:1]
    if clause.relative or not (clause.finite or clause.passive):
        subject = []
    return subject + [p.start for p in clause.object if _nobody(reading, p)][:1]


def _nobody(reading: Reading, phrase: Phrase) -> bool:
    """Whether a phrase says that there is none: "no one", "neither side"; not "nothing but", "no more likely"."""
    row = reading.words
    first = row[phrase.start].norm
    if first not in listed("nobody"):
        return phrase.start > 0 and row[phrase.start - 1].norm in ("nor", "neither")
    after = row[phrase.start + 1].norm if phrase.start + 1 < len(row) else ""
    return after not in ("but", "more", "less", "fewer", "other")


def _negates(reading: Reading, i: int) -> bool:
    """Whether a word of a verb group reverses it; "not only", "no doubt" do not."""
    row = reading.words
    if row[i].norm not in listed("not") and not (
        row[i].norm == "no" and row[i + 1 : i + 2] and row[i + 1].norm == "longer"
    ):
        return False
    return not (i + 1 < len(row) and lexicon.in_class(row[i + 1].key, "doubled"))


def _partly(reading: Reading, clause: Clause) -> bool:
    """Whether a negation sets a time or an amount: "did not leave until noon", "were not all", "not every"."""
    row = reading.words[clause.group[0] : clause.group[1] + 12]
    whole = any(a.norm in listed("not") and quantity_lines()[0].get(b.norm) == 0 for a, b in pairwise(row))
    return whole or any(w.norm == "until" for w in row)


def _degree(reading: Reading, clause: Clause) -> str:
    """How certain and how done a clause is by its own words."""
    row = reading.words
    norms = {row[i].norm for i in range(*clause.group)}
    for name in DEGREES:
        if norms & listed(name):
            return name
    if norms & listed("alleged"):
        return "alleged"
    if not clause.finite:
        return "unknown"
    tags = [row[i].tag for i in range(*clause.group)]
    bare = "VBN" in tags and not any(tag in ("VBZ", "VBP", "MD") for tag in tags)
    if "VBD" in tags or bare or (norms & {"has", "have", "had"} and "VBN" in tags):
        return "done"
    return "unknown" if "MD" in tags else "present"
