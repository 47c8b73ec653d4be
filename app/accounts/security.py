"""FAB's security manager with the project's sessions and roles.

The browser holds a random token, the database its hash. Permissions follow from the postings of
today; ``ab_user_role`` stays empty. FAB's own pages for users, roles, registration and passwords,
and its JSON sign-in, are not registered.
"""

from collections.abc import Iterator
from functools import cached_property
from typing import Any

from flask import current_app, flash, g, redirect, request, session, url_for
from flask_appbuilder.menu import MenuItem
from flask_appbuilder.security.sqla.manager import SecurityManager
from flask_babel import gettext
from flask_login import current_user
from markupsafe import Markup

from app.accounts import queries
from app.accounts.models.sessions import Level
from app.accounts.models.staff import AppUser
from app.accounts.operations import sessions
from app.accounts.queries import stored_roles
from app.accounts.roles import Role
from app.accounts.rules.actors import opened_by
from app.accounts.rules.session_limits import SEEN_EVERY, limit_passed
from app.kernel import clock
from app.kernel.db import transaction
from app.kernel.i18n import formatting
from app.kernel.security.rate_limits import KEEP_POST
from app.kernel.security.tokens import token_hash
from app.kernel.web.current_actor import current_actor
from app.kernel.web.menu_cache import Menus
from app.kernel.web.posted_form import posted_fields

__all__ = ["AccountSecurity", "current_actor"]

ALL_PAGES = "AllPages"
"""The entry that leads to all others: it stands in the short menu alone."""
Pairs = frozenset[tuple[str, str]]


class AccountSecurity(SecurityManager):
    """Authenticates sessions and answers permission checks."""

    user_model = AppUser

    def __init__(self, appbuilder: Any) -> None:
        super().__init__(appbuilder)
        self._remembered: tuple[int, dict[str, Pairs]] = (-1, {})
        self._menus = Menus()
        self.daily: frozenset[str] = frozenset()
        """Names of the entries of the short menu; ``app/views.py`` says them."""

    def register_views(self) -> None:
        """Register none of FAB's pages; ours are registered in ``app/views.py``."""

    # --- sessions -----------------------------------------------------------------------------

    def load_user(self, token: str) -> AppUser | None:
        """The account behind a token, if its session has neither expired nor been idle too long.

        A session without its second step counts as anonymous.
        """
        if current_app.config["SURFACE"] == "public":
            return None
        key, now = token_hash(token), clock.real_now()
        found = queries.signed_in(key, clock.today())
        if found is None or found.level is not Level.FULL or not found.user.is_active:
            return None
        if limit_passed(found.created, found.seen, now):
            return None
        if now - found.seen > SEEN_EVERY:
            with transaction():
                sessions.touch_session(token)
        found.user.actor = found.actor
        g.access_change = found.change
        return found.user

    def auth_user_db(self, username: str, password: str) -> None:
        """FAB's own sign-in is disabled; see ``accounts.views.sign_in``."""

    def before_request(self) -> Any:
        """Load the user; store a form whose session has ended."""
        g.user = current_user
        if request.endpoint is None or not self._is_page_of_officers():
            return None
        return None if current_user.is_authenticated else self._kept_for_later()

    def _kept_for_later(self) -> Any:
        """Store a form submitted after its session had ended, and redirect to sign-in."""
        fields, token = posted_fields(), session.get("_user_id")
        if fields is None or not token:
            return None
        owner = queries.account_of_session(token_hash(token))
        if owner is None or not KEEP_POST.allow(str(owner)):
            return None
        path = request.full_path.removesuffix("?")
        with transaction():
            kept = sessions.keep_post(owner, path, fields, now=clock.real_now())
        flash(
            gettext(
                "Your session had ended, so nothing was saved. What you wrote is kept for "
                "15 minutes: sign in again and send it once more."
            ),
            "warning",
        )
        return redirect(url_for("SignIn.login", next=url_for("PendingForms.show", token=kept)))

    def _is_page_of_officers(self) -> bool:
        return request.blueprint in self._officers

    @cached_property
    def _officers(self) -> frozenset[str]:
        """The blueprints of all views; they are complete when the first page is asked for."""
        return frozenset(view.endpoint for view in self.appbuilder.baseviews)

    # --- permissions --------------------------------------------------------------------------

    def has_access(self, permission_name: str, view_name: str) -> bool:
        """Whether a current posting grants this; cached per process until permissions change."""
        if permission_name == "menu_access":
            item = self.appbuilder.menu.find(view_name)
            return item is not None and self._shows(item)
        seats = current_actor().postings  # loads the session, and with it the change counter
        return any(opened_by(seats, self._permissions(), (permission_name, view_name)))

    def get_user_roles(self, user: Any) -> list[Any]:
        """FAB's rows of the roles in which the person is posted today."""
        seats = getattr(user, "actor", current_actor()).postings
        names = {name for seat in seats for name in (seat.role, seat.further) if name}
        return stored_roles.stored_roles(names) if names else []

    def get_user_menu_access(self, menu_names: list[str] | None = None) -> set[str]:
        return {name for name in menu_names or () if self.has_access("menu_access", name)}

    def is_item_public(self, permission_name: str, view_name: str) -> bool:
        """Officers' pages are never public."""
        return False

    def menu(self) -> Iterator[tuple[MenuItem, list[MenuItem]]]:
        """The menu entries visible to the person, each category with its visible children."""
        for item in self.appbuilder.menu.get_list():
            children = [each for each in item.childs if self._shows(each)]
            if item.should_render() and children if item.childs else self._shows(item):
                yield item, children

    def short_menu(self) -> Iterator[tuple[MenuItem, list[MenuItem]]]:
        """The daily entries alone, the way to all others last; no heading above a single one."""
        for item, children in sorted(self.menu(), key=lambda each: each[0].name == ALL_PAGES):
            daily = [each for each in children if each.name in self.daily]
            if len(daily) > 1:
                yield item, daily
            elif daily or item.name in self.daily:
                yield (daily or [item])[0], []

    def whole_menu(self) -> Iterator[tuple[MenuItem, list[MenuItem]]]:
        """Everything, and so without the page of all pages."""
        yield from (each for each in self.menu() if each[0].name != ALL_PAGES)

    def drawn_menu(self) -> Markup:
        """The menu as HTML, cached per set of roles; at the counter the short one."""
        seats = current_actor().postings  # loads the session, and with it the change counter
        roles = frozenset(name for seat in seats for name in (seat.role, seat.further))
        change = g.get("access_change", -1)
        at_the_counter = {seat.role for seat in seats} == {Role.COMMUNE_RECEPTION}
        return self._menus.drawn(
            (roles, change, formatting.language(), request.script_root),
            self.short_menu if at_the_counter else self.whole_menu,
        )

    def _permissions(self) -> dict[str, Pairs]:
        change = g.get("access_change", -1)
        if change < 0:
            return {}
        known, stored = self._remembered
        if known != change:
            stored = stored_roles.permissions()
            self._remembered = (change, stored)
        return stored

    def _shows(self, item: Any) -> bool:
        """Whether the user may open the entry's page, or for a category one of its entries."""
        if not item.should_render():
            return False
        if item.childs:
            return any(self._shows(child) for child in item.childs if child.name != "-")
        view, method = item.baseview, getattr(item.baseview, "default_view", "")
        if item.href and "." in item.href:
            endpoint, _dot, method = item.href.partition(".")
            view = next((v for v in self.appbuilder.baseviews if v.endpoint == endpoint), None)
        if view is None or not hasattr(getattr(view, method, None), "_permission_name"):
            return bool(current_actor().postings)
        permission = f"can_{view.get_method_permission(method)}"
        return self.has_access(permission, view.class_permission_name)
