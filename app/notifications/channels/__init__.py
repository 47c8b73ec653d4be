"""The ways out of the house: one interface, a driver for each channel.

A driver is called outside any transaction, at least once for each message, always with the same
``id``: that is the key by which a gateway recognises a repetition.
"""

from app.notifications.channels.base import (
    Attachment,
    Driver,
    Outgoing,
    Postponed,
    Rejected,
    TemporaryRefusal,
    Unanswered,
    Undelivered,
)
from app.notifications.channels.sandbox import Sandbox
from app.notifications.models import Channel

__all__ = [
    "Attachment",
    "Driver",
    "Outgoing",
    "Postponed",
    "Rejected",
    "Sandbox",
    "TemporaryRefusal",
    "Unanswered",
    "Undelivered",
    "connect",
    "driver",
]

_drivers: dict[Channel, Driver] = {channel: Sandbox() for channel in Channel}


def driver(channel: Channel) -> Driver:
    """Who carries the messages of a channel."""
    return _drivers[channel]


def connect(channel: Channel, carrier: Driver) -> None:
    """Give a channel to another driver, for the life of the process."""
    _drivers[channel] = carrier
