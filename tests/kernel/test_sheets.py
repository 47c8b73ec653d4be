"""Workbooks laid out by others: nothing hidden, merged or computed in them goes unnoticed."""

from __future__ import annotations

import time
import zipfile
from collections.abc import Sequence
from io import BytesIO

import pytest

from app.kernel.spreadsheets.reader import MergedRange, NotOurTable, Sheet, TableTooBig, sheets
from app.rollout.exports import sheets_in
from app.rollout.rules.list_columns import MOST_COLUMNS, find_sheets
from harness.stage.staff_list_layouts.workbook import Cell, Formula, LaidOutSheet, written
from sanitizer import MAX_SHEETS
from tests.refusals import expect_refusal


def _read(*laid_out: LaidOutSheet, most: int = 100) -> list[Sheet]:
    return sheets(BytesIO(written(laid_out)), most=most, every_sheet=True)


def _patched(cells: Sequence[Sequence[Cell]], *changes: tuple[bytes, bytes]) -> BytesIO:
    """A workbook of one sheet with changes in its XML that openpyxl does not write."""
    content, patched = written([LaidOutSheet("Một", cells)]), BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as before, zipfile.ZipFile(patched, "w") as after:
        for name in before.namelist():
            part = before.read(name)
            if name.endswith("sheet1.xml"):
                for old, new in changes:
                    part = part.replace(old, new)
            after.writestr(name, part, zipfile.ZIP_DEFLATED)
    patched.seek(0)
    return patched


def test_hidden_rows_columns_and_sheets_are_told() -> None:
    cells: list[list[Cell]] = [["a", "b", "c"], [1, 2, 3], [4, 5, 6]]
    shown, hidden = _read(
        LaidOutSheet("Một", cells, hidden_rows=(2,), hidden_columns=("B",)),
        LaidOutSheet("Hai", cells, hidden=True),
    )
    assert [row.is_hidden for row in shown.rows] == [False, True, False]
    assert (shown.hidden_columns, hidden.hidden_columns) == (frozenset({1}), frozenset())
    assert (shown.is_hidden, hidden.is_hidden) == (False, True)


def test_rows_and_columns_without_height_or_width_are_hidden() -> None:
    flat = _patched(
        [["a", "b"], [1, 2]],
        (b'<row r="2"', b'<row r="2" ht="0" customHeight="1"'),
        (b"<sheetData>", b'<cols><col min="2" max="2" width="0"/></cols><sheetData>'),
    )
    [sheet] = sheets(flat, most=10)
    assert [row.is_hidden for row in sheet.rows] == [False, True]
    assert sheet.hidden_columns == {1}


def test_a_formula_has_its_stored_value_and_is_marked() -> None:
    cells: list[list[Cell]] = [[Formula("=1+1", 2), Formula('="0"&"91"', "091"), Formula("=A1"), 4]]
    [sheet] = sheets_in(BytesIO(written([LaidOutSheet("Một", cells)])))
    [row] = sheet.rows
    assert row.values == (2, "091", "=", 4)
    assert row.formulas == {0, 1, 2}


def test_empty_rows_are_left_out_and_the_others_keep_their_number() -> None:
    [sheet] = _read(LaidOutSheet("Một", [["a"], [], [None, ""], [None, "b"]], merged=("A1:B2",)))
    assert [(row.number, row.values) for row in sheet.rows] == [(1, ("a",)), (4, (None, "b"))]
    assert sheet.merged == (MergedRange(1, 0, 2, 1),)


def test_more_rows_than_allowed_on_all_sheets_are_refused() -> None:
    rows: list[list[Cell]] = [["a"]] * 6
    assert len(_read(LaidOutSheet("Một", rows), LaidOutSheet("Hai", rows), most=12)) == 2
    with pytest.raises(TableTooBig):
        _read(LaidOutSheet("Một", rows), LaidOutSheet("Hai", rows), most=11)


def test_more_sheets_than_any_list_has_are_refused_and_none_is_dropped() -> None:
    several = [LaidOutSheet(f"Xã {n}", [["a"]]) for n in range(MAX_SHEETS)]
    assert len(_read(*several)) == MAX_SHEETS
    with expect_refusal("The file has too many sheets"):
        _read(*several, LaidOutSheet("Thêm", [["a"]]))


def test_columns_beyond_those_of_people_are_not_read() -> None:
    [sheet] = sheets_in(BytesIO(written([LaidOutSheet("Một", [["a"] * 200])])))
    assert len(sheet.rows[0].values) == MOST_COLUMNS


def test_a_broken_sheet_is_refused_in_words() -> None:
    with pytest.raises(NotOurTable):
        sheets(_patched([["a"]], (b"</sheetData>", b"")), most=10)


def test_ranges_merged_over_a_million_rows_again_and_again_cost_little() -> None:
    heads: list[Cell] = ["Họ và tên", "Đơn vị", "Vai trò", "Chức vụ", "Điện thoại", "CMND"]
    filled: list[Cell] = ["x"] * MOST_COLUMNS
    rows = [heads, *([filled] * 500)]
    over = b'<mergeCell ref="A1:XFD1048576"/><mergeCell ref="A2:XFD1048576"/>' * 4_999
    merged = b"</sheetData><mergeCells>" + over + b"</mergeCells>"
    hostile = _patched(rows, (b"</sheetData>", merged))
    begun = time.process_time()
    find_sheets(sheets(hostile, most=6_000))
    assert time.process_time() - begun < 10
