"""Assignment, edit lock and internal notes: pages and buttons."""

from typing import Any
from uuid import UUID

from flask import flash, redirect, url_for
from flask_babel import gettext as _
from werkzeug.exceptions import BadRequest

from app.dossiers.forms.steps import AssignForm, NoteForm, SeenForm, TakeOverForm
from app.dossiers.models.dossier import Dossier
from app.dossiers.models.phrases import PhraseKind
from app.dossiers.operations import assignments, edit_lock, notes
from app.dossiers.operations.phrases import count_phrases
from app.dossiers.queries import team, visibility
from app.dossiers.rules import StepActor
from app.dossiers.views.desk.phrases import offered
from app.dossiers.views.desk.teamwork_panel import NOBODY, officers
from app.dossiers.views.desk.transitions import Doing, StepPages
from app.kernel.i18n.formatting import day
from app.kernel.web.current_actor import current_actor
from app.kernel.web.refusals import refusals
from app.kernel.web.routes import route


class Assignments(StepPages):
    """Teamwork of the officers of one desk on a dossier."""

    route_base = "/can-bo/mot-cua/ho-so/<uuid:key>"

    @route("/buoc/assign", verb="work", methods=["GET", "POST"])
    def assign(self, key: UUID) -> Any:
        dossier, form = self._opened(key), AssignForm()
        form.to.choices = officers(dossier, team.team({dossier.commune_id}), current_actor())

        def act(found: Dossier, by: StepActor, seen: int) -> Any:
            to = None if form.to.data == NOBODY else UUID(form.to.data)
            return assignments.assign(found, to, by=by, seen=seen)

        return self._page(dossier, form, act, "assignment.html", title=_("Assign"))

    @route("/buoc/take-over", verb="work", methods=["GET", "POST"])
    def take_over(self, key: UUID) -> Any:
        dossier, form = self._opened(key), TakeOverForm()
        desk = team.team({dossier.commune_id})
        colleague = desk.member(dossier.assigned_to_id)
        if colleague and colleague.back_on and not form.is_submitted():
            back, name = day(colleague.back_on), colleague.name
            form.reason.data = _("%(name)s is away, and back on %(back)s.", name=name, back=back)

        def act(found: Dossier, by: StepActor, seen: int) -> Any:
            return assignments.take_over(found, by=by, reason=form.reason.data, seen=seen)

        title = _("Take over")
        return self._page(dossier, form, act, "take_over.html", title=title, colleague=colleague)

    @route("/ghi-chu", verb="work", methods=["GET", "POST"])
    def note(self, key: UUID) -> Any:
        dossier, form = self._opened(key), NoteForm()

        def act(found: Dossier, by: StepActor, seen: int) -> Any:
            count_phrases(found, PhraseKind.NOTE, form.text.data)
            return notes.note(found, form.text.data, by=by)

        phrases = offered(dossier, PhraseKind.NOTE, form.text)
        return self._page(dossier, form, act, "note.html", title=_("Note"), phrases=phrases)

    @route("/giu", verb="work", methods=["POST"])
    def hold(self, key: UUID) -> Any:
        return self._press(key, lambda found, by, seen: edit_lock.hold(found, by=by))

    @route("/tha", verb="work", methods=["POST"])
    def release(self, key: UUID) -> Any:
        return self._press(key, lambda found, by, seen: edit_lock.release(found, by=by))

    def _press(self, key: UUID, act: Doing) -> Any:
        form = SeenForm()
        if not form.validate():
            raise BadRequest
        with refusals() as refused:
            self._do(visibility.for_step(key, current_actor()), form, act)
        if not refused:
            flash(_("Done."), "success")
        return redirect(url_for("Desk.dossier", key=key))
