"""What a person has set up for a list, by name: its conditions, columns and order."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, DateTime, Index, String
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel.db import Base, PersonalData


class SavedView(PersonalData, Base):
    """One way of looking at a list (chế độ xem đã lưu).

    Its owner's; also the colleagues' of a unit, where it is shared; or what everybody of a role
    sees first. ``content`` is ``{"where", "columns", "order", "size", "queue"}``, each of them null
    where the list's own is meant.
    """

    __tablename__ = "saved_view"

    listing: Mapped[str] = mapped_column(String(64))
    """Which list: the name of its view."""
    owner_id: Mapped[UUID] = mapped_column()
    name: Mapped[str] = mapped_column(String(80))
    unit_id: Mapped[int | None]
    """Whose colleagues see it too."""
    role: Mapped[str | None] = mapped_column(String(32))
    """For whom it is what they see first, until they choose another."""
    standard: Mapped[bool]
    """Whether it is what the owner sees first."""
    content: Mapped[dict[str, Any]] = mapped_column(JSONB)
    made_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}
    __table_args__ = (
        Index("ix_saved_view_owner", "owner_id", "listing"),
        Index("ix_saved_view_unit", "unit_id", "listing"),
        Index("ix_saved_view_role", "role", "listing"),
        CheckConstraint("role IS NULL OR unit_id IS NULL", name="one_audience"),
    )

    def __str__(self) -> str:
        return self.name
