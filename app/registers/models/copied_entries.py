"""Entries of paper books that were kept before this system, copied in to be extracted."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from flask_babel import lazy_gettext as _
from sqlalchemy import CheckConstraint, Date, DateTime, ForeignKey, Index, String
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models.staff import Posting
from app.kernel.audit.change_log import Sealed
from app.kernel.db import Base, PersonalData, checked, named, stored
from app.kernel.row_security.conditions import HERE, Rows, own, read
from app.kernel.row_security.grants import ADD, READ, Granted
from app.organisation.models import Unit
from app.registers.models.entries import RegisterKind


class CopiedEntry(Sealed, PersonalData, Base):
    """One entry of a paper book, as an officer copied it (nội dung sao từ sổ giấy).

    It has the number of its own book, so it is no part of the numbered entries of this system. A
    mistake is put right by copying the entry anew: the newest copy counts.
    """

    __tablename__ = "copied_entry"
    __noun__ = _("Entry copied from a handwritten book"), _("Entries copied from handwritten books")
    __rows__ = Rows(see=f"{read('unit_id')} and {HERE}", add=f"{own('unit_id')} and {HERE}")
    __granted__ = Granted(web=ADD, worker=READ)
    __append_only__ = True

    unit_id: Mapped[int] = mapped_column(ForeignKey(Unit.id), info=named(_("Commune")))
    kind: Mapped[RegisterKind] = mapped_column(stored(RegisterKind), info=named(_("Kind of book")))
    year: Mapped[int] = mapped_column(info=named(_("Year")))
    book: Mapped[str] = mapped_column(String(40), info=named(_("Book")))
    """As on the cover of the paper book: ``01/2012``."""
    number: Mapped[int] = mapped_column(info=named(_("Number")))
    registered_on: Mapped[date] = mapped_column(Date, info=named(_("Entered on")))
    content: Mapped[dict[str, Any]] = mapped_column(JSONB)
    subject_name: Mapped[str] = mapped_column(String(510), info=named(_("Person concerned")))
    subject_folded: Mapped[str] = mapped_column(String(510))
    event_on: Mapped[date | None] = mapped_column(Date, info=named(_("Day of the event")))
    parents_folded: Mapped[str] = mapped_column(String(510), default="")
    """As of ``Entry``: searches across books look at both."""
    is_rehearsal: Mapped[bool]
    copied_at: Mapped[datetime] = mapped_column(
        DateTime(timezone=True), info=named(_("Copied in at"))
    )
    copied_by_id: Mapped[UUID] = mapped_column(ForeignKey(Posting.id), index=True)

    unit: Mapped[Unit] = relationship()
    copied_by: Mapped[Posting] = relationship()

    __table_args__ = (
        checked("kind", RegisterKind),
        CheckConstraint("number > 0", name="number"),
        Index("ix_copied_entry_of_book", "unit_id", "kind", "year", "number"),
        Index("ix_copied_entry_event", "event_on", "kind"),
        Index("ix_copied_entry_number", "number", "year"),
        Index(
            "ix_copied_entry_names",
            "subject_folded",
            "parents_folded",
            postgresql_using="gin",
            postgresql_ops={
                "subject_folded": "gin_trgm_ops",
                "parents_folded": "gin_trgm_ops",
            },
        ),
    )

    @property
    def typed(self) -> dict[str, str]:
        """The fields of the book, as they were copied."""
        return dict(self.content["answers"])

    def __str__(self) -> str:
        return f"{self.number}/{self.year}"
