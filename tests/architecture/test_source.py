"""Rules of the house that can be read in the source."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOURCES = sorted(ROOT.glob("app/**/*.py"))
LONGEST_FILE = 400
MAY_COMMIT = {"app/kernel/db.py"}


def place(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", SOURCES, ids=place)
def test_only_the_kernel_commits(path: Path) -> None:
    calls = [
        f"line {node.lineno}: .{node.func.attr}()"
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in {"commit", "rollback"}
    ]
    assert place(path) in MAY_COMMIT or calls == []


@pytest.mark.parametrize("path", SOURCES, ids=place)
def test_imports_stand_at_the_top(path: Path) -> None:
    inside = [
        f"line {node.lineno}"
        for function in ast.walk(ast.parse(path.read_text()))
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef)
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]
    assert inside == []


@pytest.mark.parametrize("path", SOURCES, ids=place)
def test_a_file_holds_one_idea(path: Path) -> None:
    assert len(path.read_text().splitlines()) <= LONGEST_FILE


@pytest.mark.parametrize("path", SOURCES, ids=place)
def test_nothing_is_left_for_later(path: Path) -> None:
    source = path.read_text()
    assert [word for word in ("TODO", "FIXME", "XXX") if word in source] == []


@pytest.mark.parametrize("path", SOURCES, ids=place)
def test_no_room_for_odds_and_ends(path: Path) -> None:
    assert path.stem not in {"utils", "helpers", "common", "misc", "manager"}
