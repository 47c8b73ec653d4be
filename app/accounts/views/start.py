"""The start page of every role."""

from __future__ import annotations

from typing import Any

from flask_appbuilder import IndexView, expose, has_access
from flask_appbuilder.security.decorators import permission_name

from app.kernel.web import counters, current_actor


class Start(IndexView):
    """Counts that link to the lists behind them."""

    route_base = "/can-bo"
    class_permission_name = "Start"
    index_template = "accounts/start.html"

    @expose("/")
    @has_access
    @permission_name("read")
    def index(self) -> Any:
        actor = current_actor()
        counted = counters.of(actor, self.appbuilder.sm.has_access)
        return self.render_template(self.index_template, actor=actor, counted=counted)
