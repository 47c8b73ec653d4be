"""Channels of dossiers by unit and month, for leaders: a page and a spreadsheet."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from flask import Response
from flask_appbuilder import BaseView, expose, has_access
from flask_appbuilder.security.decorators import permission_name
from flask_babel import gettext

from app.dossiers.models import Dossier
from app.kernel import clock
from app.kernel.audit.access_log import AccessKind
from app.kernel.web import access_log, current_actor
from app.organisation import queries as organisation
from app.organisation.models import Unit
from app.reports.views.period_filter import MonthsQuery, as_file, asked_for, in_order, names_of
from app.rollout.queries.channels import Came, came, together
from app.rollout.rules.outreach import CHANNELS


class Channels(BaseView):
    """Dossiers of each unit and month by channel (kênh nộp hồ sơ)."""

    route_base = "/can-bo/kenh-nop"
    default_view = "table"
    class_permission_name = "Statistics"

    @expose("/")
    @has_access
    @permission_name("read")
    def table(self) -> Any:
        """Districts for the city, communes for a district."""
        districts, asked, names, lines = _found()
        return self.render_template(
            "reports/channels.html",
            asked=asked,
            districts=districts,
            lines=lines,
            total=together(lines),
            names=names,
            channels=CHANNELS,
            this_month=f"{clock.today():%Y-%m}",
        )

    @expose("/tai-ve.csv")
    @has_access
    @permission_name("read")
    def file(self) -> Response:
        """The same counts as a spreadsheet; the download is logged."""
        _districts, asked, names, lines = _found()
        access_log.log_list_access(current_actor(), Dossier, ["channel"], how=AccessKind.EXPORT)
        head = (gettext("Unit"), gettext("Month"), *CHANNELS.values(), gettext("Together"))
        rows = [
            (names[line.unit_id], f"{line.month:%m/%Y}", *_numbers(line), line.whole)
            for line in lines
        ]
        return as_file("kenh-nop", asked, head, rows)


def _found() -> tuple[Iterable[Unit], MonthsQuery, Mapping[int, str], list[Came]]:
    """Units of the table, filter, labels, and a line for each unit and month."""
    actor = current_actor()
    districts = organisation.districts() if actor.city else ()
    asked = asked_for(districts)
    names = names_of(actor, asked, districts)
    lines = came(
        actor,
        asked.first,
        asked.last,
        district_id=asked.district.id if asked.district else None,
        by_district=actor.city and asked.district is None,
    )
    return districts, asked, names, in_order(lines, names)


def _numbers(line: Came) -> list[int]:
    return [line.by.get(channel, 0) for channel in CHANNELS]
