"""What a person has set up for a list, by name: its conditions, columns and order."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ColumnElement, DateTime, Index, String, or_, select
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel.actor import Actor
from app.kernel.db import Base, PersonalData, db


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


def seen_by(actor: Actor) -> ColumnElement[bool]:
    """A person's own, those of the unit and those of the role, as of today's postings."""
    return or_(
        SavedView.owner_id == actor.staff_id,
        SavedView.unit_id.in_({seat.unit_id for seat in actor.postings}),
        SavedView.role.in_({seat.role for seat in actor.postings}),
    )


def all_views_of(actor: Actor) -> Sequence[SavedView]:
    """Every view that the person sees, and those of roles, which an administrator sets."""
    rows = select(SavedView).where(or_(seen_by(actor), SavedView.role.is_not(None)))
    return db.session.scalars(rows.order_by(SavedView.name, SavedView.id)).all()


def views_of(actor: Actor, listing: str, *, of_all_roles: bool = False) -> Sequence[Any]:
    """What this person may choose from at the top of a list, by name: one statement.

    ``of_all_roles``: whoever sets what a role sees first has these before them too.
    """
    seen = or_(seen_by(actor), SavedView.role.is_not(None)) if of_all_roles else seen_by(actor)
    rows = select(*SavedView.__table__.columns).where(SavedView.listing == listing, seen)
    return db.session.execute(rows.order_by(SavedView.name, SavedView.id)).all()
