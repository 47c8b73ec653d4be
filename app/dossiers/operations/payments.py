"""Bookings of money: received at the desk, forwarded, returned, refunded (thu, chi lệ phí)."""

from collections.abc import Iterable, Mapping
from datetime import date

from flask_babel import lazy_gettext as _

from app.dossiers.models.dossier import Dossier
from app.dossiers.models.payments import Fee, FeeMove, MoneyMove
from app.dossiers.models.slips import Slip
from app.dossiers.operations.slip_issue import Issuer, issue
from app.dossiers.operations.transitions import TransitionTaken
from app.dossiers.queries import payments
from app.dossiers.slips import declarations
from app.dossiers.slips import payments as dossiers_payments
from app.dossiers.workflow import SlipKind
from app.kernel import clock
from app.kernel.db import db
from app.kernel.errors import Refused
from app.organisation.models import Unit
from app.procedures.models.vocabulary import FeeKind

FOLLOWS: Mapping[MoneyMove, tuple[frozenset[MoneyMove], ...]] = {
    MoneyMove.TAKEN: (frozenset(),),
    MoneyMove.PASSED_ON: (frozenset({MoneyMove.TAKEN}),),
    MoneyMove.RECEIPTED: (frozenset({MoneyMove.TAKEN, MoneyMove.PASSED_ON}),),
    MoneyMove.CAME_BACK: (
        frozenset({MoneyMove.TAKEN, MoneyMove.PASSED_ON}),
        frozenset({MoneyMove.TAKEN, MoneyMove.PASSED_ON, MoneyMove.RECEIPTED}),
    ),
    MoneyMove.REFUNDED: (
        frozenset({MoneyMove.TAKEN}),
        frozenset({MoneyMove.TAKEN, MoneyMove.PASSED_ON, MoneyMove.CAME_BACK}),
        frozenset(MoneyMove) - {MoneyMove.REFUNDED},
    ),
}
"""The movements after which each movement may come: the commune never pays out what it does not
hold."""

RECEIPTS: Mapping[FeeKind, SlipKind] = {
    FeeKind.FEE: SlipKind.FEE_RECEIPT,
    FeeKind.HELD: SlipKind.MONEY_TAKEN,
}

COLUMNS: Mapping[MoneyMove, str] = {
    MoneyMove.TAKEN: "taken_at",
    MoneyMove.PASSED_ON: "passed_on_at",
    MoneyMove.REFUNDED: "refunded_at",
}
"""The columns of the fee that record its movements, for lists."""


def book(fee: Fee, kind: MoneyMove, dossier: Dossier, *, by: Issuer, no: str | None = None) -> None:
    """Book one movement of the fee's money, once. Raises Refused."""
    if frozenset(payments.moves_of(fee.id)) not in FOLLOWS[kind]:
        raise Refused(
            _(
                "%(label)s: this cannot be booked, because the money is not at the commune or has"
                " already gone the same way. Look at what was booked before."
            ),
            label=fee.label,
        )
    now = clock.now()
    db.session.add(
        FeeMove(
            fee_id=fee.id,
            dossier_id=dossier.id,
            commune_id=dossier.commune_id,
            kind=kind,
            amount=fee.amount,
            receipt_no=no,
            at=now,
            staff_id=by.staff_id,
            posting_id=by.posting_id,
        )
    )
    if kind in COLUMNS:
        setattr(fee, COLUMNS[kind], now)
    db.session.flush()  # the next movement depends on this one


def take(dossier: Dossier, fees: Iterable[Fee], *, by: Issuer, no: str | None) -> None:
    """Book a payment at the desk, under a receipt with a number of the commune.

    Own fees and money held for another agency have a receipt and a series each. ``no`` is the
    number of a printed money receipt, if the desk has written one.
    """
    due = [fee for fee in fees if fee.taken_at is None and fee.amount]
    for kind, slip_kind in RECEIPTS.items():
        some = [fee for fee in due if fee.kind is kind]
        if not some:
            continue
        slip = _receipt(dossier, some, slip_kind, by)
        for fee in some:
            fee.receipt_no = no or slip.number
            book(fee, MoneyMove.TAKEN, dossier, by=by, no=fee.receipt_no)


def give_back(dossier: Dossier, *, by: Issuer) -> None:
    """Refund what is owed, under a receipt that the citizen signs."""
    owed = [fee for fee in dossier.fees if fee.refund_due_at and fee.refunded_at is None]
    if not owed:
        return
    slip = _receipt(dossier, owed, SlipKind.MONEY_REFUNDED, by)
    for fee in owed:
        book(fee, MoneyMove.REFUNDED, dossier, by=by, no=slip.number)


def pay_back(step: TransitionTaken) -> None:
    """Refund what is owed as part of the step; bound to ``Effect.PAY_BACK``."""
    give_back(step.dossier, by=Issuer.of_step(step.event))
    step.dossier.owed_since = None


def pass_on(dossier: Dossier, leg_kind: str, *, by: Issuer) -> None:
    """Forward money held for an agency with its packet, the first time the packet is sent."""
    for fee in _held_for(dossier, leg_kind):
        if fee.passed_on_at is None:
            book(fee, MoneyMove.PASSED_ON, dossier, by=by)


def come_back(dossier: Dossier, leg_kind: str, *, by: Issuer) -> None:
    """Book money that an agency returns because it granted nothing; it is owed to the citizen."""
    for fee in _held_for(dossier, leg_kind):
        if fee.passed_on_at and MoneyMove.CAME_BACK not in payments.moves_of(fee.id):
            book(fee, MoneyMove.CAME_BACK, dossier, by=by)
        fee.refund_due_at = clock.now()


def _held_for(dossier: Dossier, leg_kind: str) -> list[Fee]:
    return [
        fee
        for fee in dossier.fees
        if fee.kind is FeeKind.HELD and fee.for_leg == leg_kind and fee.taken_at
    ]


def record_receipt(dossier: Dossier, fee: Fee, no: str, *, by: Issuer) -> None:
    """Record the agency's receipt for forwarded money (biên lai). Raises Refused."""
    if not no.strip():
        raise Refused(_("Enter the number of the agency’s receipt."), field="receipt_no")
    book(fee, MoneyMove.RECEIPTED, dossier, by=by, no=no.strip())


def issue_cash(commune: Unit, day: date, *, by: Issuer) -> Slip:
    """Issue the desk's cash sheet of a day (bảng kê thu, chi trong ngày)."""
    rows = payments.cash_rows(commune.id, day, day)
    sheet = dossiers_payments.cash(commune.name, day, payments.till(commune.id, day, day), rows)
    return issue(SlipKind.CASH, sheet, of=commune, by=by, report_date=day)


def _receipt(dossier: Dossier, fees: list[Fee], kind: SlipKind, by: Issuer) -> Slip:
    payer = dossier.collected_by if kind is SlipKind.MONEY_REFUNDED else None
    sheet = dossiers_payments.money_receipt(
        dossiers_payments.MoneyReceipt(
            commune=dossier.commune.name,
            code=dossier.code,
            person=payer or dossier.applicant_name,
            request=dossier.procedure_version.procedure.name,
            at=clock.now(),
            lines=tuple(declarations.Payment(fee.label, fee.amount) for fee in fees),
            refund=kind is SlipKind.MONEY_REFUNDED,
            own=kind is SlipKind.FEE_RECEIPT,
            officer=payments.name_of(by.staff_id),
        )
    )
    return issue(kind, sheet, of=dossier, by=by, about=fees[0].id)
