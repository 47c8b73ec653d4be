"""Guidance that the leading department publishes for districts and communes."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.accounts.models import Staff
from app.kernel.db import Base
from app.rollout.models.staff_lists import MOMENT


class Guidance(Base):
    """A document of guidance with its file, and whether it still holds (văn bản hướng dẫn)."""

    __tablename__ = "rollout_guidance"

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(String(60))
    """As on the document: ``2345/STTTT-CNTT``."""
    title: Mapped[str] = mapped_column(String(300))
    issued_on: Mapped[date]
    note: Mapped[str | None] = mapped_column(Text)
    withdrawn_on: Mapped[date | None]
    storage_key: Mapped[str] = mapped_column(String(80), unique=True)
    sha256: Mapped[str] = mapped_column(String(64))
    size: Mapped[int]
    mime: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime] = mapped_column(MOMENT)
    by_id: Mapped[UUID] = mapped_column(ForeignKey(Staff.id), index=True)

    __table_args__ = (CheckConstraint("withdrawn_on >= issued_on", name="in_order"),)

    def __repr__(self) -> str:
        return self.number
