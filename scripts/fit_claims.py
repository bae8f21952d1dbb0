#!/usr/bin/env python3
"""How likely do two parts of sentences say one thing? Fits the weights of `claims.pairs.likelihood`, and tests them.

    python scripts/fit_claims.py DIR

DIR has giveme5w_newscluster.dev.jsonl[.gz] (Hamborg, Breitinger & Gipp, 2019) and basil_triplets.dev.jsonl[.gz] (Fan et
al., "In Plain Sight: Media Bias Through the Lens of Factual Reporting", 2019): articles of several outlets on one event
each. data/claim_pairs.tsv has pairs of parts of their sentences, labelled by hand (docs/claims.md): the same claim, the
same told otherwise (`differs`), or not. Those that have `stands_for` were drawn at random within bands of an earlier
likelihood; each stands for so many candidates. Areas under the curve are cross-validated: no event is on both sides.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import tempfile
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from evaluation import read, table
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import average_precision_score, cohen_kappa_score, roc_auc_score
from sklearn.model_selection import GroupKFold, cross_val_predict
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from verifier import encoders
from verifier.case import Case
from verifier.claims import pairs
from verifier.claims.links import Rivals
from verifier.claims.parts import Part, part_at, parts
from verifier.datamodel import Article, Span
from verifier.pipeline import add_articles
from verifier.rewording import Topic
from verifier.search import Desk
from verifier.voices import Bearers

LABELS = Path(__file__).parent / "data" / "claim_pairs.tsv"
SHORT = 12
"""Characters of an article's id that a label has."""
FOLDS = 8

Label = dict[str, str]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    folder: Path = parser.parse_args().folder
    labels = read_labels()
    twice = [(one["label"] != "no", one["second"] != "no") for one in labels if one["second"]]
    print(f"{len(labels)} pairs, {len(twice)} of them labelled twice, Cohen's kappa "
          f"{cohen_kappa_score(*zip(*twice, strict=True)):.2f}\n")  # fmt: skip
    rows, kept = [], []
    for articles, mine in piles(folder, labels):
        with tempfile.TemporaryDirectory() as place, Case.open(Path(place) / "case.db") as case:
            rows += list(examples(case, articles, mine))
            kept += mine
    report(np.array(rows), kept)


def read_labels() -> list[Label]:
    with LABELS.open(encoding="utf-8") as file:
        return list(csv.DictReader(file, delimiter="\t"))


def piles(folder: Path, labels: Sequence[Label]) -> Iterator[tuple[list[Article], list[Label]]]:
    """The articles of each pile, with those of its labels on which the readers agree."""
    agreed = [one for one in labels if one["second"] in ("", one["label"])]
    yield giveme5w(folder), [one for one in agreed if one["pile"] == "giveme5w"]
    yield basil(folder), [one for one in agreed if one["pile"] == "basil"]


def giveme5w(folder: Path) -> list[Article]:
    found = read(beside(folder, "giveme5w_newscluster.dev.jsonl"))
    return [Article(r["id"], r["text"], r.get("title"), r.get("source"), published=r.get("date")) for r in found]


def basil(folder: Path) -> list[Article]:
    return [
        Article(r["uuid"], "\n\n".join(r["sentences"]), r["title"], r["source"], published=r["date"])
        for r in read(beside(folder, "basil_triplets.dev.jsonl"))
    ]


def beside(folder: Path, name: str) -> Path:
    return next(p for p in (folder / f"{name}.gz", folder / name) if p.exists())


def examples(case: Case, articles: Sequence[Article], labels: Sequence[Label]) -> Iterator[list[float]]:
    """The features of each pair."""
    found = labelled_parts(case, articles, labels)
    bearers = Bearers(case)
    ids = {article.id[:SHORT]: article.id for article in articles}
    rows = encoders.load().encode([" ".join(p.statement.text.split()) for p in found])
    topic, rivals = Topic.of([p.statement.tokens for p in found if p.whole]), Rivals(found, rows)
    at = {(p.article.id, p.span): n for n, p in enumerate(found)}
    for one in labels:
        a, b = (at[ids[one[f"article_{side}"]], span_of(one, side)] for side in "ab")
        mine, theirs = found[a], found[b]
        if hashlib.sha256(f"{mine.statement.text}\0{theirs.statement.text}".encode()).hexdigest()[:8] != one["sha256"]:
            raise SystemExit(f"{one}: other words stand there; is it another version of the articles?")
        near = float(rows[a] @ rows[b])
        yield list(pairs.features(mine, theirs, near, rivals.apart(a, b, near), topic, bearers.same_name))


def labelled_parts(case: Case, articles: Sequence[Article], labels: Sequence[Label]) -> list[Part]:
    """All parts of all articles, with those that are labelled."""
    add_articles(case, articles, encoders.load())
    desk = Desk(case)
    places: dict[str, set[Span]] = defaultdict(set)
    for one in labels:
        for side in "ab":
            places[one[f"article_{side}"]].add(span_of(one, side))
    return [p for one in case.ids() for p in with_labelled(desk, one, places[one[:SHORT]])]


def is_held_out(one: Label) -> bool:
    """Whether the pair is of one of the events, about a fifth, that the model of claims has not seen."""
    return hashlib.sha256(f"{one['pile']} {one['event']}".encode()).digest()[0] % 5 == 0


def span_of(one: Label, side: str) -> Span:
    return Span(int(one[f"start_{side}"]), int(one[f"end_{side}"]))


def with_labelled(desk: Desk, article: str, labelled: set[Span]) -> list[Part]:
    """The parts of an article, with those that were labelled when sentences were divided otherwise."""
    page = desk.page(article)
    found = {part.span: part for part in parts(page)}
    for span in labelled - found.keys():
        sentence = next(s for s in page.body if s.span.covers(span))
        found[span] = part_at(page, sentence, span)
    return sorted(found.values(), key=lambda p: (p.sentence.ordinal, p.span.start, -p.span.end))


def report(x: NDArray[np.float64], labels: Sequence[Label]) -> None:
    """Weights, and how well they do on events that they were not fitted on."""
    y = np.array([one["label"] != "no" for one in labels])
    events = np.array([one["pile"] + one["event"] for one in labels])
    model = make_pipeline(StandardScaler(), LogisticRegression(C=0.3, max_iter=3000))
    fitted = cross_val_predict(model, x, y, groups=events, cv=GroupKFold(FOLDS), method="predict_proba")[:, 1]
    model.fit(x, y)
    scale, fit = model[0], model[1]
    weights = fit.coef_[0] / scale.scale_
    constant = fit.intercept_[0] - (weights * scale.mean_).sum()
    table(("", *pairs.FEATURES, "constant"), [("weight", *weights.round(2), constant.round(2))])
    told = sum(one["label"] == "differs" for one in labels)
    print(f"\n{len(y)} pairs of {len(set(events))} events, {y.mean():.2f} of them one claim, {told} told otherwise\n")
    shipped = np.array([pairs.likelihood(row) for row in x])
    drawn = np.array([float(one["stands_for"] or 0) for one in labels])
    some = drawn > 0
    columns = [*((name, x[:, n]) for n, name in enumerate(pairs.FEATURES)), ("fitted", fitted), ("as shipped", shipped)]
    rows = [
        (name, round(roc_auc_score(y, s), 3), round(average_precision_score(y, s), 3),
         round(average_precision_score(y[some], s[some], sample_weight=drawn[some]), 3))
        for name, s in columns
    ]  # fmt: skip
    table(("", "area under ROC", "average precision", f"the same of {drawn.sum():,.0f} candidates"), rows)


if __name__ == "__main__":
    main()
