"""Bulk steps: a confirmation page, and a page with the outcome for each dossier."""

from collections.abc import Iterable, Mapping, Sequence
from time import monotonic
from typing import Any
from uuid import UUID

from flask import abort, current_app, redirect, request, url_for
from flask_appbuilder import AppBuilder, BaseView
from werkzeug.exceptions import BadRequest

from app.dossiers.forms.bulk import ManyForm, ManyReasonForm, ManyToForm
from app.dossiers.models.dossier import Dossier
from app.dossiers.models.teamwork import BulkRun
from app.dossiers.operations import bulk_steps
from app.dossiers.queries import bulk, queues, signatures, team
from app.dossiers.queries.queues import PageSlice
from app.dossiers.rules.bulk import AT_MOST, READ_FIRST, STEPS, BulkOutcome, counted, label_of
from app.dossiers.views.bulk_selection import choose_from, suits
from app.dossiers.views.desk.queue import desk_listing, listed
from app.dossiers.views.desk.teamwork_panel import NOBODY, everybody
from app.dossiers.workflow import Action, Transition
from app.kernel import clock
from app.kernel.actor import Actor
from app.kernel.db import transaction
from app.kernel.errors import Refused
from app.kernel.web import access_log
from app.kernel.web.current_actor import current_actor
from app.kernel.web.refusals import refusals
from app.kernel.web.routes import route

SECONDS_AT_A_TIME = 5
"""The time one request works on a run; the page then continues, so that no worker is blocked."""

Chosen = Mapping[UUID, int | None]


class BulkSteps(BaseView):
    """A step that is taken for many dossiers (xử lý hàng loạt)."""

    route_base = "/can-bo/mot-cua/nhieu"
    default_view = "runs"
    class_permission_name = "Desk"

    @route("/chon", verb="read", methods=["GET", "POST"])
    def choose(self) -> Any:
        """Show the rows that were ticked in another list, and the available steps."""
        if request.method == "GET":
            return redirect(url_for("Desk.queue"))
        return choose_from(self, _chosen().keys())

    @route("/hoi", verb="read", methods=["GET", "POST"])
    def ask(self) -> Any:
        """Show what was chosen, and ask for confirmation and a reason."""
        if request.method == "GET":  # a bookmarked address has nothing chosen
            return redirect(url_for("Desk.queue"))
        row = self._open_step(request.form.get("action", ""))
        return self._asked(row, _form(row, current_actor(), formdata=None), _chosen())

    @route("/bat-dau", verb="read", methods=["POST"])
    def begin(self) -> Any:
        row = self._open_step(request.form.get("action", ""))
        form, chosen = _form(row, current_actor()), _chosen()
        if form.validate():
            versions = {key: seen for key, seen in chosen.items() if seen is not None}
            with refusals(form) as refused, transaction():
                bulk_steps.begin(
                    form.run_key, row.action, versions, actor=current_actor(), facts=_facts(form)
                )
            if not refused:
                return self._work_on(form.run_key)
        return self._asked(row, form, chosen)

    @route("/<uuid:key>", verb="read", methods=["POST"])
    def go_on(self, key: UUID) -> Any:
        self._open_step(bulk.own_run(key, current_actor()).action)
        return self._work_on(key)

    @route("/<uuid:key>", verb="read", methods=["GET"])
    def run(self, key: UUID) -> Any:
        actor = current_actor()
        run = bulk.own_run(key, actor)
        access_log.log_list_access(actor, Dossier)
        keys = [UUID(row["key"]) for row in run.rows if row["code"]]
        return self.render_template(
            "dossiers/desk/bulk_run.html",
            run=run,
            label=label_of(run.action),
            counts=counted(run.rows),
            names={str(each.id): each.subject_name for each in bulk.chosen(keys, actor)},
            heaps=_heaps(run),
        )

    @route("/", verb="read")
    def runs(self) -> Any:
        """The last runs of this person, for instance after the browser was closed."""
        found = bulk.own_runs(current_actor())
        return self.render_template(
            "dossiers/desk/bulk_runs.html",
            runs=[(run, label_of(run.action), counted(run.rows)) for run in found],
        )

    # ---- shared helpers

    def _open_step(self, word: str) -> Transition:
        row = next((row for action, row in STEPS.items() if action == word), None)
        if row is None:
            raise BadRequest
        verb = "can_urge" if row.action is Action.URGE else "can_work"
        if not self.appbuilder.sm.has_access(verb, self.class_permission_name):
            abort(403)
        return row

    def _asked(self, row: Transition, form: ManyForm, chosen: Chosen) -> Any:
        actor = current_actor()
        found = bulk.chosen(chosen.keys(), actor)
        access_log.log_list_access(actor, Dossier)
        form.action.data = row.action
        there = {dossier.id for dossier in found}
        unread = there - signatures.opened(there) if row.action in READ_FIRST else frozenset()
        return self.render_template(
            "dossiers/desk/bulk_step.html",
            form=form,
            step=row,
            rows=[
                _as_chosen(dossier, chosen[dossier.id], row, actor)
                for dossier in found
                if dossier.id not in unread
            ],
            unread=len(unread),
            irreversible=row.action in READ_FIRST,
            elsewhere=[(key, seen or 0) for key, seen in chosen.items() if key not in there],
            more=request.form.get("all") and len(found) == AT_MOST,
            now=clock.now(),
            many_communes=actor.city or len(actor.reads) > 1,
        )

    def _work_on(self, key: UUID) -> Any:
        """Process rows, each in its own transaction, until all are done or the time is up."""
        actor, until = current_actor(), monotonic() + SECONDS_AT_A_TIME
        while _took_one(key, actor) and monotonic() < until:
            pass
        return redirect(url_for("BulkSteps.run", key=key))


def _took_one(key: UUID, actor: Actor) -> bool:
    with transaction():
        return bulk_steps.go_on(key, actor=actor)


def _facts(form: Any) -> Mapping[str, str | None]:
    """Input common to all rows: the reason, or the assignee; None unassigns."""
    if "to" in form:
        return {"to": None if form.to.data == NOBODY else form.to.data}
    return {"reason": form.reason.data} if "reason" in form else {}


def _form(row: Transition, actor: Actor, **given: Any) -> ManyForm:
    if row.action is not Action.ASSIGN:
        return (ManyReasonForm if row.wants_reason else ManyForm)(**given)
    form = ManyToForm(**given)
    form.to.choices = everybody(team.team(team.desks_of(actor)), actor)
    return form


def _chosen() -> Chosen:
    """The ticked keys, each with the version that was shown; or all that match.

    Raises Refused.
    """
    if request.form.get("all"):
        return _all_that_match(current_actor(), current_app.appbuilder)  # type: ignore[attr-defined]  # FAB sets it
    rows = dict(map(_pair, request.form.getlist("rowid")))
    if not rows:
        raise Refused(bulk_steps.NO_DOSSIER_CHOSEN)
    if len(rows) > AT_MOST:
        raise Refused(bulk_steps.TOO_MANY_DOSSIERS, most=AT_MOST)
    return rows


def _pair(word: str) -> tuple[UUID, int | None]:
    key, _dot, seen = word.partition(".")
    try:
        return UUID(key), int(seen[:9]) if seen else None
    except ValueError as error:
        raise BadRequest from error


def _all_that_match(actor: Actor, appbuilder: AppBuilder) -> Chosen:
    """What the list of the desk contains, the most urgent first."""
    asked = listed(request.form, actor, desk_listing(appbuilder))
    found = queues.queue_page(actor, asked.shown, asked.narrow, PageSlice(size=AT_MOST))
    return {dossier.id: None for dossier in found[:AT_MOST]}


def _as_chosen(dossier: Dossier, seen: int | None, row: Transition, actor: Actor) -> Any:
    """A row of the confirmation page: dossier, version shown, and why it would be skipped."""
    changed = seen is not None and seen != dossier.row_version
    fits = suits(row, dossier, actor)
    return dossier, dossier.row_version if seen is None else seen, changed, fits


def _heaps(run: BulkRun) -> Sequence[tuple[BulkOutcome, Iterable[tuple[int, Mapping[str, Any]]]]]:
    """The rows by outcome, each with its position among the chosen; successful ones last."""
    order = (
        BulkOutcome.CHANGED,
        BulkOutcome.REFUSED,
        BulkOutcome.UNSEEN,
        BulkOutcome.WAITING,
        BulkOutcome.DONE,
    )
    rows = list(enumerate(run.rows, start=1))
    heaps = [(each, [pair for pair in rows if pair[1]["outcome"] == each]) for each in order]
    return [(each, found) for each, found in heaps if found]
