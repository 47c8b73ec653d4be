"""Scheduled jobs for administrators: runs, failures and the queue (việc định kỳ)."""

from collections.abc import Mapping
from typing import Any

from flask import abort, flash, redirect, url_for
from flask_appbuilder import BaseView
from flask_babel import LazyString, gettext, ngettext
from flask_babel import lazy_gettext as _

from app.accounts.operations import job_control
from app.kernel import clock
from app.kernel.db import transaction
from app.kernel.jobs import queue
from app.kernel.web.current_actor import current_actor
from app.kernel.web.refusals import refusals
from app.kernel.web.routes import route
from app.kernel.worker import monitoring
from app.kernel.worker.monitoring import JobOutcome

OUTCOMES: Mapping[JobOutcome, tuple[str, LazyString]] = {
    JobOutcome.NEVER: ("waiting", _("Not run yet")),
    JobOutcome.RUNNING: ("process", _("Running")),
    JobOutcome.DONE: ("ready", _("Finished well")),
    JobOutcome.FAILED: ("late", _("Failed")),
    JobOutcome.CUT_OFF: ("late", _("Cut off")),
    JobOutcome.MISSED: ("late", _("Missed its hour")),
}
"""Shape and label of each outcome."""


TASKS: Mapping[str, LazyString] = {
    "dossiers.compare": _("Look for dossiers like a new one"),
    "dossiers.phone_changed": _("Tell both telephones of a change"),
    "dossiers.send_code": _("Send a one-time code"),
    "notifications.hear": _("Answer a message of a citizen"),
    "notifications.report": _("Note a report of delivery"),
    "notifications.send": _("Send messages"),
    "registers.complete_numbers": _("Put personal numbers into entries"),
    "residents.apply": _("Take over a file of the population database"),
    "residents.forget": _("Remove a file of the population database"),
    "residents.read": _("Read a file of the population database"),
}
"""Labels of tasks; an unknown one is shown by its own name."""


class ScheduledJobs(BaseView):
    """The list of scheduled jobs, and the queue (việc định kỳ)."""

    route_base = "/can-bo/viec-dinh-ky"
    default_view = "overview"
    class_permission_name = "ScheduledJob"

    @route("/", verb="read")
    def overview(self) -> Any:
        """Each job with its last run, the queue by task, failed jobs, and the workers."""
        now, queue = clock.real_now(), monitoring.in_queue()
        return self.render_template(
            "accounts/scheduled_jobs.html",
            rounds=monitoring.rounds(queue, now),
            queue=queue,
            failed=monitoring.failed(),
            workers=monitoring.workers(now),
            outcomes=OUTCOMES,
            said=task_words,
            lasted=duration,
        )

    @route("/<task>/chay-lai", verb="edit", methods=["POST"])
    def run_again(self, task: str) -> Any:
        if task not in queue.scheduled:
            abort(404)
        with refusals() as refused, transaction():
            job_control.run_again(current_actor(), task)
        if not refused:
            flash(
                gettext("Asked for: %(job)s. It starts at once.", job=task_words(task)), "success"
            )
        return redirect(url_for("ScheduledJobs.overview"))

    @route("/viec/<int:key>/thu-lai", verb="edit", methods=["POST"])
    def try_again(self, key: int) -> Any:
        with refusals() as refused, transaction():
            task = job_control.try_again(current_actor(), min(key, LARGEST_KEY))
        if not refused:
            flash(gettext("The job waits again: %(job)s.", job=task_words(task)), "success")
        return redirect(url_for("ScheduledJobs.overview"))


LARGEST_KEY = 2**63 - 1


def task_words(task: str) -> str:
    """The label of a task, or its name in the code."""
    known = queue.scheduled.get(task)
    return str(known.title if known else TASKS.get(task, task))


def duration(seconds: float | None) -> str:
    if seconds is None:
        return ""
    if seconds < 1:
        return gettext("less than a second")
    if seconds < 120:
        return ngettext("%(num)d second", "%(num)d seconds", round(seconds))
    return ngettext("%(num)d minute", "%(num)d minutes", round(seconds / 60))
