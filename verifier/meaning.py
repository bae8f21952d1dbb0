"""Pairs of statements -> how the second stands to the first: entailed by it, neutral, or in contradiction to it.

The default model (`models/nli-minilm`, made by `scripts/train_nli.py`) runs on onnxruntime and tokenizers alone. Any
other cross-encoder for natural language inference with these three labels, by its hub name or folder, runs on
sentence-transformers. Neither knows whether two statements are about one event; who asks has to.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

from verifier import bert, checkpoints, weights
from verifier.errors import ModelError

if TYPE_CHECKING:
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

    Probabilities = NDArray[np.float32]

__all__ = ["CrossEncoderModel", "OnnxRelationModel", "RelationModel", "load"]

Pair = tuple[str, str]
"""Premise and hypothesis."""

MAX_LENGTH = 512
"""Word pieces that other models are given at most, even if they do not say what they can read."""

SHORT_PIECE = 5
"""What lies beyond the length of another model times so many characters is cut before it is tokenised; real text takes
a word piece for four or five. Tokenizers keep what they cut off a pair in every combination of the two texts: of texts
of 10,000 words, gigabytes."""


class RelationModel(Protocol):
    """What tells how two statements stand to each other."""

    @property
    def name(self) -> str:
        """What the model is called."""
        ...

    @property
    def sha256(self) -> str:
        """The hash of the weights."""
        ...

    def relations(self, pairs: Sequence[Pair]) -> Probabilities:
        """One row for each pair, shape (len(pairs), 3): the probabilities of `bert.RELATIONS`.

        That is, whether the premise entails the hypothesis, says nothing on it, or contradicts it. What is too long for
        the model is cut at its end, the longer of the two first.
        """
        ...


def load(name: str | None = None, *, threads: int | None = None) -> RelationModel:
    """The relation model `name`: a name in `models/registry.toml`, a folder, or a hub name; None: the default.

    `threads` is for models on onnxruntime; by default, one for each processor. It changes no answer.
    Raises ModelError if the model is missing, cannot be reached, is not the registered one, is stored as a pickle, or
    does not say in its config which of its outputs is entailment, which neutral, and which contradiction.
    """
    entry = weights.default_relation_model() if name is None else weights.named(name)
    if entry is None:
        name = str(name)
        return CrossEncoderModel(name, checkpoints.find(name, "text-classification", "cross-encoder"))
    if entry.task != "text-classification":
        raise ModelError(f"{entry.name} is a model for {entry.task}; it cannot tell relations")
    return OnnxRelationModel(entry, threads or os.cpu_count() or 1)


class OnnxRelationModel:
    """A registered model on onnxruntime.

    Each pair is a run of its own. Eight-bit arithmetic scales its values by the largest of a run, so in company a pair
    would get another answer than alone, by two hundredths and sometimes ten times that. Runs of several equally long
    pairs would be a sixth faster.
    """

    def __init__(self, entry: weights.Entry, threads: int) -> None:
        from verifier import encoders

        self.name = entry.name
        self.sha256 = entry.sha256
        self._max_length = entry.max_length
        self._threads = threads
        self._session, self._tokenizer = encoders.onnx_session(entry.name)
        self._first, self._between, self._last = self._tokenizer.encode("", "").ids

    def relations(self, pairs: Sequence[Pair]) -> Probabilities:
        """See `RelationModel.relations`. A pair that occurs twice is read once."""
        from concurrent.futures import ThreadPoolExecutor

        import numpy as np

        if not pairs:
            return np.empty((0, len(bert.RELATIONS)), dtype=np.float32)
        rows = {pair: row for row, pair in enumerate(dict.fromkeys(pairs))}
        pieces = self._pieces({text for pair in rows for text in pair})
        with ThreadPoolExecutor(self._threads) as pool:
            scores = list(pool.map(lambda pair: self._scores(pieces[pair[0]], pieces[pair[1]]), rows))
        return _softmax(np.stack(scores))[[rows[pair] for pair in pairs]]

    def _pieces(self, texts: set[str]) -> dict[str, list[int]]:
        """The word pieces of each text. A claim is part of many pairs, and is tokenised once."""
        from verifier.encoders import CHARACTERS_A_PIECE

        ordered = sorted(texts)
        longest = self._max_length * CHARACTERS_A_PIECE
        found = self._tokenizer.encode_batch_fast([text[:longest] for text in ordered], add_special_tokens=False)
        return {text: one.ids for text, one in zip(ordered, found, strict=True)}

    def _scores(self, premise: list[int], hypothesis: list[int]) -> NDArray[np.float32]:
        """The scores of RELATIONS for one pair of texts, given as word pieces."""
        import numpy as np

        premise, hypothesis = cut(premise, hypothesis, self._max_length - 3)
        first = [self._first, *premise, self._between]
        second = [*hypothesis, self._last]
        ids = np.array([first + second], dtype=np.int64)
        segments = np.array([[0] * len(first) + [1] * len(second)], dtype=np.int64)
        inputs = {"input_ids": ids, "attention_mask": np.ones_like(ids), "token_type_ids": segments}
        (scores,) = self._session.run(None, inputs)
        return np.asarray(scores[0])


def cut(premise: list[int], hypothesis: list[int], room: int) -> tuple[list[int], list[int]]:
    """Both cut at their ends to `room` pieces together: the longer one first, then both to one half.

    As in training: it is what tokenizers call longest-first.
    """
    half = room // 2
    if len(premise) > len(hypothesis):
        hypothesis = hypothesis[:half]
        return premise[: room - len(hypothesis)], hypothesis
    premise = premise[:half]
    return premise, hypothesis[: room - len(premise)]


class CrossEncoderModel:
    """Any other model, on the sentence-transformers library. `folder` holds its files."""

    def __init__(self, name: str, folder: Path) -> None:
        checkpoints.check_safe(name, folder)
        checkpoints.check_tokenizer(name, folder)
        self._columns = bert.relation_columns(bert.read_config(folder, name), name)
        from sentence_transformers import CrossEncoder

        try:
            checkpoints.check_whole(name, folder)
            self._model = CrossEncoder(
                str(folder),
                num_labels=len(bert.RELATIONS),
                # half floats, as many files hold, are slow on processors
                model_kwargs={"use_safetensors": True, "dtype": "float32"},
                **checkpoints.SAFE,
            )
        except ModelError:
            raise
        except Exception as error:  # whatever a damaged folder makes torch, safetensors and transformers raise
            raise ModelError(f"cannot load the model {name}: {checkpoints.one_line(error)}") from error
        self._longest = min(self._model.tokenizer.model_max_length, MAX_LENGTH) * SHORT_PIECE
        self.name = name
        self.sha256 = checkpoints.weights_hash(folder)

    def relations(self, pairs: Sequence[Pair]) -> Probabilities:
        """See `RelationModel.relations`. What else is asked in one go can change the seventh digit of an answer."""
        import numpy as np
        from torch.nn import Identity

        if not pairs:
            return np.empty((0, len(bert.RELATIONS)), dtype=np.float32)
        short = [(premise[: self._longest], hypothesis[: self._longest]) for premise, hypothesis in pairs]
        scores = self._model.predict(short, activation_fn=Identity(), show_progress_bar=False)
        return _softmax(np.asarray(scores, dtype=np.float32)[:, self._columns])


def _softmax(scores: NDArray[np.float32]) -> Probabilities:
    import numpy as np

    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    probabilities: Probabilities = powers / powers.sum(axis=1, keepdims=True)
    return probabilities
