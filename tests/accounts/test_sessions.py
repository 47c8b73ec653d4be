"""Sessions: listed and ended by their owner, and revoked when a cookie becomes doubtful."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pyotp
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update

from app.accounts import queries
from app.accounts.models.sessions import Level, PendingForm, Session
from app.accounts.operations import account_links, accounts, staff, two_factor
from app.accounts.roles import Role
from app.accounts.rules import totp
from app.accounts.rules.user_agents import device_words
from app.kernel import clock
from app.kernel.actor import NOBODY
from app.kernel.db import db
from app.kernel.security.tokens import new_token
from harness.stage.factories import choose_password, open_session
from tests.accounts.conftest import LONG_AGO, PASSWORD, Person, Places, csrf

Make = Callable[..., Person]
Open = Callable[[Person], FlaskClient]

START = "/can-bo/"
SIGN_IN = "/can-bo/dang-nhap"
SESSIONS = "/can-bo/phien/"
EDGE = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/124.0.0.0 Safari/537.36 Edg/124.0.0.0"
)


def is_in(client: FlaskClient) -> bool:
    return client.get(START).status_code == 200


def copy_of(app: Flask, client: FlaskClient) -> FlaskClient:
    """Another browser with the same cookie."""
    cookie = client.get_cookie("mot_cua")
    assert cookie is not None
    thief = app.test_client()
    thief.set_cookie("mot_cua", cookie.value)
    return thief


def keys_on(page: str) -> list[str]:
    return re.findall(r'name="session"\s+value="([0-9a-f-]+)"', page)


# --- own sessions


def test_everybody_sees_the_own_sessions_and_ends_one(
    person: Make, browser: Open, client: FlaskClient
) -> None:
    somebody, other = person(), person(name="Lê Văn Khác")
    choose_password(somebody.user)
    form = {"username": somebody.username, "password": PASSWORD}
    client.post(
        SIGN_IN, data={**form, "csrf_token": csrf(client, SIGN_IN)}, headers={"User-Agent": EDGE}
    )
    here, stranger = browser(somebody), browser(other)
    page = here.get(SESSIONS).get_data(as_text=True)
    assert "Edge · Windows" in page
    assert "127.0.0.1" in page
    (key,) = keys_on(page)
    ending = {"session": key, "csrf_token": csrf(stranger, "/can-bo/dang-xuat")}
    stranger.post(f"{SESSIONS}ket-thuc", data=ending)
    assert is_in(client)
    ending = {"session": key, "csrf_token": csrf(here, "/can-bo/dang-xuat")}
    assert here.post(f"{SESSIONS}ket-thuc", data=ending).status_code == 302
    assert not is_in(client)
    assert is_in(here)
    assert is_in(stranger)
    assert here.post(f"{SESSIONS}ket-thuc", data={**ending, "session": "x"}).status_code == 400


def test_all_other_sessions_end_together(person: Make, browser: Open) -> None:
    somebody = person()
    here, *elsewhere = (browser(somebody) for _n in range(4))
    stranger = browser(person(name="Lê Văn Khác"))
    token = csrf(here, "/can-bo/dang-xuat")
    here.post(f"{SESSIONS}ket-thuc-khac", data={"csrf_token": token})
    assert [is_in(each) for each in (here, stranger, *elsewhere)] == [True, True, *[False] * 3]


def test_the_page_shows_open_sessions_only_and_nothing_of_a_token(
    person: Make, browser: Open
) -> None:
    somebody = person()
    here = browser(somebody)
    for _n in range(3):
        browser(somebody)
    old, idle, half = db.session.scalars(
        select(Session).where(Session.user_id == somebody.user.id).offset(1)
    )
    old.created = clock.real_now() - timedelta(hours=11)
    idle.seen = clock.real_now() - timedelta(minutes=31)
    half.level = Level.PASSWORD
    db.session.flush()
    page = here.get(SESSIONS).get_data(as_text=True)
    assert keys_on(page) == []
    for row in db.session.scalars(select(Session)):
        assert row.token_hash.hex() not in page


@pytest.mark.parametrize(
    ("header", "words"),
    [
        (EDGE, "Edge · Windows"),
        (
            "Mozilla/5.0 (X11; Linux x86_64; rv:125.0) Gecko/2010 Firefox/125.0",
            "Firefox · Linux",
        ),
        (
            "Mozilla/5.0 (Linux; Android 14; SM-A155F) AppleWebKit/537.36 Chrome/124.0 Mobile "
            "Safari/537.36",
            "Chrome · Android",
        ),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 17_4 like Mac OS X) AppleWebKit/605.1.15 "
            "Version/17.4 Mobile Safari/604.1",
            "Safari · iPhone",
        ),
        (
            "Mozilla/5.0 (Windows NT 10.0) Chrome/120 Safari/537.36 coc_coc_browser/120",
            "Cốc Cốc · Windows",
        ),
        ("curl/8", ""),
        ("", ""),
        ("<script>" * 999, ""),
    ],
)
def test_a_browser_is_told_in_two_words(header: str, words: str) -> None:
    assert device_words(header) == words


# --- what ends a session at the next request


def sign_out(own: FlaskClient, somebody: Person) -> None:
    own.post("/can-bo/dang-xuat", data={"csrf_token": csrf(own, "/can-bo/dang-xuat")})


def change_password(own: FlaskClient, somebody: Person) -> None:
    new = "con-trau-di-truoc-cai-cay"
    form = {"old": PASSWORD, "new": new, "again": new}
    own.post("/can-bo/mat-khau/", data={**form, "csrf_token": csrf(own, "/can-bo/mat-khau/")})


def choose_by_link(own: FlaskClient, somebody: Person) -> None:
    now = clock.real_now()
    slip = account_links.print_link(somebody.staff, somebody.user)
    account_links.use_link(slip.token, "con-trau-di-truoc-cai-cay", now=now)


def enrol(own: FlaskClient, somebody: Person) -> None:
    secret, token = totp.new_secret(), new_token()
    open_session(somebody.user, token)
    code = pyotp.TOTP(secret).at(clock.real_now())
    two_factor.enrol(somebody.user, token, secret, code, password=PASSWORD)


def reset_codes(own: FlaskClient, somebody: Person) -> None:
    enrol(own, somebody)
    open_session(somebody.user, new_token())
    two_factor.forget_telephone(somebody.staff, somebody.user, reason="Mất", by=NOBODY)


def new_posting(own: FlaskClient, somebody: Person) -> None:
    unit, role = somebody.posting.unit, Role.COMMUNE_LABOUR
    staff.grant_posting(somebody.staff, unit, role, title="Công chức", since=LONG_AGO)


def end_posting(own: FlaskClient, somebody: Person) -> None:
    staff.end_posting(somebody.posting, last_day=clock.today())


def close(own: FlaskClient, somebody: Person) -> None:
    unit_id = somebody.staff.unit_id
    manager = queries.actor_of(somebody.staff.id, clock.today())
    by = type(manager)(staff_id=None, manages=frozenset({unit_id}))
    accounts.close_account(somebody.staff, by=by)


def lock(own: FlaskClient, somebody: Person) -> None:
    somebody.user.active = False


@pytest.mark.parametrize(
    "event",
    [
        sign_out,
        change_password,
        choose_by_link,
        enrol,
        reset_codes,
        new_posting,
        end_posting,
        close,
        lock,
    ],
    ids=lambda event: event.__name__,
)
def test_an_old_cookie_leads_to_the_sign_in_page_at_the_next_request(
    app: Flask, person: Make, browser: Open, event: Callable[[FlaskClient, Person], None]
) -> None:
    somebody = person()
    choose_password(somebody.user)
    own = browser(somebody)
    thief = copy_of(app, own)
    assert is_in(thief)
    event(own, somebody)
    db.session.flush()
    for page in (START, "/can-bo/mot-cua/", "/can-bo/nhan-su/list/", SESSIONS):
        answer = thief.get(page)
        assert answer.status_code == 302, page
        assert answer.location.startswith(SIGN_IN), page


def test_a_cookie_from_before_the_sign_in_is_worth_nothing_after_it(
    app: Flask, client: FlaskClient, person: Make
) -> None:
    somebody = person()
    choose_password(somebody.user)
    token = csrf(client, SIGN_IN)
    with client.session_transaction() as session:
        session["_user_id"] = "known to the attacker"
    planted = copy_of(app, client)
    form = {"username": somebody.username, "password": PASSWORD, "csrf_token": token}
    assert client.post(SIGN_IN, data=form).status_code == 302
    assert is_in(client)
    assert not is_in(planted)


def test_whoever_signs_in_anew_leaves_no_older_session_of_this_browser(
    client: FlaskClient, person: Make
) -> None:
    somebody = person()
    choose_password(somebody.user)
    for _n in range(2):
        db.session.execute(update(Session).values(seen=clock.real_now() - timedelta(hours=1)))
        form = {"username": somebody.username, "password": PASSWORD}
        client.post(SIGN_IN, data={**form, "csrf_token": csrf(client, SIGN_IN)})
    assert len(db.session.scalars(select(Session)).all()) == 1


def test_a_form_sent_between_the_two_steps_is_not_kept(
    client: FlaskClient, person: Make, places: Places
) -> None:
    somebody = person()
    token = new_token()
    open_session(somebody.user, token, level=Level.PASSWORD)
    db.session.flush()
    form = {"csrf_token": csrf(client, SIGN_IN), "full_name": "X"}
    with client.session_transaction() as session:
        session["_user_id"] = token
    client.post("/can-bo/nhan-su/add", data=form)
    assert db.session.scalars(select(PendingForm)).all() == []
