#!/usr/bin/env python3
"""Train the reader: does a premise entail a hypothesis, contradict it or neither, and which words does it contradict?

    python scripts/train_reader.py --data DIR --base DIR --work DIR [--size large|small]

One encoder, two heads: three relations from the first position, and for each word piece of the hypothesis whether the
premise supports it, contradicts it, or does not mention it. DIR of --data has the folders nli, paraphrase, mt, quotes,
newsfacts and copies as docs/reader.md names them; --base is a folder with the encoder (all-mpnet-base-v2 for the large
one, all-MiniLM-L6-v2 for the small); --work takes checkpoints, the log and the trained weights (model.safetensors).

Runs in stages (STAGES); each draws anew from every source, shuffled by seed, so that no part is forgotten at the end.
Seeded; a checkpoint every CHECKPOINT_PAIRS pairs, from which the same command goes on. Figures on the dev parts go to
the log at each checkpoint. bfloat16 where the processor has it; no dropout: each pair is seen about once.
"""

from __future__ import annotations

import argparse
import json
import math
import random
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import reader_data as rd
import torch
from reader_model import Reader, encode_pair, load_tokenizer
from safetensors.torch import load_file, save_file

STAGES = {
    "large": ((30_000, 5e-5, 3.5e-5), (32_000, 3.5e-5, 1e-6)),
    "small": ((50_000, 2e-4, 5e-6),),
}
"""(pairs, learning rate at the start, at the end) of each stage."""

WARMUP_PAIRS = 4_000

MIXTURE = {
    "nli/mnli20k.train": 0.120, "nli/lingnli.train": 0.075, "nli/wanli15k.train": 0.050, "nli/cad_snli.train": 0.035,
    "nli/taxinli_mnlitrain.train": 0.015, "nli/fever_gold2way.train": 0.015, "nli/disco_snli_cf.train": 0.008,
    "nli/mpe.train": 0.008, "nli/conjnli_adv15k.train": 0.008, "nli/curric_negation.train": 0.003,
    "nli/curric_quantifier.train": 0.003, "nli/curric_counting.train": 0.004, "nli/curric_comparative.train": 0.003,
    "nli/monli.train": 0.006, "nli/rte_glue2way.train": 0.010, "nli/semantoneg_bin.train": 0.008,
    "nli/wikifactcheck_neg.train": 0.006, "nli/covidfact.train": 0.005, "nli/scifact_gold2way.train": 0.003,
    "paraphrase/mrpc.train": 0.015,
    "newsfacts": 0.320, "neighbours": 0.085, "altered-news": 0.040, "altered-facts": 0.045,
    "real-siblings": 0.070, "copies": 0.090, "mqm_general2023_zhen.train": 0.020, "mqm_ted_zhen.train": 0.005,
}  # fmt: skip
"""Share of each source in the pairs of a stage."""

NLI_EVALUATION = ("nli/mnli_mismatched_part.dev", "nli/snli.dev", "nli/cad_snli.dev", "nli/lingnli.dev")

BATCH_PIECES = 2_048
"""Pairs of a batch times their padded length: the batch size follows from the length."""

LENGTH_STEP = 8
"""Lengths are padded to a multiple: few shapes, which the processor's library prepares once each."""

MAX_PIECES = 144
CHECKPOINT_PAIRS = 10_000
WEIGHT_DECAY = 0.01
WORD_LOSS = 0.6
CONTRADICTED_WORD_WEIGHT = 4.0
SOME_WORD_LOSS = 0.15
"""Weight of "some word of it is contradicted", for contradictions whose words nobody marked."""


def log(*words: object) -> None:
    print(time.strftime("%H:%M:%S"), *words, file=sys.stderr, flush=True)


def sources(data: Path, seed: int) -> dict[str, list[rd.Pair]]:
    """All training pairs by source, none that shares a sentence with an evaluation set."""
    held = {
        plain(t) for name in NLI_EVALUATION for p in rd.nli(data, name) for t in (p.premise, p.hypothesis)
    }  # fmt: skip
    held = {t for t in held if len(t.split()) > 3}
    rng = random.Random(seed)
    facts, spoilt = rd.newsfacts_files(), rd.copies_files()
    articles = [r for r in rd.read(data / "quotes/polnear.train.jsonl.gz") if str(r.get("primary", True)) == "True"]
    out = {}
    for name in MIXTURE:
        if "/" in name:
            pairs = rd.nli(data, name)
            pairs = [p for p in pairs if plain(p.premise) not in held and plain(p.hypothesis) not in held]
        elif name == "newsfacts":
            pairs = rd.newsfacts(facts, "train", rng)
        elif name == "neighbours":
            pairs = rd.neighbours(facts, "train", rng)
        elif name == "altered-news":
            pairs = rd.altered(articles, seed, name)
        elif name == "real-siblings":
            pairs = rd.real_siblings(data, seed)
        elif name == "altered-facts":
            pairs = rd.altered_facts(facts, seed)
        elif name == "copies":
            pairs = rd.copies(spoilt, "train", rng)
        else:
            pairs = rd.translations(data, name, "train", rng)
        rng.shuffle(pairs)
        log(f"{name}: {len(pairs)} pairs", dict(Counter(p.relation for p in pairs)))
        out[name] = pairs
    return out


def plain(text: str) -> str:
    return " ".join("".join(c if c.isalnum() else " " for c in text.lower()).split())


def drawn(by_source: dict[str, list[rd.Pair]], pairs: int, stage: int, seed: int) -> list[rd.Pair]:
    """So many pairs of each source as MIXTURE says; it goes on where the stage before left it, round and round."""
    out = []
    for name, share in MIXTURE.items():
        rows, n = by_source[name], round(pairs * share / sum(MIXTURE.values()))
        out += [rows[i % len(rows)] for i in range(stage * n, (stage + 1) * n)]
    random.Random(seed + stage).shuffle(out)
    return out


@dataclass
class Batch:
    ids: torch.Tensor
    mask: torch.Tensor
    types: torch.Tensor
    relation: torch.Tensor
    """(pairs, 3): which relations are allowed."""
    words: torch.Tensor
    """(pairs, pieces, 3): which labels are allowed; all zero where nothing is known."""
    candidates: torch.Tensor
    """(pairs, pieces): whether the piece is a word of the hypothesis that the premise does not have."""


def bits(value: int) -> list[float]:
    return [float(bool(value & b)) for b in (1, 2, 4)]


def item(tokenizer: Any, pair: rd.Pair) -> dict[str, Any] | None:
    """Piece ids and labels of one pair, or None where it is longer than MAX_PIECES."""
    encoded = encode_pair(tokenizer, pair.premise, pair.hypothesis)
    if len(encoded.ids) > MAX_PIECES:
        return None
    words, candidates = [], []
    of_premise = {i for i, sequence in zip(encoded.ids, encoded.sequence_ids, strict=True) if sequence == 0}
    for piece, sequence, (start, end) in zip(encoded.ids, encoded.sequence_ids, encoded.offsets, strict=True):
        of_hypothesis = sequence == 1 and end > start
        label = pair.rest if of_hypothesis else rd.UNKNOWN
        for a, b, marked in pair.marks:
            if of_hypothesis and a < end and start < b:
                label = marked
        words.append(bits(label))
        new = of_hypothesis and piece not in of_premise and pair.hypothesis[start:end].isalnum()
        candidates.append(float(new))
    return {
        "ids": encoded.ids, "types": encoded.type_ids, "words": words, "candidates": candidates,
        "relation": bits(pair.relation),
    }  # fmt: skip


def batches(items: Sequence[dict[str, Any]], seed: int, window: int = 6_000) -> Iterator[Batch]:
    """Batches of about equal length within windows of the shuffled items; what fills no batch waits for the next."""
    rng = random.Random(seed)
    waiting: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for start in range(0, len(items), window):
        full = []
        for row in items[start : start + window]:
            length = math.ceil(len(row["ids"]) / LENGTH_STEP) * LENGTH_STEP
            waiting[length].append(row)
            if len(waiting[length]) == max(1, BATCH_PIECES // length):
                full.append((length, waiting.pop(length)))
        if start + window >= len(items):
            full += list(waiting.items())
        rng.shuffle(full)
        for length, rows in full:
            yield collate(rows, length)


def collate(rows: Sequence[dict[str, Any]], length: int) -> Batch:
    def padded(key: str, fill: Any) -> list[Any]:
        return [r[key] + [fill] * (length - len(r[key])) for r in rows]

    return Batch(
        torch.tensor(padded("ids", 1)),
        torch.tensor([[1.0] * len(r["ids"]) + [0.0] * (length - len(r["ids"])) for r in rows]),
        torch.tensor(padded("types", 0)),
        torch.tensor([r["relation"] for r in rows]),
        torch.tensor(padded("words", [0.0, 0.0, 0.0])),
        torch.tensor(padded("candidates", 0.0)),
    )


def losses(relation: torch.Tensor, words: torch.Tensor, batch: Batch) -> tuple[torch.Tensor, torch.Tensor]:
    """Negative log likelihood of the allowed relations, and of the allowed labels of the words."""
    logp = relation.float().log_softmax(-1)
    of_relation = -(logp + batch.relation.clamp_min(1e-9).log()).logsumexp(-1)
    word_logp = words.float().log_softmax(-1)
    known = batch.words.sum(-1) > 0
    per_word = -(word_logp + batch.words.clamp_min(1e-9).log()).logsumexp(-1)
    weight = known * torch.where(batch.words[..., 1] * (1 - batch.words[..., 0]) > 0, CONTRADICTED_WORD_WEIGHT, 1.0)
    of_words = (per_word * weight).sum(1) / weight.sum(1).clamp_min(8.0)
    sure = (batch.relation[:, 2] == 1) & (batch.relation.sum(1) == 1) & (batch.words.sum((1, 2)) == 0)
    sure &= batch.candidates.sum(1) > 0
    most = word_logp[..., 1].masked_fill(batch.candidates == 0, -50.0).amax(1)
    return of_relation.mean(), of_words.mean() - SOME_WORD_LOSS * (most * sure).mean()


@torch.no_grad()  # type: ignore[untyped-decorator] # torch is not followed, see pyproject.toml
def predicted(model: Reader, tokenizer: Any, pairs: Sequence[rd.Pair]) -> list[tuple[list[float], list[Any]]]:
    """For each pair the probabilities of the relations and [(start, end, probabilities)] of the hypothesis's pieces."""
    model.eval()
    encoded = [encode_pair(tokenizer, p.premise, p.hypothesis) for p in pairs]
    order = sorted(range(len(pairs)), key=lambda i: len(encoded[i].ids))
    out: list[Any] = [None] * len(pairs)
    at = 0
    while at < len(order):
        length = math.ceil(len(encoded[order[at]].ids) / LENGTH_STEP) * LENGTH_STEP
        rows = order[at : at + max(1, BATCH_PIECES // length)]
        rows = [i for i in rows if len(encoded[i].ids) <= length]
        at += len(rows)
        length = min(length, 512)
        ids = torch.tensor([encoded[i].ids[:length] + [1] * (length - len(encoded[i].ids)) for i in rows])
        types = torch.tensor([encoded[i].type_ids[:length] + [0] * (length - len(encoded[i].ids)) for i in rows])
        mask = torch.tensor(
            [[1.0] * min(length, len(encoded[i].ids)) + [0.0] * (length - len(encoded[i].ids)) for i in rows]
        )
        with torch.autocast("cpu", dtype=torch.bfloat16):
            relation, words = model(ids, mask, types)
        relation, words = relation.float().softmax(-1), words.float().softmax(-1)
        for row, i in enumerate(rows):
            pieces = [
                (*encoded[i].offsets[j], words[row, j].tolist())
                for j in range(min(length, len(encoded[i].ids)))
                if encoded[i].sequence_ids[j] == 1
            ]
            out[i] = (relation[row].tolist(), pieces)
    model.train()
    return out


def evaluation(data: Path, part: str, most: int, seed: int = 5) -> dict[str, list[rd.Pair]]:
    """The pairs that a run is watched on, by set."""
    rng = random.Random(seed)
    facts, spoilt = rd.newsfacts_files(), rd.copies_files()
    out = {name: rd.nli(data, name) for name in NLI_EVALUATION} if part == "dev" else {}
    out["newsfacts"] = rd.newsfacts(facts, part, rng)
    out["neighbours"] = rd.neighbours(facts, part, rng)
    out["copies"] = rd.copies(spoilt, part, rng)
    out["mqm_general2023_zhen.train"] = rd.translations(data, "mqm_general2023_zhen.train", part, rng)
    for name, pairs in out.items():
        rng.shuffle(pairs)
        out[name] = pairs[:most]
    return out


def figures(pairs: Sequence[rd.Pair], answers: Sequence[tuple[list[float], list[Any]]]) -> dict[str, float]:
    """Share of right relations, of contradictions found and right, of bad copies whose surest word is a wrong one."""
    right = seen = found = told = true = hit = bad = left = good = 0
    for pair, (relation, pieces) in zip(pairs, answers, strict=True):
        best = 1 << max(range(3), key=relation.__getitem__)
        if pair.relation != rd.ANY_RELATION:
            seen += 1
            right += bool(best & pair.relation)
        if pair.relation in (1, 2, 4):
            true += pair.relation == rd.CONTRADICTION
            told += best == rd.CONTRADICTION
            found += best == pair.relation == rd.CONTRADICTION
        wrong = [(a, b) for a, b, label in pair.marks if label == rd.CONTRADICTED]
        surest = max(pieces, key=lambda p: p[2][1], default=None)
        if wrong and surest:
            bad += 1
            hit += any(a < surest[1] and surest[0] < b for a, b in wrong)
        if pair.kind == "good" and surest:
            good += 1
            left += surest[2][1] < 0.5
    out = {"right": right / max(1, seen)}
    if true:
        out |= {"contradictions found": found / true, "contradictions right": found / max(1, told)}
    if bad:
        out["surest word wrong"] = hit / bad
    if good:
        out["good left alone"] = left / good
    return out


def evaluate(model: Reader, tokenizer: Any, sets: dict[str, list[rd.Pair]]) -> dict[str, dict[str, float]]:
    out = {}
    for name, pairs in sets.items():
        out[name] = figures(pairs, predicted(model, tokenizer, pairs))
        log(f"  {name}:", ", ".join(f"{k} {v:.3f}" for k, v in out[name].items()))
    return out


def rate(done: int, stages: Sequence[tuple[int, float, float]]) -> float:
    """Learning rate after so many pairs: linear within each stage, with a warm-up at the very start."""
    start = 0
    for pairs, first, last in stages:
        if done < start + pairs:
            value = first + (last - first) * (done - start) / pairs
            return value * min(1.0, (done + 1) / WARMUP_PAIRS)
        start += pairs
    return stages[-1][2]


def train(options: argparse.Namespace) -> None:
    torch.manual_seed(options.seed)
    torch.set_num_threads(options.threads)
    stages = STAGES[options.size]
    work: Path = options.work
    work.mkdir(parents=True, exist_ok=True)
    tokenizer = load_tokenizer(options.base)
    model = Reader.from_encoder(options.base)
    if options.start:
        model.load_state_dict(load_file(options.start))
    for name, parameter in model.named_parameters():
        parameter.requires_grad = not name.startswith("encoder.embeddings.word_embeddings")
    trained = [p for p in model.parameters() if p.requires_grad]
    optimizer = torch.optim.AdamW(trained, lr=1e-5, weight_decay=WEIGHT_DECAY, fused=True)
    state_file, weights_file = work / "state.pt", work / "model.safetensors"
    stage, done = 0, 0
    if state_file.exists():
        state = torch.load(state_file, weights_only=True)
        stage, done = state["stage"], state["done"]
        model.load_state_dict(load_file(weights_file))
        optimizer.load_state_dict(state["optimizer"])
        log(f"resumed in stage {stage} after {done} pairs of it")
    watched = evaluation(options.data, "dev", options.watch)
    while stage < len(stages):
        before = sum(pairs for pairs, _, _ in stages[:stage])
        by_source = sources(options.data, options.seed)
        items = [i for p in drawn(by_source, stages[stage][0], stage, options.seed) if (i := item(tokenizer, p))]
        log(f"stage {stage}: {len(items)} pairs, mean length {sum(len(i['ids']) for i in items) / len(items):.0f}")
        seen, next_checkpoint, began = 0, done + CHECKPOINT_PAIRS, time.time()
        sums = [0.0, 0.0, 0]
        model.train()
        for batch in batches(items, options.seed + stage):
            seen += len(batch.ids)
            if seen <= done:
                continue
            for group in optimizer.param_groups:
                group["lr"] = rate(before + seen, stages)
            with torch.autocast("cpu", dtype=torch.bfloat16):
                relation, words = model(batch.ids, batch.mask, batch.types)
            of_relation, of_words = losses(relation, words, batch)
            (of_relation + WORD_LOSS * of_words).backward()
            torch.nn.utils.clip_grad_norm_(trained, 1.0)
            optimizer.step()
            optimizer.zero_grad(set_to_none=True)
            sums = [sums[0] + of_relation.item(), sums[1] + of_words.item(), sums[2] + 1]
            if sums[2] == 50:
                speed = (seen - done) / (time.time() - began)
                log(f"stage {stage} {seen}/{len(items)} loss {sums[0] / 50:.3f} words {sums[1] / 50:.3f} {speed:.1f}/s")
                sums = [0.0, 0.0, 0]
            if seen >= next_checkpoint:
                save_checkpoint(model, optimizer, work, stage, seen)
                next_checkpoint += CHECKPOINT_PAIRS
                evaluate(model, tokenizer, watched)
        stage, done = stage + 1, 0
        save_checkpoint(model, optimizer, work, stage, 0)
        evaluate(model, tokenizer, watched)
    full = evaluate(model, tokenizer, evaluation(options.data, "dev", 4_000))
    (work / "figures.json").write_text(json.dumps(full, indent=1) + "\n", "utf-8")


def save_checkpoint(model: Reader, optimizer: torch.optim.Optimizer, work: Path, stage: int, done: int) -> None:
    """Weights and optimizer state, each replaced whole."""
    part = work / "model.part"
    save_file({k: v.contiguous() for k, v in model.state_dict().items()}, part)
    torch.save({"stage": stage, "done": done, "optimizer": optimizer.state_dict()}, work / "state.part")
    part.replace(work / "model.safetensors")
    (work / "state.part").replace(work / "state.pt")
    log(f"checkpoint: stage {stage}, {done} pairs")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--base", type=Path, required=True)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--size", choices=sorted(STAGES), default="large")
    parser.add_argument("--start", type=Path, help="weights of an earlier run to go on from")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--watch", type=int, default=400, help="pairs of each dev set at a checkpoint")
    train(parser.parse_args())


if __name__ == "__main__":
    main()
