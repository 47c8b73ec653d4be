"""Papers that anyone can verify, and what became of them."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from flask_babel import lazy_gettext as _
from sqlalchemy import CheckConstraint, Date, DateTime, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models.staff import Posting
from app.dossiers.models.dossier import Paper
from app.kernel.audit.change_log import Sealed
from app.kernel.db import Base, PersonalData, checked, named, stored
from app.kernel.row_security.conditions import Rows, own, read, there
from app.kernel.row_security.grants import READ, Granted
from app.organisation.models import Unit
from app.registers.conditions import signed
from app.registers.models.entries import Entry


class IssuedPaper(Sealed, PersonalData, Base):
    """A sealed paper, and what anybody who holds it may learn of it (giấy tờ đã cấp).

    The code stands on the paper; only its hash is kept here. Of the person there are the initials
    and the year of birth.
    """

    __tablename__ = "issued_paper"
    __noun__ = _("Issued document"), _("Issued documents")
    __rows__ = Rows(see=read("unit_id"), add=own("unit_id"))
    __granted__ = Granted(worker=READ)
    __append_only__ = True

    paper_id: Mapped[UUID] = mapped_column(ForeignKey(Paper.id), unique=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey(Unit.id), index=True, info=named(_("Commune")))
    code_hash: Mapped[str] = mapped_column(String(64), unique=True)
    """SHA-256 of the code."""
    sha256: Mapped[str] = mapped_column(String(64), unique=True)
    """SHA-256 of the sealed file."""
    name: Mapped[str] = mapped_column(String(200), info=named(_("Document")))
    number: Mapped[str] = mapped_column(String(40), index=True, info=named(_("Number")))
    office: Mapped[str] = mapped_column(String(200), info=named(_("Issued by")))
    issued_on: Mapped[date] = mapped_column(Date, info=named(_("Issued on")))
    initials: Mapped[str] = mapped_column(String(40), info=named(_("Person concerned")))
    birth_year: Mapped[int | None] = mapped_column(info=named(_("Year of birth")))
    source_entry_id: Mapped[UUID | None] = mapped_column(ForeignKey(Entry.id), index=True)
    """The entry that an extract states; a later note on it ends the extract."""

    unit: Mapped[Unit] = relationship()
    paper: Mapped[Paper] = relationship()

    def __str__(self) -> str:
        return f"{self.name} {self.number}"


class PaperStatus(StrEnum):
    """What ends the force of an issued paper (tình trạng hiệu lực)."""

    SUPERSEDED = "superseded"
    REVOKED = "revoked"


_REVOKED = signed("there.issued_id = issued_paper_end.issued_id")


class PaperEnd(Sealed, PersonalData, Base):
    """Since when an issued paper is no longer in force, and why (thay thế, thu hồi)."""

    __tablename__ = "issued_paper_end"
    __noun__ = _("End of an issued document"), _("Ends of issued documents")
    __rows__ = Rows(
        see=f"{read('unit_id')} or {there('issued_paper', 'there.id = issued_id')}",
        add=f"{own('unit_id')} and "
        + there("issued_paper", f"there.id in (issued_id, by_id) and {own('there.unit_id')}")
        + f" and (status = '{PaperStatus.SUPERSEDED}' or {_REVOKED})",
    )
    __granted__ = Granted(worker=READ)
    __append_only__ = True

    issued_id: Mapped[UUID] = mapped_column(ForeignKey(IssuedPaper.id), unique=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey(Unit.id), index=True, info=named(_("Commune")))
    """The commune that took its force: its own paper, or one that a paper of its own supersedes."""
    status: Mapped[PaperStatus] = mapped_column(stored(PaperStatus), info=named(_("Status")))
    since: Mapped[date] = mapped_column(Date, info=named(_("Since")))
    at: Mapped[datetime] = mapped_column(DateTime(timezone=True), info=named(_("Recorded at")))
    posting_id: Mapped[UUID | None] = mapped_column(ForeignKey(Posting.id), index=True)
    reason: Mapped[str] = mapped_column(Text, info=named(_("Reason")))
    by_id: Mapped[UUID | None] = mapped_column(ForeignKey(IssuedPaper.id), index=True)
    """The paper that took its place."""

    issued: Mapped[IssuedPaper] = relationship(foreign_keys=issued_id)

    __table_args__ = (
        checked("status", PaperStatus),
        CheckConstraint("status = 'superseded' OR by_id IS NULL", name="successor"),
    )
