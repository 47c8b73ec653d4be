"""Permissions of the stored roles: the twelve, and those composed by administrators."""

from collections.abc import Iterable

from flask_appbuilder.security.sqla.models import (
    Permission,
    PermissionView,
    ViewMenu,
    assoc_permissionview_role,
)
from flask_appbuilder.security.sqla.models import Role as StoredRole
from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from app.accounts.roles import Role, is_composable
from app.kernel.db import db


def permissions() -> dict[str, frozenset[tuple[str, str]]]:
    rows = db.session.execute(
        select(StoredRole.name, Permission.name, ViewMenu.name)
        .select_from(assoc_permissionview_role)
        .join(StoredRole, StoredRole.id == assoc_permissionview_role.c.role_id)
        .join(PermissionView, PermissionView.id == assoc_permissionview_role.c.permission_view_id)
        .join(Permission, Permission.id == PermissionView.permission_id)
        .join(ViewMenu, ViewMenu.id == PermissionView.view_menu_id)
    )
    found: dict[str, set[tuple[str, str]]] = {}
    for role, verb, noun in rows:
        found.setdefault(role, set()).add((verb, noun))
    return {role: frozenset(pairs) for role, pairs in found.items()}


def stored_roles(names: Iterable[str]) -> list[StoredRole]:
    return list(db.session.scalars(select(StoredRole).where(StoredRole.name.in_(list(names)))))


def composed_roles() -> Select[StoredRole]:
    return (
        select(StoredRole)
        .where(StoredRole.name.notin_(list(Role)))
        .order_by(StoredRole.name, StoredRole.id)
    )


def composable_of(role: StoredRole) -> list[PermissionView]:
    """What a role may do, without what only the twelve roles may."""
    own = {row.id for row in role.permissions}
    return [row for row in stored_permissions() if row.id in own]


def stored_permissions() -> list[PermissionView]:
    rows = db.session.scalars(
        select(PermissionView).options(
            joinedload(PermissionView.permission), joinedload(PermissionView.view_menu)
        )
    )
    return [row for row in rows if is_composable(row.permission.name, row.view_menu.name)]
