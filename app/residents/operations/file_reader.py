"""Streaming reader of police files, CSV or Excel: only a few rows are in memory at a time."""

import csv
import io
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import Any, Protocol

from flask_babel import gettext
from flask_babel import lazy_gettext as _

from app.kernel.errors import Refused
from app.kernel.files import confined
from app.kernel.files.storage import MEGABYTE
from app.kernel.spreadsheets import reader
from sanitizer import WorkbookLimits, confinement

MOST_OF_A_SHEET = 50_000
"""Maximum rows of an Excel file; larger ones come as CSV, which has no limit."""
LONGEST_LINE = MEGABYTE
"""Characters of a CSV that are in memory at once, as far as a line goes."""
LARGEST_WORKBOOK = 64 * MEGABYTE
CELLS_AT_MOST = 2_000_000
UNPACKED_AT_MOST = 400 * MEGABYTE
WRITTEN_AT_MOST = 100 * MEGABYTE
CPU_SECONDS = 120
PATIENCE_SECONDS = 300
"""What the worker waits for the rows, beside its own work."""
_ZIP, _OLD_EXCEL = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"


NO_TABLE = _(
    "The file cannot be read. Send a CSV in UTF-8 with commas or semicolons, or an Excel workbook"
    " (.xlsx)."
)


TOO_MANY_LINES = _("An Excel file has at most %(most)s rows. Save it as CSV and send that.")


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
def opened(path: Path, *, heading_alone: bool = False) -> Iterator[Table]:
    """Open the file and read its header; a page that needs no more waits no longer than for others.

    Raises:
        DomainError: the file is invalid; also raised later, while rows are read.
    """
    with path.open("rb") as file:
        begin = file.read(4)
        file.seek(0)
        if begin == _OLD_EXCEL:
            raise Refused(NO_TABLE, status=422, field="file")
        if begin != _ZIP:
            yield _Csv(file)
            return
        book = _Workbook(file, path.stat().st_size, heading_alone=heading_alone)
        try:
            yield book
        finally:
            book.close()


class _Csv:
    def __init__(self, file: Any) -> None:
        self._file = file
        self._letters = io.TextIOWrapper(file, "utf-8-sig", newline="")
        pieces = iter(partial(self._letters.readline, LONGEST_LINE), "")
        with _readable(lambda: 1):
            first = next(pieces, "")
        split = ";" if first.count(";") > first.count(",") else ","
        self.headings = _trimmed(next(csv.reader([first], delimiter=split), []))
        self._reader = csv.reader(pieces, delimiter=split)

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
        raise Refused(
            _("The letters of the file are not in UTF-8. Save it as “CSV UTF-8” and send it."),
            status=422,
            field="file",
        ) from error
    except csv.Error as error:
        raise Refused(
            _("A quotation mark is left open near line %(line)s. Put it right and send the file."),
            status=422,
            field="file",
            line=line(),
        ) from error


class _Workbook:
    def __init__(self, file: Any, size: int, *, heading_alone: bool) -> None:
        self._size, self._seen = size, 0
        if size > LARGEST_WORKBOOK:
            raise Refused(TOO_MANY_LINES, status=413, field="file", most=MOST_OF_A_SHEET)
        limits = WorkbookLimits(
            rows=MOST_OF_A_SHEET + 1,
            cells=CELLS_AT_MOST,
            unpacked_bytes=UNPACKED_AT_MOST,
            written_bytes=WRITTEN_AT_MOST,
            cpu_seconds=confinement.CPU_SECONDS if heading_alone else CPU_SECONDS,
            every_sheet=False,
        )
        seconds = confined.LONGEST_SECONDS if heading_alone else PATIENCE_SECONDS
        self._pieces = reader.pieces(file, limits, seconds=seconds)
        sheet, head = self._next(), self._next()
        self._most = min(getattr(sheet, "last_row", 0) or MOST_OF_A_SHEET, MOST_OF_A_SHEET)
        self.headings = _trimmed([_text(value) for value in getattr(head, "values", ())])

    def close(self) -> None:
        self._pieces.close()

    def rows(self) -> Iterator[Cells]:
        width = len(self.headings)
        fault = gettext("A cell holds a formula. Enter the value itself.")
        while isinstance(row := self._next(), reader.Cells):
            self._seen = row.number
            cells = [_text(value) for value in row.values[:width]]
            formula = any(at < width for at in row.formulas)
            if formula or any(cells):
                cells += [""] * (width - len(cells))
                yield Cells(row.number, cells, fault if formula else "")

    def bytes_read(self) -> int:
        return self._size * min(self._seen, self._most) // self._most

    def _next(self) -> reader.Sheet | reader.Cells | None:
        try:
            with reader.told_apart(MOST_OF_A_SHEET):
                return next(self._pieces, None)
        except reader.NotOurTable as error:
            raise Refused(NO_TABLE, status=422, field="file") from error
        except reader.TableTooBig as error:
            raise Refused(TOO_MANY_LINES, status=413, field="file", most=MOST_OF_A_SHEET) from error


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
