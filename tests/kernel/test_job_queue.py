"""Jobs belong to the transaction that queued them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from procrastinate.exceptions import TaskNotFound

from app.kernel import clock
from app.kernel.db import attempt, transaction
from app.kernel.jobs import queue
from harness.stage.databases import Database


@queue.task("tests.note")
def note(thing_id: str) -> None:
    """Work of no consequence; no worker ever sees it."""


def waiting(database: Database) -> list[tuple[Any, ...]]:
    """The jobs that a worker would see."""
    with database.connect() as connection:
        return connection.execute(
            "SELECT task_name, args, lock, scheduled_at FROM procrastinate_jobs ORDER BY id"
        ).fetchall()


def test_a_job_is_seen_when_its_transaction_is_kept_and_not_before(committed: Database) -> None:
    thing = uuid4()
    with transaction():
        queue.defer("tests.note", thing_id=thing)
        assert waiting(committed) == []

    assert waiting(committed) == [("tests.note", {"thing_id": str(thing)}, None, None)]


def test_what_is_undone_leaves_no_job(committed: Database) -> None:
    def fail() -> None:
        queue.defer("tests.note", thing_id=uuid4())
        raise RuntimeError

    with pytest.raises(RuntimeError), transaction():
        fail()

    assert waiting(committed) == []


def test_a_savepoint_undone_takes_its_job_along(committed: Database) -> None:
    kept, lost = uuid4(), uuid4()

    def fail() -> None:
        queue.defer("tests.note", thing_id=lost)
        raise RuntimeError

    with transaction():
        queue.defer("tests.note", thing_id=kept)
        with pytest.raises(RuntimeError), attempt():
            fail()

    assert [UUID(args["thing_id"]) for _, args, _, _ in waiting(committed)] == [kept]


def test_a_job_can_wait_and_keep_others_of_its_kind_waiting(committed: Database) -> None:
    later = clock.real_now() + timedelta(hours=1)
    with transaction():
        queue.defer("tests.note", at=later, one_at_a_time="thing:7", thing_id=7)

    assert waiting(committed) == [("tests.note", {"thing_id": 7}, "thing:7", later)]


def test_a_task_that_nobody_declared_is_a_bug(database: Database) -> None:
    with pytest.raises(TaskNotFound):
        queue.defer("tests.nowhere", thing_id=1)


def test_a_declared_task_stays_an_ordinary_function() -> None:
    assert note("x") is None
