"""Readiness of a commune: site checks, SMS checks, faults, responsible parties, decisions."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from flask_babel import lazy_gettext as _
from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String, Text, desc, func
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, column_property, mapped_column, relationship

from app.accounts.conditions import ADMINISTERS
from app.accounts.models.staff import Staff
from app.accounts.roles import Role
from app.kernel.audit.change_log import Sealed
from app.kernel.db import Base, PersonalData, checked, named, stored
from app.kernel.row_security.conditions import IS_USER, MINE, Rows, holds, me, own, read
from app.kernel.row_security.grants import KEEP, PURGE, READ, Granted, of_columns
from app.organisation.models import Unit
from app.rollout.conditions import KEEPS, MANAGES_OR_LEADS, NEAR
from app.rollout.models.staff_lists import MOMENT


class SiteCheckKind(StrEnum):
    """Technical conditions of an office for working online (điều kiện kỹ thuật)."""

    WAN = "wan"
    COMPUTERS = "computers"
    PRINTER = "printer"
    SCANNER = "scanner"
    DATA_CENTRE = "data_centre"
    POPULATION = "population"
    """The office's computers reach the population database."""


class GoLiveVerdict(StrEnum):
    """What was decided about a commune (quyết định)."""

    GO = "go"
    NO_GO = "no_go"
    OPENED = "opened"
    CLOSED = "closed"


class EquipmentFaultState(StrEnum):
    """State of an equipment fault (tình trạng sự cố)."""

    REPORTED = "reported"
    WORKING = "working"
    SOLVED = "solved"


_SIGNS = f"({holds(Role.DISTRICT_LEADER, Role.COMMUNE_LEADER)} and {read('unit_id')})"


class Party(Base):
    """A company or office responsible for conditions (đơn vị chịu trách nhiệm)."""

    __tablename__ = "responsible_party"
    __noun__ = _("Responsible party"), _("Who answers for lines and equipment")
    __rows__ = Rows.written(see=IS_USER, write=ADMINISTERS)
    __granted__ = Granted(web=KEEP, worker=READ)

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(120), unique=True, info=named(_("Name")))
    answers_for: Mapped[str] = mapped_column(String(200), info=named(_("Answers for")))
    phone: Mapped[str | None] = mapped_column(String(20), info=named(_("Telephone")))
    email: Mapped[str | None] = mapped_column(String(120), info=named(_("E-mail")))
    active: Mapped[bool] = mapped_column(info=named(_("In use")))

    def __repr__(self) -> str:
        return self.name


class SiteCheck(Sealed, Base):
    """A condition was met or not on a day; the newest row counts (kết quả kiểm tra điều kiện)."""

    __tablename__ = "site_condition"
    __noun__ = _("Reading"), _("Readings of lines and equipment")
    __rows__ = Rows(see=NEAR, add=MANAGES_OR_LEADS)
    __append_only__ = True

    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey(Unit.id), info=named(_("Commune")))
    kind: Mapped[SiteCheckKind] = mapped_column(
        stored(SiteCheckKind), info=named(_("What was looked at"))
    )
    met: Mapped[bool] = mapped_column(info=named(_("As needed")))
    amount: Mapped[int | None] = mapped_column(info=named(_("Amount")))
    """Number of computers, printers, scanners; Mbit/s of a line."""
    detail: Mapped[str | None] = mapped_column(String(300), info=named(_("Details")))
    proof: Mapped[str] = mapped_column(String(120), info=named(_("Number of the minutes")))
    """Number of the minutes or ticket (số biên bản)."""
    party_id: Mapped[int] = mapped_column(
        ForeignKey(Party.id), index=True, info=named(_("Who answers for it"))
    )
    checked_on: Mapped[date] = mapped_column(info=named(_("Looked at on")))
    at: Mapped[datetime] = mapped_column(MOMENT, info=named(_("Recorded")))
    by_id: Mapped[UUID] = mapped_column(ForeignKey(Staff.id), index=True, info=named(_("By")))

    unit: Mapped[Unit] = relationship()
    party: Mapped[Party] = relationship()
    by_name: Mapped[str | None] = column_property(func.mc_staff_name(by_id))

    __table_args__ = (
        checked("kind", SiteCheckKind),
        CheckConstraint("amount >= 0", name="amount"),
        Index("ix_site_condition_newest", "unit_id", "kind", desc("at"), desc("id")),
    )


class SmsCheck(PersonalData, Base):
    """A test SMS to an officer of a commune, and the code typed back (kiểm tra nhận tin)."""

    __tablename__ = "sms_check"
    __rows__ = Rows.written(see=NEAR, write=f"{MINE} and {own('unit_id')}")
    __granted__ = Granted(web=KEEP, public=of_columns("SELECT", "staff_id", "id"), worker=PURGE)
    __set_once__ = ("id", "unit_id", "staff_id", "code_hash", "sent_at")

    unit_id: Mapped[int] = mapped_column(ForeignKey(Unit.id), index=True)
    staff_id: Mapped[UUID] = mapped_column(ForeignKey(Staff.id), index=True)
    code_hash: Mapped[bytes] = mapped_column(LargeBinary)
    sent_at: Mapped[datetime] = mapped_column(MOMENT)
    tries: Mapped[int]
    confirmed_at: Mapped[datetime | None] = mapped_column(MOMENT)

    __table_args__ = (CheckConstraint("tries BETWEEN 0 AND 5", name="tries"),)


class GoLiveDecision(Sealed, Base):
    """Go, no-go, opened or closed: signer, reason, readiness then (quyết định triển khai)."""

    __tablename__ = "readiness_decision"
    __rows__ = Rows(
        see=NEAR,
        add=f"{me('by_id')} and (case when verdict in ('go', 'no_go')"
        f" then {_SIGNS} else {ADMINISTERS} end)",
    )
    __append_only__ = True

    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey(Unit.id), index=True)
    verdict: Mapped[GoLiveVerdict] = mapped_column(stored(GoLiveVerdict))
    day: Mapped[date]
    """The day from which it applies."""
    reason: Mapped[str] = mapped_column(Text)
    score: Mapped[int]
    known: Mapped[dict[str, Any]] = mapped_column(JSONB)
    """The checks at that time: ``{check: met or not}``."""
    title: Mapped[str] = mapped_column(String(120))
    """The title in which it was signed."""
    at: Mapped[datetime] = mapped_column(MOMENT)
    by_id: Mapped[UUID] = mapped_column(ForeignKey(Staff.id), index=True)

    unit: Mapped[Unit] = relationship()
    by_name: Mapped[str | None] = column_property(func.mc_staff_name(by_id))

    __table_args__ = (
        checked("verdict", GoLiveVerdict),
        CheckConstraint("score BETWEEN 0 AND 100", name="score"),
    )


class ReadinessDay(Base):
    """A commune's readiness on a day, for the trend (diễn biến mức sẵn sàng)."""

    __tablename__ = "readiness_day"
    __rows__ = Rows(see=NEAR)
    __granted__ = Granted(web=READ)

    unit_id: Mapped[int] = mapped_column(ForeignKey(Unit.id), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True, index=True)
    score: Mapped[int]
    blockers: Mapped[list[str]] = mapped_column(JSONB)

    __table_args__ = (CheckConstraint("score BETWEEN 0 AND 100", name="score"),)


class EquipmentFault(PersonalData, Base):
    """A fault in an office, until the support team has solved it (sự cố)."""

    __tablename__ = "equipment_fault"
    __noun__ = _("Fault of equipment"), _("Faults of equipment")
    __rows__ = Rows(see=NEAR, add=f"{me('reported_by_id')} and {NEAR}", change=KEEPS)
    __granted__ = Granted(web=KEEP, worker=READ)
    __set_once__ = ("id", "unit_id", "kind", "reported_at", "reported_by_id")

    unit_id: Mapped[int] = mapped_column(ForeignKey(Unit.id), index=True, info=named(_("Commune")))
    kind: Mapped[SiteCheckKind] = mapped_column(
        stored(SiteCheckKind), info=named(_("What is concerned"))
    )
    what: Mapped[str] = mapped_column(Text, info=named(_("What does not work")))
    reported_at: Mapped[datetime] = mapped_column(MOMENT, info=named(_("Reported at")))
    reported_by_id: Mapped[UUID] = mapped_column(
        ForeignKey(Staff.id), index=True, info=named(_("Reported by"))
    )
    state: Mapped[EquipmentFaultState] = mapped_column(
        stored(EquipmentFaultState), info=named(_("State"))
    )
    party_id: Mapped[int | None] = mapped_column(
        ForeignKey(Party.id), index=True, info=named(_("Who answers for it"))
    )
    done: Mapped[str | None] = mapped_column(Text, info=named(_("What was done")))
    solved_at: Mapped[datetime | None] = mapped_column(MOMENT, info=named(_("Solved at")))

    unit: Mapped[Unit] = relationship()
    party: Mapped[Party | None] = relationship()
    reported_by: Mapped[Staff] = relationship()

    __table_args__ = (checked("kind", SiteCheckKind), checked("state", EquipmentFaultState))

    def __repr__(self) -> str:
        return f"{self.unit}: {self.kind}"
