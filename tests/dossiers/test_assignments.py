"""Colleagues of one desk: assignment, absence, edit locks."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy.dialects.postgresql import Range

from app.accounts.models.staff import Absence
from app.accounts.roles import Role
from app.dossiers import rules
from app.dossiers.models.dossier import Dossier
from app.dossiers.models.teamwork import EditLock
from app.dossiers.operations import assignments, edit_lock, notes, transitions
from app.dossiers.queries import team
from app.dossiers.workflow import Action, State
from app.kernel import clock
from app.kernel.db import db
from app.kernel.errors import NotAllowed
from app.kernel.i18n.formatting import masked
from harness.stage.factories import ADossier, AnOfficer, Officer, a_commune, browser_of
from harness.stage.factories import dossiers as walk
from harness.stage.factories.copies import a_copy_of
from tests.accounts.conftest import statements
from tests.handoffs.conftest import Desk
from tests.refusals import expect_refusal

pytestmark = pytest.mark.usefixtures("database")

LIST, DOSSIER = 8, 12
PAGE = "/can-bo/mot-cua/ho-so/{}"


def away(officer: Officer, days: int = 3) -> None:
    """The officer is absent from today on."""
    today = clock.today()
    db.session.add(
        Absence(
            id=uuid4(),
            staff_id=officer.staff.id,
            unit_id=officer.posting.unit_id,
            during=Range(today, today + timedelta(days=days)),
            noted_by_id=officer.staff.id,
            noted_at=clock.now(),
        )
    )
    db.session.flush()


def two_of(role: Role, dossier: Dossier) -> tuple[Officer, Officer]:
    """Two officers with the same role."""
    names = ("Nguyễn Thị An", "Trần Văn Bình")
    one, other = (AnOfficer(role, dossier.commune, name=name) for name in names)
    return one, other


def told(dossier: Dossier) -> list[str]:
    return [event.action for event in dossier.journal]


def test_a_dossier_is_given_by_hand_and_stays_with_whoever_has_it() -> None:
    dossier = ADossier()
    an, binh = two_of(Role.COMMUNE_RECEPTION, dossier)
    leader = AnOfficer(Role.COMMUNE_LEADER, dossier.commune, account=False)
    stranger = AnOfficer(Role.COMMUNE_RECEPTION, a_commune(1), account=False)
    before = (dossier.state, dossier.due_at)

    assignments.assign(dossier, an.staff.id, by=an.at(dossier))
    with expect_refusal("Dossier", match="Nguyễn Thị An"):
        assignments.assign(dossier, an.staff.id, by=an.at(dossier))
    with expect_refusal("cannot go on"):
        assignments.assign(dossier, binh.staff.id, by=binh.at(dossier))
    with pytest.raises(NotAllowed):
        assignments.assign(dossier, None, by=stranger.at(dossier))
    with (
        expect_refusal("Choose somebody who works at the desk of this commune today"),
        db.session.begin_nested(),
    ):
        assignments.assign(dossier, stranger.staff.id, by=an.at(dossier))
    assignments.assign(dossier, binh.staff.id, by=an.at(dossier))
    assignments.assign(dossier, None, by=leader.at(dossier))

    assert dossier.assigned_to_id is None
    assert (dossier.state, dossier.due_at) == before
    given = [e.facts["staff"] for e in dossier.journal if e.action == Action.ASSIGN]
    assert given[-3:] == [str(an.staff.id), str(binh.staff.id), None]


def test_nothing_is_given_to_whoever_is_away_and_theirs_is_taken_over_with_a_reason() -> None:
    dossier = ADossier(State.ACCEPTED)
    an, binh = two_of(Role.COMMUNE_JUSTICE, dossier)
    assignments.assign(dossier, an.staff.id, by=an.at(dossier))
    away(an)
    with expect_refusal("Write why you take it over"):
        assignments.take_over(dossier, by=binh.at(dossier), reason=" ")
    assignments.take_over(dossier, by=binh.at(dossier), reason="Đồng chí An đi học")
    assert dossier.assigned_to_id == binh.staff.id
    assert dossier.journal[-1].facts == {"staff": str(binh.staff.id), "from": str(an.staff.id)}
    with expect_refusal("cannot go on"):
        assignments.take_over(dossier, by=binh.at(dossier), reason="Lần nữa")
    with expect_refusal("is away, and back on", match="An"), db.session.begin_nested():
        assignments.assign(dossier, an.staff.id, by=binh.at(dossier))


def test_in_turn_each_accepted_dossier_goes_to_whoever_is_here_and_has_least() -> None:
    first, second, third, fourth = (ADossier() for _n in range(4))
    an, binh = two_of(Role.COMMUNE_JUSTICE, first)
    assignments.share_in_turn(first.commune_id, in_turn=True)
    for dossier in (first, second, third):
        walk.accepted(dossier)
        db.session.flush()
    holders = [dossier.assigned_to_id for dossier in (first, second, third)]
    assert set(holders[:2]) == {an.staff.id, binh.staff.id}
    assert holders[2] == holders[0]
    away(an)
    walk.accepted(fourth)
    assert fourth.assigned_to_id == binh.staff.id


def test_what_was_given_in_turn_is_nobodys_again_when_the_acceptance_is_taken_back() -> None:
    dossier = ADossier()
    two_of(Role.COMMUNE_JUSTICE, dossier)
    reception = AnOfficer(Role.COMMUNE_RECEPTION, dossier.commune, account=False)
    assignments.share_in_turn(dossier.commune_id, in_turn=True)
    by = reception.at(dossier)
    walk.dossier_visits.accept(dossier, by=by, visit_at=walk.tomorrow_at_nine())
    assert told(dossier)[-2:] == [Action.ACCEPT, Action.ASSIGN]
    transitions.advance(dossier, Action.UNDO, by=by)
    assert dossier.state is State.SUBMITTED
    assert dossier.accepted_at is None
    assert dossier.assigned_to_id is None
    standing = [event.action for event in rules.undo.standing(dossier.journal)]
    assert Action.ACCEPT not in standing


def test_one_officer_alone_is_never_asked_to_share(app: Flask) -> None:
    dossier = ADossier(State.ACCEPTED)
    justice = AnOfficer(Role.COMMUNE_JUSTICE, dossier.commune)
    assignments.share_in_turn(dossier.commune_id, in_turn=True)
    desk = Desk(browser_of(app, justice), justice)
    assert "Người thụ lý" not in desk.see(PAGE.format(dossier.id))
    assert "Việc của tôi" not in desk.see("/can-bo/mot-cua/")


def test_a_dossier_kept_for_some_minutes_is_free_again_by_itself() -> None:
    dossier = ADossier(State.ACCEPTED)
    an, binh = two_of(Role.COMMUNE_JUSTICE, dossier)
    edit_lock.hold(dossier, by=an.at(dossier))
    db.session.flush()
    with expect_refusal("Ask them, or wait until then", match="Nguyễn Thị An"):
        transitions.advance(dossier, Action.PREPARE, by=binh.at(dossier))
    with expect_refusal("Ask them, or wait until then"):
        edit_lock.hold(dossier, by=binh.at(dossier))
    with expect_refusal("Ask them, or wait until then"):
        edit_lock.release(dossier, by=binh.at(dossier))
    held = team.hold_of(dossier.id)
    assert held is not None
    db.session.get_one(EditLock, dossier.id).until = clock.real_now()
    db.session.flush()
    transitions.advance(dossier, Action.PREPARE, by=binh.at(dossier))


def test_colleagues_read_a_note_and_nobody_changes_it(app: Flask) -> None:
    dossier = ADossier()
    an, binh = two_of(Role.COMMUNE_RECEPTION, dossier)
    district = AnOfficer(Role.DISTRICT_JUSTICE)
    desk = Desk(browser_of(app, an), an)
    page = PAGE.format(dossier.id)
    sent = desk.send(
        page, f"{page}/ghi-chu", version=dossier.row_version, text="Gọi lại sau 14 giờ"
    )
    assert sent.status_code == 302
    empty = desk.send(page, f"{page}/ghi-chu", version=dossier.row_version, text=" ")
    assert "Hãy ghi điều đồng nghiệp cần biết" in empty.get_data(as_text=True)
    assert "Gọi lại sau 14 giờ" in Desk(browser_of(app, binh), binh).see(page)
    with pytest.raises(NotAllowed):
        notes.note(dossier, "Không phải của tôi", by=district.at(dossier))


def test_the_desk_shows_what_is_mine_what_is_nobodys_and_what_a_colleague_has(app: Flask) -> None:
    mine, theirs, nobodys = (ADossier(State.ACCEPTED) for _n in range(3))
    an, binh = two_of(Role.COMMUNE_JUSTICE, mine)
    gone = AnOfficer(Role.COMMUNE_JUSTICE, a_commune(1), account=False)
    assignments.assign(mine, an.staff.id, by=an.at(mine))
    assignments.assign(theirs, binh.staff.id, by=an.at(theirs))
    nobodys.assigned_to_id = gone.staff.id  # has left this desk: anybody may take it
    away(binh)
    desk = Desk(browser_of(app, an), an)
    queue = "/can-bo/mot-cua/?hang=all"

    def seen(word: str) -> set[str]:
        with statements(app) as sent:
            page = desk.see(f"{queue}&cua={word}")
        assert len(sent) <= LIST, sent
        return {each.code for each in (mine, theirs, nobodys) if f"ho-so/{each.id}" in page}

    desk.see(queue)
    assert seen("toi") == {mine.code}
    assert seen("chua") == {nobodys.code}
    assert seen(str(binh.staff.id)) == {theirs.code}
    assert seen("") == seen("nonsense") == {mine.code, theirs.code, nobodys.code}
    with statements(app) as sent:
        page = desk.see(PAGE.format(theirs.id))
    assert len(sent) <= DOSSIER, sent
    assert "Trần Văn Bình" in page
    assert "Nhận thay" in page
    overview = desk.see("/can-bo/mot-cua/phan-cong/")
    assert "Vắng, ngày" in overview


def test_a_dossier_is_taken_given_and_kept_by_one_press_each(app: Flask) -> None:
    dossier = ADossier(State.ACCEPTED)
    an, binh = two_of(Role.COMMUNE_JUSTICE, dossier)
    page = PAGE.format(dossier.id)
    desk, other = Desk(browser_of(app, an), an), Desk(browser_of(app, binh), binh)
    desk.send(page, f"{page}/buoc/assign", version=dossier.row_version, to=str(an.staff.id))
    db.session.refresh(dossier)
    assert dossier.assigned_to_id == an.staff.id
    desk.send(page, f"{page}/giu", version=dossier.row_version)
    assert "Đang giữ đến" in desk.see(page)
    data = {"version": dossier.row_version, "reason": "Đồng chí An ốm"}
    kept = other.send(page, f"{page}/buoc/take-over", **data).get_data(as_text=True)
    assert "Nguyễn Thị An đang xử lý hồ sơ" in kept
    assert "Đồng chí An ốm" in kept
    desk.send(page, f"{page}/tha", version=dossier.row_version)
    without = other.send(page, f"{page}/buoc/take-over", version=dossier.row_version, reason="")
    assert "Hãy ghi lý do nhận thay" in without.get_data(as_text=True)
    assert other.send(page, f"{page}/buoc/take-over", **data).status_code == 302
    told = desk.see(page)
    assert "Đã nhận thay đồng nghiệp" in told
    assert "Đồng chí An ốm" in told


def test_colleagues_note_who_is_away_and_the_leader_how_work_is_shared(app: Flask) -> None:
    dossier = ADossier()
    an, binh = two_of(Role.COMMUNE_JUSTICE, dossier)
    leader = AnOfficer(Role.COMMUNE_LEADER, dossier.commune)
    stranger = AnOfficer(Role.COMMUNE_JUSTICE, a_commune(1))
    desk = Desk(browser_of(app, an), an)
    form, today = "/can-bo/vang-mat/add", clock.today().isoformat()
    days = {"during": [today, today]}
    missing = desk.send(form, form, staff=str(binh.staff.id), during=[today, ""])
    assert "Hãy ghi ngày đầu và ngày cuối" in missing.get_data(as_text=True)
    elsewhere = desk.send(form, form, staff=str(stranger.staff.id), **days)
    assert elsewhere.status_code == 200
    assert desk.send(form, form, staff=str(binh.staff.id), **days).status_code == 302
    again = desk.send(form, form, staff=str(binh.staff.id), **days)
    assert "vắng mặt một số ngày" in again.get_data(as_text=True)
    assert team.team({dossier.commune_id}).member(binh.staff.id).back_on is not None  # type: ignore[union-attr]
    overview, rule = "/can-bo/mot-cua/phan-cong/", "/can-bo/mot-cua/phan-cong/cach-chia"
    ask = {"unit": dossier.commune_id, "in_turn": "y"}
    assert desk.send(form, rule, **ask).status_code == 403
    head = Desk(browser_of(app, leader), leader)
    assert head.send(overview, rule, **(ask | {"unit": a_commune(1).id})).status_code == 403
    assert head.send(overview, rule, **ask).status_code == 302
    assert team.is_in_turn(dossier.commune_id)
    assert "có ít việc nhất" in desk.see(overview)


def test_a_view_of_the_desk_is_kept_shared_and_opens_it(app: Flask) -> None:
    early, late = ADossier(State.ACCEPTED), ADossier(State.PREPARED)
    signing = ADossier(State.TO_SIGN)
    an, binh = two_of(Role.COMMUNE_JUSTICE, early)
    desk, other = Desk(browser_of(app, an), an), Desk(browser_of(app, binh), binh)
    setup, queue = "/can-bo/sap-xep/Desk?hang=all", "/can-bo/mot-cua/"
    either = {
        "noi-0": "any",
        "cot-0-0": "state", "so-0-0": "eq", "gia-0-0": "accepted",
        "cot-0-1": "state", "so-0-1": "eq", "gia-0-1": "to_sign",
    }  # fmt: skip
    columns = ["subject_name", "state", "applicant_phone"]
    shared = {"ten": "Đang chờ người", "cho": f"unit-{early.commune_id}", "dau": "1"}
    kept = desk.send(
        setup, setup, viec="luu-moi", cot=columns, **{"thu-tu": columns}, **either, **shared
    )
    assert kept.status_code == 303

    def seen(who: Desk, address: str) -> set[str]:
        with statements(app) as sent:
            page = who.see(address)
        assert len(sent) <= LIST, sent
        return {each.code for each in (early, late, signing) if f"ho-so/{each.id}" in page}

    assert seen(desk, queue) == {early.code, signing.code}, "it opens with the own view"
    page = desk.see(queue)
    assert masked(early.applicant_phone) in page
    assert str(early.applicant_phone) not in page
    assert seen(desk, f"{queue}?hang=all") == {early.code, late.code, signing.code}
    assert "Đang chờ người" in other.see(queue)
    assert seen(other, f"{queue}?hang=all") == {early.code, late.code, signing.code}
    assert seen(other, kept.location) == {early.code, signing.code}
    assert seen(other, f"{kept.location}&hang=to_prepare") == {early.code}
    assert other.status(f"{queue}?loc=[") == 400
    assert seen(other, f"{kept.location}&tim=nguyen") == {early.code, signing.code}
    all_of_it = {"all": "1", "hang": "all", "xem": kept.location.partition("xem=")[2]}
    asked = other.send(setup, "/can-bo/mot-cua/nhieu/hoi", action="assign", **all_of_it)
    chosen = asked.get_data(as_text=True)
    assert str(early.id) in chosen
    assert str(late.id) not in chosen, (
        "what is done with all of a view is done with all of it alone"
    )


def test_the_pages_of_a_queue_follow_one_another_from_row_to_row(app: Flask) -> None:
    first = ADossier(State.ACCEPTED)
    officer = AnOfficer(Role.COMMUNE_JUSTICE, first.commune)
    others = [a_copy_of(first, n) for n in range(59)]
    for n, each in enumerate(others):
        each.due_at = None if n > 33 else clock.now() + timedelta(hours=n)
    db.session.flush()
    desk = Desk(browser_of(app, officer), officer)
    pages, address = [], "/can-bo/mot-cua/?hang=to_prepare"
    while address:
        with statements(app) as sent:
            page = desk.see(address)
        assert len(sent) <= LIST, sent
        pages.append(re.findall(r'mc-rowlink"\s+href="[^"]*/([0-9a-f-]{36})"', page))
        onward = re.search(r'href="([^"]*)"\s+rel="next"', page)
        back = re.search(r'href="([^"]*)"\s+rel="prev"', page)
        address = unescape(onward[1]) if onward else ""
    assert [len(each) for each in pages] == [25, 25, 10]
    shown = [key for each in pages for key in each]
    assert len({*shown}) == len(shown) == 60
    order = {str(each.id): each.due_at for each in [first, *others]}
    dues = [order[key] for key in shown]
    assert dues == sorted(dues, key=lambda due: (due is None, due or clock.now()))
    assert back
    before = desk.see(unescape(back[1]))
    assert re.findall(r'mc-rowlink"\s+href="[^"]*/([0-9a-f-]{36})"', before) == pages[1]
    assert pages[1][0] in desk.see("/can-bo/mot-cua/?hang=to_prepare&trang=2"), "as kept long ago"
