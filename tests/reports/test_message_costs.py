"""Message costs: every district sees its own, the city all, in a few statements."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select

from app.accounts.roles import Role
from app.dossiers.workflow import State
from app.kernel.db import db
from app.notifications.models.outbox import Message, MessageState
from app.organisation.models import Unit
from harness.stage.factories import ADossier, AnOfficer, a_commune, browser_of
from harness.stage.factories.people import seat_of
from harness.stage.factories.workbooks import rows_of
from tests.accounts.conftest import statements

pytestmark = pytest.mark.usefixtures("database")

PAGE = "/can-bo/chi-phi-tin-nhan/"


def messages_of(commune: Unit, state: MessageState, parts: int) -> None:
    """The notices of one dossier of the commune, each with its parts at 350 đồng."""
    dossier = ADossier(State.SUBMITTED, commune)
    for message in db.session.scalars(select(Message).filter_by(subject_id=dossier.id)):
        message.state, message.parts, message.cost = state, parts, parts * 350
    db.session.flush()


def lines(app: Flask, role: Role, near: Unit | None) -> list[list[str]]:
    """The rows of the file, as somebody of this role gets them."""
    client = browser_of(app, AnOfficer(role, seat_of(role, near)))
    return rows_of(client.get(f"{PAGE}tai-ve.xlsx"))


def test_a_district_sees_what_its_communes_sent_and_no_other_district(app: Flask) -> None:
    here, elsewhere = a_commune(), a_commune(district="250")
    messages_of(here, MessageState.DELIVERED, 2)
    messages_of(elsewhere, MessageState.DELIVERED, 1)
    (line,) = lines(app, Role.DISTRICT_LEADER, here)
    assert line[0] == here.name
    assert line[2:] == ["1", "2", "1", "0", "700"]


def test_the_city_sees_every_district_in_one_line(app: Flask) -> None:
    here, elsewhere = a_commune(), a_commune(district="250")
    messages_of(here, MessageState.DELIVERED, 2)
    messages_of(a_commune(1), MessageState.PERMANENT_FAILURE, 1)
    messages_of(elsewhere, MessageState.SENT, 1)
    found = {line[0]: line[2:] for line in lines(app, Role.CITY_JUSTICE, here)}
    assert here.district is not None
    assert elsewhere.district is not None
    assert found[here.district.name] == ["2", "3", "1", "1", "1050"]
    assert found[elsewhere.district.name] == ["1", "1", "0", "0", "350"]


def test_what_was_taken_back_costs_nothing(app: Flask) -> None:
    here = a_commune()
    messages_of(here, MessageState.CANCELLED, 1)
    assert lines(app, Role.DISTRICT_LEADER, here) == []


def test_a_commune_does_not_see_the_bill(app: Flask) -> None:
    client = browser_of(app, AnOfficer(Role.COMMUNE_RECEPTION, a_commune()))
    assert client.get(PAGE).status_code in {302, 403}


def test_the_page_asks_little(app: Flask) -> None:
    messages_of(a_commune(), MessageState.DELIVERED, 1)
    role = Role.CITY_JUSTICE
    client = browser_of(app, AnOfficer(role, seat_of(role, a_commune())))
    client.get(PAGE)
    with statements(app) as sent:
        page = client.get(PAGE).text
    assert "Chi phí tin nhắn" in page
    assert len(sent) <= 6, sent
