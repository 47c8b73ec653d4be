"""The house itself: its tests in several random orders, its size, the mutants that are found.

Runs of ``make test`` on this commit are kept in ``var/tests.jsonl``, those of ``.ci/run`` too; what
lacks of the wanted orders is run now. A mutant counts as found when the proof that looks for it
found it on this commit, or when the test marked with its name passes.
"""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from typing import Any

from config import VAR
from harness.registry import PROOFS
from harness.runner import Record
from harness.stage.commit import commit_of
from harness.stage.databases import ROOT
from harness.stage.mutants import PATCHES

PROVED_BY = {"matrix": "matrix_", "city": "city_", "chaos": "chaos_"}
"""Proofs that count the mutants they find, and how the patches begin that are theirs."""


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
    """How many faults are made on purpose, with a patch or without, and how many are found."""
    record = Record.of(VAR / "proofs.json", commit_of(ROOT)[0])
    there = found = 0
    for name in PROVED_BY:
        figures = record.figures(PROOFS[name])
        there += figures.get("mutants", 0)
        found += figures.get("mutants_found", 0)
    marked = _marked()
    well = _passed(marked)
    patches = {each.stem for each in PATCHES.glob("*.patch")}
    lost = {each for each in patches - marked if not each.startswith(tuple(PROVED_BY.values()))}
    for each in sorted(lost):
        sys.stderr.write(f"{each}: no test is marked with it\n")
    return {"mutants": there + len(marked | lost), "mutants_found": found + len(well)}


def _marked() -> set[str]:
    """The mutants that tests of the harness are marked with (``pytest.mark.mutant``)."""
    return {name for names in _marks().values() for name in names}


def _marks() -> dict[str, list[str]]:
    """The mutants of each test, by its address."""
    done = _pytest("--collect-only", "--mutants")
    line = next(line for line in done.splitlines() if line.startswith("{"))
    return dict(json.loads(line))


def _passed(marked: set[str]) -> set[str]:
    """Those of the mutants whose tests all pass."""
    said = _pytest("-rA")
    failed = {
        name for test, names in _marks().items() for name in names if f"PASSED {test}" not in said
    }
    return marked - failed


def _pytest(*options: str) -> str:
    command = [sys.executable, "-m", "pytest", "-m", "mutant", "tests/harness", *options]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    sys.stderr.write(done.stdout + done.stderr)
    return done.stdout
