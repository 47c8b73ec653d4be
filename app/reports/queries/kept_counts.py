"""Which tables of counts are kept, over which spans each is counted anew, and by which statement.

A day of receipt that was touched is counted again in its day, its week and its month; what happened
on the last days is counted again for each commune that was touched.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache
from typing import Any

from sqlalchemy import (
    CTE,
    Column,
    CompoundSelect,
    Date,
    FromClause,
    Integer,
    Select,
    Table,
    cast,
    func,
    select,
)

from app.kernel.db import Base, db
from app.organisation.models import Unit, UnitKind
from app.reports.models.counts import (
    DailyCount,
    DailyFlow,
    MonthlyCount,
    ProcedureCount,
    ProcedureDays,
    StageDays,
    WeeklyCount,
)
from app.reports.models.district_counts import (
    DistrictMonthlyCount,
    DistrictProcedureCount,
    DistrictStageDays,
    DistrictWeeklyCount,
)
from app.reports.queries import daily_flow, procedure_counts, processing_counts
from app.reports.queries.processing_counts import Span
from app.reports.rules import NUMBERS, months_of


@dataclass(frozen=True)
class KeptCounts:
    """A table of counts by commune and day, the first day of a month, or the Monday of a week."""

    model: type[Base]
    day: str
    keys: tuple[str, ...]
    """What else makes a row."""
    numbers: tuple[str, ...]
    counted: Callable[[], Select[Any] | CompoundSelect[Any]]
    """Counts anew over ``SPANS``: unit, day, keys and numbers, in this order."""
    unit: str = "commune_id"

    @property
    def name(self) -> str:
        return str(self.model.__tablename__)

    @property
    def table(self) -> Table:
        found: Table = Base.metadata.tables[self.name]
        return found

    @property
    def columns(self) -> tuple[str, ...]:
        return self.unit, self.day, *self.keys, *self.numbers

    @property
    def table_columns(self) -> list[Column[Any]]:
        return [self.table.c[name] for name in self.columns]

    def last_day(self, first: date) -> date:
        """The last day of what a row counts."""
        if self.day == "month":
            return last_of(first)
        return first + timedelta(days=6 if self.day == "week" else 0)


@cache
def full(kept: KeptCounts) -> CTE:
    """The full counts of a table, which those of its sums share."""
    return kept.counted().cte(f"full_{kept.name}")


@cache
def _months() -> Select[Any]:
    """The sums of the days, which tables of months read."""
    days = full(DAYS)
    month = cast(func.date_trunc("month", days.c.received_on), Date)
    sums = (cast(func.sum(days.c[name]), Integer) for name in NUMBERS)
    return select(days.c.commune_id, month, days.c.part, *sums).group_by(
        days.c.commune_id, month, days.c.part
    )


DAYS = KeptCounts(DailyCount, "received_on", ("part",), NUMBERS, processing_counts.counted)
MONTHS = KeptCounts(MonthlyCount, "month", ("part",), NUMBERS, _months)
PROCEDURES = KeptCounts(
    ProcedureCount,
    "month",
    ("procedure_id", "channel"),
    (*NUMBERS, "refused", "supplement_requests", "supplemented", "supplemented_twice"),
    procedure_counts.by_procedure,
)
STAGES = KeptCounts(StageDays, "month", ("stage", "days"), ("dossiers",), procedure_counts.by_stage)
DAYS_OF_PROCEDURES = KeptCounts(
    ProcedureDays, "month", ("procedure_id", "days"), ("dossiers",), procedure_counts.by_days
)
WEEKS = KeptCounts(
    WeeklyCount, "week", ("channel",), ("received", "in_time", "late"), procedure_counts.by_week
)
FLOW = KeptCounts(DailyFlow, "day", (), daily_flow.NUMBERS, daily_flow.counted)


def _of_districts(model: type[Base], communes: KeptCounts) -> KeptCounts:
    """The same table with the sums of each district."""

    @cache
    def counted() -> Select[Any]:
        return summed(communes, full(communes))

    return replace(communes, model=model, counted=counted, unit="district_id")


def summed(communes: KeptCounts, rows: FromClause) -> Select[Any]:
    """The sums by district of a table's columns, in their order."""
    day, *rest = list(rows.c)[1:]
    keys = [Unit.district_id, day, *rest[: len(communes.keys)]]
    numbers = (cast(func.sum(number), Integer) for number in rest[len(communes.keys) :])
    return select(*keys, *numbers).join(rows, Unit.id == next(iter(rows.c))).group_by(*keys)


DISTRICTS = {
    MONTHS: _of_districts(DistrictMonthlyCount, MONTHS),
    PROCEDURES: _of_districts(DistrictProcedureCount, PROCEDURES),
    STAGES: _of_districts(DistrictStageDays, STAGES),
    WEEKS: _of_districts(DistrictWeeklyCount, WEEKS),
}
"""Tables that are also summed by district."""
OF_MONTHS = PROCEDURES, STAGES, DAYS_OF_PROCEDURES
"""Counted together, from one look at the dossiers of whole months."""
KEPT = DAYS, MONTHS, *OF_MONTHS, WEEKS, FLOW, *DISTRICTS.values()


def months_of_spans(spans: Iterable[Span]) -> set[Span]:
    return {
        Span(span.commune_id, month, last_of(month))
        for span in spans
        for month in months_of(span.first, span.last)
    }


def weeks_of_spans(spans: Iterable[Span]) -> set[Span]:
    return {
        Span(span.commune_id, monday, monday + timedelta(days=6))
        for span in spans
        for monday in mondays(span.first - timedelta(days=span.first.weekday()), span.last)
    }


def with_districts(spans: Iterable[Span]) -> list[Span]:
    """Also the districts of their communes."""
    found, districts = list(spans), _districts()
    return [*found, *(replace(each, commune_id=districts[each.commune_id]) for each in found)]


def of_communes(spans: Iterable[Span]) -> set[Span]:
    """Those of districts as those of all their communes."""
    communes: dict[int, list[int]] = {}
    for commune_id, district_id in _districts().items():
        communes.setdefault(district_id, []).append(commune_id)
    return {
        replace(span, commune_id=commune_id)
        for span in spans
        for commune_id in communes.get(span.commune_id, [span.commune_id])
    }


def _districts() -> dict[int, int]:
    """The district of each commune."""
    rows = select(Unit.id, Unit.district_id).where(Unit.kind == UnitKind.COMMUNE)
    return {row.id: row.district_id for row in db.session.execute(rows)}


def last_days(communes: Collection[int], today: date) -> list[Span]:
    return [Span(commune_id, daily_flow.first_kept(today), today) for commune_id in communes]


def last_of(month: date) -> date:
    return (month + timedelta(days=31)).replace(day=1) - timedelta(days=1)


def mondays(first: date, last: date) -> Iterable[date]:
    """The Mondays of these days."""
    monday = first + timedelta(days=-first.weekday() % 7)
    while monday <= last:
        yield monday
        monday += timedelta(weeks=1)
