"""Generated screens of dossiers and papers: list, search, and editing outside the workflow."""

from collections.abc import Mapping
from functools import cache
from operator import attrgetter
from typing import Any
from urllib.parse import quote
from uuid import UUID

from flask import get_template_attribute, redirect, request, url_for
from flask_appbuilder import expose
from flask_appbuilder.actions import action
from flask_babel import LazyString
from flask_babel import lazy_gettext as _
from markupsafe import Markup
from sqlalchemy import select
from werkzeug.wrappers import Response as AnyResponse

from app.accounts.models.staff import Staff
from app.dossiers.models.dossier import Channel, Dossier, Paper, PaperKind
from app.dossiers.queries import search, visibility
from app.dossiers.rules.bulk import AT_MOST
from app.dossiers.views.bulk_selection import choose_from
from app.kernel.actor import Actor
from app.kernel.i18n.formatting import file_size, masked
from app.kernel.web.crud.arranged_list import ArrangedList
from app.kernel.web.crud.datamodel import COUNT_LITTLE, Interface
from app.kernel.web.crud.scope import Clauses
from app.kernel.web.crud.view import GeneratedView
from app.kernel.web.display import PageLink, state_chip
from app.kernel.web.forms.lookup import Lookup
from app.kernel.web.lists.pagination import sort
from app.kernel.web.routes import route

CHANNELS: Mapping[Channel, LazyString] = {
    Channel.SELF: _("By the citizen, online"),
    Channel.ASSISTED: _("Online, helped at the desk"),
    Channel.ON_BEHALF: _("On behalf of the citizen"),
    Channel.FROM_PAPER: _("From a paper dossier"),
}
PAPER_KINDS: Mapping[PaperKind, LazyString] = {
    PaperKind.FILED: _("Filed by the citizen"),
    PaperKind.RESULT: _("Result"),
}
COLLEAGUES = Lookup(lambda actor: select(Staff).where(Staff.unit_id.in_(actor.reads)))


def code_at_desk(code: str) -> Markup:
    """The code as a link to the dossier at the desk; it wraps before its last part only."""
    drawn_code = get_template_attribute("kernel/components.html", "code")(code)
    return Markup('<a href="%s%s">%s</a>') % (_search(request.script_root), quote(code), drawn_code)


@cache
def _search(_root: str) -> str:
    """The address of the search under this root, which opens what has a code."""
    return url_for("Search.results", tim="")


def page_link_to(key: UUID) -> PageLink:
    return PageLink(_("Open the dossier at the desk"), url_for("Desk.dossier", key=key))


class DossierView(GeneratedView):
    """List of dossiers (hồ sơ); steps are taken on the desk's page of each."""

    datamodel = Interface(Dossier)
    counts_up_to = COUNT_LITTLE
    watched = True
    route_base = "/can-bo/ho-so"
    list_template = "dossiers/dossier_list.html"
    writes = ("edit",)
    edit_title = _("Contact of the applicant")
    words = {
        "state": attrgetter("label"),
        "channel": CHANNELS.__getitem__,
    }
    formatters_columns = {
        "code": code_at_desk,
        "state": state_chip,
        "applicant_phone": masked,
        "applicant_id": masked,
    }
    bare = ("code",)
    numbers = ("applicant_phone", "applicant_id")
    finders = {"subject_name": search.named, "code": search.coded}
    lookups = {"assigned_to": COLLEAGUES}
    list_columns = ["subject_name", "code", "commune.name", "state", "submitted_at", "due_at"]
    show_columns = [
        "code", "subject_name", "subject_born", "commune.name",
        "procedure_version.procedure.short_name", "state", "channel", "submitted_at", "visit_at",
        "registered_at", "due_at", "promised_at", "ended_at", "applicant_name", "applicant_phone",
        "applicant_id", "assigned_name", "note",
    ]  # fmt: skip
    edit_columns = ["applicant_phone"]
    search_columns = [
        "subject_name", "code", "state", "submitted_at", "due_at", "assigned_to", "applicant_phone",
        "applicant_id",
    ]  # fmt: skip
    order_columns = ["submitted_at", "due_at"]
    base_order = ("submitted_at", "desc")
    opens_at = "/can-bo/mot-cua/ho-so/KEY"
    method_permission_name = {"many": "edit"}

    def scope(self, actor: Actor) -> Clauses:
        return (visibility.in_scope(actor),)

    def page_link(self, item: Any) -> PageLink:
        return page_link_to(item.id)

    def manages(self, actor: Actor) -> Clauses:
        """Only the commune itself edits the contact data; assignment is a step at the desk."""
        return (Dossier.commune_id.in_({seat.unit_id for seat in actor.postings}),)

    @action("many", _("Take a step for these"), None, "check", single=False)
    def many(self, item: Dossier) -> AnyResponse:
        """A single row opens its page at the desk."""
        return redirect(url_for("Desk.dossier", key=item.id))

    @route("/tat-ca/", verb="edit")
    def all_that_match(self) -> Any:
        """All rows that match the list's filters, for one step; at most one run."""
        data, wanted = self.datamodel, ArrangedList(self).query()
        query, order = data.ordered(data.narrowed(wanted.filters), *wanted.order)
        keys = query.order_by(*sort(order)).with_entities(data.get_pk()).limit(AT_MOST)
        return choose_from(self, [key for (key,) in keys])

    @expose("/action_post", methods=["POST"])
    def action_post(self) -> AnyResponse:
        """Redirect to the bulk step page with the chosen rows, which it checks again."""
        self.row_actions.opened(request.form.get("action", ""))
        return redirect(url_for("BulkSteps.choose"), code=307)


class PaperView(GeneratedView):
    """Papers (giấy tờ) of dossiers: what was filed and where each original is."""

    datamodel = Interface(Paper)
    counts_up_to = COUNT_LITTLE
    watched = True
    route_base = "/can-bo/giay-to"
    writes = ("edit",)
    edit_title = _("Name of the document")
    label_columns = {"dossier.code": _("Dossier")}
    words = {"kind": PAPER_KINDS.__getitem__, "custody": attrgetter("label")}
    formatters_columns = {"dossier.code": code_at_desk, "size": file_size}
    bare = ("dossier.code",)
    list_columns = ["name", "dossier.subject_name", "dossier.code", "kind", "custody", "filed_at"]
    show_columns = [
        "name", "dossier.code", "dossier.subject_name", "kind", "file_name", "size", "filed_at",
        "original_seen_at", "custody",
    ]  # fmt: skip
    edit_columns = ["name"]
    search_columns = ["name", "kind", "custody", "filed_at"]
    order_columns = ["filed_at"]
    base_order = ("filed_at", "desc")

    def scope(self, actor: Actor) -> Clauses:
        """Papers of the dossiers this person reads; those of drafts are left out."""
        return (
            Paper.dossier_id.is_not(None),
            Paper.dossier.has(visibility.in_scope(actor)),
        )

    def page_link(self, item: Any) -> PageLink:
        return page_link_to(item.dossier_id)

    def manages(self, actor: Actor) -> Clauses:
        units = {seat.unit_id for seat in actor.postings}
        return (Paper.dossier.has(Dossier.commune_id.in_(units)),)
