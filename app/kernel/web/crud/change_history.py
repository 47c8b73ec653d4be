"""The change history on the page of a record (lịch sử thay đổi).

The change log stores no values, so none are shown. Row-level security shows people their own
changes, and supervisors of a unit all changes made there.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any

from app.kernel.audit import change_log
from app.kernel.audit.change_log import AUDIT_ACTION_LABELS, AuditEntry

NEWEST = 20


@dataclass(frozen=True)
class Changed:
    """A change in display form."""

    at: datetime
    who: str | None
    """None: changed by the system."""
    what: str
    fields: Sequence[str]


def changes_of(view: Any, item: Any) -> Sequence[Changed]:
    """The latest changes of a record that the user may see."""
    if getattr(item, "__append_only__", False):
        return ()
    return [_told(view, entry) for entry in change_log.newest_of(item, NEWEST)]


def _told(view: Any, entry: AuditEntry) -> Changed:
    what = str(AUDIT_ACTION_LABELS.get(entry.action, entry.action))
    names = dict.fromkeys(name for field in entry.fields for name in labels_of(view, field))
    return Changed(entry.at, entry.staff_name, what, list(names))


def labels_of(view: Any, field: str) -> Iterator[str]:
    """The label of the relation behind a column or of the column; none for technical columns."""
    relations = view.datamodel.obj.__mapper__.relationships
    pointing = (r.key for r in relations if field in {c.key for c in r.local_columns})
    found = (view.label_columns.get(name) for name in (*pointing, field))
    yield from islice((str(label) for label in found if label), 1)
