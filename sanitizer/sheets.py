"""Reads one worksheet of a workbook, row by row."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import NamedTuple

from sanitizer import Unfit, Verdict, WorkbookLimits
from sanitizer.ooxml import Attributes, Parser

MAX_COLUMNS = 256
MAX_MERGED = 10_000
LAST_ROW, LAST_COLUMN = 1_048_576, 16_384
LONGEST_NUMBER = 40
LAST_DAY = 2_958_465
"""31/12/9999 as Excel counts days."""
DAY_ZERO, DAY_ZERO_1904 = datetime(1899, 12, 30), datetime(1904, 1, 1)  # noqa: DTZ001  # no zone
NO_29_FEBRUARY_1900 = 60
"""Excel counts this day, which never was."""
DAY_SECONDS = 24 * 60 * 60
_PLACE = re.compile(r"\$?([A-Za-z]{1,3})\$?([0-9]{1,7})")
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")


class Shared(NamedTuple):
    """What the sheets of a workbook refer to."""

    texts: list[str]
    date_styles: frozenset[int]
    from_1904: bool


class _Cell(NamedTuple):
    column: int
    kind: str
    style: int


class Sheet:
    """Takes the XML of a sheet piece by piece; ``taken`` gives the rows that are complete."""

    def __init__(self, shared: Shared, limits: WorkbookLimits) -> None:
        self.last_row = 0
        """As the sheet says; nothing relies on it."""
        self.hidden_columns: set[int] = set()
        self.merged: list[tuple[int, int, int, int]] = []
        """First row and column, last row and column; rows from 1, columns from 0."""
        self._shared, self._limits = shared, limits
        self._ready: list[list[object]] = []
        self._looked_at = self._rows = self._number = self._spoken = self._columns = 0
        self._is_hidden = self._in_text = False
        self._cell: _Cell | None = None
        self._next_column = 0
        self._value: str | None = None
        self._values: dict[int, object] = {}
        self._formulas: set[int] = set()
        self._starts: dict[str, Callable[[Attributes], None]] = {
            "row": self._start_row, "c": self._start_cell, "v": self._start_value,
            "t": self._start_text, "f": self._note_formula, "rPh": self._start_spoken,
            "col": self._note_columns, "dimension": self._note_size,
            "mergeCell": self._note_merged,
        }  # fmt: skip
        self._ends: dict[str, Callable[[], None]] = {
            "row": self._end_row, "c": self._end_cell, "v": self._end_value, "t": self._end_text,
            "rPh": self._end_spoken,
        }  # fmt: skip
        self._parser = Parser(self._start, self._end)

    def feed(self, chunk: bytes, *, last: bool = False) -> None:
        """Parse a piece.

        Raises:
            Unfit: it is broken or too heavy, or the piece before had more rows than the limit;
                whoever needs the heading alone has had it by then.
        """
        if self._rows > self._limits.rows:
            raise Unfit(Verdict.TOO_MANY_ROWS)
        self._parser.feed(chunk, last=last)

    def taken(self) -> Iterator[list[object]]:
        ready, self._ready = self._ready, []
        return iter(ready)

    def _start(self, tag: str, said: Attributes) -> None:
        begin = self._starts.get(tag)
        if begin is not None:
            begin(said)

    def _end(self, tag: str) -> None:
        finish = self._ends.get(tag)
        if finish is not None:
            finish()

    def _look(self) -> None:
        self._looked_at += 1
        if self._looked_at > self._limits.cells:
            raise Unfit(Verdict.TOO_HEAVY)

    def _start_row(self, said: Attributes) -> None:
        self._look()
        number = int(said.get("r", self._number + 1))
        if not self._number < number <= LAST_ROW:
            raise Unfit(Verdict.BROKEN)
        self._number, self._next_column = number, 0
        self._is_hidden = _is_hidden(said, "ht")

    def _end_row(self) -> None:
        if self._values or self._formulas:
            self._rows += 1
            if self._rows > self._limits.rows:
                return
            width = 1 + max(*self._values, *self._formulas, 0)
            values = [self._values.get(at) for at in range(width)]
            self._ready.append([self._number, self._is_hidden, values, sorted(self._formulas)])
            self._values, self._formulas = {}, set()

    def _start_cell(self, said: Attributes) -> None:
        self._look()
        column = self._next_column if "r" not in said else _place(said["r"])[1]
        self._next_column = column + 1
        self._cell = _Cell(column, said.get("t", "n"), int(said.get("s", 0)))
        self._value = None

    def _end_cell(self) -> None:
        cell, value = self._cell, self._value
        self._cell = None
        if cell is None or not value:
            return
        if cell.column >= MAX_COLUMNS:
            raise Unfit(Verdict.TOO_HEAVY)
        meant = self._meant(cell, value)
        if meant != "":
            self._values[cell.column] = meant

    def _note_formula(self, _said: Attributes) -> None:
        if self._cell is not None and self._cell.column < MAX_COLUMNS:
            self._formulas.add(self._cell.column)

    def _start_value(self, _said: Attributes) -> None:
        self._parser.collect()

    def _end_value(self) -> None:
        self._value = self._parser.collected()

    def _start_text(self, _said: Attributes) -> None:
        self._look()
        if self._cell is not None and not self._spoken:
            self._parser.collect()
            self._in_text = True

    def _end_text(self) -> None:
        if self._in_text:
            self._value = (self._value or "") + self._parser.collected()
            self._in_text = False

    def _start_spoken(self, _said: Attributes) -> None:
        self._spoken += 1

    def _end_spoken(self) -> None:
        self._spoken -= 1

    def _note_size(self, said: Attributes) -> None:
        self.last_row = _place(said.get("ref", "A1").rpartition(":")[2])[0]

    def _note_columns(self, said: Attributes) -> None:
        self._columns += 1
        if self._columns > LAST_COLUMN:
            raise Unfit(Verdict.TOO_HEAVY)
        if _is_hidden(said, "width"):
            first, last = int(said.get("min", 1)), int(said.get("max", 1))
            self.hidden_columns.update(range(max(first, 1) - 1, min(last, MAX_COLUMNS)))

    def _note_merged(self, said: Attributes) -> None:
        first, _colon, last = said.get("ref", "").partition(":")
        self.merged.append((*_place(first), *_place(last or first)))
        if len(self.merged) > MAX_MERGED:
            raise Unfit(Verdict.TOO_HEAVY)

    def _meant(self, cell: _Cell, text: str) -> object:
        if cell.kind == "n":
            value = _number(text)
            if isinstance(value, str) or cell.style not in self._shared.date_styles:
                return value
            return self._moment(value)
        if cell.kind == "s":
            return _plain(self._shared.texts[int(text)])
        if cell.kind == "b":
            return text == "1"
        if cell.kind == "d":
            return {"day": datetime.fromisoformat(text.removesuffix("Z")).isoformat()}
        return _plain(text)

    def _moment(self, days: int | float) -> object:
        """A day; a time of day as text."""
        if not 0 <= days <= LAST_DAY:
            return days
        whole, part = divmod(days, 1)
        seconds = round(part * DAY_SECONDS)
        if not whole and seconds < DAY_SECONDS:
            return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"
        if self._shared.from_1904:
            zero = DAY_ZERO_1904
        else:
            zero = DAY_ZERO
            whole += whole < NO_29_FEBRUARY_1900
        return {"day": (zero + timedelta(days=whole, seconds=seconds)).isoformat()}


def _place(reference: str) -> tuple[int, int]:
    """Row and column of a reference such as ``B7``; rows from 1, columns from 0."""
    found = _PLACE.fullmatch(reference)
    if found is None:
        raise Unfit(Verdict.BROKEN)
    column = 0
    for letter in found[1].upper():
        column = column * 26 + ord(letter) - ord("A") + 1
    row = int(found[2])
    if not 0 < row <= LAST_ROW or column > LAST_COLUMN:
        raise Unfit(Verdict.BROKEN)
    return row, column - 1


def _number(text: str) -> int | float | str:
    if len(text) > LONGEST_NUMBER:
        return text
    value = float(text) if {*".eE"}.intersection(text) else int(text)
    return value if math.isfinite(value) else text


def _plain(text: str) -> str:
    """The text with the characters that XML cannot hold; a lone half of a pair is none."""
    if "_x" not in text:
        return text
    return _ESCAPED.sub(_character, text)


def _character(found: re.Match[str]) -> str:
    code = int(found[1], 16)
    return "\ufffd" if 0xD800 <= code <= 0xDFFF else chr(code)


def _is_hidden(said: Attributes, size: str) -> bool:
    """Whether a row or column is hidden, or too small to be seen."""
    return said.get("hidden") in {"1", "true"} or _number(said.get(size, "1")) == 0
