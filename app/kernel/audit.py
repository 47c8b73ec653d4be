"""The trail of changes that no workflow journals: who changed which row, when, in which fields.

It keeps keys and field names, never values: what a person was called before is nobody's business
here.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import DateTime, String, inspect
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel import clock
from app.kernel.db import Base, db
from app.kernel.scope import Actor


class AuditEntry(Base):
    """One change of one row (nhật ký thay đổi)."""

    __tablename__ = "audit_entry"
    __append_only__ = True

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(DateTime(timezone=True), index=True)
    staff_id: Mapped[UUID | None] = mapped_column(index=True)
    action: Mapped[str] = mapped_column(String(32))
    subject: Mapped[str] = mapped_column(String(64))
    key: Mapped[str] = mapped_column(String(64), index=True)
    fields: Mapped[list[str]] = mapped_column(JSONB)


def record(actor: Actor, action: str, item: Any, fields: Iterable[str] = ()) -> None:
    """Write down that the actor did something with a row; part of the caller's transaction."""
    state = inspect(item)
    key = state.identity or state.mapper.primary_key_from_instance(item)
    db.session.add(
        AuditEntry(
            at=clock.real_now(),
            staff_id=actor.staff_id,
            action=action,
            subject=state.mapper.local_table.name,
            key="/".join(str(part) for part in key),
            fields=sorted(fields),
        )
    )


def purged(what: str, *, before: datetime, count: int, of: Iterable[UUID] = ()) -> None:
    """Write down that data of a kind was removed because its time was over.

    The keys are those of the dossiers that it belonged to.
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


def changed_fields(item: Any) -> list[str]:
    """Names of the fields that differ from what the database holds."""
    state = inspect(item)
    keys = {attribute.key for attribute in state.mapper.column_attrs}
    changed = {a.key for a in state.attrs if a.history.has_changes()}
    for relation in state.mapper.relationships:
        if relation.key in changed:
            changed |= {column.key for column in relation.local_columns}
    return sorted(changed & keys)
