"""SMS check of an office: send a code, and type it back."""

from typing import Any

from flask import flash, redirect, url_for
from flask_appbuilder import BaseView
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import StringField
from wtforms.validators import DataRequired, Length

from app.kernel.db import transaction
from app.kernel.errors import NotAllowed
from app.kernel.web.current_actor import current_actor
from app.kernel.web.refusals import refusals
from app.kernel.web.routes import route
from app.organisation import queries as organisation
from app.rollout.operations import sms_checks
from app.rollout.queries import commune_readiness as queries
from app.rollout.views.commune_readiness import standing_of


class NumberForm(FlaskForm):
    number = StringField(
        _("Number in the message"),
        validators=[DataRequired(_("Write the six figures of the message.")), Length(max=20)],
    )


class SmsChecks(BaseView):
    """A test SMS to the user's own phone (kiểm tra nhận tin nhắn)."""

    route_base = "/can-bo/san-sang/xa"
    class_permission_name = "SmsCheck"
    default_view = "check"

    @route("/<int:unit>/tin-nhan", verb="work", methods=["GET", "POST"])
    def check(self, unit: int) -> Any:
        """The last test, and the form for the code."""
        actor, form = current_actor(), NumberForm()
        standing = standing_of(unit, actor)
        if not actor.postings_in(unit):
            raise NotAllowed
        newest = queries.newest_check(unit, actor)
        waiting = newest is not None and not sms_checks.is_over(newest)
        if newest is not None and waiting and form.validate_on_submit():
            with transaction():
                fits = sms_checks.confirm(newest, form.number.data or "")
            if fits:
                flash(gettext("Messages reach this office: it is written down."), "success")
                return redirect(url_for("ReadinessOfCommune.show", unit=unit))
            form.number.errors = [gettext("This is not the number that was sent.")]
            waiting = not sms_checks.is_over(newest)
        return self.render_template(
            "rollout/sms_check.html", standing=standing, form=form, newest=newest, waiting=waiting
        )

    @route("/<int:unit>/tin-nhan/gui", verb="work", methods=["POST"])
    def send(self, unit: int) -> Any:
        actor = current_actor()
        standing_of(unit, actor)
        with refusals() as refused, transaction():
            sms_checks.send(organisation.unit(unit), by=actor)
        if not refused:
            flash(gettext("A message is on its way to your telephone."), "success")
        return redirect(url_for("SmsChecks.check", unit=unit))
