"""The built wheel works without the checkout: sample case, registry and weights travel in it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parent.parent

pytestmark = [pytest.mark.slow, pytest.mark.model]


def run(*command: str | Path, cwd: Path = ROOT) -> str:
    """Standard output of a command that must succeed, run where no variable points to the checkout."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "VERIFY"))}
    ran = subprocess.run([*map(str, command)], cwd=cwd, env=environment, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    return ran.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    run(sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", folder, ROOT)
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The `bin` folder of an environment with the wheel, and this environment's other packages but not the checkout.

    A path file names their folder. Python reads it as a plain path, and so not the path file of the checkout inside.
    """
    folder = tmp_path_factory.mktemp("installed")
    venv.create(folder, with_pip=False, symlinks=True)
    python = folder / "bin" / "python"
    site = Path(run(python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))").strip())
    run(sys.executable, "-m", "pip", "--python", python, "install", "--quiet", "--no-deps", "--no-index", wheel)
    (site / "others.pth").write_text(sysconfig.get_path("purelib") + "\n")
    return folder / "bin"


@pytest.fixture
def empty(tmp_path: Path) -> Path:
    return tmp_path


def test_what_travels(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    inside = {f"verifier/_share/{path.relative_to(ROOT)}" for path in (ROOT / "seeds").iterdir()}
    inside |= {f"verifier/_share/{path.relative_to(ROOT)}" for path in (ROOT / "models").rglob("*.*") if path.is_file()}
    for folder in ("data", "report/templates"):
        inside |= {str(path.relative_to(ROOT)) for path in (ROOT / "verifier" / folder).iterdir()}
    assert len(inside) > 10
    assert inside <= set(names)
    assert not [name for name in names if name.startswith(("tests/", "scripts/", "seeds/", "models/"))]


def test_runs_from_the_wheel_and_not_from_the_checkout(installed: Path, empty: Path) -> None:
    place = run(installed / "python", "-c", "import verifier; print(verifier.__file__)", cwd=empty)
    assert place.startswith(str(installed.parent))


def test_help(installed: Path, empty: Path) -> None:
    assert "quote" in run(installed / "verify", "--help", cwd=empty)


@pytest.mark.parametrize(
    ("quote", "verdict"), [("temporary tactical measure", "exact"), ("the moon is made of green cheese", "not-found")]
)
def test_the_sample_case_answers(installed: Path, empty: Path, quote: str, verdict: str) -> None:
    answer: dict[str, Any] = json.loads(run(installed / "verify", "quote", quote, "--json", cwd=empty))
    assert answer["verdict"] == verdict
    assert (len(answer["hits"]) >= 3) == (verdict == "exact")


def test_the_model_runs(installed: Path, empty: Path) -> None:
    program = "from verifier.encoders import load; print(load().encode(['The army left.', '']).shape)"
    assert run(installed / "python", "-c", program, cwd=empty) == "(2, 384)\n"
