"""`evaluate.py meaning`: how often the relation model is right, and how fast, beside CrossEncoder on the same weights.

DIR holds NAME.jsonl[.gz] with `premise`, `hypothesis` and `label`, for the sets below or those of `--sets`. What
each is and where it is published: models/nli-minilm/README.md. Sets with two labels are read as their makers do: with
entailment and contradiction only, the more probable of the two counts; `not_entailment` is the sum of the other two.

The peer is sentence_transformers.CrossEncoder in 32-bit floats on the same files. It is slow, so it answers a sample of
each set; on that sample both are reported, and the points that the faster arithmetic loses. Then both answer the same
pairs of news sentences in turn: those of `--news FILE` (articles, .jsonl[.gz] with `text`), or of the sample case.
"""

from __future__ import annotations

import argparse
import os
import random
import statistics
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from pathlib import Path

import numpy as np
from benchmark_speed import sentences_of
from evaluation import Row, read, table
from numpy.typing import NDArray

from verifier import bert, meaning, weights

__all__ = ["add_options", "run"]

SETS = (
    "mnli_mismatched_part.dev",
    "snli.dev",
    "cad_snli.dev",
    "lingnli.dev",
    "mpe.dev",
    "negation_snli.test",
    "scifact_gold2way.dev",
    "covidfact.dev",
    "rte_glue2way.dev",
)
PAIRS = 500
"""Pairs of news sentences in one round of the race."""

Pair = tuple[str, str]
Probabilities = NDArray[np.float32]
Relations = Callable[[Sequence[Pair]], Probabilities]


def add_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--model", help="the relation model (default: the registered one)")
    parser.add_argument("--sets", nargs="+", default=SETS, metavar="NAME", help="sets in DIR (default: all nine)")
    parser.add_argument("--sample", type=int, default=500, help="pairs a set for the peer; 0: it is left out")
    parser.add_argument("--news", type=Path, help="articles whose sentences are used to measure speed")
    parser.add_argument("--rounds", type=int, default=5, help="of the race; 0: none is held")
    parser.add_argument("--threads", type=int, default=2)


def run(options: argparse.Namespace) -> None:
    """A table of the sets, and one line of the race."""
    model = meaning.load(options.model, threads=options.threads)
    peer = cross_encoder(options.model) if options.sample or options.rounds else None
    print(f"{model.name}, sha256 {model.sha256[:12]}\n")
    head = ("set", "pairs", "largest class", "accuracy", "of a sample", "accuracy", "CrossEncoder", "points lost")
    table(head, list(measured(options, model.relations, peer)))
    if peer and options.rounds:
        race(options, model.relations, peer)


def cross_encoder(name: str | None) -> Relations:
    """CrossEncoder with its defaults, but for 32-bit floats, which are faster on most processors."""
    entry = weights.default_relation_model() if name is None else weights.named(name)
    return meaning.load(str(weights.source_folder(entry)) if entry else name).relations


def measured(options: argparse.Namespace, ours: Relations, peer: Relations | None) -> Iterator[Sequence[object]]:
    """A line for each set, and one for the samples together."""
    good: Counter[str] = Counter()
    for name in options.sets:
        rows = read(next(path for end in (".gz", "") if (path := options.folder / f"{name}.jsonl{end}").exists()))
        most = Counter(row["label"] for row in rows).most_common(1)[0][1]
        right = correct(rows, ours)
        line = [name, len(rows), percent(most, len(rows)), percent(sum(right), len(rows))]
        if peer is None or not options.sample:
            yield [*line, *["-"] * 4]
            continue
        sample = random.Random(options.seed).sample(range(len(rows)), min(options.sample, len(rows)))
        theirs = sum(correct([rows[n] for n in sample], peer))
        own = sum(right[n] for n in sample)
        yield [*line, *compared(own, theirs, len(sample))]
        good += Counter(own=own, theirs=theirs, all=len(sample))
    if good:
        yield ["all samples", "", "", "", *compared(good["own"], good["theirs"], good["all"])]


def compared(own: int, theirs: int, of: int) -> list[str]:
    return [str(of), percent(own, of), percent(theirs, of), f"{100 * (theirs - own) / of:.1f}"]


def percent(part: int, whole: int) -> str:
    return f"{100 * part / whole:.1f}"


def correct(rows: Sequence[Row], relations: Relations) -> list[bool]:
    """For each pair, whether the answer is its label."""
    found = relations([(row["premise"], row["hypothesis"]) for row in rows])
    labels = answers(found, {row["label"] for row in rows})
    return [label == row["label"] for label, row in zip(labels, rows, strict=True)]


def answers(found: Probabilities, labels: set[str]) -> list[str]:
    """What the probabilities say where only these labels occur."""
    if labels == {"entailment", "not_entailment"}:
        return ["entailment" if row[0] > 0.5 else "not_entailment" for row in found]
    if not labels <= set(bert.RELATIONS):
        raise SystemExit(f"unknown labels: {', '.join(sorted(labels))}")
    known = [number for number, label in enumerate(bert.RELATIONS) if label in labels]
    return [bert.RELATIONS[known[best]] for best in found[:, known].argmax(axis=1)]


def race(options: argparse.Namespace, ours: Relations, peer: Relations) -> None:
    """Both answer the same pairs in turn, so that whatever else the machine does falls on both."""
    pairs = news_pairs(options.news, options.seed)
    words = statistics.mean(len(text.split()) for pair in pairs for text in pair)
    seconds: dict[str, list[float]] = {"ours": [], "theirs": []}
    for number in range(options.rounds + 1):  # the first warms up
        for name, side in (("theirs", peer), ("ours", ours)):
            start = time.perf_counter()
            side(pairs)
            if number:
                seconds[name].append(time.perf_counter() - start)
    ratio = statistics.median(b / a for a, b in zip(seconds["ours"], seconds["theirs"], strict=True))
    rate = {name: len(pairs) / statistics.median(times) for name, times in seconds.items()}
    print(f"{len(pairs)} pairs of news sentences of {words:.0f} words on average, {options.rounds} rounds, medians;")
    print(f"{os.cpu_count()} processors, {options.threads} threads, load {os.getloadavg()[0]:.1f}:")
    print(f"ours {rate['ours']:.0f} pairs a second, CrossEncoder {rate['theirs']:.0f}; ratio {ratio:.1f}")


def news_pairs(news: Path | None, seed: int) -> list[Pair]:
    """Sentences drawn at random."""
    texts = list(islice(sentences_of(news), 5000))
    draw = random.Random(seed)
    return [(draw.choice(texts), draw.choice(texts)) for _ in range(PAIRS)]
