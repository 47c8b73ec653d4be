"""The interface between the sender and the drivers of channels."""

from dataclasses import dataclass
from typing import Protocol
from uuid import UUID


class Undelivered(Exception):
    """The gateway did not confirm the message.

    ``kind`` is a short code for the delivery log, such as ``unreachable``, never an error text.
    """

    of_the_gateway = True
    """Whether the gateway is at fault; otherwise it is the message that is not accepted."""

    def __init__(self, kind: str) -> None:
        super().__init__(kind)
        self.kind = kind


class TemporaryRefusal(Undelivered):
    """The gateway certainly does not have the message, and may accept it later."""


class Postponed(TemporaryRefusal):
    """Other messages are accepted, and this one perhaps later, for example for a full mailbox."""

    of_the_gateway = False


class Rejected(Undelivered):
    """The gateway certainly does not have the message and never will: bad number or address."""

    of_the_gateway = False


class Unanswered(Undelivered):
    """The response was lost: the gateway may have the message."""


@dataclass(frozen=True, kw_only=True)
class Attachment:
    """A file attached to an e-mail."""

    name: str
    mime: str
    content: bytes


@dataclass(frozen=True, kw_only=True)
class Outgoing:
    """A message as it is sent: phone number as dialled, rendered text."""

    id: UUID
    to: str
    subject: str
    body: str
    accented: bool = False
    """Whether a short message is encoded in UCS-2."""
    language: str = "vi"
    attachments: tuple[Attachment, ...] = ()


class Driver(Protocol):
    """The interface of a channel's driver: send one message."""

    def send(self, message: Outgoing) -> str:
        """Send the message and return the gateway's reference.

        Raises:
            Undelivered: ``TemporaryRefusal``, ``Rejected`` or ``Unanswered``.
        """
