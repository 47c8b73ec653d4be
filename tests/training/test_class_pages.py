"""The pages of a class: nomination, check-in, test without account, closing, certificates."""

from __future__ import annotations

import html
import re
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.accounts.roles import Role
from app.kernel import clock
from app.kernel.db import db
from app.kernel.text.folding import fold
from app.rollout.models.phases import Phase
from app.rollout.models.staff_lists import ListLine, ListState, StaffList
from app.training import slips
from app.training.models.classes import Attendance, AttendanceOutcome, CheckIn, TrainingClass, Way
from app.training.models.results import ExamPaper
from app.training.operations import check_in, class_results, enrolment, exams
from harness.stage.factories import AnOfficer, Officer, a_commune, browser_of
from harness.stage.factories.training import a_class, a_course, learners
from tests.accounts.conftest import statements

pytestmark = pytest.mark.usefixtures("database")
_TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')


@pytest.fixture
def keeper() -> Officer:
    """The manager of the district's lists and classes."""
    return AnOfficer(Role.DISTRICT_IT)


@pytest.fixture
def browser(app: Flask, keeper: Officer) -> FlaskClient:
    """The manager's browser."""
    return browser_of(app, keeper)


def _post(client: FlaskClient, page: str, address: str | None = None, **form: Any) -> Any:
    found = _TOKEN.search(client.get(page).get_data(as_text=True))
    assert found, f"no form on {page}"
    return client.post(address or page, data={"csrf_token": found[1], **form})


def _text(client: FlaskClient, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status, answer.get_data(as_text=True)[:2000]
    return answer.get_data(as_text=True)


def _held(keeper: Officer, how_many: int = 2) -> tuple[TrainingClass, list[Attendance]]:
    here = a_class(a_course(), at=clock.now() - timedelta(minutes=30))
    people = [each.id for each in learners(a_commune(), how_many)]
    done = enrolment.nominate(here, people, by=keeper.actor)
    db.session.flush()
    return here, list(done.enrolled)


def _approved(people: list[Any], role: Role) -> None:
    phase = db.session.scalars(select(Phase).where(Phase.n == 1)).one()
    district = a_commune().district
    staff_list = StaffList(
        unit=district, of_phase=phase, n=9, state=ListState.APPROVED, made_at=clock.now()
    )
    for n, each in enumerate(people, 1):
        line = ListLine(
            id=uuid4(), n=n, full_name=each.full_name, folded=fold(each.full_name),
            unit=each.unit, role=role, title="Công chức", phone="0912345678",
            id_number=f"00120000{n:04d}", staff=each,
        )  # fmt: skip
        staff_list.lines.append(line)
    db.session.add(staff_list)
    db.session.flush()


def test_people_of_approved_lists_are_put_forward_once(
    browser: FlaskClient, keeper: Officer
) -> None:
    people = list(learners(a_commune(), 3))
    _approved(people, Role.COMMUNE_RECEPTION)
    here = a_class(a_course(), seats=2)
    address = f"/can-bo/de-cu-tap-huan/{here.id}/"
    assert "Học Viên C" in _text(browser, address)
    assert _post(browser, address, nguoi=[str(people[2].id)]).status_code == 302
    assert _post(browser, address, tat_ca="1").status_code == 302
    standing = {each.staff.full_name: each.outcome for each in here.attendances}
    assert standing == {
        "Học Viên C": AttendanceOutcome.ENROLLED,
        "Học Viên A": AttendanceOutcome.ENROLLED,
        "Học Viên B": AttendanceOutcome.WAITING,
    }
    assert "Học Viên" not in _text(browser, address)
    other = a_class(a_course(Role.COMMUNE_JUSTICE))
    assert "Học Viên" not in _text(browser, f"/can-bo/de-cu-tap-huan/{other.id}/"), "another role"


def test_the_door_page_sees_people_and_takes_it_back(browser: FlaskClient, keeper: Officer) -> None:
    here, (first, _second) = _held(keeper)
    page = f"/can-bo/lop-hoc/{here.id}/"
    assert "Học Viên B" in _text(browser, page)
    assert "Học Viên B" not in _text(browser, f"{page}?tim=hoc+vien+a")
    _post(browser, page, f"{page}co-mat", nguoi=str(first.id))
    (seen,) = db.session.scalars(select(CheckIn)).all()
    assert (seen.attendance_id, seen.way, seen.by_id) == (first.id, Way.HAND, keeper.staff.id)
    _post(browser, page, f"{page}co-mat", nguoi=str(first.id), bo="1")
    assert db.session.scalars(select(CheckIn)).all() == []


def test_looking_at_a_code_of_the_door_changes_nothing(
    browser: FlaskClient, keeper: Officer
) -> None:
    _here, (first, _second) = _held(keeper)
    address = f"/can-bo/diem-danh/{first.id}"
    assert "Học Viên A" in _text(browser, address)
    assert db.session.scalars(select(CheckIn)).all() == []
    _post(browser, address)
    assert [each.way for each in db.session.scalars(select(CheckIn))] == [Way.QR]
    assert "Đã điểm danh lúc" in _text(browser, address)


def test_a_class_of_another_district_is_nobodys_business(app: Flask, keeper: Officer) -> None:
    here, (first, _second) = _held(keeper)
    far = a_commune(0, district="017").district
    stranger = browser_of(app, AnOfficer(Role.DISTRICT_IT, far))
    for address in (
        f"/can-bo/lop-hoc/{here.id}/",
        f"/can-bo/kiem-tra-lop/{here.id}/",
        f"/can-bo/diem-danh/{first.id}",
    ):
        answer = stranger.get(address)
        assert answer.status_code == 404
        assert "Học Viên" not in answer.get_data(as_text=True)


def test_a_paper_is_written_without_an_account_and_a_class_closed(
    app: Flask, browser: FlaskClient, keeper: Officer
) -> None:
    here, (first, _second) = _held(keeper)
    check_in.check_in(first, here.sessions[0], by=keeper.actor)
    db.session.flush()
    test = f"/can-bo/kiem-tra-lop/{here.id}/"
    assert _post(browser, test, f"{test}mo").status_code == 302
    assert "Đang làm" in _text(browser, test)
    assert browser.get(f"{test}phieu").data.startswith(b"%PDF")

    code = exams.secret_of(first)
    pupil, address = app.test_client(), f"/can-bo/bai-kiem-tra/{code}"
    asked = _post(pupil, "/can-bo/bai-kiem-tra/", ma=f" {code[:8].lower()}-{code[8:]}")
    assert asked.headers["Location"] == address
    paper = db.session.scalars(select(ExamPaper)).one()
    right = [str(each["right"]) for each in paper.questions]
    _post(pupil, address, **{"cau-0": right[0], "giu": "1"})
    assert "checked" in _text(pupil, address)
    assert "Học Viên" not in _text(pupil, address)
    answers = {f"cau-{n}": tick for n, tick in enumerate(right[:3])}
    _post(pupil, address, **answers, nop="1")
    done = _text(pupil, address)
    assert "75%" in done
    assert "Không trả lời" in done
    assert pupil.get(address).headers["Referrer-Policy"] == "strict-origin"

    page = f"/can-bo/lop-hoc/{here.id}/"
    _post(browser, page, f"{page}ket-thuc")
    assert {each.staff.full_name: each.outcome for each in here.attendances} == {
        "Học Viên A": AttendanceOutcome.PASSED,
        "Học Viên B": AttendanceOutcome.ABSENT,
    }
    assert browser.get(f"{page}chung-nhan").data.startswith(b"%PDF")


def test_an_unknown_code_opens_no_paper_and_is_counted(app: Flask) -> None:
    stranger = app.test_client()
    assert "mã này" in _text(stranger, "/can-bo/bai-kiem-tra/ABCD-EFGH", 404)
    for _n in range(59):
        stranger.get("/can-bo/bai-kiem-tra/ABCDEFGH")
    assert stranger.get("/can-bo/bai-kiem-tra/ABCDEFGH").status_code == 429


def test_a_failed_paper_shows_what_was_wrong_but_not_the_answers_while_a_try_is_left(
    app: Flask, keeper: Officer
) -> None:
    here, (first, _second) = _held(keeper)
    check_in.check_in(first, here.sessions[0], by=keeper.actor)
    db.session.flush()
    db.session.expire_all()
    (paper,) = exams.open_test(here, by=keeper.actor)
    exams.hand_in(paper, {}, pass_mark=50)
    db.session.flush()
    address = f"/can-bo/bai-kiem-tra/{exams.secret_of(first)}"
    assert "Đáp án đúng" not in _text(app.test_client(), address)
    (again,) = exams.open_test(here, by=keeper.actor)
    exams.hand_in(again, {}, pass_mark=50)
    db.session.flush()
    assert "Đáp án đúng" in _text(app.test_client(), address)


def test_a_certificate_is_looked_up_by_whoever_holds_it(app: Flask, keeper: Officer) -> None:
    here, (first, _second) = _held(keeper)
    check_in.check_in(first, here.sessions[0], by=keeper.actor)
    db.session.flush()
    db.session.expire_all()
    (paper,) = exams.open_test(here, by=keeper.actor)
    right = {n: str(each["right"]) for n, each in enumerate(paper.questions)}
    exams.hand_in(paper, right, pass_mark=50)
    (issued,) = class_results.settle(here, by=keeper.actor).certificates
    db.session.flush()
    public = app.test_client()
    page = _text(public, urlsplit(slips.address_of(issued)).path)
    assert "Học Viên A" in page
    assert issued.number in page
    assert "Không có chứng nhận này" in _text(public, "/chung-nhan/khong-co", 404)


def test_a_sitting_is_refused_at_the_field_that_clashes(
    browser: FlaskClient, keeper: Officer
) -> None:
    first, other = a_class(a_course()), a_class(a_course())
    sitting = first.sessions[0]
    answer = _post(
        browser,
        "/can-bo/buoi-tap-huan/add",
        training_class=str(other.id),
        begins=f"{clock.local(sitting.begins):%Y-%m-%dT%H:%M}",
        ends=f"{clock.local(sitting.ends):%Y-%m-%dT%H:%M}",
        place=sitting.place,
        trainer="Người Khác",
    )
    page = answer.get_data(as_text=True)
    assert answer.status_code == 200
    assert "Lớp khác đã dùng địa điểm này" in page


def test_a_question_has_one_right_answer(app: Flask) -> None:
    course = a_course()
    browser = browser_of(app, AnOfficer(Role.CITY_ADMIN))
    told = {"course": str(course.id), "text": "Ai ký?", "active": "y"}
    address = "/can-bo/cau-hoi-tap-huan/add"
    refused = _post(browser, address, **told, options="Chủ tịch\nVăn thư")
    assert refused.status_code == 200
    assert "trước một phương án đúng" in refused.get_data(as_text=True)
    assert _post(browser, address, **told, options="* Chủ tịch\nVăn thư").status_code == 302
    made = course.questions[-1]
    assert [(each.text, each.right) for each in made.choices] == [
        ("Chủ tịch", True),
        ("Văn thư", False),
    ]
    edit = f"/can-bo/cau-hoi-tap-huan/edit/{made.id}"
    assert "* Chủ tịch" in _text(browser, edit)
    _post(browser, edit, text="Ai ký?", active="y", options="Chủ tịch\n* Phó Chủ tịch\nVăn thư")
    db.session.expire_all()
    assert [each.text for each in made.choices if each.right] == ["Phó Chủ tịch"]


def test_the_timetable_marks_the_own_classes(app: Flask, keeper: Officer) -> None:
    here = a_class(a_course(), at=clock.now())
    pupil = AnOfficer(Role.COMMUNE_RECEPTION)
    enrolment.nominate(here, [pupil.staff.id], by=keeper.actor)
    db.session.flush()
    page = _text(browser_of(app, pupil), "/can-bo/lich-tap-huan/")
    assert here.name in page
    assert "Lớp của tôi" in page
    assert page.count("<table") == 1, "the columns of all days line up"


def test_a_class_for_the_absent_is_made_from_the_one_they_missed(
    browser: FlaskClient, keeper: Officer
) -> None:
    here, _people = _held(keeper, 1)
    page = f"/can-bo/lop-hoc/{here.id}/"
    _post(browser, page, f"{page}ket-thuc")
    add = re.search(r'href="(/can-bo/lop-tap-huan/add[^"]+)"', _text(browser, page))
    assert add, "the closed class offers it"
    form = _text(browser, html.unescape(add[1]))
    assert here.name in form
    later = a_class(here.course)
    later.make_up_of = here
    db.session.flush()
    again = f"/can-bo/lop-hoc/{later.id}/"
    _post(browser, again, f"{again}hoc-bu")
    assert [each.staff.full_name for each in later.attendances] == ["Học Viên A"]


def test_a_full_class_asks_as_little_as_a_small_one(
    app: Flask, browser: FlaskClient, keeper: Officer
) -> None:
    here, people = _held(keeper, 12)
    for each in people:
        check_in.check_in(each, here.sessions[0], by=keeper.actor)
    db.session.flush()
    db.session.expire_all()
    exams.open_test(here, by=keeper.actor)
    _approved(list(learners(a_commune(1), 5)), Role.COMMUNE_RECEPTION)
    for address, most in (
        (f"/can-bo/lop-hoc/{here.id}/", 12),
        (f"/can-bo/kiem-tra-lop/{here.id}/", 12),
        (f"/can-bo/de-cu-tap-huan/{here.id}/", 12),
        (f"/can-bo/lop-tap-huan/show/{here.id}", 12),
        ("/can-bo/lop-tap-huan/list/", 8),
        ("/can-bo/hoc-vien/list/", 8),
        ("/can-bo/chung-nhan/list/", 8),
        ("/can-bo/lich-tap-huan/", 8),
    ):
        with statements(app) as sent:
            assert browser.get(address).status_code == 200
        assert len(sent) <= most, (address, len(sent), sent)
