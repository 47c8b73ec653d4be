"""Message costs by unit and month: a page and a spreadsheet."""

from typing import Any

from flask import Response
from flask_appbuilder import BaseView
from flask_babel import LazyString, gettext
from flask_babel import lazy_gettext as _

from app.kernel.audit.access_log import AccessKind
from app.kernel.connections.read_replica import reads_replica
from app.kernel.web import access_log
from app.kernel.web.current_actor import current_actor
from app.kernel.web.routes import route
from app.notifications.models.outbox import Message
from app.reports.queries.message_costs import Spent, spent
from app.reports.views.period_filter import as_file, read

COLUMNS: tuple[tuple[str, LazyString], ...] = (
    ("messages", _("Messages")),
    ("parts", _("Parts")),
    ("delivered", _("Arrived")),
    ("failed", _("Not arrived")),
    ("dong", _("Đồng")),
)


class MessageCosts(BaseView):
    """Messages of each unit and month with their costs (chi phí tin nhắn)."""

    route_base = "/can-bo/chi-phi-tin-nhan"
    default_view = "table"
    class_permission_name = "MessageCost"

    @route("/", verb="read")
    @reads_replica
    def table(self) -> Any:
        found = read(spent)
        return self.render_template(
            "reports/message_costs.html",
            lines=found.lines,
            total=sum(found.lines, Spent(0, None)),
            columns=COLUMNS,
            **found.shown,
        )

    @route("/tai-ve.xlsx", verb="read")
    @reads_replica
    def file(self) -> Response:
        """The same counts as a spreadsheet; the download is logged."""
        found = read(spent)
        access_log.log_list_access(current_actor(), Message, ["cost"], how=AccessKind.EXPORT)
        head = (gettext("Unit"), gettext("Month"), *(label for _name, label in COLUMNS))
        rows = [
            (found.names[line.unit_id], f"{line.month:%m/%Y}", *_numbers(line))
            for line in found.lines
        ]
        return as_file("chi-phi-tin-nhan", found.asked, head, rows)


def _numbers(line: Spent) -> tuple[int, ...]:
    return tuple(getattr(line, name) for name, _label in COLUMNS)
