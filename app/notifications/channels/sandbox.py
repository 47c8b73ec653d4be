"""Sends nothing; a page for officers shows the messages (kênh thử nghiệm)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy.dialects.postgresql import insert

from app.kernel import clock
from app.kernel.db import db, transaction
from app.notifications.models.outbox import SandboxMessage

if TYPE_CHECKING:
    from app.notifications.channels.base import Outgoing


class Sandbox:
    """The driver used while no gateway is connected."""

    def send(self, message: Outgoing) -> str:
        """Store the message; idempotent."""
        with transaction():
            db.session.execute(
                insert(SandboxMessage)
                .values(
                    message_id=message.id,
                    dialled=message.to,
                    subject=message.subject,
                    text=message.body,
                    at=clock.now(),
                )
                .on_conflict_do_nothing(index_elements=[SandboxMessage.message_id])
            )
        return f"sandbox:{message.id}"
