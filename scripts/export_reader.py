#!/usr/bin/env python3
"""Write a trained reader as the ONNX files that the package opens: 8-bit weights, each file under 50 MB.

    python scripts/export_reader.py --weights WORK/model.safetensors --base DIR --out models/reader
        [--relation-temperature T] [--word-temperature T]

The graph is written operation by operation, with onnxruntime's attention and a table of MPNet's relative positions; a
run takes texts of one length, so it needs no mask. The logits are divided by the temperatures, which
calibrate_reader.py sets, so that what comes out is calibrated. Prints the lines for models/registry.toml.
"""

from __future__ import annotations

import argparse
import hashlib
import logging
import math
import shutil
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper
from onnx.external_data_helper import set_external_data
from onnxruntime.quantization import QuantType, quantize_dynamic
from reader_model import LABELS, WORD_LABELS, config_of
from safetensors.numpy import load_file

MICROSOFT = "com.microsoft"
MAX_FILE_BYTES = 45_000_000
MAX_LENGTH = 384
"""Word pieces of a pair; the tables of positions end there."""


class Graph:
    """An ONNX graph in the making over the weights of a trained reader."""

    def __init__(self, weights: dict[str, np.ndarray], config: dict[str, Any]) -> None:
        self.weights, self.config = weights, config
        self.mpnet = config["model_type"] == "mpnet"
        self.nodes: list[Any] = []
        self.constants: dict[str, Any] = {}

    def constant(self, name: str, value: np.ndarray) -> str:
        self.constants[name] = numpy_helper.from_array(np.array(value, order="C"), name)
        return name

    def node(self, operation: str, inputs: list[str], *, outputs: int = 1, domain: str = "", **attributes: Any) -> Any:
        names = [f"{operation}_{len(self.nodes)}" + (f"_{n}" if n else "") for n in range(outputs)]
        self.nodes.append(helper.make_node(operation, inputs, names, name=names[0], domain=domain, **attributes))
        return names[0] if outputs == 1 else names

    def of(self, name: str) -> np.ndarray:
        return self.weights[name].astype(np.float32)

    def linear(self, names: list[str], hidden: str) -> str:
        """One dense layer, or several side by side."""
        matrix = np.concatenate([self.of(f"{n}.weight").T for n in names], axis=1)
        bias = np.concatenate([self.of(f"{n}.bias") for n in names])
        product = self.node("MatMul", [hidden, self.constant(f"{names[0]}.matrix", matrix)])
        return str(self.node("Add", [product, self.constant(f"{names[0]}.bias", bias)]))

    def norm(self, name: str, hidden: str) -> str:
        parts = [self.constant(f"{name}.{p}", self.of(f"{name}.{p}")) for p in ("weight", "bias")]
        return str(self.node("LayerNormalization", [hidden, *parts], epsilon=self.config["layer_norm_eps"]))

    def embeddings(self) -> str:
        """Word vectors in 8 bits with a scale for each row; positions and segments as they are."""
        table = self.of("encoder.embeddings.word_embeddings.weight")
        scale = np.abs(table).max(axis=1, keepdims=True) / 127
        scale[scale == 0] = 1
        small = np.rint(table / scale).astype(np.int8)
        row = self.node("Gather", [self.constant("words.int8", small), "input_ids"])
        size = self.node("Gather", [self.constant("words.scale", scale.astype(np.float32)), "input_ids"])
        words = self.node("Mul", [self.node("Cast", [row], to=TensorProto.FLOAT), size])
        first = self.config.get("pad_token_id", 1) + 1 if self.mpnet else 0
        positions = self.of("encoder.embeddings.position_embeddings.weight")[first : first + MAX_LENGTH]
        length = self.node("Gather", [self.node("Shape", ["input_ids"]), self.constant("one", np.array(1))], axis=0)
        zero = self.constant("zero", np.array(0))
        self.places = self.node("Range", [zero, length, "one"])
        at = self.node("Gather", [self.constant("positions", positions), self.places])
        total = self.node("Add", [words, at])
        if not self.mpnet:
            kinds = self.constant("segments", self.of("encoder.embeddings.token_type_embeddings.weight"))
            total = self.node("Add", [total, self.node("Gather", [kinds, "token_type_ids"])])
        return self.norm("encoder.embeddings.LayerNorm", total)

    def position_bias(self) -> str:
        """What MPNet adds to attention for the distance of two pieces, shape (1, heads, tokens, tokens)."""
        by_bucket = self.of("encoder.encoder.relative_attention_bias.weight")
        distances = range(1 - MAX_LENGTH, MAX_LENGTH)
        table = np.stack([by_bucket[bucket(d)] for d in distances], axis=1)
        axes = [self.constant(f"axis{n}", np.array([n])) for n in (0, 1)]
        rows, columns = (self.node("Unsqueeze", [self.places, axis]) for axis in (axes[1], axes[0]))
        shifted = self.node(
            "Add", [self.node("Sub", [columns, rows]), self.constant("shift", np.array(MAX_LENGTH - 1))]
        )
        bias = self.node("Gather", [self.constant("distance.bias", table), shifted], axis=1)
        return str(self.node("Unsqueeze", [bias, axes[0]]))

    def layer(self, number: int, hidden: str, bias: str) -> str:
        at = f"encoder.encoder.layer.{number}"
        names = {
            "qkv": [f"{at}.attention.attn.{p}" for p in "qkv"], "out": f"{at}.attention.attn.o",
            "norm": f"{at}.attention.LayerNorm",
        } if self.mpnet else {
            "qkv": [f"{at}.attention.self.{p}" for p in ("query", "key", "value")],
            "out": f"{at}.attention.output.dense", "norm": f"{at}.attention.output.LayerNorm",
        }  # fmt: skip
        together = self.linear(list(names["qkv"]), hidden)
        query, key, value = self.node("Split", [together], outputs=3, axis=-1, num_outputs=3)
        inputs = [query, key, value, "", "", bias] if bias else [query, key, value]
        heads = self.config["num_attention_heads"]
        mixed = self.node("MultiHeadAttention", inputs, domain=MICROSOFT, num_heads=heads)
        attended = self.node("Add", [self.linear([str(names["out"])], mixed), hidden])
        attended = self.norm(str(names["norm"]), attended)
        wide = self.node("Gelu", [self.linear([f"{at}.intermediate.dense"], attended)])
        narrow = self.node("Add", [self.linear([f"{at}.output.dense"], wide), attended])
        return self.norm(f"{at}.output.LayerNorm", narrow)

    def model(self, relation_temperature: float, word_temperature: float) -> Any:
        hidden = self.embeddings()
        bias = self.position_bias() if self.mpnet else ""
        for number in range(self.config["num_hidden_layers"]):
            hidden = self.layer(number, hidden, bias)
        first = self.node("Gather", [hidden, "zero"], axis=1)
        state = self.node("Tanh", [self.linear(["dense"], first)])
        heads = {"relation": ("relation", state, relation_temperature), "words": ("words", hidden, word_temperature)}
        for output, (name, of, temperature) in heads.items():
            logits = self.linear([name], of)
            divisor = self.constant(f"{output}.temperature", np.array(temperature, dtype=np.float32))
            self.nodes.append(helper.make_node("Div", [logits, divisor], [f"{output}_logits"], name=f"{output}_logits"))
        inputs = ["input_ids"] if self.mpnet else ["input_ids", "token_type_ids"]
        describe = helper.make_tensor_value_info
        graph = helper.make_graph(
            self.nodes,
            "reader",
            [describe(name, TensorProto.INT64, ["batch", "tokens"]) for name in inputs],
            [
                describe("relation_logits", TensorProto.FLOAT, ["batch", len(LABELS)]),
                describe("words_logits", TensorProto.FLOAT, ["batch", "tokens", len(WORD_LABELS)]),
            ],
            list(self.constants.values()),
        )
        opsets = [helper.make_opsetid("", 20), helper.make_opsetid(MICROSOFT, 1)]
        return helper.make_model(graph, opset_imports=opsets, ir_version=9)


def bucket(distance: int, buckets: int = 32, farthest: int = 128) -> int:
    """The bucket of a distance (position of the key less that of the query), as MPNet numbers them."""
    half = buckets // 2
    exact = half // 2
    n = abs(distance)
    if n < exact:
        at = n
    else:
        at = min(half - 1, exact + int(math.log(n / exact) / math.log(farthest / exact) * (half - exact)))
    return at + (half if distance > 0 else 0)


def quantised(full: Any, scratch: Path, reduce_range: bool) -> Any:
    """The graph with 8-bit matrices, one scale a channel."""
    onnx.save(full, scratch / "full.onnx", save_as_external_data=True, location="full.data")
    logging.disable(logging.WARNING)  # it advises a preparation that our graph does not need
    quantize_dynamic(
        scratch / "full.onnx",
        scratch / "small.onnx",
        op_types_to_quantize=["MatMul"],
        nodes_to_exclude=[n.name for n in full.graph.node if n.op_type == "MatMul" and is_head(n)],
        weight_type=QuantType.QInt8,
        per_channel=True,
        reduce_range=reduce_range,
        use_external_data_format=True,
        extra_options={"DefaultTensorType": TensorProto.FLOAT},
    )
    logging.disable(logging.NOTSET)
    return onnx.load(scratch / "small.onnx")


def is_head(node: Any) -> bool:
    return node.input[1] in ("dense.matrix", "relation.matrix", "words.matrix")


def in_files(model: Any, folder: Path) -> None:
    """Save the graph as model.onnx with its weights beside it in files of at most MAX_FILE_BYTES."""
    number, size = 1, 0
    for tensor in model.graph.initializer:
        data = len(tensor.raw_data)
        if data < 1024:
            continue
        if size + data > MAX_FILE_BYTES:
            number, size = number + 1, 0
        size += data
        set_external_data(tensor, location=f"model.onnx.{number}")
    onnx.save(model, folder / "model.onnx")
    for path in folder.glob("model.onnx*"):
        path.chmod(0o644)  # onnx keeps its weights from other users


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--weights", type=Path, required=True)
    parser.add_argument("--base", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--relation-temperature", type=float, default=1.0)
    parser.add_argument("--word-temperature", type=float, default=1.0)
    parser.add_argument("--eight-bits", action="store_true", help="all eight bits: right only on processors with VNNI")
    parser.add_argument("--full", action="store_true", help="32-bit floats, to compare with")
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    for old in options.out.glob("model.onnx*"):
        old.unlink()
    graph = Graph(load_file(options.weights), config_of(options.base))
    model = graph.model(options.relation_temperature, options.word_temperature)
    if not options.full:
        with tempfile.TemporaryDirectory() as scratch:
            model = quantised(model, Path(scratch), not options.eight_bits)
    in_files(model, options.out)
    shutil.copyfile(options.base / "tokenizer.json", options.out / "tokenizer.json")
    for path in (*sorted(options.out.glob("model.onnx*")), options.out / "tokenizer.json"):
        print(f'"{path.name}" = "{hashlib.sha256(path.read_bytes()).hexdigest()}"  # {path.stat().st_size:,} bytes')


if __name__ == "__main__":
    main()
