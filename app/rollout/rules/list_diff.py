"""Validation of the rows of a file: new, changed, unchanged, or invalid and why. Pure."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, NamedTuple
from uuid import UUID

from app.accounts.roles import Role
from app.rollout.rules.list_rows import CellReason, ListEntry, Problem, name_key

COMPARED = ("full_name", "title", "phone", "note")
"""Fields in which a row may differ from its line."""


class ListRowVerdict(StrEnum):
    """The validation result of a row (kết quả kiểm tra)."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    WRONG = "wrong"


class ExistingListLine(NamedTuple):
    """A line of the list."""

    id: UUID
    n: int
    full_name: str
    unit_id: int
    role: Role
    title: str
    phone: str
    id_number: str
    note: str | None

    @property
    def key(self) -> tuple[str, int, Role]:
        """Who, where, in which role."""
        return self.id_number, self.unit_id, self.role


class KnownPerson(NamedTuple):
    """Somebody on the staff or on another list with the ID number or phone of a row."""

    at: int
    """Position of the row, from 1."""
    is_staff: bool
    staff_id: UUID | None
    same: bool
    """The same person by the ID number; otherwise only the phone is the same."""
    alike: bool
    exact: bool
    unit_id: int | None
    role: str | None
    approved: bool


class ListLineChange(NamedTuple):
    """A field of a line that a row changes."""

    column: str
    old: str | None
    new: str | None


@dataclass(frozen=True)
class CheckedListRow:
    """One row of the file with its validation result."""

    entry: ListEntry
    verdict: ListRowVerdict
    reasons: tuple[CellReason, ...] = ()
    changes: tuple[ListLineChange, ...] = ()
    other_spelling: bool = False
    """The name is spelt differently where this person is known (khác cách viết tên)."""
    line: ExistingListLine | None = None
    staff_id: UUID | None = None
    """The staff record of the row's person."""

    @property
    def number(self) -> int:
        return self.entry.number

    def reasons_at(self, column: str) -> list[str]:
        return [str(reason) for reason in self.reasons if reason.column == column]


@dataclass(frozen=True)
class CheckedList:
    """All rows of a file."""

    rows: tuple[CheckedListRow, ...]

    @property
    def counts(self) -> Counter[ListRowVerdict]:
        return Counter(row.verdict for row in self.rows)

    def of(self, *verdicts: ListRowVerdict) -> list[CheckedListRow]:
        return [row for row in self.rows if row.verdict in verdicts]


class _Sheet:
    """The rows above, and the lines of the list."""

    def __init__(self, entries: Sequence[ListEntry], lines: Iterable[ExistingListLine]) -> None:
        self.lines = {line.key: line for line in lines}
        keys = {entry.key for entry in entries}
        numbers = {entry.values.get("id_number") for entry in entries}
        self.by_phone: dict[str, ExistingListLine] = {}
        self.by_number: dict[str, ExistingListLine] = {}
        for line in self.lines.values():
            if line.id_number not in numbers:
                self.by_phone.setdefault(line.phone, line)
            if line.key not in keys:
                self.by_number.setdefault(line.id_number, line)
        self.rows_by_key: dict[Any, ListEntry] = {}
        self.rows_by_number: dict[str, ListEntry] = {}
        self.rows_by_phone: dict[str, ListEntry] = {}

    def note(self, entry: ListEntry) -> None:
        """Remember a row for those below it."""
        number, phone = entry.values.get("id_number"), entry.values.get("phone")
        if None not in entry.key:
            self.rows_by_key.setdefault(entry.key, entry)
        if number:
            self.rows_by_number.setdefault(number, entry)
        if phone:
            self.rows_by_phone.setdefault(phone, entry)


def judge(
    entries: Sequence[ListEntry],
    lines: Iterable[ExistingListLine],
    known: Iterable[KnownPerson],
    own: Collection[str] = (),
) -> CheckedList:
    """Validate the rows of a file against one another, the list, the staff and the other lists.

    ``own`` are the numbers of whoever writes them: nobody changes the own line.
    """
    sheet = _Sheet(entries, lines)
    others: Mapping[int, list[KnownPerson]] = defaultdict(list)
    for each in known:
        others[each.at].append(each)
    rows = []
    for at, entry in enumerate(entries, 1):
        rows.append(_row(entry, sheet, others[at], own))
        sheet.note(entry)
    return CheckedList(tuple(rows))


def _row(
    entry: ListEntry, sheet: _Sheet, known: Sequence[KnownPerson], own: Collection[str]
) -> CheckedListRow:
    reasons = (
        *entry.reasons,
        *_against_rows(entry, sheet),
        *_against_lines(entry, sheet),
        *_against_others(entry, known),
    )
    if reasons:
        return CheckedListRow(entry, ListRowVerdict.WRONG, reasons)
    line = sheet.lines.get(entry.key)
    changes = tuple(_changes(entry, line)) if line else ()
    verdict = (
        ListRowVerdict.NEW
        if line is None
        else ListRowVerdict.CHANGED
        if changes
        else ListRowVerdict.SAME
    )
    if verdict is not ListRowVerdict.SAME and (column := _own_number(entry, own)):
        oneself = CellReason(column, Problem.ONESELF)
        return CheckedListRow(entry, ListRowVerdict.WRONG, (oneself,))
    staff = next((each.staff_id for each in known if each.is_staff and each.same), None)
    odd = any(each.same and not each.exact and not each.approved for each in known)
    respelt = line is not None and any(change.column == "full_name" for change in changes)
    return CheckedListRow(
        entry,
        verdict,
        changes=changes,
        other_spelling=odd or (respelt and _is_alike(entry, line)),
        line=line,
        staff_id=staff,
    )


def _against_rows(entry: ListEntry, sheet: _Sheet) -> Iterator[CellReason]:
    """Duplicates in the file; the first row is accepted, the later one is reported."""
    values = entry.values
    twin = sheet.rows_by_key.get(entry.key)
    if twin is not None and not _differ(twin, entry, "full_name"):
        yield CellReason("id_number", Problem.TWICE, (("row", twin.number),))
        return
    if (same := sheet.rows_by_number.get(values.get("id_number", ""))) is not None:
        if _differ(same, entry, "full_name"):
            yield CellReason("id_number", Problem.NUMBER_TWICE, (("row", same.number),))
        elif _differ(same, entry, "phone"):
            yield CellReason("phone", Problem.PHONE_DIFFERS, (("row", same.number),))
    other = sheet.rows_by_phone.get(values.get("phone", ""))
    if other is not None and _differ(other, entry, "id_number"):
        yield CellReason("phone", Problem.PHONE_TWICE, (("row", other.number),))


def _against_lines(entry: ListEntry, sheet: _Sheet) -> Iterator[CellReason]:
    """Conflicts with lines of the list that are not in the file."""
    values = entry.values
    same = sheet.by_number.get(values.get("id_number", ""))
    if same is not None and (same.full_name, same.phone) != (
        values.get("full_name", same.full_name),
        values.get("phone", same.phone),
    ):
        yield CellReason("id_number", Problem.OTHERWISE_LISTED, (("line", same.n),))
    other = sheet.by_phone.get(values.get("phone", ""))
    if other is not None and values.get("id_number", other.id_number) != other.id_number:
        yield CellReason("phone", Problem.PHONE_LISTED, (("line", other.n),))


def _against_others(entry: ListEntry, known: Sequence[KnownPerson]) -> Iterator[CellReason]:
    """Conflicts with staff and other lists; approved lists are part of the staff."""
    _number, unit_id, role = entry.key
    for each in known:
        listed_there = (each.unit_id, each.role) == (unit_id, role)
        if not each.is_staff and each.same and listed_there:
            yield CellReason("id_number", Problem.ON_ANOTHER_LIST)
            return
    live = [each for each in known if not each.approved]
    if "full_name" in entry.values and any(each.same and not each.alike for each in live):
        yield CellReason("id_number", Problem.NUMBER_TAKEN)
    if any(not each.same for each in live):
        yield CellReason("phone", Problem.PHONE_TAKEN)


def _own_number(entry: ListEntry, own: Collection[str]) -> str | None:
    """The column with a number of whoever writes the row."""
    return next((each for each in ("id_number", "phone") if entry.values.get(each) in own), None)


def _changes(entry: ListEntry, line: ExistingListLine) -> Iterator[ListLineChange]:
    for column in COMPARED:
        old, new = getattr(line, column), entry.values.get(column)
        if old != new:
            yield ListLineChange(column, old, new)


def _is_alike(entry: ListEntry, line: ExistingListLine | None) -> bool:
    return line is not None and name_key(line.full_name) == name_key(entry.values["full_name"])


def _differ(one: ListEntry, other: ListEntry, column: str) -> bool:
    """Whether both have a value there, and not the same."""
    first, second = one.values.get(column), other.values.get(column)
    if first is None or second is None:
        return False
    if column == "full_name":
        return bool(name_key(first) != name_key(second))
    return bool(first != second)
