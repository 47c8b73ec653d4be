"""The pages of inbound SMS and of opt-outs, and who may see them."""

from __future__ import annotations

import pytest

from app.accounts.roles import Role
from app.kernel import clock
from app.kernel.db import db
from app.notifications.models.gateway import InboundMessage, OptOut
from harness.stage.databases import Database
from tests.accounts.conftest import Make, Open, Places
from tests.notifications.test_inbound_sms import PHONE, say

INBOUND, OPT_OUTS = "/can-bo/tin-nhan-den/list/", "/can-bo/tu-choi-nhan-tin/list/"


@pytest.fixture
def heard(database: Database) -> InboundMessage:
    """A message that was answered, and a telephone that wants no notices."""
    db.session.add(OptOut(phone="0987654321", at=clock.now()))
    return say("Cho hỏi hồ sơ của tôi")


@pytest.mark.parametrize("role", [Role.CITY_ADMIN, Role.CITY_JUSTICE])
def test_the_city_reads_what_came_and_how_it_was_understood(
    places: Places, person: Make, browser: Open, heard: InboundMessage, role: Role
) -> None:
    page = browser(person(role, places.department)).get(INBOUND).text

    assert "Cho hỏi hồ sơ của tôi" in page
    assert "Không hiểu được" in page
    assert "•••••4127" in page
    assert PHONE not in page


def test_who_is_no_person_is_named(
    places: Places, person: Make, browser: Open, heard: InboundMessage
) -> None:
    say("Khuyến mãi", "1022")

    assert "1022" in browser(person(Role.CITY_ADMIN, places.department)).get(INBOUND).text


def test_telephones_without_notices_are_masked(
    places: Places, person: Make, browser: Open, heard: InboundMessage
) -> None:
    page = browser(person(Role.CITY_ADMIN, places.department)).get(OPT_OUTS).text

    assert "•••••4321" in page
    assert "0987654321" not in page


@pytest.mark.parametrize("role", [Role.COMMUNE_RECEPTION, Role.COMMUNE_LEADER])
@pytest.mark.parametrize("address", [INBOUND, OPT_OUTS])
def test_a_commune_reads_neither(
    person: Make, browser: Open, heard: InboundMessage, role: Role, address: str
) -> None:
    page = browser(person(role)).get(address).text

    assert "•••••" not in page
