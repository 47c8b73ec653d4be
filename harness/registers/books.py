"""Books under load: the race for their numbers, and a mutant that must leave gaps."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from harness.registers.races import EACH, SIGNERS, races
from harness.stage.mutants import mutated

MUTANT = "book_numbers_from_a_sequence.patch"
RACE = """
import json
from harness.registers.races import races
print(json.dumps(races(8, 4, crashes=False)))
"""


def figures(signers: int = SIGNERS, each: int = EACH) -> dict[str, Any]:
    """The keys of the books."""
    return races(signers, each, crashes=True) | {"mutant_gaps": _of_the_mutant()}


def _of_the_mutant() -> int:
    """Numbers missing of an application that takes numbers from a sequence."""
    with tempfile.TemporaryDirectory() as folder:
        ran = subprocess.run(
            [sys.executable, "-c", RACE],
            cwd=folder,
            env=mutated(MUTANT, Path(folder)),
            capture_output=True,
            text=True,
            check=False,
        )
    return int(json.loads(ran.stdout.splitlines()[-1])["gaps"])
