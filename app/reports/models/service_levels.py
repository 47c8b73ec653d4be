"""Whether the system answered, day by day."""

from datetime import date, datetime

from sqlalchemy import DateTime, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel.db import Base, checked, stored
from app.reports.models.counts import _BY_THE_WORKER
from app.reports.vocabulary import Probe, ProbeFault


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
