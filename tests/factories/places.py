"""Communes and agencies of the plan, by where they lie."""

from __future__ import annotations

from sqlalchemy import select

from app.kernel.db import db
from app.organisation.models import Unit, UnitKind

BA_VI, DONG_ANH = "271", "017"
"""Ba Vì keeps the limits of the law; Đông Anh has set shorter ones."""


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
