"""Which units owe a report on how dossiers were settled, and by when (kỳ báo cáo đến hạn)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from operator import itemgetter
from typing import Any

from sqlalchemy import Date, case, func, or_, select, tuple_
from sqlalchemy.orm import joinedload

from app.kernel import clock
from app.kernel.actor import Actor
from app.kernel.db import db
from app.organisation import queries as organisation
from app.organisation.models import Opening, Unit, UnitKind
from app.reports.models import StatisticsReport
from app.reports.queries import issued_reports
from app.reports.queries.periodic_figures import Breakdown, ReportArea
from app.reports.vocabulary import ReportKind, ReportPeriod, ReportSpan

Schedule = Mapping[ReportSpan, int]
"""For each span, how many days after its end the report is due."""
_schedules: dict[UnitKind, Schedule] = {UnitKind.COMMUNE: {}, UnitKind.DISTRICT: {}}
OFFICE: Any = case((Unit.kind == UnitKind.JUSTICE, Unit.district_id), else_=Unit.id)
"""Whose report it is: what the justice division signs is the report of its district."""


def use(*, communes: Mapping[str, int], districts: Mapping[str, int]) -> None:
    """Set once per process (``REPORTS_OF_COMMUNES``, ``REPORTS_OF_DISTRICTS``)."""
    for kind, days in ((UnitKind.COMMUNE, communes), (UnitKind.DISTRICT, districts)):
        _schedules[kind] = {ReportSpan(span): n for span, n in days.items()}


@dataclass(frozen=True)
class OwedReport:
    """A report that a unit has not issued yet."""

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


def due_on(kind: UnitKind, period: ReportPeriod) -> date | None:
    """By when communes or districts send the report of a period; None where none is asked for."""
    asked = _schedules.get(UnitKind.DISTRICT if kind is UnitKind.JUSTICE else kind, {})
    days = asked.get(period.span)
    return None if days is None else period.last + timedelta(days=days)


def owed(offices: Collection[int] | None = None) -> dict[int, list[OwedReport]]:
    """The reports of the periods that ended last which communes and districts still owe.

    Of these communes and districts, or of all. None is owed for a period before the first opening.
    """
    asked = {kind: [*_asked(kind)] for kind in _schedules}
    there = {(office, ReportPeriod(*period)) for office, *period in _issued(offices, asked)}
    found: dict[int, list[OwedReport]] = {}
    for kind, first_days in _first_days(offices).items():
        for office, first_day in first_days.items():
            missing = [
                each
                for each in asked[kind]
                if first_day <= each.period.last and (office, each.period) not in there
            ]
            if missing and (offices is None or office in offices):
                found[office] = missing
    return found


def district_of_divisions() -> dict[int, int]:
    """The justice divisions, with the district whose reports they sign."""
    rows = db.session.execute(
        select(Unit.id, Unit.district_id).where(Unit.kind == UnitKind.JUSTICE)
    )
    return {division: district for division, district in rows if district is not None}


def count_owed(actor: Actor) -> int:
    """How many reports the units owe in which this person works."""
    seats = {seat.unit_id for seat in actor.postings}
    offices = db.session.scalars(select(OFFICE).where(Unit.id.in_(seats)))
    return sum(map(len, owed(frozenset(offices)).values()))


def states(actor: Actor, period: ReportPeriod, area: ReportArea) -> list[UnitState]:
    """For each unit below that of the area: its newest report of the period, or by when it is due.

    Communes for a district, districts for the city.
    """
    kind = UnitKind.DISTRICT if area.breakdown is Breakdown.DISTRICT else UnitKind.COMMUNE
    units: Sequence[Unit] = (
        organisation.districts()
        if kind is UnitKind.DISTRICT
        else organisation.communes(area.place_id)
    )
    query = (
        select(OFFICE, StatisticsReport)
        .join(Unit, Unit.id == StatisticsReport.unit_id)
        .where(
            *issued_reports.in_scope(actor, ReportKind.PROCESSING),
            StatisticsReport.year == period.year,
            StatisticsReport.span == period.span,
            StatisticsReport.ordinal == period.ordinal,
        )
        .order_by(StatisticsReport.at)
        .options(joinedload(StatisticsReport.unit))
    )
    newest = {office: report for office, report in db.session.execute(query)}  # noqa: C416
    days = _first_days({unit.id for unit in units})[kind]
    due = due_on(kind, period)
    return [
        UnitState(
            unit, newest.get(unit.id), due if days.get(unit.id, date.max) <= period.last else None
        )
        for unit in units
    ]


def _asked(kind: UnitKind) -> Iterable[OwedReport]:
    for span in _schedules[kind]:
        period = ReportPeriod.of(span, clock.today()).before
        due = due_on(kind, period)
        if due is not None:
            yield OwedReport(period, due)


def _issued(
    offices: Collection[int] | None, asked: Mapping[UnitKind, list[OwedReport]]
) -> Iterable[Any]:
    which = StatisticsReport.year, StatisticsReport.span, StatisticsReport.ordinal
    periods = {
        (each.period.year, str(each.period.span), each.period.ordinal)
        for reports in asked.values()
        for each in reports
    }
    query = (
        select(OFFICE, *which)
        .join(Unit, Unit.id == StatisticsReport.unit_id)
        .where(StatisticsReport.kind == ReportKind.PROCESSING, tuple_(*which).in_(periods))
    )
    if offices is not None:
        query = query.where(OFFICE.in_(offices))
    return db.session.execute(query)


def _first_days(offices: Collection[int] | None) -> dict[UnitKind, dict[int, date]]:
    """From when on these communes, and districts through theirs, take dossiers."""
    query = (
        select(Unit.district_id, Unit.id, func.min(func.lower(Opening.during, type_=Date)))
        .join(Opening, Opening.unit_id == Unit.id)
        .where(Unit.kind == UnitKind.COMMUNE, Unit.during.contains(clock.today()))
        .group_by(Unit.district_id, Unit.id)
        .order_by(Unit.district_id)
    )
    if offices is not None:
        query = query.where(or_(Unit.id.in_(offices), Unit.district_id.in_(offices)))
    rows = db.session.execute(query).all()
    return {
        UnitKind.COMMUNE: {commune: day for _district, commune, day in rows},
        UnitKind.DISTRICT: {
            district: min(day for _district, _commune, day in communes)
            for district, communes in groupby(rows, key=itemgetter(0))
        },
    }
