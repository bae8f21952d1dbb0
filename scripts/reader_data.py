"""The pairs that the reader is trained and measured on: what each source of data says of two texts, and of each word.

A `Pair` is a premise, a hypothesis, and what is allowed to be true of them. Both labels are sets, kept as bits, because
many sources know only a part: "not entailment" allows two relations, an untouched word of a spoilt sentence may be
supported or not mentioned, but is not contradicted. A word of which nothing is known has an empty set: it teaches none.

Events, records, documents whose name has crc32 % 5 == 0 are the dev part and are never trained on; of the rest, a tenth
(crc32 of "calibrate" + name) is kept apart to set temperature and thresholds on.
"""

from __future__ import annotations

import difflib
import gzip
import itertools
import json
import random
import re
import zlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent

ENTAILMENT, NEUTRAL, CONTRADICTION = 1, 2, 4
ANY_RELATION = 7
RELATIONS = {
    "entailment": ENTAILMENT, "paraphrase": ENTAILMENT, "neutral": NEUTRAL, "contradiction": CONTRADICTION,
    "not_entailment": NEUTRAL | CONTRADICTION, "not_contradiction": ENTAILMENT | NEUTRAL,
}  # fmt: skip

SUPPORTED, CONTRADICTED, UNMENTIONED = 1, 2, 4
NOT_CONTRADICTED = SUPPORTED | UNMENTIONED
UNKNOWN = 0

Marks = tuple[tuple[int, int, int], ...]
"""(start, end, set of labels) of stretches of the hypothesis."""


@dataclass(frozen=True)
class Pair:
    """Two texts, the relations they may have, and the labels that words of the hypothesis may have."""

    premise: str
    hypothesis: str
    relation: int
    source: str
    marks: Marks = ()
    rest: int = UNKNOWN
    """The labels allowed for every word outside the marks."""
    group: str = ""
    """The event, record or document that the pair is from: what is split, never the pair."""
    kind: str = ""


def part_of(group: str) -> str:
    """ "dev", "calibrate" or "train", by the name of the group alone."""
    if zlib.crc32(group.encode()) % 5 == 0:
        return "dev"
    return "calibrate" if zlib.crc32(b"calibrate" + group.encode()) % 10 == 0 else "train"


def read(path: Path) -> list[dict[str, Any]]:
    """The rows of a file of JSON lines, gzipped or not."""
    if path.suffix == ".gz":
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            return [json.loads(line) for line in lines]
    return [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]


def named(text: str, words: Iterable[str], label: int) -> Marks:
    """The first place of each of the words in the text, marked."""
    return tuple((at, at + len(w), label) for w in words if (at := text.find(w)) >= 0)


# --- public NLI data


def nli(data: Path, name: str) -> list[Pair]:
    """Pairs of one public file; paraphrase files give their true pairs only: the others may be anything."""
    out = []
    for row in read(data / f"{name}.jsonl.gz"):
        if "premise" in row:
            rows = [(row["premise"], row["hypothesis"], RELATIONS[row["label"]])]
        elif row.get("label") == "paraphrase" or row.get("score", 0) >= 4.5:
            rows = [(row["text1"], row["text2"], ENTAILMENT), (row["text2"], row["text1"], ENTAILMENT)]
        else:
            continue
        for premise, hypothesis, relation in rows:
            rest = {ENTAILMENT: SUPPORTED, NEUTRAL: NOT_CONTRADICTED}.get(relation, UNKNOWN)
            out.append(Pair(premise, hypothesis, relation, name, rest=rest))
    return out


# --- invented news: newsfacts


def dated(text: str, day: date) -> str:
    """The text behind the day it was printed on, as the package puts it before a premise."""
    return f"{day:%A} {day.day} {day:%B} {day.year}: {text}"


WORD = re.compile(r"\w+(?:[.,'’-]\w+)*")


def changed(premise: str, hypothesis: str, label: int, least: float = 0.7) -> Marks | None:
    """The words of the hypothesis that the premise has otherwise, or None where the two are no near copies.

    Of a word that was left out the words beside the hole are marked.
    """
    a, b = list(WORD.finditer(premise)), list(WORD.finditer(hypothesis))
    matcher = difflib.SequenceMatcher(None, [m[0].lower() for m in a], [m[0].lower() for m in b], autojunk=False)
    if matcher.ratio() < least:
        return None
    out = []
    for tag, _, _, j1, j2 in matcher.get_opcodes():
        if tag == "delete":
            j1, j2 = max(0, j1 - 1), min(len(b), j2 + 1)
        if tag != "equal" and j1 < j2:
            out.append((b[j1].start(), b[j2 - 1].end(), label))
    return tuple(out)


def newsfacts(files: Sequence[Path], part: str, rng: random.Random) -> list[Pair]:
    """The pairs within each fact, both ways, of the events of one part; half of them behind their dates."""
    out: list[Pair] = []
    for event in itertools.chain.from_iterable(map(read, files)):
        if part_of(event["event"]) == part:
            out += _of_event(event, rng)
    return out


def _of_event(event: dict[str, Any], rng: random.Random) -> Iterator[Pair]:
    day = date.fromisoformat(event["date"])

    def pair(premise: str, hypothesis: str, relation: int, kind: str, marks: Marks = (), rest: int = UNKNOWN) -> Pair:
        if rng.random() < 0.5:
            premise = dated(premise, day + timedelta(days=rng.randrange(2)))
        return Pair(premise, hypothesis, relation, "newsfacts", marks, rest, event["event"], kind)

    for fact in event["facts"]:
        same, less, more, beside = fact["same"], fact["less"], fact["more"], fact["beside"]
        for a, b in itertools.permutations(same, 2):
            yield pair(a, b, ENTAILMENT, "same", rest=SUPPORTED)
        for s in same:
            for t in less:
                yield pair(s, t, ENTAILMENT, "less", rest=SUPPORTED)
                yield pair(t, s, NEUTRAL, "less-reversed", rest=NOT_CONTRADICTED)
            for t in more:
                yield pair(t, s, ENTAILMENT, "more", rest=SUPPORTED)
                extra = changed(s, t, UNMENTIONED, 0.6) or ()
                yield pair(s, t, NEUTRAL, "more-reversed", extra, SUPPORTED if extra else NOT_CONTRADICTED)
            for t in beside:
                yield pair(s, t, NEUTRAL, "beside", rest=NOT_CONTRADICTED)
                yield pair(t, s, NEUTRAL, "beside", rest=NOT_CONTRADICTED)
        for x in fact["against"]:
            for s in (*same, *more):
                wrong = named(x["t"], x["w"], CONTRADICTED)
                yield pair(s, x["t"], CONTRADICTION, f"against-{x['on']}", wrong, NOT_CONTRADICTED)
            for s in same:
                wrong = changed(x["t"], s, CONTRADICTED) or ()
                yield pair(
                    x["t"], s, CONTRADICTION, f"against-{x['on']}", wrong, NOT_CONTRADICTED if wrong else UNKNOWN
                )
        for m, t in itertools.product(more, less):
            yield pair(m, t, ENTAILMENT, "less", rest=SUPPORTED)


def neighbours(files: Sequence[Path], part: str, rng: random.Random) -> list[Pair]:
    """What retrieval brings up beside the right sentences: other facts of the event, and the likest of other events."""
    from sklearn.feature_extraction.text import TfidfVectorizer

    texts: list[tuple[str, str, int, date]] = []
    for event in itertools.chain.from_iterable(map(read, files)):
        if part_of(event["event"]) == part:
            for number, fact in enumerate(event["facts"]):
                chosen = [*fact["same"], *fact["more"], *(x["t"] for x in fact["against"]), *fact["beside"]]
                day = date.fromisoformat(event["date"])
                texts += [(t, event["event"], number, day) for t in rng.sample(chosen, min(5, len(chosen)))]
    vectors = TfidfVectorizer(sublinear_tf=True, stop_words="english").fit_transform(t for t, *_ in texts)
    out = []
    for i, (text, event_name, fact_number, _) in enumerate(texts):
        scores = (vectors @ vectors[i].T).toarray().ravel()
        order = [int(j) for j in scores.argsort()[::-1] if texts[j][1:3] != (event_name, fact_number)]
        inside = [j for j in order if texts[j][1] == event_name][:4]
        outside = [j for j in order[:12] if texts[j][1] != event_name][:3]
        for j in (*rng.sample(inside, min(2, len(inside))), *outside[:2]):
            premise = dated(texts[j][0], texts[j][3]) if rng.random() < 0.5 else texts[j][0]
            out.append(
                Pair(premise, text, NEUTRAL, "neighbours", rest=NOT_CONTRADICTED, group=event_name, kind="neighbour")
            )
    return out


# --- translated copy: copies and the multidimensional quality metrics of WMT

SIBLING_MARK = " | "
"""Between the siblings of one premise."""

CONTRADICTING_KINDS = {"number", "unit", "date", "name", "place", "agent", "negation", "opposite"}


def copies(files: Sequence[Path], part: str, rng: random.Random) -> list[Pair]:
    """Good and bad copies of each record beside one, two or all of its siblings."""
    out = []
    for row in itertools.chain.from_iterable(map(read, files)):
        if part_of(row["id"]) != part:
            continue
        beside = row["siblings"]
        subsets = {tuple(beside), *((s,) for s in beside), tuple(beside[:2]), tuple(beside[::-1])}
        for chosen in sorted(subsets) if part == "train" else [tuple(beside)]:
            premise = SIBLING_MARK.join(chosen)
            whole = len(chosen) == len(beside)
            for text in row["good"]:
                out.append(Pair(premise, text, ENTAILMENT | NEUTRAL, "copies", (), NOT_CONTRADICTED, row["id"], "good"))
            for bad in row["bad"]:
                sure = bad["kind"] in CONTRADICTING_KINDS and bad["severity"] == "critical" and whole
                relation = CONTRADICTION if sure else NEUTRAL | CONTRADICTION if bad["severity"] != "minor" else 7
                if not whole and not sure and len(chosen) < 2:
                    continue
                wrong = named(bad["t"], bad["w"], CONTRADICTED)
                out.append(Pair(premise, bad["t"], relation, "copies", wrong, NOT_CONTRADICTED, row["id"], bad["kind"]))
    rng.shuffle(out)
    return out


MAX_WORDS_OF_A_SEGMENT = 50


def translations(data: Path, name: str, part: str, rng: random.Random) -> list[Pair]:
    """Real translations with the errors that raters marked, beside one or two of the best of the other systems.

    Wrong are the words under a Major mark of two raters (of one where there is only one); words that somebody else
    marked are not judged. Omissions have no place in the text and are left out.
    """
    segments = defaultdict(list)
    for row in read(data / f"mt/{name}.jsonl.gz"):
        if part_of(row["doc"]) == part and len(row["text"].split()) <= MAX_WORDS_OF_A_SEGMENT:
            segments[row["doc"], row["seg"]].append(row)
    out = []
    for (document, _), rows in sorted(segments.items()):
        rows.sort(key=lambda r: (sum(5 if e["sev"] == "Major" else 1 for e in r["errors"]) / r["raters"], r["system"]))
        for row in rows:
            others = [r["text"] for r in rows[:4] if r["text"] != row["text"]]
            if not others:
                continue
            premise = SIBLING_MARK.join(rng.sample(others, min(len(others), rng.choice((1, 2)))))
            votes: dict[int, set[str]] = defaultdict(set)
            doubtful = set()
            for e in row["errors"]:
                for at in range(e["start"], e["end"]):
                    doubtful.add(at)
                    if e["sev"] == "Major" and "Style" not in e["cat"]:
                        votes[at].add(e["rater"])
            least = 2 if row["raters"] > 1 else 1
            marks: list[tuple[int, int, int]] = []
            for m in WORD.finditer(row["text"]):
                inside = range(m.start(), m.end())
                if any(len(votes[at]) >= least for at in inside):
                    marks.append((m.start(), m.end(), CONTRADICTED))
                elif any(at in doubtful for at in inside):
                    marks.append((m.start(), m.end(), UNKNOWN))
            wrong = any(label == CONTRADICTED for _, _, label in marks)
            relation = ANY_RELATION if wrong or marks else ENTAILMENT | NEUTRAL
            kind = "bad" if wrong else "good"
            out.append(Pair(premise, row["text"], relation, name, tuple(marks), NOT_CONTRADICTED, document, kind))
    return out


# --- sentences altered by rule


def altered(articles: Iterable[dict[str, Any]], seed: int, source: str) -> list[Pair]:
    """Near copies of printed sentences with one thing changed (hard_pairs.py), the changed words marked."""
    from hard_pairs import hard_pairs

    out = []
    for premise, hypothesis, label, kind in hard_pairs(articles, seed):
        relation = RELATIONS[label]
        if relation == CONTRADICTION:
            marks, rest = changed(premise, hypothesis, CONTRADICTED, 0.5) or (), SUPPORTED
        elif relation == ENTAILMENT:
            marks, rest = (), SUPPORTED
        else:
            marks, rest = (), NOT_CONTRADICTED
        out.append(Pair(premise, hypothesis, relation, source, marks, rest, kind=kind))
    return out


def altered_facts(files: Sequence[Path], seed: int) -> list[Pair]:
    """Alterations of the sentences of newsfacts, half of them read beside another wording of the fact.

    Beside another wording a change of a number, name or day contradicts only if that wording prints it as well.
    """
    rng = random.Random(seed)
    articles, wordings = [], {}
    for event in itertools.chain.from_iterable(map(read, files)):
        if part_of(event["event"]) == "train":
            text = "\n\n".join(t for fact in event["facts"] for t in (*fact["same"], *fact["more"]))
            articles.append({"id": event["event"], "text": text})
            for fact in event["facts"]:
                for s in fact["same"]:
                    wordings[s] = [t for t in (*fact["same"], *fact["more"]) if t != s]
    out = []
    for p in altered(articles, seed, "altered-facts"):
        others = wordings.get(p.premise)
        if p.relation == CONTRADICTION and others and rng.random() < 0.6:
            gone = [p.premise[a:b] for a, b, _ in changed(p.hypothesis, p.premise, 1, 0.5) or ()]
            fit = [t for t in others if all(g in t for g in gone)]
            if p.kind == "negation":
                fit = others
            if fit:
                premise = SIBLING_MARK.join(rng.sample(fit, min(len(fit), rng.choice((1, 2)))))
                out.append(replace(p, premise=premise, rest=NOT_CONTRADICTED))
                continue
        out.append(p)
    return out


LEFT_OVER = {
    "government": ("gobierno", "Regierung", "gouvernement", "правительство", "rząd"),
    "police": ("policía", "Polizei", "polis", "полиция"),
    "people": ("personas", "Menschen", "persone", "людей"), "year": ("año", "Jahr", "rok", "год"),
    "years": ("años", "Jahre", "лет", "yıl"),
    "company": ("empresa", "Firma", "société", "компания"), "court": ("tribunal", "Gericht", "mahkeme", "суд"),
    "money": ("dinero", "Geld", "argent"),
    "attack": ("ataque", "Angriff", "saldırı", "атака"), "city": ("ciudad", "Stadt", "ville", "город"),
    "country": ("país", "Land", "pays", "страна"),
    "children": ("niños", "Kinder", "bambini", "дети"), "woman": ("mujer", "Frau", "femme", "kadın"),
    "man": ("hombre", "Mann", "uomo"),
    "world": ("mundo", "Welt", "monde", "мир"), "school": ("escuela", "Schule", "okul", "школа"),
    "family": ("familia", "Familie", "семья"),
    "house": ("casa", "Haus", "maison", "дом"), "war": ("guerra", "Krieg", "savaş"),
    "law": ("ley", "Gesetz", "loi", "закон"),
    "army": ("ejército", "Armee", "ordu", "армия"), "team": ("equipo", "Mannschaft", "équipe", "drużyna"),
    "game": ("partido", "Spiel", "jeu"),
    "season": ("temporada", "Saison", "stagione"), "minister": ("ministro", "bakan", "министр"),
    "night": ("noche", "Nacht", "notte", "ночь"),
    "day": ("día", "Tag", "giorno", "день"), "workers": ("trabajadores", "Arbeiter", "работники"),
    "election": ("elección", "Wahl", "seçim", "выборы"),
    "party": ("partito", "Partei", "parti", "партия"), "report": ("informe", "Bericht", "rapport", "отчёт"),
    "death": ("muerte", "Tod", "ölüm"),
    "hospital": ("Krankenhaus", "hastane", "больница"), "fire": ("incendio", "Feuer", "yangın", "пожар"),
    "ship": ("barco", "Schiff", "корабль"),
}  # fmt: skip
"""English words, each with what may be left of it in a translation that was not finished."""

UNITS = (
    ("miles", "kilometres"), ("kilometers", "miles"), ("km", "miles"), ("feet", "metres"), ("meters", "feet"),
    ("inches", "feet"),
    ("pounds", "tonnes"), ("tons", "kilograms"), ("million", "billion"), ("billion", "million"),
    ("thousand", "million"),
    ("hours", "days"), ("minutes", "hours"), ("days", "weeks"), ("weeks", "months"), ("months", "years"),
    ("percent", "per thousand"),
)  # fmt: skip
GENDER = (("he", "she"), ("she", "he"), ("his", "her"), ("him", "her"), ("himself", "herself"), ("herself", "himself"))
HEDGES = (
    "allegedly", "reportedly", "alleged", "suspected", "apparently", "possibly", "probably", "about", "around",
    "nearly", "almost", "approximately", "roughly", "at least", "more than", "up to", "likely", "believed to be",
    "an estimated",
)  # fmt: skip
MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


def word_spoilt(text: str, rng: random.Random) -> tuple[str, str, int, int] | None:
    """One word of a sentence exchanged as a hasty translation may: (new text, old words, start, end of the new ones).

    A word left untranslated, another unit, another month, the other gender, a hedge lost (then the words beside it).
    """
    makers = [_exchanged(text, LEFT_OVER, rng), _exchanged(text, _many(UNITS), rng)]
    makers += [
        _exchanged(text, _many(GENDER), rng),
        _exchanged(text, {m: tuple(x for x in MONTHS if x != m) for m in MONTHS}, rng),
    ]
    makers.append(_hedge_lost(text, rng))
    found = [m for m in makers if m]
    return rng.choice(found) if found else None


def _many(pairs: Sequence[tuple[str, str]]) -> dict[str, tuple[str, ...]]:
    out: dict[str, tuple[str, ...]] = {}
    for a, b in pairs:
        out[a] = (*out.get(a, ()), b)
    return out


def _exchanged(text: str, table: dict[str, tuple[str, ...]], rng: random.Random) -> tuple[str, str, int, int] | None:
    found = [
        m
        for m in WORD.finditer(text)
        if m[0] in table and not (m[0] == "May" and not text[m.end() : m.end() + 2].strip().isdigit())
    ]
    if not found:
        return None
    m = rng.choice(found)
    new = rng.choice(table[m[0]])
    return text[: m.start()] + new + text[m.end() :], m[0], m.start(), m.start() + len(new)


def _hedge_lost(text: str, rng: random.Random) -> tuple[str, str, int, int] | None:
    found = [m for h in HEDGES for m in re.finditer(rf"(?<= ){h} (?=[\w$€£])", text)]
    if not found:
        return None
    m = rng.choice(found)
    left = text[: m.start()] + text[m.end() :]
    word = WORD.search(left, m.start())
    return (left, m[0].strip(), m.start(), word.end()) if word else None


MIN_SHARE_OF_A_SIBLING = 0.5
MIN_WORDS_OF_A_SIBLING = 5


def real_siblings(data: Path, seed: int) -> list[Pair]:
    """Sentences of real news beside the likest of other outlets on the event: untouched, and with one thing altered
    that the other prints, too. Untouched ones teach to leave alone what merely is told otherwise."""
    from hard_pairs import hard_pairs

    rng = random.Random(seed)
    events = defaultdict(list)
    for row in read(data / "crossdoc/basil_triplets.dev.jsonl.gz"):
        if part_of(row["event"]) == "train":
            events[row["event"]].append(row)
    beside: dict[str, list[str]] = {}
    for rows in events.values():
        for row in rows:
            others = [" ".join(s.split()) for other in rows if other is not row for s in other["sentences"]]
            keys = [_content(o) for o in others]
            for sentence in row["sentences"]:
                own_text = " ".join(sentence.split())
                own = _content(own_text)
                if not 6 <= len(own_text.split()) <= 50:
                    continue
                scored = [
                    (len(own & k) / max(1, min(len(own), len(k))), len(own & k), o)
                    for k, o in zip(keys, others, strict=True)
                ]
                near = sorted(
                    (x for x in scored if x[0] >= MIN_SHARE_OF_A_SIBLING and x[1] >= MIN_WORDS_OF_A_SIBLING),
                    reverse=True,
                )
                if near and near[0][2] != own_text:
                    beside[own_text] = [o for _, _, o in near[:2]]
    out = []
    for text, others in beside.items():
        premise = SIBLING_MARK.join(others[: rng.choice((1, 2))])
        out.append(Pair(premise, text, ENTAILMENT | NEUTRAL, "real-siblings", rest=NOT_CONTRADICTED, kind="good"))
        for _ in range(3):
            spoilt = word_spoilt(text, rng)
            if spoilt and spoilt[1] in others[0]:
                new, _, start, end = spoilt
                marks: Marks = ((start, end, CONTRADICTED),)
                out.append(Pair(premise, new, ANY_RELATION, "real-siblings", marks, NOT_CONTRADICTED, kind="bad"))
    articles = [{"id": str(n), "text": text} for n, text in enumerate(beside)]
    for original, hypothesis, label, kind in hard_pairs(articles, seed):
        if label != "contradiction" or original not in beside:
            continue
        gone = [original[a:b] for a, b, _ in changed(hypothesis, original, 1, 0.5) or ()]
        fit = [t for t in beside[original] if all(g in t for g in gone)]
        marks = changed(original, hypothesis, CONTRADICTED, 0.5) or ()
        if fit and marks:
            premise = SIBLING_MARK.join(fit)
            out.append(Pair(premise, hypothesis, CONTRADICTION, "real-siblings", marks, NOT_CONTRADICTED, kind=kind))
    return out


STOP = frozenset(
    [
        "the",
        "a",
        "an",
        "of",
        "in",
        "on",
        "at",
        "to",
        "for",
        "by",
        "with",
        "and",
        "or",
        "was",
        "were",
        "is",
        "are",
        "be",
        "been",
        "has",
        "had",
        "have",
        "it",
        "its",
        "his",
        "her",
        "their",
        "that",
        "this",
        "as",
        "from",
        "said",
        "after",
        "who",
        "which",
        "not",
        "no",
        "he",
        "she",
        "they",
        "but",
        "will",
        "would",
        "can",
        "could",
        "about",
        "into",
        "over",
    ]
)


def _content(text: str) -> frozenset[str]:
    return frozenset(w[:6] for w in re.findall(r"[a-z0-9]+", text.lower()) if w not in STOP)


def newsfacts_files() -> list[Path]:
    """The files of invented news in scripts/data/newsfacts."""
    return sorted((HERE / "data" / "newsfacts").glob("*.jsonl"))


def copies_files() -> list[Path]:
    """The files of spoilt copies in scripts/data/copies."""
    return sorted((HERE / "data" / "copies").glob("*.jsonl"))
