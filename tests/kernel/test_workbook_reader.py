"""Workbooks of others are read in the confined process: rows as they are shown, bombs refused."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.utils.datetime import MAC_EPOCH

from app.kernel.errors import Refused
from app.kernel.files import confined
from app.kernel.spreadsheets import reader
from app.kernel.spreadsheets.reader import Cells, NotOurTable, TableTooBig
from harness.stage.hostile_files import workbooks
from sanitizer import Verdict
from tests.refusals import expect_refusal

HEADS = ("Họ và tên", "Ngày sinh")
DAY, MOMENT = datetime.fromisoformat("2016-11-01"), datetime.fromisoformat("2016-11-01T08:30")


@cache
def hostile() -> dict[str, bytes]:
    """Every kind of hostile workbook; ``tests/harness`` reads them all."""
    return dict(workbooks.hostile(HEADS))


def read(content: bytes, **options: Any) -> list[reader.Sheet]:
    return reader.sheets(BytesIO(content), **{"most": 50, **options})


def saved(book: Workbook) -> bytes:
    written = BytesIO()
    book.save(written)
    return written.getvalue()


def of_rows(*rows: Sequence[object]) -> list[Cells]:
    [sheet] = read(workbooks.workbook(HEADS, *rows))
    return sheet.rows


def test_cells_have_the_values_that_excel_shows() -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["Nguyễn Văn An", 7, 1.5, True, DAY, MOMENT, time(8, 30), "0912 _x0041_ 344127"])
    sheet["I1"] = CellRichText("Lê ", TextBlock(InlineFont(b=True), "Thị"), " Bé")
    sheet["J1"], sheet["J1"].number_format = 42675, "#,##0"
    sheet["K1"], sheet["K1"].number_format = 42675, '"ngày" dd/mm/yyyy'
    [row] = read(saved(book))[0].rows
    assert row.values == (
        "Nguyễn Văn An", 7, 1.5, True, DAY, MOMENT, "08:30:00", "0912 A 344127", "Lê Thị Bé",
        42675, DAY,
    )  # fmt: skip


def test_days_of_a_workbook_of_an_old_macintosh_are_the_same() -> None:
    book = Workbook()
    book.epoch = MAC_EPOCH
    sheet = book.active
    assert sheet is not None
    sheet.append([DAY])
    assert read(saved(book))[0].rows[0].values == (DAY,)


def test_a_formula_has_its_stored_value_and_a_mark() -> None:
    cells = '<row r="1"><c r="A1"><f>1+1</f><v>2</v></c><c r="B1"><f>NOW()</f></c></row>'
    sheet = f"<worksheet {workbooks.SPACE}><sheetData>{cells}</sheetData></worksheet>"
    [found] = read(workbooks.changed(workbooks.workbook(HEADS), {workbooks.SHEET: sheet}))
    assert found.rows == [Cells(1, (2, None), frozenset({0, 1}))]


def test_what_is_hidden_or_merged_is_said() -> None:
    book = Workbook()
    first, second = book.active, book.create_sheet("Nháp")
    assert first is not None
    first.title, second.sheet_state = "Danh sách", "hidden"
    for text in ("Họ và tên", None, "Nguyễn Văn An"):
        first.append([text, None, text])
    first.row_dimensions[3].hidden = True
    first.column_dimensions["B"].hidden = True
    first.merge_cells("A5:C6")
    second.append(["x"])
    shown, draft = read(saved(book), every_sheet=True)
    assert (shown.name, shown.is_hidden, draft.name, draft.is_hidden) == (
        "Danh sách", False, "Nháp", True,
    )  # fmt: skip
    assert [(row.number, row.is_hidden) for row in shown.rows] == [(1, False), (3, True)]
    assert (shown.hidden_columns, shown.merged) == (frozenset({1}), ((5, 0, 6, 2),))
    assert [row.values for row in draft.rows] == [("x",)]
    assert len(read(saved(book))) == 1


def test_a_file_of_another_programme_with_names_for_everything_is_read() -> None:
    """Prefixes, places left out, texts in the cells: all of it is allowed."""
    space = workbooks.SPACE.replace("xmlns=", "xmlns:x=")
    rows = '<x:row><x:c t="inlineStr"><x:is><x:t>An</x:t></x:is></x:c><x:c><x:v>7</x:v></x:c>'
    sheet = f"<x:worksheet {space}><x:sheetData>{rows}</x:row></x:sheetData></x:worksheet>"
    [found] = read(workbooks.changed(workbooks.workbook(HEADS), {workbooks.SHEET: sheet}))
    assert found.rows == [Cells(1, ("An", 7), frozenset())]


def test_rows_are_counted_as_far_as_something_is_written_in_them() -> None:
    some: list[Sequence[object]] = [["An"], [None]]
    assert len(of_rows(*some * 50)) == 51
    with pytest.raises(TableTooBig) as refusal:
        of_rows(*some * 51)
    assert refusal.value.facts == {"mb": 2, "rows": 50}


@pytest.mark.parametrize(
    "name", ["styles-6-mb", "styles-30-mb", "texts-one-of-30-mb", "sheet-deep", "sheet-cells-blank"]
)
def test_of_an_endless_part_only_the_beginning_is_read(name: str) -> None:
    """The reader refuses it by itself, before the limit of processor time ends its process."""
    with expect_refusal("This file takes too much memory or time to open") as refusal:
        read(hostile()[f"{name}.xlsx"])
    ended = refusal.value.__cause__
    assert isinstance(ended, confined.Ended)
    assert ended.status == Verdict.TOO_HEAVY


def test_a_process_that_ends_before_it_has_read_the_file_is_no_fault(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "__main__.py").write_text("")
    monkeypatch.setattr(confined, "PROGRAMME", tmp_path)
    with pytest.raises(NotOurTable):
        read(bytes(workbooks.MEGABYTE))


SPEAKERS = {
    "nothing": "",
    "no JSON": "os.write(1, b'[1')",
    "no row": "os.write(1, b'[7]\\n')",
    "numbers instead of words": "os.write(1, b'[\"sheet\", {}, [], {}]\\n')",
    "another thing for a day": 'os.write(1, b\'["sheet","a",0,0]\\n[1,0,[{"day":{}}],[]]\\n\')',
    "brackets without end": "os.write(1, b'[' * 200000 + b'\\n')",
    "no end": '[os.write(1, b\'["sheet","a",0,0]\\n\' * 9999) for _n in iter(int, 1)]',
    "nothing, for ever": "time.sleep(60)",
    "nothing more, for ever": "os.close(1); time.sleep(60)",
}


@pytest.mark.parametrize("name", SPEAKERS)
def test_who_took_the_process_over_cannot_reach_further(
    name: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "__main__.py").write_text(f"import os, time\n{SPEAKERS[name]}")
    monkeypatch.setattr(confined, "PROGRAMME", tmp_path)
    content = workbooks.workbook(HEADS)
    monkeypatch.setattr(confined, "LONGEST_SECONDS", 2.0)
    with pytest.raises((NotOurTable, Refused)):
        read(content)
