"""Counts summed by district: the pages of the whole city read tens of rows, not thousands."""

from datetime import date

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from app.dossiers.models.dossier import Channel
from app.kernel.db import Base, checked, stored
from app.kernel.row_security.conditions import PRACTICE, WHOLE_CITY, Rows
from app.kernel.row_security.grants import READ, Granted
from app.organisation.models import Unit
from app.procedures.models.versions import Procedure
from app.reports.models.counts import ProcedureCounts, ProcessingCounts
from app.reports.vocabulary import ProcessingStage, StatisticsSubject

_OF_DISTRICTS = Rows(see=f"{WHOLE_CITY} and not {PRACTICE}")


class DistrictMonthlyCount(ProcessingCounts, Base):
    """Monthly counts summed over a district's communes (số liệu theo tháng của huyện)."""

    __tablename__ = "district_monthly_count"
    __rows__ = _OF_DISTRICTS
    __granted__ = Granted(web=READ)

    district_id: Mapped[int] = mapped_column(ForeignKey(Unit.id), primary_key=True)
    month: Mapped[date] = mapped_column(primary_key=True, index=True)
    part: Mapped[StatisticsSubject] = mapped_column(stored(StatisticsSubject), primary_key=True)

    __table_args__ = (checked("part", StatisticsSubject),)


class DistrictProcedureCount(ProcedureCounts, Base):
    """Counts by procedure summed over a district's communes (số liệu theo thủ tục của huyện)."""

    __tablename__ = "district_procedure_count"
    __rows__ = _OF_DISTRICTS
    __granted__ = Granted(web=READ)

    district_id: Mapped[int] = mapped_column(ForeignKey(Unit.id), primary_key=True)
    month: Mapped[date] = mapped_column(primary_key=True, index=True)
    procedure_id: Mapped[int] = mapped_column(
        ForeignKey(Procedure.id), primary_key=True, index=True
    )
    channel: Mapped[Channel] = mapped_column(stored(Channel), primary_key=True)

    __table_args__ = (checked("channel", Channel),)


class DistrictWeeklyCount(Base):
    """Weekly counts summed over a district's communes (số liệu theo tuần của huyện)."""

    __tablename__ = "district_weekly_count"
    __rows__ = _OF_DISTRICTS
    __granted__ = Granted(web=READ)

    district_id: Mapped[int] = mapped_column(ForeignKey(Unit.id), primary_key=True)
    week: Mapped[date] = mapped_column(primary_key=True, index=True)
    channel: Mapped[Channel] = mapped_column(stored(Channel), primary_key=True)
    received: Mapped[int]
    in_time: Mapped[int]
    late: Mapped[int]

    __table_args__ = (checked("channel", Channel),)


class DistrictStageDays(Base):
    """Days of stages summed over a district's communes (số ngày từng công đoạn của huyện)."""

    __tablename__ = "district_stage_days"
    __rows__ = _OF_DISTRICTS
    __granted__ = Granted(web=READ)

    district_id: Mapped[int] = mapped_column(ForeignKey(Unit.id), primary_key=True)
    month: Mapped[date] = mapped_column(primary_key=True, index=True)
    stage: Mapped[ProcessingStage] = mapped_column(stored(ProcessingStage), primary_key=True)
    days: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    dossiers: Mapped[int]

    __table_args__ = (checked("stage", ProcessingStage),)
