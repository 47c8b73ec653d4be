"""Lists of people whom a unit registers for training and accounts."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from flask_babel import lazy_gettext as _
from sqlalchemy import (
    CheckConstraint,
    DateTime,
    ForeignKey,
    Index,
    String,
    Text,
    UniqueConstraint,
    Uuid,
    and_,
    case,
    func,
    select,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, column_property, mapped_column, relationship

from app.accounts.conditions import ADMINISTERS, everywhere_or
from app.accounts.models.staff import Staff
from app.accounts.roles import Role
from app.kernel.audit.change_log import Sealed
from app.kernel.db import Base, PersonalData, checked, named, stored
from app.kernel.row_security.conditions import (
    ANYBODY,
    Rows,
    holds,
    in_units,
    managed,
    me,
    own,
    quoted,
    there,
)
from app.kernel.row_security.grants import KEEP, PURGE, READ, Granted
from app.kernel.row_security.triggers import Trigger
from app.organisation.models import Unit, UnitKind
from app.rollout.conditions import MANAGES_OR_LEADS
from app.rollout.models.phases import Phase

MOMENT = DateTime(timezone=True)


class ListState(StrEnum):
    """State of a list (tình trạng danh sách)."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    """Returned with remarks; editable like a draft (trả lại để hoàn thiện)."""
    APPROVED = "approved"


_DECIDES = (
    f"({ADMINISTERS} or ({managed('unit_id')} and "
    + there("unit", f"there.id = unit_id and there.kind = '{UnitKind.COMMUNE}'")
    + "))"
)
"""A district's list is approved by the city, a commune's by its district."""
_DECIDES_FOR_OTHERS = (
    f"(state <> '{ListState.APPROVED}' or not (coalesce((select mc_staff()) = any (writers), false)"
    " or coalesce((select mc_staff()) = made_by_id, false)"
    " or mc_is_listed(id)))"
)
"""Whoever wrote a part of a list, handed it in, or stands on it, does not approve it."""
_NAMES_ANOTHER = "not " + there(
    "staff",
    f"{me('there.id')} and"
    " (there.id_number = staff_list_line.id_number or there.phone = staff_list_line.phone)",
)
"""The line does not bear the user's own numbers."""
_LINES_OPEN = (
    f"there.state in ({quoted(ListState.DRAFT, ListState.RETURNED)}) and"
    f" ({managed('there.unit_id')} or ({holds(Role.COMMUNE_LEADER)} and {own('there.unit_id')}))"
)
_LINES_JUDGED = (
    f"there.state = '{ListState.SUBMITTED}' and ({ADMINISTERS} or {managed('there.unit_id')})"
)


def _of_a_list(condition: str = ANYBODY) -> str:
    """The staff list is visible to the user and meets the condition."""
    return there("staff_list", f"there.id = list_id and {condition}")


class StaffList(Base):
    """People whom a unit registers in a phase (danh sách cán bộ đăng ký tập huấn, cấp tài khoản).

    A district's list is approved by the city, a commune's by its district. After the first approved
    list of a phase, further ones are supplements (danh sách bổ sung).
    """

    __tablename__ = "staff_list"
    __noun__ = _("Staff list"), _("Staff lists")
    __rows__ = Rows(
        see=everywhere_or(in_units("unit_id", "mc_people")),
        add=f"{MANAGES_OR_LEADS} and state = '{ListState.DRAFT}' and {me('made_by_id')}",
        change=f"({MANAGES_OR_LEADS} and state <> '{ListState.APPROVED}')"
        f" or ({_DECIDES} and {_DECIDES_FOR_OTHERS})",
    )
    __granted__ = Granted(web=KEEP, worker=READ)
    __set_once__ = ("id", "unit_id", "phase", "n", "made_at", "made_by_id", "writers")
    __triggers__ = (Trigger("mc_submitter", "BEFORE UPDATE", "mc_note_submitter()"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey(Unit.id), info=named(_("List of")))
    phase: Mapped[int] = mapped_column(ForeignKey(Phase.n), index=True, info=named(_("Phase")))
    n: Mapped[int] = mapped_column(info=named(_("Number of the list")))
    state: Mapped[ListState] = mapped_column(stored(ListState), info=named(_("State")))
    version: Mapped[int] = mapped_column()
    """Incremented by every step; a step on an older version is refused."""
    remarks: Mapped[str | None] = mapped_column(Text, info=named(_("Remarks")))
    """The remarks of the last return."""
    made_at: Mapped[datetime] = mapped_column(MOMENT, info=named(_("Started")))
    made_by_id: Mapped[UUID | None] = mapped_column(ForeignKey(Staff.id), index=True)
    writers: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid), default=list)
    """Who wrote lines of the list or handed it in, kept by triggers: none of them approves it."""
    submitted_at: Mapped[datetime | None] = mapped_column(MOMENT, info=named(_("Handed in")))
    decided_at: Mapped[datetime | None] = mapped_column(MOMENT, info=named(_("Decided")))
    decided_by_id: Mapped[UUID | None] = mapped_column(ForeignKey(Staff.id), index=True)

    waits_until: Mapped[date | None] = column_property(
        case(
            (
                and_(n == 1, state.in_((ListState.DRAFT, ListState.RETURNED))),
                select(Phase.lists_due).where(Phase.n == phase).scalar_subquery(),
            )
        ),
        info=named(_("To be handed in by")),
    )
    """The due date of a first list that is still editable; a supplement comes when it is needed."""

    unit: Mapped[Unit] = relationship()
    of_phase: Mapped[Phase] = relationship()
    lines: Mapped[list[ListLine]] = relationship(back_populates="staff_list", order_by="ListLine.n")

    __table_args__ = (
        checked("state", ListState),
        UniqueConstraint("unit_id", "phase", "n"),
        CheckConstraint("n > 0", name="n"),
    )
    __mapper_args__ = {"version_id_col": version}

    def __repr__(self) -> str:
        further = f" ({self.n})" if self.n > 1 else ""
        return f"{self.unit}, {self.of_phase}{further}"


class ListLine(PersonalData, Base):
    """One person in one role on a list (dòng danh sách)."""

    __tablename__ = "staff_list_line"
    __noun__ = _("Person on a staff list"), _("People on staff lists")
    __rows__ = Rows(
        see=everywhere_or(_of_a_list()),
        add=f"{_of_a_list(_LINES_OPEN)} and {_NAMES_ANOTHER}",
        change=_of_a_list(f"(({_LINES_OPEN} and {_NAMES_ANOTHER}) or {_LINES_JUDGED})"),
        remove=f"{_of_a_list(_LINES_OPEN)} and {_NAMES_ANOTHER}",
    )
    __granted__ = Granted(worker=READ)
    __set_once__ = ("id", "list_id")
    __triggers__ = (Trigger("mc_writers", "AFTER INSERT OR DELETE OR UPDATE", "mc_note_writer()"),)

    list_id: Mapped[int] = mapped_column(ForeignKey(StaffList.id), info=named(_("Staff list")))
    n: Mapped[int] = mapped_column(info=named(_("Line")))
    full_name: Mapped[str] = mapped_column(String(120), info=named(_("Full name")))
    folded: Mapped[str] = mapped_column(String(120))
    unit_id: Mapped[int] = mapped_column(ForeignKey(Unit.id), index=True, info=named(_("Unit")))
    """Where the person works: a commune, the district itself, its police or social insurance."""
    role: Mapped[Role] = mapped_column(stored(Role), info=named(_("Role")))
    title: Mapped[str] = mapped_column(String(120), info=named(_("Title")))
    phone: Mapped[str] = mapped_column(String(15), index=True, info=named(_("Mobile telephone")))
    id_number: Mapped[str] = mapped_column(String(12), index=True, info=named(_("Identity number")))
    note: Mapped[str | None] = mapped_column(String(300), info=named(_("Note")))
    remark: Mapped[str | None] = mapped_column(String(300), info=named(_("Remark")))
    """The change in this line that the decider asks for."""
    staff_id: Mapped[UUID | None] = mapped_column(ForeignKey(Staff.id), index=True)
    """The staff record created or found for the line on approval."""

    staff_list: Mapped[StaffList] = relationship(back_populates="lines")
    unit: Mapped[Unit] = relationship()
    staff: Mapped[Staff | None] = relationship()

    __table_args__ = (
        checked("role", Role),
        UniqueConstraint("list_id", "id_number", "unit_id", "role"),
        Index("ix_staff_list_line_list", "list_id", "n"),
        CheckConstraint("n > 0", name="n"),
    )

    def __repr__(self) -> str:
        return self.full_name


class ListUpload(PersonalData, Base):
    """An uploaded workbook, as parsed cells (tệp danh sách tải lên).

    Validation writes nothing but its result here; applying it is idempotent.
    """

    __tablename__ = "staff_list_upload"
    __noun__ = _("File of people"), _("Files of people that I brought")
    __rows__ = Rows(
        see=me("by_id"), add=f"{me('by_id')} and {_of_a_list(_LINES_OPEN)}", change=me("by_id")
    )
    __granted__ = Granted(web=KEEP, worker=PURGE)
    __set_once__ = ("id", "list_id", "file_name", "sha256", "sheets", "at", "by_id")

    list_id: Mapped[int] = mapped_column(
        ForeignKey(StaffList.id), index=True, info=named(_("Staff list"))
    )
    file_name: Mapped[str] = mapped_column(String(200), info=named(_("File")))
    sha256: Mapped[str] = mapped_column(String(64))
    sheets: Mapped[list[dict[str, Any]]] = mapped_column(JSONB, deferred=True)
    """The sheets with headings: ``rules.list_columns.SourceSheet``."""
    columns: Mapped[list[list[Any]]] = mapped_column(JSONB)
    """Of each sheet, whether it is taken, and what its columns are taken for."""
    judgement: Mapped[dict[str, Any] | None] = mapped_column(JSONB, deferred=True)
    """The result of the last validation, and of what: None until the columns are confirmed."""
    at: Mapped[datetime] = mapped_column(MOMENT, index=True, info=named(_("Brought at")))
    by_id: Mapped[UUID] = mapped_column(ForeignKey(Staff.id), index=True)
    applied_at: Mapped[datetime | None] = mapped_column(MOMENT, info=named(_("Imported at")))

    staff_list: Mapped[StaffList] = relationship()


class ListEvent(Sealed, Base):
    """A step on a list, with its remarks (nhật ký danh sách)."""

    __tablename__ = "staff_list_event"
    __rows__ = Rows(see=_of_a_list(), add=_of_a_list())
    __append_only__ = True

    id: Mapped[int] = mapped_column(primary_key=True)
    list_id: Mapped[int] = mapped_column(ForeignKey(StaffList.id), index=True)
    at: Mapped[datetime] = mapped_column(MOMENT)
    by_id: Mapped[UUID | None] = mapped_column(ForeignKey(Staff.id), index=True)
    action: Mapped[str] = mapped_column(String(32))
    remarks: Mapped[str | None] = mapped_column(Text)


StaffList.people = column_property(
    select(func.count())
    .where(ListLine.list_id == StaffList.id)
    .correlate_except(ListLine)
    .scalar_subquery()
)
