"""A form sent after the session ended is stored and offered to its sender only."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from io import BytesIO

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select, update

from app.accounts.models.sessions import PendingForm, Session
from app.accounts.models.staff import Posting, Staff
from app.accounts.roles import Role
from app.kernel import clock, retention
from app.kernel.db import db
from tests.accounts.conftest import PASSWORD, Person, Places, csrf

ADD = "/can-bo/nhan-su/add"
People = Callable[..., Person]
Browser = Callable[[Person], FlaskClient]


@pytest.fixture
def admin(person: People, knows_password: Callable[[Person], Person], places: Places) -> Person:
    return knows_password(person(Role.CITY_ADMIN, places.department))


def let_sessions_end() -> None:
    db.session.execute(update(Session).values(seen=clock.real_now() - timedelta(hours=1)))


def form_for(client: FlaskClient, somebody: Person) -> dict[str, str]:
    """A new member of staff, filled in while the session was open."""
    where = str(somebody.staff.unit_id)
    return {"csrf_token": csrf(client, ADD), "full_name": "Lê Thị Mai", "unit": where}


def sign_in(client: FlaskClient, somebody: Person, page: str) -> str:
    form = {"username": somebody.username, "password": PASSWORD, "csrf_token": csrf(client, page)}
    answer = client.post(page, data=form)
    assert answer.status_code == 302
    return str(answer.location)


def kept() -> int:
    return db.session.scalar(select(func.count()).select_from(PendingForm)) or 0


def exists(name: str) -> bool:
    return db.session.scalar(select(Staff.id).where(Staff.full_name == name)) is not None


def test_a_form_sent_too_late_is_offered_again_and_sent_by_hand(
    admin: Person, browser: Browser
) -> None:
    own = browser(admin)
    form = form_for(own, admin)
    let_sessions_end()
    answer = own.post(ADD, data=form)
    assert answer.status_code == 302
    assert "/can-bo/dang-nhap" in answer.location
    offer = sign_in(own, admin, answer.location)
    page = own.get(offer).get_data(as_text=True)
    assert "Lê Thị Mai" in page
    assert f'action="{ADD}"' in page
    assert not exists("Lê Thị Mai")
    again = own.post(ADD, data=form | {"csrf_token": csrf(own, offer)})
    assert again.status_code == 302
    assert exists("Lê Thị Mai")


def test_the_token_of_the_old_page_is_not_kept(admin: Person, browser: Browser) -> None:
    own = browser(admin)
    form = form_for(own, admin)
    let_sessions_end()
    own.post(ADD, data=form)
    fields = db.session.scalars(select(PendingForm.fields)).one()
    assert {name for name, _value in fields} == {"full_name", "unit"}


def test_somebody_else_does_not_get_it(
    admin: Person, person: People, knows_password: Callable[[Person], Person], browser: Browser
) -> None:
    own = browser(admin)
    form = form_for(own, admin)
    let_sessions_end()
    answer = own.post(ADD, data=form)
    other = knows_password(person(name="Phạm Văn Tư"))
    offer = sign_in(own, other, answer.location)
    assert own.get(offer).status_code == 404


def test_after_a_quarter_of_an_hour_it_is_gone(admin: Person, browser: Browser) -> None:
    own = browser(admin)
    form = form_for(own, admin)
    let_sessions_end()
    answer = own.post(ADD, data=form)
    db.session.execute(update(PendingForm).values(kept_at=clock.real_now() - timedelta(minutes=16)))
    offer = sign_in(own, admin, answer.location)
    assert own.get(offer).status_code == 404
    retention.run("kept_posts")
    assert kept() == 0


def test_passwords_are_never_kept(admin: Person, browser: Browser) -> None:
    own = browser(admin)
    page = "/can-bo/mat-khau/"
    form = {"csrf_token": csrf(own, page), "old": PASSWORD, "new": "x" * 14, "again": "x" * 14}
    let_sessions_end()
    own.post(page, data=form)
    own.post("/can-bo/dang-nhap", data={**form, "username": admin.username, "password": "x"})
    assert kept() == 0


def test_files_and_large_forms_are_not_kept(admin: Person, browser: Browser) -> None:
    own = browser(admin)
    form = form_for(own, admin)
    let_sessions_end()
    own.post(ADD, data={**form, "scan": (BytesIO(b"x"), "scan.jpg")})
    own.post(ADD, data={**form, "full_name": "x" * 70_000})
    assert kept() == 0


def test_nothing_is_kept_for_a_stranger(admin: Person, browser: Browser) -> None:
    own = browser(admin)
    form = form_for(own, admin)
    with own.session_transaction() as session:
        session["_user_id"] = "not a session of ours"
    assert own.post(ADD, data=form).status_code == 302
    assert kept() == 0


def test_nothing_is_kept_of_a_form_that_another_site_sends(admin: Person, browser: Browser) -> None:
    own = browser(admin)
    form = form_for(own, admin)
    let_sessions_end()
    assert own.post(ADD, data=form | {"csrf_token": "forged"}).status_code == 400
    assert kept() == 0


def test_the_actions_of_a_list_are_offered_again_too(admin: Person, browser: Browser) -> None:
    own = browser(admin)
    token = csrf(own, ADD)
    let_sessions_end()
    own.post(
        "/can-bo/vi-tri/action_post",
        data={"csrf_token": token, "action": "end", "rowid": [str(admin.posting.id), "second"]},
    )
    fields = db.session.scalars(select(PendingForm.fields)).one()
    assert [value for name, value in fields if name == "rowid"] == [str(admin.posting.id), "second"]
    assert db.session.get_one(Posting, admin.posting.id).during.upper is None
