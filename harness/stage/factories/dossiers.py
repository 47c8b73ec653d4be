"""Drafts and dossiers, brought to their state by the real operations."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select

from app.accounts.roles import Role
from app.dossiers.models.dossier import Channel, Dossier, Draft
from app.dossiers.models.slips import Slip
from app.dossiers.operations import submission, supplements, transitions, verification_letters
from app.dossiers.operations import visits as dossier_visits
from app.dossiers.operations.supplements import Answer
from app.dossiers.operations.visits import Visit
from app.dossiers.rules import APPLICANT, visits
from app.dossiers.rules.supplements import Asking, How, SupplementSubject, open_items
from app.dossiers.rules.verification import letters_open
from app.dossiers.workflow import Action, State
from app.handoffs.models import Leg
from app.handoffs.operations import answers
from app.handoffs.operations.transitions import advance as advance_leg
from app.handoffs.queries import packets
from app.handoffs.workflow import LegAction, LegState
from app.kernel import clock
from app.kernel.db import db, transaction
from app.organisation import queries as organisation
from app.organisation.models import Unit
from app.procedures import queries as procedures
from app.procedures.answers.validation import clean_answers, validate_answers
from app.procedures.models.vocabulary import INTERNAL, FeeWhen, LegKind, Must
from app.procedures.rules.papers_and_fees import papers_for
from app.procedures.rules.procedure_finder import BIRTH, LINKED_A, LINKED_B
from demo.paper_books import copy_entry
from harness.stage.factories import row_cache
from harness.stage.factories.answers import answers_for
from harness.stage.factories.files import stored
from harness.stage.factories.form_answers import good_answers
from harness.stage.factories.people import somebody
from harness.stage.factories.places import a_commune, opened

BIRTHS = frozenset({BIRTH, LINKED_A, LINKED_B})
SERVER_KEY = "for tests alone"
RECEPTION, JUSTICE = Role.COMMUNE_RECEPTION, Role.COMMUNE_JUSTICE
LABOUR, LEADER = Role.COMMUNE_LABOUR, Role.COMMUNE_LEADER
HOLDER = {LegKind.POLICE: Role.POLICE, LegKind.INSURANCE: Role.INSURANCE}


def ADraft(  # noqa: N802  # a noun of the tests
    commune: Unit | None = None,
    procedure: str = LINKED_A,
    *,
    channel: Channel = Channel.SELF,
    photos: bool = True,
    is_rehearsal: bool = False,
    **changes: Any,
) -> Draft:
    """A form filled in to the last page, with a photo of each required paper."""
    where = commune or a_commune()
    with transaction():
        version = procedures.published(procedure, clock.today())
        form = procedures.form(version)
        around = procedures.surroundings(where)
        if procedure in BIRTHS:
            answers = clean_answers(form, answers_for(form, where, **changes), around)
        else:
            answers = good_answers(form, around, **changes)
        assert validate_answers(form, answers, around) == {}
        draft, _token = submission.start_draft(
            version,
            opened(where, procedure),
            channel=channel,
            entered_by=somebody(JUSTICE, where).actor.staff_id
            if version.procedure.topic in INTERNAL
            else None,
            is_rehearsal=is_rehearsal,
        )
        for section in form.pages(answers):
            submission.save_section(draft, section.key, answers, sound=True)
        for paper in papers_for(form, answers):
            if photos and paper.must in {Must.REQUIRED, Must.PRESENTED}:
                submission.attach(draft, paper.key, paper.name, stored(), f"{paper.key}.jpg")
        db.session.flush()
    return draft


def ADossier(  # noqa: N802
    state: State = State.SUBMITTED,
    commune: Unit | None = None,
    procedure: str = LINKED_A,
    *,
    late_supplement: bool = False,
    **changes: Any,
) -> Dossier:
    """A dossier in this state.

    ``late_supplement``: the supplement was asked for after acceptance.
    """
    where = commune or a_commune()

    def walk() -> tuple[Dossier]:
        draft = ADraft(where, procedure, **changes)
        dossier = submission.submit(draft, server_key=SERVER_KEY)
        for step in (accepted, *_WAYS[state]) if late_supplement else _WAYS[state]:
            step(dossier)
        return (dossier,)

    with transaction():
        asked = (
            ADossier,
            state,
            where.id,
            procedure,
            late_supplement,
            repr(sorted(changes.items())),
        )
        (dossier,) = row_cache.again(walk, *asked)
        db.session.flush()
    assert dossier.state is state
    return dossier


# ---- one step each, by a user who may take it ----------------------------------------------------


def take(dossier: Dossier, action: Action, role: Role, reason: str | None = None) -> None:
    """A user of the role takes the step."""
    by = somebody(role, dossier.commune).at(dossier)
    transitions.advance(dossier, action, by=by, reason=reason)


def tomorrow_at_nine() -> datetime:
    """The next working day, in the office hours."""
    calendar = organisation.calendar()
    return clock.at(calendar.next_working_day(clock.today()), 9)


def accepted(dossier: Dossier) -> None:
    """Reception accepts with an appointment, after comparing foreign names."""
    by = somebody(RECEPTION, dossier.commune).at(dossier)
    names = dossier_visits.foreign_names(dossier)
    dossier_visits.accept(dossier, by=by, visit_at=tomorrow_at_nine(), compared=names)


def asked(dossier: Dossier) -> None:
    """Reception asks for what is missing."""
    by = somebody(RECEPTION, dossier.commune).at(dossier)
    asking = Asking(
        about=SupplementSubject.PAPER,
        key="birth_notification",
        wrong="Ảnh mờ",
        todo="Chụp lại cho rõ",
    )
    supplements.ask_supplement(dossier, [asking], by=by)


def supplied(dossier: Dossier) -> None:
    """The citizen answers each item with text and sends."""
    said = {item.n: Answer(How.SAID, "Bản chính mang đến xã") for item in open_items(dossier)}
    supplements.answer_items(dossier, said, by=APPLICANT)
    supplements.supply(dossier, by=APPLICANT)


def everything(dossier: Dossier, **changes: Any) -> Visit:
    """A visit at which nothing is left open."""
    form = procedures.form(dossier.procedure_version)
    keys = frozenset(p.key for p in papers_for(form, dossier.answers))
    brought: dict[str, Any] = {
        "originals": keys,
        "kept": frozenset(dossier_visits.may_be_kept(dossier)),
        "fees": frozenset(fee.key for fee in dossier.fees),
        "receipt_no": "0001234",
        "signed": True,
        "people": frozenset(key for key, _name in visits.the_two(dossier)),
    }
    return Visit(**(brought | changes))


def visited(dossier: Dossier) -> None:
    """The citizen brings everything and signs."""
    by = somebody(RECEPTION, dossier.commune).at(dossier)
    dossier_visits.record_visit(dossier, everything(dossier), by=by)


def answered_elsewhere(dossier: Dossier) -> None:
    """Each place where the person lived before is asked, and answers."""
    justice = somebody(JUSTICE, dossier.commune)
    for leg in packets.of_dossier(dossier.id):
        if leg.kind is LegKind.COMMUNE:
            move(leg, LegAction.SEND, JUSTICE)
            there = somebody(JUSTICE, leg.holder)
            advance_leg(leg, LegAction.RECEIVE, by=there.on(leg))
            said = "Chưa đăng ký kết hôn với ai"
            answers.answer(leg, by=there.on(leg), number="12/UBND-TP", note=said)
            move(leg, LegAction.READ_ANSWER, JUSTICE)
    for place in letters_open(dossier):
        verification_letters.record_letter(
            dossier, place=place.code, how="answered", words="Số 9/UBND", by=justice.at(dossier)
        )


def prepared(dossier: Dossier) -> None:
    """The justice officer prepares the entry, of an extract after copying it from paper."""
    copy_entry(dossier, by=somebody(JUSTICE, dossier.commune).at(dossier))
    take(dossier, Action.PREPARE, JUSTICE)


def proposed(dossier: Dossier) -> None:
    """The justice officer proposes it for signature."""
    take(dossier, Action.PROPOSE, JUSTICE)


def signed(dossier: Dossier) -> None:
    """The head signs."""
    take(dossier, Action.SIGN, LEADER)


def sent(dossier: Dossier) -> None:
    """The list is confirmed and both packets go out."""
    for leg in _with_agencies(dossier):
        if leg.kind is LegKind.INSURANCE:
            move(leg, LegAction.CONFIRM_LIST, LABOUR)
        move(leg, LegAction.SEND, JUSTICE)


def collected(dossier: Dossier) -> None:
    """The agencies receive and answer, the commune fetches the results."""
    for leg in _with_agencies(dossier):
        answered(leg)
        move(leg, LegAction.COLLECT, RECEPTION)


def _with_agencies(dossier: Dossier) -> list[Leg]:
    return [leg for leg in packets.of_dossier(dossier.id) if leg.kind in HOLDER]


def answered(leg: Leg) -> None:
    """The agency receives the packet and answers with number and paper."""
    if leg.state is LegState.SENT:
        move(leg, LegAction.RECEIVE, HOLDER[leg.kind])
    by = somebody(HOLDER[leg.kind], leg.commune).on(leg)
    answers.answer(leg, by=by, number="HN-000123", files=(("ket-qua.jpg", stored()),))


def move(leg: Leg, action: LegAction, role: Role, reason: str | None = None) -> None:
    """A user of the role takes a step on a leg."""
    advance_leg(leg, action, by=somebody(role, leg.commune).on(leg), reason=reason)


def returned(dossier: Dossier) -> None:
    """The mother collects the result."""
    by = somebody(RECEPTION, dossier.commune).at(dossier)
    dossier_visits.return_result(
        dossier,
        by=by,
        collected_by=dossier.applicant_name,
        collected_with="CMND 012345678",
        originals=[key for key, _name in visits.spouses(dossier)],
    )


def given_back(dossier: Dossier) -> None:
    """The mother fetches her papers and her money."""
    by = somebody(RECEPTION, dossier.commune).at(dossier)
    dossier_visits.give_back(
        dossier, by=by, collected_by=dossier.applicant_name, collected_with="CMND 012345678"
    )


def not_accepted(dossier: Dossier) -> None:
    """Reception refuses at intake."""
    take(dossier, Action.REFUSE_INTAKE, RECEPTION, "Không thuộc thẩm quyền của xã")


def refused(dossier: Dossier) -> None:
    """The head refuses to register."""
    take(dossier, Action.REFUSE, LEADER, "Trẻ đã được đăng ký khai sinh")


def withdrawn(dossier: Dossier) -> None:
    """The citizen takes it back before acceptance."""
    transitions.advance(dossier, Action.WITHDRAW, by=APPLICANT, reason="Nộp nhầm xã")


def stopped(dossier: Dossier) -> None:
    """Reception stops: there was no answer."""
    take(dossier, Action.STOP, RECEPTION, "Quá hạn bổ sung")


Walk = tuple[Callable[[Dossier], None], ...]

_TO_SIGN: Walk = (accepted, visited, prepared, answered_elsewhere, proposed)
_WAYS: dict[State, Walk] = {
    State.SUBMITTED: (),
    State.SUPPLEMENTING: (asked,),
    State.ACCEPTED: (accepted,),
    State.PREPARED: (accepted, visited, prepared),
    State.TO_SIGN: _TO_SIGN,
    State.REGISTERED: (*_TO_SIGN, signed),
    State.AT_AGENCIES: (*_TO_SIGN, signed, sent),
    State.READY: (*_TO_SIGN, signed, sent, collected),
    State.RETURNED: (*_TO_SIGN, signed, sent, collected, returned),
    State.NOT_ACCEPTED: (not_accepted,),
    State.REFUSED: (*_TO_SIGN, refused),
    State.WITHDRAWN: (withdrawn,),
    State.STOPPED: (asked, stopped),
}
"""The steps from submission to each state."""


def way_to(state: State) -> Walk:
    """The steps from submission to a state, one after the other."""
    return _WAYS[state]


def slips_of(dossier_id: UUID) -> Sequence[Slip]:
    """All slips of a dossier, newest first."""
    newest_first = (Slip.issued_at.desc(), Slip.kind, Slip.number_in_year.desc())
    return db.session.scalars(
        select(Slip).where(Slip.dossier_id == dossier_id).order_by(*newest_first)
    ).all()


def fee_key(dossier: Dossier, when: FeeWhen) -> str:
    """The key under which the procedure of the dossier has a fee of this kind."""
    return next(fee.key for fee in dossier.procedure_version.fees if fee.due_when is when)
