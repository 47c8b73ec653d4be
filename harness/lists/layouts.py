"""Ten layouts of staff lists, and 5,000 people checked, shown page by page and applied.

Every row's verdict, values and reasons are compared with those written beforehand.
"""

from __future__ import annotations

import re
import sys
import time
from collections.abc import Callable, Iterator
from io import BytesIO
from statistics import median
from typing import Any
from uuid import uuid4

from flask import Flask
from flask.testing import FlaskClient
from openpyxl import load_workbook
from openpyxl.utils import column_index_from_string
from sqlalchemy import func, select

from app.accounts.operations import staff
from app.accounts.roles import Role, sits_in
from app.kernel.db import db, transaction
from app.kernel.text.folding import fold
from app.organisation.models import Unit
from app.rollout import exports
from app.rollout.models.staff_lists import ListLine, ListUpload, StaffList
from app.rollout.operations import list_uploads, staff_lists
from app.rollout.operations.list_uploads import ColumnsMissing
from app.rollout.queries.staff_lists import places
from app.rollout.rules.checked_list import CheckedListRow
from app.rollout.rules.role_words import ROLES_LISTED, role_words
from harness.stage.application import Client
from harness.stage.factories import AnOfficer, Officer, browser_of
from harness.stage.factories.staff_lists import a_person
from harness.stage.running_system import at_work
from harness.stage.staff_list_layouts import LAYOUTS, Fate, Layout, Person
from harness.stage.staff_list_layouts.workbook import written

VISITS, PER_PAGE = 3, 100
LISTS = "/can-bo/danh-sach-can-bo"


def measure(rows: int = 5_000) -> dict[str, Any]:
    """The rows of all layouts whose fate is another, each layout in a list that is then undone;
    and the seconds of a large file.
    """
    wrong = 0
    with at_work("layouts") as (app, _database):
        app.test_client_class = Client
        with transaction():
            officer = AnOfficer(Role.DISTRICT_IT)
            for layout in LAYOUTS.values():
                with db.session.begin_nested() as undone:
                    made = staff_lists.open_list(officer.posting.unit, 1, by=officer.actor)
                    found = mistakes(layout, made, officer)
                    undone.rollback()
                wrong += len(found)
                for each in found:
                    sys.stderr.write(f"{layout.name}: {each}\n")
        return {
            "layouts": len(LAYOUTS),
            "rows": sum(len(layout.fates) for layout in LAYOUTS.values()),
            "rows_wrong": wrong,
            **_times(app, officer, rows),
        }


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
        except ColumnsMissing:
            pass
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


def _times(app: Flask, officer: Officer, rows: int) -> dict[str, float]:
    """Seconds until the rows of a large file are checked, of the slowest page that shows them, and
    until they are written.

    The file is sent by a browser and checked before the answer. Pages are visited three times,
    after a first visit for which the process compiles its templates, and the median counts.
    """
    with transaction():
        made = staff_lists.open_list(officer.posting.unit, 1, by=officer.actor)
        content, key = _workbook(made, rows), made.id
    browser = browser_of(app, officer)
    form = f"{LISTS}/{key}/tai-len"
    found = re.search(r'name="csrf_token"[^>]*? value="([^"]*)"', browser.get(form).text)
    token = {"csrf_token": found[1] if found else ""}
    file = {**token, "file": (content, "danh-sach.xlsx")}
    check, sent = _seconds(
        lambda: browser.post(form, data=file, content_type="multipart/form-data")
    )
    shown = sent.location
    browser.get(shown)
    last = rows // PER_PAGE
    pages = ("", "trang=2", f"trang={last // 2}", f"trang={last}", "loc=new", "loc=new&trang=3")
    slowest = max(_page_seconds(browser, f"{shown}?{at}") for at in pages)
    apply, _sent = _seconds(
        lambda: browser.post(f"{shown.replace('show/', '')}/ap-dung", data=token)
    )
    on_it = select(func.count()).where(ListLine.list_id == key)
    with db.engine.connect() as line:
        written_rows = line.scalar(on_it)
    return {
        "check_seconds": round(check, 2),
        "page_seconds": round(slowest, 2),
        "apply_seconds": round(apply, 2),
        "applied_rows": written_rows or 0,
    }


def _workbook(staff_list: StaffList, rows: int) -> BytesIO:
    """The template of a list with invented people in all its units and roles."""
    seats = [
        (place.written, role_words()[role])
        for place in places(staff_list.unit).own
        for role in ROLES_LISTED
        if sits_in(role, place.kind)
    ]
    book = load_workbook(BytesIO(exports.template(staff_list)))
    for n in range(rows):
        numbers = f"0912{n:06d}", f"0010{80 + n % 15}{n:06d}"
        book.worksheets[0].append((a_person(n), *seats[n % len(seats)], "Công chức", *numbers, ""))
    saved = BytesIO()
    book.save(saved)
    saved.seek(0)
    return saved


def _page_seconds(browser: FlaskClient, address: str) -> float:
    visits = [_seconds(lambda: browser.get(address)) for _ in range(VISITS)]
    if any(answer.status_code != 200 or "<tbody>" not in answer.text for _, answer in visits):
        raise AssertionError(f"{address} shows no rows")
    return median(seconds for seconds, _ in visits)


def _seconds(visit: Callable[[], Any]) -> tuple[float, Any]:
    begun = time.perf_counter()
    answer = visit()
    return time.perf_counter() - begun, answer
