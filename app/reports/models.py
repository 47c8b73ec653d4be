"""Who asked for everything that is held about a person."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import DateTime, ForeignKey, String, Text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.accounts.models import Staff
from app.kernel.audit.change_log import Sealed
from app.kernel.db import Base, PersonalData


class DataRequest(Sealed, PersonalData, Base):
    """A person's data were put together for a request of theirs (yêu cầu cung cấp dữ liệu cá nhân).

    Whose data it was is told by the keys of the dossiers, never by a name or a number. A row of
    the officer who answered; nobody else's.
    """

    __tablename__ = "data_request"
    __append_only__ = True

    at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    staff_id: Mapped[UUID] = mapped_column(ForeignKey(Staff.id), index=True)
    request_no: Mapped[str] = mapped_column(String(60))
    """The number of the person's paper in the office's book of incoming papers."""
    reason: Mapped[str] = mapped_column(Text)
    dossiers: Mapped[list[str]] = mapped_column(JSONB)
    """Keys of the dossiers found; none when nothing is held."""
