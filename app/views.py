"""The map of the site: headings of the menu, and the pages that packages announce below them."""

from collections.abc import Iterable
from operator import attrgetter
from typing import Any

from flask import Flask, abort
from flask_appbuilder import AppBuilder, IndexView, expose
from flask_babel import lazy_gettext as _

from app.accounts.views.labels import NOUNS
from app.accounts.views.sign_in import SignIn
from app.kernel.web.counters import counters
from app.kernel.web.package import MenuEntry, Package
from app.kernel.web.search import search_sources

HEADINGS = (
    ("", None, ""),
    ("Handover", _("Deliveries"), "send"),
    ("Records", _("Records"), "book"),
    ("Reports", _("Reports"), "chart"),
    ("People", _("People"), "users"),
    ("Training", _("Training"), "book"),
    ("Rollout", _("Roll-out"), "map"),
    ("Catalogues", _("Catalogues"), "list"),
    ("System", _("System"), "shield"),
)
"""Headings of the officers' menu in their order; the entries of the first stand beside the others.
Entries are shown to users who may open their page."""


class NoOffice(IndexView):
    """Replaces the officers' start page in the process that serves only citizens."""

    route_base = "/can-bo"

    @expose("/")
    def index(self) -> Any:
        abort(404)


def register(appbuilder: AppBuilder, packages: Iterable[Package]) -> None:
    """Register the officers' pages, their menu, labels and counters."""
    appbuilder.sm.auth_view = appbuilder.add_view_no_menu(SignIn)
    menu: dict[str, list[MenuEntry]] = {name: [] for name, *_ in HEADINGS}
    for package in packages:
        NOUNS.update(package.labels)
        _announce(package)
        for page in package.pages:
            appbuilder.add_view_no_menu(page)
        for heading, entries in package.menu.items():
            menu[heading] += entries
    every = [entry for below in menu.values() for entry in below]
    appbuilder.sm.daily = frozenset(entry.name for entry in every if entry.daily)
    for heading, label, icon in HEADINGS:
        for entry in sorted(menu[heading], key=attrgetter("place")):
            appbuilder.add_view(
                entry.view,
                entry.name,
                label=entry.label,
                icon=entry.icon,
                category=heading,
                category_label=label,
                category_icon=icon,
            )


def _announce(package: Package) -> None:
    """Register what the start page and the search show of a package."""
    for counter in package.counters:
        counters.register(counter)
    for panel in package.start_panels:
        counters.register_panel(panel)
    for source in package.searched:
        search_sources.register(source)


def register_blueprints(app: Flask, packages: Iterable[Package]) -> None:
    """Register what needs no officer: the citizens' pages, and what other systems call."""
    for package in packages:
        for blueprint in package.blueprints:
            app.register_blueprint(blueprint)
        for blueprint in package.callbacks:
            app.register_blueprint(blueprint)
            app.extensions["csrf"].exempt(blueprint)
