"""The desk's door to the declaration: an officer fills in for a citizen who came."""

from __future__ import annotations

from typing import Any

from flask import redirect, url_for
from flask_appbuilder import BaseView, expose, has_access
from flask_appbuilder.security.decorators import permission_name
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import RadioField, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length

from app.accounts.roles import Role
from app.dossiers.models import Channel
from app.dossiers.operations import submitting
from app.dossiers.views.citizen import holding
from app.kernel.db import db, transaction
from app.kernel.errors import NotAllowed
from app.kernel.scope import Actor
from app.kernel.web import current_actor, refusals
from app.organisation import queries as organisation
from app.procedures import queries as procedures
from app.procedures.rules import QUESTIONS, Choice, choose

ENTERING = frozenset({Role.COMMUNE_RECEPTION, Role.COMMUNE_JUSTICE})
CHANNELS = (
    (Channel.ASSISTED, _("The citizen sits here and answers")),
    (Channel.ON_BEHALF, _("The citizen asked me to fill it in for them")),
    (Channel.FROM_PAPER, _("Copied from a signed paper declaration")),
)


class EntryForm(FlaskForm):
    """How the citizen asks, and the three questions that choose the procedure."""

    commune = SelectField(_("Commune"), coerce=int)
    channel = RadioField(
        _("How does the dossier come about?"),
        choices=[SelectChoice(str(value), label) for value, label in CHANNELS],
        validators=[InputRequired(_("Choose how the dossier comes about."))],
    )
    evidence = StringField(
        _("What shows that the citizen asked for it"),
        description=_("For example: the citizen is present; a signed declaration of 21/11/2016."),
        validators=[
            DataRequired(_("Write what shows that the citizen asked for it.")),
            Length(max=300),
        ],
    )


for _asked in QUESTIONS:
    setattr(
        EntryForm,
        _asked.key,
        RadioField(
            _asked.label,
            choices=[SelectChoice(option.value, option.label) for option in _asked.options],
            validators=[InputRequired(_("Answer this question."))],
        ),
    )


class DeskEntry(BaseView):
    """Begin a declaration for a citizen at the desk."""

    route_base = "/can-bo/mot-cua/nhap"
    default_view = "begin"
    class_permission_name = "Desk"

    @expose("/", methods=["GET", "POST"])
    @has_access
    @permission_name("work")
    def begin(self) -> Any:
        """A new citizen: nothing of the one before stays in this browser."""
        actor = current_actor()
        communes = _communes_of(actor)
        if not communes:
            raise NotAllowed
        form = EntryForm()
        form.commune.choices = communes
        choice: Choice | None = None
        if form.validate_on_submit():
            choice = choose({asked.key: form[asked.key].data for asked in QUESTIONS})
            if choice.code is not None:
                with refusals(form) as refused:
                    self._start(form, choice.code, actor)
                if not refused:
                    return redirect(url_for("citizen.go_on"))
        elif not form.is_submitted():
            form.commune.data = communes[0].value
        return self.render_template(
            "dossiers/desk/entry.html",
            form=form,
            asked=[form[asked.key] for asked in QUESTIONS],
            choice=choice,
            one_commune=len(communes) == 1,
        )

    def _start(self, form: EntryForm, code: str, actor: Actor) -> None:
        with transaction():
            draft, token = submitting.start_draft(
                procedures.published(code),
                organisation.unit(form.commune.data),
                channel=Channel(form.channel.data),
                evidence=form.evidence.data.strip(),
                entered_by=actor.staff_id,
            )
            db.session.flush()  # the browser may hold the draft only once it is there
            holding.forget_everybody()
            holding.keep(draft, token)


def _communes_of(actor: Actor) -> list[SelectChoice]:
    """The communes at whose desk this person sits today."""
    seats = (seat for seat in actor.seats if seat.role in ENTERING)
    names = {seat.unit_id: seat.unit_name for seat in seats}
    return [SelectChoice(key, name) for key, name in names.items()]
