"""The lines that explain a deadline, in whole sentences."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum

from flask_babel import LazyString
from flask_babel import lazy_gettext as _

from app.kernel.i18n import formatting


class ExplanationKind(StrEnum):
    """Kind of an explanation line."""

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
    DAYS_USED = "days_used"
    CLOSED = "closed"
    MAKE_UP = "make_up"
    OPEN_NOT_COUNTED = "open_not_counted"
    MOVED = "moved"
    HALF_DAY = "half_day"
    DUE = "due"


SENTENCES: Mapping[ExplanationKind, LazyString] = {
    ExplanationKind.RECEIVED: _("Received on %(day)s at %(hour)s."),
    ExplanationKind.RESTARTED: _("Counted afresh from the end of the pause, %(day)s at %(hour)s."),
    ExplanationKind.SAME_DAY: _("Limit: the same day, if received by %(hour)s."),
    ExplanationKind.WORKING_HOURS: _("Limit in working hours: %(amount)s."),
    ExplanationKind.WORKING_DAYS: _("Limit in working days: %(amount)s."),
    ExplanationKind.CALENDAR_DAYS: _("Limit in calendar days: %(amount)s."),
    ExplanationKind.MORE_WORKING_HOURS: _("Working hours added to the limit: %(amount)s."),
    ExplanationKind.MORE_WORKING_DAYS: _("Working days added to the limit: %(amount)s."),
    ExplanationKind.MORE_CALENDAR_DAYS: _("Calendar days added to the limit: %(amount)s."),
    ExplanationKind.MORE_FOR_COMPLETION: _(
        "Working days added because the packet had to be completed: %(amount)s."
    ),
    ExplanationKind.MORE_FOR_DISTANCE: _(
        "Working days added because the commune is far away: %(amount)s."
    ),
    ExplanationKind.MORE_FOR_INQUIRY: _(
        "Working days added because other communes have to answer: %(amount)s."
    ),
    ExplanationKind.MORE_FOR_VERIFICATION: _(
        "Working days added because verification is needed: %(amount)s."
    ),
    ExplanationKind.YEAR_UNKNOWN: _(
        "The days off of %(year)s are not entered yet: only week-ends are left out there."
    ),
    ExplanationKind.WAITING: _(
        "Waiting since %(day)s at %(hour)s: there is no due date until it ends."
    ),
    ExplanationKind.TOO_LATE: _("Too late for the same day: it is done on %(day)s."),
    ExplanationKind.CLOSED_AT_START: _(
        "The day %(day)s is not a working day: work begins on %(then)s."
    ),
    ExplanationKind.FIRST_DAY: _("Days are counted from the day after: day 1 is %(day)s."),
    ExplanationKind.PAUSED: _("Waiting: the days from %(day)s to %(then)s are not counted."),
    ExplanationKind.PAUSED_HOURS: _(
        "Waiting: the hours from %(day)s at %(hour)s to %(then)s at %(then_hour)s are not counted."
    ),
    ExplanationKind.PAUSED_WITHIN_A_DAY: _(
        "Waiting began and ended on %(day)s: the day is counted."
    ),
    ExplanationKind.DAYS_USED: _(
        "All days of the limit were used in time when waiting began on %(day)s: "
        "the limit ends on the day on which waiting ended, %(then)s."
    ),
    ExplanationKind.CLOSED: _("Not counted, since the office is closed: %(day)s."),
    ExplanationKind.MAKE_UP: _("Counted, since it is a day of make-up work: %(day)s."),
    ExplanationKind.OPEN_NOT_COUNTED: _("Not counted, although the office is open: %(day)s."),
    ExplanationKind.MOVED: _("The last day, %(day)s, is not a working day: it moves to %(then)s."),
    ExplanationKind.HALF_DAY: _("On %(day)s half a day is worked, until %(hour)s."),
    ExplanationKind.DUE: _("Due on %(day)s at %(hour)s."),
}


@dataclass(frozen=True)
class DeadlineLine:
    """One step of the computation: its kind and its dates, hours and amounts."""

    kind: ExplanationKind
    facts: Mapping[str, date | str | int] = field(default_factory=dict)

    @classmethod
    def at(cls, kind: ExplanationKind, moment: datetime) -> DeadlineLine:
        """A line about one moment, in Hanoi time."""
        return cls(kind, {"day": moment.date(), "hour": f"{moment:%H:%M}"})

    @property
    def text(self) -> str:
        return str(SENTENCES[self.kind]) % {
            name: formatting.weekday_date(fact) if isinstance(fact, date) else fact
            for name, fact in self.facts.items()
        }


def limit_line(unit: str, amount: int, until: str) -> DeadlineLine:
    """The legal limit; ``until`` is the last hour of a same-day matter."""
    if unit == ExplanationKind.SAME_DAY:
        return DeadlineLine(ExplanationKind.SAME_DAY, {"hour": until})
    return DeadlineLine(ExplanationKind(unit), {"amount": amount})


def extension_line(unit: str, amount: int, why: ExplanationKind | None = None) -> DeadlineLine:
    """An extension, with its reason where it is known."""
    return DeadlineLine(why or ExplanationKind(f"more_{unit}"), {"amount": amount})


def pause_line(start: datetime, end: datetime, *, hourly: bool) -> DeadlineLine:
    """Time excluded by a pause: hours for an hourly limit, else whole days or none."""
    if hourly:
        facts: dict[str, date | str | int] = {
            "day": start.date(),
            "hour": f"{start:%H:%M}",
            "then": end.date(),
            "then_hour": f"{end:%H:%M}",
        }
        return DeadlineLine(ExplanationKind.PAUSED_HOURS, facts)
    if start.date() == end.date():
        return DeadlineLine(ExplanationKind.PAUSED_WITHIN_A_DAY, {"day": start.date()})
    return DeadlineLine(
        ExplanationKind.PAUSED, {"day": start.date() + timedelta(days=1), "then": end.date()}
    )
