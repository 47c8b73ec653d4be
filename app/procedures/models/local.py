"""District-specific data of procedures: shorter time limits, and primary care facilities."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import DATERANGE, ExcludeConstraint, Range
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.conditions import ADMINISTERS, holds_in_district
from app.accounts.roles import Role
from app.kernel.db import Base, checked, stored
from app.kernel.deadlines.deadline import LimitUnit
from app.kernel.row_security.conditions import ANYBODY, Rows
from app.organisation.models import Unit
from app.procedures.models.versions import Version
from app.procedures.models.vocabulary import LimitScope


class LocalLimit(Base):
    """A shorter limit set by a district (thời hạn rút ngắn của huyện, TTLT 05/2015)."""

    __tablename__ = "local_limit"
    __is_catalogue__ = True
    __rows__ = Rows.written(
        see=ANYBODY,
        write=f"{ADMINISTERS} or {holds_in_district(Role.DISTRICT_JUSTICE, 'unit_id')}",
    )
    __is_reference_data__ = True
    __table_args__ = (
        checked("step", LimitScope),
        checked("unit", LimitUnit),
        CheckConstraint("amount >= 0", name="amount"),
        ExcludeConstraint(
            ("version_id", "="),
            ("unit_id", "="),
            (text("step"), "="),
            ("during", "&&"),
            using="gist",
            name="local_limit_one_at_a_time",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("procedure_version.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey(Unit.id), index=True)
    step: Mapped[LimitScope] = mapped_column(stored(LimitScope))
    amount: Mapped[int]
    unit: Mapped[LimitUnit] = mapped_column(stored(LimitUnit))
    during: Mapped[Range[date]] = mapped_column(DATERANGE)

    version: Mapped[Version] = relationship()
    district: Mapped[Unit] = relationship()

    def __repr__(self) -> str:
        return f"{self.step}: {self.amount}"


class HealthFacility(Base):
    """A primary care facility (nơi đăng ký khám chữa bệnh ban đầu), as listed by the district."""

    __tablename__ = "health_facility"
    __is_catalogue__ = True
    __rows__ = Rows.written(
        see=ANYBODY, write=f"{ADMINISTERS} or {holds_in_district(Role.INSURANCE, 'district_id')}"
    )
    __is_reference_data__ = True
    __table_args__ = (
        UniqueConstraint("code"),
        Index("ix_health_facility_district_id_name", "district_id", "name"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str]
    district_id: Mapped[int] = mapped_column(ForeignKey(Unit.id))
    name: Mapped[str]
    during: Mapped[Range[date]] = mapped_column(DATERANGE)

    district: Mapped[Unit] = relationship()

    def __repr__(self) -> str:
        return self.name
