"""Transfer, suspension and reinstatement take effect at the next request."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_babel import LazyString
from sqlalchemy import select

from app.accounts.models.staff import Posting
from app.accounts.operations import accounts, posting_changes
from app.accounts.roles import Role
from app.kernel import clock
from app.kernel.db import db
from app.organisation.models import Unit
from harness.stage.databases import Database
from harness.stage.factories import AnOfficer, Officer, a_commune, browser_of, cleared, signed_in
from tests.accounts.conftest import csrf
from tests.refusals import expect_refusal

pytestmark = pytest.mark.usefixtures("database")

POSTINGS = "/can-bo/vi-tri"
PAGE_OF_JUSTICE = "/can-bo/tra-loi-bang-excel/"
"""Open to justice officers, not to reception."""


@pytest.fixture
def officer(database: Database) -> Officer:
    """A one-stop officer of the first commune."""
    return AnOfficer(Role.COMMUNE_RECEPTION, a_commune())


@pytest.fixture
def it(officer: Officer) -> Officer:
    """The IT officer of the district."""
    return AnOfficer(Role.DISTRICT_IT, officer.posting.unit.district)


def _post(client: FlaskClient, address: str, **form: object) -> tuple[int, str]:
    token = csrf(client, "/can-bo/dang-xuat")
    answer = client.post(address, data={**form, "csrf_token": token})
    db.session.expire_all()
    return answer.status_code, answer.get_data(as_text=True)


def _move(client: FlaskClient, officer: Officer, unit: Unit, since: date) -> tuple[int, str]:
    return _post(
        client,
        f"{POSTINGS}/dieu-dong/{officer.posting.id}",
        unit=unit.id,
        role=str(Role.COMMUNE_JUSTICE),
        title="Công chức tư pháp - hộ tịch",
        since=since.isoformat(),
    )


def _held(officer: Officer) -> list[tuple[Role, date | None, date | None]]:
    found = db.session.scalars(select(Posting).where(Posting.staff_id == officer.staff.id))
    days = [(each.role, each.during.lower, each.during.upper) for each in found]
    return sorted(days, key=lambda each: each[1] or date.min)


def test_a_transfer_without_training_for_the_new_role_is_refused(
    app: Flask, officer: Officer, it: Officer
) -> None:
    status, page = _move(browser_of(app, it), officer, officer.posting.unit, clock.today())
    assert status == 200
    assert "chưa có trong danh sách" in page
    assert [role for role, _since, _until in _held(officer)] == [Role.COMMUNE_RECEPTION]
    assert officer.posting.during.upper is None


def test_the_role_changes_at_the_next_request_of_an_open_browser(
    app: Flask, officer: Officer, it: Officer
) -> None:
    district = officer.posting.unit.district
    assert district is not None
    there = a_commune(1, district=district.code)
    cleared(officer.staff, there, Role.COMMUNE_JUSTICE)
    open_browser = browser_of(app, officer)
    assert open_browser.get("/can-bo/").status_code == 200
    today = clock.today()
    status, _page = _move(browser_of(app, it), officer, there, today)
    assert status == 302
    assert _held(officer) == [
        (Role.COMMUNE_RECEPTION, officer.posting.during.lower, today),
        (Role.COMMUNE_JUSTICE, today, None),
    ]
    assert open_browser.get("/can-bo/").status_code == 302
    again = signed_in(app.test_client(), officer)
    assert again.get(PAGE_OF_JUSTICE).status_code == 200
    assert there.name in again.get("/can-bo/").get_data(as_text=True)
    assert officer.staff.unit_id == there.id


def test_a_transfer_of_a_later_day_leaves_today_as_it_is(
    app: Flask, officer: Officer, it: Officer
) -> None:
    later = clock.today() + timedelta(days=7)
    cleared(officer.staff, officer.posting.unit, Role.COMMUNE_JUSTICE)
    _move(browser_of(app, it), officer, officer.posting.unit, later)
    own = signed_in(app.test_client(), officer)
    assert own.get(PAGE_OF_JUSTICE).status_code != 200
    assert _held(officer)[1] == (Role.COMMUNE_JUSTICE, later, None)
    with clock.frozen(clock.now() + timedelta(days=7)):
        assert own.get(PAGE_OF_JUSTICE).status_code in {200, 302}
        assert [seat.role for seat in officer.actor.postings] == [Role.COMMUNE_JUSTICE]


@pytest.mark.parametrize(
    ("days", "refusal"), [(-1, posting_changes.DAY_PASSED), (0, posting_changes.SAME_SEAT)]
)
def test_a_move_into_the_past_or_nowhere_is_refused(
    officer: Officer, it: Officer, days: int, refusal: LazyString
) -> None:
    role = Role.COMMUNE_RECEPTION if refusal is posting_changes.SAME_SEAT else Role.COMMUNE_JUSTICE
    since = clock.today() + timedelta(days=days)
    with expect_refusal(refusal):
        posting_changes.transfer(
            officer.posting, officer.posting.unit, role, title="x", since=since, by=it.actor
        )


def test_nobody_moves_somebody_out_of_the_own_reach(officer: Officer, it: Officer) -> None:
    district = officer.posting.unit.district
    assert district is not None
    far = a_commune(0, district="271" if district.code != "271" else "276")
    with pytest.raises(posting_changes.NotAllowed):
        posting_changes.transfer(
            officer.posting, far, Role.COMMUNE_JUSTICE, title="x", since=clock.today(), by=it.actor
        )


def test_who_is_suspended_is_out_at_once_and_comes_back_after_the_last_day(
    app: Flask, officer: Officer, it: Officer
) -> None:
    cleared(officer.staff, officer.posting.unit, officer.posting.role)
    own, today = browser_of(app, officer), clock.today()
    until = today + timedelta(days=14)
    status, _page = _post(
        browser_of(app, it),
        f"{POSTINGS}/dinh-chi/{officer.posting.id}",
        since=today.isoformat(),
        until=until.isoformat(),
        reason="Tạm đình chỉ theo quyết định 12/QĐ-UBND",
    )
    assert status == 302
    assert own.get("/can-bo/").status_code == 302
    assert officer.posting.because == "Tạm đình chỉ theo quyết định 12/QĐ-UBND"
    assert officer.actor.postings == ()
    assert _held(officer)[1] == (officer.posting.role, until + timedelta(days=1), None)


def test_a_suspension_without_end_is_lifted_by_hand(
    app: Flask, officer: Officer, it: Officer
) -> None:
    posting_changes.suspend(
        officer.posting, since=clock.today(), until=None, reason="Chờ kết luận", by=it.actor
    )
    db.session.flush()
    assert officer.actor.postings == ()
    cleared(officer.staff, officer.posting.unit, officer.posting.role)
    status, _page = _post(browser_of(app, it), f"{POSTINGS}/action/reopen/{officer.posting.id}")
    assert status == 302
    postings: tuple[Any, ...] = officer.actor.postings
    assert [seat.role for seat in postings] == [officer.posting.role]


def test_nobody_is_suspended_without_a_reason(app: Flask, officer: Officer, it: Officer) -> None:
    status, page = _post(
        browser_of(app, it),
        f"{POSTINGS}/dinh-chi/{officer.posting.id}",
        since=clock.today().isoformat(),
        reason=" ",
    )
    assert status == 200
    assert 'id="reason-error"' in page
    assert accounts.account_of(officer.staff).active
    assert officer.posting.during.upper is None
