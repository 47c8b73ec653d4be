"""What a channel needs of its driver."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol
from uuid import UUID


class Undelivered(Exception):
    """The gateway gave no yes.

    ``kind`` is one word for the ledger, such as ``unreachable``, never the text of an error.
    """

    of_the_gateway = True
    """It says that the gateway does not work; else the message is what it does not take."""

    def __init__(self, kind: str) -> None:
        super().__init__(kind)
        self.kind = kind


class TemporaryRefusal(Undelivered):
    """It certainly does not have the message, and may take it the next time."""


class Postponed(TemporaryRefusal):
    """It takes other messages, and this one perhaps the next time: a mailbox that is full."""

    of_the_gateway = False


class Rejected(Undelivered):
    """It certainly does not have the message, and never will: the number, the address."""

    of_the_gateway = False


class Unanswered(Undelivered):
    """The answer was lost: it may have the message."""


@dataclass(frozen=True, kw_only=True)
class Attachment:
    """A file that goes with an e-mail."""

    name: str
    mime: str
    content: bytes


@dataclass(frozen=True, kw_only=True)
class Outgoing:
    """A message as it goes out: the number as it is dialled, the words as they are read."""

    id: UUID
    to: str
    subject: str
    body: str
    accented: bool = False
    """A short message in the alphabet of UCS-2."""
    language: str = "vi"
    attachments: tuple[Attachment, ...] = ()


class Driver(Protocol):
    """What a channel needs: to hand one message over."""

    def send(self, message: Outgoing) -> str:
        """Hand the message over and answer the gateway's reference.

        Raises:
            Undelivered: ``Refused``, ``Rejected`` or ``Unanswered``.
        """
