"""Fake gateways: they store messages, and answer as configured."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from app.notifications import channels
from app.notifications.channels import Outgoing
from app.notifications.models import Channel

Answer = Callable[[Outgoing], str]


def taken(message: Outgoing) -> str:
    """The gateway takes it."""
    return f"ref:{message.id}"


class Gateway:
    """A gateway that answers as ``answer`` says; what it was given stands in ``seen``."""

    def __init__(self, answer: Answer = taken) -> None:
        self.seen: list[Outgoing] = []
        self.answer = answer

    def send(self, message: Outgoing) -> str:
        """Keep the message and answer."""
        self.seen.append(message)
        return self.answer(message)

    def fails_with(self, failure: Exception) -> None:
        """From now on it takes nothing."""

        def fail(_message: Outgoing) -> str:
            raise failure

        self.answer = fail

    def works(self) -> None:
        """From now on it takes everything."""
        self.answer = taken


@contextmanager
def connected(channel: Channel = Channel.SMS) -> Iterator[Gateway]:
    """A gateway in the place of the usual one, for as long as the block lasts."""
    usual, gateway = channels.driver(channel), Gateway()
    channels.connect(channel, gateway)
    try:
        yield gateway
    finally:
        channels.connect(channel, usual)
