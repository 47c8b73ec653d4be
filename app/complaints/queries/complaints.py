"""Complaints of a dossier, for its citizen; of communes, for who answers or oversees."""

from collections.abc import Sequence
from functools import cache
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, bindparam, func, select, true
from sqlalchemy.orm import joinedload

from app.complaints import rules
from app.complaints.models import Complaint
from app.complaints.vocabulary import ComplaintState
from app.dossiers.models.dossier import Dossier
from app.dossiers.models.slips import Slip
from app.dossiers.queries import slips
from app.dossiers.workflow import SlipKind
from app.kernel import clock
from app.kernel.actor import Actor
from app.kernel.db import db
from app.kernel.errors import NotFound
from app.organisation.models import Unit
from app.procedures.models.versions import Version


def in_scope(actor: Actor) -> ColumnElement[bool]:
    """Of the communes this person reads; the policy adds which roles read them at all."""
    return true() if actor.city else Complaint.commune_id.in_(actor.reads)


def is_open(_actor: Actor) -> ColumnElement[bool]:
    return Complaint.state == ComplaintState.OPEN


def is_late(actor: Actor) -> ColumnElement[bool]:
    return and_(is_open(actor), Complaint.due_at < clock.now())


def opened(actor: Actor) -> Select[int]:
    return _count(in_scope(actor) & is_open(actor))


def late(actor: Actor) -> Select[int]:
    return _count(in_scope(actor) & is_late(actor))


def count(dossier_id: UUID) -> int:
    return db.session.scalar(_count(Complaint.dossier_id == dossier_id)) or 0


def _count(which: ColumnElement[bool]) -> Select[int]:
    return select(func.count()).select_from(Complaint).where(which)


def of_dossier(dossier_id: UUID) -> Sequence[Complaint]:
    """What the citizen of a dossier has written, the newest first, with the letters."""
    return db.session.scalars(_of_dossier(), {"dossier": dossier_id}).all()


@cache
def _of_dossier() -> Select[Complaint]:
    """The statement, built once: it is part of the page that citizens ask for most."""
    query = select(Complaint).where(Complaint.dossier_id == bindparam("dossier"))
    return query.options(joinedload(Complaint.slip)).order_by(Complaint.n.desc())


def acceptance(complaint: Complaint) -> Slip | None:
    """The letter that told its citizen of its handling."""
    return slips.last_slip(
        SlipKind.COMPLAINT_ANSWER,
        of=complaint.dossier,
        about=rules.acceptance_key(complaint.id),
    )


def complaint(key: UUID, actor: Actor, *, lock: bool = False) -> Complaint:
    """One with its dossier.

    Raises:
        NotFound: it does not exist, or this person may not read it.
    """
    query = (
        select(Complaint)
        .where(Complaint.id == key, in_scope(actor))
        .options(
            joinedload(Complaint.commune).joinedload(Unit.district),
            joinedload(Complaint.slip),
            joinedload(Complaint.dossier)
            .joinedload(Dossier.procedure_version)
            .joinedload(Version.procedure),
        )
    )
    if lock:
        query = query.with_for_update(of=Complaint).execution_options(populate_existing=True)
    found: Complaint | None = db.session.scalar(query)
    if found is None:
        raise NotFound
    return found
