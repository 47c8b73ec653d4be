"""Calls to citizens: whom no message reached, what to say, and how the call ended."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from flask import flash, redirect, url_for
from flask_appbuilder import BaseView
from flask_babel import gettext as _
from flask_babel import lazy_gettext

from app.accounts.roles import Role
from app.dossiers import rules
from app.dossiers.forms.call_tasks import CallForm
from app.dossiers.models.dossier import Dossier
from app.dossiers.operations import call_tasks
from app.dossiers.queries import call_tasks as dossiers_call_tasks
from app.dossiers.queries import visibility
from app.dossiers.queries.call_tasks import ToCall
from app.kernel import clock
from app.kernel.actor import Actor
from app.kernel.audit.access_log import AccessKind
from app.kernel.db import transaction
from app.kernel.web import access_log
from app.kernel.web.current_actor import current_actor
from app.kernel.web.lists.pagination import page_number
from app.kernel.web.refusals import refusals
from app.kernel.web.routes import route
from app.notifications.models.calls_and_preferences import CallTask
from app.notifications.models.outbox import Message
from app.notifications.operations.rendering import newest_by_version, spell_out
from app.notifications.rules.message_kinds import NAMES
from app.notifications.rules.message_text import Text
from app.notifications.views.labels import STATES, why_words

WHO_CALLS = frozenset({Role.COMMUNE_RECEPTION, Role.COMMUNE_JUSTICE, Role.COMMUNE_LEADER})
CALLS = lazy_gettext("Citizens to call")


def calls_here(actor: Actor) -> bool:
    return any(seat.role in WHO_CALLS for seat in actor.postings)


class CallTasks(BaseView):
    """Citizens to call (cần gọi điện); showing the full number is logged."""

    route_base = "/can-bo/mot-cua/goi-dien"
    default_view = "waiting"
    class_permission_name = "CallTask"

    @route("/", verb="read")
    def waiting(self) -> Any:
        """The citizens to call, longest waiting first, each with their undelivered news."""
        actor = current_actor()
        number = page_number()
        found, has_more = dossiers_call_tasks.to_call(actor, number - 1)
        access_log.log_list_access(actor, CallTask)
        return self.render_template(
            "dossiers/desk/call_tasks.html",
            found=found,
            number=number,
            has_more=has_more,
            names=NAMES,
            words=_words(task for each in found for task in each.tasks),
            works=_works(actor, found),
            many_communes=actor.city or len(actor.reads) > 1,
            now=clock.now(),
        )

    @route("/<uuid:key>", verb="edit", methods=["GET", "POST"])
    def call(self, key: UUID) -> Any:
        actor, form = current_actor(), CallForm()
        dossier = visibility.heading(key, actor)
        if form.validate_on_submit():
            with refusals(form) as refused, transaction():
                found = visibility.for_step(key, actor)
                seen, note = form.tries.data or 0, form.note.data or ""
                call_tasks.record(found, form.found, note, by=actor, seen=seen)
            if not refused:
                flash(_("Recorded: %(outcome)s.", outcome=form.found.label), "success")
                return redirect(url_for("CallTasks.waiting"))
        access_log.log_access(actor, dossier)
        return self._page(dossier, form)

    @route("/<uuid:key>/hien-so", verb="edit", methods=["POST"])
    def reveal(self, key: UUID) -> Any:
        """The same page with the full number, to be dialled; the access is logged."""
        actor = current_actor()
        dossier = visibility.heading(key, actor)
        access_log.log_access(actor, dossier, AccessKind.REVEAL, ["applicant_phone"])
        return self._page(dossier, CallForm(), shows_number=True)

    def _page(self, dossier: Dossier, form: CallForm, *, shows_number: bool = False) -> Any:
        actor = current_actor()
        call = dossiers_call_tasks.call_about(dossier, actor)
        if call is None:
            flash(_("Nobody need call about dossier %(code)s any more.", code=dossier.code))
            return redirect(url_for("Desk.dossier", key=dossier.id))
        form.tries.data = call.tries
        form.tries.raw_data = None  # the redisplayed form gets the current count
        return self.render_template(
            "dossiers/desk/call_task.html",
            dossier=dossier,
            call=call,
            form=form,
            shows_number=shows_number,
            words=_words(call.tasks),
            names=NAMES,
            reasons=list(dict.fromkeys(_why(task.message) for task in call.tasks)),
            may_record=bool(rules.officer(actor, dossier.commune_id).capacities),
            may_correct=actor.postings_in(dossier.commune_id) and dossier.ended_at is None,
            now=clock.now(),
        )


def _words(tasks: Iterable[CallTask]) -> dict[UUID, Text | None]:
    """The text of each task: the version that was sent, or the current one."""
    waiting = list(tasks)
    unsent = any(task.message.wording_id is None for task in waiting)
    newest = newest_by_version() if unsent else {}
    return {task.id: spell_out(task.message, newest) for task in waiting}


def _why(message: Message) -> str:
    _shape, state = STATES[message.state]
    return ", ".join(
        str(word) for word in (state, why_words(message.failure_reason)) if word
    ).lower()


def _works(actor: Actor, found: Iterable[ToCall]) -> frozenset[UUID]:
    return frozenset(
        each.dossier.id
        for each in found
        if rules.officer(actor, each.dossier.commune_id).capacities
    )
