"""``make figures-house``: one JSON object in the last line; fails with a test or a lost mutant."""

from __future__ import annotations

import json
import subprocess
import sys
import time

from harness.authorization_matrix.__main__ import measure as walk
from harness.project import page_speed, structure
from tests.mutants import HERE, ROOT

OTHER_MUTANTS = ("book_numbers", "crash", "concurrency", "random_walks")
"""Tests of the harness in which the mutants outside the authorization matrix must be found."""
OF_CITY = "city_"
"""``make city`` counts its mutants itself."""


def seconds_of(layers: str) -> int | None:
    """How long the tests of these layers take; nothing when one of them fails."""
    begun = time.monotonic()
    command = [sys.executable, "-m", "pytest", "-n", "2", "--dist", "worksteal", "--layers", layers]
    done = subprocess.run(command, cwd=ROOT, stdout=sys.stderr, check=False)
    return None if done.returncode else round(time.monotonic() - begun)


def find_mutants() -> dict[str, int]:
    """How many mistakes made on purpose there are, and how many the harness finds."""
    met = walk(configurations=())
    files = [f"tests/harness/test_{name}.py" for name in OTHER_MUTANTS]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *files], cwd=ROOT, stdout=sys.stderr, check=False
    )
    there = len([each for each in HERE.glob("*.patch") if not each.name.startswith(OF_CITY)])
    others = 0 if done.returncode else there - met["mutants"]
    return {"mutants": there, "mutants_found": met["mutants_found"] + others}


def main() -> int:
    """Measure everything, one after the other."""
    figures = {
        **structure.count(),
        **page_speed.measure(),
        **find_mutants(),
        "test_seconds": seconds_of("quick"),
        "test_all_seconds": seconds_of("all"),
    }
    sys.stdout.write(json.dumps(figures) + "\n")
    return int(None in figures.values() or figures["mutants"] != figures["mutants_found"])


if __name__ == "__main__":
    sys.exit(main())
