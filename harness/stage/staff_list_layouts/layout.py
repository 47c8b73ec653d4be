"""A layout: a workbook, and what becomes of each of its rows. The people of all layouts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from harness.stage.staff_list_layouts.workbook import LaidOutSheet

NEW, CHANGED, SAME, LOOK = "new", "changed", "same", "look"
HIDDEN, WRONG, NOBODY = "hidden", "wrong", "nobody"
LEADER, RECEPTION, JUSTICE = "commune_leader", "commune_reception", "commune_justice"
LABOUR, POLICE, INSURANCE = "commune_labour", "police", "insurance"


class Person(NamedTuple):
    """What is known or taken of a person; the unit by its code."""

    full_name: str
    unit: str
    role: str
    title: str
    phone: str
    id_number: str


class Fate(NamedTuple):
    """What becomes of a row: its sheet and number, and the reasons as (column, reason)."""

    sheet: str
    row: int
    verdict: str
    taken: Person | None = None
    reasons: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Layout:
    """A workbook, what is known before it comes, and what becomes of its rows."""

    name: str
    sheets: Sequence[LaidOutSheet]
    fates: Sequence[Fate]
    lines: Sequence[Person] = ()
    """People who stand on the list already."""
    staff: Sequence[Person] = ()
    """People on the staff, in their unit."""
    missing: Sequence[str] = ()
    """Columns that no heading names."""
    corrected: Mapping[tuple[str, str], str] | None = None
    """Columns that the officer names: the sheet and the letter."""


BA_TRAI, TAN_LINH, TAY_DANG, BA_VI_XA, DISTRICT = "09697", "09694", "09619", "09703", "271"
COMMITTEE = "ỦY BAN NHÂN DÂN HUYỆN BA VÌ"
TITLE = "DANH SÁCH CÁN BỘ ĐĂNG KÝ TẬP HUẤN, CẤP TÀI KHOẢN"
HEADS = (
    "Họ và tên", "Đơn vị công tác", "Vai trò", "Chức danh",
    "Điện thoại di động", "Số CMND/CCCD", "Ghi chú",
)  # fmt: skip


AN = Person("Nguyễn Văn An", BA_TRAI, RECEPTION, "Cán bộ một cửa", "0912000001", "001080000001")
BINH = Person("Trần Thị Bình", TAN_LINH, JUSTICE, "Công chức", "0912000002", "001080000002")
CHI = Person("Lê Thu Chi", TAY_DANG, LABOUR, "Công chức", "0912000003", "001080000003")
DUNG = Person("Phạm Quang Dũng", BA_TRAI, LEADER, "Phó Chủ tịch", "0912000004", "012345678")

KHOA = Person("Đặng Hữu Khoa", BA_TRAI, JUSTICE, "Công chức", "0912000011", "001080000011")
LAN = Person("Bùi Ngọc Lan", TAN_LINH, LABOUR, "Công chức", "0912000012", "001080000012")
