"""Message costs by unit and month: a page and a spreadsheet."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from flask import Response
from flask_appbuilder import BaseView, expose, has_access
from flask_appbuilder.security.decorators import permission_name
from flask_babel import LazyString, gettext
from flask_babel import lazy_gettext as _

from app.kernel import clock
from app.kernel.audit.access_log import AccessKind
from app.kernel.web import access_log, current_actor
from app.notifications.models import Message
from app.organisation import queries as organisation
from app.organisation.models import Unit
from app.reports.queries.message_costs import Spent, spent
from app.reports.views.period_filter import MonthsQuery, as_file, asked_for, in_order, names_of

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

    @expose("/")
    @has_access
    @permission_name("read")
    def table(self) -> Any:
        """Districts for the city, communes for a district."""
        districts, asked, names, lines = _found()
        return self.render_template(
            "reports/message_costs.html",
            asked=asked,
            districts=districts,
            lines=lines,
            total=_total(lines),
            names=names,
            columns=COLUMNS,
            this_month=f"{clock.today():%Y-%m}",
        )

    @expose("/tai-ve.csv")
    @has_access
    @permission_name("read")
    def file(self) -> Response:
        """The same counts as a spreadsheet; the download is logged."""
        _districts, asked, names, lines = _found()
        access_log.log_list_access(current_actor(), Message, ["cost"], how=AccessKind.EXPORT)
        head = (gettext("Unit"), gettext("Month"), *(label for _name, label in COLUMNS))
        rows = [(names[line.unit_id], f"{line.month:%m/%Y}", *_numbers(line)) for line in lines]
        return as_file("chi-phi-tin-nhan", asked, head, rows)


def _found() -> tuple[Iterable[Unit], MonthsQuery, Mapping[int, str], list[Spent]]:
    """Units of the table, filter, labels, and a line for each unit and month."""
    actor = current_actor()
    districts = organisation.districts() if actor.city else ()
    asked = asked_for(districts)
    names = names_of(actor, asked, districts)
    lines = spent(
        actor,
        asked.first,
        asked.last,
        district_id=asked.district.id if asked.district else None,
        by_district=actor.city and asked.district is None,
    )
    return districts, asked, names, in_order(lines, names)


def _total(lines: Iterable[Spent]) -> Spent:
    return sum(lines, Spent(0, None))


def _numbers(line: Spent) -> tuple[int, ...]:
    return tuple(getattr(line, name) for name, _label in COLUMNS)
