"""Fees of a dossier and the movements of their money: received, forwarded, returned, refunded."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, func
from sqlalchemy.orm import Mapped, column_property, mapped_column, relationship

from app.accounts.models.staff import Posting, Staff
from app.dossiers.conditions import DOSSIER_PART, OF_MY_DOSSIER
from app.dossiers.models.dossier import MOMENT, Dossier
from app.kernel.audit.change_log import Sealed
from app.kernel.db import Base, PersonalData, checked, stored
from app.kernel.row_security.conditions import Rows, own, read, there
from app.kernel.row_security.grants import KEEP, Granted
from app.organisation.models import Unit
from app.procedures.models.vocabulary import FeeKind


class Fee(PersonalData, Base):
    """Money received or held for a dossier, in đồng (phí, lệ phí, tiền tạm thu)."""

    __tablename__ = "fee"
    __subject_access__ = ("fees", "key")
    __rows__ = DOSSIER_PART
    __granted__ = Granted(web=KEEP, public=KEEP)
    __set_once__ = ("id", "dossier_id", "key", "kind", "for_leg")

    dossier_id: Mapped[UUID] = mapped_column(ForeignKey(Dossier.id), index=True)
    key: Mapped[str] = mapped_column(String(40))
    kind: Mapped[FeeKind] = mapped_column(stored(FeeKind))
    for_leg: Mapped[str | None] = mapped_column(String(32))
    label: Mapped[str] = mapped_column(String(200))
    amount: Mapped[int]
    receipt_no: Mapped[str | None] = mapped_column(String(40))
    taken_at: Mapped[datetime | None] = mapped_column(MOMENT)
    passed_on_at: Mapped[datetime | None] = mapped_column(MOMENT)
    refund_due_at: Mapped[datetime | None] = mapped_column(MOMENT)
    refunded_at: Mapped[datetime | None] = mapped_column(MOMENT)

    moves: Mapped[list[Any]] = relationship("FeeMove", order_by="FeeMove.id", viewonly=True)

    __table_args__ = (
        checked("kind", FeeKind),
        UniqueConstraint("dossier_id", "key"),
        CheckConstraint("amount >= 0", name="amount"),
    )


class MoneyMove(StrEnum):
    """A kind of movement of a fee's money (thu, chuyển, nhận lại, hoàn trả)."""

    TAKEN = "taken"
    PASSED_ON = "passed_on"
    RECEIPTED = "receipted"
    """The agency's own receipt (biên lai) reached the commune; no money moves."""
    CAME_BACK = "came_back"
    REFUNDED = "refunded"


class FeeMove(Sealed, Base):
    """One movement of a fee's money: who, when, under which receipt (sổ thu, chi lệ phí).

    Each kind of movement happens to a fee once.
    """

    __tablename__ = "fee_move"
    __rows__ = Rows(
        see=f"{read('commune_id')} and {there('dossier', 'there.id = dossier_id')}",
        add=f"{own('commune_id')} and {OF_MY_DOSSIER}",
    )
    __append_only__ = True

    id: Mapped[int] = mapped_column(primary_key=True)
    fee_id: Mapped[UUID] = mapped_column(ForeignKey(Fee.id))
    dossier_id: Mapped[UUID] = mapped_column(ForeignKey(Dossier.id), index=True)
    commune_id: Mapped[int] = mapped_column(ForeignKey(Unit.id))
    kind: Mapped[MoneyMove] = mapped_column(stored(MoneyMove))
    amount: Mapped[int]
    receipt_no: Mapped[str | None] = mapped_column(String(40))
    at: Mapped[datetime] = mapped_column(MOMENT)
    staff_id: Mapped[UUID | None] = mapped_column(ForeignKey(Staff.id), index=True)
    posting_id: Mapped[UUID | None] = mapped_column(ForeignKey(Posting.id), index=True)

    fee: Mapped[Fee] = relationship()
    dossier: Mapped[Dossier] = relationship()
    staff_name: Mapped[str | None] = column_property(func.mc_staff_name(staff_id))

    __table_args__ = (
        checked("kind", MoneyMove),
        UniqueConstraint("fee_id", "kind"),
        CheckConstraint("amount > 0", name="amount"),
        Index("ix_fee_move_commune_at", "commune_id", "at"),
    )
