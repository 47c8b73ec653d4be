"""The queues of the desk: what stands in which, which one opens, and how it is paged."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape
from uuid import UUID

import pytest
from flask import Flask

from app.accounts.operations import saved_views
from app.accounts.operations.saved_views import Audience
from app.accounts.roles import Role
from app.dossiers.models.dossier import Dossier
from app.dossiers.queries import queue_counts, queue_order, queues
from app.dossiers.queries.queues import Queue
from app.dossiers.workflow import Action, State
from app.kernel import clock
from app.kernel.db import db
from app.kernel.web.lists.saved_view import SavedView
from harness.stage.factories import ADossier, AnOfficer, Officer, browser_of
from harness.stage.factories import dossiers as walk
from harness.stage.factories.copies import a_copy_of
from harness.stage.factories.people import seat_of
from tests.handoffs.conftest import Desk

pytestmark = pytest.mark.usefixtures("database")

DESK, DEATH = "/can-bo/mot-cua/", "1.000656"


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


def test_a_row_names_its_procedure_and_where_there_are_several_its_commune(app: Flask) -> None:
    dossier = ADossier(State.SUBMITTED)
    named = dossier.procedure_version.procedure.short_name
    commune = dossier.commune.name.removeprefix("xã ").removeprefix("thị trấn ")
    rows = {}
    for role in (Role.COMMUNE_RECEPTION, Role.DISTRICT_LEADER):
        officer = AnOfficer(role, seat_of(role, dossier.commune))
        page = unescape(Desk(browser_of(app, officer), officer).see(DESK + "?hang=all"))
        rows[role] = page[page.index(f'href="/can-bo/mot-cua/ho-so/{dossier.id}"') :]
    for shown in rows.values():
        assert f"<span>{named}" in shown.partition("</tr>")[0]
    assert commune not in rows[Role.COMMUNE_RECEPTION].partition("</tr>")[0]
    assert f"{commune}</span>" in rows[Role.DISTRICT_LEADER].partition("</tr>")[0]


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


# ---- conditions, order and saved views of the desk -----------------------------------------------


def keep(officer: Officer, where: object, queue: str | None = None) -> SavedView:
    content = {"where": where, "columns": None, "order": None, "size": None, "queue": queue}
    return saved_views.keep_view(officer.actor, "Desk", "Góc của tôi", content, Audience())


def names_on(page: str) -> list[str]:
    return re.findall(r'class="mc-rowlink"\s+href="[^"]*">([^<]*)<', page)


def test_what_is_chosen_above_the_list_narrows_it_and_may_be_changed(app: Flask) -> None:
    birth, death = ADossier(State.PREPARED), ADossier(State.ACCEPTED, procedure=DEATH)
    officer = AnOfficer(Role.COMMUNE_JUSTICE, birth.commune)
    desk = Desk(browser_of(app, officer), officer)
    procedure = death.procedure_version.procedure_id
    for asked, expected in (
        ("trang_thai=prepared", [birth]),
        (f"thu_tuc={procedure}", [death]),
        (f"thu_tuc={procedure}&trang_thai=prepared", []),
        (f"kenh={birth.channel}", [birth, death]),
        ("trang_thai=supplementing,prepared,accepted", [birth, death]),
        ('loc=["all",["state","in","prepared"]]&trang_thai=accepted', [death]),
        ('loc=["all",["state","in","prepared"]]&trang_thai=', [birth, death]),
        ('loc=["all",["state","in","prepared,accepted"],["due_within","next","400"]]', [birth]),
        ('loc=["all",["submitted_within","past","0"]]', [birth, death]),
    ):
        answer = desk.client.get(f"{DESK}?hang=all&{asked}", follow_redirects=True)
        page = answer.get_data(as_text=True)
        assert sorted(names_on(page)) == sorted(each.subject_name for each in expected), asked


@pytest.mark.parametrize(
    "leaf",
    [
        '["due_within","next","x"]',
        '["due_within","next","0000009999999"]',
        '["state","in","nowhere"]',
        '["procedure","in","1;2"]',
    ],
)
def test_a_condition_that_cannot_be_read_finds_nothing_and_is_told(app: Flask, leaf: str) -> None:
    dossier = ADossier(State.PREPARED)
    page = browser_of(app, AnOfficer(unit=dossier.commune)).get(f'{DESK}?loc=["all",{leaf}]')
    text = page.get_data(as_text=True)
    assert names_on(text) == []
    assert "Không đọc được điều kiện" in text


def test_a_saved_view_keeps_its_queue_or_opens_over_all_with_its_count(app: Flask) -> None:
    dossier = ADossier(State.PREPARED)
    ADossier(State.SUBMITTED, commune=dossier.commune)
    officer = AnOfficer(unit=dossier.commune)
    desk = Desk(browser_of(app, officer), officer)
    is_prepared = {"all": [{"column": "state", "how": "in", "value": "prepared"}]}
    for queue, title, count in ((None, "Tất cả đang mở", 1), ("new", "Mới nộp", 0)):
        view = keep(officer, is_prepared, queue)
        page = desk.see(f"{DESK}?xem={view.id}")
        assert f'id="bang">{title}' in page
        assert len(names_on(page)) == count
        link = page.split("Góc của tôi</span>", 1)[1]
        assert f">{count}</span>" in link[: link.index("</a>")]
        saved_views.remove_view(officer.actor, view.id)


def test_heads_sort_and_groups_stand_together_on_all_pages(app: Flask) -> None:
    first = ADossier(State.PREPARED)
    for n in range(4):
        a_copy_of(first, n).subject_name = f"Nguyễn {'ĐBAC'[n]}"
    other = ADossier(State.ACCEPTED, procedure=DEATH, commune=first.commune)
    officer = AnOfficer(Role.COMMUNE_JUSTICE, first.commune)
    desk = Desk(browser_of(app, officer), officer)
    first.subject_name, other.subject_name = "Nguyễn E", "Trần An"
    db.session.flush()
    names = [f"Nguyễn {letter}" for letter in "ABCĐE"]
    page = desk.see(f"{DESK}?hang=all&_oc_Desk=subject_name&_od_Desk=asc")
    assert names_on(page) == [*names, "Trần An"]
    page = desk.see(f"{DESK}?hang=all&_oc_Desk=subject_name&_od_Desk=desc")
    assert names_on(page) == ["Trần An", *reversed(names)]
    page = desk.see(f"{DESK}?hang=all&_oc_Desk=procedure")
    assert page.count('scope="rowgroup"') == 2


def test_the_next_page_of_every_order_goes_on_where_the_last_one_ended(app: Flask) -> None:
    first = ADossier(State.PREPARED)
    for n in range(queues.PAGE + 3):
        twin = a_copy_of(first, n)
        twin.subject_name = f"Lê {chr(97 + n % 20)}{n}"
        twin.due_at = None if n % 3 == 0 else first.due_at
    db.session.flush()
    officer = AnOfficer(Role.COMMUNE_JUSTICE, first.commune)
    desk = Desk(browser_of(app, officer), officer)
    for column in queue_order.SORTED:
        for direction in ("asc", "desc"):
            page = desk.see(f"{DESK}?hang=all&_oc_Desk={column}&_od_Desk={direction}")
            names = names_on(page)
            further = re.search(r'href="([^"]*)"\s+rel="next"', page)
            assert further, (column, direction)
            names += names_on(desk.see(unescape(further[1])))
            assert len(names) == len(set(names)) == queues.PAGE + 4, (column, direction)


# ---- the start page ------------------------------------------------------------------------------


def test_the_start_page_says_who_comes_when_and_what_is_first(app: Flask) -> None:
    visitor = ADossier(State.ACCEPTED)
    visitor.visit_at = clock.at(clock.today(), 9)
    late = ADossier(commune=visitor.commune)
    late.intake_due_at = clock.now() - timedelta(hours=3)
    db.session.flush()
    officer = AnOfficer(unit=visitor.commune)
    page = browser_of(app, officer).get("/can-bo/").get_data(as_text=True)
    comes = page.split('id="hen-hom-nay"', 1)[1]
    assert comes.index("09:00") < comes.index(visitor.subject_name) < comes.index("gap-nhat")
    assert "Trước hết: Mới nộp" in page
    assert late.subject_name in page.split('id="gap-nhat"', 1)[1]
    labels = re.findall(
        r"<strong>[^<]*</strong>\s*<span>(?:<svg.*?</svg>)?([^<]*)<", page, re.DOTALL
    )
    assert labels
    assert all(label[0].isupper() for label in labels), labels
