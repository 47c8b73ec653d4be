"""Two officers share a desk: one takes a dossier and is absent, the other takes it over."""

from __future__ import annotations

import pytest

from app.accounts import queries as accounts
from app.dossiers.workflow import State
from app.kernel import clock
from app.kernel.db import db
from app.organisation import queries as organisation
from demo.people import SHARING
from harness.stage.factories import ADossier
from harness.stage.live import Live
from tests.e2e.conftest import Arrive
from tests.e2e.office import DESK

pytestmark = [pytest.mark.browser, pytest.mark.slow]

TAKE_IT, NOTE = "button[name=to]:has-text('Tôi nhận')", "button:has-text('Lưu ghi chú')"


def test_a_dossier_is_taken_over_from_whoever_is_away(somebody: Arrive, live: Live) -> None:
    with live.filler().app_context():
        dossier = ADossier(State.ACCEPTED, organisation.commune_by_code(SHARING))
        page, child = f"{DESK}/ho-so/{dossier.id}", dossier.subject_name
        me = accounts.staff_of("tuphap.haiboi").full_name
        db.session.remove()
        db.engine.dispose()

    one = somebody("tuphap.haiboi")
    one.open(f"{DESK}/?hang=to_prepare&cua=chua")
    one.sees(child, "Chưa giao ai")
    one.open(page)
    one.press(TAKE_IT)
    one.page.fill("#ghi-chu-moi", "Bố cháu hẹn mang sổ hộ khẩu chiều nay")
    one.press(NOTE)
    one.press("button:has-text('Giữ để tôi xử lý')")
    one.sees("Đang giữ đến")
    one.press("button:has-text('Thôi giữ')")
    one.open(f"{DESK}/phan-cong/")
    one.press("a:has-text('Ghi vắng mặt')")
    one.page.select_option("#staff", label=me)
    for end in one.page.locator("[name=during]").all():
        end.fill(clock.today().isoformat())
    one.press("main form button[type=submit]")
    one.sees("Người vắng mặt")

    other = somebody("tuphap2.haiboi", width=375, javascript=False)
    other.open(f"{DESK}/?hang=to_prepare")
    other.sees(f"{me} (vắng")
    other.open(page)
    other.sees("Bố cháu hẹn mang sổ hộ khẩu chiều nay")
    other.press("a:has-text('Nhận thay')")
    assert f"{me} vắng mặt" in other.page.input_value("[name=reason]")
    other.confirm()
    other.sees("Đã nhận thay đồng nghiệp", f"{me} vắng mặt", "Tôi")
    other.open(f"{DESK}/?hang=to_prepare&cua=toi")
    other.sees(child)
