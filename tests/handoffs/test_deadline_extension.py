"""How completing a packet extends the limit of the whole chain (TTLT 05/2015)."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from app.accounts.roles import Role
from app.dossiers.models.dossier import Dossier
from app.dossiers.operations import transitions
from app.dossiers.workflow import State
from app.handoffs.models import Leg
from app.handoffs.queries import packets
from app.handoffs.workflow import LegAction
from app.kernel import clock
from app.kernel.deadlines.calendar import Calendar
from app.kernel.deadlines.explanation import ExplanationKind
from app.procedures.models.vocabulary import LegKind
from harness.stage.factories import ADossier
from harness.stage.factories import dossiers as walk

pytestmark = pytest.mark.usefixtures("database")


def at(day: int, hour: int = 9) -> datetime:
    """A moment of November 2016; the 21st was a Monday."""
    return clock.at(date(2016, 11, day), hour)


def end_of(day: int) -> datetime:
    return clock.at(date(2016, 12, day), 17)


def at_the_police() -> tuple[Dossier, Leg]:
    """Accepted on Monday 21/11, due on Monday 19/12; received by the police on the 22nd."""
    with clock.frozen(at(21)):
        dossier = ADossier(State.AT_AGENCIES)
    legs = {leg.kind: leg for leg in packets.of_dossier(dossier.id)}
    with clock.frozen(at(22)):
        walk.move(legs[LegKind.POLICE], LegAction.RECEIVE, Role.POLICE)
        walk.move(legs[LegKind.INSURANCE], LegAction.RECEIVE, Role.INSURANCE)
    assert dossier.due_at == dossier.promised_at == end_of(19)
    return dossier, legs[LegKind.POLICE]


def completed(leg: Leg, asked: datetime, resent: datetime) -> None:
    """The agency asks, the commune sends again."""
    holder = walk.HOLDER[leg.kind]
    with clock.frozen(asked):
        walk.move(leg, LegAction.ASK_COMPLETION, holder, "Thiếu trang 3")
    with clock.frozen(resent):
        walk.move(leg, LegAction.RESEND, Role.COMMUNE_JUSTICE, "Đã bổ sung trang 3")


def test_the_day_a_completion_took_is_added_to_the_chain() -> None:
    dossier, police = at_the_police()
    completed(police, at(23), at(24))
    assert dossier.due_at == end_of(20)
    assert [(each.amount, each.cause) for each in dossier.extensions] == [(1, LegAction.RESEND)]


def test_the_date_on_the_slip_stays() -> None:
    dossier, police = at_the_police()
    completed(police, at(23), at(24))
    assert dossier.promised_at == end_of(19)


def test_no_completion_adds_more_than_two_days() -> None:
    dossier, police = at_the_police()
    completed(police, at(23), at(30))
    assert dossier.due_at == end_of(21)


def test_all_completions_together_add_no_more_than_two_days() -> None:
    dossier, police = at_the_police()
    completed(police, at(23), at(24))
    insurance = next(leg for leg in packets.of_dossier(dossier.id) if leg.kind is LegKind.INSURANCE)
    completed(insurance, at(24), at(29))
    with clock.frozen(at(29, 10)):
        walk.move(police, LegAction.RECEIVE, Role.POLICE)
    completed(police, at(29, 11), at(30))
    assert dossier.due_at == end_of(21)
    assert [each.amount for each in dossier.extensions] == [1, 1]


def test_completing_on_the_same_day_moves_nothing() -> None:
    dossier, police = at_the_police()
    completed(police, at(23, 9), at(23, 16))
    assert dossier.due_at == end_of(19)
    assert dossier.extensions == []


def test_a_week_end_is_no_time_that_completing_took() -> None:
    dossier, police = at_the_police()
    completed(police, at(25), at(27))  # Friday to Sunday
    assert dossier.extensions == []


def test_the_reckoning_tells_what_was_added() -> None:
    dossier, police = at_the_police()
    completed(police, at(23), at(24))
    reckoning = transitions.compute_deadline(dossier)
    assert reckoning is not None
    added = [line for line in reckoning.lines if line.kind is ExplanationKind.MORE_FOR_COMPLETION]
    assert [line.facts["amount"] for line in added] == [1]


def test_working_days_between_count_the_last_day_and_not_the_first() -> None:
    assert Calendar().working_days_between(at(25), at(28)) == 1
    assert Calendar().working_days_between(at(25), at(25, 16)) == 0
