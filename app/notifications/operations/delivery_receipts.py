"""Delivery reports of the operator: stored on arrival, applied by the worker."""

from uuid import UUID, uuid4

from sqlalchemy import insert

from app.kernel import clock
from app.kernel.db import db
from app.kernel.jobs import queue
from app.notifications import queries
from app.notifications.models.gateway import DeliveryReport
from app.notifications.models.outbox import FAILED, Message, MessageState
from app.notifications.operations import call_tasks
from app.notifications.rules import delivery_states


def note_report(message_id: UUID, kind: int, ref: str | None) -> None:
    """Store a report and queue its job, in the caller's transaction.

    Nothing is read here: the receiving surface sees neither messages nor reports.
    """
    db.session.execute(
        insert(DeliveryReport).values(
            id=uuid4(), message_id=message_id, kind=kind, ref=ref, at=clock.now()
        )
    )
    queue.defer("notifications.report", message_id=message_id)


@queue.task("notifications.report")
def report(message_id: str) -> None:
    """Apply all reports of a message (the job); idempotent."""
    message = queries.locked(UUID(message_id))
    if message is None:
        return
    told = queries.reports_of(message.id)
    state = delivery_states.after(message.state, [each.kind for each in told])
    if state == message.state:
        return
    if message.gateway_reference is None:
        message.gateway_reference = next((each.ref for each in told if each.ref), None)
    _move(message, state)


def _move(message: Message, state: MessageState) -> None:
    """Store the new state with its time, and create or close the call task."""
    now, failed_before = clock.now(), message.state in FAILED
    message.state, message.failure_reason = state, delivery_states.WHY.get(state)
    if message.sent_at is None:  # a report proves that it was sent
        message.sent_at = now
    if state != MessageState.SENT:
        message.finished_at = now
    if state in FAILED:
        call_tasks.ask_for_call(message)
    elif failed_before:
        call_tasks.call_off(message)
