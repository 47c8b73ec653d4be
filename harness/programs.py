"""Runs several proofs in turn: each is its own program, whose last line is JSON."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Proof:
    """One program, its arguments, and those of its metrics that are wanted."""

    program: str
    arguments: tuple[str, ...]
    figures: tuple[str, ...]


def measure(*proofs: Proof) -> int:
    """Run all; the last line is one object with the wanted metrics; fails when one of them does."""
    figures: dict[str, Any] = {}
    worst = 0
    for proof in proofs:
        found, code = _run(proof)
        figures |= {name: found.get(name) for name in proof.figures}
        worst = max(worst, abs(code))
    sys.stdout.write(json.dumps(figures) + "\n")
    return worst


def _run(proof: Proof) -> tuple[Mapping[str, Any], int]:
    """Its last line, and its exit status; other output is passed through."""
    command = [sys.executable, "-m", proof.program, *proof.arguments]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False)
    sys.stdout.write(f"{' '.join(command[2:])}\n{done.stdout}\n")
    sys.stdout.flush()
    lines = done.stdout.strip().splitlines()
    try:
        return (json.loads(lines[-1]) if lines else {}), done.returncode
    except json.JSONDecodeError:
        return {}, done.returncode or 1
