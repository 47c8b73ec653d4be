"""The generated screen of waivers: the city gives a person one role at once, with a reason."""

from flask_babel import lazy_gettext as _

from app.kernel import clock
from app.kernel.actor import Actor
from app.kernel.db import managed
from app.kernel.i18n.formatting import moment
from app.kernel.web.crud.datamodel import Interface
from app.kernel.web.crud.scope import Clauses
from app.kernel.web.crud.view import GeneratedView
from app.kernel.web.current_actor import current_actor
from app.rollout.models.account_rounds import Waiver
from app.rollout.views.lookups import STAFF, UNITS


class WaiverView(GeneratedView):
    """Who may have a role without list, training or phase (miễn điều kiện cấp tài khoản)."""

    datamodel = Interface(Waiver)
    about = "staff"
    route_base = "/can-bo/mien-dieu-kien"
    writes = ("add",)
    add_title = _("Let somebody have a role at once")
    description_columns = {
        "role": _("Another administrator gives the role: of the city within seven days."),
        "reason": _(
            "Why this person need not wait for list, training or phase; it stays on record."
        ),
    }
    formatters_columns = {"at": moment}
    lookups = {"staff": STAFF, "unit": UNITS}
    list_columns = ["staff.full_name", "unit.name", "role", "at"]
    show_columns = ["staff.full_name", "unit.name", "role", "reason", "at"]
    add_columns = ["staff", "unit", "role", "reason"]
    search_columns = ["staff", "unit", "role"]
    order_columns = ["staff.full_name", "unit.name", "at"]
    base_order = ("at", "desc")

    def scope(self, actor: Actor) -> Clauses:
        return (managed(Waiver.unit_id, actor),)

    def manages(self, actor: Actor) -> Clauses:
        """The same: only the city has the permission to add."""
        return (managed(Waiver.unit_id, actor),)

    def pre_add(self, item: Waiver) -> None:
        item.at, item.by_id = clock.real_now(), current_actor().staff_id
