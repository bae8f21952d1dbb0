"""Part `claims` of evaluate.py: do claims stay within their event, what do they cost, and are their links right?

A pile of articles with events tells whether claims stay within them: `purity` is the share of members that are of the
event of most members of their claim. Labelled sentence pairs of that pile tell whether what agrees or contradicts is in
one claim, and what is neither is not. An annotated case tells which sentences of different articles make one claim; a
claim's members are linked each with each. Beside the program run on the same sentence vectors: community detection of
sentence-transformers, connected components of near sentences, and, if there, BERTopic (a peer).
"""

from __future__ import annotations

import argparse
import csv
import json
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
from evaluate_tamper import read_pile
from evaluation import ask, read, share, table
from numpy.typing import NDArray

from verifier import encoders
from verifier.case import Case
from verifier.claims import find_claims
from verifier.datamodel import Claim, Span
from verifier.grouping import grouped
from verifier.index import neighbours
from verifier.models import reader
from verifier.pipeline import add_articles

THRESHOLDS = (0.65, 0.75)
"""Of cosines, for the comparison: the library's default is 0.75."""

SHORT = 12
"""Characters of an article's id in the labels of parts."""

Place = tuple[str, Span]
Groups = list[list[Place]]


def add_options(one: argparse.ArgumentParser) -> None:
    one.add_argument("--gold", type=Path, help="an annotated case; then PILE is the folder of its articles")
    one.add_argument("--pairs", type=Path, help="sentence pairs of the pile, as in data/contradictions.jsonl")
    one.add_argument("--parts", type=Path, help="pairs of parts of sentences of the pile, as in data/claim_pairs.tsv")
    one.add_argument("--reader", help="this reader alone reads every pair: a registered one, or a cross-encoder")


def claims(options: argparse.Namespace) -> None:
    """The tables."""
    with tempfile.TemporaryDirectory() as folder, Case.open(Path(folder) / "case.db") as case:
        encoder = encoders.load()
        pile, event = read_pile(options.pile)
        begun = time.process_time()
        add_articles(case, pile, encoder)
        texts, places = body(case)
        vectors, encoding = timed(lambda: encoder.encode(texts))
        print(f"{len(pile)} articles, {len(texts)} sentences; added in {time.process_time() - begun - encoding:.1f} s,")
        print(f"of which to encode the sentences takes {encoding:.1f} s\n")
        loaded = reader.load(options.reader) if options.reader else reader.load_two()
        (found, single), seconds = timed(lambda: find_claims(case, encoder=lambda: encoder, reader=lambda: loaded))
        print(f"{len(found)} claims, {len(single)} statements of one sentence; {seconds:.1f} s ", end="")
        print(f"({seconds / encoding:.1f} times the encoding)\n")
        rivals = {"claims": as_groups(found)} | {
            name: [[places[n] for n in group] for group in groups]
            for name, groups in other_groups(vectors, texts, options.peers_python).items()
        }
    if options.pairs:
        table(("pairs that", "in one claim", "as contradicting"), together(read(options.pairs), found))
    if options.parts:
        labelled = drawn(options.parts, case_spans(places))
        rows = [(name, *joined(labelled, groups)) for name, groups in rivals.items()]
        table((f"{len(labelled)} labelled pairs", "found", "right", "F1"), rows)
        print()
    if options.gold:
        gold = json.loads(options.gold.read_text("utf-8"))
        table(("", "groups", "links found", "links right"), [(n, len(g), *linked(gold, g)) for n, g in rivals.items()])
    else:
        table(("", "groups", "members", "largest", "purity"), [(n, *within(g, event)) for n, g in rivals.items()])


def timed(work: Callable[[], Any]) -> tuple[Any, float]:
    """The answer, and the seconds that processors worked for it: other programs that run beside do not count."""
    begun = time.process_time()
    return work(), time.process_time() - begun


def body(case: Case) -> tuple[list[str], list[Place]]:
    """The sentences of all bodies on one line each, and where they stand."""
    places = [(a.id, s.span, a) for a in case.articles() for s in case.sentences(a.id) if s.role == "body"]
    return [" ".join(span.of(a.text).split()) for _, span, a in places], [(one, span) for one, span, _ in places]


def as_groups(found: Iterable[Claim]) -> Groups:
    return [[(m.article, m.span) for m in claim.members] for claim in found]


# --------------------------------------------------------------------------------------------------------------- rivals


def other_groups(vectors: NDArray[np.float32], texts: list[str], python: Path) -> dict[str, list[list[int]]]:
    """What others make of the same vectors."""
    from sentence_transformers.util import community_detection

    found: dict[str, list[list[int]]] = {}
    for threshold in THRESHOLDS:
        found[f"community_detection {threshold}"] = community_detection(
            vectors, min_community_size=2, threshold=threshold
        )
    near = cosines(vectors, max(THRESHOLDS))
    found[f"connected components {max(THRESHOLDS)}"] = components(near)
    found[f"average linkage of cosines {max(THRESHOLDS)}"] = grouped(near, least=min(THRESHOLDS) / 2)
    answer = ask(python, "bertopic", {"texts": texts, "vectors": vectors.round(5).tolist()})
    if isinstance(answer, str):
        print(f"bertopic: {answer}\n")
    else:
        found["BERTopic"] = answer
    return found


def cosines(vectors: NDArray[np.float32], least: float) -> dict[tuple[int, int], float]:
    scores, ids = neighbours(vectors, 41)
    return {
        (min(a, b), max(a, b)): float(cosine)
        for a, (near, row) in enumerate(zip(ids.tolist(), scores.tolist(), strict=True))
        for b, cosine in zip(near, row, strict=True)
        if b >= 0 and a != b and cosine >= least
    }


def components(links: Iterable[tuple[int, int]]) -> list[list[int]]:
    """Whatever hangs together by any chain."""
    root: dict[int, int] = {}

    def top(n: int) -> int:
        while root.setdefault(n, n) != n:
            root[n] = n = root[root[n]]
        return n

    for a, b in links:
        root[top(a)] = top(b)
    found: dict[int, list[int]] = defaultdict(list)
    for n in sorted(root):
        found[top(n)].append(n)
    return list(found.values())


# ------------------------------------------------------------------------------------------------------------- measures


def within(groups: Groups, event: dict[str, str]) -> tuple[int, int, int, str]:
    """How many groups, members, members of the largest, and which share of them is of its group's event."""
    counts = [Counter(event[article] for article, _ in group) for group in groups]
    members = sum(map(len, groups))
    return len(groups), members, max(map(len, groups), default=0), share(sum(max(c.values()) for c in counts), members)


def together(rows: Sequence[dict[str, Any]], found: Sequence[Claim]) -> list[tuple[str, str, str]]:
    """Of the labelled pairs, how many have both sentences in one claim, and how many of these contradicting."""
    homes: dict[str, list[tuple[Span, int, bool]]] = defaultdict(list)
    for number, claim in enumerate(found):
        for m in claim.members:
            homes[m.article].append((m.span, number, m.relation == "contradicts"))

    def at(side: dict[str, Any]) -> dict[int, bool]:
        span = Span(side["start"], side["end"])
        return {number: denies for own, number, denies in homes[side["article"]] if span.overlap(own)}

    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for row in rows:
        here, there = at(row["a"]), at(row["b"])
        both = here.keys() & there.keys()
        counts[row["label"]]["all"] += 1
        counts[row["label"]]["one"] += bool(both)
        counts[row["label"]]["denied"] += any(here[n] or there[n] for n in both)
    return [(label, share(c["one"], c["all"]), share(c["denied"], c["one"])) for label, c in sorted(counts.items())]


Labelled = tuple[Place, Place, bool, float]
"""Two sentences, whether they have parts that are one claim, and how many candidates the pair stands for."""


def case_spans(places: Iterable[Place]) -> dict[str, list[Span]]:
    """The sentences of each article, by the beginning of its id."""
    found: dict[str, list[Span]] = defaultdict(list)
    for article, span in places:
        found[article[:SHORT]].append(span)
    return found


def drawn(path: Path, spans: dict[str, list[Span]]) -> list[Labelled]:
    """The pairs that were drawn at random, of articles of this pile, on whose label all readers agree."""

    def at(row: dict[str, str], side: str) -> Place:
        article, start = row[f"article_{side}"], int(row[f"start_{side}"])
        return article, next(s for s in spans[article] if s.start <= start < s.end)

    with path.open(encoding="utf-8") as file:
        rows = [r for r in csv.DictReader(file, delimiter="\t") if r["stands_for"] and r["article_a"] in spans]
    agreed = [r for r in rows if r["second"] in ("", r["label"])]
    return [(at(r, "a"), at(r, "b"), r["label"] != "no", float(r["stands_for"])) for r in agreed]


def joined(labelled: Sequence[Labelled], groups: Groups) -> tuple[str, str, str]:
    """Of the candidates that are one claim, the share in one group; of those in one group, the share that is one
    claim; and the harmonic mean. Two sentences may be in one group for other parts than those that were labelled, so
    that the second is too low rather than too high."""
    homes: dict[str, list[tuple[Span, int]]] = defaultdict(list)
    for number, group in enumerate(groups):
        for article, span in group:
            homes[article[:SHORT]].append((span, number))

    def at(place: Place) -> set[int]:
        return {number for span, number in homes[place[0]] if span.overlap(place[1])}

    one, together, both = 0.0, 0.0, 0.0
    for here, there, same, weight in labelled:
        met = bool(at(here) & at(there))
        one, together, both = one + weight * same, together + weight * met, both + weight * (same and met)
    found, right = both / one, both / (together or 1)
    return f"{found:.3f}", f"{right:.3f}", f"{2 * found * right / ((found + right) or 1):.3f}"


def linked(gold: dict[str, Any], groups: Groups) -> tuple[str, str]:
    """Of the annotated links between sentences of different articles, how many are found; of those found, how many are
    annotated. Links of sentences that no annotated claim has, or that the annotation leaves open, do not count."""
    documents = {v["file"].rsplit(".", 1)[0]: k for k, v in gold["documents"].items()}
    ignored, mixed = set(gold.get("ignore_sentences", ())), set(gold.get("mixed_sentences", ()))
    want = pairs([set(m["span"]["sentences"]) for m in c["members"]] for c in gold["claim_clusters"])
    got = pairs([sentences_at(gold, documents.get(a, ""), span) for a, span in group] for group in groups)
    want = {k for k in want if not ignored & set(k)}
    scope = {s for pair in want for s in pair}
    got = {k for k in got if scope.issuperset(k) and not ignored & set(k) and (k in want or not mixed.issuperset(k))}
    return share(len(got & want), len(want)), share(len(got & want), len(got))


def pairs(groups: Iterable[Sequence[set[str]]]) -> set[tuple[str, str]]:
    """Every two sentences of different articles; an id begins with its document's."""
    return {
        (min(a, b), max(a, b))
        for group in groups
        for here, there in combinations(group, 2)
        for a in here
        for b in there
        if a.split(".")[0] != b.split(".")[0]
    }


def sentences_at(gold: dict[str, Any], document: str, span: Span) -> set[str]:
    """The annotated sentences that share half of their length, or half of the span's."""
    found = set()
    for s in gold["sentences"]:
        common = span.overlap(Span(s["start"], s["end"])) if s["doc"] == document else 0
        if common and (2 * common >= s["end"] - s["start"] or 2 * common >= span.end - span.start):
            found.add(s["id"])
    return found
