"""The test of a class: papers for those present, answered and submitted once."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from random import SystemRandom

from flask_babel import lazy_gettext as _

from app.kernel import clock
from app.kernel.actor import Actor
from app.kernel.audit import change_log
from app.kernel.audit.change_log import AuditAction
from app.kernel.db import db
from app.kernel.errors import Refused
from app.kernel.security import encryption
from app.kernel.security.own_affairs import refuse_own_affair
from app.training.models.classes import Attendance, TrainingClass
from app.training.models.courses import Course
from app.training.models.results import ExamPaper, PaperState
from app.training.operations.enrolment import CLASS_OVER
from app.training.queries import exam_papers as training_exam_papers
from app.training.queries import participants
from app.training.rules import exam_papers

PURPOSE = "training papers"
"""Purpose for deriving the secrets of papers, so that a sheet of them can be printed again."""
_chance = SystemRandom()


def secret_of(attendance: Attendance) -> str:
    return exam_papers.short_secret(encryption.marks(PURPOSE, attendance.id.bytes)[0])


def open_test(training_class: TrainingClass, *, by: Actor) -> Sequence[ExamPaper]:
    """Create a paper for everyone checked in who has not passed and has an attempt left.

    Open papers stay as they are. The papers close when the time of the course is over.

    Raises Refused.
    """
    course = _course_of(training_class)
    collect(training_class)
    bank = [(each.text, [(c.text, c.right) for c in each.choices])
            for each in training_exam_papers.bank(course.id)]  # fmt: skip
    if len(bank) < course.questions_asked:
        raise Refused(
            _("The course asks %(asked)s questions but has %(there)s that can be asked."),
            asked=course.questions_asked,
            there=len(bank),
        )
    closes_at = clock.now() + timedelta(minutes=course.minutes)
    made = [
        _paper(attendance, n, exam_papers.draw(bank, course.questions_asked, _chance), closes_at)
        for attendance, n in _to_test(training_class, course)
    ]
    if not made:
        raise Refused(_("Nobody present can take the test now: check people in first."))
    for paper in made:
        refuse_own_affair(paper.attendance.staff_id, by)
    db.session.add_all(made)
    training_class.test_opens_at, training_class.test_closes_at = clock.now(), closes_at
    change_log.record(by, AuditAction.EDIT, training_class, ["test_opens_at", "test_closes_at"])
    return made


def keep_ticks(paper: ExamPaper, said: Mapping[int, str]) -> None:
    if paper.state is not PaperState.OPEN or paper.closes_at <= clock.now():
        raise Refused(_("The time for this test is over."))
    paper.ticks = exam_papers.ticks_of(paper.questions, said)


def hand_in(paper: ExamPaper, said: Mapping[int, str], *, pass_mark: int) -> None:
    """Store the ticks and mark the paper, once. Raises Refused."""
    keep_ticks(paper, said)
    _mark(paper, pass_mark, clock.now())


def collect(training_class: TrainingClass) -> None:
    """Submit the papers whose time is over, with the ticks stored by then."""
    course = training_class.course
    if course is None:
        return
    for tries in training_exam_papers.papers_of(training_class.id).values():
        for paper in tries:
            if paper.state is PaperState.OPEN and paper.closes_at <= clock.now():
                _mark(paper, course.pass_mark, paper.closes_at)


def _mark(paper: ExamPaper, pass_mark: int, at: datetime) -> None:
    ticks = paper.ticks or [None] * len(paper.questions)
    paper.score = exam_papers.score(paper.questions, ticks)
    paper.passed = paper.score >= pass_mark
    paper.ticks, paper.done_at, paper.state = ticks, at, PaperState.DONE


def _course_of(training_class: TrainingClass) -> Course:
    if training_class.closed_at is not None:
        raise Refused(CLASS_OVER, name=training_class.name)
    if training_class.course is None:
        raise Refused(_("This class belongs to no course: there is no test for it."))
    return training_class.course


def _to_test(training_class: TrainingClass, course: Course) -> list[tuple[Attendance, int]]:
    """Who gets a paper now, and the number of the attempt."""
    written = training_exam_papers.papers_of(training_class.id)
    found = []
    for attendance in participants.holders_of_seats(training_class.id):
        before = written.get(attendance.id, ())
        ready = all(each.state is PaperState.DONE and not each.passed for each in before)
        if attendance.check_ins and ready and len(before) < course.tries:
            found.append((attendance, len(before) + 1))
    return found


def _paper(
    attendance: Attendance, n: int, questions: list[dict[str, object]], closes_at: datetime
) -> ExamPaper:
    return ExamPaper(
        attendance=attendance,
        n=n,
        token_hash=training_exam_papers.hash_of(secret_of(attendance), n),
        questions=questions,
        state=PaperState.OPEN,
        closes_at=closes_at,
    )
