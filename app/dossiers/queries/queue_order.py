"""The orders of a list of dossiers, and where a dossier stands in each of them."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, literal, or_, tuple_

from app.dossiers.models.dossier import Dossier
from app.kernel.text.alphabet import alphabetical

_NEVER = datetime(2999, 1, 1, tzinfo=UTC)
"""Where dossiers without a limit stand in a group: last."""
SORTED: dict[str, Any] = {
    "subject_name": alphabetical(Dossier.subject_name),
    "procedure": Dossier.procedure_name,
    "assigned_to": Dossier.assigned_to_id,
    "submitted_at": Dossier.submitted_at,
    "due_at": Dossier.due_at,
}
"""The columns by which the desk's list may be sorted."""
GROUPED = ("procedure", "assigned_to")
"""Those that make groups, in which the most urgent stands first."""
_FURTHER: dict[str, Any] = {
    "visit_at": Dossier.visit_at,
    "due_or_never": func.coalesce(Dossier.due_at, literal(_NEVER, Dossier.due_at.type)),
    "id": Dossier.id,
}
_EVERY = SORTED | _FURTHER


class Place(NamedTuple):
    """What a dossier is sorted by, whatever the order."""

    subject_name: str
    procedure: str
    assigned_to: UUID | None
    submitted_at: datetime
    due_at: datetime | None
    visit_at: datetime | None
    due_or_never: datetime
    id: UUID


PLACE = tuple(_EVERY.values())


def sort_names(column: str = "", *, by_visit: bool = False) -> tuple[str, ...]:
    """The columns of an order, the list's own without a column; only the first may be null."""
    if by_visit and column in {"", "submitted_at"}:
        return "visit_at", "submitted_at", "id"
    if column in GROUPED:
        return column, "due_or_never", "id"
    first = column if column in SORTED else "due_at"
    return tuple(dict.fromkeys((first, "submitted_at", "id")))


def sort_columns(column: str = "", *, by_visit: bool = False) -> tuple[Any, ...]:
    """The same as columns of the table."""
    return tuple(_EVERY[name] for name in sort_names(column, by_visit=by_visit))


def place_by(place: Place, column: str = "", *, by_visit: bool = False) -> list[Any]:
    """Where the dossier stands in this order."""
    return [getattr(place, name) for name in sort_names(column, by_visit=by_visit)]


def beyond(place: Place, *, by_visit: bool = False) -> ColumnElement[bool]:
    """Rows after a dossier in the list's own order, in which those without a limit come last."""
    keys, (first, *rest) = sort_columns(by_visit=by_visit), place_by(place, by_visit=by_visit)
    types = [key.type for key in keys]
    if first is None:
        return and_(_no_less(keys[1:], rest, types[1:]), keys[0].is_(None))
    return or_(_no_less(keys, [first, *rest], types), keys[0].is_(None))


def _no_less(
    keys: Sequence[Any], values: Sequence[Any], types: Sequence[Any]
) -> ColumnElement[bool]:
    return tuple_(*keys) > tuple_(*values, types=types)
