"""Notes on entries of civil-status books (ghi chú), and the earlier entry that a dossier names."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from flask_babel import lazy_gettext as _
from sqlalchemy import Date, DateTime, ForeignKey, String, UniqueConstraint, func
from sqlalchemy.orm import Mapped, column_property, mapped_column, relationship

from app.accounts.models.staff import Posting, Staff
from app.dossiers.models.dossier import Dossier
from app.kernel.audit.change_log import Sealed
from app.kernel.db import Base, PersonalData, checked, named, stored
from app.kernel.row_security.conditions import MINE, Rows, own, there
from app.kernel.row_security.grants import ADD, READ, Granted
from app.kernel.vocabulary import Term
from app.organisation.models import Unit
from app.registers.conditions import signed
from app.registers.models.entries import Entry


class NoteKind(Term):
    """What a note on an entry tells (loại ghi chú)."""

    CHANGE = "change", _("Change")
    CORRECTION = "correction", _("Correction")
    SUPPLEMENT = "supplement", _("Supplemented information")
    COURT = "court", _("Decision of a court")
    RECOGNITION = "recognition", _("Recognition of father, mother or child")
    MARRIAGE = "marriage", _("Marriage")
    DIVORCE = "divorce", _("Divorce")
    DEATH = "death", _("Death")


_SIGNED = signed(
    "there.entry_id = entry_note.entry_id and there.unit_id = entry_note.unit_id"
    " and there.note_kind = entry_note.kind and there.text = entry_note.text"
)
_BY_MY_ENTRY = there("register_entry", f"there.id = source_entry_id and {own('there.unit_id')}")
_UNSIGNED = there(
    "dossier",
    f"there.id = dossier_id and {own('there.commune_id')} and there.registered_at is null",
)


class EntryNote(Sealed, PersonalData, Base):
    """A note on an entry, in whichever commune the entry stands (Luật Hộ tịch Đ3, Đ28, Đ30).

    The entry stays as it was signed; another note is the only way to undo one.
    """

    __tablename__ = "entry_note"
    __noun__ = _("Note on an entry"), _("Notes on entries")
    __rows__ = Rows(
        see=f"{there('register_entry', 'there.id = entry_id')} or {own('unit_id')}",
        add=f"{MINE} and {own('unit_id')} and ({_SIGNED} or {_BY_MY_ENTRY})",
    )
    __granted__ = Granted(web=ADD, worker=READ)
    __append_only__ = True

    entry_id: Mapped[UUID] = mapped_column(ForeignKey(Entry.id), index=True)
    kind: Mapped[NoteKind] = mapped_column(stored(NoteKind), info=named(_("Kind of note")))
    text: Mapped[str] = mapped_column(String(1000), info=named(_("Note")))
    basis: Mapped[str] = mapped_column(String(300), info=named(_("Basis of the note")))
    made_on: Mapped[date] = mapped_column(Date, info=named(_("Noted on")))
    unit_id: Mapped[int] = mapped_column(
        ForeignKey(Unit.id), index=True, info=named(_("Noted by the office"))
    )
    source_entry_id: Mapped[UUID | None] = mapped_column(ForeignKey(Entry.id), index=True)
    """The entry whose signature wrote the note; its certificate takes the place of the old one.

    None for a note of what another office decided, which a leader signed by itself.
    """
    at: Mapped[datetime] = mapped_column(DateTime(timezone=True), info=named(_("At")))
    staff_id: Mapped[UUID | None] = mapped_column(ForeignKey(Staff.id), index=True)
    posting_id: Mapped[UUID | None] = mapped_column(ForeignKey(Posting.id), index=True)

    entry: Mapped[Entry] = relationship(foreign_keys=entry_id)
    source_entry: Mapped[Entry | None] = relationship(foreign_keys=source_entry_id)
    unit: Mapped[Unit] = relationship()
    staff_name: Mapped[str | None] = column_property(func.mc_staff_name(staff_id))

    __table_args__ = (checked("kind", NoteKind),)

    def __str__(self) -> str:
        return self.text


class EarlierEntry(PersonalData, Base):
    """The entry that a dossier is about, named before the signature (việc đã đăng ký trước).

    ``says`` is what the officer was shown of it: an entry of another commune is not visible here.
    """

    __tablename__ = "earlier_entry"
    __rows__ = Rows(see=there("dossier", "there.id = dossier_id"), add=_UNSIGNED, remove=_UNSIGNED)
    __granted__ = Granted(web=ADD | {"DELETE"}, worker=READ)
    __subject_access__ = "earlier_entries", "at"

    dossier_id: Mapped[UUID] = mapped_column(ForeignKey(Dossier.id))
    entry_id: Mapped[UUID] = mapped_column(ForeignKey(Entry.id), index=True)
    says: Mapped[str] = mapped_column(String(400))
    at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    staff_id: Mapped[UUID | None] = mapped_column(ForeignKey(Staff.id), index=True)

    __table_args__ = (UniqueConstraint("dossier_id", "entry_id"),)
