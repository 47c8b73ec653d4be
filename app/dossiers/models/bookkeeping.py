"""Supporting tables of a dossier: revisions, identity numbers, idempotency keys, counters."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, String, UniqueConstraint, Uuid
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.dossiers.conditions import DOSSIER_PART, OF_A_DOSSIER, OF_MY_DOSSIER, THE_DRAFT
from app.dossiers.models.dossier import MOMENT, Dossier
from app.kernel.audit.change_log import Sealed
from app.kernel.db import Base, PersonalData
from app.kernel.row_security.conditions import WHOLE_CITY, Rows
from app.kernel.row_security.grants import ADD, KEEP, READ, Granted
from app.organisation.models import Unit


class DossierIdentityNumber(Base):
    """An identity number that a dossier has or had (số giấy tờ có trong hồ sơ).

    The database writes it together with the answers (``mc_note_numbers``), so that a person's
    dossiers are found by index. A corrected number stays: the previous revision still contains it.
    """

    __tablename__ = "dossier_person"
    __rows__ = Rows(see=WHOLE_CITY)
    __granted__ = Granted(web=READ, worker=READ)

    number: Mapped[str] = mapped_column(String(20), primary_key=True)
    dossier_id: Mapped[UUID] = mapped_column(ForeignKey(Dossier.id), primary_key=True, index=True)


class Revision(Sealed, PersonalData, Base):
    """The answers as they were before a correction (bản khai trước khi sửa)."""

    __tablename__ = "answers_revision"
    __rows__ = DOSSIER_PART
    __granted__ = Granted(public=ADD)
    __formerly__ = "revision"
    __append_only__ = True

    dossier_id: Mapped[UUID] = mapped_column(ForeignKey(Dossier.id))
    n: Mapped[int]
    answers: Mapped[dict[str, Any]] = mapped_column(JSONB)
    replaced_at: Mapped[datetime] = mapped_column(MOMENT)

    __table_args__ = (UniqueConstraint("dossier_id", "n"),)


class SubmissionKey(Base):
    """An idempotency key: the draft that became this dossier (khóa chống nộp trùng)."""

    __tablename__ = "submission_key"
    __rows__ = Rows(
        see=OF_A_DOSSIER,
        add=f"(key = {THE_DRAFT} and mc_is_just_sent(dossier_id)) or {OF_MY_DOSSIER}",
    )
    __granted__ = Granted(web=ADD, public=ADD)

    key: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    dossier_id: Mapped[UUID] = mapped_column(ForeignKey(Dossier.id), index=True)


class DailyCounter(Base):
    """The running number of dossier codes in one commune on one day (số thứ tự trong ngày)."""

    __tablename__ = "daily_counter"
    __without_rows__ = "a number a commune and day; whoever may send a dossier counts on"
    __granted__ = Granted(web=KEEP, public=KEEP)
    __set_once__ = ("commune_id", "day", "is_rehearsal")

    commune_id: Mapped[int] = mapped_column(ForeignKey(Unit.id), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    is_rehearsal: Mapped[bool] = mapped_column(primary_key=True)
    """Rehearsals are counted separately."""
    last: Mapped[int]


class WorkflowStep(Base):
    """A step that the workflow tables allow, generated from them (bước quy trình)."""

    __tablename__ = "workflow_step"
    __is_catalogue__ = True

    subject: Mapped[str] = mapped_column(String(16), primary_key=True)
    action: Mapped[str] = mapped_column(String(32), primary_key=True)
    source: Mapped[str] = mapped_column(String(32), primary_key=True)
    target: Mapped[str] = mapped_column(String(32), primary_key=True)
