"""Models that this project ships as ONNX files: each file's hash is checked, then onnxruntime opens it.

`models/registry.toml` names them under `[exported.NAME]`. The graph is `model.onnx`; its weights lie beside it in files
of less than 50 MB, which onnxruntime maps into memory.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from verifier import resources
from verifier.errors import ModelError

if TYPE_CHECKING:
    from onnxruntime import InferenceSession
    from tokenizers import Tokenizer

__all__ = ["Exported", "Opened", "entries", "folder_of", "open_model"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Exported:
    """One exported model of the registry. `files` gives the sha256 of each of its files."""

    name: str
    task: str
    revision: str
    licence: str
    max_length: int
    """Longest input in word pieces, special ones included; more is cut off, of a pair the longer text first."""
    files: Mapping[str, str]

    @property
    def sha256(self) -> str:
        """One hash for all files: the sha256 of their hashes in order of their names."""
        import hashlib

        return hashlib.sha256("".join(self.files[name] for name in sorted(self.files)).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Opened:
    """A model that is ready to run. The session runs on the thread that calls it, and may be called from several."""

    name: str
    sha256: str
    max_length: int
    session: InferenceSession
    tokenizer: Tokenizer


@cache
def entries() -> Mapping[str, Exported]:
    """Every exported model by its name."""
    registry = tomllib.loads((resources.folder("models") / "registry.toml").read_text(encoding="utf-8"))
    return {name: Exported(name=name, **table) for name, table in registry.get("exported", {}).items()}


def folder_of(entry: Exported) -> Path:
    """Where its files lie."""
    return resources.folder("models") / entry.name


def open_model(name: str) -> Opened:
    """The exported model of that name. Raises ModelError if a file is missing, is another one, or does not open."""
    if name not in entries():
        raise ModelError(f"no exported model {name!r} in models/registry.toml; it has {', '.join(entries())}")
    entry = entries()[name]
    folder = folder_of(entry)
    for file, wanted in entry.files.items():
        _check(entry, folder / file, wanted)
    import onnxruntime
    from tokenizers import Tokenizer

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1  # pairs are shared out over threads instead: no answer depends on their number
    try:
        session = onnxruntime.InferenceSession(
            folder / "model.onnx",
            options,
            providers=["CPUExecutionProvider"],
            disabled_optimizers=["SkipLayerNormFusion"],  # it goes number by number and makes the graph slower
        )
    except Exception as error:  # onnxruntime's errors have no common base but this
        raise ModelError(f"onnxruntime cannot run {folder / 'model.onnx'}: {error}; install verifier again") from error
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.enable_truncation(entry.max_length)
    return Opened(entry.name, entry.sha256, entry.max_length, session, tokenizer)


def _check(entry: Exported, path: Path, wanted: str) -> None:
    import hashlib

    if not path.is_file():
        raise ModelError(f"the model {entry.name} is incomplete: {path} is missing; install verifier again")
    with path.open("rb") as file:
        found = hashlib.file_digest(file, "sha256").hexdigest()
    if found != wanted:
        raise ModelError(
            f"{path} is not the registered one: its sha256 is {found[:12]}..., models/registry.toml wants "
            f"{wanted[:12]}...; install verifier again"
        )
