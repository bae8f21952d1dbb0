#!/usr/bin/env python3
"""How often is a red mark right, on parts of news sentences as they come?

    python scripts/evaluate_parts.py DIR [--errors FILE]

DIR holds the articles of data/claim_pairs.tsv (see fit_claims.py). Its pairs were labelled by hand: one claim (`same`),
one claim told otherwise (`differs`) or none (`no`). Most were drawn without regard to whether they contradict, unlike
those of docs/contradictions.md, which were chosen to be hard: so they tell how many red marks are right in the wild. A
pair is asked both ways and contradicts if either way does. Two claims (`no`) may contradict all the same, on an age or
a length told in passing; that counts as wrong here, so that the precision is rather too low.
"""

from __future__ import annotations

import argparse
import csv
import json
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from evaluation import Row, share, table
from fit_claims import LABELS, SHORT, basil, giveme5w, span_of

from verifier import encoders, meaning, relation
from verifier.case import Case
from verifier.datamodel import Article
from verifier.pipeline import add_articles
from verifier.relation import Judgement
from verifier.rewording import Topic
from verifier.search import Desk
from verifier.statements import statement
from verifier.voices import Bearers


@dataclass(frozen=True)
class Judged:
    """A labelled pair with what is said of it, both ways."""

    label: str
    texts: tuple[str, str]
    judged: tuple[Judgement, Judgement]

    @property
    def contradicts(self) -> Judgement | None:
        """The judgement that says so."""
        return next((j for j in self.judged if j.stance == "contradicts"), None)

    @property
    def on(self) -> str:
        """What it is said to contradict on; "" if it is not."""
        return self.contradicts.differs_on[0].dimension if self.contradicts else ""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--errors", type=Path, help="write the pairs judged wrongly here, one JSON object a line")
    options = parser.parse_args()
    with LABELS.open(encoding="utf-8") as file:
        labels = [one for one in csv.DictReader(file, delimiter="\t") if one["second"] in ("", one["label"])]
    found: list[Judged] = []
    for name, articles in (("giveme5w", giveme5w(options.folder)), ("basil", basil(options.folder))):
        with tempfile.TemporaryDirectory() as place, Case.open(Path(place) / "case.db") as case:
            found += judged(case, articles, [one for one in labels if one["pile"] == name])
    report(found)
    if options.errors:
        wrong = [one for one in found if bool(one.contradicts) != (one.label == "differs")]
        options.errors.write_text("".join(json.dumps(error(one)) + "\n" for one in wrong), encoding="utf-8")


def judged(case: Case, articles: Sequence[Article], labels: Iterable[Row]) -> Iterator[Judged]:
    """Every pair of a pile, asked both ways."""
    add_articles(case, articles, encoders.load())
    desk, bearers, model, encoder = Desk(case), Bearers(case), meaning.load(None), encoders.load()
    ids = {article.id[:SHORT]: article.id for article in articles}
    bodies = [(desk.page(i).article, s.span) for i in case.ids() for s in desk.page(i).body]
    topic = Topic.of([statement(one, span, ()).tokens for one, span in bodies])
    for label in labels:
        pages = [desk.page(ids[label[f"article_{side}"]]) for side in "ab"]
        a, b = (statement(p.article, span_of(label, side), p.mentions) for p, side in zip(pages, "ab", strict=True))
        texts = " ".join(a.text.split()), " ".join(b.text.split())
        rows = encoder.encode(list(texts))
        near = float(rows[0] @ rows[1])
        ((back, there),) = relation.ask(model, a, [b], bearers.same_name)
        ways = (
            relation.decide(relation.gather(a, b, near, topic, bearers.same_name, back, there)),
            relation.decide(relation.gather(b, a, near, topic, bearers.same_name, there, back)),
        )
        yield Judged(label["label"], texts, ways)


def report(found: Sequence[Judged]) -> None:
    """Right and found, of all and of each dimension; and what is said of each label."""
    print(f"{len(found)} pairs: {dict(Counter(one.label for one in found))}\n")
    dimensions = sorted({one.on for one in found} - {""})
    rows = [(name, *right_and_found(found, name)) for name in ("", *dimensions)]
    table(("contradicts on", "right", "found"), [(name or "anything", *row) for name, *row in rows])
    stances = sorted({stance(one) for one in found})
    counts = Counter((one.label, stance(one)) for one in found)
    labels = ("same", "differs", "no")
    table(("label", *stances), [(label, *(counts[label, s] for s in stances)) for label in labels])


def right_and_found(found: Sequence[Judged], dimension: str) -> tuple[str, str]:
    """How many red marks are right, of all or of one dimension, and how many of all that differ they find."""
    said = [one for one in found if one.on and dimension in ("", one.on)]
    right = sum(one.label == "differs" for one in said)
    return share(right, len(said)), share(right, sum(one.label == "differs" for one in found))


def stance(one: Judged) -> str:
    return "contradicts" if one.contradicts else str(one.judged[0].stance)


def error(one: Judged) -> Row:
    return {
        "label": one.label,
        "stance": [j.stance for j in one.judged],
        "texts": one.texts,
        "differs": [[f"{d.dimension} {d.here!r} {d.there!r} {d.reading}" for d in j.differs_on] for j in one.judged],
    }


if __name__ == "__main__":
    main()
