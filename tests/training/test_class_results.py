"""From check-ins and papers to outcomes and certificates."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy.exc import DBAPIError

from app.accounts.roles import Role
from app.kernel import clock
from app.kernel.db import db
from app.training.models.classes import AttendanceOutcome, TrainingClass
from app.training.models.results import Certificate, ExamPaper, PaperState
from app.training.operations import check_in, class_results, enrolment, exams
from app.training.queries import exam_papers, participants
from harness.stage.factories import AnOfficer, Officer, a_commune
from harness.stage.factories.training import a_class, a_course, learners
from tests.refusals import expect_refusal

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def trainer() -> Officer:
    """The manager of the district's classes."""
    return AnOfficer(Role.DISTRICT_IT)


@pytest.fixture
def held(trainer: Officer) -> TrainingClass:
    """A class of four of whom three have come."""
    here = a_class(a_course(), at=clock.now())
    people = learners(a_commune(), 4)
    done = enrolment.nominate(here, [each.id for each in people], by=trainer.actor)
    for each in done.enrolled[:3]:
        check_in.check_in(each, here.sessions[0], by=trainer.actor)
    db.session.flush()
    db.session.expire_all()
    return here


def _ticks(paper: ExamPaper, right: int) -> dict[int, str]:
    """The first questions answered rightly, the others wrongly."""
    return {
        n: str(each["right"] if n < right else (each["right"] + 1) % len(each["choices"]))
        for n, each in enumerate(paper.questions)
    }


def test_only_those_who_are_there_get_a_paper(held: TrainingClass, trainer: Officer) -> None:
    made = exams.open_test(held, by=trainer.actor)
    assert len(made) == 3
    assert held.test_opens_at is not None
    assert held.test_closes_at is not None
    assert held.test_closes_at - held.test_opens_at == pytest.approx(
        timedelta(minutes=20), abs=timedelta(seconds=5)
    )
    with expect_refusal("Nobody present can take the test now"):
        exams.open_test(held, by=trainer.actor)


def test_a_class_comes_to_what_was_seen_and_written(held: TrainingClass, trainer: Officer) -> None:
    first, second, third = exams.open_test(held, by=trainer.actor)
    exams.hand_in(first, _ticks(first, 4), pass_mark=50)
    exams.hand_in(second, _ticks(second, 1), pass_mark=50)
    exams.hand_in(third, _ticks(third, 2), pass_mark=50)
    done = class_results.settle(held, by=trainer.actor)
    assert done.counts == {
        AttendanceOutcome.PASSED: 2,
        AttendanceOutcome.FAILED: 1,
        AttendanceOutcome.ABSENT: 1,
    }
    assert [each.full_name for each in done.certificates] == ["Học Viên A", "Học Viên C"]
    assert [each.score for each in done.certificates] == [100, 50]
    assert done.certificates[1].n == done.certificates[0].n + 1
    keys = [each.staff_id for each in participants.holders_of_seats(held.id)]
    assert participants.trained(keys, Role.COMMUNE_RECEPTION) == {
        first.attendance.staff_id,
        third.attendance.staff_id,
    }
    assert participants.trained(keys, Role.COMMUNE_JUSTICE) == set()
    with expect_refusal("The class"):
        class_results.settle(held, by=trainer.actor)


def test_who_fails_has_a_second_try_and_no_third(held: TrainingClass, trainer: Officer) -> None:
    papers = exams.open_test(held, by=trainer.actor)
    for paper in papers:
        exams.hand_in(paper, _ticks(paper, 4 if paper is papers[0] else 0), pass_mark=50)
    again = exams.open_test(held, by=trainer.actor)
    assert {each.attendance for each in again} == {each.attendance for each in papers[1:]}
    secret = exams.secret_of(again[0].attendance)
    assert exam_papers.newest_paper(secret) is again[0], "one address leads to the newest paper"
    for paper in again:
        exams.hand_in(paper, {}, pass_mark=50)
    with expect_refusal("Nobody present can take the test now"):
        exams.open_test(held, by=trainer.actor)


def test_a_paper_is_handed_in_once(held: TrainingClass, trainer: Officer) -> None:
    paper = exams.open_test(held, by=trainer.actor)[0]
    exams.hand_in(paper, _ticks(paper, 1), pass_mark=50)
    with expect_refusal("The time for this test is over"):
        exams.hand_in(paper, _ticks(paper, 4), pass_mark=50)
    assert paper.score == 25
    db.session.flush()
    with pytest.raises(DBAPIError, match="training_exam_paper"):
        db.session.execute(
            ExamPaper.__table__.update().where(ExamPaper.id == paper.id).values(score=100)
        )


def test_when_the_time_is_over_what_was_ticked_counts(
    held: TrainingClass, trainer: Officer
) -> None:
    paper = exams.open_test(held, by=trainer.actor)[0]
    exams.keep_ticks(paper, _ticks(paper, 3))
    with expect_refusal("The test is still running"):
        class_results.settle(held, by=trainer.actor)
    with clock.frozen(clock.now() + timedelta(minutes=21)):
        with expect_refusal("The time for this test is over"):
            exams.keep_ticks(paper, {})
        done = class_results.settle(held, by=trainer.actor)
    assert paper.state is PaperState.DONE
    assert paper.score == 75
    assert done.counts[AttendanceOutcome.PASSED] == 1


def test_half_of_the_sittings_are_enough_and_less_is_absent(trainer: Officer) -> None:
    here = a_class(None, sittings=3)
    people = learners(a_commune(), 2)
    two, one = enrolment.nominate(here, [each.id for each in people], by=trainer.actor).enrolled
    for attendance, sittings in ((two, here.sessions[:2]), (one, here.sessions[:1])):
        for sitting in sittings:
            began = sitting.during.lower
            assert began is not None
            with clock.frozen(began):
                assert check_in.check_in(attendance, sitting, by=trainer.actor)
    db.session.flush()
    db.session.expire_all()
    class_results.settle(here, by=trainer.actor)
    assert two.outcome is AttendanceOutcome.ATTENDED
    assert one.outcome is AttendanceOutcome.ABSENT
    assert db.session.query(Certificate).count() == 0


def test_the_door_knows_who_was_seen_and_who_has_no_seat(trainer: Officer) -> None:
    here = a_class(a_course(), seats=1, at=clock.now())
    inside, waiting = learners(a_commune(), 2)
    done = enrolment.nominate(here, [inside.id, waiting.id], by=trainer.actor)
    sitting = here.sessions[0]
    assert check_in.check_in(done.enrolled[0], sitting, by=trainer.actor)
    assert not check_in.check_in(done.enrolled[0], sitting, by=trainer.actor)
    assert check_in.undo(done.enrolled[0], sitting, by=trainer.actor)
    with expect_refusal("has no seat in this class"):
        check_in.check_in(done.waiting[0], sitting, by=trainer.actor)
    with expect_refusal("This sitting belongs to another class"):
        check_in.check_in(done.enrolled[0], a_class().sessions[0], by=trainer.actor)
