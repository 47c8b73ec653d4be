"""Citizens' pages are Vietnamese; officers choose their language and stay on the page.

Procedures, papers and fees exist in Vietnamese only, so an English page for citizens would be half
of one.
"""

from typing import Any

from flask import Flask, has_request_context, redirect, request
from flask_babel import get_babel

from app.kernel.web.back_link import came_from
from app.kernel.web.error_pages import OFFICERS

_SWITCH = "LocaleView.index"


def init_app(app: Flask) -> None:
    """Limit the choice to the officers' pages; after FAB, which registers it."""
    babel = get_babel(app)
    chosen = babel.locale_selector
    babel.locale_selector = lambda: chosen() if chosen and _may_choose() else None
    switch = app.view_functions[_SWITCH]

    def switch_and_stay(**named: Any) -> Any:
        """The framework would go back to the last list that it remembers."""
        switch(**named)
        return redirect(came_from() or f"{OFFICERS}/")

    app.view_functions[_SWITCH] = switch_and_stay


def _may_choose() -> bool:
    return not has_request_context() or request.path.startswith((OFFICERS, "/lang/"))
