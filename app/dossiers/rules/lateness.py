"""What is due soon, overdue, or slow at intake (sắp đến hạn, quá hạn, chậm tiếp nhận).

The limit of intake is the office's own and never counts as legal lateness.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from app.kernel import clock
from app.kernel.deadlines import deadline
from app.kernel.deadlines.calendar import ONE_DAY, Calendar
from app.kernel.deadlines.deadline import Limit, LimitUnit, Policy
from app.kernel.deadlines.explanation import DeadlineLine, ExplanationKind

SOON_WORKING_DAYS = 2
NEAR = timedelta(days=4)
"""Two working days and a weekend: from then on a new day may be promised."""
NEW_DAY_WITHIN = timedelta(days=60)
"""The latest new day."""


@dataclass(frozen=True)
class IntakeSettings:
    """The time for intake, and when a dossier becomes the district's concern (settings)."""

    intake_hours: int = 8
    urged_after_days: int = 2


_patience = IntakeSettings()


def use(patience: IntakeSettings) -> None:
    """Set once per process (``INTAKE_HOURS``, ``URGED_AFTER_DAYS``)."""
    global _patience  # one process has one setting; set once at start
    _patience = patience


def intake_due(sent_at: datetime, calendar: Calendar) -> datetime | None:
    """When the commune must accept a dossier or say what is missing."""
    return intake(sent_at, calendar).due_at


def intake(sent_at: datetime, calendar: Calendar) -> deadline.Deadline:
    """The reckoning of the first answer: it begins when the dossier is sent, not accepted."""
    limit = Limit(_patience.intake_hours, LimitUnit.WORKING_HOUR)
    found = deadline.deadline(sent_at, limit, calendar, policy=Policy.CONTINUE_FROM_ELAPSED)
    sent = DeadlineLine(ExplanationKind.SENT, found.lines[0].facts)
    return replace(found, lines=(sent, *found.lines[1:]))


@dataclass(frozen=True)
class Horizon:
    """The boundaries of the queues today: due today, due soon, long overdue."""

    now: datetime
    today: datetime
    """The beginning of the day."""
    tomorrow: datetime
    soon_ends: datetime
    """The end of the second working day after today."""
    long_since: datetime
    """What was due before this is overdue by more working days than a district tolerates."""

    @classmethod
    def of(cls, now: datetime, calendar: Calendar) -> Horizon:
        today = clock.local(now).date()
        soon = today
        for _n in range(SOON_WORKING_DAYS):
            soon = calendar.next_working_day(soon)
        return cls(
            now=now,
            today=clock.at(today),
            tomorrow=clock.at(today + ONE_DAY),
            soon_ends=clock.at(soon + ONE_DAY),
            long_since=clock.at(_working_days_before(today, calendar)),
        )


def _working_days_before(day: date, calendar: Calendar) -> date:
    """The day before the last ``urged_after_days`` working days, today included."""
    left = _patience.urged_after_days
    while left > 0:
        left -= calendar.is_working_day(day)
        day -= ONE_DAY
    return day
