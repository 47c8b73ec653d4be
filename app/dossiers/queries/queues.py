"""The work queues of the desk, and the condition of each."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields, replace
from enum import StrEnum
from functools import lru_cache
from typing import Any
from uuid import UUID

from flask_babel import lazy_gettext as _
from sqlalchemy import (
    ColumnElement,
    DateTime,
    Select,
    and_,
    bindparam,
    exists,
    func,
    not_,
    or_,
    select,
    true,
)
from sqlalchemy.orm import load_only, undefer

from app.accounts.roles import Role
from app.dossiers.models.dossier import Dossier, Event
from app.dossiers.queries.queue_order import PLACE, Place, beyond, sort_columns
from app.dossiers.queries.search import matches
from app.dossiers.queries.visibility import asked_by, here, in_scope
from app.dossiers.rules.lateness import Horizon
from app.dossiers.workflow import OPEN, Action, Phase, State, states_in
from app.kernel import clock
from app.kernel.actor import Actor
from app.kernel.db import db, is_one_of
from app.kernel.hooks import Hook
from app.kernel.vocabulary import Term
from app.organisation import queries as organisation


class Queue(Term):
    """A work queue of the desk (hàng đợi)."""

    NEW = "new", _("New")
    RETURNED = "returned", _("Returned by the leader")
    WAITING = "waiting", _("Waiting for the citizen")
    VISITS = "visits", _("Visits of today")
    MISSED = "missed", _("Appointment over, nobody came")
    TO_PREPARE = "to_prepare", _("To prepare")
    TO_SIGN = "to_sign", _("To sign")
    ANSWERS_TO_SIGN = "answers_to_sign", _("Written answers to sign")
    TO_SEND = "to_send", _("Forwarded files to send")
    LISTS = "lists", _("Lists to confirm")
    AGENCIES = "agencies", _("Turn of other agencies")
    TO_COLLECT = "to_collect", _("To collect from agencies")
    TO_RETURN = "to_return", _("To return to citizens")
    TO_GIVE_BACK = "to_give_back", _("Documents and money to give back")
    LATE_INTAKE = "late_intake", _("Intake overdue")
    URGED = "urged", _("Urged by the district")
    ESCALATED = "escalated", _("Late, to be urged")
    DUE_TODAY = "due_today", _("Due today")
    DUE_SOON = "due_soon", _("Due within 2 working days")
    LATE = "late", _("Late")
    ALL = "all", _("All open")


class LegWork(StrEnum):
    """Kinds of work on a leg, which only a higher package can read."""

    TO_SEND = "to_send"
    LISTS = "lists"
    TO_COLLECT = "to_collect"
    OURS = "ours"
    """Any of these that delays the agencies, in one look at the legs."""


LEG_QUEUES: Mapping[Queue, LegWork] = {
    Queue(str(work)): work for work in LegWork if work is not LegWork.OURS
}


leg_work: Hook[LegWork, Callable[[], ColumnElement[bool]]] = Hook(LegWork)
"""The condition on ``Dossier`` for each kind of work on a leg; ``create_app()`` binds them."""


QUEUES_OF_ROLE: Mapping[str, tuple[Queue, ...]] = {
    Role.COMMUNE_RECEPTION: (
        Queue.NEW,
        Queue.LATE_INTAKE,
        Queue.VISITS,
        Queue.MISSED,
        Queue.WAITING,
        Queue.TO_RETURN,
        Queue.TO_COLLECT,
        Queue.TO_GIVE_BACK,
    ),
    Role.COMMUNE_JUSTICE: (
        Queue.RETURNED,
        Queue.VISITS,
        Queue.MISSED,
        Queue.TO_PREPARE,
        Queue.TO_SEND,
        Queue.LISTS,
        Queue.AGENCIES,
        Queue.TO_COLLECT,
        Queue.WAITING,
    ),
    Role.COMMUNE_LEADER: (
        Queue.TO_SIGN,
        Queue.ANSWERS_TO_SIGN,
        Queue.URGED,
        Queue.LATE_INTAKE,
        Queue.AGENCIES,
    ),
    Role.COMMUNE_LABOUR: (Queue.LISTS, Queue.AGENCIES),
    Role.DISTRICT_LEADER: (Queue.ESCALATED,),
    Role.DISTRICT_JUSTICE: (Queue.ESCALATED,),
}
"""The queues of each role, the most urgent first; ``EVERYBODYS`` follow."""

AFTER_THE_END = {
    Queue.TO_GIVE_BACK: Dossier.owed_since,
    Queue.ANSWERS_TO_SIGN: Dossier.written_answer_due_since,
}
"""Queues of closed dossiers: the column that says since when something is owed."""

EVERYBODYS = (Queue.DUE_TODAY, Queue.DUE_SOON, Queue.LATE, Queue.ALL)
DIGEST_QUEUES = (Queue.TO_SIGN, Queue.DUE_TODAY, Queue.LATE, Queue.LATE_INTAKE)
"""The queues in a leader's morning digest."""


def queues_of(actor: Actor) -> tuple[Queue, ...]:
    """The queues of all roles this person holds today, each once."""
    own = [queue for seat in actor.postings for queue in QUEUES_OF_ROLE.get(seat.role, ())]
    return tuple(dict.fromkeys([*own, *EVERYBODYS]))


def is_open() -> ColumnElement[bool]:
    """Dossiers that are not closed."""
    return is_one_of(Dossier.state, OPEN)


def waits() -> ColumnElement[bool]:
    """Dossiers that need work, including closed ones that still owe something to the citizen."""
    return or_(is_open(), *(column.is_not(None) for column in AFTER_THE_END.values()))


def horizon() -> Horizon:
    """The boundaries of "soon" and "long overdue" by the calendar: one statement."""
    return Horizon.of(clock.now(), organisation.calendar())


def queue_condition(queue: Queue, today: Horizon | None = None) -> ColumnElement[bool]:
    """The condition of a queue; only those of ``AFTER_THE_END`` contain closed dossiers."""
    if queue in AFTER_THE_END:
        return AFTER_THE_END[queue].is_not(None)
    return and_(is_open(), _puts_into(queue, today or horizon()))


AT_FIRST = (Queue.LATE, Queue.DUE_TODAY, Queue.DUE_SOON)
"""What opens when no queue of the person's own roles has anything, the most urgent first."""


def first_with_work(own: Sequence[Queue], counts: Mapping[Queue, int]) -> Queue:
    """The first queue that is not empty, the most urgent first; else the first of all."""
    of_roles = [queue for queue in own if queue not in EVERYBODYS]
    urgent = (queue for queue in (*of_roles, *AT_FIRST, Queue.ALL) if counts.get(queue))
    return next(urgent, own[0])


def _puts_into(queue: Queue, today: Horizon) -> ColumnElement[bool]:
    late = Dossier.due_at < today.now
    if queue in LEG_QUEUES:
        return leg_work[LEG_QUEUES[queue]]()
    conditions: dict[Queue, ColumnElement[bool]] = {
        Queue.NEW: Dossier.state == State.SUBMITTED,
        Queue.WAITING: Dossier.state == State.SUPPLEMENTING,
        Queue.VISITS: and_(
            _expected(), Dossier.visit_at >= today.today, Dossier.visit_at < today.tomorrow
        ),
        Queue.MISSED: and_(_expected(), Dossier.visit_at < today.today),
        Queue.RETURNED: is_returned(),
        Queue.TO_PREPARE: is_one_of(Dossier.state, (State.ACCEPTED, State.PREPARED)),
        Queue.TO_SIGN: Dossier.state == State.TO_SIGN,
        Queue.AGENCIES: and_(
            is_one_of(Dossier.state, states_in(Phase.SIGNED)), not_(is_our_turn())
        ),
        Queue.TO_RETURN: Dossier.state == State.READY,
        Queue.LATE_INTAKE: and_(
            Dossier.state == State.SUBMITTED, Dossier.intake_due_at < today.now
        ),
        Queue.URGED: and_(late, _is_urged()),
        Queue.ESCALATED: Dossier.due_at < today.long_since,
        Queue.DUE_TODAY: and_(Dossier.due_at >= today.now, Dossier.due_at < today.tomorrow),
        Queue.DUE_SOON: and_(Dossier.due_at >= today.tomorrow, Dossier.due_at < today.soon_ends),
        Queue.LATE: late,
        Queue.ALL: true(),
    }
    return conditions[queue]


def _expected() -> ColumnElement[bool]:
    """Those whose citizen has to come, and has not come with everything yet."""
    return and_(
        is_one_of(Dossier.state, (State.ACCEPTED, State.PREPARED)),
        Dossier.declarant_signed_at.is_(None),
        Dossier.visited_at.is_(None),
    )


def is_returned() -> ColumnElement[bool]:
    """Dossiers whose draft the leader has returned, and which were not prepared anew since."""
    last = (
        select(Event.action)
        .where(
            Event.dossier_id == Dossier.id,
            is_one_of(Event.action, (Action.PREPARE, Action.SEND_BACK)),
        )
        .order_by(Event.id.desc())
        .limit(1)
    )
    return and_(Dossier.state == State.PREPARED, last.scalar_subquery() == Action.SEND_BACK)


def is_our_turn() -> ColumnElement[bool]:
    """Dossiers at agencies where the next step is the commune's: to send, or to collect."""
    return leg_work[LegWork.OURS]()


def _is_urged() -> ColumnElement[bool]:
    return exists().where(Event.dossier_id == Dossier.id, Event.action == Action.URGE)


_PLACES: Any = {
    each.name: bindparam(each.name, type_=DateTime(timezone=True)) for each in fields(Horizon)
}
GIVEN = Horizon(**_PLACES)
"""The boundaries as bind parameters, so that the statement can be cached."""


def facts(actor: Actor, today: Horizon | None) -> dict[str, Any]:
    return {**asked_by(actor), **asdict(today or horizon())}


PAGE = 25


@dataclass(frozen=True, eq=False)
class ListFilter:
    """The filter of a queue.

    ``typed`` is part of a name, with or without diacritics, or of a code, or the applicant's whole
    number; ``only`` restricts to one person's dossiers (``team.whose``).
    """

    typed: str = ""
    only: ColumnElement[bool] | None = None


@dataclass(frozen=True, eq=False)
class PageSlice:
    """Rows of a queue: how many, after which others, in which order and with what."""

    page: int = 0
    size: int = PAGE
    beyond: Place | None = None
    """After this row in the queue's own order."""
    stretch: ColumnElement[bool] | None = None
    """Where the page lies, if it was found by a row and not by its number."""
    terms: Sequence[Any] = ()
    """The ORDER BY; empty for the queue's own."""
    columns: Sequence[str] = ()
    """Additional columns to load."""


WHOLE, FIRST = ListFilter(), PageSlice()
"""No filter; the first page."""

BY_VISIT = frozenset({Queue.VISITS, Queue.MISSED})
"""Queues whose rows have an appointment; it takes the place of the day of submission."""


def queue_page(
    actor: Actor,
    queue: Queue,
    narrow: ListFilter = WHOLE,
    cut: PageSlice = FIRST,
    today: Horizon | None = None,
) -> list[Dossier]:
    """One page of a queue plus one row, so that the view knows whether another page follows.

    A search in the queue ``ALL`` covers closed dossiers.
    """
    return read_rows(
        actor, queue, narrow, replace(cut, size=cut.size + 1), today, skipped=cut.page * cut.size
    )


def read_rows(
    actor: Actor,
    queue: Queue,
    narrow: ListFilter,
    cut: PageSlice,
    today: Horizon | None,
    *,
    skipped: int = 0,
) -> list[Dossier]:
    """``cut.size`` rows of a queue after the skipped ones."""
    query = _narrowed(actor, queue, narrow)
    keys = sort_columns(by_visit=queue in BY_VISIT)
    query = query.order_by(*(cut.terms or (keys[0].asc().nulls_last(), *keys[1:])))
    if cut.beyond is not None:
        query = query.where(beyond(cut.beyond, by_visit=queue in BY_VISIT))
    if cut.stretch is not None:
        query = query.where(cut.stretch)
    if cut.columns:
        query = query.options(*(undefer(getattr(Dossier, name)) for name in cut.columns))
    wanted = {"skipped": skipped, "taken": cut.size}
    return list(db.session.scalars(query, facts(actor, today) | wanted))


def last_page(
    actor: Actor, queue: Queue, narrow: ListFilter, beyond: PageSlice, today: Horizon | None = None
) -> int:
    """The number of the last page, from 0, for somebody who asked for a page beyond it."""
    wanted: Any = _narrowed(actor, queue, narrow).whereclause
    keys = select(Dossier.id).where(wanted).limit(beyond.page * beyond.size)
    counted = select(func.count()).select_from(keys.subquery())
    return max((db.session.scalar(counted, facts(actor, today)) or 0) - 1, 0) // beyond.size


def _narrowed(actor: Actor, queue: Queue, narrow: ListFilter) -> Select[Dossier]:
    typed = narrow.typed
    query = _listing(None if typed and queue is Queue.ALL else queue, city=actor.city)
    if narrow.only is not None:
        query = query.where(narrow.only)
    return query.where(matches(typed)) if typed.strip() else query


def place_in_queue(dossier_id: UUID, actor: Actor) -> Place | None:
    """Where a dossier stands in any order; None if the person may not read it."""
    query = select(*PLACE).where(Dossier.id == dossier_id, in_scope(actor))
    row = db.session.execute(query).one_or_none()
    return None if row is None else Place(*row)


_SHOWN = (
    Dossier.code,
    Dossier.commune_id,
    Dossier.commune_name,
    Dossier.procedure_name,
    Dossier.row_version,
    Dossier.subject_name,
    Dossier.state,
    Dossier.assigned_to_id,
    Dossier.submitted_at,
    Dossier.accepted_at,
    Dossier.visit_at,
    Dossier.due_at,
    Dossier.intake_due_at,
    Dossier.clock_started_at,
    Dossier.ended_at,
    Dossier.supplements_asked,
)
"""The columns of a queue row; the declaration itself is not loaded."""


@lru_cache(maxsize=64)
def _listing(queue: Queue | None, *, city: bool) -> Select[Dossier]:
    query = select(Dossier).where(here(city=city))
    if queue is not None:
        query = query.where(queue_condition(queue, GIVEN))
    shown = query.options(load_only(*_SHOWN))
    return shown.offset(bindparam("skipped")).limit(bindparam("taken"))
