"""Complaints with their answers; satisfaction, which nobody reads row by row."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from flask_babel import lazy_gettext as _
from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, func
from sqlalchemy.orm import Mapped, column_property, mapped_column, relationship

from app.accounts.conditions import READS_COMPLAINTS
from app.accounts.models.staff import Posting, Staff
from app.accounts.roles import Role
from app.complaints.vocabulary import ComplaintKind, ComplaintState, Satisfied
from app.dossiers.conditions import THE_DOSSIER
from app.dossiers.models.dossier import MOMENT, Dossier
from app.dossiers.models.slips import Slip
from app.dossiers.workflow import State
from app.kernel.db import PHRASE, Base, PersonalData, checked, named, stored
from app.kernel.row_security.conditions import PRACTICE, Rows, holds, own, read, there
from app.kernel.row_security.grants import ADD, KEEP, PURGE, READ, Granted
from app.kernel.row_security.triggers import Frozen
from app.organisation.models import Unit

_MINE = f"dossier_id = {THE_DOSSIER}"


def _of_the_dossier(table: str, more: str = "") -> str:
    """The citizen writes about the dossier that is open, to the commune which has it."""
    the_same = f"there.id = {table}.dossier_id and there.commune_id = {table}.commune_id"
    return f"{_MINE} and {there('dossier', the_same + more)}"


class Complaint(PersonalData, Base):
    """A complaint or feedback about a dossier, and its answer (khiếu nại; phản ánh, kiến nghị).

    Whom it may be about neither reads nor removes it: the head of the commune answers, the
    district sees it. An answer is final.
    """

    __tablename__ = "complaint"
    __noun__ = _("Complaint or feedback"), _("Complaints and feedback")
    __rows__ = Rows(
        see=f"{_MINE} or ({read('commune_id')} and {READS_COMPLAINTS} and not {PRACTICE})",
        add=_of_the_dossier("complaint"),
        change=f"{own('commune_id')} and {holds(Role.COMMUNE_LEADER)} and not {PRACTICE}",
    )
    __granted__ = Granted(web=KEEP, public=ADD, worker=READ)
    __set_once__ = ("id", "dossier_id", "commune_id", "kind", "n", "number", "said", "sent_at")
    __frozen__ = Frozen(open_word=ComplaintState.OPEN)
    __subject_access__ = "complaints", "n"

    dossier_id: Mapped[UUID] = mapped_column(ForeignKey(Dossier.id))
    commune_id: Mapped[int] = mapped_column(ForeignKey(Unit.id))
    kind: Mapped[ComplaintKind] = mapped_column(stored(ComplaintKind), info=named(_("Kind")))
    n: Mapped[int]
    """Which one about this dossier."""
    number: Mapped[str] = mapped_column(String(60), info=named(_("Number")))
    said: Mapped[str] = mapped_column(Text, info=named(_("What the citizen writes")))
    sent_at: Mapped[datetime] = mapped_column(MOMENT, info=named(_("Received at")))
    state: Mapped[ComplaintState] = mapped_column(stored(ComplaintState), info=named(_("State")))
    due_at: Mapped[datetime] = mapped_column(MOMENT, info=named(_("Next deadline")))
    """Until it is accepted, the end of the days for accepting it; then that of the answer."""
    accepted_at: Mapped[datetime | None] = mapped_column(
        MOMENT, info=named(_("Accepted for handling at"))
    )
    is_complex: Mapped[bool] = mapped_column(default=False)
    answer: Mapped[str | None] = mapped_column(Text, info=named(_("Answer")))
    closed_at: Mapped[datetime | None] = mapped_column(MOMENT, info=named(_("Answered at")))
    closed_by_id: Mapped[UUID | None] = mapped_column(ForeignKey(Posting.id), index=True)
    staff_id: Mapped[UUID | None] = mapped_column(ForeignKey(Staff.id), index=True)
    slip_id: Mapped[UUID | None] = mapped_column(ForeignKey(Slip.id), index=True)
    """The letter with the answer."""

    dossier: Mapped[Dossier] = relationship()
    commune: Mapped[Unit] = relationship(info=named(_("Commune")) | PHRASE)
    slip: Mapped[Slip | None] = relationship()
    staff_name: Mapped[str | None] = column_property(func.mc_staff_name(staff_id))

    __table_args__ = (
        checked("kind", ComplaintKind),
        checked("state", ComplaintState),
        UniqueConstraint("dossier_id", "n"),
        CheckConstraint(
            f"(state = '{ComplaintState.OPEN}') = (closed_at IS NULL)"
            " AND (closed_at IS NULL) = (answer IS NULL)"
            " AND (closed_at IS NULL) = (slip_id IS NULL)",
            name="answered",
        ),
        Index("ix_complaint_commune_state_due", "commune_id", "state", "due_at"),
    )

    def __str__(self) -> str:
        return self.number


class Satisfaction(PersonalData, Base):
    """How content the citizen of a returned dossier is (mức độ hài lòng), said once.

    No policy lets anybody at an office read a row: ``mc_satisfaction`` counts them by fives.
    """

    __tablename__ = "satisfaction"
    __rows__ = Rows(
        see=_MINE,
        add=_of_the_dossier("satisfaction", f" and there.state = '{State.RETURNED}'"),
    )
    __granted__ = Granted(web=ADD, public=ADD, worker=PURGE)
    __set_once__ = ("id", "dossier_id", "commune_id", "face", "words", "at")

    dossier_id: Mapped[UUID] = mapped_column(ForeignKey(Dossier.id), unique=True)
    commune_id: Mapped[int] = mapped_column(ForeignKey(Unit.id))
    face: Mapped[Satisfied] = mapped_column(stored(Satisfied))
    words: Mapped[str] = mapped_column(String(300))
    at: Mapped[datetime] = mapped_column(MOMENT, index=True)

    __table_args__ = (
        checked("face", Satisfied),
        Index("ix_satisfaction_commune_at", "commune_id", "at"),
    )
