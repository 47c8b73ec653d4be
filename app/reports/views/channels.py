"""Channels of dossiers by unit and month, for leaders: a page and a spreadsheet."""

from dataclasses import replace
from typing import Any

from flask import Response
from flask_appbuilder import BaseView
from flask_babel import gettext

from app.dossiers.models.dossier import Dossier
from app.kernel.audit.access_log import AccessKind
from app.kernel.connections.read_replica import reads_replica
from app.kernel.web import access_log
from app.kernel.web.current_actor import current_actor
from app.kernel.web.routes import route
from app.reports.queries import processing_statistics
from app.reports.queries.channels import came
from app.reports.views.period_filter import as_file, in_order, read
from app.rollout.queries.channels import Came, together, with_all
from app.rollout.rules.outreach import CHANNELS


class Channels(BaseView):
    """Dossiers of each unit and month by channel (kênh nộp hồ sơ)."""

    route_base = "/can-bo/kenh-nop"
    default_view = "table"
    class_permission_name = "Statistics"

    @route("/", verb="read")
    @reads_replica
    def table(self) -> Any:
        found = read(came)
        if current_actor().city and not found.asked.many_months:
            all_lines = with_all(found.lines, found.names, found.asked.first)
            found = replace(found, lines=in_order(all_lines, found.names))
        return self.render_template(
            "reports/channels.html",
            lines=found.lines,
            total=together(found.lines),
            channels=CHANNELS,
            counted_at=processing_statistics.counted_at(),
            **found.shown,
        )

    @route("/tai-ve.xlsx", verb="read")
    @reads_replica
    def file(self) -> Response:
        """The same counts as a spreadsheet; the download is logged."""
        found = read(came)
        access_log.log_list_access(current_actor(), Dossier, ["channel"], how=AccessKind.EXPORT)
        head = (gettext("Unit"), gettext("Month"), *CHANNELS.values(), gettext("Together"))
        rows = [
            (found.names[line.unit_id], f"{line.month:%m/%Y}", *_numbers(line), line.whole)
            for line in found.lines
        ]
        return as_file("kenh-nop", found.asked, head, rows)


def _numbers(line: Came) -> list[int]:
    return [line.by.get(channel, 0) for channel in CHANNELS]
