"""Generated pages of roles: the twelve read-only, composed ones editable."""

from collections.abc import Iterable, Sequence
from typing import Any

from flask import request, url_for
from flask_appbuilder.security.sqla.models import Role as StoredRole
from flask_babel import lazy_gettext as _

from app.accounts.forms import PermissionsField
from app.accounts.operations import roles
from app.accounts.queries import stored_roles
from app.accounts.roles import Role
from app.accounts.views.labels import label_of, permission_words, role_words
from app.kernel.actor import Actor
from app.kernel.web.crud.datamodel import Interface
from app.kernel.web.crud.scope import Clauses, all_rows
from app.kernel.web.crud.view import GeneratedView
from app.kernel.web.display import PageLink

COPIED = "ban-sao"
"""Which role a new one starts from, in the address of its form."""
CHOSEN = PermissionsField(_("May do"), say=label_of)


class RoleView(GeneratedView):
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

    def page_links(self, item: StoredRole) -> Sequence[PageLink]:
        """Who holds the role; and a new one with the same permissions."""
        column = "role" if item.name in set(Role) else "further"
        key = item.name if column == "role" else item.id
        held = url_for("PostingView.list", **{f"_flt_0_{column}": key})
        links = [PageLink(_("Who holds it"), held, "users")]
        if self.may("can_add"):
            copy = url_for("RoleView.add", **{COPIED: item.id})
            links.append(PageLink(_("Copy this role"), copy, "plus"))
        return links

    def _prefill(self, form: Any) -> None:
        """Tick what the role that is copied may do, as far as it can be composed."""
        key = request.args.get(COPIED)
        if key:
            form.permissions.data = stored_roles.composable_of(self.find(key))

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
