"""Random cases in the format of ``flask deadline``: half of all days and hours are edge cases."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta, timezone
from random import Random
from typing import Any

from harness.deadlines.reference import HANOI, Days

FIRST, LAST = date(2016, 1, 1), date(2027, 12, 31)
EDGES = (
    time(0),
    time(7, 59, 59),
    time(8),
    time(11, 59, 59),
    time(12),
    time(12, 0, 1),
    time(12, 30),
    time(13),
    time(14, 59, 59),
    time(15),
    time(15, 0, 0, 1),
    time(15, 0, 1),
    time(15, 20),
    time(16, 59, 59),
    time(17),
    time(17, 0, 1),
    time(23, 59, 59),
)
ZONES = (HANOI, HANOI, HANOI, UTC, timezone(timedelta(hours=-5)))
"""Time zones in which a moment is written; it is the same moment."""
MOST = {"same_day": 0, "working_hour": 90, "working_day": 40, "calendar_day": 70}
"""The longest limit of each unit."""
POLICIES = ("CONTINUE_FROM_ELAPSED", "RESTART")


class Cases:
    """An endless sequence of cases, determined by the seed."""

    def __init__(self, days: Days, seed: int = 1) -> None:
        self.rng = Random(seed)  # not a secret: a case can be made again
        self.near = sorted(
            {*days.named, *(date(year, 12, 31) for year in range(FIRST.year, LAST.year + 1))}
        )

    def some(self, many: int) -> Iterator[dict[str, Any]]:
        for number in range(many):
            yield self._case(number)

    def _case(self, number: int) -> dict[str, Any]:
        received, unit = self._moment(self._day()), self.rng.choice(list(MOST))
        limit = {"limit": self.rng.randint(1, self._most(unit))} if MOST[unit] else {}
        return {
            "id": number,
            "received_at": self._written(received),
            "unit": unit,
            **limit,
            "policy": self.rng.choice(POLICIES),
            "pauses": self._pauses(received),
            "extensions": [self._extension(unit) for _n in range(self.rng.choice((0, 0, 1, 2)))],
        }

    def _most(self, unit: str) -> int:
        """Short limits more often, since rules interact near the receipt."""
        return self.rng.choice((3, 10, MOST[unit]))

    def _pauses(self, received: datetime) -> list[dict[str, str | None]]:
        """Up to four around the limit and beyond, now and then before the receipt or overlapping.

        Most come one after the other, as in a ledger; the others are to be refused.
        """
        pauses = list[dict[str, str | None]]()
        at = received - timedelta(days=self.rng.choices((0, 1, 9), (30, 1, 1))[0])
        for _n in range(self.rng.choice((0, 0, 1, 1, 2, 3, 4))):
            begin = max(at, self._moment((at + self._while(6)).date()))
            end = max(begin, self._moment((begin + self._while(12)).date()))
            pauses.append({"from": self._written(begin), "to": self._written(end)})
            at = end - timedelta(days=self.rng.choices((0, 2), (30, 1))[0])
        if pauses and self.rng.random() < 0.08:
            pauses[-1]["to"] = None
        self.rng.shuffle(pauses)
        return pauses

    def _extension(self, unit: str) -> dict[str, Any]:
        """As the law adds them, in working days; sometimes in the limit's own unit, or too much."""
        added = "working_day" if unit == "same_day" else self.rng.choice(("working_day", unit))
        most = 8 if self.rng.random() < 0.03 else 5
        return {"amount": self.rng.randint(1, most), "unit": added}

    def _while(self, most: int) -> timedelta:
        return timedelta(days=self.rng.choice((0, 0, 1, 2, 3, self.rng.randint(0, most))))

    def _day(self) -> date:
        if self.rng.random() < 0.5:
            return self.rng.choice(self.near) + timedelta(days=self.rng.randint(-5, 3))
        return FIRST + timedelta(days=self.rng.randrange((LAST - FIRST).days))

    def _moment(self, day: date) -> datetime:
        if self.rng.random() < 0.5:
            return datetime.combine(day, self.rng.choice(EDGES), HANOI)
        second = timedelta(seconds=self.rng.randrange(86_400))
        return datetime.combine(day, time(0), HANOI) + second

    def _written(self, moment: datetime) -> str:
        return moment.astimezone(self.rng.choice(ZONES)).isoformat()
