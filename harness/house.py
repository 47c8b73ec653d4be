"""The house itself: its tests in several random orders, its size, the mutants that are found.

Runs of ``make test`` on this commit are kept in ``var/tests.jsonl``, those of ``.ci/run`` too; what
lacks of the wanted orders is run now. A mutant counts as found when the proof that looks for it
found it on this commit, or when its test passes.
"""

from __future__ import annotations

import ast
import json
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from statistics import median
from typing import Any

from config import VAR
from harness.registry import PROOFS
from harness.runner import Record
from harness.stage.commit import commit_of
from harness.stage.databases import ROOT

PROVING = ("matrix", "city", "chaos", "races", "registers")
"""Proofs that look for mutants; each other one has a test of its own, which is marked."""
OUTCOME = re.compile(r"(\d+) (passed|failed|error|skipped)")


def measure(orders: int = 5) -> dict[str, Any]:
    runs = _runs()
    while len({run["seed"] for run in runs}) < orders and _make("test"):
        runs = _runs()
    last = runs[-1]
    return {
        "test_seconds": median(run["seconds"] for run in runs),
        "orders": len({run["seed"] for run in runs}),
        "orders_green": len({run["seed"] for run in runs if not run["failed"] + run["error"]}),
        "cases": last["passed"] + last["failed"] + last["skipped"],
        "asserts": sum(map(_asserts, _files("tests"))),
        "harness_lines": sum(map(_lines, _files("harness", "tests/harness"))),
        **_mutants(),
        "skipped": last["skipped"],
        "skips": last["skips"],
    }


def _runs() -> list[dict[str, Any]]:
    """The runs of the quick layers that are kept of this commit."""
    commit, _changed = commit_of(ROOT)
    kept = VAR / "tests.jsonl"
    found = [json.loads(line) for line in kept.read_text().splitlines()] if kept.exists() else []
    return [
        run
        for run in found
        if run["commit"] == commit and not run["changed"] and run["layers"] == "quick"
    ]


def _make(target: str) -> bool:
    """Run it; whether it left a run of this commit, well or not."""
    before = len(_runs())
    subprocess.run(["make", target], cwd=ROOT, stdout=sys.stderr, check=False)
    return len(_runs()) > before


def _files(*folders: str) -> Iterator[Path]:
    for folder in folders:
        yield from (ROOT / folder).rglob("*.py")
    yield from (ROOT / "tests" / name for name in ("conftest.py", "browsers.py"))


def _lines(path: Path) -> int:
    return len(path.read_bytes().splitlines())


def _asserts(path: Path) -> int:
    """Statements ``assert`` of a file that is no test of the harness."""
    if ROOT / "tests" / "harness" in path.parents:
        return 0
    tree = ast.parse(path.read_bytes())
    return sum(isinstance(node, ast.Assert) for node in ast.walk(tree))


def _mutants() -> dict[str, int]:
    """Faults made on purpose, by a patch or by a test itself, and how many of them are found."""
    record = Record.of(VAR / "proofs.json", commit_of(ROOT)[0])
    proved = [_proved(record.figures(PROOFS[name])) for name in PROVING]
    command = [sys.executable, "-m", "pytest", "-q", "-m", "mutant", "tests/harness"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    sys.stderr.write(done.stdout + done.stderr)
    tests = {how: int(many) for many, how in OUTCOME.findall(done.stdout)}
    return {
        "mutants": sum(tests.values()) + sum(wanted for wanted, _found in proved),
        "mutants_found": tests.get("passed", 0) + sum(found for _wanted, found in proved),
    }


def _proved(figures: Mapping[str, Any]) -> tuple[int, int]:
    """The mutants that a proof looks for, and those found: ``mutant_…`` is of a single one."""
    single = [bool(figures[name]) for name in figures if name.startswith("mutant_")]
    return (
        figures.get("mutants", 0) + len(single),
        figures.get("mutants_found", 0) + sum(single),
    )
