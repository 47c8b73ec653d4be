"""Promise a message in the commit that makes it true, or take it back before it has gone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy.dialects.postgresql import insert

from app.kernel import clock
from app.kernel.db import db
from app.kernel.jobs import queue as kernel_queue
from app.kernel.text import phone_numbers
from app.notifications import queries, rules
from app.notifications.models import Channel, Message, MessageState
from app.notifications.operations import call_tasks, rendering
from app.notifications.rules import MessageKind

TASK = "notifications.send"
VIETNAMESE = "vi"


@dataclass(frozen=True, kw_only=True)
class Recipient:
    """Who is told, by which way, in which language; ``unit_id`` is the office that tells."""

    to: str
    channel: Channel = Channel.SMS
    language: str = VIETNAMESE
    unit_id: int | None = None


def add_to_outbox(
    template: MessageKind | str,
    *,
    reader: Recipient,
    facts: Mapping[str, Any],
    about: UUID,
    once: str | None = None,
    practice: bool = False,
) -> Message | None:
    """Promise a message: its row, and the wish that the worker sends it, in the caller's commit.

    A short message to what takes none (a landline, a number written wrongly in an old dossier) is
    kept as failed at once, so that the desk calls; it never stands in the way of a step.

    Args:
        facts: JSON values as ``rules.PLANS`` names them; a missing one is a bug.
        once: a word under which this is announced a single time, whoever asks again.
        practice: of a rehearsal: it is kept as it would read, and no sender ever takes it up.

    Returns:
        None when it was announced before.
    """
    wanted = MessageKind(template)
    if lacking := rules.missing(wanted, facts):
        raise ValueError(f"{wanted} needs {', '.join(sorted(lacking))}")
    values = _values(wanted, reader, {**facts}, about)
    if practice:
        values |= _rehearsed(values)
    message = _kept(values, once)
    if message is None or practice:
        return message
    if message.state == MessageState.CREATED:
        ask_for_sending(message.channel)
    else:
        call_tasks.ask_for_call(message)
    return message


def ask_for_sending(channel: Channel, *, at: datetime | None = None) -> None:
    """Wake whoever sends, as soon as the transaction is kept or at a moment of real time."""
    kernel_queue.defer(TASK, at=at, one_at_a_time=line_of(channel), channel=channel)


def line_of(channel: Channel) -> str:
    """The word under which the messages of a channel go out one after the other."""
    return f"channel:{channel}"


def call_back(about: UUID, template: MessageKind, *, since: datetime) -> bool:
    """Keep a notice that was promised by mistake from going out; whether it may have gone.

    One that a worker has begun to hand over counts as gone.
    """
    gone = False
    for message in queries.promised(about, template, since):
        gone = gone or message.sent_at is not None or message.attempts > 0
        _take_back(message)
    return gone


def redirect(about: UUID, to: str) -> None:
    """Send what has not gone out yet about one thing to another telephone."""
    for message in queries.waiting(about):
        message.recipient = phone_numbers.normalise(to)


def cancel(about: UUID) -> None:
    """Take back what has not gone out yet about one thing."""
    for message in queries.about(about):
        _take_back(message)


def _values(
    template: MessageKind, reader: Recipient, facts: Mapping[str, Any], about: UUID
) -> dict[str, Any]:
    to, takes = _number(reader)
    now = clock.now()
    return {
        "id": uuid4(),
        "channel": reader.channel,
        "recipient": to,
        "template": template.value,
        "facts": facts,
        "subject_id": about,
        "unit_id": reader.unit_id,
        "language": reader.language,
        "is_rehearsal": False,
        "urgent": template in rules.URGENT,
        "state": MessageState.CREATED if takes else MessageState.PERMANENT_FAILURE,
        "failure_reason": None if takes else "no_mobile",
        "finished_at": None if takes else now,
        "due_at": now if template in rules.URGENT else rules.after_quiet_hours(now, reader.channel),
        "attempts": 0,
        "rejections": 0,
        "created": now,
    }


def _rehearsed(values: Mapping[str, Any]) -> dict[str, Any]:
    """What is different in a rehearsal: it is over at once, whatever the number is."""
    wording = rendering.newest(MessageKind(values["template"]), values["language"], values["facts"])
    return {
        "is_rehearsal": True,
        "state": MessageState.SENT,
        "failure_reason": None,
        "wording_id": wording.id if wording else None,
        "sent_at": values["created"],
        "finished_at": values["created"],
    }


def _kept(values: dict[str, Any], once: str | None) -> Message | None:
    values["idempotency_key"] = once
    if once is not None:
        db.session.execute(
            insert(Message)
            .values(values)
            .on_conflict_do_nothing(index_elements=[Message.idempotency_key])
        )
        return db.session.get(Message, values["id"])
    message = Message(**values)
    db.session.add(message)
    db.session.flush()  # the row stands before its job and its ledger
    return message


def _number(reader: Recipient) -> tuple[str, bool]:
    """The number in national form, and whether it takes short messages."""
    if reader.channel == Channel.EMAIL:
        return reader.to, True
    try:
        number = phone_numbers.normalise(reader.to)
    except phone_numbers.NotAPhone:
        return reader.to, False
    return number, phone_numbers.takes_sms(number)


def _take_back(message: Message) -> None:
    if message.state == MessageState.CREATED:
        message.state, message.finished_at = MessageState.CANCELLED, clock.now()
