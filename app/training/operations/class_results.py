"""Closing of a class: attendance, results, certificates."""

import secrets
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask_babel import lazy_gettext as _
from sqlalchemy import func, select

from app.kernel import clock
from app.kernel.actor import Actor
from app.kernel.audit import change_log
from app.kernel.audit.change_log import AuditAction
from app.kernel.db import db
from app.kernel.errors import Refused
from app.kernel.security.own_affairs import refuse_own_affair
from app.training.models.classes import Attendance, AttendanceOutcome, TrainingClass
from app.training.models.courses import Course
from app.training.models.results import Certificate, ExamPaper, PaperState
from app.training.operations import exams
from app.training.operations.enrolment import CLASS_OVER
from app.training.operations.invitations import NO_SITTINGS
from app.training.queries import exam_papers, participants
from app.training.rules import outcomes

NUMBERING = 0xCE27
"""First key of the advisory lock for certificate numbers; the second is the year."""
CODE_BYTES = 9


@dataclass(frozen=True)
class Settled:
    """The result of a class (kết quả lớp)."""

    counts: Mapping[AttendanceOutcome, int]
    certificates: Sequence[Certificate]


def settle(training_class: TrainingClass, *, by: Actor) -> Settled:
    """Close the class: outcomes from check-ins and papers, certificates for those who passed.

    Raises Refused.
    """
    if training_class.closed_at is not None:
        raise Refused(CLASS_OVER, name=training_class.name)
    if not training_class.sessions:
        raise Refused(NO_SITTINGS)
    exams.collect(training_class)
    written = exam_papers.papers_of(training_class.id)
    if any(paper.state is PaperState.OPEN for tries in written.values() for paper in tries):
        raise Refused(_("The test is still running. Close the class when its time is over."))
    people = participants.holders_of_seats(training_class.id)
    for each in people:
        refuse_own_affair(each.staff_id, by)
        each.outcome = outcomes.outcome(
            there=outcomes.came(len(training_class.sessions), len(each.check_ins)),
            results=[bool(paper.passed) for paper in written.get(each.id, ())],
        )
    training_class.closed_at = clock.now()
    change_log.record(by, AuditAction.END, training_class, ["closed_at"])
    passed = [each for each in people if each.outcome is AttendanceOutcome.PASSED]
    return Settled(
        counts=Counter(each.outcome for each in people),
        certificates=_certify(training_class, passed, written, by),
    )


def _certify(
    training_class: TrainingClass,
    passed: Sequence[Attendance],
    written: Mapping[object, Sequence[ExamPaper]],
    by: Actor,
) -> list[Certificate]:
    course = training_class.course
    if course is None or not passed:
        return []
    today = clock.today()
    db.session.execute(select(func.pg_advisory_xact_lock(NUMBERING, today.year)))
    last = db.session.scalar(select(func.mc_last_certificate(today.year))) or 0
    made = []
    for n, attendance in enumerate(passed, start=last + 1):
        best = max((paper.score or 0 for paper in written[attendance.id]), default=0)
        certificate = _certificate(attendance, course, n, best)
        certificate.year, certificate.issued_on, certificate.issued_by_id = (
            today.year, today, by.staff_id,
        )  # fmt: skip
        made.append(certificate)
    db.session.add_all(made)
    return made


def _certificate(attendance: Attendance, course: Course, n: int, score: int) -> Certificate:
    return Certificate(
        attendance=attendance,
        n=n,
        code=secrets.token_urlsafe(CODE_BYTES),
        full_name=attendance.staff.full_name,
        unit_name=attendance.staff.unit.name,
        course_name=course.name,
        role=course.role,
        held_on=attendance.training_class.held_on,
        score=score,
    )
