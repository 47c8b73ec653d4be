"""What did not arrive becomes a call to make (cần gọi điện)."""

from __future__ import annotations

from uuid import uuid4

from sqlalchemy import update
from sqlalchemy.dialects.postgresql import insert

from app.kernel import clock
from app.kernel.db import db
from app.notifications import queries, rules
from app.notifications.models import CallOutcome, CallTask, Channel, Message


def ask_for_call(message: Message) -> None:
    """Ask the desk of the message's office to telephone, once for each message.

    Nothing is asked for what only officers read, nor for an e-mail beside a short message.
    """
    if message.unit_id is None or message.template not in rules.FOR_CITIZENS:
        return
    if message.channel == Channel.EMAIL and queries.said_by_sms(message.about, message.template):
        return
    db.session.execute(
        insert(CallTask)
        .values(
            id=uuid4(),
            message_id=message.id,
            about=message.about,
            unit_id=message.unit_id,
            opened_at=clock.now(),
            tries=0,
        )
        .on_conflict_do_nothing()
    )


def call_off(message: Message) -> None:
    """The message has arrived after all: nobody needs to telephone any more."""
    db.session.execute(
        update(CallTask)
        .where(CallTask.message_id == message.id, CallTask.done_at.is_(None))
        .values(outcome=CallOutcome.NOT_NEEDED, done_at=clock.now())
    )
