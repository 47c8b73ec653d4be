"""Headings of a staff list that a district laid out itself, in any order and other words. Pure.

They may stand below title rows, in two rows, in capitals, and over merged cells. What was found is
shown to the officer, who can correct it.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from functools import lru_cache
from itertools import islice
from typing import Any, NamedTuple

from app.kernel.spreadsheets.reader import Cells, MergedRange, Sheet
from app.kernel.text.folding import fold
from app.kernel.text.parsing import line
from app.rollout.rules.list_rows import FIELDS

HEADS = (
    "Họ và tên",
    "Đơn vị công tác",
    "Vai trò",
    "Chức danh",
    "Điện thoại di động",
    "Số CMND/CCCD",
    "Ghi chú",
)
"""The headings of the template, in the order of ``FIELDS``."""
HEAD_OF = dict(zip(FIELDS, HEADS, strict=True))
"""The heading of the template for each field."""
GIVEN_NAME = "given_name"
"""A second column of names, put behind the first: many lists part them."""
TAKEN = (*FIELDS, GIVEN_NAME)
"""What a column may be taken for."""
LONGEST_CELL = 400
LONGEST_HEAD = 80
LOOKED_THROUGH = 25
"""Rows among which the headings are looked for."""
FEWEST_HEADS = 3
"""Headings by which a row of headings is known."""

_SIGNS = re.compile(r"[\W_]+")
_HEADS: Mapping[str, re.Pattern[str]] = {
    column: re.compile(rf"(?:{words})")
    for column, words in {
        "id_number": r"(?:ma |so )?(?:the )?"
        r"(?:cmnd|cmtnd|cmt|cccd|cc|chung minh|can cuoc|dinh danh)(?: (?!.*\b(?:ngay|noi)\b).*)?"
        r"|(?:so )?giay to tuy than",
        "phone": r"(?:so )?(?:dien thoai|dt|dtdd|sdt|sdtdd|di dong|mobile)"
        r"(?: (?!.*\b(?:co quan|co dinh|ban|nha)\b).*)?",
        "full_name": r"ho(?: (?:va|dem|chu))* ten(?: .*)?|ten can bo(?: .*)?"
        r"|ho(?: va)?(?: chu| ten)? dem",
        "unit": r"(?:ten |ma )?(?:don vi|co quan|noi|ubnd|xa|dia phuong)"
        r"(?: (?:cong tac|lam viec|don vi|xa|phuong|thi tran|dang ky|cap))*",
        "role": r"(?:vai tro|nhiem vu|doi tuong|nhom quyen|nhom nguoi dung|quyen|phan quyen)"
        r"(?: .*)?",
        "title": r"(?:chuc danh|chuc vu)(?: .*)?",
        "note": r"ghi chu(?: .*)?|luu y",
        GIVEN_NAME: r"ten",
    }.items()
}
Columns = list[str | None]
"""What each column of a sheet was taken for."""
_COLUMN_NUMBER = re.compile(r"\(?(?:\d{1,2}|[A-Za-z])\)?")
_LONG_NUMBER = re.compile(r"\d[\d .]{6,}\d")


class Headings(NamedTuple):
    """Rows of headings, the position of the first row below them, and what was found."""

    below: int
    heads: list[str]
    columns: Columns

    @property
    def found(self) -> int:
        return len({each for each in self.columns if each})


def best_heads(sheets: Iterable[Sheet]) -> frozenset[str]:
    """The columns named by the best row of headings of any sheet, however few."""
    found = [frozenset(filter(None, each.columns)) for each in map(find_headings, sheets) if each]
    return max(found, key=len, default=frozenset())


def find_headings(sheet: Sheet) -> Headings | None:
    """The row, or the two rows, in which most headings are found; the shorter and the upper one."""
    upper = sheet.rows[: LOOKED_THROUGH + 1]
    filled = _filled(sheet, upper)
    found = (
        _headings(sheet, filled, upper, at, depth)
        for depth in (1, 2)
        for at in range(len(upper) + 1 - depth)
        if upper[at + depth - 1].number == upper[at].number + depth - 1
    )
    return max(found, key=lambda each: each.found, default=None)


def _headings(
    sheet: Sheet,
    filled: Mapping[tuple[int, int], str],
    rows: Sequence[Cells],
    first: int,
    depth: int,
) -> Headings:
    above, lowest = rows[first].number, rows[first + depth - 1]
    heads = [
        _Head(filled.get((above, at), ""), filled.get((lowest.number, at), ""))
        for at in range(_width(sheet))
    ]
    is_data = depth > 1 and any(_LONG_NUMBER.search(head.lower) for head in heads)
    columns = _columns([] if is_data else heads, sheet.hidden_columns)
    below = first + depth
    if below < len(rows) and _are_numbers_of_columns(rows[below]):
        below += 1
    return Headings(below, [head.text[:LONGEST_CELL] for head in heads], columns)


class _Head(NamedTuple):
    """The heading of a column, in two rows or twice the same."""

    upper: str
    lower: str

    @property
    def text(self) -> str:
        return " / ".join(dict.fromkeys(each for each in self if each))

    @property
    def column(self) -> str | None:
        if self.upper == self.lower:
            return meaning(self.lower)
        alone = meaning(self.lower or self.upper)
        return alone or (meaning(f"{self.upper} {self.lower}") if self.lower else None)


def _columns(heads: Sequence[_Head], hidden: frozenset[int]) -> Columns:
    """What each column is taken for; of two alike, the one that is shown, exact, or the first."""
    meant = [head.column for head in heads]
    columns: Columns = [None] * len(heads)
    for field in TAKEN:
        found = [at for at, each in enumerate(meant) if each == field]
        if found and field not in columns:
            usual = HEAD_OF.get(field)
            at = min(found, key=lambda at: (at in hidden, heads[at].lower != usual, at))
            columns[at] = field
            if field == "full_name" and at + 1 in found and heads[at + 1] == heads[at]:
                columns[at + 1] = GIVEN_NAME  # one heading over two columns
    if GIVEN_NAME in columns and "full_name" not in columns:
        columns[columns.index(GIVEN_NAME)] = "full_name"
    return columns


@lru_cache(maxsize=2000)
def meaning(text: str) -> str | None:
    if len(text) > LONGEST_HEAD:
        return None
    words = _SIGNS.sub(" ", fold(text)).strip()
    return next((field for field, head in _HEADS.items() if head.fullmatch(words)), None)


def _filled(sheet: Sheet, rows: Sequence[Cells]) -> dict[tuple[int, int], str]:
    """The texts of the upper rows by row number and column, merged cells filled."""
    said = {
        (row.number, at): str(cell_value(value))
        for row in rows
        for at, value in enumerate(row.values)
        if value is not None
    }
    covered = (
        (place, said[area.first_row, area.first_column])
        for area in sheet.merged
        if (area.first_row, area.first_column) in said
        for place in _places(area, rows, _width(sheet))
    )
    for place, text in islice(covered, len(rows) * _width(sheet)):  # more only where they overlap
        said.setdefault(place, text)
    return said


def _places(area: MergedRange, rows: Sequence[Cells], width: int) -> Iterator[tuple[int, int]]:
    for row in rows:
        if area.first_row <= row.number <= area.last_row:
            for at in range(area.first_column, min(area.last_column + 1, width)):
                yield row.number, at


def _width(sheet: Sheet) -> int:
    return max((len(row.values) for row in sheet.rows), default=0)


def _are_numbers_of_columns(row: Cells) -> bool:
    """Whether it is the row that counts the columns: (1), (2), (3)."""
    said = [str(value) for value in row.values if value is not None]
    return len(said) >= FEWEST_HEADS and all(_COLUMN_NUMBER.fullmatch(each) for each in said)


def cell_value(value: Any) -> str | int:
    """A cell as it is kept: text on one line, whole numbers as numbers."""
    if isinstance(value, bool):
        return str(value)
    if isinstance(value, datetime | date):
        return f"{value:%d/%m/%Y}"
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, int) and abs(value) < 10**15:
        return value
    return line("" if value is None else str(value))[:LONGEST_CELL]
