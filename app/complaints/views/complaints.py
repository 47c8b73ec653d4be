"""Complaints for the head of the commune, who answers, and for the district, which oversees."""

from operator import attrgetter
from typing import Any
from uuid import UUID

from flask import flash, redirect, request, url_for
from flask_appbuilder import BaseView
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import BooleanField, TextAreaField
from wtforms.validators import DataRequired, Length

from app.accounts.roles import Role
from app.complaints.models import Complaint
from app.complaints.operations import complaints as operations
from app.complaints.queries import complaints as queries
from app.complaints.vocabulary import ComplaintState
from app.kernel import clock
from app.kernel.actor import Actor
from app.kernel.db import transaction
from app.kernel.web import access_log
from app.kernel.web.counters import Counter
from app.kernel.web.crud.datamodel import COUNT_LITTLE, Interface
from app.kernel.web.crud.scope import Clauses
from app.kernel.web.crud.view import GeneratedView
from app.kernel.web.current_actor import current_actor
from app.kernel.web.display import PageLink, state_chip
from app.kernel.web.lists.work_list import WorkList
from app.kernel.web.refusals import refusals
from app.kernel.web.routes import route

ANSWER_LONGEST = 8000
OPEN_LIST, LATE_LIST = "cho-tra-loi", "qua-han"
OVERSEERS = frozenset({Role.DISTRICT_JUSTICE, Role.DISTRICT_LEADER, Role.CITY_JUSTICE})


class ComplaintView(GeneratedView):
    """Complaints and feedback with their deadlines (khiếu nại; phản ánh, kiến nghị)."""

    datamodel = Interface(Complaint)
    counts_up_to = COUNT_LITTLE
    watched = True
    route_base = "/can-bo/khieu-nai"
    writes = ()
    opens_at = "/can-bo/khieu-nai/thu/KEY"
    words = {"kind": attrgetter("label"), "state": attrgetter("label")}
    formatters_columns = {"state": state_chip}
    list_columns = ["number", "kind", "commune.name", "state", "sent_at", "due_at", "closed_at"]
    show_columns = [
        "number", "kind", "commune.name", "state", "sent_at", "accepted_at", "due_at", "said",
        "answer", "closed_at",
    ]  # fmt: skip
    work_lists = {
        OPEN_LIST: WorkList(_("Wait for an answer"), queries.is_open),
        LATE_LIST: WorkList(_("Late"), queries.is_late),
    }
    search_columns = ["number", "kind", "state", "sent_at", "due_at"]
    order_columns = ["sent_at", "due_at", "closed_at"]
    base_order = ("sent_at", "desc")

    def scope(self, actor: Actor) -> Clauses:
        return (queries.in_scope(actor),)

    def page_link(self, item: Any) -> PageLink:
        return PageLink(_("Open the complaint"), url_for("Complaints.page", key=item.id))


class AcceptForm(FlaskForm):
    is_complex = BooleanField(_("A complex case: 15 more days"))


class AnswerForm(FlaskForm):
    said = TextAreaField(
        _("What the letter says"),
        description=_("The answer, or why it is not handled, with the articles of the law."),
        validators=[DataRequired(), Length(max=ANSWER_LONGEST)],
    )


class Complaints(BaseView):
    """One complaint: what the citizen writes, and the letter of the head of the commune."""

    route_base = "/can-bo/khieu-nai/thu"
    class_permission_name = "Complaint"

    @route("/<uuid:key>", verb="read")
    def page(self, key: UUID) -> Any:
        return self._page(queries.complaint(key, current_actor()), AcceptForm(), AnswerForm())

    @route("/<uuid:key>/thu-ly", verb="work", methods=["POST"])
    def accept(self, key: UUID) -> Any:
        """Accept it for handling; the citizen is told by when the answer comes."""
        actor, form = current_actor(), AcceptForm()
        if form.validate():
            with refusals() as refused, transaction():
                found = queries.complaint(key, actor, lock=True)
                operations.accept(found, is_complex=bool(form.is_complex.data), by=actor)
            if not refused:
                flash(gettext("Accepted for handling; the citizen is told."), "success")
        return redirect(url_for("Complaints.page", key=key))

    @route("/<uuid:key>/tra-loi", verb="work", methods=["POST"])
    def answer(self, key: UUID) -> Any:
        """Answer it by a letter, or say in one why it is not handled."""
        actor, form = current_actor(), AnswerForm()
        state = ComplaintState.DECLINED if "decline" in request.form else ComplaintState.ANSWERED
        if form.validate():
            with refusals(form) as refused, transaction():
                found = queries.complaint(key, actor, lock=True)
                operations.close(found, state, str(form.said.data), by=actor)
                number = found.slip.number if found.slip else ""
            if not refused:
                flash(
                    gettext("Letter no. %(number)s is issued; the citizen is told.", number=number),
                    "success",
                )
                return redirect(url_for("Complaints.page", key=key))
        return self._page(queries.complaint(key, actor), AcceptForm(), form), 422

    def _page(self, found: Complaint, accept: AcceptForm, answer: AnswerForm) -> Any:
        actor = current_actor()
        access_log.log_access(actor, found)
        leads = any(
            seat.role == Role.COMMUNE_LEADER for seat in actor.postings_in(found.commune_id)
        )
        return self.render_template(
            "complaints/complaint.html",
            complaint=found,
            accept=accept,
            form=answer,
            acceptance=queries.acceptance(found) if found.accepted_at else None,
            may_answer=leads and found.state is ComplaintState.OPEN,
            is_to_accept=operations.is_to_accept(found),
            is_late=found.state is ComplaintState.OPEN and found.due_at < clock.now(),
        )


COUNTERS = (
    Counter(
        key="complaints.open",
        label=_("Complaints and feedback to answer"),
        permission=("can_work", "Complaint"),
        count=queries.opened,
        url=lambda: url_for("ComplaintView.list", viec=OPEN_LIST),
        tone="due",
    ),
    Counter(
        key="complaints.late",
        label=_("Late complaints and feedback"),
        permission=("can_read", "Complaint"),
        count=queries.late,
        url=lambda: url_for("ComplaintView.list", viec=LATE_LIST),
        tone="late",
        roles=OVERSEERS,
    ),
)
