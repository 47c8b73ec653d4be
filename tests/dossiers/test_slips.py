"""The declarations print the answers; the receipt prints when to come back."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

import pypdf
import pytest

from app.dossiers.slips import civil_status_declarations, declarations
from app.kernel.deadlines.deadline import Limit, LimitUnit
from app.kernel.printing.pdf import PrintDocument

ANSWERS = {
    "applicant_name": "Nguyễn Văn Thưởng",
    "applicant_residence": "Thôn 3, xã Ba Trại, huyện Ba Vì",
    "applicant_id_kind": "Chứng minh nhân dân",
    "applicant_id": "001088001234",
    "applicant_relation": "Cha",
    "applicant_phone": "0912 345 678",
    "child_name": "Nguyễn Hoàng Bảo Anh",
    "child_born": "01/11/2016",
    "child_sex": "Nữ",
    "child_ethnicity": "Kinh",
    "child_nationality": "Việt Nam",
    "child_birth_place": "Bệnh viện đa khoa huyện Ba Vì",
    "child_home_town": "xã Ba Trại, huyện Ba Vì",
    "mother_name": "Trần Thị Hồng Nhung",
    "mother_born": "1990",
    "mother_ethnicity": "Mường",
    "mother_residence": "Thôn 3, xã Ba Trại",
    "father_name": "Nguyễn Văn Thưởng",
    "copies": "2",
    "household_head": "Nguyễn Văn Tài",
    "household_relation": "Cháu",
    "household_book": "130456789",
    "household_address": "Thôn 5, xã Ba Trại, huyện Ba Vì",
    "facility": "Trạm y tế xã Ba Trại",
}
CHOSEN = {"applicant_relation": "father"}
HEADING = declarations.Heading(
    commune="xã Ba Trại",
    district="huyện Ba Vì",
    police="Công an huyện Ba Vì",
    insurance="Bảo hiểm xã hội huyện Ba Vì",
    code="000.01.02.H26-161121-0003",
)
RECEIPT = declarations.Receipt(
    commune="xã Ba Trại",
    code="000.01.02.H26-161121-0003",
    applicant="Nguyễn Văn Thưởng",
    request="Liên thông khai sinh, thường trú, thẻ BHYT",
    parts=("Đăng ký khai sinh", "Đăng ký thường trú", "Cấp thẻ bảo hiểm y tế"),
    papers=(
        declarations.FiledPaper("Giấy chứng sinh", "Nộp bản chính"),
        declarations.FiledPaper("Sổ hộ khẩu", "Đã xuất trình"),
    ),
    payments=(declarations.Payment("Tạm thu lệ phí đăng ký thường trú", 15_000),),
    limit=Limit(20, LimitUnit.WORKING_DAY),
    received_at=datetime(2016, 11, 21, 7, 5, tzinfo=UTC),
    promised_at=datetime(2016, 12, 19, 10, 0, tzinfo=UTC),
    result_place="Bộ phận tiếp nhận và trả kết quả",
    receiver="Phùng Thị Lan",
    tracking_url="https://example.vn/tra-cuu?ma=000.01.02.H26-161121-0003",
)  # fmt: skip

DECLARATIONS = {
    "birth": (
        civil_status_declarations.birth_declaration,
        (
            "TỜ KHAI ĐĂNG KÝ KHAI SINH",
            "Kính gửi: Ủy ban nhân dân xã Ba Trại, huyện Ba Vì, thành phố Hà Nội",
            "Họ, chữ đệm, tên người yêu cầu: Nguyễn Văn Thưởng",
            "Giấy tờ tùy thân: Chứng minh nhân dân số 001088001234",
            "Họ, chữ đệm, tên: NGUYỄN HOÀNG BẢO ANH",
            "Ngày mùng một tháng mười một năm hai nghìn không trăm mười sáu",
            "Họ, chữ đệm, tên người mẹ: Trần Thị Hồng Nhung",
            "Dân tộc: Mường",
            "Tôi cam đoan nội dung đề nghị đăng ký khai sinh trên đây là đúng sự thật",
            "Số lượng: 2 bản",
        ),
    ),
    "household": (
        declarations.household_notice,
        (
            "PHIẾU BÁO THAY ĐỔI HỘ KHẨU, NHÂN KHẨU",
            "Mẫu HK02",
            "Kính gửi: Công an huyện Ba Vì",
            "CMND/CCCD số: 001088001234",
            "13. Họ và tên chủ hộ: Nguyễn Văn Tài",
            "14. Quan hệ với chủ hộ: Cháu",
            "2. Giới tính: Nam",
            "Đăng ký thường trú cho trẻ em mới sinh vào hộ của Nguyễn Văn Tài, "
            "sổ hộ khẩu số 130456789, tại Thôn 5, xã Ba Trại, huyện Ba Vì",
            "Ý KIẾN CỦA CHỦ HỘ",
            "XÁC NHẬN CỦA CÔNG AN",
        ),
    ),
    "insurance": (
        declarations.insurance_declaration,
        (
            "Mẫu TK1-TS",
            "Kính gửi: Bảo hiểm xã hội huyện Ba Vì",
            "[01]. Họ và tên (viết chữ in hoa): NGUYỄN HOÀNG BẢO ANH",
            "[03]. Ngày, tháng, năm sinh: 01/11/2016",
            "Xã (phường, thị trấn): xã Ba Trại",
            "Mẹ: Trần Thị Hồng Nhung",
            "[08]. Địa chỉ đăng ký hộ khẩu: Thôn 5, xã Ba Trại, huyện Ba Vì",
            "[13]. Nơi đăng ký khám bệnh, chữa bệnh ban đầu: Trạm y tế xã Ba Trại",
        ),
    ),
}


def words_of(sheet: PrintDocument) -> list[str]:
    reader = pypdf.PdfReader(BytesIO(sheet.printed()))
    return [" ".join(page.extract_text().split()) for page in reader.pages]


@pytest.mark.parametrize("name", DECLARATIONS)
def test_a_declaration_says_what_was_answered(name: str) -> None:
    build, parts = DECLARATIONS[name]
    [said] = words_of(build(ANSWERS, HEADING, CHOSEN))
    for part in parts:
        assert part in said, part
    assert "Mã hồ sơ: 000.01.02.H26-161121-0003" in said


@pytest.mark.parametrize("name", DECLARATIONS)
def test_what_was_not_answered_is_a_dotted_line(name: str) -> None:
    build, _parts = DECLARATIONS[name]
    [said] = words_of(build({}, declarations.Heading("xã Ba Trại", "huyện Ba Vì")))
    assert "None" not in said
    assert said.count(".....") > 8


@pytest.mark.parametrize("name", DECLARATIONS)
def test_a_declaration_is_a4_and_always_the_same(name: str) -> None:
    build, _parts = DECLARATIONS[name]
    printed = build(ANSWERS, HEADING).printed()
    page = pypdf.PdfReader(BytesIO(printed)).pages[0].mediabox
    assert (round(page.width), round(page.height)) == (595, 842)
    assert printed == build(dict(ANSWERS), HEADING).printed()


@pytest.mark.parametrize("name", DECLARATIONS)
def test_a_hostile_name_is_printed_letter_by_letter(name: str) -> None:
    build, _parts = DECLARATIONS[name]
    said = " ".join(
        words_of(build(ANSWERS | {"applicant_name": "*Hoa* #pagebreak() $x$"}, HEADING))
    )
    assert "*Hoa* #pagebreak() $x$" in said


@pytest.mark.parametrize(
    ("relation", "parents", "is_guardian"),
    [("carer", (), True), ("carer", ("mother_name",), False), ("father", (), False)],
)
def test_a_guardian_is_named_only_where_there_is_one(
    relation: str, parents: tuple[str, ...], is_guardian: bool
) -> None:
    known = {key: said for key, said in ANSWERS.items() if not key.endswith("er_name")}
    known |= {key: ANSWERS[key] for key in parents}
    [said] = words_of(
        declarations.insurance_declaration(known, HEADING, {"applicant_relation": relation})
    )
    assert ("Người giám hộ: Nguyễn Văn Thưởng" in said) is is_guardian


def test_a_passport_stands_on_its_own_line() -> None:
    [said] = words_of(
        declarations.household_notice(
            ANSWERS | {"applicant_id_kind": "Hộ chiếu", "applicant_id": "B1234567"}, HEADING
        )
    )
    assert "Hộ chiếu số: B1234567" in said
    assert "CMND/CCCD số: B1234567" not in said


def test_a_relation_that_is_not_named_is_left_to_the_pen() -> None:
    [said] = words_of(
        declarations.household_notice(ANSWERS | {"household_relation": "Khác"}, HEADING)
    )
    assert "Quan hệ với chủ hộ: Khác" not in said


def test_parents_give_their_opinion_when_the_child_lives_with_others() -> None:
    asked = declarations.household_notice(ANSWERS | {"parents_opinion": "Có"}, HEADING)
    assert "Ý kiến của cha, mẹ" in " ".join(words_of(asked))
    assert "Ý kiến của cha, mẹ" not in " ".join(
        words_of(declarations.household_notice(ANSWERS, HEADING))
    )


def test_the_receipt_says_what_came_and_when_to_come_back() -> None:
    kept, handed_over = words_of(declarations.receipt(RECEIPT))
    for part in (
        "GIẤY TIẾP NHẬN HỒ SƠ VÀ HẸN TRẢ KẾT QUẢ",
        "Mã hồ sơ: 000.01.02.H26-161121-0003",
        "Tiếp nhận hồ sơ của: Nguyễn Văn Thưởng",
        "Đăng ký thường trú",
        "Giấy chứng sinh Nộp bản chính 01",
        "Sổ hộ khẩu Đã xuất trình 01",
        "20 ngày làm việc",
        "14 giờ 05 phút, ngày 21 tháng 11 năm 2016",
        "17 giờ 00 phút, ngày 19 tháng 12 năm 2016",
        "Tạm thu lệ phí đăng ký thường trú: 15.000 đồng",
        "Phùng Thị Lan",
    ):
        assert part in kept, part
        assert part in handed_over, part
    assert "Liên 1: Lưu" in kept
    assert "Liên 2: Giao người nộp hồ sơ" in handed_over


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (Limit(0, LimitUnit.SAME_DAY), "Trong ngày làm việc"),
        (Limit(8, LimitUnit.WORKING_HOUR), "8 giờ làm việc"),
        (Limit(15, LimitUnit.CALENDAR_DAY), "15 ngày"),
        (None, ""),
    ],
)
def test_a_limit_is_said_in_its_unit(given: Limit | None, said: str) -> None:
    assert declarations.limit(given) == said


def test_each_copy_of_the_receipt_is_one_page_a5_however_much_was_filed() -> None:
    papers = tuple(
        declarations.FiledPaper(
            f"Giấy tờ có tên dài thứ {n} của hồ sơ", "Đã gửi ảnh, xuất trình khi đến"
        )
        for n in range(14)
    )
    reader = pypdf.PdfReader(
        BytesIO(declarations.receipt(replace(RECEIPT, papers=papers)).printed())
    )
    assert len(reader.pages) == 2
    page = reader.pages[0].mediabox
    assert (round(page.width), round(page.height)) == (420, 595)


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        (
            {"limit": Limit(0, LimitUnit.SAME_DAY)},
            "ngay khi ông/bà có mặt; trong ngày, sau 15 giờ thì ngày làm việc tiếp theo",
        ),
        ({"limit": Limit(0, LimitUnit.SAME_DAY), "both_come": True}, "ngay khi hai bên có mặt"),
        ({}, "20 ngày làm việc kể từ ngày nhận đủ hồ sơ"),
    ],
)
def test_a_receipt_always_says_when_the_result_is_given(changes: dict[str, Any], told: str) -> None:
    said = words_of(declarations.receipt(replace(RECEIPT, promised_at=None, **changes)))[0]
    assert f"5. Thời gian trả kết quả: {told}" in said
