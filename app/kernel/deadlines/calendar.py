"""The calendar of working time (ngày làm việc, giờ hành chính)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cached_property
from types import MappingProxyType

from app.kernel import clock

ONE_DAY = timedelta(days=1)
SATURDAY = 5

OFFICE_HOURS = ((time(8), time(12)), (time(13), time(17)))
"""Morning and afternoon (giờ hành chính); a half day has the morning only."""


@dataclass(frozen=True)
class Calendar:
    """Days that differ from their weekday, and the office hours.

    The kinds are those of the table: ``closed``, ``make_up``, ``half``, ``open_not_counted``.
    """

    days: Mapping[date, str] = field(default_factory=dict)
    hours: tuple[tuple[time, time], ...] = OFFICE_HOURS

    def __post_init__(self) -> None:
        object.__setattr__(self, "days", MappingProxyType(dict(self.days)))

    @cached_property
    def years(self) -> frozenset[int]:
        """Years with entries; every entered year has days off."""
        return frozenset(day.year for day in self.days)

    def is_working_day(self, day: date) -> bool:
        """Whether the day counts (ngày làm việc); ``open_not_counted`` days do not."""
        word = self.days.get(day)
        return day.weekday() < SATURDAY if word is None else word in {"make_up", "half"}

    def is_half(self, day: date) -> bool:
        return self.days.get(day) == "half"

    def next_working_day(self, day: date) -> date:
        return self.working_day_from(day + ONE_DAY)

    def working_day_from(self, day: date) -> date:
        """The day itself or, if it is no working day, the next one."""
        while not self.is_working_day(day):
            day += ONE_DAY
        return day

    def working_days_between(self, start: datetime, end: datetime) -> int:
        """Number of working days after the day of ``start``, including the day of ``end``."""
        day, last = clock.local(start).date(), clock.local(end).date()
        count = 0
        while day < last:
            day += ONE_DAY
            count += self.is_working_day(day)
        return count

    def stretches(self, day: date) -> tuple[tuple[datetime, datetime], ...]:
        """The office hours of a day, as if it were a working day."""
        hours = self.hours[:1] if self.is_half(day) else self.hours
        return tuple(
            (datetime.combine(day, opens, clock.HANOI), datetime.combine(day, closes, clock.HANOI))
            for opens, closes in hours
        )

    def closes_at(self, day: date) -> datetime:
        """End of the working day: 17:00, on a half day 12:00."""
        return self.stretches(day)[-1][1]
