"""What the dashboard of leaders shows, from the kept counts (bảng điều hành)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import Date, Integer, Select, bindparam, case, cast, func, or_, select

from app.dossiers.models.dossier import Channel
from app.kernel.actor import Actor
from app.kernel.db import db
from app.kernel.deadlines.deadline import DAYS, LimitUnit
from app.organisation.models import Unit
from app.procedures.models.versions import StepLimit, Version
from app.procedures.models.vocabulary import LimitScope
from app.reports.models.counts import (
    CountingMark,
    DailyFlow,
    MonthlyCount,
    ProcedureCount,
    StageDays,
    WeeklyCount,
)
from app.reports.models.district_counts import (
    DistrictMonthlyCount,
    DistrictProcedureCount,
    DistrictStageDays,
    DistrictWeeklyCount,
)
from app.reports.rules import percentile
from app.reports.rules.report_lines import ReportLine
from app.reports.vocabulary import ProcessingStage, StatisticsSubject

WEEKS, WEEKS_OF_A_YEAR = 13, 52
_OF_DISTRICTS: Mapping[Any, Any] = {
    MonthlyCount: DistrictMonthlyCount,
    ProcedureCount: DistrictProcedureCount,
    StageDays: DistrictStageDays,
    WeeklyCount: DistrictWeeklyCount,
}
"""The sums that the page of the city reads: tens of rows, not thousands."""


@dataclass(frozen=True)
class DashboardPlace:
    """What a page is about: the city, a district or a commune."""

    district_id: int | None = None
    commune_id: int | None = None
    by_district: bool = False
    """Whether districts are compared, not communes."""


@dataclass(frozen=True)
class UnitFigures(ReportLine):
    """The counts of one unit, or their sum: dossiers, or the legs of one kind."""

    received: int = 0
    """In the period; the next three are some of these."""
    in_time: int = 0
    late: int = 0
    closed: int = 0
    days: int = 0
    measured: int = 0
    open: int = 0
    """Whenever it was received; the next two are some of these."""
    overdue: int = 0
    paused: int = 0

    @property
    def decided(self) -> int:
        return self.in_time + self.late

    @property
    def average(self) -> float | None:
        """Working days on average, without pauses."""
        return self.days / self.measured if self.measured else None


NOTHING = UnitFigures()
Figures = dict[StatisticsSubject, dict[int, UnitFigures]]


@dataclass(frozen=True)
class ChannelFigures(ReportLine):
    """The dossiers of a period that were filed in one way."""

    received: int = 0
    in_time: int = 0
    late: int = 0
    refused: int = 0
    """Some of those in time and late."""
    supplement_requests: int = 0
    supplemented: int = 0
    supplemented_twice: int = 0


@dataclass(frozen=True)
class FlowFigures:
    """What happened on the last two days, whenever the dossiers were received."""

    received: int = 0
    settled: int = 0
    refused: int = 0
    became_late: int = 0
    supplements_asked: int = 0


@dataclass(frozen=True)
class Today:
    """As of when everything is counted, the limits of stages in working days, and the flow."""

    counted_at: datetime | None
    """None if nothing was counted yet."""
    limits: Mapping[str, int]
    flow: FlowFigures


@dataclass(frozen=True)
class StageFigures:
    """How many dossiers took so many working days in a stage."""

    by_days: Mapping[int, int]

    @property
    def measured(self) -> int:
        return sum(self.by_days.values())

    def percentile(self, percent: int) -> int | None:
        """In how many days so many percent of them were through; None without any."""
        return percentile(self.by_days, percent)


def figures(actor: Actor, first: date, last: date, place: DashboardPlace) -> Figures:
    """The counts of each subject and unit, for dossiers received from ``first`` to ``last``."""
    found: Figures = {}
    for part, unit_id, *numbers in _rows(_figures, actor, place, first=first, last=last):
        found.setdefault(part, {})[unit_id] = UnitFigures(*(number or 0 for number in numbers))
    return found


def total(lines: Iterable[UnitFigures]) -> UnitFigures:
    return sum(lines, NOTHING)


def channels(
    actor: Actor, first: date, last: date, place: DashboardPlace
) -> dict[Channel, ChannelFigures]:
    """The dossiers received from ``first`` to ``last`` by how they were filed."""
    rows = _rows(_channels, actor, place, first=first, last=last)
    return {channel: ChannelFigures(*numbers) for channel, *numbers in rows}


def weekly(actor: Actor, today: date, place: DashboardPlace) -> dict[date, Mapping[Channel, int]]:
    """What was received in each of the last weeks, and in the same weeks of the year before."""
    this = today - timedelta(days=today.weekday())
    first = this - timedelta(weeks=WEEKS - 1)
    year = timedelta(weeks=WEEKS_OF_A_YEAR)
    weeks = {
        "first": first, "last": this, "first_before": first - year, "last_before": this - year,
    }  # fmt: skip
    found: dict[date, dict[Channel, int]] = {}
    for week, channel, received in _rows(_weeks, actor, place, **weeks):
        found.setdefault(week, {})[channel] = received
    return dict(found)


def stages(
    actor: Actor, first: date, last: date, place: DashboardPlace
) -> dict[ProcessingStage, StageFigures]:
    """The working days of the dossiers received from ``first`` to ``last``, by stage."""
    found: dict[ProcessingStage, dict[int, int]] = {}
    for stage, days, dossiers in _rows(_stages, actor, place, first=first, last=last):
        found.setdefault(stage, {})[days] = dossiers
    return {stage: StageFigures(by_days) for stage, by_days in found.items()}


def today(actor: Actor, day: date, place: DashboardPlace) -> Today:
    """What has happened since yesterday morning, and what the page says of its numbers."""
    ((counted_at, limits, *numbers),) = _rows(
        _today, actor, place, first=day - timedelta(days=1), last=day
    )
    return Today(counted_at, limits or {}, FlowFigures(*(number or 0 for number in numbers)))


# ---- statements, each built once: that takes as long as a short page -----------------------------


def _rows(statement: Any, actor: Actor, place: DashboardPlace, **values: date) -> Sequence[Any]:
    """The rows of a statement for the units that this person reads; none in the practice space."""
    query = statement(
        city=actor.city,
        by_district=place.by_district,
        of_district=place.district_id is not None,
        of_commune=place.commune_id is not None,
    )
    known = {
        "reads": () if actor.city else sorted(actor.reads),
        "district": place.district_id,
        "commune": place.commune_id,
    }
    # by the connection itself: the session would look for rows of classes, of which there are none
    return db.session.connection().execute(query, known | values).all()


def _day(name: str) -> Any:
    return bindparam(name, type_=Date)


def _narrowed(
    query: Select[Any], counts: Any, *, city: bool, of_district: bool, of_commune: bool
) -> Select[Any]:
    if of_district:
        below = select(Unit.id).where(Unit.district_id == bindparam("district", type_=Integer))
        query = query.where(counts.commune_id.in_(below))
    if of_commune:
        query = query.where(counts.commune_id == bindparam("commune", type_=Integer))
    if not city:
        query = query.where(counts.commune_id.in_(bindparam("reads", expanding=True)))
    return query


def _table(of_communes: Any, *, by_district: bool, city: bool, **_where: bool) -> Any:
    return _OF_DISTRICTS[of_communes] if by_district and city else of_communes


@cache
def _figures(*, by_district: bool, **where: bool) -> Select[Any]:
    counts = _table(MonthlyCount, by_district=by_district, **where)
    is_summed = counts is not MonthlyCount
    unit: Any = Unit.district_id if by_district else MonthlyCount.commune_id
    unit = counts.district_id if is_summed else unit
    in_period = counts.month.between(_day("first"), _day("last"))
    of_period = (
        func.sum(getattr(counts, name)).filter(in_period)
        for name in ("received", "in_time", "late", "closed", "days", "measured")
    )
    standing = counts.running + counts.overdue + counts.paused
    query = (
        select(
            counts.part,
            unit,
            *of_period,
            func.sum(standing),
            func.sum(counts.overdue),
            func.sum(counts.paused),
        )
        .where(or_(in_period, standing > 0))  # most months of the past have nothing to add up
        .group_by(counts.part, unit)
    )
    if by_district and not is_summed:
        query = query.join(Unit, counts.commune_id == Unit.id)
    return _narrowed(query, counts, **where)


@cache
def _channels(*, by_district: bool, **where: bool) -> Select[Any]:
    counts = _table(ProcedureCount, by_district=by_district, **where)
    names = ChannelFigures.__dataclass_fields__
    query = select(counts.channel, *(func.sum(getattr(counts, name)) for name in names)).where(
        counts.month.between(_day("first"), _day("last"))
    )
    return _narrowed(query.group_by(counts.channel), counts, **where)


@cache
def _weeks(*, by_district: bool, **where: bool) -> Select[Any]:
    counts = _table(WeeklyCount, by_district=by_district, **where)
    keys: Any = (counts.week, counts.channel)
    query = select(*keys, func.sum(counts.received)).where(
        or_(
            counts.week.between(_day("first"), _day("last")),
            counts.week.between(_day("first_before"), _day("last_before")),
        )
    )
    return _narrowed(query.group_by(*keys), counts, **where)


@cache
def _stages(*, by_district: bool, **where: bool) -> Select[Any]:
    counts = _table(StageDays, by_district=by_district, **where)
    keys: Any = (counts.stage, counts.days)
    query = select(*keys, func.sum(counts.dossiers)).where(
        counts.month.between(_day("first"), _day("last"))
    )
    return _narrowed(query.group_by(*keys), counts, **where)


@cache
def _today(*, by_district: bool, **where: bool) -> Select[Any]:
    names = FlowFigures.__dataclass_fields__
    query = select(
        select(CountingMark.at).scalar_subquery(),
        _limits(),
        *(func.sum(getattr(DailyFlow, name)) for name in names),
    ).where(DailyFlow.day.between(_day("first"), _day("last")))
    return _narrowed(query, DailyFlow, **where)


def _limits() -> Any:
    """The limit of each leg in working days, the longest where procedures differ.

    Of calendar days, those between Monday and Friday count.
    """
    in_working_days = case(
        (StepLimit.unit == LimitUnit.CALENDAR_DAY, func.ceil(StepLimit.amount * 5 / 7.0)),
        else_=StepLimit.amount,
    )
    longest = (
        select(StepLimit.step, cast(func.max(in_working_days), Integer).label("days"))
        .join(Version, StepLimit.version_id == Version.id)
        .where(
            Version.published_at.is_not(None),
            StepLimit.unit.in_(DAYS),
            StepLimit.step.in_([LimitScope.POLICE, LimitScope.INSURANCE, LimitScope.COMMUNE]),
        )
        .group_by(StepLimit.step)
        .subquery()
    )
    return select(func.jsonb_object_agg(longest.c.step, longest.c.days)).scalar_subquery()
