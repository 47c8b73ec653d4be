"""Handing own fees over to the treasury, and the sheet of a period (nộp phí, lệ phí)."""

from datetime import date, timedelta

from flask_babel import lazy_gettext as _
from sqlalchemy import text

from app.dossiers.models.slips import Slip
from app.dossiers.models.treasury import PAID_IN, Fund, TreasuryPayment
from app.dossiers.operations.daily_documents import period_of
from app.dossiers.operations.slip_issue import Issuer, issue
from app.dossiers.queries import payments
from app.dossiers.rules.payments import FUND_LABELS, CashColumn
from app.dossiers.slips import payments as dossiers_payments
from app.dossiers.workflow import SlipKind
from app.kernel import clock
from app.kernel.db import db
from app.kernel.errors import Refused
from app.kernel.i18n.formatting import money
from app.organisation.models import Unit

_ONE_AT_A_TIME = text("select pg_advisory_xact_lock(hashtext('treasury'), :commune)")
"""Two officers cannot hand over the same money."""


def hand_over(
    commune: Unit, fund: Fund, amount: int, *, paper_no: str, paid_on: date, by: Issuer
) -> TreasuryPayment:
    """Record what was paid into the treasury, with the number of its payment paper.

    Raises:
        Refused: something is missing, or the day is still to come.
        Refused: the commune did not have that much of it on that day.
    """
    if fund not in PAID_IN or amount <= 0 or not paper_no.strip() or paid_on > clock.today():
        raise Refused(
            _("Enter the amount, the number of the payment document, and the day of payment."),
            field="amount",
        )
    db.session.execute(_ONE_AT_A_TIME, {"commune": commune.id})
    left = left_to_hand_over(commune.id, fund, paid_on)
    if amount > left:
        label = FUND_LABELS[fund]
        raise Refused(
            _(
                "%(fund)s: on that day %(left)s was there to hand over, not %(amount)s. Compare the"
                " payment document with the receipts of the period."
            ),
            field="amount",
            fund=label,
            left=money(left),
            amount=money(amount),
        )
    return _record(commune.id, fund, amount, paper_no.strip(), paid_on, by)


def left_to_hand_over(commune_id: int, fund: Fund, day: date) -> int:
    """What was taken up to the day and is not handed over by now: so no day ends below zero."""
    after = payments.till(commune_id, day + timedelta(days=1), clock.today())
    return after.opening(fund) - after.moved(CashColumn.HANDED_OVER, fund)


def cancel(payment: TreasuryPayment, reason: str, *, by: Issuer) -> TreasuryPayment:
    """Take a mistaken record back by its opposite, for the same day.

    Raises:
        Refused: no reason is given.
        Refused: it was cancelled before.
    """
    if not reason.strip():
        raise Refused(_("Write why the record is cancelled."), field="reason")
    db.session.execute(_ONE_AT_A_TIME, {"commune": payment.commune_id})
    if payment.cancels_id or payments.cancellation_of(payment.id):
        raise Refused(
            _("This record cannot be cancelled: it was cancelled before. Look at the list below."),
        )
    opposite = _record(
        payment.commune_id, payment.fund, -payment.amount, payment.paper_no, payment.paid_on, by
    )
    opposite.cancels_id, opposite.reason = payment.id, reason.strip()
    return opposite


def issue_sheet(commune: Unit, since: date, until: date, *, by: Issuer) -> Slip:
    """Issue the sheet of the fees of a period, until today at the latest (bảng kê thu, nộp).

    Raises:
        Refused: the period ends before it begins, or is too long.
    """
    until = period_of(since, until)
    sheet = dossiers_payments.treasury(
        commune.name,
        since,
        until,
        payments.till(commune.id, since, until),
        payments.cash_rows(commune.id, since, until),
        [slip.number for slip in payments.receipts_of_fees(commune.id, since, until)],
    )
    return issue(SlipKind.TREASURY, sheet, of=commune, by=by, report_date=until)


def _record(
    commune_id: int, fund: Fund, amount: int, paper_no: str, paid_on: date, by: Issuer
) -> TreasuryPayment:
    payment = TreasuryPayment(
        commune_id=commune_id,
        fund=fund,
        amount=amount,
        paper_no=paper_no,
        paid_on=paid_on,
        at=clock.now(),
        staff_id=by.staff_id,
        posting_id=by.posting_id,
    )
    db.session.add(payment)
    return payment
