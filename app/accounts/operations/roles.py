"""Sync of roles and permissions with FAB's tables."""

from collections.abc import Iterable

from flask_appbuilder.security.sqla.models import Permission as StoredPermission
from flask_appbuilder.security.sqla.models import PermissionView, ViewMenu
from flask_appbuilder.security.sqla.models import Role as StoredRole
from flask_babel import lazy_gettext as _
from sqlalchemy import Connection, delete, select
from sqlalchemy.dialects.postgresql import insert

from app.accounts.models.permissions import ChangeCounter, RoleReach
from app.accounts.roles import BY_TWO, ROLES, Permission, Role
from app.kernel.db import db
from app.kernel.errors import Refused
from app.kernel.text.folding import fold


def sync_roles(offered: Iterable[Permission] = ()) -> None:
    """Write exactly the twelve roles and their permissions into FAB's tables.

    ``offered`` are further permissions of the site, so that they can be displayed and
    put into composed roles.
    """
    wanted = {role: facts.may for role, facts in ROLES.items()}
    stored = _store_permissions({*offered}.union(*wanted.values()))
    known = {role.name: role for role in db.session.scalars(select(StoredRole))}
    for role, may in wanted.items():
        row = known.get(role) or StoredRole(name=str(role))
        db.session.add(row)
        row.permissions = [stored[permission] for permission in sorted(may)]
    count_change()


def write_reach(connection: Connection, *, rollout: bool) -> None:
    """Write the reach of each role for row-level security; run by the owner at each migration.

    The web process may not write this table, because it decides who reads what. After the roll-out
    only the roles that two people give still need clearance: a waiver of the second.
    """
    connection.execute(delete(RoleReach))
    rows = [
        {
            "role": role,
            "reads": facts.reads,
            "manages": facts.manages,
            "needs_clearance": rollout or role in BY_TWO,
        }
        for role, facts in ROLES.items()
    ]
    connection.execute(insert(RoleReach), rows)


def check_composed(role: StoredRole) -> None:
    """Validate a role composed by an administrator. Raises Refused."""
    with db.session.no_autoflush:
        taken = {fold(name) for role in Role for name in (role, str(role.label))}
        if fold(role.name) in taken:
            raise Refused(
                _("One of the roles of the system has this name already. Choose another."),
                status=422,
                field="name",
            )
        if not role.permissions:
            raise Refused(_("Choose what the role may do."), status=422, field="permissions")


def count_change() -> None:
    """Invalidate the permissions cached by every process."""
    row = insert(ChangeCounter).values(id=1, value=1)
    db.session.execute(
        row.on_conflict_do_update(
            index_elements=[ChangeCounter.id], set_={"value": ChangeCounter.value + 1}
        )
    )


def _store_permissions(wanted: set[Permission]) -> dict[Permission, PermissionView]:
    verbs = {row.name: row for row in db.session.scalars(select(StoredPermission))}
    nouns = {row.name: row for row in db.session.scalars(select(ViewMenu))}
    pairs = {
        Permission(row.permission.name, row.view_menu.name): row
        for row in db.session.scalars(select(PermissionView))
    }
    for permission in wanted - pairs.keys():
        verb, noun = permission
        if verb not in verbs:
            verbs[verb] = StoredPermission(name=verb)
        if noun not in nouns:
            nouns[noun] = ViewMenu(name=noun)
        pairs[permission] = PermissionView(permission=verbs[verb], view_menu=nouns[noun])
        db.session.add(pairs[permission])
    return pairs
