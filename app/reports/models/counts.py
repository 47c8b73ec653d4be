"""Counts of dossiers by day, week, month and procedure, and their checks."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, DateTime, ForeignKey
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.accounts.conditions import ADMINISTERS
from app.dossiers.models.dossier import Channel
from app.kernel.db import Base, checked, stored
from app.kernel.row_security.conditions import PRACTICE, Rows, read
from app.kernel.row_security.grants import ADD, READ, Granted
from app.organisation.models import Unit
from app.procedures.models.versions import Procedure
from app.reports.vocabulary import ProcessingStage, StatisticsSubject


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
