"""Opening procedures in a district or in all communes at once."""

from typing import Any

from flask import flash, redirect, url_for
from flask_appbuilder import BaseView
from flask_babel import gettext, ngettext
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import SelectField, SelectMultipleField, StringField
from wtforms.validators import DataRequired, InputRequired, Length
from wtforms.widgets import CheckboxInput, ListWidget

from app.kernel import clock
from app.kernel.audit import change_log
from app.kernel.audit.change_log import AuditAction
from app.kernel.db import transaction
from app.kernel.web.current_actor import current_actor
from app.kernel.web.forms.fields import DayField
from app.kernel.web.refusals import refusals
from app.kernel.web.routes import route
from app.organisation import queries as organisation
from app.procedures import queries
from app.procedures.operations import openings


class OpenForm(FlaskForm):
    procedures = SelectMultipleField(
        _("Procedures"),
        option_widget=CheckboxInput(),
        widget=ListWidget(prefix_label=False),
        validators=[DataRequired(_("Choose at least one procedure."))],
    )
    district = SelectField(_("Communes"))
    first = DayField(
        _("Open from"),
        description=_("Citizens and desks see it from this day on."),
        validators=[InputRequired(_("Write the day from which it is open."))],
    )
    reason = StringField(
        _("Reason"),
        description=_(
            "The decision by which it opens, for example a plan or a letter of the city."
        ),
        validators=[DataRequired(_("Write by which decision it opens.")), Length(max=300)],
    )


class OpenProcedures(BaseView):
    """Opens procedures for a district or for all communes (mở thủ tục theo địa bàn)."""

    route_base = "/can-bo/mo-thu-tuc"
    default_view = "begin"
    class_permission_name = "Opening"

    @route("/", verb="add", methods=["GET", "POST"])
    def begin(self) -> Any:
        """Choose procedures, communes and the first day; existing openings stay unchanged."""
        form = OpenForm()
        form.procedures.choices = [(each.code, each.name) for each in queries.offered()]
        form.district.choices = [
            ("", gettext("All communes")),
            *((each.code, each.name) for each in organisation.districts()),
        ]
        if form.validate_on_submit():
            with refusals(form) as refused:
                count = self._open(form)
            if not refused:
                self._tell(count)
                return redirect(url_for("OpenProcedures.begin"))
        elif not form.is_submitted():
            form.first.data = clock.today()
        return self.render_template("procedures/openings.html", form=form)

    def _open(self, form: OpenForm) -> int:
        actor, wanted = current_actor(), form.district.data
        with transaction():
            district = next((d.id for d in organisation.districts() if d.code == wanted), None)
            units = [each.id for each in organisation.communes(district)]
            managed = [unit_id for unit_id in units if unit_id in actor.manages]
            rows = openings.open_from(
                form.procedures.data, managed, form.first.data, reason=form.reason.data.strip()
            )
            for row in rows:
                change_log.record(actor, AuditAction.ADD, row)
        return len(rows)

    def _tell(self, count: int) -> None:
        if count:
            said = ngettext("%(num)s opening was written.", "%(num)s openings were written.", count)
            flash(said, "success")
        else:
            flash(gettext("They are open there already on that day; nothing was changed."), "info")
