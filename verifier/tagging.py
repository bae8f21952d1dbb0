"""Sentences -> spans of source, cue and content, by the project's own token classifier.

The model (`models/attribution-tagger`, made by `scripts/train_tagger.py`) is all-MiniLM-L6-v2 with one linear layer on
its token states, trained on PolNeAR. It runs on onnxruntime, one article at a time, so that what it says of an article
never depends on which articles are added with it.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, Literal, Protocol

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from onnxruntime import InferenceSession
    from tokenizers import Tokenizer

__all__ = ["OnnxTagger", "Tag", "Tagger", "decode", "default"]

Kind = Literal["source", "cue", "content"]
KINDS: tuple[Kind, ...] = ("source", "cue", "content")
LONGEST = 12_000  # code points: more than 192 word pieces of any real text; bounds what a line without blanks costs


@dataclass(frozen=True, slots=True)
class Tag:
    """A span of one sentence, as code points into that sentence.

    `score` is the mean probability of its words; for a cue, that of its surest word ("said" of "said in a statement").
    """

    kind: Kind
    start: int
    end: int
    score: float


class Tagger(Protocol):
    """Marks who says what in each of the sentences of one article."""

    def tag(self, sentences: Sequence[str]) -> list[list[Tag]]:
        """The tags of every sentence, in text order; spans of one sentence do not overlap."""
        ...


class OnnxTagger:
    """The project's tagger on onnxruntime and tokenizers."""

    def __init__(self, session: InferenceSession, tokenizer: Tokenizer) -> None:
        self._session = session
        self._tokenizer = tokenizer

    def tag(self, sentences: Sequence[str]) -> list[list[Tag]]:
        """See `Tagger.tag`. A sentence beyond the model's length (192 word pieces) is read up to there.

        A sentence that occurs twice is read once.
        """
        from verifier.encoders import run

        different = list(dict.fromkeys(sentences))
        encodings = self._tokenizer.encode_batch([s[:LONGEST] for s in different])
        found: dict[str, list[Tag]] = {}
        for row, scores in run(self._session, [e.ids for e in encodings], os.cpu_count() or 1):
            found[different[row]] = list(decode(scores, encodings[row].offsets, encodings[row].word_ids))
        return [found[s] for s in sentences]


def decode(logits: NDArray[Any], offsets: Sequence[tuple[int, int]], words: Sequence[int | None]) -> Iterator[Tag]:
    """Tags from piece logits (pieces, 7): O, then B and I of source, cue, content.

    `words` numbers the word of each piece (None: special or padding). A word takes one kind, that with the most
    probability over its pieces, B and I together; a new span starts where the kind changes or where the first piece's B
    outweighs its I.
    """
    import numpy as np

    exp = np.exp(logits - logits.max(axis=-1, keepdims=True))
    p = exp / exp.sum(axis=-1, keepdims=True)
    by_kind = np.concatenate([p[:, :1], p[:, 1::2] + p[:, 2::2]], axis=1)
    kind, start, end, scores = 0, 0, 0, list[float]()
    for pieces in _by_word(words):
        weight = by_kind[pieces[0] : pieces[-1] + 1].mean(axis=0)
        now = int(weight.argmax())
        if kind and (now != kind or p[pieces[0], 2 * now - 1] > p[pieces[0], 2 * now]):
            yield _tag(kind, start, end, scores)
            kind = 0
        if now and not kind:
            kind, start, scores = now, offsets[pieces[0]][0], []
        end = offsets[pieces[-1]][1]
        scores.append(float(weight[now]))
    if kind:
        yield _tag(kind, start, end, scores)


def _tag(kind: int, start: int, end: int, scores: Sequence[float]) -> Tag:
    name = KINDS[kind - 1]
    return Tag(name, start, end, max(scores) if name == "cue" else sum(scores) / len(scores))


def _by_word(words: Sequence[int | None]) -> Iterator[list[int]]:
    """The numbers of the pieces of each word."""
    pieces: list[int] = []
    for i, word in enumerate(words):
        if pieces and word != words[pieces[0]]:
            yield pieces
            pieces = []
        if word is not None:
            pieces.append(i)
    if pieces:
        yield pieces


@cache
def default() -> Tagger:
    """The shipped tagger. Raises ModelError if its weights are missing or not the registered ones."""
    from verifier.encoders import onnx_session

    return OnnxTagger(*onnx_session("attribution-tagger"))
