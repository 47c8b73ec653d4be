"""Workbooks that are exported, filled in and imported again; no text becomes a formula.

Typed text may begin with ``=``; in our files it stays text. An imported file is opened only when it
is small, has no macros, and does not unpack to more than it should.
"""

from __future__ import annotations

import csv
import re
import zipfile
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO, StringIO
from typing import IO, Any

from flask_babel import lazy_gettext as _
from openpyxl import Workbook, load_workbook
from openpyxl.styles import Alignment, Font, PatternFill, Protection
from openpyxl.utils import get_column_letter
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation

from app.kernel.errors import DomainError

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV = "text/csv; charset=utf-8"
LARGEST = 2 * 1024 * 1024
UNPACKED_AT_MOST = 40 * 1024 * 1024
RISKY = ("=", "+", "-", "@", "\t", "\r")
"""A cell that begins with one of these is evaluated by spreadsheets."""
_FORMULA = re.compile(rf"(?:^|(?<=;))(?=[{re.escape(''.join(RISKY))}])")
"""Where a formula would begin, also for programs that split a line at each semicolon."""
LIKE_A_FORMULA = "f"
TEXT = "@"
OPEN = Protection(locked=False)
LONGEST_INLINE = 255
"""Maximum characters of a drop-down list inside the cell; a limit of Excel."""
NOTES, CHOICES = "Hướng dẫn", "Danh mục"
"""Names of the additional sheets."""


class NotOurTable(DomainError):
    """The file is not a workbook that we can read."""

    message = _("This is not an Excel file (.xlsx) that was downloaded here. Download a new one.")
    status = 422


class WithMacros(DomainError):
    """The workbook contains macros."""

    message = _("The file has macros. Save it as an Excel workbook without macros (.xlsx).")
    status = 422


class TableTooBig(DomainError):
    """More than anybody fills in by hand."""

    message = _("The file is too big: at most %(mb)s MB and %(rows)s rows.")
    status = 413


@dataclass(frozen=True)
class Column:
    """A column of a workbook: its heading, its width, and whether people fill it in."""

    head: str
    width: int = 16
    filled_in: bool = False
    choices: tuple[str, ...] = ()


@dataclass(frozen=True)
class Cells:
    """An imported row: its number in the sheet, its values, and which were formulas."""

    number: int
    values: tuple[Any, ...]
    formulas: frozenset[int]
    hidden: bool = False


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
        cell = sheet.cell(1, at, column.head)
        cell.font = Font(bold=True)
        cell.fill = PatternFill("solid", fgColor="FFF3D6" if column.filled_in else "E3ECEB")
        cell.alignment = Alignment(wrap_text=True, vertical="top")
        sheet.column_dimensions[get_column_letter(at)].width = column.width
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
    """Write text as text, whatever it begins with."""
    cell.value = value
    if isinstance(value, str):
        cell.data_type = "s"
        if value.startswith(RISKY):
            cell.quotePrefix = True
    if open_:  # cells are locked unless said otherwise, and a style takes longer than its text
        cell.protection = OPEN


def csv_of(heads: Sequence[str], rows: Iterable[Iterable[Any]]) -> bytes:
    """A CSV that Excel reads as UTF-8; text that would be a formula gets an apostrophe."""
    written = StringIO()
    writer = csv.writer(written)
    writer.writerows([harmless(value) for value in row] for row in (heads, *rows))
    return b"\xef\xbb\xbf" + written.getvalue().encode()


def harmless(value: Any) -> str:
    """The value as text that no spreadsheet takes for a formula, split at commas or semicolons."""
    text = "" if value is None else str(value)
    return text if isinstance(value, int | float) else _FORMULA.sub("'", text)


def rows_of(stream: IO[bytes], heads: Sequence[str], *, most: int) -> list[Cells]:
    """The rows below these headings, without empty ones.

    Raises:
        NotOurTable: it is no workbook, or its first row is different.
        WithMacros: it contains macros.
        TableTooBig: too many bytes or rows.
    """
    content, too_big = checked(stream, most=most), too_many(most)
    try:
        book = load_workbook(BytesIO(content), read_only=True, data_only=False, keep_links=False)
        found = list(_cells(book.worksheets[0], len(heads), most))
    except Exception as error:  # a broken file raises anything in the reader
        raise NotOurTable(field="file") from error
    if not found or [str(value or "").strip() for value in found[0].values] != [*heads]:
        raise NotOurTable(field="file")
    if len(found) > most + 1:
        raise too_big
    return found[1:]


def checked(stream: IO[bytes], *, most: int) -> bytes:
    """The content of a workbook that may be opened.

    Raises:
        NotOurTable, WithMacros, TableTooBig: it may not.
    """
    content, too_big = stream.read(LARGEST + 1), too_many(most)
    if len(content) > LARGEST:
        raise too_big
    _look_inside(content, too_big)
    return content


def too_many(rows: int) -> TableTooBig:
    """The refusal of a file with more rows than this, or too many bytes."""
    return TableTooBig(field="file", mb=LARGEST // 1024 // 1024, rows=rows)


def _look_inside(content: bytes, too_big: TableTooBig) -> None:
    """Check the archive's directory before anything in it is read."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            inside = archive.infolist()
    except Exception as error:  # as above
        raise NotOurTable(field="file") from error
    if sum(each.file_size for each in inside) > UNPACKED_AT_MOST:
        raise too_big
    if any("vbaproject" in each.filename.lower() for each in inside):
        raise WithMacros(field="file")


def _cells(sheet: Any, width: int, most: int) -> Iterator[Cells]:
    for number, row in enumerate(sheet.iter_rows(max_col=width, max_row=most * 2 + 2), 1):
        values = tuple(cell.value for cell in row)
        if number == 1 or any(value not in {None, ""} for value in values):
            formulas = frozenset(
                at for at, cell in enumerate(row) if cell.data_type == LIKE_A_FORMULA
            )
            padding = (None,) * (width - len(values))
            yield Cells(number, values + padding, formulas)
