"""One-time codes: enrolled by phone, valid once, reset only by another administrator."""

from __future__ import annotations

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import psycopg
import pyotp
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, text, update
from sqlalchemy.exc import DBAPIError

from app.accounts.models.sessions import Level, SecondFactor, SecondFactorReset, Session
from app.accounts.operations import sessions, staff, two_factor
from app.accounts.roles import ROLES, Role
from app.accounts.rules import totp
from app.dossiers.rules import CAPACITY_OF_ROLE
from app.dossiers.workflow import Capacity
from app.kernel import clock
from app.kernel.audit.change_log import AuditEntry
from app.kernel.db import db, transaction
from app.kernel.errors import Refused
from app.kernel.security import encryption
from app.kernel.security.rate_limits import CODE, CODE_DAY, CODE_HOUR
from app.kernel.security.tokens import new_token
from harness.stage.databases import Database
from harness.stage.factories import AnOfficer, choose_password, open_session
from tests.accounts.conftest import LONG_AGO, PASSWORD, Person, Places, csrf
from tests.refusals import expect_refusal

Make = Callable[..., Person]
Open = Callable[[Person], FlaskClient]
Settle = Callable[[Person], Person]

SIGN_IN = "/can-bo/dang-nhap"
START = "/can-bo/"
STEP = "/can-bo/buoc-hai/"
ENROL = "/can-bo/buoc-hai/dang-ky"
OWN = "/can-bo/ma-xac-thuc/"


def code_of(secret: str, steps: int = 0) -> str:
    """The code on the phone now, or some time steps later."""
    return pyotp.TOTP(secret).at(clock.real_now() + timedelta(seconds=30 * steps))


def enrolled(person: Person) -> str:
    """Enrol a phone; the current code is unused."""
    secret, token = totp.new_secret(), new_token()
    open_session(person.user, token, level=Level.PASSWORD)
    token = two_factor.enrol(person.user, token, secret, code_of(secret))
    db.session.execute(update(SecondFactor).values(last_step=0))
    sessions.end_session(token)
    return secret


def gives(person: Person, code: str) -> bool:
    """Whether a code lets the owner of the password in."""
    token = new_token()
    open_session(person.user, token, level=Level.PASSWORD)
    try:
        two_factor.sign_in_with_code(person.user.id, token, code)
    except Refused:
        return False
    return True


def give_password(client: FlaskClient, person: Person) -> str:
    form = {"username": person.username, "password": PASSWORD, "csrf_token": csrf(client, SIGN_IN)}
    answer = client.post(SIGN_IN, data=form)
    assert answer.status_code == 302
    return str(answer.location)


def give_code(client: FlaskClient, code: str) -> int:
    form = {"code": code, "csrf_token": csrf(client, STEP)}
    return client.post(STEP, data=form).status_code


def is_in(client: FlaskClient) -> bool:
    return client.get(START).status_code == 200


def secret_on(page: str) -> str:
    found = re.search(r'class="mc-secret"><code>([A-Z2-7 ]+)<', page)
    assert found
    return found[1].replace(" ", "")


def offer_on(page: str) -> str:
    found = re.search(r'name="offer"[^>]*value="([^"]+)"', page)
    assert found
    return found[1]


@pytest.fixture
def required(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """As in production."""
    monkeypatch.setitem(app.config, "TWO_FACTOR", "required")


@pytest.fixture
def holder(person: Make, knows_password: Settle) -> Person:
    """A user who knows the password and is about to enrol a phone."""
    return knows_password(person(Role.COMMUNE_LEADER))


# --- sign-in


def test_the_password_alone_opens_the_second_step_and_nothing_else(
    client: FlaskClient, holder: Person
) -> None:
    secret = enrolled(holder)
    assert give_password(client, holder).startswith(STEP)
    for page in (START, "/can-bo/mat-khau/", "/can-bo/phien/", OWN, "/can-bo/nhan-su/list/"):
        assert client.get(page).status_code == 302, page
    assert db.session.scalars(select(Session.level)).all() == [Level.PASSWORD]
    assert give_code(client, code_of(secret)) == 302
    assert is_in(client)
    assert db.session.scalars(select(Session.level)).all() == [Level.FULL]


def test_each_step_gives_the_browser_another_token(
    app: Flask, client: FlaskClient, holder: Person
) -> None:
    secret = enrolled(holder)
    thief = app.test_client()
    tokens = []
    client.get(SIGN_IN)
    for step in (lambda: give_password(client, holder), lambda: give_code(client, code_of(secret))):
        step()
        with client.session_transaction() as session:
            tokens.append(session["_user_id"])
        if len(tokens) == 1:
            cookie = client.get_cookie("mot_cua")
            assert cookie is not None
            thief.set_cookie("mot_cua", cookie.value)
    assert len(set(tokens)) == 2
    assert is_in(client)
    assert not is_in(thief)
    assert thief.get(STEP).location.startswith(SIGN_IN)


def test_the_step_waits_for_ten_minutes(client: FlaskClient, holder: Person) -> None:
    secret = enrolled(holder)
    give_password(client, holder)
    token = csrf(client, STEP)
    db.session.execute(update(Session).values(created=clock.real_now() - timedelta(minutes=11)))
    answer = client.post(STEP, data={"code": code_of(secret), "csrf_token": token})
    assert answer.location.startswith(SIGN_IN)
    assert not is_in(client)


def test_where_the_person_wanted_to_go_is_kept_over_both_steps(
    client: FlaskClient, holder: Person
) -> None:
    secret = enrolled(holder)
    address = f"{SIGN_IN}?next=/can-bo/nhan-su/list/"
    form = {
        "username": holder.username,
        "password": PASSWORD,
        "csrf_token": csrf(client, address),
    }
    step = client.post(address, data=form).location
    answer = client.post(step, data={"code": code_of(secret), "csrf_token": csrf(client, step)})
    assert answer.location == "/can-bo/nhan-su/list/"


@pytest.mark.parametrize("wanted", ["/can-bo/%0d%0aX:y", "%0a/can-bo/", "/%00", "//x%0d", "/a%7f"])
def test_an_address_that_no_header_can_hold_leads_to_the_start_page(
    client: FlaskClient, holder: Person, wanted: str
) -> None:
    address = f"{SIGN_IN}?next={wanted}"
    form = {"username": holder.username, "password": PASSWORD}
    answer = client.post(address, data={**form, "csrf_token": csrf(client, SIGN_IN)})
    assert answer.status_code in {302, 400}
    if answer.status_code == 302:
        assert answer.location == START
        assert client.get(address).location == START


def test_without_a_telephone_nobody_is_asked_where_codes_are_only_offered(
    client: FlaskClient, holder: Person
) -> None:
    assert give_password(client, holder) == START
    assert is_in(client)


@pytest.mark.parametrize("role", [role for role in Role if ROLES[role].second_step])
def test_who_signs_or_manages_accounts_enrols_at_the_first_sign_in(
    client: FlaskClient,
    person: Make,
    knows_password: Settle,
    places: Places,
    required: None,
    role: Role,
) -> None:
    unit = {
        Role.CITY_ADMIN: places.department,
        Role.CITY_JUSTICE: places.department,
        Role.DISTRICT_IT: places.district,
    }
    somebody = knows_password(person(role, unit.get(role, places.here)))
    assert give_password(client, somebody).startswith(ENROL)
    assert not is_in(client)
    page = client.get(ENROL).get_data(as_text=True)
    assert "<svg" in page
    form = {"offer": offer_on(page), "csrf_token": csrf(client, ENROL)}
    wrong = client.post(ENROL, data={**form, "code": "12345"}).get_data(as_text=True)
    assert secret_on(wrong) == secret_on(page)
    right = {**form, "code": code_of(secret_on(page))}
    assert client.post(ENROL, data=right).status_code == 302
    assert is_in(client)


def test_others_come_in_with_the_password_in_production_too(
    client: FlaskClient, person: Make, knows_password: Settle, required: None
) -> None:
    assert give_password(client, knows_password(person(Role.COMMUNE_RECEPTION))) == START


def test_every_role_that_signs_comes_in_with_codes() -> None:
    signers = {role for role, capacity in CAPACITY_OF_ROLE.items() if capacity is Capacity.SIGNER}
    managers = {role for role in Role if ROLES[role].manages != "nothing"}
    readers = {role for role in Role if ROLES[role].reads == "city"}
    assert signers
    assert readers
    assert {role for role in Role if ROLES[role].second_step} == signers | managers | readers


def test_the_database_too_shows_nothing_between_the_steps(committed: Database) -> None:
    officer = AnOfficer(Role.COMMUNE_LEADER)
    seen = {}
    for level in Level:
        token = new_token()
        with transaction():
            open_session(officer.user, token, level=level)
        with committed.connect("mc_web") as connection, connection.transaction():
            connection.execute(
                "select mc_enter(%s, %s, null, '', null, '')", [clock.today(), token]
            )
            found = connection.execute("select mc_user(), (select count(*) from staff)").fetchone()
            assert found is not None
            seen[level] = (found[0], found[1] > 0)
    assert seen == {Level.PASSWORD: (None, False), Level.FULL: (officer.user.id, True)}


@pytest.mark.parametrize(
    "statement",
    [
        "update second_factor_reset set reason = ''",
        "delete from second_factor_reset",
    ],
)
def test_the_web_process_makes_no_more_of_a_session_than_it_is(
    own: Database, statement: str
) -> None:
    with (
        own.connect("mc_web") as connection,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
    ):
        connection.execute(statement.encode())


# --- a code is valid once


def test_the_same_code_is_refused_the_second_time_however_it_is_spaced(
    app: Flask, holder: Person
) -> None:
    secret = enrolled(holder)
    code = code_of(secret)
    typed = [f"{code[:3]} {code[3:]}", code, f" {code}\t", "\u2009".join(code), f"{code}\u3000"]
    opened = []
    for each in typed:
        client = app.test_client()
        give_password(client, holder)
        opened.append(give_code(client, each) == 302)
    assert opened == [True, False, False, False, False]


def test_an_older_code_is_refused_after_a_newer_one(holder: Person) -> None:
    secret = enrolled(holder)
    assert gives(holder, code_of(secret, 1))
    assert [gives(holder, code_of(secret, steps)) for steps in (0, -1, 1)] == [False] * 3


@pytest.mark.parametrize("steps", [-3, -2, 2, 3])
def test_a_code_of_another_time_is_refused(holder: Person, steps: int) -> None:
    secret = enrolled(holder)
    assert not gives(holder, code_of(secret, steps))


@pytest.mark.parametrize(
    "typed", ["", "12345", "1234567", "abcdef", "\uff11\uff12 456", "\0" * 6, "9" * 99]
)
def test_what_is_no_code_is_refused(holder: Person, typed: str) -> None:
    enrolled(holder)
    assert not gives(holder, typed)


def test_of_eight_who_send_one_code_at_once_one_is_let_through(
    app: Flask, committed: Database
) -> None:
    officer = AnOfficer(Role.COMMUNE_LEADER)
    user_id, secret = officer.user.id, totp.new_secret()
    tokens = [new_token() for _n in range(8)]
    with transaction():
        first = new_token()
        open_session(officer.user, first, level=Level.PASSWORD)
        two_factor.enrol(officer.user, first, secret, code_of(secret, -1))
        for token in tokens:
            open_session(officer.user, token, level=Level.PASSWORD)
    code, together = code_of(secret), Barrier(8)

    def send(n: int) -> bool:
        with app.app_context():
            together.wait()
            try:
                with transaction():
                    typed = f"{code[: n % 6]} {code[n % 6 :]}"
                    two_factor.sign_in_with_code(user_id, tokens[n], typed)
            except Refused:
                return False
            return True

    with ThreadPoolExecutor(8) as pool:
        assert sorted(pool.map(send, range(8))) == [False] * 7 + [True]


def test_after_five_tries_in_five_minutes_the_right_code_waits_too(
    client: FlaskClient, holder: Person
) -> None:
    secret = enrolled(holder)
    give_password(client, holder)
    for _n in range(5):
        assert give_code(client, "000 000") == 200
    assert give_code(client, code_of(secret)) == 200
    assert not is_in(client)


def test_the_limits_are_those_of_the_package_index() -> None:
    tries = {(each.amount, each.per_seconds) for each in (CODE, CODE_HOUR, CODE_DAY)}
    assert tries == {(5, 300), (20, 3600), (50, 86400)}


# --- the secret


def test_the_database_holds_no_secret_that_can_be_read(holder: Person) -> None:
    secret = enrolled(holder)
    kept = db.session.scalars(select(SecondFactor.secret)).one()
    assert kept is not None
    assert secret.encode() not in kept


def test_a_secret_sealed_with_an_older_key_still_opens(holder: Person) -> None:
    encryption.use("older")
    secret = enrolled(holder)
    encryption.use("newer", "older")
    assert gives(holder, code_of(secret))
    encryption.use("newer")
    with pytest.raises(DBAPIError, match="was SECRET_KEY replaced"):
        gives(holder, code_of(secret, 1))


def test_a_former_key_can_go_once_secrets_are_sealed_anew(holder: Person) -> None:
    encryption.use("older")
    secret = enrolled(holder)
    encryption.use("newer", "older")
    db.session.execute(text("set local role mc_owner"))
    assert two_factor.seal_anew() == 1
    db.session.execute(text("set local role mc_loader"))
    encryption.use("newer")
    assert gives(holder, code_of(secret))


@pytest.fixture(autouse=True)
def _keys() -> object:
    """Restore the keys of the process."""
    before = encryption._keys
    yield
    encryption.use(*before)


def test_the_secret_offered_to_one_person_enrols_no_other(person: Make) -> None:
    one, other = person(), person(name="Lê Văn Khác")
    _secret, offer = two_factor.offer(one.user)
    with pytest.raises(two_factor.StaleOffer):
        two_factor.offered_secret(other.user, offer)
    for crooked in ("", "x", "đ", offer[:-2], offer[::-1]):
        with pytest.raises(two_factor.StaleOffer):
            two_factor.offered_secret(one.user, crooked)


def test_a_right_password_does_not_replace_the_telephone(
    client: FlaskClient, holder: Person
) -> None:
    enrolled(holder)
    give_password(client, holder)
    secret, offer = two_factor.offer(holder.user)
    form = {"offer": offer, "code": code_of(secret), "csrf_token": csrf(client, STEP)}
    assert client.get(ENROL).location.startswith(STEP)
    assert client.post(ENROL, data=form).location.startswith(STEP)
    assert not is_in(client)
    with client.session_transaction() as session, expect_refusal("A telephone is enrolled already"):
        two_factor.enrol(holder.user, session["_user_id"], secret, code_of(secret))


# --- the own phone


def test_whoever_likes_enrols_and_the_other_sessions_end(holder: Person, browser: Open) -> None:
    here, elsewhere = browser(holder), browser(holder)
    page = here.get(OWN).get_data(as_text=True)
    form = {
        "offer": offer_on(page),
        "code": code_of(secret_on(page)),
        "csrf_token": csrf(here, OWN),
    }
    assert here.post(OWN, data={**form, "password": "another one"}).status_code == 200
    assert here.post(OWN, data={**form, "password": PASSWORD}).status_code == 302
    assert is_in(here)
    assert not is_in(elsewhere)


def test_another_telephone_costs_a_code_of_the_one_before(holder: Person, browser: Open) -> None:
    old = enrolled(holder)
    here, elsewhere = browser(holder), browser(holder)
    page = here.get(f"{OWN}doi").get_data(as_text=True)
    new = secret_on(page)
    form = {"offer": offer_on(page), "code": code_of(new), "csrf_token": csrf(here, OWN + "doi")}
    assert here.post(f"{OWN}doi", data={**form, "before": code_of(new)}).status_code == 200
    assert here.post(f"{OWN}doi", data={**form, "before": code_of(old)}).status_code == 302
    assert is_in(here)
    assert not is_in(elsewhere)
    assert not gives(holder, code_of(old, 1))
    assert gives(holder, code_of(new, 1))


def test_codes_are_turned_off_with_a_code_where_they_are_only_offered(
    holder: Person, browser: Open
) -> None:
    secret = enrolled(holder)
    here, elsewhere = browser(holder), browser(holder)
    form = {"code": code_of(secret), "csrf_token": csrf(here, f"{OWN}tat")}
    assert here.post(f"{OWN}tat", data=form).status_code == 302
    assert db.session.scalars(select(SecondFactor)).all() == []
    assert is_in(here)
    assert not is_in(elsewhere)


def test_codes_cannot_be_turned_off_where_they_are_required(
    holder: Person, browser: Open, required: None
) -> None:
    secret = enrolled(holder)
    own = browser(holder)
    assert own.get(f"{OWN}tat").status_code == 302
    form = {"code": code_of(secret), "csrf_token": csrf(own, f"{OWN}doi")}
    assert own.post(f"{OWN}tat", data=form).status_code == 302
    assert db.session.scalars(select(SecondFactor.secret)).one() is not None


# --- recovery


@pytest.fixture
def it(person: Make, places: Places) -> Person:
    """The IT officer of the district."""
    return person(Role.DISTRICT_IT, places.district, "Phạm Máy Tính")


def ask_reset(client: FlaskClient, staff_id: object, reason: str = "Mất điện thoại") -> int:
    form = {"reason": reason, "csrf_token": csrf(client, "/can-bo/dang-xuat")}
    return client.post(f"/can-bo/nhan-su/dat-lai-ma/{staff_id}", data=form).status_code


def test_another_administrator_lets_somebody_enrol_again_and_says_why(
    client: FlaskClient, holder: Person, it: Person, browser: Open
) -> None:
    enrolled(holder)
    admin, own = browser(it), browser(holder)
    asked = admin.post(
        f"/can-bo/nhan-su/action/reset_code/{holder.staff.id}",
        data={"csrf_token": csrf(admin, "/can-bo/dang-xuat")},
    )
    assert asked.location == f"/can-bo/nhan-su/dat-lai-ma/{holder.staff.id}"
    assert ask_reset(admin, holder.staff.id, "   ") == 200
    assert is_in(own)
    assert ask_reset(admin, holder.staff.id) == 302
    assert not is_in(own)
    told = db.session.scalars(select(SecondFactorReset)).one()
    assert (told.by_id, told.user_id) == (it.staff.id, holder.user.id)
    assert told.reason == "Mất điện thoại"
    trail = select(AuditEntry).where(AuditEntry.action == "reset_code")
    assert db.session.scalars(trail).one().staff_id == it.staff.id
    assert not holder.user.activated
    choose_password(holder.user)  # by the slip of the head of the unit
    db.session.flush()
    assert give_password(client, holder).startswith(ENROL)
    page = client.get(ENROL).get_data(as_text=True)
    form = {"offer": offer_on(page), "code": code_of(secret_on(page))}
    client.post(ENROL, data={**form, "csrf_token": csrf(client, ENROL)})
    assert is_in(client)
    assert "Mất điện thoại" in client.get(OWN).get_data(as_text=True)


def test_nobody_resets_the_own_codes(it: Person, browser: Open) -> None:
    enrolled(it)
    assert ask_reset(browser(it), it.staff.id) == 403
    assert db.session.scalars(select(SecondFactor.secret)).one() is not None


def test_codes_of_another_district_are_out_of_reach(
    person: Make, places: Places, it: Person, browser: Open
) -> None:
    stranger = person(Role.COMMUNE_LEADER, places.far_away, "Người Lạ Mặt")
    enrolled(stranger)
    assert ask_reset(browser(it), stranger.staff.id) == 404
    assert ask_reset(browser(stranger), stranger.staff.id) == 403
    assert db.session.scalars(select(SecondFactor.secret)).one() is not None


def test_who_also_works_for_the_city_is_out_of_the_reach_of_a_district(
    person: Make, places: Places, it: Person, browser: Open
) -> None:
    both = person(Role.COMMUNE_LEADER, places.here, "Trần Kiêm Nhiệm")
    staff.grant_posting(
        both.staff, places.department, Role.CITY_ADMIN, title="Quản trị", since=LONG_AGO
    )
    enrolled(both)
    assert ask_reset(browser(it), both.staff.id) == 403
    admin = person(Role.CITY_ADMIN, places.department, "Vũ Quản Trị")
    assert ask_reset(browser(admin), both.staff.id) == 302


def test_there_is_nothing_to_reset_where_nobody_enrolled(
    holder: Person, it: Person, browser: Open
) -> None:
    assert ask_reset(browser(it), holder.staff.id) == 200
    assert db.session.scalars(select(SecondFactorReset)).all() == []
