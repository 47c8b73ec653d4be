"""Hand messages to their channel: one after the other, oldest first, each at least once."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from flask_babel import lazy_gettext as _

from app.kernel import clock, jobs, phones
from app.kernel.db import db, transaction
from app.notifications import channels, queries, rules
from app.notifications.channels import Outgoing, Undelivered
from app.notifications.models import WAITING, Channel, Delivery, Message, MessageState
from app.notifications.operations import calling
from app.notifications.operations.promising import ask_for_sending
from app.notifications.operations.saying import render, settle

STANDS_STILL = timedelta(seconds=60)
"""After so long without a word, a request counts as lost and is made again."""


@jobs.task("notifications.send", whole=False)
def send(channel: str) -> None:
    """Send what is due (the job); one at a time for each channel.

    The sending stands between two transactions. A worker that dies there sends again, with the same
    id; a message that is already out is left alone.
    """
    while (outgoing := _next(Channel(channel))) is not None:
        _send(Channel(channel), outgoing)


@jobs.periodic("notifications.tick", "* * * * *", _("Send messages that are due"))
def tick() -> None:
    """Wake the senders: what was put off is due, a job may have been lost."""
    for channel in queries.channels_with_due(clock.now()):
        ask_for_sending(channel)


def _next(channel: Channel) -> Outgoing | None:
    """Take up the next message and count the try; None when nothing is due."""
    with transaction():
        message = queries.next_due(channel, clock.now())
        if message is None:
            return None
        if message.handed_over >= rules.MOST_HANDED_OVER:
            _give_up(message, "unanswered")
            return _next(channel)
        message.handed_over += 1
        message.state = MessageState.SENDING
        message.due_at = clock.now() + STANDS_STILL
        settle(message)
        words = render(message)
        to = phones.international(message.to) if channel == Channel.SMS else message.to
        return Outgoing(
            id=message.id,
            to=to,
            subject=words.subject,
            body=words.body,
            accented=words.accented,
            language=message.language,
        )


def _send(channel: Channel, outgoing: Outgoing) -> None:
    try:
        ref = channels.driver(channel).send(outgoing)
    except Undelivered as failure:
        with transaction():
            _refused(outgoing.id, failure.kind)
    else:
        with transaction():
            _sent(outgoing.id, ref)


def _sent(key: UUID, ref: str) -> None:
    message = queries.locked(key)
    if message is None or message.state not in WAITING:
        return
    _write_down(message, ref=ref)
    message.state, message.ref, message.sent_at = MessageState.SENT, ref, clock.now()


def _refused(key: UUID, kind: str) -> None:
    """It certainly did not go: that is no hand-over. Try again later, or give up."""
    message = queries.locked(key)
    if message is None or message.state not in WAITING:
        return
    message.handed_over -= 1
    message.refused += 1
    _write_down(message, error=kind)
    if message.refused >= rules.MOST_REFUSED:
        _give_up(message, kind)
    else:
        message.why = kind
        message.state = MessageState.CREATED
        message.due_at = clock.now() + rules.TRY_AGAIN_AFTER


def _give_up(message: Message, kind: str) -> None:
    message.state, message.why = MessageState.TECHNICAL_FAILURE, kind
    message.ended_at = clock.now()
    calling.ask_for_call(message)


def _write_down(message: Message, *, ref: str | None = None, error: str | None = None) -> None:
    db.session.add(
        Delivery(
            message_id=message.id,
            attempt=message.handed_over + message.refused,
            at=clock.now(),
            ref=ref,
            error=error,
        )
    )
