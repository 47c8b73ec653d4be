"""A lookup of a mother: the answer is shown beside her declaration, and she sees who looked."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from app.dossiers.workflow import State
from app.kernel.db import db
from app.organisation import queries as organisation
from app.residents.operations.lookups import ask_again
from harness.stage import databases, family
from harness.stage.factories import ADossier, AResident
from harness.stage.live import Live
from harness.stage.person import Person
from tests.e2e import office
from tests.e2e.conftest import Arrive, Standing

pytestmark = [pytest.mark.browser, pytest.mark.slow]

MOTHER, ANOTHER_MOTHER, NEWCOMER = "012345678", "012345673", "012345671"
PANEL = "details:has(.mc-people)"
ANOTHER_NAME, ANOTHER_PLACE = "Nguyễn Thị Mậu", "thôn Đoài"
DOOR, LOG = f"{office.DESK}/nhap/", "/can-bo/nhat-ky/tra-cuu-dan-cu/list/"


def a_mother(number: str = MOTHER) -> None:
    """As the population database has her."""
    AResident(
        number,
        name=ANOTHER_NAME,
        born="1990-03-27",
        residence_place=family.COMMUNE_CODE,
        residence=f"{ANOTHER_PLACE}, xã Kim Chung, huyện Đông Anh, thành phố Hà Nội",
        household_book="120034567",
        head_name="Trần Văn Mẫu",
    )


def look_up(officer: Person, who: str) -> None:
    """From the panel, for what one usually asks."""
    officer.press(officer.page.locator(f"{PANEL} a[href$='nguoi={who}']"))
    officer.press(".mc-formbar button[type=submit]")


def the_minute_is_over(live: Live) -> None:
    """The worker asks again what waits."""
    with databases.app_on(live.database, DATABASE_URL=live.database.url("mc_worker")).app_context():
        ask_again()
        db.session.remove()
        db.engine.dispose()


@pytest.mark.parametrize("width", [1280, 375])
def test_a_mother_is_compared_filled_in_and_told_of(
    standing: Standing, live: Live, somebody: Arrive, width: int
) -> None:
    dossier, receipt = standing(State.SUBMITTED)
    with live.database.connect() as line:  # as the form of an older version left it
        line.execute("delete from resident")
        line.execute("set session_replication_role = replica")
        line.execute(
            "update dossier set answers = answers - 'applicant_residence' - 'mother_residence'"
            " where id = %s",
            [dossier.id],
        )
    a_mother()
    officer = somebody("motcua.kimchung", width=width)
    page = office.open_dossier(officer, receipt.code)
    look_up(officer, "mother")
    assert MOTHER not in officer.page.url
    officer.sees("Khác nhau", ANOTHER_NAME, "Nguyễn Thị Mẫu", "Tờ khai để trống", ANOTHER_PLACE)
    officer.does_not_see(MOTHER)
    officer.press("button[form=dien]")
    officer.sees("Đã điền vào chỗ trống", "Nguyễn Thị Mẫu", "Khác nhau")
    assert officer.page.locator("[name=facts]").count() == 0
    officer.open(page)
    declared = officer.page.locator("#khai").inner_text()
    assert ANOTHER_PLACE in declared, "what was empty is filled"
    assert ANOTHER_NAME not in declared, "what was declared stays"
    panel = officer.page.locator(PANEL).inner_text()
    assert "Công an TP Hà Nội, dữ liệu ngày 01/11/2016" in panel
    officer.press(officer.page.locator(f"{PANEL} a", has_text="So sánh").first)
    officer.sees(ANOTHER_NAME)
    supervisor = somebody("phongtuphap.donganh", width=width)
    supervisor.open(LOG)
    supervisor.sees("Đối chiếu và điền nhân thân", "Xã Kim Chung")
    supervisor.does_not_see(ANOTHER_NAME, MOTHER)
    citizen = somebody(width=width)
    family.follow(citizen, receipt)
    citizen.sees("Xã Kim Chung tra cứu về mẹ (người yêu cầu)", "Đối chiếu và điền nhân thân")
    citizen.does_not_see(ANOTHER_NAME, ANOTHER_PLACE)


def test_while_the_database_is_away_work_goes_on(
    standing: Standing, live: Live, somebody: Arrive
) -> None:
    standing(State.SUBMITTED)
    with live.database.connect() as line:
        line.execute("delete from resident")
    a_mother(ANOTHER_MOTHER)
    dossier = ADossier(  # of a family that is no duplicate candidate of the one before
        State.SUBMITTED,
        organisation.commune_by_code(family.COMMUNE_CODE),
        child_name="Lê Gia Khánh",
        father_name="Lê Văn Khải",
        applicant_name="Phạm Thị Lụa",
        applicant_id=ANOTHER_MOTHER,
    )
    officer = somebody("motcua.kimchung")
    page = f"{office.DESK}/ho-so/{dossier.id}"
    officer.open(page)
    with live.database.connect() as away:
        away.autocommit = False
        away.execute("lock table resident in access exclusive mode")
        look_up(officer, "mother")
        officer.sees("Chưa kết nối được CSDL dân cư; hệ thống tự tra khi có kết nối")
        officer.resize(375)
        officer.open(page)
        officer.sees("Hồ sơ vẫn xử lý bình thường")
        office.accept(officer)
        assert "visit" in officer.steps()
        away.rollback()
    the_minute_is_over(live)
    officer.open(page)
    officer.sees("Khác nhau: 2")


@pytest.mark.parametrize(("width", "javascript"), [(1280, True), (375, False)])
def test_at_the_desk_one_button_fills_what_is_empty(
    standing: Standing, live: Live, somebody: Arrive, width: int, javascript: bool
) -> None:
    with live.database.connect() as line:
        line.execute("delete from resident")
    a_mother(NEWCOMER)
    officer = somebody("motcua.kimchung", width=width, javascript=javascript)
    officer.open(DOOR)
    officer.page.select_option("#procedure", "2.000986")
    officer.page.check("#channel-0")
    officer.page.fill("#evidence", "có mặt")
    officer.press("[data-last]")
    typed = officer.page
    typed.select_option("#applicant_relation", "mother")
    typed.fill("#applicant_name", "Nguyễn Thị Mẫu")
    typed.fill("#applicant_id", NEWCOMER)
    typed.fill("#child_name", "Trần Mẫu An")
    officer.press("button[name=dan_cu][value=applicant]")
    expect(typed.locator("#applicant_name")).to_have_value("Nguyễn Thị Mẫu")
    expect(typed.locator("#applicant_born")).to_have_value("27/03/1990")
    expect(typed.locator("#applicant_residence-detail")).to_have_value(ANOTHER_PLACE)
    expect(typed.locator("#child_name")).to_have_value("Trần Mẫu An")
    officer.sees(f"CSDL dân cư ghi: {ANOTHER_NAME}", "1 mục khác, giữ nguyên như đã nhập")
    typed.fill("#applicant_id", "012345672")
    officer.press("button[name=dan_cu][value=applicant]")
    officer.sees("không có ai mang số này")
    assert re.search(r"#applicant_id$", typed.url)
