#!/usr/bin/env python3
"""How often the program is right, next to what else does the job, in one run on your own data.

    python scripts/evaluate.py attribution POLNEAR.jsonl[.gz]
    python scripts/evaluate.py names DIR
    python scripts/evaluate.py contradiction PILE [--fold test] [--reader NAME] [--errors FILE]
    python scripts/evaluate.py tamper PILE [--quotations 100] [--errors FILE]
    python scripts/evaluate.py origins PILE [--judged FILE]
    python scripts/evaluate.py claims PILE [--gold FILE] [--pairs FILE] [--parts FILE]

attribution  who said what in articles annotated by hand: `id`, `text`, `attributions` with `source`, `cue`, `content`
             ([start, end, words] each) and `quoted`, as made from PolNeAR (Newell, Margolin & Ruths, LREC 2018);
names        two spellings, one name? DIR holds variants*.jsonl.gz and un_sc*.jsonl.gz: `name1`, `name2`, `label` (match
             or no_match);
contradiction  do two sentences contradict each other? PILE: the articles of docs/contradictions.md;
tamper       copies and forgeries of the quotations of a pile of articles: what passes as printed, under which label?
             PILE: .jsonl[.gz] (`id`, `text`, `title`, `source` or `outlet`, `event`), or a folder as for `verify add`;
claims       do claims stay within their event; with an annotated case, are their links right? See evaluate_claims.py;
origins      which articles go back to one text, within events and across; next to MinHash. See evaluate_origins.py.

The peers are no dependencies of ours: `--peers-python PATH` names a Python that has them (default: this one), see
peers.py; one that is not there is named with how to get it. Tables go to standard output, in Markdown. Seeded: the same
data give the same tables.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import evaluate_claims
import evaluate_contradiction
import evaluate_names
import evaluate_origins
import evaluate_tamper
from evaluation import Row, ask, read, share, table

from verifier.datamodel import Article
from verifier.pipeline import analyse

Extent = tuple[int, int]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parts = parser.add_subparsers(dest="part", required=True)
    for part, (argument, _) in PARTS.items():
        one = parts.add_parser(part)
        one.add_argument(argument, type=Path)
        one.add_argument("--peers-python", type=Path, default=Path(sys.executable), help="see peers.py")
        one.add_argument("--seed", type=int, default=1)
        if part == "claims":
            evaluate_claims.add_options(one)
        if part == "origins":
            evaluate_origins.add_options(one)
        if part == "contradiction":
            evaluate_contradiction.add_options(one)
        if part == "tamper":
            one.add_argument("--quotations", type=int, default=100, help="how many of each kind are tried")
            one.add_argument("--no-meaning", action="store_true", help="look up words only, without the encoder")
            one.add_argument("--errors", type=Path, help="write the wrong answers here, one JSON object a line")
            one.add_argument("--forgeries", type=Path, help="write all that was asked here, likewise")
    options = parser.parse_args()
    PARTS[options.part][1](options)
    return 0


# ---------------------------------------------------------------------------------------------------------- attribution

STOP = {"the", "a", "an", "of", "for", "and", "in", "s", "his", "her", "their"}
MARKED = re.compile(r"[“\"]([^“”\"]{2,}?)[”\"]|‘([^‘’]{12,}?)’", re.S)

Found = dict[str, list[Row]]
"""For each article's id: `spans` (the content, [start, end] each) and `speaker` (as printed, or "")."""


def attribution(options: argparse.Namespace) -> None:
    """Recall, speakers and precision of ours, of the baseline, and of textacy."""
    rows = [row for row in read(options.annotated) if str(row.get("primary", True)) == "True"]
    print(f"{len(rows)} articles\n")
    lines = [["ours", *score(rows, our_attributions(rows))]]
    for peer in ("marks-and-names", "textacy"):
        answer = ask(options.peers_python, peer, {"texts": [row["text"] for row in rows]})
        if isinstance(answer, str):
            print(f"{peer}: {answer}\n")
        else:
            lines.append([peer, *score(rows, {row["id"]: a for row, a in zip(rows, answer, strict=True)})])
    table(("", "quoted found", "speaker right", "indirect found", "speaker right", "precision"), lines)


def our_attributions(rows: Sequence[Row]) -> Found:
    found: Found = {}
    for row in rows:
        article = Article(row["id"], row["text"], row.get("title"), row.get("publisher"), published=row.get("date"))
        found[row["id"]] = [
            {"spans": [(s.start, s.end) for s in q.content], "speaker": q.speaker.printed if q.speaker else ""}
            for q in analyse(article).quotes
            if q.kind in ("direct", "mixed", "indirect")
        ]
    return found


def score(rows: Sequence[Row], predicted: Found) -> list[str]:
    """A prediction meets an annotated attribution if their contents overlap by half (intersection over union), or, with
    quotation marks, if it covers the quoted words themselves. A speaker is right if he shares half of the shorter
    side's words with the annotated source; he counts against all attributions. Nothing inside an annotated content
    counts as a false find."""
    count: Counter[str] = Counter()
    for row in rows:
        pool, good = predicted.get(row["id"], []), set()
        contents = [(s, e) for a in row["attributions"] for s, e, _ in a["content"]]
        for annotated in (a for a in row["attributions"] if a["content"]):
            kind = "quoted" if annotated["quoted"] else "indirect"
            overlaps = [overlap(p["spans"], targets(annotated, row["text"])) for p in pool]
            good |= {n for n, value in enumerate(overlaps) if value >= 0.5}
            best = max(range(len(pool)), key=overlaps.__getitem__, default=None)
            count[kind] += 1
            if best is not None and overlaps[best] >= 0.5:
                count[kind + " found"] += 1
                source = content_words(" ".join(words for _, _, words in annotated["source"]))
                given = content_words(pool[best]["speaker"])
                shared = len(source & given)
                count[kind + " right"] += shared > 0 and shared >= 0.5 * min(len(source), len(given))
        for n, p in enumerate(pool):
            count["used"] += n in good or any(
                min(e, ce) - max(s, cs) >= 0.9 * (e - s) for s, e in p["spans"] for cs, ce in contents
            )
        count["all"] += len(pool)
    shares = [share(count[f"{k} {w}"], count[k]) for k in ("quoted", "indirect") for w in ("found", "right")]
    return [*shares, share(count["used"], count["all"])]


def targets(annotated: Row, text: str) -> list[Extent]:
    """The pieces of an annotated content, all of it, and what stands between quotation marks in it."""
    pieces = [(s, e) for s, e, _ in annotated["content"]]
    inner = [(s + m.start(1), s + m.end(1)) for s, e in pieces for m in MARKED.finditer(text[s:e]) if m.group(1)]
    return [*pieces, hull(pieces), *(inner if annotated["quoted"] else [])]


def overlap(spans: Sequence[Extent], others: Sequence[Extent]) -> float:
    """The best intersection over union of any two; the first side also as a whole."""
    spans = [*spans, hull(spans)]
    return max(max(min(e, f) - max(s, t), 0) / (max(e, f) - min(s, t)) for s, e in spans for t, f in others)


def hull(spans: Sequence[Extent]) -> Extent:
    return min(s for s, _ in spans), max(e for _, e in spans)


def content_words(text: str) -> set[str]:
    return set(re.findall(r"\w+", text.lower())) - STOP


PARTS = {
    "attribution": ("annotated", attribution),
    "names": ("folder", evaluate_names.run),
    "contradiction": ("pile", evaluate_contradiction.run),
    "tamper": ("pile", evaluate_tamper.run),
    "origins": ("pile", evaluate_origins.run),
    "claims": ("pile", evaluate_claims.claims),
}
"""What its argument is called, and what it runs."""

if __name__ == "__main__":
    sys.exit(main())
