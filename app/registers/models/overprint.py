"""Printing on the ministry's blanks: how far a commune's printer is off (in lên phôi)."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, DateTime, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from app.accounts.models.staff import Posting
from app.kernel.db import Base, stored
from app.kernel.row_security.conditions import Rows, own, read
from app.kernel.row_security.grants import KEEP, NOTHING, Granted
from app.organisation.models import Unit
from app.registers.models.blanks import BlankKind

MOST_MM = 30
"""Farther off than this, the sheet lies wrong in the printer."""


OVERPRINTED = (BlankKind.BIRTH, BlankKind.MARRIAGE)
"""The blanks of the ministry on which values are printed (phôi giấy tờ hộ tịch)."""


class OverprintOffset(Base):
    """How far the values are shifted on one kind of blank, in tenths of a millimetre (độ lệch).

    Each commune sets it after it has held a test sheet against the blank.
    """

    __tablename__ = "overprint_offset"
    __rows__ = Rows(see=read("unit_id"), add=own("unit_id"), change=own("unit_id"))
    __granted__ = Granted(web=KEEP, worker=NOTHING)
    __set_once__ = ("unit_id", "blank")

    unit_id: Mapped[int] = mapped_column(ForeignKey(Unit.id), primary_key=True)
    blank: Mapped[BlankKind] = mapped_column(stored(BlankKind), primary_key=True)
    right_tenths: Mapped[int]
    down_tenths: Mapped[int]
    set_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    set_by_id: Mapped[UUID] = mapped_column(ForeignKey(Posting.id), index=True)

    __table_args__ = (
        CheckConstraint(f"blank IN {tuple(map(str, OVERPRINTED))}", name="blank"),
        CheckConstraint(
            f"abs(right_tenths) <= {MOST_MM * 10} and abs(down_tenths) <= {MOST_MM * 10}",
            name="offset",
        ),
    )
