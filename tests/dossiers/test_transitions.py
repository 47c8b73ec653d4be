"""A linked dossier, step by step: its papers, money and journal."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import ProgrammingError

from app.accounts.operations import staff
from app.accounts.roles import Role
from app.dossiers import rules
from app.dossiers.models.bookkeeping import Revision
from app.dossiers.models.dossier import Custody, Dossier, Event
from app.dossiers.operations import submission, supplements, transitions, visits
from app.dossiers.operations.answer_revisions import revise_answers
from app.dossiers.queries import citizen_access, queue_counts, queues, visibility
from app.dossiers.queries.queues import Queue
from app.dossiers.rules import APPLICANT
from app.dossiers.rules.supplements import Asking, SupplementSubject, items
from app.dossiers.workflow import Action, State
from app.handoffs.models import Leg
from app.handoffs.operations import answers
from app.handoffs.operations.transitions import advance as advance_leg
from app.handoffs.queries import packets
from app.handoffs.workflow import LegAction, LegState
from app.kernel import clock
from app.kernel.db import ChangedMeanwhile, db
from app.kernel.errors import NotAllowed, NotFound
from app.kernel.workflow.engine import WrongState
from app.notifications.models.outbox import Message
from app.notifications.vocabulary import MessageKind
from app.procedures import queries as procedures
from app.procedures.models.vocabulary import LegKind
from app.procedures.rules.procedure_finder import BIRTH
from app.registers import queries as registers
from harness.stage.factories import ADossier, ADraft, AnOfficer, a_commune, somebody
from harness.stage.factories import dossiers as walk
from tests.refusals import expect_refusal

pytestmark = pytest.mark.usefixtures("database")


def legs(dossier: Dossier) -> dict[LegKind, Leg]:
    return {leg.kind: leg for leg in packets.of_dossier(dossier.id)}


def told(dossier: Dossier) -> list[str]:
    query = select(Message).where(Message.subject_id == dossier.id).order_by(Message.created)
    db.session.flush()
    return [message.template for message in db.session.scalars(query)]


def where(dossier: Dossier) -> dict[str, Custody]:
    return {paper.key: paper.custody for paper in dossier.papers if paper.leg_id is None}


# ---- from end to end ----------------------------------------------------------------------------


def test_a_linked_dossier_goes_its_whole_way() -> None:
    dossier = ADossier(State.RETURNED)
    own = [event.action for event in dossier.journal if event.leg_id is None]
    assert own == [
        Action.SUBMIT,
        Action.ACCEPT,
        Action.VISIT,
        Action.PREPARE,
        Action.PROPOSE,
        Action.SIGN,
        Action.FORWARD,
        Action.COMPLETE,
        Action.RETURN_RESULT,
    ]
    assert {leg.state for leg in legs(dossier).values()} == {LegState.COLLECTED}
    assert where(dossier)["household_book"] is Custody.CITIZEN
    assert where(dossier)["birth_certificate"] is Custody.CITIZEN
    assert dossier.collected_by == dossier.applicant_name
    assert dossier.due_at is None
    assert dossier.ended_at is not None
    assert set(told(dossier)) == {
        MessageKind.SUBMITTED, MessageKind.ACCEPTED, MessageKind.READY, MessageKind.RETURNED,
    }  # fmt: skip


def test_a_birth_alone_is_ready_when_it_is_signed() -> None:
    dossier = ADossier(State.TO_SIGN, procedure=BIRTH)
    walk.signed(dossier)
    assert dossier.state is State.READY
    assert legs(dossier) == {}
    entry = registers.of_dossier(dossier.id)
    assert entry is not None
    assert entry.certificate.key == "birth_certificate"


def test_every_row_of_the_journal_names_who_and_in_which_posting() -> None:
    dossier = ADossier(State.RETURNED)
    for event in dossier.journal:
        by_nobody = event.capacity in {"applicant", "system"}
        assert (event.posting_id is None) == by_nobody
        assert (event.staff_id is None) == by_nobody


def test_the_journal_keeps_no_value_of_an_answer() -> None:
    dossier = ADossier(State.RETURNED)
    personal = ("applicant_name", "applicant_phone", "applicant_id", "child_name", "father_name")
    said = [dossier.answers[key] for key in personal]
    assert not any(value in str(event.facts) for event in dossier.journal for value in said)


def test_codes_of_a_day_follow_one_another() -> None:
    first, second = ADossier(), ADossier()
    pattern = r"000\.\d\d\.\d\d\.H26-\d{6}-\d{4}"
    assert re.fullmatch(pattern, first.code)
    assert int(second.code[-4:]) == int(first.code[-4:]) + 1


def test_the_same_draft_sent_twice_is_one_dossier() -> None:
    draft = ADraft()
    first = submission.submit(draft, server_key="k")
    db.session.flush()
    assert citizen_access.submitted_from(draft.id) is first
    opened = citizen_access.open_dossier(first.code, rules.secret_of(draft.id, "k").lower())
    assert opened is not None
    assert opened.id == first.id
    assert not citizen_access.open_dossier(first.code, "AAAAAAAA")
    assert not citizen_access.open_dossier("000.00.00.H26-161118-9999", "AAAAAAAA")


def test_nothing_is_sent_without_the_papers_that_must_come() -> None:
    draft = ADraft(photos=False)
    with expect_refusal("A photo or file is still missing"):
        submission.submit(draft, server_key="k")


def test_a_commune_that_is_not_open_yet_takes_no_draft() -> None:
    with clock.frozen(clock.at(date(2016, 11, 7), 9)):
        version = procedures.published(BIRTH, clock.today())
        with expect_refusal("does not take this procedure online yet"):
            submission.start_draft(version, a_commune())


# ---- originals and money ------------------------------------------------------------------------


def test_originals_are_held_sent_and_come_back() -> None:
    dossier = ADossier(State.ACCEPTED)
    assert set(where(dossier).values()) == {Custody.CITIZEN}
    walk.visited(dossier)
    assert where(dossier)["household_book"] is Custody.COMMUNE
    assert where(dossier)["marriage_certificate"] is Custody.CITIZEN
    for step in (walk.prepared, walk.proposed, walk.signed, walk.sent):
        step(dossier)
    assert where(dossier)["household_book"] is Custody.POLICE
    assert where(dossier)["hk02"] is Custody.POLICE
    assert where(dossier)["birth_notification"] is Custody.COMMUNE
    walk.collected(dossier)
    assert where(dossier)["household_book"] is Custody.COMMUNE
    walk.returned(dossier)
    assert where(dossier)["household_book"] is Custody.CITIZEN


def test_the_held_fee_is_taken_and_passed_on() -> None:
    dossier = ADossier(State.REGISTERED)
    (fee,) = dossier.fees
    assert fee.taken_at is not None
    assert fee.passed_on_at is None
    walk.sent(dossier)
    assert fee.passed_on_at is not None
    assert fee.refund_due_at is None


def test_what_was_kept_waits_for_the_citizen_when_the_head_refuses() -> None:
    dossier = ADossier(State.REFUSED)
    (fee,) = dossier.fees
    assert fee.refund_due_at is not None
    assert fee.refunded_at is None
    assert where(dossier)["household_book"] is Custody.COMMUNE
    assert waits_to_be_given_back(dossier)

    walk.given_back(dossier)
    assert fee.refunded_at is not None
    assert set(where(dossier).values()) == {Custody.CITIZEN}
    assert dossier.collected_by == dossier.applicant_name
    assert not waits_to_be_given_back(dossier)
    with expect_refusal("cannot go on"):
        walk.given_back(dossier)


def test_nothing_waits_when_nothing_was_kept() -> None:
    dossier = ADossier(State.ACCEPTED)
    walk.take(dossier, Action.WITHDRAW_AT_DESK, Role.COMMUNE_RECEPTION, "Ông bà đổi ý")
    assert not waits_to_be_given_back(dossier)
    by = somebody(Role.COMMUNE_RECEPTION, dossier.commune).at(dossier)
    assert Action.GIVE_BACK not in {offer.row.action for offer in rules.offers(dossier, by)}


def waits_to_be_given_back(dossier: Dossier) -> bool:
    db.session.flush()
    reception = somebody(Role.COMMUNE_RECEPTION, dossier.commune).actor
    page = queues.queue_page(reception, Queue.TO_GIVE_BACK)
    counts = queue_counts.queue_counts(reception, tuple(Queue))
    assert counts[Queue.TO_GIVE_BACK] == len(page)
    assert counts[Queue.ALL] == 0
    return page == [dossier]


def test_a_leg_that_is_refused_gives_its_fee_back_and_the_rest_goes_on() -> None:
    dossier = ADossier(State.AT_AGENCIES)
    police, insurance = (legs(dossier)[kind] for kind in (LegKind.POLICE, LegKind.INSURANCE))
    walk.move(police, LegAction.RECEIVE, Role.POLICE)
    walk.move(police, LegAction.REFUSE, Role.POLICE, "Sổ không có tên cha mẹ")
    walk.answered(insurance)
    walk.move(insurance, LegAction.COLLECT, Role.COMMUNE_RECEPTION)
    assert dossier.state is State.AT_AGENCIES
    walk.move(police, LegAction.NOTE_REFUSAL, Role.COMMUNE_JUSTICE)
    assert dossier.state is State.READY  # type: ignore[comparison-overlap]  # moved on
    complete = next(event for event in dossier.journal if event.action == Action.COMPLETE)
    assert complete.facts["granted"] == ["Giấy khai sinh", "insurance"]
    assert complete.facts["refused"] == ["residence"]
    assert where(dossier)["household_book"] is Custody.COMMUNE
    (fee,) = dossier.fees
    assert fee.refund_due_at is not None
    walk.returned(dossier)
    assert fee.refunded_at is not None


def test_a_packet_that_is_recalled_before_it_is_sent_closes_its_leg() -> None:
    dossier = ADossier(State.REGISTERED)
    for leg in legs(dossier).values():
        walk.move(leg, LegAction.RECALL, Role.COMMUNE_JUSTICE, "Gia đình xin rút")
    assert dossier.state is State.READY
    (fee,) = dossier.fees
    assert fee.refund_due_at is not None


def test_the_police_packet_waits_for_the_original() -> None:
    dossier = ADossier(State.ACCEPTED)
    by = somebody(Role.COMMUNE_RECEPTION, dossier.commune).at(dossier)
    visits.record_visit(dossier, walk.everything(dossier, kept=frozenset()), by=by)
    for step in (walk.prepared, walk.proposed, walk.signed):
        step(dossier)
    with expect_refusal("cannot go on"):
        walk.move(legs(dossier)[LegKind.POLICE], LegAction.SEND, Role.COMMUNE_JUSTICE)


def test_the_insurance_packet_waits_for_its_list() -> None:
    leg = legs(ADossier(State.REGISTERED))[LegKind.INSURANCE]
    with expect_refusal("cannot go on"):
        walk.move(leg, LegAction.SEND, Role.COMMUNE_JUSTICE)
    walk.move(leg, LegAction.CONFIRM_LIST, Role.COMMUNE_LABOUR)
    walk.move(leg, LegAction.SEND, Role.COMMUNE_JUSTICE)
    assert leg.state is LegState.SENT


# ---- final states, and ways back -----------------------------------------------------------------


def test_before_acceptance_the_citizen_may_withdraw() -> None:
    dossier = ADossier(State.SUPPLEMENTING)
    transitions.advance(dossier, Action.WITHDRAW, by=APPLICANT, reason="Nộp nhầm xã")
    assert dossier.state is State.WITHDRAWN
    assert dossier.ended_at is not None


def test_after_acceptance_only_the_desk_withdraws() -> None:
    dossier = ADossier(State.TO_SIGN)
    with pytest.raises(WrongState):
        transitions.advance(dossier, Action.WITHDRAW, by=APPLICANT, reason="Đổi ý")
    walk.take(dossier, Action.WITHDRAW_AT_DESK, Role.COMMUNE_RECEPTION, "Ông bà đổi ý")
    assert dossier.state is State.WITHDRAWN
    assert dossier.fees[0].refund_due_at is not None
    assert dossier.due_at is None
    walk.given_back(dossier)
    assert set(where(dossier).values()) == {Custody.CITIZEN}


def test_a_dossier_waiting_after_acceptance_is_not_withdrawn_from_home() -> None:
    dossier = ADossier(State.SUPPLEMENTING, late_supplement=True)
    with expect_refusal("cannot go on"):
        transitions.advance(dossier, Action.WITHDRAW, by=APPLICANT, reason="Đổi ý")


def test_a_dossier_already_accepted_is_not_refused_at_intake() -> None:
    dossier = ADossier(State.SUPPLEMENTING, late_supplement=True)
    with expect_refusal("cannot go on"):
        walk.take(dossier, Action.REFUSE_INTAKE, Role.COMMUNE_RECEPTION, "Không đủ")


def test_the_head_sends_back_with_a_reason_and_signs_later() -> None:
    dossier = ADossier(State.TO_SIGN)
    with expect_refusal("Enter the reason"):
        walk.take(dossier, Action.SEND_BACK, Role.COMMUNE_LEADER, "  ")
    walk.take(dossier, Action.SEND_BACK, Role.COMMUNE_LEADER, "Sai chữ đệm")
    assert dossier.state is State.PREPARED
    assert registers.of_dossier(dossier.id) is None
    walk.proposed(dossier)
    walk.signed(dossier)
    assert dossier.state is State.REGISTERED  # type: ignore[comparison-overlap]  # moved on


def test_a_supplement_is_one_written_list() -> None:
    dossier = ADossier()
    by = somebody(Role.COMMUNE_RECEPTION, dossier.commune).at(dossier)
    with expect_refusal("Write at least one thing that is missing, and what the"):
        supplements.ask_supplement(dossier, [], by=by)
    book = Asking(
        about=SupplementSubject.PAPER,
        key="household_book",
        wrong="Thiếu trang 3.",
        todo="Chụp thêm trang 3",
    )
    other = Asking(about=SupplementSubject.OTHER, wrong="", todo="Gọi lại số của xã")
    event = supplements.ask_supplement(dossier, [book, other], by=by)
    assert event.reason == "1. Sổ hộ khẩu: Thiếu trang 3. Chụp thêm trang 3\n2. Gọi lại số của xã"
    assert [item.how for item in items(dossier, dossier.supplements[0])] == [None, None]
    with expect_refusal("Not answered yet"):
        supplements.supply(dossier, by=APPLICANT)
    walk.supplied(dossier)
    assert dossier.state is State.SUBMITTED
    assert dossier.supplements[0].answered_at is not None
    sent = select(Message).where(Message.template == MessageKind.SUPPLEMENT)
    (message,) = db.session.scalars(sent)
    assert message.facts["day"] == dossier.supplements[0].until.isoformat()


def test_a_supplement_after_acceptance_leads_back_to_accepted() -> None:
    dossier = ADossier(State.PREPARED)
    walk.asked(dossier)
    walk.supplied(dossier)
    assert dossier.state is State.ACCEPTED
    assert dossier.declarant_signed_at is not None


def test_an_appointment_lies_ahead_and_within_the_office_hours() -> None:
    dossier = ADossier()
    by = somebody(Role.COMMUNE_RECEPTION, dossier.commune).at(dossier)
    nine = walk.tomorrow_at_nine()
    sunday = nine + timedelta(days=6 - nine.weekday())
    for wrong in (clock.now() - timedelta(hours=1), nine.replace(hour=12), sunday):
        with expect_refusal("Choose a moment within the office hours, after now"):
            visits.accept(dossier, by=by, visit_at=wrong)
    visits.accept(dossier, by=by, visit_at=nine)
    assert dossier.visit_at == nine


def test_nothing_is_proposed_before_the_visit() -> None:
    dossier = ADossier(State.ACCEPTED)
    walk.prepared(dossier)
    with expect_refusal("cannot go on") as refusal:
        walk.proposed(dossier)
    assert ";" in str(refusal.value)  # the originals and the signature are both missing


def test_a_visit_can_be_in_two_parts() -> None:
    dossier = ADossier(State.ACCEPTED)
    by = somebody(Role.COMMUNE_RECEPTION, dossier.commune).at(dossier)
    whole = walk.everything(dossier)
    first = walk.everything(dossier, originals=frozenset({"household_book"}), signed=False)
    visits.record_visit(dossier, first, by=by)
    visited = dossier.visited_at
    assert not rules.all_originals_seen(dossier)
    visits.record_visit(dossier, whole, by=by)
    assert rules.all_originals_seen(dossier)
    assert dossier.visited_at == visited


def test_the_result_is_given_only_to_somebody_who_is_named() -> None:
    dossier = ADossier(State.READY)
    by = somebody(Role.COMMUNE_RECEPTION, dossier.commune).at(dossier)
    with expect_refusal("Write who collects the result and which identity document"):
        visits.return_result(dossier, by=by, collected_by=" ", collected_with="x")


# ---- who ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("action", [Action.PREPARE, Action.PROPOSE])
def test_one_person_does_not_both_prepare_and_sign(action: Action) -> None:
    dossier = ADossier(State.PREPARED if action is Action.PROPOSE else State.ACCEPTED)
    both = AnOfficer(Role.COMMUNE_JUSTICE, dossier.commune, account=False)
    staff.grant_posting(
        both.staff, dossier.commune, Role.COMMUNE_LEADER, title="Phó Chủ tịch",
        since=date(2016, 1, 1),
    )  # fmt: skip
    db.session.flush()
    if action is Action.PREPARE:
        walk.visited(dossier)
    transitions.advance(dossier, action, by=both.at(dossier))
    if action is Action.PREPARE:
        walk.proposed(dossier)
    with expect_refusal("cannot go on"):
        transitions.advance(dossier, Action.SIGN, by=both.at(dossier))
    head = AnOfficer(Role.COMMUNE_LEADER, dossier.commune, account=False)
    transitions.advance(dossier, Action.SIGN, by=head.at(dossier))
    assert dossier.state is State.REGISTERED


def test_a_step_is_kept_with_the_posting_that_allows_it() -> None:
    dossier = ADossier()
    both = AnOfficer(Role.COMMUNE_JUSTICE, dossier.commune, account=False)
    reception = staff.grant_posting(
        both.staff, dossier.commune, Role.COMMUNE_RECEPTION, title="Một cửa",
        since=date(2016, 1, 1),
    )  # fmt: skip
    db.session.flush()
    event = visits.accept(dossier, by=both.at(dossier), visit_at=walk.tomorrow_at_nine())
    assert event.posting_id == reception.id


def test_somebody_of_another_commune_neither_finds_nor_moves_a_dossier() -> None:
    dossier = ADossier()
    stranger = AnOfficer(Role.COMMUNE_RECEPTION, a_commune(1), account=False)
    with pytest.raises(NotFound):
        visibility.for_step(dossier.id, stranger.actor)
    with pytest.raises(NotAllowed):
        visits.accept(dossier, by=stranger.at(dossier), visit_at=walk.tomorrow_at_nine())


def test_two_officers_at_once_one_is_told() -> None:
    dossier = ADossier()
    by = somebody(Role.COMMUNE_RECEPTION, dossier.commune).at(dossier)
    seen = dossier.row_version
    visits.accept(dossier, by=by, visit_at=walk.tomorrow_at_nine(), seen=seen)
    db.session.flush()
    again = walk.everything(dossier)
    with pytest.raises(ChangedMeanwhile):
        visits.record_visit(dossier, again, by=by, seen=seen)


def test_a_visit_does_not_mistake_its_own_writing_for_somebody_elses() -> None:
    dossier = ADossier(State.ACCEPTED)
    by = somebody(Role.COMMUNE_RECEPTION, dossier.commune).at(dossier)
    db.session.expire(dossier)
    visits.record_visit(dossier, walk.everything(dossier), by=by, seen=dossier.row_version)
    assert dossier.visited_at is not None


def test_an_agency_does_not_mistake_its_own_writing_either() -> None:
    leg = legs(ADossier(State.AT_AGENCIES))[LegKind.POLICE]
    police = somebody(Role.POLICE, leg.commune)
    advance_leg(leg, LegAction.RECEIVE, by=police.on(leg), seen=leg.version)
    db.session.expire_all()
    answers.answer(leg, by=police.on(leg), number="HN-1", seen=leg.version)
    assert leg.state is LegState.ANSWERED


# ---- corrections --------------------------------------------------------------------------------


def test_a_correction_keeps_what_was_declared_before() -> None:
    dossier = ADossier(State.PREPARED)
    by = somebody(Role.COMMUNE_JUSTICE, dossier.commune).at(dossier)
    before = dict(dossier.answers)
    event = revise_answers(dossier, {**before, "child_name": "Trần Mẫu Mới"}, by=by)
    assert event.facts == {"fields": ["child_name"]}
    assert (dossier.subject_name, dossier.subject_folded) == ("Trần Mẫu Mới", "tran mau moi")
    assert dossier.answers_rev == 2
    (kept,) = db.session.scalars(select(Revision).where(Revision.dossier_id == dossier.id))
    assert (kept.n, kept.answers) == (1, before)


def test_a_correction_brings_the_fees_in_step() -> None:
    dossier = ADossier(State.SUBMITTED)
    by = somebody(Role.COMMUNE_RECEPTION, dossier.commune).at(dossier)

    def corrected(copies: int) -> dict[str, int]:
        answers = {**dossier.answers, "copies": copies}
        revise_answers(dossier, answers, by=by, seen=dossier.row_version)
        db.session.flush()
        return {fee.key: fee.amount for fee in dossier.fees}

    assert corrected(2) == {"residence": 8000, "extract_2017": 16000}
    assert corrected(3)["extract_2017"] == 24000
    assert corrected(0)["extract_2017"] == 0


def test_money_that_was_taken_stays_as_it_was_taken() -> None:
    dossier = ADossier(State.ACCEPTED, copies=2)
    walk.visited(dossier)
    by = somebody(Role.COMMUNE_JUSTICE, dossier.commune).at(dossier)
    revise_answers(dossier, {**dossier.answers, "copies": 0}, by=by)
    assert {fee.key: fee.amount for fee in dossier.fees}["extract_2017"] == 16000


def test_a_correction_that_changes_nothing_is_none() -> None:
    dossier = ADossier(State.PREPARED)
    by = somebody(Role.COMMUNE_JUSTICE, dossier.commune).at(dossier)
    with expect_refusal("Nothing was changed"):
        revise_answers(dossier, dossier.answers, by=by)


def test_nobody_corrects_what_lies_before_the_head() -> None:
    dossier = ADossier(State.TO_SIGN)
    by = somebody(Role.COMMUNE_JUSTICE, dossier.commune).at(dossier)
    with pytest.raises(WrongState):
        revise_answers(dossier, {**dossier.answers, "child_name": "Trần Mẫu Mới"}, by=by)


# ---- immutable rows ------------------------------------------------------------------------------


def test_numbers_of_a_book_have_no_gap() -> None:
    dossiers = [ADossier(State.TO_SIGN) for _n in range(3)]
    walk.signed(dossiers[0])
    lost = db.session.begin_nested()
    walk.signed(dossiers[1])
    lost.rollback()  # a signature that fails returns its number
    for dossier in dossiers[1:]:
        walk.signed(dossier)
    entries = [registers.of_dossier(dossier.id) for dossier in dossiers]
    assert [entry.number for entry in entries if entry] == [1, 2, 3]
    assert len({entry.book_id for entry in entries if entry}) == 1


def test_each_commune_counts_for_itself() -> None:
    here, there = ADossier(State.REGISTERED), ADossier(State.REGISTERED, a_commune(1))
    entries = [registers.of_dossier(dossier.id) for dossier in (here, there)]
    assert [entry.number for entry in entries if entry] == [1, 1]


@pytest.mark.parametrize(
    "statement",
    [
        "update dossier_event set reason = 'khác'",
        "delete from dossier_event",
        "update answers_revision set n = 9",
        "update register_entry set number = 9",
        "delete from register_entry",
        "update packet set n = 9",
    ],
)
def test_the_database_refuses_to_rewrite_what_happened(statement: str) -> None:
    ADossier(State.AT_AGENCIES)
    with pytest.raises(ProgrammingError), db.session.begin_nested():
        db.session.execute(text(statement))


def test_the_journal_grows_by_one_row_a_step() -> None:
    dossier = ADossier(State.ACCEPTED)
    count = select(func.count()).where(Event.dossier_id == dossier.id)
    before = db.session.scalar(count)
    walk.prepared(dossier)
    db.session.flush()
    assert db.session.scalar(count) == (before or 0) + 1
