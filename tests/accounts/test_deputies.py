"""Deputies sign for an absent leader on dated days, for a reason, and never what they prepared."""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from flask import Flask
from flask_babel import LazyString

from app.accounts.models.staff import Posting
from app.accounts.operations import deputies, staff
from app.accounts.operations.deputies import (
    DAYS_OVER,
    DEPUTY_ALREADY,
    NO_LAST_DAY,
    OF_ANOTHER_COMMUNE,
    STANDS_FOR_THEMSELVES,
)
from app.accounts.roles import Role
from app.dossiers.models.dossier import Channel, Dossier
from app.dossiers.operations import transitions
from app.dossiers.workflow import Action, Capacity, State
from app.kernel import clock
from app.kernel.db import db, transaction
from app.kernel.errors import NotAllowed
from app.kernel.i18n.vietnamese import capacity
from app.procedures.rules.procedure_finder import BIRTH
from app.registers import queries as registers
from harness.stage.databases import Database
from harness.stage.factories import ADossier, AnOfficer, a_commune, browser_of
from harness.stage.factories.people import Officer
from tests.refusals import expect_refusal
from tests.security.test_policies import a_token, enter

WHY = "Chủ tịch đi công tác theo Giấy mời số 12"


def a_leader() -> Officer:
    return AnOfficer(Role.COMMUNE_LEADER, a_commune())


def a_deputy_chairman(n: int = 0, *, account: bool = True) -> Officer:
    return AnOfficer(Role.COMMUNE_RECEPTION, a_commune(n), title="Phó Chủ tịch", account=account)


def days(first: int, last: int) -> tuple[date, date]:
    return clock.today() + timedelta(days=first), clock.today() + timedelta(days=last)


def a_deputy(
    leader: Officer, who: Officer, since: date, until: date | None, because: str = WHY
) -> Posting:
    posting = Posting(
        id=uuid4(),
        staff=who.staff,
        stands_for=leader.posting,
        during=staff.period(since, until),
        because=because,
    )
    with transaction():
        deputies.check_deputy(posting)
        db.session.add(posting)
        db.session.flush()
    return posting


def to_sign() -> Dossier:
    return ADossier(State.TO_SIGN, procedure=BIRTH, channel=Channel.FROM_PAPER, photos=False)


def test_a_deputy_signs_in_the_leaders_place(database: Database) -> None:
    leader, deputy = a_leader(), a_deputy_chairman()
    posting = a_deputy(leader, deputy, *days(0, 3))
    dossier = to_sign()
    with transaction():
        event = transitions.advance(dossier, Action.SIGN, by=deputy.at(dossier))
    entry = registers.of_dossier(dossier.id)
    assert entry is not None
    assert event.posting_id == entry.signed_by.id == posting.id
    assert entry.signer_title == "KT. Chủ tịch – Phó Chủ tịch"
    assert capacity(entry.signer_title)[1:] == ["KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH"]


def test_a_deputy_signs_on_these_days_only(database: Database) -> None:
    leader, deputy = a_leader(), a_deputy_chairman()
    a_deputy(leader, deputy, *days(1, 3))
    dossier = to_sign()
    with pytest.raises(NotAllowed):
        transitions.advance(dossier, Action.SIGN, by=deputy.at(dossier))


def test_whoever_prepared_the_entry_does_not_sign_it_as_a_deputy(database: Database) -> None:
    leader, deputy = (
        a_leader(),
        AnOfficer(Role.COMMUNE_JUSTICE, a_commune(), title="Phó Chủ tịch UBND"),
    )
    a_deputy(leader, deputy, *days(0, 0))
    dossier = to_sign()
    preparing = next(event for event in dossier.journal if event.action == Action.PREPARE)
    by = deputy.at(dossier)
    assert by.capacity_set == {Capacity.CIVIL_STATUS, Capacity.SIGNER}
    same_hand = replace(by, staff_id=preparing.staff_id)  # the preparer, in the other posting
    with expect_refusal("cannot go on"):
        transitions.advance(dossier, Action.SIGN, by=same_hand)


def refused(problem: str, leader: Officer, who: Officer) -> Any:
    since, until = days(-3, -1) if problem == "over" else days(2, 5)
    if problem == "twice":
        a_deputy(leader, who, *days(0, 2))
        return AnOfficer(Role.COMMUNE_JUSTICE, a_commune(), title="Phó Chủ tịch UBND"), since, until
    return {
        "elsewhere": (a_deputy_chairman(1), since, until),
        "oneself": (leader, since, until),
        "for ever": (who, since, None),
        "over": (who, since, until),
    }[problem]


@pytest.mark.parametrize(
    ("problem", "why"),
    [
        ("twice", DEPUTY_ALREADY),
        ("elsewhere", OF_ANOTHER_COMMUNE),
        ("oneself", STANDS_FOR_THEMSELVES),
        ("for ever", NO_LAST_DAY),
        ("over", DAYS_OVER),
    ],
)
def test_who_may_not_stand_in_is_told_why(
    database: Database, problem: str, why: LazyString
) -> None:
    leader = a_leader()
    who, since, until = refused(problem, leader, a_deputy_chairman())
    with expect_refusal(why):
        a_deputy(leader, who, since, until)


@pytest.mark.parametrize(
    ("title", "may"),
    [
        ("Phó Chủ tịch", True),
        ("PHÓ CHỦ TỊCH UBND xã Kim Chung", True),
        ("Phó Chủ tịch phụ trách văn hóa – xã hội", True),
        ("Công chức bộ phận một cửa", False),
        ("Phó Chủ tịch Hội đồng nhân dân", False),
        ("Phó Chủ tịch Hội Nông dân", False),
        ("Chuyên viên giúp việc Phó Chủ tịch", False),
    ],
)
def test_only_a_deputy_chairman_signs_for_the_chairman(
    app: Flask, database: Database, title: str, may: bool
) -> None:
    leader = a_leader()
    who = AnOfficer(Role.COMMUNE_RECEPTION, a_commune(), title=title, account=False)
    offered = browser_of(app, leader).get("/can-bo/ky-thay/add").get_data(as_text=True)
    assert (str(who.staff.id) in offered) is may
    with (
        nullcontext()
        if may
        else expect_refusal("Choose one of those offered, or enter the title in the")
    ):
        a_deputy(leader, who, *days(1, 2))


def test_the_title_is_held_on_all_the_days(database: Database) -> None:
    leader, who = a_leader(), a_deputy_chairman()
    staff.end_posting(who.posting, last_day=clock.today() + timedelta(days=2))
    with expect_refusal("Choose one of those offered, or enter the title in the"):
        a_deputy(leader, who, *days(2, 3))
    a_deputy(leader, who, *days(1, 2))


def test_a_reason_has_to_be_written(database: Database) -> None:
    with expect_refusal("Write what the leader is away for"):
        a_deputy(a_leader(), a_deputy_chairman(), *days(0, 1), " ")


def test_a_deputy_has_no_deputy_and_does_not_stand_in_twice(database: Database) -> None:
    leader, who = a_leader(), a_deputy_chairman()
    first = a_deputy(leader, who, *days(0, 9))
    other = AnOfficer(Role.COMMUNE_JUSTICE, a_commune(), title="Phó Chủ tịch UBND")
    with expect_refusal("Choose the posting of a commune leader that lasts through"):
        a_deputy(Officer(who.staff, first), other, *days(0, 1))
    second = a_leader()
    with expect_refusal("already has this role there at that time"):
        a_deputy(second, who, *days(1, 2))


def test_the_days_of_a_deputy_are_not_changed_like_others(database: Database) -> None:
    leader, who = a_leader(), a_deputy_chairman()
    posting = a_deputy(leader, who, *days(0, 3))
    with expect_refusal("This person stands in for a leader"):
        deputies.check_change(posting)
    deputies.check_change(leader.posting)


def test_whoever_stands_in_stops_with_the_leader(database: Database) -> None:
    leader = a_leader()
    now, later = (a_deputy_chairman() for _ in range(2))
    signing, coming = a_deputy(leader, now, *days(0, 3)), a_deputy(leader, later, *days(4, 5))
    staff.end_posting(leader.posting, last_day=clock.today())
    assert deputies.end_deputies(leader.posting) == [signing, coming]
    db.session.flush()
    db.session.expire_all()
    assert signing.during.upper == clock.today() + timedelta(days=1)
    assert coming.during.isempty


def test_the_leader_names_and_ends_a_deputy_on_the_screen(app: Flask, database: Database) -> None:
    leader, deputy = a_leader(), a_deputy_chairman(account=False)
    browser, (since, until) = browser_of(app, leader), days(0, 4)
    form = browser.get("/can-bo/ky-thay/add").get_data(as_text=True)
    token = form.split('name="csrf_token"', 1)[1].split('value="', 1)[1].split('"', 1)[0]
    typed = {
        "csrf_token": token,
        "stands_for": str(leader.posting.id),
        "staff": str(deputy.staff.id),
        "during": [since.isoformat(), until.isoformat()],
        "because": WHY,
    }
    far = {**typed, "during": [since.isoformat(), "9999-12-31"]}
    again = browser.post("/can-bo/ky-thay/add", data=far)
    assert (again.status_code, WHY in again.get_data(as_text=True)) == (200, True)
    saved = browser.post("/can-bo/ky-thay/add", data=typed)
    assert saved.status_code == 302, saved.get_data(as_text=True)
    (posting,) = db.session.query(Posting).filter_by(stands_for_id=leader.posting.id)
    assert (posting.unit_id, posting.role) == (leader.posting.unit_id, Role.COMMUNE_LEADER)
    page = browser.get("/can-bo/ky-thay/list/").get_data(as_text=True)
    assert deputy.staff.full_name in page
    ended = browser.post(f"/can-bo/ky-thay/action/end/{posting.id}", data={"csrf_token": token})
    assert ended.status_code == 302
    assert posting.during.upper == clock.today() + timedelta(days=1)


def test_a_row_can_be_chosen_only_by_who_may_end_it(app: Flask, database: Database) -> None:
    leader, deputy = a_leader(), a_deputy_chairman()
    posting = a_deputy(leader, deputy, *days(0, 4))
    lists = {
        who: browser_of(app, who).get("/can-bo/ky-thay/list/").get_data(as_text=True)
        for who in (leader, deputy)
    }
    assert all(deputy.staff.full_name in page for page in lists.values())
    chosen = f'name="rowid" value="{posting.id}"'
    assert {who: chosen in " ".join(page.split()) for who, page in lists.items()} == {
        leader: True,
        deputy: False,
    }
    assert 'value="end"' not in lists[deputy]


def test_the_database_itself_refuses_a_deputy_who_is_no_deputy_chairman(
    committed: Database,
) -> None:
    leader, deputy = a_leader(), a_deputy_chairman()
    officer = AnOfficer(Role.COMMUNE_RECEPTION, a_commune())
    since, until = days(0, 3)
    insert = (
        "insert into posting (id, staff_id, unit_id, role, title, during, stands_for_id, because)"
        " values (%s, %s, %s, 'commune_leader', %s, daterange(%s, %s), %s, 'x')"
    )
    taken = {}
    with committed.connect("mc_web") as line, line.transaction(force_rollback=True):
        enter(line, a_token(leader))
        for who in (officer, deputy):
            values = (uuid4(), who.staff.id, a_commune().id, deputies.TITLE, since, until)
            try:
                with line.transaction():
                    line.execute(insert.encode(), (*values, leader.posting.id))
                taken[who.posting.title] = True
            except psycopg.errors.InsufficientPrivilege:
                taken[who.posting.title] = False
    assert taken == {officer.posting.title: False, "Phó Chủ tịch": True}
