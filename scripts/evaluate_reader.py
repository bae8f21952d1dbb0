#!/usr/bin/env python3
"""Measure the shipped reader, as the package runs it, on sets that it was not trained on; and against CrossEncoder.

    python scripts/evaluate_reader.py --data DIR [--reader reader] [--pairs 1000] [--speed]

Prints one line a set: pairs, share of right relations, contradictions found and right, share of spoilt copies whose
surest word is a wrong one, share of good copies left alone (no word contradicted by MIN_CONTRADICTED or more); at the
end the most memory used. --speed: the time to open the model; pairs a second on all processors beside
sentence-transformers' CrossEncoder with a network of the large reader's size, in the same run, on the same pairs.
"""

from __future__ import annotations

import argparse
import random
import resource
import statistics
import tempfile
import time
from collections import Counter
from pathlib import Path

import reader_data as rd
from train_reader import NLI_EVALUATION

from verifier.compare.dimensions import MIN_CONTRADICTED
from verifier.models.reader import OnnxReader, Reading

MORE = ("nli/rte_glue2way.dev", "nli/negation_snli.test", "nli/scifact_gold2way.dev", "nli/covidfact.dev")


def sets_of(data: Path, most: int) -> dict[str, list[rd.Pair]]:
    rng = random.Random(11)
    facts, spoilt = rd.newsfacts_files(), rd.copies_files()
    out = {name: rd.nli(data, name) for name in (*NLI_EVALUATION, *MORE)}
    out["newsfacts dev"] = rd.newsfacts(facts, "dev", rng)
    out["neighbours dev"] = rd.neighbours(facts, "dev", rng)
    out["copies dev"] = rd.copies(spoilt, "dev", rng)
    for name, pairs in out.items():
        rng.shuffle(pairs)
        out[name] = pairs[:most]
    out["mqm 2023 dev"] = rd.translations(data, "mqm_general2023_zhen.train", "dev", rng)[:most]
    return out


def figures(pairs: list[rd.Pair], readings: list[Reading]) -> dict[str, str]:
    n: Counter[str] = Counter()
    for pair, reading in zip(pairs, readings, strict=True):
        best = {"entailment": 1, "neutral": 2, "contradiction": 4}[reading.label]
        if pair.relation != rd.ANY_RELATION:
            n["seen"] += 1
            n["right"] += bool(best & pair.relation)
        if pair.relation in (1, 2, 4):
            n["true"] += pair.relation == rd.CONTRADICTION
            n["told"] += best == rd.CONTRADICTION
            n["both"] += best == pair.relation == rd.CONTRADICTION
        surest = max(reading.words, key=lambda w: w.contradicted, default=None)
        wrong = [(a, b) for a, b, label in pair.marks if label == rd.CONTRADICTED]
        if wrong and surest:
            n["bad"] += 1
            n["hit"] += any(a < surest.span.end and surest.span.start < b for a, b in wrong)
        if pair.kind == "good" and surest:
            n["good"] += 1
            n["left"] += surest.contradicted < MIN_CONTRADICTED
    out = {}
    for name, a, b in (
        ("right", "right", "seen"),
        ("contradictions found", "both", "true"),
        ("contradictions right", "both", "told"),
        ("surest word wrong", "hit", "bad"),
        ("good left alone", "left", "good"),
    ):
        if n[b]:
            out[name] = f"{n[a] / n[b]:.3f} ({n[a]}/{n[b]})"
    return out


def word_ranking(pairs: list[rd.Pair], readings: list[Reading]) -> str:
    """Recall of wrong words among the words with the highest score, at the precision that is so many times chance."""
    scored = []
    for pair, reading in zip(pairs, readings, strict=True):
        for word in reading.words:
            label = next((m for a, b, m in pair.marks if a < word.span.end and word.span.start < b), pair.rest)
            if label:
                scored.append((word.contradicted, label == rd.CONTRADICTED))
    total, chance = sum(w for _, w in scored), sum(w for _, w in scored) / max(1, len(scored))
    hit, out = 0, ""
    for n, (_, wrong) in enumerate(sorted(scored, reverse=True), 1):
        hit += wrong
        if total and hit / total >= 0.25:
            out = f"recall 0.25 at {hit / n / chance:.2f} times chance (chance {chance:.3f}, {total} wrong words)"
            break
    return out


def speed(name: str, data: Path) -> None:
    pairs = [(p.premise, p.hypothesis) for p in sets_of(data, 300)["newsfacts dev"]]
    began = time.perf_counter()
    reader = OnnxReader(name)
    print(f"open: {time.perf_counter() - began:.2f} s")
    from sentence_transformers import CrossEncoder
    from transformers import MPNetConfig, MPNetForSequenceClassification, PreTrainedTokenizerFast

    from verifier import resources

    folder = resources.folder("models") / name
    tokenizer = PreTrainedTokenizerFast(tokenizer_file=str(folder / "tokenizer.json"), pad_token="<pad>")  # noqa: S106
    config = MPNetConfig(vocab_size=30527, num_labels=3)
    with tempfile.TemporaryDirectory() as scratch:
        MPNetForSequenceClassification(config).save_pretrained(scratch)
        tokenizer.save_pretrained(scratch)
        peer = CrossEncoder(scratch, device="cpu")
    reader.read(pairs[:20])
    peer.predict(pairs[:20], show_progress_bar=False)
    ours, theirs = [], []
    for _ in range(5):
        began = time.perf_counter()
        reader.read(pairs[:150])
        ours.append(150 / (time.perf_counter() - began))
        began = time.perf_counter()
        peer.predict(pairs[:150], show_progress_bar=False)
        theirs.append(150 / (time.perf_counter() - began))
    ratio = statistics.median(a / b for a, b in zip(ours, theirs, strict=True))
    a, b = statistics.median(ours), statistics.median(theirs)
    print(f"pairs a second: {a:.0f}, CrossEncoder {b:.0f}: {ratio:.1f} times")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--reader", default="reader")
    parser.add_argument("--pairs", type=int, default=1000)
    parser.add_argument("--speed", action="store_true")
    options = parser.parse_args()
    if options.speed:
        speed(options.reader, options.data)
        return
    reader = OnnxReader(options.reader)
    for name, pairs in sets_of(options.data, options.pairs).items():
        readings = reader.read([(p.premise, p.hypothesis) for p in pairs])
        print(f"{name}: {len(pairs)} pairs;", ", ".join(f"{k} {v}" for k, v in figures(pairs, readings).items()))
        if name.startswith("mqm"):
            print("   words under a Major mark of two raters:", word_ranking(pairs, readings))
    print(f"most memory: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


if __name__ == "__main__":
    main()
