"""What did not arrive becomes a call to make (cần gọi điện)."""

from __future__ import annotations

from app.kernel import clock
from app.kernel.db import db
from app.notifications import rules
from app.notifications.models import CallTask, Message


def ask_for_call(message: Message) -> None:
    """Ask the desk of the message's office to telephone; nothing for what only officers read."""
    if message.unit_id is None or message.template not in rules.FOR_CITIZENS:
        return
    db.session.add(
        CallTask(
            message_id=message.id,
            about=message.about,
            unit_id=message.unit_id,
            opened_at=clock.now(),
        )
    )
