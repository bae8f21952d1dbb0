#!/usr/bin/env python3
"""Train the model of claims: do two parts of sentences state the same claim, tell it otherwise, or neither?

    python scripts/train_claims.py --data DIR [--out models/claims-minilm] [--work DIR] [--epochs 3]

A cross-encoder that starts from the relation model and is trained on the labelled pairs of data/claim_pairs.tsv; DIR
has the articles (see fit_claims.py). Each side is a part of a sentence, then the whole sentence
(`claims.parts.Part.in_context`); which side comes first is drawn anew in each epoch, for the question has no direction.
A fifth of the events is held out: what is measured on them is measured on what the model has not seen.

Seeded; logs to standard error.
"""

from __future__ import annotations

import argparse
import random
import tempfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from evaluation import table
from fit_claims import SHORT, is_held_out, labelled_parts, piles, read_labels, span_of
from numpy.typing import NDArray
from sklearn.metrics import average_precision_score, roc_auc_score
from train_nli import Item, Row, Training, batches, encode, log, tokenizer_of, write

from verifier.case import Case

CLASSES = {"same": "entailment", "no": "neutral", "differs": "contradiction"}
"""The outputs keep the names that a relation model has."""
MAX_PIECES = 192


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, default=Path("models/claims-minilm"))
    parser.add_argument("--work", type=Path, default=Path("work"))
    parser.add_argument("--init", type=Path, default=Path("models/nli-minilm"))
    parser.add_argument("--epochs", type=int, default=3)
    parser.add_argument("--batch", type=int, default=32)
    parser.add_argument("--rate", type=float, default=5e-5)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--threads", type=int, default=torch.get_num_threads())
    args = parser.parse_args()
    torch.set_num_threads(args.threads)
    seen, held = labelled_rows(args.data)
    log(f"{len(seen)} pairs to train on, {len(held)} held out")
    tokenizer = tokenizer_of(args.init)
    tokenizer.enable_truncation(MAX_PIECES)
    run = Training(args, args.epochs * -(-len(seen) // args.batch))
    for epoch in range(args.epochs):
        rng = random.Random(args.seed * 1000 + epoch)
        torch.manual_seed(args.seed * 1000 + epoch)
        turned = [(b, a, label) if rng.random() < 0.5 else (a, b, label) for a, b, label in seen]
        losses = [run.learn(*one) for one in batches(encode(tokenizer, turned), args.batch, rng)]
        log(f"epoch {epoch + 1}: loss {np.mean(losses):.3f}")
        report(run, [encode(tokenizer, held), encode(tokenizer, [(b, a, label) for a, b, label in held])])
    write(run.model, args.out, MAX_PIECES)


def labelled_rows(folder: Path) -> tuple[list[Row], list[Row]]:
    """The pairs of the events to train on, and of those held out."""
    seen: list[Row] = []
    held: list[Row] = []
    for articles, labels in piles(folder, read_labels()):
        with tempfile.TemporaryDirectory() as place, Case.open(Path(place) / "case.db") as case:
            found = labelled_parts(case, articles, labels)
        at = {(p.article.id[:SHORT], p.span): p.in_context for p in found}
        for one in labels:
            a, b = (at[one[f"article_{side}"], span_of(one, side)] for side in "ab")
            (held if is_held_out(one) else seen).append((a, b, CLASSES[one["label"]]))
    return seen, held


def report(run: Training, both: Sequence[Sequence[Item]]) -> None:
    """How well the held-out pairs are told apart, read both ways."""
    one_claim = [1 - probabilities(run, items)[:, 1] for items in both]
    y = np.array([label != "neutral" for _, _, label in both[0]])
    scores = [("one way", one_claim[0]), ("other way", one_claim[1]), ("mean", sum(one_claim) / 2)]
    rows = [(n, round(roc_auc_score(y, s), 3), round(average_precision_score(y, s), 3)) for n, s in scores]
    table((f"{len(y)} held out", "area under ROC", "average precision"), rows)


@torch.no_grad()  # type: ignore[untyped-decorator]
def probabilities(run: Training, items: Sequence[Item]) -> NDArray[np.float64]:
    """Of each class, in the order of the items; shape (n, 3)."""
    run.model.eval()
    order = sorted(range(len(items)), key=lambda i: len(items[i][0]))
    found = np.zeros((len(items), 3))
    for start in range(0, len(order), 64):
        some = order[start : start + 64]
        ((inputs, _),) = batches([items[i] for i in some], 64, None)
        found[some] = run.model(**inputs).logits.softmax(-1).numpy()
    return found


if __name__ == "__main__":
    main()
