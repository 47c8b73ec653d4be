"""Layers of the tests by directory: what ``make test`` runs, what it leaves to ``make test-all``.

``--layers quick`` runs packages, ``architecture``, ``ui`` and what is marked ``quick`` in the other
layers; ``--layers rest`` runs what that left; without the option everything that was named runs.
"""

from __future__ import annotations

import time
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[1]
LATER = ("security", "e2e", "harness")
"""Layers of which ``make test`` runs one slice."""

_left: Counter[str] = Counter()
_began = time.monotonic()


def layer(path: Path) -> str:
    """The layer of a test file: the folder under ``tests``, one name for all packages."""
    folder = path.relative_to(ROOT / "tests").parts[0]
    return folder if folder in (*LATER, "architecture", "ui") else "packages"


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let the Makefile choose."""
    parser.addoption("--layers", choices=("all", "quick", "rest"), default="all")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Select the layers; slow tests start first, so that no process waits for them."""
    chosen = config.getoption("--layers")
    kept: list[pytest.Item] = []
    dropped: list[pytest.Item] = []
    for item in items:
        later = layer(item.path) in LATER and item.get_closest_marker("quick") is None
        wanted = {"all": True, "quick": not later, "rest": later}[chosen]
        (kept if wanted else dropped).append(item)
    _left.update(layer(item.path) for item in dropped)
    items[:] = sorted(kept, key=lambda item: item.get_closest_marker("slow") is None)
    config.hook.pytest_deselected(items=dropped)


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Report to the main process what this one left out."""
    if hasattr(session.config, "workeroutput"):
        session.config.workeroutput["left"] = dict(_left)


def pytest_testnodedown(node: Any) -> None:
    """Every process collected the same; one of them is enough."""
    _left.clear()
    _left.update(getattr(node, "workeroutput", {}).get("left", {}))


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    """Print the duration and what was left out."""
    chosen, seconds = config.getoption("--layers"), round(time.monotonic() - _began)
    if chosen == "quick":
        parts = ", ".join(f"{name} {count}" for name, count in sorted(_left.items()))
        terminalreporter.write_line(f"Left to make test-all: {parts or 'nothing'} (cases)")
    terminalreporter.write_line(f"{seconds} s")
