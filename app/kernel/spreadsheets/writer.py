"""Every table that leaves as CSV or Excel; typed text stays text, whatever it begins with.

A table of any length is sent row by row while it is made, never whole in memory or on disk.
"""

import csv
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from functools import lru_cache
from io import BytesIO, RawIOBase, StringIO
from itertools import chain, islice
from typing import Any, NamedTuple, TextIO
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.utils.datetime import to_excel
from openpyxl.worksheet._writer import WorksheetWriter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet
from openpyxl.writer.excel import ExcelWriter

from app.kernel import clock
from app.kernel.errors import NotFound

RISKY = ("=", "+", "-", "@", "\t", "\r")
"""A cell that begins with one of these is evaluated by spreadsheets."""
_FORMULA = re.compile(rf"(?:^|(?<=;))(?=[{re.escape(''.join(RISKY))}])")
"""Where a formula would begin, also for programs that split a line at each semicolon."""
PIECE_BYTES = 64 * 1024
ROWS_AT_ONCE = 200
"""Rows of a workbook that are compressed together."""
NARROWEST, WIDEST, WIDTH_STEP, FILTER_BUTTON, MOMENT_LENGTH = 12, 48, 4, 4, 16
"""Widths of columns, in characters."""
HEAD = 16
"""Characters after which a heading goes on below: a column of numbers needs no more."""
_OPEN_END = b"1048576"
"""The last row that a sheet can have: a filter reaches there until the rows are counted."""
_SHEET = "xl/worksheets/sheet1.xml"
_NOT_IN_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_NOT_IN_A_TITLE = re.compile(r"[\[\]:*?/\\]")
_FASTEST = 1
"""Compression in half the time, into a file a fifth larger."""
_FORMATS = {datetime: "dd/mm/yyyy hh:mm", date: "dd/mm/yyyy"}

Rows = Iterable[Sequence[Any]]


class Pieces(RawIOBase):
    """A write-only buffer whose content can be drained."""

    def __init__(self) -> None:
        super().__init__()
        self._held = bytearray()

    def __len__(self) -> int:
        return len(self._held)

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self._held += data
        return len(data)

    def taken(self) -> bytes:
        """Drain the buffer."""
        piece = bytes(self._held)
        self._held.clear()
        return piece


def harmless(value: Any) -> str:
    """The value as text that no spreadsheet takes for a formula, split at commas or semicolons."""
    text = "" if value is None else str(value)
    return text if isinstance(value, int | float) else _FORMULA.sub("'", text)


def write_text(cell: Any, words: str) -> None:
    """Text in an Excel cell, whatever it begins with."""
    cell.value = words
    cell.data_type = "s"
    if words.startswith(RISKY):
        cell.quotePrefix = True


def write_head(cell: Any, words: str, *, filled_in: bool = False) -> None:
    """A heading; those of columns that people fill in have a colour of their own."""
    write_text(cell, words)
    cell.font = Font(bold=True)
    cell.fill = PatternFill("solid", fgColor="FFF3D6" if filled_in else "E3ECEB")
    cell.alignment = Alignment(wrap_text=True, vertical="top")


def table_pieces(kind: str, title: str, heads: Sequence[Any], rows: Rows) -> Iterator[bytes]:
    """A table in the format of the address, ``csv`` or ``xlsx``.

    Raises:
        NotFound: there is no such format.
    """
    words = [str(head) for head in heads]
    if kind == "xlsx":
        return xlsx_pieces(title, words, rows)
    if kind == "csv":
        return csv_pieces(words, rows)
    raise NotFound


class CsvWriter:
    """Writes rows in which text that would be a formula gets an apostrophe."""

    def __init__(self, page: TextIO) -> None:
        self._writer = csv.writer(page)

    def row(self, cells: Iterable[Any]) -> None:
        self._writer.writerow([harmless(cell) for cell in cells])


def csv_pieces(heads: Iterable[Any], rows: Iterable[Iterable[Any]]) -> Iterator[bytes]:
    """A CSV that Excel reads as UTF-8."""
    page = StringIO("\ufeff")
    page.seek(0, 2)
    writer = CsvWriter(page)
    writer.row(heads)
    for row in rows:
        writer.row(row)
        if page.tell() > PIECE_BYTES:
            yield page.getvalue().encode()
            page.seek(0)
            page.truncate()
    yield page.getvalue().encode()


def xlsx_pieces(title: str, heads: Sequence[str], rows: Rows) -> Iterator[bytes]:
    """A workbook of one sheet; dates and times are typed, all else is text or a number.

    openpyxl's own row-by-row mode writes the sheet to a temporary file, with people's names in it,
    and takes longer for a row than the database. Here it makes all but the rows, which are written
    into the archive as XML; the archive is sent as it grows.
    """
    pieces, coming = Pieces(), iter(rows)
    first = list(islice(coming, ROWS_AT_ONCE))
    frame = _frame(title, tuple(heads), _widths(heads, first), clock.today())
    cells, last = _Cells(frame.styles, len(heads)), 1
    written = (cells.row(number, row) for number, row in enumerate(chain(first, coming), 2))
    with ZipFile(pieces, "w", ZIP_DEFLATED, compresslevel=_FASTEST) as archive:
        with archive.open(_SHEET, "w") as file:
            file.write(frame.before)
            while some := list(islice(written, ROWS_AT_ONCE)):
                last += len(some)
                file.write("".join(some).encode())
                if len(pieces) > PIECE_BYTES:
                    yield pieces.taken()
            file.write(_down_to(last, frame.after))
        for name, content in frame.rest:
            archive.writestr(name, _down_to(last, content))
    yield pieces.taken()


class _Frame(NamedTuple):
    """A workbook without its rows."""

    before: bytes
    """The XML of the sheet up to its headings."""
    after: bytes
    """What follows the last row."""
    rest: Sequence[tuple[str, bytes]]
    """The other files of the archive."""
    styles: Mapping[Any, int]
    """The style of each type of cell."""


def _widths(heads: Sequence[str], rows: Rows) -> tuple[int, ...]:
    """Room for the headings and for what stands in the first rows, in steps that frames share."""
    longest = [min(len(head), HEAD) + FILTER_BUTTON for head in heads]
    for row in rows:
        longest = [max(most, _length(cell)) for most, cell in zip(longest, row, strict=True)]
    return tuple(
        min(max(-(-(most + 1) // WIDTH_STEP) * WIDTH_STEP, NARROWEST), WIDEST) for most in longest
    )


def _length(cell: Any) -> int:
    return len(cell) if isinstance(cell, str) else len(str(cell)[:MOMENT_LENGTH])


def _down_to(last: int, content: bytes) -> bytes:
    """A part of the workbook whose filter reaches to the last row."""
    return content.replace(_OPEN_END, str(last).encode())


@lru_cache(maxsize=200)
def _frame(title: str, heads: tuple[str, ...], widths: tuple[int, ...], day: date) -> _Frame:
    """The same for every download of a list on one day, which is when it says it was made."""
    book = Workbook(write_only=True)
    book.properties.created = book.properties.modified = datetime.combine(day, time.min)
    sheet = book.create_sheet(_NOT_IN_A_TITLE.sub(" ", title)[:31])
    sheet.freeze_panes = "A2"
    _print_on_wide_pages(sheet)
    for at, width in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(at)].width = width
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(heads))}{_OPEN_END.decode()}"
    styles = _styles(sheet)
    before, after = _around_rows(sheet, [_head(sheet, head) for head in heads])
    with ZipFile(BytesIO(), "w") as archive:
        _Rest(book, archive).write_data()
        rest = [(name, archive.read(name)) for name in archive.namelist()]
    return _Frame(before, after, rest, styles)


def _print_on_wide_pages(sheet: Any) -> None:
    """All columns on a page, with the headings on each."""
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", Worksheet.PAPERSIZE_A4
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_title_rows = "1:1"


def _head(sheet: Any, words: str) -> Any:
    cell = WriteOnlyCell(sheet)
    write_head(cell, _NOT_IN_XML.sub("", words))
    return cell


def _around_rows(sheet: Any, heads: Sequence[Any]) -> tuple[bytes, bytes]:
    """The XML of the sheet up to its headings, and after its last row."""
    drawn = BytesIO()
    sheet._writer = WorksheetWriter(sheet, out=drawn)
    sheet._writer.write_top()
    sheet.append(heads)
    sheet.close()
    before, end, after = drawn.getvalue().rpartition(b"</sheetData>")
    return before, end + after


class _Rest(ExcelWriter):
    """The parts of a workbook besides its sheet, which has been sent already."""

    def write_worksheet(self, ws: Any) -> None:
        self.manifest.append(ws)


def _styles(sheet: Any) -> Mapping[Any, int]:
    styles = {}
    for kind, shown in _FORMATS.items():
        cell = WriteOnlyCell(sheet)
        cell.number_format = shown
        styles[kind] = cell.style_id
    cell = WriteOnlyCell(sheet)
    cell.quotePrefix = True
    return {**styles, str: cell.style_id}


class _Cells:
    """Cells of one sheet as XML, each value in a suitable type."""

    def __init__(self, styles: Mapping[Any, int], columns: int) -> None:
        self._letters = [get_column_letter(at) for at in range(1, columns + 1)]
        self._styles = styles
        self._again = lru_cache(maxsize=1000, typed=True)(self._content)

    def row(self, number: int, values: Sequence[Any]) -> str:
        cells = [
            f'<c r="{letter}{number}"{self._again(value)}'
            for letter, value in zip(self._letters, values, strict=True)
            if value is not None and value != ""
        ]
        return f'<row r="{number}">{"".join(cells)}</row>'

    def _content(self, value: Any) -> str:
        """A cell after its place; many values of a list are in several rows."""
        if isinstance(value, date):
            kind, when = date, value
            if isinstance(value, datetime):
                here = clock.local(value).replace(tzinfo=None, second=0, microsecond=0)
                kind, when = datetime, here
            return f' s="{self._styles[kind]}"><v>{to_excel(when)}</v></c>'
        if isinstance(value, int | float | Decimal) and not isinstance(value, bool):
            return f"><v>{value}</v></c>"
        text = _NOT_IN_XML.sub("", str(value))
        style = f' s="{self._styles[str]}"' if text.startswith(RISKY) else ""
        words = escape(text, {"\r": "&#13;"})
        return f'{style} t="inlineStr"><is><t xml:space="preserve">{words}</t></is></c>'
