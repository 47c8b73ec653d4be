"""What the Department of Information and Communications looks at: roll-out, use and results.

It leads the roll-out and reads no dossier: its numbers of dossiers are sums without names, and open
communes, not dossiers.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple
from urllib.parse import urlencode

from flask import current_app, render_template, url_for

from app.dossiers.models.dossier import Channel
from app.kernel import clock
from app.kernel.actor import Actor
from app.organisation import queries as organisation
from app.organisation.models import Unit
from app.reports.queries import processing_statistics
from app.reports.queries.dashboard import ChannelFigures
from app.reports.queries.rollout_results import RolloutResult, all_results, results
from app.reports.views import dashboard_charts
from app.reports.views.dashboard_query import USUAL_MONTHS
from app.reports.views.period_filter import FIRST_MONTH, MonthsQuery, asked_for, years_from
from app.rollout.queries import readiness_board
from app.rollout.queries.readiness_board import Board, BoardCommune
from app.rollout.rules.plan import PHASES
from app.rollout.rules.readiness import Check, Light
from app.rollout.views import readiness_labels


class PhaseLine(NamedTuple):
    """The communes of a phase, or of a district."""

    communes: int
    open: int
    ready: int

    @classmethod
    def of(cls, communes: Sequence[BoardCommune], board: Board) -> PhaseLine:
        return cls(
            len(communes),
            sum(each.is_open(board.day) for each in communes),
            sum(each.readiness.light is Light.READY for each in communes),
        )


class DistrictLine(NamedTuple):
    """A district: its part of the roll-out, and what became of its dossiers."""

    unit: Unit
    state: PhaseLine
    result: RolloutResult


def page(actor: Actor) -> Any:
    months = asked_for((), months=USUAL_MONTHS)
    board = readiness_board.board(actor, clock.today())
    lines = results(months.first, months.last, by_district=True)
    whole = all_results(lines)
    channels = dashboard_charts.of_channels(_by_channel(whole))
    return render_template(
        "reports/rollout_dashboard.html",
        asked=months,
        years=years_from(min(months.first, FIRST_MONTH)),
        counted_at=processing_statistics.counted_at(),
        leads="Readiness.board" in current_app.view_functions,
        state=PhaseLine.of(board.standings, board),
        lights=readiness_board.lights(board.standings),
        board_phases=[(each, PhaseLine.of(board.of_phase(each.n), board)) for each in board.phases],
        blockers=_blockers(board),
        whole=whole,
        channels=channels,
        channels_heading=dashboard_charts.channels_heading(channels),
        phases=PHASES,
        citys_share=dashboard_charts.CITYS_SHARE,
        districts=_districts(board, lines),
        months_of=lambda unit: _results_of(unit, months),
        words=readiness_labels,
    )


def _by_channel(result: RolloutResult) -> Mapping[Channel, ChannelFigures]:
    return {channel: ChannelFigures(received=n) for channel, n in result.by_channel.items()}


def _blockers(board: Board) -> list[tuple[Check, int]]:
    """What stands in the way, of most communes first."""
    found = Counter(check for each in board.standings for check in each.readiness.blockers)
    return found.most_common()


def _districts(board: Board, lines: Iterable[RolloutResult]) -> list[DistrictLine]:
    """Those whose citizens use it least first."""
    communes: dict[int, list[BoardCommune]] = {}
    for each in board.standings:
        if each.unit.district:
            communes.setdefault(each.unit.district.id, []).append(each)
    of_unit: dict[int, RolloutResult] = {}
    for line in lines:
        of_unit[line.unit_id] = of_unit.get(line.unit_id, RolloutResult(0, None)) + line
    found = [
        DistrictLine(
            unit,
            PhaseLine.of(communes.get(unit.id, []), board),
            of_unit.get(unit.id, RolloutResult(0, None)),
        )
        for unit in organisation.districts()
    ]
    # districts that had no dossiers come last
    return sorted(found, key=lambda line: (line.result.share is None, line.result.share or 0))


def _results_of(unit: Unit, months: MonthsQuery) -> str:
    """The address of the communes behind the numbers of a district."""
    query = {"huyen": unit.code, "tu": f"{months.first:%Y-%m}", "den": f"{months.last:%Y-%m}"}
    return f"{url_for('RolloutResults.table')}?{urlencode(query)}"
