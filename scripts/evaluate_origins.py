"""`evaluate.py origins`: which articles of a pile go back to one text, and is that so?

Articles on different events must never be joined: that is counted. Whether articles on one event rightly were, only a
reader can tell: data/judged_origins.tsv holds what one has said of pairs of articles, by the beginnings of their ids:
all that were joined and, of the others, those with most sentences alike. So precision is that of all joins, recall that
among likely pairs. Next to it: MinHash over the same runs of words, and the cosine of whole articles.
"""

from __future__ import annotations

import argparse
import tempfile
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import combinations
from pathlib import Path
from typing import Literal

import numpy as np
from evaluate_tamper import read_pile
from evaluation import ask, share, table
from numpy.typing import NDArray

from verifier import encoders
from verifier.case import Case
from verifier.datamodel import Origin
from verifier.pipeline import add_articles
from verifier.provenance import pile_origins
from verifier.provenance.texts import RUN
from verifier.text import words

__all__ = ["add_options", "run"]

JUDGED = Path(__file__).parent / "data" / "judged_origins.tsv"
MINHASH = (0.5, 0.2, 0.1, 0.05)
"""Likeness (Jaccard) from which on MinHash calls two articles copies."""
COSINE = (0.95, 0.9, 0.85)

Pair = tuple[str, str]
Judged = Mapping[Pair, str]
"""Pairs of ids, sorted -> `one` origin, `two`, or `unclear`."""


def add_options(parser: argparse.ArgumentParser) -> None:
    """The options of this part."""
    parser.add_argument("--judged", type=Path, default=JUDGED, help="pairs that a reader has judged")


def run(options: argparse.Namespace) -> None:
    """Find the origins, count, and compare with the reader and the peers."""
    pile, event = read_pile(options.pile)
    with tempfile.TemporaryDirectory() as folder, Case.open(Path(folder, "case.db")) as case:
        add_articles(case, pile, encoders.load())
        origins = pile_origins(case)
        vectors = {one: mean(list(found.values())) for one in case.ids() if (found := case.vectors(one))}
    text = joined(origins, "text")
    print(f"{len(event)} articles on {len(set(event.values()))} events, {len(origins)} origins\n")
    counted(origins, event)
    judged = read_judged(options.judged, event)
    methods: dict[str, Collection[Pair]] = {"ours": text}
    answer = ask(options.peers_python, "datasketch", {"runs": [runs(a.text) for a in pile], "least": min(MINHASH)})
    if isinstance(answer, str):
        print(f"datasketch: {answer}\n")
    else:
        likeness = {pair(pile[a].id, pile[b].id): value for a, b, value in answer}
        methods |= {f"MinHash {bound}": [p for p, v in likeness.items() if v >= bound] for bound in MINHASH}
    cosines = {p: float(vectors[p[0]] @ vectors[p[1]]) for p in combinations(sorted(vectors), 2)}
    methods |= {f"cosine {bound}": [p for p, v in cosines.items() if v >= bound] for bound in COSINE}
    compared(methods, judged, event)


def pair(a: str, b: str) -> Pair:
    """Two ids, sorted."""
    return (a, b) if a < b else (b, a)


def joined(origins: Iterable[Origin], kind: Literal["text", "statement"]) -> set[Pair]:
    """The pairs of articles that have an origin of this kind in common."""
    return {p for o in origins if o.kind == kind for p in combinations(sorted(o.articles), 2)}


def mean(sentences: Sequence[NDArray[np.float32]]) -> NDArray[np.float32]:
    """The direction of all sentences of an article."""
    total = np.sum(sentences, axis=0)
    return np.asarray(total / max(float(np.linalg.norm(total)), 1e-9), dtype=np.float32)


def runs(text: str) -> list[str]:
    """The runs of words of an article."""
    norms = [w.norm for w in words(text)]
    return sorted({" ".join(norms[n : n + RUN]) for n in range(len(norms) - RUN + 1)})


def counted(origins: Sequence[Origin], event: Mapping[str, str]) -> None:
    """How many pairs have an origin in common, within events and across; and which evidence says so."""
    rows = []
    for kind in ("text", "statement"):
        pairs = joined(origins, kind)
        across = sum(event[a] != event[b] for a, b in pairs)
        rows.append([kind, sum(o.kind == kind for o in origins), len(pairs), across])
    table(("kind", "origins", "pairs of articles", "across events"), rows)
    sure, maybe = Counter[str](), Counter[str]()
    for origin in origins:
        sure.update(f.name for f in origin.evidence)
        maybe.update(f.name for f in origin.possible)
    table(("evidence", "counted", "shown as possible"), [[n, sure[n], maybe[n]] for n in sorted(sure | maybe)])


def read_judged(path: Path, ids: Iterable[str]) -> Judged:
    """The pairs that a reader has judged. Raises ValueError for a beginning that is not that of one article."""
    known = sorted(ids)
    found = {}
    for line in path.read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            a, b, verdict = line.split("\t")
            found[pair(whole(a, known), whole(b, known))] = verdict
    return found


def whole(beginning: str, known: Sequence[str]) -> str:
    """The id that begins so."""
    fitting = [one for one in known if one.startswith(beginning)]
    if len(fitting) != 1:
        raise ValueError(f"{beginning}: {len(fitting)} articles of the pile have an id that begins so")
    return fitting[0]


def compared(found: Mapping[str, Collection[Pair]], judged: Judged, event: Mapping[str, str]) -> None:
    """Each method against the reader. Of pairs that he calls unclear, neither answer is wrong."""
    one = {p for p, verdict in judged.items() if verdict == "one"}
    unclear = {p for p, verdict in judged.items() if verdict == "unclear"}
    rows = []
    for method, pairs in found.items():
        sure = [p for p in pairs if p not in unclear and (p in judged or event[p[0]] != event[p[1]])]
        unread = sum(p not in judged and event[p[0]] == event[p[1]] for p in pairs)
        right = sum(p in one for p in sure)
        across = sum(event[a] != event[b] for a, b in pairs)
        rows.append([method, len(pairs), across, unread, share(right, len(sure)), share(right, len(one))])
    print(f"{len(judged)} pairs judged: {len(one)} of one origin, {len(unclear)} unclear\n")
    table(("", "joined", "across events", "unread", "of those read, right", "of one origin, found"), rows)
