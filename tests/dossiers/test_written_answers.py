"""Written answers: whoever gets no result gets a signed letter, and reads to whom to complain."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO

import pypdf
import pytest

from app.dossiers import rules
from app.dossiers.models.dossier import Dossier
from app.dossiers.models.slips import Slip
from app.dossiers.operations import supplement_expiry, transitions
from app.dossiers.operations.slip_issue import as_kept
from app.dossiers.queries import queue_counts, queues, slips
from app.dossiers.queries.queues import Queue
from app.dossiers.rules.written_answers import words_before
from app.dossiers.workflow import WITHOUT_RESULT, Action, SlipKind, State
from app.kernel import clock
from app.kernel.db import db
from app.kernel.errors import NotAllowed
from app.notifications import queries as notifications
from app.notifications.models.outbox import Message
from harness.stage.factories import ADossier, somebody
from harness.stage.factories import dossiers as walk
from harness.stage.factories.dossiers import JUSTICE, LEADER, RECEPTION
from tests.refusals import expect_refusal

pytestmark = pytest.mark.usefixtures("database")

REASON = "Không thuộc thẩm quyền của xã"
ANSWERED = sorted(WITHOUT_RESULT - {State.WITHDRAWN})
BY_THE_DESK = (State.NOT_ACCEPTED, State.STOPPED)


def sign(dossier: Dossier, reason: str = REASON) -> None:
    walk.take(dossier, Action.SIGN_WRITTEN_ANSWER, LEADER, reason)


def letter(dossier: Dossier) -> Slip | None:
    return slips.last_slip(SlipKind.WRITTEN_ANSWER, of=dossier)


def printed(dossier: Dossier) -> str:
    slip = letter(dossier)
    assert slip is not None
    pages = pypdf.PdfReader(BytesIO(as_kept(slip))).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def messages(dossier: Dossier) -> list[Message]:
    return [each for each in notifications.about(dossier.id) if "letter" in each.facts]


def waits_for_the_leader(dossier: Dossier) -> bool:
    leader = somebody(LEADER, dossier.commune)
    counted = queue_counts.queue_counts(leader.actor, [Queue.ANSWERS_TO_SIGN])[
        Queue.ANSWERS_TO_SIGN
    ]
    listed = dossier in queues.queue_page(leader.actor, Queue.ANSWERS_TO_SIGN)
    offered = Action.SIGN_WRITTEN_ANSWER in {
        offer.row.action for offer in rules.offers(dossier, leader.at(dossier))
    }
    assert listed is offered is bool(counted)
    return listed


def answered(state: State) -> Dossier:
    """A dossier that ended in this state, with its letter signed."""
    dossier = ADossier(state)
    if state in BY_THE_DESK:
        sign(dossier)
    return dossier


@pytest.mark.parametrize("state", ANSWERED)
def test_every_end_without_a_result_has_a_numbered_letter(state: State) -> None:
    dossier = answered(state)
    slip, said, district = letter(dossier), printed(dossier), dossier.commune.district
    assert slip is not None
    assert district is not None
    assert slip.number == "01/UBND-TP"
    ended = dossier.journal[-1]
    for part in (
        "Số: 01/UBND-TP",
        dossier.applicant_name,
        dossier.code,
        ended.reason or "?",
        dossier.procedure_version.basis,
        f"khiếu nại lần đầu đến Chủ tịch Ủy ban nhân dân {dossier.commune.name}",
        "90 ngày",
        f"Chủ tịch Ủy ban nhân dân {district.name}",
        f"Tòa án nhân dân {district.name}",
        "Luật Khiếu nại năm 2011",
        "TM. ỦY BAN NHÂN DÂN CHỦ TỊCH",
        ended.staff_name or "?",
        "Nơi nhận:",
    ):
        assert part in said, part
    assert "(Ký" not in said


@pytest.mark.parametrize("state", BY_THE_DESK)
def test_a_letter_waits_for_the_head_and_is_signed_once(state: State) -> None:
    dossier = ADossier(state)
    assert letter(dossier) is None
    assert messages(dossier) == []
    assert waits_for_the_leader(dossier)
    sign(dossier)
    assert not waits_for_the_leader(dossier)
    assert dossier.state is state
    with expect_refusal("cannot go on"):
        sign(dossier)


def test_nobody_at_the_desk_signs_for_the_head() -> None:
    dossier = ADossier(State.NOT_ACCEPTED)
    with pytest.raises(NotAllowed):
        walk.take(dossier, Action.SIGN_WRITTEN_ANSWER, RECEPTION, REASON)


@pytest.mark.parametrize("state", [State.SUBMITTED, State.PREPARED])
def test_a_dossier_closed_by_the_clock_gets_its_letter_too(state: State) -> None:
    dossier = ADossier(state)
    walk.asked(dossier)
    after = dossier.supplements[0].until + timedelta(days=1)
    db.session.flush()
    with clock.frozen(clock.at(after, 9)):
        supplement_expiry.look()
        assert waits_for_the_leader(dossier)
        sign(dossier, dossier.journal[-1].reason or "")
    said = printed(dossier)
    assert "chưa được bổ sung đủ" in said
    assert ("dừng giải quyết hồ sơ" in said) is (state is State.PREPARED)
    assert ("nhận lại giấy tờ" in said) is (dossier.owed_since is not None)


def test_a_refusal_undone_needs_no_letter() -> None:
    dossier = ADossier(State.NOT_ACCEPTED)
    assert dossier.written_answer_due_since
    walk.take(dossier, Action.UNDO, RECEPTION)
    assert dossier.written_answer_due_since is None
    assert not waits_for_the_leader(dossier)


def test_a_letter_prints_the_article_that_the_officer_named() -> None:
    dossier = ADossier()
    article = "khoản 2 Điều 13 Luật Hộ tịch năm 2014"
    by = somebody(RECEPTION, dossier.commune).at(dossier)
    transitions.advance(
        dossier, Action.REFUSE_INTAKE, by=by, reason=REASON, facts={"article": article}
    )
    sign(dossier)
    assert f"Căn cứ pháp lý: {article}." in printed(dossier)


@pytest.mark.parametrize("state", ANSWERED)
def test_a_message_names_a_letter_only_when_it_is_signed(state: State) -> None:
    dossier = answered(state)
    slip = letter(dossier)
    assert slip is not None
    [message] = messages(dossier)
    assert message.facts["letter"] == slip.number
    assert message.facts["day"] == slip.report_date.isoformat()


def test_the_officer_proposes_to_refuse_and_the_head_takes_the_words_over() -> None:
    """Nothing is prepared to be signed that is to be refused; nobody needs to have come."""
    dossier = ADossier(State.ACCEPTED)
    walk.take(dossier, Action.PROPOSE_REFUSAL, JUSTICE, REASON)
    assert dossier.state is State.TO_SIGN
    before = words_before(dossier, Action.REFUSE)
    assert before is not None
    assert before.reason == REASON
    walk.take(dossier, Action.REFUSE, LEADER, REASON)
    assert REASON in printed(dossier)


def test_what_is_proposed_to_be_refused_is_signed_only_when_proposed_anew() -> None:
    dossier = ADossier(State.PREPARED)
    walk.take(dossier, Action.PROPOSE_REFUSAL, JUSTICE, REASON)
    with expect_refusal("cannot go on"):
        walk.signed(dossier)
    walk.take(dossier, Action.SEND_BACK, LEADER, "Đủ điều kiện, trình ký")
    walk.proposed(dossier)
    walk.signed(dossier)
    assert dossier.registered_at is not None
