"""Uploaded staff lists: each wrong cell reported, valid rows written once, nothing half done."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from io import BytesIO

import pytest
from openpyxl import Workbook, load_workbook
from sqlalchemy import event, func, select

from app.accounts.models.staff import Staff
from app.accounts.operations import staff
from app.accounts.roles import Role
from app.kernel.db import db, transaction
from app.organisation.models import UnitKind
from app.rollout import exports
from app.rollout.models.staff_lists import ListLine, StaffList
from app.rollout.operations import list_uploads, staff_lists
from app.rollout.rules.checked_list import ASKED, CheckedList, ListRowVerdict
from app.rollout.rules.list_headings import HEADS
from app.rollout.rules.list_reasons import Problem
from harness.stage.factories.people import AnOfficer, Officer
from harness.stage.factories.places import DONG_ANH, a_commune, agency
from harness.stage.factories.staff_lists import (
    a_list,
    a_person,
    a_row,
    bring_in,
    filled_in,
    upload_of,
)
from tests.refusals import expect_refusal

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def district() -> Officer:
    return AnOfficer(Role.DISTRICT_IT, agency(UnitKind.DISTRICT))


@pytest.fixture
def staff_list(district: Officer) -> StaffList:
    return a_list(district.staff.unit, district)


def _judged(staff_list: StaffList, rows: list[list[str]], by: Officer) -> CheckedList:
    return list_uploads.judge(upload_of(staff_list, by, *rows))


@contextmanager
def _statements() -> Iterator[list[str]]:
    said: list[str] = []

    def listen(_c: object, _cursor: object, statement: str, *_rest: object) -> None:
        if not statement.startswith(("SAVEPOINT", "RELEASE", "select set_config")):
            said.append(statement)

    event.listen(db.engine, "before_cursor_execute", listen)
    yield said
    event.remove(db.engine, "before_cursor_execute", listen)


WRONG = {
    Problem.MISSING: {"title": ""},
    Problem.UNKNOWN_UNIT: {"unit": "xã Không Có"},
    Problem.NEAREST_UNIT: {"unit": "xã Ba Trạy"},
    Problem.UNKNOWN_ROLE: {"role": "Trưởng thôn"},
    Problem.NO_SEAT: {"role": str(Role.POLICE)},
    Problem.NOT_A_NUMBER: {"id_number": "12345678"},
    Problem.NOT_MOBILE: {"phone": "0433881234"},
    Problem.FORMULA: {"full_name": "=A1&B1"},
    Problem.NOT_A_NAME: {"full_name": "Nguyễn Văn 2"},
    Problem.TOO_LONG: {"note": "a" * 301},
    Problem.NUMBER_TAKEN: {"id_number": "012345678901"},
    Problem.PHONE_TAKEN: {"phone": "0912345678"},
    Problem.TWICE: {"full_name": a_person(0), "phone": "0930000000", "id_number": "001000000000"},
    Problem.NUMBER_TWICE: {"id_number": "001000000000"},
    Problem.PHONE_TWICE: {"phone": "0930000000"},
    Problem.PHONE_DIFFERS: {"full_name": a_person(0), "id_number": "001000000000"},
}


def test_every_kind_of_wrong_cell_is_told(staff_list: StaffList, district: Officer) -> None:
    staff.create_staff("Người Khác Hẳn", a_commune(4), phone="0912345678", id_number="012345678901")
    commune, police = a_commune(), agency(UnitKind.POLICE)
    rows = [a_row(0, commune)]
    for n, (problem, said) in enumerate(WRONG.items(), 1):
        seat = Role.COMMUNE_JUSTICE if problem is Problem.PHONE_DIFFERS else Role.COMMUNE_RECEPTION
        rows.append(a_row(n, commune, seat, **said))
    rows.append(a_row(90, a_commune(district=DONG_ANH)))
    rows.append(a_row(91, police, Role.POLICE))
    judged = _judged(staff_list, rows, district)
    told = [[reason.problem for reason in row.reasons] for row in judged.rows]
    assert told == [[], *([problem] for problem in WRONG), [Problem.OTHER_UNIT], []]
    assert all(str(reason) for row in judged.rows for reason in row.reasons)


def test_what_stands_on_another_list_is_not_listed_again(
    staff_list: StaffList, district: Officer
) -> None:
    leader = AnOfficer(Role.COMMUNE_LEADER)
    of_commune = a_list(leader.staff.unit, leader)
    bring_in(of_commune, [a_row(1, leader.staff.unit)], leader)
    rows = [
        a_row(1, leader.staff.unit),
        a_row(2, leader.staff.unit, phone="0930000001"),
        a_row(1, leader.staff.unit, Role.COMMUNE_JUSTICE),
    ]
    told = [_judged(staff_list, [row], district).rows[0].reasons[0] for row in rows[:2]]
    assert [reason.problem for reason in told] == [Problem.ON_ANOTHER_LIST, Problem.PHONE_TAKEN]
    assert _judged(staff_list, rows[2:], district).counts == {ListRowVerdict.NEW: 1}


@pytest.mark.parametrize("written", ["NGUYỄN VĂN AN", "An Nguyễn Văn", "Nguyễn  Văn An "])
def test_another_spelling_of_a_name_is_told_and_may_stand(
    staff_list: StaffList, district: Officer, written: str
) -> None:
    staff.create_staff("Nguyễn Văn An", a_commune(), id_number="001000000000")
    row = _judged(staff_list, [a_row(0, a_commune(), full_name=written)], district).rows[0]
    assert row.verdict is ListRowVerdict.NEW
    assert row.other_spelling is (written.split() != ["Nguyễn", "Văn", "An"])


@pytest.mark.parametrize("written", ["Nguyen Van An", "NGUYEN VĂN AN", "Nguyên Văn An"])
def test_the_name_with_its_marks_is_kept(
    staff_list: StaffList, district: Officer, written: str
) -> None:
    staff.create_staff("Nguyễn Văn An", a_commune(), id_number="001000000000")
    upload = upload_of(staff_list, district, a_row(0, a_commune(), full_name=written))
    row = list_uploads.judge(upload).rows[0]
    assert (row.verdict, row.other_spelling) == (ListRowVerdict.LOOK, False)
    assert list_uploads.apply(upload, by=district.actor) == (0, 0, 0)
    assert list_uploads.apply(upload, by=district.actor, also={ListRowVerdict.LOOK}) == (1, 0, 0)
    assert [line.full_name for line in staff_list.lines] == ["Nguyễn Văn An"]
    staff_lists.submit(staff_list, by=district.actor, version=staff_list.version)
    staff_lists.approve(staff_list, by=AnOfficer(Role.CITY_ADMIN).actor, version=staff_list.version)
    kept = select(Staff.full_name).where(Staff.id_number == "001000000000")
    assert db.session.scalars(kept).all() == ["Nguyễn Văn An"]


def test_a_name_that_came_on_record_with_its_marks_keeps_them_on_approval(
    staff_list: StaffList, district: Officer
) -> None:
    bring_in(staff_list, [a_row(0, a_commune(), full_name="Nguyen Van An")], district)
    staff_lists.submit(staff_list, by=district.actor, version=staff_list.version)
    staff.create_staff("Nguyễn Văn An", a_commune(), id_number="001000000000")
    db.session.flush()
    staff_lists.approve(staff_list, by=AnOfficer(Role.CITY_ADMIN).actor, version=staff_list.version)
    kept = select(Staff.full_name).where(Staff.id_number == "001000000000")
    assert db.session.scalars(kept).all() == ["Nguyễn Văn An"]


def test_other_marks_are_another_spelling_and_not_fewer(
    staff_list: StaffList, district: Officer
) -> None:
    staff.create_staff("Nguyễn Văn An", a_commune(), id_number="001000000000")
    row = a_row(0, a_commune(), full_name="Nguyễn Vân An")
    found = _judged(staff_list, [row], district).rows[0]
    assert (found.verdict, found.other_spelling) == (ListRowVerdict.NEW, True)


def test_rows_to_look_at_and_hidden_rows_are_written_only_when_ticked(
    staff_list: StaffList, district: Officer
) -> None:
    hidden, doubtful = a_row(1, a_commune()), a_row(2, a_commune())
    rows = [a_row(0, a_commune()), hidden, doubtful, a_row(2, a_commune(1))]
    [sheet] = filled_in(*rows)
    cells = [replace(each, is_hidden=each.number == 3) for each in sheet.rows]
    upload = list_uploads.keep_upload(
        staff_list, "ds.xlsx", [replace(sheet, rows=cells)], by=district.actor
    )
    assert list_uploads.judge(upload).counts == {
        ListRowVerdict.NEW: 2, ListRowVerdict.HIDDEN: 1, ListRowVerdict.LOOK: 1,
    }  # fmt: skip
    assert list_uploads.apply(upload, by=district.actor) == (2, 0, 0)
    again = list_uploads.apply(upload, by=district.actor, also=ASKED)
    assert again == (2, 0, 2)
    assert list_uploads.apply(upload, by=district.actor, also=ASKED) == (0, 0, 4)


def test_wrong_rows_stay_out_whatever_is_ticked(staff_list: StaffList, district: Officer) -> None:
    upload = upload_of(staff_list, district, a_row(0, a_commune(), phone="12"))
    done = list_uploads.apply(upload, by=district.actor, also=set(ListRowVerdict))
    assert done == (0, 0, 0)


def test_a_file_without_a_column_of_notes_leaves_notes_as_they_are(
    staff_list: StaffList, district: Officer
) -> None:
    bring_in(staff_list, [a_row(0, a_commune(), note="Mới về")], district)
    [sheet] = filled_in(a_row(0, a_commune(), title="Chuyên viên"))
    cells = [replace(each, values=each.values[:-1]) for each in sheet.rows]
    upload = list_uploads.keep_upload(
        staff_list, "ds.xlsx", [replace(sheet, rows=cells)], by=district.actor
    )
    list_uploads.choose_columns(upload, list_uploads.found_in(upload).columns, by=district.actor)
    list_uploads.apply(upload, by=district.actor)
    db.session.expire_all()
    found = [(line.title, line.note) for line in staff_list.lines]
    assert found == [("Chuyên viên", "Mới về")]


def test_the_kept_judgement_is_made_anew_when_the_list_changes(
    staff_list: StaffList, district: Officer
) -> None:
    upload = upload_of(staff_list, district, a_row(0, a_commune()), a_row(1, a_commune()))
    assert list_uploads.judged(upload).counts == {ListRowVerdict.NEW: 2}
    with _statements() as said:
        list_uploads.judged(upload)
    assert not any("mc_known_people" in each for each in said), "the rows were judged again"
    bring_in(staff_list, [a_row(0, a_commune())], district)
    counts = {ListRowVerdict.SAME: 1, ListRowVerdict.NEW: 1}
    assert list_uploads.judged(upload).counts == counts
    staff_list.lines[0].title = "Chuyên viên"
    db.session.flush()
    counts = {ListRowVerdict.CHANGED: 1, ListRowVerdict.NEW: 1}
    assert list_uploads.judged(upload).counts == counts


def test_who_moved_their_telephone_on_may_leave_it_to_another_row(
    staff_list: StaffList, district: Officer
) -> None:
    bring_in(staff_list, [a_row(0, a_commune())], district)
    taken = a_row(1, a_commune(), phone="0930000000")
    moved = a_row(0, a_commune(), phone="0987654321")
    judged = _judged(staff_list, [taken, moved], district)
    assert [row.verdict for row in judged.rows] == [ListRowVerdict.NEW, ListRowVerdict.CHANGED]
    judged = _judged(staff_list, [taken, a_row(0, a_commune())], district)
    assert [row.verdict for row in judged.rows] == [ListRowVerdict.WRONG, ListRowVerdict.SAME]
    bearer = a_row(2, a_commune(), id_number="001000000000")
    judged = _judged(staff_list, [taken, bearer], district)
    assert [row.verdict for row in judged.rows] == [ListRowVerdict.WRONG] * 2


def test_a_decomposed_name_is_the_same_name(staff_list: StaffList, district: Officer) -> None:
    bring_in(staff_list, [a_row(0, a_commune(), full_name="Nguyễn Văn An")], district)
    spread = "Nguye\u0302\u0303n Va\u0306n An"
    judged = _judged(staff_list, [a_row(0, a_commune(), full_name=spread)], district)
    assert judged.counts == {ListRowVerdict.SAME: 1}


def test_a_correction_is_shown_field_by_field_and_written_once(
    staff_list: StaffList, district: Officer
) -> None:
    rows = [a_row(n, a_commune()) for n in range(3)]
    assert bring_in(staff_list, rows, district) == (3, 0, 0)
    rows[1] = a_row(1, a_commune(), title="Chuyên viên", phone="0987654321")
    changed = _judged(staff_list, rows, district).rows[1]
    assert changed.changes == (
        ("title", "Cán bộ một cửa", "Chuyên viên"),
        ("phone", "0930000001", "0987654321"),
    )
    assert bring_in(staff_list, rows, district) == (0, 1, 2)
    assert bring_in(staff_list, rows, district) == (0, 0, 3)
    assert bring_in(staff_list, rows[:1], district) == (0, 0, 1)
    on_it = select(func.count()).where(ListLine.list_id == staff_list.id)
    assert db.session.scalar(on_it) == 3, "a file that names fewer people removes nobody"


def test_wrong_rows_are_left_out_and_the_others_written(
    staff_list: StaffList, district: Officer
) -> None:
    rows = [a_row(0, a_commune()), a_row(1, a_commune(), phone="12")]
    assert bring_in(staff_list, rows, district) == (1, 0, 0)


def test_a_file_that_was_looked_at_waits_no_longer_when_the_list_is_handed_in(
    staff_list: StaffList, district: Officer
) -> None:
    bring_in(staff_list, [a_row(0, a_commune())], district)
    late = upload_of(staff_list, district, a_row(1, a_commune()))
    staff_lists.submit(staff_list, by=district.actor, version=staff_list.version)
    with expect_refusal("The list has been handed in"):
        list_uploads.apply(late, by=district.actor)


def test_nothing_is_half_done_when_writing_breaks_off(
    staff_list: StaffList, district: Officer, monkeypatch: pytest.MonkeyPatch
) -> None:
    bring_in(staff_list, [a_row(0, a_commune())], district)
    rows = [a_row(0, a_commune(), title="Chuyên viên"), a_row(1, a_commune())]
    upload = upload_of(staff_list, district, *rows)
    db.session.commit()

    def dies(*_args: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(list_uploads, "_update", dies)
    with pytest.raises(KeyboardInterrupt), transaction():
        list_uploads.apply(upload, by=district.actor)
    db.session.refresh(upload)
    found = db.session.scalars(select(ListLine.title).filter_by(list_id=staff_list.id)).all()
    assert (found, upload.applied_at) == (["Cán bộ một cửa"], None)


def test_many_rows_cost_as_few_statements_as_one(staff_list: StaffList, district: Officer) -> None:
    rows = [a_row(n, a_commune(n % 20)) for n in range(300)]
    upload = upload_of(staff_list, district, *rows)
    actor = district.actor
    with _statements() as said:
        list_uploads.judge(upload)
    assert len(said) <= 4, said
    with _statements() as said:
        list_uploads.apply(upload, by=actor)
    assert len(said) <= 12, said


def test_the_template_comes_back_as_it_went_out(staff_list: StaffList, district: Officer) -> None:
    rows = [a_row(0, a_commune()), a_row(1, agency(UnitKind.POLICE), Role.POLICE)]
    bring_in(staff_list, rows, district)
    content = exports.template(staff_list)
    sheets = exports.sheets_in(BytesIO(content))
    upload = list_uploads.keep_upload(staff_list, "ds.xlsx", sheets, by=district.actor)
    assert list_uploads.judge(upload).counts == {ListRowVerdict.SAME: 2}
    assert len(content) < 60_000


def test_the_template_offers_the_units_of_the_district_and_no_others(
    staff_list: StaffList,
) -> None:
    book = load_workbook(BytesIO(exports.template(staff_list)))
    offered = [cell.value for cell in book["Danh mục"]["B"] if cell.value]
    assert f"{a_commune().code} – {a_commune().name}" in offered
    assert not any(a_commune(district=DONG_ANH).code in text for text in offered)
    assert book["Danh mục"].sheet_state == "hidden"
    listed = {
        str(each.sqref): each.formula1 for each in book.active.data_validations.dataValidation
    }
    assert listed["B2:B5001"] == "choices_2"
    assert book["Hướng dẫn"]["A1"].value.startswith("Cách điền danh sách")


def test_numbers_that_excel_took_for_amounts_are_read_as_typed(
    staff_list: StaffList, district: Officer
) -> None:
    book = Workbook()
    book.active.append(HEADS)
    row: list[object] = [*a_row(0, a_commune())]
    row[4], row[5] = 930000000, 123456789
    book.active.append(row)
    written = BytesIO()
    book.save(written)
    written.seek(0)
    sheets = exports.sheets_in(written)
    upload = list_uploads.keep_upload(staff_list, "ds.xlsx", sheets, by=district.actor)
    values = list_uploads.judge(upload).rows[0].entry.values
    assert (values["phone"], values["id_number"]) == ("0930000000", "123456789")


def test_the_file_with_its_errors_is_corrected_and_brought_in_again(
    staff_list: StaffList, district: Officer
) -> None:
    judged = _judged(
        staff_list, [a_row(0, a_commune()), a_row(1, a_commune(), phone="12")], district
    )
    book = load_workbook(BytesIO(exports.marked(staff_list, judged.of(ListRowVerdict.WRONG))))
    sheet = book.active
    assert sheet.max_row == 2
    assert sheet["H1"].value == "Lỗi"
    assert "Điện thoại di động" in sheet["H2"].value
    sheet["E2"].value = "0930000001"
    written = BytesIO()
    book.save(written)
    written.seek(0)
    upload = list_uploads.keep_upload(
        staff_list, "ds.xlsx", exports.sheets_in(written), by=district.actor
    )
    assert list_uploads.judge(upload).counts == {ListRowVerdict.NEW: 1}
