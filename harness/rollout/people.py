"""Invented people for the list of a district, always the same ones, in the format of its
workbook.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from app.accounts.roles import Role, sits_in
from app.rollout.rules.role_words import ROLES_LISTED, role_words
from app.rollout.rules.workplaces import Workplace

FAMILY = ("Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Phan", "Vũ", "Đặng", "Bùi", "Đỗ", "Hồ", "Ngô")
MIDDLE = ("Mẫu Văn", "Mẫu Thị", "Mẫu Đức", "Mẫu Thu", "Mẫu Minh", "Mẫu Ngọc", "Mẫu Quang")
GIVEN = ("An", "Bình", "Cường", "Dung", "Hà", "Hải", "Hương", "Lan", "Nam", "Sơn", "Tuấn")
WRONG_EACH = 100
"""One row in this many has an invalid phone number."""

Row = tuple[str, ...]


def people(count: int, places: Sequence[Workplace]) -> Iterator[Row]:
    """Rows of the workbook, spread over the units of a list and their roles."""
    seats = [
        (place, role) for place in places for role in ROLES_LISTED if sits_in(role, place.kind)
    ]
    for n in range(count):
        place, role = seats[n % len(seats)]
        yield _person(n, place, role)


def with_mistakes(rows: Iterator[Row]) -> Iterator[Row]:
    """Every hundredth phone number lacks digits."""
    for at, row in enumerate(rows):
        yield (*row[:4], "0912", *row[5:]) if at % WRONG_EACH == 0 else row


def _person(n: int, place: Workplace, role: Role) -> Row:
    family, rest = FAMILY[n % len(FAMILY)], n // len(FAMILY)
    name = f"{family} {MIDDLE[rest % len(MIDDLE)]} {GIVEN[rest // len(MIDDLE) % len(GIVEN)]}"
    return (
        name, place.written, role_words()[role], "Công chức",
        f"0912{n:06d}", f"0010{80 + n % 15}{n:06d}", "",
    )  # fmt: skip
