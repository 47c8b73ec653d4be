"""Who has to come, where officers and citizens meet, and time for verification."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from app.dossiers.models.dossier import Dossier
from app.dossiers.operations import transitions
from app.dossiers.queries import slips
from app.dossiers.views.citizen import timeline
from app.dossiers.workflow import Action, SlipKind, State
from app.kernel import clock
from app.kernel.db import db
from app.kernel.deadlines.explanation import ExplanationKind
from app.notifications.models.outbox import Message
from app.notifications.rules.message_text import in_full
from app.notifications.vocabulary import MessageKind
from app.organisation import queries as organisation
from harness.stage.factories import ADossier, AVersion
from harness.stage.factories import dossiers as walk
from harness.stage.factories.dossiers import JUSTICE, RECEPTION
from tests.dossiers.test_slip_issue import printed
from tests.handoffs.conftest import Desk, desk
from tests.refusals import expect_refusal

__all__ = ["desk"]

pytestmark = pytest.mark.usefixtures("database")
CODE = "9.000001"


def question(key: str, kind: str, **more: Any) -> dict[str, Any]:
    return {"key": key, "kind": kind, "label": key, "required": False, "asked": True, **more}


def a_version(**more: Any) -> None:
    """A marriage: both fill it in together, and either may send it."""
    questions = [
        question("bride_name", "name", stands_for="subject"),
        question("groom_name", "name", stands_for="applicant"),
        question("phone", "phone", stands_for="applicant_phone"),
        question("visit_place", "address"),
        question("visit_day", "date", stands_for="visit_day"),
        question("visit_time", "text", stands_for="visit_time"),
    ]
    compiled = {
        "sections": [{"key": "all", "title": "Tờ khai", "questions": questions}],
        "limits": {
            "total": {"amount": 3, "unit": "working_day"},
            "verify": {"amount": 5, "unit": "working_day"},
        },
        "results": [],
        "policy": "continue_from_elapsed",
    }
    AVersion(CODE, {**compiled, **more})


def filed(state: State = State.ACCEPTED, **said: Any) -> Dossier:
    people = {"bride_name": "Trần Thị Bên Nữ", "groom_name": "Đỗ Văn Bên Nam"}
    return ADossier(state, None, CODE, **{**people, "phone": "0912345678", **said})


def told(dossier: Dossier, template: MessageKind) -> str:
    query = select(Message).where(Message.subject_id == dossier.id, Message.template == template)
    message = db.session.scalars(query).one()
    return in_full(template, message.facts).body


def test_both_must_come_and_sign_and_nobody_in_their_place(desk: Callable[..., Desk]) -> None:
    a_version(both_present=True)
    dossier = filed(State.PREPARED)
    assert dossier.declarant_signed_at is not None  # the factory brought both

    dossier = filed()
    officer = desk(RECEPTION, dossier.commune)
    page = f"/can-bo/mot-cua/ho-so/{dossier.id}/buoc/visit"
    shown = officer.see(page)
    assert "Trần Thị Bên Nữ" in shown
    assert "Đỗ Văn Bên Nam" in shown
    one = officer.send(page, page, outcome="done", people="bride_name", version=dossier.row_version)
    assert "Đỗ Văn Bên Nam cũng phải có mặt" in one.get_data(as_text=True)
    db.session.refresh(dossier)
    assert dossier.visited_at is None
    walk.prepared(dossier)
    with expect_refusal("cannot go on", match="cả hai bên"):
        walk.proposed(dossier)
    walk.visited(dossier)
    walk.proposed(dossier)
    assert dossier.state is State.TO_SIGN


def test_where_nobody_signs_the_book_the_visit_does_not_ask(desk: Callable[..., Desk]) -> None:
    a_version(declarant_signs=False)
    dossier = filed()
    page = f"/can-bo/mot-cua/ho-so/{dossier.id}/buoc/visit"
    assert "đã ký" not in desk(RECEPTION, dossier.commune).see(page)
    walk.prepared(dossier)
    walk.proposed(dossier)


def test_officers_come_at_the_hour_that_the_citizen_asks_for(desk: Callable[..., Desk]) -> None:
    a_version(visit="home")
    calendar = organisation.calendar()
    day = calendar.next_working_day(calendar.next_working_day(clock.today()))
    place = {"place": walk.a_commune().code, "detail": "ngõ 5, thôn Trong"}
    asked = filed(State.SUBMITTED, visit_place=place, visit_day=day.isoformat(), visit_time="14:30")
    officer = desk(RECEPTION, asked.commune)
    page = f"/can-bo/mot-cua/ho-so/{asked.id}/buoc/accept"
    shown = officer.see(page)
    assert f'value="{day}T14:30"' in shown
    assert "ngõ 5, thôn Trong" in shown
    officer.send(page, page, other=f"{day}T14:30", slot="", version=asked.row_version)
    db.session.refresh(asked)
    assert asked.visit_at == clock.at(day, 14, 30)
    assert "đến nhà" in told(asked, MessageKind.ACCEPTED)
    assert "Cán bộ đến nhà lúc" in officer.see(f"/can-bo/mot-cua/ho-so/{asked.id}")
    assert "Cán bộ đến nhà, ông/bà ký sổ" in {mark.title for mark in timeline.of(asked).marks}

    sunday = date(2016, 11, 27)
    wrong = filed(State.SUBMITTED, visit_day=sunday.isoformat(), visit_time="09:00")
    shown = officer.see(f"/can-bo/mot-cua/ho-so/{wrong.id}/buoc/accept")
    assert "ngoài giờ làm việc" in shown
    assert "T09:00" not in shown.split('name="other"')[1].split(">")[0]


def test_verification_adds_its_time_once_and_the_citizen_gets_another_receipt() -> None:
    a_version()
    dossier = filed()
    promised = dossier.promised_at
    assert promised is not None
    walk.take(dossier, Action.VERIFY, JUSTICE, "Hỏi lại nơi cư trú trước khi kết hôn")
    lines = transitions.compute_deadline(dossier).lines  # type: ignore[union-attr]
    assert ExplanationKind.MORE_FOR_VERIFICATION in {line.kind for line in lines}
    calendar = organisation.calendar()
    assert calendar.working_days_between(promised, dossier.due_at) == 5  # type: ignore[arg-type]
    assert dossier.promised_at == dossier.due_at
    receipt = slips.last_slip(SlipKind.RECEIPT, of=dossier)
    assert receipt is not None
    assert receipt.replaces is not None
    assert "xác minh" in printed(receipt)
    assert "5 ngày làm việc" in told(dossier, MessageKind.VERIFYING)
    with expect_refusal("cannot go on"):
        walk.take(dossier, Action.VERIFY, JUSTICE, "Hỏi thêm lần nữa")
