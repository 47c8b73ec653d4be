"""The race, and the race of an application without its guards."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from harness.concurrency import run
from harness.stage.mutants import mutated

ROUNDS, RACERS, PROCESSES = 2_000, 64, 4
MUTANT = "steps_without_version_or_lock.patch"
ROUNDS_OF_THE_MUTANT = 100


def measure(
    rounds: int = ROUNDS, racers: int = RACERS, processes: int = PROCESSES, alone: int = 0
) -> dict[str, Any]:
    """Race, then race the application without its two guards, which must be detected.

    ``alone=1`` leaves that out.
    """
    found = run(rounds, racers, processes)
    facts = found.facts
    if not alone:
        facts["mutant_double_wins"] = _of_the_mutant(rounds, racers, processes)
    return facts


def _of_the_mutant(rounds: int, racers: int, processes: int) -> int:
    with tempfile.TemporaryDirectory() as folder:
        fewer = min(ROUNDS_OF_THE_MUTANT, rounds)
        sizes = {"rounds": fewer, "racers": racers, "processes": processes, "alone": 1}
        typed = [f"{name}={value}" for name, value in sizes.items()]
        ran = subprocess.run(
            [sys.executable, "-m", "harness.part", "races", "steps", *typed],
            cwd=folder,
            env=mutated(MUTANT, Path(folder)),
            capture_output=True,
            text=True,
            check=False,
        )
    return int(json.loads(ran.stdout.splitlines()[-1])["race_double_wins"])
