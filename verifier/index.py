"""Nearest vectors: which sentences mean about the same. One Protocol, kept on FAISS, in a file beside the case.

The file is derived from the case and never trusted: it bears the case's stamp and a checksum, and is made again when it
is missing, stale, damaged or somebody else's.
"""

from __future__ import annotations

import hashlib
import mmap
import os
import zlib
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, Protocol

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Rows = tuple[NDArray[np.int64], NDArray[np.float32]]
    """Ids, and a unit vector for each: shapes (n,) and (n, dimensions)."""

__all__ = ["Index", "build", "load", "neighbours", "obtain", "save"]

_MAGIC = b"verifier vectors 1\n"

EXACT = 20_000
"""Up to so many vectors all are held against all: ten seconds on one core."""
A_CELL, ROUNDS, PROBED = 40, 8, 16
"""Vectors per cell from which the cells are learnt, in so many rounds; and cells that are searched for each vector."""


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
    """An index over unit vectors. The same rows in the same order give the same answers.

    Exact search: 4 ms over 50,000 sentences, where loading them takes 80. An approximate index (IVF, HNSW) would save
    3 ms, find 0.91 to 0.99 of the same fifty, and take up to 10 s to build after each change; see docs/case.md.
    """
    import faiss

    index = faiss.IndexIDMap(faiss.IndexFlatIP(vectors.shape[1]))
    index.add_with_ids(vectors, ids)
    return _Faiss(index)


def neighbours(vectors: NDArray[np.float32], k: int) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
    """The k nearest of each of n unit vectors among them all, itself included: cosines and rows, (n, k or fewer) each.

    Exact up to EXACT rows. Beyond, the vectors are sorted into cells (an inverted file) and only the nearest cells of
    each are searched, for all against all would grow with the square. What is missing has row -1.
    """
    import faiss

    count, size = vectors.shape
    flat = faiss.IndexFlatIP(size)
    if count <= EXACT:
        flat.add(vectors)
        return _Faiss(flat).search(vectors, k)
    cells = int(4 * count**0.5)
    inverted = faiss.IndexIVFFlat(flat, size, cells, faiss.METRIC_INNER_PRODUCT)
    inverted.cp.niter = ROUNDS
    inverted.train(vectors[:: max(1, count // (cells * A_CELL))])
    inverted.add(vectors)
    inverted.nprobe = PROBED
    return _Faiss(inverted).search(vectors, k)


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
    temporary = path.with_name(f"{path.name}.{os.getpid()}")
    try:
        try:
            faiss.write_index(index.index, str(temporary))
        except RuntimeError as error:  # faiss has no other error for a full disk
            raise OSError(str(error)) from error
        with temporary.open("r+b") as file:
            checksum = _checksum(file, temporary.stat().st_size)
            file.seek(0, os.SEEK_END)
            file.write(_seal(stamp, checksum))
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def load(path: Path, stamp: str) -> Index | None:
    """The index in the file, or None if there is none, it is damaged, or it was made from something else."""
    import faiss

    try:
        with path.open("rb") as file:
            length = os.fstat(file.fileno()).st_size - len(_seal(stamp, 0))
            if length <= 0:
                return None
            file.seek(length)
            if file.read() != _seal(stamp, _checksum(file, length)):
                return None
            index = faiss.read_index(str(path))
            # faiss opens the file by its name: another process may have put a newer one there since it was checked.
            same = os.path.samestat(os.fstat(file.fileno()), path.stat())
    except OSError:
        return None
    return _Faiss(index) if same else None


def _seal(stamp: str, checksum: int) -> bytes:
    """What stands behind faiss's own data, which does not look further than it needs."""
    return _MAGIC + f"{hashlib.sha256(stamp.encode()).hexdigest()} {checksum:08x}\n".encode()


def _checksum(file: BinaryIO, length: int) -> int:
    """CRC-32 of the first bytes: finds damage, as quickly as the file can be read. Forgery is not what it is for."""
    with mmap.mmap(file.fileno(), length, access=mmap.ACCESS_READ) as data:
        return zlib.crc32(data)
