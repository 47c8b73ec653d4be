"""A message is promised in the commit that makes it true, and kept in the end."""

from __future__ import annotations

from uuid import UUID, uuid4

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import ProgrammingError

from app.kernel.db import db, transaction
from app.notifications import channels, operations, queries, rules
from app.notifications.channels import Outgoing, Undelivered
from app.notifications.models import Channel, Delivery, Message, MessageState, SandboxMessage
from app.notifications.rules import Template

FACTS = {"code": "000.15.17.H26-161118-0007", "unit": "xã Ba Trại"}


def promise(to: str = "0912 344 127", channel: Channel = Channel.SMS, about: UUID | None = None):
    """A message that a dossier has arrived."""
    return operations.queue(
        Template.SUBMITTED, to=to, channel=channel, facts=FACTS, about=about or uuid4()
    )


def jobs_in(database) -> list[dict]:
    """The jobs as the worker sees them."""
    with database.connect() as connection:
        rows = connection.execute(
            "SELECT task_name, args, status::text, scheduled_at FROM procrastinate_jobs"
            " WHERE task_name = 'notifications.deliver' ORDER BY id"
        ).fetchall()
    return [dict(zip(("task", "args", "status", "at"), row, strict=True)) for row in rows]


class Broken:
    """A gateway that takes nothing."""

    def __init__(self) -> None:
        self.seen: list[Outgoing] = []

    def send(self, message: Outgoing) -> str:
        """Refuse."""
        self.seen.append(message)
        raise Undelivered("unreachable")


@pytest.fixture
def broken():
    """The SMS gateway is down."""
    usual, gateway = channels.driver(Channel.SMS), Broken()
    channels.connect(Channel.SMS, gateway)
    yield gateway
    channels.connect(Channel.SMS, usual)


def test_what_is_undone_leaves_neither_message_nor_job(committed):
    def fail() -> None:
        promise()
        raise RuntimeError

    with pytest.raises(RuntimeError), transaction():
        fail()

    assert db.session.scalar(select(func.count()).select_from(Message)) == 0
    assert jobs_in(committed) == []


def test_what_is_kept_has_exactly_one_job_that_carries_ids_only(committed):
    with transaction():
        message = promise()
        assert jobs_in(committed) == []

    [job] = jobs_in(committed)
    assert job["args"] == {"message_id": str(message.id)}
    assert job["status"] == "todo"


def test_a_missing_fact_is_found_at_once(database):
    with pytest.raises(ValueError, match="visit"):
        operations.queue(
            Template.ACCEPTED, to="0912344127", channel=Channel.SMS, facts=FACTS, about=uuid4()
        )


def test_an_unknown_message_is_found_at_once(database):
    with pytest.raises(ValueError, match="dossier/lost"):
        operations.queue(
            "dossier/lost", to="0912344127", channel=Channel.SMS, facts=FACTS, about=uuid4()
        )


@pytest.mark.parametrize("written", ["04 3825 1234", "không có", "tam@example.vn"])
def test_what_takes_no_short_message_is_a_case_for_the_desk_at_once(database, written):
    about = uuid4()
    message = promise(to=written, about=about)

    assert message.state == MessageState.FAILED
    assert queries.not_reached([about]) == {about}


def test_delivery_writes_the_words_as_sent(database):
    message = promise(to="0168 123 4567")

    operations.deliver(str(message.id))

    kept = db.session.get(SandboxMessage, message.id)
    assert kept.dialled == "84381234567"
    assert FACTS["code"] in kept.text
    assert "xa Ba Trai" in kept.text
    assert (message.state, message.attempts) == (MessageState.SENT, 1)
    assert message.sent_at is not None


def test_an_email_has_a_subject_and_diacritics(database):
    message = promise(to="tam@example.vn", channel=Channel.EMAIL)

    operations.deliver(str(message.id))

    kept = db.session.get(SandboxMessage, message.id)
    assert FACTS["code"] in kept.subject
    assert "xã Ba Trại" in kept.text


def test_a_second_run_of_the_same_job_sends_nothing(database):
    message = promise()

    operations.deliver(str(message.id))
    operations.deliver(str(message.id))

    assert message.attempts == 1
    assert db.session.scalar(select(func.count()).select_from(Delivery)) == 1


def test_a_failure_is_tried_again_later_with_the_same_key(committed, broken):
    with transaction():
        message = promise()
    operations.deliver(str(message.id))

    db.session.refresh(message)
    first, again = jobs_in(committed)
    assert (message.state, message.attempts) == (MessageState.QUEUED, 1)
    assert again["args"] == first["args"]
    assert again["at"] is not None


def test_after_eight_tries_the_desk_has_to_telephone(database, broken):
    about = uuid4()
    message = promise(about=about)

    for _ in range(rules.MAX_ATTEMPTS + 2):
        operations.deliver(str(message.id))

    assert message.state == MessageState.FAILED
    assert len(broken.seen) == rules.MAX_ATTEMPTS
    assert len({sent.id for sent in broken.seen}) == 1
    assert queries.not_reached([about, uuid4()]) == {about}


def test_a_worker_that_always_dies_does_not_send_for_ever(database):
    message = promise()
    message.attempts = rules.MAX_ATTEMPTS

    operations.deliver(str(message.id))

    assert message.state == MessageState.FAILED
    assert db.session.get(SandboxMessage, message.id) is None


def test_a_later_message_that_arrives_ends_the_task_of_the_desk(database):
    about = uuid4()
    promise(to="04 3825 1234", about=about)
    message = promise(about=about)
    operations.deliver(str(message.id))

    assert queries.not_reached([about]) == frozenset()


def test_a_message_taken_back_is_not_sent(database):
    message = promise()
    operations.cancel(message.about)

    operations.deliver(str(message.id))

    assert message.state == MessageState.CANCELLED
    assert db.session.get(SandboxMessage, message.id) is None


def test_a_message_whose_job_was_lost_is_asked_for_again(committed):
    with transaction():
        lost, fresh = promise(), promise()
        lost.created -= operations.SILENCE
    with committed.connect() as connection:
        connection.execute("DELETE FROM procrastinate_jobs")

    with transaction():
        operations.sweep()

    assert [job["args"]["message_id"] for job in jobs_in(committed)] == [str(lost.id)]
    assert fresh.state == MessageState.QUEUED


def test_the_ledger_is_only_added_to(committed):
    with transaction():
        promise(to="04 3825 1234")
    with pytest.raises(ProgrammingError), transaction():
        db.session.execute(text("UPDATE delivery SET attempt = 7"))


def test_the_sandbox_page_counts_on_when_there_is_more(database):
    for _ in range(queries.PAGE_ROWS + 1):
        promise(to="04 3825 1234")

    first, second = queries.sandbox_page(1), queries.sandbox_page(2)

    assert (len(first.rows), first.has_more) == (queries.PAGE_ROWS, True)
    assert (len(second.rows), second.has_more) == (1, False)
