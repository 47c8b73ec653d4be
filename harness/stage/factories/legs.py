"""Legs in any state, brought there by the operations."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from uuid import UUID

from app.dossiers.workflow import State
from app.handoffs.models import Leg
from app.handoffs.queries import packets
from app.handoffs.workflow import LegAction, LegState
from app.kernel.db import transaction
from app.organisation.models import Unit
from harness.stage.factories import ADossier
from harness.stage.factories import dossiers as walk
from harness.stage.factories.dossiers import HOLDER, JUSTICE, RECEPTION, move


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
