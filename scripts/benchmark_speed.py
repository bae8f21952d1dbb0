#!/usr/bin/env python3
"""What the program costs, next to sentence-transformers on the same model: both sides in one go, run about.

    python scripts/benchmark_speed.py [cold] [encode] [analyse] [--pile FILE.jsonl[.gz]] [--runs 5] [--sentences 1000]

cold     a whole process of `verify quote` on the sample case, against one that imports sentence_transformers, loads the
         same model from disk, and encodes one sentence;
encode   sentences a second of the default encoder, against SentenceTransformer.encode with its defaults;
analyse  attribution and names, against encoding, over the same articles.

Without names of parts, all three. Each pair runs one after the other, `--runs` times; medians and their ratio are
printed with the ratio to reach. The sentences are those of the articles in FILE (one a line: `text`, `title`), or those
of the sample case, the words turned round anew in each repetition. Exit status 1 if a ratio is not reached.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import count, islice
from pathlib import Path

from verifier import articles, attribution, resources, weights
from verifier.articles.layout import layout
from verifier.case import embedded
from verifier.datamodel import Article, Sentence
from verifier.encoders import load
from verifier.names.mentions import mentions
from verifier.text import sentences

PEER = """
from sentence_transformers import SentenceTransformer
SentenceTransformer({model!r}).encode(["The army left the city."])
"""
EXACT, REWORDED = "temporary tactical measure", "a passing change of tactics by the army"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("parts", nargs="*", metavar="cold|encode|analyse", default=list(PARTS))
    parser.add_argument("--pile", type=Path, help="articles, one JSON object a line")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--sentences", type=int, default=1000, help="how many to encode")
    arguments = parser.parse_args()
    if unknown := set(arguments.parts) - set(PARTS):
        parser.error(f"unknown part {unknown.pop()!r}")
    print(f"{os.cpu_count()} processors, load {os.getloadavg()[0]:.1f}, {arguments.runs} runs each, medians")
    reached = [PARTS[part](arguments) for part in arguments.parts]
    return 0 if all(reached) else 1


def cold(arguments: argparse.Namespace) -> bool:
    """Whole processes, in an empty folder; a first call of each, not counted, fills the caches of disk and program."""
    peer = [sys.executable, "-c", PEER.format(model=str(weights.source_folder(weights.default_encoder())))]
    verify = [sys.executable, "-P", "-m", "verifier", "quote"]
    with tempfile.TemporaryDirectory() as empty:

        def process(*command: str) -> Callable[[], object]:
            return lambda: subprocess.run(command, cwd=empty, check=True, capture_output=True)

        sides = {"theirs": process(*peer), "model": process(*verify, REWORDED), "exact": process(*verify, EXACT)}
        seconds = interleaved(sides, arguments.runs)
    print(f"cold process, sentence-transformers     {seconds['theirs']:7.2f} s")
    good = report("cold `verify quote`, needs the model", seconds["model"], seconds["theirs"], at_most=1 / 8)
    return report("cold `verify quote`, exact words", seconds["exact"], seconds["theirs"], at_most=1 / 20) and good


def encode(arguments: argparse.Namespace) -> bool:
    """The same sentences in memory, each side with its own use of all processors."""
    from sentence_transformers import SentenceTransformer

    texts = list(islice(sentences_of(arguments.pile), arguments.sentences))
    peer = SentenceTransformer(str(weights.source_folder(weights.default_encoder())), device="cpu")
    ours = load()
    gap = 1 - float((ours.encode(texts[:200]) * peer.encode(texts[:200])).sum(axis=1).min())
    sides = {"theirs": lambda: peer.encode(texts), "ours": lambda: ours.encode(texts)}
    seconds = interleaved(sides, arguments.runs)
    letters = statistics.mean(map(len, texts))
    print(f"encoding {len(texts)} sentences of {letters:.0f} characters; vectors agree to {gap:.1e} (at most 1e-3)")
    print(f"  sentence-transformers {len(texts) / seconds['theirs']:6.0f} a second")
    print(f"  verifier              {len(texts) / seconds['ours']:6.0f} a second")
    return report("encoding", seconds["ours"], seconds["theirs"], at_most=1 / 2.2) and gap <= 1e-3


def analyse(arguments: argparse.Namespace) -> bool:
    """Names and attribution of up to 40 articles, against encoding their sentences."""
    divided = [
        (article, sentences(article.id, article.text, layout(article.text, article.title)))
        for article in islice(articles_of(arguments.pile), 40)
    ]
    texts = [sentence.span.of(article.text) for article, found in divided for sentence in embedded(found)]
    encoder = load()
    sides = {"analyse": lambda: attribute(divided), "encode": lambda: encoder.encode(texts)}
    seconds = interleaved(sides, arguments.runs)
    print(f"{len(divided)} articles, {len(texts)} sentences")
    return report("attribution and names, against encoding", seconds["analyse"], seconds["encode"], at_most=1)


def attribute(divided: Sequence[tuple[Article, Sequence[Sentence]]]) -> None:
    for article, found in divided:
        attribution.quotes(article, found, mentions(article, found))


def interleaved(sides: Mapping[str, Callable[[], object]], runs: int) -> dict[str, float]:
    """Median seconds of each side. They take turns, so that whatever else the machine does falls on all of them."""
    seconds: dict[str, list[float]] = {name: [] for name in sides}
    for run in range(runs + 1):  # the first warms up
        for name, side in sides.items():
            start = time.perf_counter()
            side()
            if run:
                seconds[name].append(time.perf_counter() - start)
    return {name: statistics.median(times) for name, times in seconds.items()}


def report(what: str, ours: float, theirs: float, *, at_most: float) -> bool:
    """Print a line; gives whether the ratio is reached."""
    reached = ours <= theirs * at_most
    verdict = "reached" if reached else "NOT REACHED"
    print(f"{what:40}{ours:7.2f} s   ratio 1/{theirs / ours:.1f}, to reach 1/{1 / at_most:.1f}: {verdict}")
    return reached


def articles_of(pile: Path | None) -> Iterator[Article]:
    if pile is None:
        yield from (item for item in articles.read([resources.folder("seeds")]) if isinstance(item, Article))
        return
    opener = gzip.open if pile.suffix == ".gz" else open
    with opener(pile, "rt", encoding="utf-8") as lines:
        for number, line in enumerate(lines):
            row = json.loads(line)
            yield Article(str(number), row["text"], row.get("title"))


def sentences_of(pile: Path | None) -> Iterator[str]:
    """All different; without a pile they never end."""
    found = [
        sentence.span.of(article.text)
        for article in articles_of(pile)
        for sentence in embedded(sentences(article.id, article.text, layout(article.text, article.title)))
    ]
    yield from dict.fromkeys(found)
    if pile is None:
        for turn in count(1):
            for text in found:
                words = text.split()
                yield " ".join(words[turn % len(words) :] + words[: turn % len(words)])


PARTS = {"cold": cold, "encode": encode, "analyse": analyse}

if __name__ == "__main__":
    sys.exit(main())
