"""What all tests share."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from casework import FakeEncoder, FakeReader, analyse
from click.testing import CliRunner, Result


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Quick tests first: those that need a model after the unit tests, slow ones last."""
    items.sort(
        key=lambda item: (item.get_closest_marker("slow") is not None, item.get_closest_marker("model") is not None)
    )


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    """Run `verify ARGS` in an empty folder, without a model."""
    from verifier import encoders, pipeline
    from verifier.cli import cli
    from verifier.models import reader

    monkeypatch.chdir(tmp_path)
    for name in ("VERIFY_CASE", "NO_COLOR", "FORCE_COLOR", "COLUMNS"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(encoders, "load", lambda name=None: FakeEncoder(name or "fake"))
    monkeypatch.setattr(reader, "load", lambda name=None: FakeReader(name or "fake-reader"))
    monkeypatch.setattr(pipeline, "add_articles", partial(pipeline.add_articles, analyse=analyse))

    def invoke(*args: str, stdin: str | bytes = "") -> Result:
        return CliRunner().invoke(cli, args, input=stdin, prog_name="verify")

    return invoke
