#!/usr/bin/env python3
"""Set the thresholds of `compare.decide` on invented stories that the reader was neither trained nor measured on.

    python scripts/fit_thresholds.py [--reader reader] [--claims 150]

Events of the `calibrate` part (reader_data.part_of) are told as in stories: for each fact one wording is the claim, the
event's other sentences are read against it. Prints how many stating and contradicting sentences are found and right for
each threshold, with and without the exact checks, so that a person can choose; and what each claim would be called.
"""

from __future__ import annotations

import argparse
import itertools
import random
from dataclasses import replace
from datetime import date, timedelta

import reader_data as rd

from verifier.compare import compare
from verifier.compare.engine import Comparison
from verifier.compare.statement import of_text
from verifier.models.reader import load
from verifier.names.spelling import same_bearer

Row = tuple[str, Comparison]
"""What a sentence is to a claim ("states", "contradicts", "no"), and how the two compare."""


def rows_of(claims: int, reader_name: str, seed: int = 3) -> list[list[Row]]:
    """For each claim its rows; at most so many claims, drawn at random."""
    rng = random.Random(seed)
    reader = load(reader_name)
    events = [
        e
        for e in itertools.chain.from_iterable(map(rd.read, rd.newsfacts_files()))
        if rd.part_of(e["event"]) == "calibrate"
    ]
    asked = []
    for event in events:
        day = date.fromisoformat(event["date"])
        for fact in event["facts"]:
            same = rng.sample(fact["same"], len(fact["same"]))
            against = [a["t"] for a in fact["against"]]
            rng.shuffle(against)
            others = [
                t for f in event["facts"] if f is not fact for t in (f["same"][0], f["more"][0], *f["beside"][:1])
            ]
            told = [("states", t) for t in (*same[1:3], rng.choice(fact["more"]))] + [("contradicts", against[0])]
            told += [("no", t) for t in (*fact["beside"][:2], *rng.sample(others, min(4, len(others))))]
            asked.append((same[0], told, day))
            if len(against) > 1:
                denied = [("contradicts", t) for t in (*same[1:3], rng.choice(fact["more"]))]
                asked.append((against[1], denied + [("no", t) for t in fact["beside"][:2]], day))
    rng.shuffle(asked)
    found = []
    for claim, told, day in asked[:claims]:
        here = of_text(claim)
        theres = [replace(of_text(t), published=day + timedelta(days=rng.randrange(2))) for _, t in told]
        compared = compare(reader, here, theres, same_bearer)
        found.append([(truth, c) for (truth, _), c in zip(told, compared, strict=True)])
    return found


def score(rows: list[Row], label: str, threshold: float, exact: bool) -> str:
    tp = fp = fn = 0
    for truth, c in rows:
        value = c.entails if label == "states" else c.contradicts
        other = c.contradicts if label == "states" else c.entails
        said = value >= threshold and value > other
        if exact and label == "states" and any(d.reading in ("real", "update") for d in c.numbers.tied):
            said = False
        if exact and label == "contradicts" and any(d.reading in ("real", "update") for d in c.numbers.tied):
            said = said or c.entails >= threshold
        tp += said and truth == label
        fp += said and truth != label
        fn += not said and truth == label
    return f"{tp / max(1, tp + fn):.3f} / {tp / max(1, tp + fp):.3f}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--reader", default="reader")
    parser.add_argument("--claims", type=int, default=150)
    options = parser.parse_args()
    by_claim = rows_of(options.claims, options.reader)
    rows = list(itertools.chain.from_iterable(by_claim))
    print(len(by_claim), "claims,", len(rows), "sentences; found / right")
    for label in ("states", "contradicts"):
        for threshold in (0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9):
            print(
                label,
                threshold,
                score(rows, label, threshold, False),
                " with exact checks",
                score(rows, label, threshold, True),
            )


if __name__ == "__main__":
    main()
