"""The reader as torch sees it: an encoder with a head for the relation and one for each word. Used in training only."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import load_file
from tokenizers import Tokenizer
from torch import nn
from transformers import AutoConfig, AutoModel

LABELS = ("entailment", "neutral", "contradiction")
WORD_LABELS = ("supported", "contradicted", "unmentioned")


class Reader(nn.Module):  # type: ignore[misc] # torch is not followed, see pyproject.toml
    """An encoder without dropout, and two linear heads over it."""

    def __init__(self, encoder: Any) -> None:
        super().__init__()
        size = encoder.config.hidden_size
        self.encoder = encoder
        self.dense = nn.Linear(size, size)
        self.relation = nn.Linear(size, len(LABELS))
        self.words = nn.Linear(size, len(WORD_LABELS))
        self.segments = encoder.config.model_type == "bert"

    @classmethod
    def from_config(cls, folder: Path) -> Reader:
        """The architecture named in the folder, with random weights."""
        config = AutoConfig.from_pretrained(folder, hidden_dropout_prob=0.0, attention_probs_dropout_prob=0.0)
        encoder = AutoModel.from_config(config, add_pooling_layer=False, attn_implementation="eager")
        return cls(encoder.float())  # the file may hold halves

    @classmethod
    def from_encoder(cls, folder: Path) -> Reader:
        """The encoder in the folder, with new heads."""
        model = cls.from_config(folder)
        weights = load_file(Path(folder) / "model.safetensors")
        weights = {name.removeprefix("bert."): value.float() for name, value in weights.items()}
        missing, _ = model.encoder.load_state_dict(weights, strict=False)
        if [name for name in missing if "position_ids" not in name]:
            raise ValueError(f"{folder}: weights are missing: {missing[:3]}")
        return model

    def forward(self, ids: torch.Tensor, mask: torch.Tensor, types: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """Logits of the relations (pairs, 3) and of the word labels (pairs, pieces, 3)."""
        more = {"token_type_ids": types} if self.segments else {}
        hidden = self.encoder(input_ids=ids, attention_mask=mask, **more).last_hidden_state
        first = torch.tanh(self.dense(hidden[:, 0]))
        return self.relation(first), self.words(hidden)


def load_tokenizer(folder: Path) -> Tokenizer:
    """The encoder's tokenizer, without padding or truncation."""
    tokenizer = Tokenizer.from_file(str(Path(folder) / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return tokenizer


def encode_pair(tokenizer: Tokenizer, premise: str, hypothesis: str) -> Any:
    """The pieces of a pair, with their offsets in premise or hypothesis."""
    return tokenizer.encode(premise, hypothesis)


def config_of(folder: Path) -> dict[str, Any]:
    """The encoder's configuration as written."""
    loaded: dict[str, Any] = json.loads((Path(folder) / "config.json").read_text("utf-8"))
    return loaded
