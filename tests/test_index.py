"""The vector index: nearest first, the same twice, and never trusted when it is not what the case made."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from casework import FakeEncoder, add_all, article, open_case
from numpy.typing import NDArray

from verifier import index
from verifier.index import Index

Array = NDArray[np.float32]


def unit(count: int, dimensions: int = 24, seed: int = 1) -> Array:
    rows = np.random.default_rng(seed).standard_normal((count, dimensions), dtype=np.float32)
    unit: Array = rows / np.linalg.norm(rows, axis=1, keepdims=True)
    return unit


def numbered(vectors: Array) -> tuple[NDArray[np.int64], Array]:
    """Ids that are not the row numbers."""
    return np.arange(len(vectors), dtype=np.int64) * 7 + 100, vectors


def exact(vectors: Array, ids: NDArray[np.int64], query: Array, k: int) -> list[int]:
    """The answer by the definition."""
    scores = vectors @ query
    return [int(ids[i]) for i in np.argsort(-scores, kind="stable")[:k]]


# ------------------------------------------------------------------------------------------------- the Protocol's suite


@pytest.mark.parametrize("count", [1, 5, 3000])
def test_the_nearest_come_first(count: int) -> None:
    ids, vectors = numbered(unit(count))
    queries = unit(4, seed=2)
    scores, found = index.build(ids, vectors).search(queries, 10)
    assert scores.shape == found.shape == (4, min(count, 10))
    for row, query in enumerate(queries):
        assert found[row].tolist() == exact(vectors, ids, query, 10)
        assert np.all(np.diff(scores[row]) <= 0)
        assert np.allclose(scores[row], np.sort(vectors @ query)[::-1][:10], atol=1e-6)


def test_the_same_rows_give_the_same_answers() -> None:
    ids, vectors = numbered(np.repeat(unit(50), 20, axis=0))  # twenty copies of each: all is decided by order
    query = unit(50)[7:8]
    answers = [index.build(ids, vectors).search(query, 15) for _ in range(3)]
    for scores, found in answers[1:]:
        assert np.array_equal(scores, answers[0][0])
        assert np.array_equal(found, answers[0][1])


# ------------------------------------------------------------------------------------------------- the file beside it


def test_a_saved_index_answers_the_same(tmp_path: Path) -> None:
    path = tmp_path / "case.db.faiss"
    ids, vectors = numbered(unit(200))
    made = index.build(ids, vectors)
    index.save(made, path, "stamp")
    loaded = index.load(path, "stamp")
    assert loaded is not None
    queries = unit(3, seed=5)
    assert [part.tolist() for part in loaded.search(queries, 9)] == [part.tolist() for part in made.search(queries, 9)]
    assert [one.name for one in tmp_path.iterdir()] == ["case.db.faiss"]


def flip(position: float) -> Callable[[Path], None]:
    def damage(path: Path) -> None:
        data = bytearray(path.read_bytes())
        data[int(position * (len(data) - 1))] ^= 1
        path.write_bytes(data)

    return damage


def raw_faiss(path: Path) -> None:
    """A file that FAISS can read, but that no case made."""
    import faiss

    faiss.write_index(faiss.IndexFlatIP(24), str(path))


def foreign(path: Path) -> None:
    index.save(index.build(*numbered(unit(200, seed=9))), path, "stamp of another case")


@pytest.mark.parametrize(
    "spoil",
    [
        Path.unlink,
        lambda path: path.write_bytes(b""),
        lambda path: path.write_bytes(b"short"),
        lambda path: path.write_bytes(path.read_bytes()[:-1]),
        lambda path: path.write_bytes(path.read_bytes() + b"x"),
        lambda path: path.write_text("not an index\n" * 100),
        lambda path: (path.unlink(), path.mkdir()),
        flip(0.0),
        flip(0.002),
        flip(0.5),
        flip(1.0),
        raw_faiss,
        foreign,
    ],
)
def test_what_is_not_ours_or_not_whole_is_made_again(tmp_path: Path, spoil: Callable[[Path], object]) -> None:
    path = tmp_path / "case.db.faiss"
    rows = numbered(unit(200))
    made = index.build(*rows)
    index.save(made, path, "stamp")
    spoil(path)
    assert index.load(path, "stamp") is None
    again = index.obtain(path, "stamp", lambda: rows, keep=True)
    query = unit(2, seed=4)
    assert np.array_equal(again.search(query, 5)[1], made.search(query, 5)[1])
    assert path.is_dir() or index.load(path, "stamp") is not None


def test_a_whole_index_is_not_made_again(tmp_path: Path) -> None:
    path = tmp_path / "case.db.faiss"
    index.obtain(path, "stamp", lambda: numbered(unit(20)), keep=True)

    def never() -> tuple[NDArray[np.int64], Array]:
        raise AssertionError("made again")

    assert index.obtain(path, "stamp", never, keep=True).search(unit(1), 1)[1].tolist() == [[100]]
    with pytest.raises(AssertionError, match="made again"):
        index.obtain(path, "another stamp", never, keep=True)


def test_only_what_is_kept_is_written(tmp_path: Path) -> None:
    path = tmp_path / "case.db.faiss"
    assert index.obtain(path, "stamp", lambda: numbered(unit(20)), keep=False).search(unit(1), 1)[1].tolist() == [[100]]
    assert list(tmp_path.iterdir()) == []


def test_a_disk_without_room_costs_only_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The old file stays, nothing is left beside it, and the answer is the new one."""
    path = tmp_path / "case.db.faiss"
    index.obtain(path, "old", lambda: numbered(unit(20)), keep=True)
    before = path.read_bytes()

    def no_room(self: Path, target: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", no_room)
    found: Index = index.obtain(path, "new", lambda: numbered(unit(20)[10:]), keep=True)
    assert found.search(unit(20)[10:11], 1)[1].tolist() == [[100]]
    assert path.read_bytes() == before
    assert [one.name for one in tmp_path.iterdir()] == ["case.db.faiss"]


# --------------------------------------------------------------------------------------------------------- with a case


def test_the_index_follows_the_case(tmp_path: Path) -> None:
    """Whatever happens to the file, the case answers from what it holds."""
    encoder = FakeEncoder()
    path, beside = tmp_path / "case.db", tmp_path / "case.db.faiss"
    query = encoder.encode([article(9).text.split("\n")[3]])[0]

    def nearest() -> tuple[str, int]:
        with open_case(path, create=False) as case:
            return case.search_meaning(query, 1)[0][:2]

    with open_case(path) as case:
        add_all(case, [article(n) for n in range(3)], encoder)
    old = beside.read_bytes()  # made at the end of adding
    with open_case(path) as case:
        add_all(case, [article(9)], encoder)
    assert nearest() == ("report-0009", 3)
    assert beside.read_bytes() != old
    beside.write_bytes(old)
    assert nearest() == ("report-0009", 3)
    assert beside.read_bytes() != old
    with open_case(path) as case:
        assert case.search_meaning(query, 1)[0][:2] == ("report-0009", 3)
        case.remove("report-0009")
        assert case.search_meaning(query, 1)[0][0] != "report-0009"
