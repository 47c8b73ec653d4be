"""The trail of an original: from hand to hand, step by step."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Uuid
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.dossiers.models.dossier import MOMENT, Custody, Dossier, Event, Paper
from app.kernel.audit.change_log import Sealed
from app.kernel.db import Base, checked, stored


class CustodyMove(Sealed, Base):
    """An original went from one hand into another (chuyển giao bản chính).

    ``source`` is empty for a paper that an office has just made. The event is the step that moved
    it; who took that step stands there.
    """

    __tablename__ = "custody_move"
    __append_only__ = True

    id: Mapped[int] = mapped_column(primary_key=True)
    dossier_id: Mapped[UUID] = mapped_column(ForeignKey(Dossier.id), index=True)
    leg_id: Mapped[UUID | None] = mapped_column(Uuid, index=True)
    """The leg with whose packet or result it went; no foreign key, legs live above."""
    paper_id: Mapped[UUID] = mapped_column(ForeignKey(Paper.id), index=True)
    source: Mapped[Custody | None] = mapped_column(stored(Custody))
    target: Mapped[Custody] = mapped_column(stored(Custody))
    at: Mapped[datetime] = mapped_column(MOMENT)
    event_id: Mapped[int] = mapped_column(ForeignKey(Event.id), index=True)

    paper: Mapped[Paper] = relationship()
    event: Mapped[Event] = relationship()

    __table_args__ = (checked("source", Custody), checked("target", Custody))
