"""The citizen's own choice among the free times of the desk."""

from datetime import datetime
from itertools import groupby
from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import IntegerField, RadioField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired
from wtforms.widgets import HiddenInput

from app.dossiers import rules
from app.dossiers.operations import appointments
from app.dossiers.rules.appointments import OWN_MOVES, why_not_own
from app.dossiers.views.citizen import browser_session
from app.dossiers.views.citizen.blueprint import citizen, is_sound
from app.dossiers.views.citizen.corrections import NotOpen
from app.dossiers.workflow import Action
from app.kernel import clock
from app.kernel.db import transaction
from app.kernel.i18n import formatting
from app.kernel.web.refusals import refusals


class OwnMoveForm(FlaskForm):
    slot = RadioField(
        _("Free times"), validators=[InputRequired(_("Choose a time"))], validate_choice=False
    )
    version = IntegerField(widget=HiddenInput())


@citizen.route("/tra-cuu/lich-hen", methods=["GET", "POST"])
def move_visit() -> Any:
    """Show the free times, and move the appointment to the one that is chosen."""
    dossier = browser_session.tracked()
    if Action.MOVE_VISIT not in {
        each.row.action for each in rules.offers(dossier, rules.APPLICANT)
    }:
        raise NotOpen
    form, why_not = OwnMoveForm(), why_not_own(dossier, clock.now())
    free = {at.isoformat(): at for at in ([] if why_not else appointments.own_moments(dossier))}
    form.slot.choices = [SelectChoice(key, f"{at:%H:%M}") for key, at in free.items()]
    if not form.is_submitted():
        form.version.data = dossier.row_version
    elif is_sound(form):
        with refusals(form) as refused, transaction():
            found = browser_session.tracked(lock=True)
            chosen = free.get(form.slot.data)
            appointments.move_own(found, chosen, seen=form.version.data)
        if not refused:
            told = gettext(
                "Your appointment is now at %(at)s.", at=formatting.moment(found.visit_at)
            )
            flash(told, "success")
            return redirect(url_for("citizen.dossier"))
    page = render_template(
        "dossiers/citizen/appointments.html",
        dossier=dossier,
        form=form,
        why_not=why_not,
        days=[(day, list(at)) for day, at in groupby(free.values(), key=datetime.date)],
        most=OWN_MOVES,
    )
    return page, 422 if form.errors else 200
