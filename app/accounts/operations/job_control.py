"""Administrators rerun work: a scheduled job now, or a failed job."""

from flask_babel import lazy_gettext as _
from procrastinate.exceptions import AlreadyEnqueued
from sqlalchemy import func, select

from app.kernel import clock
from app.kernel.actor import Actor
from app.kernel.audit import change_log
from app.kernel.db import db
from app.kernel.errors import Refused
from app.kernel.jobs import queue
from app.kernel.worker import monitoring

ALREADY_WAITING = _("This job is waiting already. It starts as soon as a worker is free.")
"""The work is already queued; a second run would do nothing more."""


def run_again(actor: Actor, name: str) -> None:
    """Run a scheduled job now; the requester is stored with the run and in the audit trail.

    Raises Refused.
    """
    for queued in monitoring.in_queue():
        if queued.task == name and queued.waiting:
            raise Refused(ALREADY_WAITING)
        if queued.task == name and (queued.running or queued.stalled):
            raise Refused(
                _("This job is running now. Look again in a minute, and start it again then."),
            )
    now = int(clock.real_now().timestamp())
    try:
        if actor.staff_id is None:
            queue.defer(name, timestamp=now)
        else:
            queue.defer(name, timestamp=now, asked_by=actor.staff_id)
    except AlreadyEnqueued as error:  # a concurrent request won
        raise Refused(ALREADY_WAITING) from error
    change_log.ran(actor, "job_run", name)


def try_again(actor: Actor, job: int) -> str:
    """Queue a failed job again; returns the name of its task.

    Raises:
        Refused: it has not failed, or the next one of its kind is already queued.
    """
    task: str | None = db.session.scalar(select(func.mc_job_again(job)))
    if task is None:
        raise Refused(_("This job is no longer among the failed ones. Look at the list again."))
    change_log.ran(actor, "job", str(job))
    return task
