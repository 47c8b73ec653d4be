"""Queries on notices of registrations: those that came to a commune, those that it sent."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, func, or_, select, true
from sqlalchemy.orm import joinedload

from app.dossiers.models.residence_notices import ResidenceNotice
from app.kernel.actor import Actor
from app.kernel.db import db
from app.kernel.errors import NotFound

PAGE = 50


def _to(actor: Actor) -> ColumnElement[bool]:
    mine = true() if actor.city else ResidenceNotice.receiver_id.in_(actor.reads)
    return mine & ResidenceNotice.receiver_id.is_not(None)


def _from(actor: Actor) -> ColumnElement[bool]:
    return true() if actor.city else ResidenceNotice.commune_id.in_(actor.reads)


def came(actor: Actor, page: int) -> Sequence[ResidenceNotice]:
    """Notices to the communes of this user, those not received first; one more than a page."""
    return _page(_to(actor), page)


def to_receive(actor: Actor, page: int) -> Sequence[ResidenceNotice]:
    """Those that have come and wait to be received; one more than a page."""
    return _page(and_(_to(actor), ResidenceNotice.received_at.is_(None)), page)


def sent(actor: Actor, page: int) -> Sequence[ResidenceNotice]:
    """Notices of the communes of this user, those to be posted first; one more than a page."""
    return _page(_from(actor), page)


def count_to_receive(actor: Actor) -> int:
    waits = ResidenceNotice.received_at.is_(None)
    query = select(func.count()).select_from(ResidenceNotice).where(_to(actor), waits)
    return db.session.scalar(query) or 0


def notice(notice_id: UUID, actor: Actor, *, lock: bool = False) -> ResidenceNotice:
    """The notice, if this user reads for one of its two communes; else raises NotFound."""
    query = _whole().where(ResidenceNotice.id == notice_id, or_(_to(actor), _from(actor)))
    if lock:
        query = query.with_for_update(of=ResidenceNotice)
    found: ResidenceNotice | None = db.session.scalar(query)
    if found is None:
        raise NotFound
    return found


def _page(whose: ColumnElement[bool], page: int) -> Sequence[ResidenceNotice]:
    waits_first = ResidenceNotice.received_at.is_not(None)
    order = (waits_first, ResidenceNotice.sent_at.desc().nulls_first(), ResidenceNotice.id)
    query = _whole().where(whose).order_by(*order)
    return db.session.scalars(query.offset(page * PAGE).limit(PAGE + 1)).all()


def _whole() -> Select[ResidenceNotice]:
    return select(ResidenceNotice).options(
        joinedload(ResidenceNotice.slip), joinedload(ResidenceNotice.commune)
    )
