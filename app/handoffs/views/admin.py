"""The generated screen of legs, read-only: steps are taken on the dossier's page."""

from operator import attrgetter
from typing import Any

from app.dossiers.views.admin.dossiers import code_at_desk, page_link_to
from app.handoffs import rules
from app.handoffs.models import Leg
from app.handoffs.queries import packets
from app.kernel.actor import Actor
from app.kernel.web.crud.datamodel import COUNT_LITTLE, Interface
from app.kernel.web.crud.scope import Clauses
from app.kernel.web.crud.view import GeneratedView
from app.kernel.web.display import PageLink, state_chip


class LegView(GeneratedView):
    """Legs (nhánh liên thông) of linked dossiers."""

    datamodel = Interface(Leg)
    counts_up_to = COUNT_LITTLE
    watched = True
    route_base = "/can-bo/nhanh-lien-thong"
    words = {"kind": rules.KIND_LABELS.__getitem__, "state": attrgetter("label")}
    formatters_columns = {"code": code_at_desk, "state": state_chip}
    bare = ("code",)
    list_columns = ["subject_name", "code", "holder.name", "state", "sent_at", "due_at"]
    show_columns = [
        "code", "subject_name", "commune.name", "kind", "holder.name", "state", "list_confirmed_at",
        "sent_at", "received_at", "due_at", "answered_at", "closed_at",
    ]  # fmt: skip
    search_columns = ["code", "kind", "state", "sent_at", "due_at"]
    order_columns = ["sent_at", "due_at"]
    base_order = ("sent_at", "desc")

    def page_link(self, item: Any) -> PageLink:
        return page_link_to(item.dossier_id)

    def scope(self, actor: Actor) -> Clauses:
        return (packets.of_own_communes(actor),)
