"""Short messages that citizens send us (tin nhắn đến): kept as they come, answered by the worker."""

from __future__ import annotations

from hashlib import sha256
from uuid import uuid4

from sqlalchemy.dialects.postgresql import insert

from app.kernel import clock, jobs, phones
from app.kernel.db import db
from app.notifications.models import InboundMessage
from app.notifications.rules import hearing as rules


def note_inbound(gateway_id: str, sender: str, text: str) -> None:
    """Write down what the gateway hands us, and wake whoever answers; in the caller's transaction.

    Nothing is decided here: whoever is at the gateway's address learns nothing of anybody. What
    comes twice under one key is kept once.
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
    jobs.defer("notifications.hear", key=key)


@jobs.task("notifications.hear")
def hear(key: str) -> None:
    """Understand one message and answer it (the job), or be silent."""


def _gateway_id(given: str) -> str:
    """The gateway's key, one of our own where it gives none."""
    key = rules.kept(given, rules.LONGEST_KEY * 4)
    if len(key) > rules.LONGEST_KEY:
        return sha256(key.encode()).hexdigest()
    return key or uuid4().hex


def _sender(given: str) -> str:
    """A telephone in today's national form; whatever else sends us something, as it is called."""
    sender = rules.kept(given, rules.LONGEST_SENDER)
    try:
        return phones.current(phones.normalise(sender))
    except phones.NotAPhone:
        return sender
