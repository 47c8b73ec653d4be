"""Opening procedures in a district or in all communes at once."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from flask import abort, flash, g, redirect, request, url_for
from flask_appbuilder import BaseView
from flask_babel import gettext, ngettext
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import SelectField, SelectMultipleField, StringField
from wtforms.validators import DataRequired, InputRequired, Length, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from app.kernel import clock
from app.kernel.actor import Actor
from app.kernel.audit import change_log
from app.kernel.audit.change_log import AuditAction
from app.kernel.db import managed, transaction
from app.kernel.i18n.formatting import day as day_words
from app.kernel.text.folding import fold
from app.kernel.web.crud.datamodel import Interface
from app.kernel.web.crud.scope import Clauses, all_rows
from app.kernel.web.crud.view import GeneratedView
from app.kernel.web.current_actor import current_actor
from app.kernel.web.forms.fields import DayField
from app.kernel.web.refusals import refusals
from app.kernel.web.routes import route
from app.organisation import queries as organisation
from app.organisation.models import Opening
from app.organisation.views import OWN_UNITS, CommuneView
from app.procedures import queries
from app.procedures.operations import openings


def procedure_words(code: str | None) -> str:
    """What an opening is for: the name of a procedure, not its code."""
    if not code:
        return gettext("All procedures")
    if "procedure_names" not in g:
        g.procedure_names = queries.names_by_code()
    return str(g.procedure_names.get(code, code))


def choices() -> list[tuple[str, str]]:
    """All procedures by their names, after what stands for all of them."""
    named = sorted(queries.names_by_code().items(), key=lambda each: fold(each[1]))
    return [("", gettext("All procedures")), *named]


class OpeningView(GeneratedView):
    """When units accept procedures online."""

    datamodel = Interface(Opening)
    route_base = "/can-bo/mo-tiep-nhan"
    writes = ("add", "edit", "delete")
    add_title = _("Open a unit")
    label_columns = {"procedure_code": _("Procedure")}
    formatters_columns = {"procedure_code": procedure_words}
    finders = {"procedure_code": lambda text: Opening.procedure_code.in_(queries.codes_like(text))}
    lookups = {"unit": OWN_UNITS}
    named_by = ("procedure_code", "unit.name")
    under = (CommuneView,)
    list_columns = ["unit.name", "unit.district.name", "procedure_code", "during"]
    show_columns = ["unit.name", "unit.district.name", "procedure_code", "during", "reason"]
    first_columns = ["unit"]
    edit_columns = ["procedure_code", "during", "reason"]
    add_form_extra_fields = {
        "procedure_code": SelectField(choices=choices, coerce=lambda code: code or None)
    }
    search_columns = ["unit", "procedure_code", "during"]
    order_columns = ["unit.name", "procedure_code"]
    base_order = ("id", "asc")
    scope = all_rows  # openings are public

    def manages(self, actor: Actor) -> Clauses:
        return (managed(Opening.unit_id, actor),)


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
        validators=[InputRequired(_("Enter the day from which it is open."))],
    )
    reason = StringField(
        _("Reason"),
        description=_(
            "The decision by which it opens, for example a plan or a letter of the city."
        ),
        validators=[DataRequired(_("Write by which decision it opens.")), Length(max=300)],
    )

    in_force: Mapping[str, tuple[str, date]] = {}
    """Name and first day of the procedures that are published but not in force yet."""

    def validate_first(self, field: DayField) -> None:
        """A procedure opens with its first version, not before."""
        for code in self.procedures.data or ():
            name, begins = self.in_force.get(code, ("", None))
            if begins and field.data and field.data < begins:
                raise ValidationError(
                    gettext(
                        "“%(procedure)s” comes into force on %(day)s. Open it from that day on.",
                        procedure=name,
                        day=day_words(begins),
                    )
                )


def _not_yet(name: str, first: date) -> str:
    return gettext("%(procedure)s (in force from %(day)s)", procedure=name, day=day_words(first))


class OpenProcedures(BaseView):
    """Opens procedures for a district or for all communes (mở thủ tục theo địa bàn)."""

    route_base = "/can-bo/mo-thu-tuc"
    default_view = "table"
    class_permission_name = "Opening"

    @route("/bang/", verb="read")
    def table(self) -> Any:
        """Which procedures are open: in how many communes of each district, or in which of one."""
        day, chosen = clock.today(), request.args.get("quan", "")
        columns = [*queries.offered(), *(each for each, _first in queries.coming())]
        districts = organisation.districts()
        district = next((each for each in districts if each.code == chosen), None)
        if chosen and district is None:
            abort(404)
        cells: Mapping[Any, Any]
        if district:
            rows, cells = organisation.communes(district.id), queries.first_days(district.id, day)
        else:
            rows, cells = districts, queries.open_counts(day)
        return self.render_template(
            "procedures/opening_table.html",
            columns=columns,
            rows=rows,
            cells=cells,
            district=district,
            sizes=organisation.commune_counts(),
            today=day,
            may_open=self.appbuilder.sm.has_access("can_add", "Opening"),
        )

    @route("/", verb="add", methods=["GET", "POST"])
    def begin(self) -> Any:
        """Choose procedures, communes and the first day; existing openings stay unchanged."""
        form = OpenForm()
        coming = queries.coming()
        form.procedures.choices = [
            *((each.code, each.name) for each in queries.offered()),
            *((each.code, _not_yet(each.name, first)) for each, first in coming),
        ]
        form.in_force = {each.code: (each.name, first) for each, first in coming}
        form.district.choices = [
            ("", gettext("All communes")),
            *((each.code, each.name) for each in organisation.districts()),
        ]
        if form.validate_on_submit():
            with refusals(form) as refused:
                count = self._open(form)
            if not refused:
                self._tell(count)
                return redirect(url_for("OpenProcedures.table", quan=form.district.data or None))
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
