"""Books under load: the race for their numbers, and a mutant that must leave gaps."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from harness.registers.races import EACH, SIGNERS, races
from harness.stage.mutants import mutated

MUTANT = "book_numbers_from_a_sequence.patch"
MUTANT_SIGNERS, MUTANT_EACH = "8", "4"


def figures(signers: int = SIGNERS, each: int = EACH) -> dict[str, Any]:
    """The keys of the books in the last line of ``make figures-registers``."""
    return races(signers, each, crashes=True) | {"mutant_gaps": _of_the_mutant()}


def is_sound(found: Mapping[str, Any]) -> bool:
    every_kind = {"worker", "master", "connection", "database"} <= found["kills"].keys()
    return every_kind and found["mutant_gaps"] > 0 and not (found["gaps"] or found["duplicates"])


def _of_the_mutant() -> int:
    """The gaps of an application that takes numbers from a sequence."""
    with tempfile.TemporaryDirectory() as folder:
        ran = subprocess.run(
            [sys.executable, "-m", "harness.registers.races", MUTANT_SIGNERS, MUTANT_EACH],
            cwd=folder,
            env=mutated(MUTANT, Path(folder)),
            capture_output=True,
            text=True,
            check=False,
        )
    return int(json.loads(ran.stdout.splitlines()[-1])["gaps"])
