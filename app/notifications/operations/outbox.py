"""The outbox: messages are added in the transaction that makes them true, sent by the worker."""

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
from app.notifications.models.outbox import Channel, Message, MessageState
from app.notifications.operations import call_tasks, rendering
from app.notifications.rules import message_text
from app.notifications.rules.settings import settings
from app.notifications.vocabulary import MessageKind

TASK = "notifications.send"
VIETNAMESE = "vi"


@dataclass(frozen=True, kw_only=True)
class Recipient:
    """Address, channel and language of a message; ``unit_id`` is the sending office."""

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
    is_rehearsal: bool = False,
) -> Message | None:
    """Add a message and its sending job, in the caller's transaction.

    A short message to a number that cannot receive it (landline, typing error in an old dossier) is
    stored as failed at once, so that the desk calls; it never blocks a workflow step.

    Args:
        facts: JSON values as ``rules.PLANS`` names them; a missing one is a bug.
        once: idempotency key: announced only once, whoever asks again.
        practice: from the practice space: stored as it would read, never sent.

    Returns:
        None when ``once`` was used before.
    """
    wanted = MessageKind(template)
    if lacking := message_text.missing(wanted, facts):
        raise ValueError(f"{wanted} needs {', '.join(sorted(lacking))}")
    values = _values(wanted, reader, {**facts}, about)
    if is_rehearsal:
        values |= _rehearsed(values)
    message = _kept(values, once)
    if message is None or is_rehearsal:
        return message
    if message.state == MessageState.CREATED:
        ask_for_sending(message.channel)
    else:
        call_tasks.ask_for_call(message)
    return message


def ask_for_sending(channel: Channel, *, at: datetime | None = None) -> None:
    """Queue the sender, on commit or at a moment of real time."""
    kernel_queue.defer(TASK, at=at, one_at_a_time=line_of(channel), channel=channel)


def goes_out() -> bool:
    """Whether short messages really reach telephones."""
    return settings().sms != "sandbox"


def wake_sms() -> None:
    """Have short messages sent that the database wrote."""
    ask_for_sending(Channel.SMS)


def line_of(channel: Channel) -> str:
    """The queue lock under which a channel's messages are sent one after the other."""
    return f"channel:{channel}"


def call_back(about: UUID, template: MessageKind, *, since: datetime) -> bool:
    """Withdraw a notice that was added by mistake; returns whether it may have been sent.

    A message that a worker has begun to send counts as sent.
    """
    gone = False
    for message in queries.promised(about, template, since):
        gone = gone or message.sent_at is not None or message.attempts > 0
        _take_back(message)
    return gone


def redirect(about: UUID, to: str) -> None:
    """Change the phone number of unsent messages about a subject."""
    for message in queries.waiting(about):
        message.recipient = phone_numbers.normalise(to)


def cancel(about: UUID) -> None:
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
    """Overrides for the practice space: the message is final at once, whatever the number is."""
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
        kept: Message | None = db.session.scalar(
            insert(Message)
            .values(values)
            .on_conflict_do_nothing(index_elements=[Message.idempotency_key])
            .returning(Message)
        )
        return kept
    message = Message(**values)
    db.session.add(message)
    db.session.flush()  # the row must exist before its job and its delivery log
    return message


def _number(reader: Recipient) -> tuple[str, bool]:
    """The number in national form, and whether it can receive short messages."""
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
