"""Call tasks for citizens whom no message reached: who gets them, and how a call ends."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select

from app.accounts.roles import Role
from app.dossiers.models.dossier import Dossier
from app.dossiers.operations import call_tasks
from app.dossiers.queries import call_tasks as dossiers_call_tasks
from app.dossiers.rules.call_tasks import HOLDS_WHILE
from app.dossiers.workflow import Action, State
from app.kernel import clock
from app.kernel.audit.access_log import AccessEntry, AccessKind
from app.kernel.audit.change_log import AuditEntry
from app.kernel.db import db
from app.notifications.models.calls_and_preferences import CallOutcome, CallTask
from app.notifications.models.outbox import Message, MessageState
from app.notifications.operations.call_tasks import ask_for_call, call_off, close, note_visit
from app.notifications.vocabulary import MessageKind
from harness.stage.factories import ADossier, AnOfficer, Officer, a_commune, browser_of
from harness.stage.factories import dossiers as walk
from tests.accounts.conftest import statements
from tests.handoffs.conftest import Desk
from tests.refusals import expect_refusal

pytestmark = pytest.mark.usefixtures("database")

LIST = "/can-bo/mot-cua/goi-dien/"
PAGE = "/can-bo/mot-cua/ho-so/{}"
TOLD, NO_ANSWER = CallOutcome.TOLD, CallOutcome.NO_ANSWER


def failed(dossier: Dossier, template: str = MessageKind.ACCEPTED) -> CallTask:
    """The last notice of this kind failed."""
    message = notice(dossier, template)
    message.state, message.failure_reason = MessageState.TECHNICAL_FAILURE, "unreachable"
    message.finished_at = clock.now()
    ask_for_call(message)
    return db.session.scalars(select(CallTask).filter_by(message_id=message.id)).one()


def notice(dossier: Dossier, template: str) -> Message:
    """The newest notice of this kind."""
    return db.session.scalars(
        select(Message)
        .filter_by(subject_id=dossier.id, template=template)
        .order_by(Message.created.desc())
        .limit(1)
    ).one()


def arrived(dossier: Dossier, template: str) -> None:
    """A further notice of this kind was delivered."""
    sent = notice(dossier, MessageKind.SUBMITTED)
    db.session.add(
        Message(
            **{
                name: getattr(sent, name)
                for name in (
                    "channel",
                    "recipient",
                    "facts",
                    "subject_id",
                    "unit_id",
                    "language",
                    "due_at",
                )
            },
            template=template,
            urgent=False,
            attempts=1,
            rejections=0,
            state=MessageState.DELIVERED,
            created=clock.now() + timedelta(hours=1),
            sent_at=clock.now(),
            finished_at=clock.now(),
        )
    )
    db.session.flush()


def again(task: CallTask) -> None:
    """Refresh it from the database."""
    db.session.flush()
    db.session.refresh(task)


def reception(dossier: Dossier, name: str = "Nguyễn Thị An") -> Officer:
    return AnOfficer(Role.COMMUNE_RECEPTION, dossier.commune, name=name)


def at(app: Flask, officer: Officer) -> Desk:
    return Desk(browser_of(app, officer), officer)


def record(
    dossier: Dossier, outcome: CallOutcome, by: Officer, note: str = "", seen: int = 0
) -> None:
    call_tasks.record(dossier, outcome, note, by=by.actor, seen=seen)


def waiting(officer: Officer) -> list[UUID]:
    """The dossiers with a call task for this user."""
    found, _more = dossiers_call_tasks.to_call(officer.actor)
    assert len(found) == dossiers_call_tasks.calls_to_make(officer.actor)
    return [each.dossier.id for each in found]


def test_a_message_that_fails_twice_asks_for_one_call() -> None:
    dossier = ADossier(State.ACCEPTED)
    task = failed(dossier)
    ask_for_call(task.message)
    assert db.session.scalars(select(CallTask.id)).all() == [task.id]


def test_whoever_is_told_waits_no_more_and_the_journal_says_who_called() -> None:
    dossier = ADossier(State.ACCEPTED)
    task, officer = failed(dossier), reception(dossier)
    assert waiting(officer) == [dossier.id]
    record(dossier, TOLD, officer, "Chị Hoa nghe máy")
    again(task)
    assert (task.outcome, task.tries, task.by_name) == (TOLD, 1, "Nguyễn Thị An")
    assert waiting(officer) == []
    written = db.session.scalars(select(AuditEntry).filter_by(subject="call_task")).one()
    assert (written.action, written.staff_id) == ("call_told", officer.staff.id)
    assert "Hoa" not in " ".join(written.fields)


def test_nobody_answers_and_the_call_is_made_again() -> None:
    dossier = ADossier(State.ACCEPTED)
    task, officer = failed(dossier), reception(dossier)
    record(dossier, NO_ANSWER, officer)
    assert waiting(officer) == [dossier.id]
    record(dossier, TOLD, officer, seen=1)
    again(task)
    assert (task.tries, task.done_at is None) == (2, False)


def test_one_call_tells_everything_that_did_not_arrive() -> None:
    dossier = ADossier(State.ACCEPTED)
    first = failed(dossier)
    arrived(dossier, MessageKind.SUBMITTED)
    second = failed_too(dossier, MessageKind.VERIFYING)
    officer = reception(dossier)
    assert waiting(officer) == [dossier.id]
    record(dossier, TOLD, officer)
    for task in (first, second):
        again(task)
        assert task.outcome == TOLD


def failed_too(dossier: Dossier, template: str) -> CallTask:
    """A further notice of this kind failed."""
    arrived(dossier, template)
    message = notice(dossier, template)
    message.state = MessageState.TEMPORARY_FAILURE
    ask_for_call(message)
    return db.session.scalars(select(CallTask).filter_by(message_id=message.id)).one()


def test_the_second_of_two_who_call_at_once_learns_what_the_first_found() -> None:
    dossier = ADossier(State.ACCEPTED)
    failed(dossier)
    first, second = reception(dossier), reception(dossier, "Trần Văn Bình")
    record(dossier, TOLD, first)
    with expect_refusal("has recorded this call at") as refusal:
        record(dossier, NO_ANSWER, second)
    assert "Nguyễn Thị An" in str(refusal.value)


def test_a_try_that_a_colleague_has_not_seen_is_told_to_them_first() -> None:
    dossier = ADossier(State.ACCEPTED)
    failed(dossier)
    first, second = reception(dossier), reception(dossier, "Trần Văn Bình")
    record(dossier, NO_ANSWER, first)
    with expect_refusal("Look at the page again, then record your own call") as refusal:
        record(dossier, NO_ANSWER, second, seen=0)
    assert "Nguyễn Thị An" in str(refusal.value)


def test_that_nobody_need_call_has_to_be_explained() -> None:
    dossier = ADossier(State.ACCEPTED)
    failed(dossier)
    with expect_refusal("Write why nobody need call"):
        record(dossier, CallOutcome.NOT_NEEDED, reception(dossier), " ")


# ---- what makes a call needless ------------------------------------------------------------------


@pytest.mark.parametrize("state", [State.SUBMITTED, State.ACCEPTED, State.READY, State.RETURNED])
def test_only_news_that_holds_in_the_state_of_the_dossier_is_told(state: State) -> None:
    dossier = ADossier(state)
    for template in HOLDS_WHILE:
        failed_too(dossier, template)
    (found,), _more = dossiers_call_tasks.to_call(reception(dossier).actor)
    told = {task.message.template for task in found.tasks}
    assert told == {template for template, states in HOLDS_WHILE.items() if state in states}
    needless = dossiers_call_tasks.calls_without_news(dossier.id)[CallOutcome.OVERTAKEN]
    assert len(needless) == len(HOLDS_WHILE) - len(told)


def test_the_same_news_in_a_later_message_ends_the_call() -> None:
    dossier = ADossier(State.ACCEPTED)
    task, officer = failed(dossier), reception(dossier)
    arrived(dossier, MessageKind.ACCEPTED)
    assert waiting(officer) == []
    call_tasks.close_needless()
    again(task)
    assert (task.outcome, task.by_id) == (CallOutcome.TOLD_LATER, None)


def test_other_news_that_arrives_is_shown_beside_the_call_which_stays() -> None:
    dossier = ADossier(State.ACCEPTED)
    failed(dossier)
    arrived(dossier, MessageKind.LATE)
    (found,), _more = dossiers_call_tasks.to_call(reception(dossier).actor)
    assert found.arrived_at is not None
    call_tasks.close_needless()
    assert waiting(reception(dossier)) == [dossier.id]


def test_who_comes_to_the_desk_need_not_be_called() -> None:
    dossier = ADossier(State.ACCEPTED)
    task = failed(dossier)
    walk.visited(dossier)
    again(task)
    assert (task.outcome, task.done_at is None) == (CallOutcome.CAME_IN, False)
    assert task.by_id is not None


def test_a_withdrawn_dossier_has_nobody_to_call() -> None:
    dossier = ADossier(State.SUBMITTED)
    task, officer = failed(dossier, MessageKind.SUBMITTED), reception(dossier)
    assert waiting(officer) == [dossier.id]
    walk.withdrawn(dossier)
    assert waiting(officer) == []
    call_tasks.close_needless()
    again(task)
    assert task.outcome == CallOutcome.OVERTAKEN


def test_who_was_refused_is_called_though_the_dossier_is_closed() -> None:
    dossier = ADossier(State.SUBMITTED)
    walk.take(dossier, Action.REFUSE_INTAKE, Role.COMMUNE_RECEPTION, "Nộp sai nơi")
    failed(dossier, MessageKind.NOT_ACCEPTED)
    call_tasks.close_needless()
    assert waiting(reception(dossier)) == [dossier.id]


# ---- pages --------------------------------------------------------------------------------------


def test_the_list_tells_the_words_and_hides_the_number(app: Flask) -> None:
    dossier = ADossier(State.ACCEPTED)
    failed(dossier)
    page = at(app, reception(dossier)).see(LIST)
    assert dossier.code.split("-", 1)[1] in page
    assert "bản chính" in page
    assert dossier.applicant_phone is not None
    assert dossier.applicant_phone not in page
    assert "•••••" + dossier.applicant_phone[-4:] in page


def test_the_number_in_full_is_a_look_that_is_written_down(app: Flask) -> None:
    dossier = ADossier(State.ACCEPTED)
    failed(dossier)
    officer = reception(dossier)
    desk = at(app, officer)
    page = desk.send(LIST, f"{LIST}{dossier.id}/hien-so").text
    assert f'href="tel:{dossier.applicant_phone}"' in page
    seen = db.session.scalars(select(AccessEntry).filter_by(action=AccessKind.REVEAL)).one()
    assert (seen.staff_id, seen.key) == (officer.staff.id, str(dossier.id))
    assert seen.fields == ["applicant_phone"]


def test_a_call_is_recorded_on_its_page_and_told_on_the_dossier(app: Flask) -> None:
    dossier = ADossier(State.ACCEPTED)
    failed(dossier)
    desk = at(app, reception(dossier))
    page = f"{LIST}{dossier.id}"
    assert "Gọi điện cho công dân" in desk.see(PAGE.format(dossier.id))
    assert desk.send(page, page, tries=0).status_code == 200
    answer = desk.send(page, page, tries=0, outcome="told", note="Chị Hoa nghe máy")
    assert answer.status_code == 302
    shown = desk.see(PAGE.format(dossier.id))
    assert "Chị Hoa nghe máy" in shown
    assert "Gọi điện cho công dân" not in shown


def test_what_was_typed_stays_when_a_colleague_was_first(app: Flask) -> None:
    dossier = ADossier(State.ACCEPTED)
    failed(dossier)
    desk = at(app, reception(dossier))
    record(dossier, NO_ANSWER, reception(dossier, "Trần Văn Bình"))
    page = f"{LIST}{dossier.id}"
    answer = desk.send(page, page, tries=0, outcome="told", note="Chị Hoa nghe máy")
    assert "Trần Văn Bình" in answer.text
    assert "Chị Hoa nghe máy" in answer.text
    assert desk.send(page, page, tries=1, outcome="told").status_code == 302


def test_another_commune_neither_sees_the_call_nor_records_it(app: Flask) -> None:
    dossier = ADossier(State.ACCEPTED)
    task = failed(dossier)
    stranger = AnOfficer(Role.COMMUNE_RECEPTION, a_commune(1))
    desk = at(app, stranger)
    own = ADossier(State.ACCEPTED, a_commune(1), child_name="Trần Văn Khác")
    failed(own)
    seen = desk.see(LIST)
    assert str(own.id) in seen
    assert str(dossier.id) not in seen
    page = f"{LIST}{dossier.id}"
    assert desk.status(page) == 404
    for address in (page, f"{page}/hien-so"):
        assert desk.send(LIST, address, tries=0, outcome="told").status_code == 404
    again(task)
    assert task.done_at is None


def test_the_district_reads_the_calls_of_its_communes_and_makes_none(app: Flask) -> None:
    dossier = ADossier(State.ACCEPTED)
    failed(dossier)
    leader = AnOfficer(Role.DISTRICT_LEADER, dossier.commune.district)
    desk = at(app, leader)
    page = desk.see(LIST)
    assert dossier.code.split("-", 1)[1] in page
    assert "hien-so" not in page
    assert desk.client.get(f"{LIST}{dossier.id}").status_code in {302, 403}
    assert dossier.code.split("-", 1)[1] in desk.see("/can-bo/cuoc-goi/list/")


def test_the_list_of_calls_asks_little_however_many_wait(app: Flask) -> None:
    dossier = ADossier(State.ACCEPTED)
    failed(dossier)
    desk = at(app, reception(dossier))
    desk.see(LIST)
    with statements(app) as sent:
        desk.see(LIST)
    assert len(sent) <= 6, sent


def test_no_officer_reads_a_one_time_code_on_the_dossier(app: Flask) -> None:
    dossier = ADossier(State.ACCEPTED)
    message = notice(dossier, MessageKind.ACCEPTED)
    message.template = MessageKind.ONE_TIME_CODE
    message.facts = {"number": "493817", "minutes": 10}
    message.state, message.sent_at = MessageState.SENT, clock.now()
    db.session.flush()
    page = at(app, reception(dossier)).see(PAGE.format(dossier.id))
    assert "493817" not in page
    assert "Mã xác nhận" in page


def test_what_an_officer_has_found_is_not_overwritten_by_what_comes_later() -> None:
    task = failed(ADossier(State.ACCEPTED))
    task.outcome, task.note = TOLD, "Chị nghe máy"
    task.tries, task.done_at, task.last_at = 1, clock.now(), clock.now()
    db.session.flush()
    call_off(task.message)
    note_visit(task.about, None)
    close([task.id], CallOutcome.OVERTAKEN)
    db.session.refresh(task)
    assert task.outcome is TOLD
