"""Who changed which fields of a record when, for the page of the record (lịch sử thay đổi).

The trail keeps no values, so none are told. The database shows to everybody what they changed
themselves, and all of it to whoever supervises the unit in which it was changed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import LazyString

from app.kernel.audit import change_log
from app.kernel.audit.change_log import AUDIT_ACTION_LABELS, AuditEntry

NEWEST = 20


@dataclass(frozen=True)
class Changed:
    """One change in words."""

    at: datetime
    who: str | None
    """None where the system did it."""
    what: str
    fields: Sequence[str]


def changes_of(view: Any, item: Any) -> Sequence[Changed]:
    """The newest changes of a record that this person may know of."""
    if getattr(item, "__append_only__", False):
        return ()
    return [_told(view, entry) for entry in change_log.newest_of(item, NEWEST)]


def _told(view: Any, entry: AuditEntry) -> Changed:
    what = str(AUDIT_ACTION_LABELS.get(entry.action, entry.action))
    names = dict.fromkeys(name for field in entry.fields for name in labels_of(view, field))
    return Changed(entry.at, entry.staff_name, what, list(names))


def labels_of(view: Any, field: str) -> Iterator[str]:
    """What the view calls a column, or the row that it points at; nothing for our own figures."""
    relations = view.datamodel.obj.__mapper__.relationships
    pointing = (r.key for r in relations if field in {c.key for c in r.local_columns})
    labels = view.label_columns
    for name in (field, *pointing):
        for found in (labels.get(name), labels.get(f"{name}.name")):
            if isinstance(found, LazyString):  # FAB makes words of its own for the others
                yield str(found)
                return
