"""Streaming reader of police files, CSV or Excel: only a few rows are in memory at a time."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, Protocol

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from openpyxl import load_workbook

from app.kernel.errors import DomainError
from app.kernel.files.storage import MEGABYTE
from app.kernel.spreadsheets.workbook import LIKE_A_FORMULA, WithMacros

MOST_OF_A_SHEET = 50_000
"""Maximum rows of an Excel file; larger ones come as CSV, which has no limit."""
UNPACKED_AT_MOST = 400 * MEGABYTE
_WORDS_AT_MOST = 150 * MEGABYTE
"""Maximum size of a workbook's shared strings, which its reader holds in memory."""
_ZIP, _OLD_EXCEL = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"


class NoTable(DomainError):
    """The file is neither CSV nor a readable workbook."""

    message = _(
        "The file cannot be read. Send a CSV in UTF-8 with commas or semicolons, or an Excel "
        "workbook (.xlsx)."
    )
    status = 422


class NotInUtf8(DomainError):
    """The CSV is not encoded in UTF-8."""

    message = _("The letters of the file are not in UTF-8. Save it as “CSV UTF-8” and send it.")
    status = 422


class QuoteLeftOpen(DomainError):
    """An unterminated quoted cell."""

    message = _("A quotation mark is left open near line %(line)s. Put it right and send the file.")
    status = 422


class TooManyRows(DomainError):
    """A workbook with too many rows."""

    message = _("An Excel file has at most %(most)s rows. Save it as CSV and send that.")
    status = 413


@dataclass(frozen=True)
class Cells:
    """One raw row below the header."""

    line: int
    cells: Sequence[str]
    fault: str = ""
    """Why the row as a whole cannot be read."""


class Table(Protocol):
    """A file opened for reading."""

    headings: list[str]

    def rows(self) -> Iterator[Cells]:
        """The rows below the header, without empty ones."""

    def bytes_read(self) -> int:
        """How much of the file has been read, approximately."""


@contextmanager
def opened(path: Path) -> Iterator[Table]:
    """Open the file and read its header.

    Raises:
        DomainError: the file is invalid; also raised later, while rows are read.
    """
    with path.open("rb") as file:
        begin = file.read(4)
        file.seek(0)
        if begin == _OLD_EXCEL:
            raise NoTable(field="file")
        yield _Workbook(file, path.stat().st_size) if begin == _ZIP else _Csv(file)


class _Csv:
    def __init__(self, file: Any) -> None:
        self._file = file
        letters = io.TextIOWrapper(file, "utf-8-sig", newline="")
        with _readable(lambda: 1):
            first = letters.readline()
        split = ";" if first.count(";") > first.count(",") else ","
        self.headings = _trimmed(next(csv.reader([first], delimiter=split), []))
        self._reader = csv.reader(letters, delimiter=split)

    def rows(self) -> Iterator[Cells]:
        reader, width = self._reader, len(self.headings)
        with _readable(lambda: reader.line_num + 2):
            for cells in reader:
                if len(cells) == width:
                    if any(cells):
                        yield Cells(reader.line_num + 1, cells)
                elif any(cells):
                    yield Cells(reader.line_num + 1, cells, _wrong_width(len(cells), width))

    def bytes_read(self) -> int:
        return int(self._file.tell())


def _wrong_width(found: int, wanted: int) -> str:
    return gettext("The row has %(cells)s cells instead of %(wanted)s.", cells=found, wanted=wanted)


@contextmanager
def _readable(line: Callable[[], int]) -> Iterator[None]:
    try:
        yield
    except UnicodeDecodeError as error:
        raise NotInUtf8(field="file") from error
    except csv.Error as error:
        raise QuoteLeftOpen(field="file", line=line()) from error


class _Workbook:
    def __init__(self, file: Any, size: int) -> None:
        self._size, self._seen = size, 0
        with _sound():
            _look_inside(file)
            book = load_workbook(file, read_only=True, keep_links=False)
            sheet = book.worksheets[0]
            self._rows = sheet.iter_rows()
            self.headings = _trimmed([_text(cell.value) for cell in next(self._rows, ())])
        self._most = min(sheet.max_row or MOST_OF_A_SHEET, MOST_OF_A_SHEET) or 1

    def rows(self) -> Iterator[Cells]:
        width, found = len(self.headings), 0
        while True:
            with _sound():
                row = next(self._rows, None)
            if row is None:
                return
            self._seen += 1
            cells = [_text(cell.value) for cell in row[:width]]
            if any(cells):
                found += 1
                if found > MOST_OF_A_SHEET:
                    raise TooManyRows(field="file", most=MOST_OF_A_SHEET)
                formula = any(cell.data_type == LIKE_A_FORMULA for cell in row[:width])
                fault = gettext("A cell holds a formula. Write the value itself.")
                cells += [""] * (width - len(cells))
                yield Cells(self._seen + 1, cells, fault if formula else "")

    def bytes_read(self) -> int:
        return self._size * min(self._seen, self._most) // self._most


@contextmanager
def _sound() -> Iterator[None]:
    try:
        yield
    except DomainError:
        raise
    except Exception as error:  # a broken workbook raises any exception in its reader
        raise NoTable(field="file") from error


def _look_inside(file: Any) -> None:
    """Check the archive's directory before reading any member."""
    with zipfile.ZipFile(file) as archive:
        inside = archive.infolist()
    words = sum(each.file_size for each in inside if each.filename.endswith("sharedStrings.xml"))
    if sum(each.file_size for each in inside) > UNPACKED_AT_MOST or words > _WORDS_AT_MOST:
        raise TooManyRows(field="file", most=MOST_OF_A_SHEET)
    if any("vbaproject" in each.filename.lower() for each in inside):
        raise WithMacros(field="file")


def _trimmed(headings: list[str]) -> list[str]:
    while headings and not headings[-1].strip():
        headings.pop()
    return headings


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime | date):
        return value.isoformat()[:10]
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)
