"""Duplicate candidates: dossiers that may repeat a request, and what officers decided."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, column_property, mapped_column, relationship
from sqlalchemy.sql import func

from app.accounts.models.staff import Staff
from app.dossiers.conditions import OF_A_DOSSIER, OF_MY_DOSSIER
from app.dossiers.models.dossier import MOMENT, Dossier
from app.kernel.db import Base, PersonalData, checked, stored
from app.kernel.row_security.conditions import IS_STAFF, Rows
from app.kernel.row_security.grants import CHANGE, READ, Granted
from app.organisation.models import Unit


class DuplicateKind(StrEnum):
    """Why two dossiers are similar (loại nghi trùng)."""

    SAME_SUBJECT = "same_subject"
    SAME_MOTHER_AND_DAY = "same_mother_and_day"
    UNDECIDED = "undecided"
    """Undecidable from the declarations: an officer has to look (cần xem)."""


class DuplicateDecision(StrEnum):
    """An officer's decision (kết luận về hồ sơ nghi trùng)."""

    SAME = "same"
    DIFFERENT = "different"


class DuplicateCandidate(PersonalData, Base):
    """An earlier dossier that this one may repeat (hồ sơ có thể trùng).

    Written by the worker. The other dossier may belong to another commune, so only its code and
    commune are stored here.
    """

    __tablename__ = "duplicate_candidate"
    __rows__ = Rows(see=f"{IS_STAFF} and {OF_A_DOSSIER}", change=OF_MY_DOSSIER)
    __granted__ = Granted(web=CHANGE)
    __set_once__ = (
        "id", "dossier_id", "other_id", "other_code", "other_commune_id", "kind", "score",
        "reasons", "found_at",
    )  # fmt: skip

    dossier_id: Mapped[UUID] = mapped_column(ForeignKey(Dossier.id))
    other_id: Mapped[UUID] = mapped_column(ForeignKey(Dossier.id), index=True)
    other_code: Mapped[str] = mapped_column(String(40))
    other_commune_id: Mapped[int] = mapped_column(ForeignKey(Unit.id), index=True)
    kind: Mapped[DuplicateKind] = mapped_column(stored(DuplicateKind))
    score: Mapped[int]
    """Confidence, 0 to 100."""
    reasons: Mapped[list[str]] = mapped_column(JSONB)
    """Reason codes of the matcher, without any personal value."""
    found_at: Mapped[datetime] = mapped_column(MOMENT)
    decision: Mapped[DuplicateDecision | None] = mapped_column(stored(DuplicateDecision))
    decided_at: Mapped[datetime | None] = mapped_column(MOMENT)
    decided_by_id: Mapped[UUID | None] = mapped_column(ForeignKey(Staff.id), index=True)
    why: Mapped[str | None] = mapped_column(Text)

    other_commune: Mapped[Unit] = relationship()
    decided_by_name: Mapped[str | None] = column_property(func.mc_staff_name(decided_by_id))

    __table_args__ = (
        checked("kind", DuplicateKind),
        checked("decision", DuplicateDecision),
        UniqueConstraint("dossier_id", "other_id"),
        CheckConstraint("dossier_id <> other_id", name="two_dossiers"),
        CheckConstraint("score BETWEEN 0 AND 100", name="score"),
    )


class DuplicateCheck(Base):
    """When a dossier was last compared with the others (lần đối chiếu trùng)."""

    __tablename__ = "duplicate_check"
    __rows__ = Rows(see=f"{IS_STAFF} and {OF_A_DOSSIER}")
    __granted__ = Granted(web=READ)

    dossier_id: Mapped[UUID] = mapped_column(ForeignKey(Dossier.id), primary_key=True)
    answers_rev: Mapped[int]
    at: Mapped[datetime] = mapped_column(MOMENT)
