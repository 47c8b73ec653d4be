"""Issued slips and their number series."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, Uuid, func
from sqlalchemy.orm import Mapped, column_property, mapped_column, relationship

from app.accounts.models import Posting, Staff
from app.dossiers.models.dossier import MOMENT, Dossier
from app.kernel.db import Base, PersonalData, checked, stored
from app.kernel.row_security.triggers import Frozen
from app.organisation.models import Unit


class SlipKind(StrEnum):
    """The kind of a slip (loại phiếu); the first six are forms 01 to 06 of TT 01/2018/TT-VPCP."""

    RECEIPT = "receipt"
    SUPPLEMENT = "supplement"
    REFUSAL = "refusal"
    APOLOGY = "apology"
    CONTROL = "control"
    REGISTER = "register"
    BIRTH_DECLARATION = "birth_declaration"
    HOUSEHOLD_NOTICE = "household_notice"
    INSURANCE_DECLARATION = "insurance_declaration"
    INSURANCE_LIST = "insurance_list"
    HAND_OVER = "hand_over"
    MONEY_TAKEN = "money_taken"
    MONEY_REFUNDED = "money_refunded"
    CASH = "cash"
    DECLARATION = "declaration"
    """The declaration of a procedure that has no form of its own."""
    FEE_RECEIPT = "fee_receipt"
    """For the commune’s own fees (biên lai thu phí, lệ phí); ``MONEY_TAKEN`` is for held ones."""
    TREASURY = "treasury"
    """The fees of a period and what was handed over of them (bảng kê nộp Kho bạc)."""


class Slip(PersonalData, Base):
    """A slip as issued: its number and its file, byte for byte (phiếu đã cấp).

    ``about`` is its subject besides the dossier: a leg, a supplement, a fee; no foreign key.
    ``report_date`` is the day that a daily document covers, otherwise the day of issue.
    """

    __tablename__ = "slip"
    __frozen__ = Frozen(state="kind", open_word="", may_change=("storage_key",))

    dossier_id: Mapped[UUID | None] = mapped_column(ForeignKey(Dossier.id), index=True)
    commune_id: Mapped[int] = mapped_column(ForeignKey(Unit.id))
    is_rehearsal: Mapped[bool] = mapped_column(default=False)
    kind: Mapped[SlipKind] = mapped_column(stored(SlipKind))
    year: Mapped[int]
    number_in_year: Mapped[int | None]
    """NULL for a rehearsal, which takes no number of the real series."""
    number: Mapped[str] = mapped_column(String(40))
    """As printed: ``12/2016/HDHS``."""
    report_date: Mapped[date]
    about: Mapped[UUID | None] = mapped_column(Uuid)
    replaces_id: Mapped[UUID | None] = mapped_column(ForeignKey("slip.id"), index=True)
    issued_at: Mapped[datetime] = mapped_column(MOMENT)
    staff_id: Mapped[UUID | None] = mapped_column(ForeignKey(Staff.id), index=True)
    issued_by_id: Mapped[UUID | None] = mapped_column(ForeignKey(Posting.id), index=True)
    content_sha256: Mapped[str] = mapped_column(String(64))
    """SHA-256 of the content without number and time: the same content is the same slip."""
    storage_key: Mapped[str | None] = mapped_column(String(80), index=True)
    sha256: Mapped[str] = mapped_column(String(64))
    size: Mapped[int]

    commune: Mapped[Unit] = relationship()
    dossier: Mapped[Dossier | None] = relationship()
    replaces: Mapped[Slip | None] = relationship(remote_side="Slip.id")
    staff_name: Mapped[str | None] = column_property(func.mc_staff_name(staff_id))

    __table_args__ = (
        checked("kind", SlipKind),
        UniqueConstraint("commune_id", "kind", "year", "number_in_year"),
        CheckConstraint("number_in_year > 0", name="number"),
        Index("ix_slip_commune_day", "commune_id", "report_date", "kind", "number_in_year"),
    )

    def __str__(self) -> str:
        return self.number


class SlipCounter(Base):
    """The last number issued in a commune, kind of slip and year (số phiếu)."""

    __tablename__ = "slip_counter"

    commune_id: Mapped[int] = mapped_column(ForeignKey(Unit.id), primary_key=True)
    kind: Mapped[SlipKind] = mapped_column(stored(SlipKind), primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    last: Mapped[int]

    __table_args__ = (checked("kind", SlipKind),)
