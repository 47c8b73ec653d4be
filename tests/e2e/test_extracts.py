"""An extract of a paper book: the officer copies the entry in, the leader signs, it is printed."""

from __future__ import annotations

from io import BytesIO

import pypdf
import pytest

from app.dossiers.workflow import State
from app.kernel.db import db, transaction
from app.organisation import queries as organisation
from harness.stage.factories import ADossier
from harness.stage.factories import dossiers as walk
from harness.stage.family import COMMUNE_CODE
from harness.stage.live import Live
from tests.e2e import office
from tests.e2e.conftest import Arrive

pytestmark = pytest.mark.browser

COPIED = {
    "book": "01/1991",
    "number": "45",
    "registered_on": "1991-04-02",
    "child_name": "Phùng Thị Sổ",
    "child_born": "27/3/1991",
    "child_sex": "Nữ",
    "child_home_town": "xã Kim Chung, huyện Đông Anh",
    "mother_name": "Trịnh Thị Mẹ",
    "father_name": "Phùng Văn Cha",
}
RESULT = "a[href*='/giay-to/']:has-text('rích lục')"


def test_an_entry_is_copied_in_and_the_extract_is_printed(live: Live, somebody: Arrive) -> None:
    with live.filler().app_context():
        with transaction():
            here = organisation.commune_by_code(COMMUNE_CODE)
            dossier = ADossier(State.ACCEPTED, here, procedure="2.000635", extract_kind="birth")
            walk.visited(dossier)
            code = dossier.code
        db.session.remove()
        db.engine.dispose()
    justice, leader = somebody("tuphap.kimchung"), somebody("chutich.kimchung", width=375)
    page = office.open_dossier(justice, code)
    justice.sees("chưa ai chọn nội dung trong sổ")
    justice.take("choose-entry")
    justice.resize(375)
    justice.page.locator("#ten").fill("Không có trong sổ")
    justice.press("main form[role=search] button")
    justice.sees("Không tìm thấy trong sổ của xã")
    justice.press("a[href$='/copy-entry/birth']")
    for name, value in COPIED.items():
        justice.fill(name, value)
    justice.resize(1280)
    justice.confirm()
    justice.take("choose-entry")
    justice.sees("Phùng Thị Sổ", "quyển số 01/1991")
    justice.open(page)
    justice.take("prepare")
    justice.take("propose")
    leader.open(page)
    leader.take("sign")
    leader.confirm()
    justice.open(page)
    made = justice.fetch(str(justice.page.locator(RESULT).first.get_attribute("href")))
    said = " ".join(pypdf.PdfReader(BytesIO(made)).pages[0].extract_text().split())
    assert "TRÍCH LỤC KHAI SINH (BẢN SAO)" in said
    assert "Họ, chữ đệm, tên: PHÙNG THỊ SỔ" in said
    assert "Quyển số: 01/1991" in said


def test_a_commune_sets_how_far_its_printer_is_off(somebody: Arrive) -> None:
    desk = somebody("motcua.kimchung", width=375)
    desk.open("/can-bo/mot-cua/phieu-trong-ngay/")
    desk.press("a[href*='/so-ho-tich/in-phoi/']")
    desk.page.locator("#right_birth").fill("1,5")
    desk.page.locator("#down_birth").fill("-2")
    desk.press("form:has(#right_birth) button[type=submit]")
    desk.sees("Đã lưu độ lệch")
    desk.resize(1280)
    assert desk.page.locator("#down_birth").input_value() == "-2,0"
    trial = desk.page.locator("a[href*='/in-thu/birth']").get_attribute("href")
    leaf = pypdf.PdfReader(BytesIO(desk.fetch(str(trial)))).pages[0]
    assert "sang phải 1,5 mm, xuống dưới -2 mm" in " ".join(leaf.extract_text().split())
