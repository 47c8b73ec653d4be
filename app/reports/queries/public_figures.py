"""What is counted for the public, and what of it was published."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import contains_eager, joinedload

from app.kernel.db import db
from app.organisation import queries as organisation
from app.organisation.models import Unit, UnitKind
from app.procedures.models.versions import Procedure
from app.reports.models.counts import ProcedureCount, ProcedureDays
from app.reports.models.public_figures import PublicFigure
from app.reports.rules.public_figures import Period
from app.reports.rules.suppression import Cell, Counts


@dataclass(frozen=True)
class Edition:
    """What is published at present: until which day, of which periods."""

    key: int
    """Another one whenever it is published anew."""
    until: date
    years: Sequence[int]


def counts(period: Period) -> dict[Cell, Counts]:
    """By commune and procedure, from the kept counts: rehearsals are not among them."""
    settled = ProcedureCount.in_time + ProcedureCount.late
    sums = (
        select(
            Unit.district_id,
            ProcedureCount.commune_id,
            ProcedureCount.procedure_id,
            func.sum(ProcedureCount.received),
            func.sum(settled),
            func.sum(ProcedureCount.in_time),
        )
        .join(Unit, ProcedureCount.commune_id == Unit.id)
        .where(ProcedureCount.month.between(period.first, period.last))
        .group_by(Unit.district_id, ProcedureCount.commune_id, ProcedureCount.procedure_id)
    )
    return {Cell(*row[:3]): Counts(*row[3:]) for row in db.session.execute(sums)}


def days(period: Period) -> dict[Cell, Counter[int]]:
    """How many dossiers of each commune and procedure took how many working days."""
    sums = (
        select(
            Unit.district_id,
            ProcedureDays.commune_id,
            ProcedureDays.procedure_id,
            ProcedureDays.days,
            func.sum(ProcedureDays.dossiers),
        )
        .join(Unit, ProcedureDays.commune_id == Unit.id)
        .where(ProcedureDays.month.between(period.first, period.last))
        .group_by(
            Unit.district_id,
            ProcedureDays.commune_id,
            ProcedureDays.procedure_id,
            ProcedureDays.days,
        )
    )
    found: dict[Cell, Counter[int]] = {}
    for *place, took, dossiers in db.session.execute(sums):
        found.setdefault(Cell(*place), Counter())[took] = dossiers
    return found


def city_id() -> int:
    return db.session.scalars(select(Unit.id).where(Unit.kind == UnitKind.CITY)).one()


def edition() -> Edition | None:
    """None before anything was published."""
    newest = select(
        func.max(PublicFigure.id),
        func.max(PublicFigure.until),
        func.array_agg(PublicFigure.year.distinct()),
    )
    key, until, years = db.session.execute(newest).one()
    return Edition(key, until, sorted(years, reverse=True)) if key else None


def unit_by_code(code: str) -> Unit | None:
    """A commune or district of today."""
    kinds = Unit.kind.in_((UnitKind.COMMUNE, UnitKind.DISTRICT))
    found = organisation.select_units().where(kinds, Unit.code == code)
    return db.session.scalar(found.options(joinedload(Unit.district)))


def of_unit(unit_id: int, year: int) -> Sequence[PublicFigure]:
    """The unit's procedures in their order; the line of all is the last."""
    query = _lines(year).where(PublicFigure.unit_id == unit_id)
    return db.session.scalars(query.order_by(Procedure.n, Procedure.code)).all()


def of_units(
    kind: UnitKind, year: int, *, district_id: int | None = None
) -> Sequence[PublicFigure]:
    """The lines of all procedures, of the districts, or of the communes of one."""
    query = _lines(year).where(Unit.kind == kind, PublicFigure.procedure_id.is_(None))
    if district_id is not None:
        query = query.where(Unit.district_id == district_id)
    return db.session.scalars(query.order_by(Unit.folded, Unit.code)).all()


def all_lines(year: int) -> Sequence[PublicFigure]:
    """Everything that is published of a period, the city first."""
    order: Mapping[Any, int] = {UnitKind.CITY: 0, UnitKind.DISTRICT: 1, UnitKind.COMMUNE: 2}
    found = db.session.scalars(_lines(year).order_by(Unit.code, Procedure.n, Procedure.code)).all()
    return sorted(found, key=lambda line: order[line.unit.kind])


def _lines(year: int) -> Select[PublicFigure]:
    return (
        select(PublicFigure)
        .join(PublicFigure.unit)
        .outerjoin(PublicFigure.procedure)
        .where(PublicFigure.year == year)
        .options(contains_eager(PublicFigure.unit), contains_eager(PublicFigure.procedure))
    )
