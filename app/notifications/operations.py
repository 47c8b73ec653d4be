"""Promise a message in the commit that makes it true; let the worker keep the promise."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from flask_babel import force_locale
from flask_babel import lazy_gettext as _
from sqlalchemy import delete

from app.kernel import clock, jobs, phones, retention
from app.kernel.db import db, transaction
from app.kernel.retention import Kept, Purged
from app.notifications import channels, queries, rules
from app.notifications.channels import Outgoing, Undelivered
from app.notifications.models import Channel, Delivery, Message, MessageState, SandboxMessage
from app.notifications.rules import Template

LANGUAGE = "vi"
SILENCE = timedelta(hours=3)
"""Longer than the longest wait between two tries: the job itself must have been lost."""


def queue(
    template: Template | str,
    *,
    to: str,
    channel: Channel,
    facts: Mapping[str, Any],
    about: UUID,
) -> Message:
    """Promise a message: its row and the job that sends it, in the caller's transaction.

    A short message to what takes none (a landline, a number written wrongly in an old dossier) is
    kept as failed at once, so that the desk calls; it never stands in the way of a step.

    Args:
        facts: JSON values as ``rules.PLANS`` names them; a missing one is a bug.
    """
    wanted = Template(template)
    if lacking := rules.missing(wanted, facts):
        raise ValueError(f"{wanted} needs {', '.join(sorted(lacking))}")
    message = Message(
        id=uuid4(),
        channel=channel,
        to=to,
        template=wanted.value,
        facts=dict(facts),
        about=about,
        state=MessageState.QUEUED,
        attempts=0,
        created=clock.now(),
    )
    db.session.add(message)
    db.session.flush()  # the row stands before its job and its ledger
    if channel == Channel.EMAIL or _settle_number(message):
        _ask_for_delivery(message.id)
    else:
        _write_down(message, error="no_mobile")
        message.state = MessageState.FAILED
    return message


def call_back(about: UUID, template: Template, *, since: datetime) -> bool:
    """Keep a notice that was promised by mistake from going out; whether it may have gone.

    One that a worker has begun to hand over counts as gone.
    """
    gone = False
    for message in queries.promised(about, template, since):
        gone = gone or message.state == MessageState.SENT or message.attempts > 0
        if message.state == MessageState.QUEUED:
            message.state = MessageState.CANCELLED
    return gone


def cancel(about: UUID) -> None:
    """Take back what has not gone out yet about one thing."""
    for message in queries.about(about):
        if message.state == MessageState.QUEUED:
            message.state = MessageState.CANCELLED


@jobs.task("notifications.deliver", whole=False)
def deliver(message_id: str) -> None:
    """Hand one message to its channel (the job): begin, send, write down how it ended.

    The sending stands between two transactions. A worker that dies there sends again, with the same
    id; a message that is already out is left alone.
    """
    key = UUID(message_id)
    with transaction():
        outgoing = _begin(key)
    if outgoing is None:
        return
    channel, words = outgoing
    try:
        ref = channels.driver(channel).send(words)
    except Undelivered as failure:
        with transaction():
            _failed(key, failure.kind)
    else:
        with transaction():
            _sent(key, ref)


@jobs.periodic("notifications.sweep", "*/15 * * * *")
def sweep() -> None:
    """Ask again for messages whose job was lost."""
    for key in queries.silent_since(clock.now() - SILENCE):
        _ask_for_delivery(key)


@retention.purge(
    Kept(
        name="messages",
        what=_("Messages to citizens: words, facts, telephone or e-mail"),
        kept=timedelta(days=90),
        since=_("written"),
        then=_("words and facts are removed, of the number the end stays; that it was sent stays"),
        law="Luật BVDLCN 91/2025/QH15 (tối thiểu hóa dữ liệu)",
        provisional=True,
        order=60,
    ),
    now=clock.now,
)
def purge_words(before: datetime, at_most: int) -> Purged:
    """What was said and to which number, of messages that have come or never will."""
    messages = queries.still_in_words(before, at_most)
    for message in messages:
        message.to, message.facts = rules.masked(message.to), {}
    ids = [message.id for message in messages]
    db.session.execute(delete(SandboxMessage).where(SandboxMessage.message_id.in_(ids)))
    return Purged(len(ids), tuple(dict.fromkeys(message.about for message in messages)))


def render(message: Message) -> rules.Text:
    """The words of a message, in the language of its reader."""
    template = Template(message.template)
    say = rules.short if message.channel == Channel.SMS else rules.in_full
    with force_locale(LANGUAGE):
        return say(template, message.facts)


def _settle_number(message: Message) -> bool:
    """Bring the number into national form; whether it takes short messages."""
    try:
        message.to = phones.normalise(message.to)
    except phones.NotAPhone:
        return False
    return phones.takes_sms(message.to)


def _ask_for_delivery(key: UUID, after: timedelta | None = None) -> None:
    jobs.defer(
        "notifications.deliver",
        at=None if after is None else clock.real_now() + after,
        one_at_a_time=f"message:{key}",
        message_id=key,
    )


def _begin(key: UUID) -> tuple[Channel, Outgoing] | None:
    """Count a try and say what is to go out; None when there is nothing to do any more."""
    message = queries.locked(key)
    if message is None or message.state != MessageState.QUEUED:
        return None
    if message.attempts >= rules.MAX_ATTEMPTS:  # workers died over it, one after the other
        message.state = MessageState.FAILED
        return None
    message.attempts += 1
    words = render(message)
    to = phones.international(message.to) if message.channel == Channel.SMS else message.to
    return message.channel, Outgoing(id=message.id, to=to, subject=words.subject, body=words.body)


def _sent(key: UUID, ref: str) -> None:
    message = queries.locked(key)
    if message is None or message.state == MessageState.SENT:
        return
    _write_down(message, ref=ref)
    message.state = MessageState.SENT
    message.sent_at = clock.now()


def _failed(key: UUID, kind: str) -> None:
    """Try again later, or give up so that the desk telephones."""
    message = queries.locked(key)
    if message is None or message.state != MessageState.QUEUED:
        return
    _write_down(message, error=kind)
    if message.attempts >= rules.MAX_ATTEMPTS:
        message.state = MessageState.FAILED
    else:
        _ask_for_delivery(key, after=rules.wait_after(message.attempts))


def _write_down(message: Message, *, ref: str | None = None, error: str | None = None) -> None:
    db.session.add(
        Delivery(
            message_id=message.id,
            attempt=message.attempts,
            at=clock.now(),
            ref=ref,
            error=error,
        )
    )
