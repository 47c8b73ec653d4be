"""Queries on money movements, and on what is handed over to the treasury."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    case,
    func,
    literal,
    literal_column,
    select,
    true,
)
from sqlalchemy.orm import joinedload

from app.accounts.models.staff import Posting
from app.dossiers.models.dossier import Dossier
from app.dossiers.models.payments import Fee, FeeMove, MoneyMove
from app.dossiers.models.slips import Slip
from app.dossiers.models.treasury import Fund, TreasuryPayment
from app.dossiers.rules.payments import (
    CASH_COLUMNS,
    SERVICE_FEES_SINCE,
    SERVICES,
    CashColumn,
    CashRow,
    Till,
)
from app.dossiers.workflow import SlipKind
from app.kernel import clock
from app.kernel.actor import Actor
from app.kernel.db import among, db
from app.kernel.errors import NotFound
from app.procedures.models.versions import FeeRule
from app.procedures.models.vocabulary import FeeKind


def moves_of(fee_id: UUID) -> Sequence[MoneyMove]:
    return db.session.scalars(select(FeeMove.kind).where(FeeMove.fee_id == fee_id)).all()


def money_history(dossier_id: UUID) -> Sequence[FeeMove]:
    """All movements of a dossier that the person may already read, oldest first."""
    query = select(FeeMove).where(FeeMove.dossier_id == dossier_id).order_by(FeeMove.id)
    return db.session.scalars(query).all()


def moves_read(dossier: Dossier) -> list[FeeMove]:
    """The same for a dossier loaded by ``visibility.page``, without a query."""
    moves: list[FeeMove] = [move for fee in dossier.fees for move in fee.moves]
    return sorted(moves, key=lambda move: move.id)


def cash_rows(commune_id: int, since: date, until: date) -> list[CashRow]:
    """The money in and out of a commune's till in a period, day by day; no rehearsals."""
    moves = _moves(FeeMove, _fund(), since=since, end=_after(until)).where(
        FeeMove.commune_id == commune_id
    )
    moves = moves.options(joinedload(FeeMove.fee), joinedload(FeeMove.dossier))
    rows = [
        CashRow(
            day=clock.local(move.at).date(),
            at=move.at,
            code=move.dossier.code,
            label=move.fee.label,
            column=CASH_COLUMNS[move.kind],
            fund=Fund(fund),
            amount=move.amount,
            receipt_no=move.receipt_no or "",
            officer=move.staff_name or "",
        )
        for move, fund in db.session.execute(moves.order_by(FeeMove.at, FeeMove.id))
    ]
    rows += [
        CashRow(
            day=paid.paid_on,
            at=None,
            code="",
            label=paid.reason or "",
            column=CashColumn.HANDED_OVER,
            fund=paid.fund,
            amount=paid.amount,
            receipt_no=paid.paper_no,
            officer=paid.staff_name or "",
        )
        for paid in treasury_payments(commune_id, since, until)
    ]
    return sorted(rows, key=lambda row: row.day)


def till(commune_id: int, since: date, until: date) -> Till:
    """What the commune held before the period, and what moved in it."""
    earlier = cash_sums([commune_id], None, since)
    during = cash_sums([commune_id], since, _after(until))
    return Till(earlier.get(commune_id, {}), during.get(commune_id, {}))


def tills(actor: Actor, since: date, until: date) -> dict[int, Till]:
    """The same of all communes that a person reads; one that never had money is left out."""
    commune_ids = None if actor.city else actor.reads
    earlier = cash_sums(commune_ids, None, since)
    during = cash_sums(commune_ids, since, _after(until))
    return {
        key: Till(earlier.get(key, {}), during.get(key, {})) for key in sorted({*earlier, *during})
    }


def cash_sums(
    commune_ids: Collection[int] | None, since: date | None, end: date
) -> dict[int, dict[tuple[Fund, CashColumn], int]]:
    """Sums by commune, fund and column before ``end``, from the first day on without ``since``.

    Without ``commune_ids`` of every commune.
    """
    moves = (
        _moves(
            FeeMove.commune_id, _fund(), FeeMove.kind, func.sum(FeeMove.amount),
            since=since, end=end,
        )
        .where(_of(FeeMove.commune_id, commune_ids))
        .group_by(FeeMove.commune_id, literal_column("2"), FeeMove.kind)
    )  # fmt: skip
    paid = (
        select(TreasuryPayment.commune_id, TreasuryPayment.fund, func.sum(TreasuryPayment.amount))
        .where(_of(TreasuryPayment.commune_id, commune_ids), *_paid_in(since, end))
        .group_by(TreasuryPayment.commune_id, TreasuryPayment.fund)
    )
    sums: dict[int, dict[tuple[Fund, CashColumn], int]] = defaultdict(dict)
    for commune_id, fund, kind, amount in db.session.execute(moves):
        sums[commune_id][Fund(fund), CASH_COLUMNS[kind]] = int(amount)
    for commune_id, fund, amount in db.session.execute(paid):
        sums[commune_id][fund, CashColumn.HANDED_OVER] = int(amount)
    return sums


def treasury_payments(commune_id: int, since: date, until: date) -> Sequence[TreasuryPayment]:
    """What a commune handed over to the treasury in a period, and what it took back."""
    query = select(TreasuryPayment).where(
        TreasuryPayment.commune_id == commune_id, *_paid_in(since, _after(until))
    )
    return db.session.scalars(query.order_by(TreasuryPayment.paid_on, TreasuryPayment.id)).all()


def treasury_payment(payment_id: int, commune_id: int) -> TreasuryPayment:
    query = select(TreasuryPayment).where(
        TreasuryPayment.id == payment_id, TreasuryPayment.commune_id == commune_id
    )
    found: TreasuryPayment | None = db.session.scalar(query)
    if found is None:
        raise NotFound
    return found


def cancellation_of(payment_id: int) -> TreasuryPayment | None:
    """The record that cancels this one."""
    query = select(TreasuryPayment).where(TreasuryPayment.cancels_id == payment_id)
    found: TreasuryPayment | None = db.session.scalar(query)
    return found


def receipts_of_fees(commune_id: int, since: date, until: date) -> Sequence[Slip]:
    """The receipts for own fees that a commune issued in a period, by number (biên lai)."""
    return db.session.scalars(
        select(Slip)
        .where(Slip.commune_id == commune_id, Slip.kind == SlipKind.FEE_RECEIPT)
        .where(Slip.is_rehearsal.is_(False), Slip.issued_at >= clock.at(since))
        .where(Slip.issued_at < clock.at(_after(until)))
        .order_by(Slip.year, Slip.number_in_year)
    ).all()


def _moves(*columns: Any, since: date | None, end: date) -> Select[Any]:
    """Movements through the till in a period, with what their fund depends on."""
    query = (
        select(*columns)
        .select_from(FeeMove)
        .join(Fee, FeeMove.fee_id == Fee.id)
        .join(Dossier, FeeMove.dossier_id == Dossier.id)
        .outerjoin(
            FeeRule,
            (FeeRule.version_id == Dossier.procedure_version_id) & (FeeRule.key == Fee.key),
        )
        .where(Dossier.is_rehearsal.is_(False), FeeMove.kind.in_(list(CASH_COLUMNS)))
        .where(FeeMove.at < clock.at(end))
    )
    return query if since is None else query.where(FeeMove.at >= clock.at(since))


def _fund() -> ColumnElement[Any]:
    """The fund of a movement; the day of submission decides, as it does on the amount."""
    charged = FeeRule.due_when.in_(SERVICES)
    by_law_of_2015 = Dossier.submitted_at >= clock.at(SERVICE_FEES_SINCE)
    return case(
        (Fee.kind == FeeKind.HELD, literal(str(Fund.HELD))),
        (and_(charged, by_law_of_2015), literal(str(Fund.SERVICE_FEE))),
        else_=literal(str(Fund.DUTY)),
    )


def _of(column: Any, commune_ids: Collection[int] | None) -> ColumnElement[bool]:
    return true() if commune_ids is None else among(column, commune_ids)


def _paid_in(since: date | None, end: date) -> list[ColumnElement[bool]]:
    before = TreasuryPayment.paid_on < end
    return [before] if since is None else [before, TreasuryPayment.paid_on >= since]


def _after(day: date) -> date:
    return day + timedelta(days=1)


def title_of(posting_id: UUID | None) -> str | None:
    query = select(Posting.title).where(Posting.id == posting_id)
    title: str | None = db.session.scalar(query)
    return title


def name_of(staff_id: UUID | None) -> str:
    """The name of an officer, as shown in journals."""
    return db.session.scalar(select(func.mc_staff_name(staff_id))) or "" if staff_id else ""
