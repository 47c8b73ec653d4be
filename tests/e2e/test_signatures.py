"""A leader signs twelve: one after another by keyboard, one sent back, the last together."""

from __future__ import annotations

import pytest

from app.dossiers.models.dossier import Channel, Dossier
from app.dossiers.workflow import Action, State
from app.kernel.db import db
from app.organisation import queries as organisation
from app.procedures.rules.procedure_finder import BIRTH
from demo.people import SHARING
from harness.stage.factories import ADossier
from harness.stage.live import Live
from tests.e2e.conftest import Arrive
from tests.e2e.office import DESK

pytestmark = [pytest.mark.browser, pytest.mark.slow]

SIGNATURES, TWELVE, TOGETHER = f"{DESK}/ky/", 12, 3


def test_a_leader_signs_twelve(somebody: Arrive, live: Live) -> None:
    with live.filler().app_context():
        commune = organisation.commune_by_code(SHARING)
        dossiers = [
            ADossier(
                State.TO_SIGN, commune, procedure=BIRTH, channel=Channel.FROM_PAPER, photos=False
            )
            for _n in range(TWELVE + 1)
        ]
        keys = [dossier.id for dossier in dossiers]
        db.session.remove()
        db.engine.dispose()

    leader = somebody("chutich.haiboi")
    leader.open(f"{DESK}/?hang=to_sign")
    leader.press("a:has-text('Ký lần lượt')")
    back, *signed = keys
    for key in signed[:-TOGETHER]:
        leader.open(f"{SIGNATURES}{key}")
        assert leader.page.locator("figure img").evaluate("each => each.naturalWidth") > 500
        assert leader.page.locator(".btn-primary:visible").count() == 1
        with leader.page.expect_navigation():
            leader.page.keyboard.press("Alt+s")
        assert leader.path != f"{SIGNATURES}{key}"

    phone = somebody("chutich.haiboi", width=375, javascript=False)
    phone.open(f"{SIGNATURES}{back}")
    phone.page.click("summary:has-text('Trả lại')")
    phone.press("button[value=send_back]")
    phone.sees("công chức tư pháp – hộ tịch đọc lý do này")
    phone.page.fill("[name=reason]", "Sai quê quán của mẹ")
    phone.press("button[value=send_back]")
    for key in signed[-TOGETHER:]:
        phone.open(f"{SIGNATURES}{key}")

    leader.open(SIGNATURES)
    leader.sees(f"Đã mở {TOGETHER} trong")
    leader.press(f"button:has-text('Ký {TOGETHER} hồ sơ đã mở')")
    leader.press("form.mc-ask button.btn-primary")
    leader.sees(f"Đã làm {TOGETHER} trong {TOGETHER}")

    justice = somebody("tuphap.haiboi")
    justice.open(f"{DESK}/ho-so/{back}")
    justice.sees("Sai quê quán của mẹ")
    with live.filler().app_context():
        found = {each: db.session.get_one(Dossier, each) for each in keys}
        assert found[back].state == State.PREPARED
        assert all(
            [event.action for event in found[key].journal].count(Action.SIGN) == 1 for key in signed
        )
        db.session.remove()
        db.engine.dispose()
