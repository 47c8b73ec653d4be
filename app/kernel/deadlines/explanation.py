"""The lines of a reckoning: why a limit ends when it ends, in whole sentences."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum

from flask_babel import LazyString
from flask_babel import lazy_gettext as _

from app.kernel.i18n import formatting


class LineKind(StrEnum):
    """What a line tells."""

    RECEIVED = "received"
    RESTARTED = "restarted"
    SAME_DAY = "same_day"
    WORKING_HOURS = "working_hour"
    WORKING_DAYS = "working_day"
    CALENDAR_DAYS = "calendar_day"
    MORE_WORKING_HOURS = "more_working_hour"
    MORE_WORKING_DAYS = "more_working_day"
    MORE_CALENDAR_DAYS = "more_calendar_day"
    MORE_FOR_COMPLETION = "more_for_completion"
    MORE_FOR_DISTANCE = "more_for_distance"
    MORE_FOR_INQUIRY = "more_for_inquiry"
    MORE_FOR_VERIFICATION = "more_for_verification"
    YEAR_UNKNOWN = "year_unknown"
    WAITING = "waiting"
    TOO_LATE = "too_late"
    CLOSED_AT_START = "closed_at_start"
    FIRST_DAY = "first_day"
    PAUSED = "paused"
    PAUSED_HOURS = "paused_hours"
    PAUSED_WITHIN_A_DAY = "paused_within_a_day"
    CLOSED = "closed"
    MAKE_UP = "make_up"
    OPEN_NOT_COUNTED = "open_not_counted"
    MOVED = "moved"
    HALF_DAY = "half_day"
    DUE = "due"


SENTENCES: Mapping[LineKind, LazyString] = {
    LineKind.RECEIVED: _("Received on %(day)s at %(hour)s."),
    LineKind.RESTARTED: _("Counted afresh from the end of the pause, %(day)s at %(hour)s."),
    LineKind.SAME_DAY: _("Limit: the same day, if received by %(hour)s."),
    LineKind.WORKING_HOURS: _("Limit in working hours: %(amount)s."),
    LineKind.WORKING_DAYS: _("Limit in working days: %(amount)s."),
    LineKind.CALENDAR_DAYS: _("Limit in calendar days: %(amount)s."),
    LineKind.MORE_WORKING_HOURS: _("Working hours added to the limit: %(amount)s."),
    LineKind.MORE_WORKING_DAYS: _("Working days added to the limit: %(amount)s."),
    LineKind.MORE_CALENDAR_DAYS: _("Calendar days added to the limit: %(amount)s."),
    LineKind.MORE_FOR_COMPLETION: _(
        "Working days added because the packet had to be completed: %(amount)s."
    ),
    LineKind.MORE_FOR_DISTANCE: _(
        "Working days added because the commune is far away: %(amount)s."
    ),
    LineKind.MORE_FOR_INQUIRY: _(
        "Working days added because other communes have to answer: %(amount)s."
    ),
    LineKind.MORE_FOR_VERIFICATION: _(
        "Working days added because verification is needed: %(amount)s."
    ),
    LineKind.YEAR_UNKNOWN: _(
        "The days off of %(year)s are not entered yet: only week-ends are left out there."
    ),
    LineKind.WAITING: _("Waiting since %(day)s at %(hour)s: there is no due date until it ends."),
    LineKind.TOO_LATE: _("Too late for the same day: it is done on %(day)s."),
    LineKind.CLOSED_AT_START: _("The day %(day)s is not a working day: work begins on %(then)s."),
    LineKind.FIRST_DAY: _("Days are counted from the day after: day 1 is %(day)s."),
    LineKind.PAUSED: _("Waiting: the days from %(day)s to %(then)s are not counted."),
    LineKind.PAUSED_HOURS: _(
        "Waiting: the hours from %(day)s at %(hour)s to %(then)s at %(then_hour)s are not counted."
    ),
    LineKind.PAUSED_WITHIN_A_DAY: _("Waiting began and ended on %(day)s: the day is counted."),
    LineKind.CLOSED: _("Not counted, since the office is closed: %(day)s."),
    LineKind.MAKE_UP: _("Counted, since it is a day of make-up work: %(day)s."),
    LineKind.OPEN_NOT_COUNTED: _("Not counted, although the office is open: %(day)s."),
    LineKind.MOVED: _("The last day, %(day)s, is not a working day: it moves to %(then)s."),
    LineKind.HALF_DAY: _("On %(day)s half a day is worked, until %(hour)s."),
    LineKind.DUE: _("Due on %(day)s at %(hour)s."),
}


@dataclass(frozen=True)
class Line:
    """One step of a reckoning: its kind, and the days, hours and amounts it speaks of."""

    kind: LineKind
    facts: Mapping[str, date | str | int] = field(default_factory=dict)

    @classmethod
    def at(cls, kind: LineKind, moment: datetime) -> Line:
        """A line about one moment, as Hanoi reads it."""
        return cls(kind, {"day": moment.date(), "hour": f"{moment:%H:%M}"})

    @property
    def text(self) -> str:
        """The sentence in the language of whoever reads it now."""
        return str(SENTENCES[self.kind]) % {
            name: formatting.weekday_date(fact) if isinstance(fact, date) else fact
            for name, fact in self.facts.items()
        }


def limit_line(unit: str, amount: int, until: str) -> Line:
    """What the law gives; ``until`` is the last hour of a same-day matter."""
    if unit == LineKind.SAME_DAY:
        return Line(LineKind.SAME_DAY, {"hour": until})
    return Line(LineKind(unit), {"amount": amount})


def extension_line(unit: str, amount: int, why: LineKind | None = None) -> Line:
    """What is added to it, and why where that is known."""
    return Line(why or LineKind(f"more_{unit}"), {"amount": amount})


def pause_line(start: datetime, end: datetime, *, hourly: bool) -> Line:
    """What a pause takes out of the count: hours of an hour limit, else whole days or nothing."""
    if hourly:
        facts: dict[str, date | str | int] = {
            "day": start.date(),
            "hour": f"{start:%H:%M}",
            "then": end.date(),
            "then_hour": f"{end:%H:%M}",
        }
        return Line(LineKind.PAUSED_HOURS, facts)
    if start.date() == end.date():
        return Line(LineKind.PAUSED_WITHIN_A_DAY, {"day": start.date()})
    return Line(LineKind.PAUSED, {"day": start.date() + timedelta(days=1), "then": end.date()})
