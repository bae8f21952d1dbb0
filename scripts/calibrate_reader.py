#!/usr/bin/env python3
"""Set the two temperatures of a trained reader on the part of the data kept for it, and measure calibration on dev.

    python scripts/calibrate_reader.py --data DIR --base DIR --weights WORK/model.safetensors

Temperature scaling (Guo et al., "On Calibration of Modern Neural Networks", ICML 2017): one divisor for all logits of
a head, which changes no answer. Set on the events and records of the `calibrate` part, reported on the dev part.
Prints the arguments for export_reader.py, then the expected calibration error (ten bins of equal width).
"""

from __future__ import annotations

import argparse
import math
import random
from collections.abc import Sequence
from pathlib import Path

import reader_data as rd
import torch
from reader_model import Reader, load_tokenizer
from safetensors.torch import load_file
from train_reader import predicted

TEMPERATURES = [0.7 + 0.05 * n for n in range(47)]

Row = tuple[list[float], int]
"""Logits, and the set of labels that are right."""


def softened(logits: Sequence[float], temperature: float) -> list[float]:
    top = max(logits)
    powers = [math.exp((x - top) / temperature) for x in logits]
    return [p / sum(powers) for p in powers]


def allowed(probabilities: Sequence[float], labels: int) -> float:
    return sum(p for n, p in enumerate(probabilities) if labels & (1 << n))


def loss(rows: Sequence[Row], temperature: float) -> float:
    return -sum(math.log(max(1e-9, allowed(softened(x, temperature), y))) for x, y in rows) / len(rows)


def calibration_error(rows: Sequence[Row], temperature: float, bins: int = 10) -> float:
    """Mean distance, over all rows, of how sure the likeliest label is and how often it is right."""
    held: list[list[tuple[float, bool]]] = [[] for _ in range(bins)]
    for logits, labels in rows:
        p = softened(logits, temperature)
        best = max(range(3), key=p.__getitem__)
        held[min(bins - 1, int(p[best] * bins))].append((p[best], bool(labels & (1 << best))))
    return sum(abs(sum(p - right for p, right in one)) for one in held) / len(rows)


def rows_of(model: Reader, tokenizer: object, pairs: Sequence[rd.Pair]) -> tuple[list[Row], list[Row]]:
    """Log probabilities, which are logits, of relations and of words, with the labels that are right."""
    relations, words = [], []
    for pair, (relation, pieces) in zip(pairs, predicted(model, tokenizer, pairs), strict=True):
        if pair.relation in (1, 2, 4):
            relations.append(([math.log(max(1e-9, p)) for p in relation], pair.relation))
        for start, end, scores in pieces:
            label = next((m for a, b, m in pair.marks if a < end and start < b), pair.rest)
            if end > start and label:
                words.append(([math.log(max(1e-9, p)) for p in scores], label))
    return relations, words


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--base", type=Path, required=True)
    parser.add_argument("--weights", type=Path, required=True)
    parser.add_argument("--pairs", type=int, default=2500)
    options = parser.parse_args()
    torch.set_num_threads(2)
    tokenizer = load_tokenizer(options.base)
    model = Reader.from_config(options.base)
    model.load_state_dict(load_file(options.weights))
    found = {}
    for part in ("calibrate", "dev"):
        rng = random.Random(3)
        facts, spoilt = rd.newsfacts_files(), rd.copies_files()
        pairs = [*rd.newsfacts(facts, part, rng), *rd.neighbours(facts, part, rng)]
        rng.shuffle(pairs)
        found[part] = rows_of(model, tokenizer, [*pairs[: options.pairs], *rd.copies(spoilt, part, rng)[:600]])
    relation = min(TEMPERATURES, key=lambda t: loss(found["calibrate"][0], t))
    words = min(TEMPERATURES, key=lambda t: loss(found["calibrate"][1], t))
    print(f"--relation-temperature {relation:.2f} --word-temperature {words:.2f}")
    for name, n, t in (("relation", 0, relation), ("words", 1, words)):
        before, after = (calibration_error(found["dev"][n], x) for x in (1.0, t))
        print(f"{name}: expected calibration error on dev {before:.3f} before, {after:.3f} after")


if __name__ == "__main__":
    main()
