"""District-specific data of procedures: shorter time limits, and primary care facilities."""

from datetime import date

from flask_babel import lazy_gettext as _
from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import DATERANGE, ExcludeConstraint, Range
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.conditions import ADMINISTERS, holds_in_district
from app.accounts.roles import Role
from app.kernel.db import Base, checked, named, stored
from app.kernel.deadlines.deadline import LimitUnit
from app.kernel.row_security.conditions import ANYBODY, Rows
from app.organisation.models import Unit
from app.procedures.models.versions import Version
from app.procedures.models.vocabulary import LimitScope


class LocalLimit(Base):
    """A shorter limit set by a district (thời hạn rút ngắn của huyện, TTLT 05/2015)."""

    __tablename__ = "local_limit"
    __noun__ = _("Shorter limit of a district"), _("Shorter limits of districts")
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
    version_id: Mapped[int] = mapped_column(
        ForeignKey("procedure_version.id"), info=named(_("Version"))
    )
    unit_id: Mapped[int] = mapped_column(ForeignKey(Unit.id), index=True, info=named(_("District")))
    step: Mapped[LimitScope] = mapped_column(
        stored(LimitScope), info=named(_("Part of the procedure"))
    )
    amount: Mapped[int] = mapped_column(info=named(_("Limit")))
    unit: Mapped[LimitUnit] = mapped_column(stored(LimitUnit), info=named(_("Counted in")))
    during: Mapped[Range[date]] = mapped_column(DATERANGE, info=named(_("In force")))

    version: Mapped[Version] = relationship()
    district: Mapped[Unit] = relationship()

    def __repr__(self) -> str:
        return f"{self.step}: {self.amount}"


class HealthFacility(Base):
    """A primary care facility (nơi đăng ký khám chữa bệnh ban đầu), as listed by the district."""

    __tablename__ = "health_facility"
    __noun__ = _("First-care facility"), _("First-care facilities")
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
    code: Mapped[str] = mapped_column(info=named(_("Code")))
    district_id: Mapped[int] = mapped_column(ForeignKey(Unit.id), info=named(_("District")))
    name: Mapped[str] = mapped_column(info=named(_("Name")))
    during: Mapped[Range[date]] = mapped_column(DATERANGE, info=named(_("Takes children")))

    district: Mapped[Unit] = relationship()

    def __repr__(self) -> str:
        return self.name
