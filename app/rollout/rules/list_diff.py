"""Validation of the rows of a file: new, changed, unchanged, doubtful, or invalid and why. Pure."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple
from uuid import UUID

from app.rollout.rules.checked_list import (
    CheckedList,
    CheckedListRow,
    ExistingListLine,
    ListLineChange,
    ListRowVerdict,
)
from app.rollout.rules.list_reasons import CellReason, Doubt, Problem
from app.rollout.rules.list_rows import ListEntry
from app.rollout.rules.name_spellings import has_fewer_marks, is_a_slip, name_key

COMPARED = ("full_name", "title", "phone", "note")
"""Fields in which a row may differ from its line."""
MOST_SPELLINGS = 8
"""Names of one number in a file that are compared: nobody has more roles."""


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
    elsewhere: bool
    """Staff of another unit than that of the row."""
    spelling: str | None
    """The name, if the row has the same one in letters without marks."""


class _Sheet:
    """The lines of the list, and the rows of the file that were judged before.

    Whoever stands on the list already comes first, then the rows that the file shows: a stranger
    with their numbers is the one at fault, in whatever row.
    """

    def __init__(self, entries: Sequence[ListEntry], lines: Iterable[ExistingListLine]) -> None:
        self.lines = {line.key: line for line in lines}
        self.lines_by_number: dict[str, list[ExistingListLine]] = defaultdict(list)
        for line in self.lines.values():
            self.lines_by_number[line.id_number].append(line)
        confirmed = [entry for entry in entries if self.agrees(entry)]
        keys = {entry.key for entry in confirmed}
        numbers = {entry.values["id_number"] for entry in confirmed}
        self.by_phone: dict[str, ExistingListLine] = {}
        self.by_number: dict[str, ExistingListLine] = {}
        for line in self.lines.values():
            if line.id_number not in numbers:
                self.by_phone.setdefault(line.phone, line)
            if line.key not in keys:
                self.by_number.setdefault(line.id_number, line)
        self.names: dict[str, list[str]] = defaultdict(list)
        for entry in entries:
            names = self.names[entry.values.get("id_number", "")]
            if "full_name" in entry.values and len(names) < MOST_SPELLINGS:
                names.append(entry.values["full_name"])
        self.rows_by_key: dict[Any, ListEntry] = {}
        self.rows_by_number: dict[str, ListEntry] = {}
        self.rows_by_phone: dict[str, ListEntry] = {}

    def agrees(self, entry: ListEntry) -> bool:
        """Whether the row is about a person who stands on the list, by number and name."""
        same = self.lines_by_number.get(entry.values.get("id_number", ""), ())
        name = entry.values.get("full_name", "")
        return name_key(name) in {name_key(each.full_name) for each in same}

    def rank(self, entry: ListEntry) -> tuple[bool, bool]:
        return not self.agrees(entry), entry.row.is_hidden

    def note(self, entry: ListEntry) -> None:
        """Remember a row for those judged after it."""
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
    rows: dict[int, CheckedListRow] = {}
    for at in sorted(range(len(entries)), key=lambda at: sheet.rank(entries[at])):
        rows[at] = _row(entries[at], sheet, others[at + 1], own)
        sheet.note(entries[at])
    return CheckedList(tuple(rows[at] for at in range(len(entries))))


def _row(
    entry: ListEntry, sheet: _Sheet, known: Sequence[KnownPerson], own: Collection[str]
) -> CheckedListRow:
    if not entry.row.is_person:
        return CheckedListRow(entry, ListRowVerdict.NOBODY)
    marked = _marked_name(entry, sheet, known)
    name = marked or entry.values.get("full_name")
    reasons = (
        *entry.reasons,
        *_against_rows(entry, sheet),
        *_against_lines(entry, name, sheet),
        *_against_others(entry, known),
    )
    if reasons:
        return CheckedListRow(entry, ListRowVerdict.WRONG, reasons)
    line = sheet.lines.get(entry.key)
    changes = tuple(_changes(entry, name, line)) if line else ()
    staff = next((each.staff_id for each in known if each.is_staff and each.same), None)
    is_same = line is not None and not changes
    if not is_same and (column := _own_number(entry, own)):
        oneself = CellReason(column, Problem.ONESELF)
        return CheckedListRow(entry, ListRowVerdict.WRONG, (oneself,))
    doubts = () if is_same else tuple(_doubts(entry, marked, sheet, known))
    return CheckedListRow(
        entry,
        ListRowVerdict.SAME if is_same else _verdict(entry, line, doubts),
        doubts=doubts,
        changes=changes,
        other_spelling=marked is None and _is_respelt(name, line, known),
        line=line,
        staff_id=staff,
        kept_name=marked,
    )


def _verdict(
    entry: ListEntry, line: ExistingListLine | None, doubts: Sequence[CellReason]
) -> ListRowVerdict:
    if entry.row.is_hidden:
        return ListRowVerdict.HIDDEN
    if doubts:
        return ListRowVerdict.LOOK
    return ListRowVerdict.NEW if line is None else ListRowVerdict.CHANGED


def _marked_name(entry: ListEntry, sheet: _Sheet, known: Sequence[KnownPerson]) -> str | None:
    """The name of this person with more marks than the row has, on the list, elsewhere or here."""
    name, number = entry.values.get("full_name"), entry.values.get("id_number")
    if name is None or number is None:
        return None
    listed = [line.full_name for line in sheet.lines_by_number.get(number, ())]
    spelt = [each.spelling for each in known if each.same and each.spelling]
    names = (*listed, *spelt, *sheet.names[number])
    return next((each for each in names if has_fewer_marks(name, each)), None)


def _doubts(
    entry: ListEntry, marked: str | None, sheet: _Sheet, known: Sequence[KnownPerson]
) -> Iterator[CellReason]:
    yield from entry.row.doubts
    values, line = entry.values, sheet.lines.get(entry.key)
    if marked:
        yield CellReason("full_name", Doubt.FEWER_MARKS, (("written", values["full_name"]),))
    elif line is not None and name_key(line.full_name) != name_key(values["full_name"]):
        yield CellReason("full_name", Doubt.OTHER_NAME, (("line", line.n),))
    if elsewhere := _elsewhere(entry, sheet, known):
        yield elsewhere


def _elsewhere(entry: ListEntry, sheet: _Sheet, known: Sequence[KnownPerson]) -> CellReason | None:
    """The same person in another unit: on the list, in the file, on the staff, on other lists."""
    number, unit = entry.values["id_number"], entry.values["unit_id"]
    units = {line.unit_id: line for line in sheet.lines_by_number.get(number, ())}
    row = sheet.rows_by_number.get(number)
    if units and unit not in units:
        first = next(iter(units.values()))
        return CellReason("unit", Doubt.LINE_ELSEWHERE, (("line", first.n),))
    if row is not None and row.values.get("unit_id") not in {unit, None}:
        return CellReason("unit", Doubt.ROW_ELSEWHERE, (("row", row.place),))
    if unit in units:
        return None
    same = [each for each in known if each.same and not each.approved]
    if any(each.elsewhere for each in same):
        return CellReason("unit", Doubt.STAFF_ELSEWHERE)
    if any(each.unit_id not in {unit, None} for each in same):
        return CellReason("unit", Doubt.LISTED_ELSEWHERE)
    return None


def _against_rows(entry: ListEntry, sheet: _Sheet) -> Iterator[CellReason]:
    """Duplicates in the file; the first row is accepted, the later one is reported."""
    values = entry.values
    twin = sheet.rows_by_key.get(entry.key)
    if twin is not None and not _differ(twin, entry, "full_name"):
        yield CellReason("id_number", Problem.TWICE, (("row", twin.place),))
        return
    if (same := sheet.rows_by_number.get(values.get("id_number", ""))) is not None:
        if _differ(same, entry, "full_name"):
            yield CellReason("id_number", Problem.NUMBER_TWICE, (("row", same.place),))
        elif _differ(same, entry, "phone"):
            yield CellReason("phone", Problem.PHONE_DIFFERS, (("row", same.place),))
    other = sheet.rows_by_phone.get(values.get("phone", ""))
    if other is not None and _differ(other, entry, "id_number"):
        yield CellReason("phone", Problem.PHONE_TWICE, (("row", other.place),))


def _against_lines(entry: ListEntry, name: str | None, sheet: _Sheet) -> Iterator[CellReason]:
    values = entry.values
    same = sheet.by_number.get(values.get("id_number", ""))
    if same is not None and _takes_the_place(entry, name, same):
        yield CellReason("id_number", Problem.OTHERWISE_LISTED, (("line", same.n),))
    other = sheet.by_phone.get(values.get("phone", ""))
    if other is not None and values.get("id_number", other.id_number) != other.id_number:
        yield CellReason("phone", Problem.PHONE_LISTED, (("line", other.n),))


def _takes_the_place(entry: ListEntry, name: str | None, line: ExistingListLine) -> bool:
    """Whether somebody else bears the number of the line, or the person another telephone.

    A row may correct its own line, also a slip in the name.
    """
    if entry.key == line.key:
        return name is not None and not is_a_slip(name, line.full_name)
    phone = entry.values.get("phone", line.phone)
    return (name or line.full_name, phone) != (line.full_name, line.phone)


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
    return next((each for each in ("id_number", "phone") if entry.values.get(each) in own), None)


def _changes(
    entry: ListEntry, name: str | None, line: ExistingListLine
) -> Iterator[ListLineChange]:
    for column, new in {**entry.values, "full_name": name}.items():
        if column in COMPARED and getattr(line, column) != new:
            yield ListLineChange(column, getattr(line, column), new)


def _is_respelt(
    name: str | None, line: ExistingListLine | None, known: Sequence[KnownPerson]
) -> bool:
    """Whether the person is known under another spelling of the name."""
    if any(each.same and not each.exact and not each.approved for each in known):
        return True
    return (
        line is not None
        and name is not None
        and name != line.full_name
        and name_key(name) == name_key(line.full_name)
    )


def _differ(one: ListEntry, other: ListEntry, column: str) -> bool:
    first, second = one.values.get(column), other.values.get(column)
    if first is None or second is None:
        return False
    if column == "full_name":
        return bool(name_key(first) != name_key(second))
    return bool(first != second)
