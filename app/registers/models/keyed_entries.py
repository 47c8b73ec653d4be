"""Entries of old books as two officers keyed them, and what they agreed on."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from flask_babel import lazy_gettext as _
from sqlalchemy import CheckConstraint, Date, DateTime, ForeignKey, String, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models.staff import Posting, Staff
from app.kernel.audit.change_log import Sealed
from app.kernel.db import Base, PersonalData, checked, named, stored
from app.kernel.row_security.conditions import HERE, Rows, own, read
from app.kernel.row_security.grants import ADD, READ, Granted
from app.organisation.models import Unit
from app.registers.models.entries import RegisterKind


class KeyedStep(StrEnum):
    """Which of the three an entry of a handwritten book was keyed as (lần nhập)."""

    FIRST = "first"
    SECOND = "second"
    AGREED = "agreed"


class KeyedEntry(Sealed, PersonalData, Base):
    """An entry of an old book as one officer keyed it (nội dung nhập từ sổ cũ).

    Two officers key it without seeing what the other wrote. When both agree, or somebody has
    settled the differences before the book, a third row holds the outcome and the entry is copied
    in.
    """

    __tablename__ = "keyed_entry"
    __noun__ = _("Entry keyed from a handwritten book"), _("Entries keyed from handwritten books")
    __rows__ = Rows(see=f"{read('unit_id')} and {HERE}", add=f"{own('unit_id')} and {HERE}")
    __granted__ = Granted(web=ADD, worker=READ)
    __append_only__ = True

    unit_id: Mapped[int] = mapped_column(ForeignKey(Unit.id), info=named(_("Commune")))
    kind: Mapped[RegisterKind] = mapped_column(stored(RegisterKind), info=named(_("Kind of book")))
    book: Mapped[str] = mapped_column(String(40), info=named(_("Book")))
    number: Mapped[int] = mapped_column(info=named(_("Number")))
    step: Mapped[KeyedStep] = mapped_column(stored(KeyedStep))
    registered_on: Mapped[date] = mapped_column(Date, info=named(_("Entered on")))
    typed: Mapped[dict[str, Any]] = mapped_column(JSONB)
    is_rehearsal: Mapped[bool]
    at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    staff_id: Mapped[UUID] = mapped_column(ForeignKey(Staff.id), index=True)
    posting_id: Mapped[UUID] = mapped_column(ForeignKey(Posting.id), index=True)

    staff: Mapped[Staff] = relationship()

    __table_args__ = (
        checked("kind", RegisterKind),
        checked("step", KeyedStep),
        CheckConstraint("number > 0", name="number"),
        UniqueConstraint("unit_id", "is_rehearsal", "kind", "book", "number", "step"),
    )
