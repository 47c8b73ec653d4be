"""Metrics of security and its cost.

``make figures-walls``: malicious files, tampering with the sealed journal, the cost of row-level
security over a million dossiers. Each runs as its own program, because each changes clocks and
databases; the last line is one JSON object with the metrics of all.
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
