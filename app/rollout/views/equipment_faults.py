"""The generated screen of faults: reported by communes, solved by the support team."""

from collections.abc import Iterable
from typing import Any

from flask_appbuilder.actions import action
from flask_babel import lazy_gettext as _
from sqlalchemy import select

from app.kernel.actor import Actor
from app.kernel.db import transaction
from app.kernel.web.crud.datamodel import Interface
from app.kernel.web.crud.scope import Clauses
from app.kernel.web.crud.view import GeneratedView
from app.kernel.web.current_actor import current_actor
from app.kernel.web.display import chips
from app.kernel.web.forms.lookup import Lookup
from app.kernel.web.lists.work_list import WorkList
from app.kernel.web.refusals import refusals
from app.rollout.models.readiness import EquipmentFault, EquipmentFaultState, Party
from app.rollout.operations import equipment_faults
from app.rollout.queries import outreach
from app.rollout.queries.equipment_faults import is_unsolved
from app.rollout.rules.outreach import EQUIPMENT, FAULTS
from app.rollout.views.commune_choices import COMMUNES, offer_own_commune

SHAPES = {
    EquipmentFaultState.REPORTED: "late",
    EquipmentFaultState.WORKING: "process",
    EquipmentFaultState.SOLVED: "ready",
}
PARTIES = Lookup(lambda _actor: select(Party).where(Party.active.is_(True)))


class FaultView(GeneratedView):
    """Equipment faults of an office (sự cố thiết bị)."""

    datamodel = Interface(EquipmentFault)
    route_base = "/can-bo/su-co"
    writes: Iterable[str] = ("add", "edit")
    method_permission_name = {"take_on": "edit"}
    row_steps = ("take_on",)
    add_title = _("Report a fault")
    edit_title = _("What was done about it")
    description_columns = {
        "what": _("What happens, since when, and what was tried. No citizen’s name or number."),
        "done": _("With something written here the fault is solved."),
    }
    words = {"kind": EQUIPMENT.__getitem__, "state": FAULTS.__getitem__}
    formatters_columns = {"state": chips(SHAPES, FAULTS.__getitem__)}
    lookups = {"unit": COMMUNES, "party": PARTIES}
    list_columns = ["state", "kind", "unit.name", "what", "party.name", "reported_at"]
    show_columns = [
        "state", "kind", "unit.name", "unit.district.name", "what", "reported_at",
        "reported_by.full_name", "party.name", "party.phone", "done", "solved_at",
    ]  # fmt: skip
    add_columns = ["unit", "kind", "what"]
    edit_columns = ["party", "done"]
    work_lists = {"chua-xong": WorkList(_("Not solved yet"), is_unsolved)}
    search_columns = ["state", "unit", "kind", "party", "reported_at"]
    order_columns = ["reported_at", "kind"]
    base_order = ("reported_at", "desc")

    def scope(self, actor: Actor) -> Clauses:
        """Faults of the communes in which this user works, or which the user reads or manages."""
        return (outreach.near(actor, EquipmentFault.unit_id),)

    def manages(self, actor: Actor) -> Clauses:
        return (EquipmentFault.unit_id.in_(outreach.worked_in(actor)),)

    def offers(self, action: str, item: EquipmentFault) -> bool:
        return item.state is EquipmentFaultState.REPORTED

    def _prefill(self, form: Any) -> None:
        super()._prefill(form)
        offer_own_commune(form)

    def pre_add(self, item: EquipmentFault) -> None:
        equipment_faults.report(item, by=current_actor())

    def pre_update(self, item: EquipmentFault) -> None:
        equipment_faults.note(item)

    @action("take_on", _("Accept the task"), None, "check", multiple=False)
    def take_on(self, fault: EquipmentFault) -> None:
        with refusals(), transaction():
            equipment_faults.take_on(fault)
            self.update(fault)
