"""Legs of a linked dossier and the packets that travel."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import DateTime, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, foreign, mapped_column, relationship, remote

from app.accounts.models import Posting
from app.dossiers.models import Dossier
from app.handoffs.workflow import LegState
from app.kernel.audit import Sealed
from app.kernel.db import Base, PersonalData, checked, stored
from app.organisation.models import Unit
from app.procedures.models import LegKind

MOMENT = DateTime(timezone=True)


class Leg(PersonalData, Base):
    """The part of a linked dossier that another agency settles (nhánh liên thông)."""

    __tablename__ = "leg"
    __moved_by_steps_of__ = "leg"

    dossier_id: Mapped[UUID] = mapped_column(ForeignKey(Dossier.id))
    commune_id: Mapped[int] = mapped_column(ForeignKey(Unit.id), index=True)
    kind: Mapped[LegKind] = mapped_column(stored(LegKind))
    holder_unit_id: Mapped[int] = mapped_column(ForeignKey(Unit.id))
    state: Mapped[LegState] = mapped_column(stored(LegState))
    version: Mapped[int] = mapped_column()
    seq: Mapped[int]
    code: Mapped[str] = mapped_column(String(40))
    """The dossier's code, so that a partner can name the packet without seeing the dossier."""
    subject_name: Mapped[str] = mapped_column(String(200))
    list_confirmed_at: Mapped[datetime | None] = mapped_column(MOMENT)
    list_confirmed_by_id: Mapped[UUID | None] = mapped_column(ForeignKey(Posting.id), index=True)
    sent_at: Mapped[datetime | None] = mapped_column(MOMENT)
    received_at: Mapped[datetime | None] = mapped_column(MOMENT)
    answered_at: Mapped[datetime | None] = mapped_column(MOMENT)
    closed_at: Mapped[datetime | None] = mapped_column(MOMENT)
    """Collected, recalled, or refused and noted: nothing is open at the agency any more."""
    due_at: Mapped[datetime | None] = mapped_column(MOMENT)
    result: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict)

    dossier: Mapped[Dossier] = relationship()
    commune: Mapped[Unit] = relationship(foreign_keys=[commune_id])
    holder: Mapped[Unit] = relationship(foreign_keys=[holder_unit_id])
    list_confirmed_by: Mapped[Posting | None] = relationship()
    packets: Mapped[list[Packet]] = relationship(order_by="Packet.n", back_populates="leg")
    beside: Mapped[list[Leg]] = relationship(
        primaryjoin=lambda: foreign(Leg.dossier_id) == remote(Leg.dossier_id),
        viewonly=True,
        uselist=True,
    )
    """All legs of the dossier, this one among them."""

    __mapper_args__ = {"version_id_col": version}
    __table_args__ = (
        checked("kind", LegKind),
        checked("state", LegState),
        UniqueConstraint("dossier_id", "kind"),
        Index("ix_leg_holder_state_due", "holder_unit_id", "state", "due_at", "id"),
        Index(
            "ix_leg_commune_sent", "commune_id", text("sent_at DESC NULLS LAST"), text("id DESC")
        ),
        Index("ix_leg_sent", text("sent_at DESC NULLS LAST"), text("id DESC")),
    )

    def __str__(self) -> str:
        return self.code


class Packet(Sealed, PersonalData, Base):
    """What was sent to the agency, as it was that day (gói hồ sơ chuyển đi)."""

    __tablename__ = "packet"
    __append_only__ = True

    leg_id: Mapped[UUID] = mapped_column(ForeignKey(Leg.id))
    n: Mapped[int]
    content: Mapped[dict[str, Any]] = mapped_column(JSONB)
    """``parts``: what was declared, in words, under headings, as rows of label, words and kind;
    ``office``, ``held_fee``, ``note`` of the sender, ``limit`` and ``policy`` of the agency."""
    papers: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    """Snapshot of each paper: key, name, storage_key, sha256, mime, scan, original."""
    checksum: Mapped[str] = mapped_column(String(64))
    made_at: Mapped[datetime] = mapped_column(MOMENT)
    made_by_id: Mapped[UUID | None] = mapped_column(ForeignKey(Posting.id), index=True)

    leg: Mapped[Leg] = relationship(back_populates="packets")

    __table_args__ = (
        UniqueConstraint("leg_id", "n"),
        Index(
            "ix_packet_papers",
            "papers",
            postgresql_using="gin",
            postgresql_ops={"papers": "jsonb_path_ops"},
        ),
    )
