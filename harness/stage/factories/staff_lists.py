"""Staff lists, and rows as a district would enter them."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from app.accounts.roles import Role
from app.kernel.db import db
from app.kernel.spreadsheets.reader import Cells, Sheet
from app.organisation.models import Unit
from app.rollout.models.staff_lists import ListUpload, StaffList
from app.rollout.operations import list_uploads, plan_seed, staff_lists
from app.rollout.rules.checked_list import ListRowVerdict
from app.rollout.rules.list_headings import HEADS
from app.rollout.rules.role_words import role_words
from harness.stage.factories.people import Officer

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


def filled_in(*rows: Sequence[str]) -> list[Sheet]:
    """The template with rows, as it is read."""
    every = (HEADS, *rows)
    cells = [Cells(n, tuple(row), frozenset()) for n, row in enumerate(every, 1)]
    return [Sheet("Danh sách", is_hidden=False, rows=cells)]


def upload_of(staff_list: StaffList, by: Officer, *rows: Sequence[str]) -> ListUpload:
    """The template with rows, uploaded."""
    return list_uploads.keep_upload(staff_list, "danh-sach.xlsx", filled_in(*rows), by=by.actor)


def bring_in(
    staff_list: StaffList,
    rows: Sequence[Sequence[str]],
    by: Officer,
    also: Collection[ListRowVerdict] = (),
) -> list_uploads.Applied:
    """Upload rows as a file and write the valid ones."""
    done = list_uploads.apply(upload_of(staff_list, by, *rows), by=by.actor, also=also)
    db.session.flush()
    return done
