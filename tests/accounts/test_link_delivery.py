"""Who gets the secret of an account: its person, by telephone or from the head of the unit."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import psycopg
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import delete, select, update

from app.accounts.models.account_links import AccountLink, SealedSlip
from app.accounts.models.sessions import SecondFactor
from app.accounts.models.staff import Staff
from app.accounts.operations import account_links, accounts
from app.accounts.operations import staff as accounts_staff
from app.accounts.operations.account_links import GivenLink, LinkWay
from app.accounts.roles import Role
from app.kernel import clock
from app.kernel.db import db, transaction
from app.notifications.models.outbox import Channel, Message, MessageState
from app.notifications.operations import expired_codes, sender
from app.notifications.rules import settings as notices
from app.organisation.models import Unit
from harness.stage.databases import Database
from harness.stage.factories import AnOfficer, Officer, a_commune, choose_password
from harness.stage.factories.places import DONG_ANH
from harness.stage.factories.slips import LINK, tokens_of
from tests.accounts.conftest import LONG_AGO, Person, Places, csrf
from tests.notifications.gateways import Gateway, connected
from tests.refusals import expect_refusal
from tests.rollout.conftest import newcomer
from tests.security.test_policies import a_token, enter

Make = Callable[..., Person]
Open = Callable[[Person], FlaskClient]

STAFF, SLIPS = "/can-bo/nhan-su", "/can-bo/phieu-niem-phong"
CHOSEN = "con-trau-di-truoc-cai-cay"
PHONE = "0912000888"


@pytest.fixture
def it(person: Make, places: Places) -> Person:
    """The IT officer of the district."""
    return person(Role.DISTRICT_IT, places.district, "Phạm Máy Tính")


@pytest.fixture
def head(person: Make, places: Places) -> Person:
    """The leader of the commune."""
    return person(Role.COMMUNE_LEADER, places.here, "Trần Chủ Tịch")


@pytest.fixture
def officer(person: Make) -> Person:
    """An officer of the commune, whose telephone is on record."""
    made = person()
    made.staff.phone = PHONE
    choose_password(made.user)
    db.session.flush()
    return made


@pytest.fixture
def gateway() -> Iterator[Gateway]:
    """Short messages go out, as where there is a gateway."""
    usual = notices.settings()
    notices.use(replace(usual, sms="kannel"))
    with connected() as found:
        yield found
    notices.use(usual)


def act(client: FlaskClient, action: str, staff: Staff) -> str:
    form = {"csrf_token": csrf(client, "/can-bo/dang-xuat")}
    answer = client.post(f"{STAFF}/action/{action}/{staff.id}", data=form)
    db.session.expire_all()
    return answer.get_data(as_text=True)


def edit(client: FlaskClient, staff: Staff, phone: str) -> None:
    form = {"full_name": staff.full_name, "unit": staff.unit_id, "phone": phone}
    form["csrf_token"] = csrf(client, "/can-bo/dang-xuat")
    assert client.post(f"{STAFF}/edit/{staff.id}", data=form).status_code == 302
    db.session.expire_all()


def given(staff: Staff, by: Person) -> GivenLink:
    """A link for a new password, from the operation itself."""
    who = accounts.account_of(staff)
    return account_links.give_link(staff, who, by=AnActor(by))


def AnActor(person: Person) -> Any:  # noqa: N802  # a noun of the tests
    return Officer(person.staff, person.posting).actor


def slip_of(staff: Staff) -> SealedSlip:
    newest = select(SealedSlip).where(SealedSlip.staff_id == staff.id)
    return db.session.scalars(newest.order_by(SealedSlip.given_at.desc()).limit(1)).one()


def printing(client: FlaskClient, slip: SealedSlip) -> Any:
    form = {"csrf_token": csrf(client, "/can-bo/dang-xuat")}
    answer = client.post(f"{SLIPS}/action/printed/{slip.id}", data=form)
    db.session.expire_all()
    return answer


# --- by telephone


def test_the_link_goes_to_the_telephone_of_the_person_and_to_no_page(
    app: Flask, it: Person, officer: Person, browser: Open, gateway: Gateway
) -> None:
    told = act(browser(it), "start_reset", officer.staff)
    assert "Tin nhắn đến số •••••0888" in told
    assert not LINK.search(told)
    sender.send(Channel.SMS)
    (text,) = gateway.seen
    assert text.to == "84912000888"
    found = LINK.search(text.body)
    assert found
    assert account_links.use_link(found[1], CHOSEN, now=clock.real_now())


def test_the_link_is_erased_from_the_message_that_went_out(
    it: Person, officer: Person, gateway: Gateway
) -> None:
    given(officer.staff, it)
    message = db.session.scalars(select(Message)).one()
    expired_codes.forget_codes()
    assert message.facts != {}
    sender.send(Channel.SMS)
    expired_codes.forget_codes()
    assert message.facts == {}


def test_a_link_that_never_went_out_is_erased_after_its_time(
    it: Person, officer: Person, gateway: Gateway
) -> None:
    given(officer.staff, it)
    message = db.session.scalars(select(Message)).one()
    message.created -= timedelta(hours=73)
    db.session.flush()
    expired_codes.forget_codes()
    assert (message.facts, message.state) == ({}, MessageState.TECHNICAL_FAILURE)


def test_without_a_gateway_it_is_a_sealed_slip(it: Person, officer: Person) -> None:
    assert given(officer.staff, it).way is LinkWay.SEALED
    assert db.session.scalars(select(Message)).all() == []


def test_whoever_wrote_the_number_down_sends_no_link_there(
    it: Person, person: Make, places: Places, officer: Person, browser: Open, gateway: Gateway
) -> None:
    edit(browser(it), officer.staff, "0912000999")
    assert officer.staff.phone_writers == [it.staff.id]
    assert given(officer.staff, it).way is LinkWay.SEALED
    colleague = person(Role.DISTRICT_IT, places.district, "Lê Đồng Nghiệp")
    assert given(officer.staff, colleague).way is LinkWay.SMS
    edit(browser(colleague), officer.staff, "0912000999")
    assert officer.staff.phone_writers == [it.staff.id]


@pytest.mark.parametrize("kind", ["own", "landline", "none"])
def test_no_link_goes_to_the_givers_own_number_or_to_none_that_takes_messages(
    it: Person, officer: Person, gateway: Gateway, kind: str
) -> None:
    it.staff.phone = PHONE if kind == "own" else None
    officer.staff.phone = {"own": PHONE, "landline": "0433867123", "none": None}[kind]
    assert given(officer.staff, it).way is LinkWay.SEALED


def test_a_number_that_a_message_did_not_reach_gets_no_other(
    it: Person, officer: Person, gateway: Gateway
) -> None:
    assert given(officer.staff, it).way is LinkWay.SMS
    db.session.execute(update(Message).values(state=MessageState.PERMANENT_FAILURE))
    assert given(officer.staff, it).way is LinkWay.SEALED


# --- sealed


def test_the_head_of_the_unit_prints_the_slip_and_who_gave_it_does_not(
    it: Person, head: Person, officer: Person, person: Make, places: Places, browser: Open
) -> None:
    act(browser(it), "start_reset", officer.staff)
    slip = slip_of(officer.staff)
    next_door = person(Role.COMMUNE_LEADER, places.next_door, "Hoàng Xã Bên")
    deputy = person(Role.COMMUNE_RECEPTION, places.here, "Ngô Ký Thay")
    accounts_staff.grant_posting(
        deputy.staff, places.here, Role.COMMUNE_LABOUR, title="Công chức", since=LONG_AGO
    )
    assert officer.staff.full_name in browser(it).get(f"{SLIPS}/list/").get_data(as_text=True)
    for somebody in (it, next_door, deputy, officer):
        assert printing(browser(somebody), slip).status_code in {403, 404}
    assert slip.opened_at is None
    browser_of_head = browser(head)
    assert "Phiếu niêm phong chờ giao" in browser_of_head.get("/can-bo/").get_data(as_text=True)
    (first,) = tokens_of(printing(browser_of_head, slip))
    assert slip.opened_by == head.staff.id
    (second,) = tokens_of(printing(browser_of_head, slip))
    assert account_links.use_link(first, CHOSEN, now=clock.real_now()) is False
    assert account_links.use_link(second, CHOSEN, now=clock.real_now()) is True
    assert printing(browser_of_head, slip).status_code == 404
    db.session.execute(delete(AccountLink))  # as after three days
    with expect_refusal("it was used, replaced by a newer one, or lay here for too"):
        account_links.print_slip(slip, by=AnActor(head), day=clock.today())
    assert printing(browser_of_head, slip).status_code == 404


def test_a_newer_link_makes_the_slip_void(it: Person, head: Person, officer: Person) -> None:
    given(officer.staff, it)
    old = slip_of(officer.staff)
    token = account_links.print_slip(old, by=AnActor(head), day=clock.today()).token
    given(officer.staff, it)
    db.session.expire_all()
    assert account_links.use_link(token, CHOSEN, now=clock.real_now()) is False
    with expect_refusal("it was used, replaced by a newer one, or lay here for too"):
        account_links.print_slip(old, by=AnActor(head), day=clock.today())


def test_a_link_of_the_operator_makes_the_slip_void(
    it: Person, head: Person, officer: Person
) -> None:
    given(officer.staff, it)
    account_links.print_link(officer.staff, officer.user)
    db.session.expire_all()
    with expect_refusal("it was used, replaced by a newer one, or lay here for too"):
        account_links.print_slip(slip_of(officer.staff), by=AnActor(head), day=clock.today())


def test_the_slip_of_a_head_is_handed_over_above_and_never_by_who_gave_it(
    it: Person, head: Person, person: Make, places: Places, browser: Open
) -> None:
    above = person(Role.DISTRICT_LEADER, places.district, "Đỗ Lãnh Đạo")
    giver = person(Role.CITY_ADMIN, places.department, "Quản Trị Một")
    other = person(Role.CITY_ADMIN, places.department, "Quản Trị Hai")
    assert given(head.staff, it).head == places.district
    assert tokens_of(printing(browser(above), slip_of(head.staff)))
    assert given(above.staff, giver).head is None
    slip = slip_of(above.staff)
    assert printing(browser(giver), slip).status_code == 403
    assert printing(browser(above), slip).status_code == 404
    assert tokens_of(printing(browser(other), slip))


def test_where_nobody_leads_the_unit_above_hands_it_over(
    it: Person, officer: Person, person: Make, places: Places
) -> None:
    assert given(officer.staff, it).head is None
    person(Role.DISTRICT_LEADER, places.district, "Đỗ Lãnh Đạo")
    assert given(officer.staff, it).head == places.district
    person(Role.COMMUNE_LEADER, places.here, "Trần Chủ Tịch")
    assert given(officer.staff, it).head == places.here


def test_a_deputy_who_stands_in_prints_no_slip(
    it: Person, head: Person, officer: Person, person: Make, browser: Open
) -> None:
    deputy = person(name="Ngô Ký Thay")
    days = {"since": LONG_AGO, "until": clock.today()}
    standing = accounts_staff.grant_posting(
        deputy.staff, head.posting.unit, Role.COMMUNE_LEADER, title="KT. Chủ tịch", **days
    )
    standing.stands_for_id, standing.because = head.posting.id, "Đi họp"
    given(officer.staff, it)
    assert printing(browser(deputy), slip_of(officer.staff)).status_code == 404


# --- the second step


def test_a_lost_telephone_gets_no_link_and_the_old_password_opens_nothing(
    it: Person, head: Person, officer: Person, browser: Open, gateway: Gateway
) -> None:
    lost = SecondFactor(user_id=officer.user.id, secret=b"x", enrolled_at=LONG_AGO, last_step=0)
    lost.enrolled_at = clock.real_now()
    db.session.add(lost)
    db.session.flush()
    admin = browser(it)
    form = {"reason": "Mất điện thoại", "csrf_token": csrf(admin, "/can-bo/dang-xuat")}
    admin.post(f"/can-bo/nhan-su/dat-lai-ma/{officer.staff.id}", data=form)
    db.session.expire_all()
    assert not officer.user.activated
    assert db.session.scalars(select(Message)).all() == []
    assert given(officer.staff, it).way is LinkWay.SEALED
    assert tokens_of(printing(browser(head), slip_of(officer.staff)))


# --- the database itself


@pytest.fixture
def commune(committed: Database) -> Unit:
    return a_commune()


@pytest.fixture
def giver(commune: Unit) -> Officer:
    return AnOfficer(Role.DISTRICT_IT, commune.district)


@pytest.fixture
def account(commune: Unit) -> Officer:
    made = AnOfficer(Role.COMMUNE_RECEPTION, commune)
    with transaction():
        db.session.execute(update(Staff).where(Staff.id == made.staff.id).values(phone=PHONE))
    return made


@pytest.fixture
def line(committed: Database, giver: Officer) -> Iterator[psycopg.Connection[Any]]:
    """A connection of the web process in the scope of who gives the link."""
    with committed.connect("mc_web") as connection, connection.transaction(force_rollback=True):
        enter(connection, a_token(giver))
        yield connection


GIVE = "select * from mc_send_link(%s, '[]', true, false, now(), null)"


def is_refused(line: psycopg.Connection[Any], statement: str, *values: Any) -> bool:
    try:
        with line.transaction():
            return line.execute(statement.encode(), values).rowcount == 0
    except psycopg.errors.InsufficientPrivilege:
        return True


def test_the_database_tells_the_giver_no_secret(
    account: Officer, line: psycopg.Connection[Any]
) -> None:
    ((way, purpose, _until, head),) = line.execute(GIVE, [account.staff.id]).fetchall()
    assert (way, purpose, head) == ("sms", "reset", None)
    assert line.execute("select count(*) from one_use_link").fetchone() == (1,)
    assert line.execute("select count(*) from message").fetchone() == (0,)
    assert is_refused(line, "update one_use_link set expires_at = now()")


def test_the_city_reads_no_words_of_such_a_message(
    committed: Database, giver: Officer, account: Officer
) -> None:
    readers = [AnOfficer(Role.CITY_ADMIN), AnOfficer(Role.CITY_JUSTICE)]
    with committed.connect("mc_web") as connection:
        with connection.transaction():
            enter(connection, a_token(giver))
            connection.execute(GIVE, [account.staff.id])
        for reader in readers:
            with connection.transaction():
                enter(connection, a_token(reader))
                assert connection.execute("select count(*) from message").fetchone() == (0,)
    assert db.session.scalars(select(Message.template)).all() == ["asked/account_link"]


def test_the_database_lets_the_giver_make_no_link_of_the_own(
    giver: Officer, account: Officer, line: psycopg.Connection[Any]
) -> None:
    line.execute("update staff set phone = '0433867123' where id = %s", [account.staff.id])
    ((way, _purpose, _until, _head),) = line.execute(GIVE, [account.staff.id]).fetchall()
    assert way == "sealed"
    own = (
        "insert into one_use_link (token_hash, user_id, purpose, words, started_at, expires_at)"
        " values ('x', %s, 'reset', '[]', now(), now() + interval '1 hour')"
    )
    assert is_refused(line, own, account.user.id)
    assert is_refused(line, "select mc_open_slip(id, current_date, null) from sealed_slip")
    assert is_refused(line, "update sealed_slip set given_by = null")
    assert is_refused(line, "update staff set phone_writers = '{}'")
    assert is_refused(line, "select mc_new_link(%s, 'reset', '[]', null)", account.user.id)
    assert is_refused(line, GIVE, giver.staff.id)
    assert is_refused(line, GIVE, AnOfficer(Role.COMMUNE_RECEPTION, far_away()).staff.id)


def test_the_database_keeps_an_account_with_its_person(
    giver: Officer, account: Officer, line: psycopg.Connection[Any]
) -> None:
    move = "update staff set user_id = %s where id = %s"
    assert is_refused(line, move, None, account.staff.id)
    assert is_refused(line, move, giver.user.id, account.staff.id)
    with transaction():
        fresh = newcomer(a_commune())
    assert is_refused(line, move, account.user.id, fresh.id)


def far_away() -> Unit:
    return a_commune(0, district=DONG_ANH)


def test_the_link_of_a_slip_is_made_when_it_is_printed(
    committed: Database, giver: Officer, account: Officer, commune: Unit
) -> None:
    head = AnOfficer(Role.COMMUNE_LEADER, commune)
    with committed.connect("mc_web") as connection:
        with connection.transaction():
            enter(connection, a_token(giver))
            connection.execute(GIVE.replace("true", "false"), [account.staff.id])
        assert db.session.scalars(select(AccountLink)).all() == []
        with connection.transaction():
            enter(connection, a_token(head))
            row = connection.execute(
                "select o.secret from sealed_slip l, mc_open_slip(l.id, current_date, null) o"
            ).fetchone()
    assert row is not None
    assert account_links.use_link(row[0], CHOSEN, now=clock.real_now())
