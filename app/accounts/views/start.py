"""The start page of every role."""

from typing import Any

from flask_appbuilder import IndexView

from app.kernel.web.counters import counters
from app.kernel.web.current_actor import current_actor
from app.kernel.web.routes import route


class Start(IndexView):
    """Counts that link to the lists behind them, and the first rows of what is most urgent."""

    route_base = "/can-bo"
    class_permission_name = "Start"
    index_template = "accounts/start.html"

    @route("/", verb="read")
    def index(self) -> Any:
        actor = current_actor()
        may = self.appbuilder.sm.has_access
        return self.render_template(
            self.index_template,
            actor=actor,
            counted=counters.of(actor, may),
            panels=counters.panels_of(actor, may),
        )
