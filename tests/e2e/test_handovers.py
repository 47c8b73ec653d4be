"""Between the commune and the police: a sheet there and back, a completion, a refusal."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.accounts.roles import Role
from app.dossiers.models.dossier import Dossier
from app.dossiers.workflow import State
from app.handoffs.queries import packets
from app.handoffs.workflow import LegAction
from app.kernel import clock
from app.kernel.db import transaction
from app.procedures.models.vocabulary import LegKind
from harness.stage import family
from harness.stage.factories.dossiers import answered, move
from harness.stage.person import Person
from tests.e2e import office
from tests.e2e.conftest import Arrive, Standing
from tests.e2e.office import PACKETS, POLICE

pytestmark = [pytest.mark.browser, pytest.mark.slow]

SHEETS = "/can-bo/phieu-giao-nhan/"
AT_THE_POLICE = "section.panel:has(h2:has-text('Công an'))"
SIGNER = "Trung úy Vũ Văn Hà"
MONEY = "8.000 đ"


def test_a_sheet_goes_to_the_police_and_comes_back_with_the_result(
    somebody: Arrive, files: dict[str, Path]
) -> None:
    justice = somebody("tuphap.kimchung", width=375)
    justice.open(SHEETS)
    code = make_a_sheet(justice)
    justice.sees("Chờ ký", code)
    assert justice.fetch(address_of(justice, "/in")).startswith(b"%PDF")
    write_down(justice, files)
    justice.sees(SIGNER, "Đang giải quyết")
    justice.open(f"{SHEETS}?chieu=ve")
    make_a_sheet(justice, code)
    write_down(justice, files, number="120034999")
    justice.sees("Đã về xã")
    office.open_dossier(justice, code)
    justice.page.locator(f"{POLICE} summary").click()
    justice.sees("theo phiếu bàn giao hồ sơ đã ký", "mã kiểm tra khớp")
    for page in (
        "/can-bo/doi-chieu/",
        "/can-bo/lien-thong-ton-dong/",
        "/can-bo/tra-loi-bang-excel/",
    ):
        justice.open(page)


def test_the_police_ask_for_a_completion_and_read_it(somebody: Arrive) -> None:
    police, justice = somebody("congan.donganh"), somebody("tuphap.kimchung")
    code = being_settled(police)[0]
    office.open_packet(police, code)
    office.with_reason(police, "ask_completion", "Phiếu HK02 thiếu chữ ký của chủ hộ")
    office.open_dossier(justice, code)
    justice.sees("Phiếu HK02 thiếu chữ ký của chủ hộ")
    office.with_reason(justice, "resend", "Đã bổ sung chữ ký", POLICE)
    office.open_packet(police, code)
    police.sees(
        "Đã bổ sung chữ ký", "Bộ hồ sơ chuyển số 2 gửi đi", "còn nguyên như khi xã niêm phong"
    )
    police.take("receive")


def test_the_police_refuse_and_the_citizen_gets_the_money_back(
    standing: Standing, somebody: Arrive
) -> None:
    dossier, receipt = standing(State.AT_AGENCIES)
    the_card_is_there(dossier)
    police, justice = somebody("congan.donganh"), somebody("tuphap.kimchung")
    citizen = somebody(width=375)
    office.open_packet(police, receipt.code)
    police.take("receive")
    office.with_reason(police, "refuse_leg", "Cha mẹ chưa đăng ký thường trú trong huyện")

    page = office.open_dossier(justice, receipt.code)
    justice.sees("Cha mẹ chưa đăng ký thường trú trong huyện")
    justice.take("note_refusal", POLICE)
    justice.sees("Đã ghi nhận từ chối", "Cần trả lại công dân")
    family.follow(citizen, receipt)
    citizen.sees(MONEY, "ông/bà đến xã nhận lại", "Mời ông/bà đến nhận")

    reception = somebody("motcua.kimchung", width=375)
    reception.open(page)
    reception.take("return-result")
    reception.sees(f"Trả lại {MONEY}")
    reception.fill("collected_by", dossier.applicant_name)
    reception.fill("collected_with", "CMND 012345678")
    reception.confirm()
    reception.sees("Đã hoàn trả công dân", "Phiếu hoàn trả tiền")
    reception.does_not_see("Cần trả lại công dân")
    family.follow(citizen, receipt)
    citizen.sees(MONEY, f"đã trả lại ngày {clock.today():%d/%m/%Y}", "Đã trả kết quả")


def the_card_is_there(dossier: Dossier) -> None:
    """The social insurance has answered, and the commune has fetched the card."""
    with transaction():
        for leg in packets.of_dossier(dossier.id):
            if leg.kind is LegKind.INSURANCE:
                answered(leg)
                move(leg, LegAction.COLLECT, Role.COMMUNE_RECEPTION)


def make_a_sheet(justice: Person, code: str = "") -> str:
    """Over one packet for the police, this one if it is named; its code."""
    heap = justice.page.locator(AT_THE_POLICE).first
    boxes = heap.locator("label:has(input[name=goi])")
    names = [each.inner_text().split()[-1] for each in boxes.all()]
    chosen = names.index(code) if code else 0
    for n, box in enumerate(boxes.locator("input").all()):
        box.set_checked(n == chosen)
    justice.press(heap.locator("button[type=submit]"))
    assert justice.path.startswith(SHEETS), justice.path
    return names[chosen]


def address_of(justice: Person, ending: str) -> str:
    """Where a link of the page leads to."""
    return str(justice.page.locator(f"main a[href$='{ending}']").first.get_attribute("href"))


def write_down(justice: Person, files: dict[str, Path], number: str = "") -> None:
    """The sheet is back: who signed, when, and how it looks."""
    justice.fill("signed_by", SIGNER)
    justice.fill("lines-0-number", number)
    justice.page.locator("[name=scan]").set_input_files(files["sổ hộ khẩu"])
    justice.press(".mc-formbar button[type=submit]")


def being_settled(police: Person) -> list[str]:
    """Codes of the packets of Kim Chung that the police settle."""
    police.open(f"{PACKETS}/?muc=dang-giai-quyet")
    rows = police.page.locator("tbody tr:has-text('Kim Chung') a.mc-rowlink")
    return [each.inner_text().strip() for each in rows.all()]
