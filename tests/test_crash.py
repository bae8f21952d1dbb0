"""Killed at any moment, nothing half-added is ever visible and the next `add` goes on; readers never stumble."""

from __future__ import annotations

import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from itertools import count
from pathlib import Path
from typing import Any

from casework import FakeEncoder, add_all, analyse, article, check_whole, contents, open_case, with_vectors

from verifier import pipeline
from verifier.case import Analysis
from verifier.pipeline import add_articles

TESTS = Path(__file__).parent
KILLS = 15


def start(task: str, path: Path, count: int) -> subprocess.Popen[str]:
    """A process that adds or reads; returns when it is about to begin."""
    process = subprocess.Popen(
        [sys.executable, TESTS / "casework.py", task, path, str(count)],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(TESTS.parent)},
    )
    assert process.stdout and process.stdout.readline() == "ready\n"
    return process


def end(process: subprocess.Popen[str], timeout: float = 60) -> tuple[int, str]:
    rest, _ = process.communicate(timeout=timeout)
    return process.returncode, rest


def test_sigkill_at_any_moment(tmp_path: Path) -> None:
    """Whatever a kill leaves is sound and holds whole articles only; in the end all is as if nothing happened."""
    path = tmp_path / "case.db"
    moments = random.Random(2)  # the same moments in every run
    FakeEncoder().encode(["numpy is loaded now, and need not be in every child"])
    counts = [0]
    while (
        len(counts) <= KILLS or len(set(counts)) <= KILLS // 2
    ):  # on a busy machine many come before the first article
        assert len(counts) < 20 * KILLS, f"the kills come too early: {counts}"
        child = forked(lambda: add_without_end(path))
        time.sleep(moments.uniform(0, 0.04))
        os.kill(child, signal.SIGKILL)
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL
        counts.append(check_file(path, at_least=counts[-1]))
    articles = [article(n, lines=60) for n in range(counts[-1] + 10)]
    with open_case(path) as case, open_case(tmp_path / "plain.db") as plain:
        add_all(case, articles, FakeEncoder())
        add_all(plain, articles, FakeEncoder())
        assert contents(case) == contents(plain)
        query = FakeEncoder().encode(["Line 3 of report 7"])[0]
        assert case.search_meaning(query, 20) == plain.search_meaning(query, 20)


def add_without_end(path: Path) -> None:
    """Add article after article, in batches, until killed."""
    pipeline.BATCH_ARTICLES = 5
    with open_case(path) as case:
        add_articles(case, (article(n, lines=60) for n in count()), FakeEncoder(), analyse=analyse)


def forked(work: Callable[[], object]) -> int:
    """The number of a process that does this work and nothing of what pytest does at its end."""
    child = os.fork()
    if child == 0:
        work()
        os._exit(0)
    return child


def check_file(path: Path, at_least: int) -> int:
    """Assert that the file is sound, that all its articles are whole, and that none was lost."""
    if not path.exists():
        return at_least
    with open_case(path) as case:
        articles = check_whole(case)
        assert case.without_vectors() == []
        assert articles >= at_least
    con = sqlite3.connect(path)
    assert con.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    assert con.execute("PRAGMA foreign_key_check").fetchall() == []
    con.execute("INSERT INTO sentence_words (sentence_words) VALUES ('integrity-check')")
    con.close()
    return articles


def test_sigkill_at_every_statement(tmp_path: Path) -> None:
    """From the first statement that makes the file to the last of an article: all of it is there, or nothing."""
    analysis = with_vectors(analyse(article(1, lines=3)), FakeEncoder())
    found: list[int] = []
    for statement in range(200):
        path = tmp_path / f"{statement}.db"
        if not killed_at(statement, path, analysis):
            break
        found.append(check_file(path, at_least=0))
        with open_case(path) as case:
            case.add(analysis)
            assert check_whole(case) == 1
    assert found[0] == 0
    assert found[-1] == 0, "the last statement is COMMIT, and it had not run"
    assert set(found) == {0}
    assert len(found) > 40


def killed_at(statement: int, path: Path, analysis: Analysis) -> bool:
    """Add in a process that is killed as it begins its nth SQL statement; whether it came to that."""

    def work() -> None:
        begun = count()

        def watch(sql: str) -> None:
            if next(begun) == statement:
                os.kill(os.getpid(), signal.SIGKILL)

        def watched(*args: Any, **options: Any) -> sqlite3.Connection:
            connection: sqlite3.Connection = connect(*args, **options)
            connection.set_trace_callback(watch)
            return connection

        connect, sqlite3.connect = sqlite3.connect, watched  # type: ignore[assignment]
        with open_case(path) as case:
            case.add(analysis)

    return os.waitstatus_to_exitcode(os.waitpid(forked(work), 0)[1]) == -signal.SIGKILL


def test_two_read_while_one_adds(tmp_path: Path) -> None:
    path = tmp_path / "case.db"
    open_case(path).close()
    readers = [start("read", path, 60), start("read", path, 60)]
    writer = start("add", path, 60)
    assert end(writer)[0] == 0
    for reader in readers:
        code, rest = end(reader)
        assert code == 0
        assert int(rest.split()[0]) > 1


def test_two_add_at_once(tmp_path: Path) -> None:
    """They wait for each other, and what both bring is there once."""
    path = tmp_path / "case.db"
    writers = [start("add", path, 40), start("add", path, 50)]
    assert [end(writer)[0] for writer in writers] == [0, 0]
    with open_case(path) as case:
        assert check_whole(case) == 50
