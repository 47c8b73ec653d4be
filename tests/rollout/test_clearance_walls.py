"""Clearance from end to end; and the database's own check against bypassing it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from flask import Flask

from app.accounts.models.staff import Staff
from app.accounts.operations import account_links
from app.accounts.roles import Role
from app.kernel import clock
from app.kernel.db import db, transaction
from app.rollout.operations import account_rounds
from harness.stage import databases
from harness.stage.databases import Database
from harness.stage.factories import AnOfficer, Officer, a_commune, waiver_of
from tests.accounts.conftest import csrf
from tests.rollout.conftest import Plan, newcomer
from tests.security.test_policies import a_token, enter

ROLE = Role.COMMUNE_RECEPTION
CHOSEN = "con-trau-di-truoc-cai-cay"
SIGN_IN = "/can-bo/dang-nhap"
INSERT = (
    "insert into posting (id, staff_id, unit_id, role, title, during)"
    " values (%s, %s, %s, %s, 'Công chức', daterange(%s, null))"
)


def test_an_account_of_a_later_phase_opens_on_its_day_and_not_before(
    app: Flask, plan: Plan
) -> None:
    staff, opens = plan.ready("Đỗ Thị Mới", ROLE, "001180000001"), clock.today() + timedelta(4)
    plan.opens(opens)
    it = AnOfficer(Role.DISTRICT_IT, plan.district)
    (group,) = account_rounds.preview(plan.district, 1, by=it.actor)
    keys = [each.candidate.line_id for each in group.ready]
    (handed,) = account_rounds.open_round(plan.district, 1, keys, by=it.actor).handed
    assert handed.link is not None
    assert staff.user is not None
    slip = account_links.print_link(staff, staff.user)
    browser = app.test_client()
    form = {"new": CHOSEN, "again": CHOSEN, "csrf_token": csrf(browser, SIGN_IN)}
    assert browser.post(f"/can-bo/kich-hoat/{slip.token}", data=form).status_code == 302
    assert f"mở từ ngày {opens:%d/%m/%Y}" in _sign_in(app, staff)[1]
    with clock.frozen(clock.at(opens, 8)):
        assert _sign_in(app, staff)[0] == 302


def _sign_in(app: Flask, staff: Staff) -> tuple[int, str]:
    browser = app.test_client()
    assert staff.user is not None
    form = {"username": staff.user.username, "password": CHOSEN}
    answer = browser.post(SIGN_IN, data={**form, "csrf_token": csrf(browser, SIGN_IN)})
    return answer.status_code, answer.get_data(as_text=True)


# --- the database itself, with the web role


@pytest.fixture
def it(committed: Database) -> Officer:
    """The IT officer of the first district."""
    return AnOfficer(Role.DISTRICT_IT, a_commune().district)


@pytest.fixture
def line(committed: Database, it: Officer) -> Iterator[psycopg.Connection[Any]]:
    """A connection of the web process with the IT officer's scope."""
    with committed.connect("mc_web") as connection, connection.transaction(force_rollback=True):
        enter(connection, a_token(it))
        yield connection


@pytest.fixture
def known(committed: Database) -> tuple[UUID, UUID, int]:
    """A person unknown to the plan, one with a waiver, and their commune."""
    commune = a_commune()
    with transaction():
        stranger, waived = newcomer(commune), newcomer(commune, "Lê Văn Miễn", "001180000002")
        db.session.add(waiver_of(waived, commune, ROLE))
    return stranger.id, waived.id, commune.id


def _refused(line: psycopg.Connection[Any], statement: str, values: tuple[object, ...]) -> bool:
    try:
        with line.transaction():
            line.execute(statement.encode(), values)
    except psycopg.errors.InsufficientPrivilege:
        return True
    return False


def test_the_database_takes_no_posting_of_somebody_not_cleared(
    known: tuple[UUID, UUID, int], line: psycopg.Connection[Any]
) -> None:
    stranger, waived, commune = known
    today = clock.today()
    assert _refused(line, INSERT, (uuid4(), stranger, commune, ROLE, today))
    assert _refused(line, INSERT, (uuid4(), waived, commune, Role.COMMUNE_JUSTICE, today))
    assert not _refused(line, INSERT, (uuid4(), waived, commune, ROLE, today))


def test_the_web_process_writes_no_waiver_and_no_approval_for_a_district(
    known: tuple[UUID, UUID, int], line: psycopg.Connection[Any], it: Officer
) -> None:
    stranger, _waived, commune = known
    waiver = (
        "insert into clearance_waiver (id, staff_id, unit_id, role, reason, at, by_id)"
        " values (%s, %s, %s, %s, 'x', now(), %s)"
    )
    assert _refused(line, waiver, (uuid4(), stranger, commune, ROLE, it.staff.id))


def test_the_database_moves_no_posting_before_the_day_of_the_phase(
    committed: Database, it: Officer
) -> None:
    """A loaded posting of a person without clearance may end; it does not begin earlier."""
    old = AnOfficer(ROLE, a_commune())
    change = "update posting set during = daterange(%s, %s) where id = %s"
    with committed.connect("mc_web") as line, line.transaction():
        enter(line, a_token(it))
        assert _refused(line, change, (date(2015, 12, 31), None, old.posting.id))
        assert not _refused(line, change, (old.posting.during.lower, clock.today(), old.posting.id))


def test_after_the_rollout_only_roles_of_the_city_need_a_second_administrator(
    known: tuple[UUID, UUID, int], committed: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    stranger, _waived, commune = known
    monkeypatch.setenv("ROLLOUT", "off")
    databases.migrate(committed)
    admin = AnOfficer(Role.CITY_ADMIN)
    with committed.connect("mc_web") as line, line.transaction():
        enter(line, a_token(admin))
        today, city = clock.today(), admin.posting.unit_id
        assert not _refused(line, INSERT, (uuid4(), stranger, commune, ROLE, today))
        assert _refused(line, INSERT, (uuid4(), stranger, city, Role.CITY_JUSTICE, today))
