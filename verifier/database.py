"""An SQLite file opened with care: what it is, who else uses it, and what to tell the user when it cannot be used.

A write is one transaction: after SIGKILL, a full disk or Ctrl-C it is there wholly or not at all. The write-ahead log
(WAL) lets any number of processes read the last whole state while one writes; a second writer waits for the first.
"""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from verifier.errors import CaseError

__all__ = ["APPLICATION_ID", "SCHEMA_VERSION", "Database"]

APPLICATION_ID = int.from_bytes(b"vrfy", "big")
"""Stands in bytes 68 to 71 of the file, so that `file case.db` and we can tell a case from another SQLite database."""
SCHEMA_VERSION = 2
"""1: the first. 2: with `marks`."""
SCHEMA = Path(__file__).parent / "data" / "case.sql"

SYNCHRONOUS = "FULL"
"""Wait for the disk after every article, so that one reported as added survives a power cut too. Costs milliseconds."""

PATIENCE = 30.0
"""Seconds to wait for another process that writes. One article takes it milliseconds."""

_ADVICE = {
    sqlite3.SQLITE_NOTADB: "is not a case (no SQLite database). Name a case with --case FILE",
    sqlite3.SQLITE_CORRUPT: "is damaged ({error}). Restore a copy, or move it away and add the articles again",
    sqlite3.SQLITE_FULL: "no room on the disk; nothing was half-added. Free some room and run the same command again",
    sqlite3.SQLITE_IOERR: "{error}; nothing was half-added. Check the disk and its free room, and run it again",
    sqlite3.SQLITE_BUSY: "another process is writing to it, still after {patience:g} s. Let it finish and try again",
    sqlite3.SQLITE_LOCKED: "another process is writing to it, still after {patience:g} s. Let it finish and try again",
    sqlite3.SQLITE_READONLY: "may not be written. Check the permissions of it and its folder, or use another case",
    sqlite3.SQLITE_CANTOPEN: "cannot be opened. Check the permissions of the file and its folder",
    sqlite3.SQLITE_PERM: "cannot be opened. Check the permissions of the file and its folder",
}
_OTHER = "{error}; it is not as this program makes a case. Move it away and add the articles again"


class Database:
    """The connection. Make one with `Database.open`; use it through `read()` and `write()` only."""

    def __init__(self, path: Path, connection: sqlite3.Connection, *, writable: bool, patience: float) -> None:
        self.path = path
        self.writable = writable
        self._connection = connection
        self._patience = patience

    @classmethod
    def open(cls, path: Path, *, readonly: bool, create: bool, patience: float = PATIENCE) -> Database:
        """Open the case at `path`, or make an empty one there if `create`. Raises CaseError."""
        _check_path(path, create=create and not readonly)
        with _explained(path, patience):
            connection, immutable = _connect(path, create=create and not readonly, patience=patience)
            writable = not readonly and not immutable and os.access(path, os.W_OK) and os.access(path.parent, os.W_OK)
            database = cls(path, connection, writable=writable, patience=patience)
            try:
                for pragma in (f"synchronous = {SYNCHRONOUS}", "foreign_keys = ON", "trusted_schema = OFF"):
                    connection.execute(f"PRAGMA {pragma}")
                database._identify(create=create)
                connection.execute(f"PRAGMA query_only = {'OFF' if writable else 'ON'}")
            except BaseException:
                connection.close()
                raise
        return database

    def close(self) -> None:
        """Close it. The last process to do so folds the write-ahead log into the file."""
        self._connection.close()

    @contextmanager
    def read(self) -> Iterator[sqlite3.Connection]:
        """One unchanging state of the case, whatever another process adds meanwhile. Can be nested."""
        with _explained(self.path, self._patience):
            if self.in_transaction:
                yield self._connection
                return
            self._connection.execute("BEGIN")
            try:
                yield self._connection
            finally:
                self._roll_back()

    @contextmanager
    def write(self) -> Iterator[sqlite3.Connection]:
        """A transaction: all of it happens, or nothing. Waits for another writer. Raises CaseError."""
        if not self.writable:
            raise CaseError(f"{self.path}: {_ADVICE[sqlite3.SQLITE_READONLY]}")
        with _explained(self.path, self._patience):
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield self._connection
                self._connection.execute("COMMIT")
            finally:
                self._roll_back()

    @property
    def in_transaction(self) -> bool:
        """Whether a `read` or `write` is under way."""
        return self._connection.in_transaction

    def _roll_back(self) -> None:
        # SQLite has already done so after a full disk.
        if self._connection.in_transaction:
            self._connection.execute("ROLLBACK")

    def _identify(self, *, create: bool) -> None:
        """Make sure that this is a case of a version we know; make the tables of a new one."""
        with self.read() as con:  # one state of the file: another process may be making the tables just now
            ours = con.execute("PRAGMA application_id").fetchone()[0]
            version = con.execute("PRAGMA user_version").fetchone()[0]
            tables = con.execute("SELECT 1 FROM sqlite_master").fetchone()
        if ours != APPLICATION_ID:
            if ours or version or tables:
                raise CaseError(f"{self.path}: an SQLite database of another program. Name a case with --case FILE")
            if not create or not self.writable:
                raise CaseError(f"{self.path}: an empty file, no case. Add articles with: verify add PATH")
            self._make_tables()
        elif version > SCHEMA_VERSION:
            raise CaseError(
                f"{self.path}: made by a newer version of verifier (schema {version}; this one knows "
                f"{SCHEMA_VERSION}). Update verifier, or use another case"
            )
        elif version < SCHEMA_VERSION and self.writable:
            self._make_tables()  # adds what is new, and leaves alone what is there

    def _make_tables(self) -> None:
        """The schema, in one transaction: a process killed here leaves the file as it was, for the next one."""
        self._use_wal()
        script = f"""
            BEGIN IMMEDIATE;
            {SCHEMA.read_text("utf-8")}
            PRAGMA application_id = {APPLICATION_ID};
            PRAGMA user_version = {SCHEMA_VERSION};
            COMMIT;
        """
        try:
            self._connection.executescript(script)
        finally:
            self._roll_back()

    def _use_wal(self) -> None:
        """Write-ahead log from now on. SQLite does not wait for others here, so we do."""
        deadline = time.monotonic() + self._patience
        while True:
            try:
                self._connection.execute("PRAGMA journal_mode = WAL")
                return
            except sqlite3.OperationalError as error:
                if _code(error) != sqlite3.SQLITE_BUSY or time.monotonic() > deadline:
                    raise
                time.sleep(0.01)


def _check_path(path: Path, *, create: bool) -> None:
    try:
        if path.is_dir():
            raise CaseError(f"{path}: a folder, not a case. Name a file with --case FILE")
        if not path.parent.is_dir():
            raise CaseError(f"{path}: the folder {path.parent} does not exist. Make it first, or name another file")
        if not create and not path.exists():
            raise CaseError(f"{path}: no such case. Make one with: verify add PATH --case {path}")
    except OSError as error:
        raise CaseError(f"{path}: cannot be opened ({error.strerror}). Name another file with --case") from error


def _connect(path: Path, *, create: bool, patience: float) -> tuple[sqlite3.Connection, bool]:
    """A connection that has read the file's first page, and whether the file is taken for one that nobody changes."""
    uri = path.absolute().as_uri()
    connection = _attempt(f"{uri}?mode={'rwc' if create else 'rw'}", patience)
    try:
        connection.execute("PRAGMA user_version")
        return connection, False
    except sqlite3.OperationalError as error:
        connection.close()
        log = Path(f"{path}-wal")
        if _code(error) not in (sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY) or not path.exists():
            raise
        if log.exists() and log.stat().st_size:
            raise
    # Reading takes part in the write-ahead log too, with a file beside the case. In a folder where none can be made
    # (a shared archive, a CD) nobody else writes either, so the file is read as it lies.
    connection = _attempt(f"{uri}?immutable=1", patience)
    try:
        connection.execute("PRAGMA user_version")
    except BaseException:
        connection.close()
        raise
    return connection, True


def _attempt(uri: str, patience: float) -> sqlite3.Connection:
    return sqlite3.connect(uri, uri=True, timeout=patience, isolation_level=None)


def _code(error: sqlite3.Error) -> int:
    """SQLite's primary result code; 0 if the error was raised by Python's module itself."""
    return int(getattr(error, "sqlite_errorcode", 0)) & 0xFF


@contextmanager
def _explained(path: Path, patience: float) -> Iterator[None]:
    """Turn what SQLite raises into one line for the user: where, what, and what to do."""
    try:
        yield
    except sqlite3.Error as error:
        advice = _ADVICE.get(_code(error), _OTHER).format(error=error, patience=patience)
        raise CaseError(f"{path}: {advice}") from error
