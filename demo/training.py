"""Demo training: posted people have passed, others are absent or wait for a place.

For each course and phase one class was held before the first accounts, with test and certificates.
A later one had an absent learner, who is in a make-up class; another is full.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import count
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import Range

from app.accounts.models.staff import Staff
from app.accounts.roles import Role
from app.kernel import clock
from app.kernel.db import db
from app.kernel.security.tokens import new_token, token_hash
from app.organisation.models import Unit
from app.rollout.models.staff_lists import ListLine
from app.training.models.classes import (
    Attendance,
    AttendanceOutcome,
    CheckIn,
    ClassSession,
    TrainingClass,
    Way,
)
from app.training.models.courses import Course
from app.training.models.results import Certificate, ExamPaper, PaperState
from demo.people import Seated

HELD_ON = {1: date(2016, 10, 31), 2: date(2016, 11, 29)}
"""By phase."""
HALLS = ("Hội trường tầng 2", "Phòng máy 1", "Phòng máy 2", "Phòng họp 201", "Phòng họp 302")
WHERE = "Trung tâm CNTT-TT Hà Nội"
TRAINERS = ("Nguyễn Mẫu Giảng", "Đỗ Mẫu Trình", "Vũ Mẫu Hướng", "Lê Mẫu Dẫn", "Trần Mẫu Chỉ")
HALVES = ((8, 30), (13, 30))
LASTS = timedelta(hours=3)
SEATS = 30


@dataclass
class Halls:
    """Allocates halls and trainers, so that no two classes collide."""

    day: date
    next: int = 0

    def take(self) -> tuple[date, str, str]:
        """A day, a hall and a trainer that no class uses yet."""
        after, at = divmod(self.next, len(HALLS))
        self.next += 1
        return self.day - timedelta(days=after), f"{HALLS[at]}, {WHERE}", TRAINERS[at]


def teach(seated: Iterable[Seated], holder: Unit) -> None:
    """A class for each role and phase: everybody attended, passed and has the certificate."""
    courses, numbers = _courses(), count(1)
    halls = {phase: Halls(day) for phase, day in HELD_ON.items()}
    learners: dict[tuple[int, Role], list[Staff]] = defaultdict(list)
    for each in seated:
        if each.seat.role in courses:
            learners[each.phase, each.seat.role].append(each.staff)
    for (phase, role), of_role in sorted(learners.items()):
        held = _class(courses[role], phase, holder, halls[phase])
        held.seats = max(SEATS, len(of_role))
        _settle(held, of_role, numbers)


def go_on(lines: Sequence[ListLine], holder: Unit) -> None:
    """The classes of the second phase: one with an absence, one make-up class, one full.

    Args:
        lines: lines of the approved list.
        holder: the unit that holds the classes.
    """
    courses = _courses()
    day = clock.today()
    receivers = [line.staff for line in lines if line.role is Role.COMMUNE_RECEPTION and line.staff]
    clerks = [line.staff for line in lines if line.role is Role.COMMUNE_JUSTICE and line.staff]
    held = _class(courses[Role.COMMUNE_RECEPTION], 2, holder, Halls(day - timedelta(days=4)))
    last = db.session.scalar(select(Certificate.n).order_by(Certificate.n.desc()).limit(1)) or 0
    _settle(held, receivers[2:], count(last + 1))
    _failed(held, receivers[1])
    _absent(held, receivers[0])
    again = _class(held.course, 2, holder, Halls(day + timedelta(days=7)), make_up_of=held)
    _enrol(again, receivers[:1], AttendanceOutcome.ENROLLED)
    full = _class(courses[Role.COMMUNE_JUSTICE], 2, holder, Halls(day + timedelta(days=4)))
    full.seats = len(clerks) - 2
    _enrol(full, clerks[:-2], AttendanceOutcome.ENROLLED)
    _enrol(full, clerks[-2:], AttendanceOutcome.WAITING)


def _courses() -> Mapping[Role, Course]:
    return {each.role: each for each in db.session.scalars(select(Course).where(Course.active))}


def _class(
    course: Course | None,
    phase: int,
    holder: Unit,
    halls: Halls,
    make_up_of: TrainingClass | None = None,
) -> TrainingClass:
    day, hall, trainer = halls.take()
    again = "học bù, " if make_up_of else ""
    made = TrainingClass(
        course=course, name=f"{course}, {again}{day:%d/%m/%Y}", held_on=day, phase=phase,
        place=hall, unit=holder, seats=SEATS, make_up_of=make_up_of,
        sessions=[
            ClassSession(during=_hours(day, *half), place=hall, trainer=trainer) for half in HALVES
        ],
    )  # fmt: skip
    db.session.add(made)
    return made


def _hours(day: date, hour: int, minute: int) -> Range[datetime]:
    begins = clock.at(day, hour, minute)
    return Range(begins, begins + LASTS)


def _enrol(
    to: TrainingClass, learners: Iterable[Staff], outcome: AttendanceOutcome
) -> list[Attendance]:
    at = clock.at(to.held_on) - timedelta(days=3)
    made = [
        Attendance(training_class=to, staff=each, outcome=outcome, nominated_at=at, invited_at=at)
        for each in learners
    ]
    db.session.add_all(made)
    return made


def _settle(held: TrainingClass, learners: Iterable[Staff], numbers: Iterator[int]) -> None:
    """Close the class: the given learners attended, passed the test and have certificates."""
    ends = clock.at(held.held_on, 17)
    held.test_opens_at, held.test_closes_at = ends - timedelta(minutes=75), ends
    held.closed_at = ends + timedelta(minutes=20)
    for n, attendance in enumerate(_enrol(held, learners, AttendanceOutcome.PASSED)):
        _came(attendance, held)
        score = _paper(attendance, held, wrong=n % 3)
        staff, number = attendance.staff, next(numbers)
        db.session.add(
            Certificate(
                attendance=attendance, year=held.held_on.year, n=number, code=new_token()[:22],
                full_name=staff.full_name, unit_name=staff.unit.name,
                course_name=str(held.course), role=held.course and held.course.role,
                held_on=held.held_on, score=score, issued_on=held.held_on,
            )
        )  # fmt: skip


def _failed(held: TrainingClass, learner: Staff) -> None:
    (attendance,) = _enrol(held, [learner], AttendanceOutcome.FAILED)
    _came(attendance, held)
    _paper(attendance, held, wrong=6)


def _absent(held: TrainingClass, learner: Staff) -> None:
    (attendance,) = _enrol(held, [learner], AttendanceOutcome.ABSENT)
    attendance.note = "Bận trực tiếp công dân; xin học bù."


def _came(attendance: Attendance, held: TrainingClass) -> None:
    """Check in by the invitation's code in the morning, and manually later."""
    for sitting, way in zip(held.sessions, (Way.QR, Way.HAND), strict=True):
        at = sitting.during.lower
        db.session.add(CheckIn(attendance=attendance, session=sitting, at=at, way=way))


def _paper(attendance: Attendance, held: TrainingClass, *, wrong: int) -> int | None:
    """The test that was taken; returns the score out of 100."""
    course = held.course
    if course is None or not course.questions:
        return None
    asked: list[dict[str, Any]] = [
        {
            "text": question.text,
            "choices": [choice.text for choice in question.choices],
            "right": next(at for at, choice in enumerate(question.choices) if choice.right),
        }
        for question in course.questions[: course.questions_asked]
    ]
    ticks = [(each["right"] + (n < wrong)) % len(each["choices"]) for n, each in enumerate(asked)]
    right = sum(tick == each["right"] for tick, each in zip(ticks, asked, strict=True))
    score: int = right * 100 // len(asked)
    closes = held.test_closes_at or clock.now()
    db.session.add(
        ExamPaper(
            attendance=attendance, n=1, token_hash=token_hash(new_token()), questions=asked,
            state=PaperState.DONE, ticks=ticks, closes_at=closes,
            done_at=closes - timedelta(minutes=50), score=score, passed=score >= course.pass_mark,
        )
    )  # fmt: skip
    return score
