"""The charts of the dashboard: what each is drawn from, what it says, and its numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, NamedTuple

from flask_babel import LazyString, gettext
from flask_babel import lazy_gettext as _

from app.dossiers.models.dossier import Channel
from app.kernel.i18n.formatting import capitalize_first, number, percent
from app.reports import charts
from app.reports.queries.counted_dossiers import PASSED, Figure
from app.reports.queries.dashboard import WEEKS, WEEKS_OF_A_YEAR, ChannelFigures, StageFigures
from app.reports.vocabulary import ProcessingStage
from app.rollout.rules.outreach import CHANNELS

STAGES: Mapping[ProcessingStage, LazyString] = {
    ProcessingStage.ACCEPT: _("the commune accepts"),
    ProcessingStage.REGISTER: _("the commune registers"),
    ProcessingStage.POLICE: _("district police"),
    ProcessingStage.INSURANCE: _("district social insurance"),
    ProcessingStage.COMMUNE: _("another commune answers"),
    ProcessingStage.HAND_OVER: _("until the citizen has it"),
    ProcessingStage.WHOLE: _("the whole dossier"),
}
MEDIAN, MOST = 50, 90
CITYS_SHARE = 70
"""Percent filed online that the city reported for the end of 2016."""


class WeekRow(NamedTuple):
    """A week, what was received in it by channel, and a year before."""

    monday: date
    by_channel: Sequence[int]
    before: int | None

    @property
    def total(self) -> int:
        return sum(self.by_channel)

    @property
    def monday_before(self) -> date:
        """Of the same week a year before."""
        return self.monday - timedelta(weeks=WEEKS_OF_A_YEAR)


@dataclass(frozen=True)
class WeeksChart:
    """What was received each week, stacked by channel."""

    rows: Sequence[WeekRow]
    drawing: charts.StackedColumns
    labels: Sequence[str]

    @property
    def has_year_before(self) -> bool:
        return bool(self.drawing.line)

    @property
    def heading(self) -> str:
        """What it shows: the last whole week and the one before."""
        *_earlier, before, last, _this = self.rows
        return gettext(
            "Received each week: %(last)s last week, %(before)s the week before",
            last=number(last.total),
            before=number(before.total),
        )


def of_weeks(found: Mapping[date, Mapping[Channel, int]], today: date) -> WeeksChart:
    """The last weeks, this one included, with the year before where anything was counted."""
    this = today - timedelta(days=today.weekday())
    mondays = [this - timedelta(weeks=n) for n in range(WEEKS - 1, -1, -1)]
    rows = []
    for monday in mondays:
        before = found.get(monday - timedelta(weeks=WEEKS_OF_A_YEAR))
        by_channel = [found.get(monday, {}).get(channel, 0) for channel in CHANNELS]
        rows.append(WeekRow(monday, by_channel, sum(before.values()) if before else None))
    drawing = charts.stacked(
        [f"{row.monday:%d/%m}" for row in rows],
        [*zip(*(row.by_channel for row in rows), strict=True)],
        [row.before for row in rows],
    )
    return WeeksChart(rows, drawing, [str(label) for label in CHANNELS.values()])


class StageRow(NamedTuple):
    """A stage: in how many working days half and most of the dossiers were through it."""

    stage: ProcessingStage
    label: str
    measured: int
    median: int
    most: int
    limit: int | None

    @property
    def counted(self) -> tuple[Figure, None, Mapping[str, str]]:
        """What the list behind its number is asked for: answered legs, or dossiers beyond it."""
        if self.stage in PASSED:
            return Figure.MEASURED, None, {"cong-doan": self.stage}
        return Figure.DECIDED, None, {"nhanh": self.stage}

    @property
    def words(self) -> str:
        """The numbers of the bar."""
        days = f"{self.median}" if self.median == self.most else f"{self.median}–{self.most}"
        if self.limit is None:
            return gettext("%(days)s days", days=days)
        return gettext("%(days)s days, limit %(limit)s", days=days, limit=self.limit)


@dataclass(frozen=True)
class StagesChart:
    """The working days of each stage against its limit."""

    rows: Sequence[StageRow]
    drawing: charts.Bars

    @property
    def heading(self) -> str:
        """What it shows: the stage that goes furthest beyond its limit, or that none does."""
        over = [row for row in self.rows if row.limit is not None and row.most > row.limit]
        if not over:
            return gettext("Working days of each stage")
        worst = max(over, key=lambda row: row.most / (row.limit or 1))
        return gettext(
            "Working days of each stage: beyond the limit at “%(stage)s”", stage=worst.label
        )


def of_stages(
    found: Mapping[ProcessingStage, StageFigures], limits: Mapping[str, int]
) -> StagesChart:
    rows = [
        StageRow(
            stage,
            capitalize_first(label),
            found[stage].measured,
            found[stage].percentile(MEDIAN) or 0,
            found[stage].percentile(MOST) or 0,
            limits.get(str(stage)),
        )
        for stage, label in STAGES.items()
        if stage in found and found[stage].measured
    ]
    drawn = (charts.BarRow(row.label, row.median, row.most, row.limit) for row in rows)
    return StagesChart(rows, charts.bars(drawn))


class ChannelRow(NamedTuple):
    """The dossiers filed in one way, and their share of all."""

    channel: Channel
    label: LazyString
    figures: ChannelFigures


def of_channels(found: Mapping[Channel, ChannelFigures]) -> list[ChannelRow]:
    nothing = ChannelFigures()
    return [
        ChannelRow(channel, label, found.get(channel, nothing))
        for channel, label in CHANNELS.items()
    ]


def channels_heading(rows: Sequence[ChannelRow]) -> str:
    whole = sum(row.figures.received for row in rows)
    own: Any = next(row.figures.received for row in rows if row.channel is Channel.SELF)
    return gettext("Sent by citizens themselves: %(share)s", share=percent(own, whole))
