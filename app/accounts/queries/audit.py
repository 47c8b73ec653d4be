"""Audit log rows visible to supervisors, and the seals of the journals."""

from typing import Any

from sqlalchemy import ColumnElement, Select, func, or_, select, true

from app.accounts.models.staff import Staff
from app.accounts.roles import Role
from app.kernel.actor import Actor
from app.kernel.audit.models import JournalCheck, JournalSeal
from app.kernel.db import db
from app.organisation.models import Unit


def overseen(actor: Actor, unit_id: Any) -> ColumnElement[bool]:
    """Rows of the units that a supervisor oversees; the city's also see those without unit."""
    if actor.city or any(seat.role == Role.CITY_ADMIN for seat in actor.postings):
        return true()
    return unit_id.in_(actor.reads | actor.manages)  # type: ignore[no-any-return]


def select_overseen_staff(actor: Actor) -> Select[tuple[Staff]]:
    """The people whose access entries and changes a supervisor may see, sorted by name."""
    return select(Staff).where(overseen(actor, Staff.unit_id)).order_by(Staff.folded, Staff.id)


def select_overseen_units(actor: Actor) -> Select[tuple[Unit]]:
    """The units whose rows a supervisor may see, sorted by name."""
    return select(Unit).where(overseen(actor, Unit.id)).order_by(Unit.folded, Unit.id)


def about(model: Any, text: str) -> ColumnElement[bool]:
    """Rows of a log about the record with this key, or about the dossier with this code."""
    code = func.mc_record_key(text.strip().upper())
    return or_(model.key == text.strip(), model.key == code)


def newest_seal() -> JournalSeal | None:
    return db.session.scalars(select(JournalSeal).order_by(JournalSeal.n.desc()).limit(1)).first()


def newest_check() -> JournalCheck | None:
    """The latest verification of the journals against their seals."""
    return db.session.scalar(select(JournalCheck).order_by(JournalCheck.id.desc()).limit(1))
