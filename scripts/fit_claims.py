#!/usr/bin/env python3
"""How likely do two statements say one thing? Fits the weights of `claims.pairs.likelihood`, and tests them.

    python scripts/fit_claims.py DIR

DIR has stsb.train.jsonl[.gz] and stsb.dev.jsonl[.gz]: sentence pairs of the STS benchmark (Cer et al., "SemEval-2017
task 1", 2017), one a line: `text1`, `text2`, `genre` and `score`, of which those from news are read. A score of 3 is
"roughly equivalent, but some important information differs or is missing": what one claim may have in other words, in
part, or with another number. Weights are fitted on train, the areas under the curve are those of dev.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

import numpy as np
from evaluation import read, table
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import average_precision_score, roc_auc_score

from verifier import encoders
from verifier.articles import layout
from verifier.claims import pairs
from verifier.claims.parts import Part
from verifier.datamodel import Article, Span
from verifier.names.mentions import mentions
from verifier.names.spelling import compare
from verifier.rewording import Topic
from verifier.statements import statement
from verifier.text import sentences

GENRE = "main-news"
ONE_CLAIM = 3.0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    options = parser.parse_args()
    train, dev = (examples(rows(options.folder, fold)) for fold in ("train", "dev"))
    model = LogisticRegression(max_iter=2000).fit(*train)
    table(("", *pairs.FEATURES, "constant"), [("weight", *model.coef_[0].round(2), model.intercept_[0].round(2))])
    x, y = dev
    shipped = np.array([pairs.likelihood(row) for row in x])
    print(f"{len(train[1])} pairs to fit, {len(y)} of dev, {y.mean():.2f} of them say one thing\n")
    columns = [(name, x[:, n]) for n, name in enumerate(pairs.FEATURES)]
    columns += [("fitted", model.predict_proba(x)[:, 1]), ("as shipped", shipped)]
    scores = [(name, round(roc_auc_score(y, s), 3), round(average_precision_score(y, s), 3)) for name, s in columns]
    table(("dev", "area under ROC", "average precision"), scores)


def rows(folder: Path, fold: str) -> list[dict[str, Any]]:
    path = next(p for p in (folder / f"stsb.{fold}.jsonl{z}" for z in (".gz", "")) if p.exists())
    return [row for row in read(path) if row["genre"] == GENRE]


def examples(found: list[dict[str, Any]]) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """The features of each pair, and whether it says one thing."""
    here, there = ([as_part(str(n), row[side]) for n, row in enumerate(found)] for side in ("text1", "text2"))
    vectors = encoders.load().encode([p.statement.text for p in (*here, *there)])
    cosines = (vectors[: len(found)] * vectors[len(found) :]).sum(axis=1)
    nothing = Topic({})
    x = [pairs.features(a, b, float(near), nothing, same_name) for a, b, near in zip(here, there, cosines, strict=True)]
    return np.array(x), np.array([float(row["score"]) >= ONE_CLAIM for row in found])


def as_part(name: str, text: str) -> Part:
    """A sentence of an article of its own."""
    article = Article(name, text)
    divided = sentences(article.id, article.text, layout(article.text))
    span = Span(0, len(text))
    said = statement(article, span, mentions(article, divided))
    return Part(article, divided[0], span, said, said)


def same_name(a: str, b: str) -> bool:
    return compare(a, b).label != "different"


if __name__ == "__main__":
    main()
