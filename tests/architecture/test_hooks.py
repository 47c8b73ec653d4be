"""Words that lower rooms name and higher rooms explain: each has exactly one meaning."""

from __future__ import annotations

import ast
import sys
from enum import StrEnum
from pathlib import Path

import pytest
from flask import Flask

from app.dossiers import rules
from app.dossiers.operations import transitions
from app.kernel.hooks import Seam

ROOT = Path(__file__).parents[2]


def seams() -> dict[str, Seam[StrEnum, object]]:
    """Every seam of the application, by module and name."""
    return {
        f"{module}.{name}": value
        for module, loaded in list(sys.modules.items())
        if module.startswith("app.")
        for name, value in vars(loaded).items()
        if isinstance(value, Seam)
    }


def test_no_word_is_left_without_a_meaning(app: Flask) -> None:
    found = seams()
    assert found
    unbound = {
        name: seam.unbound() for name, seam in found.items() if seam is not transitions.needs
    }
    assert {name: words for name, words in unbound.items() if words} == {}


def test_a_need_is_judged_here_or_above_and_never_twice(app: Flask) -> None:
    own = {need for need in transitions.needs.words if rules.judges(need)}
    assert transitions.needs.unbound() == own


def test_a_word_does_not_take_a_second_meaning(app: Flask) -> None:
    for seam in seams().values():
        for word in frozenset(seam.words) - seam.unbound():
            with pytest.raises(ValueError, match="already has a handler"):
                seam.bind(word, object())


@pytest.mark.parametrize(
    "path",
    sorted(ROOT.glob("app/**/*.py")),
    ids=lambda path: str(path.relative_to(ROOT)),
)
def test_only_the_factory_joins_rooms(path: Path) -> None:
    calls = [
        f"line {node.lineno}"
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "bind"
        and len(node.args) == 2  # a word and its handler; a socket is bound to an address
    ]
    assert path == ROOT / "app" / "__init__.py" or calls == []
