"""How dossiers are read. Everything an officer sees begins with ``visible_to``."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from hashlib import sha256
from typing import Any, NamedTuple
from uuid import UUID

from flask_babel import LazyString
from flask_babel import lazy_gettext as _
from sqlalchemy import ColumnElement, Select, Uuid, and_, bindparam, func, or_, select, true
from sqlalchemy.orm import joinedload, selectinload

from app.accounts.roles import Role
from app.dossiers.models import Dossier, Draft, Event, Paper
from app.dossiers.workflow import OPEN, State
from app.kernel import clock, reach
from app.kernel.db import db
from app.kernel.errors import NotFound
from app.kernel.folding import fold
from app.kernel.scope import Actor
from app.kernel.seams import Seam
from app.organisation.models import Unit
from app.procedures.models import Version


def in_scope(actor: Actor) -> ColumnElement[bool]:
    """Dossiers of the communes this person reads; all of them for a city-wide reader."""
    return true() if actor.city else Dossier.commune_id.in_(actor.reads)


def visible_to(actor: Actor) -> Select[Dossier]:
    """The dossiers this person may read."""
    return select(Dossier).where(in_scope(actor))


def for_step(dossier_id: UUID, actor: Actor) -> Dossier:
    """The dossier, locked until the transaction ends.

    Raises:
        NotFound: there is none, or it is not this person's to see.
    """
    found: Dossier | None = db.session.scalar(
        visible_to(actor)
        .where(Dossier.id == dossier_id)
        .with_for_update(of=Dossier)
        .execution_options(populate_existing=True)
    )
    if found is None:
        raise NotFound
    return found


def page(dossier_id: UUID, actor: Actor) -> Dossier:
    """The dossier with everything its page shows, in a bounded number of statements.

    Raises:
        NotFound: there is none, or it is not this person's to see.
    """
    query = (
        visible_to(actor)
        .where(Dossier.id == dossier_id)
        .options(
            joinedload(Dossier.commune).joinedload(Unit.district),
            joinedload(Dossier.procedure_version).joinedload(Version.procedure),
            joinedload(Dossier.extensions),  # few rows: not worth a statement
            joinedload(Dossier.supplements),
            selectinload(Dossier.papers),
            selectinload(Dossier.journal),
            selectinload(Dossier.fees),
            selectinload(Dossier.pauses),
        )
    )
    found: Dossier | None = db.session.scalars(query).unique().one_or_none()
    if found is None:
        raise NotFound
    return found


class Receipt(NamedTuple):
    """What must be known of a dossier before the secret of its receipt can be tried."""

    dossier_id: UUID
    secret_hash: str


def receipt(code: str) -> Receipt | None:
    """What belongs to the code of a receipt; the dossier itself stays shut."""
    found = func.mc_receipt(code).table_valued("id", "secret_hash")
    row = db.session.execute(select(found.c.id, found.c.secret_hash)).one_or_none()
    return None if row is None else Receipt(UUID(str(row.id)), row.secret_hash)


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


def to_track(dossier_id: UUID) -> Dossier | None:
    """The dossier as its citizen follows it: the ledger of its clock comes along, being short."""
    query = select(Dossier).where(Dossier.id == dossier_id).options(*_WHERE_AND_WHAT)
    ledger = (joinedload(Dossier.pauses), joinedload(Dossier.extensions))
    return db.session.scalars(query.options(*ledger)).unique().one_or_none()


def submitted_from(draft_id: UUID) -> Dossier | None:
    """The dossier that this draft has already become; who knows the draft's key is its citizen."""
    dossier_id = db.session.scalar(select(func.mc_dossier_from(draft_id, type_=Uuid)))
    if dossier_id is None:
        return None
    reach.admit_dossier(dossier_id)
    return by_id(dossier_id)


@dataclass(frozen=True)
class Part:
    """What another agency does for a linked dossier, as the citizen reads it: no names.

    ``kind`` and ``state`` choose the drawing; ``word`` names the state, ``text`` says the rest.
    """

    title: str
    kind: str
    state: str
    word: str
    text: str


class PartsOf(StrEnum):
    """Which parts of a dossier only a higher room can see."""

    LEGS = "legs"


citizen_parts: Seam[PartsOf, Callable[[UUID], Sequence[Part]]] = Seam(PartsOf)
"""The parts of a dossier at other agencies; ``create_app()`` binds them."""


def draft(draft_id: UUID, token: bytes, *, lock: bool = False) -> Draft | None:
    """The draft that this browser holds the token of, unless it has expired."""
    reach.admit_draft(draft_id, token)
    query = (
        select(Draft)
        .where(
            Draft.id == draft_id,
            Draft.secret_hash == sha256(token).digest(),
            Draft.expires_at > clock.real_now(),
        )
        .options(
            joinedload(Draft.commune).joinedload(Unit.district),
            joinedload(Draft.version).joinedload(Version.procedure),
        )
    )
    if lock:
        query = query.with_for_update(of=Draft).execution_options(populate_existing=True)
    return db.session.scalar(query)


def paper(paper_id: UUID, actor: Actor) -> Paper:
    """A paper of a dossier this person may read.

    Raises:
        NotFound: there is none, or it is not this person's to see.
    """
    found: Paper | None = db.session.scalar(
        select(Paper)
        .join(Dossier, Paper.dossier_id == Dossier.id)
        .where(Paper.id == paper_id, in_scope(actor))
    )
    if found is None:
        raise NotFound
    return found


def files_known(keys: Sequence[str]) -> set[str]:
    """Those of the files that a paper names, whosever it is."""
    known = db.session.scalars(select(Paper.storage_key).where(Paper.storage_key.in_(keys)))
    return {key for key in known if key}


# ---- queues of the desk -------------------------------------------------------------------------


class Queue(StrEnum):
    """A heap of work at the desk (hàng đợi)."""

    NEW = "new"
    WAITING = "waiting"
    VISITS = "visits"
    TO_PREPARE = "to_prepare"
    TO_SIGN = "to_sign"
    TO_SEND = "to_send"
    LISTS = "lists"
    AGENCIES = "agencies"
    TO_COLLECT = "to_collect"
    TO_RETURN = "to_return"
    TO_GIVE_BACK = "to_give_back"
    LATE = "late"
    ALL = "all"


class LegWork(StrEnum):
    """What makes a dossier wait in a queue is a leg, which only a higher room can see."""

    TO_SEND = "to_send"
    LISTS = "lists"
    TO_COLLECT = "to_collect"


LEG_QUEUES: Mapping[Queue, LegWork] = {Queue(str(work)): work for work in LegWork}

leg_work: Seam[LegWork, Callable[[], ColumnElement[bool]]] = Seam(LegWork)
"""The condition on ``Dossier`` for each kind of work on a leg; ``create_app()`` binds them."""

QUEUE_LABELS: Mapping[Queue, LazyString] = {
    Queue.NEW: _("New"),
    Queue.WAITING: _("Waiting for the citizen"),
    Queue.VISITS: _("Visits of today"),
    Queue.TO_PREPARE: _("To prepare"),
    Queue.TO_SIGN: _("To sign"),
    Queue.TO_SEND: _("Packets to send"),
    Queue.LISTS: _("Lists to confirm"),
    Queue.AGENCIES: _("At agencies"),
    Queue.TO_COLLECT: _("To collect from agencies"),
    Queue.TO_RETURN: _("To return to citizens"),
    Queue.TO_GIVE_BACK: _("Papers and money to give back"),
    Queue.LATE: _("Late"),
    Queue.ALL: _("All open"),
}

QUEUES_OF_ROLE: Mapping[str, tuple[Queue, ...]] = {
    Role.COMMUNE_RECEPTION: (
        Queue.NEW,
        Queue.VISITS,
        Queue.WAITING,
        Queue.TO_RETURN,
        Queue.TO_COLLECT,
        Queue.TO_GIVE_BACK,
    ),
    Role.COMMUNE_JUSTICE: (
        Queue.VISITS,
        Queue.TO_PREPARE,
        Queue.TO_SEND,
        Queue.AGENCIES,
        Queue.TO_COLLECT,
        Queue.WAITING,
    ),
    Role.COMMUNE_LEADER: (Queue.TO_SIGN, Queue.AGENCIES),
    Role.COMMUNE_LABOUR: (Queue.LISTS, Queue.AGENCIES),
}
"""Which queues each role works on, the most pressing first; late and all are everybody's."""


def queues_of(actor: Actor) -> tuple[Queue, ...]:
    """The queues of all the roles this person holds today, each once."""
    own = [queue for seat in actor.seats for queue in QUEUES_OF_ROLE.get(seat.role, ())]
    return tuple(dict.fromkeys([*own, Queue.LATE, Queue.ALL]))


def is_open() -> ColumnElement[bool]:
    """Dossiers whose way is not over; in words of the statement, as their index has them."""
    states: Any = bindparam("open_states", sorted(OPEN), expanding=True, literal_execute=True)
    return Dossier.state.in_(states)


def waits() -> ColumnElement[bool]:
    """Dossiers that somebody still has to do something about."""
    return or_(is_open(), Dossier.owed_since.is_not(None))


def queue_condition(queue: Queue) -> ColumnElement[bool]:
    """What puts a dossier into a queue; all but one of them hold open dossiers only."""
    if queue is Queue.TO_GIVE_BACK:
        return Dossier.owed_since.is_not(None)
    return and_(is_open(), _puts_into(queue))


def _puts_into(queue: Queue) -> ColumnElement[bool]:
    tomorrow = clock.at(clock.today() + timedelta(days=1))
    if queue in LEG_QUEUES:
        return leg_work[LEG_QUEUES[queue]]()
    conditions: dict[Queue, ColumnElement[bool]] = {
        Queue.NEW: Dossier.state == State.SUBMITTED,
        Queue.WAITING: Dossier.state == State.SUPPLEMENTING,
        Queue.VISITS: and_(
            Dossier.state.in_((State.ACCEPTED, State.PREPARED)),
            Dossier.declarant_signed_at.is_(None),
            Dossier.visit_at < tomorrow,
        ),
        Queue.TO_PREPARE: Dossier.state.in_((State.ACCEPTED, State.PREPARED)),
        Queue.TO_SIGN: Dossier.state == State.TO_SIGN,
        Queue.AGENCIES: Dossier.state.in_((State.REGISTERED, State.AT_AGENCIES)),
        Queue.TO_RETURN: Dossier.state == State.READY,
        Queue.LATE: Dossier.due_at < clock.now(),
        Queue.ALL: true(),
    }
    return conditions[queue]


def queue_counts(actor: Actor, queues: Sequence[Queue]) -> dict[Queue, int]:
    """How many dossiers wait in each queue: one statement, whatever the number of queues."""
    counted = [func.count().filter(queue_condition(queue)).label(queue) for queue in queues]
    row = db.session.execute(
        select(*counted).select_from(Dossier).where(in_scope(actor), waits())
    ).one()
    return {queue: row._mapping[queue] for queue in queues}


PAGE = 25
NUMBER = re.compile(r"[0-9]{9,12}")
"""Of identity or a telephone; the digits of a code never stand alone."""


def queue_page(actor: Actor, queue: Queue, *, typed: str = "", page: int = 0) -> list[Dossier]:
    """One page of a queue and one row more, so that the view knows whether another follows.

    ``typed`` is part of a name, with or without diacritics, or of a code, or the applicant's whole
    number; it looks into closed dossiers too when the queue is ``ALL``.
    """
    query = visible_to(actor)
    if not (typed and queue is Queue.ALL):
        query = query.where(queue_condition(queue))
    if typed.strip():
        query = query.where(_matches(typed))
    query = query.options(
        joinedload(Dossier.procedure_version).joinedload(Version.procedure),
        joinedload(Dossier.commune),
    ).order_by(Dossier.due_at.asc().nulls_last(), Dossier.submitted_at, Dossier.id)
    return list(db.session.scalars(query.offset(page * PAGE).limit(PAGE + 1)).unique())


def _matches(typed: str) -> ColumnElement[bool]:
    number = "".join(typed.split())
    if NUMBER.fullmatch(number):
        return or_(Dossier.applicant_id == number, Dossier.applicant_phone == number)
    return or_(
        Dossier.subject_folded.contains(fold(typed), autoescape=True),
        Dossier.code.contains(typed.strip().upper(), autoescape=True),
    )


def taken_visits(commune_id: int, since: datetime, until: date) -> dict[datetime, int]:
    """How many visits are already booked at each moment."""
    rows = db.session.execute(
        select(Dossier.visit_at, func.count())
        .where(
            Dossier.commune_id == commune_id,
            Dossier.visit_at >= since,
            Dossier.visit_at < clock.at(until),
            Dossier.state.in_(OPEN),
        )
        .group_by(Dossier.visit_at)
    )
    return {moment: count for moment, count in rows if moment is not None}


def last_reason(dossier: Dossier, action: str) -> Event | None:
    """The newest journal row of one action."""
    return next((event for event in reversed(dossier.journal) if event.action == action), None)
