"""The log of scheduled jobs: each run is stored in its own transaction.

A row begins before the job's own transaction and ends after it, so that a job that is rolled back
leaves its row, and a process that is killed leaves a row without an end ("dở dang"). For jobs that
run every few minutes the newest success is one row, overwritten each time; failed and unfinished
runs stay thirty days, at most two hundred rows per task. Re-runs by a person stay as well.
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from uuid import UUID

from flask_babel import lazy_gettext as _
from sqlalchemy import Delete, Select, delete, select, update
from sqlalchemy.exc import SQLAlchemyError

from app.kernel import clock, retention
from app.kernel.db import db, transaction
from app.kernel.jobs import cron, queue
from app.kernel.retention import SECURITY, RetentionRule, older
from app.kernel.worker.models import JobRun

log = logging.getLogger(__name__)

MOST_ROWS = 200


@contextmanager
def noted(task: str, asked_by: UUID | None = None) -> Iterator[None]:
    """Log when the block began and ended, and the class of its error."""
    run = begin(task, asked_by)
    try:
        yield
    except BaseException as error:
        end(run, task, type(error).__name__)
        raise
    end(run, task)


def begin(task: str, asked_by: UUID | None = None) -> int:
    """Log the start of a scheduled job; returns the key of the run."""
    with transaction():
        if asked_by is None and cron.is_frequent(queue.scheduled[task].cron):
            again: JobRun | None = db.session.scalar(_newest_success(task))
            if again is not None:
                again.started_at, again.ended_at = clock.real_now(), None
                return again.id
        run = JobRun(task=task, started_at=clock.real_now(), asked_by_id=asked_by)
        db.session.add(run)
        db.session.flush()  # its key
        return run.id


def end(run: int, task: str, error: str | None = None) -> None:
    """Log the end; if the database has gone away, the run stays without one."""
    db.session.remove()
    try:
        with transaction():
            ended = update(JobRun).where(JobRun.id == run)
            db.session.execute(ended.values(ended_at=clock.real_now(), error=error))
            if error:
                db.session.execute(_above_the_most(task))
    except SQLAlchemyError as lost:
        log.warning("the end of %s could not be written down: %s", task, type(lost).__name__)


def _newest_success(task: str) -> Select[JobRun]:
    return (
        select(JobRun)
        .filter_by(task=task, error=None, asked_by_id=None)
        .where(JobRun.ended_at.is_not(None))
        .order_by(JobRun.started_at.desc())
        .limit(1)
        .with_for_update(skip_locked=True)
    )


def _above_the_most(task: str) -> Delete:
    kept = (
        select(JobRun.id)
        .where(JobRun.task == task)
        .order_by(JobRun.started_at.desc(), JobRun.id.desc())
        .limit(MOST_ROWS)
    )
    return delete(JobRun).where(JobRun.task == task, JobRun.id.not_in(kept))


retention.declare(
    RetentionRule(
        name="job_runs",
        what=_("When scheduled jobs ran, and how they ended"),
        kept=timedelta(days=30),
        since=_("begun"),
        then=_("the line is removed"),
        law=SECURITY,
        order=92,
        purge=older(JobRun.started_at),
    ),
)
