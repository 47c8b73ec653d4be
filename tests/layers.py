"""Layers of the tests by directory: what ``make test`` runs, what it leaves to ``make test-all``.

``--layers quick`` runs packages, ``architecture``, ``ui`` and what is marked ``quick`` in the other
layers, but nothing on the demonstration, which takes a minute to be made; ``--layers rest`` runs
what that left; without the option everything that was named runs.
``var/tests.jsonl`` keeps of each run of a whole layer its commit, its seed and how it ended.
"""

from __future__ import annotations

import json
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from config import VAR
from harness.stage.commit import commit_of

ROOT = Path(__file__).parents[1]
LATER = ("security", "e2e", "harness")
"""Layers of which ``make test`` runs one slice."""

ON_THE_DEMONSTRATION = {"demo", "live"}
"""Fixtures that need the demonstration."""
QUICK = b"mark.quick"
"""Stands in each file of these layers that ``make test`` reads: to import the others takes long."""

_left: set[str] = set()
_began = time.monotonic()


def layer(path: Path) -> str:
    """The layer of a test file: the folder under ``tests``, one name for all packages."""
    folder = path.relative_to(ROOT / "tests").parts[0]
    return folder if folder in (*LATER, "architecture", "ui") else "packages"


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let the Makefile choose."""
    parser.addoption("--layers", choices=("all", "quick", "rest"), default="all")
    parser.addoption("--mutants", action="store_true", help="tell which test looks for which")


def pytest_collection_finish(session: pytest.Session) -> None:
    """Tell the mutants of all collected tests in one line."""
    if session.config.getoption("--mutants"):
        marks = {
            item.nodeid: [*mark.args]
            for item in session.items
            for mark in item.iter_markers("mutant")
        }
        sys.stdout.write(json.dumps(marks) + "\n")


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Leave a file of the later layers unread when nothing in it is wanted."""
    if config.getoption("--layers") != "quick" or not collection_path.match("test_*.py"):
        return None
    if layer(collection_path) not in LATER or QUICK in collection_path.read_bytes():
        return None
    _left.add(str(collection_path))
    return True


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Select the layers; slow tests start first, so that no process waits for them.

    So do those on the demonstration: the same process runs them, on one copy and one system.
    """
    chosen = config.getoption("--layers")
    kept: list[pytest.Item] = []
    dropped: list[pytest.Item] = []
    for item in items:
        later = _is_later(item)
        wanted = {"all": True, "quick": not later, "rest": later}[chosen]
        (kept if wanted else dropped).append(item)
    _left.update(str(item.path) for item in dropped)
    items[:] = sorted(kept, key=lambda item: not _is_slow(item))
    config.hook.pytest_deselected(items=dropped)


def _is_later(item: pytest.Item) -> bool:
    is_quick = layer(item.path) not in LATER or item.get_closest_marker("quick") is not None
    return not is_quick or _is_demonstrated(item)


def _is_slow(item: pytest.Item) -> bool:
    return item.get_closest_marker("slow") is not None or _is_demonstrated(item)


def _is_demonstrated(item: pytest.Item) -> bool:
    return bool(ON_THE_DEMONSTRATION & {*getattr(item, "fixturenames", ())})


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Report to the main process what this one left out."""
    if hasattr(session.config, "workeroutput"):
        session.config.workeroutput["left"] = sorted(_left)


def pytest_testnodedown(node: Any) -> None:
    """Every process collected the same; one of them is enough."""
    _left.clear()
    _left.update(getattr(node, "workeroutput", {}).get("left", ()))


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    """Print the duration and what was left out."""
    chosen, seconds = config.getoption("--layers"), round(time.monotonic() - _began)
    if chosen == "quick":
        files = Counter(layer(Path(left)) for left in _left)
        parts = ", ".join(f"{name} {count}" for name, count in sorted(files.items()))
        terminalreporter.write_line(f"Left to make test-all: {parts or 'nothing'} (files)")
    terminalreporter.write_line(f"{seconds} s")
    is_whole = not config.option.keyword and config.args == config.getini("testpaths")
    if is_whole and chosen != "all" and not hasattr(config, "workerinput"):
        _keep(config, terminalreporter.stats, seconds)


def _keep(config: pytest.Config, stats: dict[str, list[Any]], seconds: int) -> None:
    """Add this run to those that are kept by commit and seed (``make proof NAME=house``)."""
    commit, changed = commit_of(ROOT)
    skips = [str(report.longrepr[2]) for report in stats.get("skipped", ())]
    run = {
        "commit": commit,
        "changed": changed,
        "seed": config.getoption("randomly_seed", None),
        "layers": config.getoption("--layers"),
        "seconds": seconds,
        **{how: len(stats.get(how, ())) for how in ("passed", "failed", "error", "skipped")},
        "skips": sorted(set(skips)),
    }
    VAR.mkdir(exist_ok=True)
    with (VAR / "tests.jsonl").open("a") as kept:
        kept.write(json.dumps(run, ensure_ascii=False) + "\n")
