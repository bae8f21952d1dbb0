#!/usr/bin/env python3
"""How often each guard speaks, where it should and where it should not.

    python scripts/evaluate_guards.py DATA [--pairs 1500] [--seed 1] [--show NAME]

DATA holds `paraphrase/` (mrpc.train, stsb.train), `nli/` (*.train) and `quotes/polnear.train`, all .jsonl.gz: where the
public originals are is in the README of the relation model. Two tables, in Markdown, on standard output:

- pairs of public sets: the share on which each guard fires. On paraphrases and entailed pairs it should be nothing;
- sentences of news edited by rules (hard_pairs.py and the word lists below) that share nothing with the guards: the
  share on which any guard fires, and the one that is meant.

`--show NAME` lists the pairs of one row: what fired, or, for an edit that changes the meaning, where nothing did.
"""

from __future__ import annotations

import argparse
import random
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Sequence
from pathlib import Path

from evaluation import read, table
from hard_pairs import CLAUSE, LEAD, MAKERS, TAIL, Line, Pair, lines

from verifier.datamodel import Article, MentionKind, Sentence, Span
from verifier.guards import Guard, Name, guards
from verifier.names.mentions import mentions
from verifier.names.spelling import compare

GUARDS = ("negation", "modality", "antonym", "name", "agent-patient", "quantifier")
NLI = ("mnli20k", "lingnli", "wanli15k", "cad_snli", "rte_glue2way", "fever_gold2way", "conjnli_adv15k")
NEGATIVE = ("wikifactcheck_neg", "curric_negation", "curric_quantifier")
MEANT = {
    "negation": "negation",
    "modality": "modality",
    "modality (done)": "modality",
    "antonym": "antonym",
    "antonym (verb)": "antonym",
    "person-exchanged": "name",
    "place-exchanged": "name",
    "organisation-exchanged": "name",
    "agent-patient": "agent-patient",
    "quantifier": "quantifier",
}
"""Edit -> the guard that should see it. The other edits keep the meaning, or say more, or change a number or a date."""

OPPOSITES = {
    "rose": "fell", "fell": "rose", "increased": "decreased", "won": "lost", "lost": "won", "accepted": "rejected",
    "rejected": "accepted", "approved": "rejected", "supported": "opposed", "opposed": "supported",
    "confirmed": "denied", "denied": "confirmed", "passed": "failed", "opened": "closed", "closed": "opened",
    "gained": "lost", "arrived": "left", "entered": "left", "began": "ended", "started": "stopped",
    "agreed": "disagreed", "succeeded": "failed", "praised": "criticized", "criticized": "praised",
    "welcomed": "condemned", "condemned": "welcomed", "hired": "fired", "bought": "sold", "sold": "bought",
    "arrested": "released", "released": "arrested", "strengthened": "weakened", "improved": "worsened",
}  # fmt: skip
"""Written by hand, for verbs in the past as reporters use them."""
OPPOSED = re.compile(rf"\b({'|'.join(OPPOSITES)})\b(?![’'])")
DONE = re.compile(r"\b(was|were) (?=\w+(?:ed|en)\b)")


def verb_opposed(line: Line, rng: random.Random) -> Pair | None:
    """ "Shares rose" / "Shares fell"."""
    m = OPPOSED.search(line.text)
    if not m:
        return None
    other = line.text[: m.start()] + OPPOSITES[m[1]] + line.text[m.end() :]
    return line.text, other, "contradiction", "antonym (verb)"


def not_yet_done(line: Line, rng: random.Random) -> Pair | None:
    """ "was arrested" / "may be arrested"."""
    m = DONE.search(line.text)
    if not m:
        return None
    words = rng.choice(("may be ", "could be ", "will be ", "is expected to be "))
    return line.text, line.text[: m.start()] + words + line.text[m.end() :], "neutral", "modality (done)"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("--pairs", type=int, default=1500, help="at most so many of each set and each edit")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--show", help="list the pairs of one row")
    run(parser.parse_args())
    return 0


def run(options: argparse.Namespace) -> None:
    """Both tables."""
    rng = random.Random(options.seed)
    sets = {name: _sample(rows, options.pairs, rng) for name, rows in public_sets(options.data).items()}
    if options.show is None or options.show in sets:
        table(("pairs", "n", "any", *GUARDS), [_rates(n, rows, options.show) for n, rows in sets.items()])
    drawn = lines(row for row in read(options.data / "quotes" / "polnear.train.jsonl.gz") if row["primary"])
    known = kinds_of(drawn)
    edits = edited(drawn, options.pairs, rng)
    if options.show is None or options.show in edits:
        head = ("edit", "n", "any guard", "the guard meant", "claim cut: n", "any guard", "the guard meant")
        table(head, [_row(kind, pairs, known, options.show) for kind, pairs in edits.items()])


def public_sets(data: Path) -> dict[str, list[tuple[str, str]]]:
    """Name -> (claim, sentence) pairs; the hypothesis is the claim."""
    out: dict[str, list[tuple[str, str]]] = {}
    rows = read(data / "paraphrase" / "mrpc.train.jsonl.gz")
    out["mrpc paraphrase"] = [(r["text1"], r["text2"]) for r in rows if r["label"] == "paraphrase"]
    rows = read(data / "paraphrase" / "stsb.train.jsonl.gz")
    out["stsb >= 4.5"] = [(r["text1"], r["text2"]) for r in rows if r["score"] >= 4.5]
    for name in (*NLI, *NEGATIVE):
        rows = read(data / "nli" / f"{name}.train.jsonl.gz")
        for label in ("entailment", "contradiction"):
            pairs = [(r["hypothesis"], r["premise"]) for r in rows if r["label"] == label]
            if pairs:
                out[f"{name} {label}"] = pairs
    return out


def edited(drawn: list[Line], most: int, rng: random.Random) -> dict[str, list[Pair]]:
    """Kind of edit -> pairs (sentence, claim, label, kind)."""
    out: dict[str, list[Pair]] = {}
    for make in (*(make for make, _ in MAKERS), verb_opposed, not_yet_done):
        rng.shuffle(drawn)
        count = 0
        for line in drawn:
            pair = make(line, rng)
            if pair and pair[0] != pair[1]:
                out.setdefault(pair[3], []).append(pair)
                count += 1
            if count == most:
                break
    return dict(sorted(out.items(), key=lambda item: (item[0] not in MEANT, item[0])))


def _sample(rows: Sequence[tuple[str, str]], most: int, rng: random.Random) -> list[tuple[str, str]]:
    return rng.sample(rows, min(most, len(rows)))


Kinds = dict[str, MentionKind]


def named(text: str, known: Kinds) -> tuple[Name, ...]:
    """The names of a sentence; of what kind they are, the whole pile knows better than one sentence."""
    article = Article("", text)
    found = mentions(article, [Sentence("", 0, Span(0, len(text)), "body", 0)])
    return tuple(Name(m.span, m.text, known.get(m.text, m.kind)) for m in found)


def kinds_of(drawn: Sequence[Line]) -> Kinds:
    """What most articles say of what kind a name is."""
    votes: dict[str, Counter[MentionKind]] = defaultdict(Counter)
    for line in drawn:
        for m in line.names:
            votes[m.text][m.kind] += 1
    return {name: votes[name].most_common(1)[0][0] for name in votes}


def ask(claim: str, sentence: str, known: Kinds) -> list[Guard]:
    """What the guards say, with names compared by their spelling alone."""
    here, there = named(claim, known), named(sentence, known)
    return guards(claim, sentence, here, there, lambda a, b: compare(a, b).label != "different")


def _rates(name: str, rows: Sequence[tuple[str, str]], show: str | None) -> list[object]:
    fired: Counter[str] = Counter()
    for claim, sentence in rows:
        found = ask(claim, sentence, {})
        fired.update({"any"} if found else set())
        fired.update({g.finding.name for g in found})
        if show == name and found:
            _print(claim, sentence, found)
    return [name, len(rows), *(f"{fired[kind] / max(1, len(rows)):.2%}" for kind in ("any", *GUARDS))]


def _row(kind: str, pairs: Sequence[Pair], known: Kinds, show: str | None) -> list[object]:
    """The edited sentence as the claim, and what is left of it without an opening, a source or a side clause."""
    shorter = [(s, less, label, kind) for s, claim, label, _ in pairs if (less := cut_down(s, claim))]
    return [kind, *_recall(kind, pairs, known, show), *_recall(kind, shorter, known, None)]


def cut_down(sentence: str, claim: str) -> str | None:
    """A claim with one part less; None if the edit was in that part, or there is none."""
    for pattern in (LEAD, TAIL, CLAUSE):
        m = pattern.search(claim)
        if m and m[0] in sentence:
            less = claim[: m.start()] + ("." if m[0].endswith(".") else "") + claim[m.end() :]
            return less[0].upper() + less[1:]
    return None


def _recall(kind: str, pairs: Sequence[Pair], known: Kinds, show: str | None) -> list[object]:
    fired = right = 0
    for sentence, claim, _, _ in pairs:
        found = ask(claim, sentence, known)
        fired += bool(found)
        right += any(g.finding.name == MEANT.get(kind) for g in found)
        if show == kind and bool(found) != (kind in MEANT):
            _print(claim, sentence, found)
    n = max(1, len(pairs))
    return [len(pairs), f"{fired / n:.1%}", f"{right / n:.1%}" if kind in MEANT else "should be none"]


def _print(claim: str, sentence: str, found: Sequence[Guard]) -> None:
    print(f"claim:    {claim}\nsentence: {sentence}")
    for guard in found:
        print(f"  {guard.finding.name} {guard.finding.score:.2f} {guard.finding.detail}")


if __name__ == "__main__":
    sys.exit(main())
