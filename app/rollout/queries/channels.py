"""Channels of dossiers, by commune and month (kênh nộp hồ sơ).

Counts the dossiers that reached the commune in each month, without rehearsals.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Date, cast, func, true

from app.dossiers.models.dossier import Channel, Dossier
from app.dossiers.queries import visibility
from app.kernel import clock
from app.kernel.actor import Actor
from app.kernel.db import db
from app.organisation.models import Unit

ZONE = "Asia/Ho_Chi_Minh"


@dataclass
class Came:
    """A line: a unit in a month, with its dossiers by channel."""

    unit_id: int
    month: date | None
    by: dict[Channel, int] = field(default_factory=dict)

    @property
    def whole(self) -> int:
        return sum(self.by.values())

    @property
    def online(self) -> float | None:
        """Percent that citizens filed themselves, so that 100 means all; None without dossiers."""
        return self.by.get(Channel.SELF, 0) * 100 / self.whole if self.whole else None


def came(
    actor: Actor,
    first: date,
    last: date,
    *,
    district_id: int | None = None,
    unit_id: int | None = None,
    by_district: bool = False,
) -> list[Came]:
    """One line a unit and month, for dossiers received from ``first`` to ``last``: one statement.

    Units are communes (those of one district, or one, if given) or districts.
    """
    unit: Any = Unit.district_id if by_district else Unit.id
    month: Any = cast(func.date_trunc("month", func.timezone(ZONE, Dossier.submitted_at)), Date)
    query = (
        visibility.visible_to(actor)
        .join(Unit, Dossier.commune_id == Unit.id)
        .where(
            Dossier.is_rehearsal.is_(False),
            Dossier.submitted_at >= clock.at(first),
            Dossier.submitted_at < clock.at(last + timedelta(days=1)),
            true() if district_id is None else Unit.district_id == district_id,
            true() if unit_id is None else Dossier.commune_id == unit_id,
        )
        .with_only_columns(unit, month, Dossier.channel, func.count())
        .group_by(unit, month, Dossier.channel)
    )
    lines: dict[tuple[int, date], Came] = {}
    for key, of_month, channel, count in db.session.execute(query):
        lines.setdefault((key, of_month), Came(key, of_month)).by[channel] = count
    return list(lines.values())


def with_all(lines: Iterable[Came], unit_ids: Iterable[int], month: date) -> list[Came]:
    """The lines, and an empty one for each unit to which nothing came."""
    found = list(lines)
    known = {line.unit_id for line in found}
    return [*found, *(Came(unit_id, month) for unit_id in unit_ids if unit_id not in known)]


def together(lines: Iterable[Came]) -> Came:
    found = Came(0, None)
    for line in lines:
        for channel, count in line.by.items():
            found.by[channel] = found.by.get(channel, 0) + count
    return found
