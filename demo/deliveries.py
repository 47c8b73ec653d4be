"""Delivery results of demo messages: most were delivered, some failed and wait for a call."""

from collections.abc import Iterable
from datetime import timedelta

from sqlalchemy import select

from app.dossiers.models.dossier import Dossier
from app.dossiers.rules.call_tasks import HOLDS_WHILE
from app.kernel import clock
from app.kernel.db import db
from app.notifications.models.outbox import Message, MessageState
from app.notifications.operations.call_tasks import ask_for_call
from app.notifications.operations.rendering import newest_by_version
from app.notifications.rules import message_text
from app.notifications.rules.settings import settings
from app.notifications.vocabulary import MessageKind

WORTH_A_CALL = (
    MessageKind.READY,
    MessageKind.ACCEPTED,
    MessageKind.SUPPLEMENT,
    MessageKind.NOT_ACCEPTED,
    MessageKind.RETURNED,
)
FAILURES = (
    (MessageState.TEMPORARY_FAILURE, None),
    (MessageState.PERMANENT_FAILURE, "number"),
    (MessageState.TECHNICAL_FAILURE, "unreachable"),
)
"""Kinds of delivery failure in each commune; today's messages are still pending."""


def settle(commune_id: int) -> None:
    """Mark the messages of a commune as delivered, except one for each kind of failure."""
    rows = db.session.execute(
        select(Message, Dossier)
        .join(Dossier, Dossier.id == Message.subject_id)
        .where(
            Dossier.commune_id == commune_id,
            Dossier.is_rehearsal.is_(False),
            Message.created < clock.at(clock.today()),
        )
        .order_by(Message.created, Dossier.code, Message.template)
    ).all()
    newest = {dossier.id: (message, dossier) for message, dossier in rows}
    news = [message for message, dossier in newest.values() if _is_news(message, dossier)]
    by_kind = {message.template: message for message in news}  # the newest of each kind
    failed = [by_kind[kind] for kind in WORTH_A_CALL if kind in by_kind][: len(FAILURES)]
    _arrive(message for message, _dossier in rows if message not in failed)
    for message, (state, why) in zip(failed, FAILURES, strict=False):
        message.state, message.failure_reason = state, why
        message.finished_at = message.created + timedelta(hours=2)
        with clock.frozen(message.finished_at):
            ask_for_call(message)


def _is_news(message: Message, dossier: Dossier) -> bool:
    return dossier.state in HOLDS_WHILE[MessageKind(message.template)]


def _arrive(messages: Iterable[Message]) -> None:
    versions = newest_by_version()
    for message in messages:
        variant = message_text.variant(MessageKind(message.template), message.facts)
        wording = versions.get((message.template, message.language, variant))
        message.wording_id = wording.id if wording else None
        message.state, message.attempts = MessageState.DELIVERED, 1
        message.parts, message.cost = 1, settings().price
        message.sent_at = message.created + timedelta(seconds=20)
        message.finished_at = message.created + timedelta(seconds=35)
