"""Steps of legs: what travels, what comes back, and when the result is ready."""

from __future__ import annotations

from itertools import product

import pytest
from sqlalchemy import select

from app.accounts.roles import Role
from app.dossiers.models.dossier import Custody, Dossier
from app.dossiers.workflow import State
from app.handoffs import rules
from app.handoffs.models import Leg
from app.handoffs.operations import answers, transitions
from app.handoffs.queries import packets
from app.handoffs.workflow import LegAction, LegCapacity, LegState
from app.kernel.db import ChangedMeanwhile, db
from app.kernel.errors import DomainError, NotAllowed
from app.kernel.workflow.engine import WrongState
from app.notifications.models.outbox import Message
from app.notifications.rules.message_kinds import AgencyResult
from app.notifications.vocabulary import MessageKind
from app.procedures.models.vocabulary import LegKind
from app.procedures.rules.procedure_finder import BIRTH, LINKED_B
from harness.stage.factories import ADossier, AnOfficer, a_commune, somebody
from harness.stage.factories import dossiers as walk
from harness.stage.factories.dossiers import HOLDER, JUSTICE, LABOUR, RECEPTION, move
from harness.stage.factories.places import DONG_ANH
from tests.handoffs.conftest import leg_of
from tests.refusals import expect_refusal

pytestmark = pytest.mark.usefixtures("database")

SEATS = (
    Role.COMMUNE_RECEPTION,
    Role.COMMUNE_JUSTICE,
    Role.COMMUNE_LABOUR,
    Role.COMMUNE_LEADER,
    Role.POLICE,
    Role.INSURANCE,
)


def both(dossier: Dossier) -> tuple[Leg, Leg]:
    return leg_of(dossier, LegKind.POLICE), leg_of(dossier, LegKind.INSURANCE)


def custody(dossier: Dossier, key: str) -> set[Custody]:
    return {paper.custody for paper in dossier.papers if paper.key == key}


def last_notice(dossier: Dossier) -> Message:
    query = select(Message).where(
        Message.subject_id == dossier.id, Message.template == MessageKind.READY
    )
    return db.session.scalars(query).one()


# ---- the buttons and the guard ------------------------------------------------------------------


def brought_to(state: LegState) -> Leg:
    """A police leg in this state."""
    dossier = ADossier(State.REGISTERED)
    leg = leg_of(dossier, LegKind.POLICE)
    for action in WAYS[state]:
        role = HOLDER[leg.kind] if action in OF_THE_HOLDER else JUSTICE
        if action is LegAction.ANSWER:
            walk.answered(leg)
        else:
            move(leg, action, role, "Vì một lẽ")
    assert leg.state is state
    return leg


SENT = (LegAction.SEND,)
RECEIVED = (*SENT, LegAction.RECEIVE)
WAYS: dict[LegState, tuple[LegAction, ...]] = {
    LegState.PREPARED: (),
    LegState.SENT: SENT,
    LegState.RECEIVED: RECEIVED,
    LegState.COMPLETING: (*RECEIVED, LegAction.ASK_COMPLETION),
    LegState.ANSWERED: (*RECEIVED, LegAction.ANSWER),
    LegState.REFUSED: (*RECEIVED, LegAction.REFUSE),
    LegState.RECALLED: (LegAction.RECALL,),
    LegState.COLLECTED: (*RECEIVED, LegAction.ANSWER, LegAction.COLLECT),
}
OF_THE_HOLDER = {
    LegAction.RECEIVE,
    LegAction.ASK_COMPLETION,
    LegAction.ANSWER,
    LegAction.REFUSE,
}


def attempt(leg: Leg, action: LegAction, by: rules.LegActor) -> bool:
    """Whether the step succeeds; it is rolled back."""
    savepoint, seen = db.session.begin_nested(), leg.version
    try:
        leg.result = {"number": "HN-1"} if action is LegAction.ANSWER else leg.result
        transitions.advance(leg, action, by=by, reason="Vì một lẽ")
        assert leg.version > seen  # or a concurrent change would go unnoticed
    except DomainError:
        return False
    else:
        return True
    finally:
        savepoint.rollback()
        db.session.expire_all()


@pytest.mark.parametrize("state", LegState)
def test_the_buttons_are_what_advance_accepts(state: LegState) -> None:
    leg = brought_to(state)
    for role in SEATS:
        by = somebody(role, leg.commune).on(leg)
        free = {o.row.action for o in rules.offers(leg, by) if not o.waits_for}
        free |= {LegAction.UNDO} if rules.undo(packets.journal(leg.id), by) else set()
        taken = {action for action in LegAction if attempt(leg, action, by)}
        assert taken == free, role


def test_the_police_may_not_touch_a_packet_of_the_insurance() -> None:
    _police, insurance = both(ADossier(State.AT_AGENCIES))
    other = somebody(Role.POLICE, insurance.commune)
    with pytest.raises(NotAllowed):
        transitions.advance(insurance, LegAction.RECEIVE, by=other.on(insurance))


def test_a_step_on_an_older_reading_is_refused() -> None:
    police, _insurance = both(ADossier(State.AT_AGENCIES))
    by = somebody(Role.POLICE, police.commune).on(police)
    with pytest.raises(ChangedMeanwhile):
        transitions.advance(police, LegAction.RECEIVE, by=by, seen=police.version - 1)


def test_what_the_other_office_must_understand_wants_a_reason() -> None:
    leg = brought_to(LegState.RECEIVED)
    by = somebody(Role.POLICE, leg.commune).on(leg)
    for action in (LegAction.ASK_COMPLETION, LegAction.REFUSE):
        with expect_refusal("Enter the reason"):
            transitions.advance(leg, action, by=by, reason="  ")


def test_an_answer_needs_a_number() -> None:
    leg = brought_to(LegState.RECEIVED)
    with expect_refusal("Enter the number of the household book or the health card"):
        answers.answer(leg, by=somebody(Role.POLICE, leg.commune).on(leg), number=" ")


def test_a_packet_that_was_collected_is_over() -> None:
    leg = brought_to(LegState.COLLECTED)
    with pytest.raises(WrongState):
        move(leg, LegAction.RECALL, JUSTICE, "Muộn rồi")


# ---- before sending -----------------------------------------------------------------------------


def test_the_police_leg_waits_for_the_household_book() -> None:
    dossier = ADossier(State.REGISTERED)
    for paper in dossier.papers:
        if paper.key == "household_book":
            paper.custody = Custody.CITIZEN
    with expect_refusal("cannot go on"):
        move(leg_of(dossier, LegKind.POLICE), LegAction.SEND, JUSTICE)


def test_the_insurance_leg_waits_for_the_list() -> None:
    insurance = leg_of(ADossier(State.REGISTERED, procedure=LINKED_B), LegKind.INSURANCE)
    with expect_refusal("cannot go on"):
        move(insurance, LegAction.SEND, JUSTICE)
    move(insurance, LegAction.CONFIRM_LIST, LABOUR)
    move(insurance, LegAction.SEND, JUSTICE)
    assert insurance.state is LegState.SENT


def test_the_justice_officer_confirms_the_list_only_where_nobody_else_can() -> None:
    insurance = leg_of(ADossier(State.REGISTERED), LegKind.INSURANCE)
    justice = somebody(JUSTICE, insurance.commune)
    by = packets.acting_on(justice.actor, insurance)
    event = transitions.advance(insurance, LegAction.CONFIRM_LIST, by=by)
    assert event.capacity == LegCapacity.STANDING_IN

    other = leg_of(ADossier(State.REGISTERED), LegKind.INSURANCE)
    AnOfficer(LABOUR, other.commune, account=False)
    by = packets.acting_on(justice.actor, other)
    with pytest.raises(NotAllowed):
        transitions.advance(other, LegAction.CONFIRM_LIST, by=by)


# ---- what travels -------------------------------------------------------------------------------


def test_a_packet_tells_the_agency_no_more_than_its_form_asks() -> None:
    police, insurance = both(ADossier(State.AT_AGENCIES))
    said = [
        {
            label: words
            for part in leg.packets[-1].content["parts"]
            for label, words, _k in part["rows"]
        }
        for leg in (police, insurance)
    ]
    assert "Trần Nguyễn Mẫu" in said[0].values()
    for words in said:
        assert not [label for label in words if "kết hôn" in label]
    assert "Số sổ hộ khẩu" in said[0]
    assert "Số sổ hộ khẩu" not in said[1]


def test_a_packet_holds_the_declaration_the_certificate_and_the_originals() -> None:
    police, insurance = both(ADossier(State.AT_AGENCIES))
    keys = {paper["key"]: paper["original"] for paper in police.packets[-1].papers}
    assert keys == {"hk02": True, "household_book": True, "birth_certificate": False}
    keys = {paper["key"]: paper["original"] for paper in insurance.packets[-1].papers}
    assert keys == {"tk1": True, "birth_certificate": False, "d03": False}
    assert all(
        paper["storage_key"] for leg in (police, insurance) for paper in leg.packets[-1].papers
    )


def test_originals_go_with_the_packet_and_come_back_with_the_result() -> None:
    dossier = ADossier(State.AT_AGENCIES)
    police, _insurance = both(dossier)
    assert custody(dossier, "household_book") == {Custody.POLICE}
    walk.answered(police)
    move(police, LegAction.COLLECT, RECEPTION)
    db.session.refresh(dossier, ["papers"])
    assert custody(dossier, "household_book") == {Custody.COMMUNE}
    assert custody(dossier, "hk02") == {Custody.POLICE}


def test_a_second_packet_leaves_the_first_as_it_was() -> None:
    leg = brought_to(LegState.COMPLETING)
    first = leg.packets[0].checksum
    move(leg, LegAction.RESEND, JUSTICE, "Đã bổ sung chữ ký")
    assert [packet.n for packet in leg.packets] == [1, 2]
    assert leg.packets[0].checksum == first
    assert leg.packets[1].content["note"] == "Đã bổ sung chữ ký"


def test_the_limit_runs_from_each_complete_packet() -> None:
    leg = brought_to(LegState.RECEIVED)
    assert leg.due_at is not None
    move(leg, LegAction.ASK_COMPLETION, Role.POLICE, "Thiếu chữ ký")
    assert leg.due_at is None
    move(leg, LegAction.RESEND, JUSTICE, "Đã bổ sung")
    assert (leg.due_at, leg.received_at) == (None, None)
    move(leg, LegAction.RECEIVE, Role.POLICE)
    assert leg.due_at is not None


# ---- all in -------------------------------------------------------------------------------------


def test_a_birth_alone_is_ready_when_it_is_signed() -> None:
    assert ADossier(State.READY, procedure=BIRTH).state is State.READY


def test_the_result_is_ready_with_the_last_leg() -> None:
    dossier = ADossier(State.AT_AGENCIES)
    for leg, state in zip(both(dossier), (State.AT_AGENCIES, State.READY), strict=True):
        walk.answered(leg)
        move(leg, LegAction.COLLECT, RECEPTION)
        assert dossier.state is state
    assert last_notice(dossier).facts["granted"] == [
        "Giấy khai sinh", AgencyResult.RESIDENCE, AgencyResult.INSURANCE,
    ]  # fmt: skip


def test_a_refused_leg_does_not_fail_the_dossier() -> None:
    dossier = ADossier(State.AT_AGENCIES)
    police, insurance = both(dossier)
    walk.answered(insurance)
    move(insurance, LegAction.COLLECT, RECEPTION)
    move(police, LegAction.RECEIVE, Role.POLICE)
    move(police, LegAction.REFUSE, Role.POLICE, "Chưa đăng ký thường trú")
    assert dossier.state is State.AT_AGENCIES
    move(police, LegAction.NOTE_REFUSAL, JUSTICE)
    assert dossier.state is State.READY  # type: ignore[comparison-overlap]  # moved on
    facts = last_notice(dossier).facts
    assert facts["granted"] == ["Giấy khai sinh", AgencyResult.INSURANCE]
    assert facts["refused"] == [AgencyResult.RESIDENCE]


@pytest.mark.parametrize("action", [LegAction.NOTE_REFUSAL, LegAction.RECALL])
def test_a_leg_that_grants_nothing_gives_money_and_papers_back(action: LegAction) -> None:
    dossier = ADossier(State.AT_AGENCIES)
    police, _insurance = both(dossier)
    if action is LegAction.NOTE_REFUSAL:
        move(police, LegAction.RECEIVE, Role.POLICE)
        move(police, LegAction.REFUSE, Role.POLICE, "Chưa đăng ký thường trú")
    move(police, action, JUSTICE, "Gia đình đổi ý")
    assert custody(dossier, "household_book") == {Custody.COMMUNE}
    assert [fee.refund_due_at is not None for fee in dossier.fees if fee.for_leg] == [True]
    assert rules.is_closed(police)


# ---- who sees what ------------------------------------------------------------------------------


@pytest.mark.parametrize(("role", "state"), list(product(HOLDER.values(), LegState)), ids=str)
def test_an_agency_sees_what_was_sent_to_it(role: Role, state: LegState) -> None:
    leg = brought_to(state)
    seen = db.session.scalars(packets.held_by(somebody(role, leg.commune).actor)).all()
    theirs = role is Role.POLICE and state not in {LegState.PREPARED, LegState.RECALLED}
    assert list(seen) == ([leg] if theirs else [])


def test_an_agency_of_another_district_sees_nothing() -> None:
    ADossier(State.AT_AGENCIES)
    stranger = somebody(Role.POLICE, a_commune(district=DONG_ANH))
    assert db.session.scalars(packets.held_by(stranger.actor)).all() == []
