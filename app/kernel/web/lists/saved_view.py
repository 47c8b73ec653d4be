"""Saved views: named conditions, columns and order of a list."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ColumnElement, DateTime, Index, String, or_, select
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel.actor import Actor
from app.kernel.db import Base, PersonalData, db
from app.kernel.row_security.grants import NOTHING, Granted


class SavedView(PersonalData, Base):
    """A saved view of a list (chế độ xem đã lưu).

    Private to its owner, shared with the colleagues of a unit, or the default of a role.
    ``content`` is ``{"where", "columns", "order", "size", "queue"}``, each of them null for the
    list's default.
    """

    __tablename__ = "saved_view"
    __granted__ = Granted(worker=NOTHING)
    __set_once__ = ("id", "listing", "owner_id", "made_at")

    listing: Mapped[str] = mapped_column(String(64))
    """The list, by the name of its view."""
    owner_id: Mapped[UUID] = mapped_column()
    name: Mapped[str] = mapped_column(String(80))
    unit_id: Mapped[int | None]
    """The unit whose colleagues see it too."""
    role: Mapped[str | None] = mapped_column(String(32))
    """The role for which it is the default."""
    standard: Mapped[bool]
    """Whether it is the owner's default."""
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
    """The person's own views, those of the unit and of the role, by today's postings."""
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
    """The views that a person may choose for a list, by name, in one statement.

    ``of_all_roles``: includes the defaults of all roles, for those who set them.
    """
    seen = or_(seen_by(actor), SavedView.role.is_not(None)) if of_all_roles else seen_by(actor)
    rows = select(*SavedView.__table__.columns).where(SavedView.listing == listing, seen)
    return db.session.execute(rows.order_by(SavedView.name, SavedView.id)).all()
