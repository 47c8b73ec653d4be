"""Workbooks to be filled in and imported again; an imported file is read by ``reader``."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill, Protection
from openpyxl.utils import get_column_letter
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation

from app.kernel.spreadsheets.writer import write_head, write_text

TEXT = "@"
OPEN = Protection(locked=False)
LONGEST_INLINE = 255
"""Maximum characters of a drop-down list inside the cell; a limit of Excel."""
NOTES, CHOICES = "Hướng dẫn", "Danh mục"
"""Names of the additional sheets."""


@dataclass(frozen=True)
class Column:
    """A column of a workbook: its heading, its width, and whether people fill it in."""

    head: str
    width: int = 16
    filled_in: bool = False
    choices: tuple[str, ...] = ()
    hidden: bool = False
    """Whether only the import reads it, as a key that tells people nothing."""


@dataclass(frozen=True)
class Extras:
    """Optional parts of a workbook besides its rows."""

    ready_for: int = 0
    """Rows with drop-downs below the heading; people add and remove rows, so nothing is locked."""
    notes: Sequence[str] = ()
    """Lines of a second sheet with instructions."""
    marked: Collection[tuple[int, int]] = ()
    """Cells to correct: row and column index, both from 0."""


def workbook(
    name: str,
    columns: Sequence[Column],
    rows: Iterable[Sequence[Any]],
    extras: Extras | None = None,
) -> bytes:
    """A workbook of one sheet; only the columns to be filled in are editable.

    Drop-downs too long for the cell itself use a hidden sheet.
    """
    extras = extras or Extras()
    book = Workbook()
    sheet = book.active
    sheet.title = name
    for at, column in enumerate(columns, 1):
        write_head(sheet.cell(1, at), column.head, filled_in=column.filled_in)
        sheet.column_dimensions[get_column_letter(at)].width = column.width
        sheet.column_dimensions[get_column_letter(at)].hidden = column.hidden
        if extras.ready_for:  # a number typed into a text cell keeps its leading zeros
            sheet.column_dimensions[get_column_letter(at)].number_format = TEXT
    last = 1
    for last, row in enumerate(rows, 2):
        for at, (column, value) in enumerate(zip(columns, row, strict=True), 1):
            _write(sheet.cell(last, at), value, open_=column.filled_in)
            if extras.ready_for:
                sheet.cell(last, at).number_format = TEXT
    for row_at, column_at in extras.marked:
        sheet.cell(row_at + 2, column_at + 1).fill = PatternFill("solid", fgColor="F8D7D3")
    _note(book, extras.notes)
    _offer_choices(book, columns, max(last, 1 + extras.ready_for))
    sheet.freeze_panes = "A2"
    if any(column.filled_in for column in columns) and not extras.ready_for:
        sheet.protection.enable()
    written = BytesIO()
    book.save(written)
    return written.getvalue()


def _note(book: Workbook, notes: Sequence[str]) -> None:
    if not notes:
        return
    sheet = book.create_sheet(NOTES)
    sheet.column_dimensions["A"].width = 110
    for at, text in enumerate(notes, 1):
        _write(sheet.cell(at, 1), text, open_=False)
        sheet.cell(at, 1).alignment = Alignment(wrap_text=True, vertical="top")
    sheet["A1"].font = Font(bold=True, size=14)


def _offer_choices(book: Workbook, columns: Sequence[Column], last: int) -> None:
    """Add drop-downs below the heading, by range, so that the file stays small."""
    sheet = book.active
    for at, column in enumerate(columns, 1):
        if not column.choices or last == 1:
            continue
        inline = f'"{",".join(column.choices)}"'
        if len(inline) > LONGEST_INLINE or any("," in choice for choice in column.choices):
            inline = _on_a_hidden_sheet(book, at, column.choices)
        letter = get_column_letter(at)
        listed = DataValidation(type="list", formula1=inline, allow_blank=True)
        listed.add(f"{letter}2:{letter}{last}")
        sheet.add_data_validation(listed)


def _on_a_hidden_sheet(book: Workbook, at: int, choices: Sequence[str]) -> str:
    """The name of the range that holds the choices of a column."""
    if CHOICES not in book.sheetnames:
        book.create_sheet(CHOICES).sheet_state = "hidden"
    sheet = book[CHOICES]
    for row, choice in enumerate(choices, 1):
        _write(sheet.cell(row, at), choice, open_=False)
    name, letter = f"choices_{at}", get_column_letter(at)
    place = f"'{CHOICES}'!${letter}$1:${letter}${len(choices)}"
    book.defined_names[name] = DefinedName(name, attr_text=place)
    return name


def _write(cell: Any, value: Any, *, open_: bool) -> None:
    cell.value = value
    if isinstance(value, str):
        write_text(cell, value)
    if open_:  # cells are locked unless said otherwise, and a style takes longer than its text
        cell.protection = OPEN
