"""Metrics of hand-offs: correct deadlines, no packet lost or counted twice.

``make figures-handoffs``: deadlines against an independent reference, races for one dossier or leg,
random walks of dossiers, losses that reconciliation must find, the exchange by Excel, and the
slips. The last line is one JSON object with the metrics of all.
"""

from __future__ import annotations

import sys

from harness.programs import Proof, measure

PROOFS = (
    Proof("harness.deadlines", ("100000",), ("deadline_cases", "deadline_mismatches")),
    Proof(
        "harness.concurrency", ("2000",), ("race_rounds", "race_double_wins", "mutant_double_wins")
    ),
    Proof("harness.random_walks", (), ("lives", "steps")),
    Proof("harness.reconciliation", ("200",), ("reconcile_seeded", "reconcile_found")),
    Proof(
        "harness.excel_answers",
        (),
        ("exchange_packets", "exchange_bad", "exchange_named", "exchange_booked"),
    ),
    Proof("harness.slips", (), ("slips", "slip_ms")),
)

if __name__ == "__main__":
    sys.exit(measure(*PROOFS))
