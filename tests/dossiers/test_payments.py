"""Money: taken, transferred, returned, refunded; each once, and never more than there is."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from app.accounts.roles import Role
from app.dossiers.models.dossier import Dossier
from app.dossiers.models.payments import Fee, MoneyMove
from app.dossiers.models.slips import Slip
from app.dossiers.operations import payments
from app.dossiers.queries import payments as dossiers_payments
from app.dossiers.workflow import SlipKind, State
from app.handoffs.workflow import LegAction
from app.kernel import clock
from app.kernel.db import db
from app.procedures.models.vocabulary import LegKind
from harness.stage.factories import ADossier
from harness.stage.factories.dossiers import JUSTICE, move, slips_of
from tests.dossiers.test_slip_issue import desk_of, printed
from tests.handoffs.conftest import leg_of
from tests.refusals import expect_refusal

pytestmark = pytest.mark.usefixtures("database")


def held(dossier: Dossier) -> Fee:
    return next(fee for fee in dossier.fees if fee.amount)


def kinds(dossier: Dossier) -> list[MoneyMove]:
    return [move.kind for move in dossiers_payments.money_history(dossier.id)]


def slip_of(dossier: Dossier, kind: SlipKind) -> Slip:
    return next(slip for slip in slips_of(dossier.id) if slip.kind is kind)


def test_money_taken_at_the_visit_has_a_receipt_and_an_officer() -> None:
    dossier = ADossier(State.PREPARED)
    [taken] = dossiers_payments.money_history(dossier.id)
    assert (taken.kind, taken.amount) == (MoneyMove.TAKEN, held(dossier).amount)
    assert taken.staff_name
    assert taken.staff_name in printed(slip_of(dossier, SlipKind.MONEY_TAKEN))


def test_money_goes_with_the_packet_and_the_receipt_comes_back() -> None:
    dossier = ADossier(State.AT_AGENCIES)
    assert kinds(dossier) == [MoneyMove.TAKEN, MoneyMove.PASSED_ON]
    payments.record_receipt(dossier, held(dossier), "BL 0042", by=desk_of(dossier))
    assert dossiers_payments.money_history(dossier.id)[-1].receipt_no == "BL 0042"
    with expect_refusal("this cannot be booked, because the money is not at the"):
        payments.record_receipt(dossier, held(dossier), "BL 0043", by=desk_of(dossier))


@pytest.mark.parametrize("kind", [MoneyMove.TAKEN, MoneyMove.CAME_BACK, MoneyMove.REFUNDED])
def test_what_an_agency_holds_cannot_be_taken_twice_or_given_back(kind: MoneyMove) -> None:
    dossier = ADossier(State.AT_AGENCIES)
    if kind is MoneyMove.CAME_BACK:
        payments.book(held(dossier), kind, dossier, by=desk_of(dossier))
    with expect_refusal("this cannot be booked, because the money is not at the"):
        payments.book(held(dossier), kind, dossier, by=desk_of(dossier))


def test_a_refusal_of_the_police_brings_the_money_back() -> None:
    dossier = ADossier(State.AT_AGENCIES)
    leg = leg_of(dossier, LegKind.POLICE)
    move(leg, LegAction.RECEIVE, Role.POLICE)
    move(leg, LegAction.REFUSE, Role.POLICE, "Không đủ điều kiện")
    move(leg, LegAction.NOTE_REFUSAL, JUSTICE)
    assert kinds(dossier)[-1] is MoneyMove.CAME_BACK
    payments.give_back(dossier, by=desk_of(dossier))
    assert kinds(dossier)[-1] is MoneyMove.REFUNDED
    assert "PHIẾU HOÀN TRẢ TIỀN" in printed(slip_of(dossier, SlipKind.MONEY_REFUNDED))


def test_the_money_of_a_rehearsal_is_not_in_the_desks_till() -> None:
    dossier, day = ADossier(State.PREPARED), clock.today()
    assert dossiers_payments.cash_rows(dossier.commune_id, day, day)
    dossier.is_rehearsal = True
    db.session.flush()
    assert dossiers_payments.cash_rows(dossier.commune_id, day, day) == []
    assert dossiers_payments.till(dossier.commune_id, day, day).closing() == 0


def test_the_cash_sheet_adds_up() -> None:
    first = ADossier(State.PREPARED)
    second = ADossier(State.AT_AGENCIES, first.commune)
    day, amount = clock.today(), held(first).amount
    slip = payments.issue_cash(first.commune, day, by=desk_of(first))
    assert slip.report_date == day
    said = printed(slip)
    assert f"Tồn cuối ngày: {amount:,} đồng".replace(",", ".") in said
    assert first.code in said
    assert second.code in said
    assert payments.issue_cash(first.commune, day, by=desk_of(first)) is slip
    assert dossiers_payments.till(first.commune_id, day, day).opening() == 0
    found = db.session.scalars(select(Slip).where(Slip.kind == SlipKind.CASH)).all()
    assert found == [slip]
