"""Lines of a staff list: added, changed and removed while the list is editable."""

from collections.abc import Sequence
from typing import Any

from flask import flash, redirect, url_for
from flask_appbuilder.actions import action
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from sqlalchemy import or_, select
from werkzeug.wrappers import Response as AnyResponse
from wtforms.validators import InputRequired

from app.accounts.roles import Role
from app.kernel.actor import Actor
from app.kernel.audit.access_log import AccessKind
from app.kernel.db import managed, transaction
from app.kernel.i18n.formatting import masked
from app.kernel.web import access_log
from app.kernel.web.crud.datamodel import Interface
from app.kernel.web.crud.scope import Clauses
from app.kernel.web.crud.view import GeneratedView
from app.kernel.web.current_actor import current_actor
from app.kernel.web.display import PageLink, telephone
from app.kernel.web.forms.fields import WordField
from app.kernel.web.forms.lookup import Lookup
from app.kernel.web.refusals import refusals
from app.kernel.web.routes import route
from app.organisation.models import Unit
from app.rollout.forms import RemarkForm
from app.rollout.models.staff_lists import ListLine, ListState, StaffList
from app.rollout.operations import line_validation, staff_lists
from app.rollout.queries import staff_lists as queries
from app.rollout.rules import staff_lists as rules
from app.rollout.rules.role_words import ROLES_LISTED

OPEN_LISTS = Lookup(
    lambda actor: (
        select(StaffList)
        .where(queries.lists_visible_to(actor), StaffList.state.in_(rules.OPEN))
        .order_by(StaffList.id)
    ),
    lambda text: StaffList.unit.has(Unit.folded.contains(text, autoescape=True)),
)
UNITS = Lookup(
    lambda actor: select(Unit).where(
        or_(managed(Unit.id, actor), Unit.id.in_({s.unit_id for s in actor.postings}))
    )
)


class ListLineView(GeneratedView):
    """Dòng danh sách cán bộ."""

    datamodel = Interface(ListLine)
    route_base = "/can-bo/dong-danh-sach"
    writes = ("add", "edit", "delete")
    method_permission_name = {"remark_on": "remark"}
    title = _("People on the list")
    add_title = _("Add a person to the list")
    description_columns = {
        "unit": _("Where the person works: a commune, the district, its police or insurance."),
        "phone": _("Of the person alone: invitations and codes go there."),
        "id_number": _("9 or 12 digits"),
        "title": _("As written above a signature, for example “Chủ tịch”."),
    }
    lookups = {"staff_list": OPEN_LISTS, "unit": UNITS}
    folded = {"full_name": "folded"}
    numbers = ("phone", "id_number")
    formatters_columns = {"id_number": masked, "phone": telephone}
    list_columns = ["n", "full_name", "unit.name", "role", "title", "phone", "remark"]
    show_columns = [
        "staff_list", "n", "full_name", "unit.name", "role", "title", "phone", "id_number", "note",
        "remark",
    ]  # fmt: skip
    first_columns = ["staff_list"]
    edit_columns = ["full_name", "unit", "role", "title", "phone", "id_number", "note"]
    add_form_extra_fields = {"role": WordField(words=ROLES_LISTED, validators=[InputRequired()])}
    search_columns = ["full_name", "unit", "role", "phone", "id_number"]
    order_columns = ["n", "full_name", "unit.name", "role"]
    base_order = ("n", "asc")

    def scope(self, actor: Actor) -> Clauses:
        return (ListLine.staff_list.has(queries.lists_visible_to(actor)),)

    def manages(self, actor: Actor) -> Clauses:
        led = {seat.unit_id for seat in actor.postings if seat.role == Role.COMMUNE_LEADER}
        mine = StaffList.unit_id.in_(actor.manages | led)
        return (ListLine.staff_list.has(mine & StaffList.state.in_(rules.OPEN)),)

    def takes(self, parent: Any) -> bool:
        return parent.state in rules.OPEN

    def pre_add(self, item: ListLine) -> None:
        """Validate the line like a row of a file."""
        line_validation.check_line(item, by=current_actor())

    def pre_update(self, item: ListLine) -> None:
        """Validate the line like a row of a file."""
        line_validation.check_line(item, by=current_actor())

    def pre_delete(self, item: ListLine) -> None:
        line_validation.check_not_own(item, by=current_actor())

    def after(self, item: ListLine) -> AnyResponse:
        return redirect(url_for("StaffListView.show", pk=item.list_id))

    def left(self, item: ListLine) -> AnyResponse:
        return redirect(url_for("StaffListView.show", pk=item.list_id))

    def page_links(self, item: ListLine) -> Sequence[PageLink]:
        """Back to the list; a remark while it waits for a decision."""
        back = PageLink(_("To the list"), url_for("StaffListView.show", pk=item.list_id), "list")
        waits = item.staff_list.state is ListState.SUBMITTED
        if not (waits and rules.decides(current_actor(), item.staff_list.unit)):
            return [back]
        remark = PageLink(
            _("Add a remark"), url_for(f"{self.endpoint}.remark_on", pk=item.id), "note"
        )
        return [remark, back]

    @action("reveal", _("Show the identity number"), None, "fa-eye", multiple=False)
    def reveal(self, line: ListLine) -> Any:
        """Show the number in full, once, and log the access."""
        access_log.log_access(current_actor(), line, AccessKind.REVEAL, ["id_number"])
        return self.render_template(
            "rollout/line_number.html", title=self.label_columns["id_number"], line=line
        )

    @route("/<pk>/nhan-xet", methods=["GET", "POST"])
    def remark_on(self, pk: str) -> Any:
        line = self.find(pk)
        form = RemarkForm(obj=line)
        if form.validate_on_submit():
            with refusals(form) as refused, transaction():
                staff_lists.remark(line, form.remark.data or "", by=current_actor())
            if not refused:
                flash(gettext("Saved."), "success")
                return redirect(url_for("StaffListView.show", pk=line.list_id))
        return self.render_template("rollout/line_remark.html", line=line, form=form)
