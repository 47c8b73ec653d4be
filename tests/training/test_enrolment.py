"""Enrolment: nominated, waiting, moved up, in one place at a time."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select, text

from app.accounts.roles import Role
from app.kernel import clock
from app.kernel.db import db
from app.kernel.row_security.grants import LOADER, WORKER
from app.notifications.models.outbox import Message
from app.training.models.classes import Attendance, AttendanceOutcome, TrainingClass
from app.training.operations import enrolment, invitations, timetable
from app.training.queries import participants
from harness.stage.factories import AnOfficer, Officer, a_commune
from harness.stage.factories.training import a_class, a_course, learners
from tests.refusals import expect_refusal

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def keeper() -> Officer:
    """The manager of the district's lists."""
    return AnOfficer(Role.DISTRICT_IT)


def _standing(training_class: TrainingClass) -> dict[str, AttendanceOutcome]:
    query = select(Attendance).where(Attendance.class_id == training_class.id)
    return {each.staff.full_name: each.outcome for each in db.session.scalars(query)}


def test_who_comes_after_the_last_seat_waits_in_order(keeper: Officer) -> None:
    people = learners(a_commune(), 3)
    here = a_class(a_course(), seats=2)
    done = enrolment.nominate(here, [each.id for each in people], by=keeper.actor)
    assert [each.staff_id for each in done.enrolled] == [people[0].id, people[1].id]
    assert [each.staff_id for each in done.waiting] == [people[2].id]
    assert participants.is_full(here)


def test_a_seat_given_back_goes_to_whoever_waited_longest_and_they_are_told(
    keeper: Officer,
) -> None:
    people = learners(a_commune(), 4)
    here = a_class(a_course(), seats=2)
    done = enrolment.nominate(here, [each.id for each in people], by=keeper.actor)
    invitations.invite(here)
    invitations.tell(here.id)
    assert enrolment.cancel(done.enrolled[0], by=keeper.actor) == 1
    assert _standing(here) == {
        "Học Viên A": AttendanceOutcome.CANCELLED,
        "Học Viên B": AttendanceOutcome.ENROLLED,
        "Học Viên C": AttendanceOutcome.ENROLLED,
        "Học Viên D": AttendanceOutcome.WAITING,
    }
    invitations.tell(here.id)
    told = db.session.scalars(select(Message.subject_id)).all()
    assert sorted(told) == sorted(each.id for each in (*done.enrolled, done.waiting[0])), (
        "each is told once, and whoever moved up too"
    )


def test_nominating_again_changes_nothing(keeper: Officer) -> None:
    keys = [each.id for each in learners(a_commune(), 2)]
    here = a_class(a_course())
    enrolment.nominate(here, keys, by=keeper.actor)
    again = enrolment.nominate(here, keys, by=keeper.actor)
    assert not again.enrolled
    assert not again.waiting


def test_nobody_sits_in_two_classes_at_once(keeper: Officer) -> None:
    keys = [each.id for each in learners(a_commune(), 1)]
    noon = clock.now() + timedelta(days=40)
    first = a_class(a_course(), at=noon)
    other = a_class(a_course(Role.COMMUNE_JUSTICE), at=noon + timedelta(hours=1))
    enrolment.nominate(first, keys, by=keeper.actor)
    with expect_refusal("sits in the class") as refused:
        enrolment.nominate(other, keys, by=keeper.actor)
    assert refused.value.facts == {"person": "Học Viên A", "other": first.name}


def test_nobody_has_a_place_in_two_classes_of_one_course(keeper: Officer) -> None:
    keys = [each.id for each in learners(a_commune(), 1)]
    course = a_course()
    enrolment.nominate(a_class(course), keys, by=keeper.actor)
    with expect_refusal("has a place in another class of this course"):
        enrolment.nominate(a_class(course), keys, by=keeper.actor)


def test_a_sitting_is_not_moved_onto_another_class_of_its_people(keeper: Officer) -> None:
    keys = [each.id for each in learners(a_commune(), 1)]
    first, other = a_class(a_course()), a_class(a_course(Role.COMMUNE_JUSTICE))
    enrolment.nominate(first, keys, by=keeper.actor)
    enrolment.nominate(other, keys, by=keeper.actor)
    moved = other.sessions[0]
    moved.during = first.sessions[0].during
    with expect_refusal("sits in the class"):
        timetable.check(moved, class_id=other.id)


def test_a_room_and_a_trainer_are_in_one_class_at_a_time() -> None:
    first, other = a_class(a_course()), a_class(a_course())
    moved = other.sessions[0]
    moved.during, moved.place = first.sessions[0].during, first.sessions[0].place
    with expect_refusal("Another class sits in this place at that time") as refused:
        timetable.check(moved, class_id=other.id)
    assert refused.value.facts == {"other": first.name}
    moved.place, moved.trainer = "Phòng khác", first.sessions[0].trainer
    with expect_refusal("This trainer teaches another class at that time"):
        timetable.check(moved, class_id=other.id)
    db.session.rollback()


def test_a_closed_class_takes_nobody(keeper: Officer) -> None:
    here = a_class(a_course())
    here.closed_at = clock.now()
    with expect_refusal("The class"):
        enrolment.nominate(here, [learners(a_commune(), 1)[0].id], by=keeper.actor)


def test_the_absent_come_again_in_the_class_that_makes_up(keeper: Officer) -> None:
    people = learners(a_commune(), 2)
    course = a_course()
    here, later = a_class(course), a_class(course)
    done = enrolment.nominate(here, [each.id for each in people], by=keeper.actor)
    done.enrolled[0].outcome, done.enrolled[1].outcome = (
        AttendanceOutcome.ABSENT,
        AttendanceOutcome.PASSED,
    )
    later.make_up_of = here
    db.session.flush()
    again = enrolment.bring_absent(later, by=keeper.actor)
    assert [each.staff_id for each in again.enrolled] == [people[0].id]


def test_invitations_need_a_time_and_a_place() -> None:
    with expect_refusal("The class has no sitting yet"):
        invitations.invite(a_class(a_course(), sittings=0))


def test_the_worker_may_read_what_an_invitation_says(keeper: Officer) -> None:
    here = a_class(a_course())
    people = learners(a_commune(), 2)
    people[1].phone = None
    done = enrolment.nominate(here, [each.id for each in people], by=keeper.actor)
    assert invitations.invite(here) == 2
    db.session.flush()
    db.session.expire_all()
    db.session.execute(text(f"set local role {WORKER}"))
    invitations.tell(here.id)
    db.session.flush()
    db.session.execute(text(f"set local role {LOADER}"))
    (told,) = db.session.scalars(select(Message)).all()
    assert told.subject_id == done.enrolled[0].id, "whoever has no telephone is told on paper"
    assert told.facts["place"] == here.sessions[0].place
