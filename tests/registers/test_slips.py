"""The birth certificate prints the entry, and the signer's capacity."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pypdf
import pytest

from app.registers.slips import birth

ANSWERS = {
    "child_name": "Nguyễn Hoàng Bảo Anh",
    "child_born": "2016-11-01",
    "child_sex": "Nữ",
    "child_ethnicity": "Kinh",
    "child_nationality": "Việt Nam",
    "child_birth_place": "Bệnh viện đa khoa huyện Ba Vì",
    "child_home_town": "xã Ba Trại, huyện Ba Vì, thành phố Hà Nội",
    "mother_name": "Trần Thị Hồng Nhung",
    "mother_born": "1990",
    "mother_ethnicity": "Mường",
    "mother_nationality": "Việt Nam",
    "mother_residence": "Thôn 3, xã Ba Trại, huyện Ba Vì",
    "father_name": "Nguyễn Văn Thưởng",
    "father_born": "1988-02-03",
    "father_ethnicity": "Kinh",
    "father_nationality": "Việt Nam",
    "father_residence": "Thôn 4, xã Ba Trại, huyện Ba Vì",
    "applicant_name": "Nguyễn Văn Thưởng",
    "applicant_id_kind": "Chứng minh nhân dân",
    "applicant_id": "001088001234",
}
CONTENT = {
    "number": 45,
    "year": 2016,
    "registered_on": "2016-11-21",
    "office": "xã Ba Trại",
    "district": "huyện Ba Vì",
    "signer_name": "Lê Quang Đạo",
    "signer_title": "Chủ tịch",
    "answers": ANSWERS,
}


def printed(**changes: Any) -> pypdf.PdfReader:
    return pypdf.PdfReader(BytesIO(birth.birth_certificate(CONTENT | changes)))


def front(**changes: Any) -> str:
    return " ".join(printed(**changes).pages[0].extract_text().split())


def test_the_certificate_states_everything_the_law_asks_for() -> None:
    said = front()
    for part in (
        "ỦY BAN NHÂN DÂN XÃ BA TRẠI",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "GIẤY KHAI SINH",
        "Số: 45/2016",
        "Họ, chữ đệm, tên: NGUYỄN HOÀNG BẢO ANH",
        "Ngày, tháng, năm sinh: 01/11/2016",
        "Ngày mùng một tháng mười một năm hai nghìn không trăm mười sáu",
        "Giới tính: Nữ",
        "Quê quán: xã Ba Trại, huyện Ba Vì, thành phố Hà Nội",
        "Họ, chữ đệm, tên người mẹ: Trần Thị Hồng Nhung",
        "Năm sinh: 1990",
        "Họ, chữ đệm, tên người cha: Nguyễn Văn Thưởng",
        "Năm sinh: 1988",
        "Giấy tờ tùy thân: Chứng minh nhân dân số 001088001234",
        "Nơi đăng ký khai sinh: Ủy ban nhân dân xã Ba Trại, huyện Ba Vì, thành phố Hà Nội",
        "Ngày, tháng, năm đăng ký: 21/11/2016",
        "Lê Quang Đạo",
    ):
        assert part in said, part


def test_the_back_is_for_later_notes() -> None:
    pages = printed().pages
    assert len(pages) == 2
    assert "GHI CHÚ NHỮNG THÔNG TIN THAY ĐỔI SAU NÀY" in pages[1].extract_text()


@pytest.mark.parametrize("title", ["KT. Chủ tịch – Phó Chủ tịch", "Phó Chủ tịch"])
def test_a_deputy_signs_for_the_head(title: str) -> None:
    assert "TM. ỦY BAN NHÂN DÂN KT. CHỦ TỊCH PHÓ CHỦ TỊCH" in front(signer_title=title)


def test_the_head_signs_for_the_committee() -> None:
    said = front()
    assert "TM. ỦY BAN NHÂN DÂN CHỦ TỊCH" in said
    assert "PHÓ CHỦ TỊCH" not in said


def test_a_father_who_is_not_determined_stays_blank() -> None:
    mother_only = {key: said for key, said in ANSWERS.items() if not key.startswith("father_")}
    said = front(answers=mother_only)
    assert "Họ, chữ đệm, tên người cha: . . ." in said.replace("...", ". . .")
    assert "None" not in said


def test_the_front_stays_one_page_however_long_the_words_are() -> None:
    long = {key: said + " thôn Đồng Chằm" * 5 for key, said in ANSWERS.items()}
    pages = printed(answers=long | {"child_born": "2016-11-01"}).pages
    assert len(pages) == 2
    assert "Lê Quang Đạo" in pages[0].extract_text()


def test_the_paper_is_a4_and_always_the_same() -> None:
    page = printed().pages[0].mediabox
    assert (round(page.width), round(page.height)) == (595, 842)
    assert birth.birth_certificate(CONTENT) == birth.birth_certificate(dict(CONTENT))
