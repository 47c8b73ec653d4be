"""The outbox: a message is written in the transaction of its cause, and sent eventually."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import ProgrammingError

from app.kernel import clock
from app.kernel.db import db, transaction
from app.notifications import queries
from app.notifications.models.outbox import Channel, Delivery, Message, MessageState, SandboxMessage
from app.notifications.operations import outbox, sender
from app.notifications.operations.outbox import Recipient
from app.notifications.vocabulary import MessageKind
from harness.stage.databases import Database

FACTS = {"code": "000.15.17.H26-161118-0007", "unit": "xã Ba Trại"}
MORNING = datetime(2016, 11, 21, 2, 0, tzinfo=UTC)
"""Nine o'clock in Hanoi."""
LANDLINE = "04 3825 1234"


@pytest.fixture(autouse=True)
def morning() -> Iterator[None]:
    """No quiet hours."""
    with clock.frozen(MORNING):
        yield


def promise(
    to: str = "0912 344 127", channel: Channel = Channel.SMS, about: UUID | None = None
) -> Message:
    """A message that a dossier has arrived."""
    message = outbox.add_to_outbox(
        MessageKind.SUBMITTED,
        reader=Recipient(to=to, channel=channel),
        facts=FACTS,
        about=about or uuid4(),
    )
    assert message is not None
    return message


def jobs_in(database: Database) -> list[dict[str, Any]]:
    """The wishes to send, as the worker sees them."""
    with database.connect() as connection:
        rows = connection.execute(
            "SELECT args, lock, status::text FROM procrastinate_jobs"
            " WHERE task_name = 'notifications.send' ORDER BY id"
        ).fetchall()
    return [dict(zip(("args", "lock", "status"), row, strict=True)) for row in rows]


def test_what_is_undone_leaves_neither_message_nor_job(committed: Database) -> None:
    def fail() -> None:
        promise()
        raise RuntimeError

    with pytest.raises(RuntimeError), transaction():
        fail()

    assert db.session.scalar(select(func.count()).select_from(Message)) == 0
    assert jobs_in(committed) == []


def test_what_is_kept_wakes_the_one_sender_of_its_channel(committed: Database) -> None:
    with transaction():
        promise()
        assert jobs_in(committed) == []

    assert jobs_in(committed) == [
        {"args": {"channel": "sms"}, "lock": "channel:sms", "status": "todo"}
    ]


def test_a_missing_fact_is_found_at_once(database: Database) -> None:
    with pytest.raises(ValueError, match="visit"):
        outbox.add_to_outbox(
            MessageKind.ACCEPTED, reader=Recipient(to="0912344127"), facts=FACTS, about=uuid4()
        )


def test_an_unknown_message_is_found_at_once(database: Database) -> None:
    with pytest.raises(ValueError, match="dossier/lost"):
        outbox.add_to_outbox(
            "dossier/lost", reader=Recipient(to="0912344127"), facts=FACTS, about=uuid4()
        )


@pytest.mark.parametrize("written", [LANDLINE, "không có", "tam@example.vn"])
def test_what_takes_no_short_message_is_a_case_for_the_desk_at_once(
    database: Database, written: str
) -> None:
    about = uuid4()
    message = promise(to=written, about=about)

    assert message.state == MessageState.PERMANENT_FAILURE
    assert queries.not_reached([about]) == {about}


def test_what_is_announced_once_is_not_announced_again(database: Database) -> None:
    def announce() -> Message | None:
        return outbox.add_to_outbox(
            MessageKind.SUBMITTED,
            reader=Recipient(to="0912344127"),
            facts=FACTS,
            about=uuid4(),
            once="dossier:7:submitted",
        )

    assert announce() is not None
    assert announce() is None


def test_delivery_writes_the_words_as_sent(database: Database) -> None:
    message = promise(to="0168 123 4567")

    sender.send("sms")

    kept = db.session.get_one(SandboxMessage, message.id)
    assert kept.dialled == "84381234567"
    assert FACTS["code"] in kept.text
    assert "xa Ba Trai" in kept.text
    assert (message.state, message.attempts) == (MessageState.SENT, 1)
    assert message.sent_at is not None


def test_an_email_has_a_subject_and_diacritics(database: Database) -> None:
    message = promise(to="tam@example.vn", channel=Channel.EMAIL)

    sender.send("email")

    kept = db.session.get_one(SandboxMessage, message.id)
    assert kept.subject is not None
    assert FACTS["code"] in kept.subject
    assert "xã Ba Trại" in kept.text


def test_a_second_wake_sends_nothing(database: Database) -> None:
    message = promise()

    sender.send("sms")
    sender.send("sms")

    assert message.attempts == 1
    assert db.session.scalar(select(func.count()).select_from(Delivery)) == 1


def test_a_later_message_that_arrives_ends_the_task_of_the_desk(database: Database) -> None:
    about = uuid4()
    promise(to=LANDLINE, about=about)
    with clock.frozen(MORNING + timedelta(seconds=1)):
        promise(about=about)
        sender.send("sms")

    assert queries.not_reached([about]) == frozenset()


def test_a_message_taken_back_is_not_sent(database: Database) -> None:
    message = promise()
    outbox.cancel(message.subject_id)

    sender.send("sms")

    assert message.state == MessageState.CANCELLED
    assert db.session.get(SandboxMessage, message.id) is None


def test_a_message_whose_wake_was_lost_is_sent_all_the_same(committed: Database) -> None:
    with transaction():
        promise()
    with committed.connect() as connection:
        connection.execute("DELETE FROM procrastinate_jobs")

    with transaction():
        sender.tick()

    assert [job["args"] for job in jobs_in(committed)] == [{"channel": "sms"}]


def test_the_ledger_is_only_added_to(committed: Database) -> None:
    with transaction():
        promise()
    sender.send("sms")
    with pytest.raises(ProgrammingError), transaction():
        db.session.execute(text("UPDATE delivery SET attempt = 7"))


def test_the_sandbox_page_counts_on_when_there_is_more(database: Database) -> None:
    for _ in range(queries.PAGE_ROWS + 1):
        promise(to=LANDLINE)

    first, second = queries.sandbox_page(1), queries.sandbox_page(2)

    assert (len(first.rows), first.has_more) == (queries.PAGE_ROWS, True)
    assert (len(second.rows), second.has_more) == (1, False)
