"""The job queue, in the same PostgreSQL as the rows its jobs are about (hộp thư đi).

A job is deferred in the transaction that made it necessary: both are committed or neither is.
Packages declare tasks and defer them by name; arguments are ids, never personal data. The process
that runs them is ``kernel/worker/process.py``.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, TypeVar
from uuid import UUID

import procrastinate
import psycopg
from flask_babel import LazyString
from procrastinate import RetryDecision, RetryStrategy, SyncPsycopgConnector
from procrastinate.exceptions import ConnectorException
from procrastinate.jobs import Job
from procrastinate.manager import JobManager
from sqlalchemy import text

from app.kernel.connections import pool
from app.kernel.db import db

QUEUE = "work"
FAILED_JOBS_KEPT_HOURS = 30 * 24

queue = procrastinate.App(connector=SyncPsycopgConnector())
"""The registry of tasks; the worker replaces its connector."""

_counter = JobManager(SyncPsycopgConnector())
"""Defers jobs through the session's connection, in the worker too; it opens none."""

joins_transaction: set[str] = set()
"""Names of the tasks that run inside one ``transaction()``; the others open their own."""

Task = TypeVar("Task", bound=Callable[..., None])

GIVES_WAY = -1
"""Priority of a postponed job, so that it does not block other jobs with the same lock."""


class _Patience(RetryStrategy):
    """Retry strategy that lets other jobs with the same lock go first."""

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision | None:
        decision = super().get_retry_decision(exception=exception, job=job)
        if decision is not None:
            decision.priority = GIVES_WAY
        return decision


@dataclass(frozen=True)
class Scheduled:
    """A scheduled job (việc định kỳ): its description and its cron schedule (UTC)."""

    name: str
    cron: str
    title: LazyString


scheduled: dict[str, Scheduled] = {}
"""All scheduled jobs by name; ``worker/run_log.py`` logs each run."""


def task(name: str, *, whole: bool = True) -> Callable[[Task], Task]:
    """Declare a task under a name such as ``notifications.deliver``.

    It runs at least once, in an application context, and inside ``transaction()`` when ``whole``; a
    task that talks to another system passes ``whole=False`` and opens its own transactions around
    that. An unhandled error is retried after 3, 9, 27, 81 and 243 seconds.
    """

    def declare(work: Task) -> Task:
        if whole:
            joins_transaction.add(name)
        patience = _Patience(max_attempts=5, exponential_wait=3)
        queue.task(name=name, queue=QUEUE, retry=patience)(work)
        return work

    return declare


def announce(name: str, cron: str, title: LazyString) -> str:
    """List a scheduled job on the administrators' page; returns its cron schedule."""
    scheduled[name] = Scheduled(name, cron, title)
    return cron


def leave_out(packages: Iterable[str]) -> None:
    """Take the scheduled jobs of packages off the schedule of this process."""
    prefixes = tuple(f"{package}." for package in packages)
    for name in [name for name in scheduled if name.startswith(prefixes)]:
        del scheduled[name]
    planned = queue.periodic_registry.periodic_tasks
    for key in [key for key in planned if key[0].startswith(prefixes)]:
        del planned[key]


def periodic(
    name: str, cron: str, title: LazyString, *, whole: bool = True
) -> Callable[[Task], Task]:
    """Declare a task without arguments that the worker runs on a schedule (UTC), never twice.

    It runs inside ``transaction()`` when ``whole``, else it opens its own. ``title`` describes the
    task to administrators.
    """

    def declare(work: Task) -> Task:
        def at_its_time(timestamp: int, asked_by: str | None = None) -> None:
            work()

        if whole:
            joins_transaction.add(name)
        timed = queue.task(name=name, queue=QUEUE, queueing_lock=name)(at_its_time)
        queue.periodic(cron=announce(name, cron, title))(timed)
        return work

    return declare


def defer(
    name: str,
    *,
    at: datetime | None = None,
    one_at_a_time: str | None = None,
    **ids: UUID | int | StrEnum,
) -> None:
    """Defer a task in the current transaction: same commit, same rollback.

    Args:
        name: as declared with ``task()``; an unknown one is a bug and raises.
        at: not before this moment of real time.
        one_at_a_time: lock; jobs with the same lock never run concurrently.
        ids: arguments of the task: keys and vocabulary words; UUIDs arrive as text.

    Raises:
        OperationalError: the connection was cut, or the database had no time.
    """
    line = db.session.connection()
    arguments: dict[str, Any] = {
        key: str(value) if isinstance(value, UUID | StrEnum) else value
        for key, value in ids.items()
    }
    job = queue.configure_task(
        name,
        allow_unknown=False,
        connection=line.connection.driver_connection,
        schedule_at=at,
        lock=one_at_a_time,
        priority=None if at is None else GIVES_WAY,
    )
    job.job_manager = _counter
    try:
        job.defer(**arguments)
    except ConnectorException as error:
        if isinstance(error.__cause__, psycopg.OperationalError):
            raise pool.translated(line, name, error.__cause__) from error
        raise


def answer_for_all(name: str, *, one_at_a_time: str) -> None:
    """Delete the waiting jobs of a task and lock: the running one does their work."""
    db.session.execute(
        text(
            "delete from procrastinate_jobs"
            " where task_name = :name and lock = :word and status = 'todo'"
        ),
        {"name": name, "word": one_at_a_time},
    )
