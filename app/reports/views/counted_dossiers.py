"""The dossiers, or forwarded files, behind one number of the dashboard."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from flask import request
from flask_appbuilder import BaseView

from app.dossiers.models.dossier import Channel, Dossier
from app.handoffs.models import Leg
from app.kernel import clock
from app.kernel.connections.read_replica import reads_replica
from app.kernel.errors import NotFound
from app.kernel.row_security.request_scope import planned_anew
from app.kernel.web import access_log
from app.kernel.web.current_actor import current_actor
from app.kernel.web.routes import route
from app.reports.queries import counted_dossiers, processing_statistics
from app.reports.queries.counted_dossiers import CountedFigure, Figure
from app.reports.views.dashboard_charts import STAGES
from app.reports.views.dashboard_query import (
    ALL_LEGS,
    LEGS,
    DashboardQuery,
    addressed,
    read,
    shown_page,
)
from app.reports.vocabulary import ProcessingStage

ROWS = 50
YEARS = range(2000, 2100)
"""What lies beyond them nobody has counted, and no calendar reaches its ends."""
SINCE_YESTERDAY = "hom-qua"
_NAMES = ("chi-tieu", "nhanh", "kenh", "tuan", "ke-tu", "cong-doan")


class CountedDossiers(BaseView):
    """What one number of the dashboard counts (hồ sơ được đếm)."""

    route_base = "/can-bo/bang-dieu-hanh/ho-so"
    default_view = "page"
    class_permission_name = "Dashboard"

    @route("/", verb="read")
    @planned_anew
    @reads_replica
    def page(self) -> Any:
        actor = current_actor()
        asked = read(actor)
        counted = _counted(asked)
        now = processing_statistics.counted_at()
        if now is None:
            raise NotFound
        page = shown_page()
        query = counted_dossiers.legs if counted.legs else counted_dossiers.dossiers
        rows, goes_on = counted_dossiers.page_of(query(actor, counted, now), page, ROWS)
        access_log.log_list_access(actor, Leg if counted.legs else Dossier, ["statistics"])
        here = {name: request.args[name] for name in _NAMES if name in request.args}

        def address(n: int) -> str:
            return addressed("CountedDossiers.page", asked.address | here | {"trang": str(n)})

        return self.render_template(
            "reports/counted_dossiers.html",
            title=asked.title,
            counted=counted,
            is_standing=counted.figure in counted_dossiers.STANDING,
            stage_name=STAGES[counted.stage] if counted.stage else None,
            leg_names=LEGS,
            rows=rows,
            counted_at=now,
            before=address(page - 1) if page > 1 else None,
            after=address(page + 1) if goes_on else None,
            back=addressed("Dashboard.page", asked.address),
            many_communes=asked.commune is None,
        )


def _counted(asked: DashboardQuery) -> CountedFigure:
    """What the address names.

    Raises:
        NotFound: there is no such figure, kind of leg, channel, week or stage.
    """
    figure, kind, channel, week, since, stage = (request.args.get(name, "") for name in _NAMES)
    kinds = frozenset(each for each in LEGS if kind in (each, ALL_LEGS))
    wrong = figure not in set(Figure) or (channel and channel not in set(Channel))
    if wrong or (kind and (not kinds or figure in counted_dossiers.OF_DOSSIERS)):
        raise NotFound
    if since and (since != SINCE_YESTERDAY or kind or figure not in counted_dossiers.SINCE):
        raise NotFound
    if (stage or figure == Figure.MEASURED) and (
        figure != Figure.MEASURED or stage not in counted_dossiers.PASSED
    ):
        raise NotFound
    return CountedFigure(
        Figure(figure),
        *_days(asked, week, since),
        asked.place,
        kinds,
        Channel(channel) if channel else None,
        since_yesterday=bool(since),
        stage=ProcessingStage(stage) if stage else None,
    )


def _days(asked: DashboardQuery, week: str, since: str) -> tuple[date, date]:
    if since:
        return clock.today() - timedelta(days=1), clock.today()
    return _days_of(week) if week else (asked.months.first, asked.months.last)


def _days_of(week: str) -> tuple[date, date]:
    try:
        monday = date.fromisoformat(week)
    except ValueError:
        raise NotFound from None
    if monday.year not in YEARS:
        raise NotFound
    return monday, monday + timedelta(days=6)
