"""Generated screen of the stock phrases of a commune."""

from collections.abc import Iterable
from operator import attrgetter
from typing import Any
from uuid import uuid4

from flask_babel import lazy_gettext as _
from sqlalchemy import select

from app.dossiers.models.phrases import StockPhrase
from app.kernel.actor import Actor
from app.kernel.web.crud.datamodel import Interface
from app.kernel.web.crud.scope import Clauses
from app.kernel.web.crud.view import GeneratedView
from app.kernel.web.current_actor import current_actor
from app.kernel.web.forms.lookup import Lookup
from app.organisation.models import UnitKind
from app.procedures.models.versions import Procedure

PROCEDURES = Lookup(lambda _actor: select(Procedure))


class StockPhraseView(GeneratedView):
    """Sentences that the officers of the commune need again and again (mẫu câu)."""

    datamodel = Interface(StockPhrase)
    route_base = "/can-bo/mau-cau"
    writes: Iterable[str] = ("add", "edit", "delete")
    add_title = _("Keep a stock phrase")
    edit_title = _("Change a stock phrase")
    description_columns = {
        "procedure": _("Empty: offered in every procedure."),
        "text": _("A whole sentence, as the citizen or the colleague reads it."),
    }
    words = {"kind": attrgetter("label")}
    lookups = {"procedure": PROCEDURES}
    list_columns = ["text", "kind", "procedure.short_name", "used"]
    show_columns = list_columns
    edit_columns = ["kind", "procedure", "text"]
    search_columns = ["text", "kind", "procedure"]
    order_columns = ["text", "kind", "used"]
    base_order = ("used", "desc")

    def scope(self, actor: Actor) -> Clauses:
        return (StockPhrase.unit_id.in_({seat.unit_id for seat in actor.postings}),)

    def manages(self, actor: Actor) -> Clauses:
        return self.scope(actor)

    def pre_add(self, item: StockPhrase) -> None:
        seats = current_actor().postings
        at_the_desk = (seat for seat in seats if seat.unit_kind == UnitKind.COMMUNE)
        item.id, item.unit_id = uuid4(), next(at_the_desk, seats[0]).unit_id
        self.pre_update(item)

    def pre_update(self, item: Any) -> None:
        item.text = " ".join(item.text.split())
