"""Payments of a commune's own fees into the state treasury (nộp phí, lệ phí vào Kho bạc)."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, func
from sqlalchemy.orm import Mapped, column_property, mapped_column, relationship

from app.accounts.models.staff import Posting, Staff
from app.dossiers.models.dossier import MOMENT
from app.kernel.audit.change_log import Sealed
from app.kernel.db import Base, stored
from app.kernel.row_security.conditions import PRACTICE, Rows, own, read
from app.organisation.models import Unit


class Fund(StrEnum):
    """What kind of money lies in the till (loại khoản thu): each leaves it by a way of its own."""

    DUTY = "duty"
    """Lệ phí: belongs to the state budget."""
    SERVICE_FEE = "service_fee"
    """Phí for a copy or certification, since the Law on fees of 2015 took effect."""
    HELD = "held"
    """Tiền tạm thu: belongs to another agency, or goes back to the citizen."""


PAID_IN = (Fund.DUTY, Fund.SERVICE_FEE)
"""What a commune pays into the treasury."""


class TreasuryPayment(Sealed, Base):
    """Money handed over to the treasury, with its paper (giấy nộp tiền vào ngân sách nhà nước).

    A mistaken record is cancelled by another of the same amount below zero.
    """

    __tablename__ = "treasury_payment"
    __append_only__ = True
    __rows__ = Rows(
        see=f"{read('commune_id')} and not {PRACTICE}",
        add=f"{own('commune_id')} and not {PRACTICE}",
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    commune_id: Mapped[int] = mapped_column(ForeignKey(Unit.id))
    fund: Mapped[Fund] = mapped_column(stored(Fund))
    amount: Mapped[int]
    paper_no: Mapped[str] = mapped_column(String(40))
    paid_on: Mapped[date]
    cancels_id: Mapped[int | None] = mapped_column(ForeignKey("treasury_payment.id"))
    reason: Mapped[str | None] = mapped_column(String(300))
    at: Mapped[datetime] = mapped_column(MOMENT)
    staff_id: Mapped[UUID | None] = mapped_column(ForeignKey(Staff.id), index=True)
    posting_id: Mapped[UUID | None] = mapped_column(ForeignKey(Posting.id), index=True)

    cancels: Mapped[TreasuryPayment | None] = relationship(remote_side="TreasuryPayment.id")
    staff_name: Mapped[str | None] = column_property(func.mc_staff_name(staff_id))

    __table_args__ = (
        CheckConstraint("fund IN ('duty', 'service_fee')", name="fund"),
        CheckConstraint(
            "case when cancels_id is null then amount > 0"
            " else amount < 0 and reason is not null end",
            name="amount",
        ),
        UniqueConstraint("cancels_id"),
        Index("ix_treasury_payment_commune_paid_on", "commune_id", "paid_on"),
    )

    def __str__(self) -> str:
        return self.paper_no
