"""Requests about one person, and reports that were issued."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from flask_babel import lazy_gettext as _
from sqlalchemy import Date, DateTime, ForeignKey, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.conditions import ADMINISTERS
from app.accounts.models.staff import Posting, Staff
from app.kernel.audit.change_log import Sealed
from app.kernel.db import Base, PersonalData, checked, named, stored
from app.kernel.row_security.conditions import MINE, WHOLE_CITY, Rows, managed, own, read
from app.kernel.row_security.grants import NOTHING, READ, Granted
from app.organisation.models import Unit
from app.reports.vocabulary import ReportKind, ReportPeriod, ReportSpan


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


SYMBOLS = {
    ReportKind.CIVIL_STATUS: "BC-TKHT",
    ReportKind.PROCESSING: "BC-TTHC",
    ReportKind.ROLLOUT: "BC-TKKH",
}
"""What stands behind the number of each kind of report."""


_OF_MY_ROLLOUT = f"(kind = '{ReportKind.ROLLOUT}' and ({ADMINISTERS} or {managed('unit_id')}))"
"""Those who lead the roll-out read no dossiers, but the reports on it."""


class StatisticsReport(Sealed, PersonalData, Base):
    """A report as a unit issued it: statistics of civil status, how dossiers were settled, or the
    state of the roll-out (báo cáo thống kê hộ tịch, báo cáo tình hình giải quyết thủ tục hành
    chính, báo cáo triển khai Kế hoạch).

    What becomes known of the period later does not change it: what was sent stays readable.
    """

    __tablename__ = "statistics_report"
    __noun__ = _("Report"), _("Reports issued")
    __rows__ = Rows(
        see=f"({read('unit_id')} or {own('unit_id')} or {_OF_MY_ROLLOUT})", add=own("unit_id")
    )
    __granted__ = Granted(worker=READ)
    __append_only__ = True

    unit_id: Mapped[int] = mapped_column(ForeignKey(Unit.id), info=named(_("Unit")))
    kind: Mapped[ReportKind] = mapped_column(stored(ReportKind))
    n: Mapped[int]
    """Number within the unit, the kind and the year of issue."""
    issued_on: Mapped[date] = mapped_column(Date, info=named(_("Issued on")))
    issue_year: Mapped[int]
    at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    year: Mapped[int] = mapped_column(info=named(_("Year")))
    span: Mapped[ReportSpan] = mapped_column(stored(ReportSpan), info=named(_("Period")))
    ordinal: Mapped[int] = mapped_column(default=1)
    """Which of the year's periods of this span."""
    signed_by_id: Mapped[UUID] = mapped_column(ForeignKey(Posting.id), index=True)
    signer_name: Mapped[str] = mapped_column(String(200), info=named(_("Signed by")))
    signer_title: Mapped[str] = mapped_column(String(200), info=named(_("Capacity")))
    figures: Mapped[dict[str, Any]] = mapped_column(JSONB)
    """The numbers of each line and of all together, by the key of the figure; remarks of the
    writer."""
    pdf: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    xlsx: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)

    unit: Mapped[Unit] = relationship()

    __table_args__ = (
        checked("span", ReportSpan),
        checked("kind", ReportKind),
        UniqueConstraint("unit_id", "kind", "issue_year", "n"),
    )

    @property
    def number(self) -> str:
        return f"{self.n:02d}/{SYMBOLS[self.kind]}-{self.issue_year}"

    @property
    def period(self) -> ReportPeriod:
        return ReportPeriod(self.year, self.span, self.ordinal)

    @property
    def label(self) -> str:
        """The period in words, for lists."""
        return self.period.label
