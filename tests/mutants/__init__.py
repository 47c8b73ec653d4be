"""Mutants: intentional bugs that the proofs must detect.

A mutant is a patch of ``app/``. ``mutated`` returns the environment of a process that runs the
patched copy, with the tests and the server of this checkout.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parents[1]


def mutated(patch: str, into: Path) -> dict[str, str]:
    """The environment in which ``app`` is the patched copy; ``into`` is its working folder."""
    shutil.copytree(
        ROOT / "app", into / "app", ignore=shutil.ignore_patterns("__pycache__", "static")
    )
    (into / "app" / "static").symlink_to(ROOT / "app" / "static")
    subprocess.run(
        ["git", "apply", "--unsafe-paths", str(HERE / patch)],
        cwd=into,
        check=True,
        env={**os.environ, "GIT_CEILING_DIRECTORIES": str(into.parent)},
    )
    path = os.pathsep.join((str(into), str(ROOT)))
    return {**os.environ, "PYTHONPATH": path}
