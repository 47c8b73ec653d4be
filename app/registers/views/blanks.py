"""Blanks of the commune: batches, what became of each number, and the count of a period."""

from datetime import date
from typing import Any
from uuid import UUID

from flask import flash, redirect, request, url_for
from flask_appbuilder import BaseView
from flask_babel import gettext
from sqlalchemy import select
from wtforms.validators import StopValidation

from app.dossiers.queries import visibility
from app.dossiers.views.desk.daily_documents import commune_asked, communes_of
from app.kernel import clock
from app.kernel.actor import Actor
from app.kernel.db import transaction
from app.kernel.errors import DomainError, NotAllowed, NotFound
from app.kernel.web.crud.datamodel import Interface
from app.kernel.web.crud.scope import Clauses
from app.kernel.web.crud.view import GeneratedView
from app.kernel.web.current_actor import current_actor
from app.kernel.web.forms.lookup import Lookup
from app.kernel.web.forms.validation import not_ahead
from app.kernel.web.routes import route
from app.organisation.models import Unit
from app.registers.models.blanks import MOST_OF_BATCH, BlankBatch, BlankKind, BlankUse
from app.registers.operations import blanks
from app.registers.queries import blanks as stock

OWN_UNITS = Lookup(
    lambda actor: select(Unit).where(Unit.id.in_([key for key, _name in communes_of(actor)]))
)
OWN_BATCHES = Lookup(stock.own_batches, stock.shown_with)


def _is_printed(_form: Any, field: Any) -> None:
    if field.data is not None and field.data < 1:
        raise StopValidation(gettext("Enter the number as it is printed on the blank."))


def _ends_batch(form: Any, field: Any) -> None:
    first = form.first.data
    if first and field.data and not first <= field.data < first + MOST_OF_BATCH:
        raise StopValidation(
            gettext("The last number follows the first; a batch has 100,000 blanks at most.")
        )


class BlankUseView(GeneratedView):
    """Used and spoiled blanks (phôi đã dùng, phôi hỏng)."""

    datamodel = Interface(BlankUse)
    class_permission_name = "Blank"
    route_base = "/can-bo/so-ho-tich/phoi-da-dung"
    writes = ("add",)
    lookups = {"batch": OWN_BATCHES}
    validators_columns = {"number": [_is_printed], "on": [not_ahead]}
    list_columns = ["batch.kind", "batch.series", "number", "fate", "on", "note", "batch.unit.name"]
    show_columns = [*list_columns, "at"]
    add_columns = ["batch", "number", "fate", "on", "note"]
    search_columns = ["number", "fate", "on"]
    order_columns = ["number", "on"]
    base_order = ("on", "desc")

    def scope(self, actor: Actor) -> Clauses:
        return (stock.in_scope(actor, BlankUse),)

    def pre_add(self, item: BlankUse) -> None:
        seats = current_actor().postings_in(item.batch.unit_id)
        blanks.record(item, seats[0].posting_id if seats else None)


class BlankBatchView(GeneratedView):
    """Batches of blanks (lô phôi đã nhận)."""

    datamodel = Interface(BlankBatch)
    class_permission_name = "Blank"
    route_base = "/can-bo/so-ho-tich/phoi"
    writes = ("add",)
    lookups = {"unit": OWN_UNITS}
    validators_columns = {
        "first": [_is_printed],
        "last": [_is_printed, _ends_batch],
        "received_on": [not_ahead],
    }
    list_columns = ["kind", "series", "first", "last", "received_on", "origin", "unit.name"]
    show_columns = list_columns
    add_columns = ["unit", "kind", "series", "first", "last", "received_on", "origin"]
    search_columns = ["kind", "series", "received_on"]
    order_columns = ["received_on", "first"]
    base_order = ("received_on", "desc")
    related_views = [BlankUseView]

    def scope(self, actor: Actor) -> Clauses:
        return (stock.in_scope(actor, BlankBatch),)


class Blanks(BaseView):
    """The count of a period, and the number of the blank on which a paper stands."""

    route_base = "/can-bo/so-ho-tich/kiem-ke-phoi"
    default_view = "count"
    class_permission_name = "Blank"

    @route("/", verb="add")
    def count(self) -> Any:
        """What was there, came, went and is left, of one commune."""
        commune, today = commune_asked(current_actor()), clock.today()
        until = min(_day("den") or today, today)
        since = min(_day("tu") or until.replace(day=1), until)
        return self.render_template(
            "registers/blanks.html",
            counts=stock.count(commune.id, since, until),
            commune=commune,
            since=since,
            until=until,
        )

    @route("/<uuid:key>", verb="add", methods=["POST"])
    def use(self, key: UUID) -> Any:
        """Record on which blank a paper was printed."""
        actor = current_actor()
        paper = visibility.paper(key, actor)
        if paper.dossier is None or paper.dossier_id is None:
            raise NotFound
        seats = actor.postings_in(paper.dossier.commune_id)
        if not seats:
            raise NotAllowed
        kind = request.form.get("kind", "")
        if kind not in list(BlankKind):
            raise NotFound
        serial, unit_id = request.form.get("serial", "")[:40], paper.dossier.commune_id
        typed: dict[str, Any] = {}
        try:
            with transaction():
                blanks.use(paper, BlankKind(kind), serial, unit_id, seats[0].posting_id)
            flash(gettext("The serial number is recorded."), "success")
        except DomainError as refusal:
            flash(str(refusal), "danger")
            typed = {"giay": key, "phoi": serial}
        return redirect(url_for("Desk.dossier", key=paper.dossier_id, **typed))


def _day(name: str) -> date | None:
    try:
        return date.fromisoformat(request.args.get(name, ""))
    except ValueError:
        return None
