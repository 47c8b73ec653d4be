"""The reference for deadlines: counts day after day, from the text of the rules.

It shares no code with the application, neither clock nor calendar. It is slow and explains nothing;
its only purpose is to be right.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone
from pathlib import Path
from typing import Any

HANOI = timezone(timedelta(hours=7))
ONE_DAY = timedelta(days=1)
MORNING = (time(8), time(12))
AFTERNOON = (time(13), time(17))
LAST_FOR_TODAY = time(15)

FAR_AWAY = 5
"""Working days that the law adds at most for a remote commune, the longest it adds by itself."""

Stretch = tuple[datetime, datetime]


class Refused(Exception):
    """No ledger holds such a case."""


@dataclass(frozen=True)
class Days:
    """The kind of each day; a day in no file is what its weekday says."""

    named: Mapping[date, str]

    @classmethod
    def from_files(cls, *paths: Path) -> Days:
        """Read lists of days: the first column is the day, the second its kind."""
        named = dict[date, str]()
        for path in paths:
            with path.open(encoding="utf-8", newline="") as lines:
                rows = iter(csv.reader(lines))
                next(rows)
                named |= {date.fromisoformat(row[0]): row[1] for row in rows}
        return cls(named)

    def shifts(self, day: date) -> tuple[tuple[time, time], ...]:
        """Office hours on that day; an open Saturday that is not counted has none."""
        kind = self.named.get(day, "weekend" if day.isoweekday() > 5 else "weekday")
        return {
            "weekday": (MORNING, AFTERNOON),
            "make_up": (MORNING, AFTERNOON),
            "half": (MORNING,),
        }.get(kind, ())

    def works(self, day: date) -> bool:
        return bool(self.shifts(day))

    def working_from(self, day: date) -> date:
        """The day itself, or the next that counts."""
        while not self.works(day):
            day += ONE_DAY
        return day

    def closing(self, day: date) -> datetime:
        """When the office closes on a day that counts."""
        return datetime.combine(day, self.shifts(day)[-1][1], HANOI)


class Count:
    """The state of a count: a day, and the moment at which its work ends."""

    def __init__(self, received: datetime, days: Days, pauses: list[Stretch]) -> None:
        self.days = days
        self.pauses = sorted(pauses)
        self.day, self.at = received.date(), received

    def same_day(self) -> None:
        """Received by 15:00 on a day that counts, before it closes: that day; else the next."""
        in_time = self.days.works(self.day) and self.at.time() <= LAST_FOR_TODAY
        if in_time and self.at < self.days.closing(self.day):
            self.at = self.days.closing(self.day)
        else:
            self.working_days(1)

    def end_of_day(self) -> None:
        """The first closing time, from the last day on, over which no pause goes on.

        Whoever pauses before the office closes on the last day has used all days in time.
        """
        day = self.days.working_from(self.day)
        while any(
            begin < self.days.closing(day) and day < end.date() for begin, end in self.pauses
        ):
            day = self.days.working_from(day + ONE_DAY)
        self.at = self.days.closing(day)

    def working_days(self, amount: int) -> None:
        """The first is the first that counts after the day reached."""
        self._further(amount, lambda day: self.days.works(day))

    def calendar_days(self, amount: int) -> None:
        """Every day counts; if the last one is closed, the work ends on the next that is not."""
        self._further(amount, lambda day: True)

    def _further(self, amount: int, counts: Callable[[date], bool]) -> None:
        while amount:
            self.day += ONE_DAY
            if counts(self.day) and not self._is_paused(self.day):
                amount -= 1
        self.at = self.days.closing(self.days.working_from(self.day))

    def _is_paused(self, day: date) -> bool:
        """A pause takes the days after the one it opens on, up to the one it ends on."""
        return any(begin.date() < day <= end.date() for begin, end in self.pauses)

    def working_hours(self, amount: int) -> None:
        """This much time in which the office works and nothing is paused."""
        left, self.day = timedelta(hours=amount), self.at.date()
        while True:
            for begin, end in self._open_on(self.day):
                if end - begin >= left:
                    self.at = begin + left
                    return
                left -= end - begin
            self.day += ONE_DAY

    def _open_on(self, day: date) -> Iterator[Stretch]:
        """The stretches of the day that count, in their order."""
        for begins, ends in self.days.shifts(day):
            opens = max(datetime.combine(day, begins, HANOI), self.at)
            closes = datetime.combine(day, ends, HANOI)
            for pause_begins, pause_ends in self.pauses:
                if pause_ends > opens:
                    if min(pause_begins, closes) > opens:
                        yield opens, min(pause_begins, closes)
                    opens = max(opens, pause_ends)
            if closes > opens:
                yield opens, closes


def due_at(asked: Mapping[str, Any], days: Days) -> datetime | None:
    """When a case in the format of ``flask deadline`` is due; None while it is paused.

    Raises:
        Refused: pauses that overlap or precede the receipt, or more days than the law adds.
    """
    received = _moment(asked["received_at"])
    _refuse_what_cannot_be(asked, received)
    if any(pause["to"] is None for pause in asked["pauses"]):
        return None
    pauses = [(_moment(pause["from"]), _moment(pause["to"])) for pause in asked["pauses"]]
    if asked["policy"] == "RESTART":
        received, pauses = max([received, *(end for _begin, end in pauses)]), []
    count = Count(received, days, pauses)
    steps = _steps(asked)
    for unit, amount in steps:
        if unit == "same_day":
            count.same_day()
        elif unit == "working_day":
            count.working_days(amount)
        elif unit == "calendar_day":
            count.calendar_days(amount)
        else:
            count.working_hours(amount)
    if steps[-1][0] != "working_hour":
        count.end_of_day()
    return count.at


def _refuse_what_cannot_be(asked: Mapping[str, Any], received: datetime) -> None:
    until = received
    for pause in sorted(asked["pauses"], key=lambda pause: _moment(pause["from"])):
        begin = _moment(pause["from"])
        end = _moment(pause["to"]) if pause["to"] else datetime.max.replace(tzinfo=HANOI)
        if begin < received or (end > begin and begin < until):
            raise Refused(pause)
        until = max(until, end)
    for more in asked["extensions"]:
        if more["unit"].endswith("_day") and more["amount"] > FAR_AWAY:
            raise Refused(more)


def _steps(asked: Mapping[str, Any]) -> list[tuple[str, int]]:
    """Extensions are added to the limit first; those in another unit are counted on from there."""
    amounts = {asked["unit"]: asked.get("limit", 0)}
    for more in asked["extensions"]:
        amounts[more["unit"]] = amounts.get(more["unit"], 0) + more["amount"]
    return list(amounts.items())


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(HANOI)
