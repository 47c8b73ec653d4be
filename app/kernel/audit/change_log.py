"""The change log for rows that no workflow journal covers: who changed which fields when.

It stores keys and field names, never values.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from flask_babel import LazyString
from flask_babel import lazy_gettext as _
from sqlalchemy import BigInteger, DateTime, Index, String, func, inspect, select
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, column_property, mapped_column

from app.kernel import clock
from app.kernel.actor import Actor
from app.kernel.db import Base, db, named


class AuditAction(StrEnum):
    """What was done to a row (loại thay đổi)."""

    ADD = "add"
    EDIT = "edit"
    DELETE = "delete"
    END = "end"
    OPEN_ACCOUNT = "open_account"
    RENEW_PASSWORD = "renew_password"  # noqa: S105  # a word for what was done
    CLOSE_ACCOUNT = "close_account"
    GIVE_LINK_ACTIVATE = "give_link_activate"
    GIVE_LINK_RESET = "give_link_reset"
    PRINT_SLIP = "print_slip"
    USE_LINK_ACTIVATE = "use_link_activate"
    USE_LINK_RESET = "use_link_reset"
    ENROL_CODE = "enrol_code"
    TURN_OFF_CODE = "turn_off_code"
    RESET_CODE = "reset_code"
    EXPORT = "export"
    IMPORT = "import"
    PUBLISH = "publish"
    PURGE = "purge"
    NUMBER = "number"
    RUN = "run"
    CALL_TOLD = "call_told"
    CALL_NO_ANSWER = "call_no_answer"
    CALL_WRONG_NUMBER = "call_wrong_number"
    CALL_CAME_IN = "call_came_in"
    CALL_NOT_NEEDED = "call_not_needed"


AUDIT_ACTION_LABELS: Mapping[str, LazyString] = {
    AuditAction.ADD: _("Added"),
    AuditAction.EDIT: _("Changed"),
    AuditAction.DELETE: _("Removed"),
    AuditAction.END: _("Let it end"),
    AuditAction.OPEN_ACCOUNT: _("Opened the account"),
    AuditAction.RENEW_PASSWORD: _("Made a new password"),
    AuditAction.CLOSE_ACCOUNT: _("Closed the account"),
    AuditAction.GIVE_LINK_ACTIVATE: _("Gave a link to open the account"),
    AuditAction.GIVE_LINK_RESET: _("Gave a link to a new password"),
    AuditAction.PRINT_SLIP: _("Printed the slip of an account"),
    AuditAction.USE_LINK_ACTIVATE: _("Chose the first password"),
    AuditAction.USE_LINK_RESET: _("Chose a new password by a link"),
    AuditAction.ENROL_CODE: _("Set up the second step"),
    AuditAction.TURN_OFF_CODE: _("Turned the second step off"),
    AuditAction.RESET_CODE: _("Let somebody set up the second step again"),
    AuditAction.EXPORT: _("Put together a person's data"),
    AuditAction.IMPORT: _("Imported answers from a file"),
    AuditAction.PUBLISH: _("Put into force"),
    AuditAction.PURGE: _("Removed at the end of its time"),
    AuditAction.NUMBER: _("Completed entries with personal numbers"),
    AuditAction.RUN: _("Had work run again"),
    AuditAction.CALL_TOLD: _("Called the citizen: told"),
    AuditAction.CALL_NO_ANSWER: _("Called the citizen: no answer"),
    AuditAction.CALL_WRONG_NUMBER: _("Called the citizen: wrong number"),
    AuditAction.CALL_CAME_IN: _("Call not made: the citizen came in"),
    AuditAction.CALL_NOT_NEEDED: _("Call not made: not needed"),
}


class Sealed:
    """Mixin of a journal whose rows are sealed (``kernel/audit/models.py``)."""

    xact: Mapped[int] = mapped_column(BigInteger, index=True, deferred=True)
    """Id of the transaction that wrote the row; set by the database, whatever the client sends."""


class AuditEntry(Sealed, Base):
    """One change of one row (nhật ký thay đổi).

    Visible to the supervisors of the unit in which the person held their posting.
    """

    __tablename__ = "audit_entry"
    __noun__ = _("Change of a record"), _("Log of changes")
    __append_only__ = True

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(DateTime(timezone=True), index=True, info=named(_("At")))
    staff_id: Mapped[UUID | None] = mapped_column(index=True, info=named(_("Person")))
    unit_id: Mapped[int | None] = mapped_column(info=named(_("Unit")))
    action: Mapped[str] = mapped_column(String(32), info=named(_("What was done")))
    subject: Mapped[str] = mapped_column(String(64), info=named(_("Kind of record")))
    key: Mapped[str] = mapped_column(String(64), index=True, info=named(_("Key of the record")))
    fields: Mapped[list[str]] = mapped_column(JSONB, info=named(_("Names of fields")))
    staff_name: Mapped[str | None] = column_property(func.mc_staff_name(staff_id))
    record: Mapped[str | None] = column_property(
        func.mc_record_code(subject, key), deferred=True, info=named(_("Code of the dossier"))
    )

    __table_args__ = (Index("ix_audit_entry_unit", "unit_id", "id"),)


def newest_of(item: Any, most: int) -> Sequence[AuditEntry]:
    """The latest changes of a row, newest first; row-level security filters them.

    A class whose table was renamed says by ``__formerly__`` what older rows of the log call it.
    """
    names = [_table(item), getattr(type(item), "__formerly__", None)]
    query = select(AuditEntry).where(AuditEntry.subject.in_(names), AuditEntry.key == _key(item))
    return db.session.scalars(query.order_by(AuditEntry.id.desc()).limit(most)).all()


def record(actor: Actor, action: str, item: Any, fields: Iterable[str] = ()) -> None:
    """Log what the actor did with a row, in the caller's transaction."""
    db.session.add(
        AuditEntry(
            at=clock.real_now(),
            staff_id=actor.staff_id,
            unit_id=actor.postings[0].unit_id if actor.postings else None,
            action=action,
            subject=_table(item),
            key=_key(item),
            fields=sorted(fields),
        )
    )


def imported(actor: Actor, subject: str, fields: Iterable[str]) -> None:
    """Log a file import; what it changed is in the journals themselves."""
    db.session.add(
        AuditEntry(
            at=clock.real_now(),
            staff_id=actor.staff_id,
            unit_id=actor.postings[0].unit_id if actor.postings else None,
            action=AuditAction.IMPORT,
            subject=subject,
            key="",
            fields=sorted(fields),
        )
    )


def ran(actor: Actor, subject: str, key: str) -> None:
    """Log that somebody re-ran a scheduled or failed job."""
    db.session.add(
        AuditEntry(
            at=clock.real_now(),
            staff_id=actor.staff_id,
            unit_id=actor.postings[0].unit_id if actor.postings else None,
            action=AuditAction.RUN,
            subject=subject,
            key=key,
            fields=[],
        )
    )


def numbered(subject: str, key: UUID, counts: Iterable[str]) -> None:
    """Log how many entries an answer file of the police completed, left open or rejected."""
    db.session.add(
        AuditEntry(
            at=clock.real_now(),
            staff_id=None,
            action=AuditAction.NUMBER,
            subject=subject,
            key=str(key),
            fields=sorted(counts),
        )
    )


def purged(what: str, *, before: datetime, count: int, of: Iterable[UUID] = ()) -> None:
    """Log that data past its retention period was removed.

    ``of`` are the keys of the dossiers that it belonged to.
    """
    db.session.add(
        AuditEntry(
            at=clock.real_now(),
            staff_id=None,
            action="purge",
            subject=what,
            key=before.isoformat(timespec="seconds"),
            fields=[f"count={count}", *sorted(map(str, of))],
        )
    )


def _table(item: Any) -> str:
    return str(inspect(item).mapper.local_table.name)


def _key(item: Any) -> str:
    state = inspect(item)
    key = state.identity or state.mapper.primary_key_from_instance(item)
    return "/".join(str(part) for part in key)


def changed_fields(item: Any) -> list[str]:
    state = inspect(item)
    keys = {attribute.key for attribute in state.mapper.column_attrs}
    changed = {a.key for a in state.attrs if a.history.has_changes()}
    for relation in state.mapper.relationships:
        if relation.key in changed:
            changed |= {column.key for column in relation.local_columns}
    return sorted(changed & keys)
