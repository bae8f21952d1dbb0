#!/usr/bin/env python3
"""How likely are two sentences about one event? Fits the weights of `relation.likelihood`, and tests them.

    python scripts/fit_event.py DIR

DIR has ecbplus_sents.train.jsonl[.gz] and ecbplus_sents.dev.jsonl[.gz]: sentences of ECB+ (Cybulska & Vossen, "Using a
sledgehammer to crack a nut?", LREC 2014; github.com/cltl/ecbPlus), one a line: `doc`, `topic`, `text` and `events`,
each [id of the event, words]. ECB+ has two like events to every topic: a subject in common proves nothing.

Two sentences of different articles are about one event if they share one that is no act of saying. Annotation is
sparse, so some pairs that count as different are not. Weights are fitted on train; the area under the curve is that of
dev, beside the cosine alone.
"""

from __future__ import annotations

import argparse
import random
from collections import defaultdict
from collections.abc import Sequence
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
from evaluation import read, table
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

from verifier import encoders, relation
from verifier.articles import layout
from verifier.datamodel import Article
from verifier.names.gazetteer import group
from verifier.names.mentions import mentions
from verifier.names.spelling import compare
from verifier.rewording import Topic
from verifier.statements import Statement, statement
from verifier.text import sentences

WORDS = range(6, 46)
NEAR = 0.35
"""Pairs farther apart are no candidates of the program either."""
A_TOPIC = 300
"""So many pairs of a topic at most, drawn at random."""
FEATURES = ("near", "share", "back", "least", "names", "numbers")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    train, dev = (examples(rows(options.folder, fold), options.seed) for fold in ("train", "dev"))
    model = LogisticRegression(max_iter=1000).fit(*train)
    table(("", *FEATURES, "constant"), [("weight", *model.coef_[0].round(2), model.intercept_[0].round(2))])
    x, y = dev
    fitted = roc_auc_score(y, model.predict_proba(x)[:, 1])
    shipped = roc_auc_score(y, [relation.weighed(*row) for row in x])
    print(f"{len(train[1])} pairs to fit, {len(y)} of dev, {y.mean():.2f} of them about one event\n")
    columns = [(name, round(roc_auc_score(y, x[:, n]), 3)) for n, name in enumerate(FEATURES)]
    table(("area under the curve", "dev"), [*columns, ("fitted", round(fitted, 3)), ("as shipped", round(shipped, 3))])


def rows(folder: Path, fold: str) -> list[dict[str, Any]]:
    path = next(p for p in (folder / f"ecbplus_sents.{fold}.jsonl{z}" for z in (".gz", "")) if p.exists())
    return [row for row in read(path) if row["events"] and len(row["text"].split()) in WORDS]


def examples(found: Sequence[dict[str, Any]], seed: int) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """The features of pairs within a topic, and whether they share an event."""
    rng = random.Random(seed)
    read_as = [as_statement(row) for row in found]
    vectors = encoders.load().encode([row["text"] for row in found])
    topics: dict[str, list[int]] = defaultdict(list)
    for n, row in enumerate(found):
        topics[row["topic"]].append(n)
    x, y = [], []
    for members in topics.values():
        topic = Topic.of([read_as[n].tokens for n in members])
        pairs = [(i, j) for i, j in combinations(members, 2) if found[i]["doc"] != found[j]["doc"]]
        pairs = [(i, j) for i, j in pairs if vectors[i] @ vectors[j] >= NEAR]
        for i, j in rng.sample(pairs, min(A_TOPIC, len(pairs))):
            known = relation.gather(
                read_as[i], read_as[j], float(vectors[i] @ vectors[j]), topic, same_name, None, None
            )
            x.append(relation.features(known))
            y.append(bool(events(found[i]) & events(found[j])))
    return np.array(x), np.array(y)


def as_statement(row: dict[str, Any]) -> Statement:
    article = Article(row["doc"], row["text"])
    (first, *_) = divided = sentences(article.id, article.text, layout(article.text))
    whole = type(first.span)(0, len(article.text))
    return statement(article, whole, mentions(article, divided))


def same_name(a: str, b: str) -> bool:
    return compare(a, b).label != "different"


def events(row: dict[str, Any]) -> set[str]:
    return {event for event, words in row["events"] if words.lower() not in group("cues.speech")}


if __name__ == "__main__":
    main()
