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

from verifier.case import Case
from verifier.compare import Comparison, Judgement, Statement, compare_pairs, decide, statement
from verifier.datamodel import Article, Span
from verifier.models import reader
from verifier.pipeline import add_articles
from verifier.search import Desk
from verifier.voices import Bearers

PAIRS = Path(__file__).parent / "data" / "contradictions.jsonl"


@dataclass(frozen=True)
class Pair:
    """One labelled pair, compared and judged both ways."""

    row: Row
    texts: tuple[str, str]
    compared: tuple[Comparison, Comparison]
    judged: tuple[Judgement, Judgement]

    @property
    def stance(self) -> str:
        """What the program says of the pair: contradicts if either way does, else the first way's stance."""
        stances = [str(j.stance) for j in self.judged]
        return "contradicts" if "contradicts" in stances else stances[0]

    @property
    def reader_says(self) -> str:
        """The likeliest relation by the reader alone, either way."""
        labels = [c.relation.label for c in self.compared]
        return "contradicts" if "contradiction" in labels else "other"


def add_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--pairs", type=Path, default=PAIRS, help="the labelled pairs")
    parser.add_argument("--fold", choices=("test", "tune", "all"), default="test")
    parser.add_argument("--case", type=Path, help="keep the case that is made of the pile here, or use it again")
    parser.add_argument("--reader", help="another reader, or cross-encoder for natural language inference")
    parser.add_argument("--errors", type=Path, help="write the pairs judged wrongly here, one JSON object a line")


def run(options: argparse.Namespace) -> None:
    """Precision and recall of `contradicts`, ours, the reader alone, and any difference of numbers or dates."""
    rows = [row for row in read(options.pairs) if options.fold in ("all", row["fold"])]
    found = judged(rows, options.pile, options.case, options.reader)
    print(f"{len(found)} pairs of the {options.fold} fold: {dict(Counter(p.row['label'] for p in found))}\n")
    guess = {
        "ours": [p.stance == "contradicts" for p in found],
        "the reader alone": [p.reader_says == "contradicts" for p in found],
        "any difference of numbers or dates": [bool(p.compared[0].numbers.differs) for p in found],
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
        "reader": [[c.entails, c.entailed, c.contradicts] for c in pair.compared],
    }


def judged(rows: Sequence[Row], pile: Path, kept: Path | None, name: str | None) -> list[Pair]:
    """Every pair with its judgement. The pile is made a case, at `kept` if that is given and not yet there."""
    with tempfile.TemporaryDirectory() as folder:
        path = kept or Path(folder) / "case.db"
        new = not path.exists()
        with Case.open(path) as case:
            if new:
                add_articles(case, map(article, read(pile)))
            return _judged(case, rows, name)


def article(row: Row) -> Article:
    return Article(row["id"], row["text"], row.get("title"), row.get("source"), published=row.get("date"))


def _judged(case: Case, rows: Sequence[Row], name: str | None) -> list[Pair]:
    desk, bearers = Desk(case), Bearers(case)
    sides = [(_statement(desk, row["a"]), _statement(desk, row["b"])) for row in rows]
    for row, (a, b) in zip(rows, sides, strict=True):
        if digest(a, b) != row.get("sha256", digest(a, b)):
            raise SystemExit("the pile is not the one that was labelled: a pair has other words")
    loaded = reader.load(name)
    forward = compare_pairs(loaded, sides, bearers.same_name)
    back = compare_pairs(loaded, [(b, a) for a, b in sides], bearers.same_name)
    return [
        Pair(row, (_line(a), _line(b)), ways, (decide(ways[0]), decide(ways[1])))
        for row, (a, b), ways in zip(rows, sides, zip(forward, back, strict=True), strict=True)
    ]


def digest(a: Statement, b: Statement) -> str:
    """The sha256 of the words of a pair."""
    return hashlib.sha256(f"{a.text}\0{b.text}".encode()).hexdigest()


def _statement(desk: Desk, place: Row) -> Statement:
    page = desk.page(place["article"])
    return statement(page.article, Span(place["start"], place["end"]), page.mentions)


def _line(one: Statement) -> str:
    return " ".join(one.text.split())
