"""Models that are not registered: the folder of one, on this machine or from the hub, and what is refused in it.

They run on sentence-transformers. Only safetensors are read, no code of the model is run.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from verifier import weights
from verifier.errors import ModelError

__all__ = ["SAFE", "check_safe", "check_tokenizer", "check_whole", "find", "one_line", "weights_hash"]

PICKLES = ("pytorch_model*.bin", "*.pt", "*.pth", "*.ckpt", "*.pkl")
"""Weights in these files are never read: opening a pickle can run code."""

ELSEWHERE = ("*.bin", "*.onnx", "*.h5", "*.msgpack", "*.ot", "*.py")
"""The same weights for other libraries, and code: not fetched from the hub."""

VOCABULARIES = ("tokenizer.json", "vocab.*", "*.model")
"""Files that hold a tokenizer. Without any, transformers makes an empty one, to which every word is unknown."""

SAFE = {
    "device": "cpu",  # one answer on every machine
    "trust_remote_code": False,
    "local_files_only": True,
}
"""How sentence-transformers has to load a folder, beside `use_safetensors`."""


def find(name: str, registered: Sequence[str], owner: str) -> Path:
    """The folder of the model `name`: that folder itself, or where its files from the hub are kept.

    A name of the hub without an owner is one of `owner`. Raises ModelError, with the names of the `registered` ones, if
    there is no such folder and the hub does not give it.
    """
    folder = Path(name).expanduser()
    if folder.is_dir():
        return folder
    known = f", or one of {', '.join(registered)}" if registered else ""
    if folder.is_absolute() or name.startswith((".", "~")) or name.count("/") > 1:
        raise ModelError(f"no model folder {name}; give a folder or a hub name{known}")
    from huggingface_hub import snapshot_download

    hub_name = name if "/" in name else f"{owner}/{name}"
    try:
        return Path(snapshot_download(hub_name, ignore_patterns=[*PICKLES, *ELSEWHERE]))
    except Exception as error:  # unknown name, no network, no room: the hub's client has no common base for them
        raise ModelError(
            f"the model {hub_name} is neither on this machine nor to be had from the hub ({one_line(error)}); "
            f"give a folder{known}"
        ) from error


def check_safe(name: str, folder: Path) -> None:
    """Raise ModelError if any part of the model has its weights in a pickle only, or if there are no weights at all."""
    for place in (folder, *(path for path in sorted(folder.iterdir()) if path.is_dir())):
        safe = any(place.glob("*.safetensors"))
        pickles = [path for pattern in PICKLES for path in sorted(place.glob(pattern))]
        if pickles and not safe:
            raise ModelError(
                f"the model {name} keeps weights in {pickles[0].name}, a pickle, which can run code when it is opened; "
                "only safetensors are read: have it saved again with safe_serialization=True"
            )
    if not any(folder.rglob("*.safetensors")):
        raise ModelError(f"the model {name} has no safetensors file in {folder}; only safetensors are read")


def check_tokenizer(name: str, folder: Path) -> None:
    """Raise ModelError if the model has no tokenizer."""
    if not any(path.is_file() for pattern in VOCABULARIES for path in folder.rglob(pattern)):
        raise ModelError(f"the model {name} is incomplete: {folder / VOCABULARIES[0]} is missing")


def check_whole(name: str, folder: Path) -> None:
    """Raise ModelError unless the files hold every weight of a classifier of texts.

    Transformers would go on with random numbers for those that are missing, and only log it.
    """
    from transformers import AutoModelForSequenceClassification
    from transformers.utils import logging

    logging.disable_progress_bar()
    logging.set_verbosity_error()
    options = {"trust_remote_code": False, "local_files_only": True, "use_safetensors": True}
    _, report = AutoModelForSequenceClassification.from_pretrained(
        folder, output_loading_info=True, ignore_mismatched_sizes=True, **options
    )
    if missing := sorted(report["missing_keys"]):
        raise ModelError(f"the model {name} is incomplete: its safetensors have no {missing[0]!r}")
    if other := sorted(report["mismatched_keys"]):
        key, stored, wanted = other[0]
        raise ModelError(
            f"the weights of the model {name} do not fit its config.json: "
            f"{key!r} is of shape {tuple(stored)}, not {tuple(wanted)}"
        )


def weights_hash(folder: Path) -> str:
    """The sha256 of the one safetensors file; of the list of names and hashes, if the model has several."""
    hashes = [(path.relative_to(folder).as_posix(), weights.file_hash(path)) for path in folder.rglob("*.safetensors")]
    if len(hashes) == 1:
        return hashes[0][1]
    import hashlib

    return hashlib.sha256("\n".join(f"{name} {found}" for name, found in sorted(hashes)).encode()).hexdigest()


def one_line(error: Exception) -> str:
    """The kind of an error and the first line of what it says."""
    lines = str(error).strip().splitlines()
    return f"{type(error).__name__}: {lines[0]}" if lines else type(error).__name__
