"""`evaluate.py names`: are two spellings one name? Ours beside rapidfuzz and nomenklatura, in one run.

DIR holds `variants*.jsonl.gz`, single words, and `un_sc*.jsonl.gz`, whole names with a typing or filing error each:
`name1`, `name2`, `label` (match or no_match). Whole names that all match need pairs that do not; four sets are made,
the same for every tool:

neighbours  the name of the next row: easy;
nearest     for each misspelt name the other name of the list that shares most of its letters in threes, which is none
            of the tools' own measures: what a search for it would bring up first;
all others  each misspelt name against the whole list, as in screening;
respelt     each pair of `variants` words one of which is in a listed name, put into that name: the list's spelling
            against the misspelt one with the other word. Here the names that are not one differ by a near word only.

Thresholds are fitted on one part and reported on the other: for the first three sets, halves of the list; elsewhere,
nine tenths and one tenth of the pairs of words. "By label" is the program's own answer, with nothing to fit.
"""

from __future__ import annotations

import argparse
import hashlib
import random
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence

from evaluation import Row, ask, read, table
from rapidfuzz import fuzz

from verifier.names.spelling import compare

__all__ = ["run"]

Pair = tuple[str, str]
Judged = tuple[Pair, bool]
"""Two names, and whether they are one."""

PEER_SAMPLE = 4000
"""So many pairs of words are enough to fit the threshold of a peer that takes some milliseconds a pair."""


def run(options: argparse.Namespace) -> None:
    """One table a set: precision, recall and F1 of each tool on pairs that no threshold was fitted on."""
    words = {path: read(path) for path in sorted(options.folder.glob("variants*.jsonl.gz"))}
    lists = {path: read(path) for path in sorted(options.folder.glob("un_sc*.jsonl.gz"))}
    sets = [
        (f"{path.name}, {name}", *parts)
        for path, rows in lists.items()
        for name, parts in whole_names(rows, [row for many in words.values() for row in many], options.seed).items()
    ]
    sets += [(path.name, *parted([judged(row) for row in rows])) for path, rows in words.items()]
    for name, fit, held in sets:
        print(f"{name}: {described(held)}; thresholds fitted on {described(fit)}\n")
        table(("", "precision", "recall", "F1", "threshold"), list(measured(fit, held, options)))


def described(pairs: Sequence[Judged]) -> str:
    same = sum(one for _, one in pairs)
    return f"{same} pairs that match and {len(pairs) - same} that do not"


def judged(row: Row) -> Judged:
    return (row["name1"], row["name2"]), row["label"] == "match"


def parted(pairs: Sequence[Judged]) -> tuple[list[Judged], list[Judged]]:
    """Nine tenths and one tenth, by the hash of the pair."""
    return [p for p in pairs if chance(p[0]) % 10], [p for p in pairs if not chance(p[0]) % 10]


def chance(pair: Pair) -> int:
    """A number from 0 to 255 that is the same in every run."""
    return hashlib.sha256("\t".join(pair).encode()).digest()[0]


# ---------------------------------------------------------------------------------------------------------- whole names


def whole_names(rows: Sequence[Row], words: Sequence[Row], seed: int) -> dict[str, tuple[list[Judged], list[Judged]]]:
    """The four sets, each in two parts: to fit thresholds on, and to report."""
    known = [row["name1"] for row in rows]
    pairs = [judged(row)[0] for row in rows]
    others: dict[str, Callable[[int], list[str]]] = {
        "neighbours": lambda n: [known[(n + 1) % len(known)]],
        "nearest": lambda n: [nearest(pairs[n][1], known[:n] + known[n + 1 :])],
        "all others": lambda n: known[:n] + known[n + 1 :],
    }
    sets: dict[str, tuple[list[Judged], list[Judged]]] = {}
    for name, choose in others.items():
        halves: tuple[list[Judged], list[Judged]] = ([], [])
        for n, pair in enumerate(pairs):
            halves[chance(pair) % 2].extend([(pair, True), *(((other, pair[1]), False) for other in choose(n))])
        sets[name] = halves
    return {**sets, "respelt": respelt(pairs, parted([judged(row) for row in words]), random.Random(seed))}


def nearest(name: str, others: Sequence[str]) -> str:
    """Which of them shares most letters in threes with the name (Jaccard coefficient)."""

    def shared(other: str) -> float:
        return len(mine & threes(other)) / len(mine | threes(other))

    mine = threes(name)
    return max(others, key=shared)


def threes(name: str) -> frozenset[str]:
    padded = f" {name.lower()} "
    return frozenset(padded[n : n + 3] for n in range(len(padded) - 2))


def respelt(
    pairs: Sequence[Pair], parts: tuple[Sequence[Judged], Sequence[Judged]], rng: random.Random
) -> tuple[list[Judged], list[Judged]]:
    """For each pair of words, a listed name that has one of them, and its misspelling with the other instead."""
    holders: dict[str, list[Pair]] = defaultdict(list)
    for pair in pairs:
        for word in set(pair[0].lower().split()) & set(re.split(r"[\s,]+", pair[1].lower())):
            holders[word].append(pair)
    made: tuple[list[Judged], list[Judged]] = ([], [])
    for part, judgements in zip(made, parts, strict=True):
        for (a, b), one in judgements:
            word, other = (a, b) if a in holders else (b, a)
            if word in holders:
                printed, misspelt = rng.choice(holders[word])
                part.append(((printed, exchanged(misspelt, word, other)), one))
    return made


def exchanged(name: str, word: str, other: str) -> str:
    """The name with the other word for the first one, in its case."""
    place = re.search(rf"(?<!\S){re.escape(word)}(?![^\s,])", name, re.I)
    assert place is not None
    cased = other.upper() if place.group().isupper() else other.title()
    return name[: place.start()] + cased + name[place.end() :]


# -------------------------------------------------------------------------------------------------------------- measure


def measured(fit: Sequence[Judged], held: Sequence[Judged], options: argparse.Namespace) -> Iterable[Sequence[object]]:
    """The rows of a table."""
    truth = [same for _, same in held]
    yield "ours, by label", *prf([compare(*pair).label in ("same", "variant") for pair, _ in held], truth), "-"
    scorers: dict[str, Callable[[Pair], float]] = {
        "ours, by score": lambda pair: compare(*pair).score,
        "rapidfuzz token_set_ratio": lambda pair: fuzz.token_set_ratio(*pair),
    }
    for name, scorer in scorers.items():
        least = threshold([scorer(pair) for pair, _ in fit], [same for _, same in fit])
        yield name, *prf([scorer(pair) >= least for pair, _ in held], truth), f"{least:.3g}"
    if sum(truth) > len(truth) / 3:  # among few pairs that match a sample would leave hardly any
        fit = random.Random(options.seed).sample(list(fit), min(len(fit), PEER_SAMPLE))
    answer = ask(options.peers_python, "nomenklatura", {"pairs": [pair for pair, _ in (*fit, *held)]})
    if isinstance(answer, str):
        yield "nomenklatura logic-v2", answer, "-", "-", "-"
        return
    least = threshold(answer[: len(fit)], [same for _, same in fit])
    yield "nomenklatura logic-v2", *prf([s >= least for s in answer[len(fit) :]], truth), f"{least:.3g}"


def prf(said: Sequence[bool], truth: Sequence[bool]) -> tuple[str, str, str]:
    hits = sum(s and t for s, t in zip(said, truth, strict=True))
    precision, recall = hits / max(1, sum(said)), hits / max(1, sum(truth))
    return f"{precision:.3f}", f"{recall:.3f}", f"{2 * hits / max(1, sum(said) + sum(truth)):.3f}"


def threshold(scores: Sequence[float], truth: Sequence[bool]) -> float:
    """The least score to call two names one that gives the best F1."""
    ordered = sorted(zip(scores, truth, strict=True), reverse=True)
    best, least, hits, all_same = 0.0, 1.0, 0, sum(truth)
    for n, (value, same) in enumerate(ordered, 1):
        hits += same
        if n < len(ordered) and ordered[n][0] == value:
            continue
        if (f1 := 2 * hits / (n + all_same)) > best:
            best, least = f1, value
    return least
