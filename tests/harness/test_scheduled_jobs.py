"""Scheduled jobs survive the death of a worker, and the worker an outage of its database."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from devstack.postgres import Server
from harness.stage import databases
from harness.stage.databases import ROOT, Database
from harness.stage.live import within

JOB = "tests.by_the_clock"
PATIENCE = 120


@contextmanager
def worker(database: Database, hangs_with: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A worker on the database, stopped in any case."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.harness.scheduled_process", str(hangs_with)],
        cwd=ROOT,
        env={**os.environ, **database.environment, "DATABASE_URL": database.url("mc_worker")},
    )
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def found(database: Database, query: str) -> int:
    """A number from the database, as the superuser sees it."""
    with database.connect() as connection:
        row = connection.execute(query.encode(), [JOB]).fetchone()
    return row[0] if row else 0


def ask_for(database: Database) -> None:
    """Queue the job, as the scheduler does."""
    with database.connect() as connection:
        connection.execute(
            "INSERT INTO procrastinate_jobs (queue_name, task_name, queueing_lock, args)"
            " VALUES ('work', %s, %s, '{\"timestamp\": 1}')",
            [JOB, JOB],
        )


OPEN = "SELECT count(*) FROM job_run WHERE task = %s AND ended_at IS NULL"
ENDED = "SELECT count(*) FROM job_run WHERE task = %s AND ended_at IS NOT NULL AND error IS NULL"
FAILED = "SELECT count(*) FROM job_run WHERE task = %s AND error = 'ZeroDivisionError'"
LEFT = "SELECT count(*) FROM procrastinate_jobs WHERE task_name = %s"


@pytest.mark.slow
@pytest.mark.parametrize("waits_already", [False, True], ids=["alone", "its next one waits"])
def test_a_job_killed_in_the_middle_is_seen_taken_over_and_run_again(
    committed: Database, tmp_path: Path, waits_already: bool
) -> None:
    hang = tmp_path / "hang"
    hang.touch()
    ask_for(committed)
    with worker(committed, hang) as process:
        assert within(PATIENCE, lambda: found(committed, OPEN) == 1)
        process.kill()
        process.wait()
    hang.unlink()
    if waits_already:
        ask_for(committed)

    with worker(committed, hang):
        assert within(PATIENCE, lambda: found(committed, LEFT) == 0)

    assert found(committed, OPEN) == 1
    # the next one may be over before the killed one is taken over: then both have run
    assert found(committed, ENDED) in ({1, 2} if waits_already else {1})


@pytest.mark.slow
def test_a_job_whose_transaction_is_undone_leaves_the_kind_of_its_error(
    committed: Database, tmp_path: Path
) -> None:
    wish = tmp_path / "wish"
    wish.write_text("fail")
    ask_for(committed)
    with worker(committed, wish):
        assert within(PATIENCE, lambda: found(committed, FAILED) == 1)


@pytest.mark.slow
def test_the_worker_outlives_a_database_that_is_stopped_and_started_again(tmp_path: Path) -> None:
    server = Server(tmp_path / "server", databases.FAST_AND_FORGETFUL)
    with server.lease():
        database = Database(server, databases.schema_template(server))
        with worker(database, tmp_path / "nothing") as process:
            ask_for(database)
            assert within(PATIENCE, lambda: found(database, ENDED) == 1)

            server.stop()
            time.sleep(3)
            server.start()

            ask_for(database)
            assert within(PATIENCE, lambda: found(database, ENDED) == 2)
            assert process.poll() is None
