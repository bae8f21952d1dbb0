"""Two statements -> are they about one event, and if so, do they agree?

In this order, because two sentences on different events can neither confirm nor contradict each other, however much
they look as if: the same toll of another flood, the same minister a year later. Likeness of vectors is one witness of
that and not enough; shared names, numbers and rare words, and entailment itself, are the others.

Then three judges vote, each by named findings: the relation model, the guards (which words were exchanged), and the
comparison of what is counted and when. `decide` is the one pure function that makes a stance of their votes. It says
`unresolved` where they disagree, and where only the model speaks: a red mark that is wrong costs more than one that is
missing. Of 19 pairs of statements in the news that the model alone called contrary, one was.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from verifier.alignment import Token
from verifier.cues import can_contradict, names_agent, of_others
from verifier.datamodel import RELATIONS, DiffersOn, Finding, Reading, Relation, Stance
from verifier.deeds import same_deed
from verifier.differences import SameName
from verifier.events import Side
from verifier.guards import Guard, guards
from verifier.quantities import NumberMatch, Quantity, differences
from verifier.rewording import Topic, shared
from verifier.statements import Statement, named_alike
from verifier.text import words

if TYPE_CHECKING:
    from verifier.meaning import RelationModel

__all__ = ["Evidence", "Judgement", "ask", "decide", "features", "gather", "likelihood", "relation_of", "weighed"]

ENTAILS = 0.75
CONTRADICTS = 0.75
"""What the model must say to be heard where no other judge speaks; a contradiction is then only worth a look."""
SECONDS, LEANS = 0.35, 0.5
"""What it must say, both ways together or in one of them, to second a clash that is no proof by itself."""
DENIES = 0.85
"""Entailment so sure that it speaks against a clash of words; on numbers models are too lenient to be asked."""
PROOF = 0.9
"""A clash of this weight needs no second."""
SAME = 0.5
"""Likelihood from which on two statements are taken to be about one event."""
SURELY_SAME = 0.7
"""The same where a number is all that speaks of a contradiction."""
NEAR = 0.45
"""Cosine from which on a sentence is shown as related; below it only one that has most of the claim's words is read."""
MOST, SOME, LITTLE = 0.6, 0.4, 0.25
"""Parts of a statement's weighed content. Some is needed to state a claim, little where the model is very sure:"""
SURELY = 0.9
WEIGHT: dict[tuple[str, Reading], float] = {
    ("number", "real"): 1.0, ("number", "update"): 1.0, ("number", "unresolved"): 0.7,
    ("time", "real"): 0.7,
}  # fmt: skip
"""What a difference of numbers or times is worth as a clash. One of scope or format is none."""
LITTLE_ELSE = 0.4
"""How much of either statement the other must have, for a time to be looked at."""
OTHER_TIME = 0.5
"""What any clash is worth if the two also name different times: then it may be another count, or another deed."""
TOLD_OF_ONE_DEED = 0.9
"""What a time is worth that both tell of one deed, and near enough to be one: "was sold in 2014", "sold in 2015"."""
HARDLY_NEAR = 0.3
"""Cosine that is enough where both count the same: "Nobody was hurt", "Seven passengers were hurt when a bus ..."."""


Probabilities = tuple[float, float, float]
"""Entailment, neutral, contradiction."""


def ask(
    model: RelationModel, claim: Statement, sentences: Sequence[Statement], same_name: SameName
) -> list[tuple[Probabilities, Probabilities]]:
    """What the model says of each sentence: as premise to the claim, and as hypothesis, names printed alike."""
    pairs = [(named_alike(s, claim, same_name), " ".join(claim.text.split())) for s in sentences]
    pairs += [(b, a) for a, b in pairs]
    rows = [(float(e), float(n), float(c)) for e, n, c in model.relations(pairs)]
    return list(zip(rows[: len(sentences)], rows[len(sentences) :], strict=True))


@dataclass(frozen=True, slots=True)
class Evidence:
    """All that is known of a claim and a sentence, for `decide`.

    `near` is their cosine; `share` the part of the claim's content that the sentence has, `back` the part of the
    sentence's that the claim has, both weighed; `names` counts the claim's names that the sentence has, of `asked`.
    `forward`: the sentence is the premise, the claim the hypothesis; `backward` the other way round; None without a
    model. `verbatim`: both are the same words, on which no model is to be asked. `agent`: whether the sentence names
    whom the claim is about, None if that is no name; `others`: what the claim says is done, the sentence says of others
    only, as far as that can be read. `cue`: whether words of the two can bear a contradiction, so that the model is
    worth asking. `question`: one of them asks and states nothing.
    """

    near: float
    share: float
    back: float
    names: int
    asked: int
    forward: Probabilities | None
    backward: Probabilities | None
    numbers: NumberMatch
    guards: tuple[Guard, ...]
    verbatim: bool = False
    agent: bool | None = None
    others: bool = False
    cue: bool = True
    question: bool = False


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a sentence says of a claim, and why."""

    stance: Stance | None
    relation: Relation
    differs_on: tuple[DiffersOn, ...]
    findings: tuple[Finding, ...]


def gather(
    claim: Statement,
    sentence: Statement,
    near: float,
    topic: Topic,
    same_name: SameName,
    forward: Probabilities | None,
    backward: Probabilities | None,
) -> Evidence:
    """Let every judge look at a claim and a sentence. `topic` tells which words say little, as all have them."""
    pairs = shared(claim.tokens, sentence.tokens)
    here, there = (Side(s.text, s.names, same_name) for s in (claim, sentence))
    return Evidence(
        near=near,
        share=_weight([a for a, _ in pairs], topic) / (_weight(claim.tokens, topic) or 1),
        back=_weight([b for _, b in pairs], topic) / (_weight(sentence.tokens, topic) or 1),
        names=sum(_named(a.text, sentence, same_name) for a in claim.names),
        asked=len(claim.names),
        forward=forward,
        backward=backward,
        numbers=differences(
            claim.text,
            sentence.text,
            published_here=claim.published,
            published_there=sentence.published,
            same_deed=same_deed(here, there),
        ),
        guards=tuple(guards(claim.text, sentence.text, claim.names, sentence.names, same_name)),
        verbatim=[w.norm for w in words(claim.text)] == [w.norm for w in words(sentence.text)],
        agent=names_agent(here, there),
        others=of_others(here, there),
        cue=can_contradict(here, there),
        question=any(s.text.rstrip(" \"'”’)").endswith("?") for s in (claim, sentence)),
    )


def _named(name: str, sentence: Statement, same_name: SameName) -> bool:
    """Whether a sentence has a name, in any spelling; or the same words, whether or not they were read as a name."""
    printed = re.search(rf"(?<!\w){re.escape(name)}(?!\w)", sentence.text)
    return printed is not None or any(same_name(name, other.text) for other in sentence.names)


def _weight(part: Sequence[Token], topic: Topic) -> float:
    return sum(topic.weight(t) for t in {t.key: t for t in part if t.content}.values())


def likelihood(e: Evidence) -> float:
    """How likely it is, in [0, 1], that the two are about one event, whatever they say of it."""
    return weighed(*features(e))


def features(e: Evidence) -> tuple[float, float, float, float, float, float]:
    """What speaks for one event: nearness, shared content each way and at least, names, what both count."""
    counted = len(_agreed(e)) + sum(d.dimension == "number" for d in e.numbers.tied)
    return e.near, e.share, e.back, min(e.share, e.back), min(e.names, 4), min(counted, 2)


def weighed(near: float, share: float, back: float, least: float, names: float, numbers: float) -> float:
    """A logistic regression on sentence pairs of ECB+, fitted by scripts/fit_event.py."""
    x = 1.72 * near + 4.0 * share - 0.65 * back + 1.33 * least + 0.2 * names + 0.67 * numbers
    return 1 / (1 + math.exp(1.33 - x))


def decide(e: Evidence) -> Judgement:
    """The stance of a sentence to a claim. Pure; None if the sentence has nothing to do with it."""
    entails, entailed, contradicts = _model(e)
    same = likelihood(e)
    clashes = _clashes(e)
    differs = tuple(d for _, d in clashes) + tuple(d for d in e.numbers.differs if not _weight_of(e, d))
    findings = (_about(e, same), *(g.finding for g in e.guards), *_says(e))

    def judged(stance: Stance | None) -> Judgement:
        lacking = _lacks(e) if stance in ("partly", "unresolved") else []
        return Judgement(stance, relation_of(e), differs, (*findings, *lacking))

    if same < SAME or not _near(e):
        return judged("related" if e.near >= NEAR else None)
    if e.question:
        return judged("related")
    if clashes:
        return judged("contradicts" if _proven(e, clashes, same) else "unresolved")
    if contradicts >= CONTRADICTS:
        return judged("unresolved")
    if any(d.reading != "format" for d in differs):
        return judged("unresolved" if max(entails, entailed) >= ENTAILS else "related")
    if entails >= ENTAILS and _holds(e, entails):
        return judged("partly" if _looser(e) or e.names < e.asked else "states")
    part = (entailed >= ENTAILS and e.back >= SOME) or (same >= SURELY_SAME and _confirmed(e))
    return judged("partly" if part and not _of_others(e) else "related")


def _near(e: Evidence) -> bool:
    """Whether the two are near enough to be compared at all."""
    return e.near >= NEAR or e.share >= MOST or (bool(e.numbers.tied) and e.near >= HARDLY_NEAR)


def _proven(e: Evidence, clashes: Sequence[tuple[float, DiffersOn]], same: float) -> bool:
    """Whether one of the clashes shows a contradiction, by itself or seconded. One that has another reading does not.

    The model's entailment speaks against a clash of words, not against one of numbers or times of one deed: models of
    this size take 40 for 52, and 2014 for 2015, too easily.
    """
    entails, _, contradicts = _model(e)
    seconded = contradicts >= SECONDS or any(row and row[2] >= LEANS for row in (e.forward, e.backward))
    for weight, d in clashes:
        if d.reading not in ("real", "update") or (d.dimension == "time" and weight < PROOF):
            continue
        tied = d in e.numbers.tied
        if d.dimension == "number" or tied:
            if weight >= PROOF and (same >= SURELY_SAME or seconded or tied):
                return True
        elif entails < DENIES and (seconded or weight >= PROOF):
            return True
    return False


def _holds(e: Evidence, entails: float) -> bool:
    """Whether the sentence has so much of the claim's content, and a name of it, that it can be said to state it."""
    if (e.asked and not e.names) or _of_others(e):
        return False
    return e.share >= (LITTLE if entails >= SURELY else SOME)


def _of_others(e: Evidence) -> bool:
    """Whether the sentence tells of somebody or something else: "our forces entered the prison", "... the suburbs"."""
    return e.agent is False or (e.others and min(e.share, e.back) < SOME)


def _model(e: Evidence) -> Probabilities:
    """Whether the sentence entails the claim, the claim the sentence, and whether they contradict, either way."""
    if e.verbatim:
        return 1.0, 1.0, 0.0
    if e.forward is None or e.backward is None:
        return 0.0, 0.0, 0.0
    return e.forward[0], e.backward[0], (e.forward[2] + e.backward[2]) / 2


def _clashes(e: Evidence) -> list[tuple[float, DiffersOn]]:
    """What the two cannot both be right on, the surest first."""
    if e.numbers.times_far:  # the like of it, long before or after
        return [(w, d) for d in e.numbers.differs if d.dimension == "time" and (w := _weight_of(e, d))]
    limit = OTHER_TIME if _other_time(e) else 1.0
    numbers = [(weight, d) for d in e.numbers.differs if (weight := _weight_of(e, d))]
    words = [(min(g.finding.score, limit), g.differs) for g in e.guards if g.differs]
    return sorted([*numbers, *words], key=lambda pair: -pair[0])


def _weight_of(e: Evidence, d: DiffersOn) -> float:
    """What a difference of numbers or times proves. A time belongs to a deed: it tells only if that is the same."""
    weight = WEIGHT.get((d.dimension, d.reading), 0.0)
    if d.dimension == "time":
        if d in e.numbers.close and max(e.share, e.back) >= SOME:
            return TOLD_OF_ONE_DEED if weight else 0.0
        return weight if d in e.numbers.tied or min(e.share, e.back) >= LITTLE_ELSE else 0.0
    return min(weight, OTHER_TIME) if _other_time(e) else weight


def _other_time(e: Evidence) -> bool:
    """Whether the two may tell of two times: they name different ones, or such as cannot be compared."""
    return e.numbers.times_open or any(d.dimension == "time" and d.reading != "format" for d in e.numbers.differs)


def _agreed(e: Evidence) -> list[str]:
    """How each count of the claim that the sentence confirms is confirmed: "same" or "compatible"."""
    return [p.comparison.label for p in e.numbers.pairs if isinstance(p.here, Quantity)]


def _confirmed(e: Evidence) -> bool:
    """Whether a count of the claim is confirmed, and not of another deed: 200 lorries "arrived", 200 "left"."""
    return any(isinstance(p.here, Quantity) and p.one_deed is not False for p in e.numbers.pairs)


def _looser(e: Evidence) -> bool:
    """Whether the sentence lacks a number or time of the claim, or only allows a number: "more than 40" against 43."""
    return bool(e.numbers.unmatched_here or e.numbers.times_here) or "compatible" in _agreed(e)


def relation_of(e: Evidence) -> Relation:
    """The model's own answer, whatever the other judges say; the same words follow from each other."""
    if e.verbatim:
        return Relation("entailment", 1.0)
    if e.forward is None:
        return Relation("unknown", 0.0)
    label, score = max(zip(RELATIONS, e.forward, strict=True), key=lambda one: one[1])
    return Relation(label, round(score, 4))


def _about(e: Evidence, same: float) -> Finding:
    content = (
        f"the sentence has {e.share:.0%} of what the claim says in its own words; nearness in meaning {e.near:.2f}"
    )
    return Finding("same-event", round(same, 2), content)


SAYS = {
    "entailment": "the relation model reads the claim as following from the sentence",
    "neutral": "the relation model reads the sentence as neither stating the claim nor contradicting it",
    "contradiction": "the relation model reads the sentence as contradicting the claim",
}


def _says(e: Evidence) -> list[Finding]:
    if e.verbatim:
        return [Finding("same-words", 1.0, "prints the claim word for word")]
    if e.forward is None:
        return []
    relation = relation_of(e)
    return [Finding("relation-model", round(relation.score, 2), SAYS[relation.label])]


def _lacks(e: Evidence) -> list[Finding]:
    """What the claim says and the sentence does not: why it states the claim in part at most."""
    missing = [q.text for q in e.numbers.unmatched_here] + [m.text for m in e.numbers.times_here]
    found = [Finding("not-said", 0.8, f"the sentence does not say “{text}”") for text in missing]
    if e.agent is False:
        found.append(Finding("not-said", 0.8, "the sentence does not name whom the claim is about"))
    return found
