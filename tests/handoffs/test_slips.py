"""The list D03-TS names each child who gets a card."""

from __future__ import annotations

from datetime import date
from io import BytesIO

import pypdf

from app.handoffs import slips

HEAD = slips.ListHead(
    commune="xã Ba Trại",
    district="huyện Ba Vì",
    insurance="Bảo hiểm xã hội huyện Ba Vì",
    day=date(2016, 11, 21),
    insurance_code="TE0123A",
    made_by="Phùng Thị Lan",
    confirmed_by="Đỗ Văn Hưởng",
)
CHILD = slips.InsuredChild.of(
    {
        "child_name": "Nguyễn Hoàng Bảo Anh",
        "child_born": "01/11/2016",
        "child_sex": "Nữ",
        "mother_name": "Trần Thị Hồng Nhung",
        "mother_residence": "Thôn 3, xã Ba Trại, huyện Ba Vì",
        "facility": "Trạm y tế xã Ba Trại",
    }
)


def pages_of(*children: slips.InsuredChild) -> list[str]:
    reader = pypdf.PdfReader(BytesIO(slips.insurance_list(HEAD, children).printed()))
    return [" ".join(page.extract_text().split()) for page in reader.pages]


def test_the_list_says_who_gets_a_card_from_when_and_where() -> None:
    [said] = pages_of(CHILD)
    for part in (
        "Ủy ban nhân dân xã Ba Trại",
        "Mẫu D03-TS",
        "DANH SÁCH NGƯỜI CHỈ THAM GIA BẢO HIỂM Y TẾ",
        "Bảo hiểm xã hội huyện Ba Vì",
        "NGUYỄN HOÀNG BẢO ANH",
        "01/11/2016",
        "Thôn 3, xã Ba Trại, huyện Ba Vì",
        "Trạm y tế xã Ba Trại",
        "Mẹ: Trần Thị Hồng Nhung",
        "Tổng số: 1 người",
        "Ba Trại, ngày 21 tháng 11 năm 2016",
        "Mã đơn vị (do cơ quan BHXH cấp): TE0123A",
        "CÔNG CHỨC VĂN HÓA - XÃ HỘI",
        "Đỗ Văn Hưởng",
    ):
        assert part in said, part
    assert "Cha:" not in said


def test_a_long_list_repeats_its_head_on_each_page() -> None:
    pages = pages_of(*[CHILD] * 40)
    assert len(pages) > 2
    assert all("Nơi đăng ký KCB" in page for page in pages[:-1])
    assert "Tổng số: 40 người" in pages[-1]
    assert f"Trang {len(pages)}/{len(pages)}" in pages[-1]


def test_the_list_is_a4_across_and_always_the_same() -> None:
    printed = slips.insurance_list(HEAD, [CHILD]).printed()
    page = pypdf.PdfReader(BytesIO(printed)).pages[0].mediabox
    assert (round(page.width), round(page.height)) == (842, 595)
    assert printed == slips.insurance_list(HEAD, [CHILD]).printed()
