"""Inbound short messages (tin nhắn đến): stored on arrival, answered by the worker.

Answers go only to Vietnamese mobile phones, at most ten a day each, and never to our own number:
two machines that answer each other stop. Nobody learns whether a code exists; the state of a
dossier is sent only to the phone number filed in it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from hashlib import sha256
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import insert

from app.kernel import clock
from app.kernel.db import db
from app.kernel.hooks import Hook
from app.kernel.jobs import queue as kernel_queue
from app.kernel.security import rate_limits
from app.kernel.security.rate_limits import RateLimit
from app.kernel.text import phone_numbers
from app.notifications import queries
from app.notifications.models.gateway import Heard, InboundMessage, OptOut
from app.notifications.models.outbox import Message
from app.notifications.operations.outbox import Recipient, add_to_outbox
from app.notifications.rules import inbound_syntax as rules
from app.notifications.rules import settings as notices
from app.notifications.vocabulary import MessageKind


class SmsQuestion(StrEnum):
    """Questions that only a higher package can answer."""

    STATE = "state"


@dataclass(frozen=True, kw_only=True)
class SmsAnswer:
    """The state of a dossier, for the phone number filed in it; no names."""

    about: UUID
    unit_id: int
    language: str
    facts: Mapping[str, str]


asked: Hook[SmsQuestion, Callable[[str, str], SmsAnswer | None]] = Hook(SmsQuestion)
"""Maps code and phone number to a state, or None if not permitted; set by ``create_app()``."""


@dataclass(frozen=True, kw_only=True)
class _Reply:
    """Template and facts of an answer."""

    template: MessageKind
    about: UUID
    unit_id: int | None = None
    language: str = "vi"
    facts: Mapping[str, Any] = field(default_factory=dict)


def note_inbound(gateway_id: str, sender: str, text: str) -> None:
    """Store an inbound message and queue its job, in the caller's transaction.

    Nothing is decided here, so that the caller of this URL learns nothing. Repeated delivery under
    the same id is stored once.
    """
    key = uuid4()
    db.session.execute(
        insert(InboundMessage)
        .values(
            id=key,
            gateway_id=_gateway_id(gateway_id),
            sender=_sender(sender),
            text=rules.kept(text, rules.LONGEST_TEXT),
            at=clock.now(),
        )
        .on_conflict_do_nothing()
    )
    kernel_queue.defer("notifications.hear", key=key)


@kernel_queue.task("notifications.hear")
def hear(key: str) -> None:
    """Parse one message and answer it or not (the job); once per message."""
    message = queries.heard(UUID(key))
    if message is None or message.answered_at is not None:
        return
    understood = rules.understand(message.text)
    message.heard = understood.heard
    if _is_somebody(message.sender):
        queries.one_answer_at_a_time(message.sender)
        reply = _obeyed(message) or _told(message, understood.code)
        if reply is not None and _may_answer(message, reply.template):
            message.reply_id = _answer(message, reply)
    message.answered_at = clock.now()


def _obeyed(message: InboundMessage) -> _Reply | None:
    """Apply an opt-out or opt-in and confirm it; no answer if nothing changed."""
    if message.heard == Heard.STOP:
        stopped = insert(OptOut).values(id=uuid4(), phone=message.sender, at=clock.now())
        once = stopped.on_conflict_do_nothing(index_elements=[OptOut.phone]).returning(OptOut.id)
        if db.session.scalar(once):
            return _Reply(template=MessageKind.NOTICES_STOPPED, about=message.id)
    if message.heard == Heard.START:
        again = delete(OptOut).where(OptOut.phone == message.sender).returning(OptOut.id)
        if db.session.scalar(again):
            return _Reply(template=MessageKind.NOTICES_AGAIN, about=message.id)
    return None


def _told(message: InboundMessage, code: str | None) -> _Reply | None:
    """The state for the permitted phone; the same instructions for everybody else."""
    if message.heard in {Heard.STOP, Heard.START}:
        return None
    told = asked[SmsQuestion.STATE](code, message.sender) if code else None
    if told is None:
        return _Reply(template=MessageKind.HOW_TO_ASK, about=message.id)
    return _Reply(
        template=MessageKind.STATE_TOLD,
        about=told.about,
        unit_id=told.unit_id,
        language=told.language,
        facts=told.facts,
    )


def _may_answer(message: InboundMessage, template: MessageKind) -> bool:
    if template == MessageKind.HOW_TO_ASK and not _left(
        rate_limits.INBOUND_HELP, message, template
    ):
        return False
    return _left(rate_limits.INBOUND, message)


def _left(limit: RateLimit, message: InboundMessage, of: MessageKind | None = None) -> bool:
    since: datetime = clock.now() - timedelta(seconds=limit.per_seconds)
    return queries.answered(message.sender, since, of) < limit.amount


def _answer(message: InboundMessage, reply: _Reply) -> UUID | None:
    made: Message | None = add_to_outbox(
        reply.template,
        reader=Recipient(to=message.sender, language=reply.language, unit_id=reply.unit_id),
        facts=reply.facts,
        about=reply.about,
        once=f"inbound:{message.id}",
    )
    return made and made.id


def _is_somebody(sender: str) -> bool:
    """Whether it is a Vietnamese mobile number, and not our own."""
    return phone_numbers.takes_sms(sender) and sender != _sender(notices.settings().sms_from)


def _gateway_id(given: str) -> str:
    """The gateway's id, or a generated one if it sends none."""
    key = rules.kept(given, rules.LONGEST_TEXT)
    if len(key) > rules.LONGEST_KEY:
        return sha256(key.encode()).hexdigest()
    return key or uuid4().hex


def _sender(given: str) -> str:
    """A phone number in current national form; any other sender unchanged."""
    sender = rules.kept(given, rules.LONGEST_SENDER)
    try:
        return phone_numbers.current(phone_numbers.normalise(sender))
    except phone_numbers.NotAPhone:
        return sender
