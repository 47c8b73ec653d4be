"""The log of runs of scheduled jobs (nhật ký công việc định kỳ)."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import DateTime, Index, String, Uuid, func
from sqlalchemy.orm import Mapped, column_property, mapped_column

from app.kernel.db import Base
from app.kernel.row_security.grants import READ, Granted

MOMENT = DateTime(timezone=True)


class JobRun(Base):
    """One run of a scheduled job (lần chạy việc định kỳ); a run that was killed has no end."""

    __tablename__ = "job_run"
    __without_rows__ = "when work by the clock ran"
    __granted__ = Granted(web=READ)

    id: Mapped[int] = mapped_column(primary_key=True)
    task: Mapped[str] = mapped_column(String(64))
    started_at: Mapped[datetime] = mapped_column(MOMENT)
    """Real time."""
    ended_at: Mapped[datetime | None] = mapped_column(MOMENT)
    error: Mapped[str | None] = mapped_column(String(64))
    """Class of the exception, never its text."""
    asked_by_id: Mapped[UUID | None] = mapped_column(Uuid)
    """The person who re-ran the job."""
    asked_by_name: Mapped[str | None] = column_property(
        func.mc_staff_name(asked_by_id), deferred=True
    )

    __table_args__ = (Index("ix_job_run_task", "task", started_at.desc()),)
