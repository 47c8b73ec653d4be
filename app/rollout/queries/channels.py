"""Channels of the dossiers of one commune by month (kênh nộp hồ sơ), without rehearsals.

Those of many communes are in ``app.reports.queries.channels``, from the kept counts.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Date, cast, func

from app.dossiers.models.dossier import Channel, Dossier
from app.dossiers.queries import visibility
from app.kernel import clock
from app.kernel.actor import Actor
from app.kernel.db import db

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


def came(actor: Actor, first: date, last: date, *, unit_id: int) -> list[Came]:
    """One line a month, for dossiers received from ``first`` to ``last``: one statement."""
    month: Any = cast(func.date_trunc("month", func.timezone(ZONE, Dossier.submitted_at)), Date)
    query = (
        visibility.visible_to(actor)
        .where(
            Dossier.is_rehearsal.is_(False),
            Dossier.submitted_at >= clock.at(first),
            Dossier.submitted_at < clock.at(last + timedelta(days=1)),
            Dossier.commune_id == unit_id,
        )
        .with_only_columns(month, Dossier.channel, func.count())
        .group_by(month, Dossier.channel)
    )
    lines: dict[date, Came] = {}
    for of_month, channel, count in db.session.execute(query):
        lines.setdefault(of_month, Came(unit_id, of_month)).by[channel] = count
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
