"""The sheets of a file of people, what their columns are taken for, and the rows so read. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice, takewhile
from typing import Any, NamedTuple, Self

from app.kernel.spreadsheets.reader import Cells, Sheet
from app.kernel.spreadsheets.workbook import CHOICES, NOTES
from app.kernel.text.parsing import line
from app.rollout.rules.list_headings import (
    FEWEST_HEADS,
    GIVEN_NAME,
    HEADS,
    LONGEST_CELL,
    TAKEN,
    Columns,
    Headings,
    cell_value,
    find_headings,
    meaning,
)
from app.rollout.rules.list_reasons import CellReason
from app.rollout.rules.list_rows import FIELDS, NEEDED, ListRow, cell_text

SAMPLES = 3
MOST_COLUMNS = 60
"""Columns that are read; people lay out fewer."""


class SourceRow(NamedTuple):
    """A row as it stands in the file; whole numbers stay numbers."""

    number: int
    hidden: bool
    computed: list[int]
    cells: list[str | int]


@dataclass(frozen=True)
class SourceSheet:
    """A sheet below its headings."""

    name: str
    hidden: bool
    heads: list[str]
    hidden_columns: list[int]
    rows: list[SourceRow]

    @classmethod
    def stored(cls, found: Mapping[str, Any]) -> Self:
        rows = [SourceRow(*row) for row in found["rows"]]
        return cls(**{**found, "rows": rows})

    def samples(self, column: int) -> list[str]:
        found = (str(row.cells[column]) for row in self.rows if row.cells[column] != "")
        return list(islice(found, SAMPLES))


class TakenColumns(NamedTuple):
    """Whether a sheet is taken, and what each of its columns is taken for."""

    taken: bool
    columns: Columns

    @property
    def missing(self) -> list[str]:
        return [field for field in FIELDS if field in NEEDED and field not in self.columns]

    @property
    def twice(self) -> list[str]:
        return [field for field in TAKEN if self.columns.count(field) > 1]


@dataclass(frozen=True)
class FoundSheets:
    """The sheets of a file, and what their columns are taken for; without headings, they have none.

    The instructions and the choices of the template are not among them.
    """

    sheets: list[SourceSheet]
    columns: list[TakenColumns]

    @property
    def left_out(self) -> list[str]:
        return [sheet.name for sheet in self.sheets if not sheet.heads]

    @property
    def is_template(self) -> bool:
        """Whether it is the template as it was downloaded, filled in."""
        heads = [tuple(sheet.heads[: len(HEADS)]) for sheet in self.sheets]
        return heads == [HEADS] and not self.columns[0].missing


def find_sheets(sheets: Iterable[Sheet]) -> FoundSheets:
    """What was found in the sheets; one that lacks a column is left out if another has all."""
    found = [_found(sheet) for sheet in sheets if sheet.rows and sheet.name not in {NOTES, CHOICES}]
    whole = [not TakenColumns(True, columns).missing for _, columns in found]
    taken = [
        TakenColumns(bool(sheet.heads) and (is_whole or not any(whole)), columns)
        for is_whole, (sheet, columns) in zip(whole, found, strict=True)
    ]
    return FoundSheets([sheet for sheet, _ in found], taken)


def _found(sheet: Sheet) -> tuple[SourceSheet, Columns]:
    headings = find_headings(sheet)
    if headings is None or headings.found < FEWEST_HEADS:
        headings = Headings(len(sheet.rows), [], [])
    return _source(sheet, headings), headings.columns


def list_rows(found: FoundSheets) -> Iterator[ListRow]:
    """The rows of the sheets that are taken, in the order of ``FIELDS``."""
    several = sum(each.taken for each in found.columns) > 1
    for sheet, each in zip(found.sheets, found.columns, strict=True):
        if each.taken:
            yield from _rows(sheet, each.columns, sheet.name if several else "")


def _rows(sheet: SourceSheet, columns: Columns, name: str) -> Iterator[ListRow]:
    places = {field: at for at, field in enumerate(columns) if field}
    shown = not sheet.hidden and not set(places.values()) & set(sheet.hidden_columns)
    for row in sheet.rows:
        cells, doubts = _picked(row, places)
        if not any(cells) and all(each == "" or _is_count(each) for each in row.cells):
            continue  # a line that was only numbered
        yield ListRow(
            number=row.number,
            cells=cells,
            doubts=doubts,
            sheet=name,
            is_hidden=row.hidden or not shown,
            is_person=_is_person(cells),
        )


def _picked(
    row: SourceRow, places: Mapping[str, int]
) -> tuple[tuple[str | None, ...], tuple[CellReason, ...]]:
    texts: dict[str, str] = {}
    doubts: list[CellReason] = []
    for field, at in places.items():
        text, found = cell_text(field, row.cells[at], computed=at in row.computed)
        texts[field] = text
        doubts.extend(found)
    if given := texts.pop(GIVEN_NAME, ""):
        texts["full_name"] = f"{texts.get('full_name', '')} {given}".strip()
    return tuple(texts.get(field) for field in FIELDS), tuple(doubts)


def _is_person(cells: Sequence[str | None]) -> bool:
    """Whether the row is about a person: no total, no signature, no headings once more."""
    said = {field: cell or "" for field, cell in zip(FIELDS, cells, strict=True)}
    if any(char.isdigit() for char in said["phone"] + said["id_number"]):
        return True
    filled = sum(bool(said[field]) for field in NEEDED)
    heads = sum(bool(text) and meaning(text) == field for field, text in said.items())
    return filled >= FEWEST_HEADS > heads


def _source(sheet: Sheet, headings: Headings) -> SourceSheet:
    below, width = sheet.rows[headings.below :], len(headings.heads)
    inherited = _inherited(sheet, below)
    rows = []
    for row in below:
        cells = [cell_value(value) for value in row.values] + [""] * (width - len(row.values))
        for at in inherited.get(row.number, ()):
            cells[at] = cells[at] or inherited[row.number][at]
        rows.append(SourceRow(row.number, row.is_hidden, sorted(row.formulas), cells))
    name = line(sheet.name)[:LONGEST_CELL]
    return SourceSheet(name, sheet.is_hidden, headings.heads, sorted(sheet.hidden_columns), rows)


def _inherited(sheet: Sheet, rows: Sequence[Cells]) -> dict[int, dict[int, str | int]]:
    """Values of cells that are merged downwards, by row number and column."""
    by_number = {row.number: row for row in rows}
    covered = (
        (number, area)
        for area in sheet.merged
        if area.first_row in by_number
        for number in takewhile(
            by_number.__contains__, range(area.first_row + 1, area.last_row + 1)
        )
    )
    found: dict[int, dict[int, str | int]] = defaultdict(dict)
    for number, area in islice(covered, len(rows) * MOST_COLUMNS):  # more only where they overlap
        values, at = by_number[area.first_row].values, area.first_column
        if at < len(values):
            found[number][at] = cell_value(values[at])
    return found


def _is_count(value: str | int) -> bool:
    return isinstance(value, int) or value.strip(" .").isdigit()
