"""`evaluate.py tamper`: what passes as printed, and under which label, of copies and forgeries of printed quotations?

Copies and forgeries come from `tampering.py`, names in the quotations from the program's own analysis, corrected by
rules (a person has a known given name or an office somewhere in the pile; a place is a country, a capital, or stands
behind "in"). In a pile of several events every fifth one is held out: no threshold was set on it, and its share is
reported beside the other; its quotations are also asked where its articles are not there.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import tempfile
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from evaluation import ask, read, share, table
from rapidfuzz import fuzz, process, utils
from tampering import COPIES, FORGERIES, PRINTED, Name, Quotation, Sources, folded, quotations

from verifier import articles, encoders
from verifier.case import Case
from verifier.datamodel import Article, Entity, Mention
from verifier.encoders import Encoder
from verifier.errors import InputError
from verifier.names import gazetteer
from verifier.pipeline import add_articles
from verifier.verify import verify_quote

__all__ = ["run"]

KINDS = {**COPIES, **FORGERIES}
ABSENT = "of another story"
ROUNDS = 3
"""So many forgeries of one kind at most are made of one quotation, where there are few."""


@dataclass(frozen=True, slots=True)
class Trial:
    """One query, what was done to which quotation, and its verdict."""

    kind: str
    query: str
    made_from: Quotation
    held_out: bool
    verdict: str = ""


def run(options: argparse.Namespace) -> None:
    """Make them, ask ours and the peers, print two tables."""
    pile, event = read_pile(options.pile)
    held = held_out(event)
    encoder = None if options.no_meaning else encoders.load()
    with tempfile.TemporaryDirectory() as folder, Case.open(Path(folder, "case.db")) as case:
        add_articles(case, pile, encoder)
        own = material(pile, case)
        trials, skipped = made(own, sources(own, pile, case), held, options)
        load = (lambda: encoder) if encoder else None
        asked = [replace(t, verdict=verify_quote(case, t.query, encoder=load).label) for t in trials]
        asked += without(case, own, held, load, options)
    print(f"{len(pile)} articles with {len(own)} different quotations; {len(held)} articles held out\n")
    report(asked, skipped, accepting(pile, asked, held, options.peers_python))
    if options.errors:
        options.errors.write_text("".join(map(as_line, filter(is_wrong, asked))), "utf-8")
    if options.forgeries:
        options.forgeries.write_text("".join(map(as_line, asked)), "utf-8")


def as_line(trial: Trial) -> str:
    row = {"kind": trial.kind, "verdict": trial.verdict, "query": trial.query, "from": trial.made_from.words}
    return json.dumps({**row, "article": trial.made_from.article}, ensure_ascii=False) + "\n"


# --------------------------------------------------------------------------------------------------------- the material


def read_pile(path: Path) -> tuple[list[Article], dict[str, str]]:
    """The articles of a file of rows or of a folder, and each one's event (without events, the article itself)."""
    if path.suffixes[-2:] != [".jsonl", ".gz"] and path.suffix != ".jsonl":
        found = list(articles.read([path]))
        for item in found:
            if isinstance(item, InputError):
                raise item
        pile = [item for item in found if isinstance(item, Article)]
        return pile, dict.fromkeys((a.id for a in pile), "")
    rows = read(path)
    pile = [
        Article(r["id"], r["text"], r.get("title"), r.get("outlet") or r.get("source"), r.get("url"), r.get("date"))
        for r in rows
    ]
    return pile, {r["id"]: str(r.get("event", r["id"])) for r in rows}


def held_out(event: dict[str, str]) -> set[str]:
    """The articles of every fifth event, if there are so many."""
    events = sorted(set(event.values()))
    out = set(events[::5]) if len(events) >= 5 else set()
    return {article for article, of in event.items() if of in out}


def material(pile: Sequence[Article], case: Case) -> list[Quotation]:
    """Each wording once, with the names in it. What stands in no sentence of the body is no quotation."""
    found: dict[str, Quotation] = {}
    people, places = people_of(case), places_of(pile, case)
    for article in pile:
        body = [s.span for s in case.sentences(article.id) if s.role == "body"]
        mentions = case.mentions(article.id)
        for q in quotations(article.id, article.text):
            if any(s.start <= q.start < s.end for s in body):
                found.setdefault(folded(q.words), replace(q, names=tuple(names_in(q, mentions, people, places))))
    return list(found.values())


def names_in(
    q: Quotation, mentions: Sequence[Mention], people: dict[str, str], places: dict[str, str]
) -> Iterable[Name]:
    for mention in mentions:
        start, end = mention.span.start - q.start, mention.span.end - q.start
        if start >= 0 and end <= len(q.words) and q.words[start:end] == mention.text:
            if bearer := people.get(gazetteer.fold(mention.text)):
                yield Name(start, end, "person", bearer)
            elif mention.text in places:
                yield Name(start, end, "place", places[mention.text])


def sources(own: Sequence[Quotation], pile: Sequence[Article], case: Case) -> Sources:
    """What forgeries may draw on."""
    by_article: dict[str, list[Quotation]] = defaultdict(list)
    for quotation in own:
        by_article[quotation.article].append(quotation)
    whole_names = {bearer: bearer for bearer in people_of(case).values()}
    places = {place: place for place in sorted(set(places_of(pile, case).values()))}
    return Sources(random.Random(0), dict(by_article), whole_names, places)


def people_of(case: Case) -> dict[str, str]:
    """Folded form of a name -> the whole name of its bearer, for persons whose given name is a known one."""
    found: dict[str, str] = {}
    for entity in case.entities():
        if whole := whole_name(entity):
            own = re.split(r"[\s-]", whole)
            found.update({gazetteer.fold(f.form): whole for f in entity.forms if f.form.split()[-1] in (*own, whole)})
    return found


def whole_name(entity: Entity) -> str | None:
    """A person's given name and surname as printed, if the given name is a known one or the person has an office."""
    for form in entity.forms if entity.kind == "person" else ():
        words = form.form.split()
        known = gazetteer.fold(words[0]) in gazetteer.gender() or bool(entity.roles)
        if len(words) == 2 and known and words[1] != words[1].lower():
            return form.form if gazetteer.fold(words[1]) not in gazetteer.common() and len(words[1]) > 2 else None
    return None


def places_of(pile: Sequence[Article], case: Case) -> dict[str, str]:
    """Name -> what place it means (a capital its country, since newspapers let it stand for that): countries, capitals,
    and what is said to be a place and printed behind "in", "near" or "from" more than once."""
    kinds: dict[str, set[str]] = defaultdict(set)
    for mention in case.mentions():
        kinds[mention.text].add(mention.kind)
    text = "\n".join(article.text for article in pile)
    behind = Counter(m[1] for m in re.finditer(r"\b(?:in|near|from) (?:the )?([A-Z][\w-]*(?: [A-Z][\w-]*)*)", text))
    found: dict[str, str] = {}
    for name in sorted(kinds):
        plain = gazetteer.fold(name)
        country = gazetteer.country(plain) if gazetteer.is_country(plain) else gazetteer.capital(plain)
        elsewhere = kinds[name] == {"place"} and behind[name] > 1 and plain not in gazetteer.common()
        if country or elsewhere:
            found[name] = country or name
    return found


def made(
    own: Sequence[Quotation], draw_on: Sources, held: set[str], options: argparse.Namespace
) -> tuple[list[Trial], Counter[str]]:
    """So many trials of each kind, if as many quotations have a place for it, and how many had none."""
    trials: list[Trial] = []
    skipped: Counter[str] = Counter()
    for kind, how in KINDS.items():
        rng = random.Random(f"{options.seed} {kind}")
        drawing = replace(draw_on, rng=rng)
        order = rng.sample(own, len(own))
        queries: dict[str, Trial] = {}
        for turn in range(1 if kind in COPIES else ROUNDS):
            for quotation in order if len(queries) < options.quotations else ():
                query = how.make(quotation, drawing)
                if query is None or not changed(kind, query, quotation):
                    skipped[kind] += turn == 0
                elif len(queries) < options.quotations:
                    queries.setdefault(query, Trial(kind, query, quotation, quotation.article in held))
        trials += queries.values()
    return trials, skipped


def changed(kind: str, query: str, quotation: Quotation) -> bool:
    return kind in COPIES or folded(query) != folded(quotation.words)


def without(
    case: Case,
    own: Sequence[Quotation],
    held: set[str],
    load: Callable[[], Encoder] | None,
    options: argparse.Namespace,
) -> list[Trial]:
    """Quotations of the events held out, asked where nobody prints them: their articles are removed."""
    for article in sorted(held):
        case.remove(article)
    printed = [folded(a.text) for a in case.articles()]
    fresh = [q for q in own if q.article in held and not any(folded(q.words) in text for text in printed)]
    chosen = random.Random(options.seed).sample(fresh, min(len(fresh), options.quotations))
    return [Trial(ABSENT, q.words, q, True, verify_quote(case, q.words, encoder=load).label) for q in chosen]


# ----------------------------------------------------------------------------------------------------------- the answer


def is_wrong(trial: Trial) -> bool:
    return trial.verdict not in right(trial.kind)


def right(kind: str) -> frozenset[str]:
    return KINDS[kind].right if kind != ABSENT else frozenset({"not-found"})


def accepting(
    pile: Sequence[Article], trials: Sequence[Trial], held: set[str], python: Path
) -> dict[str, list[bool] | str]:
    """Who passes what as printed. rapidfuzz looks through the whole pile, as ours does. The other two take one text,
    the quotation's own article; for those whose articles were removed, the one that rapidfuzz finds nearest. That is
    in their favour."""
    texts = {a.id: utils.default_process(a.text) for a in pile}
    fewer = {article: text for article, text in texts.items() if article not in held}
    best = [
        process.extractOne(
            utils.default_process(t.query), fewer if t.kind == ABSENT else texts, scorer=fuzz.partial_ratio
        )
        for t in trials
    ]
    pairs = [(t.query, n[2] if t.kind == ABSENT else t.made_from.article) for t, n in zip(trials, best, strict=True)]
    request = {"texts": {a.id: a.text for a in pile}, "pairs": pairs}
    return {
        "ours": [t.verdict in PRINTED for t in trials],
        "rapidfuzz >= 90": [near[1] >= 90 for near in best],
        **{name: ask(python, name, request) for name in ("quotecheck", "gtrex")},
    }


def report(trials: Sequence[Trial], skipped: Counter[str], accepted: dict[str, list[bool] | str]) -> None:
    systems = {name: answer for name, answer in accepted.items() if not isinstance(answer, str)}
    for name in accepted.keys() - systems.keys():
        print(f"{name}: {accepted[name]}\n")
    kinds = [kind for kind in (*KINDS, ABSENT) if any(t.kind == kind for t in trials)]
    print("Passed as printed (ours: exact or near-exact); copies should pass, all else should not:\n")
    rows = []
    for label, chosen in (
        *((kind, {kind}) for kind in kinds),
        ("all copies", set(COPIES)),
        ("all else", set(kinds) - set(COPIES)),
    ):
        at = [n for n, t in enumerate(trials) if t.kind in chosen]
        passed = [f"{100 * sum(answer[n] for n in at) / len(at):.1f}" if at else "-" for answer in systems.values()]
        rows.append([label, len(at), skipped[label], *passed])
    table(("quotations", "tried", "no place", *(f"{name}, %" for name in systems)), rows)
    print("Our verdicts:\n")
    calls = []
    for kind in kinds:
        tuned, held = ([t for t in trials if t.kind == kind and t.held_out == out] for out in (False, True))
        labels = ", ".join(f"{label} {n}" for label, n in Counter(t.verdict for t in (*tuned, *held)).most_common())
        calls.append([kind, *(share(sum(not is_wrong(t) for t in part), len(part)) for part in (tuned, held)), labels])
    table(("quotations", "right", "right, held out", "all verdicts"), calls)
