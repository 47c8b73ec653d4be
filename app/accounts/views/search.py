"""The search in the head of every officer's page."""

from typing import Any

from flask import redirect, request
from flask_appbuilder import BaseView

from app.kernel.web.current_actor import current_actor
from app.kernel.web.routes import route
from app.kernel.web.search import SearchText, search_sources


class Search(BaseView):
    """Dossiers, entries, slips and forwarded files by code, name or number (tìm kiếm)."""

    route_base = "/can-bo/tim"
    default_view = "results"
    class_permission_name = "Start"

    @route("/", verb="read")
    def results(self) -> Any:
        """What was found in the user's scope; the one thing that has this code opens at once."""
        typed = SearchText.of(request.args.get("tim", ""))
        may = self.appbuilder.sm.has_access
        found = [] if typed.is_blank else list(search_sources.find(current_actor(), typed, may))
        exact = {hit.url for each in found for hit in each.hits if hit.is_exact}
        if len(exact) == 1:
            return redirect(exact.pop())
        return self.render_template("accounts/search.html", typed=typed, found=found)
