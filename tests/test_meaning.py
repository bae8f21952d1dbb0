"""Relation models: one suite over both engines, the order of their labels, and what is refused.

Models of random weights stand in for a trained one: here it matters that both engines say the same, not what.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from itertools import permutations
from pathlib import Path
from types import MappingProxyType

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from safetensors.numpy import load_file, save_file
from tinymodels import changed_config, registered, tiny_relation_model

from verifier import bert, meaning, resources, weights
from verifier.errors import ModelError
from verifier.meaning import RelationModel

PAIRS = [
    ("The army left the city.", "The army never left the city."),
    ("The army never left the city.", "The army left the city."),
    ("the city", "the city"),
    ("", ""),
    ("The army left.", ""),
    ("", "The army left."),
    (" ", "\N{PILE OF POO}\u200b\x00"),
    ("army " * 10_000, "city " * 10_000),
    ("the army never left .", "city " * 10_000),
]


@pytest.fixture
def models(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty `models/` folder and an empty cache."""
    monkeypatch.setattr(resources, "cache", lambda: tmp_path / "cache")
    monkeypatch.setattr(resources, "folder", lambda name: tmp_path / name)
    (tmp_path / "models").mkdir()
    return tmp_path / "models"


@pytest.fixture
def register(models: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., weights.Entry]:
    """A function that makes the model in a folder the only registered one, and the default relation model."""

    def entry(folder: Path, **other: object) -> weights.Entry:
        found = registered(folder, "tiny", **{"task": "text-classification", "dimensions": 0, **other})
        monkeypatch.setattr(weights, "entries", lambda: MappingProxyType({"tiny": found}))
        monkeypatch.setattr(weights, "_registry", lambda: {"default_relation_model": "tiny"})
        return found

    return entry


def expected(folder: Path, pairs: list[tuple[str, str]], longest: int) -> NDArray[np.float32]:
    """What transformers answers, in the columns of `bert.RELATIONS`; one pair at a time, cut by its own tokenizer."""
    import torch
    from transformers import BertForSequenceClassification, BertTokenizerFast

    model = BertForSequenceClassification.from_pretrained(folder, dtype=torch.float32).eval()
    tokenizer = BertTokenizerFast(tokenizer_file=str(folder / "tokenizer.json"))
    rows = []
    for premise, hypothesis in pairs:
        # so that the tokenizer does not fill the memory with what it cuts off; see `meaning.SHORT_PIECE`
        pair = (premise[:400], hypothesis[:400])
        batch = tokenizer([pair], truncation="longest_first", max_length=longest, return_tensors="pt")
        with torch.no_grad():
            rows.append(model(**batch).logits.softmax(dim=-1)[0].numpy())
    number = {name.lower(): number for number, name in model.config.id2label.items()}
    return np.array(rows)[:, [number[name] for name in bert.RELATIONS]]


# ------------------------------------------------------------------------------------ what every relation model does


@pytest.fixture(params=["onnxruntime", "eight bits", "sentence-transformers"])
def model(request: pytest.FixtureRequest, models: Path, register: Callable[..., weights.Entry]) -> RelationModel:
    """The same weights on either engine."""
    folder = tiny_relation_model(models / "tiny")
    (folder / "tokenizer_config.json").write_text(
        json.dumps({"tokenizer_class": "BertTokenizer", "model_max_length": 16})
    )
    register(folder, quantised=request.param == "eight bits")
    return meaning.load(str(folder) if request.param == "sentence-transformers" else None)


@pytest.mark.model
class TestEveryRelationModel:
    def test_three_probabilities_for_each_pair(self, model: RelationModel) -> None:
        found = model.relations(PAIRS)
        assert found.shape == (len(PAIRS), 3)
        assert found.dtype == np.float32
        assert found.min() >= 0
        np.testing.assert_allclose(found.sum(axis=1), 1, atol=1e-5)

    def test_no_pairs_no_rows(self, model: RelationModel) -> None:
        assert model.relations([]).shape == (0, 3)

    def test_the_rows_are_in_the_order_of_the_pairs(self, model: RelationModel) -> None:
        found = model.relations([*PAIRS, *reversed(PAIRS)])
        np.testing.assert_allclose(found[: len(PAIRS)], found[len(PAIRS) :][::-1], atol=1e-5)

    def test_a_pair_is_not_its_reverse(self, model: RelationModel) -> None:
        there, back = model.relations(PAIRS[:2])
        assert abs(there - back).max() > 1e-3

    def test_names_its_weights(self, model: RelationModel, models: Path) -> None:
        assert model.sha256 == weights.file_hash(models / "tiny" / "model.safetensors")

    def test_says_what_transformers_says(self, model: RelationModel, models: Path) -> None:
        wanted = expected(models / "tiny", PAIRS, longest=16)
        precise = isinstance(model, meaning.CrossEncoderModel) or not weights.entries()["tiny"].quantised
        np.testing.assert_allclose(model.relations(PAIRS), wanted, atol=1e-4 if precise else 0.1)


@pytest.mark.model
@pytest.mark.parametrize("dtype", ["float32", "float16"])
@pytest.mark.parametrize("names", list(permutations(["entailment", "Neutral", "CONTRADICTION"])))
def test_columns_follow_the_labels_of_the_config(
    models: Path, register: Callable[..., weights.Entry], names: tuple[str, ...], dtype: str
) -> None:
    """The same weights under labels in another order are another model, and are read as such."""
    folder = tiny_relation_model(models / "tiny", names, dtype)
    register(folder)
    np.testing.assert_allclose(meaning.load().relations(PAIRS), expected(folder, PAIRS, longest=16), atol=1e-4)


def test_the_config_may_have_no_label2id() -> None:
    config = {"id2label": {"1": "entailment", "0": " Contradiction", "2": "NEUTRAL"}}
    assert bert.relation_columns(config, "x") == [1, 2, 0]


# --------------------------------------------------------------------------------------------- the onnx machinery


@pytest.mark.parametrize("quantised", [False, True])
def test_an_answer_is_the_same_to_the_last_bit_whatever_else_is_asked(
    models: Path, register: Callable[..., weights.Entry], quantised: bool
) -> None:
    register(tiny_relation_model(models / "tiny"), quantised=quantised)
    one, three = meaning.load(threads=1), meaning.load(threads=3)
    alone = {pair: one.relations([pair])[0] for pair in PAIRS}

    @settings(max_examples=30, deadline=None)
    @given(st.lists(st.sampled_from(PAIRS), max_size=20))
    def check(pairs: list[tuple[str, str]]) -> None:
        for model in (one, three):
            assert all(np.array_equal(alone[p], row) for p, row in zip(pairs, model.relations(pairs), strict=True))

    check()


@given(st.integers(0, 20), st.integers(0, 20), st.integers(4, 24))
def test_pairs_are_cut_as_by_the_tokenizers_that_training_uses(premise: int, hypothesis: int, longest: int) -> None:
    from tokenizers import Tokenizer, models, pre_tokenizers, processors

    tokenizer = Tokenizer(models.WordLevel({"a": 0, "b": 1, "?": 2}, unk_token="?"))  # noqa: S106 (a word)
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    tokenizer.post_processor = processors.BertProcessing(("[SEP]", 3), ("[CLS]", 2))
    tokenizer.enable_truncation(longest, strategy="longest_first")
    found = tokenizer.encode("a " * premise, "b " * hypothesis)
    wanted = [n for n, special in zip(found.ids, found.special_tokens_mask, strict=True) if not special]
    first, second = meaning.cut([0] * premise, [1] * hypothesis, longest - 3)
    assert first + second == wanted


def test_the_longer_text_of_a_pair_is_cut_first(models: Path, register: Callable[..., weights.Entry]) -> None:
    """A short hypothesis is read to its end behind a premise of any length, and the other way round."""
    register(tiny_relation_model(models / "tiny"))
    long, short = "army " * 50, "the city ."
    model = meaning.load()
    for pair, same, other in [
        ((long, short), (long + "never", short), (long, "the city never")),
        ((short, long), (short, long + "never"), ("the city never", long)),
    ]:
        asked, cut, read = model.relations([pair, same, other])
        assert np.array_equal(asked, cut)
        assert not np.array_equal(asked, read)


def test_a_query_imports_neither_torch_nor_its_libraries(models: Path, register: Callable[..., weights.Entry]) -> None:
    weights.derive(register(tiny_relation_model(models / "tiny")))
    source = Path(__file__).parent
    program = f"""
import sys; from pathlib import Path; from types import MappingProxyType
sys.path.insert(0, {str(source)!r})
from verifier import meaning, resources, weights
import dataclasses, json
entry = weights.Entry(**json.loads(sys.argv[1]))
resources.cache = lambda: Path({str(models.parent / "cache")!r})
weights.entries = lambda: MappingProxyType({{"tiny": entry}})
meaning.load("tiny").relations([("the army left", "the army")])
print(*sorted({{name.partition(".")[0] for name in sys.modules}}))
"""
    entry = weights.entries()["tiny"]
    fields = json.dumps({name: getattr(entry, name) for name in entry.__dataclass_fields__})
    command = [sys.executable, "-c", program, fields]
    loaded = set(subprocess.run(command, capture_output=True, text=True, check=True).stdout.split())
    assert {"onnxruntime", "tokenizers"} <= loaded
    assert not loaded & {"torch", "transformers", "sentence_transformers", "onnx", "safetensors", "huggingface_hub"}


# ----------------------------------------------------------------------------------------------- the shipped model

STATEMENTS = [
    ("The mayor of the port resigned on Monday.", "The mayor of the port resigned on Monday.", "entailment"),
    ("The mayor of the port resigned on Monday.", "The mayor did not resign.", "contradiction"),
    ("A crowd of 400 people waited at the gate.", "Nobody was waiting at the gate.", "contradiction"),
    ("The bridge over the river was closed after the storm.", "The bridge was closed.", "entailment"),
    ("The bridge was closed after the storm.", "The minister likes the opera.", "neutral"),
]


@pytest.mark.model
class TestTheShippedModel:
    def test_plain_cases(self) -> None:
        found = meaning.load().relations([(premise, hypothesis) for premise, hypothesis, _ in STATEMENTS])
        assert [bert.RELATIONS[row.argmax()] for row in found] == [label for *_, label in STATEMENTS]

    def test_the_same_folder_is_a_cross_encoder_with_the_same_answers(self) -> None:
        """Also by the library's own defaults: its tokenizer has to send segments. Eight bits differ a little."""
        from sentence_transformers import CrossEncoder

        entry = weights.default_relation_model()
        folder = weights.source_folder(entry)
        pairs = [(premise, hypothesis) for premise, hypothesis, _ in STATEMENTS]
        theirs = CrossEncoder(str(folder), device="cpu").predict(pairs, apply_softmax=True)
        columns = bert.relation_columns(bert.read_config(folder, entry.name), entry.name)
        precise = meaning.load(str(folder)).relations(pairs)
        np.testing.assert_allclose(precise, theirs[:, columns], atol=0.01)
        np.testing.assert_allclose(precise, meaning.load().relations(pairs), atol=0.1)


# ------------------------------------------------------------------------------------------------- what is refused

LABELS = [
    (["LABEL_0", "LABEL_1", "LABEL_2"], "LABEL_0, LABEL_1, LABEL_2"),
    (["entailment", "not_entailment"], "entailment, not_entailment"),
    (["entailment", "neutral"], "entailment, neutral"),
    (["entailment", "neutral", "contradiction", "other"], "entailment, neutral, contradiction, other"),
    (["entailment", "neutral", "neutral"], "entailment, neutral, neutral"),
    (["entailment", "neutral", "refutes"], "entailment, neutral, refutes"),
]


@pytest.mark.parametrize("engine", ["onnxruntime", "sentence-transformers"])
@pytest.mark.parametrize(("names", "found"), LABELS)
def test_other_labels_are_refused(
    models: Path, register: Callable[..., weights.Entry], names: list[str], found: str, engine: str
) -> None:
    folder = tiny_relation_model(models / "tiny", names)
    changed_config(folder, id2label=dict(enumerate(names)), label2id=None)
    register(folder)
    name = "tiny" if engine == "onnxruntime" else str(folder)
    with pytest.raises(ModelError, match=rf"the model {name} is no relation model: its labels are {found} \("):
        meaning.load(name)


@pytest.mark.parametrize(
    ("labels", "message"),
    [
        ({"id2label": None, "label2id": None}, "its labels are none"),
        ({"id2label": ["entailment", "neutral", "contradiction"]}, "its labels are none"),
        ({"id2label": {"1": "entailment", "2": "neutral", "3": "contradiction"}}, "no relation model"),
        ({"id2label": {"a": "entailment", "b": "neutral", "c": "contradiction"}}, "no relation model"),
        ({"id2label": {"0": "entailment", "1": "neutral", "2": "contradiction"}}, "contradict each other"),
    ],
)
def test_a_config_without_a_clear_order_is_refused(tmp_path: Path, labels: dict[str, object], message: str) -> None:
    folder = changed_config(tiny_relation_model(tmp_path / "model"), **labels)
    with pytest.raises(ModelError, match=rf"{folder}.*{message}|{message}.*{folder}"):
        meaning.load(str(folder))


@pytest.mark.parametrize("name", ["model.safetensors", "config.json", "tokenizer.json"])
@pytest.mark.parametrize("damage", ["gone", "changed"])
def test_a_registered_model_with_another_file(
    models: Path, register: Callable[..., weights.Entry], name: str, damage: str
) -> None:
    register(tiny_relation_model(models / "tiny"))
    path = models / "tiny" / name
    if damage == "gone":
        path.unlink()
    else:
        path.write_bytes(path.read_bytes() + b" ")
    message = rf"tiny is incomplete: .*{name} is missing" if damage == "gone" else rf"not the registered {name} of tiny"
    with pytest.raises(ModelError, match=message):
        meaning.load()


@pytest.mark.parametrize("name", ["model.safetensors", "config.json", "tokenizer.json"])
@pytest.mark.parametrize("damage", ["gone", "cut"])
@pytest.mark.model
def test_a_folder_with_a_damaged_file(tmp_path: Path, name: str, damage: str) -> None:
    path = tiny_relation_model(tmp_path / "model") / name
    content = path.read_bytes()
    path.unlink()
    if damage == "cut":
        path.write_bytes(content[: len(content) // 2])
    with pytest.raises(ModelError, match=str(tmp_path / "model")):
        meaning.load(str(tmp_path / "model"))


def without(folder: Path, tensor: str) -> None:
    tensors = load_file(folder / "model.safetensors")
    del tensors[tensor]
    save_file(tensors, folder / "model.safetensors", metadata={"format": "pt"})


@pytest.mark.model
@pytest.mark.parametrize(
    "tensor", ["classifier.weight", "bert.pooler.dense.bias", "bert.encoder.layer.1.output.dense.bias"]
)
@pytest.mark.parametrize("engine", ["onnxruntime", "sentence-transformers"])
def test_weights_that_are_missing_are_not_made_up(
    models: Path, register: Callable[..., weights.Entry], tensor: str, engine: str
) -> None:
    """Transformers starts them at random, which is right for training only."""
    folder = tiny_relation_model(models / "tiny")
    without(folder, tensor)
    register(folder)
    name = "tiny" if engine == "onnxruntime" else str(folder)
    with pytest.raises(
        ModelError, match=rf"{name}.* has no '{tensor.removeprefix('bert.')}'|{name}.* have no '{tensor}'"
    ):
        meaning.load(name)


@pytest.mark.model
@pytest.mark.parametrize("engine", ["onnxruntime", "sentence-transformers"])
def test_more_outputs_than_labels_are_refused(
    models: Path, register: Callable[..., weights.Entry], engine: str
) -> None:
    names = {"0": "entailment", "1": "neutral", "2": "contradiction"}
    folder = tiny_relation_model(models / "tiny", ["a", "b", "c", "d"])
    changed_config(folder, id2label=names, label2id=None)
    register(folder)
    name = "tiny" if engine == "onnxruntime" else str(folder)
    with pytest.raises(ModelError, match=rf"{name} has 4 labels|{name} do not fit .* of shape \(4,\), not \(3,\)"):
        meaning.load(name)


def test_an_architecture_that_is_not_bert(models: Path, register: Callable[..., weights.Entry]) -> None:
    register(changed_config(tiny_relation_model(models / "tiny"), model_type="roberta"))
    with pytest.raises(ModelError, match=r"tiny is of the architecture 'roberta'.*only BERT"):
        meaning.load()


def test_a_damaged_file_that_is_registered(models: Path, register: Callable[..., weights.Entry]) -> None:
    folder = tiny_relation_model(models / "tiny")
    (folder / "model.safetensors").write_bytes(b"no safetensors")
    register(folder)
    with pytest.raises(ModelError, match=r"model\.safetensors of the model tiny cannot be read"):
        meaning.load()


def test_pickles_are_refused(tmp_path: Path) -> None:
    folder = tiny_relation_model(tmp_path / "model")
    (folder / "model.safetensors").rename(folder / "pytorch_model.bin")
    with pytest.raises(ModelError, match=r"pytorch_model\.bin, a pickle.*only safetensors"):
        meaning.load(str(folder))


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("./no/such/folder", r"no model folder \./no/such/folder; "),
        ("all-MiniLM-L6-v2", r"all-MiniLM-L6-v2 is a model for embedding; it cannot tell relations"),
        ("attribution-tagger", r"attribution-tagger is a model for token-classification; it cannot tell relations"),
    ],
)
def test_a_name_that_is_no_relation_model(name: str, message: str) -> None:
    with pytest.raises(ModelError, match=message):
        meaning.load(name)


def test_a_hub_name_without_an_owner(monkeypatch: pytest.MonkeyPatch) -> None:
    import huggingface_hub

    def offline(name: str, ignore_patterns: list[str]) -> str:
        raise OSError(f"{name} cannot be reached")

    monkeypatch.setattr(huggingface_hub, "snapshot_download", offline)
    with pytest.raises(
        ModelError, match=r"the model cross-encoder/some-nli is neither .*give a folder, or one of nli-"
    ):
        meaning.load("some-nli")


def test_a_default_that_is_not_registered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(weights, "_registry", lambda: {"default_relation_model": "elsewhere"})
    monkeypatch.setattr(weights, "entries", lambda: MappingProxyType({}))
    with pytest.raises(ModelError, match=r"default_relation_model is 'elsewhere', which is none of its models"):
        meaning.load()
