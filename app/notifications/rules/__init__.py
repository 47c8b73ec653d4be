"""What messages say, when and how often they go, and how long they may be."""

from __future__ import annotations

from datetime import datetime, timedelta

from app.kernel import clock, phones
from app.notifications.models import Channel
from app.notifications.rules.alphabet import (
    EXTENSION,
    GSM,
    SMS_LETTERS,
    fits,
    foreign,
    gsm,
    parts,
    places,
)
from app.notifications.rules.kinds import NAMES, RESULTS, Kind, Result, Template, Words
from app.notifications.rules.plans import PLANS
from app.notifications.rules.speaking import Text, in_full, missing, short, variant

__all__ = [
    "EXTENSION",
    "GSM",
    "NAMES",
    "PLANS",
    "RESULTS",
    "SMS_LETTERS",
    "Kind",
    "Result",
    "Template",
    "Text",
    "Words",
    "fits",
    "foreign",
    "gsm",
    "in_full",
    "missing",
    "parts",
    "places",
    "short",
    "variant",
]

MOST_HANDED_OVER = 8
"""Requests that the gateway may have accepted, for one message."""
MOST_REFUSED = 48
"""Tries that it certainly refused, for one message."""
TRY_AGAIN_AFTER = timedelta(minutes=5)
QUIET_FROM, QUIET_UNTIL = 21, 7
"""Hours of Hanoi between which no notice goes to a telephone."""
URGENT = frozenset(each for each in Template if each.startswith("asked/"))
"""What somebody waits for with the telephone in the hand."""
FOR_CITIZENS = frozenset(each for each in Template if each.startswith("dossier/"))
"""What a citizen has to know, be it by a call."""


def masked(to: str) -> str:
    """An address of which a stranger learns little: ``•••••4127``, ``t•••••@example.vn``."""
    name, at, host = to.partition("@")
    return f"{name[:1]}•••••@{host}" if at else phones.masked(to)


def after_quiet_hours(moment: datetime, channel: Channel) -> datetime:
    """When a message that is promised now may go: no telephone rings between 21:00 and 7:00."""
    here = clock.local(moment)
    if channel != Channel.SMS or QUIET_UNTIL <= here.hour < QUIET_FROM:
        return moment
    day = here.date() if here.hour < QUIET_UNTIL else here.date() + timedelta(days=1)
    return clock.at(day, QUIET_UNTIL)
