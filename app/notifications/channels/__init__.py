"""Outbound channels: one interface, one driver per channel.

A driver is called outside any transaction, at least once per message, always with the same
``id``: the idempotency key by which a gateway recognises a repetition.
"""

from app.notifications.channels.base import Driver
from app.notifications.channels.sandbox import Sandbox
from app.notifications.models.outbox import Channel

_drivers: dict[Channel, Driver] = {channel: Sandbox() for channel in Channel}


def driver(channel: Channel) -> Driver:
    return _drivers[channel]


def connect(channel: Channel, carrier: Driver) -> None:
    """Replace the driver of a channel, for the life of the process."""
    _drivers[channel] = carrier
