"""The published files of a BERT -> an ONNX graph, written operation by operation.

BERT is a short list of operations. Writing them takes two seconds, needs neither torch nor transformers, and gives the
same file every time; see docs/encoders.md.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Literal

from verifier.datamodel import RELATIONS
from verifier.errors import ModelError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

    Array = NDArray[np.float32]

__all__ = ["Task", "quantise", "read_config", "relation_columns", "write"]

Task = Literal["embedding", "token-classification"]
"""What a model gives: a vector for a text, or scores of labels for each token of it."""

_MICROSOFT = "com.microsoft"  # the domain of onnxruntime's fused operations


def read_config(folder: Path, name: str) -> dict[str, Any]:
    """What `config.json` in the folder of the model `name` says. Raises ModelError if it is missing or damaged."""
    path = folder / "config.json"
    try:
        config = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise ModelError(f"the model {name} is incomplete: {path} is missing") from error
    except (OSError, ValueError) as error:
        raise ModelError(f"{path} of the model {name} cannot be read: {error}") from error
    if not isinstance(config, dict):
        raise ModelError(f"{path} of the model {name} is no JSON object")
    return config


def relation_columns(config: Mapping[str, Any], name: str) -> list[int]:
    """In which columns of its output the model `name` has its scores for each of RELATIONS, as its config tells.

    Raises ModelError unless it tells exactly that: models of the hub come in every order, and to guess it would turn
    contradictions into confirmations.
    """
    labels, numbers = (value if isinstance(value := config.get(key), dict) else {} for key in ("id2label", "label2id"))
    found = {str(number): str(label).strip().lower() for number, label in labels.items()}
    if sorted(found) != ["0", "1", "2"] or sorted(found.values()) != sorted(RELATIONS):
        names = ", ".join(str(label) for label in labels.values()) or "none"
        raise ModelError(
            f"the model {name} is no relation model: its labels are {names} (id2label in config.json); "
            f"they have to be {', '.join(RELATIONS)}, in any order"
        )
    if numbers and {str(number): str(label).strip().lower() for label, number in numbers.items()} != found:
        raise ModelError(f"id2label and label2id in config.json of the model {name} contradict each other")
    columns = {label: int(number) for number, label in found.items()}
    return [columns[label] for label in RELATIONS]


def write(name: str, task: Task, source: Path, path: Path) -> None:
    """Write the model `name`, whose files lie in the folder `source`, as an ONNX graph to `path`.

    Inputs: `input_ids` and `attention_mask`, int64 of shape (batch, tokens), padded on the right.
    One output: vectors (batch, dimensions), the mean over the tokens at unit length; or (batch, tokens, labels) scores.
    Embeddings and attention are onnxruntime's fused operations, those that its own optimiser makes of an exported BERT:
    https://onnxruntime.ai/docs/performance/transformers-optimization.html

    Raises ModelError if the files are damaged, or not those of a BERT with a head for this task.
    """
    import onnx
    from safetensors import SafetensorError
    from safetensors.numpy import load_file

    config = read_config(source, name)
    if (config.get("model_type"), config.get("hidden_act")) != ("bert", "gelu"):
        raise ModelError(
            f"{name} is of the architecture {config.get('model_type')!r} ({config.get('hidden_act')!r}); "
            "only BERT with gelu runs on onnxruntime here"
        )
    try:
        stored = load_file(source / "model.safetensors")
    except (SafetensorError, OSError) as error:
        raise ModelError(f"{source / 'model.safetensors'} of the model {name} cannot be read: {error}") from error
    graph = _Graph(name, stored, config["layer_norm_eps"])
    layers, heads = config["num_hidden_layers"], config["num_attention_heads"]
    hidden = _layers(graph, _embeddings(graph), layers, heads)
    output, shape = _mean_head(graph, hidden) if task == "embedding" else _token_head(graph, hidden)
    onnx.save(graph.model(output, shape), path, save_as_external_data=True, location=f"{path.name}.data")


class _Graph:
    """An ONNX graph in the making. Weights are named as in the safetensors file, without a leading `bert.`."""

    def __init__(self, name: str, weights: Mapping[str, Array], epsilon: float) -> None:
        self.name = name
        self.weights = {name.removeprefix("bert."): value for name, value in weights.items()}
        self.epsilon = epsilon
        self.nodes: list[Any] = []
        self.constants: dict[str, Any] = {}

    def weight(self, name: str, change: Callable[[Array], Array] | None = None) -> str:
        """Put a stored weight into the graph, as 32-bit floats (files may hold 16), and give its name there."""
        value = self.stored(name)
        return self.constant(name, change(value) if change else value)

    def stored(self, name: str) -> Array:
        """A weight as it is in the file, as 32-bit floats."""
        if name not in self.weights:
            raise ModelError(
                f"model.safetensors of {self.name} has no {name!r}: it is not the architecture that config.json names"
            )
        return self.weights[name].astype("float32")

    def constant(self, name: str, value: NDArray[Any]) -> str:
        """Put a value into the graph under a name of its own."""
        import numpy as np
        import onnx

        self.constants[name] = onnx.numpy_helper.from_array(np.ascontiguousarray(value), name)
        return name

    def node(self, operation: str, inputs: list[str], *more: str, domain: str = "", **attributes: Any) -> str:
        """Add an operation; gives the name of its first output. `more` names further outputs."""
        import onnx

        output = f"{operation}_{len(self.nodes)}"
        self.nodes.append(
            onnx.helper.make_node(operation, inputs, [output, *more], name=output, domain=domain, **attributes)
        )
        return output

    def linear(self, name: str, hidden: str) -> str:
        """The dense layer `name`."""
        product = self.node("MatMul", [hidden, self.weight(f"{name}.weight", lambda matrix: matrix.T)])
        return self.node("Add", [product, self.weight(f"{name}.bias")])

    def add_and_norm(self, name: str, hidden: str, skipped: str) -> str:
        """hidden + skipped, then the layer normalisation `name`.

        Not the fused SkipLayerNormalization: on processors it goes number by number, and takes five times as long.
        """
        total = self.node("Add", [hidden, skipped])
        norm = [self.weight(f"{name}.weight"), self.weight(f"{name}.bias")]
        return self.node("LayerNormalization", [total, *norm], epsilon=self.epsilon)

    def model(self, output: str, shape: list[str]) -> Any:
        """The finished model with the one output of that name and shape."""
        import onnx

        describe, kinds = onnx.helper.make_tensor_value_info, onnx.TensorProto
        inputs = [describe(name, kinds.INT64, ["batch", "tokens"]) for name in ("input_ids", "attention_mask")]
        outputs = [describe(output, kinds.FLOAT, shape)]
        graph = onnx.helper.make_graph(self.nodes, "bert", inputs, outputs, list(self.constants.values()))
        opsets = [onnx.helper.make_opsetid("", 20), onnx.helper.make_opsetid(_MICROSOFT, 1)]
        return onnx.helper.make_model(graph, opset_imports=opsets, ir_version=9)


def _embeddings(graph: _Graph) -> str:
    """The embeddings of texts (batch, tokens, hidden size). "lengths" names the numbers of unpadded tokens."""
    import onnx

    # every token is of segment 0, so that segment's vector is part of each position's
    positions = graph.stored("embeddings.position_embeddings.weight")
    positions = positions + graph.stored("embeddings.token_type_embeddings.weight")[0]
    words = graph.weight("embeddings.word_embeddings.weight")
    tables = [words, graph.constant("positions", positions), ""]
    ids, mask = (graph.node("Cast", [name], to=onnx.TensorProto.INT32) for name in ("input_ids", "attention_mask"))
    norm = [graph.weight(f"embeddings.LayerNorm.{part}") for part in ("weight", "bias")]
    inputs = [ids, "", *tables, *norm, mask]
    return graph.node("EmbedLayerNormalization", inputs, "lengths", domain=_MICROSOFT, epsilon=graph.epsilon)


def _layers(graph: _Graph, hidden: str, count: int, heads: int) -> str:
    """The transformer layers; gives the name of the hidden states (batch, tokens, hidden size)."""
    import numpy as np

    for number in range(count):
        layer = f"encoder.layer.{number}"
        parts = [f"{layer}.attention.self.{part}" for part in ("query", "key", "value")]
        matrix = np.concatenate([graph.stored(f"{part}.weight").T for part in parts], axis=1)
        bias = np.concatenate([graph.stored(f"{part}.bias") for part in parts])
        inputs = [hidden, graph.constant(f"{layer}.qkv", matrix), graph.constant(f"{layer}.qkv.bias", bias), "lengths"]
        mixed = graph.node("Attention", inputs, domain=_MICROSOFT, num_heads=heads)
        attended = graph.linear(f"{layer}.attention.output.dense", mixed)
        attended = graph.add_and_norm(f"{layer}.attention.output.LayerNorm", attended, hidden)
        wide = graph.node("Gelu", [graph.linear(f"{layer}.intermediate.dense", attended)])
        narrow = graph.linear(f"{layer}.output.dense", wide)
        hidden = graph.add_and_norm(f"{layer}.output.LayerNorm", narrow, attended)
    return hidden


def _mean_head(graph: _Graph, hidden: str) -> tuple[str, list[str]]:
    """The mean of the unpadded tokens, as a vector of unit length. (Their sum has the direction of their mean.)"""
    import numpy as np
    import onnx

    axis = graph.constant("axis", np.array([1], dtype=np.int64))
    mask = graph.node("Cast", ["attention_mask"], to=onnx.TensorProto.FLOAT)
    total = graph.node("MatMul", [graph.node("Unsqueeze", [mask, axis]), hidden])
    return graph.node("LpNormalization", [graph.node("Squeeze", [total, axis])], axis=-1, p=2), ["batch", "dimensions"]


def _token_head(graph: _Graph, hidden: str) -> tuple[str, list[str]]:
    """One score for each token and label."""
    return graph.linear("classifier", hidden), ["batch", "tokens", "labels"]


def quantise(full: Path, small: Path) -> None:
    """Write the graph `full` with 8-bit weights to `small`.

    One scale for each channel, and seven of the eight bits: with all eight, processors without VNNI instructions
    saturate, and answers would differ by machine
    (https://onnxruntime.ai/docs/performance/model-optimizations/quantization.html).
    """
    import logging

    import onnx
    from onnxruntime.quantization import QuantType, quantize_dynamic

    logging.disable(logging.WARNING)  # it advises a preparation that our graph, already fused, does not need
    try:
        quantize_dynamic(
            full,
            small,
            weight_type=QuantType.QInt8,
            per_channel=True,
            reduce_range=True,
            use_external_data_format=True,
            extra_options={"DefaultTensorType": onnx.TensorProto.FLOAT},
        )
    finally:
        logging.disable(logging.NOTSET)
