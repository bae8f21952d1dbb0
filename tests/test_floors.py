"""Imports point down: a module knows only its own floor and those below; libraries are imported where they are used."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "verifier"

FLOORS = {
    6: "cli commands console options program __main__",
    5: """verify corroborate search rewording assembly voices provenance report claims review reporting
    utterances quotations""",
    4: "case database index pipeline",
    3: "attribution",
    2: """articles text marks tagging names wording alignment differences numbers quantities dates compare grouping
    agencies grammar lexicon encoders models weights bert checkpoints""",
    1: "datamodel errors resources",
}
"""The floor of each module or subpackage of `verifier`, as the README's table of the code has it."""
FLOOR = {name: floor for floor, names in FLOORS.items() for name in names.split()}

AT_ONCE = {"click", "rapidfuzz", "rich"}
"""Libraries that may be imported at the top of a file: small, and needed by whoever needs the file."""


def name_of(path: Path) -> str:
    """ "verifier/names/links.py" -> names.links, "verifier/names/__init__.py" -> names."""
    parts = path.relative_to(PACKAGE).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" and len(parts) > 1 else parts)


MODULES = {name_of(path): ast.parse(path.read_text("utf-8")) for path in sorted(PACKAGE.rglob("*.py"))}


def imported(node: ast.AST) -> Iterator[str]:
    """What an import statement imports, with its package: "verifier.lexicon", "numpy.typing"."""
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names)
    elif isinstance(node, ast.ImportFrom):
        module = node.module or ""
        yield from (f"{module}.{a.name}" if f"{module}.{a.name}" in known() else module for a in node.names)


def known() -> set[str]:
    return {f"verifier.{name}" for name in MODULES}


def own(tree: ast.AST) -> set[str]:
    """The modules of the package that are imported anywhere in a file."""
    found = {name for node in ast.walk(tree) for name in imported(node)}
    return {name.removeprefix("verifier.") for name in found & known()}


def at_the_top(tree: ast.Module) -> set[str]:
    """What a file imports as soon as it is imported itself."""
    return {name for node in tree.body for name in imported(node)}


def test_every_module_has_a_floor() -> None:
    assert {name.partition(".")[0] for name in MODULES} - {"__init__"} == set(FLOOR)


@pytest.mark.parametrize("name", sorted(set(MODULES) - {"__init__"}))
def test_imports_point_down(name: str) -> None:
    floor = FLOOR[name.partition(".")[0]]
    above = {other for other in own(MODULES[name]) - {"__init__"} if FLOOR[other.partition(".")[0]] > floor}
    assert not above


def test_no_imports_in_a_circle() -> None:
    graph = {name: own(tree) - {"__init__", name} for name, tree in MODULES.items()}
    order = [*TopologicalSorter(graph).static_order()]
    assert order.index("datamodel") < order.index("cli")


@pytest.mark.parametrize("name", sorted(MODULES))
def test_libraries_are_imported_where_they_are_used(name: str) -> None:
    tops = {library.partition(".")[0] for library in at_the_top(MODULES[name])}
    assert not tops - sys.stdlib_module_names - AT_ONCE - {"verifier"}


def test_the_readme_has_the_same_floors() -> None:
    floor, told = 0, dict[str, int]()
    for number, files in re.findall(r"^\| (\d?) ?\| ([^|]+) \|[^|]+\|$", (ROOT / "README.md").read_text("utf-8"), re.M):
        floor = int(number or floor)
        told |= {file.removesuffix(".py"): floor for file in re.findall(r"`(\w+)(?:\.py|/)`", files)}
    assert len(told) > 20
    assert told == {name: FLOOR[name] for name in told}
