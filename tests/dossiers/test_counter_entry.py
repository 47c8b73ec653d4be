"""A citizen at the desk leaves with the slip; what happened at an appointment; who did not come."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from app.dossiers.forms.declaration import declaration
from app.dossiers.models.dossier import Dossier, Draft, Event
from app.dossiers.operations import appointments
from app.dossiers.queries import queue_counts, slips
from app.dossiers.queries.queues import Queue
from app.dossiers.workflow import Action, SlipKind, State
from app.kernel import clock
from app.kernel.db import db
from app.notifications.models.outbox import Message
from app.notifications.vocabulary import MessageKind
from app.procedures import queries as procedures
from app.procedures.models.vocabulary import Must
from app.procedures.rules.papers_and_fees import papers_for
from harness.stage.databases import Database
from harness.stage.factories import ADossier, a_commune, answers_for, somebody
from harness.stage.factories import dossiers as walk
from harness.stage.factories.dossiers import RECEPTION
from tests.dossiers.test_lookups import DECLARE, begun
from tests.dossiers.test_one_page_declaration import typed_in
from tests.handoffs.conftest import Desk, desk

__all__ = ["desk"]


def typed(desk: Desk, draft: Draft, **more: Any) -> TestResponse:
    """The whole declaration, sent with every original seen."""
    form, around = procedures.form(draft.version), procedures.surroundings(draft.commune)
    answers = answers_for(form, draft.commune)
    page = declaration(form, answers, around)(meta={"csrf": False})
    seen = [p.key for p in papers_for(form, answers) if p.must is not Must.MADE]
    said: dict[str, Any] = {**typed_in(page).to_dict(flat=False), "da_xem": seen, **more}
    return desk.send(DECLARE, DECLARE, ban_nhap=str(draft.id), declared="1", nop="1", **said)


def messages(dossier: Dossier) -> list[str]:
    query = select(Message.template).where(Message.subject_id == dossier.id)
    return list(db.session.scalars(query))


def test_a_citizen_who_is_present_leaves_with_the_slip(app: Flask, committed: Database) -> None:
    desk, key = begun(app)
    draft = db.session.get_one(Draft, key)
    here = {"tai-quay-present": "y", "tai-quay-paid": "y", "tai-quay-kept": "y"}
    refused = typed(desk, draft, **here)
    assert refused.status_code == 422
    assert "Đánh dấu là đã ký sổ" in refused.get_data(as_text=True)
    db.session.rollback()
    assert not db.session.scalars(select(Dossier)).all(), "in one step, or not at all"
    draft = db.session.get_one(Draft, key)
    assert draft.answers["child_name"], "what was typed is kept"

    taken = typed(desk, draft, **here, **{"tai-quay-signed": "y"})
    assert taken.status_code == 302, taken.get_data(as_text=True)
    db.session.rollback()
    dossier = db.session.scalars(select(Dossier)).one()
    assert [event.action for event in dossier.journal] == ["submit", "accept", "visit"]
    assert dossier.state is State.ACCEPTED
    assert dossier.visit_at is None
    assert dossier.declarant_signed_at is not None
    assert dossier.due_at is not None
    assert all(fee.taken_at for fee in dossier.fees if fee.amount)
    assert messages(dossier) == [], "nobody is told to come who is there"
    assert slips.last_slip(SlipKind.RECEIPT, of=dossier) is not None
    page = unescape(desk.see(taken.location))
    assert f"/can-bo/mot-cua/ho-so/{dossier.id}/in/giay-hen" in page
    assert "Hồ sơ tiếp theo" in page
    assert "Công dân có mặt tại quầy" in page
    assert desk.status(f"/can-bo/mot-cua/ho-so/{dossier.id}/in/giay-hen") == 302


def test_who_is_at_the_desk_is_accepted_without_an_appointment(
    desk: Callable[..., Desk], database: object
) -> None:
    dossier = ADossier()
    before = len(messages(dossier))
    officer = desk(RECEPTION, dossier.commune)
    page = f"/can-bo/mot-cua/ho-so/{dossier.id}/buoc/accept"
    assert "Công dân đang có mặt" in officer.see(page)
    said = {"present": "y", "version": dossier.row_version, "originals": "birth_notification"}
    refused = officer.send(page, page, **said)
    assert "Đánh dấu là đã ký sổ" in refused.get_data(as_text=True)
    db.session.refresh(dossier)
    officer.send(page, page, **{**said, "version": dossier.row_version}, signed="y")
    db.session.refresh(dossier)
    assert dossier.state is State.ACCEPTED
    assert dossier.visit_at is None
    assert dossier.visited_at is not None
    assert len(messages(dossier)) == before


def test_the_first_free_time_is_chosen_and_lies_within_the_office_hours(
    desk: Callable[..., Desk], database: object
) -> None:
    dossier = ADossier()
    first = appointments.free_moments(dossier)[0]
    page = f"/can-bo/mot-cua/ho-so/{dossier.id}/buoc/accept"
    shown = desk(RECEPTION, dossier.commune).see(page)
    assert f'selected value="{first.isoformat()}"' in shown
    assert all(map(appointments.may_be_appointed, appointments.free_moments(dossier)))


def test_a_visit_says_what_happened(desk: Callable[..., Desk], database: object) -> None:
    dossier = ADossier(State.ACCEPTED)
    officer = desk(RECEPTION, dossier.commune)
    page = f"/can-bo/mot-cua/ho-so/{dossier.id}/buoc/visit"
    nothing = officer.send(page, page, version=dossier.row_version).get_data(as_text=True)
    assert "Chọn kết quả buổi hẹn" in nothing
    assert 'id="outcome-error"' in nothing
    part = {"outcome": "incomplete", "originals": "birth_notification"}
    officer.send(page, page, version=dossier.row_version, **part)
    db.session.refresh(dossier)
    assert dossier.visited_at is None
    assert dossier.declarant_signed_at is None
    shown = unescape(officer.see(f"/can-bo/mot-cua/ho-so/{dossier.id}"))
    assert "Đã đến, còn thiếu giấy tờ" in shown
    assert "Đã đối chiếu bản chính: Giấy chứng sinh" in shown
    officer.send(page, page, version=dossier.row_version, outcome="done")
    db.session.refresh(dossier)
    assert dossier.declarant_signed_at is not None
    assert "Đã ký sổ." in officer.see(f"/can-bo/mot-cua/ho-so/{dossier.id}")


def test_who_did_not_come_waits_in_a_queue_until_another_day_is_given(
    desk: Callable[..., Desk], database: object
) -> None:
    dossier = ADossier(State.ACCEPTED)
    officer = desk(RECEPTION, dossier.commune)
    by = somebody(RECEPTION, a_commune()).actor

    def counted() -> tuple[int, int]:
        found = queue_counts.queue_counts(by, (Queue.VISITS, Queue.MISSED))
        return found[Queue.VISITS], found[Queue.MISSED]

    dossier.visit_at = clock.at(clock.today(), 8)
    db.session.flush()
    assert counted() == (1, 0)
    dossier.visit_at = clock.at(clock.today() - timedelta(days=1), 8)
    db.session.flush()
    assert counted() == (0, 1)
    page = f"/can-bo/mot-cua/ho-so/{dossier.id}/buoc/visit"
    slot = appointments.free_moments(dossier)[0]
    said = {"outcome": "absent", "slot": slot.isoformat()}
    officer.send(page, page, version=dossier.row_version, **said)
    db.session.refresh(dossier)
    assert dossier.visited_at is None
    assert dossier.visit_at == slot
    assert counted() == (0, 0)
    actions = select(Event.action).where(Event.dossier_id == dossier.id).order_by(Event.id)
    assert list(db.session.scalars(actions))[-2:] == [Action.MISS_VISIT, Action.MOVE_VISIT]
    assert MessageKind.VISIT_SOON in messages(dossier)


@pytest.mark.usefixtures("database")
def test_the_next_dossier_is_the_next_of_the_queue_that_was_open(
    desk: Callable[..., Desk],
) -> None:
    first, second, third = ADossier(), ADossier(), ADossier()
    officer = desk(RECEPTION, first.commune)
    officer.see("/can-bo/mot-cua/?hang=new")
    page = f"/can-bo/mot-cua/ho-so/{second.id}/buoc/accept"
    slot = walk.tomorrow_at_nine().isoformat()
    officer.send(page, page, version=second.row_version, slot=slot)
    shown = unescape(officer.see(f"/can-bo/mot-cua/ho-so/{second.id}"))
    onwards = shown.split('href="/can-bo/mot-cua/tiep-theo/', 1)[1].split('"', 1)[0]
    there = officer.client.get(f"/can-bo/mot-cua/tiep-theo/{onwards}")
    assert there.location.endswith(f"/ho-so/{third.id}")
    nobody = f"/can-bo/mot-cua/tiep-theo/?hang=to_return&sau={second.id}"
    assert officer.client.get(nobody).location.endswith("/can-bo/mot-cua/?hang=to_return")
