"""Communes and agencies of the plan, by district."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import Range

from app.kernel import clock
from app.kernel.db import db
from app.organisation import queries
from app.organisation.models import Opening, Unit, UnitKind
from app.organisation.rules import AT_GO_LIVE

BA_VI, DONG_ANH = "271", "017"
"""Ba Vì has the limits of the law; Đông Anh has set shorter ones."""


def a_commune(n: int = 0, *, district: str = BA_VI) -> Unit:
    """The n-th commune of a district."""
    parent = select(Unit.id).where(Unit.kind == UnitKind.DISTRICT, Unit.code == district)
    query = select(Unit).where(
        Unit.kind == UnitKind.COMMUNE, Unit.district_id == parent.scalar_subquery()
    )
    return db.session.scalars(query.order_by(Unit.code).offset(n).limit(1)).one()


def agency(kind: UnitKind, commune: Unit | None = None) -> Unit:
    """The police, insurance, justice division or committee of the commune's district."""
    district_id = (commune or a_commune()).district_id
    query = select(Unit).where(Unit.kind == kind)
    if kind not in {UnitKind.CITY, UnitKind.DEPARTMENT}:
        query = query.where(Unit.district_id == district_id)
    return db.session.scalars(query.order_by(Unit.id).limit(1)).one()


def opened(commune: Unit, procedure: str, first: date = date(2016, 7, 1)) -> Unit:
    """The commune, which takes the procedure too if it is none of those of go-live."""
    if procedure not in AT_GO_LIVE and not queries.opening(commune.id, procedure, clock.today()):
        during = Range(first, None)
        db.session.add(
            Opening(unit_id=commune.id, procedure_code=procedure, during=during, reason="Thử")
        )
        db.session.flush()
    return commune
