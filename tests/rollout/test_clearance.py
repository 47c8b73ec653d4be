"""No posting without approval, training and phase: every case, by every way."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import product
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_babel import LazyString
from sqlalchemy import select

from app.accounts.models.staff import Posting, Staff
from app.accounts.operations.clearance import ClearanceRequest, Opened, clearances
from app.accounts.roles import BY_TWO, Role
from app.kernel import clock
from app.kernel.db import db
from app.kernel.errors import DomainError
from app.rollout.models.staff_lists import ListState
from app.rollout.operations.clearance import NOT_APPROVED, NOT_LISTED, NOT_TRAINED, TOO_EARLY
from app.rollout.queries.clearance import is_cleared
from app.training.models.classes import AttendanceOutcome
from harness.stage.factories import AnOfficer, browser_of, waiver_of
from tests.accounts.conftest import csrf
from tests.refusals import expect_refusal
from tests.rollout.conftest import Plan, newcomer

ROLE, ANOTHER = Role.COMMUNE_RECEPTION, Role.COMMUNE_JUSTICE
POSTINGS, STAFF = "/can-bo/vi-tri", "/can-bo/nhan-su"

LISTS = (None, ListState.DRAFT, ListState.SUBMITTED, ListState.RETURNED, ListState.APPROVED)
TRAINED = (
    None,
    AttendanceOutcome.ENROLLED,
    AttendanceOutcome.ABSENT,
    AttendanceOutcome.FAILED,
    AttendanceOutcome.PASSED,
    "another role",
)


def is_let_in(
    state: ListState | None, needed: bool, trained: object, come: bool, waived: bool
) -> bool:
    """The rule of clearance in one line, to which every check is compared."""
    ready = (
        state is ListState.APPROVED and (trained is AttendanceOutcome.PASSED or not needed) and come
    )
    return ready or waived


def settle(
    plan: Plan,
    state: ListState | None,
    trained: object,
    *,
    waived: bool = False,
    number: str = "001180000001",
) -> Staff:
    """A person with exactly this progress."""
    staff = newcomer(plan.commune, number=number)
    if state is not None:
        plan.lists(staff, ROLE, state)
    if isinstance(trained, AttendanceOutcome):
        plan.examines(staff, ROLE, trained)
    elif trained:
        plan.examines(staff, ANOTHER)
    if waived:
        db.session.add(waiver_of(staff, plan.commune, ROLE))
    db.session.flush()
    return staff


def test_the_database_and_the_pages_judge_every_case_alike(plan: Plan) -> None:
    today = clock.today()
    people = {
        way: settle(plan, way[0], way[1], waived=way[2], number=f"0011800001{n:02d}")
        for n, way in enumerate(product(LISTS, TRAINED, (True, False)))
    }
    for needed, come in product((True, False), (True, False)):
        plan.trains(ROLE, needed)
        plan.opens(today if come else today + timedelta(days=1))
        for (state, trained, waived), staff in people.items():
            case = (state, needed, trained, come, waived)
            wanted = ClearanceRequest(staff, plan.commune, ROLE, today)
            says = is_cleared(staff.id, plan.commune.id, ROLE, today)
            assert says is is_let_in(*case), case
            assert _passes(Opened.POSTING, wanted) is is_let_in(*case), case
            assert _passes(Opened.ACCOUNT, ClearanceRequest(staff)) is is_let_in(*case), case


def _passes(door: Opened, wanted: ClearanceRequest) -> bool:
    try:
        clearances[door](wanted)
    except DomainError:
        return False
    return True


@pytest.mark.parametrize(
    ("state", "trained", "days", "refusal"),
    [
        (None, None, 0, NOT_LISTED),
        (ListState.SUBMITTED, AttendanceOutcome.PASSED, 0, NOT_APPROVED),
        (ListState.APPROVED, AttendanceOutcome.FAILED, 0, NOT_TRAINED),
        (ListState.APPROVED, "another role", 0, NOT_TRAINED),
        (ListState.APPROVED, AttendanceOutcome.PASSED, 1, TOO_EARLY),
    ],
)
def test_a_refusal_names_what_is_missing(
    plan: Plan,
    state: ListState | None,
    trained: object,
    days: int,
    refusal: LazyString,
) -> None:
    plan.opens(clock.today() + timedelta(days=days))
    staff = settle(plan, state, trained)
    with expect_refusal(refusal) as told:
        clearances[Opened.POSTING](ClearanceRequest(staff, plan.commune, ROLE, clock.today()))
    assert staff.full_name in str(told.value)


def test_offices_of_the_city_need_a_consent_and_no_list(plan: Plan) -> None:
    staff = newcomer(plan.commune)
    for role in BY_TWO:
        assert not is_cleared(staff.id, plan.commune.id, role, date.min)
        db.session.add(waiver_of(staff, plan.commune, role))
        db.session.flush()
        assert is_cleared(staff.id, plan.commune.id, role, date.min)


# --- by the pages


def test_the_page_of_postings_gives_none_before_the_way_is_gone(app: Flask, plan: Plan) -> None:
    it = browser_of(app, AnOfficer(Role.DISTRICT_IT, plan.district))
    staff = newcomer(plan.commune)
    page = _give(it, plan, staff)
    assert "chưa có trong danh sách" in page
    assert _postings_of(staff) == []
    plan.lists(staff, ROLE)
    assert "chưa đạt bài kiểm tra tập huấn" in _give(it, plan, staff)
    plan.examines(staff, ROLE)
    _give(it, plan, staff)
    assert len(_postings_of(staff)) == 1


def test_no_account_is_opened_before_the_way_is_gone(app: Flask, plan: Plan) -> None:
    it = browser_of(app, AnOfficer(Role.DISTRICT_IT, plan.district))
    staff = newcomer(plan.commune)
    for action in ("open_account", "start_reset"):
        answer = _act(it, f"{STAFF}/action/{action}/{staff.id}")
        assert "Cách nhận đường dẫn" not in answer
        db.session.refresh(staff)
        assert staff.user_id is None
    plan.lists(staff, ROLE)
    plan.examines(staff, ROLE)
    assert "Cách nhận đường dẫn" in _act(it, f"{STAFF}/action/open_account/{staff.id}")


def test_a_posting_is_not_moved_before_the_day_of_the_phase(app: Flask, plan: Plan) -> None:
    it = browser_of(app, AnOfficer(Role.DISTRICT_IT, plan.district))
    staff = plan.ready("Đỗ Thị Mới", ROLE, "001180000001")
    opens = clock.today() + timedelta(days=10)
    plan.opens(opens)
    _give(it, plan, staff, since=opens)
    (posting,) = _postings_of(staff)
    form = {"title": "Công chức", **_days(clock.today())}
    page = _act(it, f"{POSTINGS}/edit/{posting.id}", **form)
    assert f"mở từ {opens:%d/%m/%Y}" in page
    db.session.refresh(posting)
    assert posting.during.lower == opens
    later = opens + timedelta(days=1)
    _act(it, f"{POSTINGS}/edit/{posting.id}", **form | _days(later))
    db.session.refresh(posting)
    assert posting.during.lower == later


def _give(client: FlaskClient, plan: Plan, staff: Staff, since: date | None = None) -> str:
    form = {"staff": staff.id, "unit": plan.commune.id, "role": str(ROLE), "title": "Công chức"}
    return _act(client, f"{POSTINGS}/add", **form, **_days(since or clock.today()))


def _days(since: date) -> dict[str, Any]:
    return {"during": [since.isoformat(), ""]}


def _act(client: FlaskClient, address: str, **form: Any) -> str:
    token = csrf(client, "/can-bo/dang-xuat")
    answer = client.post(address, data={**form, "csrf_token": token}, follow_redirects=True)
    db.session.expire_all()
    return str(answer.get_data(as_text=True))


def _postings_of(staff: Staff) -> list[Posting]:
    return list(db.session.scalars(select(Posting).where(Posting.staff_id == staff.id)))
