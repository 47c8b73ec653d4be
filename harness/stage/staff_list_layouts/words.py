"""Units and roles as districts write them."""

from __future__ import annotations

from collections.abc import Sequence

from harness.stage.staff_list_layouts.layout import (
    BA_TRAI,
    BA_VI_XA,
    DISTRICT,
    HEADS,
    INSURANCE,
    JUSTICE,
    LABOUR,
    LEADER,
    NEW,
    POLICE,
    RECEPTION,
    TAN_LINH,
    TAY_DANG,
    WRONG,
    Fate,
    Layout,
    Person,
)
from harness.stage.staff_list_layouts.workbook import Cell, LaidOutSheet

WRITINGS: Sequence[tuple[str, str | None, str]] = (
    ("UBND xã Ba Trại", BA_TRAI, RECEPTION),
    ("Uỷ ban nhân dân xã Ba Trại", BA_TRAI, RECEPTION),
    ("Ủy ban Nhân dân xã Ba Trại, huyện Ba Vì, TP Hà Nội", BA_TRAI, RECEPTION),
    ("X. Ba Trại", BA_TRAI, RECEPTION),
    ("X.Ba Trại", BA_TRAI, RECEPTION),
    ("Ba Trại (xã)", BA_TRAI, RECEPTION),
    ("xã Ba Trại - Ba Vì", BA_TRAI, RECEPTION),
    ("Xã Ba Trại – huyện Ba Vì", BA_TRAI, RECEPTION),
    ("BA TRẠI", BA_TRAI, RECEPTION),
    ("ba trai", BA_TRAI, RECEPTION),
    ("09697", BA_TRAI, RECEPTION),
    ("09697 – xã Ba Trại", BA_TRAI, RECEPTION),
    ("TT. Tây Đằng", TAY_DANG, RECEPTION),
    ("TT Tây Đằng", TAY_DANG, RECEPTION),
    ("UBND thị trấn Tây Đằng", TAY_DANG, RECEPTION),
    ("UBND xã Ba Vì", BA_VI_XA, RECEPTION),
    ("UBND huyện Ba Vì", DISTRICT, "district_office"),
    ("H. Ba Vì", DISTRICT, "district_office"),
    ("UBND huyện", DISTRICT, "district_office"),
    ("Văn phòng HĐND - UBND huyện Ba Vì", DISTRICT, "district_office"),
    ("Công an huyện Ba Vì", "CA-271", POLICE),
    ("CA huyện Ba Vì", "CA-271", POLICE),
    ("Công an huyện", "CA-271", POLICE),
    ("Bảo hiểm xã hội huyện Ba Vì", "BHXH-271", INSURANCE),
    ("BHXH huyện", "BHXH-271", INSURANCE),
    ("Phòng Tư pháp huyện Ba Vì", "PTP-271", "district_justice"),
    ("Ba Vì", None, "nearest_unit"),
    ("xã Ba Trạy", None, "nearest_unit"),
    ("Phòng Giáo dục", None, "unknown_unit"),
    ("xã Uy Nỗ", None, "other_unit"),
    ("UBND xã Uy Nỗ, huyện Đông Anh", None, "other_unit"),
    ("Uy Nỗ", None, "other_unit"),
    ("Công an huyện Đông Anh", None, "other_unit"),
)
"""A unit as written, its code, and the role of its row; or why it is refused."""
LABELS = {
    RECEPTION: "Cán bộ một cửa",
    "district_office": "Cán bộ Văn phòng UBND huyện",
    "district_justice": "Cán bộ Phòng Tư pháp",
    POLICE: "Cán bộ Công an huyện",
    INSURANCE: "Cán bộ Bảo hiểm xã hội huyện",
}


def _somebody(n: int, unit: str, role: str) -> Person:
    names = ("An", "Bình", "Chi", "Dũng", "Em", "Giang", "Hà", "Khoa", "Lan", "Mai")
    middle = ("Văn", "Thị", "Đức", "Minh", "Thu")
    name = f"Hoàng {middle[n // 10]} {names[n % 10]}"
    return Person(name, unit, role, "Cán bộ", f"09130000{n:02d}", f"0010810000{n:02d}")


def _of_units() -> Layout:
    rows: list[list[Cell]] = []
    fates = []
    for n, (said, code, role) in enumerate(WRITINGS):
        person = _somebody(n, code or "", role if code else RECEPTION)
        rows.append([person.full_name, said, LABELS[person.role], *person[3:], ""])
        fates.append(
            Fate("Sheet1", n + 2, NEW, person)
            if code
            else Fate("Sheet1", n + 2, WRONG, None, (("unit", role),))
        )
    return Layout("units in all usual writings", [LaidOutSheet("Sheet1", [HEADS, *rows])], fates)


ROLE_WORDS: Sequence[tuple[str, str, str]] = (
    ("Lãnh đạo UBND huyện", DISTRICT, "district_leader"),
    ("Lãnh đạo UBND", DISTRICT, "district_leader"),
    ("Cán bộ văn phòng UBND huyện", DISTRICT, "district_office"),
    ("Cán bộ Văn phòng HĐND-UBND", DISTRICT, "district_office"),
    ("Cán bộ Phòng Tư pháp", "PTP-271", "district_justice"),
    ("Phòng Tư pháp", DISTRICT, "district_justice"),
    ("Chuyên trách CNTT", DISTRICT, "district_it"),
    ("Cán bộ chuyên trách Công nghệ thông tin", DISTRICT, "district_it"),
    ("Lãnh đạo UBND phụ trách một cửa", BA_TRAI, LEADER),
    ("Lãnh đạo UBND xã phụ trách bộ phận một cửa", BA_TRAI, LEADER),
    ("Lãnh đạo UBND", TAN_LINH, LEADER),
    ("Cán bộ một cửa (lĩnh vực tư pháp)", BA_TRAI, RECEPTION),
    ("CB bộ phận “một cửa”", BA_TRAI, RECEPTION),
    ("Cán bộ tiếp nhận và trả kết quả", BA_TRAI, RECEPTION),
    ("Công chức Tư pháp - Hộ tịch", BA_TRAI, JUSTICE),
    ("Công chức Tư pháp — Hộ tịch", BA_TRAI, JUSTICE),
    ("Công chức Tư pháp\u2011Hộ tịch", BA_TRAI, JUSTICE),
    ("CÔNG CHỨC TP-HT", BA_TRAI, JUSTICE),
    ("Tư pháp hộ tịch", BA_TRAI, JUSTICE),
    ("Cán bộ LĐTBXH", BA_TRAI, LABOUR),
    ("Cán bộ LĐ-TB&XH", BA_TRAI, LABOUR),
    ("Cán bộ Lao động - Thương binh và Xã hội xã", BA_TRAI, LABOUR),
    ("Công an huyện", "CA-271", POLICE),
    ("Cán bộ BHXH huyện", "BHXH-271", INSURANCE),
    ("commune_labour", BA_TRAI, LABOUR),
    ("Văn thư", BA_TRAI, "unknown_role"),
    ("Chuyên trách CNTT", TAN_LINH, "no_seat"),
)
"""A role as the plan or a district says it, the unit, and the role; or why it is refused."""


def _of_roles() -> Layout:
    rows: list[list[Cell]] = []
    fates = []
    for n, (said, unit, role) in enumerate(ROLE_WORDS):
        person = _somebody(n, unit, role)
        rows.append([n + 1, person.full_name, unit, person.title, said, *person[4:]])
        refused = role in {"unknown_role", "no_seat"}
        fates.append(
            Fate("Sheet1", n + 2, WRONG, None, (("role", role),))
            if refused
            else Fate("Sheet1", n + 2, NEW, person)
        )
    heads = ["TT", "Họ và tên cán bộ", "Mã đơn vị", "Chức vụ", "Đối tượng tập huấn", "Di động",
             "Số CMND (hoặc CCCD)"]  # fmt: skip
    return Layout("roles in the plan's own words", [LaidOutSheet("Sheet1", [heads, *rows])], fates)


UNITS, ROLES_SAID = _of_units(), _of_roles()
