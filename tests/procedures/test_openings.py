"""An administrator opens procedures for a district or for all communes, without code."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy.dialects.postgresql import Range

from app.accounts.roles import Role
from app.kernel import clock
from app.kernel.db import db
from app.organisation import queries
from app.organisation.models import Opening
from app.procedures.operations.openings import open_from
from tests.dossiers.citizen.conftest import Citizen
from tests.factories import AnOfficer, a_commune, browser_of

pytestmark = pytest.mark.usefixtures("database")

DEATH, MARRIAGE, GUARDIAN = "1.000656", "1.000894", "1.004837"
PAGE = "/can-bo/mo-thu-tuc/"


def test_what_is_open_stays_and_what_would_open_later_opens_now() -> None:
    here, first = a_commune(), date(2016, 12, 1)
    later = Range(date(2017, 1, 19), None)
    db.session.add(Opening(unit_id=here.id, procedure_code=MARRIAGE, during=later, reason="Sau"))
    db.session.flush()

    rows = open_from([DEATH, MARRIAGE, GUARDIAN], [here.id], first, reason="Thí điểm")

    assert {row.procedure_code for row in rows} == {MARRIAGE, GUARDIAN}
    assert queries.opening(here.id, MARRIAGE, first) is not None
    assert queries.opening(here.id, MARRIAGE, first - timedelta(days=1)) is None
    assert open_from([DEATH, MARRIAGE, GUARDIAN], [here.id], first, reason="Lần hai") == []


def test_an_administrator_opens_two_procedures_for_a_district(app: Flask) -> None:
    page = Citizen(browser_of(app, AnOfficer(Role.CITY_ADMIN)), a_commune())
    given: dict[str, Any] = {
        "procedures": [MARRIAGE, GUARDIAN],
        "district": "271",
        "first": "",
        "reason": "",
    }

    page.get(PAGE).post(PAGE, **given)

    assert page.text.count("mc-fielderr") == 2
    assert page.text.count(" checked") == 2, "what was chosen is still chosen"
    day = clock.today() + timedelta(days=1)
    page.post(PAGE, **given | {"first": day.isoformat(), "reason": "Công văn 12/STP"})
    assert "62 " in page.text
    here, far = a_commune(), a_commune(district="017")
    assert queries.opening(here.id, MARRIAGE, day) is not None
    assert queries.opening(here.id, MARRIAGE, clock.today()) is None
    assert queries.opening(far.id, MARRIAGE, day) is None
