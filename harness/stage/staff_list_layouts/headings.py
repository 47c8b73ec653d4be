"""Layouts whose headings are not where the template has them, or not in its words."""

from __future__ import annotations

from harness.stage.staff_list_layouts.layout import (
    AN,
    BINH,
    CHI,
    COMMITTEE,
    DUNG,
    HIDDEN,
    KHOA,
    LAN,
    NEW,
    NOBODY,
    TITLE,
    WRONG,
    Fate,
    Layout,
)
from harness.stage.staff_list_layouts.workbook import LaidOutSheet

TITLE_ROWS = Layout(
    "title rows, a column STT, capitals, exchanged columns, Số CMND",
    [
        LaidOutSheet(
            "Sheet1",
            [
                [COMMITTEE],
                [TITLE],
                ["(Kèm theo Công văn số 12/UBND-VP ngày 20/10/2016)"],
                [],
                ["STT", "HỌ TÊN", "CHỨC VỤ", "ĐƠN VỊ", "SỐ CMND", "ĐIỆN THOẠI", "VAI TRÒ",
                 "GHI CHÚ"],
                ["(1)", "(2)", "(3)", "(4)", "(5)", "(6)", "(7)", "(8)"],
                [1, AN.full_name, AN.title, "xã Ba Trại", AN.id_number, AN.phone, "Cán bộ một cửa"],
                [2, BINH.full_name, BINH.title, "xã Tản Lĩnh", BINH.id_number, "0912.000.002",
                 "Công chức tư pháp – hộ tịch", "Mới chuyển về"],
                [3, CHI.full_name, CHI.title, "thị trấn Tây Đằng", CHI.id_number, "0912",
                 "Công chức lao động, thương binh và xã hội"],
                [4, DUNG.full_name, DUNG.title, "xã Ba Trại", "", DUNG.phone, "Lãnh đạo UBND xã"],
                ["Tổng cộng: 04 người"],
                [None, "NGƯỜI LẬP BIỂU", None, None, None, "CHỦ TỊCH"],
            ],
            merged=("A1:H1", "A2:H2", "A3:H3", "A11:H11"),
        )
    ],
    [
        Fate("Sheet1", 7, NEW, AN),
        Fate("Sheet1", 8, NEW, BINH),
        Fate("Sheet1", 9, WRONG, None, (("phone", "not_mobile"),)),
        Fate("Sheet1", 10, WRONG, None, (("id_number", "missing"),)),
        Fate("Sheet1", 11, NOBODY),
        Fate("Sheet1", 12, NOBODY),
    ],
)  # fmt: skip

TWO_HEADER_ROWS = Layout(
    "two header rows with merged cells; a heading that only the officer understands",
    [
        LaidOutSheet(
            "Danh sách",
            [
                [TITLE],
                ["TT", "Họ và tên", "Năm sinh", "Nơi công tác", None, "Phần việc", "Liên hệ", None,
                 "Giấy tờ tùy thân", None],
                [None, None, None, "Cơ quan, đơn vị", "Chức vụ, chức danh", None, "Số ĐTDĐ",
                 "Email", "Số chứng minh nhân dân", "Ngày cấp"],
                [1, AN.full_name, 1980, "Ba Trại", AN.title, "Cán bộ một cửa", AN.phone,
                 "an@example.vn", AN.id_number, "01/02/2012"],
                [2, BINH.full_name, 1981, "Tản Lĩnh", BINH.title, "Công chức tư pháp – hộ tịch",
                 BINH.phone, "", BINH.id_number, ""],
                [3, CHI.full_name, 1982, "Tây Đằng", CHI.title, "Trưởng thôn", CHI.phone, "",
                 CHI.id_number, ""],
            ],
            merged=("A1:J1", "A2:A3", "B2:B3", "C2:C3", "D2:E2", "F2:F3", "G2:H2", "I2:J2"),
        )
    ],
    [
        Fate("Danh sách", 4, NEW, AN),
        Fate("Danh sách", 5, NEW, BINH),
        Fate("Danh sách", 6, WRONG, None, (("role", "unknown_role"),)),
    ],
    missing=("role",),
    corrected={("Danh sách", "F"): "role"},
)  # fmt: skip

COVER_SHEET = Layout(
    "a cover sheet in front, and an older list on a hidden sheet",
    [
        LaidOutSheet(
            "Bìa",
            [[COMMITTEE], [TITLE], [], ["Người lập", "Nguyễn Lập"], ["Điện thoại", "0433880000"]],
        ),
        LaidOutSheet(
            "Cán bộ xã",
            [
                ["Số TT", "Đơn vị", "Họ, tên", "Chức danh", "Vai trò", "SĐT", "CMND/CCCD"],
                [1, "xã Ba Trại", AN.full_name, AN.title, "Cán bộ một cửa", AN.phone, AN.id_number],
                [2, "xã Tản Lĩnh", BINH.full_name, BINH.title, "Công chức tư pháp – hộ tịch",
                 BINH.phone, BINH.id_number],
            ],
        ),
        LaidOutSheet(
            "Năm 2015",
            [
                ["Số TT", "Đơn vị", "Họ, tên", "Chức danh", "Vai trò", "SĐT", "CMND/CCCD"],
                [1, "xã Ba Trại", DUNG.full_name, DUNG.title, "Lãnh đạo UBND xã", DUNG.phone,
                 DUNG.id_number],
                [2, "xã Ba Trại", "Vũ Đức Em", "Cán bộ", "Cán bộ một cửa", AN.phone,
                 "001080000005"],
            ],
            hidden=True,
        ),
    ],
    [
        Fate("Cán bộ xã", 2, NEW, AN),
        Fate("Cán bộ xã", 3, NEW, BINH),
        Fate("Năm 2015", 2, HIDDEN, DUNG),
        Fate("Năm 2015", 3, WRONG, None, (("phone", "phone_twice"),)),
    ],
)  # fmt: skip

SPLIT_NAMES = Layout(
    "names in two columns, units merged over rows, headings again on the next page, two sheets",
    [
        LaidOutSheet(
            "Ba Trại",
            [
                [TITLE],
                ["STT", "Họ và tên", None, "Đơn vị công tác", "Vai trò đăng ký", "Chức danh",
                 "Điện thoại", "Số CMND"],
                [1, "Nguyễn Văn", "An", "UBND xã Ba Trại", "Cán bộ một cửa", AN.title, AN.phone,
                 AN.id_number],
                [2, "Phạm Quang", "Dũng", None, "Lãnh đạo UBND phụ trách một cửa", DUNG.title,
                 DUNG.phone, DUNG.id_number],
                ["STT", "Họ và tên", None, "Đơn vị công tác", "Vai trò đăng ký", "Chức danh",
                 "Điện thoại", "Số CMND"],
                [3, "Đặng Hữu", "Khoa", "UBND xã Ba Trại", "Công chức Tư pháp - Hộ tịch",
                 KHOA.title, KHOA.phone, KHOA.id_number],
                [4, "Vũ", None, "UBND xã Ba Trại", "Cán bộ một cửa", "Cán bộ", "0912000005",
                 "001080000005"],
            ],
            merged=("A1:H1", "B2:C2", "D3:D4", "B5:C5"),
        ),
        LaidOutSheet(
            "Tản Lĩnh",
            [
                ["Họ đệm", "Tên", "Đơn vị", "Vai trò", "Chức vụ", "Số điện thoại", "CCCD"],
                ["Trần Thị", "Bình", "UBND xã Tản Lĩnh", "Công chức TP-HT", BINH.title, BINH.phone,
                 BINH.id_number],
                ["Bùi Ngọc", "Lan", "UBND xã Tản Lĩnh", "Cán bộ LĐTBXH", LAN.title, AN.phone,
                 LAN.id_number],
            ],
        ),
    ],
    [
        Fate("Ba Trại", 3, NEW, AN),
        Fate("Ba Trại", 4, NEW, DUNG),
        Fate("Ba Trại", 5, NOBODY),
        Fate("Ba Trại", 6, NEW, KHOA),
        Fate("Ba Trại", 7, WRONG, None, (("full_name", "not_a_name"),)),
        Fate("Tản Lĩnh", 2, NEW, BINH),
        Fate("Tản Lĩnh", 3, WRONG, None, (("phone", "phone_twice"),)),
    ],
)  # fmt: skip
