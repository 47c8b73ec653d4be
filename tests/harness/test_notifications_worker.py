"""The worker as a process: stopped, killed, or without its database."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO
from uuid import uuid4

import pytest

from app.kernel.db import transaction
from app.notifications.operations import outbox
from app.notifications.operations.outbox import Recipient
from app.notifications.vocabulary import MessageKind
from harness.stage.databases import Database
from harness.stage.live import within

ROOT = Path(__file__).parents[2]
FACTS = {"code": "000.15.17.H26-161118-0007", "unit": "xã Ba Trại", "state": "đang xem hồ sơ"}

CUT_OFF_ONCE = """
CREATE SEQUENCE cut_off;
CREATE FUNCTION cut_off_once() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
  IF nextval('cut_off') = 1 THEN PERFORM pg_terminate_backend(pg_backend_pid()); END IF;
  RETURN OLD;
END $$;
CREATE TRIGGER cut_off_once BEFORE DELETE ON procrastinate_jobs FOR EACH ROW
  WHEN (OLD.status = 'doing' AND OLD.task_name = 'notifications.send')
  EXECUTE FUNCTION cut_off_once();
"""
"""The first job that ends loses its connection while that is written."""


@contextmanager
def worker(
    database: Database, *arguments: str, stderr: IO[bytes] | None = None
) -> Iterator[subprocess.Popen[bytes]]:
    """A worker on the database, stopped in any case."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.harness.worker_process", *arguments],
        cwd=ROOT,
        env={**os.environ, "DATABASE_URL": database.url("mc_worker")},
        stderr=stderr,
    )
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def found(database: Database, query: str) -> int:
    """A number from the database, as the superuser sees it."""
    with database.connect() as connection:
        row = connection.execute(query.encode()).fetchone()
    return row[0] if row else 0


def sent(database: Database) -> int:
    """How many messages count as sent."""
    return found(database, "SELECT count(*) FROM message WHERE state = 'sent'")


def promise() -> None:
    """A message without quiet hours, in its own transaction."""
    with transaction():
        outbox.add_to_outbox(
            MessageKind.STATE_TOLD, reader=Recipient(to="0912344127"), facts=FACTS, about=uuid4()
        )


def test_the_worker_sends_what_waits_and_what_comes_and_stops_when_told(
    committed: Database,
) -> None:
    promise()
    with worker(committed) as process:
        assert within(60, lambda: sent(committed) == 1)
        promise()
        assert within(10, lambda: sent(committed) == 2)

        process.send_signal(signal.SIGTERM)
        assert process.wait(15) == 0

    assert found(committed, "SELECT count(*) FROM procrastinate_workers") == 0
    assert found(committed, "SELECT count(*) FROM sandbox_message") == 2


def test_its_log_has_a_line_for_each_job_and_no_word_of_a_person(
    committed: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LOG_FORMAT", "json")
    log = tmp_path / "log"
    promise()
    with log.open("wb") as stream, worker(committed, stderr=stream):
        assert within(60, lambda: sent(committed) == 1)
        assert within(10, lambda: "notifications.send" in log.read_text())
    said = log.read_text()
    jobs = [line for line in map(json.loads, said.splitlines()) if line["message"] == "job"]
    assert any(line["task"] == "notifications.send" and not line["error"] for line in jobs)
    assert not [word for word in ("912344127", *FACTS.values()) if word in said]


def test_a_message_that_was_not_taken_waits_for_another_try(committed: Database) -> None:
    promise()
    with worker(committed, "busy"):
        assert within(60, lambda: found(committed, "SELECT count(*) FROM delivery_attempt") == 1)
    again = "SELECT rejections FROM message WHERE state = 'created' AND due_at > now()"
    assert found(committed, again) == 1


@pytest.mark.slow
def test_a_worker_killed_in_the_middle_leaves_no_message_behind_and_none_twice(
    committed: Database,
) -> None:
    promise()
    with worker(committed, "hang") as process:
        assert within(60, lambda: found(committed, "SELECT count(*) FROM sandbox_message") == 1)
        process.kill()
        process.wait()
    assert sent(committed) == 0

    with worker(committed):
        assert within(90, lambda: sent(committed) == 1)

    assert found(committed, "SELECT count(*) FROM sandbox_message") == 1
    assert found(committed, "SELECT attempts FROM message") == 2
    assert found(committed, "SELECT count(*) FROM delivery_attempt") == 1


def test_the_worker_outlives_a_database_that_throws_it_out(committed: Database) -> None:
    with worker(committed) as process:
        promise()
        assert within(60, lambda: sent(committed) == 1)
        with committed.connect() as connection:
            connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'mc_worker'"
            )
        promise()

        assert within(45, lambda: sent(committed) == 2)
        assert process.poll() is None
        assert within(
            20, lambda: found(committed, "SELECT count(*) FROM procrastinate_workers") > 0
        )


def test_a_job_whose_end_is_cut_off_does_not_hold_up_the_next(committed: Database) -> None:
    with committed.connect() as connection:
        connection.execute(CUT_OFF_ONCE)
    with worker(committed):
        promise()
        assert within(60, lambda: sent(committed) == 1)
        promise()

        assert within(45, lambda: sent(committed) == 2)
    assert found(committed, "SELECT last_value FROM cut_off") > 1
