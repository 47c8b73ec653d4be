"""Ten layouts of staff lists: each row's verdict, values and reasons as written beforehand."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from uuid import uuid4

from openpyxl.utils import column_index_from_string
from sqlalchemy import select

from app.accounts.operations import staff
from app.accounts.roles import Role
from app.kernel.db import db
from app.kernel.errors import Refused
from app.kernel.text.folding import fold
from app.organisation.models import Unit
from app.rollout import exports
from app.rollout.models.staff_lists import ListLine, ListUpload, StaffList
from app.rollout.operations import list_uploads
from app.rollout.operations.list_uploads import COLUMNS_MISSING
from app.rollout.queries.staff_lists import places
from app.rollout.rules.checked_list import CheckedListRow
from harness.stage.factories import Officer
from harness.stage.staff_list_layouts import Fate, Layout, Person
from harness.stage.staff_list_layouts.workbook import written


def mistakes(layout: Layout, staff_list: StaffList, by: Officer) -> list[str]:
    """What becomes of the rows otherwise than written beforehand."""
    for person in layout.staff:
        staff.create_staff(
            person.full_name, _unit(person), phone=person.phone, id_number=person.id_number
        )
    for n, person in enumerate(layout.lines, 1):
        db.session.add(_line(staff_list, n, person))
    db.session.flush()
    sheets = exports.sheets_in(BytesIO(written(layout.sheets)))
    upload = list_uploads.keep_upload(staff_list, "ds.xlsx", sheets, by=by.actor)
    said = [*_of_columns(layout, upload, by)]
    codes = {place.id: place.code for place in places(staff_list.unit).own}
    only = _only_sheet(upload)
    rows = [_fate(row, only, codes) for row in list_uploads.judge(upload).rows]
    found = {fate[:2]: fate for fate in rows}
    wanted = {fate[:2]: fate for fate in layout.fates}
    for place in sorted(found.keys() | wanted.keys()):
        if found.get(place) != wanted.get(place):
            said.append(f"{place}: {found.get(place)} instead of {wanted.get(place)}")
    return said


def _of_columns(layout: Layout, upload: ListUpload, by: Officer) -> Iterator[str]:
    """Confirm the columns, corrected as the officer would."""
    columns = list_uploads.found_in(upload).columns
    missing = {field for each in columns if each.taken for field in each.missing}
    if missing != {*layout.missing}:
        yield f"missing are {sorted(missing)} instead of {sorted(layout.missing)}"
    if missing:
        try:
            list_uploads.choose_columns(upload, columns, by=by.actor)
            yield "a list without a needed column is taken"
        except Refused as refused:
            if refused.message is not COLUMNS_MISSING:
                raise
    names = [sheet["name"] for sheet in upload.sheets]
    for (sheet, letter), field in layout.corrected.items():
        columns[names.index(sheet)].columns[column_index_from_string(letter) - 1] = field
    list_uploads.choose_columns(upload, columns, by=by.actor)


def _only_sheet(upload: ListUpload) -> str:
    """The first sheet that is taken; rows of several bear their sheet."""
    found = list_uploads.found_in(upload)
    return next(
        sheet.name for sheet, each in zip(found.sheets, found.columns, strict=True) if each.taken
    )


def _fate(row: CheckedListRow, only_sheet: str, codes: dict[int, str]) -> Fate:
    values, taken = row.values, None
    if row.verdict not in {"wrong", "nobody", "same"}:
        taken = Person(
            values["full_name"],
            codes[values["unit_id"]],
            str(values["role"]),
            *(values[field] for field in ("title", "phone", "id_number")),
        )
    said = frozenset((each.column, each.problem.value) for each in (*row.reasons, *row.doubts))
    return Fate(row.entry.row.sheet or only_sheet, row.number, row.verdict.value, taken, said)


def _unit(person: Person) -> Unit:
    return db.session.scalars(select(Unit).where(Unit.code == person.unit)).one()


def _line(staff_list: StaffList, n: int, person: Person) -> ListLine:
    return ListLine(
        id=uuid4(),
        staff_list=staff_list,
        n=n,
        full_name=person.full_name,
        folded=fold(person.full_name),
        unit=_unit(person),
        role=Role(person.role),
        title=person.title,
        phone=person.phone,
        id_number=person.id_number,
    )
