"""The lines that explain a deadline, in whole sentences."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from flask_babel import lazy_gettext as _

from app.kernel.i18n import formatting
from app.kernel.vocabulary import Term


class ExplanationKind(Term):
    """Kind of an explanation line."""

    # fmt: off
    RECEIVED = "received", _("Received on %(day)s at %(hour)s.")
    SENT = "sent_in", _("Sent on %(day)s at %(hour)s.")
    RESTARTED = "restarted", _("Counted afresh from the end of the pause, %(day)s at %(hour)s.")
    SAME_DAY = "same_day", _("Limit: the same day, if received by %(hour)s.")
    WORKING_HOURS = "working_hour", _("Limit in working hours: %(amount)s.")
    WORKING_DAYS = "working_day", _("Limit in working days: %(amount)s.")
    CALENDAR_DAYS = "calendar_day", _("Limit in calendar days: %(amount)s.")
    MORE_WORKING_HOURS = "more_working_hour", _("Working hours added to the limit: %(amount)s.")
    MORE_WORKING_DAYS = "more_working_day", _("Working days added to the limit: %(amount)s.")
    MORE_CALENDAR_DAYS = "more_calendar_day", _("Calendar days added to the limit: %(amount)s.")
    MORE_FOR_COMPLETION = (
        "more_for_completion",
        _("Working days added because the forwarded file had to be completed: %(amount)s."),
    )
    MORE_FOR_DISTANCE = (
        "more_for_distance", _("Working days added because the commune is far away: %(amount)s."),
    )
    MORE_FOR_INQUIRY = (
        "more_for_inquiry",
        _("Working days added because other communes have to answer: %(amount)s."),
    )
    MORE_FOR_VERIFICATION = (
        "more_for_verification",
        _("Working days added because verification is needed: %(amount)s."),
    )
    YEAR_UNKNOWN = (
        "year_unknown",
        _("The days off of %(year)s are not entered yet: only week-ends are left out there."),
    )
    WAITING = "waiting", _("Waiting since %(day)s at %(hour)s: there is no due date until it ends.")
    TOO_LATE = "too_late", _("Too late for the same day: it is done on %(day)s.")
    CLOSED_AT_START = (
        "closed_at_start", _("The day %(day)s is not a working day: work begins on %(then)s."),
    )
    FIRST_DAY = "first_day", _("Days are counted from the day after: day 1 is %(day)s.")
    PAUSED = "paused", _("Waiting: the days from %(day)s to %(then)s are not counted.")
    PAUSED_HOURS = (
        "paused_hours",
        _("Waiting: the hours from %(day)s at %(hour)s to %(then)s at %(then_hour)s"
          " are not counted."),
    )
    PAUSED_WITHIN_A_DAY = (
        "paused_within_a_day", _("Waiting began and ended on %(day)s: the day is counted."),
    )
    DAYS_USED = (
        "days_used",
        _("All days of the limit were used in time when waiting began on %(day)s: "
          "the limit ends on the day on which waiting ended, %(then)s."),
    )
    CLOSED = "closed", _("Not counted, since the office is closed: %(day)s.")
    MAKE_UP = "make_up", _("Counted, since it is a day of make-up work: %(day)s.")
    OPEN_NOT_COUNTED = "open_not_counted", _("Not counted, although the office is open: %(day)s.")
    MOVED = "moved", _("The last day, %(day)s, is not a working day: it moves to %(then)s.")
    HALF_DAY = "half_day", _("On %(day)s half a day is worked, until %(hour)s.")
    DUE = "due", _("Due on %(day)s at %(hour)s.")
    # fmt: on


@dataclass(frozen=True)
class DeadlineLine:
    """One step of the computation: its kind and its dates, hours and amounts."""

    kind: ExplanationKind
    facts: Mapping[str, date | str | int] = field(default_factory=dict)

    @classmethod
    def at(cls, kind: ExplanationKind, moment: datetime) -> DeadlineLine:
        return cls(kind, {"day": moment.date(), "hour": f"{moment:%H:%M}"})

    @property
    def text(self) -> str:
        return str(self.kind.label) % {
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
