"""Channels of dossiers by unit and month, from the kept counts (kênh nộp hồ sơ)."""

from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import Date, Integer, Select, bindparam, func, select

from app.kernel.actor import Actor
from app.kernel.db import db
from app.organisation.models import Unit
from app.reports.models.counts import ProcedureCount
from app.reports.models.district_counts import DistrictProcedureCount
from app.rollout.queries.channels import Came


def came(
    actor: Actor,
    first: date,
    last: date,
    *,
    district_id: int | None = None,
    by_district: bool = False,
) -> list[Came]:
    """One line a unit and month, for dossiers received from ``first`` to ``last``: one statement.

    Units are communes (of one district if it is given), or the districts of the whole city.
    """
    if actor.is_rehearsal:
        return []
    query = _statement(city=actor.city, by_district=by_district, of_one=district_id is not None)
    values = {
        "reads": sorted(actor.reads),
        "first": first.replace(day=1),
        "last": last,
        "district": district_id,
    }
    lines: dict[tuple[int, date], Came] = {}
    for key, of_month, channel, count in db.session.execute(query, values):
        lines.setdefault((key, of_month), Came(key, of_month)).by[channel] = count
    return list(lines.values())


@cache
def _statement(*, city: bool, by_district: bool, of_one: bool) -> Select[Any]:
    counts: Any = DistrictProcedureCount if by_district else ProcedureCount
    keys = (
        counts.district_id if by_district else counts.commune_id, counts.month, counts.channel
    )  # fmt: skip
    query = select(*keys, func.sum(counts.received)).where(
        counts.month.between(bindparam("first", type_=Date), bindparam("last", type_=Date))
    )
    if of_one:
        below = select(Unit.id).where(Unit.district_id == bindparam("district", type_=Integer))
        query = query.where(counts.commune_id.in_(below))
    if not (city or by_district):
        query = query.where(counts.commune_id.in_(bindparam("reads", expanding=True)))
    return query.group_by(*keys)
