"""The log of subject access requests."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import DateTime, ForeignKey, String, Text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.accounts.models import Staff
from app.kernel.audit.change_log import Sealed
from app.kernel.db import Base, PersonalData
from app.kernel.row_security.conditions import MINE, WHOLE_CITY, Rows
from app.kernel.row_security.grants import NOTHING, Granted


class DataRequest(Sealed, PersonalData, Base):
    """The data of a person were compiled at the person's request (yêu cầu cung cấp dữ liệu cá
    nhân).

    Whose data it was is recorded by the keys of the dossiers, without name or number. Only the
    officer who answered can read the row.
    """

    __tablename__ = "data_request"
    __rows__ = Rows(see=MINE, add=f"{MINE} and {WHOLE_CITY}")
    __granted__ = Granted(worker=NOTHING)
    __append_only__ = True

    at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    staff_id: Mapped[UUID] = mapped_column(ForeignKey(Staff.id), index=True)
    request_no: Mapped[str] = mapped_column(String(60))
    """The number of the request in the office's register of incoming documents."""
    reason: Mapped[str] = mapped_column(Text)
    dossiers: Mapped[list[str]] = mapped_column(JSONB)
    """Keys of the dossiers found; empty if there are none."""
