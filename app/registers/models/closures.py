"""The closing of books: the journal of who prepared, signed and reopened (khóa sổ)."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from flask_babel import lazy_gettext as _
from sqlalchemy import CheckConstraint, DateTime, ForeignKey, String, func
from sqlalchemy.orm import Mapped, column_property, mapped_column, relationship

from app.accounts.models.staff import Posting, Staff
from app.accounts.roles import Role
from app.kernel.audit.change_log import Sealed
from app.kernel.db import Base, checked, stored
from app.kernel.row_security.conditions import MINE, Rows, holds, own, there
from app.kernel.row_security.triggers import Trigger
from app.kernel.vocabulary import Term
from app.organisation.models import Unit
from app.registers.models.entries import Book


class BookAction(Term):
    """What is done about the closing of a book (việc khóa sổ)."""

    PREPARE = "prepare", _("Prepared the closing minutes")
    SEND_BACK = "send_back", _("Sent the closing minutes back")
    CLOSE = "close", _("Signed the minutes and locked the book")
    REOPEN = "reopen", _("Reopened the book")


_OF_MY_BOOK = there(
    "register_book",
    f"there.id = book_id and there.unit_id = book_event.unit_id and {own('unit_id')}",
)
_ROLE = (
    f"case action when '{BookAction.PREPARE}' then {holds(Role.COMMUNE_JUSTICE)}"
    f" else {holds(Role.COMMUNE_LEADER)} end"
)


class BookEvent(Sealed, Base):
    """A step of the closing of a book, with what the minutes state (biên bản khóa sổ).

    The minutes count the pages, the entries, and those of them that were corrected because of an
    error in the entry (Luật Hộ tịch Đ58.2).
    """

    __tablename__ = "book_event"
    __noun__ = _("Closing of a book"), _("Closing of books")
    __rows__ = Rows(
        see=there("register_book", "there.id = book_id"),
        add=f"{MINE} and {_OF_MY_BOOK} and {_ROLE}",
    )
    __append_only__ = True
    __triggers__ = (Trigger("mc_closure", "BEFORE INSERT", "mc_refuse_wrong_closure()"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    book_id: Mapped[int] = mapped_column(ForeignKey(Book.id), index=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey(Unit.id), index=True)
    action: Mapped[BookAction] = mapped_column(stored(BookAction))
    at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    staff_id: Mapped[UUID | None] = mapped_column(ForeignKey(Staff.id), index=True)
    posting_id: Mapped[UUID | None] = mapped_column(ForeignKey(Posting.id), index=True)
    reason: Mapped[str | None] = mapped_column(String(500))
    entries: Mapped[int | None]
    first: Mapped[int | None]
    last: Mapped[int | None]
    pages: Mapped[int | None]
    errors: Mapped[int | None]

    book: Mapped[Book] = relationship()
    posting: Mapped[Posting | None] = relationship()
    staff_name: Mapped[str | None] = column_property(func.mc_staff_name(staff_id))

    __table_args__ = (
        checked("action", BookAction),
        CheckConstraint(
            "num_nulls(entries, first, last, pages, errors)"
            " = case when action in ('prepare', 'close') then 0 else 5 end"
            " and (action in ('prepare', 'close') or reason is not null)",
            name="minutes",
        ),
    )
