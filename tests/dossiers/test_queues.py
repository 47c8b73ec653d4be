"""The queues of the desk: what stands in which, which one opens, and how it is paged."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest
from flask import Flask

from app.accounts.roles import Role
from app.dossiers.models.dossier import Dossier
from app.dossiers.queries import queue_counts, queues
from app.dossiers.queries.queues import Queue
from app.dossiers.workflow import Action, State
from app.kernel import clock
from app.kernel.db import db
from tests.factories import ADossier, AnOfficer, Officer, browser_of
from tests.factories import dossiers as walk
from tests.factories.copies import a_copy_of
from tests.factories.people import seat_of
from tests.handoffs.conftest import Desk

pytestmark = pytest.mark.usefixtures("database")

DESK = "/can-bo/mot-cua/"


def counts(officer: Officer) -> dict[Queue, int]:
    actor = officer.actor
    found = queue_counts.queue_counts(actor, queues.queues_of(actor))
    return {queue: n for queue, n in found.items() if n}


def in_queue(officer: Officer, queue: Queue) -> set[UUID]:
    return {dossier.id for dossier in queues.queue_page(officer.actor, queue)}


def sent_back(dossier: Dossier) -> None:
    walk.take(dossier, Action.SEND_BACK, Role.COMMUNE_LEADER, "Sai họ tên mẹ")


def test_what_the_leader_returned_is_marked_until_it_is_proposed_again(app: Flask) -> None:
    dossier = ADossier(State.TO_SIGN)
    officer = AnOfficer(Role.COMMUNE_JUSTICE, dossier.commune)
    desk = Desk(browser_of(app, officer), officer)
    ADossier(State.PREPARED, commune=dossier.commune)
    sent_back(dossier)
    assert in_queue(officer, Queue.RETURNED) == {dossier.id}
    assert "Lãnh đạo trả lại</h2>" not in desk.see(DESK + "?hang=to_prepare")
    assert desk.see(DESK + "?hang=to_prepare").count("<span>Lãnh đạo trả lại</span></span>") == 1
    walk.proposed(dossier)
    assert in_queue(officer, Queue.RETURNED) == set()


def test_a_draft_made_anew_after_a_supplement_is_not_returned_any_more() -> None:
    dossier = ADossier(State.TO_SIGN)
    officer = AnOfficer(Role.COMMUNE_JUSTICE, dossier.commune)
    sent_back(dossier)
    walk.asked(dossier)
    walk.supplied(dossier)
    assert Queue.RETURNED not in counts(officer)
    walk.prepared(dossier)
    assert Queue.RETURNED not in counts(officer)


def test_who_did_not_come_stands_apart_from_who_comes_today() -> None:
    dossier = ADossier(State.ACCEPTED)
    dossier.declarant_signed_at = None
    officer = AnOfficer(unit=dossier.commune)
    for days, expected in ((-30, Queue.MISSED), (-1, Queue.MISSED), (0, Queue.VISITS), (1, None)):
        dossier.visit_at = clock.at(clock.today() + timedelta(days=days), 9)
        db.session.flush()
        assert counts(officer).keys() & {Queue.MISSED, Queue.VISITS} == (
            {expected} if expected else set()
        )
    dossier.visit_at, dossier.declarant_signed_at = clock.now() - timedelta(days=9), clock.now()
    db.session.flush()
    assert Queue.MISSED not in counts(officer)


def test_the_turn_of_agencies_is_told_apart_from_ours(app: Flask) -> None:
    dossier = ADossier(State.REGISTERED)
    officer = AnOfficer(Role.COMMUNE_JUSTICE, dossier.commune)
    desk = Desk(browser_of(app, officer), officer)
    assert Queue.AGENCIES not in counts(officer)
    assert "Đến lượt xã" in desk.see(DESK + "?hang=all")
    walk.sent(dossier)
    assert in_queue(officer, Queue.AGENCIES) == {dossier.id}
    assert "Đến lượt xã" not in desk.see(DESK + "?hang=all")
    for leg in walk._with_agencies(dossier)[:1]:
        walk.answered(leg)
    assert counts(officer).keys() & {Queue.AGENCIES, Queue.TO_COLLECT} == {Queue.TO_COLLECT}
    assert "Đến lượt xã" in desk.see(DESK + "?hang=all")


def test_the_desk_opens_on_the_first_queue_with_work(app: Flask) -> None:
    dossier = ADossier(State.PREPARED)
    dossier.due_at = clock.now() - timedelta(days=1)
    db.session.flush()
    for role, title in (
        (Role.COMMUNE_JUSTICE, "Cần lập dự thảo"),
        (Role.CITY_JUSTICE, "Quá hạn"),
        (Role.COMMUNE_RECEPTION, "Quá hạn"),
    ):
        officer = AnOfficer(role, seat_of(role, dossier.commune))
        page = browser_of(app, officer).get(DESK).get_data(as_text=True)
        assert f'id="bang">{title} ' in page, role


@pytest.mark.parametrize("address", [DESK + "?hang=all&trang=99", DESK + "?hang=all&page_Desk=400"])
def test_a_page_beyond_the_last_shows_the_last(app: Flask, address: str) -> None:
    first = ADossier(State.PREPARED)
    for n in range(queues.PAGE):
        a_copy_of(first, n)
    officer = AnOfficer(Role.COMMUNE_JUSTICE, first.commune)
    page = browser_of(app, officer).get(address).get_data(as_text=True)
    assert page.count('class="mc-rowlink"') == 1
    assert 'rel="prev"' in page
    assert 'rel="next"' not in page
