"""A failed message becomes a phone call, which is recorded on the dossier."""

from __future__ import annotations

import pytest

from app.dossiers.workflow import State
from harness.stage import family
from harness.stage.live import Live
from tests.e2e import office
from tests.e2e.conftest import Arrive, Standing

pytestmark = pytest.mark.browser

FAILED = """
with failed as (
    update message set state = 'temporary_failure', finished_at = now() where id = (
        select id from message where subject_id = %(about)s and template = 'dossier/accepted'
    ) returning id, subject_id, unit_id)
insert into call_task (id, message_id, about, unit_id, opened_at, tries)
select gen_random_uuid(), id, subject_id, unit_id, now(), 0 from failed
"""


def fails(live: Live, dossier_id: object) -> None:
    """The notice of acceptance was not reached in the time that the operator tries."""
    with live.database.connect() as connection:
        connection.execute(FAILED, {"about": dossier_id})


@pytest.mark.parametrize("width", [375, 1280])
def test_a_message_that_fails_is_told_by_telephone(
    standing: Standing, live: Live, somebody: Arrive, width: int
) -> None:
    dossier, receipt = standing(State.ACCEPTED)
    fails(live, dossier.id)
    citizen = somebody(width=375, javascript=False)
    family.follow(citizen, receipt)
    citizen.sees("Tin nhắn gần nhất chưa đến được máy của ông/bà")
    reception = somebody("motcua.kimchung", width=width)
    reception.open(f"{office.DESK}/")
    reception.press(reception.page.locator("a[href$='/mot-cua/goi-dien/']").first)
    reception.sees("Cần gọi điện", "bản chính")
    reception.open(f"{office.DESK}/ho-so/{dossier.id}")
    reception.sees("Tin đã báo cho công dân", "Không liên lạc được máy")
    reception.press(f"a[href$='/goi-dien/{dossier.id}']")
    reception.press("form[action$='/hien-so'] button")
    number = reception.page.locator("main a[href^='tel:']").get_attribute("href")
    assert number == f"tel:{dossier.applicant_phone}"
    reception.press("form[aria-label='Kết quả cuộc gọi'] button[type=submit]")
    reception.sees("Chọn kết quả cuộc gọi")
    reception.page.locator("input[value=told]").check()
    reception.page.locator("[name=note]").fill("Chị nghe máy, sẽ đến đúng hẹn")
    reception.press("form[aria-label='Kết quả cuộc gọi'] button[type=submit]")
    reception.sees("Đã ghi: đã báo được cho công dân")
    assert not reception.page.locator(f"a[href$='/ho-so/{dossier.id}']").count()
    reception.open(f"{office.DESK}/ho-so/{dossier.id}")
    reception.sees("Chị nghe máy, sẽ đến đúng hẹn")
    reception.open("/can-bo/cuoc-goi/list/")
    reception.sees("Đã báo được cho công dân")


@pytest.mark.parametrize("width", [375, 1280])
def test_the_city_sees_what_goes_out_and_whether_the_channels_work(
    standing: Standing, somebody: Arrive, width: int
) -> None:
    standing(State.ACCEPTED)
    city = somebody("sotuphap", width=width)
    city.open("/can-bo/thu-nghiem/tin-nhan/")
    city.sees("Kênh gửi tin", "Mọi tình trạng")
    city.open("/can-bo/thu-nghiem/tin-nhan/?tinh_trang=delivered&kenh=sms")
    city.open("/can-bo/chi-phi-tin-nhan/")
    city.sees("Chi phí tin nhắn")
