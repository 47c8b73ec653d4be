"""A dossier sent to the wrong commune: transfer proposed, agreed to, and completed."""

from __future__ import annotations

from flask import Flask
from sqlalchemy import select

from app.accounts.roles import Role
from app.dossiers.models.dossier import Channel, Dossier
from app.kernel import clock
from app.kernel.db import db
from app.notifications import queries as notices
from app.notifications.models.calls_and_preferences import CallTask
from app.notifications.models.outbox import MessageState
from app.notifications.operations.call_tasks import ask_for_call
from app.notifications.vocabulary import MessageKind
from harness.stage.citizen import Citizen
from harness.stage.databases import Database
from harness.stage.factories import ADossier, AnOfficer, a_commune, browser_of
from tests.dossiers.citizen.test_tracking import tracking

WHY = "Cha mẹ thường trú tại xã bên"


def a_desk(app: Flask, n: int) -> Citizen:
    """The browser of a one-stop officer of the n-th commune."""
    officer = AnOfficer(Role.COMMUNE_RECEPTION, a_commune(n))
    return Citizen(browser_of(app, officer), a_commune(n))


def page_of(dossier: Dossier, step: str = "") -> str:
    return f"/can-bo/mot-cua/ho-so/{dossier.id}" + (f"/buoc/{step}" if step else "")


def propose(desk: Citizen, dossier: Dossier) -> None:
    desk.get(page_of(dossier, "propose-passing"))
    desk.post(page_of(dossier, "propose-passing"), to=str(a_commune(1).id), reason=WHY)


def test_the_citizen_agrees_and_the_dossier_is_at_home_elsewhere(
    app: Flask, citizen: Citizen, database: Database
) -> None:
    dossier = ADossier(channel=Channel.FROM_PAPER, photos=False)
    code, secret = dossier.code, dossier.secret_hash
    here, there = a_desk(app, 0), a_desk(app, 1)
    propose(here, dossier)
    assert MessageKind.TRANSFER in {message.template for message in notices.about(dossier.id)}
    assert there.get(page_of(dossier)).status == 404

    assert WHY in tracking(citizen, dossier).text
    citizen.post("/tra-cuu/chuyen-xa", answer="agree")
    assert "Hồ sơ đã được chuyển" in citizen.text
    db.session.expire_all()
    assert dossier.commune_id == a_commune(1).id
    assert (dossier.code, dossier.secret_hash) == (code, secret)
    assert dossier.intake_due_at is not None

    assert there.get(page_of(dossier)).status == 200
    assert here.get(page_of(dossier)).status == 404
    passed = "/can-bo/chuyen-xa/list/"
    assert code in here.get(passed).text
    assert here.get(f"{passed}?_flt_1_passed_at=9999-12-31").status == 200


def test_a_call_that_was_still_to_make_goes_with_the_dossier(
    app: Flask, citizen: Citizen, database: Database
) -> None:
    dossier = ADossier(channel=Channel.FROM_PAPER, photos=False)
    propose(a_desk(app, 0), dossier)
    (lost,) = (each for each in notices.about(dossier.id) if each.template == MessageKind.TRANSFER)
    lost.state, lost.finished_at = MessageState.TECHNICAL_FAILURE, clock.now()
    ask_for_call(lost)
    tracking(citizen, dossier)
    citizen.post("/tra-cuu/chuyen-xa", answer="agree")
    call = db.session.scalars(select(CallTask).filter_by(message_id=lost.id)).one()
    assert call.unit_id == a_commune(1).id


def test_a_consent_holds_for_the_commune_that_was_read_of(
    app: Flask, citizen: Citizen, database: Database
) -> None:
    dossier = ADossier(channel=Channel.FROM_PAPER, photos=False)
    here = a_desk(app, 0)
    propose(here, dossier)
    tracking(citizen, dossier)
    decline = page_of(dossier, "decline-passing")
    here.get(decline)
    here.post(decline, reason="Đề nghị nhầm xã")
    here.get(page_of(dossier, "propose-passing"))
    here.post(page_of(dossier, "propose-passing"), to=str(a_commune(2).id), reason=WHY)
    citizen.post("/tra-cuu/chuyen-xa", answer="agree")
    assert "Câu hỏi đã thay đổi" in citizen.text
    db.session.expire_all()
    assert (dossier.commune_id, dossier.passing_to_id) == (a_commune().id, a_commune(2).id)


def test_the_citizen_declines_and_nothing_moves(
    app: Flask, citizen: Citizen, database: Database
) -> None:
    dossier = ADossier(channel=Channel.FROM_PAPER, photos=False)
    here = a_desk(app, 0)
    propose(here, dossier)
    tracking(citizen, dossier).post("/tra-cuu/chuyen-xa", answer="decline")
    db.session.expire_all()
    assert (dossier.commune_id, dossier.passing_to_id) == (a_commune().id, None)
    assert "Đề nghị chuyển xã khác" in here.get(page_of(dossier)).text


def test_at_the_desk_a_consent_is_written_down(app: Flask, database: Database) -> None:
    dossier = ADossier(channel=Channel.FROM_PAPER, photos=False)
    here = a_desk(app, 0)
    propose(here, dossier)
    agree = page_of(dossier, "agree-passing")
    here.get(agree)
    here.post(agree, reason="")
    assert dossier.commune_id == a_commune().id
    here.get(agree)
    here.post(agree, reason="Bà Mẫu đồng ý qua điện thoại lúc 9 giờ 10, ông Cán Bộ nghe máy")
    assert "đã được chuyển đến" in here.text
    db.session.expire_all()
    assert dossier.commune_id == a_commune(1).id
