"""Citizens the desk has to call, and the messages about a dossier."""

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    ScalarSelect,
    Select,
    and_,
    bindparam,
    case,
    exists,
    false,
    func,
    or_,
    select,
    true,
)
from sqlalchemy.orm import aliased, contains_eager, joinedload, load_only

from app.dossiers.models.dossier import Dossier
from app.dossiers.queries.queues import PAGE
from app.dossiers.queries.visibility import asked_by, here
from app.dossiers.rules.call_tasks import HOLDS_WHILE
from app.dossiers.workflow import State
from app.kernel.actor import Actor
from app.kernel.db import db, is_one_of
from app.notifications.models.calls_and_preferences import CallOutcome, CallTask
from app.notifications.models.outbox import Message, MessageState
from app.notifications.vocabulary import MessageKind
from app.organisation.models import Unit

MOST_TOLD = 50
"""Messages shown on the page of a dossier; no real dossier has as many."""
_Later = aliased(Message)


class ToCall(NamedTuple):
    """One citizen to call: the dossier and all undelivered news, oldest first."""

    dossier: Dossier
    tasks: Sequence[CallTask]
    arrived_at: datetime | None
    """When a later message of another kind arrived: the phone receives messages again."""

    @property
    def waits_since(self) -> datetime:
        return min(task.opened_at for task in self.tasks)

    @property
    def tries(self) -> int:
        return max(task.tries for task in self.tasks)

    @property
    def last(self) -> CallTask | None:
        tried = [task for task in self.tasks if task.last_at]
        return max(tried, key=lambda task: str(task.last_at), default=None)


def _was_told_later() -> ColumnElement[bool]:
    """Whether the same news was sent again later, and arrived."""
    return exists().where(
        _Later.subject_id == Message.subject_id,
        _Later.template == Message.template,
        _Later.state == MessageState.DELIVERED,
        _Later.created > Message.created,
    )


def _is_news() -> ColumnElement[bool]:
    """Whether the content of the message is still true of its dossier.

    Written as a CASE: for an OR, PostgreSQL would consider each arm with each index of open
    dossiers and take a second to plan what runs in a few milliseconds.
    """
    by_states: dict[frozenset[State], list[MessageKind]] = {}
    for template, states in HOLDS_WHILE.items():
        by_states.setdefault(states, []).append(template)
    return case(
        *(
            (is_one_of(Message.template, templates), is_one_of(Dossier.state, states))
            for states, templates in by_states.items()
        ),
        else_=false(),
    )


def _waiting(*, city: bool) -> ColumnElement[bool]:
    units: Any = bindparam("reads", expanding=True)
    mine = true() if city else CallTask.unit_id.in_(units)  # in the form that the index uses
    return and_(CallTask.done_at.is_(None), mine, here(city=city), _is_news(), ~_was_told_later())


@cache
def _asked(*, city: bool) -> Select[Any]:
    return (
        select(CallTask.about)
        .join(Message, CallTask.message_id == Message.id)
        .join(Dossier, Dossier.id == CallTask.about)
        .where(_waiting(city=city))
        .group_by(CallTask.about)
    )


def how_many_to_call(*, city: bool) -> ScalarSelect[int]:
    """The count as a scalar subquery; its parameters come from ``queues.facts``."""
    keys = _asked(city=city).correlate(None).subquery()
    return select(func.count()).select_from(keys).correlate(None).scalar_subquery()


def calls_to_make(actor: Actor) -> int:
    known = asked_by(actor)
    return db.session.scalar(select(how_many_to_call(city=actor.city)), known) or 0


def to_call(actor: Actor, page: int = 0) -> tuple[list[ToCall], bool]:
    """A page of citizens to call, longest waiting first, and whether more follow."""
    oldest = _asked(city=actor.city).order_by(func.min(CallTask.opened_at), CallTask.about)
    known = asked_by(actor)
    keys = db.session.scalars(oldest.offset(page * PAGE).limit(PAGE + 1), known).all()
    found = _tasks(keys[:PAGE], actor)
    return [found[key] for key in keys[:PAGE] if key in found], len(keys) > PAGE


def call_about(dossier: Dossier, actor: Actor) -> ToCall | None:
    """What the citizen of this dossier has not been informed of; None if no call is needed."""
    return _tasks([dossier.id], actor).get(dossier.id)


def _tasks(keys: Sequence[UUID], actor: Actor) -> dict[UUID, ToCall]:
    if not keys:
        return {}
    arrived = (
        select(func.max(_Later.finished_at))
        .where(
            _Later.subject_id == CallTask.about,
            _Later.state == MessageState.DELIVERED,
            _Later.created > Message.created,
        )
        .scalar_subquery()
    )
    rows = db.session.execute(
        select(CallTask, Dossier, arrived.label("arrived_at"))
        .join(CallTask.message)
        .join(Dossier, Dossier.id == CallTask.about)
        .join(Dossier.commune)
        .where(CallTask.about.in_(keys), _waiting(city=actor.city))
        .options(
            contains_eager(CallTask.message).joinedload(Message.wording),
            load_only(
                Dossier.code,
                Dossier.commune_id,
                Dossier.state,
                Dossier.subject_name,
                Dossier.applicant_name,
                Dossier.applicant_phone,
            ),
            contains_eager(Dossier.commune).load_only(Unit.name),
        )
        .order_by(CallTask.opened_at, CallTask.id),
        asked_by(actor),
    ).all()
    found: dict[UUID, ToCall] = {}
    for task, dossier, arrived_at in rows:
        before = found.get(dossier.id)
        tasks = [*(before.tasks if before else ()), task]
        found[dossier.id] = ToCall(dossier, tasks, arrived_at or (before and before.arrived_at))
    return found


def calls_for_step(dossier: Dossier) -> Sequence[CallTask]:
    """All calls about the dossier, done ones too, locked until the transaction ends."""
    return db.session.scalars(
        select(CallTask)
        .where(CallTask.about == dossier.id)
        .order_by(CallTask.opened_at, CallTask.id)
        .with_for_update(of=CallTask)
        .execution_options(populate_existing=True)
    ).all()


def calls_without_news(about: UUID | None = None) -> dict[CallOutcome, list[UUID]]:
    """Calls that are no longer needed, by reason; for one dossier or all.

    Those that somebody is recording just now are skipped.
    """
    later = _was_told_later()
    query = (
        select(CallTask.id, later)
        .join(Message, CallTask.message_id == Message.id)
        .join(Dossier, Dossier.id == CallTask.about)
        .where(CallTask.done_at.is_(None), or_(~_is_news(), later))
        .with_for_update(of=CallTask, skip_locked=True)
    )
    rows = db.session.execute(query if about is None else query.where(CallTask.about == about))
    found: dict[CallOutcome, list[UUID]] = {}
    for key, was_told in rows:
        why = CallOutcome.TOLD_LATER if was_told else CallOutcome.OVERTAKEN
        found.setdefault(why, []).append(key)
    return found


_TOLD_ABOUT = (
    select(Message, CallTask)
    .outerjoin(CallTask, CallTask.message_id == Message.id)
    .where(Message.subject_id == bindparam("about"))
    .options(joinedload(Message.wording))
    .order_by(Message.created.desc(), Message.id)
    .limit(MOST_TOLD)
)


def told_about(dossier: Dossier) -> Sequence[tuple[Message, CallTask | None]]:
    """Every message about the dossier with its call task, newest first."""
    rows = db.session.execute(_TOLD_ABOUT, {"about": dossier.id})
    return [(message, task) for message, task in rows]


def calls_in_scope(actor: Actor) -> ColumnElement[bool]:
    """Calls of the communes this person reads; rehearsals cause no calls."""
    if actor.is_rehearsal:
        return false()
    return true() if actor.city else CallTask.unit_id.in_(actor.reads)
