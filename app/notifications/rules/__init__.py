"""What messages say, when and how often they go, and how long they may be."""

from __future__ import annotations

from collections.abc import Set
from datetime import datetime, timedelta

from app.accounts.roles import Role
from app.kernel import clock
from app.kernel.text import phone_numbers
from app.notifications.models import Channel, DigestBy
from app.notifications.rules import settings
from app.notifications.rules.default_templates import PLANS
from app.notifications.rules.gsm_alphabet import (
    EXTENSION,
    GSM,
    SMS_LETTERS,
    fits,
    foreign,
    gsm,
    parts,
    places,
)
from app.notifications.rules.message_kinds import (
    NAMES,
    RESULTS,
    AgencyResult,
    FactKind,
    MessageKind,
    TemplateTexts,
)
from app.notifications.rules.message_text import (
    Text,
    filled,
    in_full,
    missing,
    short,
    unsayable,
    variant,
)
from app.notifications.rules.template_validation import TemplateFault, faults
from app.notifications.rules.template_variables import (
    MEANINGS,
    PARTS,
    TemplatePart,
    allowed,
    example,
    longest,
    wanted,
)

__all__ = [
    "EXTENSION",
    "GSM",
    "MEANINGS",
    "NAMES",
    "PARTS",
    "PLANS",
    "RESULTS",
    "SMS_LETTERS",
    "AgencyResult",
    "FactKind",
    "MessageKind",
    "TemplateFault",
    "TemplatePart",
    "TemplateTexts",
    "Text",
    "allowed",
    "example",
    "faults",
    "filled",
    "fits",
    "foreign",
    "gsm",
    "in_full",
    "longest",
    "missing",
    "parts",
    "places",
    "short",
    "unsayable",
    "variant",
    "wanted",
]

MOST_HANDED_OVER = 8
"""Requests that the gateway may have accepted, for one message."""
MOST_REFUSED = 48
"""Tries that it certainly refused, for one message."""
FAILURES_THAT_SHUT = 3
"""After so many, one after the other, a channel is left alone for a while."""
ONE_TIME_LASTS = timedelta(minutes=10)
"""How long a one-time code opens something, from the moment it was asked for."""
URGENT = frozenset(each for each in MessageKind if each.startswith("asked/"))
"""What somebody waits for with the telephone in the hand."""
GOOD_FOR = dict.fromkeys((MessageKind.ONE_TIME_CODE, MessageKind.OFFICE_CHECK), ONE_TIME_LASTS)
"""How long after it was promised a message is still of use; the others always are."""
FOR_CITIZENS = frozenset(each for each in MessageKind if each.startswith("dossier/"))
"""What a citizen has to know, be it by a call."""


LEADERS = frozenset({Role.COMMUNE_LEADER, Role.DISTRICT_LEADER})


def usual_way(roles: Set[str]) -> DigestBy:
    """How the news of the morning comes to whoever has chosen nothing: leaders are told by SMS."""
    return DigestBy.SMS if roles & LEADERS else DigestBy.NOT


def masked(to: str) -> str:
    """An address of which a stranger learns little: ``•••••4127``, ``t•••••@example.vn``."""
    name, at, host = to.partition("@")
    return f"{name[:1]}•••••@{host}" if at else phone_numbers.masked(to)


def is_quiet(moment: datetime, channel: Channel) -> bool:
    """Whether notices wait: no telephone rings between 21:00 and 7:00, or as it is set."""
    hours = settings.settings()
    return channel == Channel.SMS and not (
        hours.quiet_until <= clock.local(moment).hour < hours.quiet_from
    )


def after_quiet_hours(moment: datetime, channel: Channel) -> datetime:
    """When a message that is promised now may go."""
    if not is_quiet(moment, channel):
        return moment
    here = clock.local(moment)
    ends = settings.settings().quiet_until
    day = here.date() if here.hour < ends else here.date() + timedelta(days=1)
    return clock.at(day, ends)


def is_too_late(template: str, promised: datetime, now: datetime) -> bool:
    """Whether a message would only mislead by now: a code that holds no longer."""
    good_for = GOOD_FOR.get(MessageKind(template))
    return good_for is not None and now - promised > good_for
