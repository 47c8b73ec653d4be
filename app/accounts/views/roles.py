"""Generated pages of roles: the twelve read-only, composed ones editable."""

from collections.abc import Iterable

from flask_appbuilder.security.sqla.models import Role as StoredRole
from flask_babel import lazy_gettext as _

from app.accounts.forms import PermissionsField
from app.accounts.operations import roles
from app.accounts.roles import Role
from app.accounts.views.labels import label_of, permission_words, role_words
from app.kernel.actor import Actor
from app.kernel.web.crud.datamodel import Interface
from app.kernel.web.crud.scope import Clauses, all_rows
from app.kernel.web.crud.view import HouseView

CHOSEN = PermissionsField(_("May do"), say=label_of)


class RoleView(HouseView):
    """Permissions of each role; the twelve are defined in code, not here."""

    datamodel = Interface(StoredRole)
    route_base = "/can-bo/vai-tro"
    writes: Iterable[str] = ("add", "edit", "delete")
    noun = _("Role"), _("Roles")
    add_title = _("Compose a role")
    edit_title = _("Change a composed role")
    label_columns = {"name": _("Role"), "permissions": _("May do")}
    formatters_columns = {"name": role_words, "permissions": permission_words}
    list_columns = ["name"]
    show_columns = ["name", "permissions"]
    add_columns = ["name", "permissions"]
    add_form_extra_fields = {"permissions": CHOSEN}
    edit_form_extra_fields = {"permissions": CHOSEN}
    search_columns = []
    base_order = ("id", "asc")
    scope = all_rows  # roles are the same for everybody

    def manages(self, actor: Actor) -> Clauses:
        return (StoredRole.name.notin_(list(Role)),)

    def pre_add(self, item: StoredRole) -> None:
        roles.check_composed(item)

    def pre_update(self, item: StoredRole) -> None:
        roles.check_composed(item)

    def insert(self, item: StoredRole) -> None:
        """Store the role; every process reloads permissions at its next request."""
        super().insert(item)
        roles.count_change()

    def update(self, item: StoredRole) -> None:
        """Store the change; every process reloads permissions at its next request."""
        super().update(item)
        roles.count_change()
