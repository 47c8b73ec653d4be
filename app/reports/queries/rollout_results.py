"""What came of the roll-out, for those who lead it and read no dossiers (kết quả triển khai)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import func, select

from app.kernel import clock
from app.kernel.db import db
from app.organisation.models import Unit


@dataclass
class RolloutResult:
    """A line: a unit in a month, counted by the database without a name (``mc_results``)."""

    unit_id: int
    month: date | None
    received: int = 0
    online: int = 0
    in_time: int = 0
    late: int = 0
    overdue: int = 0

    def add(self, *numbers: int) -> None:
        self.received += numbers[0]
        self.online += numbers[1]
        self.in_time += numbers[2]
        self.late += numbers[3]
        self.overdue += numbers[4]

    @property
    def numbers(self) -> tuple[int, ...]:
        return self.received, self.online, self.in_time, self.late, self.overdue

    @property
    def share(self) -> int | None:
        """Percent that citizens sent themselves; None without dossiers."""
        return round(self.online * 100 / self.received) if self.received else None


def results(
    first: date, last: date, *, district_id: int | None = None, by_district: bool = False
) -> list[RolloutResult]:
    """One line a unit and month, for dossiers received from ``first`` to ``last``.

    Units are communes (of one district if it is given) or districts.
    """
    counted = func.mc_results(
        clock.at(first), clock.at(last + timedelta(days=1)), clock.now()
    ).table_valued("commune_id", "month", "received", "online", "in_time", "late", "overdue")
    query = select(
        Unit.district_id if by_district else Unit.id,
        *(column for column in counted.c if column.name != "commune_id"),
    ).join(counted, counted.c.commune_id == Unit.id)
    if district_id is not None:
        query = query.where(Unit.district_id == district_id)
    lines: dict[tuple[int, date], RolloutResult] = {}
    for unit_id, month, *numbers in db.session.execute(query):
        lines.setdefault((unit_id, month), RolloutResult(unit_id, month)).add(*numbers)
    return list(lines.values())


def all_results(lines: Iterable[RolloutResult]) -> RolloutResult:
    """The sum of all lines."""
    found = RolloutResult(0, None)
    for line in lines:
        found.add(*line.numbers)
    return found
