"""Staff lists, and rows as a district would enter them."""

from __future__ import annotations

from collections.abc import Sequence

from app.accounts.roles import Role
from app.kernel.db import db
from app.kernel.spreadsheets.workbook import Cells
from app.organisation.models import Unit
from app.rollout.models import StaffList
from app.rollout.operations import list_uploads, plan_seed, staff_lists
from app.rollout.rules.list_rows import role_words
from tests.factories.people import Officer

SURNAMES = ("Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Vũ", "Đặng", "Bùi", "Đỗ", "Ngô")
MIDDLE = ("Văn", "Thị", "Đức", "Minh", "Thu", "Quang", "Hồng", "Ngọc", "Hữu", "Kim")
GIVEN = ("An", "Bình", "Chi", "Dũng", "Em", "Giang", "Hà", "Khoa", "Lan", "Mai")


def a_list(unit: Unit, by: Officer, phase: int = 1) -> StaffList:
    """A list just started."""
    plan_seed.load()
    return staff_lists.open_list(unit, phase, by=by.actor)


def a_person(n: int) -> str:
    """The n-th invented name."""
    return f"{SURNAMES[n % 10]} {MIDDLE[n // 10 % 10]} {GIVEN[n // 100 % 10]}"


def a_row(n: int, where: Unit, role_: Role = Role.COMMUNE_RECEPTION, **said: str) -> list[str]:
    """A valid row of the file, with changes."""
    row = {
        "full_name": a_person(n),
        "unit": f"{where.code} – {where.name}",
        "role": role_words()[role_],
        "title": "Cán bộ một cửa",
        "phone": f"09{30000000 + n:08d}",
        "id_number": f"{1000000000 + n:012d}",
        "note": "",
    }
    return list((row | said).values())


def bring_in(
    staff_list: StaffList, rows: Sequence[Sequence[str]], by: Officer
) -> list_uploads.Applied:
    """Upload rows as a file and write the valid ones."""
    cells = [Cells(number, tuple(row), frozenset()) for number, row in enumerate(rows, 2)]
    upload = list_uploads.keep_upload(staff_list, "danh-sach.xlsx", cells, by=by.actor)
    done = list_uploads.apply(upload, by=by.actor)
    db.session.flush()
    return done
