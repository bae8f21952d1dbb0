"""What the README shows is what the program prints. A block that ends with "…" shows the beginning."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.model

README = (Path(__file__).parent.parent / "README.md").read_text("utf-8")
BLOCKS = re.findall(r"^    \$ (verify .+)\n((?:    .*\n|\n(?=    ))+)", README, re.M)


def test_the_readme_shows_something() -> None:
    assert len(BLOCKS) >= 3


@pytest.mark.parametrize(("command", "shown"), BLOCKS, ids=[command for command, _ in BLOCKS])
def test_what_the_readme_shows_is_printed(tmp_path: Path, command: str, shown: str) -> None:
    lines = [line.removeprefix("    ").rstrip() for line in shown.rstrip().splitlines()]
    env = {**os.environ, "COLUMNS": "100", "NO_COLOR": "1", "PYTHONIOENCODING": "utf-8"}
    env.pop("VERIFY_CASE", None)
    asked = [sys.executable, "-m", "verifier", *shlex.split(command)[1:]]
    ran = subprocess.run(asked, cwd=tmp_path, env=env, capture_output=True, encoding="utf-8", check=True)
    printed = [line.rstrip() for line in ran.stdout.rstrip().splitlines()]
    if lines[-1] == "…":
        lines = lines[:-1]
        printed = printed[: len(lines)]
    assert printed == lines
