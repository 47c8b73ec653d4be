"""Issued slips and their number series."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Index,
    String,
    UniqueConstraint,
    Uuid,
    and_,
    func,
)
from sqlalchemy.orm import Mapped, column_property, mapped_column, relationship

from app.accounts.conditions import READS_COMPLAINTS
from app.accounts.models.staff import Posting, Staff
from app.dossiers.conditions import OF_MY_DOSSIER, THE_DOSSIER
from app.dossiers.models.dossier import MOMENT, Dossier
from app.dossiers.workflow import SlipKind
from app.kernel.db import Base, PersonalData, checked, stored
from app.kernel.row_security.conditions import HERE, Rows, own, read, there
from app.kernel.row_security.grants import ADD, KEEP, READ, Granted, of_columns
from app.kernel.row_security.triggers import Frozen
from app.organisation.models import Unit

_SENT_TO_ME = there("residence_notice", f"there.slip_id = slip.id and {read('there.receiver_id')}")


class Slip(PersonalData, Base):
    """A slip as issued: its number and its file, byte for byte (phiếu đã cấp).

    ``about`` is its subject besides the dossier: a leg, a supplement, a fee; no foreign key.
    ``report_date`` is the day that a daily document covers, otherwise the day of issue.
    """

    __tablename__ = "slip"
    __names_files__ = ("storage_key",)
    __rows__ = Rows(
        see=f"({read('commune_id')} and {HERE}"
        f" and (kind <> '{SlipKind.COMPLAINT_ANSWER}' or {READS_COMPLAINTS}))"
        f" or (dossier_id = {THE_DOSSIER} and kind in ('{SlipKind.WRITTEN_ANSWER}',"
        f" '{SlipKind.RECEIPT}', '{SlipKind.COMPLAINT_ANSWER}'))"
        f" or (kind = '{SlipKind.RESIDENCE_NOTICE}' and {_SENT_TO_ME})",
        add=f"{own('commune_id')} and {HERE} and (dossier_id is null or {OF_MY_DOSSIER})",
    )
    __granted__ = Granted(web=ADD, public=READ, worker=READ | of_columns("UPDATE", "storage_key"))
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
        Index("ix_slip_number", "number"),
    )

    def __str__(self) -> str:
        return self.number


REFUSED_AT_THE_DESK = and_(
    Slip.kind == SlipKind.WRITTEN_ANSWER, Slip.dossier_id.is_(None), Slip.storage_key.is_not(None)
)
"""Letters to people without a dossier, until their files are removed."""
Index("ix_slip_refused_at_the_desk", Slip.issued_at, postgresql_where=REFUSED_AT_THE_DESK)


class SlipCounter(Base):
    """The last number issued in a commune, kind of slip and year (số phiếu)."""

    __tablename__ = "slip_counter"
    __rows__ = Rows.written(see=own("commune_id"), write=own("commune_id"))
    __granted__ = Granted(web=KEEP, worker=READ)
    __set_once__ = ("commune_id", "kind", "year")

    commune_id: Mapped[int] = mapped_column(ForeignKey(Unit.id), primary_key=True)
    kind: Mapped[SlipKind] = mapped_column(stored(SlipKind), primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    last: Mapped[int]

    __table_args__ = (checked("kind", SlipKind),)
