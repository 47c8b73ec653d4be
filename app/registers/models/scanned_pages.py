"""Scans of the pages of old books, from which two officers key the entries."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from flask_babel import lazy_gettext as _
from sqlalchemy import CheckConstraint, DateTime, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.accounts.models.staff import Posting
from app.kernel.audit.change_log import Sealed
from app.kernel.db import Base, PersonalData, checked, named, stored
from app.kernel.files.virus_scan import Scan
from app.kernel.row_security.conditions import HERE, Rows, own, read
from app.kernel.row_security.grants import ADD, READ, Granted
from app.organisation.models import Unit
from app.registers.models.entries import RegisterKind


class ScannedPage(Sealed, PersonalData, Base):
    """A page of a handwritten book, and the numbers of the entries on it (ảnh chụp trang sổ).

    A page that was scanned badly is scanned anew: the newest scan of a number is shown.
    """

    __tablename__ = "scanned_page"
    __noun__ = _("Scanned page of a handwritten book"), _("Scanned pages of handwritten books")
    __names_files__ = ("storage_key",)
    __rows__ = Rows(see=f"{read('unit_id')} and {HERE}", add=f"{own('unit_id')} and {HERE}")
    __granted__ = Granted(web=ADD, worker=READ)
    __append_only__ = True

    unit_id: Mapped[int] = mapped_column(ForeignKey(Unit.id), info=named(_("Commune")))
    kind: Mapped[RegisterKind] = mapped_column(stored(RegisterKind), info=named(_("Kind of book")))
    book: Mapped[str] = mapped_column(String(40), info=named(_("Book")))
    first: Mapped[int]
    last: Mapped[int]
    storage_key: Mapped[str] = mapped_column(String(80), unique=True)
    size: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))
    received_sha256: Mapped[str] = mapped_column(String(64))
    mime: Mapped[str] = mapped_column(String(64))
    scan: Mapped[Scan] = mapped_column(stored(Scan))
    is_rehearsal: Mapped[bool]
    at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    posting_id: Mapped[UUID] = mapped_column(ForeignKey(Posting.id), index=True)

    __table_args__ = (
        checked("kind", RegisterKind),
        checked("scan", Scan),
        CheckConstraint("first > 0 AND last >= first", name="numbers"),
        Index("ix_scanned_page_of_book", "unit_id", "kind", "book", "last"),
    )

    def __str__(self) -> str:
        return f"{self.book}: {self.first}–{self.last}"
