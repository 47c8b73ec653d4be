"""What a citizen reads: by a receipt, a ticket, or the token in their browser."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from hashlib import sha256
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, DateTime, Function, Integer, String, bindparam, cast, func, select
from sqlalchemy.orm import defer, joinedload, with_expression

from app.dossiers.database import browser_proof
from app.dossiers.database.browser_proof import OpenDossier
from app.dossiers.models.dossier import Dossier, Draft, Event
from app.dossiers.models.slips import Slip
from app.dossiers.queries.visibility import JOURNAL, PAPERS, fill
from app.dossiers.workflow import SlipKind
from app.kernel import clock
from app.kernel.db import db
from app.kernel.hooks import Hook
from app.kernel.vocabulary import Tone
from app.notifications.models.outbox import Message
from app.notifications.rules import FOR_CITIZENS
from app.organisation.models import Unit
from app.procedures.models.versions import Version
from app.residents.models.lookups import LookUp
from app.residents.queries import made_inside


def open_dossier(code: str, secret: str) -> OpenDossier | None:
    """The dossier whose receipt bears this code and secret; the database compares them."""
    typed = "".join(secret.split()).upper()
    return _opened(func.mc_open_dossier(code, typed))


def opening(dossier: Dossier, secrets: Sequence[str]) -> str:
    """The one of these secrets that opens the dossier, by its hash; empty if none does."""
    kept = dossier.secret_hash
    fits = (each for each in secrets if db.session.scalar(select(func.crypt(each, kept))) == kept)
    return next(fits, "")


def _opened(function: Function[Any]) -> OpenDossier | None:
    found = function.table_valued("id", "door")
    row = db.session.execute(select(found.c.id, found.c.door)).one_or_none()
    return None if row is None else OpenDossier(UUID(str(row.id)), row.door)


def close_doors() -> None:
    """End all visits to the dossier in scope, also those with a copied cookie."""
    db.session.execute(select(func.mc_close_doors()))


_WHERE_AND_WHAT = (
    joinedload(Dossier.commune).joinedload(Unit.district),
    joinedload(Dossier.procedure_version).joinedload(Version.procedure),
)


def by_id(dossier_id: UUID, *, lock: bool = False) -> Dossier | None:
    """A dossier whose id the person has proved to hold (a ticket, a receipt in the session)."""
    query = select(Dossier).where(Dossier.id == dossier_id).options(*_WHERE_AND_WHAT)
    if lock:
        query = query.with_for_update(of=Dossier).execution_options(populate_existing=True)
    return db.session.scalar(query)


def by_code(code: str) -> Dossier | None:
    """The dossier with this code, for the worker, which returns nothing to the person who asked."""
    return db.session.scalar(select(Dossier).where(Dossier.code == code).options(*_WHERE_AND_WHAT))


_SHORT = (
    Dossier.pauses,
    Dossier.extensions,
    Dossier.supplements,
    Dossier.reappointment,
    Dossier.fees,
)
_LOOKED_UP = (
    select(
        func.jsonb_agg(func.jsonb_build_array(LookUp.at, Unit.name, LookUp.person, LookUp.purpose))
    )
    .join(Unit, LookUp.unit_id == Unit.id)
    .where(made_inside(Dossier.id))
    .correlate(Dossier)
    .scalar_subquery()
)
"""Lookups made for the dossier, also while it was a draft at the desk; no content."""
_LAST_NOTICE = (
    select(cast(Message.state, String))
    .where(Message.subject_id == Dossier.id, Message.template.in_(FOR_CITIZENS))
    .order_by(Message.created.desc(), Message.id)
    .limit(1)
    .correlate(Dossier)
    .scalar_subquery()
)
_WRITTEN_ANSWER = (
    select(func.jsonb_build_object("number", Slip.number, "day", Slip.report_date))
    .where(Slip.dossier_id == Dossier.id, Slip.kind == SlipKind.WRITTEN_ANSWER)
    .order_by(Slip.issued_at.desc())
    .limit(1)
    .correlate(Dossier)
    .scalar_subquery()
)


def _usual_days(commune_id: Any, version_id: Any) -> Function[list[int] | None]:
    return func.mc_usual_days(commune_id, version_id, type_=ARRAY(Integer))


_TO_TRACK = (
    select(Dossier)
    .where(Dossier.id == bindparam("key"))
    .options(
        *_WHERE_AND_WHAT,
        *map(joinedload, _SHORT),
        with_expression(Dossier.looked_up, _LOOKED_UP),
        with_expression(Dossier.last_notice, _LAST_NOTICE),
        with_expression(Dossier.written_answer, _WRITTEN_ANSWER),
        with_expression(
            Dossier.numbered_at, func.mc_numbered_at(Dossier.id, type_=DateTime(timezone=True))
        ),
        with_expression(
            Dossier.usual_days, _usual_days(Dossier.commune_id, Dossier.procedure_version_id)
        ),
    )
)


_LONG = {"papers": PAPERS, "journal": JOURNAL.options(defer(Event.staff_name, raiseload=True))}
"""Collections with a statement of their own; no names."""


def to_track(dossier_id: UUID) -> Dossier | None:
    """The dossier as its citizen follows it, with the collections that its page reads."""
    found = db.session.scalars(_TO_TRACK, {"key": dossier_id}).unique().one_or_none()
    return found and fill(found, _LONG)


def usual_days(commune_id: int, version_id: int) -> list[int] | None:
    """Working days in which half, and nine of ten, dossiers of a procedure are settled there.

    As published, and only where there were enough of them.
    """
    return db.session.scalar(select(_usual_days(commune_id, version_id)))


def submitted_from(draft_id: UUID) -> Dossier | None:
    """The dossier that this draft has become; the draft's key is the citizen's proof of access."""
    opened = receipt(draft_id)
    if opened is None:
        return None
    browser_proof.grant_dossier(opened)
    return by_id(opened.id)


def receipt(draft_id: UUID) -> OpenDossier | None:
    return _opened(func.mc_open_receipt(draft_id))


def is_spent(draft_id: UUID) -> bool:
    """Whether a draft with this key became a dossier, so that no new draft may use the key."""
    return receipt(draft_id) is not None


@dataclass(frozen=True)
class AgencyProgress:
    """What another agency does for a linked dossier, as the citizen reads it: no names.

    ``kind`` and ``tone`` choose the icon; ``word`` names the state, ``text`` gives details.
    """

    title: str
    kind: str
    tone: Tone
    word: str
    text: str
    news: tuple[tuple[datetime, str], ...] = ()
    """What happened there, for the news of the dossier."""


class PartsOf(StrEnum):
    """Parts of a dossier that only a higher package can read."""

    LEGS = "legs"


citizen_parts: Hook[PartsOf, Callable[[UUID], Sequence[AgencyProgress]]] = Hook(PartsOf)
"""The parts of a dossier at other agencies; ``create_app()`` binds them."""


_DRAFT = (
    select(Draft)
    .where(
        Draft.id == bindparam("key"),
        Draft.secret_hash == bindparam("secret"),
        Draft.expires_at > bindparam("now"),
    )
    .options(
        joinedload(Draft.commune).joinedload(Unit.district),
        joinedload(Draft.version).joinedload(Version.procedure),
    )
)
_DRAFT_LOCKED = _DRAFT.with_for_update(of=Draft).execution_options(populate_existing=True)


def draft(draft_id: UUID, token: bytes, *, lock: bool = False) -> Draft | None:
    """The draft whose token this browser holds, unless it has expired."""
    browser_proof.grant_draft(draft_id, token)
    known = {"key": draft_id, "secret": sha256(token).digest(), "now": clock.real_now()}
    return db.session.scalar(_DRAFT_LOCKED if lock else _DRAFT, known)
