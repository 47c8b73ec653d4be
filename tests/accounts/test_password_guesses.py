"""Passwords that strangers guess: what it costs them, and that nobody else is shut out."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from datetime import timedelta
from itertools import count

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.accounts.operations import account_links
from app.accounts.views import known_devices
from app.kernel import clock
from app.kernel.db import db
from app.kernel.security import proof_of_work
from app.kernel.security.proof_of_work import Puzzle
from app.kernel.security.rate_limits import SIGN_IN, SIGN_IN_ALL, SIGN_IN_DEVICE, SIGN_IN_NEAR
from harness.stage.databases import Database
from tests.accounts.conftest import PASSWORD, Person, csrf, statements
from tests.kernel.test_proof_of_work import solve

OFFICE, SIGN_IN_PAGE = "/can-bo/", "/can-bo/dang-nhap"
WRONG = "not the right one"
_HIDDEN = re.compile(r'<input type="hidden" name="(cau_do)" value="([^"]+)"')

Make = Callable[..., Person]
Settle = Callable[[Person], Person]
Crowd = Callable[[], FlaskClient]


@pytest.fixture(autouse=True)
def _easy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(proof_of_work, "EASY", 6)
    monkeypatch.setattr(proof_of_work, "HARD", 8)


@pytest.fixture
def officer(person: Make, knows_password: Settle) -> Person:
    return knows_password(person())


@pytest.fixture
def stranger(app: Flask) -> Crowd:
    """Call it for a browser in a network where nobody has been before."""
    networks = (f"198.18.{n}.9" for n in count())

    def arrive() -> FlaskClient:
        client = app.test_client()
        client.environ_base["REMOTE_ADDR"] = next(networks)
        return client

    return arrive


def sign_in(client: FlaskClient, username: str, password: str, **more: str) -> TestResponse:
    form = {"username": username, "password": password, "csrf_token": csrf(client, SIGN_IN_PAGE)}
    return client.post(SIGN_IN_PAGE, data=form | more)


def proof(answer: TestResponse) -> dict[str, str]:
    """What the script of the page finds; the difficulty stands in the page."""
    text = html.unescape(dict(_HIDDEN.findall(answer.text))["cau_do"])
    bits = int(re.findall(r'data-bits="(\d+)"', answer.text)[0])
    return {Puzzle.field: text, Puzzle.answer_field: solve(Puzzle(text, bits))}


def use_up(username: str) -> None:
    """What a crowd of machines has done before."""
    SIGN_IN.allow(username.lower(), SIGN_IN.amount)
    SIGN_IN_ALL.allow("", SIGN_IN_ALL.amount * 10)


def test_ten_wrong_passwords_are_free_from_wherever_they_come(
    officer: Person, stranger: Crowd
) -> None:
    for n in range(SIGN_IN.amount):
        answer = sign_in(stranger(), officer.username, WRONG)
        assert (n, answer.status_code, "data-puzzle" in answer.text) == (n, 200, False)
    eleventh = sign_in(stranger(), officer.username.upper(), WRONG)
    assert eleventh.status_code == 429
    assert "data-puzzle" in eleventh.text
    assert int(eleventh.headers["Retry-After"]) > 23 * 3600


def test_the_right_person_signs_in_with_a_proof_when_every_limit_is_used_up(
    officer: Person, stranger: Crowd
) -> None:
    use_up(officer.username)
    own = stranger()
    SIGN_IN_NEAR.allow("198.18.0.0/24", SIGN_IN_NEAR.amount)
    asked = sign_in(own, officer.username, PASSWORD)
    assert asked.status_code == 429
    assert "Mật khẩu vừa nhập chưa được kiểm tra" in asked.text
    assert f'value="{officer.username}"' in asked.text
    assert PASSWORD not in asked.text
    answer = sign_in(own, officer.username, PASSWORD, **proof(asked))
    assert (answer.status_code, answer.location) == (302, "/can-bo/")


def test_the_page_asks_the_same_for_an_account_that_nobody_has(
    stranger: Crowd, database: Database
) -> None:
    use_up("nobody")
    asked = sign_in(stranger(), "nobody", PASSWORD)
    assert asked.status_code == 429
    answer = sign_in(stranger(), "nobody", PASSWORD, **proof(asked))
    assert (answer.status_code, "data-puzzle" in answer.text) == (200, False)


def test_a_proof_is_good_for_one_password_of_its_own_account(
    person: Make, knows_password: Settle, officer: Person, stranger: Crowd
) -> None:
    other = knows_password(person(name="Trần Văn Khác"))
    for each in (officer, other):
        use_up(each.username)
    own = stranger()
    found = proof(sign_in(own, officer.username, WRONG))
    assert sign_in(own, other.username, PASSWORD, **found).status_code == 429
    assert sign_in(own, officer.username, WRONG, **found).status_code == 200
    assert sign_in(own, officer.username, PASSWORD, **found).status_code == 429


def test_no_account_is_looked_up_and_nothing_hashed_before_the_proof_is_seen(
    app: Flask, officer: Person, stranger: Crowd
) -> None:
    use_up(officer.username)
    own = stranger()
    found = proof(sign_in(own, officer.username, PASSWORD))
    form = {
        "username": officer.username,
        "password": PASSWORD,
        "csrf_token": csrf(own, SIGN_IN_PAGE),
    }
    with statements(app) as sent:
        own.post(SIGN_IN_PAGE, data=form | found | {Puzzle.answer_field: "x"})
    assert sent == []
    with statements(app) as sent:
        own.post(SIGN_IN_PAGE, data=form | found)
    assert sent != []


def test_right_passwords_use_nothing_up(officer: Person, stranger: Crowd) -> None:
    for _n in range(SIGN_IN.amount + 2):
        assert sign_in(stranger(), officer.username, PASSWORD).status_code == 302
    assert (SIGN_IN.used(officer.username), SIGN_IN_ALL.used("")) == (0, 0)


# ---- known browsers ------------------------------------------------------------------------------


def test_a_browser_that_has_signed_in_before_is_asked_for_nothing(
    officer: Person, stranger: Crowd
) -> None:
    own = stranger()
    assert sign_in(own, officer.username, PASSWORD).status_code == 302
    own.post("/can-bo/dang-xuat", data={"csrf_token": csrf(own, "/can-bo/dang-xuat")})
    use_up(officer.username)
    assert sign_in(own, officer.username, WRONG).status_code == 200
    assert sign_in(own, officer.username.upper(), PASSWORD).status_code == 302


def test_whoever_sits_at_a_known_browser_guesses_no_more_than_a_stranger(
    officer: Person, stranger: Crowd
) -> None:
    own = stranger()
    sign_in(own, officer.username, PASSWORD)
    own.post("/can-bo/dang-xuat", data={"csrf_token": csrf(own, "/can-bo/dang-xuat")})
    for _n in range(SIGN_IN_DEVICE.amount):
        assert sign_in(own, officer.username, WRONG).status_code == 200
    asked = sign_in(own, officer.username, PASSWORD)
    assert asked.status_code == 429
    assert SIGN_IN.used(officer.username) == 0
    assert sign_in(own, officer.username, PASSWORD, **proof(asked)).status_code == 302


def test_a_browser_is_known_for_its_own_accounts_only_and_not_to_whoever_forges_it(
    person: Make, knows_password: Settle, officer: Person, stranger: Crowd
) -> None:
    thief = stranger()
    other = knows_password(person(name="Trần Văn Khác"))
    assert sign_in(thief, other.username, PASSWORD).status_code == 302
    thief.post("/can-bo/dang-xuat", data={"csrf_token": csrf(thief, "/can-bo/dang-xuat")})
    use_up(officer.username)
    assert sign_in(thief, officer.username, PASSWORD).status_code == 429
    kept = thief.get_cookie(known_devices.COOKIE, path=OFFICE)
    assert kept is not None
    assert kept.http_only
    assert kept.same_site == "Strict"
    assert officer.username not in kept.decoded_value
    use_up(other.username)
    thief.set_cookie(known_devices.COOKIE, kept.value[:-2] + "xx", path=OFFICE)
    assert sign_in(thief, other.username, PASSWORD).status_code == 429


def test_the_computers_of_a_commune_remember_those_who_share_them(
    person: Make, knows_password: Settle, stranger: Crowd
) -> None:
    shared = stranger()
    people = [knows_password(person(name=f"Trần Văn {'Abcdefghik'[n]}")) for n in range(9)]
    for each in people:
        assert sign_in(shared, each.username, PASSWORD).status_code == 302
        shared.post("/can-bo/dang-xuat", data={"csrf_token": csrf(shared, "/can-bo/dang-xuat")})
    for each in people:
        use_up(each.username)
    statuses = [sign_in(shared, each.username, WRONG).status_code for each in people]
    assert statuses == [429] + [200] * known_devices.MOST


def test_a_link_that_is_used_there_forgets_no_colleague(
    person: Make, knows_password: Settle, officer: Person, stranger: Crowd
) -> None:
    shared, colleague = stranger(), knows_password(person(name="Trần Văn Khác"))
    assert sign_in(shared, colleague.username, PASSWORD).status_code == 302
    shared.post("/can-bo/dang-xuat", data={"csrf_token": csrf(shared, "/can-bo/dang-xuat")})
    page = f"/can-bo/kich-hoat/{account_links.print_link(officer.staff, officer.user).token}"
    new = "cay-da-ben-do-2-con-cho"
    shared.post(page, data={"new": new, "again": new, "csrf_token": csrf(shared, page)})
    for each in (colleague, officer):
        use_up(each.username)
        assert sign_in(shared, each.username, WRONG).status_code == 200


def test_whoever_chose_a_password_by_a_link_signs_in_there_without_a_proof(
    officer: Person, stranger: Crowd
) -> None:
    """The way in for whoever has no script, sits at a new computer, and is being guessed at."""
    now = clock.real_now()
    slip = account_links.print_link(officer.staff, officer.user)
    db.session.flush()
    use_up(officer.username)
    own, new = stranger(), "cay-da-ben-do-2-con-cho"
    page = f"/can-bo/kich-hoat/{slip.token}"
    assert slip.expires_at > now + timedelta(minutes=1)
    own.post(page, data={"new": new, "again": new, "csrf_token": csrf(own, page)})
    assert sign_in(own, officer.username, new).status_code == 302
