"""What the worker reads before it sends a one-time code: the phone, and earlier codes."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from app.dossiers.models.dossier import Channel, Dossier, Draft
from app.dossiers.models.one_time_codes import OneTimeCode
from app.dossiers.workflow import OPEN
from app.kernel.db import db
from app.procedures.models.versions import Version


def asked_code(key: UUID) -> OneTimeCode | None:
    """The request for a code, locked against other workers."""
    return db.session.scalar(select(OneTimeCode).where(OneTimeCode.id == key).with_for_update())


def followed(code: str, *, on_its_way: bool) -> Dossier | None:
    """The dossier with this code, while its receipt is valid; ``on_its_way`` excludes closed ones.

    Rehearsals are left out: they send no messages.
    """
    query = select(Dossier).where(
        Dossier.code == code, Dossier.secret_hash != "", Dossier.is_rehearsal.is_(False)
    )
    return db.session.scalar(query.where(Dossier.state.in_(OPEN)) if on_its_way else query)


def kept_draft(keys: tuple[UUID, ...], now: datetime) -> Draft | None:
    """The citizen's own draft of one of these keys, unless it has expired."""
    query = (
        select(Draft)
        .where(Draft.id.in_(keys), Draft.channel == Channel.SELF, Draft.expires_at > now)
        .options(joinedload(Draft.version).joinedload(Version.procedure))
    )
    return db.session.scalar(query)


def newest_draft(phone_hashes: tuple[bytes, ...], now: datetime) -> Draft | None:
    """The citizen's own draft with this phone that was saved last, unless it has expired."""
    query = (
        select(Draft)
        .where(
            Draft.phone_hash.in_(phone_hashes),
            Draft.channel == Channel.SELF,
            Draft.is_rehearsal.is_(False),
            Draft.expires_at > now,
        )
        .order_by(Draft.saved_at.desc(), Draft.id)
        .limit(1)
        .options(joinedload(Draft.version).joinedload(Version.procedure))
    )
    return db.session.scalar(query)


def count_codes(since: datetime, *, phone_hash: bytes | None = None) -> int:
    """Number of codes sent since then: to one phone, or to all."""
    query = select(func.count()).where(OneTimeCode.sent_at > since)
    if phone_hash is not None:
        query = query.where(OneTimeCode.phone_hash == phone_hash)
    return db.session.scalar(query) or 0
