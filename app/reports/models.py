"""The log of subject access requests; statistics of civil status as they were issued."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from flask_babel import lazy_gettext as _
from sqlalchemy import Date, DateTime, ForeignKey, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Posting, Staff
from app.kernel.audit.change_log import Sealed
from app.kernel.db import Base, PersonalData, checked, stored
from app.kernel.row_security.conditions import MINE, WHOLE_CITY, Rows, own, read
from app.kernel.row_security.grants import NOTHING, Granted
from app.organisation.models import Unit
from app.reports.vocabulary import ReportPeriod, ReportSpan


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


class StatisticsReport(Sealed, PersonalData, Base):
    """Statistics of civil status as a unit issued them (báo cáo thống kê hộ tịch).

    Entries of the period that are signed later do not change it: what was sent stays readable.
    """

    __tablename__ = "statistics_report"
    __noun__ = _("Report of civil-status statistics"), _("Reports of civil-status statistics")
    __rows__ = Rows(see=f"({read('unit_id')} or {own('unit_id')})", add=own("unit_id"))
    __granted__ = Granted(worker=NOTHING)
    __append_only__ = True

    unit_id: Mapped[int] = mapped_column(ForeignKey(Unit.id))
    n: Mapped[int]
    """Number within the unit and the year of issue."""
    issued_on: Mapped[date] = mapped_column(Date)
    issue_year: Mapped[int]
    at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    year: Mapped[int]
    span: Mapped[ReportSpan] = mapped_column(stored(ReportSpan))
    signed_by_id: Mapped[UUID] = mapped_column(ForeignKey(Posting.id), index=True)
    signer_name: Mapped[str] = mapped_column(String(200))
    signer_title: Mapped[str] = mapped_column(String(200))
    figures: Mapped[dict[str, Any]] = mapped_column(JSONB)
    """The numbers of each unit and of all together, by the key of the figure."""
    pdf: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    xlsx: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)

    unit: Mapped[Unit] = relationship()

    __table_args__ = (
        checked("span", ReportSpan),
        UniqueConstraint("unit_id", "issue_year", "n"),
    )

    @property
    def number(self) -> str:
        return f"{self.n:02d}/BC-TKHT-{self.issue_year}"

    @property
    def period(self) -> ReportPeriod:
        return ReportPeriod(self.year, self.span)
