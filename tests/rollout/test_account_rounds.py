"""Account rounds of a district, and the printed hand-over."""

from __future__ import annotations

import re
from datetime import UTC, date, timedelta
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from app.accounts.models.account_links import SealedSlip
from app.accounts.models.staff import AppUser, Posting
from app.accounts.operations import accounts as accounts_operations
from app.accounts.operations import staff as accounts_staff
from app.accounts.roles import Role
from app.kernel import clock
from app.kernel.actor import Actor
from app.kernel.db import db
from app.rollout.models.account_rounds import AccountIssue, AccountRound
from app.rollout.operations import account_rounds
from app.rollout.rules.account_rounds import AccountEligibility
from app.training.models.classes import AttendanceOutcome
from harness.stage.factories import AnOfficer, Officer, a_commune, browser_of, choose_password
from harness.stage.factories.slips import tokens_of, words_of
from tests.accounts.conftest import csrf
from tests.refusals import expect_refusal
from tests.rollout.conftest import Plan, newcomer

GIVE = "/can-bo/cap-tai-khoan"
ROLE = Role.COMMUNE_RECEPTION


@pytest.fixture
def it(plan: Plan) -> Officer:
    """The IT officer of the district."""
    return AnOfficer(Role.DISTRICT_IT, plan.district)


def standings(plan: Plan, by: Actor) -> dict[str, AccountEligibility]:
    groups = account_rounds.preview(plan.district, 1, by=by)
    return {each.candidate.full_name: each.standing for group in groups for each in group.people}


def test_the_preview_says_who_is_ready_and_what_the_others_lack(plan: Plan, it: Officer) -> None:
    plan.ready("Đỗ Thị Sẵn", ROLE, "001180000011")
    untrained = newcomer(plan.commune, "Lê Văn Chưa Học", "001180000012")
    plan.lists(untrained, ROLE)
    plan.examines(untrained, ROLE, AttendanceOutcome.ABSENT)
    closed = plan.ready("Trần Thị Đóng", ROLE, "001180000013")
    account = accounts_operations.open_account(closed)
    account.active = False
    elsewhere = plan.ready("Vũ Văn Hai Nơi", ROLE, "001180000014")
    far = a_commune(0, district="271" if plan.district.code != "271" else "276")
    accounts_staff.grant_posting(elsewhere, far, ROLE, title="Công chức", since=date(2016, 1, 1))
    db.session.flush()
    assert standings(plan, it.actor) == {
        "Đỗ Thị Sẵn": AccountEligibility.READY,
        "Lê Văn Chưa Học": AccountEligibility.NOT_TRAINED,
        "Trần Thị Đóng": AccountEligibility.CLOSED,
        "Vũ Văn Hai Nơi": AccountEligibility.ELSEWHERE,
    }


def test_a_round_gives_exactly_the_role_that_was_trained(
    app: Flask, plan: Plan, it: Officer
) -> None:
    staff = plan.ready("Đỗ Thị Sẵn", ROLE, "001180000011")
    own = browser_of(app, it)
    page = own.get(f"{GIVE}/").get_data(as_text=True)
    assert "Đỗ Thị Sẵn" in page
    assert page.count("<table") == 1, "the columns of all units line up"
    answer = _give(own, plan)
    assert answer.mimetype == "application/pdf"
    posting = db.session.scalars(select(Posting).where(Posting.staff_id == staff.id)).one()
    assert (posting.unit_id, posting.role, posting.title) == (plan.commune.id, ROLE, "Công chức")
    assert (posting.during.lower, posting.during.upper) == (clock.today(), None)
    issue = db.session.scalars(select(AccountIssue)).one()
    assert (issue.posting_id, issue.staff_id, issue.role) == (posting.id, staff.id, ROLE)
    db.session.refresh(staff)
    assert staff.user is not None
    assert not staff.user.activated
    slip = db.session.scalars(select(SealedSlip)).one()
    assert (slip.staff_id, slip.given_by, slip.opened_at) == (staff.id, it.staff.id, None)
    assert slip.expires_at - slip.given_at == timedelta(days=14)


def test_before_the_day_of_the_phase_the_posting_begins_on_that_day(
    plan: Plan, it: Officer
) -> None:
    staff = plan.ready("Đỗ Thị Sẵn", ROLE, "001180000011")
    opens = clock.today() + timedelta(days=5)
    plan.opens(opens)
    account_rounds.open_round(plan.district, 1, _lines(plan, it), by=it.actor)
    posting = db.session.scalars(select(Posting).where(Posting.staff_id == staff.id)).one()
    assert posting.during.lower == opens


def test_a_second_round_gives_nothing_twice(app: Flask, plan: Plan, it: Officer) -> None:
    plan.ready("Đỗ Thị Sẵn", ROLE, "001180000011")
    lines = _lines(plan, it)
    account_rounds.open_round(plan.district, 1, lines, by=it.actor)
    with expect_refusal("Nobody was chosen to whom an account can be given now"):
        account_rounds.open_round(plan.district, 1, lines, by=it.actor)
    assert db.session.scalar(select(func.count()).select_from(AccountRound)) == 1
    assert _give(browser_of(app, it), plan).status_code == 302


def test_one_person_in_two_roles_gets_one_account_and_one_link(plan: Plan, it: Officer) -> None:
    staff = plan.ready("Đỗ Thị Sẵn", ROLE, "001180000011")
    plan.lists(staff, Role.COMMUNE_JUSTICE)
    plan.examines(staff, Role.COMMUNE_JUSTICE)
    given = account_rounds.open_round(plan.district, 1, _lines(plan, it), by=it.actor)
    assert {each.issue.role for each in given.handed} == {ROLE, Role.COMMUNE_JUSTICE}
    assert [bool(each.link) for each in given.handed].count(True) == 1


def test_nobody_opens_a_round_in_another_district(plan: Plan) -> None:
    plan.ready("Đỗ Thị Sẵn", ROLE, "001180000011")
    other = a_commune(0, district="271" if plan.district.code != "271" else "276")
    stranger = AnOfficer(Role.DISTRICT_IT, other.district)
    with pytest.raises(account_rounds.NotAllowed):
        account_rounds.open_round(plan.district, 1, [], by=stranger.actor)


def test_new_links_kill_those_of_before_and_reach_only_whoever_has_no_password(
    app: Flask, plan: Plan, it: Officer
) -> None:
    waits = plan.ready("Đỗ Thị Sẵn", ROLE, "001180000011")
    chosen = plan.ready("Lê Thị Xong", ROLE, "001180000012")
    account_rounds.open_round(plan.district, 1, _lines(plan, it), by=it.actor)
    assert chosen.user is not None
    choose_password(chosen.user)
    made = db.session.scalars(select(AccountRound)).one()
    db.session.flush()
    own = browser_of(app, it)
    form = {"csrf_token": csrf(own, "/can-bo/dang-xuat")}
    answer = own.post(f"/can-bo/dot-cap-tai-khoan/action/renew/{made.id}", data=form)
    assert answer.mimetype == "application/pdf"
    live = select(SealedSlip.user_id).where(SealedSlip.expires_at > clock.real_now())
    found = db.session.scalars(live.order_by(SealedSlip.given_at)).all()
    assert found == [chosen.user_id, waits.user_id]
    assert db.session.scalar(select(func.count()).select_from(SealedSlip)) == 3


def test_who_has_not_come_in_is_listed_until_they_do(app: Flask, plan: Plan, it: Officer) -> None:
    staff = plan.ready("Đỗ Thị Sẵn", ROLE, "001180000011")
    account_rounds.open_round(plan.district, 1, _lines(plan, it), by=it.actor)
    db.session.flush()
    own = browser_of(app, it)
    assert "/can-bo/chua-dang-nhap/list/" in own.get("/can-bo/").get_data(as_text=True)
    page = "/can-bo/chua-dang-nhap/list/"
    listed = own.get(page).get_data(as_text=True)
    assert "Đỗ Thị Sẵn" in listed
    assert "Chưa đăng nhập lần nào" in listed
    assert staff.user is not None
    now = clock.real_now().astimezone(UTC).replace(tzinfo=None)
    staff.user.last_login = now
    assert "Đỗ Thị Sẵn" not in own.get(page).get_data(as_text=True)
    staff.user.last_login = now - timedelta(days=31)
    assert "Đỗ Thị Sẵn" in own.get(page).get_data(as_text=True)


def test_the_links_of_a_round_stand_on_no_page_of_whoever_gives_them(
    app: Flask, plan: Plan, it: Officer
) -> None:
    plan.ready("Đỗ Thị Sẵn", ROLE, "001180000011")
    document = _give(browser_of(app, it), plan)
    assert tokens_of(document) == []
    assert "Phiếu niêm phong" in words_of(document)
    made = db.session.scalars(select(AccountRound)).one()
    page = browser_of(app, it).get(f"/can-bo/dot-cap-tai-khoan/show/{made.id}")
    assert page.status_code == 200
    assert not re.search(r"kich-hoat/[\w-]{20}", page.get_data(as_text=True))


def test_a_hundred_and_fifty_accounts_open_within_ten_seconds(plan: Plan, it: Officer) -> None:
    people = [newcomer(plan.commune, f"Đỗ Thị {_word(n)}", f"0011810{n:05d}") for n in range(150)]
    plan.trains(ROLE, needed=False)
    for n, staff in enumerate(people):
        plan.lists(staff, ROLE, n=n + 1)
    before = clock.real_now()
    given = account_rounds.open_round(plan.district, 1, _lines(plan, it), by=it.actor)
    assert len(given.handed) == 150
    assert (clock.real_now() - before).total_seconds() < 10
    names = set(db.session.scalars(select(AppUser.username)))
    assert len(names) >= 150


def _word(n: int) -> str:
    return "".join(chr(ord("a") + int(digit)) for digit in f"{n:03d}").title()


def _lines(plan: Plan, it: Officer) -> list[UUID]:
    return [
        each.candidate.line_id
        for group in account_rounds.preview(plan.district, 1, by=it.actor)
        for each in group.ready
    ]


def _give(client: FlaskClient, plan: Plan) -> TestResponse:
    form = {
        "csrf_token": csrf(client, "/can-bo/dang-xuat"),
        "huyen": plan.district.id,
        "giai-doan": "1",
        "don-vi": [plan.commune.id],
    }
    answer = client.post(f"{GIVE}/mo", data=form)
    db.session.expire_all()
    return answer


def test_whoever_has_an_account_is_counted_not_listed(app: Flask, plan: Plan, it: Officer) -> None:
    plan.ready("Đỗ Thị Sẵn", ROLE, "001180000011")
    account_rounds.open_round(plan.district, 1, _lines(plan, it), by=it.actor)
    own = browser_of(app, it)
    page = own.get(f"{GIVE}/").get_data(as_text=True)
    assert "Đỗ Thị Sẵn" not in page
    assert "1 đơn vị đã cấp đủ tài khoản" in page
    plan.ready("Lê Thị Chờ", ROLE, "001180000015")
    page = own.get(f"{GIVE}/").get_data(as_text=True)
    assert "Lê Thị Chờ" in page
    assert "1 người đã có tài khoản." in page
