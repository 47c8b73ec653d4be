"""Queries on money movements."""

from collections.abc import Sequence
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, case, func, select
from sqlalchemy.orm import joinedload

from app.accounts.models import Posting
from app.dossiers.models.dossier import Dossier
from app.dossiers.models.payments import FeeMove, MoneyMove
from app.dossiers.rules.payments import SIGNS
from app.kernel import clock
from app.kernel.db import db


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


def moves_of_day(commune_id: int, day: date) -> Sequence[FeeMove]:
    """The movements of a commune on a day, with fee and dossier; no rehearsals."""
    return db.session.scalars(
        select(FeeMove)
        .where(FeeMove.commune_id == commune_id, _is_real())
        .where(FeeMove.at >= clock.at(day), FeeMove.at < clock.at(day + timedelta(days=1)))
        .options(joinedload(FeeMove.fee), joinedload(FeeMove.dossier))
        .order_by(FeeMove.at, FeeMove.id)
    ).all()


def held_before(commune_id: int, day: date) -> int:
    """The balance of the commune at the beginning of the day, in đồng."""
    signed = FeeMove.amount * case(SIGNS, value=FeeMove.kind)
    query = select(func.coalesce(func.sum(signed), 0)).where(
        FeeMove.commune_id == commune_id, FeeMove.at < clock.at(day), _is_real()
    )
    return int(db.session.scalar(query) or 0)


def _is_real() -> ColumnElement[bool]:
    """Rehearsals move no money."""
    return FeeMove.dossier.has(Dossier.is_rehearsal.is_(False))


def title_of(posting_id: UUID | None) -> str | None:
    query = select(Posting.title).where(Posting.id == posting_id)
    title: str | None = db.session.scalar(query)
    return title


def name_of(staff_id: UUID | None) -> str:
    """The name of an officer, as shown in journals."""
    return db.session.scalar(select(func.mc_staff_name(staff_id))) or "" if staff_id else ""
