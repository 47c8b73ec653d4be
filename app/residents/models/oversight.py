"""What supervisors are told of look-ups, and the times without any."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from flask_babel import lazy_gettext as _
from sqlalchemy import CheckConstraint, DateTime, ForeignKey, Text
from sqlalchemy.orm import Mapped, column_property, mapped_column, relationship
from sqlalchemy.sql import func

from app.accounts.conditions import SUPERVISES
from app.accounts.models.staff import Staff
from app.kernel.db import Base, checked, named, stored
from app.kernel.row_security.conditions import IS_STAFF, WHOLE_CITY, Rows, there
from app.kernel.row_security.grants import CHANGE, KEEP, READ, Granted
from app.residents.models.lookups import LookUp

MOMENT = DateTime(timezone=True)
_SUPERVISED = f"({SUPERVISES}) and {there('population_lookup', 'there.id = lookup_id')}"


class AlarmKind(StrEnum):
    """The kind of an alarm for supervisors (loại cảnh báo)."""

    DECOY = "decoy"


class PopulationAlarm(Base):
    """A look-up for a supervisor to review (cảnh báo tra cứu); hidden from the officer."""

    __tablename__ = "population_alarm"
    __noun__ = _("Alarm of a look-up"), _("Alarms of look-ups")
    __rows__ = Rows(see=_SUPERVISED, change=_SUPERVISED)
    __granted__ = Granted(web=CHANGE, worker=READ)
    __set_once__ = ("id", "lookup_id", "kind", "at")

    id: Mapped[int] = mapped_column(primary_key=True)
    lookup_id: Mapped[UUID] = mapped_column(ForeignKey(LookUp.id), index=True)
    kind: Mapped[AlarmKind] = mapped_column(stored(AlarmKind), info=named(_("What happened")))
    at: Mapped[datetime] = mapped_column(MOMENT, index=True, info=named(_("At")))
    settled_at: Mapped[datetime | None] = mapped_column(MOMENT, info=named(_("Settled at")))
    settled_by_id: Mapped[UUID | None] = mapped_column(
        ForeignKey(Staff.id), index=True, info=named(_("Settled by"))
    )
    finding: Mapped[str | None] = mapped_column(Text, info=named(_("Result of it")))
    """The supervisor's conclusion."""

    lookup: Mapped[LookUp] = relationship()
    settled_by_name: Mapped[str | None] = column_property(func.mc_staff_name(settled_by_id))

    __table_args__ = (checked("kind", AlarmKind),)


class PopulationOutage(Base):
    """A period without look-ups in the population database (thời gian tạm ngừng tra cứu)."""

    __tablename__ = "population_outage"
    __noun__ = _("Time without look-ups"), _("Times without look-ups")
    __rows__ = Rows.written(see=IS_STAFF, write=WHOLE_CITY)
    __granted__ = Granted(web=KEEP, worker=READ)
    __set_once__ = ("id", "since", "by_id")

    id: Mapped[int] = mapped_column(primary_key=True)
    since: Mapped[datetime] = mapped_column(MOMENT, info=named(_("From")))
    until: Mapped[datetime | None] = mapped_column(MOMENT, info=named(_("Until")))
    reason: Mapped[str] = mapped_column(Text, info=named(_("Reason")))
    by_id: Mapped[UUID | None] = mapped_column(
        ForeignKey(Staff.id), index=True, info=named(_("Written down by"))
    )

    by_name: Mapped[str | None] = column_property(func.mc_staff_name(by_id))

    __table_args__ = (CheckConstraint("until IS NULL OR until > since", name="ends_later"),)
