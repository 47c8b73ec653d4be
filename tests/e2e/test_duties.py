"""Duties between offices: a notice that reaches the commune of residence, a judgment begun."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from app.dossiers.models.dossier import Dossier
from app.dossiers.workflow import State
from app.kernel.db import db
from app.organisation import queries as organisation
from app.procedures.rules.procedure_finder import BIRTH
from harness.stage.factories import ADossier
from harness.stage.family import COMMUNE_CODE, name_of_a_child
from harness.stage.live import Live
from tests.e2e import office
from tests.e2e.conftest import Arrive, Standing

pytestmark = pytest.mark.browser

NOTICES = "/can-bo/thong-bao-ho-tich/"


@pytest.fixture
def registered(live: Live) -> Iterator[Dossier]:
    """A birth registered in Kim Chung of a child whose parents reside in Hải Bối."""
    with live.filler().app_context():
        here = organisation.commune_by_code(COMMUNE_CODE)
        (home,) = organisation.communes(q="Hải Bối")
        there = {"place": home.code, "detail": "thôn Cổ Điển"}
        whose = ("applicant", "mother", "father")
        people: dict[str, Any] = {f"{who}_residence": there for who in whose}
        yield ADossier(State.READY, here, BIRTH, child_name=name_of_a_child(), **people)
        db.session.remove()
        db.engine.dispose()


def test_the_commune_of_residence_receives_the_notice(
    registered: Dossier, somebody: Arrive
) -> None:
    name = registered.subject_name
    sender = somebody("tuphap.kimchung", width=375)
    sender.open(f"{NOTICES}?muc=di")
    sender.sees(name, "/TB-UBND", "Chưa nhận")
    receiver = somebody("tuphap.haiboi", width=375)
    receiver.open(NOTICES)
    row = receiver.page.locator("tr", has_text=name)
    letter = receiver.page.request.get(str(row.locator("a").first.get_attribute("href")))
    assert letter.body().startswith(b"%PDF")
    receiver.press(row.locator("button"))
    receiver.resize(1280)
    receiver.sees(name, "Đã ghi")
    assert receiver.page.locator("tr", has_text=name).locator("button").count() == 0


def test_an_officer_begins_an_entry_upon_a_judgment(somebody: Arrive) -> None:
    officer = somebody("tuphap.kimchung")
    officer.open("/can-bo/mot-cua/nhap/")
    officer.page.locator("main [name=procedure]").select_option(
        label="Ghi vào sổ hộ tịch theo bản án, quyết định"
    )
    officer.fill("channel", "from_paper")
    officer.fill("evidence", "Trích lục bản án 12/2016/HNGĐ-ST")
    officer.resize(375)
    officer.press("main form .mc-formbar button[type=submit]:not([name])")
    officer.sees("Tòa án, cơ quan đã ra bản án, quyết định", "Ngày có hiệu lực pháp luật")
    officer.resize(1280)


def test_what_cannot_be_registered_is_proposed_to_be_refused(
    standing: Standing, somebody: Arrive
) -> None:
    _dossier, receipt = standing(State.ACCEPTED)
    officer, leader = somebody("tuphap.kimchung"), somebody("chutich.kimchung", width=375)
    page = office.open_dossier(officer, receipt.code)
    office.with_reason(officer, "propose_refusal", "Trẻ đã được đăng ký khai sinh tại xã khác")
    leader.open(page)
    leader.take("refuse")
    assert "tại xã khác" in leader.page.locator("[name=reason]").input_value()
    leader.confirm()
    leader.sees("/UBND-TP")
