"""The legal clock of a dossier and its legs, against the calendar of 2016."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime

import pytest

from app.accounts.roles import Role
from app.dossiers import rules
from app.dossiers.models.dossier import Dossier
from app.dossiers.operations import appointments, transitions, visits
from app.dossiers.rules.appointments import VISITS_AT_ONCE
from app.dossiers.workflow import Action, State
from app.handoffs.queries import packets
from app.handoffs.workflow import LegAction
from app.kernel import clock
from app.kernel.deadlines.explanation import ExplanationKind
from app.procedures.models.vocabulary import LegKind
from app.procedures.rules.procedure_finder import BIRTH, LINKED_A, LINKED_B
from harness.stage.factories import ADossier, a_commune, somebody
from harness.stage.factories import dossiers as walk
from harness.stage.factories.places import DONG_ANH

pytestmark = pytest.mark.usefixtures("database")


@contextmanager
def on(day: int, hour: int = 9, minute: int = 0, month: int = 11) -> Iterator[None]:
    """A moment of November 2016; the 21st was a Monday."""
    with clock.frozen(clock.at(date(2016, month, day), hour, minute)):
        yield


def end_of(day: int, month: int) -> datetime:
    return clock.at(date(2016, month, day), 17)


def submitted(procedure: str | None = None, district: str | None = None) -> Dossier:
    """Sent on Monday 21/11/2016 at nine."""
    commune = a_commune(district=district) if district else None
    with on(21):
        return ADossier(commune=commune, procedure=procedure or LINKED_A)


def test_before_acceptance_no_clock_runs() -> None:
    dossier = submitted()
    assert (dossier.due_at, dossier.promised_at, dossier.clock_started_at) == (None, None, None)


def test_twenty_working_days_run_from_acceptance() -> None:
    dossier = submitted()
    with on(21, 15, 20):
        walk.accepted(dossier)
    assert dossier.due_at == dossier.promised_at == end_of(19, 12)


def test_the_two_linked_parts_have_fifteen() -> None:
    dossier = submitted(LINKED_B)
    with on(21, 10):
        walk.accepted(dossier)
    assert dossier.due_at == end_of(12, 12)


def test_a_district_may_promise_less() -> None:
    dossier = submitted(district=DONG_ANH)
    with on(21, 10):
        walk.accepted(dossier)
    assert dossier.due_at == end_of(28, 11)


def test_a_remote_commune_gets_more_for_linked_dossiers_alone() -> None:
    for procedure, due in ((None, end_of(26, 12)), (BIRTH, None)):
        dossier = submitted(procedure)
        dossier.commune.remote_days = 5
        with on(21, 10):
            walk.accepted(dossier)
        assert dossier.due_at == dossier.promised_at == due
    assert dossier.extensions == []


def test_what_a_remote_commune_gets_is_told_and_proved() -> None:
    dossier = submitted()
    dossier.commune.remote_days = 2
    with on(21, 10):
        walk.accepted(dossier)
    reckoning = transitions.compute_deadline(dossier)
    assert reckoning is not None
    assert [
        line.facts for line in reckoning.lines if line.kind is ExplanationKind.MORE_FOR_DISTANCE
    ] == [{"amount": 2}]
    proofs = {event.id: event.action for event in dossier.journal}
    assert [proofs[each.proof_event_id] for each in dossier.extensions] == [Action.ACCEPT]


def test_a_birth_alone_counts_from_the_visit() -> None:
    dossier = submitted(BIRTH)
    with on(21, 10):
        walk.accepted(dossier)
    assert dossier.due_at is None
    with on(22, 14):
        walk.visited(dossier)
    assert dossier.due_at == dossier.promised_at == end_of(22, 11)


def test_a_birth_after_three_is_for_the_next_working_day() -> None:
    dossier = submitted(BIRTH)
    with on(21, 10):
        walk.accepted(dossier)
    with on(25, 15, 20):  # a Friday
        walk.visited(dossier)
    assert dossier.due_at == end_of(28, 11)


def test_a_second_visit_does_not_move_the_day() -> None:
    dossier = submitted(BIRTH)
    with on(21, 10):
        walk.accepted(dossier)
    with on(22, 14):
        walk.visited(dossier)
    with on(24, 9):
        walk.visited(dossier)
    assert dossier.due_at == end_of(22, 11)


def test_a_supplement_before_acceptance_costs_no_time() -> None:
    dossier = submitted()
    with on(21, 10):
        walk.asked(dossier)
    assert dossier.pauses == []
    with on(24):
        walk.supplied(dossier)
        walk.accepted(dossier)
    assert dossier.due_at == end_of(22, 12)


def test_a_supplement_after_acceptance_stops_the_clock_and_starts_it_again() -> None:
    dossier = submitted()
    with on(21, 10):
        walk.accepted(dossier)
    promised = dossier.promised_at
    with on(23):
        walk.asked(dossier)
    assert dossier.due_at is None
    assert rules.pauses(dossier)[0].end is None
    with on(28):
        walk.supplied(dossier)
    assert dossier.due_at == end_of(22, 12)  # 24, 25 and 28 November are not counted
    assert dossier.promised_at == promised


def test_a_pause_of_one_day_moves_nothing() -> None:
    dossier = submitted()
    with on(21, 10):
        walk.accepted(dossier)
    due = dossier.due_at
    with on(23, 9):
        walk.asked(dossier)
    with on(23, 16):
        walk.supplied(dossier)
    assert dossier.due_at == due


def test_a_supplement_asked_on_the_last_day_makes_no_dossier_late() -> None:
    dossier = submitted()
    with on(21, 10):
        walk.accepted(dossier)
    with on(19, 16, 50, month=12):
        walk.asked(dossier)
    with on(23, 10, month=12):  # a Friday
        walk.supplied(dossier)
        assert dossier.due_at == end_of(23, 12)
        assert not rules.is_late(dossier, clock.now())
    reckoning = transitions.compute_deadline(dossier)
    assert reckoning is not None
    assert [line.facts["then"] for line in reckoning.lines if line.kind == "days_used"] == [
        date(2016, 12, 23)
    ]


def test_a_pause_that_ends_at_once_does_not_stay_open() -> None:
    dossier = submitted()
    with on(21, 10):
        walk.accepted(dossier)
        due = dossier.due_at
        for _n in range(2):
            walk.asked(dossier)
            walk.supplied(dossier)
    assert dossier.due_at == due
    assert rules.open_pauses(dossier) == ()


def test_a_stop_ends_an_open_pause_and_the_clock() -> None:
    dossier = submitted()
    with on(21, 10):
        walk.accepted(dossier)
    with on(22):
        walk.asked(dossier)
    with on(30, month=12):
        walk.stopped(dossier)
    assert dossier.due_at is None
    assert dossier.ended_at == clock.at(date(2016, 12, 30), 9)
    assert rules.open_pauses(dossier) == ()


def test_late_is_after_the_due_moment_and_is_written_down_at_the_end() -> None:
    dossier = submitted(BIRTH)
    with on(21, 10):
        walk.accepted(dossier)
    with on(22):
        walk.visited(dossier)
        walk.prepared(dossier)
        walk.proposed(dossier)
    assert dossier.due_at is not None
    assert not rules.is_late(dossier, dossier.due_at)
    with on(24):
        assert rules.is_late(dossier, clock.now())
        walk.signed(dossier)
    assert dossier.state is State.READY
    complete = next(event for event in dossier.journal if event.action == Action.COMPLETE)
    assert complete.facts["late"] is True
    assert dossier.due_at is None


def test_the_reckoning_explains_itself() -> None:
    dossier = submitted()
    assert transitions.compute_deadline(dossier) is None
    with on(21, 10):
        walk.accepted(dossier)
    reckoning = transitions.compute_deadline(dossier)
    assert reckoning is not None
    assert reckoning.due_at == dossier.due_at
    assert len(reckoning.lines) > 2


def at_agencies() -> Dossier:
    """Accepted on Monday 21/11, sent on Tuesday 22/11."""
    dossier = submitted()
    with on(21, 10):
        walk.accepted(dossier)
    with on(22):
        for step in (walk.visited, walk.prepared, walk.proposed, walk.signed, walk.sent):
            step(dossier)
    return dossier


def test_the_agencies_count_from_the_receipt_of_their_packet() -> None:
    legs = {leg.kind: leg for leg in packets.of_dossier(at_agencies().id)}
    police, insurance = legs[LegKind.POLICE], legs[LegKind.INSURANCE]
    assert (police.due_at, insurance.due_at) == (None, None)
    with on(23):
        walk.move(police, LegAction.RECEIVE, Role.POLICE)
        walk.move(insurance, LegAction.RECEIVE, Role.INSURANCE)
    assert police.due_at == end_of(8, 12)
    assert insurance.due_at == end_of(7, 12)


def test_a_packet_that_has_to_be_completed_counts_afresh() -> None:
    legs = {leg.kind: leg for leg in packets.of_dossier(at_agencies().id)}
    police = legs[LegKind.POLICE]
    with on(23):
        walk.move(police, LegAction.RECEIVE, Role.POLICE)
    with on(25):
        walk.move(police, LegAction.ASK_COMPLETION, Role.POLICE, "Thiếu trang 3")
    assert police.due_at is None
    with on(28):
        walk.move(police, LegAction.RESEND, Role.COMMUNE_JUSTICE, "Đã bổ sung trang 3")
    with on(29):
        walk.move(police, LegAction.RECEIVE, Role.POLICE)
    assert police.due_at == end_of(14, 12)
    assert [packet.n for packet in police.packets] == [1, 2]


def test_a_shorter_limit_of_the_district_reaches_promise_chain_and_agencies() -> None:
    dossier = submitted(district=DONG_ANH)
    with on(21, 10):
        walk.accepted(dossier)
        assert dossier.promised_at == dossier.due_at == end_of(28, 11)
        for step in (walk.visited, walk.prepared, walk.proposed, walk.signed, walk.sent):
            step(dossier)
    legs = {leg.kind: leg for leg in packets.of_dossier(dossier.id)}
    with on(23):  # a Wednesday: three days of the week, three working days
        walk.move(legs[LegKind.POLICE], LegAction.RECEIVE, Role.POLICE)
        walk.move(legs[LegKind.INSURANCE], LegAction.RECEIVE, Role.INSURANCE)
    assert legs[LegKind.POLICE].due_at == end_of(28, 11)
    assert legs[LegKind.INSURANCE].due_at == end_of(28, 11)


def test_the_clock_of_the_commune_runs_on_while_the_agencies_work() -> None:
    dossier = at_agencies()
    assert dossier.due_at == end_of(19, 12)
    with on(7, month=12):
        walk.collected(dossier)
    assert dossier.state is State.READY
    assert [dossier.due_at, dossier.promised_at] == [None, end_of(19, 12)]


def test_the_appointments_offered_are_free_moments_of_working_days() -> None:
    dossier = submitted()
    with on(25, 16, 30):  # a Friday
        moments = appointments.free_moments(dossier)
        assert clock.local(moments[0]) == clock.at(date(2016, 11, 28), 8)
        for _n in range(VISITS_AT_ONCE):
            other = ADossier()
            by = somebody(Role.COMMUNE_RECEPTION, other.commune).at(other)
            visits.accept(other, by=by, visit_at=moments[0])
        assert appointments.free_moments(dossier)[0] == moments[1]
