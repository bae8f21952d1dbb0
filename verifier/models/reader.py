"""Pairs of texts -> how the second stands to the first, and which words of it the first supports or contradicts.

The reader (`models/reader`, trained by scripts/train_reader.py) is a cross-encoder with two heads. It runs on
onnxruntime and tokenizers alone. Any other cross-encoder for natural language inference, by its hub name or folder,
runs on sentence-transformers; it tells relations, but of no words. None of them knows whether two texts are about one
event unless the texts say so.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from verifier.datamodel import RELATIONS, RelationLabel, Span
from verifier.errors import ModelError

if TYPE_CHECKING:
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

__all__ = [
    "LARGE",
    "SMALL",
    "CrossEncoderReader",
    "OnnxReader",
    "Reader",
    "Reading",
    "TwoReaders",
    "WordReading",
    "load",
    "load_two",
    "made_by",
]

LARGE, SMALL = "reader", "reader-small"
"""The exported models: the one that judges, and the one that reads every pair of a batch first."""

MAX_NEUTRAL_OF_SMALL = 0.95
"""What the small reader is surer of to be neutral the large one does not read."""
MAX_LENGTH_OF_OTHERS = 512
"""Word pieces that other models are given at most, even if they do not say what they can read."""
CHARACTERS_A_PIECE = 8
"""English has four or five characters a word piece. What lies beyond the longest input times this is cut before it is
tokenised, for a tokenizer keeps what it cuts off a pair in every combination of the two texts."""


@dataclass(frozen=True, slots=True)
class WordReading:
    """A word of the hypothesis: where it stands in it, and the probabilities that the premise supports it, contradicts
    it, or does not mention it."""

    span: Span
    supported: float
    contradicted: float
    unmentioned: float


@dataclass(frozen=True, slots=True)
class Reading:
    """How a hypothesis stands to a premise: three probabilities that add up to one, and its words in text order.

    `words` is empty for a model that does not read words. `cut`: the pair was longer than the model reads, and what lay
    beyond was left out.
    """

    entailment: float
    neutral: float
    contradiction: float
    words: tuple[WordReading, ...] = ()
    cut: bool = False

    @property
    def label(self) -> RelationLabel:
        """The likeliest relation."""
        scores = (self.entailment, self.neutral, self.contradiction)
        return RELATIONS[scores.index(max(scores))]


class Reader(Protocol):
    """What reads a premise and a hypothesis together."""

    @property
    def name(self) -> str:
        """What the model is called."""
        ...

    @property
    def sha256(self) -> str:
        """The hash of the weights."""
        ...

    def read(self, pairs: Sequence[tuple[str, str]]) -> list[Reading]:
        """One reading for each pair (premise, hypothesis), in order. A pair that occurs twice is read once."""
        ...


def load(name: str | None = None, *, threads: int | None = None) -> Reader:
    """The reader `name`: an exported one of `models/registry.toml`, a folder, or a hub name; None: the large one.

    `threads` is for exported readers; by default, one for each processor. It changes no answer.
    Raises ModelError if the model is missing, cannot be reached, is not the registered one, is stored as a pickle, or
    does not say in its config which of its outputs is entailment, which neutral, and which contradiction.
    """
    from verifier.models import exported

    entry = exported.entries().get(name or LARGE)
    if name is None or (entry and entry.task == "reader"):
        return OnnxReader(name or LARGE, threads)
    from verifier import checkpoints, weights

    if entry or weights.named(name):
        raise ModelError(f"{name} is no reader; it cannot tell relations")
    known = [one.name for one in exported.entries().values() if one.task == "reader"]
    return CrossEncoderReader(name, checkpoints.find(name, known, "cross-encoder"))


def load_two() -> Reader:
    """The small reader before the large one, for questions that read many pairs. Raises ModelError as `load` does."""
    return TwoReaders(load(SMALL), load(LARGE))


def made_by(reader: Reader) -> dict[str, str]:
    """The name and hash of each model behind a reader."""
    if isinstance(reader, TwoReaders):
        return made_by(reader.small) | made_by(reader.large)
    return {reader.name: reader.sha256}


class TwoReaders:
    """Two readers as one: the small one reads every pair, the large one those that may bear on each other.

    Nearly all pairs that a search brings up are neutral, and the small reader, seven times as fast, tells most of them.
    """

    def __init__(self, small: Reader, large: Reader) -> None:
        self.small, self.large = small, large

    @property
    def name(self) -> str:
        """The large reader's: its answers are those that count."""
        return self.large.name

    @property
    def sha256(self) -> str:
        """The large reader's."""
        return self.large.sha256

    def read(self, pairs: Sequence[tuple[str, str]]) -> list[Reading]:
        """See `Reader.read`. What the small reader is sure is neutral keeps its reading."""
        found = self.small.read(pairs)
        again = [n for n, reading in enumerate(found) if reading.neutral <= MAX_NEUTRAL_OF_SMALL]
        for n, reading in zip(again, self.large.read([pairs[n] for n in again]), strict=True):
            found[n] = reading
        return found


class OnnxReader:
    """A registered reader on onnxruntime.

    Eight-bit arithmetic scales its values by the largest of a run, so in company a pair would be read otherwise than
    alone, by two hundredths and sometimes ten times that. So each pair is a run of its own: same input, same answer.
    """

    def __init__(self, name: str, threads: int | None = None) -> None:
        from verifier.models import exported

        found = exported.open_model(name)
        self.name, self.sha256 = found.name, found.sha256
        self._session, self._tokenizer = found.session, found.tokenizer
        self._max_length = found.max_length
        self._segments = "token_type_ids" in {one.name for one in self._session.get_inputs()}
        self._threads = threads or os.cpu_count() or 1

    def read(self, pairs: Sequence[tuple[str, str]]) -> list[Reading]:
        """See `Reader.read`."""
        from concurrent.futures import ThreadPoolExecutor

        rows = {pair: row for row, pair in enumerate(dict.fromkeys(pairs))}
        if not rows:
            return []
        longest = self._max_length * CHARACTERS_A_PIECE
        encoded = self._tokenizer.encode_batch([(a[:longest], b[:longest]) for a, b in rows])
        cuts = [
            bool(one.overflowing) or len(a) > longest or len(b) > longest
            for one, (a, b) in zip(encoded, rows, strict=True)
        ]
        # long pairs first: the threads then end at about the same time
        order = sorted(range(len(encoded)), key=lambda n: -len(encoded[n].ids))
        with ThreadPoolExecutor(self._threads) as pool:
            logits = dict(zip(order, pool.map(self._run, [encoded[n] for n in order]), strict=True))
        texts = [hypothesis for _, hypothesis in rows]
        found = [_reading(texts[n], encoded[n], *logits[n], cuts[n]) for n in range(len(encoded))]
        return [found[rows[pair]] for pair in pairs]

    def _run(self, encoding: _Encoding) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """The logits of the relations (3,) and of the words (pieces, 3) of one pair."""
        import numpy as np

        inputs = {"input_ids": np.array([encoding.ids], dtype=np.int64)}
        if self._segments:
            inputs["token_type_ids"] = np.array([encoding.type_ids], dtype=np.int64)
        relation, words = self._session.run(None, inputs)
        return relation[0], words[0]


class _Encoding(Protocol):
    """What is used of a `tokenizers.Encoding`."""

    @property
    def ids(self) -> list[int]: ...
    @property
    def type_ids(self) -> list[int]: ...
    @property
    def offsets(self) -> list[tuple[int, int]]: ...
    @property
    def sequence_ids(self) -> list[int | None]: ...


def _reading(
    text: str, encoding: _Encoding, relation: NDArray[np.float32], words: NDArray[np.float32], cut: bool
) -> Reading:
    entailment, neutral, contradiction = _softmax(relation)
    by_piece = _softmax(words)
    pieces = [
        (*offsets, by_piece[n])
        for n, (sequence, offsets) in enumerate(zip(encoding.sequence_ids, encoding.offsets, strict=True))
        if sequence == 1 and offsets[1] > offsets[0]
    ]
    return Reading(
        round(float(entailment), 4),
        round(float(neutral), 4),
        round(float(contradiction), 4),
        tuple(_words(text, pieces)),
        cut,
    )


def _words(text: str, pieces: Sequence[tuple[int, int, NDArray[np.float32]]]) -> list[WordReading]:
    """The words of a hypothesis, each with the scores of that piece of it which is the most contradicted."""
    from verifier.text import words

    found, n = [], 0
    for word in words(text):
        inside = []
        while n < len(pieces) and pieces[n][0] < word.span.end:
            if pieces[n][1] > word.span.start:
                inside.append(pieces[n][2])
            n += 1
        if inside:
            supported, contradicted, unmentioned = max(inside, key=lambda scores: float(scores[1]))
            scores = (round(float(x), 4) for x in (supported, contradicted, unmentioned))
            found.append(WordReading(word.span, *scores))
    return found


class CrossEncoderReader:
    """Any other model, on the sentence-transformers library. `folder` holds its files. It reads no single words."""

    def __init__(self, name: str, folder: Path) -> None:
        from verifier import bert, checkpoints

        checkpoints.check_safe(name, folder)
        checkpoints.check_tokenizer(name, folder)
        self._columns = bert.relation_columns(bert.read_config(folder, name), name)
        from sentence_transformers import CrossEncoder

        try:
            checkpoints.check_whole(name, folder)
            self._model = CrossEncoder(
                str(folder),
                num_labels=len(RELATIONS),
                # half floats, as many files hold, are slow on processors
                model_kwargs={"use_safetensors": True, "dtype": "float32"},
                **checkpoints.SAFE,
            )
        except ModelError:
            raise
        except Exception as error:  # whatever a damaged folder makes torch, safetensors and transformers raise
            raise ModelError(f"cannot load the model {name}: {checkpoints.one_line(error)}") from error
        self._longest = min(self._model.tokenizer.model_max_length, MAX_LENGTH_OF_OTHERS) * CHARACTERS_A_PIECE
        self.name = name
        self.sha256 = checkpoints.weights_hash(folder)

    def read(self, pairs: Sequence[tuple[str, str]]) -> list[Reading]:
        """See `Reader.read`. What else is asked in one go can change the seventh digit of an answer."""
        import numpy as np
        from torch.nn import Identity

        rows_of = {pair: row for row, pair in enumerate(dict.fromkeys(pairs))}
        if not rows_of:
            return []
        short = [(premise[: self._longest], hypothesis[: self._longest]) for premise, hypothesis in rows_of]
        scores = self._model.predict(short, activation_fn=Identity(), show_progress_bar=False)
        rows = _softmax(np.asarray(scores, dtype=np.float32)[:, self._columns])
        cut = [a != x or b != y for (a, b), (x, y) in zip(rows_of, short, strict=True)]
        found = []
        for row, was in zip(rows, cut, strict=True):
            entailment, neutral, contradiction = (round(float(p), 4) for p in row)
            found.append(Reading(entailment, neutral, contradiction, cut=was))
        return [found[rows_of[pair]] for pair in pairs]


def _softmax(logits: NDArray[np.float32]) -> NDArray[np.float32]:
    import numpy as np

    powers = np.exp(logits - logits.max(axis=-1, keepdims=True))
    probabilities: NDArray[np.float32] = powers / powers.sum(axis=-1, keepdims=True)
    return probabilities
