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
from app.procedures import queries as queries_of_procedures
from app.procedures.operations.openings import open_from
from harness.stage.citizen import Citizen
from harness.stage.factories import AnOfficer, AVersion, a_commune, browser_of

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


def test_the_table_counts_the_communes_of_each_district_and_opens_into_them(app: Flask) -> None:
    here = a_commune()
    client = browser_of(app, AnOfficer(Role.CITY_ADMIN))
    city = client.get(f"{PAGE}bang/").text
    assert "Nhận cha, mẹ, con" in city or "Giám hộ" in city
    assert GUARDIAN not in city, "procedures have names, not codes"
    assert "0/31" not in city
    open_from([GUARDIAN], [here.id], clock.today(), reason="Thí điểm")
    assert "1/" in client.get(f"{PAGE}bang/").text
    district = client.get(f"{PAGE}bang/?quan={here.district.code if here.district else ''}").text
    row = district.partition(f"/show/{here.id}")[2].partition("</tr>")[0]
    assert "Đang mở" in row
    assert client.get(f"{PAGE}bang/?quan=999").status_code == 404


def test_the_list_of_openings_has_names_and_is_searched_by_them(app: Flask) -> None:
    open_from([GUARDIAN], [a_commune().id], clock.today(), reason="Thí điểm")
    client = browser_of(app, AnOfficer(Role.CITY_ADMIN))
    name = queries_of_procedures.names_by_code()[GUARDIAN]
    found = client.get("/can-bo/mo-tiep-nhan/list/?_flt_0_procedure_code=giam+ho").text
    rows = found.partition("<tbody>")[2].partition("</tbody>")[0]
    assert name in rows
    assert GUARDIAN not in rows


def test_a_procedure_of_a_later_day_is_offered_from_that_day_and_not_before(app: Flask) -> None:
    begins = clock.today() + timedelta(days=10)
    version = AVersion("9.000001", {}, "Thủ tục sắp có", valid_from=begins)
    client = browser_of(app, AnOfficer(Role.CITY_ADMIN))
    page = Citizen(client, a_commune())
    assert f"có hiệu lực từ {begins:%d/%m/%Y}" in page.get(PAGE).text
    given: dict[str, Any] = {"procedures": ["9.000001"], "district": "271", "reason": "Thí điểm"}
    page.get(PAGE).post(PAGE, **given, first=clock.today().isoformat())
    assert "Hãy mở từ ngày đó trở đi" in page.text
    page.post(PAGE, **given, first=begins.isoformat())
    assert "Hãy mở từ ngày đó trở đi" not in page.text
    assert queries.opening(a_commune().id, "9.000001", begins) is not None
    shown = client.get(f"/can-bo/thu-tuc/phien-ban/show/{version.id}").text
    assert "Đã ban hành, chưa có hiệu lực" in shown
