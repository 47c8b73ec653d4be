"""One-use links: made by an administrator, opened once, used to choose a password."""

from __future__ import annotations

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update

from app.accounts.models.account_links import AccountLink, LinkPurpose, SealedSlip
from app.accounts.models.staff import AppUser, Staff
from app.accounts.operations import account_links, accounts
from app.accounts.operations import staff as accounts_staff
from app.accounts.roles import Role
from app.kernel import clock
from app.kernel.audit.change_log import AuditEntry
from app.kernel.db import db, transaction
from app.kernel.security.tokens import token_hash
from app.organisation.models import Unit
from harness.stage.databases import Database
from harness.stage.factories import AnOfficer, choose_password
from harness.stage.factories.slips import tokens_of
from tests.accounts.conftest import LONG_AGO, PASSWORD, Person, Places, csrf

Make = Callable[..., Person]
Open = Callable[[Person], FlaskClient]

STAFF = "/can-bo/nhan-su"
SLIPS = "/can-bo/phieu-niem-phong"
LINKS = "/can-bo/kich-hoat"
CHOSEN = "con-trau-di-truoc-cai-cay"


@pytest.fixture
def it(person: Make, places: Places) -> Person:
    """The IT officer of the district."""
    return person(Role.DISTRICT_IT, places.district, "Phạm Máy Tính")


@pytest.fixture
def head(person: Make, places: Places) -> Person:
    """The leader of the commune."""
    return person(Role.COMMUNE_LEADER, places.here, "Trần Chủ Tịch")


@pytest.fixture
def newcomer(places: Places) -> Staff:
    """A staff member with a posting and no account."""
    return posted(places.here)


def posted(unit: Unit) -> Staff:
    staff = accounts_staff.create_staff("Đỗ Thị Mới", unit)
    accounts_staff.grant_posting(
        staff, unit, Role.COMMUNE_RECEPTION, title="Công chức", since=LONG_AGO
    )
    db.session.flush()
    return staff


def act(client: FlaskClient, action: str, *people: object) -> str:
    """Press the button on a person's page, or for the chosen rows of the list."""
    form = {"csrf_token": csrf(client, "/can-bo/dang-xuat")}
    if len(people) == 1:
        answer = client.post(f"{STAFF}/action/{action}/{people[0]}", data=form)
    else:
        rows = {**form, "action": action, "rowid": [str(key) for key in people]}
        answer = client.post(f"{STAFF}/action_post", data=rows)
    db.session.expire_all()
    return answer.get_data(as_text=True)


def tokens_on(page: str) -> list[str]:
    return re.findall(rf"{LINKS}/([\w-]+)", page)


def printed(client: FlaskClient, *people: Staff) -> list[str]:
    """The tokens on the slips that the head prints for these people."""
    newest = select(SealedSlip.id).where(SealedSlip.expires_at > clock.real_now())
    keys = db.session.scalars(newest.where(SealedSlip.staff_id.in_([p.id for p in people]))).all()
    form = {"csrf_token": csrf(client, "/can-bo/dang-xuat")}
    rows = {**form, "action": "printed", "rowid": [str(key) for key in keys]}
    answer = client.post(f"{SLIPS}/action_post", data=rows)
    db.session.expire_all()
    return tokens_of(answer) if answer.mimetype == "application/pdf" else []


def token_for(staff: Staff) -> str:
    slip = account_links.print_link(staff, accounts.account_of(staff))
    db.session.flush()
    return slip.token


def choose(client: FlaskClient, token: str, new: str = CHOSEN, again: str | None = None) -> Any:
    page = "/can-bo/dang-xuat" if client.get("/can-bo/").status_code == 200 else "/can-bo/dang-nhap"
    form = {"new": new, "again": again or new, "csrf_token": csrf(client, page)}
    return client.post(f"{LINKS}/{token}", data=form)


def signs_in(app: Flask, username: str, password: str) -> bool:
    client, page = app.test_client(), "/can-bo/dang-nhap"
    form = {"username": username, "password": password, "csrf_token": csrf(client, page)}
    return client.post(page, data=form).status_code == 302


# --- activation


def test_an_account_begins_with_a_slip_and_a_password_of_the_own(
    app: Flask, client: FlaskClient, it: Person, head: Person, newcomer: Staff, browser: Open
) -> None:
    told = act(browser(it), "open_account", newcomer.id)
    assert newcomer.user is not None
    assert newcomer.user.username in told
    assert "Phiếu niêm phong, do người đứng đầu" in told
    assert tokens_on(told) == []
    (token,) = printed(browser(head), newcomer)
    assert not signs_in(app, newcomer.user.username, "")
    page = client.get(f"{LINKS}/{token}").get_data(as_text=True)
    assert newcomer.user.username in page
    assert choose(client, token).location == "/can-bo/dang-nhap"
    assert signs_in(app, newcomer.user.username, CHOSEN)


def test_the_database_keeps_no_token(
    it: Person, head: Person, newcomer: Staff, browser: Open
) -> None:
    admin = browser(it)
    act(admin, "open_account", newcomer.id)
    assert db.session.scalars(select(AccountLink)).all() == []
    (token,) = printed(browser(head), newcomer)
    link = db.session.scalars(select(AccountLink)).one()
    assert link.token_hash == token_hash(token)
    assert (link.purpose, link.started_by) == (LinkPurpose.ACTIVATE, it.staff.id)
    assert link.expires_at - link.started_at == timedelta(hours=72)
    assert token not in admin.get(f"{STAFF}/show/{newcomer.id}").get_data(as_text=True)
    trail = db.session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)).all()
    assert trail[-3:] == ["open_account", "give_link_activate", "print_slip"]


def test_several_slips_are_made_at_once(
    it: Person, head: Person, newcomer: Staff, places: Places, browser: Open
) -> None:
    second = posted(places.here)
    act(browser(it), "open_account", newcomer.id, second.id)
    assert len(set(printed(browser(head), newcomer, second))) == 2
    assert second.user is not None
    assert newcomer.user is not None
    assert second.user.username != newcomer.user.username


# --- a link opens once


def test_looking_uses_nothing_up_and_sending_does(client: FlaskClient, person: Make) -> None:
    token = token_for(person().staff)
    for _n in range(3):
        assert client.get(f"{LINKS}/{token}").status_code == 200
    assert choose(client, token).status_code == 302
    assert client.get(f"{LINKS}/{token}").status_code == 404
    assert choose(client, token, "ao-chuom-vang-nguoi-nay").status_code == 404


def test_a_weak_password_uses_nothing_up(client: FlaskClient, person: Make) -> None:
    token = token_for(person().staff)
    for new in ("ngắn", "matkhau123456", "Nguyễn Thị Hoa"):
        answer = choose(client, token, new)
        assert answer.status_code == 200
        assert 'id="new-error"' in answer.get_data(as_text=True)
    assert choose(client, token, CHOSEN, "another-one-entirely").status_code == 200
    assert choose(client, token).status_code == 302


def test_used_old_and_unknown_links_are_answered_alike(
    app: Flask, client: FlaskClient, person: Make
) -> None:
    used, old, replaced = (token_for(person(name=f"Lê Văn {n}").staff) for n in "ABC")
    choose(client, used)
    shut = app.test_client()
    hashes = [token_hash(old), token_hash(replaced)]
    db.session.execute(
        update(AccountLink)
        .where(AccountLink.token_hash.in_(hashes))
        .values(expires_at=clock.real_now() - timedelta(seconds=1))
    )
    answers = [shut.get(f"{LINKS}/{token}") for token in (used, old, replaced, "x", "none-of-ours")]
    assert {answer.status_code for answer in answers} == {404}
    pages = {re.sub(r'nonce="[^"]*"', "", answer.get_data(as_text=True)) for answer in answers}
    assert len(pages) == 1


def test_a_link_is_good_for_seventy_two_hours(client: FlaskClient, person: Make) -> None:
    token = token_for(person().staff)
    link = db.session.scalars(select(AccountLink)).one()
    almost = link.expires_at - timedelta(seconds=1)
    assert account_links.use_link(token, CHOSEN, now=link.expires_at) is False
    assert account_links.use_link(token, CHOSEN, now=almost) is True


def test_a_second_link_kills_the_first(client: FlaskClient, person: Make) -> None:
    somebody = person()
    first, second = token_for(somebody.staff), token_for(somebody.staff)
    assert client.get(f"{LINKS}/{first}").status_code == 404
    assert client.get(f"{LINKS}/{second}").status_code == 200


def test_of_two_who_send_at_once_one_sets_the_password(app: Flask, committed: Database) -> None:
    officer = AnOfficer(Role.COMMUNE_RECEPTION)
    username = officer.user.username
    with transaction():
        token = token_for(officer.staff)
    together = Barrier(4)
    chosen = [f"con trâu thứ {word} đi cày" for word in ("nhất", "hai", "ba", "tư")]

    def send(password: str) -> int:
        client = app.test_client()
        form = {"new": password, "again": password, "csrf_token": csrf(client, "/can-bo/dang-nhap")}
        together.wait()
        return client.post(f"{LINKS}/{token}", data=form).status_code

    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(send, chosen))
    assert sorted(answers) == [302, 404, 404, 404]
    assert signs_in(app, username, chosen[answers.index(302)])
    assert sum(signs_in(app, username, password) for password in chosen) == 1


def test_used_links_forget_the_name(client: FlaskClient, person: Make) -> None:
    token = token_for(person().staff)
    assert "nguyenthihoa" in db.session.scalars(select(AccountLink.words)).one()
    choose(client, token)
    assert db.session.scalars(select(AccountLink.words)).one() == []


# --- a reset


def test_a_reset_ends_all_sessions_when_the_password_is_chosen(
    app: Flask, client: FlaskClient, person: Make, it: Person, head: Person, browser: Open
) -> None:
    somebody = person()
    choose_password(somebody.user)
    own = browser(somebody)
    act(browser(it), "start_reset", somebody.staff.id)
    (token,) = printed(browser(head), somebody.staff)
    assert db.session.scalars(select(AccountLink.purpose)).one() is LinkPurpose.RESET
    assert signs_in(app, somebody.username, PASSWORD)
    assert own.get("/can-bo/").status_code == 200
    choose(client, token)
    assert own.get("/can-bo/").status_code == 302
    assert not signs_in(app, somebody.username, PASSWORD)
    assert signs_in(app, somebody.username, CHOSEN)


def test_a_closed_account_opens_again_only_with_a_new_password(
    app: Flask, client: FlaskClient, person: Make, it: Person, head: Person, browser: Open
) -> None:
    somebody, admin = person(), browser(it)
    choose_password(somebody.user)
    lost = token_for(somebody.staff)
    act(admin, "close_account", somebody.staff.id)
    assert client.get(f"{LINKS}/{lost}").status_code == 404
    act(admin, "start_reset", somebody.staff.id)
    (token,) = printed(browser(head), somebody.staff)
    assert not signs_in(app, somebody.username, PASSWORD)
    choose(client, token)
    assert signs_in(app, somebody.username, CHOSEN)


@pytest.mark.parametrize("action", ["start_reset", "close_account"])
def test_nobody_does_it_for_oneself_or_beyond_the_own_reach(
    person: Make, places: Places, it: Person, browser: Open, action: str
) -> None:
    both = person(Role.COMMUNE_LEADER, places.here, "Trần Kiêm Nhiệm")
    accounts_staff.grant_posting(
        both.staff, places.department, Role.CITY_ADMIN, title="Quản trị", since=LONG_AGO
    )
    admin = browser(it)
    for staff in (it.staff, both.staff):
        assert "Cách nhận đường dẫn" not in act(admin, action, staff.id)
    assert db.session.scalars(select(AccountLink)).all() == []
    assert db.session.scalars(select(SealedSlip)).all() == []
    assert set(db.session.scalars(select(AppUser.active))) == {True}


def test_an_officer_without_the_permission_starts_nothing(person: Make, browser: Open) -> None:
    somebody = person()
    own = browser(somebody)
    for action in ("open_account", "start_reset", "reset_code", "close_account"):
        form = {"csrf_token": csrf(own, "/can-bo/dang-xuat")}
        answer = own.post(f"{STAFF}/action/{action}/{somebody.staff.id}", data=form)
        assert answer.status_code == 403


# --- leaks


def test_the_address_is_told_to_nobody(client: FlaskClient, person: Make) -> None:
    token = token_for(person().staff)
    for address in (f"{LINKS}/{token}", f"{LINKS}/none"):
        answer = client.get(address)
        assert answer.headers["Referrer-Policy"] == "strict-origin"
        assert answer.headers["Cache-Control"] == "no-store"
    page = client.get(f"{LINKS}/{token}").get_data(as_text=True)
    assert token not in page


def test_whoever_is_signed_in_uses_no_link_of_another(
    person: Make, it: Person, browser: Open
) -> None:
    somebody = person()
    token = token_for(somebody.staff)
    admin = browser(it)
    assert admin.get(f"{LINKS}/{token}").status_code == 409
    assert choose(admin, token).status_code == 409
    assert db.session.scalars(select(AccountLink.used_at)).one() is None


def test_a_sign_in_tells_not_whether_there_is_such_an_account(
    app: Flask, person: Make, newcomer: Staff
) -> None:
    somebody, closed = person(), person(name="Lê Văn Đóng")
    choose_password(somebody.user)
    closed.user.active = False
    accounts.open_account(newcomer)
    assert newcomer.user is not None
    names = [somebody.username, closed.username, newcomer.user.username, "nobody", "nobody\0"]
    pages = set()
    for name in names:
        client, page = app.test_client(), "/can-bo/dang-nhap"
        form = {"username": "X", "password": "wrong", "csrf_token": csrf(client, page)}
        told = client.post(page, data={**form, "username": name}).get_data(as_text=True)
        pages.add(re.sub(r'value="[^"]*"|nonce="[^"]*"', "", told))
    assert len(pages) == 1
