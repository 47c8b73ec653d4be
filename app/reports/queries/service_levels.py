"""How much of the time the system and its connections answered, and when they did not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Date, cast, func, select

from app.kernel.db import db
from app.reports.models.service_levels import ProbeDay, ServiceOutage
from app.reports.vocabulary import Probe

KEPT = timedelta(days=400)
MOST_OUTAGES = 200


@dataclass(frozen=True)
class Availability:
    """The probes of one thing in one month."""

    made: int
    failed: int

    @property
    def percent(self) -> float:
        """Rounded down: one failed probe is enough for less than 100."""
        return (self.made - self.failed) * 10_000 // self.made / 100


def last_at() -> Mapping[Probe, datetime]:
    """When each probe was last made."""
    newest = select(ProbeDay.probe, func.max(ProbeDay.last_at)).group_by(ProbeDay.probe)
    return dict(iter(db.session.execute(newest)))


def by_month(today: date) -> Mapping[date, Mapping[Probe, Availability]]:
    """The months that are kept, the newest first."""
    month: Any = cast(func.date_trunc("month", ProbeDay.day), Date)
    sums = (
        select(month, ProbeDay.probe, func.sum(ProbeDay.made), func.sum(ProbeDay.failed))
        .where(ProbeDay.day > today - KEPT)
        .group_by(month, ProbeDay.probe)
        .order_by(month.desc())
    )
    found: dict[date, dict[Probe, Availability]] = {}
    for on, probe, made, failed in db.session.execute(sums):
        found.setdefault(on, {})[probe] = Availability(made, failed)
    return found


def failing() -> Sequence[Probe]:
    """What does not answer now."""
    return db.session.scalars(select(ServiceOutage.probe).filter_by(ended_at=None)).all()


def outages() -> Sequence[ServiceOutage]:
    """The newest first."""
    newest = select(ServiceOutage).order_by(ServiceOutage.began_at.desc()).limit(MOST_OUTAGES)
    return db.session.scalars(newest).all()
