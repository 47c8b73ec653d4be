"""Two supplements, answered item by item; an apology for a late result."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from app.dossiers.workflow import State
from app.kernel import clock
from app.organisation import queries as organisation
from harness.stage import family
from harness.stage.live import Live
from harness.stage.person import Person
from tests.e2e import office
from tests.e2e.conftest import Arrive, Standing

pytestmark = pytest.mark.browser


def test_the_list_is_answered_at_home_and_then_at_the_desk(
    standing: Standing, somebody: Arrive, files: dict[str, Path]
) -> None:
    _dossier, receipt = standing(State.SUBMITTED)
    reception, citizen = somebody("motcua.kimchung"), somebody(width=375, javascript=False)
    page = office.open_dossier(reception, receipt.code)
    reception.take("ask-supplement")
    ask(reception, 0, "paper:birth_notification", "Ảnh mờ ở phần ngày sinh", "Chụp lại cho rõ")
    reception.press("button[name=them]")
    ask(reception, 1, "other:", "Chưa rõ nơi ở hiện nay", "Ghi rõ thôn, xóm")
    reception.resize(375)
    reception.confirm()
    family.follow(citizen, receipt)
    citizen.sees("Chụp lại cho rõ", "Ghi rõ thôn, xóm", "Chưa trả lời")
    citizen.press("a[href='/tra-cuu/bo-sung']")
    citizen.page.set_input_files("#birth_notification", files["giấy chứng sinh"])
    citizen.press("button[name=xong]")
    citizen.sees("Còn chưa trả lời mục 2", files["giấy chứng sinh"].name)
    citizen.page.locator("[name=loi_2]").fill("Gia đình ở thôn Hậu Dưỡng, xóm 3")
    citizen.press("button[name=xong]")
    citizen.sees("Xã đã nhận được")
    reception.resize(1280)
    reception.open(page)
    reception.sees("Gia đình ở thôn Hậu Dưỡng, xóm 3", "Đã gửi ảnh, tệp")

    reception.take("ask-supplement")
    reception.sees("yêu cầu bổ sung lần 2", "Ảnh mờ ở phần ngày sinh")
    ask(reception, 0, "paper:household_book", "Thiếu trang 3", "Mang sổ đến xã")
    reception.page.locator("[name=again]").check()
    reception.confirm()
    family.follow(citizen, receipt)
    citizen.sees("Yêu cầu bổ sung lần 2")
    reception.open(page)
    reception.sees("Đã yêu cầu bổ sung 2 lần")
    reception.take("answer-item")
    reception.page.locator("[name=items-0-how]").select_option("brought")
    reception.resize(375)
    reception.confirm()
    assert "accept" in reception.steps()


def ask(officer: Person, n: int, about: str, wrong: str, todo: str) -> None:
    """One line of the list; all but the first are folded."""
    folded = officer.page.locator(f"details:not([open]):has([name=items-{n}-about]) > summary")
    if folded.count():
        folded.click()
    officer.page.locator(f"[name=items-{n}-about]").select_option(about)
    officer.page.locator(f"[name=items-{n}-wrong]").fill(wrong)
    officer.page.locator(f"[name=items-{n}-todo]").fill(todo)


def test_a_late_result_is_urged_and_apologised_for(
    standing: Standing, live: Live, somebody: Arrive
) -> None:
    dossier, receipt = standing(State.PREPARED)
    with live.database.connect() as connection:
        connection.execute(
            "update dossier set due_at = due_at - interval '90 days',"
            " promised_at = promised_at - interval '90 days' where id = %s",
            [dossier.id],
        )
    page = f"{office.DESK}/ho-so/{dossier.id}"
    district = somebody("phongtuphap.donganh")
    assert office.tasks(district, "escalated") >= 1
    district.open(page)
    office.with_reason(district, "urge", "Đề nghị xã giải quyết ngay trong tuần")
    leader = somebody("chutich.kimchung", width=375)
    assert office.tasks(leader, "urged") >= 1
    leader.open(page)
    leader.sees("Đề nghị xã giải quyết ngay trong tuần")
    leader.take("apologise")
    leader.page.locator("[name=reason]").fill("Chờ xác minh nơi cư trú")
    new_day = organisation.calendar().next_working_day(clock.today() + timedelta(days=14))
    leader.page.locator("[name=new_day]").fill(new_day.isoformat())
    leader.confirm()
    assert "apologise" not in leader.steps()
    citizen = somebody(width=375)
    family.follow(citizen, receipt)
    citizen.sees("Xin lỗi vì trả kết quả chậm", "Chờ xác minh nơi cư trú", f"{new_day:%d/%m/%Y}")
