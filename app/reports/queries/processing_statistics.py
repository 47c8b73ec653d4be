"""Processing statistics by unit and month (tình hình giải quyết hồ sơ), from the kept counts."""

from datetime import date, datetime
from functools import cache
from typing import Any

from sqlalchemy import Date, Integer, Select, bindparam, func, select

from app.kernel.actor import Actor
from app.kernel.db import db
from app.organisation.models import Unit
from app.reports.models.counts import CountingMark, MonthlyCount
from app.reports.models.district_counts import DistrictMonthlyCount
from app.reports.rules import NUMBERS, StatisticsLine


def settled(
    actor: Actor,
    first: date,
    last: date,
    *,
    district_id: int | None = None,
    by_district: bool = False,
) -> list[StatisticsLine]:
    """One line a unit, month and subject, for dossiers received from ``first`` to ``last``.

    Units are communes (of one district if it is given), or the districts of the whole city.
    """
    if actor.is_rehearsal:
        return []
    query = _statement(
        city=actor.city, by_district=by_district, of_district=district_id is not None
    )
    values = {
        "reads": sorted(actor.reads),
        "first": first.replace(day=1),
        "last": last,
        "district": district_id,
    }
    return [StatisticsLine(*line) for line in db.session.execute(query, values)]


def counted_at() -> datetime | None:
    """As of when the counts are; None if nothing was counted yet."""
    return db.session.scalar(select(CountingMark.at))


@cache
def _statement(*, city: bool, by_district: bool, of_district: bool) -> Select[Any]:
    """The statement, built once: that takes as long as a short page."""
    counts: Any = DistrictMonthlyCount if by_district else MonthlyCount
    keys = counts.part, counts.district_id if by_district else counts.commune_id, counts.month
    query = (
        select(*keys, *(func.sum(getattr(counts, name)) for name in NUMBERS))
        .where(counts.month.between(bindparam("first", type_=Date), bindparam("last", type_=Date)))
        .group_by(*keys)
    )
    if of_district:
        below = select(Unit.id).where(Unit.district_id == bindparam("district", type_=Integer))
        query = query.where(counts.commune_id.in_(below))
    if not (city or by_district):
        query = query.where(counts.commune_id.in_(bindparam("reads", expanding=True)))
    return query
