"""Generated screens of the plan: phases and staffing needs."""

from flask_babel import lazy_gettext as _
from wtforms.validators import InputRequired

from app.kernel.web.crud.datamodel import Interface
from app.kernel.web.crud.scope import all_rows
from app.kernel.web.crud.view import GeneratedView
from app.kernel.web.forms.fields import WordField
from app.rollout.models.phases import Phase, StaffingNeed
from app.rollout.rules.role_words import ROLES_LISTED
from app.rollout.views.staff_lists import PHASES


class NeedView(GeneratedView):
    """Nhu cầu nhân sự theo vai trò."""

    datamodel = Interface(StaffingNeed)
    route_base = "/can-bo/nhu-cau-nhan-su"
    writes = ("add", "edit", "delete")
    title = _("People needed")
    add_title = _("Add a role that is needed")
    description_columns = {
        "at_least": _("People of the role without whom a unit is not ready; 0: not needed."),
        "training": _("Nobody gets an account of the role without having passed its course."),
    }
    lookups = {"of_phase": PHASES}
    add_form_extra_fields = {
        "role": WordField(_("Role"), words=ROLES_LISTED, validators=[InputRequired()])
    }
    list_columns = ["of_phase.name", "role", "at_least", "training"]
    first_columns = ["of_phase", "role"]
    edit_columns = ["at_least", "training"]
    search_columns = ["of_phase", "role"]
    order_columns = ["role", "at_least"]
    base_order = ("id", "asc")
    scope = all_rows  # all users with access to the page see the plan


class PhaseView(GeneratedView):
    """Giai đoạn triển khai."""

    datamodel = Interface(Phase)
    route_base = "/can-bo/giai-doan"
    writes = ("edit",)
    related_views = [NeedView]
    description_columns = {
        "lists_due": _("The last day on which districts hand in their lists."),
        "accounts_from": _("The first day on which accounts of this phase open a door."),
        "opens_on": _(
            "The day from which communes of the phase take dossiers online. The plan has the "
            "month; the day is provisional until the department confirms it."
        ),
    }
    list_columns = ["name", "lists_due", "accounts_from", "opens_on"]
    edit_columns = ["name", "lists_due", "accounts_from", "opens_on"]
    search_columns = []
    base_order = ("n", "asc")
    scope = all_rows  # all users with access to the page see the plan
