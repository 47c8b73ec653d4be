"""Delivery receipts move a message forward only, whatever their order and number."""

from __future__ import annotations

from random import Random
from uuid import UUID, uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select

from app.kernel.db import db, transaction
from app.kernel.security import encryption
from app.notifications.models.calls_and_preferences import CallOutcome, CallTask
from app.notifications.models.gateway import DeliveryReport, InboundMessage
from app.notifications.models.outbox import FAILED, Message, MessageState
from app.notifications.operations import delivery_receipts, outbox, sender
from app.notifications.operations.outbox import Recipient
from app.notifications.rules import callback_urls, delivery_states
from app.notifications.rules.callback_urls import KINDS
from app.notifications.rules.message_kinds import MessageKind
from app.organisation.models import Unit
from harness.stage.databases import Database

FACTS = {"code": "000.15.17.H26-161118-0007", "unit": "xã Ba Trại"}
KINDS_TOLD = st.lists(st.sampled_from(sorted(KINDS)), max_size=6)


@pytest.fixture
def message(database: Database) -> Message:
    """A message on its way, its response not stored yet."""
    unit = db.session.scalar(select(func.min(Unit.id)))
    made = outbox.add_to_outbox(
        MessageKind.SUBMITTED,
        reader=Recipient(to="0912344127", unit_id=unit),
        facts=FACTS,
        about=uuid4(),
    )
    assert made is not None
    made.state, made.attempts = MessageState.SENDING, 1
    db.session.flush()
    return made


def path(message_id: UUID) -> str:
    """The URL of the gateway's reports on a message."""
    address = callback_urls.report_address(message_id).partition("?")[0]
    return address[address.index("/tong-dai") :]


def tell(client: FlaskClient, message: Message, *kinds: int) -> None:
    """The gateway reports, and the worker runs after each report."""
    for kind in kinds:
        assert client.get(path(message.id), query_string={"kind": kind}).status_code == 200
        with transaction():
            delivery_receipts.report(str(message.id))
    db.session.refresh(message)


def calls(message: Message) -> list[CallTask]:
    return list(db.session.scalars(select(CallTask).where(CallTask.message_id == message.id)))


@given(state=st.sampled_from(MessageState), told=KINDS_TOLD, seed=st.randoms())
def test_the_order_and_the_number_of_reports_do_not_matter(
    state: MessageState, told: list[int], seed: Random
) -> None:
    again = [*told, *told]
    seed.shuffle(again)
    step = state
    for kind in again:
        step = delivery_states.after(step, [kind])

    assert step == delivery_states.after(state, told)
    assert 1 not in told or step == MessageState.DELIVERED


@given(state=st.sampled_from(MessageState), told=KINDS_TOLD, more=KINDS_TOLD)
def test_no_report_brings_a_message_back(
    state: MessageState, told: list[int], more: list[int]
) -> None:
    first = delivery_states.after(state, told)
    then = delivery_states.after(first, more)

    assert first not in FAILED or then in {*FAILED, MessageState.DELIVERED}
    assert first != MessageState.DELIVERED or then == MessageState.DELIVERED


@pytest.mark.parametrize("kind", [4, 8])
def test_a_report_proves_a_hand_over_whose_answer_was_lost(
    client: FlaskClient, message: Message, kind: int
) -> None:
    tell(client, message, kind)

    assert message.state == MessageState.SENT
    assert message.sent_at is not None
    sender.send("sms")
    assert message.attempts == 1


def test_a_message_that_came_is_delivered_before_our_own_answer_is_written_down(
    client: FlaskClient, message: Message
) -> None:
    tell(client, message, 1, 8)

    assert message.state == MessageState.DELIVERED
    assert message.finished_at is not None
    assert calls(message) == []


@pytest.mark.parametrize(("kind", "why"), [(2, "not_reached"), (16, "rejected")])
def test_a_failure_becomes_one_call_however_often_it_is_told(
    client: FlaskClient, message: Message, kind: int, why: str
) -> None:
    tell(client, message, 8, kind, kind, 8)

    assert message.state in FAILED
    assert message.failure_reason == why
    assert [call.done_at for call in calls(message)] == [None]


def test_nobody_has_to_call_when_another_hand_over_came_after_all(
    client: FlaskClient, message: Message
) -> None:
    tell(client, message, 2, 1)

    assert message.state == MessageState.DELIVERED
    [call] = calls(message)
    assert (call.outcome, call.done_at is None) == (CallOutcome.TOLD_LATER, False)


def test_every_report_is_kept_as_it_came(client: FlaskClient, message: Message) -> None:
    client.post(path(message.id), data={"kind": "8", "ref": "0a41c2"})
    tell(client, message, 1)

    kept = db.session.scalars(select(DeliveryReport).order_by(DeliveryReport.at)).all()
    assert [(each.kind, each.ref) for each in kept] == [(8, "0a41c2"), (1, None)]


def test_a_report_may_come_after_the_key_was_changed(
    app: Flask, client: FlaskClient, message: Message
) -> None:
    old = path(message.id)
    usual = encryption._keys
    encryption.use("the new key, long enough, which nobody has seen before", *usual)
    try:
        assert client.get(old, query_string={"kind": 1}).status_code == 200
    finally:
        encryption.use(*usual)


@pytest.mark.parametrize("door", ["/tong-dai/bao-cao/", "/tong-dai/tin-den/"])
def test_every_forged_word_finds_the_same_nothing(
    client: FlaskClient, message: Message, door: str
) -> None:
    real = path(message.id).rpartition("/")[2]
    swapped = callback_urls.inbound_address() if "bao-cao" in door else path(message.id)
    foreign = swapped.partition("?")[0].rpartition("/")[2]
    words = (real[:-1], real + "x", real.upper(), foreign, message.id.hex, "x" * 5000, "%00", "é")
    answers = [client.get(door + word, query_string={"kind": 1, "from": "0912"}) for word in words]

    assert {answer.status_code for answer in answers} == {404}
    assert {answer.data for answer in answers if b"html" not in answer.data} == {b""}
    assert db.session.scalar(select(func.count()).select_from(DeliveryReport)) == 0
    assert db.session.scalar(select(func.count()).select_from(InboundMessage)) == 0


def test_a_report_on_a_message_of_another_database_finds_nothing(
    client: FlaskClient, database: Database
) -> None:
    assert client.get(path(uuid4()), query_string={"kind": 1}).status_code == 404


@given(
    kind=st.one_of(
        st.integers().map(str).filter(lambda word: word not in {str(kind) for kind in KINDS}),
        st.sampled_from(["", "one", "1.0", "٨", "9" * 5000, "8 ", "\0", "8\0", "%d"]),
        st.text(max_size=20).filter(lambda word: word not in {str(kind) for kind in KINDS}),
    )
)
def test_a_kind_that_kannel_does_not_know_is_refused_without_a_trace(app: Flask, kind: str) -> None:
    address = path(uuid4())
    answer = app.test_client().get(address, query_string={"kind": kind.encode("utf-8", "replace")})

    assert answer.status_code == 400


def test_the_gateway_needs_no_session_and_gets_none(client: FlaskClient, message: Message) -> None:
    answer = client.post(path(message.id), data={"kind": "8"})

    assert (answer.status_code, answer.data) == (200, b"")
    assert "Set-Cookie" not in answer.headers


def test_a_message_of_a_citizen_is_kept_once_however_often_it_comes(
    client: FlaskClient, database: Database
) -> None:
    door = callback_urls.inbound_address().partition("?")[0]
    door = door[door.index("/tong-dai") :]
    sent = {"from": "+84912344127", "text": "Hồ sơ 000.15.17.H26-161118-0007", "id": "a1"}
    answers = [client.get(door, query_string=sent), client.post(door, data=sent)]

    assert [(answer.status_code, answer.data) for answer in answers] == [(200, b"")] * 2
    [kept] = db.session.scalars(select(InboundMessage)).all()
    assert kept.text == sent["text"]
    assert client.get(door, query_string=sent | {"from": " "}).status_code == 400


@pytest.mark.parametrize(
    "raw", ["text=%FF%FE%00&from=1", "text=%D8%00&from=%E1&id=" + "9" * 9000, "&&=&%", "from=%"]
)
def test_bytes_that_are_no_text_are_no_fault_of_the_server(
    client: FlaskClient, database: Database, raw: str
) -> None:
    door = callback_urls.inbound_address().partition("?")[0]
    door = door[door.index("/tong-dai") :]

    assert client.get(f"{door}?{raw}").status_code in {200, 400}
    form = "application/x-www-form-urlencoded"
    assert client.post(door, data=raw, content_type=form).status_code in {200, 400}
