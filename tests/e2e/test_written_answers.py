"""A refusal from the desk over the leader's signature to the citizen, who reads and prints it."""

from __future__ import annotations

import pytest

from app.dossiers.workflow import State
from harness.stage import family
from harness.stage.person import Person
from tests.e2e import office
from tests.e2e.conftest import Arrive, Standing

pytestmark = pytest.mark.browser

REASON = "Cha, mẹ không cư trú tại xã Kim Chung; nơi đăng ký là UBND xã Hải Bối"
ARTICLE = "Điều 13 Luật Hộ tịch năm 2014"
LETTER = "a[href='/tra-cuu/van-ban-tra-loi']"


def test_the_desk_refuses_the_leader_signs_the_citizen_prints(
    standing: Standing, somebody: Arrive
) -> None:
    dossier, receipt = standing(State.SUBMITTED)
    desk, leader = somebody("motcua.kimchung"), somebody("chutich.kimchung", width=375)
    page = office.open_dossier(desk, receipt.code)
    desk.take("refuse_intake")
    assert desk.page.locator("[name=article]").input_value()
    desk.page.locator("[name=article]").fill(ARTICLE)
    desk.page.locator("[name=reason]").fill(REASON)
    desk.resize(375)
    desk.confirm()
    assert "sign_written_answer" not in desk.steps()

    citizen = somebody(width=375, javascript=False)
    family.follow(citizen, receipt)
    citizen.sees(REASON)
    assert citizen.page.locator(LETTER).count() == 0

    assert office.tasks(leader, "answers_to_sign") >= 1
    leader.open(page)
    leader.take("sign_written_answer")
    assert leader.page.locator("[name=reason]").input_value() == REASON
    assert leader.page.locator("[name=article]").input_value() == ARTICLE
    leader.resize(1280)
    leader.confirm()
    leader.sees("Đã ký văn bản trả lời", "/UBND-TP")
    assert "sign_written_answer" not in leader.steps()
    reads_and_prints(citizen, receipt)
    citizen.sees(f"UBND {dossier.commune.name}", REASON)


def test_the_leader_refuses_instead_of_signing(standing: Standing, somebody: Arrive) -> None:
    _dossier, receipt = standing(State.TO_SIGN)
    leader, citizen = somebody("chutich.kimchung"), somebody()
    office.open_dossier(leader, receipt.code)
    office.with_reason(leader, "refuse", "Trẻ đã được đăng ký khai sinh tại xã khác")
    leader.sees("/UBND-TP")
    reads_and_prints(citizen, receipt)


def reads_and_prints(citizen: Person, receipt: family.Receipt) -> None:
    """The tracking page says to whom to complain, and hands over the letter itself."""
    family.follow(citizen, receipt)
    citizen.sees("Văn bản số", "/UBND-TP", "Nếu ông/bà không đồng ý", "Tòa án nhân dân")
    address = citizen.page.locator(LETTER).get_attribute("href")
    answer = citizen.page.request.get(str(address))
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.body().startswith(b"%PDF")
