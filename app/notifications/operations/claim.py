"""Claiming a message: the hand-over is counted before anything is sent."""

import logging
from datetime import timedelta

from app.kernel import clock
from app.kernel.text import phone_numbers
from app.notifications import queries, rules
from app.notifications.channels.base import Outgoing
from app.notifications.models.outbox import Channel, Message, MessageState
from app.notifications.operations import attempt_results, call_tasks, rendering
from app.notifications.rules import gsm_alphabet, message_text
from app.notifications.rules.settings import settings
from app.notifications.vocabulary import MessageKind

log = logging.getLogger(__name__)


def claim(message: Message) -> Outgoing | None:
    """Claim the message and render it; None if it ends here without an attempt."""
    if message.attempts >= rules.MOST_HANDED_OVER:
        attempt_results.fail(message, message.failure_reason or "unanswered")
        return None
    if why := _unwanted(message):
        message.state, message.failure_reason, message.finished_at = (
            MessageState.CANCELLED,
            why,
            clock.now(),
        )
        call_tasks.ask_for_call(message)
        return None
    try:
        outgoing = _in_words(message)
    except (LookupError, TypeError, ValueError) as error:
        kind = type(error).__name__  # its text may contain a fact
        log.error("message %s cannot be said: %s", message.id, kind)  # noqa: TRY400  # no text, no trace
        attempt_results.fail(message, "unsayable")
        return None
    message.attempts += 1
    message.state = MessageState.SENDING
    message.due_at = clock.now() + timedelta(seconds=settings().replay_seconds)
    return outgoing


def _unwanted(message: Message) -> str | None:
    """Why the message must not be sent any more, as a short code for the desk."""
    if rules.is_too_late(message.template, message.created, clock.now()):
        return "too_late"
    notice = message.channel == Channel.SMS and not message.urgent
    if notice and queries.has_opted_out(phone_numbers.current(message.recipient)):
        return "opted_out"
    return None


def _in_words(message: Message) -> Outgoing:
    """Render the message in the version chosen at the first attempt."""
    if message_text.unsayable(MessageKind(message.template), message.facts):
        raise LookupError
    rendering.choose_version(message)
    words = rendering.render(message)
    is_sms = message.channel == Channel.SMS
    if is_sms:
        message.parts = gsm_alphabet.parts(words.body, accented=words.accented)
        message.cost = message.parts * settings().price
    return Outgoing(
        id=message.id,
        to=phone_numbers.international(message.recipient) if is_sms else message.recipient,
        subject=words.subject,
        body=words.body,
        accented=words.accented,
        language=message.language,
    )
