"""The two phases of the plan, and the staff that each unit needs in them."""

from __future__ import annotations

from datetime import date

from flask_babel import lazy_gettext as _
from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.conditions import ADMINISTERS
from app.accounts.roles import Role
from app.kernel.db import Base, checked, named, stored
from app.kernel.row_security.conditions import IS_USER, Rows
from app.kernel.row_security.grants import KEEP, READ, Granted


class Phase(Base):
    """A phase of the plan with its dates (giai đoạn triển khai, Kế hoạch 198)."""

    __tablename__ = "rollout_phase"
    __noun__ = _("Phase of the plan"), _("Phases of the plan")
    __rows__ = Rows.written(see=IS_USER, write=ADMINISTERS)
    __granted__ = Granted(web=KEEP, worker=READ)

    n: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    name: Mapped[str] = mapped_column(String(120), info=named(_("Phase")))
    lists_due: Mapped[date] = mapped_column(info=named(_("Staff lists due")))
    """The last day for districts to submit their lists."""
    accounts_from: Mapped[date] = mapped_column(info=named(_("Accounts work from")))
    """The first day on which accounts of this phase are active."""
    opens_on: Mapped[date] = mapped_column(info=named(_("Communes open on")))
    """The day from which communes of the phase accept dossiers online."""

    needs: Mapped[list[StaffingNeed]] = relationship(
        back_populates="of_phase", order_by="StaffingNeed.id"
    )

    __table_args__ = (
        CheckConstraint("n IN (1, 2)", name="n"),
        CheckConstraint(
            "lists_due <= accounts_from AND accounts_from <= opens_on", name="in_order"
        ),
    )

    def __repr__(self) -> str:
        return self.name


class StaffingNeed(Base):
    """People of a role whom a unit needs in a phase, and whether trained (nhu cầu nhân sự)."""

    __tablename__ = "rollout_need"
    __noun__ = _("People needed in a role"), _("People needed")
    __rows__ = Rows.written(see=IS_USER, write=ADMINISTERS)
    __granted__ = Granted(worker=READ)

    id: Mapped[int] = mapped_column(primary_key=True)
    phase: Mapped[int] = mapped_column(ForeignKey(Phase.n), info=named(_("Phase")))
    role: Mapped[Role] = mapped_column(stored(Role), info=named(_("Role")))
    at_least: Mapped[int] = mapped_column(info=named(_("People at least")))
    """Minimum for a unit to be ready; 0: optional."""
    training: Mapped[bool] = mapped_column(info=named(_("Training needed")))
    """Whether accounts of the role require the course."""

    of_phase: Mapped[Phase] = relationship(back_populates="needs")

    __table_args__ = (
        checked("role", Role),
        UniqueConstraint("phase", "role"),
        CheckConstraint("at_least BETWEEN 0 AND 20", name="at_least"),
    )
