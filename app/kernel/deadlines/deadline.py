"""Computing deadlines in working time (thời hạn giải quyết), with a line-by-line explanation.

Pure functions over a frozen calendar; no dossiers, no current time, no database.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from app.kernel import clock
from app.kernel.deadlines.calendar import ONE_DAY, Calendar
from app.kernel.deadlines.explanation import (
    DeadlineLine,
    ExplanationKind,
    extension_line,
    limit_line,
    pause_line,
)

SAME_DAY_UNTIL = time(15)
"""A same-day matter received no later than this hour is due the same day."""
SAME_DAY_HOUR = f"{SAME_DAY_UNTIL:%H:%M}"
"""As every sentence prints it."""


class LimitUnit(StrEnum):
    """Unit of a limit (đơn vị tính thời hạn)."""

    SAME_DAY = "same_day"
    WORKING_HOUR = "working_hour"
    WORKING_DAY = "working_day"
    CALENDAR_DAY = "calendar_day"


DAYS = frozenset({LimitUnit.WORKING_DAY, LimitUnit.CALENDAR_DAY})


class Policy(StrEnum):
    """How the time used before a pause is counted (cách tính lại thời hạn).

    QĐ 09/2015/QĐ-TTg continues from it; NĐ 61/2018/NĐ-CP counts from the start.
    """

    CONTINUE_FROM_ELAPSED = "continue_from_elapsed"
    RESTART = "restart"


@dataclass(frozen=True)
class Limit:
    """Time allowed by law; the amount is ignored for the same day.

    Raises:
        ValueError: the amount is negative.
    """

    amount: int
    unit: LimitUnit

    def __post_init__(self) -> None:
        if self.amount < 0:
            raise ValueError("A limit cannot be negative.")


@dataclass(frozen=True)
class Extension(Limit):
    """Time added to a limit (cộng thêm thời hạn): a completion, a remote commune.

    ``told_as`` is the kind of the line that gives the reason.

    Raises:
        ValueError: the amount is negative, or the unit is the same day.
    """

    told_as: ExplanationKind | None = None

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.unit is LimitUnit.SAME_DAY:
            raise ValueError("The same day cannot be added to a limit.")


@dataclass(frozen=True)
class Pause:
    """An interval in which the clock stops (tạm dừng); without an end it is still open.

    Raises:
        ValueError: a moment has no time zone, or the end lies before the start.
    """

    start: datetime
    end: datetime | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "start", _hanoi(self.start))
        if self.end is not None:
            object.__setattr__(self, "end", _hanoi(self.end))
            if self.end < self.start:
                raise ValueError("A pause cannot end before it starts.")


@dataclass(frozen=True)
class Deadline:
    """The end of a limit (None while paused) and the lines that explain it."""

    due_at: datetime | None
    lines: tuple[DeadlineLine, ...]


def deadline(
    received_at: datetime,
    limit: Limit,
    calendar: Calendar,
    *,
    policy: Policy,
    pauses: Iterable[Pause] = (),
    extensions: Iterable[Extension] = (),
) -> Deadline:
    """The end of a limit that began at ``received_at``, in Hanoi time (hạn giải quyết).

    Limits in days ignore the hour, and the first day is not counted (BLDS 2005 Đ.152–153). The day
    on which a pause opens counts as used; the following days up to its last do not count. A pause
    that opens on the last day, before closing time, moves the end to the day on which it ends.

    Raises:
        ValueError: a moment has no time zone, or the limit ends after the largest date.
    """
    start, waits = _hanoi(received_at), tuple(pauses)
    lines = [DeadlineLine.at(ExplanationKind.RECEIVED, start)]
    if policy is Policy.RESTART:
        start, waits = _afresh(start, waits)
        if start != received_at:
            lines.append(DeadlineLine.at(ExplanationKind.RESTARTED, start))
    more = tuple(extensions)
    lines.append(limit_line(limit.unit, limit.amount, SAME_DAY_HOUR))
    lines += [extension_line(each.unit, each.amount, each.told_as) for each in more]
    still_open = [pause.start for pause in waits if pause.end is None]
    if still_open:
        return Deadline(None, (*lines, DeadlineLine.at(ExplanationKind.WAITING, min(still_open))))
    try:
        due_at, found = _Count(start, calendar, waits).run(_steps(limit, more))
    except OverflowError as error:
        raise ValueError("The limit ends beyond the last day of the calendar.") from error
    return Deadline(due_at, (*lines, *found))


class _Count:
    """One count through the calendar from its start, skipping its pauses."""

    def __init__(self, start: datetime, calendar: Calendar, waits: tuple[Pause, ...]) -> None:
        self.start = start
        self.calendar = calendar
        self.waits = tuple(
            (max(pause.start, start), pause.end)
            for pause in sorted(waits, key=lambda pause: pause.start)
            if pause.end is not None and pause.end > start
        )

    def run(self, steps: tuple[Limit, ...]) -> tuple[datetime, tuple[DeadlineLine, ...]]:
        """Apply the steps in order; a last day that is closed moves on at the very end."""
        at, last = self.start, self.start.date()
        lines = self._opening(steps[0])
        for step in steps:
            if step.unit is LimitUnit.WORKING_HOUR:
                at = self._hours(at, step.amount)
                last = at.date()
            else:
                last = self._days(at, last, step)
                at = self._closing(last)
        found: list[DeadlineLine] = []
        if steps[-1].unit is not LimitUnit.WORKING_HOUR:
            last, found = self._last_day(last)
            at = self._closing(last)
        lines += (*self._pauses(at, hourly=steps[0].unit is LimitUnit.WORKING_HOUR), *found)
        if any(step.unit is not LimitUnit.CALENDAR_DAY for step in steps):
            lines += self._special_days(at)
        lines += self._unknown_years(at)
        if last != at.date():
            lines.append(DeadlineLine(ExplanationKind.MOVED, {"day": last, "then": at.date()}))
        if self.calendar.is_half(at.date()):
            lines.append(
                DeadlineLine.at(ExplanationKind.HALF_DAY, self.calendar.closes_at(at.date()))
            )
        return at, (*lines, DeadlineLine.at(ExplanationKind.DUE, at))

    # ---- counting

    def _last_day(self, last: date) -> tuple[date, list[DeadlineLine]]:
        """The last day, or the last of the pause that opens on it in time; then all days are used.

        Another pause may open on the day to which the first has moved the end.
        """
        lines = list[DeadlineLine]()
        for opened, ended in self.waits:
            at = self._closing(last)
            if opened < at and at.date() < ended.date():
                facts = {"day": opened.date(), "then": ended.date()}
                lines.append(DeadlineLine(ExplanationKind.DAYS_USED, facts))
                last = ended.date()
        return last, lines

    def _closing(self, day: date) -> datetime:
        """Closing time of the day or, if it is no working day, of the next one."""
        return self.calendar.closes_at(self.calendar.working_day_from(day))

    def _days(self, at: datetime, day: date, step: Limit) -> date:
        if step.unit is LimitUnit.SAME_DAY:
            return self._same_day(at)
        working = step.unit is LimitUnit.WORKING_DAY
        for _number in range(step.amount):
            day = self._next(day, working=working)
        return day

    def _next(self, day: date, *, working: bool) -> date:
        day += ONE_DAY
        while self._is_waiting(day) or (working and not self.calendar.is_working_day(day)):
            day += ONE_DAY
        return day

    def _same_day(self, at: datetime) -> date:
        day = at.date()
        if self._is_in_time(at) and not self._is_waiting(day):
            return day
        return self._next(day, working=True)

    def _is_in_time(self, at: datetime) -> bool:
        closes = self.calendar.closes_at(at.date())
        return (
            self.calendar.is_working_day(at.date()) and at.time() <= SAME_DAY_UNTIL and at < closes
        )

    def _is_waiting(self, day: date) -> bool:
        return any(opened.date() < day <= ended.date() for opened, ended in self.waits)

    def _hours(self, at: datetime, amount: int) -> datetime:
        left, free = timedelta(hours=amount), self._free(at)
        opens, closes = next(free)
        while left > closes - opens:
            left -= closes - opens
            opens, closes = next(free)
        return opens + left

    def _free(self, at: datetime) -> Iterator[tuple[datetime, datetime]]:
        """Endless office hours after a moment, minus the pauses."""
        day = at.date()
        while True:
            day = self.calendar.working_day_from(day)
            for opens, closes in self.calendar.stretches(day):
                begin = max(opens, at)
                for opened, ended in self.waits:
                    if begin < min(opened, closes):
                        yield begin, min(opened, closes)
                    begin = max(begin, ended)
                if begin < closes:
                    yield begin, closes
            day += ONE_DAY

    # ---- explaining

    def _opening(self, first: Limit) -> list[DeadlineLine]:
        today = self.start.date()
        if first.unit in DAYS:
            working = first.unit is LimitUnit.WORKING_DAY
            day_1 = self._next(today, working=working)
            return [DeadlineLine(ExplanationKind.FIRST_DAY, {"day": day_1})] if first.amount else []
        if not self.calendar.is_working_day(today):
            then = self.calendar.next_working_day(today)
            return [DeadlineLine(ExplanationKind.CLOSED_AT_START, {"day": today, "then": then})]
        if first.unit is LimitUnit.SAME_DAY and not self._is_in_time(self.start):
            return [DeadlineLine(ExplanationKind.TOO_LATE, {"day": self._same_day(self.start)})]
        return []

    def _pauses(self, due_at: datetime, *, hourly: bool) -> list[DeadlineLine]:
        return [
            pause_line(opened, ended, hourly=hourly)
            for opened, ended in self.waits
            if opened < due_at
        ]

    def _special_days(self, due_at: datetime) -> list[DeadlineLine]:
        between = sorted(
            day for day in self.calendar.days if self.start.date() < day <= due_at.date()
        )
        return [
            DeadlineLine(ExplanationKind(word), {"day": day})
            for day in between
            if (word := self.calendar.days[day]) in {"closed", "make_up", "open_not_counted"}
            and not self._is_waiting(day)
        ]

    def _unknown_years(self, due_at: datetime) -> list[DeadlineLine]:
        years = range(self.start.year, due_at.year + 1)
        return [
            DeadlineLine(ExplanationKind.YEAR_UNKNOWN, {"year": year})
            for year in years
            if year not in self.calendar.years
        ]


def _hanoi(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise ValueError("A moment needs its zone.")
    return clock.local(moment)


def _afresh(start: datetime, pauses: tuple[Pause, ...]) -> tuple[datetime, tuple[Pause, ...]]:
    """The end of the last closed pause, and the pauses still open."""
    ends = [pause.end for pause in pauses if pause.end is not None]
    return max([start, *ends]), tuple(pause for pause in pauses if pause.end is None)


def _steps(limit: Limit, extensions: tuple[Extension, ...]) -> tuple[Limit, ...]:
    added: dict[LimitUnit, int] = {limit.unit: limit.amount}
    for more in extensions:
        added[more.unit] = added.get(more.unit, 0) + more.amount
    return tuple(Limit(amount, unit) for unit, amount in added.items())
