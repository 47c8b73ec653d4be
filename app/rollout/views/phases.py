"""Generated screens of the plan: phases and staffing needs."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from wtforms.validators import InputRequired

from app.kernel.actor import Actor
from app.kernel.web import Clauses, HouseView, Interface, WordField
from app.rollout.models import Phase, StaffingNeed
from app.rollout.rules.role_words import ROLES_LISTED
from app.rollout.views.staff_lists import PHASES


class NeedView(HouseView):
    """Nhu cầu nhân sự theo vai trò."""

    datamodel = Interface(StaffingNeed)
    class_permission_name = "Need"
    route_base = "/can-bo/nhu-cau-nhan-su"
    writes = ("add", "edit", "delete")
    title = _("People needed")
    list_title = _("People needed")
    show_title = _("People needed in a role")
    add_title = _("Add a role that is needed")
    edit_title = _("Change how many people are needed")
    label_columns = {
        "of_phase": _("Phase"),
        "of_phase.name": _("Phase"),
        "role": _("Role"),
        "at_least": _("People at least"),
        "training": _("Training needed"),
    }
    description_columns = {
        "at_least": _("People of the role without whom a unit is not ready; 0: not needed."),
        "training": _("Nobody gets an account of the role without having passed its course."),
    }
    lookups = {"of_phase": PHASES}
    add_form_extra_fields = {
        "role": WordField(_("Role"), words=ROLES_LISTED, validators=[InputRequired()])
    }
    list_columns = ["of_phase.name", "role", "at_least", "training"]
    show_columns = ["of_phase.name", "role", "at_least", "training"]
    add_columns = ["of_phase", "role", "at_least", "training"]
    edit_columns = ["at_least", "training"]
    search_columns = ["of_phase", "role"]
    order_columns = ["role", "at_least"]
    base_order = ("id", "asc")

    def scope(self, actor: Actor) -> Clauses:
        """All users with access to the page see the plan."""
        return ()


class PhaseView(HouseView):
    """Giai đoạn triển khai."""

    datamodel = Interface(Phase)
    class_permission_name = "Phase"
    route_base = "/can-bo/giai-doan"
    writes = ("edit",)
    related_views = [NeedView]
    list_title = _("Phases of the plan")
    show_title = _("Phase of the plan")
    edit_title = _("Change a phase")
    label_columns = {
        "name": _("Phase"),
        "lists_due": _("Staff lists due"),
        "accounts_from": _("Accounts work from"),
        "opens_on": _("Communes open on"),
    }
    description_columns = {
        "lists_due": _("The last day on which districts hand in their lists."),
        "accounts_from": _("The first day on which accounts of this phase open a door."),
        "opens_on": _(
            "The day from which communes of the phase take dossiers online. The plan has the "
            "month; the day is provisional until the department confirms it."
        ),
    }
    list_columns = ["name", "lists_due", "accounts_from", "opens_on"]
    show_columns = ["name", "lists_due", "accounts_from", "opens_on"]
    edit_columns = ["name", "lists_due", "accounts_from", "opens_on"]
    search_columns = []
    base_order = ("n", "asc")

    def scope(self, actor: Actor) -> Clauses:
        """All users with access to the page see the plan."""
        return ()
