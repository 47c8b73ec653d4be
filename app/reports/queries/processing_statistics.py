"""Processing statistics by unit and month (tình hình giải quyết hồ sơ), from the kept counts."""

from datetime import date, datetime
from functools import cache
from typing import Any

from sqlalchemy import Date, Integer, Select, bindparam, func, select

from app.kernel.actor import Actor
from app.kernel.db import db
from app.organisation.models import Unit
from app.reports.models import CountingMark, MonthlyCount
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

    Units are communes (of one district if it is given) or districts.
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
    unit = Unit.district_id if by_district else MonthlyCount.commune_id
    keys = MonthlyCount.part, unit, MonthlyCount.month
    numbers = (func.sum(getattr(MonthlyCount, name)) for name in NUMBERS)
    query = (
        select(*keys, *numbers)
        .where(
            MonthlyCount.month.between(
                bindparam("first", type_=Date), bindparam("last", type_=Date)
            )
        )
        .group_by(*keys)
    )
    if by_district or of_district:
        query = query.join(Unit, MonthlyCount.commune_id == Unit.id)
    if of_district:
        query = query.where(Unit.district_id == bindparam("district", type_=Integer))
    if not city:
        query = query.where(MonthlyCount.commune_id.in_(bindparam("reads", expanding=True)))
    return query
