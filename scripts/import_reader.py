#!/usr/bin/env python3
"""Turn an exported reader back into weights that training can go on from.

    python scripts/import_reader.py --model models/reader --base DIR --out WEIGHTS.safetensors
    python scripts/train_reader.py ... --start WEIGHTS.safetensors

What eight bits have rounded stays rounded, which a few hundred pairs of training mend. The temperatures that the export
divided the logits by are left out: they are set anew after training.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import onnx
from export_reader import MAX_LENGTH, Graph, bucket
from onnx import numpy_helper
from reader_model import Reader, config_of
from safetensors.numpy import save_file

QUANTISED, SCALE = "_quantized", "_scale"


class Recorder(Graph):
    """The graph in the making, of which only the names and shapes of dense layers are wanted."""

    def __init__(self, weights: dict[str, np.ndarray], config: dict[str, object]) -> None:
        super().__init__(weights, config)
        self.dense: list[list[str]] = []

    def linear(self, names: list[str], hidden: str) -> str:
        self.dense.append(names)
        return super().linear(names, hidden)


def stored(model: onnx.ModelProto) -> dict[str, np.ndarray]:
    """Every constant of the graph in 32-bit floats, matrices multiplied by their scales."""
    raw = {one.name: numpy_helper.to_array(one) for one in model.graph.initializer}
    found = {}
    for name, value in raw.items():
        if name.endswith(QUANTISED):
            plain = name.removesuffix(QUANTISED)
            found[plain] = value.astype(np.float32) * raw[plain + SCALE]
        else:
            found[name] = value
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", type=Path, required=True)
    parser.add_argument("--base", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    weights = {k: v.numpy() for k, v in Reader.from_encoder(options.base).state_dict().items()}
    recorder = Recorder(weights, config_of(options.base))
    recorder.model(1.0, 1.0)
    constants = stored(onnx.load(options.model / "model.onnx"))
    for names in recorder.dense:
        columns = np.split(constants[f"{names[0]}.matrix"], len(names), axis=1)
        biases = np.split(constants[f"{names[0]}.bias"], len(names))
        for name, matrix, bias in zip(names, columns, biases, strict=True):
            weights[f"{name}.weight"], weights[f"{name}.bias"] = matrix.T, bias
    for name in weights:
        if "LayerNorm" in name and name in constants:
            weights[name] = constants[name]
    words = constants["words.int8"].astype(np.float32) * constants["words.scale"]
    weights["encoder.embeddings.word_embeddings.weight"] = words
    known = constants["positions"]
    start = recorder.config.get("pad_token_id", 1) + 1 if recorder.mpnet else 0
    weights["encoder.embeddings.position_embeddings.weight"][start : start + len(known)] = known
    if recorder.mpnet:
        by_bucket = weights["encoder.encoder.relative_attention_bias.weight"]
        for n, distance in enumerate(range(1 - MAX_LENGTH, MAX_LENGTH)):
            by_bucket[bucket(distance)] = constants["distance.bias"][:, n]
    else:
        weights["encoder.embeddings.token_type_embeddings.weight"] = constants["segments"]
    save_file({k: np.ascontiguousarray(v, dtype=np.float32) for k, v in weights.items()}, options.out)


if __name__ == "__main__":
    main()
