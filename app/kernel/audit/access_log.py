"""The access log: who opened which record and who was refused; ids and field names, no values.

Views report an access through ``kernel.web.access_log``; all entries of a request are written in
one statement before the response is sent. Rows are append-only and sealed with the other journals
(``kernel/audit/models.py``).
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from flask_babel import lazy_gettext as _
from sqlalchemy import BigInteger, DateTime, Index, String, func, insert, select
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, column_property, mapped_column

from app.kernel import clock
from app.kernel.actor import Actor, CurrentPosting
from app.kernel.audit.change_log import Sealed
from app.kernel.db import Base, checked, db, named, stored
from app.kernel.row_security.grants import READ, Granted
from app.kernel.vocabulary import Term

KEY_LENGTH = 64


class AccessKind(Term):
    """What was done with a record without changing it (hình thức truy cập)."""

    READ = "read", _("Opened the page")
    LIST = "list", _("Looked through a list")
    FILE = "file", _("Opened the file")
    PRINT = "print", _("Printed")
    EXPORT = "export", _("Exported")
    REVEAL = "reveal", _("Saw a number in full")
    REFUSED = "refused", _("Was refused")
    SIGN_IN_REFUSED = "sign_in_refused", _("Could not sign in")


class AccessEntry(Sealed, Base):
    """One access to a record, granted or refused (nhật ký truy cập).

    Visible to the supervisors of the unit in which the person held their posting.
    """

    __tablename__ = "access_entry"
    __noun__ = _("Look at a record"), _("Access log")
    __granted__ = Granted(public=frozenset({"INSERT"}), worker=READ)
    __append_only__ = True

    id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    at: Mapped[datetime] = mapped_column(DateTime(timezone=True), index=True, info=named(_("At")))
    staff_id: Mapped[UUID | None] = mapped_column(index=True, info=named(_("Person")))
    """None when a citizen followed a dossier by its codes."""
    posting_id: Mapped[UUID | None]
    unit_id: Mapped[int | None] = mapped_column(info=named(_("Unit")))
    action: Mapped[AccessKind] = mapped_column(stored(AccessKind), info=named(_("What was done")))
    subject: Mapped[str] = mapped_column(String(64), info=named(_("Kind of record")))
    key: Mapped[str] = mapped_column(
        String(KEY_LENGTH), index=True, info=named(_("Key of the record"))
    )
    fields: Mapped[list[str]] = mapped_column(JSONB, info=named(_("Names of fields")))
    staff_name: Mapped[str | None] = column_property(func.mc_staff_name(staff_id))
    record: Mapped[str | None] = column_property(
        func.mc_record_code(subject, key), deferred=True, info=named(_("Code of the dossier"))
    )
    page: Mapped[str] = mapped_column(String(64), info=named(_("Page")))
    """Endpoint of the page, such as ``Desk.dossier``."""
    network: Mapped[str | None] = mapped_column(String(32), info=named(_("Place in the network")))
    """Keyed digest of the network address: equal addresses give equal digests."""

    __table_args__ = (checked("action", AccessKind), Index("ix_access_entry_unit", "unit_id", "id"))


def entry(
    actor: Actor, look: AccessKind, subject: str, key: str, fields: Iterable[str] = ()
) -> dict[str, Any]:
    seat = seat_of(actor)
    return {
        "at": clock.real_now(),
        "staff_id": actor.staff_id,
        "posting_id": seat.posting_id if seat else None,
        "unit_id": seat.unit_id if seat else None,
        "action": look,
        "subject": subject,
        "key": key[:KEY_LENGTH],
        "fields": sorted(fields),
    }


def counted_since(moment: datetime, *kinds: AccessKind) -> int:
    wanted = AccessEntry.at >= moment, AccessEntry.action.in_(kinds)
    return db.session.scalar(select(func.count()).select_from(AccessEntry).where(*wanted)) or 0


_WRITE = insert(AccessEntry.__table__).inline()  # the writer may not read entries back


def write(rows: Sequence[dict[str, Any]]) -> None:
    """Insert the entries in one statement without RETURNING, in the caller's transaction."""
    db.session.execute(_WRITE, list(rows))


def seat_of(actor: Actor) -> CurrentPosting | None:
    return next(iter(actor.postings), None)
