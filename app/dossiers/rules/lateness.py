"""What is near its end, over it, or slow at intake (sắp đến hạn, quá hạn, chậm tiếp nhận).

The limit of intake is the office's own and is never counted as legal lateness.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from app.kernel import clock
from app.kernel.deadlines import deadline
from app.kernel.deadlines.calendar import ONE_DAY, Calendar
from app.kernel.deadlines.deadline import Limit, LimitUnit, Policy

SOON_WORKING_DAYS = 2
NEAR = timedelta(days=4)
"""Two working days and a weekend between: from then on a new day may be given."""
NEW_DAY_WITHIN = timedelta(days=60)
"""No result is put off for longer."""


@dataclass(frozen=True)
class IntakeSettings:
    """How long intake may take, and from when on the district looks (settings)."""

    intake_hours: int = 8
    urged_after_days: int = 2


_patience = IntakeSettings()


def use(patience: IntakeSettings) -> None:
    """Set for the life of the process (``INTAKE_HOURS``, ``URGED_AFTER_DAYS``)."""
    global _patience  # one process has one setting; set once at start
    _patience = patience


def intake_due(sent_at: datetime, calendar: Calendar) -> datetime | None:
    """Until when the commune accepts a dossier or says what is missing."""
    return intake(sent_at, calendar).due_at


def intake(sent_at: datetime, calendar: Calendar) -> deadline.Deadline:
    """How that is reckoned, line by line."""
    limit = Limit(_patience.intake_hours, LimitUnit.WORKING_HOUR)
    return deadline.deadline(sent_at, limit, calendar, policy=Policy.CONTINUE_FROM_ELAPSED)


@dataclass(frozen=True)
class Horizon:
    """The moments that part the queues today: what ends today, soon, has long ended."""

    now: datetime
    tomorrow: datetime
    soon_ends: datetime
    """The end of the second working day after today."""
    long_since: datetime
    """What ended before this is late for more working days than a district waits."""

    @classmethod
    def of(cls, now: datetime, calendar: Calendar) -> Horizon:
        """As the calendar has it."""
        today = clock.local(now).date()
        soon = today
        for _n in range(SOON_WORKING_DAYS):
            soon = calendar.next_working_day(soon)
        return cls(
            now=now,
            tomorrow=clock.at(today + ONE_DAY),
            soon_ends=clock.at(soon + ONE_DAY),
            long_since=clock.at(_working_days_before(today, calendar)),
        )


def _working_days_before(day: date, calendar: Calendar) -> date:
    """The day after which so many working days have passed, today's included."""
    left = _patience.urged_after_days
    while left > 0:
        left -= calendar.is_working_day(day)
        day -= ONE_DAY
    return day
