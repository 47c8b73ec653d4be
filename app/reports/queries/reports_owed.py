"""Which units owe a report, and by when (kỳ báo cáo đến hạn).

On how dossiers were settled: communes and districts, for periods since their opening. On the
roll-out: districts, from the issue of Plan 198 until the last of their communes is open.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from operator import itemgetter
from typing import Any

from sqlalchemy import Date, case, func, or_, select
from sqlalchemy.orm import joinedload

from app.kernel import clock
from app.kernel.actor import Actor
from app.kernel.db import db
from app.organisation import queries as organisation
from app.organisation.models import Opening, Unit, UnitKind
from app.reports.models.issued_reports import StatisticsReport
from app.reports.queries import issued_reports
from app.reports.queries.periodic_figures import Breakdown, ReportArea
from app.reports.vocabulary import ReportKind, ReportPeriod, ReportSpan

Schedule = Mapping[ReportSpan, int]
"""For each span, how many days after its end the report is due."""
Reporting = tuple[ReportKind, UnitKind]
_OF_COMMUNES = ReportKind.PROCESSING, UnitKind.COMMUNE
_OF_DISTRICTS = ReportKind.PROCESSING, UnitKind.DISTRICT
_OF_THE_ROLLOUT = ReportKind.ROLLOUT, UnitKind.DISTRICT
_schedules: dict[Reporting, Schedule] = {
    _OF_COMMUNES: {},
    _OF_DISTRICTS: {},
    _OF_THE_ROLLOUT: {},
}
_REPORTING = frozenset({UnitKind.COMMUNE, UnitKind.DISTRICT})
PLAN_ISSUED = date(2016, 10, 26)
OFFICE: Any = case((Unit.kind == UnitKind.JUSTICE, Unit.district_id), else_=Unit.id)
"""Whose report it is: what the justice division signs is the report of its district."""


def use(*, communes: Mapping[str, int], districts: Mapping[str, int]) -> None:
    """Set once per process (``REPORTS_OF_COMMUNES``, ``REPORTS_OF_DISTRICTS``)."""
    _schedules[_OF_COMMUNES] = _schedule(communes)
    _schedules[_OF_DISTRICTS] = _schedule(districts)


def use_rollout(days: Mapping[str, int]) -> None:
    """Set once per process (``REPORTS_OF_ROLLOUT``); not without the roll-out."""
    _schedules[_OF_THE_ROLLOUT] = _schedule(days)


def _schedule(days: Mapping[str, int]) -> Schedule:
    return {ReportSpan(span): n for span, n in days.items()}


@dataclass(frozen=True)
class OwedReport:
    """A report that a unit has not issued yet."""

    kind: ReportKind
    period: ReportPeriod
    due_on: date

    @property
    def is_late(self) -> bool:
        return self.due_on < clock.today()


@dataclass(frozen=True)
class UnitState:
    """Whether a unit issued its report of a period."""

    unit: Unit
    report: StatisticsReport | None
    due_on: date | None
    """None: it owes none for this period."""

    @property
    def is_late(self) -> bool:
        return self.report is None and self.due_on is not None and self.due_on < clock.today()


def due_on(
    unit_kind: UnitKind, period: ReportPeriod, kind: ReportKind = ReportKind.PROCESSING
) -> date | None:
    """By when communes or districts send the report of a period; None where none is asked for."""
    office = UnitKind.DISTRICT if unit_kind is UnitKind.JUSTICE else unit_kind
    asked = _schedules.get((kind, office), {})
    days = asked.get(period.span)
    return None if days is None else period.last + timedelta(days=days)


def owed(offices: Collection[int] | None = None) -> dict[int, list[OwedReport]]:
    """The reports of the periods that ended last which communes and districts still owe.

    Of these communes and districts, or of all.
    """
    asked = {reporting: [*_asked(*reporting)] for reporting in _schedules}
    there = {
        (office, kind, ReportPeriod(*period)) for office, kind, *period in _issued(offices, asked)
    }
    found: dict[int, list[OwedReport]] = {}
    for reporting, days_of_offices in _days(offices).items():
        for office, days in days_of_offices.items():
            missing = [
                each
                for each in asked[reporting]
                if days.meet(each.period) and (office, each.kind, each.period) not in there
            ]
            if missing and (offices is None or office in offices):
                found.setdefault(office, []).extend(missing)
    return found


def district_of_divisions() -> dict[int, int]:
    """The justice divisions, with the district whose reports they sign."""
    rows = db.session.execute(
        select(Unit.id, Unit.district_id).where(Unit.kind == UnitKind.JUSTICE)
    )
    return {division: district for division, district in rows if district is not None}


def count_owed(actor: Actor, kind: ReportKind = ReportKind.PROCESSING) -> int:
    """How many reports of a kind the units owe in which this person works."""
    offices = _offices(actor)
    reports = [each for missing in owed(offices).values() for each in missing] if offices else []
    return sum(each.kind is kind for each in reports)


def _offices(actor: Actor) -> set[int]:
    """The communes and districts for which this person works, by their justice division too."""
    found = {seat.unit_id for seat in actor.postings if seat.unit_kind in _REPORTING}
    if any(seat.unit_kind == UnitKind.JUSTICE for seat in actor.postings):
        divisions = {seat.unit_id for seat in actor.postings}
        found |= {*db.session.scalars(select(OFFICE).where(Unit.id.in_(divisions)))}
    return found


def states(
    actor: Actor,
    period: ReportPeriod,
    area: ReportArea,
    kind: ReportKind = ReportKind.PROCESSING,
) -> list[UnitState]:
    """For each unit below that of the area: its newest report of the period, or by when it is due.

    Communes for a district, districts for the city.
    """
    below = UnitKind.DISTRICT if area.breakdown is Breakdown.DISTRICT else UnitKind.COMMUNE
    units: Sequence[Unit] = (
        organisation.districts()
        if below is UnitKind.DISTRICT
        else organisation.communes(area.place_id)
    )
    query = (
        select(OFFICE, StatisticsReport)
        .join(Unit, Unit.id == StatisticsReport.unit_id)
        .where(
            *issued_reports.in_scope(actor, kind),
            StatisticsReport.year == period.year,
            StatisticsReport.span == period.span,
            StatisticsReport.ordinal == period.ordinal,
        )
        .order_by(StatisticsReport.at)
        .options(joinedload(StatisticsReport.unit))
    )
    newest = {office: report for office, report in db.session.execute(query)}  # noqa: C416
    days = _days({unit.id for unit in units}).get((kind, below), {})
    due = due_on(below, period, kind)
    return [
        UnitState(
            unit,
            newest.get(unit.id),
            due if unit.id in days and days[unit.id].meet(period) else None,
        )
        for unit in units
    ]


def _asked(kind: ReportKind, unit_kind: UnitKind) -> Iterable[OwedReport]:
    for span in _schedules[kind, unit_kind]:
        period = ReportPeriod.of(span, clock.today()).before
        due = due_on(unit_kind, period, kind)
        if due is not None:
            yield OwedReport(kind, period, due)


def _issued(
    offices: Collection[int] | None, asked: Mapping[Reporting, list[OwedReport]]
) -> Iterable[Any]:
    years = [each.period.year for reports in asked.values() for each in reports]
    query = (
        select(
            *(OFFICE, StatisticsReport.kind, StatisticsReport.year),
            *(StatisticsReport.span, StatisticsReport.ordinal),
        )
        .join(Unit, Unit.id == StatisticsReport.unit_id)
        .where(StatisticsReport.year >= min(years, default=clock.today().year))
    )
    if offices is not None:
        query = query.where(OFFICE.in_(offices))
    return db.session.execute(query)


@dataclass(frozen=True)
class _ReportingDays:
    """From when on, and until when, a unit reports."""

    first: date
    last: date = date.max

    def meet(self, period: ReportPeriod) -> bool:
        return self.first <= period.last and period.first <= self.last


def _days(offices: Collection[int] | None) -> dict[Reporting, dict[int, _ReportingDays]]:
    """Of these communes and districts, or of all: when they report.

    Dossiers come from the first opening on; the roll-out of a district is over with the last one.
    """
    query = (
        select(Unit.district_id, Unit.id, func.min(func.lower(Opening.during, type_=Date)))
        .outerjoin(Opening, Opening.unit_id == Unit.id)
        .where(Unit.kind == UnitKind.COMMUNE, Unit.during.contains(clock.today()))
        .group_by(Unit.district_id, Unit.id)
        .order_by(Unit.district_id)
    )
    if offices is not None:
        query = query.where(or_(Unit.id.in_(offices), Unit.district_id.in_(offices)))
    rows: Sequence[Any] = db.session.execute(query).all()
    opened = {commune: day for _district, commune, day in rows if day is not None}
    found: dict[Reporting, dict[int, _ReportingDays]] = {each: {} for each in _schedules}
    found[_OF_COMMUNES] = {commune: _ReportingDays(day) for commune, day in opened.items()}
    for district, communes in groupby(rows, key=itemgetter(0)):
        days = [day or date.max for _district, _commune, day in communes]
        found[_OF_DISTRICTS][district] = _ReportingDays(min(days))
        found[_OF_THE_ROLLOUT][district] = _ReportingDays(PLAN_ISSUED, max(days))
    return found
