"""Readers: exported graphs and other cross-encoders answer alike; words lie on words; what is refused, in one line.

Graphs of a few numbers stand in for the trained reader: here it matters that it is read rightly, not what it says.
"""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import permutations
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from readerwork import HARDLY, NO, SILENT, YES, ScriptedReader
from safetensors.numpy import load_file, save_file
from tinymodels import changed_config, tiny_reader, tiny_relation_model

from verifier import bert, resources, weights
from verifier.datamodel import RELATIONS
from verifier.errors import ModelError
from verifier.models import exported, reader
from verifier.models.reader import MAX_NEUTRAL_OF_SMALL, OnnxReader, Reader, Reading, TwoReaders, made_by
from verifier.text import words

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
def register(models: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., exported.Exported]:
    """A function that makes a folder's model the only exported one."""

    def entry(folder: Path, **other: object) -> exported.Exported:
        files = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(folder.iterdir())}
        found = exported.Exported(
            name=folder.name, task="reader", revision="1", licence="MIT", max_length=16, files=files
        )
        found = replace(found, **other)  # type: ignore[arg-type]
        monkeypatch.setattr(exported, "entries", lambda: {found.name: found})
        return found

    return entry


@pytest.fixture
def tiny(models: Path, register: Callable[..., exported.Exported]) -> Reader:
    """The exported reader of a few numbers; see `tinymodels.tiny_reader`."""
    register(tiny_reader(models / "reader"))
    return reader.load()


# ---------------------------------------------------------------------------------------------- what every reader does


@pytest.fixture(
    params=[
        "onnxruntime",
        "onnxruntime without segments",
        pytest.param("sentence-transformers", marks=pytest.mark.model),
    ]
)
def either(request: pytest.FixtureRequest, models: Path, register: Callable[..., exported.Exported]) -> Reader:
    """A reader on either engine."""
    if request.param == "sentence-transformers":
        folder = tiny_relation_model(models / "other")
        short = {"tokenizer_class": "BertTokenizer", "model_max_length": 16}
        (folder / "tokenizer_config.json").write_text(json.dumps(short))
        return reader.load(str(folder))
    register(tiny_reader(models / "reader", segments=request.param == "onnxruntime"))
    return reader.load()


class TestEveryReader:
    def test_three_probabilities_for_each_pair(self, either: Reader) -> None:
        found = either.read(PAIRS)
        assert len(found) == len(PAIRS)
        for one in found:
            scores = one.entailment, one.neutral, one.contradiction
            assert min(scores) >= 0
            assert sum(scores) == pytest.approx(1, abs=1e-3)
            assert one.label == RELATIONS[int(np.argmax(scores))]

    def test_no_pairs_no_readings(self, either: Reader) -> None:
        assert either.read([]) == []

    def test_readings_are_in_the_order_of_the_pairs(self, either: Reader) -> None:
        found = [rounded(one) for one in either.read([*PAIRS, *reversed(PAIRS)])]
        assert found[: len(PAIRS)] == found[: len(PAIRS) - 1 : -1]

    def test_a_pair_is_not_its_reverse(self, either: Reader) -> None:
        there, back = either.read(PAIRS[:2])
        assert rounded(there) != rounded(back)

    def test_names_its_weights(self, either: Reader) -> None:
        assert either.name
        assert len(either.sha256) == 64
        assert made_by(either) == {either.name: either.sha256}


def rounded(one: Reading) -> tuple[float, float, float]:
    """Without the digits that depend on what else is asked in one go."""
    return round(one.entailment, 2), round(one.neutral, 2), round(one.contradiction, 2)


# ---------------------------------------------------------------------------------------------------------------- words


def test_each_word_has_the_scores_of_its_piece(tiny: Reader) -> None:
    """The graph knows: "left" is supported, "never" contradicted, anything else unmentioned."""
    text = "The army never left."
    (found,) = tiny.read([("The army left.", text)])
    said = {w.span.of(text): (w.supported, w.contradicted, w.unmentioned) for w in found.words}
    assert list(said) == ["The", "army", "never", "left"]
    assert [int(np.argmax(said[word])) for word in said] == [2, 2, 1, 0]
    assert all(sum(scores) == pytest.approx(1, abs=1e-3) for scores in said.values())


def test_a_word_of_several_pieces_has_the_scores_of_the_most_contradicted(tiny: Reader) -> None:
    """ "citys" is "city", unmentioned, and "##s", contradicted, whichever comes first."""
    (found,) = tiny.read([("the", "the citys left")])
    assert [round(w.contradicted) for w in found.words] == [0, 1, 0]
    (found,) = tiny.read([("the", "the never-city left")])
    (word,) = [w for w in found.words if w.span.start == 4]
    assert round(word.contradicted) == 1


@pytest.mark.parametrize("text", ["", " ", "...", "\n", "“”"])
def test_a_text_without_words_has_none(tiny: Reader, text: str) -> None:
    (found,) = tiny.read([("the army left", text)])
    assert found.words == ()


def test_only_words_of_the_hypothesis_are_told(tiny: Reader) -> None:
    """Offsets count from the start of the hypothesis, whatever stands before it."""
    text = "The  army\nleft"
    for premise in ("", "never", "never never never"):
        (found,) = tiny.read([(premise, text)])
        assert [w.span.of(text) for w in found.words] == ["The", "army", "left"]


@pytest.mark.parametrize("segments", [True, False])
def test_offsets_fall_on_words(models: Path, register: Callable[..., exported.Exported], segments: bool) -> None:
    """In text order, each a word as the rest of the program divides them, none twice."""
    register(tiny_reader(models / "reader", segments=segments), max_length=512)
    model = reader.load(threads=1)

    @settings(max_examples=60, deadline=None)
    @given(st.text(max_size=60), st.text(alphabet="aé'’-–.,1 \n\u0301ßİ漢\N{PILE OF POO}", max_size=40))
    def check(premise: str, text: str) -> None:
        (found,) = model.read([(premise, text)])
        spans = [w.span for w in found.words]
        assert spans == sorted(set(spans))
        assert set(spans) <= {w.span for w in words(text)}

    check()


# ------------------------------------------------------------------------------------------------- the onnx machinery


def test_a_pair_that_occurs_twice_is_read_once(tiny: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    runs: list[object] = []
    run = OnnxReader._run

    def counted(self: OnnxReader, encoding: object) -> object:
        runs.append(encoding)
        return run(self, encoding)  # type: ignore[arg-type]

    monkeypatch.setattr(OnnxReader, "_run", counted)
    a, b = PAIRS[:2]
    found = tiny.read([a, b, a, a])
    assert len(runs) == 2
    assert found[0] == found[2] == found[3] != found[1]
    assert tiny.read([]) == []
    assert len(runs) == 2


def test_an_answer_is_the_same_whatever_else_is_asked(models: Path, register: Callable[..., exported.Exported]) -> None:
    register(tiny_reader(models / "reader"))
    one, three = reader.load(threads=1), reader.load(threads=3)
    alone = {pair: one.read([pair])[0] for pair in PAIRS}

    @settings(max_examples=30, deadline=None)
    @given(st.lists(st.sampled_from(PAIRS), max_size=20))
    def check(pairs: list[tuple[str, str]]) -> None:
        for model in (one, three):
            assert model.read(pairs) == [alone[pair] for pair in pairs]

    check()


@pytest.mark.parametrize(
    ("premise", "hypothesis", "cut"),
    [
        ("the army left the city", "the army", False),
        ("army " * 11, "the city", False),
        ("army " * 12, "the city", True),
        ("army " * 50, "the city", True),
        ("the city", "army " * 50, True),
        ("x" * 10_000, "the city", True),  # one piece, but most of it is not even looked at
        ("the city", "x" * 10_000, True),
    ],
)
def test_a_pair_that_is_longer_than_the_model_reads_says_so(
    tiny: Reader, premise: str, hypothesis: str, cut: bool
) -> None:
    """Three of its sixteen pieces are special."""
    assert tiny.read([(premise, hypothesis)])[0].cut is cut


def test_the_longer_text_of_a_pair_is_cut_first(tiny: Reader) -> None:
    """A short hypothesis is read to its end behind a premise of any length."""
    short = "the city ."
    plain, same, other = tiny.read(
        [("army " * 50, short), ("army " * 50 + "never", short), ("army " * 50, "the city never")]
    )
    assert plain == same
    assert plain != other
    assert len(other.words) == 3


def test_columns_are_entailment_neutral_contradiction(tiny: Reader) -> None:
    """The graph takes "never" in the hypothesis for a contradiction, "left" for entailment."""
    found = tiny.read([("the", "never never"), ("the", "left left"), ("the", "the city")])
    assert [one.label for one in found] == ["contradiction", "entailment", "neutral"]


# ------------------------------------------------------------------------------------------------------ two as one


def test_the_large_reader_reads_what_the_small_one_does_not_take_for_neutral() -> None:
    script = {"a": YES, "b": SILENT, "c": NO, "d": (0.1, MAX_NEUTRAL_OF_SMALL, 0.1)}
    small, large = ScriptedReader(script), ScriptedReader(dict.fromkeys("abcd", HARDLY))
    large.name = "large"
    both = TwoReaders(small, large)
    pairs = [("x", hypothesis) for hypothesis in "abcd"]
    found = both.read(pairs)
    assert large.asked == [[("x", "a"), ("x", "c"), ("x", "d")]]
    assert [one.neutral for one in found] == [HARDLY[1], SILENT[1], HARDLY[1], HARDLY[1]]
    assert both.read([]) == []
    assert (both.name, both.sha256) == (large.name, large.sha256)
    assert set(made_by(both)) == {small.name, large.name}


# ------------------------------------------------------------------------------------------------- what is refused


def refused(name: str | None = None) -> str:
    """What is said of a model that does not load; one line."""
    with pytest.raises(ModelError) as caught:
        reader.load(name)
    message = str(caught.value)
    assert "\n" not in message
    return message


@pytest.mark.parametrize("name", ["model.onnx", "tokenizer.json"])
def test_a_file_that_is_missing_or_another(models: Path, register: Callable[..., exported.Exported], name: str) -> None:
    register(tiny_reader(models / "reader"))
    path = models / "reader" / name
    path.write_bytes(path.read_bytes() + b" ")
    message = refused()
    assert str(path) in message
    assert "is not the registered one" in message
    assert "install verifier again" in message
    path.unlink()
    message = refused()
    assert f"the model reader is incomplete: {path} is missing" in message
    assert "install verifier again" in message


def test_a_graph_that_is_none(models: Path, register: Callable[..., exported.Exported]) -> None:
    folder = tiny_reader(models / "reader")
    (folder / "model.onnx").write_bytes(b"no graph")
    register(folder)
    message = refused()
    assert f"cannot run {folder / 'model.onnx'}" in message


def test_one_hash_stands_for_all_files() -> None:
    """In the order of their names; a change of any of them is a change of it."""
    one = exported.Exported(
        name="a", task="reader", revision="1", licence="MIT", max_length=16, files={"a": "1" * 64, "b": "2" * 64}
    )
    assert len(one.sha256) == 64
    assert replace(one, files=dict(reversed(list(one.files.items())))).sha256 == one.sha256
    assert replace(one, files={**one.files, "b": "3" * 64}).sha256 != one.sha256


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("./no/such/folder", "no model folder ./no/such/folder; give a folder or a hub name"),
        ("~/no such folder", "no model folder ~/no such folder; give a folder"),
        ("all-MiniLM-L6-v2", "all-MiniLM-L6-v2 is no reader; it cannot tell relations"),
        ("sentence-transformers/all-MiniLM-L6-v2", "is no reader"),
        ("attribution-tagger", "attribution-tagger is no reader"),
    ],
)
def test_a_name_that_is_no_reader(name: str, says: str) -> None:
    assert says in refused(name)


def test_a_hub_name_without_an_owner(monkeypatch: pytest.MonkeyPatch) -> None:
    import huggingface_hub

    def offline(name: str, ignore_patterns: list[str]) -> str:
        raise OSError(f"{name} cannot be reached")

    monkeypatch.setattr(huggingface_hub, "snapshot_download", offline)
    message = refused("some-nli")
    assert "the model cross-encoder/some-nli is neither on this machine nor to be had from the hub" in message
    assert "give a folder" in message


def test_an_exported_model_of_no_such_name(models: Path, register: Callable[..., exported.Exported]) -> None:
    register(tiny_reader(models / "reader"))
    with pytest.raises(ModelError, match=r"no exported model 'reader-tiny' in models/registry\.toml; it has reader"):
        exported.open_model("reader-tiny")


def test_an_exported_model_of_another_task(models: Path, register: Callable[..., exported.Exported]) -> None:
    register(tiny_reader(models / "other"), task="embedding")
    assert "other is no reader" in refused("other")


# ----------------------------------------------------------------------------------------------- any other model


def expected(folder: Path, pairs: Sequence[tuple[str, str]], longest: int) -> NDArray[np.float32]:
    """What transformers answers, in the columns of RELATIONS; one pair at a time, cut by its own tokenizer."""
    import torch
    from transformers import BertForSequenceClassification, BertTokenizerFast

    model = BertForSequenceClassification.from_pretrained(folder, dtype=torch.float32).eval()
    tokenizer = BertTokenizerFast(tokenizer_file=str(folder / "tokenizer.json"))
    rows = []
    for premise, hypothesis in pairs:
        pair = (premise[:400], hypothesis[:400])  # what a tokenizer cuts off it keeps in every combination
        batch = tokenizer([pair], truncation="longest_first", max_length=longest, return_tensors="pt")
        with torch.no_grad():
            rows.append(model(**batch).logits.softmax(dim=-1)[0].numpy())
    number = {name.lower(): number for number, name in model.config.id2label.items()}
    return np.array(rows)[:, [number[name] for name in RELATIONS]]


@pytest.mark.model
@pytest.mark.parametrize("dtype", ["float32", "float16"])
@pytest.mark.parametrize("names", list(permutations(["entailment", "Neutral", "CONTRADICTION"])))
def test_columns_follow_the_labels_of_the_config(tmp_path: Path, names: tuple[str, ...], dtype: str) -> None:
    """The same weights under labels in another order are another model, and are read as such."""
    folder = tiny_relation_model(tmp_path / "tiny", names, dtype)
    short = {"tokenizer_class": "BertTokenizer", "model_max_length": 16}
    (folder / "tokenizer_config.json").write_text(json.dumps(short))
    found = reader.load(str(folder)).read(PAIRS)
    rows = [(one.entailment, one.neutral, one.contradiction) for one in found]
    np.testing.assert_allclose(rows, expected(folder, PAIRS, longest=16), atol=2e-4)
    assert all(one.words == () for one in found)


def test_the_config_may_have_no_label2id() -> None:
    config = {"id2label": {"1": "entailment", "0": " Contradiction", "2": "NEUTRAL"}}
    assert bert.relation_columns(config, "x") == [1, 2, 0]


LABELS = [
    (["LABEL_0", "LABEL_1", "LABEL_2"], "LABEL_0, LABEL_1, LABEL_2"),
    (["entailment", "not_entailment"], "entailment, not_entailment"),
    (["entailment", "neutral"], "entailment, neutral"),
    (["entailment", "neutral", "contradiction", "other"], "entailment, neutral, contradiction, other"),
    (["entailment", "neutral", "neutral"], "entailment, neutral, neutral"),
    (["entailment", "neutral", "refutes"], "entailment, neutral, refutes"),
]


@pytest.mark.parametrize(("names", "found"), LABELS)
def test_other_labels_are_refused(tmp_path: Path, names: list[str], found: str) -> None:
    folder = tiny_relation_model(tmp_path / "tiny", names)
    changed_config(folder, id2label=dict(enumerate(names)), label2id=None)
    assert f"the model {folder} is no relation model: its labels are {found} (" in refused(str(folder))


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
    said = refused(str(folder))
    assert message in said
    assert str(folder) in said


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
        reader.load(str(tmp_path / "model"))


@pytest.mark.model
@pytest.mark.parametrize(
    "tensor", ["classifier.weight", "bert.pooler.dense.bias", "bert.encoder.layer.1.output.dense.bias"]
)
def test_weights_that_are_missing_are_not_made_up(tmp_path: Path, tensor: str) -> None:
    """Transformers starts them at random, which is right for training only."""
    folder = tiny_relation_model(tmp_path / "tiny")
    tensors = load_file(folder / "model.safetensors")
    del tensors[tensor]
    save_file(tensors, folder / "model.safetensors", metadata={"format": "pt"})
    with pytest.raises(ModelError, match=rf"{folder}.* has no '{tensor}'|{folder}.* have no '{tensor}'"):
        reader.load(str(folder))


@pytest.mark.model
def test_more_outputs_than_labels_are_refused(tmp_path: Path) -> None:
    names = {"0": "entailment", "1": "neutral", "2": "contradiction"}
    folder = tiny_relation_model(tmp_path / "tiny", ["a", "b", "c", "d"])
    changed_config(folder, id2label=names, label2id=None)
    with pytest.raises(ModelError, match=rf"{folder} has 4 labels|{folder} do not fit .* of shape \(4,\), not \(3,\)"):
        reader.load(str(folder))


def test_pickles_are_refused(tmp_path: Path) -> None:
    folder = tiny_relation_model(tmp_path / "model")
    (folder / "model.safetensors").rename(folder / "pytorch_model.bin")
    message = refused(str(folder))
    assert "pytorch_model.bin, a pickle" in message
    assert "only safetensors" in message


# ------------------------------------------------------------------------------------------------- what a query loads


def test_reading_imports_neither_torch_nor_its_libraries(
    models: Path, register: Callable[..., exported.Exported]
) -> None:
    entry = register(tiny_reader(models / "reader"))
    program = f"""
import json, sys
from pathlib import Path
from verifier import resources
from verifier.models import exported, reader
entry = exported.Exported(**json.loads(sys.argv[1]))
resources.folder = lambda name: Path({str(models.parent)!r}) / name
exported.entries = lambda: {{"reader": entry}}
reader.load().read([("the army left", "the army")])
print(*sorted({{name.partition(".")[0] for name in sys.modules}}))
"""
    fields = json.dumps({name: getattr(entry, name) for name in entry.__dataclass_fields__})
    command = [sys.executable, "-c", program, fields]
    loaded = set(subprocess.run(command, capture_output=True, text=True, check=True).stdout.split())
    assert {"onnxruntime", "tokenizers"} <= loaded
    assert not loaded & {"torch", "transformers", "sentence_transformers", "onnx", "safetensors", "huggingface_hub"}


# ------------------------------------------------------------------------------------------------- the shipped reader

STATEMENTS = [
    ("The mayor of the port resigned on Monday.", "The mayor of the port resigned on Monday.", "entailment"),
    ("The mayor of the port resigned on Monday.", "The mayor did not resign.", "contradiction"),
    ("A crowd of 400 people waited at the gate.", "Nobody was waiting at the gate.", "contradiction"),
    ("The bridge over the river was closed after the storm.", "The bridge was closed.", "entailment"),
    ("The bridge was closed after the storm.", "The minister likes the opera.", "neutral"),
]


@pytest.fixture
def entries() -> Iterator[list[exported.Exported]]:
    exported.entries.cache_clear()
    yield list(exported.entries().values())


def test_every_exported_model_is_registered_whole(entries: list[exported.Exported]) -> None:
    """With hashes that look like such, and a graph and a tokenizer; no name is that of another model, too."""
    assert reader.LARGE in {entry.name for entry in entries}
    for entry in entries:
        assert {"model.onnx", "tokenizer.json"} <= set(entry.files)
        assert all(len(found) == 64 for found in entry.files.values())
        assert entry.licence
        assert entry.max_length >= 64
        assert entry.name not in weights.entries()


@pytest.mark.model
class TestTheShippedReader:
    @pytest.mark.parametrize("name", [reader.LARGE])
    def test_plain_cases(self, name: str) -> None:
        found = reader.load(name).read([(premise, hypothesis) for premise, hypothesis, _ in STATEMENTS])
        assert [one.label for one in found] == [label for *_, label in STATEMENTS]

    def test_every_word_is_read_and_the_plain_ones_rightly(self) -> None:
        text = "The mayor of the port resigned on Friday."
        (found,) = reader.load().read([("The mayor of the port resigned on Monday.", text)])
        assert [w.span for w in found.words] == [w.span for w in words(text)]
        worst = max(found.words, key=lambda w: w.contradicted)
        assert worst.span.of(text) == "Friday"

    def test_a_model_card_stands_beside_it(self, entries: list[exported.Exported]) -> None:
        assert all((exported.folder_of(entry) / "README.md").is_file() for entry in entries)
