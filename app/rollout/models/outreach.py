"""Public notices, and points where citizens get help with the form."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from flask_babel import lazy_gettext as _
from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.dialects.postgresql import TSTZRANGE, ExcludeConstraint, Range
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models.staff import Staff
from app.kernel.db import Base, PersonalData, checked, named, stored
from app.kernel.row_security.conditions import ANYBODY, Rows
from app.kernel.row_security.grants import KEEP, READ, Granted, of_columns
from app.organisation.models import Unit
from app.rollout.conditions import KEEPS, NEAR
from app.rollout.models.staff_lists import MOMENT


class PlaceKind(StrEnum):
    """Where a notice is posted (nơi niêm yết)."""

    ONE_STOP = "one_stop"
    RESIDENTIAL = "residential"
    COMMUNITY = "community"
    CULTURAL = "cultural"


class PublicNotice(PersonalData, Base):
    """The service was announced in a place, with a photo (niêm yết công khai)."""

    __tablename__ = "public_notice"
    __noun__ = _("Public posting"), _("Public postings")
    __names_files__ = ("storage_key",)
    __rows__ = Rows(see=NEAR, add=KEEPS, change=KEEPS)
    __granted__ = Granted(web=KEEP, worker=READ)
    __set_once__ = (
        "id", "unit_id", "kind", "posted_on", "storage_key", "sha256", "size", "mime", "at",
        "by_id",
    )  # fmt: skip
    __formerly__ = "public_posting"

    unit_id: Mapped[int] = mapped_column(ForeignKey(Unit.id), index=True, info=named(_("Commune")))
    kind: Mapped[PlaceKind] = mapped_column(stored(PlaceKind), info=named(_("Kind of place")))
    place: Mapped[str] = mapped_column(String(200), info=named(_("Place")))
    posted_on: Mapped[date] = mapped_column(info=named(_("Posted on")))
    removed_on: Mapped[date | None] = mapped_column(info=named(_("Taken down on")))
    storage_key: Mapped[str] = mapped_column(String(80), unique=True)
    sha256: Mapped[str] = mapped_column(String(64))
    size: Mapped[int]
    mime: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime] = mapped_column(MOMENT, info=named(_("Written down")))
    by_id: Mapped[UUID] = mapped_column(ForeignKey(Staff.id), index=True)

    unit: Mapped[Unit] = relationship()

    __table_args__ = (
        checked("kind", PlaceKind),
        CheckConstraint("removed_on >= posted_on", name="in_order"),
    )

    def __repr__(self) -> str:
        return self.place


class AssistedPoint(Base):
    """A place where citizens are helped to fill in the form (điểm hỗ trợ nhập hồ sơ)."""

    __tablename__ = "assisted_point"
    __noun__ = _("Assisted-input point"), _("Assisted-input points")
    __rows__ = Rows(see=ANYBODY, add=KEEPS, change=KEEPS)
    """Citizens see where they are helped."""
    __granted__ = Granted(
        web=KEEP,
        public=of_columns("SELECT", "id", "unit_id", "name", "place", "hours", "active"),
        worker=READ,
    )
    __set_once__ = ("id", "unit_id")

    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey(Unit.id), index=True, info=named(_("Commune")))
    name: Mapped[str] = mapped_column(String(120), info=named(_("Name")))
    place: Mapped[str] = mapped_column(String(200), info=named(_("Address")))
    hours: Mapped[str] = mapped_column(String(120), info=named(_("Hours")))
    computers: Mapped[int] = mapped_column(info=named(_("Computers")))
    equipment: Mapped[str | None] = mapped_column(Text, info=named(_("Further equipment")))
    active: Mapped[bool] = mapped_column(info=named(_("Open")))

    unit: Mapped[Unit] = relationship()

    __table_args__ = (
        CheckConstraint("computers BETWEEN 0 AND 100", name="computers"),
        UniqueConstraint("id", "unit_id"),
    )

    def __repr__(self) -> str:
        return self.name


class Duty(PersonalData, Base):
    """Who helps at a point, from when to when (lịch trực)."""

    __tablename__ = "assisted_duty"
    __noun__ = _("Duty"), _("Duty roster")
    __rows__ = Rows.written(see=NEAR, write=KEEPS)
    __granted__ = Granted(worker=READ)

    point_id: Mapped[int] = mapped_column(index=True, info=named(_("Point")))
    unit_id: Mapped[int] = mapped_column(index=True)
    """The commune of the point: found by it, a page need not read every point of the city."""
    staff_id: Mapped[UUID] = mapped_column(ForeignKey(Staff.id), info=named(_("Who helps")))
    during: Mapped[Range[datetime]] = mapped_column(TSTZRANGE, info=named(_("When")))

    point: Mapped[AssistedPoint] = relationship()
    staff: Mapped[Staff] = relationship()

    __table_args__ = (
        ForeignKeyConstraint([point_id, unit_id], [AssistedPoint.id, AssistedPoint.unit_id]),
        ExcludeConstraint(
            ("staff_id", "="), ("during", "&&"), name="ex_assisted_duty_overlap", using="gist"
        ),
        CheckConstraint(
            "NOT isempty(during) AND NOT lower_inf(during) AND NOT upper_inf(during)",
            name="during",
        ),
    )
