"""Recording the result of a delivery attempt."""

from datetime import datetime, timedelta

from app.kernel import clock
from app.kernel.db import db
from app.notifications import rules
from app.notifications.channels.base import Rejected, TemporaryRefusal, Undelivered
from app.notifications.models.outbox import WAITING, Delivery, Message, MessageState
from app.notifications.operations import call_tasks
from app.notifications.rules.settings import settings


def record_result(message: Message, answer: str | Undelivered) -> None:
    """Store the gateway's reference, or the failure.

    A delivery report that arrived meanwhile is newer: the state never moves back.
    """
    failure = answer if isinstance(answer, Undelivered) else None
    ref = answer if isinstance(answer, str) else None
    db.session.add(
        Delivery(
            message_id=message.id,
            attempt=message.attempts + message.rejections,
            at=clock.now(),
            ref=ref,
            error=failure and failure.kind,
        )
    )
    if failure is None:
        _taken(message, ref)
    elif isinstance(failure, TemporaryRefusal | Rejected):
        _not_taken(message, failure)
    elif message.state in WAITING:
        message.failure_reason, message.due_at = failure.kind, _later(message)


def fail(message: Message, why: str) -> None:
    """Mark a message as not deliverable to the gateway and create a call task."""
    _fail(message, MessageState.TECHNICAL_FAILURE, why)


def _taken(message: Message, ref: str | None) -> None:
    message.gateway_reference, message.sent_at = ref, message.sent_at or clock.now()
    if message.state in WAITING:
        message.state, message.failure_reason = MessageState.SENT, None


def _not_taken(message: Message, failure: Undelivered) -> None:
    """The gateway certainly does not have it: the attempt does not count as a hand-over."""
    message.attempts -= 1
    message.rejections += 1
    if message.attempts == 0:
        message.parts = message.cost = None
    if message.state not in WAITING:
        return
    if isinstance(failure, Rejected):
        _fail(message, MessageState.PERMANENT_FAILURE, failure.kind)
    elif message.rejections >= rules.MOST_REFUSED:
        fail(message, failure.kind)
    else:
        message.failure_reason, message.due_at = failure.kind, _later(message)
        if message.attempts == 0:
            message.state = MessageState.CREATED


def _fail(message: Message, state: MessageState, why: str) -> None:
    message.state, message.failure_reason, message.finished_at = state, why, clock.now()
    call_tasks.ask_for_call(message)


def _later(message: Message) -> datetime:
    """The time of the next attempt; notices avoid the quiet hours."""
    moment = clock.now() + timedelta(seconds=settings().retry_seconds)
    return moment if message.urgent else rules.after_quiet_hours(moment, message.channel)
