"""Undo of a wrong click within minutes, which leaves only two rows in the journal."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from app.accounts.roles import Role
from app.dossiers import rules
from app.dossiers.models.dossier import Channel, Dossier
from app.dossiers.operations import slip_contents, transitions
from app.dossiers.workflow import Action, SlipKind, State
from app.handoffs.models import Leg
from app.handoffs.operations import transitions as legs
from app.handoffs.queries import packets
from app.handoffs.workflow import LegAction, LegState
from app.kernel import clock
from app.kernel.db import db, transaction
from app.kernel.workflow.engine import WrongState
from app.notifications import queries as notices
from app.notifications.models.outbox import MessageState
from app.notifications.vocabulary import MessageKind
from app.procedures.models.vocabulary import LegKind
from harness.stage.databases import Database
from harness.stage.factories import ADossier, AnOfficer, browser_of, somebody
from harness.stage.factories import dossiers as walk
from tests.refusals import expect_refusal

MOMENTS = (
    "state", "accepted_at", "visit_at", "clock_started_at", "promised_at", "due_at", "ended_at",
    "prepared_by_id",
)  # fmt: skip
RECEPTION, JUSTICE, LEADER = Role.COMMUNE_RECEPTION, Role.COMMUNE_JUSTICE, Role.COMMUNE_LEADER


def a_dossier(state: State = State.SUBMITTED) -> Dossier:
    """Entered from paper, so without photos."""
    return ADossier(state, channel=Channel.FROM_PAPER, photos=False)


def sent_back(dossier: Dossier) -> None:
    walk.take(dossier, Action.SEND_BACK, LEADER, "Sai chữ đệm")


def as_it_stands(row: Any, names: tuple[str, ...] = MOMENTS) -> dict[str, Any]:
    return {name: getattr(row, name) for name in names}


def undo(dossier: Dossier, role: Role) -> None:
    transitions.advance(dossier, Action.UNDO, by=somebody(role, dossier.commune).at(dossier))


@pytest.mark.parametrize(
    ("state", "step", "role"),
    [
        (State.SUBMITTED, walk.accepted, RECEPTION),
        (State.SUBMITTED, walk.asked, RECEPTION),
        (State.SUBMITTED, walk.not_accepted, RECEPTION),
        (State.SUPPLEMENTING, walk.not_accepted, RECEPTION),
        (State.ACCEPTED, walk.asked, RECEPTION),
        (State.ACCEPTED, walk.prepared, JUSTICE),
        (State.PREPARED, walk.proposed, JUSTICE),
        (State.TO_SIGN, sent_back, LEADER),
    ],
)
def test_a_step_taken_back_is_as_if_it_had_not_been(
    database: Database, state: State, step: Callable[[Dossier], None], role: Role
) -> None:
    dossier = a_dossier(state)
    before, rows = as_it_stands(dossier), len(dossier.journal)
    with transaction():
        step(dossier)
    with transaction():
        undo(dossier, role)
    db.session.expire_all()
    assert as_it_stands(dossier) == before
    assert [event.action for event in dossier.journal[rows:]][1:] == ["undo"]
    assert rules.open_pauses(dossier) == ()


def test_the_ledger_keeps_the_pause_without_length_and_the_list_as_never_meant(
    database: Database,
) -> None:
    dossier = a_dossier(State.ACCEPTED)
    with transaction():
        walk.asked(dossier)
        undo(dossier, RECEPTION)
    db.session.expire_all()
    (pause,), (asked,) = dossier.pauses, dossier.supplements
    assert pause.during.is_empty
    assert asked.voided_at is not None
    assert rules.pauses(dossier) == ()


def test_after_a_request_that_was_taken_back_the_next_one_is_the_first(
    database: Database,
) -> None:
    dossier = a_dossier(State.ACCEPTED)
    with transaction():
        walk.asked(dossier)
        undo(dossier, RECEPTION)
        walk.asked(dossier)
    assert dossier.supplements_asked == 1
    assert slip_contents.sheet_of(dossier, SlipKind.SUPPLEMENT).data["n"] == 1


def test_the_control_slip_tells_no_hand_over_that_was_taken_back(database: Database) -> None:
    dossier = a_dossier(State.ACCEPTED)
    with transaction():
        walk.prepared(dossier)
        undo(dossier, JUSTICE)
    [row] = slip_contents.sheet_of(dossier, SlipKind.CONTROL).data["rows"]
    assert (row["given_by"] != "", row["received"]) == (True, "")


def test_a_notice_that_waits_does_not_go_out(database: Database) -> None:
    dossier = a_dossier()
    with transaction():
        walk.accepted(dossier)
        undo(dossier, RECEPTION)
    told = {m.template: m.state for m in notices.about(dossier.id)}
    assert told[MessageKind.ACCEPTED] is MessageState.CANCELLED
    assert MessageKind.UNDONE not in told


def test_a_notice_that_has_gone_is_set_right_by_one_more(database: Database) -> None:
    dossier = a_dossier()
    with transaction():
        walk.accepted(dossier)
    with transaction():
        (gone,) = (m for m in notices.about(dossier.id) if m.template == MessageKind.ACCEPTED)
        gone.state, gone.attempts = MessageState.SENT, 1
        undo(dossier, RECEPTION)
    told = [m.template for m in notices.about(dossier.id)]
    assert told.count(MessageKind.UNDONE) == 1
    assert gone.state is MessageState.SENT


def test_it_is_too_late_after_ten_minutes(database: Database) -> None:
    dossier = a_dossier(State.ACCEPTED)
    with (
        clock.frozen(clock.now() + timedelta(minutes=11)),
        expect_refusal("It is too late to take this step back"),
    ):
        undo(dossier, RECEPTION)
    assert dossier.state is State.ACCEPTED


def test_nobody_takes_back_the_step_of_another(database: Database) -> None:
    dossier = a_dossier(State.ACCEPTED)
    other = AnOfficer(RECEPTION, dossier.commune, account=False)
    with pytest.raises(WrongState):
        transitions.advance(dossier, Action.UNDO, by=other.at(dossier))


def test_what_something_followed_stays(database: Database) -> None:
    dossier = a_dossier(State.ACCEPTED)
    with transaction():
        walk.visited(dossier)
    with pytest.raises(WrongState):
        undo(dossier, RECEPTION)


def test_a_signature_is_never_taken_back(database: Database) -> None:
    dossier = a_dossier(State.REGISTERED)
    with pytest.raises(WrongState):
        undo(dossier, LEADER)


def test_whoever_prepared_by_mistake_may_still_sign(database: Database) -> None:
    dossier = a_dossier(State.ACCEPTED)
    with transaction():
        walk.prepared(dossier)
        undo(dossier, JUSTICE)
    assert rules.who_prepared(dossier) == frozenset()


# ---- packets ------------------------------------------------------------------------------------

OF_LEGS = ("state", "received_at", "answered_at", "due_at")


def of_police(dossier: Dossier) -> Leg:
    return next(leg for leg in packets.of_dossier(dossier.id) if leg.kind is LegKind.POLICE)


def taken_back(leg: Leg) -> None:
    legs.advance(leg, LegAction.UNDO, by=somebody(Role.POLICE, leg.commune).on(leg))


def test_an_agency_that_asked_by_mistake_takes_it_back(database: Database) -> None:
    leg = of_police(a_dossier(State.AT_AGENCIES))
    with transaction():
        walk.move(leg, LegAction.RECEIVE, Role.POLICE)
    before = as_it_stands(leg, OF_LEGS)
    with transaction():
        walk.move(leg, LegAction.ASK_COMPLETION, Role.POLICE, "Thiếu chữ ký")
        taken_back(leg)
    assert as_it_stands(leg, OF_LEGS) == before
    assert [event.action for event in packets.journal(leg.id)[:2]] == ["undo", "ask_completion"]


def test_what_both_sides_have_booked_is_not_taken_back(database: Database) -> None:
    leg = of_police(a_dossier(State.AT_AGENCIES))
    with transaction():
        walk.move(leg, LegAction.RECEIVE, Role.POLICE)
    with pytest.raises(WrongState):
        taken_back(leg)
    assert leg.state is LegState.RECEIVED


# ---- the page -----------------------------------------------------------------------------------


def test_the_page_offers_it_for_some_minutes_and_then_says_why_not(
    app: Flask, database: Database
) -> None:
    dossier, noon = a_dossier(), clock.at(clock.today(), 12)
    officer = AnOfficer(RECEPTION, dossier.commune)
    with clock.frozen(noon), transaction():
        transitions.advance(
            dossier, Action.REFUSE_INTAKE, by=officer.at(dossier), reason="Không thuộc thẩm quyền"
        )
    browser, address = browser_of(app, officer), f"/can-bo/mot-cua/ho-so/{dossier.id}"
    with clock.frozen(noon + timedelta(minutes=11)):
        late = browser.get(address).get_data(as_text=True)
    assert "Chỉ hoàn tác được đến 12:10" in late
    assert 'value="undo"' not in late
    with clock.frozen(noon + timedelta(minutes=3)):
        page = browser.get(address).get_data(as_text=True)
        assert "Còn hoàn tác được trong 7 phút." in page
        token = page.split('name="csrf_token"', 1)[1].split('value="', 1)[1].split('"', 1)[0]
        fields = {"csrf_token": token, "action": "undo", "version": dossier.row_version}
        done = browser.post(f"{address}/buoc", data=fields, follow_redirects=True)
    assert "Đã hoàn tác thao tác vừa làm" in done.get_data(as_text=True)
    assert dossier.state is State.SUBMITTED
