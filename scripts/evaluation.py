"""What the parts of evaluate.py share: rows of a file, tables, and the peers behind peers.py."""

from __future__ import annotations

import gzip
import json
import subprocess
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

__all__ = ["Json", "Row", "ask", "read", "share", "table"]

Row = dict[str, Any]
Json = Any


def read(path: Path) -> list[Row]:
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """In Markdown, columns aligned."""
    cells = [list(map(str, head)), *([str(cell) for cell in row] for row in rows)]
    widths = [max(len(row[n]) for row in cells) for n in range(len(head))]
    cells.insert(1, ["-" * width for width in widths])
    for row in cells:
        print("| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) + " |")
    print(flush=True)


def ask(python: Path, name: str, request: Json) -> Json:
    """The peer's answer, or the words that say how to install it."""
    command = [str(python), str(Path(__file__).with_name("peers.py")), name]
    done = subprocess.run(command, input=json.dumps(request), capture_output=True, text=True, check=False)
    if done.returncode == 3:
        return done.stderr.strip()
    if done.returncode:
        raise SystemExit(f"{name} failed:\n{done.stderr}")
    return json.loads(done.stdout)


def share(part: int, whole: int) -> str:
    return f"{part / whole:.3f} ({part}/{whole})" if whole else "-"
