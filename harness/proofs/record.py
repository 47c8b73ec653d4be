"""``var/proofs.json``: what each proof said, all on one commit."""

from __future__ import annotations

import json
import subprocess
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock
from typing import Any

Said = dict[str, Any]


@dataclass
class ProofRecord:
    """The proofs that have ended, and the seconds of all runs on this commit."""

    path: Path
    commit: str
    seconds: int = 0
    proofs: dict[str, Said] = field(default_factory=dict)
    _lock: Any = field(default_factory=Lock, repr=False)

    @classmethod
    def of(cls, path: Path, commit: str, *, continued: bool) -> ProofRecord:
        """The record of this commit; ``continued`` keeps what ended well on it before."""
        record = cls(path, commit)
        if continued and path.exists():
            found = json.loads(path.read_text())
            if found["commit"] == commit:
                record.seconds = found["seconds"]
                record.proofs = {n: s for n, s in found["proofs"].items() if "error" not in s}
        return record

    def add(self, target: str, said: Said) -> None:
        with self._lock:
            self.proofs[target] = said
            self.write()

    def write(self) -> None:
        """Replace the file at once, so that no reader finds half of it."""
        content = {"commit": self.commit, "seconds": self.seconds, "proofs": self.proofs}
        self.path.parent.mkdir(exist_ok=True)
        half = self.path.with_suffix(".half")
        half.write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n")
        half.replace(self.path)


def commit_of(folder: Path) -> tuple[str, bool]:
    """The commit of a checkout, and whether its files differ from it."""
    asked = (["rev-parse", "HEAD"], ["status", "--porcelain", "--untracked-files=no"])
    commit, changes = (
        subprocess.run(
            ["git", *words],  # wherever it is installed
            cwd=folder,
            check=True,
            capture_output=True,
            text=True,
        ).stdout.strip()
        for words in asked
    )
    return commit, bool(changes)
