"""Packets without activity: the figure on the start page is the number of rows of the list."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app.accounts.roles import Role
from app.handoffs.queries import stuck_packets
from app.handoffs.queries.stuck_packets import Stuck
from app.handoffs.workflow import LegState
from app.kernel import clock
from app.kernel.db import counted
from harness.reconciliation import brought_to
from tests.factories import a_commune, somebody

WHY = {
    LegState.SENT: Stuck.NOT_RECEIVED,
    LegState.RECEIVED: Stuck.LATE,
    LegState.ANSWERED: Stuck.NOT_COLLECTED,
    LegState.REFUSED: Stuck.NOT_NOTED,
    LegState.COMPLETING: Stuck.NOT_COMPLETED,
}


@pytest.mark.usefixtures("database")
@pytest.mark.parametrize("state", WHY)
def test_a_packet_that_waits_is_listed_and_counted_once_its_days_are_over(state: LegState) -> None:
    commune = a_commune()
    waiting, _prepared = brought_to([state, LegState.PREPARED], [commune])
    actor = somebody(Role.COMMUNE_JUSTICE, commune).actor
    assert (stuck_packets.stuck(actor), counted(stuck_packets.stuck_count(actor))) == ([], [0])
    with clock.frozen(clock.now() + timedelta(days=60)):
        (row,) = stuck_packets.stuck(actor)
        assert (row.leg.id, row.why) == (waiting, WHY[state])
        assert counted(stuck_packets.stuck_count(actor)) == [1]
