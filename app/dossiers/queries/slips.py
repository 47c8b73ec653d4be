"""Queries on issued slips."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, and_, select, true
from sqlalchemy.orm import joinedload, selectinload

from app.dossiers.models.dossier import Dossier
from app.dossiers.models.slips import Slip
from app.dossiers.workflow import SlipKind
from app.kernel import clock
from app.kernel.actor import Actor
from app.kernel.db import db
from app.kernel.errors import NotFound
from app.organisation.models import Unit
from app.procedures.models.versions import Version


def slips_in_scope(actor: Actor) -> ColumnElement[bool]:
    """Slips of the communes this person reads; all of them for a city-wide reader."""
    mine = true() if actor.city else Slip.commune_id.in_(actor.reads)
    return and_(mine, Slip.is_rehearsal.is_(actor.is_rehearsal))


def slip(slip_id: UUID, actor: Actor) -> Slip:
    query = select(Slip).where(slips_in_scope(actor), Slip.id == slip_id)
    found: Slip | None = db.session.scalar(query)
    if found is None:
        raise NotFound
    return found


def last_slip(
    kind: SlipKind,
    *,
    of: Dossier | Unit,
    about: UUID | None = None,
    report_date: date | None = None,
) -> Slip | None:
    """The current slip: the last of this kind for this subject or day."""
    whose = (
        (Slip.dossier_id == of.id)
        if isinstance(of, Dossier)
        else ((Slip.commune_id == of.id) & Slip.dossier_id.is_(None))
    )
    query = select(Slip).where(Slip.kind == kind, whose, Slip.about.is_not_distinct_from(about))
    if report_date is not None:
        query = query.where(Slip.report_date == report_date)
    found: Slip | None = db.session.scalar(
        query.order_by(Slip.issued_at.desc(), Slip.number_in_year.desc()).limit(1)
    )
    return found


def slips_of_day(actor: Actor, commune_id: int, day: date) -> Sequence[Slip]:
    return db.session.scalars(
        select(Slip)
        .where(slips_in_scope(actor), Slip.commune_id == commune_id)
        .where(Slip.issued_at >= clock.at(day), Slip.issued_at < clock.at(day + timedelta(days=1)))
        .options(joinedload(Slip.dossier))
        .order_by(Slip.kind, Slip.number_in_year, Slip.issued_at)
    ).all()


def accepted_in(commune_id: int, since: date, until: date) -> Sequence[Dossier]:
    """Dossiers that a commune accepted in a period, in order of acceptance; no rehearsals."""
    return db.session.scalars(
        select(Dossier)
        .where(
            Dossier.commune_id == commune_id,
            Dossier.accepted_at >= clock.at(since),
            Dossier.accepted_at < clock.at(until + timedelta(days=1)),
            Dossier.is_rehearsal.is_(False),
        )
        .options(
            joinedload(Dossier.commune),
            joinedload(Dossier.procedure_version).joinedload(Version.procedure),
            selectinload(Dossier.journal),
        )
        .order_by(Dossier.accepted_at, Dossier.id)
    ).all()


class NumberedSlip(NamedTuple):
    """A slip of a dossier that was found by its number."""

    kind: SlipKind
    number: str
    dossier_id: UUID
    code: str
    subject_name: str


def numbered(actor: Actor, number: str, most: int) -> list[NumberedSlip]:
    """Slips of dossiers with this number, as printed; the newest first."""
    rows = db.session.execute(
        select(Slip.kind, Slip.number, Dossier.id, Dossier.code, Dossier.subject_name)
        .join(Dossier, Dossier.id == Slip.dossier_id)
        .where(slips_in_scope(actor), Slip.number == number)
        .order_by(Slip.issued_at.desc())
        .limit(most)
    )
    return [NumberedSlip(*row) for row in rows]
