"""Layouts with hidden cells, odd numbers, formulas, and people who are known already."""

from __future__ import annotations

from harness.stage.staff_list_layouts.layout import (
    AN,
    BA_TRAI,
    BINH,
    CHANGED,
    CHI,
    DUNG,
    HEADS,
    HIDDEN,
    JUSTICE,
    KHOA,
    LAN,
    LOOK,
    NEW,
    RECEPTION,
    SAME,
    TAN_LINH,
    WRONG,
    Fate,
    Layout,
    Person,
)
from harness.stage.staff_list_layouts.workbook import Formula, LaidOutSheet

HIDDEN_ROWS = Layout(
    "rows that a filter hides, one of them before the row whose number it bears",
    [
        LaidOutSheet(
            "Danh sách",
            [
                HEADS,
                ["Vũ Đức Em", "xã Ba Trại", "Cán bộ một cửa", "Cán bộ", AN.phone, "001080000005"],
                [AN.full_name, "xã Ba Trại", "Cán bộ một cửa", AN.title, AN.phone, AN.id_number],
                [DUNG.full_name, "xã Ba Trại", "Lãnh đạo UBND xã", DUNG.title, DUNG.phone,
                 DUNG.id_number],
                [BINH.full_name, "xã Tản Lĩnh", "Công chức tư pháp – hộ tịch", BINH.title,
                 BINH.phone, BINH.id_number],
                [CHI.full_name, "thị trấn Tây Đằng", "Công chức lao động, thương binh và xã hội",
                 CHI.title, CHI.phone, CHI.id_number],
            ],
            hidden_rows=(2, 4, 5),
        )
    ],
    [
        Fate("Danh sách", 2, WRONG, None, (("phone", "phone_twice"),)),
        Fate("Danh sách", 3, NEW, AN),
        Fate("Danh sách", 4, HIDDEN, DUNG),
        Fate("Danh sách", 5, SAME),
        Fate("Danh sách", 6, NEW, CHI),
    ],
    lines=(BINH,),
)  # fmt: skip

HIDDEN_COLUMN = Layout(
    "a hidden column with the identity numbers; a hidden copy of the telephones stays aside",
    [
        LaidOutSheet(
            "Sheet1",
            [
                ["Họ và tên", "Điện thoại", "Điện thoại", "Đơn vị", "Vai trò", "Chức vụ", "CMND"],
                [AN.full_name, "0987000001", AN.phone, "Ba Trại", "Cán bộ một cửa", AN.title,
                 AN.id_number],
                [BINH.full_name, "0987000002", BINH.phone, "Tản Lĩnh", "Công chức TP-HT",
                 BINH.title, BINH.id_number],
                [CHI.full_name, "0987000003", CHI.phone, "Tây Đằng", "Cán bộ LĐTBXH", CHI.title,
                 "12"],
            ],
            hidden_columns=("B", "G"),
        )
    ],
    [
        Fate("Sheet1", 2, HIDDEN, AN),
        Fate("Sheet1", 3, HIDDEN, BINH),
        Fate("Sheet1", 4, WRONG, None, (("id_number", "not_a_number"),)),
    ],
)  # fmt: skip

NUMBERS = Layout(
    "numbers without their leading noughts, and cells that a formula filled",
    [
        LaidOutSheet(
            "Sheet1",
            [
                ["STT", *HEADS],
                [Formula("=ROW()-1", 1), AN.full_name, "Ba Trại", "Cán bộ một cửa", AN.title,
                 912000001, AN.id_number],
                [2, BINH.full_name, "Tản Lĩnh", "Công chức TP-HT", BINH.title, BINH.phone,
                 1080000002],
                [3, CHI.full_name, "Tây Đằng", "Cán bộ LĐTBXH", CHI.title, 1632345678, 12345679],
                [4, DUNG.full_name, "Ba Trại", "Lãnh đạo UBND xã", DUNG.title, DUNG.phone,
                 912345678],
                [5, "Vũ Đức Em", "Ba Trại", Formula('=VLOOKUP(1,A1:B2,2)', "Cán bộ một cửa"),
                 "Cán bộ", Formula('="0"&"912000005"', "0912000005"), "024080000005"],
                [6, "Vũ Đức Giang", "Ba Trại", "Cán bộ một cửa", "Cán bộ",
                 Formula('="0"&"912000006"'), "001080000006"],
                [7, "Vũ Đức Hà", "Ba Trại", "Cán bộ một cửa", "Cán bộ", "0912000007",
                 Formula("=1+1", 24080000007)],
                [8, "Vũ Đức Khoa", "Ba Trại", "Cán bộ một cửa", "Cán bộ", 91200008, "001080000008"],
                [9, "Vũ Đức Lan", "Ba Trại", "Cán bộ một cửa", "Cán bộ", "0912000009", 1234567],
                [10, "Vũ Đức Mai", "Ba Trại", "Cán bộ một cửa", "Cán bộ", "0912000010", "12345678"],
            ],
        )
    ],
    [
        Fate("Sheet1", 2, LOOK, AN, (("phone", "zero_restored"),)),
        Fate("Sheet1", 3, LOOK, BINH, (("id_number", "zero_restored"),)),
        Fate("Sheet1", 4, LOOK, CHI._replace(phone="01632345678", id_number="012345679"),
             (("phone", "zero_restored"), ("id_number", "zero_restored"))),
        Fate("Sheet1", 5, NEW, DUNG._replace(id_number="912345678")),
        Fate("Sheet1", 6, LOOK,
             Person("Vũ Đức Em", BA_TRAI, RECEPTION, "Cán bộ", "0912000005", "024080000005"),
             (("role", "computed"), ("phone", "computed"))),
        Fate("Sheet1", 7, WRONG, None, (("phone", "formula"),)),
        Fate("Sheet1", 8, LOOK,
             Person("Vũ Đức Hà", BA_TRAI, RECEPTION, "Cán bộ", "0912000007", "024080000007"),
             (("id_number", "zero_restored"), ("id_number", "computed"))),
        Fate("Sheet1", 9, WRONG, None, (("phone", "not_mobile"),)),
        Fate("Sheet1", 10, WRONG, None, (("id_number", "not_a_number"),)),
        Fate("Sheet1", 11, WRONG, None, (("id_number", "not_a_number"),)),
    ],
)  # fmt: skip

ON_RECORD = Layout(
    "people who stand on the list or on the staff already",
    [
        LaidOutSheet(
            "Danh sách",
            [
                HEADS,
                # a stranger with the telephone of a line, then the line itself
                ["Vũ Đức Em", "Ba Trại", "Cán bộ một cửa", "Cán bộ", AN.phone, "001080000005"],
                [AN.full_name, "Ba Trại", "Cán bộ một cửa", "Chuyên viên", AN.phone, AN.id_number],
                # a stranger with the identity number of a line, then the line itself
                ["Vũ Đức Giang", "Tản Lĩnh", "Cán bộ một cửa", "Cán bộ", "0912000006",
                 BINH.id_number],
                [BINH.full_name, "Tản Lĩnh", "Công chức TP-HT", BINH.title, BINH.phone,
                 BINH.id_number],
                # a stranger in the place of a line that the file does not name otherwise
                ["Vũ Đức Hà", "Tây Đằng", "Cán bộ LĐTBXH", "Công chức", "0912000007",
                 CHI.id_number],
                # a slip in the name of a line
                ["Phạm Quang Dũngg", "Ba Trại", "Lãnh đạo UBND xã", DUNG.title, DUNG.phone,
                 DUNG.id_number],
                # known by fewer marks; known in another unit; known as written
                ["Dang Huu Khoa", "Ba Trại", "Công chức TP-HT", KHOA.title, KHOA.phone,
                 KHOA.id_number],
                [LAN.full_name, "Ba Trại", "Cán bộ LĐTBXH", LAN.title, LAN.phone, LAN.id_number],
                # the same person twice, in two units
                ["Ngô Kim Mai", "Ba Trại", "Cán bộ một cửa", "Cán bộ", "0912000013",
                 "001080000013"],
                ["Ngô Kim Mai", "Tản Lĩnh", "Cán bộ một cửa", "Cán bộ", "0912000013",
                 "001080000013"],
                # a second role in the same unit
                ["Ngô Kim Mai", "Ba Trại", "Công chức TP-HT", "Cán bộ", "0912000013",
                 "001080000013"],
                # a stranger with an identity number of the staff
                ["Vũ Đức Lan", "Ba Trại", "Cán bộ một cửa", "Cán bộ", "0912000014", KHOA.id_number],
            ],
        )
    ],
    [
        Fate("Danh sách", 2, WRONG, None, (("phone", "phone_twice"),)),
        Fate("Danh sách", 3, CHANGED, AN._replace(title="Chuyên viên")),
        Fate("Danh sách", 4, WRONG, None, (("id_number", "number_twice"),)),
        Fate("Danh sách", 5, SAME),
        Fate("Danh sách", 6, WRONG, None, (("id_number", "otherwise_listed"),)),
        Fate("Danh sách", 7, LOOK, DUNG._replace(full_name="Phạm Quang Dũngg"),
             (("full_name", "other_name"),)),
        Fate("Danh sách", 8, LOOK, KHOA, (("full_name", "fewer_marks"),)),
        Fate("Danh sách", 9, LOOK, LAN._replace(unit=BA_TRAI), (("unit", "staff_elsewhere"),)),
        Fate("Danh sách", 10, NEW,
             Person("Ngô Kim Mai", BA_TRAI, RECEPTION, "Cán bộ", "0912000013", "001080000013")),
        Fate("Danh sách", 11, LOOK,
             Person("Ngô Kim Mai", TAN_LINH, RECEPTION, "Cán bộ", "0912000013", "001080000013"),
             (("unit", "row_elsewhere"),)),
        Fate("Danh sách", 12, NEW,
             Person("Ngô Kim Mai", BA_TRAI, JUSTICE, "Cán bộ", "0912000013", "001080000013")),
        Fate("Danh sách", 13, WRONG, None,
             (("id_number", "number_twice"), ("id_number", "number_taken"))),
    ],
    lines=(AN, BINH, CHI, DUNG),
    staff=(KHOA, LAN),
)  # fmt: skip
