"""Streamed exports: files generated while they are sent, never whole in memory or on disk.

A table of any length is sent row by row, as CSV or as an Excel workbook, and typed text stays text,
whatever it begins with.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime
from io import RawIOBase, StringIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._writer import WorksheetWriter
from openpyxl.writer.excel import ExcelWriter

from app.kernel import clock
from app.kernel.spreadsheets.workbook import RISKY, harmless

PIECE_BYTES = 64 * 1024
NARROWEST, WIDEST = 16, 48
_SHEET = "xl/worksheets/sheet1.xml"
_NOT_IN_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_NOT_IN_A_TITLE = re.compile(r"[\[\]:*?/\\]")
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


def csv_pieces(heads: Sequence[str], rows: Rows) -> Iterator[bytes]:
    """A CSV that Excel reads as UTF-8; text that would be a formula gets an apostrophe."""
    page = StringIO("\ufeff")
    page.seek(0, 2)
    writer = csv.writer(page)
    writer.writerow([harmless(head) for head in heads])
    for row in rows:
        writer.writerow([harmless(value) for value in row])
        if page.tell() > PIECE_BYTES:
            yield page.getvalue().encode()
            page.seek(0)
            page.truncate()
    yield page.getvalue().encode()


def xlsx_pieces(title: str, heads: Sequence[str], rows: Rows) -> Iterator[bytes]:
    """A workbook of one sheet; dates and times are typed, all else is text or a number.

    openpyxl's own row-by-row mode writes the sheet to a temporary file, with people's names in it;
    here its writer writes into the archive, which is sent as it grows.
    """
    pieces = Pieces()
    book = Workbook(write_only=True)
    sheet = book.create_sheet(_NOT_IN_A_TITLE.sub(" ", title)[:31])
    sheet.freeze_panes = "A2"
    for at, head in enumerate(heads, 1):
        width = min(max(len(head) + 4, NARROWEST), WIDEST)
        sheet.column_dimensions[get_column_letter(at)].width = width
    cells = _Cells(sheet)
    with ZipFile(pieces, "w", ZIP_DEFLATED) as archive:
        with archive.open(_entry(_SHEET), "w") as file:
            sheet._writer = WorksheetWriter(sheet, out=file)
            sheet._writer.write_top()
            sheet.append([cells.head(head) for head in heads])
            for row in rows:
                sheet.append([cells.of(value) for value in row])
                if len(pieces) > PIECE_BYTES:
                    yield pieces.taken()
            sheet.close()
        _Rest(book, archive).write_data()
    yield pieces.taken()


class _Rest(ExcelWriter):
    """The parts of a workbook besides its sheet, which has been sent already."""

    def write_worksheet(self, ws: Any) -> None:
        self.manifest.append(ws)


class _Cells:
    """Cells of one sheet, each value in a suitable type."""

    def __init__(self, sheet: Any) -> None:
        self._sheet = sheet
        self._makers: dict[type, Callable[[Any], Any]] = {
            str: self._text,
            datetime: self._moment,
            date: self._day,
        }

    def head(self, words: str) -> Any:
        cell = self._text(words, always=True)
        cell.font = Font(bold=True)
        cell.fill = PatternFill("solid", fgColor="E3ECEB")
        cell.alignment = Alignment(wrap_text=True, vertical="top")
        return cell

    def of(self, value: Any) -> Any:
        make = self._makers.get(type(value))
        return make(value) if make else value

    def _text(self, text: str, *, always: bool = False) -> Any:
        """The text, marked as text where openpyxl would take it for a formula or an error."""
        text = _NOT_IN_XML.sub("", text)
        if not always and not text.startswith((*RISKY, "#")):
            return text
        cell = WriteOnlyCell(self._sheet, value=text)
        cell.data_type = "s"
        cell.quotePrefix = text.startswith(RISKY)
        return cell

    def _moment(self, value: datetime) -> Any:
        here = clock.local(value).replace(tzinfo=None, second=0, microsecond=0)
        return self._dated(here, _FORMATS[datetime])

    def _day(self, value: date) -> Any:
        return self._dated(value, _FORMATS[date])

    def _dated(self, value: date, shown: str) -> Any:
        cell = WriteOnlyCell(self._sheet, value=value)
        cell.number_format = shown
        return cell


def _entry(name: str) -> ZipInfo:
    entry = ZipInfo(name, clock.local(clock.now()).timetuple()[:6])
    entry.compress_type = ZIP_DEFLATED
    return entry
