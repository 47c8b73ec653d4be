"""Which commit a checkout stands at."""

from __future__ import annotations

import subprocess
from pathlib import Path


def commit_of(folder: Path) -> tuple[str, bool]:
    """The commit of a checkout, and whether its files differ from it."""
    asked = (["rev-parse", "HEAD"], ["status", "--porcelain", "--untracked-files=no"])
    commit, changes = (
        subprocess.run(
            ["git", *words], cwd=folder, check=True, capture_output=True, text=True
        ).stdout.strip()
        for words in asked
    )
    return commit, bool(changes)
