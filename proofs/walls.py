"""What the walls hold off and what they cost: three proofs, one after the other.

``make figures-walls``: hostile files, tampering with the sealed journal, the cost of row-level
security over a million dossiers. Each runs as a program of its own, because each bends clocks and
databases to its purpose; the last line is one JSON object with the figures of all.
"""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

PROOFS: dict[str, tuple[str, ...]] = {
    "proofs.hostile": ("hostile_files", "hostile_ran"),
    "proofs.tampering": ("tamperings", "tamperings_found"),
    "proofs.cost": ("rls_cost_percent",),
}
"""Each with the figures that are asked for."""


def figures_of(proof: str) -> tuple[dict[str, Any], int]:
    """Run one: what its last line says, and how it ended; what it tells goes on to the reader."""
    command = [sys.executable, "-m", proof]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False)
    sys.stdout.write(f"{proof}\n{done.stdout}\n")
    sys.stdout.flush()
    lines = done.stdout.strip().splitlines()
    return (json.loads(lines[-1]) if lines else {}), done.returncode


def main() -> int:
    """All of them; fails when one of them does."""
    figures: dict[str, Any] = {}
    worst = 0
    for proof, names in PROOFS.items():
        found, code = figures_of(proof)
        figures |= {name: found.get(name) for name in names}
        worst = max(worst, code)
    sys.stdout.write(json.dumps(figures) + "\n")
    return worst


if __name__ == "__main__":
    sys.exit(main())
