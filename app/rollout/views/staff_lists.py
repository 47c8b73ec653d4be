"""Staff lists: made and submitted by a district or commune, decided one level above."""

from typing import Any

from flask import Response, flash, redirect, request, url_for
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from sqlalchemy import or_, select
from werkzeug.wrappers import Response as AnyResponse

from app.accounts.roles import Role
from app.kernel.actor import Actor
from app.kernel.audit.access_log import AccessKind
from app.kernel.db import managed, transaction
from app.kernel.web import access_log
from app.kernel.web.back_link import remember
from app.kernel.web.crud.arranged_list import with_related
from app.kernel.web.crud.datamodel import Interface
from app.kernel.web.crud.scope import Clauses
from app.kernel.web.crud.view import GeneratedView
from app.kernel.web.current_actor import current_actor
from app.kernel.web.display import chips
from app.kernel.web.file_response import download
from app.kernel.web.forms.lookup import Lookup
from app.kernel.web.lists.work_list import WorkList
from app.kernel.web.refusals import refusals
from app.kernel.web.routes import route
from app.organisation.models import Unit
from app.rollout import exports
from app.rollout.forms import ListDecisionForm, PeopleForm
from app.rollout.models.phases import Phase
from app.rollout.models.staff_lists import ListLine, ListState, StaffList
from app.rollout.operations import list_uploads, staff_lists
from app.rollout.queries import list_review
from app.rollout.queries import staff_lists as queries
from app.rollout.rules import staff_lists as rules
from app.rollout.rules.staff_lists import ListAction
from app.rollout.views.labels import ACTIONS, DECIDERS, STATE_SHAPES, STATES, due
from app.rollout.views.list_lines import ListLineView

PHASES = Lookup(lambda _actor: select(Phase).order_by(Phase.n))
LIST_UNITS = Lookup(
    lambda actor: (
        select(Unit)
        .where(
            Unit.kind.in_(rules.LIST_KINDS),
            or_(managed(Unit.id, actor), Unit.id.in_({s.unit_id for s in actor.postings})),
        )
        .order_by(Unit.kind.desc(), Unit.folded, Unit.id)
    )
)


class StaffListView(GeneratedView):
    """Danh sách cán bộ đăng ký tập huấn, cấp tài khoản."""

    datamodel = Interface(StaffList)
    route_base = "/can-bo/danh-sach-can-bo"
    writes = ("add",)
    related_views = [ListLineView]
    method_permission_name = {
        "step": "submit",
        "decide": "decide",
        "template": "bring_in",
        "take_file": "bring_in",
    }
    show_template = "rollout/staff_list.html"
    add_title = _("Start a staff list")
    label_columns = {"unit.kind": _("Approved by"), "people": _("Lines")}
    description_columns = {
        "of_phase": _("After an approved list this starts a further list of the same phase.")
    }
    words = {"state": STATES.__getitem__, "unit.kind": lambda kind: DECIDERS.get(kind, "")}
    formatters_columns = {
        "state": chips(STATE_SHAPES, STATES.__getitem__),
        "waits_until": due,
    }
    lookups = {"unit": LIST_UNITS, "of_phase": PHASES}
    list_columns = [
        "unit.name", "of_phase.name", "n", "state", "people", "waits_until", "unit.kind",
    ]  # fmt: skip
    show_columns = [
        "unit.name", "of_phase.name", "n", "people", "waits_until", "unit.kind", "made_at",
        "submitted_at", "decided_at",
    ]  # fmt: skip
    add_columns = ["unit", "of_phase"]
    work_lists = {"duyet": WorkList(_("Wait for your decision"), queries.waits_for_decision_of)}
    search_columns = ["unit", "of_phase", "state"]
    order_columns = ["unit.name", "n", "state"]
    base_order = ("id", "desc")

    def scope(self, actor: Actor) -> Clauses:
        """Lists of the units that this user manages or leads; the city sees all."""
        return (queries.lists_visible_to(actor),)

    def manages(self, actor: Actor) -> Clauses:
        led = {seat.unit_id for seat in actor.postings if seat.role == Role.COMMUNE_LEADER}
        return (StaffList.unit_id.in_(actor.manages | led),)

    def insert(self, item: StaffList) -> None:
        """The operation creates the list; the page continues with its key."""
        made = staff_lists.open_list(item.unit, item.of_phase.n, by=current_actor())
        item.id = made.id

    @route("/show/<pk>")
    def show(self, pk: str) -> Any:
        item, actor = self.find(pk), current_actor()
        related = self.open_related()
        widgets = with_related(self, item, related, self._get_show_widget(pk, item))
        remember()
        keeps, decides = rules.keeps(actor, item.unit), rules.decides(actor, item.unit)
        waits = decides and item.state is ListState.SUBMITTED and self.may("can_decide")
        own = waits and staff_lists.is_own(item, actor)
        return self.render_page(
            item,
            widgets,
            related,
            item=item,
            state=(STATE_SHAPES[item.state], STATES[item.state]),
            may_work=keeps and item.state in rules.OPEN,
            may_take_back=keeps and not decides and item.state is ListState.SUBMITTED,
            may_decide=waits and not own,
            decided_by_others=own,
            upload=queries.newest_upload(item.id, actor) if keeps else None,
            events=[
                {"at": at, "what": ACTIONS.get(action, action), "who": who, "reason": remarks}
                for at, action, remarks, who in queries.events(item.id)
            ],
        )

    @route("/<pk>/buoc", methods=["POST"])
    def step(self, pk: str) -> AnyResponse:
        """Submit the list, or take it back."""
        item = self.find(pk)
        wanted, version = request.form.get("action"), _number(request.form.get("version"))
        take, said = {
            ListAction.TAKE_BACK: (staff_lists.take_back, gettext("The list was taken back.")),
        }.get(wanted, (staff_lists.submit, gettext("The list was handed in.")))  # type: ignore[call-overload]
        with refusals() as refused, transaction():
            take(item, by=current_actor(), version=version)
        if not refused:
            flash(said, "success")
        return redirect(url_for(f"{self.endpoint}.show", pk=pk))

    @route("/<pk>/quyet-dinh", methods=["GET", "POST"])
    def decide(self, pk: str) -> Any:
        """Show what approval would change; approve the list or return it."""
        item, actor = self.find(pk), current_actor()
        form = ListDecisionForm(version=str(item.version))
        if form.validate_on_submit():
            version = _number(form.version.data)
            with refusals(form) as refused, transaction():
                if request.form.get("action") == ListAction.APPROVE:
                    staff_lists.approve(item, by=actor, version=version)
                else:
                    staff_lists.return_list(
                        item, form.remarks.data or "", by=actor, version=version
                    )
            if not refused:
                flash(str(STATES[item.state]), "success")
                return redirect(url_for(f"{self.endpoint}.show", pk=pk))
        access_log.log_list_access(actor, ListLine, ())
        return self.render_template(
            "rollout/list_review.html",
            item=item,
            form=form,
            counted=list_review.by_role(item.id),
            changes=list_review.staff_changes(item.id, actor),
        )

    @route("/<pk>/mau.xlsx")
    def template(self, pk: str) -> Response:
        """The workbook to fill in, with the people who are on the list."""
        item = self.find(pk)
        access_log.log_list_access(current_actor(), ListLine, (), AccessKind.EXPORT)
        return download(f"danh-sach-can-bo-{item.unit.code}.xlsx", exports.template(item))

    @route("/<pk>/tai-len", methods=["GET", "POST"])
    def take_file(self, pk: str) -> Any:
        """Upload a file; its validation is shown first."""
        item, form, key = self.find(pk), PeopleForm(), None
        if form.validate_on_submit():
            with refusals(form) as refused, transaction():
                sheets = exports.sheets_in(form.file.data.stream)
                kept = list_uploads.keep_upload(
                    item, form.file.data.filename or "", sheets, by=current_actor()
                )
                key = kept.id
            if not refused:
                return redirect(url_for("ListUploadView.show", pk=key))
        return self.render_template("rollout/list_upload_new.html", item=item, form=form)


def _number(text: str | None) -> int:
    """The version shown by the page; 0, which no list has, if it is invalid."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 9 else 0
