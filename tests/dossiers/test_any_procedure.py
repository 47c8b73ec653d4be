"""A procedure that is data alone goes from the first page to the last, and prints as it should."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pypdf
import pytest

from app.accounts.roles import Role
from app.dossiers.operations import slip_contents, slip_issue
from app.dossiers.views.desk import slips
from app.dossiers.workflow import SlipKind, State
from app.kernel.printing.pdf import PrintDocument
from app.registers import queries as registers
from app.registers.models.entries import RegisterKind
from harness.stage.factories import ADossier, AVersion, a_commune, somebody

pytestmark = pytest.mark.usefixtures("database")


def question(key: str, kind: str, label: str, **more: Any) -> dict[str, Any]:
    return {"key": key, "kind": kind, "label": label, **more}


DEATH: dict[str, Any] = {
    "sections": [
        {
            "key": "applicant",
            "title": "Người yêu cầu",
            "questions": [
                question(
                    "teller_name", "name", "Họ, chữ đệm, tên của ông/bà", stands_for="applicant"
                ),
                question("teller_phone", "phone", "Số điện thoại", stands_for="applicant_phone"),
                question("teller_residence", "address", "Nơi cư trú của ông/bà"),
                question("copies", "number", "Số bản sao", stands_for="copies"),
            ],
        },
        {
            "key": "dead",
            "title": "Người chết",
            "questions": [
                question(
                    "dead_name", "name", "Họ, chữ đệm, tên của người chết", stands_for="subject"
                ),
                question("dead_born", "year_or_date", "Ngày sinh", stands_for="subject_born"),
                question("dead_sex", "choice", "Giới tính", choices="sexes"),
                question("dead_nationality", "text", "Quốc tịch"),
                question("died_on", "date", "Ngày chết", stands_for="event_day"),
                question("cause", "text", "Nguyên nhân chết", required=False),
            ],
        },
    ],
    "lists": {"sexes": [["male", "Nam"], ["female", "Nữ"]]},
    "papers": [
        {"key": "form", "name": "Tờ khai đăng ký khai tử", "must": "made", "original": "original"},
        {"key": "notice", "name": "Giấy báo tử", "must": "required", "original": "original"},
    ],
    "results": [
        {"key": "extract", "name": "Trích lục khai tử", "book": "death", "layout": "extract"}
    ],
    "fees": [
        {
            "key": "copies",
            "kind": "fee",
            "label": "Lệ phí bản sao trích lục",
            "amount": 8000,
            "basis": "NQ",
            "due_when": "copies",
        }
    ],
    "limits": {"total": {"amount": 0, "unit": "same_day"}},
    "on_time_days": 15,
}


def said(**changes: Any) -> dict[str, Any]:
    here = {"place": a_commune().code, "detail": "thôn Vân Hòa"}
    return {
        "teller_name": "Phùng Thị Mẫu",
        "teller_phone": "0912345678",
        "teller_residence": here,
        "copies": 3,
        "dead_name": "Nguyễn Văn Lượng",
        "dead_born": "1941",
        "dead_sex": "male",
        "dead_nationality": "Việt Nam",
        "died_on": "2016-11-07",
        **changes,
    }


def words_of(sheet: PrintDocument) -> str:
    return " ".join(words_in(sheet.printed()))


def words_in(pdf: bytes) -> list[str]:
    pages = pypdf.PdfReader(BytesIO(pdf)).pages
    return [" ".join(page.extract_text().split()) for page in pages]


def test_a_death_goes_from_the_sending_to_the_hand_over() -> None:
    AVersion("9.000005", DEATH, "Đăng ký khai tử mẫu")

    dossier = ADossier(State.RETURNED, procedure="9.000005", **said())

    assert (dossier.subject_name, dossier.applicant_name) == ("Nguyễn Văn Lượng", "Phùng Thị Mẫu")
    assert [(fee.label, fee.amount) for fee in dossier.fees] == [
        ("Lệ phí bản sao trích lục (3 bản)", 24000)
    ]
    [entry] = registers.for_panel(dossier.id, somebody(Role.COMMUNE_JUSTICE, dossier.commune).actor)
    assert (entry.kind, entry.number, str(entry.book)[-2:]) == (RegisterKind.DEATH, 1, "KT")
    receipt = words_of(slip_contents.sheet_of(dossier, SlipKind.RECEIPT))
    assert "Nội dung yêu cầu giải quyết: Đăng ký khai tử mẫu" in receipt
    assert "Lệ phí bản sao trích lục (3 bản): 24.000 đồng" in receipt
    assert "khai sinh" not in receipt
    assert "Địa chỉ: thôn Vân Hòa" in receipt


def test_its_declaration_is_told_from_its_papers() -> None:
    AVersion("9.000005", DEATH, "Đăng ký khai tử mẫu")
    dossier = ADossier(State.ACCEPTED, procedure="9.000005", **said())
    assert set(slip_contents.offered(dossier)) == {
        SlipKind.RECEIPT, SlipKind.CONTROL, SlipKind.DECLARATION,
    }  # fmt: skip
    assert "Tờ khai đăng ký khai tử" in [str(each.label) for each in slips.offered(dossier)]
    desk = slip_issue.Issuer.at_desk(somebody(Role.COMMUNE_RECEPTION, dossier.commune).at(dossier))
    slip = slip_issue.issue_of(dossier, SlipKind.DECLARATION, by=desk)
    assert slip.number.endswith("/TK")
    [page] = words_in(slip_issue.as_kept(slip))
    for part in (
        "TỜ KHAI ĐĂNG KÝ KHAI TỬ",
        f"Kính gửi: Ủy ban nhân dân {dossier.commune.name}",
        "Họ, chữ đệm, tên: Phùng Thị Mẫu",
        "Họ, chữ đệm, tên: NGUYỄN VĂN LƯỢNG",
        "Giới tính: Nam",
        "Ngày chết: 07/11/2016 (ngày mùng bảy tháng mười một",
        "Nguyên nhân chết: ...",
        "Tôi cam đoan",
        "Số lượng: 3 bản",
        "NGƯỜI YÊU CẦU",
    ):
        assert part in page, part


def test_both_sign_the_declaration_where_both_must_come() -> None:
    bride = question("bride_name", "name", "Họ tên"), question("bride_born", "date", "Ngày sinh")
    groom = question("groom_name", "name", "Họ tên"), question("groom_born", "date", "Ngày sinh")
    sections = [
        DEATH["sections"][0],
        {"key": "bride", "title": "Bên nữ", "questions": list(bride)},
        {"key": "groom", "title": "Bên nam", "questions": list(groom)},
    ]
    AVersion("9.000006", {**DEATH, "sections": sections, "both_present": True})
    two = {"bride_name": "Trần Thị Hoa", "bride_born": "1990-01-02"}
    two |= {"groom_name": "Đỗ Văn Tài", "groom_born": "1988-01-02"}
    dossier = ADossier(procedure="9.000006", **said(**two))
    page = words_of(slip_contents.sheet_of(dossier, SlipKind.DECLARATION))
    assert "Chúng tôi cam đoan" in page
    assert "BÊN NỮ" in page
    assert page.count("Đỗ Văn Tài") == 2
