"""What the walls hold off and what they cost.

``make figures-walls``: hostile files, tampering with the sealed journal, the cost of row-level
security over a million dossiers. Each runs as a program of its own, because each bends clocks and
databases to its purpose; the last line is one JSON object with the figures of all.
"""

from __future__ import annotations

import sys

from harness.programs import Proof, measure

PROOFS = (
    Proof("harness.malicious_files", (), ("hostile_files", "hostile_ran")),
    Proof("harness.audit_tampering", (), ("tamperings", "tamperings_found")),
    Proof("harness.row_security_cost", (), ("rls_cost_percent",)),
)

if __name__ == "__main__":
    sys.exit(measure(*PROOFS))
