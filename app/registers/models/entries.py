"""Civil-status books and their entries."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from flask_babel import lazy_gettext as _
from sqlalchemy import (
    CheckConstraint,
    Date,
    DateTime,
    ForeignKey,
    Index,
    String,
    UniqueConstraint,
    Uuid,
    select,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, column_property, declared_attr, mapped_column, relationship

from app.accounts.models.staff import Posting
from app.dossiers.models.dossier import Dossier, Paper
from app.kernel.audit.change_log import Sealed
from app.kernel.db import Base, PersonalData, checked, named, stored
from app.kernel.row_security.conditions import PRACTICE, Rows, own, read, there
from app.kernel.row_security.grants import KEEP, READ, Granted
from app.kernel.row_security.triggers import Trigger
from app.organisation.models import Unit


class RegisterKind(StrEnum):
    """The books of a commune (loại sổ): those of ``BookKind``, and the practice book.

    All entries of rehearsals are in the practice book (sổ tập dượt), whatever their kind.
    """

    BIRTH = "birth"
    DEATH = "death"
    MARRIAGE = "marriage"
    GUARDIANSHIP = "guardianship"
    GUARDIANSHIP_END = "guardianship_end"
    RECOGNITION = "recognition"
    CHANGE = "change"
    MARITAL_STATUS = "marital_status"
    EXTRACT = "extract"
    CERTIFIED = "certified"
    OTHER = "other"
    PRACTICE = "practice"


_HERE = f"(kind = '{RegisterKind.PRACTICE}') = {PRACTICE}"


class Book(Base):
    """One book of one kind of event in one commune and year (sổ hộ tịch, Luật Hộ tịch Đ58)."""

    __tablename__ = "register_book"
    __noun__ = _("Civil-status book"), _("Civil-status books")
    __rows__ = Rows.written(
        see=f"{read('unit_id')} and {_HERE}", write=f"{own('unit_id')} and {_HERE}"
    )
    __granted__ = Granted(web=KEEP, worker=READ)
    __set_once__ = ("id", "unit_id", "kind", "year", "n", "code", "opened_on", "first_number")
    __formerly__ = "book"
    __triggers__ = (
        Trigger(
            "mc_locked",
            "AFTER UPDATE OF locked_on",
            "mc_refuse_unrecorded_lock()",
            each="ROW WHEN ((old.locked_on IS DISTINCT FROM new.locked_on))",
            at_commit=True,
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey(Unit.id), info=named(_("Commune")))
    kind: Mapped[RegisterKind] = mapped_column(stored(RegisterKind), info=named(_("Kind of book")))
    year: Mapped[int] = mapped_column(info=named(_("Year")))
    n: Mapped[int] = mapped_column(info=named(_("Number of the book in the year")))
    code: Mapped[str] = mapped_column(String(40), info=named(_("Book")))
    """The number on the cover, as in ``01-TP/HT-2016-KS``."""
    first_number: Mapped[int] = mapped_column(info=named(_("Number of the first entry")))
    opened_on: Mapped[date] = mapped_column(Date, info=named(_("Opened on")))
    locked_on: Mapped[date | None] = mapped_column(Date, info=named(_("Locked on")))

    unit: Mapped[Unit] = relationship()

    __table_args__ = (
        checked("kind", RegisterKind),
        UniqueConstraint("unit_id", "kind", "year", "n"),
    )

    def __str__(self) -> str:
        return self.code


class Counter(Base):
    """The last number issued in one commune, kind and year (số đăng ký)."""

    __tablename__ = "entry_counter"
    __rows__ = Rows.written(
        see=f"{own('unit_id')} and {_HERE}", write=f"{own('unit_id')} and {_HERE}"
    )
    __granted__ = Granted(web=KEEP, worker=READ)
    __set_once__ = ("unit_id", "kind", "year")

    unit_id: Mapped[int] = mapped_column(ForeignKey(Unit.id), primary_key=True)
    kind: Mapped[RegisterKind] = mapped_column(stored(RegisterKind), primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    last: Mapped[int]

    __table_args__ = (checked("kind", RegisterKind),)


class EntryNumber(Sealed, PersonalData, Base):
    """The personal number that a registered child got later (số định danh cá nhân của trẻ).

    It comes with the import of the police, once; the entry itself stays as it was signed (Luật Hộ
    tịch Đ16.2, Đ76.3).
    """

    __tablename__ = "entry_number"
    __rows__ = Rows(see=there("register_entry", "there.id = entry_id"))
    __granted__ = Granted(web=READ)
    __append_only__ = True

    entry_id: Mapped[UUID] = mapped_column(ForeignKey("register_entry.id"), unique=True)
    number: Mapped[str] = mapped_column(String(12), unique=True)
    import_id: Mapped[UUID] = mapped_column(Uuid, index=True)
    source: Mapped[str] = mapped_column(String(200))
    as_of: Mapped[date] = mapped_column(Date)
    at: Mapped[datetime] = mapped_column(DateTime(timezone=True))

    entry: Mapped[Entry] = relationship()

    __table_args__ = (CheckConstraint("number ~ '^[0-9]{12}$'", name="number"),)


class Entry(Sealed, PersonalData, Base):
    """One registered event, frozen when the head signs (nội dung đăng ký trong Sổ hộ tịch)."""

    __tablename__ = "register_entry"
    __noun__ = _("Entry in a civil-status book"), _("Entries in civil-status books")
    __rows__ = Rows(see=f"{read('unit_id')} and {_HERE}", add=f"{own('unit_id')} and {_HERE}")
    __granted__ = Granted(worker=READ)
    __formerly__ = "entry"
    __append_only__ = True
    __triggers__ = (Trigger("mc_in_its_book", "BEFORE INSERT", "mc_refuse_entry_of_book()"),)

    unit_id: Mapped[int] = mapped_column(ForeignKey(Unit.id), info=named(_("Commune")))
    kind: Mapped[RegisterKind] = mapped_column(stored(RegisterKind), info=named(_("Kind of book")))
    year: Mapped[int] = mapped_column(info=named(_("Year")))
    number: Mapped[int] = mapped_column(info=named(_("Number")))
    book_id: Mapped[int] = mapped_column(ForeignKey(Book.id), index=True)
    dossier_id: Mapped[UUID] = mapped_column(ForeignKey(Dossier.id))
    content: Mapped[dict[str, Any]] = mapped_column(JSONB)
    subject_name: Mapped[str] = mapped_column(String(200), info=named(_("Person concerned")))
    subject_folded: Mapped[str] = mapped_column(String(200))
    registered_on: Mapped[date] = mapped_column(Date, info=named(_("Entered on")))
    signed_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), info=named(_("Signed at")))
    signed_by_id: Mapped[UUID] = mapped_column(ForeignKey(Posting.id), index=True)
    certificate_id: Mapped[UUID] = mapped_column(ForeignKey(Paper.id), unique=True)
    facts: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict)
    """Sex, ages, timing and the like, for statistics: ``operations.entry_facts``."""
    event_on: Mapped[date | None] = mapped_column(Date, info=named(_("Day of the event")))
    parents_folded: Mapped[str] = mapped_column(String(401), default="")
    """Names of mother and father, without diacritics, with ``|`` between them."""

    unit: Mapped[Unit] = relationship()
    book: Mapped[Book] = relationship()
    dossier: Mapped[Dossier] = relationship()
    signed_by: Mapped[Posting] = relationship()
    certificate: Mapped[Paper] = relationship()

    __table_args__ = (
        checked("kind", RegisterKind),
        UniqueConstraint("unit_id", "kind", "year", "number"),
        Index(
            "uq_register_entry_dossier_id_kind",
            "dossier_id",
            "kind",
            unique=True,
            postgresql_where=text("kind <> 'practice'"),
        ),
        Index("ix_register_entry_dossier_id", "dossier_id"),
        CheckConstraint("number > 0", name="number"),
        Index("ix_register_entry_unit_signed", "unit_id", "signed_at", "id"),
        Index("ix_register_entry_signed", "signed_at", "id"),
        Index("ix_register_entry_registered", "registered_on", "unit_id"),
        Index("ix_register_entry_event", "event_on", "kind"),
        Index("ix_register_entry_number", "number", "year"),
        Index(
            "ix_register_entry_names",
            "subject_folded",
            "parents_folded",
            postgresql_using="gin",
            postgresql_ops={
                "subject_folded": "gin_trgm_ops",
                "parents_folded": "gin_trgm_ops",
            },
        ),
    )

    @declared_attr
    def personal_number(cls) -> Mapped[str | None]:  # noqa: N805  # the class it is declared on
        """The number from ``EntryNumber``, loaded with the entry."""
        later = select(EntryNumber.number).where(EntryNumber.entry_id == cls.id)
        return column_property(later.scalar_subquery())

    @property
    def signer_name(self) -> str:
        return str(self.content["signer_name"])

    @property
    def signer_title(self) -> str:
        return str(self.content["signer_title"])

    def __str__(self) -> str:
        return f"{self.number}/{self.year}"
