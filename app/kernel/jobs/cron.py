"""Run times of cron schedules and their descriptions in words. Pure; cron is read in UTC."""

import re
from datetime import UTC, datetime, timedelta

from croniter import croniter
from flask_babel import gettext, ngettext

from app.kernel import clock

FREQUENT = timedelta(hours=1)
_SECONDS = re.compile(r"\* \* \* \* \* \*/(\d+)")
_MINUTES = re.compile(r"(?:\*/(\d+)|\*) \* \* \* \*")
_HOURLY = re.compile(r"\d+ \* \* \* \*")
_DAILY = re.compile(r"\d+ \d+ \* \* \*")


def next_after(cron: str, moment: datetime) -> datetime:
    found: datetime = croniter(cron, moment.astimezone(UTC)).get_next(datetime)
    return found


def last_before(cron: str, moment: datetime) -> datetime:
    found: datetime = croniter(cron, moment.astimezone(UTC)).get_prev(datetime)
    return found


def is_frequent(cron: str) -> bool:
    """Whether it runs more than once an hour."""
    once = next_after(cron, clock.real_now())
    return next_after(cron, once) - once < FREQUENT


def describe_cron(cron: str) -> str:
    """The schedule in words, in Hanoi time; an unusual one is shown as cron."""
    if found := _SECONDS.fullmatch(cron):
        return ngettext("every second", "every %(num)d seconds", int(found[1]))
    if found := _MINUTES.fullmatch(cron):
        return ngettext("every minute", "every %(num)d minutes", int(found[1] or 1))
    hour = clock.local(next_after(cron, clock.real_now()))
    if _HOURLY.fullmatch(cron):
        return gettext("every hour, at minute %(minute)s", minute=f"{hour:%M}")
    if _DAILY.fullmatch(cron):
        return gettext("every day at %(hour)s", hour=f"{hour:%H:%M}")
    return cron
