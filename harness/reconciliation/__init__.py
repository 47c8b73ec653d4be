"""The reconciliation of two ledgers must find every packet that is lost or counted twice.

Faults are injected, each into another packet, among healthy ones. Each must be reported with its
kind, and nothing else.
"""

from __future__ import annotations

from collections import Counter
from typing import Any
from uuid import UUID

import psycopg

from app.handoffs.models import Leg
from app.handoffs.operations.reconciliation import compared
from app.handoffs.workflow import LegState
from app.kernel.db import db
from harness.reconciliation.faults import FAULTS, Fault
from harness.stage.factories import a_commune
from harness.stage.factories.legs import brought_to

HEALTHY = 2
"""Healthy legs in each state beside the faulty ones."""


def compare(times: int, line: psycopg.Connection[Any]) -> dict[str, Any]:
    """Make the data, inject the faults, reconcile, and count; ``line`` is a superuser
    connection.
    """
    faults = [FAULTS[n % len(FAULTS)] for n in range(times)]
    states = [fault.state for fault in faults] + [*LegState] * HEALTHY
    legs = brought_to(states, [a_commune(n) for n in range(3)])
    early = _differences()
    wanted = {leg: fault.kind for fault, leg in zip(faults, legs, strict=False)}
    for fault, leg in zip(faults, legs, strict=False):
        spoil(line, fault, leg)
    db.session.expire_all()
    found = _differences()
    named = {leg for leg, kind in wanted.items() if str(kind) in found.get(str(leg), ())}
    missed = Counter(str(kind) for leg, kind in wanted.items() if leg not in named)
    strange = {leg: told for leg, told in found.items() if UUID(leg) not in wanted}
    false = [*early.values(), *strange.values()]
    return {
        "reconcile_seeded": times,
        "reconcile_found": len(named),
        "missed": dict(missed),
        "false_alarms": len(false),
        "false_kinds": dict(Counter(kind for told in false for kind in told)),
        "kinds": len({str(kind) for kind in wanted.values()}),
        "legs": len(legs),
    }


def _differences() -> dict[str, list[str]]:
    told: dict[str, list[str]] = {}
    for counts in compared(Leg.id.is_not(None)).values():
        for each in counts.differences:
            told.setdefault(str(each.leg_id), []).append(str(each.kind))
    return told


def spoil(line: psycopg.Connection[Any], fault: Fault, leg: UUID) -> None:
    """Apply the fault to this leg, with triggers off."""
    with line.transaction():
        line.execute("set local session_replication_role = replica")
        changed = line.execute(fault.sql.encode(), {"leg": leg}).rowcount
    if changed < 1:
        raise AssertionError(f"{fault.kind}: nothing to spoil ({fault.sql})")
