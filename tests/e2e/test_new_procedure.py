"""A procedure without code: made in screens, previewed, published, filed, completed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from app.dossiers.models.dossier import Dossier
from app.dossiers.workflow import State
from app.handoffs.queries import packets
from app.kernel import clock
from app.kernel.db import db, transaction
from harness.stage import family
from harness.stage.factories import dossiers as walk
from harness.stage.family import COMMUNE_CODE, Receipt
from harness.stage.live import Live
from harness.stage.person import Person
from tests.e2e.conftest import Arrive

pytestmark = [pytest.mark.browser, pytest.mark.slow]

CODE, NAME = "9.000198", "Xác nhận nhà ở đang sử dụng"
PROCEDURES = "/can-bo/thu-tuc"
ASKED: dict[str, list[dict[str, Any]]] = {
    "Người yêu cầu": [
        {"label": "Ông/bà", "key": "sender", "kind": "person", "parts": ["name", "id"],
         "stands_for": "applicant"},
        {"label": "Số điện thoại", "key": "phone", "kind": "phone",
         "stands_for": "applicant_phone"},
    ],
    "Ngôi nhà": [
        {"label": "Họ tên chủ nhà", "key": "owner", "kind": "name", "stands_for": "subject",
         "feeds": ["result"]},
        {"label": "Loại nhà", "key": "house", "kind": "choice",
         "offered": "flat | Căn hộ\nland | Nhà đất\nboat | Nhà bè", "refuse_in": "boat",
         "refuse_message": "Nhà bè do cảng vụ xác nhận. Hãy đến cảng vụ."},
        {"label": "Số tầng", "key": "floors", "kind": "number", "least": "1", "most": "9",
         "when_key": "house", "when_in": "land"},
        {"label": "Ở từ ngày", "key": "since", "kind": "date", "not_future": "y"},
        {"label": "Tiền thuê một tháng", "key": "rent", "kind": "money"},
        {"label": "Ở chung với người khác?", "key": "shared", "kind": "yes_no"},
    ],
}  # fmt: skip
"""Eight questions, by section."""
SAID = {
    "sender_name": "Nguyễn Thị Mẫu Hạ", "sender_id": "012345678", "phone": "0912003198",
    "owner": "Lê Văn Mẫu Đông", "house": "land", "floors": "3", "since": "14/11/2016",
    "since-d": "14", "since-m": "11", "since-y": "2016", "rent": "3500000", "shared": "no",
}  # fmt: skip


def test_a_procedure_is_made_published_sent_and_settled(
    somebody: Arrive, live: Live, files: dict[str, Path]
) -> None:
    admin = somebody("quantri")
    version = make(admin)
    admin.resize(375)
    order_by_keyboard(admin)
    try_out(admin, version)
    publish_and_open(admin, version)
    change_in_a_new_version(admin, version)
    citizen = somebody(width=375)
    receipt = send(citizen, files)
    settle(live, receipt)
    family.follow(citizen, receipt)
    citizen.sees("Đã trả kết quả")


def make(admin: Person) -> str:
    """Name, questions, papers, result, limits and the step at the police; the version's address."""
    admin.open(f"{PROCEDURES}/list/")
    add(admin, f"{PROCEDURES}/add", name=NAME, short_name="Xác nhận nhà ở", code=CODE,
        topic="change")  # fmt: skip
    today = f"{clock.today():%d/%m/%Y}"
    add(admin, "/can-bo/thu-tuc/phien-ban/add", valid_from=today, basis="Luật Nhà ở 2014",
        visit="office", signer="head", policy="continue_from_elapsed")  # fmt: skip
    version = admin.path
    for n, (title, questions) in enumerate(ASKED.items(), 1):
        add(admin, f"{PROCEDURES}/phan/add", title=title, key=f"section_{n}")
        for question in questions:
            add(admin, f"{PROCEDURES}/cau-hoi/add", required="y", **question)
            admin.open(version)
    paper = {"must": "required", "original": "original", "count": "1"}
    add(admin, f"{PROCEDURES}/giay-to/add", name="Hợp đồng thuê nhà", key="lease", **paper)
    add(admin, f"{PROCEDURES}/giay-to/add", name="Giấy tờ đất", key="deed", when_key="house",
        when_in="land", **paper)  # fmt: skip
    add(admin, f"{PROCEDURES}/ket-qua/add", name="Giấy xác nhận nhà ở", key="confirmation",
        book="other", layout="confirmation")  # fmt: skip
    for step in ("total", "police"):
        add(admin, f"{PROCEDURES}/thoi-han/add", step=step, amount="5", unit="working_day")
    add(admin, f"{PROCEDURES}/lien-thong/add", kind="police", opens="signed",
        papers=["deed", "confirmation"])  # fmt: skip
    return version


def add(admin: Person, address: str, **said: Any) -> None:
    """By the button of the list on this page that leads to the form."""
    link = admin.page.locator(f"a[href*='{address}']").first
    pane = link.locator("xpath=ancestor::*[@role='tabpanel']")
    if pane.count() and not link.is_visible():
        admin.page.locator(f"[role=tab][href='#{pane.first.get_attribute('id')}']").click()
    admin.press(link)
    folded = admin.page.locator("details.mc-fold:not([open]) > summary")
    while folded.count():
        folded.first.click()
    for name, word in said.items():
        for each in word if isinstance(word, list) else [word]:
            admin.fill(name, each)
    admin.press(".mc-formbar button[type=submit]")
    assert not admin.path.endswith("/add"), admin.words[:2000]


def order_by_keyboard(admin: Person) -> None:
    """The second paper moves up; the focus stays on its button."""
    admin.page.locator("[role=tab][href='#PaperKindView']").click()
    button = admin.page.locator(".mc-rowsteps button[id$='-up']", has_text="Giấy tờ đất")
    key = button.get_attribute("id")
    button.focus()
    with admin.page.expect_navigation():
        admin.page.keyboard.press("Enter")
    admin.examine()
    assert admin.page.evaluate("document.activeElement.id") == key
    assert "Giấy tờ đất" in admin.page.locator("#PaperKindView tbody tr").first.inner_text()


def try_out(admin: Person, version: str) -> None:
    """As citizens will see it, on a phone; an invalid answer gets an error at its field."""
    admin.open(version)
    admin.press("a[href*='/xem-thu/']")
    admin.sees("Xem thử – không lưu gì", "Người yêu cầu")
    submit = "main form .govuk-button-group button"
    admin.press(admin.page.locator(submit).first)
    assert admin.page.locator(".govuk-error-summary").is_visible()
    for house in ("land", "boat", "land"):  # the first page, the second one twice
        answer(admin, house=house)
        admin.press(admin.page.locator(submit).first)
        if house == "boat":
            admin.sees("Hãy đến cảng vụ")
    admin.sees("Lê Văn Mẫu Đông", "Giấy tờ đất", "Hợp đồng thuê nhà")
    admin.open(version)


def answer(person: Person, **changes: str) -> None:
    """Those of the eight questions that are on this page."""
    for name, word in {**SAID, **changes}.items():
        person.fill(name, word)


def publish_and_open(admin: Person, version: str) -> None:
    """From today; then open in every commune."""
    admin.open(version)
    admin.press("a[href*='/cong-bo/']")
    admin.press(".mc-formbar button[type=submit]")
    assert admin.path == version
    admin.sees("Đã công bố phiên bản.")
    assert admin.page.locator("a[href*='/cau-hoi/add'], .mc-rowsteps button").count() == 0
    admin.open("/can-bo/mo-thu-tuc/")
    admin.page.locator(f"[name=procedures][value='{CODE}']").check()
    admin.fill("reason", "Kế hoạch thử nghiệm")
    admin.press(".mc-formbar button[type=submit]")


def change_in_a_new_version(admin: Person, version: str) -> None:
    """A draft from the published version, its differences, and the import of a file."""
    admin.open(version)
    admin.press("a[href*='/ban-moi/']")
    admin.press(".mc-formbar button[type=submit]")
    assert admin.path != version
    admin.press(f"a[href='{admin.path.replace('/show/', '/edit/')}']")
    admin.fill("basis", "Luật Nhà ở 2023")
    admin.press(".mc-formbar button[type=submit]")
    admin.press("a[href*='/so-sanh/']")
    admin.sees("Căn cứ pháp lý", "Luật Nhà ở 2014", "Luật Nhà ở 2023")
    admin.open(f"{PROCEDURES}/nhap/")


def send(citizen: Person, files: dict[str, Path]) -> Receipt:
    """From the list of the commune to the receipt."""
    citizen.open(f"/nop-ho-so/xa/{COMMUNE_CODE}")
    citizen.press(citizen.page.locator("a", has_text=NAME).first)
    citizen.press("main form button")
    while citizen.path.startswith("/nop-ho-so/khai/"):
        here = citizen.path
        answer(citizen)
        citizen.press(citizen.page.locator(family.GO_ON).first)
        assert citizen.path != here, citizen.page.locator(".govuk-error-summary").inner_text()
    wanted = {"lease": files["chứng nhận kết hôn"], "deed": files["sổ hộ khẩu"]}
    family.hand_in_papers(citizen, wanted)
    citizen.sees("Lê Văn Mẫu Đông", "Nhà đất")
    citizen.fill("declared", "1")
    citizen.press(citizen.page.locator(family.SEND).first)
    assert citizen.path == "/nop-ho-so/bien-nhan", citizen.words[:2000]
    code = citizen.page.locator(".mc-keys .mc-code").first.text_content() or ""
    secret = citizen.page.locator(".mc-secret").inner_text()
    return Receipt("".join(code.split()), "".join(secret.split()))


def settle(live: Live, receipt: Receipt) -> None:
    """Officers of commune and police take every step to the end."""
    with live.filler().app_context():
        dossier = db.session.scalars(select(Dossier).where(Dossier.code == receipt.code)).one()
        with transaction():
            for step in (walk.accepted, walk.visited, walk.prepared, walk.proposed, walk.signed):
                step(dossier)
            (leg,) = packets.of_dossier(dossier.id)
            assert leg.kind == "police"
            for step in (walk.sent, walk.collected, walk.returned):
                step(dossier)
        assert dossier.state is State.RETURNED
        assert any(paper.name == "Giấy xác nhận nhà ở" for paper in dossier.papers)
        db.session.remove()
        db.engine.dispose()
