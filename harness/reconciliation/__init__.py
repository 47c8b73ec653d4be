"""The reconciliation of two ledgers must find every packet that is lost or counted twice.

``python -m harness.reconciliation 200`` injects faults, each into another packet, among healthy
ones, and prints one line of JSON. Each must be reported with its kind, and nothing else.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

import psycopg

from app.dossiers.workflow import State
from app.handoffs.models import Leg
from app.handoffs.operations.reconciliation import compared
from app.handoffs.queries import packets
from app.handoffs.workflow import LegAction, LegState
from app.kernel.db import db, transaction
from app.organisation.models import Unit
from harness.reconciliation.faults import FAULTS, Fault
from tests.factories import ADossier, a_commune
from tests.factories import dossiers as walk
from tests.factories.dossiers import HOLDER, JUSTICE, RECEPTION, move

HEALTHY = 2
"""Healthy legs in each state beside the faulty ones."""


def measure(times: int, line: psycopg.Connection[Any]) -> dict[str, Any]:
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


# ---- healthy legs -------------------------------------------------------------------------------


def brought_to(states: Sequence[LegState], communes: Sequence[Unit]) -> list[UUID]:
    """A leg in each of these states, brought there by the operations; two to a dossier."""
    found: list[UUID] = []
    for n in range(0, len(states), 2):
        with transaction():
            dossier = ADossier(State.REGISTERED, communes[n % len(communes)])
            pairs = zip(packets.of_dossier(dossier.id), states[n : n + 2], strict=False)
            for leg, state in pairs:
                _WAYS[state](leg)
                found.append(leg.id)
    return found


def _sent(leg: Leg) -> None:
    if leg.kind == "insurance":
        move(leg, LegAction.CONFIRM_LIST, walk.LABOUR)
    move(leg, LegAction.SEND, JUSTICE)


def _received(leg: Leg) -> None:
    _sent(leg)
    move(leg, LegAction.RECEIVE, HOLDER[leg.kind])


def _by_agency(action: LegAction) -> Callable[[Leg], None]:
    def go(leg: Leg) -> None:
        _received(leg)
        move(leg, action, HOLDER[leg.kind], "Thiếu chữ ký chủ hộ")

    return go


def _answered(leg: Leg) -> None:
    _received(leg)
    walk.answered(leg)


def _collected(leg: Leg) -> None:
    _answered(leg)
    move(leg, LegAction.COLLECT, RECEPTION)


def _recalled(leg: Leg) -> None:
    _sent(leg)
    move(leg, LegAction.RECALL, JUSTICE, "Gia đình đổi ý")


_WAYS: dict[LegState, Callable[[Leg], None]] = {
    LegState.PREPARED: lambda _leg: None,
    LegState.SENT: _sent,
    LegState.RECEIVED: _received,
    LegState.COMPLETING: _by_agency(LegAction.ASK_COMPLETION),
    LegState.ANSWERED: _answered,
    LegState.REFUSED: _by_agency(LegAction.REFUSE),
    LegState.COLLECTED: _collected,
    LegState.RECALLED: _recalled,
}

__all__ = ["brought_to", "measure", "spoil"]
