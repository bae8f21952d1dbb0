"""Sentences -> vectors of unit length, whose dot product says how near two meanings are.

The default encoder runs on onnxruntime and tokenizers alone: no query should wait five seconds for torch.
Any other sentence-transformers model, by its hub name or folder, runs on that library. Both give the same vectors.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Protocol

from verifier import checkpoints, weights
from verifier.errors import ModelError

if TYPE_CHECKING:
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray
    from onnxruntime import InferenceSession
    from tokenizers import Tokenizer

    Vectors = NDArray[np.float32]

__all__ = ["Encoder", "OnnxEncoder", "SentenceTransformersEncoder", "load", "onnx_session", "prepare", "run"]

BATCH_PIECES = 384
"""Word pieces in one run of the network, about what keeps a layer's values in a core's own cache: runs of 1,024 pieces
were measured a quarter slower, sentences one by one a third."""

SLAB = 8192
"""Sentences that are brought into the order of their length together; bounds the memory that their word pieces take."""

CHARACTERS_A_PIECE = 64
"""No real text has longer word pieces on average. What lies beyond `max_length` times this is cut before tokenising: a
50 MB line without a full stop would else take a minute, only to be cut afterwards."""


class Encoder(Protocol):
    """What turns sentences into vectors."""

    @property
    def name(self) -> str:
        """What the model is called."""
        ...

    @property
    def sha256(self) -> str:
        """The hash of the weights: vectors of two encoders may only be compared if it is the same."""
        ...

    @property
    def dimensions(self) -> int:
        """The length of a vector."""
        ...

    def encode(self, texts: Sequence[str]) -> Vectors:
        """One row of unit length for each text, shape (len(texts), dimensions). Longer texts are cut at the end."""
        ...


def load(name: str | None = None, *, threads: int | None = None) -> Encoder:
    """The encoder `name`: a name in `models/registry.toml`, the folder of a model, or its hub name; None: the default.

    `threads` is for the encoders on onnxruntime; by default, one for each processor. It changes no vector.
    Raises ModelError if the model is missing, cannot be reached, is not the registered one, or is stored as a pickle.
    """
    entry = weights.default_encoder() if name is None else weights.named(name)
    if entry is None:
        name = str(name)
        return SentenceTransformersEncoder(name, checkpoints.find(name, _registered(), "sentence-transformers"))
    if entry.task != "embedding":
        raise ModelError(f"{entry.name} is a {entry.task} model; it cannot encode sentences")
    return OnnxEncoder(entry, threads or os.cpu_count() or 1)


def _registered() -> list[str]:
    return [entry.name for entry in weights.entries().values() if entry.task == "embedding"]


def onnx_session(name: str) -> tuple[InferenceSession, Tokenizer]:
    """The registered model `name`, ready to run. What goes in and comes out for each task: see `bert.write`.

    The session runs on the thread that calls it and may be called from several at once. The tokenizer cuts at the
    entry's `max_length` (of a pair, the longer text first) and does not pad.

    The ONNX file is derived from the registered safetensors once and kept in the user's cache (see `weights.derive`).
    Raises ModelError if the model is not registered, or its files are missing or not the registered ones.
    """
    if name not in weights.entries():
        raise ModelError(f"no model {name!r} in models/registry.toml; it has {', '.join(weights.entries())}")
    return _session(weights.entries()[name])


def prepare() -> None:
    """Derive the ONNX file of every registered model now, so that no query has to wait for it."""
    for entry in weights.entries().values():
        weights.derive(entry)


def _session(entry: weights.Entry) -> tuple[InferenceSession, Tokenizer]:
    folder = weights.derive(entry)
    import onnxruntime
    from tokenizers import Tokenizer

    options = onnxruntime.SessionOptions()
    # one thread a run: sentences are shared out over threads instead, which is faster for networks as small as ours,
    # and makes a vector independent of the number of threads
    options.intra_op_num_threads = 1
    try:
        session = onnxruntime.InferenceSession(
            folder / "model.onnx",
            options,
            providers=["CPUExecutionProvider"],
            disabled_optimizers=["SkipLayerNormFusion"],  # it makes the graph slower; see bert.py
        )
    except Exception as error:  # onnxruntime's errors have no common base but this
        raise ModelError(f"onnxruntime cannot run {folder}: {error}; delete that folder and try again") from error
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.enable_truncation(entry.max_length)
    return session, tokenizer


class OnnxEncoder:
    """A registered model on onnxruntime."""

    def __init__(self, entry: weights.Entry, threads: int) -> None:
        self.name = entry.name
        self.sha256 = entry.sha256
        self.dimensions = entry.dimensions
        self._longest = entry.max_length * CHARACTERS_A_PIECE
        self._threads = threads
        self._session, self._tokenizer = _session(entry)

    def encode(self, texts: Sequence[str]) -> Vectors:
        """See `Encoder.encode`. A text that occurs twice (outlets carry one dispatch) is encoded once."""
        import numpy as np

        rows = {text: row for row, text in enumerate(dict.fromkeys(texts))}
        different = list(rows)
        vectors = np.empty((len(different), self.dimensions), dtype=np.float32)
        for start in range(0, len(different), SLAB):
            self._encode_slab(different[start : start + SLAB], vectors[start : start + SLAB])
        return vectors[[rows[text] for text in texts]]

    def _encode_slab(self, texts: Sequence[str], vectors: Vectors) -> None:
        """Fill the rows of `vectors`."""
        found = self._tokenizer.encode_batch_fast([text[: self._longest] for text in texts])
        for row, vector in run(self._session, [pieces.ids for pieces in found], self._threads):
            vectors[row] = vector


def run(
    session: InferenceSession, pieces: Sequence[Sequence[int]], threads: int
) -> Iterator[tuple[int, NDArray[np.float32]]]:
    """What a session of `onnx_session` answers to each text, given as its word pieces: (row, answer), in any order.

    Texts of one length share a run, at most about BATCH_PIECES pieces. Without padding nothing is computed in vain, and
    with weights that are not quantised an answer is the same, to the last bit, whatever else is asked in one go.
    """
    import numpy as np

    def answer(rows: list[int]) -> list[tuple[int, NDArray[np.float32]]]:
        ids = np.array([pieces[row] for row in rows], dtype=np.int64)
        (answers,) = session.run(None, {"input_ids": ids, "attention_mask": np.ones_like(ids)})
        return list(zip(rows, answers, strict=True))

    batches = _equally_long([len(ids) for ids in pieces])
    if threads == 1 or len(batches) == 1:
        for rows in batches:
            yield from answer(rows)
        return
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(threads) as pool:
        for answers in pool.map(answer, batches):
            yield from answers


def _equally_long(lengths: Sequence[int]) -> list[list[int]]:
    """Rows of one length together, at most about BATCH_PIECES pieces in a batch, short texts first."""
    by_length: dict[int, list[int]] = {}
    for row, length in enumerate(lengths):
        by_length.setdefault(length, []).append(row)
    batches = []
    for length, rows in sorted(by_length.items()):
        size = max(1, BATCH_PIECES // length)
        batches += [rows[start : start + size] for start in range(0, len(rows), size)]
    return batches


class SentenceTransformersEncoder:
    """Any other model, on the sentence-transformers library. `folder` holds its files."""

    def __init__(self, name: str, folder: Path) -> None:
        checkpoints.check_safe(name, folder)
        from sentence_transformers import SentenceTransformer
        from transformers.utils.logging import disable_progress_bar

        disable_progress_bar()
        try:
            self._model = SentenceTransformer(str(folder), model_kwargs={"use_safetensors": True}, **checkpoints.SAFE)
        except Exception as error:  # whatever a damaged folder makes torch, safetensors and transformers raise
            raise ModelError(f"cannot load the model {name}: {checkpoints.one_line(error)}") from error
        self.name = name
        self.sha256 = checkpoints.weights_hash(folder)
        self.dimensions = int(self._model.encode([""]).shape[1])

    def encode(self, texts: Sequence[str]) -> Vectors:
        """See `Encoder.encode`."""
        import numpy as np

        if not texts:
            return np.empty((0, self.dimensions), dtype=np.float32)
        vectors = self._model.encode(list(texts), normalize_embeddings=True, show_progress_bar=False)
        return np.asarray(vectors, dtype=np.float32)
