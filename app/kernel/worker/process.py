"""The process that runs jobs (``flask worker``) and survives restarts of the database.

The queue's own worker ends, and reports success, whenever PostgreSQL restarts; the loop here starts
it again with growing delays until SIGTERM or SIGINT. Its heartbeat is the queue's own
(``procrastinate_workers``), which ``/readyz`` reads.
"""

import asyncio
import logging
import signal
from collections.abc import Awaitable, Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from dataclasses import dataclass
from datetime import timedelta
from time import perf_counter
from typing import Any, LiteralString
from uuid import UUID

import psycopg
from flask import Flask, current_app
from flask_babel import lazy_gettext as _
from procrastinate import JobContext, PsycopgConnector
from procrastinate.exceptions import ConnectorException, UniqueViolation
from procrastinate.jobs import Status
from psycopg_pool import PoolTimeout
from sqlalchemy import make_url
from sqlalchemy.exc import SQLAlchemyError

import logs
from app.kernel import retention
from app.kernel.audit import hash_chain, verification
from app.kernel.audit.seal_archive import Shelf
from app.kernel.db import db, transaction, wrong_clock
from app.kernel.files import orphan_cleanup, storage
from app.kernel.jobs import queue as kernel_queue
from app.kernel.retention import PRIVACY, SECURITY, RetentionRule
from app.kernel.security import rate_limit_store
from app.kernel.worker import run_log

log = logging.getLogger(__name__)

LONGEST_WAIT_SECONDS = 30.0
WRITTEN_AGAIN_SECONDS = (0.2, 1.0, 3.0)
"""Waits before the end of a job is written again, when the database closed the connection."""


class WrongClock(Exception):
    """This machine would send messages and remove records at a wrong time."""


@dataclass(frozen=True)
class Pace:
    """Heartbeat interval, and when another worker counts as dead (seconds)."""

    heartbeat: float = 10.0
    dead_after: float = 30.0
    last_words: float = 20.0
    together: int = 2
    look: float = 0.5
    """Polling interval: there is no notification when a job waiting for a lock may run."""


@kernel_queue.queue.periodic(
    cron=kernel_queue.announce(
        "kernel.take_over", "* * * * * */10", _("Take over the work of a worker that stopped")
    )
)
@kernel_queue.queue.task(
    name="kernel.take_over",
    queue=kernel_queue.QUEUE,
    queueing_lock="take_over",
    pass_context=True,
)
async def take_over(context: JobContext, timestamp: int, asked_by: str | None = None) -> None:
    """Return the jobs of a dead worker to the queue."""
    pace: Pace = context.additional_context["pace"]
    manager = kernel_queue.queue.job_manager
    for job in await manager.get_stalled_jobs(seconds_since_heartbeat=pace.dead_after):
        log.warning("job %s was left by a dead worker", job.id)
        try:
            await manager.retry_job(job)
        except UniqueViolation:  # the next run of the same job waits already
            await manager.finish_job(job, status=Status.ABORTED, delete_job=True)


@kernel_queue.queue.periodic(
    cron=kernel_queue.announce("kernel.tidy", "17 18 * * *", _("Remove failed work of long ago"))
)
@kernel_queue.queue.task(name="kernel.tidy", queue=kernel_queue.QUEUE, queueing_lock="tidy")
async def tidy(timestamp: int, asked_by: str | None = None) -> None:
    """Delete jobs that failed long ago (01:17 in Hanoi); successful ones are deleted at once."""
    await kernel_queue.queue.job_manager.delete_old_jobs(
        nb_hours=kernel_queue.FAILED_JOBS_KEPT_HOURS,
        include_failed=True,
        include_cancelled=True,
        include_aborted=True,
    )


@kernel_queue.periodic(
    "kernel.forget_limits", "7 * * * *", _("Drop counters of tries that are over")
)
def forget_limits() -> None:
    rate_limit_store.forget_expired()


@kernel_queue.periodic(
    "kernel.sweep_files", "41 18 * * *", _("Remove files that no record names any more")
)
def sweep_files() -> None:
    """Runs every night (01:41 in Hanoi)."""
    orphan_cleanup.sweep(storage.default_store())


retention.declare(
    RetentionRule(
        name="limits",
        what=_("Counters of tries and of sendings (digests of a number or an address)"),
        kept=timedelta(days=1),
        since=_("first count"),
        then=_("they are removed with their window, a day at most"),
        law=SECURITY,
        order=90,
    ),
    RetentionRule(
        name="orphans",
        what=_("Files that no row names any more, and files still in quarantine"),
        kept=timedelta(days=1),
        since=_("last needed"),
        then=_("the file is removed"),
        law=PRIVACY,
        order=11,
    ),
    RetentionRule(
        name="jobs",
        what=_("Deferred work (keys alone)"),
        kept=timedelta(hours=kernel_queue.FAILED_JOBS_KEPT_HOURS),
        since=_("ended without success; what succeeds goes at once"),
        then=_("the job is removed"),
        law=SECURITY,
        order=91,
    ),
)


@kernel_queue.periodic("kernel.seal", "* * * * *", _("Seal the journals"), whole=False)
def seal_journals() -> None:
    with hash_chain.connected(current_app.config["SQLALCHEMY_DATABASE_URI"]) as connection:
        hash_chain.seal(connection, Shelf(current_app.config["SEALS_DIR"]))


@kernel_queue.periodic(
    "kernel.check_seals", "23 19 * * *", _("Check the seals of the journals"), whole=False
)
def check_seals() -> None:
    """Verify journals and seals (02:23 in Hanoi)."""
    with hash_chain.connected(current_app.config["SQLALCHEMY_DATABASE_URI"]) as connection:
        verdict = verification.verify(connection, Shelf(current_app.config["SEALS_DIR"]))
        verification.record(connection, verdict)
    if verdict.fault:
        log.error("the journals are not as they were sealed: %s %s", verdict.fault, verdict.facts)


class _Connector(PsycopgConnector):
    """Writes again what a lost connection has cut, above all the end of a job.

    The queue's worker outlives a lost connection; nobody would take over a job of a living worker,
    and jobs with the same lock would wait for ever. Done twice, each of these statements is done
    once: a job that has ended is refused.
    """

    async def execute_query_async(self, query: LiteralString, **arguments: Any) -> None:
        """Run a statement without an answer, up to four times."""
        for wait in (*WRITTEN_AGAIN_SECONDS, None):
            try:
                await super().execute_query_async(query, **arguments)
            except ConnectorException as error:
                if wait is None or not isinstance(error.__cause__, psycopg.OperationalError):
                    raise
                log.warning("a statement of the queue was cut off, again in %s s", wait)
                await asyncio.sleep(wait)
            else:
                return


def _in_the_application(app: Flask) -> Callable[[Callable[[], Any], JobContext, Any], Any]:
    """Wrap each task in an application context, and in a transaction when it wants one.

    A run of a scheduled job is logged around that transaction.
    """

    def run(call: Callable[[], Any], context: JobContext, worker: Any) -> Any:
        task = context.job.task_name
        with app.app_context(), _logged(context), _noted(context):
            if task not in kernel_queue.joins_transaction:
                return call()
            with transaction():
                return call()

    return run


def _on_the_loop(app: Flask) -> Callable[[Any, JobContext, Any], Any]:
    """Log runs of the queue's own jobs without blocking its event loop."""

    async def run(call: Callable[[], Awaitable[Any]], context: JobContext, worker: Any) -> Any:
        task = context.job.task_name
        with app.app_context():
            key = await asyncio.to_thread(run_log.begin, task, _asked_by(context))
            try:
                done = await call()
            except BaseException as error:
                await asyncio.to_thread(run_log.end, key, task, type(error).__name__)
                raise
            await asyncio.to_thread(run_log.end, key, task)
            return done

    return run


@contextmanager
def _logged(context: JobContext) -> Iterator[None]:
    began, error = perf_counter(), ""
    try:
        yield
    except BaseException as fault:
        error = type(fault).__name__
        raise
    finally:
        took = round((perf_counter() - began) * 1000)
        logs.event("job", job=context.job.id, task=context.job.task_name, ms=took, error=error)


def _noted(context: JobContext) -> AbstractContextManager[None]:
    task = context.job.task_name
    return (
        run_log.noted(task, _asked_by(context)) if task in kernel_queue.scheduled else nullcontext()
    )


def _asked_by(context: JobContext) -> UUID | None:
    asked_by = context.job.task_kwargs.get("asked_by")
    return UUID(str(asked_by)) if asked_by else None


def _address(app: Flask) -> str:
    url = make_url(app.config["SQLALCHEMY_DATABASE_URI"])
    return url.set(drivername="postgresql").render_as_string(hide_password=False)


def _check_clock(app: Flask) -> None:
    """Raises WrongClock; a database that is away is noticed by whoever needs it."""
    with suppress(SQLAlchemyError), app.app_context(), db.engine.engine.connect() as line:
        if far := wrong_clock(line):
            raise WrongClock(far)


async def _watch_clock(app: Flask, pace: Pace) -> None:
    while True:
        await asyncio.sleep(pace.heartbeat)
        await asyncio.to_thread(_check_clock, app)


async def _work(app: Flask, pace: Pace) -> None:
    """Run jobs until the database goes away, the clock goes wrong or the task is cancelled."""
    await asyncio.to_thread(_check_clock, app)
    async with asyncio.TaskGroup() as both:
        watch = both.create_task(_watch_clock(app, pace))
        await _run_jobs(app, pace)
        watch.cancel()


async def _run_jobs(app: Flask, pace: Pace) -> None:
    connector = _Connector(
        conninfo=_address(app),
        min_size=2,
        max_size=pace.together + 4,
        timeout=5,
        kwargs={"connect_timeout": 3, "keepalives_idle": 10},
    )
    with kernel_queue.queue.replace_connector(connector) as queue:
        async with queue.open_async():
            await queue.run_worker_async(
                queues=[kernel_queue.QUEUE],
                concurrency=pace.together,
                fetch_job_polling_interval=pace.look,
                install_signal_handlers=False,
                shutdown_graceful_timeout=pace.last_words,
                delete_jobs="successful",
                update_heartbeat_interval=pace.heartbeat,
                stalled_worker_timeout=pace.dead_after,
                additional_context={"pace": pace},
                task_middleware=[_in_the_application(app), _on_the_loop(app)],
            )


async def _work_until_told(app: Flask, pace: Pace) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    wait = 1.0
    while not stop.is_set():
        began = loop.time()
        round_ = asyncio.create_task(_work(app, pace))
        told = asyncio.create_task(stop.wait())
        await asyncio.wait((round_, told), return_when=asyncio.FIRST_COMPLETED)
        if stop.is_set():
            round_.cancel()
        told.cancel()
        with suppress(asyncio.CancelledError):
            try:
                await round_
            except* (ConnectorException, PoolTimeout, psycopg.Error, OSError) as lost:
                names = [type(error).__name__ for error in lost.exceptions]
                log.warning("the worker lost its database: %s", ", ".join(names))
            except* WrongClock as wrong:
                log.error("no job is run: the clock is %s", wrong.exceptions[0])  # noqa: TRY400
        if stop.is_set():
            break
        wait = 1.0 if loop.time() - began > LONGEST_WAIT_SECONDS else wait
        log.warning("the worker starts again in %s s", wait)
        with suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), wait)
        wait = min(wait * 2, LONGEST_WAIT_SECONDS)


def worker_main(app: Flask, pace: Pace | None = None) -> None:
    """Run jobs until SIGTERM or SIGINT; in production ``DATABASE_URL`` signs in as mc_worker."""
    asyncio.run(_work_until_told(app, pace or Pace()))
