"""The practice space: entering and leaving it, and ready-made dossiers of invented families."""

from typing import Any

from flask import current_app, flash, redirect, request, session, url_for
from flask_appbuilder import BaseView
from flask_babel import LazyString, gettext
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import RadioField, SelectField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired

from app.accounts.operations import sessions
from app.accounts.views.login_session import TOKEN
from app.dossiers.operations import rehearsals
from app.dossiers.operations.rehearsals import Event
from app.dossiers.views.citizen import browser_session
from app.dossiers.views.desk.entry import communes_of
from app.kernel.actor import Actor
from app.kernel.db import transaction
from app.kernel.errors import NotAllowed
from app.kernel.web.current_actor import current_actor
from app.kernel.web.refusals import refusals
from app.kernel.web.routes import route
from app.organisation import queries as organisation

ENTER = "vao"
"""The button that enters; the other one leaves."""
EVENTS: tuple[tuple[Event, LazyString], ...] = (
    (Event.LINKED, _("Birth, residence and health card together")),
    (Event.BIRTH, _("A birth alone")),
    (Event.DEATH, _("A death")),
)


class RehearsalForm(FlaskForm):
    commune = SelectField(_("Commune"), coerce=int)
    event = RadioField(
        _("What is rehearsed?"),
        choices=[SelectChoice(str(event), label) for event, label in EVENTS],
        validators=[InputRequired(_("Choose what is rehearsed."))],
    )


class RehearsalSpace(BaseView):
    """Where people rehearse, separate from real dossiers (không gian tập dượt)."""

    route_base = "/can-bo/tap-duot"
    default_view = "show"
    class_permission_name = "Practice"

    @route("/", verb="enter")
    def show(self) -> Any:
        """Describe the space, the way in or out, and ready-made dossiers for officers of a desk."""
        return self._shown(_form(current_actor()))

    @route("/chuyen", verb="enter", methods=["POST"])
    def switch(self) -> Any:
        """Enter or leave; drafts of the desk are not carried over."""
        enters = ENTER in request.form
        with transaction():
            sessions.enter_space(session[TOKEN], is_rehearsal=enters)
        browser_session.forget_everybody()
        if enters:
            flash(gettext("You are in the practice space now. Nothing here is real."), "warning")
            return redirect(url_for("RehearsalSpace.show"))
        flash(gettext("You have left the practice space and work on real dossiers."), "success")
        return redirect(url_for("Start.index"))

    @route("/tao", verb="enter", methods=["POST"])
    def make(self) -> Any:
        """A dossier of an invented family, submitted and ready to be accepted."""
        actor = current_actor()
        form = _form(actor)
        if form is None:
            raise NotAllowed
        if not form.validate_on_submit():
            return self._shown(form)
        with refusals(form) as refused, transaction():
            dossier = rehearsals.rehearse(
                Event(form.event.data),
                organisation.unit(form.commune.data),
                actor=actor,
                server_key=str(current_app.secret_key),
            )
        if refused:
            return self._shown(form)
        flash(gettext("Rehearsal %(code)s is at your desk.", code=dossier.code), "success")
        return redirect(url_for("Desk.dossier", key=dossier.id))

    def _shown(self, form: RehearsalForm | None) -> Any:
        return self.render_template(
            "dossiers/desk/rehearsals.html",
            title=gettext("Practice space"),
            form=form,
            enter=ENTER,
            is_rehearsal=current_actor().is_rehearsal,
        )


def _form(actor: Actor) -> RehearsalForm | None:
    """The form with the person's communes; None if they accept no dossiers."""
    communes = communes_of(actor)
    if not communes:
        return None
    form = RehearsalForm()
    form.commune.choices = communes
    if not form.is_submitted():
        form.commune.data = communes[0].value
        form.event.data = str(Event.LINKED)
    return form
