"""Monitoring of scheduled jobs and the queue for administrators: last runs, waiting jobs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

from sqlalchemy import column, func, select, table, text
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import undefer

from app.kernel.db import db
from app.kernel.jobs import cron, queue
from app.kernel.jobs.queue import Scheduled
from app.kernel.worker.models import JobRun

LOOKED_BACK = timedelta(days=30)
GRACE = timedelta(minutes=10)
"""A run that starts later than this counts as missed; the worker tolerates the same delay."""
MOST_FAILED = 50
ALIVE_SECONDS = 60

_IN_QUEUE = """
select j.task_name,
  count(*) filter (where j.status = 'todo' and due.at <= now()),
  count(*) filter (where j.status = 'todo' and due.at > now()),
  count(*) filter (where j.status = 'doing' and w.last_heartbeat > now() - interval '60 s'),
  count(*) filter (
    where j.status = 'doing' and coalesce(w.last_heartbeat <= now() - interval '60 s', true)),
  count(*) filter (where j.status = 'failed'),
  extract(epoch from now() - min(due.at) filter (where j.status = 'todo' and due.at <= now()))
    as oldest
from procrastinate_jobs j
left join procrastinate_workers w on w.id = j.worker_id
left join lateral (
  select coalesce(j.scheduled_at, min(e.at)) as at from procrastinate_events e
  where e.job_id = j.id and e.type = 'deferred') due on j.status = 'todo'
where j.status in ('todo', 'doing', 'failed')
group by j.task_name"""


class JobOutcome(StrEnum):
    """Outcome of a job's last run (kết quả lần chạy cuối)."""

    NEVER = "never"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CUT_OFF = "cut_off"
    """It started, and its process died (dở dang)."""
    MISSED = "missed"
    """No worker was running at its time."""


WRONG = frozenset({JobOutcome.FAILED, JobOutcome.CUT_OFF, JobOutcome.MISSED})


class InQueue(NamedTuple):
    """Number of jobs of one task, by state."""

    task: str
    waiting: int
    later: int
    running: int
    stalled: int
    failed: int


class Failed(NamedTuple):
    """A job that failed for good, without its arguments."""

    id: int
    task: str
    tries: int
    at: datetime | None


class Beat(NamedTuple):
    """A worker and its last heartbeat."""

    id: int
    at: datetime
    alive: bool


@dataclass(frozen=True, kw_only=True)
class Round:
    """A scheduled job: what it does, its last run, its next run."""

    job: Scheduled
    how_often: str
    last: JobRun | None
    outcome: JobOutcome
    next_at: datetime
    failures: int
    """Failed or unfinished runs within thirty days."""
    waits: bool

    @property
    def seconds(self) -> float | None:
        if self.last is None or self.last.ended_at is None:
            return None
        return (self.last.ended_at - self.last.started_at).total_seconds()


def rounds(waiting: Sequence[InQueue], now: datetime) -> list[Round]:
    """All scheduled jobs, those with problems first, then by title."""
    newest, counts = _newest(), _counts(now - LOOKED_BACK)
    queued = {each.task: each for each in waiting}
    found = [
        _round(job, newest.get(job.name), counts.get(job.name, (0, 0)), queued.get(job.name), now)
        for job in queue.scheduled.values()
    ]
    return sorted(found, key=lambda each: (each.outcome not in WRONG, str(each.job.title)))


def in_queue() -> Sequence[InQueue]:
    """The queue by task; empty unless the user administers the city."""
    told = func.mc_jobs().table_valued(*InQueue._fields)
    return [InQueue(*row) for row in db.session.execute(select(*told.c))]


def in_queue_of_all() -> tuple[Sequence[InQueue], float]:
    """The queue by task, and for how many seconds the oldest job should have run; for mc_worker."""
    rows = db.session.execute(text(_IN_QUEUE)).all()
    oldest = max((float(row.oldest) for row in rows if row.oldest is not None), default=0.0)
    return [InQueue(*row[:-1]) for row in rows], oldest


def failed() -> Sequence[Failed]:
    told = func.mc_jobs_failed(MOST_FAILED).table_valued(*Failed._fields)
    return [Failed(*row) for row in db.session.execute(select(*told.c))]


def workers(now: datetime) -> Sequence[Beat]:
    beats = table("procrastinate_workers", column("id"), column("last_heartbeat"))
    rows = db.session.execute(select(beats.c.id, beats.c.last_heartbeat).order_by(beats.c.id))
    alive = timedelta(seconds=ALIVE_SECONDS)
    return [Beat(key, at, now - at < alive) for key, at in rows]


def _round(
    job: Scheduled,
    last: JobRun | None,
    counts: tuple[int, int],
    queued: InQueue | None,
    now: datetime,
) -> Round:
    runs = queued is not None and queued.running > 0
    failures, open_ends = counts
    is_open = last is not None and last.ended_at is None
    return Round(
        job=job,
        how_often=cron.describe_cron(job.cron),
        last=last,
        outcome=_outcome(job, last, runs=runs, now=now),
        next_at=cron.next_after(job.cron, now),
        failures=failures + open_ends - (is_open and runs),
        waits=queued is not None and queued.waiting > 0,
    )


def _outcome(job: Scheduled, last: JobRun | None, *, runs: bool, now: datetime) -> JobOutcome:
    if last is None:
        return JobOutcome.NEVER
    if last.ended_at is None:
        return JobOutcome.RUNNING if runs else JobOutcome.CUT_OFF
    if last.started_at < cron.last_before(job.cron, now - GRACE):
        return JobOutcome.MISSED
    return JobOutcome.FAILED if last.error else JobOutcome.DONE


def _newest() -> Mapping[str, JobRun]:
    query = (
        select(JobRun)
        .order_by(JobRun.task, JobRun.started_at.desc(), JobRun.id.desc())
        .ext(distinct_on(JobRun.task))
        .options(undefer(JobRun.asked_by_name))
    )
    return {run.task: run for run in db.session.scalars(query)}


def _counts(since: datetime) -> Mapping[str, tuple[int, int]]:
    query = (
        select(
            JobRun.task,
            func.count(JobRun.error),
            func.count().filter(JobRun.ended_at.is_(None)),
        )
        .where(JobRun.started_at >= since)
        .group_by(JobRun.task)
    )
    return {task: (failures, ends) for task, failures, ends in db.session.execute(query)}
