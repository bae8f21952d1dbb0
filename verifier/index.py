"""Nearest vectors: which sentences mean about the same. One Protocol, kept on FAISS, in a file beside the case.

The file is derived from the case and never trusted: it bears the case's stamp and a checksum, and is made again when it
is missing, stale, damaged or somebody else's.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Rows = tuple[NDArray[np.int64], NDArray[np.float32]]
    """Ids, and a unit vector for each: shapes (n,) and (n, dimensions)."""

__all__ = ["Index", "build", "load", "obtain", "save"]

_MAGIC = b"verifier vectors 1\n"


class Index(Protocol):
    """Anything that finds neighbours."""

    def search(self, vectors: NDArray[np.float32], k: int) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
        """The k nearest to each of n unit vectors: cosines, falling, and ids, both of shape (n, k or fewer)."""


class _Faiss:
    """FAISS behind the Protocol."""

    def __init__(self, index: Any) -> None:
        self.index = index

    def search(self, vectors: NDArray[np.float32], k: int) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
        """See `Index`."""
        scores, ids = self.index.search(vectors, min(k, self.index.ntotal))
        return scores, ids


def build(ids: NDArray[np.int64], vectors: NDArray[np.float32]) -> Index:
    """An index over unit vectors. The same rows in the same order give the same answers."""
    import faiss

    index = faiss.IndexIDMap(faiss.IndexFlatIP(vectors.shape[1]))
    index.add_with_ids(vectors, ids)
    return _Faiss(index)


def obtain(path: Path, stamp: str, rows: Callable[[], Rows], *, keep: bool) -> Index:
    """The index kept at `path` if it is whole and bears `stamp`; else a new one from `rows`, kept there if `keep`."""
    index = load(path, stamp)
    if index is None:
        index = build(*rows())
        if keep:
            # No room, or a folder that became read-only: the answer is the same, only the next one is not quicker.
            with suppress(OSError):
                save(index, path, stamp)
    return index


def save(index: Index, path: Path, stamp: str) -> None:
    """Write it so that a reader finds the old file or the new one, whole. Raises OSError."""
    import faiss

    if not isinstance(index, _Faiss):
        raise TypeError(f"no way to keep a {type(index).__name__}")
    body = faiss.serialize_index(index.index).tobytes()
    temporary = path.with_name(f"{path.name}.{os.getpid()}")
    try:
        with temporary.open("wb") as file:
            file.write(_head(stamp, body))
            file.write(body)
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def load(path: Path, stamp: str) -> Index | None:
    """The index in the file, or None if there is none, it is damaged, or it was made from something else."""
    import faiss
    import numpy as np

    try:
        data = path.read_bytes()
    except OSError:
        return None
    size = len(_head(stamp, b""))
    body = memoryview(data)[size:]
    if data[:size] != _head(stamp, body):
        return None
    return _Faiss(faiss.deserialize_index(np.frombuffer(body, dtype=np.uint8)))


def _head(stamp: str, body: bytes | memoryview) -> bytes:
    return _MAGIC + f"{stamp}\n{hashlib.sha256(body).hexdigest()}\n".encode()
