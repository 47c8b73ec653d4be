"""Packets without activity: the figure on the start page is the number of rows of the list."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app.accounts.roles import Role
from app.handoffs.models import Leg
from app.handoffs.queries import stuck_packets
from app.handoffs.queries.packet_lists import PAGE
from app.handoffs.queries.stuck_packets import AT_MOST, Stuck
from app.handoffs.workflow import LegState
from app.kernel import clock
from app.kernel.db import counted, db
from harness.stage.factories import a_commune, a_copy_of, somebody
from harness.stage.factories.legs import brought_to
from tests.handoffs.test_agency_pages import Sit

WHY = {
    LegState.SENT: Stuck.NOT_RECEIVED,
    LegState.RECEIVED: Stuck.LATE,
    LegState.ANSWERED: Stuck.NOT_COLLECTED,
    LegState.REFUSED: Stuck.NOT_NOTED,
    LegState.COMPLETING: Stuck.NOT_COMPLETED,
}
PAGES = {
    "/can-bo/lien-thong-ton-dong/": '<a class="mc-rowlink"',
    "/can-bo/phieu-giao-nhan/": 'name="goi"',
}
"""Lists of packets, and what stands once in each row."""


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


def test_packets_beyond_a_page_stand_on_the_next_and_are_not_counted_to_the_end(
    desk: Sit,
) -> None:
    first, _other = brought_to([LegState.SENT] * 2, [a_commune()])
    dossier, justice = db.session.get_one(Leg, first).dossier, desk(Role.COMMUNE_JUSTICE)
    later = clock.now() + timedelta(days=60)
    for legs, shown in ((AT_MOST, "100"), (AT_MOST + 2, "100+")):
        for n in range(db.session.query(Leg).count(), legs, 2):
            a_copy_of(dossier, n)
        db.session.flush()
        with clock.frozen(later):
            assert f"<strong>{shown}</strong>" in justice.see("/can-bo/")
    with clock.frozen(later):
        for address, row in PAGES.items():
            rows = [justice.see(f"{address}?trang={n}").count(row) for n in (1, 4, 5)]
            assert rows == [PAGE, PAGE, 2]
            assert "trang=5" in justice.see(f"{address}?trang=6")  # nobody is stranded there
