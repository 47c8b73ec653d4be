"""The staff of a district in a story: 215 people, and the same with 25 mistakes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from io import BytesIO
from pathlib import Path

from openpyxl import load_workbook

from app.accounts.roles import Role
from app.rollout.rules.list_headings import HEADS
from app.rollout.rules.role_words import role_words
from app.rollout.rules.workplaces import Workplace

Row = list[str]
NAME, UNIT, ROLE, TITLE, PHONE, NUMBER = range(6)

OF_COMMUNE: Sequence[tuple[Role, int]] = (
    (Role.COMMUNE_LEADER, 2),
    (Role.COMMUNE_RECEPTION, 2),
    (Role.COMMUNE_JUSTICE, 2),
    (Role.COMMUNE_LABOUR, 1),
)
OF_DISTRICT: Mapping[str, Sequence[tuple[Role, int]]] = {
    "district": (
        (Role.DISTRICT_LEADER, 2),
        (Role.DISTRICT_OFFICE, 4),
        (Role.DISTRICT_IT, 1),
    ),
    "justice": ((Role.DISTRICT_JUSTICE, 1),),
    "police": ((Role.POLICE, 2),),
    "insurance": ((Role.INSURANCE, 2),),
}
FAMILY = ("Ngô", "Bùi", "Dương", "Lý", "Đinh", "Hồ", "Mai", "Cao", "Tô", "Lương", "Kiều", "Quách")
GIVEN = ("Ánh", "Bách", "Cúc", "Điệp", "Gấm", "Hiếu", "Khuê", "Lộc", "Mận", "Nhàn", "Oanh", "Phúc",
         "Quý", "Sen", "Thơm")  # fmt: skip

MISTAKES: Sequence[tuple[str, int, Callable[[Row, Row], str], int]] = (
    ("no title", TITLE, lambda _row, _first: "", 3),
    ("no such unit", UNIT, lambda _row, _first: "99999 – xã Không Có", 2),
    ("another district's unit", UNIT, lambda _row, _first: "09697 – xã Ba Trại", 3),
    ("no such role", ROLE, lambda _row, _first: "Trưởng thôn", 2),
    ("a role that does not sit there", ROLE, lambda _row, _first: role_words()[Role.POLICE], 3),
    ("no identity number", NUMBER, lambda row, _first: row[NUMBER][:-1], 3),
    ("no mobile telephone", PHONE, lambda _row, _first: "0243883", 3),
    ("a formula", NAME, lambda _row, _first: '=UPPER("a")', 2),
    ("somebody else's identity number", NUMBER, lambda _row, first: first[NUMBER], 2),
    ("somebody else's telephone", PHONE, lambda _row, first: first[PHONE], 2),
)
"""Ten kinds: the column, the wrong value, and the number of rows."""
WRONG = sum(times for _kind, _column, _written, times in MISTAKES)


def people(places: Iterable[Workplace]) -> list[Row]:
    """The rows of the workbook: everybody of the communes first, then of the district."""
    found: list[Row] = []
    for place in sorted(places, key=lambda each: each.kind != "commune"):
        seats = OF_COMMUNE if place.kind == "commune" else OF_DISTRICT.get(place.kind, ())
        for role, many in seats:
            found += [_row(len(found) + n, place, role) for n in range(many)]
    return found


def with_mistakes(rows: Sequence[Row]) -> list[Row]:
    """The same rows; every seventh from the eighth on gets a mistake until all are made."""
    found = [list(row) for row in rows]
    at = 7
    for _kind, column, written, times in MISTAKES:
        for _time in range(times):
            found[at][column] = written(rows[at], rows[0])
            at += 7
    return found


def fill_in(template: bytes, rows: Iterable[Row], path: Path) -> Path:
    """Write the rows into the downloaded workbook."""
    book = load_workbook(BytesIO(template))
    for row in rows:
        book.worksheets[0].append(row)
    book.save(path)
    return path


def reasons_in(workbook: bytes) -> Counter[str]:
    """In which columns of a marked workbook something is wrong, and how often."""
    sheet = load_workbook(BytesIO(workbook)).worksheets[0]
    told = [str(row[len(HEADS)]) for row in sheet.iter_rows(min_row=2, values_only=True) if row[0]]
    return Counter(reason.partition(":")[0] for reason in told)


def _row(n: int, place: Workplace, role: Role) -> Row:
    name = f"{FAMILY[n % len(FAMILY)]} Mẫu {GIVEN[n // len(FAMILY) % len(GIVEN)]}"
    number = f"0011{60 + n % 30}{500000 + n:06d}"
    return [name, place.written, role_words()[role], "Công chức", f"0934{n:06d}", number, ""]
