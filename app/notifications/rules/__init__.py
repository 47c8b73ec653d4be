"""Rules for messages: contents, timing, retries and length."""

from collections.abc import Set
from datetime import datetime, timedelta

from app.accounts.roles import Role
from app.accounts.rules.session_limits import LINK_LIVES
from app.kernel import clock
from app.kernel.text import phone_numbers
from app.notifications.models.calls_and_preferences import DigestBy
from app.notifications.models.outbox import Channel
from app.notifications.rules import settings
from app.notifications.vocabulary import MessageKind

MOST_HANDED_OVER = 8
"""Maximum number of requests per message that the gateway may have accepted."""
MOST_REFUSED = 48
"""Maximum number of refused attempts per message."""
FAILURES_THAT_SHUT = 3
"""Consecutive failures after which a channel's circuit breaker opens."""
ONE_TIME_LASTS = timedelta(minutes=10)
"""Validity of a one-time code, from the moment it was requested."""
URGENT = frozenset(each for each in MessageKind if each.startswith("asked/"))
"""Messages for which somebody is waiting with the phone in hand."""
GOOD_FOR = {
    **dict.fromkeys((MessageKind.ONE_TIME_CODE, MessageKind.OFFICE_CHECK), ONE_TIME_LASTS),
    MessageKind.ACCOUNT_LINK: LINK_LIVES,
}
"""How long a message is useful after it was added; the others have no limit."""
FOR_CITIZENS = frozenset(each for each in MessageKind if each.startswith("dossier/"))
"""Messages that citizens must receive, if need be by a call."""


LEADERS = frozenset({Role.COMMUNE_LEADER, Role.DISTRICT_LEADER})


def usual_way(roles: Set[str]) -> DigestBy:
    """Default channel of the morning digest: SMS for leaders."""
    return DigestBy.SMS if roles & LEADERS else DigestBy.NOT


def masked(to: str) -> str:
    """A masked address: ``•••••4127``, ``t•••••@example.vn``."""
    name, at, host = to.partition("@")
    return f"{name[:1]}{phone_numbers.HIDDEN}@{host}" if at else phone_numbers.masked(to)


def is_quiet(moment: datetime, channel: Channel) -> bool:
    """Whether it is quiet time for notices: 21:00 to 7:00, or as configured."""
    hours = settings.settings()
    return channel == Channel.SMS and not (
        hours.quiet_until <= clock.local(moment).hour < hours.quiet_from
    )


def after_quiet_hours(moment: datetime, channel: Channel) -> datetime:
    """When a message added now may be sent."""
    if not is_quiet(moment, channel):
        return moment
    here = clock.local(moment)
    ends = settings.settings().quiet_until
    day = here.date() if here.hour < ends else here.date() + timedelta(days=1)
    return clock.at(day, ends)


def is_too_late(template: str, promised: datetime, now: datetime) -> bool:
    """Whether a message is obsolete by now, for example an expired code."""
    good_for = GOOD_FOR.get(MessageKind(template))
    return good_for is not None and now - promised > good_for
