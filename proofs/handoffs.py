"""Whether the promised date is right, and no packet is lost or counted twice.

``make figures-handoffs``: deadlines against an independent reference, racers on one dossier or leg,
whole lives of dossiers step by step, losses that reconciliation must find, the exchange by Excel,
and the slips. The last line is one JSON object with the figures of all.
"""

from __future__ import annotations

import sys

from proofs.together import Proof, measure

PROOFS = (
    Proof("proofs.deadlines", ("100000",), ("deadline_cases", "deadline_mismatches")),
    Proof("proofs.races", ("2000",), ("race_rounds", "race_double_wins", "mutant_double_wins")),
    Proof("proofs.lives", (), ("lives", "steps")),
    Proof("proofs.reconciling", ("200",), ("reconcile_seeded", "reconcile_found")),
    Proof(
        "proofs.exchange",
        (),
        ("exchange_packets", "exchange_bad", "exchange_named", "exchange_booked"),
    ),
    Proof("proofs.slips", (), ("slips", "slip_ms")),
)

if __name__ == "__main__":
    sys.exit(measure(*PROOFS))
