"""One complete list: asked for at the desk, answered item by item, ended."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from io import BytesIO

import pytest
from flask import Flask

from app.accounts.roles import Role
from app.dossiers.models.dossier import Custody, Dossier
from app.dossiers.operations import supplement_expiry
from app.dossiers.rules.supplements import How, items
from app.dossiers.workflow import Action, Capacity, State
from app.kernel import clock
from app.kernel.db import db
from app.notifications import queries as notifications
from app.notifications.vocabulary import MessageKind
from app.organisation import queries as organisation
from harness.stage.factories import ADossier, AnOfficer, a_photo, browser_of
from harness.stage.factories import dossiers as walk
from tests.handoffs.conftest import Desk

pytestmark = pytest.mark.usefixtures("database")

PHOTO = {
    "items-0-about": "paper:household_book",
    "items-0-wrong": "Thiếu trang 3",
    "items-0-todo": "Chụp thêm trang 3",
}
NUMBER = {
    "items-1-about": "field:child_name",
    "items-1-wrong": "Số không khớp",
    "items-1-todo": "Ghi lại số",
}


def at_desk(app: Flask, dossier: Dossier) -> Desk:
    officer = AnOfficer(Role.COMMUNE_RECEPTION, dossier.commune)
    return Desk(browser_of(app, officer), officer)


def page_of(dossier: Dossier, step: str = "ask-supplement") -> str:
    return f"/can-bo/mot-cua/ho-so/{dossier.id}/buoc/{step}"


def ask(desk: Desk, dossier: Dossier, **lines: str) -> str:
    answer = desk.send(
        page_of(dossier), page_of(dossier), version=str(dossier.row_version), **lines
    )
    return answer.get_data(as_text=True)


def how(dossier: Dossier) -> list[How | None]:
    db.session.flush()
    db.session.expire_all()
    return [item.how for item in items(dossier, dossier.supplements[-1])]


# ---- asking -------------------------------------------------------------------------------------


def test_more_lines_keep_what_was_typed(app: Flask) -> None:
    dossier = ADossier()
    desk = at_desk(app, dossier)
    lines = {f"items-{n}-todo": f"việc {n}" for n in range(4)}
    page = ask(desk, dossier, them="1", **lines)
    assert all(f'value="việc {n}"' in page for n in range(4))
    assert 'name="items-4-todo"' in page
    assert dossier.state is State.SUBMITTED


def test_a_line_half_written_is_sent_back_with_its_fault(app: Flask) -> None:
    dossier = ADossier()
    desk = at_desk(app, dossier)
    page = ask(desk, dossier, **(PHOTO | {"items-0-wrong": " "}))
    assert "Ghi rõ chưa đúng hoặc còn thiếu ở đâu" in page
    assert "Chụp thêm trang 3" in page
    assert "Ghi ít nhất một thứ" in ask(desk, dossier) or dossier.supplements == []
    assert dossier.state is State.SUBMITTED


def test_asking_again_is_warned_of_shows_the_first_list_and_is_counted(app: Flask) -> None:
    dossier = ADossier()
    desk = at_desk(app, dossier)
    ask(desk, dossier, **PHOTO, **NUMBER)
    assert [item.key for item in items(dossier, dossier.supplements[0])] == [
        "household_book",
        "child_name",
    ]
    walk.supplied(dossier)
    page = desk.see(page_of(dossier))
    assert "yêu cầu bổ sung lần 2" in page
    assert "Thiếu trang 3" in page
    assert "Đánh dấu vào ô này" in ask(desk, dossier, **PHOTO)
    ask(desk, dossier, again="y", **PHOTO)
    assert (dossier.supplements_asked, dossier.state) == (2, State.SUPPLEMENTING)
    assert "Đã yêu cầu bổ sung 2 lần" in desk.see(f"/can-bo/mot-cua/ho-so/{dossier.id}")


# ---- answering at the desk ----------------------------------------------------------------------


def test_the_desk_writes_down_item_by_item_and_the_last_one_moves_it_on(app: Flask) -> None:
    dossier = ADossier(State.ACCEPTED)
    desk = at_desk(app, dossier)
    ask(desk, dossier, **PHOTO, **NUMBER)
    here = page_of(dossier, "answer-item")
    said = {"items-0-n": "1", "items-1-n": "2"}
    words = {"items-1-how": "said", "items-1-said": "Gia đình đã làm mất bản chính"}
    assert "Ghi nội dung công dân trả lời" in desk.send(
        here, here, **said, version=str(dossier.row_version), **(words | {"items-1-said": ""})
    ).get_data(as_text=True)
    desk.send(here, here, **said, version=str(dossier.row_version), **words)
    assert (how(dossier), dossier.state) == ([None, How.SAID], State.SUPPLEMENTING)
    brought = words | {"items-0-how": "brought"}
    text = (BytesIO(b"trang 3"), "trang 3.txt")
    answer = desk.send(
        here, here, **said, version=str(dossier.row_version), **brought, household_book=text
    )
    assert "Không nhận được loại tệp này" in answer.get_data(as_text=True)
    assert (how(dossier), dossier.state) == ([None, How.SAID], State.SUPPLEMENTING)
    photo = (BytesIO(a_photo(91)), "trang 3.jpg")
    desk.send(here, here, **said, version=str(dossier.row_version), **words, household_book=photo)
    assert (how(dossier), dossier.state) == ([How.FILED, How.SAID], State.ACCEPTED)
    told = [event.action for event in dossier.journal][-3:]
    assert told == [Action.ASK_SUPPLEMENT, Action.ANSWER_ITEM, Action.SUPPLY_LATER]
    assert dossier.journal[-1].capacity == Capacity.RECEPTION


@pytest.mark.parametrize("posted", [{}, {"items-0-n": "?"}, {"items-7-how": "said"}])
def test_a_post_with_fewer_items_than_the_list_shows_the_whole_list_again(
    app: Flask, posted: dict[str, str]
) -> None:
    dossier = ADossier(State.ACCEPTED)
    desk = at_desk(app, dossier)
    ask(desk, dossier, **PHOTO, **NUMBER)
    here = page_of(dossier, "answer-item")
    answer = desk.send(here, here, version="0", **posted)
    assert "items-1-n" in answer.get_data(as_text=True)
    assert how(dossier) == [None, None]


def test_an_answer_that_comes_when_nothing_is_asked_any_more_is_told_so(app: Flask) -> None:
    dossier = ADossier(State.ACCEPTED)
    answer = at_desk(app, dossier).client.get(page_of(dossier, "answer-item"))
    assert (answer.status_code, dossier.code in answer.text) == (409, True)


# ---- without an answer ---------------------------------------------------------------------------


def asked_on(day: date, state: State = State.SUBMITTED) -> Dossier:
    dossier = ADossier(state)
    with clock.frozen(clock.at(day, 10)):
        walk.asked(dossier)
    return dossier


def look(moment: datetime, dossier: Dossier) -> State:
    db.session.flush()
    with clock.frozen(moment):
        supplement_expiry.look()
    return dossier.state


def templates(dossier: Dossier) -> list[str]:
    return [message.template for message in notifications.about(dossier.id)]


def test_the_citizen_is_reminded_once_five_days_before_and_then_it_is_closed() -> None:
    today = clock.today() + timedelta(days=1)
    dossier = asked_on(today)
    until = dossier.supplements[0].until
    assert organisation.calendar().is_working_day(until)
    assert until >= today + timedelta(days=30)
    assert look(clock.at(until - timedelta(days=6), 9), dossier) is State.SUPPLEMENTING
    assert MessageKind.SUPPLEMENT_DUE not in templates(dossier)
    for day in (5, 4):
        look(clock.at(until - timedelta(days=day), 9), dossier)
    assert templates(dossier).count(MessageKind.SUPPLEMENT_DUE) == 1
    assert look(clock.at(until, 11, 30), dossier) is State.SUPPLEMENTING
    assert look(clock.at(until, 17, 20), dossier) is State.NOT_ACCEPTED
    assert MessageKind.EXPIRED in templates(dossier)
    last = dossier.journal[-1]
    assert (last.capacity, last.staff_id) == (Capacity.SYSTEM, None)
    assert "chưa được bổ sung đủ" in (last.reason or "")


def test_what_the_commune_holds_waits_for_the_citizen_of_a_stopped_dossier() -> None:
    dossier = asked_on(clock.today() + timedelta(days=1), State.PREPARED)
    assert Custody.COMMUNE in {paper.custody for paper in dossier.papers}
    until = dossier.supplements[0].until
    assert look(clock.at(until + timedelta(days=1), 0, 20), dossier) is State.STOPPED
    assert dossier.owed_since is not None
    assert [fee.refund_due_at for fee in dossier.fees if fee.taken_at] != [None]


def test_a_list_answered_in_full_but_never_sent_is_not_closed() -> None:
    dossier = asked_on(clock.today() + timedelta(days=1))
    supplement = dossier.supplements[0]
    with clock.frozen(clock.at(supplement.until - timedelta(days=9), 9)):
        dossier.papers[0].filed_at = clock.now()
    assert how(dossier) == [How.FILED]
    assert look(clock.at(supplement.until, 17, 20), dossier) is State.SUPPLEMENTING
