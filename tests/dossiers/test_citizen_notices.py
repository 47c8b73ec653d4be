"""Notices to citizens by SMS and, in full, by e-mail; each once by each channel."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from app.accounts.roles import Role
from app.dossiers.models.dossier import Channel as Filed
from app.dossiers.models.dossier import Dossier
from app.dossiers.operations import appointment_reminders, citizen_notices, slip_issue, transitions
from app.dossiers.queries import slips
from app.dossiers.workflow import Action, SlipKind, State
from app.kernel import clock
from app.kernel.db import db, transaction
from app.kernel.files import storage
from app.notifications import channels
from app.notifications.channels.smtp import Smtp
from app.notifications.models.calls_and_preferences import CallTask
from app.notifications.models.outbox import Channel, Message, MessageState
from app.notifications.operations import sender
from app.notifications.vocabulary import MessageKind
from harness.stage.databases import Database
from harness.stage.factories import ADossier, somebody
from harness.stage.factories import dossiers as walk
from tests.notifications.mailbox import Mailbox, serving

pytestmark = pytest.mark.usefixtures("database")

MAIL = "nguoi.khai@example.vn"
MORNING = datetime(2016, 11, 21, 2, 0, tzinfo=UTC)
"""Nine o'clock in Hanoi."""


@pytest.fixture(autouse=True)
def morning() -> Iterator[None]:
    """No quiet hours."""
    with clock.frozen(MORNING):
        yield


@pytest.fixture
def box() -> Iterator[Mailbox]:
    """A mail server of the test."""
    usual = channels.driver(Channel.EMAIL)
    with serving(Mailbox()) as server:
        channels.connect(Channel.EMAIL, Smtp(f"smtp://127.0.0.1:{server.port}", "mc@example.vn"))
        yield server
    channels.connect(Channel.EMAIL, usual)


def a_dossier(email: str = MAIL, phone: str = "0912344127") -> Dossier:
    """Submitted, with an e-mail address beside the phone number."""
    dossier = ADossier(State.SUBMITTED, channel=Filed.FROM_PAPER, photos=False)
    dossier.answers = {**dossier.answers, "applicant_email": email}
    dossier.applicant_phone = phone
    db.session.flush()
    return dossier


def told(dossier: Dossier, template: MessageKind) -> dict[Channel, Message]:
    """Its notices by channel; one for each channel."""
    found = db.session.scalars(
        select(Message).where(Message.subject_id == dossier.id, Message.template == template)
    ).all()
    ways = {message.channel: message for message in found}
    assert len(ways) == len(found)
    return ways


def test_citizen_is_told_by_telephone_and_by_e_mail() -> None:
    dossier = a_dossier()
    walk.accepted(dossier)
    ways = told(dossier, MessageKind.ACCEPTED)
    assert {way: message.recipient for way, message in ways.items()} == {
        Channel.SMS: "0912344127",
        Channel.EMAIL: MAIL,
    }


@pytest.mark.parametrize(
    ("email", "phone", "ways"),
    [
        ("", "0912344127", {Channel.SMS}),
        (MAIL, "", {Channel.EMAIL}),
        ("", "", set()),
    ],
)
def test_only_the_ways_that_the_citizen_left_are_gone(
    email: str, phone: str, ways: set[Channel]
) -> None:
    dossier = a_dossier(email, phone)
    walk.accepted(dossier)
    assert set(told(dossier, MessageKind.ACCEPTED)) == ways


def test_nothing_is_announced_twice_whoever_asks_again() -> None:
    dossier = a_dossier()
    walk.accepted(dossier)
    event = dossier.journal[-1]
    row = next(row for row in transitions.workflow.TABLE if row.action is Action.ACCEPT)
    by = somebody(Role.COMMUNE_RECEPTION, dossier.commune).at(dossier)
    citizen_notices.tell_applicant(transitions.TransitionTaken(dossier, row, event, by))
    assert len(told(dossier, MessageKind.ACCEPTED)) == 2


def test_step_that_is_taken_again_after_an_undo_is_announced_again() -> None:
    dossier = a_dossier()
    by = somebody(Role.COMMUNE_RECEPTION, dossier.commune).at(dossier)
    walk.accepted(dossier)
    transitions.advance(dossier, Action.UNDO, by=by)
    with clock.frozen(MORNING + timedelta(minutes=1)):
        walk.accepted(dossier)
    states = db.session.scalars(
        select(Message.state).where(
            Message.subject_id == dossier.id, Message.template == MessageKind.ACCEPTED
        )
    ).all()
    assert sorted(states) == [MessageState.CANCELLED] * 2 + [MessageState.CREATED] * 2


def test_wrong_click_calls_both_notices_back() -> None:
    dossier = a_dossier()
    walk.accepted(dossier)
    by = somebody(Role.COMMUNE_RECEPTION, dossier.commune).at(dossier)
    transitions.advance(dossier, Action.UNDO, by=by)
    ways = told(dossier, MessageKind.ACCEPTED)
    assert {message.state for message in ways.values()} == {MessageState.CANCELLED}
    assert told(dossier, MessageKind.UNDONE) == {}


def test_what_a_rehearsal_tells_goes_nowhere() -> None:
    dossier = a_dossier()
    dossier.is_rehearsal = True
    walk.accepted(dossier)
    kept = told(dossier, MessageKind.ACCEPTED).values()
    assert {(each.is_rehearsal, each.state) for each in kept} == {(True, MessageState.SENT)}


def test_e_mail_of_the_acceptance_brings_the_receipt_as_it_was_issued(box: Mailbox) -> None:
    dossier = a_dossier()
    walk.accepted(dossier)
    slip = slips.last_slip(SlipKind.RECEIPT, of=dossier)
    assert slip is not None
    db.session.commit()
    sender.send(Channel.EMAIL)
    (letter,) = [each for each in box.letters if "tiếp nhận" in each["Subject"]]
    (receipt,) = letter.iter_attachments()
    assert receipt.get_filename() == f"giay-tiep-nhan-{dossier.code}.pdf"
    assert receipt.get_content() == slip_issue.as_kept(slip)
    assert told(dossier, MessageKind.ACCEPTED)[Channel.EMAIL].state is MessageState.SENT


def test_letter_goes_without_a_receipt_that_is_lost(box: Mailbox) -> None:
    dossier = a_dossier()
    walk.accepted(dossier)
    slip = slips.last_slip(SlipKind.RECEIPT, of=dossier)
    assert slip is not None
    assert slip.storage_key is not None
    storage.remove(slip.storage_key)
    db.session.commit()
    sender.send(Channel.EMAIL)
    (letter,) = [each for each in box.letters if "tiếp nhận" in each["Subject"]]
    assert list(letter.iter_attachments()) == []


def test_e_mail_that_does_not_arrive_beside_a_short_message_is_no_call_to_make(
    box: Mailbox,
) -> None:
    box.at_reader = "550 no such mailbox"
    beside, alone = a_dossier(), a_dossier(phone="")
    for dossier in (beside, alone):
        with transaction():
            walk.accepted(dossier)
    sender.send(Channel.EMAIL)
    for dossier in (beside, alone):
        message = told(dossier, MessageKind.ACCEPTED)[Channel.EMAIL]
        assert message.state is MessageState.PERMANENT_FAILURE
    to_call = set(db.session.scalars(select(CallTask.about)))
    assert to_call == {alone.id}


def test_who_is_expected_tomorrow_is_reminded_once(database: Database) -> None:
    dossier = a_dossier()
    with transaction():
        walk.accepted(dossier)
    assert dossier.visit_at is not None
    day_before = dossier.visit_at - timedelta(days=1)
    with clock.frozen(day_before - timedelta(days=1)):
        appointment_reminders.look()
    assert told(dossier, MessageKind.VISIT_SOON) == {}
    with clock.frozen(day_before):
        appointment_reminders.look()
        appointment_reminders.look()
    assert set(told(dossier, MessageKind.VISIT_SOON)) == {Channel.SMS, Channel.EMAIL}


def test_who_has_been_here_is_not_reminded(database: Database) -> None:
    dossier = a_dossier()
    with transaction():
        walk.accepted(dossier)
        dossier.visited_at = clock.now()
    assert dossier.visit_at is not None
    with clock.frozen(dossier.visit_at - timedelta(days=1)):
        appointment_reminders.look()
    assert told(dossier, MessageKind.VISIT_SOON) == {}
