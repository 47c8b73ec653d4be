"""Work for later, kept in the same PostgreSQL as the rows it is about (hộp thư đi).

A job is deferred in the transaction that made it necessary: both are kept or neither is. Rooms
declare tasks and defer them by name; arguments are ids, never personal data. The process that runs
them is ``kernel/worker/process.py``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, TypeVar
from uuid import UUID

import procrastinate
from flask_babel import LazyString
from procrastinate import RetryDecision, RetryStrategy, SyncPsycopgConnector
from procrastinate.jobs import Job
from procrastinate.manager import JobManager
from sqlalchemy import text

from app.kernel.db import db

QUEUE = "work"
FAILED_JOBS_KEPT_HOURS = 30 * 24

queue = procrastinate.App(connector=SyncPsycopgConnector())
"""The registry of tasks; the worker lends it a connector of its own."""

_counter = JobManager(SyncPsycopgConnector())
"""Where jobs are handed in by the session's connection, in the worker too; it opens none."""

joins_transaction: set[str] = set()
"""Names of the tasks that run inside one ``transaction()``; the others open their own."""

Task = TypeVar("Task", bound=Callable[..., None])

GIVES_WAY = -1
"""The priority of a job that is put off: else it would hold up what comes under the same word."""


class _Patience(RetryStrategy):
    """Tries again later, and lets others under the same word go first."""

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision | None:
        """When, if at all."""
        decision = super().get_retry_decision(exception=exception, job=job)
        if decision is not None:
            decision.priority = GIVES_WAY
        return decision


@dataclass(frozen=True)
class Scheduled:
    """Work by the clock (việc định kỳ): what it does in words, and when, as cron reads it (UTC)."""

    name: str
    cron: str
    title: LazyString


scheduled: dict[str, Scheduled] = {}
"""All work by the clock, by its name; ``running.py`` writes down each run."""


def task(name: str, *, whole: bool = True) -> Callable[[Task], Task]:
    """Declare a task under a name such as ``notifications.deliver``.

    It runs at least once, in an application context, and inside ``transaction()`` when ``whole``;
    a task that must leave the process says ``whole=False`` and opens its own transactions around
    that. An error that it does not handle is tried again after 3, 9, 27, 81 and 243 seconds.
    """

    def declare(work: Task) -> Task:
        if whole:
            joins_transaction.add(name)
        patience = _Patience(max_attempts=5, exponential_wait=3)
        queue.task(name=name, queue=QUEUE, retry=patience)(work)
        return work

    return declare


def announce(name: str, cron: str, title: LazyString) -> str:
    """Put work by the clock on the list that administrators read; the cron is given back."""
    scheduled[name] = Scheduled(name, cron, title)
    return cron


def periodic(
    name: str, cron: str, title: LazyString, *, whole: bool = True
) -> Callable[[Task], Task]:
    """Declare a task without arguments that the worker starts by the clock (UTC), never twice.

    It runs inside ``transaction()`` when ``whole``, else it opens its own. ``title`` says to
    administrators what it does.
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
    """Ask for a task in the current transaction: same commit, same rollback.

    Args:
        name: as declared with ``task()``; an unknown one is a bug and raises.
        at: not before this moment of real time.
        one_at_a_time: jobs with the same word never run beside each other.
        ids: the arguments of the task: keys and words of the house; UUIDs arrive as text.
    """
    raw = db.session.connection().connection.driver_connection
    arguments: dict[str, Any] = {
        key: str(value) if isinstance(value, UUID | StrEnum) else value
        for key, value in ids.items()
    }
    job = queue.configure_task(
        name,
        allow_unknown=False,
        connection=raw,
        schedule_at=at,
        lock=one_at_a_time,
        priority=None if at is None else GIVES_WAY,
    )
    job.job_manager = _counter
    job.defer(**arguments)


def answer_for_all(name: str, *, one_at_a_time: str) -> None:
    """Take back the jobs that wait under one word: the one that runs does what they ask for."""
    db.session.execute(
        text(
            "delete from procrastinate_jobs"
            " where task_name = :name and lock = :word and status = 'todo'"
        ),
        {"name": name, "word": one_at_a_time},
    )
