"""The page that publishes a draft: remaining faults, replaced versions, first day."""

from datetime import date
from typing import Any

from flask import flash, redirect, url_for
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response
from wtforms.validators import InputRequired, ValidationError

from app.kernel import clock
from app.kernel.db import transaction
from app.kernel.web.crud.view import GeneratedView
from app.kernel.web.forms.fields import DayField
from app.kernel.web.refusals import refusals
from app.kernel.web.routes import route
from app.procedures.models.versions import Version
from app.procedures.operations import publication

FARTHEST_YEARS = 5


class PublishForm(FlaskForm):
    valid_from = DayField(_("In force from"), [InputRequired()])

    def validate_valid_from(self, field: Any) -> None:
        """Today or later: past requirements are not changed."""
        today = clock.today()
        last = date(today.year + FARTHEST_YEARS, 12, 31)
        if field.data and not today <= field.data <= last:
            raise ValidationError(
                gettext(
                    "Choose today or a later day, within %(years)s years.", years=FARTHEST_YEARS
                )
            )


class VersionPublication(GeneratedView):
    """Mixin of the view of versions that publishes them."""

    @route("/cong-bo/<pk>", verb="publish", methods=["GET", "POST"])
    def publish(self, pk: str) -> Any:
        version: Version = self.find(pk)
        self.rows.must_manage(version)
        form = PublishForm(valid_from=max(clock.today(), version.valid_from))
        if form.validate_on_submit() and (answer := self._published(version, form)):
            return answer
        day = form.valid_from.data or clock.today()
        return self.render_template(
            "procedures/publication.html",
            form=form,
            version=version,
            faults=publication.faults_of(version),
            replaced=publication.replaced_by(version, day),
            page=url_for("VersionView.show", pk=version.id),
        )

    def _published(self, version: Version, form: PublishForm) -> Response | None:
        with refusals(form) as refused, transaction():
            publication.hold(version.id)
            version.valid_from = form.valid_from.data
            publication.publish(version)
            self.note("publish", version)
        if refused:
            return None
        flash(gettext("The version is published."), "success")
        return redirect(url_for("VersionView.show", pk=version.id))
