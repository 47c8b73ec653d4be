"""Every layout prints its entry, from data alone; two results have two numbers."""

from __future__ import annotations

import re
from io import BytesIO
from typing import Any

import pypdf
import pytest
from flask import Flask

from app.accounts.roles import Role
from app.dossiers.workflow import State
from app.kernel.errors import NotFound
from app.procedures import queries as procedures
from app.procedures.models.vocabulary import BookKind, Layout
from app.procedures.rules.procedure_finder import BIRTH
from app.registers import queries, slips
from app.registers.models.entries import RegisterKind
from app.registers.operations import registration
from harness.stage.databases import Database
from harness.stage.factories import ADossier, AnOfficer, AVersion, browser_of, somebody

HEAD = {
    "number": 45,
    "year": 2016,
    "book": "01-TP/HT-2016-X",
    "registered_on": "2016-11-21",
    "office": "xã Ba Trại",
    "district": "huyện Ba Vì",
    "signer_name": "Lê Quang Đạo",
    "signer_title": "KT. Chủ tịch – Phó Chủ tịch",
    "applicant": "Phùng Thị Mẫu",
}


def line(key: str, label: str, value: str, *, strong: bool = False) -> dict[str, Any]:
    return {"key": key, "label": label, "value": value, "strong": strong}


def part(title: str, *lines: dict[str, Any]) -> dict[str, Any]:
    return {"title": title, "rows": [[each] for each in lines]}


def person(who: str, name: str, born: str) -> list[dict[str, Any]]:
    return [
        line(f"{who}_name", "Họ, chữ đệm, tên", name, strong=who == "deceased"),
        line(f"{who}_born", "Ngày, tháng, năm sinh", born),
        line(f"{who}_ethnicity", "Dân tộc", "Mường"),
        line(f"{who}_nationality", "Quốc tịch", "Việt Nam"),
        line(f"{who}_id", "Số giấy tờ", "001088001234"),
        line(f"{who}_residence", "Nơi cư trú", "Thôn 3, xã Ba Trại"),
    ]


DEATH = {
    "deceased_name": "Nguyễn Văn Lượng",
    "deceased_born": "12/03/1941",
    "deceased_ethnicity": "Mường",
    "deceased_residence": "Thôn 3, xã Ba Trại",
    "death_day": "14/11/2016",
    "death_time": "14 giờ 30 phút",
    "death_cause": "Bệnh già",
    "death_proof_number": "99",
    "death_proof_issuer": "Bệnh viện Ba Vì",
    "death_proof_date": "15/11/2016",
}
STATUS = {
    "person_name": "Phùng Thị Hạnh",
    "marital_state": "Chưa đăng ký kết hôn với ai",
    "stay_from": "1994",
    "purpose": "Đăng ký kết hôn",
    "purpose_partner": "Đỗ Văn Tài",
    "purpose_place": "UBND xã Kim Chung",
}
ANSWERS: dict[Layout, dict[str, Any]] = {
    Layout.EXTRACT: {"answers": DEATH},
    Layout.CONFIRMATION: {
        "answers": STATUS,
        "chosen": {"marital_state": "single", "purpose": "marriage"},
    },
    Layout.CERTIFIED: {"answers": {"document_name": "Bằng tốt nghiệp", "pages": "2"}},
}
LAYOUTS: dict[Layout, tuple[BookKind, str, list[dict[str, Any]], tuple[str, ...]]] = {
    Layout.EXTRACT: (
        BookKind.DEATH,
        "Trích lục khai tử",
        [
            part("Người chết", *person("deceased", "Nguyễn Văn Lượng", "12/03/1941")),
        ],
        (
            "Số: 45/TLKT",
            "TRÍCH LỤC KHAI TỬ",
            "Họ, chữ đệm, tên: NGUYỄN VĂN LƯỢNG",
            "Dân tộc: Mường",
            "Đã chết vào lúc: 14 giờ 30 phút, ngày 14 tháng 11 năm 2016 (ngày mười bốn tháng",
            "Nguyên nhân chết: Bệnh già",
            "Số Giấy báo tử/giấy tờ thay thế: 99 do Bệnh viện Ba Vì cấp ngày 15/11/2016",
            "Nơi đăng ký khai tử: Ủy ban nhân dân xã Ba Trại, huyện Ba Vì, thành phố Hà Nội",
            "Quyển số: 01-TP/HT-2016-X",
        ),
    ),
    Layout.MARRIAGE: (
        BookKind.MARRIAGE,
        "Giấy chứng nhận kết hôn",
        [
            part("Bên nữ", *person("bride", "Trần Thị Nhung", "1990")),
            part(
                "Bên nam", *person("groom", "Đỗ Văn Tài", "1988"), line("note", "Ghi chú", "Không")
            ),
        ],
        (
            "Số: 45/2016",
            "GIẤY CHỨNG NHẬN KẾT HÔN",
            "Họ, chữ đệm, tên vợ: TRẦN THỊ NHUNG",
            "Họ, chữ đệm, tên chồng: ĐỖ VĂN TÀI",
            "Giấy tờ tùy thân: Số 001088001234",
            "Ghi chú: Không",
            "VỢ",
            "CHỒNG",
            "Ngày, tháng, năm đăng ký: 21/11/2016",
        ),
    ),
    Layout.CONFIRMATION: (
        BookKind.MARITAL_STATUS,
        "Giấy xác nhận tình trạng hôn nhân",
        [
            part(
                "Nội dung",
                line("status", "Tình trạng hôn nhân", "Chưa đăng ký kết hôn với ai"),
                line("validity", "Giấy này có giá trị", "06 tháng kể từ ngày cấp"),
            )
        ],
        (
            "Số: 45/UBND-XNTTHN",
            "Ba Trại, ngày 21 tháng 11 năm 2016",
            "Xét đề nghị của ông/bà: Phùng Thị Mẫu, về việc cấp",
            "cho ông/bà: Phùng Thị Hạnh",
            "cư trú tại: xã Ba Trại, huyện Ba Vì, thành phố Hà Nội, "
            "từ năm 1994 đến ngày 21/11/2016",
            "Tình trạng hôn nhân: Hiện tại chưa đăng ký kết hôn với ai",
            "Giấy này có giá trị 06 tháng kể từ ngày cấp, được sử dụng để: Đăng ký kết hôn với "
            "ông/bà Đỗ Văn Tài, tại UBND xã Kim Chung.",
        ),
    ),
    Layout.CERTIFIED: (
        BookKind.CERTIFIED,
        "Bản sao chứng thực",
        [part("Giấy tờ", line("paper", "Tên giấy tờ", "Bằng tốt nghiệp"))],
        (
            "CHỨNG THỰC BẢN SAO ĐÚNG VỚI BẢN CHÍNH",
            "Giấy tờ: Bằng tốt nghiệp, 2 trang",
            "Số chứng thực: 45/2016",
            "ngày hai mươi mốt tháng mười một năm hai nghìn không trăm mười sáu",
        ),
    ),
}


def test_each_spouse_has_an_original_with_a_back_for_notes() -> None:
    """Two originals are issued (Luật Hộ tịch Đ17, Đ18)."""
    kind, name, parts, _fields = LAYOUTS[Layout.MARRIAGE]
    result = {"key": "x", "name": name, "layout": Layout.MARRIAGE}
    pdf = slips.printed(HEAD | {"result": result, "kind": kind, "parts": parts})
    first, back, second, last = (p.extract_text() for p in pypdf.PdfReader(BytesIO(pdf)).pages)
    assert first == second
    assert back == last
    assert "GHI CHÚ NHỮNG THÔNG TIN THAY ĐỔI SAU NÀY" in back
    assert "BÊN NỮ" not in first
    assert "BÊN NAM" not in first


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ("married", "Hiện tại đang có vợ/chồng là Đỗ Văn Tài (GCN số 9)"),
        ("divorced", "đã ly hôn theo GCN số 9; hiện tại chưa đăng ký kết hôn với ai"),
        ("widowed", "vợ/chồng đã chết (GCN số 9); hiện tại chưa đăng ký kết hôn với ai"),
    ],
)
def test_marital_status_is_stated_in_the_words_of_the_law(state: str, words: str) -> None:
    content = HEAD | {
        "kind": BookKind.MARITAL_STATUS,
        "answers": {**STATUS, "spouse_name": "Đỗ Văn Tài", "state_paper": "GCN số 9"},
        "chosen": {"marital_state": state},
    }
    assert words in said(slips.printed(content))


def said(pdf: bytes) -> str:
    return " ".join(pypdf.PdfReader(BytesIO(pdf)).pages[0].extract_text().split())


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_result_states_its_fields_its_number_and_who_signs(layout: Layout) -> None:
    kind, name, parts, fields = LAYOUTS[layout]
    result = {"key": "x", "name": name, "layout": layout}
    content = HEAD | {"result": result, "kind": kind, "parts": parts, **ANSWERS.get(layout, {})}
    front = said(slips.printed(content))
    for field in (*fields, "TM. ỦY BAN NHÂN DÂN KT. CHỦ TỊCH PHÓ CHỦ TỊCH", "Lê Quang Đạo"):
        assert field in front, field
    assert slips.printed(content) == slips.printed(dict(content))


RECOGNITION = {
    "key": "recognition",
    "title": "Nhận cha, mẹ, con",
    "questions": [
        {
            "key": "recognised_as",
            "kind": "choice",
            "label": "Nhận là gì của trẻ?",
            "choices": [["father", "Cha"], ["mother", "Mẹ"]],
            "feeds": ["recognition_extract"],
        },
        {"key": "recogniser_name", "kind": "name", "label": "Người nhận", "feeds": ["result"]},
    ],
}
TWO = [
    {"key": "birth_certificate", "name": "Giấy khai sinh", "book": "birth", "layout": "birth"},
    {
        "key": "recognition_extract",
        "name": "Trích lục nhận cha, mẹ, con",
        "book": "recognition",
        "layout": "extract",
    },
]


def test_both_results_of_one_dossier_stand_in_their_own_books(database: Database) -> None:
    """A birth with recognition (khai sinh kết hợp nhận cha, mẹ, con: TT 15/2015 Đ12)."""
    birth = procedures.published(BIRTH).compiled or {}
    AVersion("9.000012", {**birth, "sections": [*birth["sections"], RECOGNITION], "results": TWO})
    said_more: dict[str, Any] = {"recognised_as": "father", "recogniser_name": "Trần Văn Mẫu"}
    ADossier(State.READY, procedure=BIRTH)
    waiting = ADossier(State.TO_SIGN, procedure="9.000012", **said_more)
    before = said(registration.preview(waiting, "recognition_extract"))
    assert "Nhận là gì của trẻ: Cha" in before
    assert "Trần Văn Mẫu" not in before  # only what feeds this result by its name

    dossier = ADossier(State.RETURNED, procedure="9.000012", **said_more)

    officer = somebody(Role.COMMUNE_JUSTICE, dossier.commune).actor
    entries = queries.for_panel(dossier.id, officer)
    assert [(e.kind, e.number, e.certificate.name) for e in entries] == [
        (RegisterKind.BIRTH, 2, "Giấy khai sinh"),
        (RegisterKind.RECOGNITION, 1, "Trích lục nhận cha, mẹ, con"),
    ]
    assert {str(e.book).rpartition("-")[2] for e in entries} == {"KS", "NCMC"}
    with pytest.raises(NotFound):
        registration.preview(waiting, "of nobody")


def test_the_head_sees_the_paper_before_signing_and_strangers_do_not(
    app: Flask, database: Database
) -> None:
    dossier = ADossier(State.TO_SIGN, procedure=BIRTH)
    path = f"/can-bo/mot-cua/ho-so/{dossier.id}"
    head = browser_of(app, AnOfficer(Role.COMMUNE_LEADER, dossier.commune))
    for page in (path, f"{path}/buoc/sign/ly-do"):
        assert f"{path}/xem-truoc/birth_certificate" in head.get(page).get_data(as_text=True)
    front = said(head.get(f"{path}/xem-truoc/birth_certificate").data)
    assert dossier.subject_name.upper() in front
    assert "BẢN XEM TRƯỚC" in front
    assert head.get(f"{path}/xem-truoc/nothing").status_code == 404
    district = browser_of(app, AnOfficer(Role.DISTRICT_LEADER, dossier.commune.district))
    assert district.get(f"{path}/xem-truoc/birth_certificate").status_code == 403
    assert queries.of_dossier(dossier.id) is None


def test_each_spouse_gets_an_original_when_the_result_is_returned(
    app: Flask, database: Database
) -> None:
    dossier = ADossier(State.READY, procedure="1.000894")
    desk = browser_of(app, AnOfficer(Role.COMMUNE_RECEPTION, dossier.commune))
    path = f"/can-bo/mot-cua/ho-so/{dossier.id}"
    page = desk.get(f"{path}/buoc/return-result").get_data(as_text=True)
    carried = dict(re.findall(r'name="(csrf_token|version)"[^>]*value="([^"]*)"', page))
    sent = {**carried, "collected_by": "Hai vợ chồng", "collected_with": "CMND"}
    one = desk.post(f"{path}/buoc/return-result", data={**sent, "originals": ["bride_name"]})
    assert "mỗi người nhận một bản chính" in one.get_data(as_text=True)
    both = {**sent, "originals": ["bride_name", "groom_name"]}
    assert desk.post(f"{path}/buoc/return-result", data=both).status_code == 302
    shown = desk.get(path).get_data(as_text=True)
    assert "Vợ, chồng đã ký và mỗi người đã nhận một bản chính." in shown
