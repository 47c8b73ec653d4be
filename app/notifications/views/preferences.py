"""Own messages: every officer chooses the channel of the morning digest."""

from typing import Any

from flask import flash, redirect, url_for
from flask_appbuilder import BaseView
from flask_babel import gettext

from app.accounts import queries as people
from app.kernel.db import transaction
from app.kernel.text import phone_numbers
from app.kernel.web.current_actor import current_actor
from app.kernel.web.refusals import refusals
from app.kernel.web.routes import route
from app.notifications import queries, rules
from app.notifications.forms import PreferenceForm
from app.notifications.models.calls_and_preferences import DigestBy
from app.notifications.operations import preferences


class OwnPreferences(BaseView):
    """An officer's own channel and address; the phone number is masked (tin báo của tôi)."""

    route_base = "/can-bo/tin-bao-cua-toi"
    default_view = "choose"
    class_permission_name = "NoticePreference"

    @route("/", verb="change", methods=["GET", "POST"])
    def choose(self) -> Any:
        """Show the current choice; a new one replaces it."""
        actor = current_actor()
        kept = queries.preference_of(actor.staff_id) if actor.staff_id else None
        usual = rules.usual_way({seat.role for seat in actor.postings})
        form = PreferenceForm(
            digest_by=(kept.digest_by if kept else usual).value, email=kept and kept.email
        )
        if form.validate_on_submit():
            with refusals(form) as refused, transaction():
                preferences.choose(actor, DigestBy(form.digest_by.data), form.email.data or "")
            if not refused:
                flash(gettext("Your choice holds from the next working day on."), "success")
                return redirect(url_for("OwnPreferences.choose"))
        phone = people.phone_of(actor.staff_id) if actor.staff_id else None
        return self.render_template(
            "notifications/own_notices.html",
            title=gettext("My messages"),
            form=form,
            phone=phone_numbers.masked(phone) if phone else None,
        )
