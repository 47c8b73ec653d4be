"""Reads workbooks that others made, in the confined process; only plain rows come back.

What comes back is checked again: whoever took that process over could write anything.
"""

import json
from collections.abc import Generator, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import IO, Any, NamedTuple

from flask_babel import lazy_gettext as _

from app.kernel.errors import DomainError, Refused
from app.kernel.files import confined
from sanitizer import MAX_SHEETS, XLSX, Verdict, WorkbookLimits

MEGABYTE = 1024 * 1024
LARGEST = 2 * MEGABYTE


class MergedRange(NamedTuple):
    """Cells shown as one, both ends included; rows from 1 as Excel counts, columns from 0."""

    first_row: int
    first_column: int
    last_row: int
    last_column: int


class NotOurTable(DomainError):
    message = _("This is not an Excel file (.xlsx) that was downloaded here. Download a new one.")
    status = 422


WITH_MACROS = _("The file has macros. Save it as an Excel workbook without macros (.xlsx).")


class TableTooBig(DomainError):
    message = _("The file is too big: at most %(mb)s MB and %(rows)s rows.")
    status = 413


TABLE_TOO_HEAVY = _(
    "This file takes too much memory or time to open: there is more in it than the rows. Copy the"
    " rows alone into a new workbook, save it as .xlsx and send that."
)


@dataclass(frozen=True)
class Cells:
    """A row of a sheet in which something is written."""

    number: int
    """As Excel shows it."""
    values: tuple[Any, ...]
    """Text, numbers, truth values, ``datetime``; None where nothing is written."""
    formulas: frozenset[int]
    """The columns, from 0, that hold a formula; their value is the stored one, or None."""
    is_hidden: bool = False


@dataclass
class Sheet:
    """A sheet with its rows."""

    name: str
    is_hidden: bool
    last_row: int = 0
    """As the file says; it may be wrong."""
    rows: list[Cells] = field(default_factory=list)
    hidden_columns: frozenset[int] = frozenset()
    merged: tuple[MergedRange, ...] = ()


def small(rows: int, *, every_sheet: bool = False) -> WorkbookLimits:
    return WorkbookLimits(
        rows=rows,
        cells=500_000,
        unpacked_bytes=40 * MEGABYTE,
        written_bytes=4 * MEGABYTE,
        cpu_seconds=4,
        every_sheet=every_sheet,
    )


def sheets(stream: IO[bytes], *, most: int, every_sheet: bool = False) -> list[Sheet]:
    """The first sheet of a file, or every sheet, with at most so many rows besides a heading.

    Raises NotOurTable, Refused, TableTooBig or OpeningBusy.
    """
    content = stream.read(LARGEST + 1)
    if len(content) > LARGEST:
        raise TableTooBig(field="file", mb=LARGEST // MEGABYTE, rows=most)
    found: list[Sheet] = []
    reading = pieces(content, small(most + 1, every_sheet=every_sheet))
    with told_apart(most), closing(reading) as told:
        for each in told:
            if isinstance(each, Sheet):
                found.append(each)
            else:
                found[-1].rows.append(each)
    if not found:
        raise NotOurTable(field="file")
    if every_sheet and sum(len(sheet.rows) for sheet in found) > most:
        raise TableTooBig(field="file", mb=LARGEST // MEGABYTE, rows=most)
    return found


def pieces(
    given: IO[bytes] | bytes, limits: WorkbookLimits, *, seconds: float | None = None
) -> Generator[Sheet | Cells, None, None]:
    """Each sheet, without its rows, and then its rows, as they are read.

    The hidden columns and merged ranges of a sheet are set after its last row. Errors are told
    apart by ``told_apart``, inside which this is iterated.
    """
    sheet = Sheet("", is_hidden=False)
    most = limits.written_bytes + MEGABYTE
    reading = confined.lines(given, XLSX, json.dumps(limits), most_bytes=most, seconds=seconds)
    with closing(reading) as lines:
        for line in lines:
            told = json.loads(line)
            if told[0] == "sheet":
                sheet = Sheet(str(told[1]), is_hidden=bool(told[2]), last_row=int(told[3]))
                yield sheet
            elif told[0] == "end":
                sheet.hidden_columns = frozenset(map(int, told[1]))
                sheet.merged = tuple(MergedRange(*map(int, area)) for area in told[2])
            else:
                yield _cells(*told)


def rows_of(stream: IO[bytes], heads: Sequence[str], *, most: int) -> list[Cells]:
    """The rows below these headings, without empty ones and without further columns.

    Raises NotOurTable, Refused, TableTooBig or OpeningBusy.
    """
    [sheet] = sheets(stream, most=most)
    found = [_cut(row, len(heads)) for row in sheet.rows]
    if not found or found[0].number != 1:
        raise NotOurTable(field="file")
    if [str(value or "").strip() for value in found[0].values] != [*heads]:
        raise NotOurTable(field="file")
    return [row for row in found[1:] if row.formulas or any(v is not None for v in row.values)]


def _cut(row: Cells, width: int) -> Cells:
    values = row.values[:width] + (None,) * (width - len(row.values))
    return replace(row, values=values, formulas=row.formulas.intersection(range(width)))


@contextmanager
def told_apart(most: int) -> Iterator[None]:
    """Turns what ends the process, or is no row, into a refusal in words."""
    try:
        yield
    except confined.Ended as ended:
        if ended.status == Verdict.MACROS:
            raise Refused(WITH_MACROS, status=422, field="file") from ended
        if ended.status == Verdict.TOO_MANY_ROWS:
            raise TableTooBig(field="file", mb=LARGEST // MEGABYTE, rows=most) from ended
        if ended.status == Verdict.TOO_MANY_SHEETS:
            raise Refused(
                _("The file has too many sheets: at most %(sheets)s."),
                status=413,
                field="file",
                sheets=MAX_SHEETS,
            ) from ended
        if ended.status < 0 or ended.status == Verdict.TOO_HEAVY:
            raise Refused(TABLE_TOO_HEAVY, status=422, field="file") from ended
        raise NotOurTable(field="file") from ended
    except (ValueError, TypeError, LookupError, OverflowError, RecursionError) as error:
        raise NotOurTable(field="file") from error


def _cells(number: int, is_hidden: bool, values: Sequence[Any], formulas: Sequence[int]) -> Cells:
    return Cells(
        int(number), tuple(map(_value, values)), frozenset(map(int, formulas)), bool(is_hidden)
    )


def _value(told: Any) -> Any:
    if told is None or isinstance(told, bool | int | float | str):
        return told
    return datetime.fromisoformat(told["day"])
