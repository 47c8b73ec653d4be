"""Fake gateways: they store messages, and answer as configured."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from app.notifications import channels
from app.notifications.channels.base import Outgoing
from app.notifications.models.outbox import Channel

Answer = Callable[[Outgoing], str]


def taken(message: Outgoing) -> str:
    """The gateway accepts it."""
    return f"ref:{message.id}"


class Gateway:
    """A gateway that answers as ``answer`` says; its messages are in ``seen``."""

    def __init__(self, answer: Answer = taken) -> None:
        self.seen: list[Outgoing] = []
        self.answer = answer

    def send(self, message: Outgoing) -> str:
        """Store the message and answer."""
        self.seen.append(message)
        return self.answer(message)

    def fails_with(self, failure: Exception) -> None:
        """From now on it refuses everything."""

        def fail(_message: Outgoing) -> str:
            raise failure

        self.answer = fail

    def works(self) -> None:
        """From now on it accepts everything."""
        self.answer = taken


@contextmanager
def connected(channel: Channel = Channel.SMS) -> Iterator[Gateway]:
    """A fake gateway in place of the usual one, for the duration of the block."""
    usual, gateway = channels.driver(channel), Gateway()
    channels.connect(channel, gateway)
    try:
        yield gateway
    finally:
        channels.connect(channel, usual)
