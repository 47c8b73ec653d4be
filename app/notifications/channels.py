"""The ways out of the house. Until a gateway is connected, the sandbox keeps what would have gone.

A driver is called outside any transaction, at least once for each message, always with the same
``id``: that is the key by which a gateway recognises a repetition.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert

from app.kernel import clock
from app.kernel.db import db, transaction
from app.notifications.models import Channel, SandboxMessage


class Undelivered(Exception):
    """The gateway did not take the message; it may the next time.

    ``kind`` is one word for the ledger, such as ``unreachable`` or ``rejected``.
    """

    def __init__(self, kind: str) -> None:
        super().__init__(kind)
        self.kind = kind


@dataclass(frozen=True, kw_only=True)
class Outgoing:
    """A message as it goes out: the number as it is dialled, the words as they are read."""

    id: UUID
    to: str
    subject: str
    body: str


class Driver(Protocol):
    """What a channel needs: to hand one message over."""

    def send(self, message: Outgoing) -> str:
        """Hand the message over and answer the gateway's reference.

        Raises:
            Undelivered: it was not taken.
        """


class Sandbox:
    """Sends nothing; a page of the officers shows what it was given (kênh thử nghiệm)."""

    def send(self, message: Outgoing) -> str:
        """Keep the message; the same one twice is kept once."""
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


_drivers: dict[Channel, Driver] = {channel: Sandbox() for channel in Channel}


def driver(channel: Channel) -> Driver:
    """Who carries the messages of a channel."""
    return _drivers[channel]


def connect(channel: Channel, carrier: Driver) -> None:
    """Give a channel to another driver, for the life of the process."""
    _drivers[channel] = carrier
