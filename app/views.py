"""The map of the site: which page hangs where. A face; whoever may open a page sees its entry."""

from __future__ import annotations

from flask import Flask
from flask_appbuilder import AppBuilder

from app.accounts.views.sign_in import OwnPassword, SignIn
from app.accounts.views.start import Start
from app.kernel.web import LookupView

__all__ = ["Start", "register", "register_public"]


def register(appbuilder: AppBuilder) -> None:
    """Hang the officers' pages into the menu."""
    appbuilder.sm.auth_view = appbuilder.add_view_no_menu(SignIn)
    appbuilder.add_view_no_menu(OwnPassword)
    appbuilder.add_view_no_menu(LookupView)


def register_public(app: Flask) -> None:
    """Hang the citizens' pages: plain blueprints that own ``/``."""
