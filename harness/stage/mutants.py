"""Mutants: intentional bugs that the proofs must detect.

A mutant is a patch of ``app/``. ``mutated`` returns the environment of a process that runs the
copy with one or several of them, with the tests and the server of this checkout.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

from harness.stage.databases import ROOT

PATCHES = ROOT / "tests" / "mutants"

BESIDE = ("migrations", "translations")
"""What ``app/`` looks for beside itself."""


def mutated(patch: str, into: Path, *more: str) -> dict[str, str]:
    """The environment in which ``app`` is the patched copy; ``into`` is its working folder.

    What was compiled is copied too: it fits as long as size and time of its source are the same.
    """
    patches = [PATCHES / each for each in (patch, *more)]
    shutil.copytree(ROOT / "app", into / "app", ignore=shutil.ignore_patterns("static"))
    static = into / "app" / "static"
    if any("app/static/" in each.read_text() for each in patches):
        shutil.copytree(ROOT / "app" / "static", static)
    else:
        static.symlink_to(ROOT / "app" / "static")
    for name in BESIDE:
        (into / name).symlink_to(ROOT / name)
    subprocess.run(
        ["git", "apply", "--unsafe-paths", *map(str, patches)],
        cwd=into,
        check=True,
        env={**os.environ, "GIT_CEILING_DIRECTORIES": str(into.parent)},
    )
    path = os.pathsep.join((str(into), str(ROOT)))
    return {**os.environ, "PYTHONPATH": path}
