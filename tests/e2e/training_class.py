"""Training in a story: one class through its pages, the others behind them."""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import Range

from app.accounts import queries as accounts
from app.accounts.roles import Role
from app.kernel import clock
from app.kernel.actor import Actor
from app.kernel.db import db, transaction
from app.rollout.queries.training_candidates import candidates
from app.training.models.classes import Attendance, ClassSession, TrainingClass
from app.training.models.courses import Course
from app.training.models.results import ExamPaper, PaperState
from app.training.operations import check_in, class_results, enrolment, exams
from app.training.queries import exam_papers
from app.training.rules.exam_papers import as_typed
from harness.stage.person import Person

CLASSES, ROOMS, TEST = "/can-bo/lop-tap-huan", "/can-bo/lop-hoc", "/can-bo/kiem-tra-lop"
ABSENT = 10
"""Number of absent participants in each larger class."""


def make_class(officer: Person, role: Role) -> int:
    """A class of the course of a role, held today; returns its key."""
    course = course_of(role)
    officer.open(f"{CLASSES}/add")
    officer.fill("name", "Tập huấn một cửa huyện Ứng Hòa")
    choose(officer, "course", course.name)
    officer.fill("held_on", clock.today().isoformat())
    choose(officer, "unit", "huyện Ứng Hòa")
    officer.fill("place", "Hội trường UBND huyện")
    officer.fill("phase", "2")
    officer.fill("seats", "60")
    officer.press("main form button[type=submit]")
    made = db.session.scalars(select(TrainingClass.id).order_by(TrainingClass.id.desc())).first()
    assert made is not None
    officer.open(f"/can-bo/buoi-tap-huan/add?_flt_0_training_class={made}")
    officer.fill("begins", f"{clock.today():%Y-%m-%d}T08:00")
    officer.fill("ends", f"{clock.today():%Y-%m-%d}T16:30")
    officer.fill("place", "Hội trường UBND huyện")
    officer.fill("trainer", "Đỗ Mẫu Dạy")
    officer.press("main form button[type=submit]")
    return made


def put_forward(officer: Person, made: int) -> None:
    """Nominate everybody of the approved lists, then invite them."""
    officer.open(f"/can-bo/de-cu-tap-huan/{made}/")
    officer.press("button[name=tat_ca]")
    officer.open(f"{ROOMS}/{made}/")
    officer.press(f"form[action$='/{made}/moi'] button")
    assert officer.fetch(f"{ROOMS}/{made}/giay-moi").startswith(b"%PDF")


def see_at_the_door(officer: Person, made: int, by_code: Attendance, by_hand: Attendance) -> None:
    """One check-in by the code of the invitation, one by hand, on a phone; the others behind."""
    officer.page.set_viewport_size({"width": 375, "height": 800})
    officer.open(f"/can-bo/diem-danh/{by_code.id}")
    officer.press("main form button[type=submit]")
    officer.open(f"{ROOMS}/{made}/?tim={by_hand.staff.full_name.split()[-1]}")
    officer.press(f"tr[id='{by_hand.id}'] button.btn-primary")
    officer.page.set_viewport_size({"width": 1280, "height": 900})


def give_out_papers(officer: Person, made: int, learner: Attendance) -> str:
    """Open the test; returns the code on the slip of one participant."""
    officer.open(f"{TEST}/{made}/")
    officer.press(f"form[action$='/{made}/mo'] button")
    row = officer.page.locator("tr", has_text=learner.staff.full_name).first
    assert officer.fetch(f"{TEST}/{made}/phieu").startswith(b"%PDF")
    return row.locator(".mc-code").inner_text()


def write_paper(learner: Person, code: str) -> None:
    """On the participant's own phone, not signed in: the code is typed, nine answers are right."""
    learner.open("/can-bo/bai-kiem-tra/")
    learner.page.fill("#ma", code.lower())
    learner.press("main form button[type=submit], form button.btn-primary")
    paper = exam_papers.newest_paper(as_typed(code))
    assert paper is not None
    for n, question in enumerate(paper.questions):
        tick = (question["right"] + (n == 0)) % len(question["choices"])
        learner.page.locator(f"[name='cau-{n}'][value='{tick}']").check()
    learner.press("button[name=giu]")
    learner.press("button[name=nop]")
    learner.sees("90")
    db.session.rollback()


def close_class(officer: Person, made: int) -> None:
    """Absent participants are marked; those who passed get a certificate."""
    officer.open(f"{ROOMS}/{made}/")
    officer.press(f"form[action$='/{made}/ket-thuc'] button")
    assert officer.fetch(f"{ROOMS}/{made}/chung-nhan").startswith(b"%PDF")


def see_the_others(made: TrainingClass, username: str, absent: Collection[Attendance]) -> None:
    """Check in everybody who comes, except those checked in by the pages."""
    with transaction():
        by = accounts.actor_of(accounts.staff_of(username).id, clock.today())
        _teach(made, by, absent)


def pass_all(made: TrainingClass) -> None:
    """Everybody with a paper answers correctly."""
    with transaction():
        _pass_all(made)


def _teach(made: TrainingClass, by: Actor, absent: Collection[Attendance]) -> None:
    (session,) = made.sessions
    for attendance in made.attendances:
        if attendance not in absent:
            began = session.during.lower
            assert began is not None
            with clock.frozen(began):
                check_in.check_in(attendance, session, by=by)


def _pass_all(made: TrainingClass) -> None:
    papers = db.session.scalars(
        select(ExamPaper)
        .join(Attendance)
        .where(Attendance.class_id == made.id, ExamPaper.state == PaperState.OPEN)
    )
    assert made.course is not None
    for paper in papers:
        right = {n: str(each["right"]) for n, each in enumerate(paper.questions)}
        exams.hand_in(paper, right, pass_mark=made.course.pass_mark)


def hold_class(role: Role, username: str, hall: int, absent: int, never: str) -> None:
    """A whole class behind the pages, with this many absent, but nobody of one commune."""
    with transaction():
        by = accounts.actor_of(accounts.staff_of(username).id, clock.today())
        begins = clock.at(clock.today(), 8)
        made = TrainingClass(
            course=course_of(role), name=f"Lớp {role}", held_on=clock.today(), phase=2,
            unit=accounts.staff_of(username).unit, seats=100,
            sessions=[
                ClassSession(
                    during=Range(begins, begins + timedelta(hours=3)),
                    place=f"Phòng {hall}", trainer=f"Vũ Mẫu {hall}",
                )
            ],
        )  # fmt: skip
        db.session.add(made)
        db.session.flush()
        people = [each.staff_id for each in candidates(made, course_of(role), by)]
        enrolment.nominate(made, people, by=by)
        db.session.flush()
        db.session.refresh(made)
        away = absentees(made, absent, never)
        _teach(made, by, away)
        exams.open_test(made, by=by)
        _pass_all(made)
        class_results.settle(made, by=by)


def absentees(made: TrainingClass, many: int, never: str) -> list[Attendance]:
    """This many absent participants, nobody of a commune of that name."""
    ordered = sorted(made.attendances, key=lambda each: each.staff.id_number or "")
    return [each for each in ordered if each.staff.unit.name != never][-many:] if many else []


def course_of(role: Role) -> Course:
    """The course of a role."""
    return db.session.scalars(select(Course).where(Course.role == role)).one()


def choose(person: Person, name: str, words: str) -> None:
    """Select one of a field's options."""
    field = person.page.locator(f"main select[name='{name}']")
    offered = field.locator(
        "option", has_text=re.compile(rf"^\s*{re.escape(words)}", re.IGNORECASE)
    ).first
    field.select_option(offered.get_attribute("value"))
