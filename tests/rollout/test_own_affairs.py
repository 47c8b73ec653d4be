"""Nobody lets themselves in: what somebody else has to decide, by the pages and by the database."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.accounts.models.staff import Posting, Staff
from app.accounts.roles import Role
from app.kernel import clock
from app.kernel.db import db, transaction
from app.organisation.models import Unit, UnitKind
from app.rollout.models.account_rounds import Waiver
from app.rollout.models.staff_lists import ListState, StaffList
from app.rollout.operations import staff_lists
from app.rollout.rules.checked_list import ASKED
from app.training.models.classes import Attendance, AttendanceOutcome
from app.training.operations import check_in, class_results, enrolment
from harness.stage.databases import Database
from harness.stage.factories import AnOfficer, Officer, a_commune, browser_of, cleared
from harness.stage.factories.places import agency
from harness.stage.factories.staff_lists import a_list, a_row, bring_in
from harness.stage.factories.training import a_class, a_course
from tests.accounts.conftest import csrf
from tests.refusals import expect_refusal
from tests.rollout.conftest import newcomer
from tests.security.test_policies import a_token, enter

POSTINGS, WAIVERS = "/can-bo/vi-tri", "/can-bo/mien-dieu-kien"
LISTS, LINES = "/can-bo/danh-sach-can-bo", "/can-bo/dong-danh-sach"
ROLE = Role.COMMUNE_RECEPTION
NOT_FOR_ONESELF = "Không thể tự làm việc này cho chính mình"


def said(browser: FlaskClient, page: str, **form: Any) -> str:
    """The words of the page after the form was sent."""
    form["csrf_token"] = csrf(browser, "/can-bo/dang-xuat")
    answer = browser.post(page, data=form, follow_redirects=True)
    return " ".join(re.sub(r"<[^>]+>", " ", answer.get_data(as_text=True)).split())


def a_posting(of: Staff, unit: Unit, role: Role, since: date | None = None) -> dict[str, Any]:
    return {
        "staff": of.id,
        "unit": unit.id,
        "role": role,
        "title": "Công chức",
        "during": [(since or clock.today()).isoformat(), ""],
    }


def postings_of(staff: Staff) -> list[tuple[Role, int]]:
    """In order of role: where a row lies depends on what other tests rolled back."""
    query = select(Posting.role, Posting.unit_id).where(Posting.staff_id == staff.id)
    return sorted((role, unit) for role, unit in db.session.execute(query))


# --- postings


@pytest.mark.usefixtures("database")
def test_an_administrator_is_not_posted_by_themselves(app: Flask) -> None:
    admin, colleague = AnOfficer(Role.CITY_ADMIN), AnOfficer(Role.CITY_ADMIN)
    commune = a_commune()
    cleared(admin.staff, commune, ROLE)
    before = postings_of(admin.staff)
    form = a_posting(admin.staff, commune, ROLE)
    assert NOT_FOR_ONESELF in said(browser_of(app, admin), f"{POSTINGS}/add", **form)
    assert postings_of(admin.staff) == before
    said(browser_of(app, colleague), f"{POSTINGS}/add", **form)
    assert postings_of(admin.staff) == sorted([*before, (ROLE, commune.id)])


@pytest.mark.usefixtures("database")
def test_the_own_posting_is_neither_changed_nor_ended(app: Flask) -> None:
    it = AnOfficer(Role.DISTRICT_IT, a_commune().district)
    browser, mine = browser_of(app, it), it.posting
    during = mine.during
    shown = browser.get(f"{POSTINGS}/show/{mine.id}").get_data(as_text=True)
    assert f"{POSTINGS}/edit/{mine.id}" not in shown
    answer = browser.get(f"{POSTINGS}/edit/{mine.id}")
    assert answer.status_code == 403
    assert NOT_FOR_ONESELF in answer.get_data(as_text=True)
    form = {"title": "Công chức", "during": ["2016-01-01", ""]}
    assert NOT_FOR_ONESELF in said(browser, f"{POSTINGS}/edit/{mine.id}", **form)
    assert NOT_FOR_ONESELF in said(browser, f"{POSTINGS}/action/end/{mine.id}")
    db.session.refresh(mine)
    assert mine.during == during


@pytest.mark.usefixtures("database")
def test_two_administrators_give_a_role_of_the_city(app: Flask) -> None:
    one, other = (browser_of(app, AnOfficer(Role.CITY_ADMIN)) for _n in range(2))
    staff, unit = newcomer(agency(UnitKind.DEPARTMENT)), agency(UnitKind.DEPARTMENT)
    form = a_posting(staff, unit, Role.CITY_JUSTICE)
    assert "do hai quản trị viên cùng giao" in said(one, f"{POSTINGS}/add", **form)
    waiver = {"staff": staff.id, "unit": unit.id, "role": Role.CITY_JUSTICE, "reason": "Thay"}
    said(one, f"{WAIVERS}/add", **waiver)
    assert "Người đã ghi miễn điều kiện" in said(one, f"{POSTINGS}/add", **form)
    assert postings_of(staff) == []
    said(other, f"{POSTINGS}/add", **form)
    assert postings_of(staff) == [(Role.CITY_JUSTICE, unit.id)]


@pytest.mark.usefixtures("database")
def test_a_consent_is_over_after_a_week_and_not_given_for_oneself(app: Flask) -> None:
    one, other = AnOfficer(Role.CITY_ADMIN), AnOfficer(Role.CITY_ADMIN)
    unit = agency(UnitKind.DEPARTMENT)
    form = {"unit": unit.id, "role": Role.CITY_JUSTICE, "reason": "Thay"}
    own = said(browser_of(app, one), f"{WAIVERS}/add", staff=one.staff.id, **form)
    assert NOT_FOR_ONESELF in own
    staff = newcomer(unit)
    said(browser_of(app, one), f"{WAIVERS}/add", staff=staff.id, **form)
    waiver = db.session.scalars(select(Waiver)).one()
    aged = Waiver(
        id=uuid4(),
        staff=staff,
        unit=unit,
        role=Role.CITY_ADMIN,
        reason="Thay",
        at=waiver.at - timedelta(days=8),
        by_id=one.staff.id,
    )
    with transaction():
        db.session.add(aged)
    again = a_posting(staff, unit, Role.CITY_ADMIN)
    assert "trong bảy ngày" in said(browser_of(app, other), f"{POSTINGS}/add", **again)


@pytest.mark.usefixtures("database")
def test_a_role_of_the_city_is_prolonged_by_two(app: Flask) -> None:
    one, other = AnOfficer(Role.CITY_ADMIN), AnOfficer(Role.CITY_ADMIN)
    seat = AnOfficer(Role.CITY_JUSTICE).posting
    ends = {"title": "Công chức", "during": ["2016-01-01", "2016-12-31"]}
    browser = browser_of(app, one)
    said(browser, f"{POSTINGS}/edit/{seat.id}", **ends)
    db.session.refresh(seat)
    assert seat.during.upper == date(2017, 1, 1)
    longer = ends | {"during": ["2016-01-01", "2017-12-31"]}
    assert "do hai quản trị viên cùng giao" in said(browser, f"{POSTINGS}/edit/{seat.id}", **longer)
    waiver = {"staff": seat.staff_id, "unit": seat.unit_id, "role": seat.role, "reason": "Thay"}
    said(browser_of(app, other), f"{WAIVERS}/add", **waiver)
    said(browser, f"{POSTINGS}/edit/{seat.id}", **longer)
    db.session.refresh(seat)
    assert seat.during.upper == date(2018, 1, 1)


# --- lists


@pytest.mark.usefixtures("database")
def test_whoever_wrote_a_line_does_not_decide_on_the_list(app: Flask) -> None:
    commune = a_commune()
    it = AnOfficer(Role.DISTRICT_IT, commune.district)
    colleague = AnOfficer(Role.DISTRICT_IT, commune.district)
    leader = AnOfficer(Role.COMMUNE_LEADER, commune)
    found = a_list(commune, leader)
    bring_in(found, [a_row(0, commune)], leader)
    line = {"staff_list": found.id, "unit": commune.id, "role": ROLE, "title": "Công chức"}
    line |= {"full_name": "Đỗ Thị Thêm", "phone": "0912000777", "id_number": "001180000777"}
    said(browser_of(app, it), f"{LINES}/add", **line)
    db.session.refresh(found)
    assert it.staff.id in found.writers
    staff_lists.submit(found, by=leader.actor, version=found.version)
    browser = browser_of(app, it)
    shown = browser.get(f"{LISTS}/show/{found.id}").get_data(as_text=True)
    assert "Người đã ghi một phần danh sách" in shown
    assert f"{LISTS}/{found.id}/quyet-dinh" not in shown
    with expect_refusal("You wrote a part of this list, handed it in, or are named"):
        staff_lists.approve(found, by=it.actor, version=found.version)
    with expect_refusal("You wrote a part of this list, handed it in, or are named"):
        staff_lists.return_list(found, "Sửa", by=it.actor, version=found.version)
    staff_lists.approve(found, by=colleague.actor, version=found.version)
    assert found.state is ListState.APPROVED


@pytest.mark.usefixtures("database")
def test_nobody_writes_the_own_line(app: Flask) -> None:
    commune = a_commune()
    leader = AnOfficer(Role.COMMUNE_LEADER, commune)
    leader.staff.id_number, leader.staff.phone = "001180000778", "0912000778"
    found = a_list(commune, leader)
    judged = bring_in(found, [a_row(0, commune)], leader)
    assert judged.made == 1
    line = {"staff_list": found.id, "unit": commune.id, "role": Role.COMMUNE_LEADER}
    line |= {"full_name": leader.staff.full_name, "title": "Chủ tịch", "phone": "0912000778"}
    page = said(browser_of(app, leader), f"{LINES}/add", id_number="001180000778", **line)
    assert "Không tự ghi tên mình vào danh sách" in page
    own = a_row(1, commune, full_name=leader.staff.full_name, id_number="001180000778")
    assert bring_in(found, [own], leader).made == 0
    it = AnOfficer(Role.DISTRICT_IT, commune.district)
    assert bring_in(found, [own], it).made == 1
    mine = next(each for each in found.lines if each.id_number == "001180000778")
    assert NOT_FOR_ONESELF in said(browser_of(app, leader), f"{LINES}/delete/{mine.id}")
    assert len(found.lines) == 2


@pytest.mark.usefixtures("database")
def test_nobody_decides_on_a_list_on_which_they_stand() -> None:
    commune = a_commune()
    it = AnOfficer(Role.DISTRICT_IT, commune.district)
    it.staff.phone, it.staff.id_number = "0912000779", "001180000779"
    leader = AnOfficer(Role.COMMUNE_LEADER, commune)
    found = a_list(commune, leader)
    row = a_row(0, commune, full_name=it.staff.full_name, id_number="001180000779")
    bring_in(found, [row], leader, also=ASKED)  # as staff of the district: to be looked at
    staff_lists.submit(found, by=leader.actor, version=found.version)
    with expect_refusal("You wrote a part of this list, handed it in, or are named"):
        staff_lists.approve(found, by=it.actor, version=found.version)


# --- training


@pytest.mark.usefixtures("database")
def test_nobody_keeps_the_own_training_record() -> None:
    district = a_commune().district
    it = AnOfficer(Role.DISTRICT_IT, district)
    colleague = AnOfficer(Role.DISTRICT_IT, district)
    here = a_class(a_course(), unit=district, at=clock.now())
    with expect_refusal("You cannot do this for yourself"):
        enrolment.nominate(here, [it.staff.id], by=it.actor)
    (mine,) = enrolment.nominate(here, [it.staff.id], by=colleague.actor).enrolled
    with expect_refusal("You cannot do this for yourself"):
        check_in.check_in(mine, here.sessions[0], by=it.actor)
    assert check_in.check_in(mine, here.sessions[0], by=colleague.actor)
    with expect_refusal("You cannot do this for yourself"):
        check_in.undo(mine, here.sessions[0], by=it.actor)
    with expect_refusal("You cannot do this for yourself"):
        class_results.settle(here, by=it.actor)
    with expect_refusal("You cannot do this for yourself"):
        enrolment.cancel(mine, by=it.actor)


# --- the database itself


@pytest.fixture
def admin(committed: Database) -> Officer:
    return AnOfficer(Role.CITY_ADMIN)


@pytest.fixture
def handed_in(committed: Database) -> StaffList:
    """A list of one person, written and handed in by the leader of a commune."""
    with transaction():
        leader = AnOfficer(Role.COMMUNE_LEADER, a_commune())
        found = a_list(a_commune(), leader)
        bring_in(found, [a_row(0, a_commune())], leader)
        staff_lists.submit(found, by=leader.actor, version=found.version)
    return found


@pytest.fixture
def line(committed: Database, admin: Officer) -> Iterator[psycopg.Connection[Any]]:
    """A connection of the web process in the scope of an administrator of the city."""
    with committed.connect("mc_web") as connection, connection.transaction(force_rollback=True):
        enter(connection, a_token(admin))
        yield connection


def is_refused(line: psycopg.Connection[Any], statement: str, **values: Any) -> bool:
    """Whether the database raises, or changes nothing."""
    try:
        with line.transaction():
            return line.execute(statement.encode(), values).rowcount == 0
    except psycopg.errors.InsufficientPrivilege:
        return True


POSTING = (
    "insert into posting (id, staff_id, unit_id, role, title, during)"
    " values (gen_random_uuid(), %(staff)s, %(unit)s, %(role)s, 'x', daterange(%(day)s, null))"
)
WAIVER = (
    "insert into clearance_waiver (id, staff_id, unit_id, role, reason, at, by_id, xact) values"
    " (gen_random_uuid(), %(staff)s, %(unit)s, %(role)s, 'x', now(), %(by)s, 0)"
)


def test_the_database_posts_nobody_by_themselves(
    committed: Database, admin: Officer, line: psycopg.Connection[Any]
) -> None:
    commune, other = a_commune(), AnOfficer(Role.CITY_ADMIN)
    for officer in (admin, other):
        cleared(officer.staff, commune, ROLE)
    new = {"unit": commune.id, "role": ROLE, "day": clock.today()}
    assert is_refused(line, POSTING, staff=admin.staff.id, **new)
    assert not is_refused(line, POSTING, staff=other.staff.id, **new)
    longer = "update posting set further_id = null, title = 'y' where id = %(id)s"
    assert is_refused(line, longer, id=admin.posting.id)
    assert not is_refused(line, longer, id=other.posting.id)
    assert is_refused(line, "delete from posting where id = %(id)s", id=admin.posting.id)


def test_the_database_turns_no_posting_into_another(
    committed: Database, line: psycopg.Connection[Any]
) -> None:
    seat = AnOfficer(ROLE, a_commune()).posting
    change = "update posting set {} where id = %(id)s"
    for part in ("role = 'city_justice'", "unit_id = unit_id + 1", "staff_id = mc_staff()"):
        assert is_refused(line, change.format(part), id=seat.id)


def test_the_database_wants_a_second_administrator_for_roles_of_the_city(
    committed: Database, admin: Officer, line: psycopg.Connection[Any]
) -> None:
    unit, other = agency(UnitKind.DEPARTMENT), AnOfficer(Role.CITY_ADMIN)
    with transaction():
        staff = newcomer(unit)
    new = {"staff": staff.id, "unit": unit.id, "role": Role.CITY_JUSTICE}
    assert is_refused(line, POSTING, day=clock.today(), **new)
    assert is_refused(line, WAIVER, by=other.staff.id, **new)
    assert not is_refused(line, WAIVER, by=admin.staff.id, **new)
    assert is_refused(line, POSTING, day=clock.today(), **new)
    with transaction():
        db.session.add(
            Waiver(
                id=uuid4(),
                staff=staff,
                unit=unit,
                role=Role.CITY_JUSTICE,
                reason="Thay",
                at=clock.real_now(),
                by_id=other.staff.id,
            )
        )
    assert not is_refused(line, POSTING, day=clock.today(), **new)
    assert is_refused(line, WAIVER, by=admin.staff.id, **new | {"staff": admin.staff.id})
    ended = AnOfficer(Role.CITY_JUSTICE).posting
    change = "update posting set during = daterange('2016-01-01', %(day)s) where id = %(id)s"
    assert not is_refused(line, change, day=clock.today(), id=ended.id)
    assert is_refused(line, change, day=None, id=ended.id)


def test_the_database_lets_nobody_approve_what_they_wrote(
    committed: Database, admin: Officer, line: psycopg.Connection[Any]
) -> None:
    commune, made = a_commune(), []
    with transaction():
        leader = AnOfficer(Role.COMMUNE_LEADER, commune)
        for n, writers in enumerate([[], [admin.staff.id]], 1):
            made.append(
                StaffList(
                    unit=commune,
                    phase=1,
                    n=n,
                    state=ListState.SUBMITTED,
                    version=1,
                    made_at=clock.real_now(),
                    made_by_id=leader.staff.id,
                    writers=writers,
                )
            )
        db.session.add_all(made)
        db.session.flush()
    approve = "update staff_list set state = 'approved' where id = %(id)s"
    assert is_refused(line, approve, id=made[1].id)
    assert not is_refused(line, approve, id=made[0].id)


APPROVE = "update staff_list set state = 'approved' where id = %(id)s"


def test_the_database_lets_nobody_approve_what_they_handed_in(
    handed_in: StaffList, admin: Officer, line: psycopg.Connection[Any]
) -> None:
    move = "update staff_list set state = '{}' where id = %(id)s"
    assert not is_refused(line, move.format("draft"), id=handed_in.id)
    assert is_refused(line, APPROVE, id=handed_in.id)
    assert not is_refused(line, move.format("submitted"), id=handed_in.id)
    writers = line.execute("select writers from staff_list").fetchone()
    assert writers is not None
    assert admin.staff.id in writers[0]
    assert is_refused(line, APPROVE, id=handed_in.id)


def test_the_database_lets_nobody_approve_what_they_rewrote(
    handed_in: StaffList, line: psycopg.Connection[Any]
) -> None:
    with line.transaction(force_rollback=True):
        assert not is_refused(line, "update staff_list_line set remark = 'Sửa chức danh'")
        assert not is_refused(line, APPROVE, id=handed_in.id)
    assert not is_refused(line, "update staff_list_line set id_number = '001180000790'")
    assert is_refused(line, APPROVE, id=handed_in.id)


def test_the_database_names_nobody_else_for_a_line(
    handed_in: StaffList, line: psycopg.Connection[Any]
) -> None:
    with transaction():
        another = newcomer(a_commune(), number="001180000791")
    named = "update staff_list_line set staff_id = %(staff)s"
    assert is_refused(line, named, staff=another.id)
    number = handed_in.lines[0].id_number
    line.execute("update staff set id_number = %s where id = %s", [number, another.id])
    assert not is_refused(line, named, staff=another.id)


def test_the_database_begins_no_list_in_the_name_of_another(
    handed_in: StaffList, admin: Officer, line: psycopg.Connection[Any]
) -> None:
    begin = (
        "insert into staff_list (unit_id, phase, n, state, version, made_at, made_by_id, writers)"
        " values (%(unit)s, 1, 9, 'draft', 1, now(), %(by)s, '{}')"
    )
    assert is_refused(line, begin, unit=handed_in.unit_id, by=handed_in.made_by_id)
    assert not is_refused(line, begin, unit=handed_in.unit_id, by=admin.staff.id)


def test_the_database_notes_who_wrote_a_line(
    committed: Database, admin: Officer, line: psycopg.Connection[Any]
) -> None:
    with transaction():
        found = a_list(a_commune(), AnOfficer(Role.COMMUNE_LEADER, a_commune()))
    row = (
        "insert into staff_list_line (id, list_id, n, full_name, folded, unit_id, role, title,"
        " phone, id_number) values (gen_random_uuid(), %(list)s, 1, 'x', 'x', %(unit)s, %(role)s,"
        " 'x', %(phone)s, %(number)s)"
    )
    values = {"list": found.id, "unit": a_commune().id, "role": ROLE}
    with transaction():
        mine = db.session.get(Staff, admin.staff.id)
        assert mine is not None
        mine.id_number = "001180000780"
    assert is_refused(line, row, phone="0912000780", number="001180000780", **values)
    assert not is_refused(line, row, phone="0912000781", number="001180000781", **values)
    writers = line.execute("select writers from staff_list where id = %s", [found.id]).fetchone()
    assert writers == ([admin.staff.id],)


def test_the_database_keeps_nobody_s_own_training_record(
    committed: Database, admin: Officer, line: psycopg.Connection[Any]
) -> None:
    colleague = AnOfficer(Role.CITY_ADMIN)
    with transaction():
        here = a_class(a_course(), unit=agency(UnitKind.DEPARTMENT))
        for officer in (admin, colleague):
            db.session.add(
                Attendance(
                    training_class=here,
                    staff_id=officer.staff.id,
                    outcome=AttendanceOutcome.ENROLLED,
                    nominated_at=clock.real_now(),
                )
            )
        session = here.sessions[0].id
    passed = "update attendance set outcome = 'passed' where staff_id = %(staff)s"
    came = (
        "insert into training_check_in (id, attendance_id, session_id, at, by_id, way)"
        " select gen_random_uuid(), id, %(session)s, now(), %(by)s, 'hand'"
        " from attendance where staff_id = %(staff)s"
    )
    for officer, refused in ((admin, True), (colleague, False)):
        values = {"staff": officer.staff.id, "session": session, "by": admin.staff.id}
        assert is_refused(line, came, **values) is refused
        assert is_refused(line, passed, **values) is refused
