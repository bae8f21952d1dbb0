"""Models so small that they are made anew for each test: a BERT of two layers with random weights."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from safetensors.numpy import load_file, save_file

from verifier import weights

WORDS = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "the", "army", "left", "city", "never", "##s", "."]


def tiny_bert(folder: Path, labels: int = 0, dtype: str = "float32", seed: int = 0) -> Path:
    """Write a BERT of two layers with random weights; with a head of so many labels, if any."""
    random = np.random.default_rng(seed)
    size, wide, prefix = 8, 16, "bert." if labels else ""
    shapes: dict[str, tuple[int, ...]] = {
        "embeddings.word_embeddings.weight": (len(WORDS), size),
        "embeddings.position_embeddings.weight": (32, size),
        "embeddings.token_type_embeddings.weight": (2, size),
        "embeddings.LayerNorm.weight": (size,),
        "embeddings.LayerNorm.bias": (size,),
    }
    for layer in ("encoder.layer.0", "encoder.layer.1"):
        dense = [f"attention.self.{part}" for part in ("query", "key", "value")] + ["attention.output.dense"]
        for name, rows, columns in [
            *((part, size, size) for part in dense),
            ("intermediate.dense", wide, size),
            ("output.dense", size, wide),
        ]:
            shapes |= {f"{layer}.{name}.weight": (rows, columns), f"{layer}.{name}.bias": (rows,)}
        for name in ("attention.output.LayerNorm", "output.LayerNorm"):
            shapes |= {f"{layer}.{name}.weight": (size,), f"{layer}.{name}.bias": (size,)}
    tensors = {prefix + name: random.normal(size=shape).astype(dtype) for name, shape in shapes.items()}
    if labels:
        tensors["classifier.weight"] = random.normal(size=(labels, size)).astype(dtype)
        tensors["classifier.bias"] = random.normal(size=labels).astype(dtype)
    folder.mkdir(parents=True)
    save_file(tensors, folder / "model.safetensors", metadata={"format": "pt"})
    config = {"model_type": "bert", "hidden_act": "gelu", "hidden_size": size, "num_hidden_layers": 2}
    config |= {"num_attention_heads": 2, "layer_norm_eps": 1e-12, "intermediate_size": wide, "vocab_size": len(WORDS)}
    config |= {"max_position_embeddings": 32}
    (folder / "config.json").write_text(json.dumps(config))
    save_tokenizer(folder)
    return folder


def save_tokenizer(folder: Path) -> None:
    """Write one that knows WORDS."""
    from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors

    vocabulary = {word: number for number, word in enumerate(WORDS)}
    tokenizer = Tokenizer(models.WordPiece(vocabulary, unk_token="[UNK]"))  # noqa: S106 (a word piece)
    tokenizer.normalizer = normalizers.BertNormalizer()
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.post_processor = processors.BertProcessing(("[SEP]", 3), ("[CLS]", 2))
    tokenizer.save(str(folder / "tokenizer.json"))


def tiny_reader(folder: Path, *, segments: bool = True) -> Path:
    """Write an exported reader that goes by single word pieces: "left" is supported, "never" and "##s" are
    contradicted, any other is unmentioned; the relation is that of the sum of the hypothesis' pieces.

    Without `segments` the graph takes no token types, and the sum is of all pieces, the earlier ones counting more.
    """
    import onnx
    from onnx import TensorProto, helper, numpy_helper

    table = np.tile(np.array([0.0, 0.0, 4.0], dtype=np.float32), (len(WORDS), 1))
    for word, column in (("left", 0), ("never", 1), ("##s", 1)):
        table[WORDS.index(word)] = np.eye(3, dtype=np.float32)[column] * 4
    # of words (supported, contradicted, unmentioned), of texts (entailment, neutral, contradiction)
    relation = np.array([[2, 0, 0], [0, 0, 2], [0, 0.5, 0]], dtype=np.float32) / (4 if segments else 64)
    weights = {"table": table, "relation_weights": relation, "sequence": np.array([1])}
    nodes = [helper.make_node("Gather", ["table", "input_ids"], ["words"])]
    inputs = ["input_ids"]
    if segments:
        inputs.append("token_type_ids")
        weights["last"] = np.array([-1])
        nodes += [
            helper.make_node("Cast", ["token_type_ids"], ["second"], to=TensorProto.FLOAT),
            helper.make_node("Unsqueeze", ["second", "last"], ["column"]),
            helper.make_node("Mul", ["words", "column"], ["counted"]),
        ]
    else:
        nodes.append(helper.make_node("CumSum", ["words", "sequence"], ["counted"]))
    nodes += [
        helper.make_node("ReduceSum", ["counted", "sequence"], ["summed"], keepdims=0),
        helper.make_node("MatMul", ["summed", "relation_weights"], ["relation"]),
    ]
    graph = helper.make_graph(
        nodes,
        "tiny-reader",
        [helper.make_tensor_value_info(name, TensorProto.INT64, ["batch", "pieces"]) for name in inputs],
        [
            helper.make_tensor_value_info("relation", TensorProto.FLOAT, ["batch", 3]),
            helper.make_tensor_value_info("words", TensorProto.FLOAT, ["batch", "pieces", 3]),
        ],
        [numpy_helper.from_array(value, name) for name, value in weights.items()],
    )
    folder.mkdir(parents=True)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    onnx.save(model, str(folder / "model.onnx"))
    save_tokenizer(folder)
    return folder


def registered(folder: Path, name: str = "tiny", **other: object) -> weights.Entry:
    """An entry for the model in `folder`, with its true hashes."""
    entry = weights.Entry(
        name=name,
        task="embedding",
        source=f"folder:{folder.name}",
        revision="1",
        licence="MIT",
        sha256=weights.file_hash(folder / "model.safetensors"),
        config_sha256=weights.file_hash(folder / "config.json"),
        tokenizer_sha256=weights.file_hash(folder / "tokenizer.json"),
        max_length=16,
        dimensions=8,
    )
    return replace(entry, **other)  # type: ignore[arg-type]


def tiny_relation_model(
    folder: Path,
    names: Sequence[str] = ("contradiction", "entailment", "neutral"),
    dtype: str = "float32",
) -> Path:
    """Write a cross-encoder of random weights whose labels have these names."""
    tiny_bert(folder, len(names), dtype)
    random = np.random.default_rng(1)
    tensors = load_file(folder / "model.safetensors")
    tensors["bert.pooler.dense.weight"] = random.normal(size=(8, 8)).astype(dtype)
    tensors["bert.pooler.dense.bias"] = random.normal(size=8).astype(dtype)
    save_file(tensors, folder / "model.safetensors", metadata={"format": "pt"})
    numbers = {name: number for number, name in enumerate(names)}
    labels = {"id2label": {str(number): name for name, number in numbers.items()}, "label2id": numbers}
    return changed_config(folder, architectures=["BertForSequenceClassification"], **labels)


def changed_config(folder: Path, **values: object) -> Path:
    """Write these values into the model's config.json; None takes one out."""
    path = folder / "config.json"
    config = json.loads(path.read_text()) | values
    path.write_text(json.dumps({key: value for key, value in config.items() if value is not None}))
    return folder
