"""The sender of a channel: in order, with retries, within its rate."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from flask import Flask
from sqlalchemy import select, update

from app.accounts.roles import Role
from app.kernel import clock
from app.kernel.db import db
from app.notifications import queries, rules
from app.notifications.channels.base import (
    Outgoing,
    Postponed,
    Rejected,
    TemporaryRefusal,
    Unanswered,
    Undelivered,
)
from app.notifications.models.calls_and_preferences import CallTask
from app.notifications.models.gateway import ChannelHealth, OptOut
from app.notifications.models.outbox import Channel, Delivery, Message, MessageState
from app.notifications.operations import outbox, retention, sender
from app.notifications.operations.outbox import Recipient
from app.notifications.rules import gsm_alphabet
from app.notifications.rules import settings as notices
from app.notifications.vocabulary import MessageKind
from app.organisation.models import Unit
from harness.stage.databases import Database
from harness.stage.factories.people import seat_of
from tests.accounts.conftest import statements
from tests.notifications.gateways import Gateway, connected

FACTS = {
    "code": "000.15.17.H26-161118-0007", "unit": "xã Ba Trại", "state": "đang xem hồ sơ",
    "number": "481 207", "minutes": 10,
}  # fmt: skip
PHONE = "0912344127"
MORNING = datetime(2016, 11, 21, 2, 0, tzinfo=UTC)
"""Nine o'clock in Hanoi."""
EVENING = MORNING + timedelta(hours=13)
"""Ten o'clock at night in Hanoi."""
RETRY = timedelta(minutes=5)
AN_HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def quickly() -> Iterator[None]:
    """A rate that tests can wait for."""
    usual = notices.settings()
    notices.use(
        replace(usual, per_second=10_000, retry_seconds=300, replay_seconds=60, shut_seconds=3600)
    )
    yield
    notices.use(usual)


@pytest.fixture
def gateway(database: Database) -> Iterator[Gateway]:
    """The gateway of short messages."""
    with connected() as gateway:
        yield gateway


@pytest.fixture
def commune(database: Database) -> int:
    """An office that tells."""
    return seat_of(Role.COMMUNE_RECEPTION).id


def promise(
    template: MessageKind = MessageKind.SUBMITTED,
    *,
    to: str = PHONE,
    unit_id: int | None = None,
    at: datetime = MORNING,
    channel: Channel = Channel.SMS,
) -> Message:
    """A message queued at a moment."""
    with clock.frozen(at):
        message = outbox.add_to_outbox(
            template,
            reader=Recipient(to=to, unit_id=unit_id, channel=channel),
            facts=FACTS,
            about=uuid4(),
        )
    assert message is not None
    return message


def sent_at(moment: datetime, channel: Channel = Channel.SMS) -> None:
    """A run of the sender at a moment."""
    with clock.frozen(moment):
        sender.send(str(channel))
    db.session.expire_all()


def tried(message: Message, times: int, *, from_: datetime = MORNING) -> None:
    """This many runs, each after the retry interval, with the circuit breaker kept closed."""
    for number in range(times):
        opened_again()
        sent_at(from_ + number * RETRY)
    db.session.refresh(message)


def opened_again() -> None:
    """The pause of the circuit breaker is over."""
    db.session.execute(
        update(ChannelHealth).values(shut_until=clock.real_now() - timedelta(seconds=1))
    )


def calls() -> list[UUID]:
    """The messages with a call task."""
    return list(db.session.scalars(select(CallTask.message_id)))


def ledger(message: Message) -> list[tuple[int, str | None]]:
    """Each attempt of a message and its outcome."""
    tries = select(Delivery).filter_by(message_id=message.id).order_by(Delivery.attempt)
    return [(each.attempt, each.error) for each in db.session.scalars(tries)]


def ids(seen: list[Outgoing]) -> list[UUID]:
    """The order in which the gateway got the messages."""
    return [each.id for each in seen]


# order


def test_urgent_ones_go_first_and_the_others_as_they_were_promised(gateway: Gateway) -> None:
    later = promise(at=MORNING + timedelta(seconds=2))
    first = promise(at=MORNING)
    asked = promise(MessageKind.STATE_TOLD, at=MORNING + timedelta(seconds=3))

    sent_at(MORNING + timedelta(seconds=5))

    assert ids(gateway.seen) == [asked.id, first.id, later.id]


def test_each_channel_has_its_own_sender(gateway: Gateway) -> None:
    promise(to="tam@example.vn", channel=Channel.EMAIL)

    sent_at(MORNING, Channel.SMS)

    assert gateway.seen == []


# retries


def test_a_refused_message_waits_and_goes_again_under_the_same_key(gateway: Gateway) -> None:
    message = promise()
    gateway.fails_with(TemporaryRefusal("busy"))
    tried(message, 1)
    assert (message.state, message.attempts, message.rejections) == (MessageState.CREATED, 0, 1)

    gateway.works()
    opened_again()
    sent_at(MORNING + RETRY - timedelta(seconds=1))
    assert len(gateway.seen) == 1
    sent_at(MORNING + RETRY)

    assert message.state == MessageState.SENT
    assert ids(gateway.seen) == [message.id, message.id]
    assert ledger(message) == [(1, "busy"), (2, None)]


def test_after_forty_eight_refusals_the_desk_has_to_telephone(
    gateway: Gateway, commune: Unit
) -> None:
    message = promise(unit_id=commune)
    gateway.fails_with(TemporaryRefusal("busy"))

    tried(message, rules.MOST_REFUSED + 2)

    assert message.state == MessageState.TECHNICAL_FAILURE
    assert (len(gateway.seen), message.attempts) == (rules.MOST_REFUSED, 0)
    assert calls() == [message.id]


def test_a_message_whose_answers_are_lost_is_handed_over_eight_times_and_no_more(
    gateway: Gateway, commune: Unit
) -> None:
    message = promise(unit_id=commune)
    gateway.fails_with(Unanswered("timeout"))

    tried(message, rules.MOST_HANDED_OVER + 3)

    assert len(gateway.seen) == rules.MOST_HANDED_OVER
    assert (message.state, message.failure_reason) == (MessageState.TECHNICAL_FAILURE, "timeout")
    assert calls() == [message.id]


def test_a_number_that_takes_nothing_is_tried_once_and_called(
    gateway: Gateway, commune: Unit
) -> None:
    message = promise(unit_id=commune)
    gateway.fails_with(Rejected("bad_number"))

    tried(message, 3)

    assert len(gateway.seen) == 1
    assert (message.state, message.failure_reason) == (MessageState.PERMANENT_FAILURE, "bad_number")
    assert calls() == [message.id]


class Killed(BaseException):
    """The worker dies in the middle of a request."""


def killed_in_the_middle(gateway: Gateway, moment: datetime) -> None:
    """A run whose worker is killed while the gateway has the message."""
    gateway.fails_with(Killed())  # type: ignore[arg-type]
    with pytest.raises(Killed):
        sent_at(moment)


def test_what_a_killed_worker_left_is_made_again_after_a_time(gateway: Gateway) -> None:
    message = promise()
    killed_in_the_middle(gateway, MORNING)
    gateway.works()

    sent_at(MORNING + timedelta(seconds=59))
    assert (message.state, len(gateway.seen)) == (MessageState.SENDING, 1)
    sent_at(MORNING + timedelta(seconds=60))

    assert (message.state, message.attempts) == (MessageState.SENT, 2)


def test_workers_that_always_die_hand_over_eight_times_and_no_more(
    gateway: Gateway, commune: Unit
) -> None:
    message = promise(unit_id=commune)
    for number in range(rules.MOST_HANDED_OVER):
        killed_in_the_middle(gateway, MORNING + number * RETRY)
    gateway.works()

    sent_at(MORNING + AN_HOUR)

    assert len(gateway.seen) == rules.MOST_HANDED_OVER
    assert (message.state, message.failure_reason) == (MessageState.TECHNICAL_FAILURE, "unanswered")
    assert calls() == [message.id]


def test_a_driver_that_breaks_stops_nobody(
    gateway: Gateway, caplog: pytest.LogCaptureFixture
) -> None:
    broken, fine = promise(), promise(at=MORNING + timedelta(seconds=1))

    def breaks_on_one(message: Outgoing) -> str:
        if message.id == broken.id:
            raise ZeroDivisionError(message.to)
        return "ref"

    gateway.answer = breaks_on_one
    sent_at(MORNING + timedelta(seconds=2))

    assert fine.state == MessageState.SENT
    assert (broken.state, broken.failure_reason) == (MessageState.SENDING, "error")
    assert "ZeroDivisionError" in caplog.text
    assert "912344127" not in caplog.text


def test_a_message_that_cannot_be_said_stops_nobody(gateway: Gateway, commune: Unit) -> None:
    dumb, fine = promise(unit_id=commune), promise(at=MORNING + timedelta(seconds=1))
    dumb.facts = {}

    sent_at(MORNING + timedelta(seconds=2))

    assert (dumb.state, dumb.failure_reason) == (MessageState.TECHNICAL_FAILURE, "unsayable")
    assert ids(gateway.seen) == [fine.id]
    assert calls() == [dumb.id]


def test_a_report_that_came_before_the_answer_is_not_undone(gateway: Gateway) -> None:
    message = promise()

    def reported_meanwhile(outgoing: Outgoing) -> str:
        db.session.execute(update(Message).values(state=MessageState.DELIVERED))
        return "ref"

    gateway.answer = reported_meanwhile
    sent_at(MORNING)

    assert (message.state, message.gateway_reference) == (MessageState.DELIVERED, "ref")
    assert message.sent_at == MORNING


# quiet hours


def test_nothing_rings_at_night_but_what_somebody_waits_for(gateway: Gateway) -> None:
    promised_before = promise(at=EVENING - timedelta(hours=2))
    asked = promise(MessageKind.STATE_TOLD, at=EVENING)

    sent_at(EVENING)
    assert ids(gateway.seen) == [asked.id]
    sent_at(EVENING + timedelta(hours=9))

    assert promised_before.state == MessageState.SENT


def test_a_retry_that_falls_into_the_night_waits_for_the_morning(gateway: Gateway) -> None:
    late = EVENING - AN_HOUR - timedelta(minutes=1)
    message = promise(at=late)
    gateway.fails_with(TemporaryRefusal("busy"))

    tried(message, 1, from_=late)

    assert clock.local(message.due_at).hour == notices.settings().quiet_until


def test_a_code_that_holds_no_longer_is_not_sent(gateway: Gateway) -> None:
    message = promise(MessageKind.ONE_TIME_CODE)

    sent_at(MORNING + timedelta(minutes=11))

    assert gateway.seen == []
    assert (message.state, message.failure_reason) == (MessageState.CANCELLED, "too_late")
    assert calls() == []


def test_what_never_went_is_not_emptied_in_silence(gateway: Gateway, commune: Unit) -> None:
    message = promise(unit_id=commune)

    retention.purge_words(MORNING + timedelta(days=90), 10)

    assert (message.state, message.failure_reason) == (MessageState.TECHNICAL_FAILURE, "never_sent")
    assert message.facts == {}
    assert calls() == [message.id]


# opt-out


def opted_out(phone: str) -> None:
    """The owner of a phone number has sent STOP."""
    db.session.add(OptOut(phone=phone, at=MORNING))
    db.session.flush()


@pytest.mark.parametrize("to", ["0381234567", "01681234567"])
def test_whoever_stopped_notices_is_called_instead(
    gateway: Gateway, commune: Unit, to: str
) -> None:
    opted_out("0381234567")
    message = promise(to=to, unit_id=commune)

    sent_at(MORNING)

    assert gateway.seen == []
    assert (message.state, message.failure_reason) == (MessageState.CANCELLED, "opted_out")
    assert calls() == [message.id]


def test_whoever_stopped_notices_still_gets_what_he_asks_for(gateway: Gateway) -> None:
    opted_out(PHONE)
    promise(MessageKind.STATE_TOLD)

    sent_at(MORNING)

    assert len(gateway.seen) == 1


# costs


def test_parts_and_cost_are_those_of_the_words_that_went(gateway: Gateway) -> None:
    message = promise()

    sent_at(MORNING)

    assert message.parts == gsm_alphabet.parts(gateway.seen[0].body, accented=False)
    assert message.cost == message.parts * notices.settings().price


def test_what_was_not_taken_costs_nothing(gateway: Gateway) -> None:
    message = promise()
    gateway.fails_with(TemporaryRefusal("busy"))

    sent_at(MORNING)

    assert (message.parts, message.cost) == (None, None)


def test_an_email_costs_nothing(database: Database) -> None:
    message = promise(to="tam@example.vn", channel=Channel.EMAIL)

    sent_at(MORNING, Channel.EMAIL)

    assert (message.state, message.parts, message.cost) == (MessageState.SENT, None, None)


# the circuit breaker


def several(count: int) -> list[Message]:
    """Messages one after the other."""
    return [promise(at=MORNING + timedelta(milliseconds=number)) for number in range(count)]


def health_of_sms() -> ChannelHealth:
    """How the channel goes, which has sent something."""
    health = queries.health(Channel.SMS)
    assert health is not None
    return health


@pytest.mark.parametrize("failure", [TemporaryRefusal("unreachable"), Unanswered("timeout")])
def test_after_three_failures_the_channel_is_left_alone_and_nobody_pays(
    gateway: Gateway, failure: Undelivered
) -> None:
    waiting = several(6)
    gateway.fails_with(failure)

    for minute in range(4):
        sent_at(MORNING + timedelta(minutes=minute + 1))

    assert ids(gateway.seen) == [each.id for each in waiting[:3]]
    assert [each.attempts + each.rejections for each in waiting] == [1, 1, 1, 0, 0, 0]
    health = health_of_sms()
    assert (health.failures, health.last_why) == (3, failure.kind)
    assert health.shut_until is not None
    assert health.shut_until > clock.real_now()


def test_then_one_message_tries_and_shuts_it_again(gateway: Gateway) -> None:
    several(6)
    gateway.fails_with(TemporaryRefusal("unreachable"))
    sent_at(MORNING + timedelta(minutes=1))
    opened_again()

    sent_at(MORNING + timedelta(minutes=2))

    assert len(gateway.seen) == 4
    shut_until = health_of_sms().shut_until
    assert shut_until is not None
    assert shut_until > clock.real_now()


def test_a_success_opens_it_and_what_was_refused_goes_in_its_turn(gateway: Gateway) -> None:
    waiting = several(6)
    gateway.fails_with(TemporaryRefusal("unreachable"))
    sent_at(MORNING + timedelta(minutes=1))
    gateway.works()
    gateway.seen.clear()
    opened_again()

    sent_at(MORNING + timedelta(minutes=2))

    trial, *others = ids(gateway.seen)
    assert trial == waiting[3].id
    assert others == [each.id for each in waiting if each.id != trial]
    health = health_of_sms()
    assert (health.failures, health.shut_until) == (0, None)
    assert health.last_ok_at is not None
    assert health.last_failure_at is not None
    assert health.last_ok_at > health.last_failure_at


def test_the_trials_of_a_long_outage_are_shared_by_all_who_wait(gateway: Gateway) -> None:
    waiting = several(4)
    gateway.fails_with(TemporaryRefusal("unreachable"))

    for number in range(1, 11):
        opened_again()
        sent_at(MORNING + number * RETRY)

    assert sorted(each.rejections for each in waiting) == [3, 3, 3, 3]


@pytest.mark.parametrize("failure", [Rejected("bad_number"), Postponed("mailbox_full")])
def test_a_gateway_that_does_not_want_one_message_is_not_broken(
    gateway: Gateway, failure: Undelivered
) -> None:
    several(5)
    gateway.fails_with(failure)

    sent_at(MORNING + timedelta(minutes=1))

    assert len(gateway.seen) == 5
    assert health_of_sms().failures == 0


# statements


STATEMENTS_A_MESSAGE = 7
"""Claim, opt-out, text, count; then the outcome: row, ledger, state."""


def test_a_message_costs_few_statements(
    gateway: Gateway, app: Flask, figure: Callable[[str], None]
) -> None:
    many = len(several(15))

    with statements(app) as asked:
        sent_at(MORNING + timedelta(minutes=1))

    assert len(gateway.seen) == many
    figure(f"sending: {len(asked) / many:.1f} statements a message")
    assert len(asked) <= many * STATEMENTS_A_MESSAGE + 10


# wake-ups


def wakes(database: Database) -> list[tuple[float | None, int]]:
    """In how many seconds the sender is woken, and with which priority."""
    rows = db.session.execute(
        db.text(
            "select extract(epoch from scheduled_at - clock_timestamp()), priority"
            " from procrastinate_jobs where task_name = 'notifications.send'"
        )
    )
    return [(None if wait is None else float(wait), priority) for wait, priority in rows]


def test_what_is_due_soon_wakes_the_sender_once_and_holds_up_nobody(
    gateway: Gateway, database: Database
) -> None:
    notices.use(replace(notices.settings(), retry_seconds=10))
    several(2)
    gateway.fails_with(TemporaryRefusal("busy"))

    sent_at(MORNING + timedelta(seconds=1))
    sent_at(MORNING + timedelta(seconds=2))

    [(wait, priority)] = wakes(database)
    assert wait is not None
    assert 0 < wait <= 10
    assert priority < 0


def test_what_is_due_much_later_is_left_to_the_tick(gateway: Gateway, database: Database) -> None:
    promise()
    gateway.fails_with(TemporaryRefusal("busy"))

    sent_at(MORNING)

    assert wakes(database) == []


def test_a_long_queue_is_sent_in_stretches(
    gateway: Gateway, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.notifications.operations.sender.STRETCH_SECONDS", 0)
    promise()

    sent_at(MORNING)

    assert gateway.seen == []
    assert wakes(database) == [(None, 0)]
