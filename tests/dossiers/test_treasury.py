"""Own fees leave the till for the treasury: recorded, never more than was taken, receipts without
gaps, and every day's sheet balances.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, timedelta

import pytest

from app.accounts.roles import Role
from app.dossiers.models.dossier import Dossier
from app.dossiers.models.payments import Fee, MoneyMove
from app.dossiers.models.treasury import Fund, TreasuryPayment
from app.dossiers.operations import payments, treasury
from app.dossiers.queries import payments as dossiers_payments
from app.dossiers.rules.payments import SERVICE_FEES_SINCE, SERVICES, CashColumn, missing_numbers
from app.dossiers.workflow import SlipKind, State
from app.kernel import clock
from app.kernel.db import db
from app.procedures import catalogue
from app.procedures.models.vocabulary import FeeKind, FeeWhen
from harness.stage.factories import ADossier, a_commune
from harness.stage.factories.dossiers import RECEPTION, fee_key
from tests.dossiers.test_slip_issue import desk_of, printed
from tests.handoffs.conftest import Desk, desk
from tests.refusals import expect_refusal

__all__ = ["desk"]

pytestmark = pytest.mark.usefixtures("database")

PAGE = "/can-bo/mot-cua/kho-bac/"


def paid(when: FeeWhen, amount: int, *, on: date | None = None) -> Dossier:
    """A dossier whose citizen has paid one own fee of the commune."""
    with clock.frozen(clock.at(on or clock.today(), 9)):
        dossier = ADossier(State.ACCEPTED)
        dossier.submitted_at = clock.now()
        key = fee_key(dossier, when)
        fee = next((fee for fee in dossier.fees if fee.key == key), None)
        if fee is None:
            fee = Fee(key=key, kind=FeeKind.FEE, label=f"Khoản {key}")
            dossier.fees.append(fee)
        fee.amount = amount
        db.session.flush()
        payments.take(dossier, [fee], by=desk_of(dossier), no=None)
    return dossier


def hand_over(dossier: Dossier, amount: int, on: date | None = None) -> TreasuryPayment:
    day, by = on or clock.today(), desk_of(dossier)
    return treasury.hand_over(
        dossier.commune, Fund.DUTY, amount, paper_no="GNT 0012", paid_on=day, by=by
    )


def left(dossier: Dossier) -> int:
    return dossiers_payments.till(dossier.commune_id, clock.today(), clock.today()).closing()


def test_what_is_handed_over_is_no_longer_in_the_till() -> None:
    dossier = paid(FeeWhen.LATE, 8000)
    payment = hand_over(dossier, 8000)
    assert (payment.paper_no, payment.amount, payment.staff_id) == (
        "GNT 0012",
        8000,
        desk_of(dossier).staff_id,
    )
    assert left(dossier) == 0
    said = printed(payments.issue_cash(dossier.commune, clock.today(), by=desk_of(dossier)))
    assert "Tồn cuối ngày: 0 đồng" in said
    assert "GNT 0012" in said


def test_more_than_was_taken_cannot_be_handed_over() -> None:
    dossier = paid(FeeWhen.LATE, 8000)
    with expect_refusal(
        "Compare the payment document with the receipts of the period", match=r"8\.000 đ"
    ):
        hand_over(dossier, 8001)
    with expect_refusal("Compare the payment document with the receipts of the period"):
        hand_over(dossier, 8000, on=clock.today() - timedelta(days=1))


def test_money_held_for_the_police_never_goes_to_the_treasury() -> None:
    dossier = ADossier(State.PREPARED)
    assert left(dossier) > 0
    with expect_refusal("Compare the payment document with the receipts of the period"):
        hand_over(dossier, 1000)


def test_a_mistaken_record_is_cancelled_once_and_both_stay() -> None:
    dossier = paid(FeeWhen.LATE, 8000)
    payment = hand_over(dossier, 5000)
    db.session.flush()
    treasury.cancel(payment, "Ghi nhầm số tiền", by=desk_of(dossier))
    db.session.flush()
    assert left(dossier) == 8000
    with expect_refusal("This record cannot be cancelled"):
        treasury.cancel(payment, "Lần nữa", by=desk_of(dossier))
    hand_over(dossier, 8000)
    today = clock.today()
    amounts = [
        p.amount for p in dossiers_payments.treasury_payments(dossier.commune_id, today, today)
    ]
    assert amounts == [5000, -5000, 8000]


@pytest.mark.parametrize(
    ("when", "day", "fund"),
    [
        (FeeWhen.COPIES, date(2016, 12, 31), Fund.DUTY),
        (FeeWhen.COPIES, date(2017, 1, 1), Fund.SERVICE_FEE),
        (FeeWhen.LATE, date(2016, 12, 31), Fund.DUTY),
        (FeeWhen.LATE, date(2017, 1, 1), Fund.DUTY),
    ],
)
def test_a_copy_is_a_phi_since_2017_and_a_registration_stays_a_le_phi(
    when: FeeWhen, day: date, fund: Fund
) -> None:
    dossier = paid(when, 8000, on=day)
    till = dossiers_payments.till(dossier.commune_id, day, day)
    assert till.moved(CashColumn.TAKEN, fund) == 8000
    assert till.moved(CashColumn.TAKEN) == 8000


def test_the_catalogue_calls_each_charge_by_the_word_of_its_law() -> None:
    fees = json.loads((catalogue.HERE / "fees.json").read_text())
    for key, fee in fees.items():
        since, until = fee.get("valid_from", ""), fee.get("valid_to", "9999")
        serves = fee["due_when"] in SERVICES
        if not serves or until < SERVICE_FEES_SINCE.isoformat():
            assert fee["label"].startswith("Lệ phí"), key
        elif since >= SERVICE_FEES_SINCE.isoformat():
            assert fee["label"].startswith("Phí"), key


def test_own_fees_have_receipts_of_their_own_without_gaps() -> None:
    first, today = paid(FeeWhen.LATE, 8000), clock.today()
    paid(FeeWhen.LATE, 8000)
    ADossier(State.PREPARED, first.commune)  # money for the police: another series
    receipts = dossiers_payments.receipts_of_fees(first.commune_id, today, today)
    assert [slip.number for slip in receipts] == [f"0{n}/{today.year}/BL" for n in (1, 2)]
    assert "BIÊN LAI THU PHÍ, LỆ PHÍ" in printed(receipts[0])
    assert missing_numbers(receipts) == []
    receipts[1].number_in_year = 4
    assert missing_numbers(receipts) == [f"0{n}/{today.year}" for n in (2, 3)]
    db.session.expire(receipts[1])


def test_the_sheet_of_a_period_adds_up() -> None:
    yesterday = clock.today() - timedelta(days=1)
    dossier = paid(FeeWhen.LATE, 8000, on=yesterday)
    later = paid(FeeWhen.COPIES, 24_000)
    hand_over(dossier, 5000)
    db.session.flush()
    slip = treasury.issue_sheet(dossier.commune, clock.today(), clock.today(), by=desk_of(dossier))
    assert slip.kind is SlipKind.TREASURY
    said = printed(slip)
    assert "Lệ phí 8.000 0 5.000 3.000" in said
    assert "Phí 0 24.000 0 24.000" in said
    assert "Cộng 8.000 24.000 5.000 27.000" in said
    assert later.code in said
    assert dossier.code not in said, "it was paid before the period"


def test_the_desk_records_a_payment_and_takes_it_back(desk: Callable[..., Desk]) -> None:
    dossier = paid(FeeWhen.LATE, 8000)
    officer, today = desk(RECEPTION, dossier.commune), clock.today().isoformat()
    form = {"commune": dossier.commune_id, "fund": "duty", "paper_no": "GNT 7", "paid_on": today}
    said = officer.send(PAGE, f"{PAGE}nop", **form, amount=9000).get_data(as_text=True)
    assert "8.000\xa0đ" in said or "8.000 đ" in said
    assert officer.send(PAGE, f"{PAGE}nop", **form, amount=8000).status_code == 302
    page = officer.see(PAGE)
    assert "GNT 7" in page
    [payment] = dossiers_payments.treasury_payments(
        dossier.commune_id, clock.today(), clock.today()
    )
    place = f"{PAGE}{payment.id}/huy?xa={dossier.commune_id}"
    wrong = {"commune": dossier.commune_id, "reason": "Sai số giấy nộp tiền"}
    assert officer.send(place, f"{PAGE}{payment.id}/huy", **wrong).status_code == 302
    assert "Sai số giấy nộp tiền" in officer.see(PAGE)
    assert officer.send(PAGE, f"{PAGE}bang-ke").status_code == 302


def test_district_and_city_see_their_communes_and_a_stranger_nothing(
    desk: Callable[..., Desk],
) -> None:
    dossier = paid(FeeWhen.LATE, 8000)
    stranger = desk(RECEPTION, a_commune(1))
    assert stranger.status(f"{PAGE}?xa={dossier.commune_id}") == 404
    for role in (Role.DISTRICT_JUSTICE, Role.CITY_JUSTICE):
        said = desk(role, dossier.commune).see(PAGE)
        assert dossier.commune.name[1:] in said
        assert "8.000" in said


def test_money_that_an_agency_returned_is_not_handed_over_either() -> None:
    dossier = ADossier(State.AT_AGENCIES)
    fee = next(fee for fee in dossier.fees if fee.amount)
    payments.book(fee, MoneyMove.CAME_BACK, dossier, by=desk_of(dossier))
    today = clock.today()
    till = dossiers_payments.till(dossier.commune_id, today, today)
    assert till.closing(Fund.HELD) == fee.amount == till.closing()
