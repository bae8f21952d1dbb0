"""What the report of a pile costs beside encoding it, stage by stage, in processor seconds.

python scripts/benchmark_report.py PILE [--articles N]

PILE is anything that `verify add` reads. The case is made in a temporary folder; what it takes to add the articles is
not counted, only what the encoder takes for their sentences, on one thread as all else.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from itertools import islice
from pathlib import Path

from verifier import articles, encoders, pipeline
from verifier.case import Case, embedded
from verifier.datamodel import Article
from verifier.models import reader
from verifier.report import html
from verifier.reporting import make_report


class Clock:
    """Processor seconds of each stage, as the report tells them."""

    def __init__(self) -> None:
        self.stages: dict[str, float] = {}
        self._last = "start", time.process_time()

    def __call__(self, stage: str, done: int = 0, total: int = 0) -> None:
        """A stage goes on, or begins: then the one before has ended."""
        name, since = self._last
        now = time.process_time()
        self.stages[name] = self.stages.get(name, 0.0) + now - since
        self._last = stage, now


def main() -> int:
    """Print one line a stage, and the proportion."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("pile", type=Path)
    parser.add_argument("--articles", type=int, help="only the first so many")
    args = parser.parse_args()
    encoder = encoders.load(threads=1)
    readers = reader.TwoReaders(reader.load(reader.SMALL, threads=1), reader.load(threads=1))
    encoder.encode(["loaded before the clock runs"])
    for one in (readers.small, readers.large):
        one.read([("loaded before the clock runs", "loaded")])
    pile = islice((one for one in articles.read([args.pile]) if isinstance(one, Article)), args.articles)
    with tempfile.TemporaryDirectory() as folder, Case.open(Path(folder) / "case.db") as case:
        pipeline.add_articles(case, pile, encoder)
        texts = [s.span.of(one.text) for one in case.articles() for s in embedded(case.sentences(one.id))]
        start = time.process_time()
        encoder.encode(texts)
        encoding = time.process_time() - start
        clock = Clock()
        report = make_report(case, encoder=lambda: encoder, reader=lambda: readers, progress=clock)
        clock("page")
        html.page(report)
        clock("end")
    print(f"{len(report.articles)} articles, {len(texts):,} sentences, {len(report.claims):,} claims")
    print(f"encoding    {encoding:8.2f} s")
    for stage, seconds in clock.stages.items():
        print(f"{stage:12}{seconds:8.2f} s")
    whole = sum(clock.stages.values())
    print(f"report      {whole:8.2f} s, {whole / encoding:.2f} times the encoding")
    return 0


if __name__ == "__main__":
    sys.exit(main())
