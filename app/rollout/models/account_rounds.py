"""Accounts issued in rounds, and waivers."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from flask_babel import lazy_gettext as _
from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.conditions import ADMINISTERS
from app.accounts.models.staff import Posting, Staff
from app.accounts.roles import Role
from app.kernel.audit.change_log import Sealed
from app.kernel.db import Base, PersonalData, checked, named, stored
from app.kernel.row_security.conditions import ABOUT_ANOTHER, Rows, managed, me, there
from app.organisation.models import Unit
from app.rollout.conditions import OF_STAFF
from app.rollout.models.phases import Phase
from app.rollout.models.staff_lists import MOMENT


class AccountRound(Sealed, Base):
    """Accounts of one district opened together (đợt cấp tài khoản)."""

    __tablename__ = "account_round"
    __noun__ = _("Round of accounts"), _("Rounds of accounts")
    __rows__ = Rows(see=managed("unit_id"), add=managed("unit_id"))
    __append_only__ = True

    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey(Unit.id), index=True, info=named(_("District")))
    phase: Mapped[int] = mapped_column(ForeignKey(Phase.n), index=True, info=named(_("Phase")))
    at: Mapped[datetime] = mapped_column(MOMENT, info=named(_("Given at")))
    by_id: Mapped[UUID] = mapped_column(ForeignKey(Staff.id), index=True)

    unit: Mapped[Unit] = relationship()
    issues: Mapped[list[AccountIssue]] = relationship(back_populates="round")

    def __repr__(self) -> str:
        return f"{self.unit}, {self.at:%d/%m/%Y}"


class AccountIssue(Sealed, PersonalData, Base):
    """One role that a person got in a round (tài khoản đã cấp)."""

    __tablename__ = "account_issue"
    __noun__ = _("Account given out"), _("Accounts given out")
    __rows__ = Rows(
        see=OF_STAFF,
        add=f"{ABOUT_ANOTHER} and "
        + there("staff", f"there.id = staff_id and {managed('there.unit_id')}"),
    )
    __append_only__ = True

    round_id: Mapped[int] = mapped_column(ForeignKey(AccountRound.id), info=named(_("Round")))
    staff_id: Mapped[UUID] = mapped_column(
        ForeignKey(Staff.id), index=True, info=named(_("Full name"))
    )
    posting_id: Mapped[UUID] = mapped_column(ForeignKey(Posting.id), unique=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey(Unit.id), index=True, info=named(_("Unit")))
    role: Mapped[Role] = mapped_column(stored(Role), info=named(_("Role")))

    round: Mapped[AccountRound] = relationship(back_populates="issues")
    staff: Mapped[Staff] = relationship()
    unit: Mapped[Unit] = relationship()
    posting: Mapped[Posting] = relationship()

    __table_args__ = (checked("role", Role), UniqueConstraint("round_id", "posting_id"))


class Waiver(Sealed, PersonalData, Base):
    """The city lets a person have a role without list, training or phase, for a reason.

    For the first people of a district and for urgent substitutes (miễn điều kiện).
    """

    __tablename__ = "clearance_waiver"
    __noun__ = _("Waiver"), _("Waivers")
    __rows__ = Rows(see=OF_STAFF, add=f"{ADMINISTERS} and {me('by_id')} and {ABOUT_ANOTHER}")
    __append_only__ = True

    staff_id: Mapped[UUID] = mapped_column(
        ForeignKey(Staff.id), index=True, info=named(_("Person"))
    )
    unit_id: Mapped[int] = mapped_column(ForeignKey(Unit.id), index=True, info=named(_("Unit")))
    role: Mapped[Role] = mapped_column(stored(Role), info=named(_("Role")))
    reason: Mapped[str] = mapped_column(String(500), info=named(_("Reason")))
    at: Mapped[datetime] = mapped_column(MOMENT, info=named(_("Decided at")))
    by_id: Mapped[UUID | None] = mapped_column(ForeignKey(Staff.id), index=True)

    staff: Mapped[Staff] = relationship(foreign_keys=[staff_id])
    unit: Mapped[Unit] = relationship()

    __table_args__ = (checked("role", Role),)
