"""What came of the roll-out, for those who lead it and read no dossiers (kết quả triển khai)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from app.dossiers.models.dossier import Channel
from app.kernel.db import db
from app.organisation.models import Unit

_CHANNELS = "online", "assisted", "on_behalf", "from_paper"
_COLUMNS = *_CHANNELS, "in_time", "late", "overdue"


@dataclass
class RolloutResult:
    """A line: a unit in a month, from the kept counts, without a name (``mc_results``)."""

    unit_id: int
    month: date | None
    online: int = 0
    """Sent by citizens themselves; the next three are the other channels."""
    assisted: int = 0
    on_behalf: int = 0
    from_paper: int = 0
    in_time: int = 0
    late: int = 0
    overdue: int = 0

    def __add__(self, other: RolloutResult) -> RolloutResult:
        pairs = zip(self._counts, other._counts, strict=True)
        return RolloutResult(self.unit_id, None, *(mine + theirs for mine, theirs in pairs))

    @property
    def _counts(self) -> tuple[int, ...]:
        return (*self.by_channel.values(), self.in_time, self.late, self.overdue)

    @property
    def by_channel(self) -> dict[Channel, int]:
        return dict(zip(Channel, (getattr(self, name) for name in _CHANNELS), strict=True))

    @property
    def received(self) -> int:
        return sum(self.by_channel.values())

    @property
    def decided(self) -> int:
        return self.in_time + self.late

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
    """One line a unit and month, for dossiers received in the months from ``first`` to ``last``.

    Units are communes (of one district if it is given), or districts for those who lead the city.
    """
    counted = func.mc_results(first, last, by_district).table_valued("unit_id", "month", *_COLUMNS)
    query = select(counted)
    if district_id is not None:
        below = select(Unit.id).where(Unit.district_id == district_id)
        query = query.where(counted.c.unit_id.in_(below))
    return [RolloutResult(*row) for row in db.session.execute(query)]


def all_results(lines: Iterable[RolloutResult]) -> RolloutResult:
    """The sum of all lines."""
    return sum(lines, RolloutResult(0, None))
