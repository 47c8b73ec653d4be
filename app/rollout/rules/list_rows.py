"""One row of a staff list: parsed cells, and the errors in each of them.

Pure: the units of the city are passed as ``Workplaces``. Shared by the file, the form and the check
before a list is submitted.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from app.accounts.roles import Role, sits_in
from app.kernel.text import phone_numbers
from app.kernel.text.parsing import InvalidInput, line, person_name
from app.rollout.rules.list_reasons import CellReason, Doubt, Problem
from app.rollout.rules.role_words import find_roles
from app.rollout.rules.workplaces import Workplaces

FIELDS = ("full_name", "unit", "role", "title", "phone", "id_number", "note")
"""The columns of a row, in the order of the file; ``unit`` and ``role`` are text there."""
LONGEST: Mapping[str, int] = {"full_name": 120, "title": 120, "note": 300}
NEEDED = frozenset(FIELDS) - {"note"}
A_FORMULA = "="


class ListRow(NamedTuple):
    """A row of a file: its cells in the order of ``FIELDS``, and how they stood there."""

    number: int
    cells: tuple[str | None, ...]
    """None where the file has no such column."""
    doubts: tuple[CellReason, ...] = ()
    sheet: str = ""
    """The sheet, where the file has several with people."""
    is_hidden: bool = False
    is_person: bool = True


@dataclass(frozen=True)
class ListEntry:
    """A parsed row: valid values, and the errors of the others."""

    row: ListRow
    values: Mapping[str, Any]
    reasons: tuple[CellReason, ...]

    @property
    def number(self) -> int:
        return self.row.number

    @property
    def place(self) -> str:
        """Where the row stands, as it is named in reasons."""
        return f"{self.number} ({self.row.sheet})" if self.row.sheet else str(self.number)

    @property
    def cells(self) -> tuple[str | None, ...]:
        return self.row.cells

    @property
    def key(self) -> tuple[Any, Any, Any]:
        """Identity of a line: who, where, in which role."""
        return self.values.get("id_number"), self.values.get("unit_id"), self.values.get("role")


def read(row: ListRow, places: Workplaces) -> ListEntry:
    """Parse the cells; a row without a person has neither values nor errors."""
    values: dict[str, Any] = {}
    reasons: list[CellReason] = []
    cells = dict(zip(FIELDS, row.cells, strict=True)) if row.is_person else {}
    for column, cell in cells.items():
        if cell is None and column not in NEEDED:
            continue
        found = _role(cell, values, places) if column == "role" else _cell(column, cell, places)
        if isinstance(found, CellReason):
            reasons.append(found)
        else:
            values["unit_id" if column == "unit" else column] = found
    return ListEntry(row, values, tuple(reasons))


def _cell(column: str, cell: str | None, places: Workplaces) -> Any:
    text = line(cell or "")
    if unread := _unread(column, text):
        return unread
    if not text:
        return None
    if column == "unit":
        found = places.find(text)
        return found if isinstance(found, CellReason) else found.id
    value = _READERS[column](text) if column in _READERS else text
    return CellReason(column, value) if isinstance(value, Problem) else value


def _unread(column: str, text: str) -> CellReason | None:
    """Why the cell cannot even be read."""
    most = LONGEST.get(column, 200)
    if text.startswith(A_FORMULA):
        return CellReason(column, Problem.FORMULA)
    if not text and column in NEEDED:
        return CellReason(column, Problem.MISSING)
    return CellReason(column, Problem.TOO_LONG, (("most", most),)) if len(text) > most else None


def _role(
    cell: str | None, values: Mapping[str, Any], places: Workplaces
) -> Role | CellReason | None:
    """The role that the words mean in the row's unit; None if that depends on an unknown unit."""
    text = line(cell or "")
    if unread := _unread("role", text):
        return unread
    place = places.by_id.get(values.get("unit_id") or 0)
    meant = find_roles(text, place.kind if place else None)
    if not meant:
        return CellReason("role", Problem.UNKNOWN_ROLE)
    if place is None:
        return meant[0] if len(meant) == 1 else None
    if not sits_in(meant[0], place.kind):
        return CellReason("role", Problem.NO_SEAT, (("unit", place.name),))
    return meant[0]


def _name(text: str) -> str | Problem:
    try:
        name = person_name(text)
    except InvalidInput:
        return Problem.NOT_A_NAME
    return name if " " in name else Problem.NOT_A_NAME


def _phone(text: str) -> str | Problem:
    try:
        number = phone_numbers.normalise(text)
    except phone_numbers.NotAPhone:
        return Problem.NOT_MOBILE
    return number if phone_numbers.takes_sms(number) else Problem.NOT_MOBILE


def _id_number(text: str) -> str | Problem:
    figures = "".join(text.replace(".", " ").replace("-", " ").split())
    is_number = figures.isascii() and figures.isdigit() and len(figures) in {9, 12}
    return figures if is_number else Problem.NOT_A_NUMBER


_READERS: Mapping[str, Callable[[str], Any]] = {
    "full_name": _name,
    "phone": _phone,
    "id_number": _id_number,
}


def with_zeros(column: str, number: int) -> str:
    """A number as text, with the leading zeros that a spreadsheet drops.

    Mobile numbers have 10 digits, or 11 in 2016; identity numbers 9 or 12, and a province's code
    begins with no more than two zeros.
    """
    text = str(number)
    if column == "phone" and len(text) in {9, 10}:
        return f"0{text}"
    wanted = {8: 9, 10: 12, 11: 12}.get(len(text), 0) if column == "id_number" else 0
    return text.zfill(wanted)


def cell_text(column: str, value: Any, *, computed: bool) -> tuple[str, tuple[CellReason, ...]]:
    text, doubts = str(value), []
    if isinstance(value, int):
        text = with_zeros(column, value)
        if text != str(value):
            doubts.append(CellReason(column, Doubt.ZERO_RESTORED))
    if computed and text and not text.startswith(A_FORMULA):
        doubts.append(CellReason(column, Doubt.COMPUTED))
    return text, tuple(doubts)
