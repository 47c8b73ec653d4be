"""Notices of registrations between communes (Luật Hộ tịch Đ5.4, Đ28.3)."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from flask_babel import lazy_gettext as _
from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, func, text
from sqlalchemy.orm import Mapped, column_property, mapped_column, relationship

from app.accounts.models.staff import Staff
from app.dossiers.conditions import OF_MY_DOSSIER
from app.dossiers.models.dossier import MOMENT, Dossier
from app.dossiers.models.slips import Slip
from app.kernel.db import Base, PersonalData, checked, named, stored
from app.kernel.row_security.conditions import PRACTICE, Rows, own, read
from app.kernel.row_security.grants import KEEP, READ, Granted
from app.organisation.models import Unit
from app.procedures.models.vocabulary import BookKind


class ResidenceNotice(PersonalData, Base):
    """One notice to a commune of residence, or of a noted entry (thông báo việc đăng ký hộ tịch).

    The commune that registered sends it, the other one records that it has it; a commune outside
    the system gets the printed letter by post.
    """

    __tablename__ = "residence_notice"
    __noun__ = _("Notice of a registration"), _("Notices of registrations")
    __rows__ = Rows(
        see=f"({read('commune_id')} or {read('receiver_id')}) and not {PRACTICE}",
        add=f"{own('commune_id')} and {OF_MY_DOSSIER} and not {PRACTICE}",
        # the sender cannot say that it was received
        change=f"{own('receiver_id')} or ({own('commune_id')} and received_at is null)",
    )
    # the policy of slips asks this table, whoever reads a slip; citizens see no row of it
    __granted__ = Granted(web=KEEP, public=READ, worker=READ)
    __set_once__ = (
        "id", "dossier_id", "commune_id", "receiver_id", "receiver_name", "slip_id", "book",
        "subject_name",
    )  # fmt: skip

    dossier_id: Mapped[UUID] = mapped_column(ForeignKey(Dossier.id), index=True)
    commune_id: Mapped[int] = mapped_column(ForeignKey(Unit.id))
    receiver_id: Mapped[int | None] = mapped_column(ForeignKey(Unit.id))
    """NULL outside of the city: the letter goes by post."""
    receiver_name: Mapped[str] = mapped_column(String(300))
    slip_id: Mapped[UUID] = mapped_column(ForeignKey(Slip.id))
    book: Mapped[BookKind] = mapped_column(stored(BookKind), info=named(_("Kind of book")))
    subject_name: Mapped[str] = mapped_column(String(200), info=named(_("Person concerned")))
    sent_at: Mapped[datetime | None] = mapped_column(MOMENT, info=named(_("Sent at")))
    received_at: Mapped[datetime | None] = mapped_column(MOMENT, info=named(_("Received at")))
    received_by_id: Mapped[UUID | None] = mapped_column(ForeignKey(Staff.id), index=True)

    commune: Mapped[Unit] = relationship(foreign_keys=[commune_id])
    slip: Mapped[Slip] = relationship()
    received_by: Mapped[str | None] = column_property(func.mc_staff_name(received_by_id))

    __table_args__ = (
        checked("book", BookKind),
        UniqueConstraint("slip_id"),
        CheckConstraint("(received_at IS NULL) = (received_by_id IS NULL)", name="received"),
        CheckConstraint("received_at IS NULL OR sent_at IS NOT NULL", name="sent"),
        Index("ix_residence_notice_commune_sent", "commune_id", text("sent_at DESC")),
        Index("ix_residence_notice_receiver_sent", "receiver_id", text("sent_at DESC")),
    )

    def __str__(self) -> str:
        return self.subject_name
