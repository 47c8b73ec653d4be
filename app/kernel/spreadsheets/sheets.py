"""Workbooks laid out by others: all sheets, with what is hidden, merged and computed in them.

A formula gives the value that its spreadsheet stored; openpyxl reads either that or the formula,
and row by row neither what is hidden nor what is merged. So the rows are parsed here.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import IO, Any, NamedTuple

from flask_babel import lazy_gettext as _
from openpyxl import load_workbook
from openpyxl.utils import range_boundaries
from openpyxl.worksheet._reader import COL_TAG, FORMULA_TAG, ROW_TAG, WorkSheetParser
from openpyxl.xml.constants import SHEET_MAIN_NS
from openpyxl.xml.functions import iterparse

from app.kernel.errors import DomainError
from app.kernel.spreadsheets.workbook import Cells, NotOurTable, checked, too_many

MOST_COLUMNS = 60
"""Columns that are read; people lay out fewer."""
MOST_SHEETS = 60
"""Sheets of a file; a district has some thirty communes, and a sheet for each."""
MOST_MERGED = 20_000
_MERGED_TAG = f"{{{SHEET_MAIN_NS}}}mergeCell"
_YES = frozenset({"1", "true"})


class TooManySheets(DomainError):
    """More sheets than any list has."""

    message = _("The file has too many sheets: at most %(sheets)s.")
    status = 413


class MergedRange(NamedTuple):
    """Cells shown as one: row numbers, and columns from 0; both ends included."""

    first_row: int
    last_row: int
    first_column: int
    last_column: int


@dataclass(frozen=True)
class Sheet:
    """A sheet: its rows that hold anything, and what is hidden and merged."""

    name: str
    hidden: bool
    rows: tuple[Cells, ...]
    hidden_columns: frozenset[int]
    merged: tuple[MergedRange, ...]


def sheets_of(stream: IO[bytes], *, most: int) -> list[Sheet]:
    """All sheets of a workbook, together with at most ``most`` rows that hold anything.

    A cell with a formula has its stored value; without one, the formula itself.

    Raises:
        NotOurTable, WithMacros, TableTooBig, TooManySheets: the file cannot be read.
    """
    content = checked(stream, most=most)
    try:
        book = load_workbook(BytesIO(content), read_only=True, data_only=True, keep_links=False)
        several = len(book.worksheets) > MOST_SHEETS
        found = [] if several else [_sheet(each) for each in book.worksheets]
    except Exception as error:  # a broken file raises anything in the reader
        raise NotOurTable(field="file") from error
    if several:
        raise TooManySheets(field="file", sheets=MOST_SHEETS)
    if sum(len(sheet.rows) for sheet in found) > most:
        raise too_many(most)
    return found


class _Parser(WorkSheetParser):
    """Parses cells, and notes which of them have a formula."""

    def parse_cell(self, element: Any) -> dict[str, Any]:
        cell: dict[str, Any] = super().parse_cell(element)
        formula = element.find(FORMULA_TAG)
        if formula is not None:
            cell["computed"] = True
            if cell["value"] is None or cell["data_type"] == "e":
                cell["value"] = f"={formula.text or ''}"
        return cell


def _sheet(sheet: Any) -> Sheet:
    book = sheet.parent
    rows: list[Cells] = []
    hidden: set[int] = set()
    merged: list[MergedRange] = []
    with sheet._get_source() as source:
        parser = _Parser(
            source,
            sheet._shared_strings,
            data_only=True,
            epoch=book.epoch,
            date_formats=book._date_formats,
            timedelta_formats=book._timedelta_formats,
        )
        for _event, element in iterparse(source):
            if element.tag == ROW_TAG:
                rows.extend(_row(parser, element))
                element.clear()
            elif element.tag == COL_TAG:
                hidden.update(_hidden_columns(element))
            elif element.tag == _MERGED_TAG and len(merged) < MOST_MERGED:
                merged.append(_merged(element.get("ref")))
    state = sheet.sheet_state != "visible"
    return Sheet(sheet.title, state, tuple(rows), frozenset(hidden), tuple(merged))


def _row(parser: _Parser, element: Any) -> Iterator[Cells]:
    """The row, if any of its cells holds something."""
    number, cells = parser.parse_row(element)
    values: dict[int, Any] = {
        cell["column"] - 1: cell["value"]
        for cell in cells
        if cell["column"] <= MOST_COLUMNS and cell["value"] not in {None, ""}
    }
    if values:
        computed = frozenset(
            cell["column"] - 1
            for cell in cells
            if cell.get("computed") and cell["column"] - 1 in values
        )
        filled = tuple(values.get(at) for at in range(max(values) + 1))
        yield Cells(number, filled, computed, hidden=_is_hidden(element, "ht"))


def _hidden_columns(element: Any) -> range:
    first, last = int(element.get("min")), int(element.get("max"))
    if not _is_hidden(element, "width"):
        return range(0)
    return range(first - 1, min(last, MOST_COLUMNS))


def _is_hidden(element: Any, size: str) -> bool:
    """Whether it is hidden, or too small to be seen."""
    return element.get("hidden") in _YES or float(element.get(size, 1)) == 0


def _merged(place: str) -> MergedRange:
    left, top, right, bottom = range_boundaries(place)
    return MergedRange(top or 1, bottom or 1, (left or 1) - 1, (right or 1) - 1)
