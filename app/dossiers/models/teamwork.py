"""Teamwork of officers: internal notes, edit locks, assignment rules, bulk runs."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, column_property, mapped_column
from sqlalchemy.sql import func

from app.accounts.models.staff import Staff
from app.dossiers.conditions import OF_A_DOSSIER, OF_MY_DOSSIER
from app.dossiers.models.dossier import MOMENT, Dossier
from app.kernel.audit.change_log import Sealed
from app.kernel.db import Base, PersonalData
from app.kernel.row_security.conditions import IS_STAFF, MINE, Rows, own, read
from app.kernel.row_security.grants import PURGE, READ, Granted
from app.organisation.models import Unit


class Note(Sealed, PersonalData, Base):
    """An internal note for colleagues (ghi chú nội bộ); the citizen does not see it."""

    __tablename__ = "dossier_note"
    __rows__ = Rows(see=f"{IS_STAFF} and {OF_A_DOSSIER}", add=f"{MINE} and {OF_MY_DOSSIER}")
    __append_only__ = True

    dossier_id: Mapped[UUID] = mapped_column(ForeignKey(Dossier.id), index=True)
    staff_id: Mapped[UUID] = mapped_column(ForeignKey(Staff.id), index=True)
    at: Mapped[datetime] = mapped_column(MOMENT)
    text: Mapped[str] = mapped_column(Text)

    staff_name: Mapped[str | None] = column_property(func.mc_staff_name(staff_id))


class EditLock(Base):
    """The officer who is working on a dossier now (đang xử lý); expires by itself."""

    __tablename__ = "edit_lock"
    __rows__ = Rows(
        see=f"{IS_STAFF} and {OF_A_DOSSIER}",
        add=f"{MINE} and {OF_MY_DOSSIER}",
        change=f"{MINE} and {OF_MY_DOSSIER}",
        remove=f"{IS_STAFF} and {OF_MY_DOSSIER}",
    )
    __granted__ = Granted(worker=PURGE)
    __set_once__ = ("dossier_id", "staff_id")

    dossier_id: Mapped[UUID] = mapped_column(ForeignKey(Dossier.id), primary_key=True)
    staff_id: Mapped[UUID] = mapped_column(ForeignKey(Staff.id), index=True)
    until: Mapped[datetime] = mapped_column(MOMENT, index=True)
    """In real time, not the simulated clock."""


class InboxRule(Base):
    """How a commune assigns its dossiers to its officers (cách phân công)."""

    __tablename__ = "inbox_rule"
    __rows__ = Rows.written(see=read("unit_id"), write=own("unit_id"))
    __granted__ = Granted(worker=READ)
    __set_once__ = ("unit_id",)

    unit_id: Mapped[int] = mapped_column(ForeignKey(Unit.id), primary_key=True)
    in_turn: Mapped[bool]
    """Whether a new dossier is assigned automatically to the officer with the fewest open ones."""
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}


class BulkRun(PersonalData, Base):
    """One step taken for many dossiers, and the outcome for each (xử lý hàng loạt).

    The key is that of the form, so that a form sent twice takes no step twice. ``rows`` contains
    ``{"key", "code", "version", "outcome", "reason"}`` for each chosen dossier, without any name.
    """

    __tablename__ = "bulk_run"
    __rows__ = Rows.written(see=MINE, write=f"{MINE} and {own('unit_id')}")
    __granted__ = Granted(worker=PURGE)
    __set_once__ = ("id", "staff_id", "unit_id", "action", "facts", "at")

    staff_id: Mapped[UUID] = mapped_column(ForeignKey(Staff.id), index=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey(Unit.id), index=True)
    action: Mapped[str] = mapped_column(String(32))
    facts: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict)
    """Input of the step besides the row: its reason, the assignee."""
    at: Mapped[datetime] = mapped_column(MOMENT)
    rows: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    done: Mapped[bool]
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}
    __table_args__ = (Index("ix_bulk_run_at", "at"),)
