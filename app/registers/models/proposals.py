"""What the civil-status officer proposes about an entry, and what the leader decides (trình ký)."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from flask_babel import LazyString
from flask_babel import lazy_gettext as _
from sqlalchemy import CheckConstraint, DateTime, ForeignKey, String, func
from sqlalchemy.orm import Mapped, column_property, mapped_column, relationship

from app.accounts.models.staff import Posting, Staff
from app.accounts.roles import Role
from app.dossiers.models.dossier import Paper
from app.kernel.audit.change_log import Sealed
from app.kernel.db import Base, PersonalData, checked, named, stored
from app.kernel.row_security.conditions import MINE, Rows, holds, me, own, there
from app.kernel.row_security.grants import ADD, READ, Granted
from app.kernel.vocabulary import Term
from app.organisation.models import Unit
from app.registers.models.entries import Entry
from app.registers.models.issued_papers import IssuedPaper
from app.registers.models.notes import NoteKind


class RevocationReason(Term):
    """Why an issued paper is revoked (lý do thu hồi giấy tờ hộ tịch)."""

    AGAINST_LAW = "against_law", _("Issued against the law on civil status")
    WRONG_PERSON = "wrong_person", _("Issued to the wrong person")
    LOST = "lost", _("Document or blank lost before it was handed over")


_OF_MY_ENTRY = there(
    "register_entry",
    "there.id = entry_proposal.entry_id and there.unit_id = entry_proposal.unit_id",
)
_OF_ANOTHER = there(
    "entry_proposal",
    "there.id = proposal_id and there.unit_id = proposal_decision.unit_id"
    f" and not ({me('there.staff_id')})",
)


class EntryProposal(Sealed, PersonalData, Base):
    """A note on an entry, or the end of its paper, before a leader has signed it (đề xuất).

    Who prepares does not sign.
    """

    __tablename__ = "entry_proposal"
    __noun__ = _("Proposal about an entry"), _("Proposals about entries")
    __rows__ = Rows(
        see=there("register_entry", "there.id = entry_id"),
        add=f"{MINE} and {own('unit_id')} and {holds(Role.COMMUNE_JUSTICE)} and {_OF_MY_ENTRY}",
    )
    __granted__ = Granted(web=ADD, worker=READ)
    __append_only__ = True

    entry_id: Mapped[UUID] = mapped_column(ForeignKey(Entry.id), index=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey(Unit.id), index=True)
    note_kind: Mapped[NoteKind | None] = mapped_column(
        stored(NoteKind), info=named(_("Kind of note"))
    )
    issued_id: Mapped[UUID | None] = mapped_column(ForeignKey(IssuedPaper.id), index=True)
    """The paper that is to be revoked."""
    reason: Mapped[RevocationReason | None] = mapped_column(stored(RevocationReason))
    scan_id: Mapped[UUID | None] = mapped_column(ForeignKey(Paper.id), index=True)
    """The document of the other office, kept with the papers of the entry's dossier."""
    text: Mapped[str] = mapped_column(String(1000))
    basis: Mapped[str] = mapped_column(String(300))
    at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    staff_id: Mapped[UUID] = mapped_column(ForeignKey(Staff.id), index=True)
    posting_id: Mapped[UUID | None] = mapped_column(ForeignKey(Posting.id), index=True)

    entry: Mapped[Entry] = relationship()
    issued: Mapped[IssuedPaper | None] = relationship()
    scan: Mapped[Paper | None] = relationship()
    decision: Mapped[ProposalDecision | None] = relationship(back_populates="proposal")
    staff_name: Mapped[str | None] = column_property(func.mc_staff_name(staff_id))

    __table_args__ = (
        checked("note_kind", NoteKind),
        checked("reason", RevocationReason),
        CheckConstraint(
            "(note_kind is null) = (issued_id is not null)"
            " and (reason is null) = (issued_id is null)",
            name="subject",
        ),
    )

    @property
    def title(self) -> LazyString:
        """What a leader is asked to sign."""
        if self.note_kind is None:
            return _("Revocation of %(paper)s", paper=str(self.issued))
        return _("Note on an entry: %(kind)s", kind=self.note_kind.label)


class ProposalDecision(Sealed, PersonalData, Base):
    """The leader's final decision on a proposal: signed, or sent back (phê duyệt)."""

    __tablename__ = "proposal_decision"
    __noun__ = _("Decision on a proposal"), _("Decisions on proposals")
    __rows__ = Rows(
        see=there("entry_proposal", "there.id = proposal_id"),
        add=f"{MINE} and {own('unit_id')} and {holds(Role.COMMUNE_LEADER)} and {_OF_ANOTHER}",
    )
    __granted__ = Granted(web=ADD, worker=READ)
    __append_only__ = True

    proposal_id: Mapped[UUID] = mapped_column(ForeignKey(EntryProposal.id), unique=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey(Unit.id), index=True)
    is_signed: Mapped[bool]
    reason: Mapped[str | None] = mapped_column(String(500))
    at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    staff_id: Mapped[UUID] = mapped_column(ForeignKey(Staff.id), index=True)
    posting_id: Mapped[UUID | None] = mapped_column(ForeignKey(Posting.id), index=True)

    proposal: Mapped[EntryProposal] = relationship(back_populates="decision")
    staff_name: Mapped[str | None] = column_property(func.mc_staff_name(staff_id))

    __table_args__ = (CheckConstraint("is_signed = (reason is null)", name="reason"),)
