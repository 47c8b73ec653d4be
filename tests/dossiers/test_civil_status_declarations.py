"""Each declaration of civil status stands in the layout of its form, with what was declared."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pypdf
import pytest

from app.dossiers.models.dossier import Dossier
from app.dossiers.operations import slip_contents
from app.dossiers.slips import civil_status_declarations
from app.dossiers.slips.civil_status_declarations import Declared
from app.dossiers.slips.declaration_layouts import LAYOUTS
from app.dossiers.slips.declarations import Heading
from app.dossiers.workflow import SlipKind
from app.kernel.printing.pdf import PrintDocument
from app.procedures import catalogue
from app.procedures.answers.statement import StatementLine
from app.procedures.models.vocabulary import Must
from app.procedures.rules.papers_and_fees import papers
from harness.stage.factories import ADossier
from tests.procedures.conftest import form_of

pytestmark = pytest.mark.usefixtures("database")

OF_OUR_FORM = (
    "Liên hệ", "Lệ phí và nhận kết quả", "Nơi đăng ký", "Số điện thoại", "Trước nay",
    "diện được miễn", "Nơi nhận kết quả", "Ông/bà",
)  # fmt: skip
"""Headings and questions of the online form that no form of the ministry has."""

DEATH: dict[str, Any] = {
    "applicant_relation": "child",
    "deceased_name": "Nguyễn Văn Lượng",
    "death_day": "2016-11-07",
    "death_time": "14:30",
    "death_place": "Bệnh viện đa khoa Đông Anh",
    "death_proof": "notice",
    "death_proof_number": "số 99",
    "death_proof_issuer": "Bệnh viện đa khoa Đông Anh",
    "death_proof_date": "2016-11-08",
    "copies": 3,
}
STATUS: dict[str, Any] = {
    "applicant_for": "self",
    "marital_state": "widowed",
    "spouse_name": "Trần Văn Đạt",
    "state_paper": "Trích lục khai tử số 12/2014",
    "stay_from": "1994",
    "lived_elsewhere": "no",
    "purpose": "marriage",
    "purpose_partner": "Lê Văn Hòa",
    "purpose_place": "UBND xã Kim Chung",
    "issued_before": "no",
}
RECOGNITION: dict[str, Any] = {
    "applicant_is": "recogniser",
    "recognition_kind": "father_child",
    "applicant_name": "Phạm Văn Lộc",
    "recognised_name": "Phạm Minh An",
    "other_parent_opinion": "Tôi đồng ý",
}
GUARDIANSHIP: dict[str, Any] = {
    "applicant_for": "self",
    "applicant_name": "Bùi Thị Hạnh",
    "ward_name": "Bùi Gia Bảo",
    "guardianship_kind": "natural",
    "guardianship_reason": "Cha mẹ của cháu đã chết",
}
CHANGE: dict[str, Any] = {
    "person_name": "Nguyễn Văn Hung",
    "person_born": "2018-03-12",
    "change_kind": "change",
    "registered_event": "birth",
    "registered_office": "UBND xã Kim Chung",
    "registered_on": "2018-03-20",
    "change_from": "tên: Hung",
    "change_to": "tên: Hùng",
    "parents_agree": "yes",
    "child_agrees": "under_nine",
}

SAID: dict[str, tuple[str, dict[str, Any], tuple[str, ...]]] = {
    "death": (
        "1.000656",
        DEATH,
        (
            "TỜ KHAI ĐĂNG KÝ KHAI TỬ",
            "Quan hệ với người đã chết: Con",
            "Đề nghị cơ quan đăng ký khai tử cho người có tên dưới đây:",
            "Họ, chữ đệm, tên: NGUYỄN VĂN LƯỢNG",
            "Đã chết vào lúc: 14 giờ 30 phút, ngày 07 tháng 11 năm 2016",
            "Nơi chết: Bệnh viện đa khoa Đông Anh",
            "giấy tờ thay thế Giấy báo tử: số 99 do Bệnh viện đa khoa Đông Anh cấp ngày 08/11/2016",
            "Số lượng: 3 bản",
        ),
    ),
    "marital status": (
        "1.004873",
        STATUS,
        (
            "Quan hệ với người được cấp Giấy xác nhận tình trạng hôn nhân: Bản thân",
            "đăng ký kết hôn với Trần Văn Đạt, nhưng vợ/chồng đã chết (Trích lục khai tử số 12/2014"
            "); hiện tại chưa đăng ký kết hôn với ai",
            "từ 1994 đến nay",
            "Đăng ký kết hôn với Lê Văn Hòa, tại UBND xã Kim Chung",
        ),
    ),
    "recognition": (
        "1.001022",
        RECOGNITION,
        (
            "Quan hệ với người nhận, người được nhận: Người nhận",
            "Đề nghị cơ quan công nhận người có tên dưới đây: Họ, chữ đệm, tên: Phạm Văn Lộc",
            "Là cha của người có tên dưới đây: Họ, chữ đệm, tên: PHẠM MINH AN",
            "tự nguyện, không có tranh chấp",
            "Ý kiến của người hiện đang là mẹ hoặc cha: Tôi đồng ý",
        ),
    ),
    "guardianship": (
        "1.004837",
        GUARDIANSHIP,
        (
            "Người giám hộ: Họ, chữ đệm, tên: Bùi Thị Hạnh",
            "Người được giám hộ: Họ, chữ đệm, tên: BÙI GIA BẢO",
            "Lý do đăng ký giám hộ: Giám hộ đương nhiên; Cha mẹ của cháu đã chết",
            "Giấy tờ kèm theo: Giấy tờ chứng minh điều kiện giám hộ đương nhiên",
        ),
    ),
    "change": (
        "1.004859",
        CHANGE,
        (
            "TỜ KHAI THAY ĐỔI, CẢI CHÍNH, BỔ SUNG HỘ TỊCH, XÁC ĐỊNH LẠI DÂN TỘC",
            "đăng ký việc thay đổi họ, chữ đệm, tên cho người có tên dưới đây:",
            "Đã đăng ký khai sinh tại: UBND xã Kim Chung",
            "Từ: tên: Hung",
            "Thành: tên: Hùng",
            "Cha và mẹ đều đồng ý",
        ),
    ),
    "supplement": (
        "1.004859.1",
        {"registered_event": "birth", "change_to": "dân tộc: Kinh"},
        (
            "đăng ký việc bổ sung thông tin hộ tịch cho người có tên dưới đây:",
            "Từ: phần còn để trống trong sổ hộ tịch",
            "Thành: dân tộc: Kinh",
        ),
    ),
    "source": (
        "2.000908",
        {"source_paper": "Giấy xác nhận công tác", "source_year": "2009", "copies": 2},
        (
            "PHIẾU YÊU CẦU CẤP BẢN SAO TỪ SỔ GỐC",
            "Tên giấy tờ đã cấp: Giấy xác nhận công tác",
            "Ngày, tháng, năm cấp: 2009",
            "đề nghị cấp: 2 bản",
            "theo NĐ 23/2015/NĐ-CP",
        ),
    ),
    "born again": (
        "1.004884",
        {"applicant_for": "relative", "child_born": "1964-08", "child_name": "Lê Thị Mận"},
        (
            "TỜ KHAI ĐĂNG KÝ LẠI KHAI SINH",
            "Ngày, tháng, năm sinh: 08/1964",
            "Ghi bằng chữ: Tháng tám năm một nghìn chín trăm sáu mươi tư",
            "Đã đăng ký khai sinh tại:",
        ),
    ),
    "extract": (
        "2.000635",
        {"extract_kind": "marriage", "copies": 2, "registered_on": "1992"},
        (
            "cấp bản sao Trích lục kết hôn cho người có tên dưới đây:",
            "Đã đăng ký tại: Ủy ban nhân dân",
            "đề nghị cấp: 2 bản",
        ),
    ),
}


def page_of(dossier: Dossier, kind: SlipKind = SlipKind.DECLARATION) -> str:
    """The words of the one page of the sheet."""
    return words_of(slip_contents.sheet_of(dossier, kind))


def words_of(sheet: PrintDocument) -> str:
    [page] = pypdf.PdfReader(BytesIO(sheet.printed())).pages
    return " ".join(page.extract_text().split())


@pytest.mark.parametrize("name", SAID)
def test_what_was_declared_stands_in_the_fields_of_the_form(name: str) -> None:
    procedure, answers, fields = SAID[name]

    page = page_of(ADossier(procedure=procedure, **answers))

    for field in fields:
        assert field in page, field
    assert not [words for words in OF_OUR_FORM if words in page]
    assert "Bố cục tạm thời theo " in page


def test_bride_and_groom_declare_side_by_side_and_both_sign() -> None:
    page = page_of(
        ADossier(
            procedure="1.000894",
            applicant_is="bride",
            bride_name="Trần Thị Hoa",
            groom_name="Đỗ Văn Tài",
            bride_marriages=2,
            groom_marriages=1,
        )
    )

    assert "Thông tin Bên nữ Bên nam Họ, chữ đệm, tên TRẦN THỊ HOA ĐỖ VĂN TÀI" in page
    assert "Kết hôn lần thứ mấy 2 1" in page
    assert "không vi phạm quy định của Luật Hôn nhân và gia đình Việt Nam" in page
    assert page.index("BÊN NỮ") < page.index("BÊN NAM") < page.rindex("Đỗ Văn Tài")
    assert "NGƯỜI YÊU CẦU" not in page
    assert not [words for words in OF_OUR_FORM if words in page]


def test_a_father_recognises_his_child_at_its_birth_with_a_declaration_of_its_own() -> None:
    page = page_of(
        ADossier(
            procedure="1.000689",
            recognised_by="father",
            parents="unmarried",
            father_name="Phạm Văn Lộc",
            child_name="Phạm Minh An",
        )
    )

    assert "Họ, chữ đệm, tên: Phạm Văn Lộc" in page
    assert "Là cha của người có tên dưới đây: Họ, chữ đệm, tên: PHẠM MINH AN" in page


def test_both_parents_are_declared_with_their_year_of_birth() -> None:
    dossier = ADossier(applicant_relation="mother", mother_born="1990-03-27", father_born="1988")

    page = page_of(dossier, SlipKind.BIRTH_DECLARATION)

    assert "Năm sinh: 1990" in page
    assert "Năm sinh: 1988" in page
    assert "27/03/1990" not in page


def test_what_a_procedure_asks_beyond_the_form_stands_below_its_fields() -> None:
    further = StatementLine("language", "Tiếng nói thường dùng", "Tiếng Mường")
    declared = Declared({}, Heading("xã Ba Trại", "huyện Ba Vì"), {}, further=[further])
    sheet = civil_status_declarations.declaration("extract_declaration", "Tờ khai", declared)

    page = words_of(sheet)

    assert page.index("Số lượng bản sao") < page.index("Tiếng nói thường dùng: Tiếng Mường")
    assert page.index("Tiếng Mường") < page.index("Tôi cam đoan")


def test_each_declaration_has_a_layout() -> None:
    forms = map(form_of, catalogue.CODES)
    made = {paper.key for form in forms for paper in papers(form) if paper.must is Must.MADE}
    assert made - LAYOUTS.keys() == {"hk02", "tk1"}
    assert LAYOUTS.keys() <= made
