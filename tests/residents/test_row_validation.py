"""Validation of the rows of police files: accepted, refused with a reason, or with a warning."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from flask import Flask
from flask_babel import force_locale

from app.procedures import catalogue
from app.residents.rules import file_layout
from app.residents.rules.cell_parser import Lists, words_of
from app.residents.rules.row_validation import AT, ParsedResidentRow, RowReader, digest_of
from tests.refusals import expect_refusal
from tests.residents.police_files import KEYS, a_row, rows_of

LISTS = Lists(
    communes=frozenset({"00493"}),
    ethnic_groups=words_of(catalogue.ethnic_groups()),
    nationalities=words_of(catalogue.nationalities()),
    as_of=date(2016, 11, 1),
)


@pytest.fixture(autouse=True)
def vietnamese(app: Flask) -> Iterator[None]:
    with app.app_context(), force_locale("vi"):
        yield


def told(**facts: str) -> ParsedResidentRow:
    headings, cells = rows_of(a_row(**facts), keys=(*KEYS, "decoy"))
    return RowReader(file_layout.columns_of(headings), LISTS).read(cells)


def fact(key: str, **facts: str) -> str | None:
    row = told(**facts)
    assert row.reasons == []
    return row.values[AT[key]]


def test_the_example_of_the_template_is_sound() -> None:
    assert (told().reasons, told().oddities) == ([], [])


@pytest.mark.parametrize(
    ("column", "written", "reason"),
    [
        ("number", "", "Số định danh/CMND: "),
        ("number", "12345678", "Số định danh/CMND: Số của một người có 9 hoặc 12 chữ số"),
        ("number", "00119001234X", "Số định danh/CMND: "),
        ("old_number", "0123", "Số CMND cũ: Số cũ có 9 chữ số"),
        ("name", "", "Họ và tên: "),
        ("name", "Nguyễn 5", "Họ và tên: "),
        ("name", "<b>Lan</b>", "Họ và tên: "),
        ("born", "", "Ngày sinh: "),
        ("born", "30/02/1990", "Ngày sinh: "),
        ("born", "hôm qua", "Ngày sinh: "),
        ("born", "02/11/2016", "Ngày sinh: Ngày này sau ngày của dữ liệu"),
        ("sex", "khác", "Giới tính: Ghi Nam hoặc Nữ"),
        ("ethnicity", "Người Hỏa", "Dân tộc: Không có dân tộc này"),
        ("nationality", "Sao Hỏa", "Quốc tịch: Không có quốc tịch này"),
        ("mother_nationality", "??", "Quốc tịch mẹ: "),
        ("marital", "phức tạp", "Tình trạng hôn nhân: "),
        ("blood", "Z", "Nhóm máu: "),
        ("residence_place", "99999", "Mã xã thường trú: Không có xã nào mang mã này"),
        ("dwelling_place", "Kim Chung", "Mã xã nơi ở: "),
        ("father_number", "12", "Số cha: "),
        ("head_name", "1", "Chủ hộ: "),
        ("household_code", "H" * 21, "Mã hộ: Nhiều nhất 20 chữ"),
        ("died_on", "26/03/1990", "Ngày chết: Ngày chết trước ngày sinh"),
    ],
)
def test_what_cannot_be_kept_is_refused_with_its_column(
    column: str, written: str, reason: str
) -> None:
    (said,) = told(**{column: written}).reasons
    assert said.startswith(reason)


def test_every_mistake_of_a_row_is_told_at_once() -> None:
    assert len(told(number="1", born="x", residence_place="0").reasons) == 3


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("27/3/1990", "1990-03-27"),
        ("27-03-1990", "1990-03-27"),
        ("1990-03-27", "1990-03-27"),
        ("1990-03-27 00:00:00", "1990-03-27"),
        ("3/1990", "1990-03"),
        ("1990-03", "1990-03"),
        ("1990", "1990"),
    ],
)
def test_a_birth_is_known_as_far_as_it_is_written(written: str, kept: str) -> None:
    assert fact("born", born=written) == kept


@pytest.mark.parametrize(
    ("column", "written", "kept"),
    [
        ("number", "001 190 012 345", "001190012345"),
        ("name", "  Nguyễn  Thị Mẫu ", "Nguyễn Thị Mẫu"),
        ("name", "Nguye\u0302\u0303n Thị Mẫu", "Nguyễn Thị Mẫu"),
        ("name", "H’Hen Niê", "H’Hen Niê"),
        ("sex", "NAM", "male"),
        ("ethnicity", "1", "01"),
        ("ethnicity", "kinh", "01"),
        ("nationality", "vn", "VN"),
        ("marital", "Góa", "widowed"),
        ("residence_place", "493", "00493"),
        ("residence", "Đường 5\tngõ \\n", "Đường 5 ngõ \\n"),
        ("religion", "", None),
        ("decoy", "x", "t"),
        ("decoy", "", "f"),
    ],
)
def test_what_is_written_in_many_ways_is_kept_in_one(
    column: str, written: str, kept: str | None
) -> None:
    assert fact(column, **{"number": "012345678", column: written}) == kept


@pytest.mark.parametrize(
    ("facts", "oddity"),
    [
        ({"sex": "Nam"}, "Số này không khớp giới tính đã khai"),
        ({"born": "1991"}, "Số này không khớp năm sinh (số cho năm 1990"),
        ({"number": "003190012345"}, "Số này không bắt đầu bằng mã của tỉnh nào"),
    ],
)
def test_a_number_that_fits_its_person_badly_is_only_odd(
    facts: dict[str, str], oddity: str
) -> None:
    row = told(**facts)
    assert row.reasons == []
    assert [said.startswith(oddity) for said in row.oddities] == [True]


def test_the_same_facts_have_the_same_digest_and_others_another() -> None:
    alike = digest_of(told(born="1990-03-27", ethnicity="01").values)
    assert alike == digest_of(told().values)
    assert alike != digest_of(told(religion="Phật giáo").values)


def test_headings_are_known_in_any_order_and_spelling() -> None:
    keys = tuple(reversed(KEYS))
    headings = [file_layout.COLUMNS[key][0].upper() for key in keys]
    assert tuple(file_layout.columns_of(headings)) == keys
    assert file_layout.columns_of([*headings[:-1], "  so dinh danh cmnd "])[-1] == "number"


def test_headings_that_are_missing_unknown_or_twice_are_named() -> None:
    headings = [file_layout.COLUMNS[key][0] for key in KEYS if key != "religion"]
    with expect_refusal("The first row of the file is not as it should be") as refused:
        file_layout.columns_of([*headings, "Biển số xe", "Quê quán"])
    for name in ("“Tôn giáo”", "“Biển số xe”", "“Quê quán”"):
        assert name in str(refused.value)
