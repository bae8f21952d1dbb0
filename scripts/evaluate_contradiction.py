"""`evaluate.py contradiction`: do two sentences of two outlets contradict each other? Ours against what people say.

The pairs are offsets into a public pile of news, with labels set by hand (docs/contradictions.md); the pile itself is
third-party text. Each pair is asked both ways, as a claim against a sentence, and contradicts if either way does.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import tempfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from evaluation import Row, read, share, table

from verifier import encoders, meaning, relation
from verifier.case import Case
from verifier.datamodel import Article, Span
from verifier.pipeline import add_articles
from verifier.relation import Evidence, Judgement
from verifier.rewording import Topic
from verifier.search import Desk
from verifier.statements import Statement, statement
from verifier.voices import Bearers

PAIRS = Path(__file__).parent / "data" / "contradictions.jsonl"
NEIGHBOURS = 60


@dataclass(frozen=True)
class Pair:
    """One labelled pair with the evidence and the judgement of both ways."""

    row: Row
    texts: tuple[str, str]
    evidence: tuple[Evidence, Evidence]
    judged: tuple[Judgement, Judgement]

    @property
    def stance(self) -> str:
        """What the program says of the pair: contradicts if either way does, else the first way's stance."""
        stances = [str(j.stance) for j in self.judged]
        return "contradicts" if "contradicts" in stances else stances[0]

    @property
    def model_says(self) -> str:
        """What the relation model alone says, of both ways together."""
        rows = [r for e in self.evidence[:1] for r in (e.forward, e.backward) if r]
        if not rows:
            return "unknown"
        e, n, c = (sum(r[k] for r in rows) / len(rows) for k in range(3))
        return "contradicts" if c == max(e, n, c) else "other"


def add_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--pairs", type=Path, default=PAIRS, help="the labelled pairs")
    parser.add_argument("--fold", choices=("test", "tune", "all"), default="test")
    parser.add_argument("--case", type=Path, help="keep the case that is made of the pile here, or use it again")
    parser.add_argument("--relation-model", help="another cross-encoder")
    parser.add_argument("--errors", type=Path, help="write the pairs judged wrongly here, one JSON object a line")


def run(options: argparse.Namespace) -> None:
    """Precision and recall of `contradicts`, ours, the relation model alone, and any difference of numbers or names."""
    rows = [row for row in read(options.pairs) if options.fold in ("all", row["fold"])]
    found = judged(rows, options.pile, options.case, options.relation_model)
    print(f"{len(found)} pairs of the {options.fold} fold: {dict(Counter(p.row['label'] for p in found))}\n")
    guess = {
        "ours": [p.stance == "contradicts" for p in found],
        "relation model alone": [p.model_says == "contradicts" for p in found],
        "any difference found, without same event": [
            bool(p.evidence[0].guards or p.evidence[0].numbers.differs) for p in found
        ],
    }
    truth = [p.row["label"] == "contradicts" for p in found]
    table(
        ("against the first reader", "precision", "recall"),
        [(name, *scores(said, truth)) for name, said in guess.items()],
    )
    both = [n for n, p in enumerate(found) if p.row["label"] == p.row.get("second")]
    agreed = [(name, *scores([said[n] for n in both], [truth[n] for n in both])) for name, said in guess.items()]
    table((f"on the {len(both)} pairs on which both readers agree", "precision", "recall"), agreed)
    stances = sorted({p.stance for p in found})
    labels = sorted({p.row["label"] for p in found})
    counts = Counter((p.row["label"], p.stance) for p in found)
    table(("label", *stances), [(label, *(counts[label, s] for s in stances)) for label in labels])
    dimensions = sorted({p.row["on"] for p in found if p.row["on"]})
    caught = Counter(p.row["on"] for p, yes in zip(found, guess["ours"], strict=True) if yes)
    whole = Counter(p.row["on"] for p, yes in zip(found, truth, strict=True) if yes)
    table(("on", "found"), [(d, share(caught[d], whole[d])) for d in dimensions if whole[d]])
    if options.errors:
        lines = [json.dumps(error(p)) for p, yes, so in zip(found, truth, guess["ours"], strict=True) if yes != so]
        options.errors.write_text("\n".join(lines) + "\n", encoding="utf-8")


def scores(said: Sequence[bool], truth: Sequence[bool]) -> tuple[str, str]:
    both = sum(a and b for a, b in zip(said, truth, strict=True))
    return share(both, sum(said)), share(both, sum(truth))


def error(pair: Pair) -> Row:
    """What a person needs to see why a pair was judged wrongly."""
    return {
        "label": pair.row["label"],
        "on": pair.row["on"],
        "stance": [j.stance for j in pair.judged],
        "texts": pair.texts,
        "findings": [[f"{f.name} {f.score}: {f.detail}" for f in j.findings] for j in pair.judged],
        "differs": [[f"{d.dimension} {d.here!r} {d.there!r} {d.reading}" for d in j.differs_on] for j in pair.judged],
        "model": [[e.forward, e.backward] for e in pair.evidence[:1]],
    }


def judged(rows: Sequence[Row], pile: Path, kept: Path | None, model_name: str | None) -> list[Pair]:
    """Every pair with its judgement. The pile is made a case, at `kept` if that is given and not yet there."""
    with tempfile.TemporaryDirectory() as folder:
        path = kept or Path(folder) / "case.db"
        new = not path.exists()
        with Case.open(path) as case:
            if new:
                add_articles(case, map(article, read(pile)), encoders.load())
            return _judged(case, rows, model_name)


def article(row: Row) -> Article:
    return Article(row["id"], row["text"], row.get("title"), row.get("source"), published=row.get("date"))


def _judged(case: Case, rows: Sequence[Row], model_name: str | None) -> list[Pair]:
    desk, bearers = Desk(case), Bearers(case)
    sides = [(_statement(desk, row["a"]), _statement(desk, row["b"])) for row in rows]
    flat = [(" ".join(a.text.split()), " ".join(b.text.split())) for a, b in sides]
    model = meaning.load(model_name)
    out = []
    for row, (a, b), texts in zip(rows, sides, flat, strict=True):
        if digest(a, b) != row.get("sha256", digest(a, b)):
            raise SystemExit("the pile is not the one that was labelled: a pair has other words")
        near, topic = _surroundings(desk, row)
        ((back, there),) = relation.ask(model, a, [b], bearers.same_name)
        ways = (
            relation.gather(a, b, near, topic, bearers.same_name, back, there),  # the claim is the hypothesis
            relation.gather(b, a, near, topic, bearers.same_name, there, back),
        )
        out.append(Pair(row, texts, ways, (relation.decide(ways[0]), relation.decide(ways[1]))))
    return out


def digest(a: Statement, b: Statement) -> str:
    """The sha256 of the words of a pair."""
    return hashlib.sha256(f"{a.text}\0{b.text}".encode()).hexdigest()


def _statement(desk: Desk, place: Row) -> Statement:
    page = desk.page(place["article"])
    return statement(page.article, Span(place["start"], place["end"]), page.mentions)


def _surroundings(desk: Desk, row: Row) -> tuple[float, Topic]:
    """The cosine of the two sentences, and the words that all sentences near the first have."""
    vectors = []
    for side in ("a", "b"):
        page = desk.page(row[side]["article"])
        sentence = page.sentence_at(row[side]["start"])
        vectors.append(desk.case.vectors(page.article.id)[sentence.ordinal])
    near = desk.case.search_meaning(vectors[0], NEIGHBOURS)
    passages = [desk.page(a).sentences[n] for a, n, _ in near]
    topic = Topic.of([statement(desk.page(s.article).article, s.span, ()).tokens for s in passages])
    return round(float(vectors[0] @ vectors[1]), 4), topic
