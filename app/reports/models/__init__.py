"""Subject access requests; statistics as they were issued; counts of dossiers; service levels."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from flask_babel import lazy_gettext as _
from sqlalchemy import (
    BigInteger,
    Date,
    DateTime,
    ForeignKey,
    Index,
    LargeBinary,
    String,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.conditions import ADMINISTERS
from app.accounts.models import Posting, Staff
from app.dossiers.models.dossier import Channel
from app.kernel.audit.change_log import Sealed
from app.kernel.db import Base, PersonalData, checked, named, stored
from app.kernel.row_security.conditions import MINE, PRACTICE, WHOLE_CITY, Rows, managed, own, read
from app.kernel.row_security.grants import ADD, NOTHING, READ, Granted
from app.organisation.models import Unit
from app.procedures.models.versions import Procedure
from app.reports.vocabulary import (
    Probe,
    ProbeFault,
    ProcessingStage,
    ReportKind,
    ReportPeriod,
    ReportSpan,
    StatisticsSubject,
)


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


class ProcessingCounts:
    """The columns of processing statistics; the first count is the sum of the next six."""

    received: Mapped[int]
    in_time: Mapped[int]
    late: Mapped[int]
    closed: Mapped[int]
    """Ended without a decision."""
    running: Mapped[int]
    overdue: Mapped[int]
    """Open, and its limit was over when it was counted."""
    paused: Mapped[int]
    days: Mapped[int]
    """Working days of the settled ones together, without their pauses."""
    measured: Mapped[int]
    """How many of the settled ones have these days."""


class ProcedureCounts(ProcessingCounts):
    """The same of dossiers alone, with refusals and requests for supplements."""

    refused: Mapped[int]
    """Refused after acceptance: some of those in time and late. A refusal at intake is closed."""
    supplement_requests: Mapped[int]
    """Without those undone as a wrong click."""
    supplemented: Mapped[int]
    """Dossiers with at least one request."""
    supplemented_twice: Mapped[int]
    """Dossiers with more than one: the law allows one list."""


_COUNTED = Rows(see=f"{read('commune_id')} and not {PRACTICE}")
_BY_THE_WORKER = Granted(web=READ)


class DailyCount(ProcessingCounts, Base):
    """What became of the dossiers that a commune received on one day (số liệu theo ngày).

    No row for a day without dossiers. Rehearsals are not counted.
    """

    __tablename__ = "daily_count"
    __rows__ = _COUNTED
    __granted__ = _BY_THE_WORKER

    commune_id: Mapped[int] = mapped_column(ForeignKey(Unit.id), primary_key=True)
    received_on: Mapped[date] = mapped_column(primary_key=True)
    part: Mapped[StatisticsSubject] = mapped_column(stored(StatisticsSubject), primary_key=True)

    __table_args__ = (checked("part", StatisticsSubject),)


class MonthlyCount(ProcessingCounts, Base):
    """The sum of a commune's days of a month, which tables of months read (số liệu theo tháng)."""

    __tablename__ = "monthly_count"
    __rows__ = _COUNTED
    __granted__ = _BY_THE_WORKER

    commune_id: Mapped[int] = mapped_column(ForeignKey(Unit.id), primary_key=True)
    month: Mapped[date] = mapped_column(primary_key=True, index=True)
    part: Mapped[StatisticsSubject] = mapped_column(stored(StatisticsSubject), primary_key=True)

    __table_args__ = (checked("part", StatisticsSubject),)


class ProcedureCount(ProcedureCounts, Base):
    """What became of the dossiers of a procedure that a commune received in a month, by how they
    were filed (số liệu theo thủ tục và hình thức nộp). Whole dossiers only.
    """

    __tablename__ = "procedure_count"
    __rows__ = _COUNTED
    __granted__ = _BY_THE_WORKER

    commune_id: Mapped[int] = mapped_column(ForeignKey(Unit.id), primary_key=True)
    month: Mapped[date] = mapped_column(primary_key=True, index=True)
    procedure_id: Mapped[int] = mapped_column(
        ForeignKey(Procedure.id), primary_key=True, index=True
    )
    channel: Mapped[Channel] = mapped_column(stored(Channel), primary_key=True)

    __table_args__ = (checked("channel", Channel),)


class WeeklyCount(Base):
    """The dossiers that a commune received in a week, by channel (số liệu theo tuần)."""

    __tablename__ = "weekly_count"
    __rows__ = _COUNTED
    __granted__ = _BY_THE_WORKER

    commune_id: Mapped[int] = mapped_column(ForeignKey(Unit.id), primary_key=True)
    week: Mapped[date] = mapped_column(primary_key=True, index=True)
    """A Monday."""
    channel: Mapped[Channel] = mapped_column(stored(Channel), primary_key=True)
    received: Mapped[int]
    in_time: Mapped[int]
    late: Mapped[int]

    __table_args__ = (checked("channel", Channel),)


class StageDays(Base):
    """How many dossiers of a month took so many working days in a stage, without pauses: medians
    add up over communes (số ngày của từng công đoạn).
    """

    __tablename__ = "stage_days"
    __rows__ = _COUNTED
    __granted__ = _BY_THE_WORKER

    commune_id: Mapped[int] = mapped_column(ForeignKey(Unit.id), primary_key=True)
    month: Mapped[date] = mapped_column(primary_key=True, index=True)
    stage: Mapped[ProcessingStage] = mapped_column(stored(ProcessingStage), primary_key=True)
    days: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    dossiers: Mapped[int]
    """Of a leg's stage, the legs."""

    __table_args__ = (checked("stage", ProcessingStage),)


class ProcedureDays(Base):
    """How many settled dossiers of a procedure and month took so many working days (số ngày giải
    quyết theo thủ tục).
    """

    __tablename__ = "procedure_days"
    __rows__ = _COUNTED
    __granted__ = _BY_THE_WORKER

    commune_id: Mapped[int] = mapped_column(ForeignKey(Unit.id), primary_key=True)
    month: Mapped[date] = mapped_column(primary_key=True, index=True)
    procedure_id: Mapped[int] = mapped_column(
        ForeignKey(Procedure.id), primary_key=True, index=True
    )
    days: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    dossiers: Mapped[int]


class DailyFlow(Base):
    """What happened in a commune on one of the last days, whenever it was received (biến động
    trong ngày).
    """

    __tablename__ = "daily_flow"
    __rows__ = _COUNTED
    __granted__ = _BY_THE_WORKER

    commune_id: Mapped[int] = mapped_column(ForeignKey(Unit.id), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True, index=True)
    received: Mapped[int]
    settled: Mapped[int]
    refused: Mapped[int]
    """Some of the settled ones."""
    became_late: Mapped[int]
    """Their limit came on this day, and they are open still."""
    supplements_asked: Mapped[int]


class CountingMark(Base):
    """How far the journal is counted: the only row (mốc đã tính số liệu)."""

    __tablename__ = "counting_mark"
    __without_rows__ = "a moment, the number of a transaction, and days off"
    __granted__ = _BY_THE_WORKER

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    upto: Mapped[int] = mapped_column(BigInteger)
    """First transaction not covered: all steps of earlier ones are counted."""
    at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    """As of when open dossiers are in time or late."""
    calendar: Mapped[dict[str, str]] = mapped_column(JSONB)
    """Days off and on with which the working days were counted."""


class CountCheck(Base):
    """One comparison of the kept counts with full counts (đối chiếu số liệu)."""

    __tablename__ = "count_check"
    __rows__ = Rows(see=ADMINISTERS)
    __granted__ = Granted(web=READ, worker=ADD)

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    counted: Mapped[int]
    """Rows of days and months that were compared."""
    differences: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    """Per row that differed: its key, what was kept, and what was counted instead."""


class ProbeDay(Base):
    """How many probes of one day failed (số lần kiểm tra trong ngày)."""

    __tablename__ = "probe_day"
    __without_rows__ = "whether machines answer; nothing about anybody"
    __granted__ = _BY_THE_WORKER

    probe: Mapped[Probe] = mapped_column(stored(Probe), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    made: Mapped[int]
    failed: Mapped[int]
    last_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))

    __table_args__ = (checked("probe", Probe),)


class ServiceOutage(Base):
    """From the first probe that failed until one that succeeded (lần gián đoạn)."""

    __tablename__ = "service_outage"
    __without_rows__ = ProbeDay.__without_rows__
    __granted__ = _BY_THE_WORKER

    id: Mapped[int] = mapped_column(primary_key=True)
    probe: Mapped[Probe] = mapped_column(stored(Probe))
    began_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), index=True)
    ended_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    fault: Mapped[ProbeFault] = mapped_column(stored(ProbeFault))

    __table_args__ = (
        checked("probe", Probe),
        checked("fault", ProbeFault),
        Index(
            "uq_service_outage_open",
            "probe",
            unique=True,
            postgresql_where=text("ended_at IS NULL"),
        ),
    )
