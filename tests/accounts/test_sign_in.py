"""Sign-in: right and wrong passwords, the lock, and the expiry of sessions."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update

from app.accounts.models.sessions import Session
from app.kernel import clock
from app.kernel.db import db
from tests.accounts.conftest import PASSWORD, Person, csrf

SIGN_IN = "/can-bo/dang-nhap"
START = "/can-bo/"


def try_to_sign_in(client: FlaskClient, username: str, password: str) -> int:
    token = csrf(client, SIGN_IN)
    form = {"username": username, "password": password, "csrf_token": token}
    return client.post(SIGN_IN, data=form).status_code


def is_in(client: FlaskClient) -> bool:
    return client.get(START).status_code == 200


def test_the_right_password_opens_the_start_page(
    client: FlaskClient, person: Callable[..., Person], knows_password: Callable[[Person], Person]
) -> None:
    somebody = knows_password(person())
    assert try_to_sign_in(client, somebody.username.upper(), PASSWORD) == 302
    assert is_in(client)


def test_a_wrong_password_opens_nothing(
    client: FlaskClient, person: Callable[..., Person], knows_password: Callable[[Person], Person]
) -> None:
    somebody = knows_password(person())
    assert try_to_sign_in(client, somebody.username, "not the right one") == 200
    assert try_to_sign_in(client, "nobody\0", PASSWORD) == 200
    assert not is_in(client)


def test_whoever_holds_no_role_today_is_told_from_which_day_and_stays_out(
    client: FlaskClient, person: Callable[..., Person], knows_password: Callable[[Person], Person]
) -> None:
    today = clock.today()
    opens = today + timedelta(days=9)
    early = knows_password(person(name="Trần Đến Sớm", since=opens))
    page = _answer(client, early.username)
    assert f"tài khoản của ông/bà mở từ ngày {opens:%d/%m/%Y}" in page
    left = knows_password(person(name="Trần Đã Thôi", until=today - timedelta(days=1)))
    assert "hôm nay tài khoản chưa được giao vị trí công tác nào" in _answer(client, left.username)
    assert db.session.scalars(select(Session)).all() == []
    assert not is_in(client)


def test_the_account_remembers_when_it_last_came_in(
    client: FlaskClient, person: Callable[..., Person], knows_password: Callable[[Person], Person]
) -> None:
    somebody = knows_password(person())
    assert somebody.user.last_login is None
    try_to_sign_in(client, somebody.username, "not the right one")
    db.session.refresh(somebody.user)
    assert somebody.user.last_login is None
    try_to_sign_in(client, somebody.username, PASSWORD)
    db.session.refresh(somebody.user)
    assert somebody.user.login_count == 1
    last: datetime | None = somebody.user.last_login
    assert last is not None
    assert abs(last.replace(tzinfo=UTC) - clock.real_now()).seconds < 60


def _answer(client: FlaskClient, username: str) -> str:
    token = csrf(client, SIGN_IN)
    form = {"username": username, "password": PASSWORD, "csrf_token": token}
    return client.post(SIGN_IN, data=form).get_data(as_text=True)


def test_a_copied_cookie_is_worth_nothing_after_signing_out(
    app: Flask, person: Callable[..., Person], browser: Callable[[Person], FlaskClient]
) -> None:
    own = browser(person())
    thief = app.test_client()
    cookie = own.get_cookie("mot_cua")
    assert cookie is not None
    thief.set_cookie("mot_cua", cookie.value)
    assert is_in(thief)
    token = csrf(own, "/can-bo/dang-xuat")
    own.post("/can-bo/dang-xuat", data={"csrf_token": token})
    assert not is_in(own)
    assert not is_in(thief)


def test_signing_out_by_a_link_only_asks(
    person: Callable[..., Person], browser: Callable[[Person], FlaskClient]
) -> None:
    own = browser(person())
    own.get("/can-bo/dang-xuat")
    assert is_in(own)


def test_a_new_password_ends_the_other_sessions(
    person: Callable[..., Person],
    knows_password: Callable[[Person], Person],
    browser: Callable[[Person], FlaskClient],
) -> None:
    somebody = knows_password(person())
    here, elsewhere = browser(somebody), browser(somebody)
    page = "/can-bo/mat-khau/"
    new = "con-trau-di-truoc-cai-cay"
    form = {"old": PASSWORD, "new": new, "again": new, "csrf_token": csrf(here, page)}
    assert here.post(page, data=form).status_code == 302
    assert is_in(here)
    assert not is_in(elsewhere)


def test_the_old_password_is_asked_and_a_weak_one_refused(
    person: Callable[..., Person],
    knows_password: Callable[[Person], Person],
    browser: Callable[[Person], FlaskClient],
) -> None:
    somebody = knows_password(person())
    own = browser(somebody)
    page = "/can-bo/mat-khau/"
    for old, new in (
        ("wrong", "con-trau-di-truoc-cai-cay"),
        (PASSWORD, "short"),
        (PASSWORD, "aaaaaaaaaaaaaaaa"),
        (PASSWORD, f"xx{somebody.username}xx1234"),
    ):
        form = {"old": old, "new": new, "again": new, "csrf_token": csrf(own, page)}
        assert own.post(page, data=form).status_code == 200


def test_a_session_left_alone_ends(
    person: Callable[..., Person], browser: Callable[[Person], FlaskClient]
) -> None:
    own = browser(person())
    db.session.execute(update(Session).values(seen=clock.real_now() - timedelta(minutes=31)))
    assert not is_in(own)


def test_a_session_ends_after_ten_hours(
    person: Callable[..., Person], browser: Callable[[Person], FlaskClient]
) -> None:
    own = browser(person())
    db.session.execute(update(Session).values(created=clock.real_now() - timedelta(hours=11)))
    assert not is_in(own)


def test_the_last_use_is_written_once_a_minute(
    person: Callable[..., Person], browser: Callable[[Person], FlaskClient]
) -> None:
    own = browser(person())
    before = clock.real_now() - timedelta(seconds=50)
    db.session.execute(update(Session).values(seen=before))
    is_in(own)
    assert db.session.scalars(select(Session.seen)).one() == before
    db.session.execute(update(Session).values(seen=before - timedelta(seconds=20)))
    is_in(own)
    assert db.session.scalars(select(Session.seen)).one() > before


def test_a_closed_account_is_out_at_once(
    person: Callable[..., Person], browser: Callable[[Person], FlaskClient]
) -> None:
    somebody = person()
    own = browser(somebody)
    somebody.user.active = False
    assert not is_in(own)


def test_no_personal_data_stands_in_the_account(person: Callable[..., Person]) -> None:
    user = person(name="Trần Văn Bình").user
    assert (user.first_name, user.last_name) == ("", "")
    assert user.email.endswith("@invalid")
