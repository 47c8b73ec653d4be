"""Call tasks for undelivered messages, and their outcomes (cần gọi điện)."""

from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID, uuid4

from flask_babel import lazy_gettext as _
from sqlalchemy import ColumnElement, update
from sqlalchemy.dialects.postgresql import insert

from app.kernel import clock
from app.kernel.actor import Actor
from app.kernel.audit import change_log
from app.kernel.audit.change_log import AuditAction
from app.kernel.db import ChangedMeanwhile, db
from app.kernel.errors import DomainError, Refused
from app.kernel.i18n.formatting import hour
from app.notifications import queries, rules
from app.notifications.models.calls_and_preferences import CallOutcome, CallTask
from app.notifications.models.outbox import Channel, Message
from app.notifications.rules.call_outcomes import CALLED

WRITTEN = {
    CallOutcome.TOLD: AuditAction.CALL_TOLD,
    CallOutcome.NO_ANSWER: AuditAction.CALL_NO_ANSWER,
    CallOutcome.WRONG_NUMBER: AuditAction.CALL_WRONG_NUMBER,
    CallOutcome.CAME_IN: AuditAction.CALL_CAME_IN,
    CallOutcome.NOT_NEEDED: AuditAction.CALL_NOT_NEEDED,
}
"""Outcomes that officers may enter, with their names in the change log."""


CALL_DONE = _("%(name)s has recorded this call at %(at)s: %(outcome)s. Nothing is left to do.")


NOTHING_TO_TELL = _(
    "Nobody need call any more: a later message arrived, or the dossier has gone on."
)


TRIED_MEANWHILE = _(
    "%(name)s called at %(at)s: %(outcome)s. Look at the page again, then record your own call."
)


def ask_for_call(message: Message) -> None:
    """Create a call task for the message's office, at most one per message.

    Not for messages to officers, nor for an e-mail sent in addition to a short message.
    """
    if message.unit_id is None or message.template not in rules.FOR_CITIZENS:
        return
    if message.channel == Channel.EMAIL and queries.said_by_sms(
        message.subject_id, message.template
    ):
        return
    db.session.flush()  # the message must exist before rows refer to it
    db.session.execute(
        insert(CallTask.__table__)
        .values(
            id=uuid4(),
            message_id=message.id,
            about=message.subject_id,
            unit_id=message.unit_id,
            opened_at=clock.now(),
            tries=0,
        )
        .on_conflict_do_nothing()  # without column names: the public role may read none
    )


def record(
    tasks: Sequence[CallTask], outcome: CallOutcome, note: str, *, by: Actor, seen: int
) -> None:
    """Record the outcome of one call about all these tasks, which the caller has locked.

    ``seen`` is the number of attempts shown to the officer.

    Raises Refused.
    """
    waiting = [task for task in tasks if task.done_at is None]
    if not waiting:
        raise _done(tasks)
    if seen != max(task.tries for task in waiting):
        raise Refused(TRIED_MEANWHILE, **_last(waiting)) if _tried(waiting) else ChangedMeanwhile
    if outcome is CallOutcome.NOT_NEEDED and not note.strip():
        raise Refused(_("Write why nobody need call."), status=422, field="note")
    for task in waiting:
        task.outcome, task.note, task.by_id = outcome, note.strip() or None, by.staff_id
        task.last_at = clock.now()
        task.tries += outcome in CALLED
        task.done_at = None if outcome is CallOutcome.NO_ANSWER else task.last_at
        change_log.record(
            by, WRITTEN[outcome], task, ["outcome", *(["note"] if note.strip() else [])]
        )


def close(tasks: Collection[UUID], outcome: CallOutcome) -> None:
    """Close open tasks; those finished by an officer stay unchanged."""
    _close(CallTask.id.in_(tasks), outcome)


def call_off(message: Message) -> None:
    """Close the task of a message that was delivered after all."""
    _close(CallTask.message_id == message.id, CallOutcome.TOLD_LATER)


def note_visit(about: UUID, by: UUID | None) -> None:
    """Close the tasks about a subject: the citizen is at the desk."""
    _close(CallTask.about == about, CallOutcome.CAME_IN, by_id=by)


def _close(which: ColumnElement[bool], outcome: CallOutcome, **by: UUID | None) -> None:
    now = clock.now()
    db.session.execute(
        update(CallTask)
        .where(which, CallTask.done_at.is_(None))
        .values(outcome=outcome, done_at=now, last_at=now, **by)
    )


def _done(tasks: Sequence[CallTask]) -> DomainError:
    by_people = [task for task in _tried(tasks) if task.by_id]
    return Refused(CALL_DONE, **_last(by_people)) if by_people else Refused(NOTHING_TO_TELL)


def _tried(tasks: Sequence[CallTask]) -> list[CallTask]:
    return [task for task in tasks if task.last_at]


def _last(tasks: Sequence[CallTask]) -> dict[str, Any]:
    task = max(_tried(tasks), key=lambda each: str(each.last_at))
    return {
        "name": task.by_name or str(_("A colleague")),
        "at": hour(task.last_at),
        "outcome": CallOutcome(str(task.outcome)).label,
    }
