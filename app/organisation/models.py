"""Units, openings of procedures, and the civil service's calendar."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from flask_babel import lazy_gettext as _
from sqlalchemy import Boolean, CheckConstraint, Date, ForeignKey, String, Text
from sqlalchemy.dialects.postgresql import DATERANGE, ExcludeConstraint, Range
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.kernel.db import PHRASE, Base, checked, named, stored
from app.kernel.deadlines.ledger import LONGEST_FOR_DISTANCE
from app.kernel.row_security.conditions import ANYBODY, Rows, managed

MOST_VISITS_AT_ONCE = 20


class UnitKind(StrEnum):
    """The kind of a unit (loại đơn vị)."""

    CITY = "city"
    DEPARTMENT = "department"
    DISTRICT = "district"
    COMMUNE = "commune"
    POLICE = "police"
    INSURANCE = "insurance"
    JUSTICE = "justice"


class DayKind(StrEnum):
    """How a day differs from its weekday (loại ngày)."""

    CLOSED = "closed"
    MAKE_UP = "make_up"
    HALF = "half"
    OPEN_NOT_COUNTED = "open_not_counted"


class Unit(Base):
    """A People's Committee or agency during a period of validity (đơn vị).

    Merging communes ends ``during`` and adds another row; every record keeps the unit it was
    created in.
    """

    __tablename__ = "unit"
    __is_catalogue__ = True
    __rows__ = Rows(see=ANYBODY, change=managed("id"))
    __set_once__ = ("id", "code", "kind", "parent_id", "district_id")

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(16), info=named(_("Code")))
    """Districts and communes: code of the statistics office; agencies: ``CA-271``, ``BHXH-271``."""
    kind: Mapped[UnitKind] = mapped_column(stored(UnitKind), info=named(_("Kind")))
    name: Mapped[str] = mapped_column(String(120), info=PHRASE | named(_("Name")))
    """The full name, as in “xã Ba Trại”."""
    folded: Mapped[str] = mapped_column(String(120))
    """The name without diacritics, for search."""
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"), index=True)
    district_id: Mapped[int | None] = mapped_column(
        ForeignKey("unit.id"), index=True, info=named(_("District"))
    )
    during: Mapped[Range[date]] = mapped_column(DATERANGE, info=named(_("In force")))
    phase: Mapped[int | None] = mapped_column(info=named(_("Phase")))
    agency_code: Mapped[str | None] = mapped_column(String(24), info=named(_("Agency code")))
    agency_code_provisional: Mapped[bool] = mapped_column(
        Boolean, default=True, info=named(_("Agency code is provisional"))
    )
    insurance_code: Mapped[str | None] = mapped_column(
        String(20), info=named(_("Unit code at the social insurance"))
    )
    """Given to the commune by the social insurance of its district, for list D03-TS."""
    address: Mapped[str | None] = mapped_column(String(200), info=named(_("Address")))
    phone: Mapped[str | None] = mapped_column(String(20), info=named(_("Telephone")))
    hours: Mapped[str | None] = mapped_column(String(120), info=named(_("Opening hours")))
    remote_days: Mapped[int | None] = mapped_column(
        info=named(_("Working days added for a remote commune"))
    )
    """Extra working days for linked dossiers of this commune: remote, hard to reach or
    without Internet (xã vùng sâu, vùng xa; TTLT 05/2015); hardly any in Hanoi."""

    visits_at_once: Mapped[int | None] = mapped_column(
        info=named(_("Citizens whom the desk takes in an hour"))
    )
    """How many appointments the desk of this commune gives for one hour; NULL as everywhere."""

    parent: Mapped[Unit | None] = relationship(foreign_keys=[parent_id], remote_side="Unit.id")
    district: Mapped[Unit | None] = relationship(
        foreign_keys=[district_id], remote_side="Unit.id", viewonly=True
    )

    __table_args__ = (
        checked("kind", UnitKind),
        CheckConstraint("phase IN (1, 2)", name="phase"),
        CheckConstraint(
            f"remote_days IS NULL OR (remote_days BETWEEN 1 AND {LONGEST_FOR_DISTANCE}"
            " AND kind = 'commune')",
            name="remote_days_of_a_commune",
        ),
        CheckConstraint(
            f"visits_at_once IS NULL OR (visits_at_once BETWEEN 1 AND {MOST_VISITS_AT_ONCE}"
            " AND kind = 'commune')",
            name="visits_at_once_of_a_commune",
        ),
        ExcludeConstraint(
            ("kind", "="), ("code", "="), ("during", "&&"), name="ex_unit_overlap", using="gist"
        ),
    )

    def __str__(self) -> str:
        return self.name

    __repr__ = __str__


class Opening(Base):
    """When a unit accepts a procedure online; NULL procedure means all (thời gian mở).

    On its first day a commune accepts the procedures of ``rules.AT_GO_LIVE``; each further one has
    a row of its own.
    """

    __tablename__ = "opening"
    __noun__ = _("Opening"), _("Openings for online dossiers")
    __is_catalogue__ = True
    __rows__ = Rows.written(see=ANYBODY, write=managed("unit_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey(Unit.id), index=True, info=named(_("Unit")))
    procedure_code: Mapped[str | None] = mapped_column(String(16), info=named(_("Procedure code")))
    during: Mapped[Range[date]] = mapped_column(DATERANGE, info=named(_("Open during")))
    reason: Mapped[str] = mapped_column(Text, info=named(_("Reason")))

    unit: Mapped[Unit] = relationship()

    def __str__(self) -> str:
        return f"{self.unit} {self.during}"


class CalendarDay(Base):
    """An exception to the working week (ngày nghỉ, ngày làm bù)."""

    __tablename__ = "calendar_day"
    __noun__ = _("Day"), _("Days off and make-up days")
    __is_catalogue__ = True
    __is_reference_data__ = True
    __formerly__ = "day"

    date: Mapped[date] = mapped_column(Date, primary_key=True, info=named(_("Day")))
    kind: Mapped[DayKind] = mapped_column(stored(DayKind), info=named(_("Kind")))
    certain: Mapped[bool] = mapped_column(info=named(_("Confirmed by the yearly notice")))
    """False until the official yearly notice has been checked."""
    source: Mapped[str] = mapped_column(String(200), info=named(_("Source")))

    __table_args__ = (checked("kind", DayKind),)

    def __str__(self) -> str:
        return f"{self.date:%d/%m/%Y}"
