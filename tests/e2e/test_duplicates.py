"""A child is declared again by its grandparents: the desk sees why they match, and decides."""

from __future__ import annotations

from typing import Any

import pytest

from app.dossiers.models.dossier import Dossier
from app.dossiers.workflow import State
from app.kernel.db import db
from app.organisation import queries as organisation
from demo.people import SHARING
from harness.stage.factories import ADossier
from harness.stage.family import COMMUNE_CODE
from harness.stage.live import Live
from tests.e2e.conftest import Arrive
from tests.e2e.office import DESK, accept
from tests.harness.test_notifications_worker import within

pytestmark = [pytest.mark.browser, pytest.mark.slow]

CHILD, ALMOST = "Đặng Vũ Khánh Huyền", "Đặng Vũ Khanh Huyên"
MOTHER: dict[str, Any] = {
    "applicant_name": "Vũ Thị Ngọc Lan",
    "applicant_id": "001191076543",
    "applicant_phone": "0976543210",
}
DECIDE = "a:has-text('Đối chiếu và kết luận')"


def test_a_child_that_was_sent_twice_is_judged_before_it_is_accepted(
    somebody: Arrive, live: Live
) -> None:
    with live.filler().app_context():
        there, here = map(organisation.commune_by_code, (SHARING, COMMUNE_CODE))
        ADossier(State.SUBMITTED, there, child_name=CHILD, **MOTHER)
        second = ADossier(State.SUBMITTED, here, child_name=ALMOST, **MOTHER)
        third = ADossier(State.SUBMITTED, here, child_name=CHILD, **MOTHER)
        assert within(60, lambda: all(map(is_compared, (second, third))))
        pages = [f"{DESK}/ho-so/{dossier.id}" for dossier in (second, third)]
        code = third.code
        db.session.remove()
        db.engine.dispose()

    reception = somebody("motcua.kimchung", width=375)
    reception.open(pages[0])
    reception.sees("Nghi trùng với hồ sơ", "xã Hải Bối", "Mẹ có cùng số định danh")
    reception.does_not_see(CHILD)
    assert "accept" not in reception.steps()
    reception.press(reception.page.locator(DECIDE).first)
    reception.sees("Hồ sơ kia thuộc xã khác", "xã Hải Bối")
    reception.does_not_see(CHILD)
    reception.page.locator("[name=decision][value=different]").check()
    reception.press(".mc-formbar button[type=submit]")
    reception.sees("Ghi căn cứ")
    reception.page.fill("[name=reason]", "Xã Hải Bối cho biết là hai cháu khác nhau")
    reception.confirm()
    reception.sees("Hai người khác nhau", "Xã Hải Bối cho biết")
    accept(reception)
    reception.sees("Đã tiếp nhận")

    other = somebody("motcua.kimchung", width=1280)
    other.open(pages[1])
    other.press(other.page.locator(f".alert:has-text('Kim Chung') >> {DECIDE}").first)
    other.sees("Khác nhau", "Giống nhau", CHILD, ALMOST)
    other.page.locator("[name=decision][value=same]").check()
    other.page.fill("[name=reason]", "Bà nội và bà ngoại cùng nộp cho một cháu")
    other.confirm()
    other.sees("Một yêu cầu nộp hai lần", "Bà nội và bà ngoại")
    other.press("a:has-text('Từ chối tiếp nhận, lý do đã soạn sẵn')")
    assert "Yêu cầu này đã được nộp trước đó" in other.page.input_value("[name=reason]")
    other.confirm()
    other.sees("Từ chối tiếp nhận", code[-4:])


def is_compared(dossier: Dossier) -> bool:
    """Whether the worker has looked."""
    db.session.rollback()
    db.session.refresh(dossier, ["compared", "duplicate_candidates"])
    return bool(dossier.compared and dossier.duplicate_candidates)
