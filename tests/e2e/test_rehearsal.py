"""A commune rehearses a linked birth with police and insurance, and its real desk is unchanged."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from harness.stage.person import Person
from tests.e2e import office
from tests.e2e.conftest import Arrive
from tests.e2e.office import DESK, INSURANCE, POLICE

pytestmark = [pytest.mark.browser, pytest.mark.slow]

SPACE = "/can-bo/tap-duot/"
BANNER = "KHÔNG GIAN DIỄN TẬP"


def test_a_rehearsal_goes_to_the_agencies_and_back(
    somebody: Arrive, files: dict[str, Path]
) -> None:
    reception, justice, leader = (
        somebody(f"{word}.kimchung") for word in ("motcua", "tuphap", "chutich")
    )
    waiting = office.tasks(reception, "new")
    for officer in (reception, justice, leader):
        enter(officer)
    code, dossier = make(reception)
    assert office.tasks(reception, "new") == 1
    reception.open(dossier)
    office.accept(reception)
    reception.open(dossier)
    office.record_visit(reception, "0001234")
    for step in ("prepare", "propose"):
        justice.open(dossier)
        justice.take(step)
    leader.open(dossier)
    leader.take("sign")
    leader.confirm()
    leader.sees(BANNER, "TAPDUOT")
    justice.open(dossier)
    justice.sees("Thử, không gửi")
    labour = somebody("laodong.kimchung", width=375)
    enter(labour)
    labour.open(dossier)
    labour.take("confirm_list", INSURANCE)
    justice.open(dossier)
    justice.take("send", POLICE)
    justice.take("send", INSURANCE)
    for username, number in (("congan.donganh", "120034567"), ("bhxh.donganh", "TE10112003456")):
        answer(somebody(username, width=375), code, number, files["sổ hộ khẩu mới"])
    reception.open(dossier)
    reception.take("collect", POLICE)
    reception.take("collect", INSURANCE)
    reception.take("return-result")
    reception.fill("collected_by", "Người Mẫu")
    reception.fill("collected_with", "CMND 012345678")
    reception.confirm()
    leave(reception)
    reception.does_not_see(BANNER)
    assert office.tasks(reception, "new") == waiting
    reception.open(dossier, status=404)


def enter(officer: Person) -> None:
    """Into the practice space, from the menu's page."""
    officer.open(SPACE)
    officer.press("main button[name=vao]")
    officer.sees(BANNER)


def leave(officer: Person) -> None:
    """Out of it again."""
    officer.open(SPACE)
    officer.press("main form[action$='/chuyen'] button")


def make(reception: Person) -> tuple[str, str]:
    """A ready linked birth: its code and its address."""
    reception.open(SPACE)
    reception.press("main form[action$='/tao'] button")
    assert reception.path.startswith(f"{DESK}/ho-so/")
    found = re.search(r"[\dH.]+-TD-\d{6}-\d{4}", reception.words)
    assert found
    return found[0], reception.path


def answer(agency: Person, code: str, number: str, photo: Path) -> None:
    """The agency sees the packet in its practice space alone, and answers it there."""
    agency.open(f"{office.PACKETS}/?tim={code}")
    agency.does_not_see(BANNER)
    assert agency.page.locator("a.mc-rowlink").count() == 0
    enter(agency)
    office.open_packet(agency, code)
    agency.take("receive")
    agency.take("tra-loi")
    agency.fill("number", number)
    agency.page.locator("[name=files]").set_input_files(photo)
    agency.confirm()
    agency.sees(BANNER)
