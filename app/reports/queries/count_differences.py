"""Where the kept counts differ from full counts."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    CompoundSelect,
    Date,
    Integer,
    Select,
    Text,
    bindparam,
    cast,
    literal,
    select,
    union_all,
)
from sqlalchemy.dialects.postgresql import array

from app.kernel.db import db
from app.reports.queries import kept_counts, processing_counts
from app.reports.queries.kept_counts import (
    DAYS,
    DISTRICTS,
    FLOW,
    MONTHS,
    OF_MONTHS,
    PROCEDURES,
    STAGES,
    WEEKS,
    KeptCounts,
)
from app.reports.queries.processing_counts import Span

_OF_MONTHS = *OF_MONTHS, DISTRICTS[PROCEDURES], DISTRICTS[STAGES]
_KEPT, _COUNTED = "kept", "counted"


@dataclass(frozen=True)
class Difference:
    """A row of counts that is not as a full count has it; nothing where there is no row."""

    table: str
    span: Span
    key: tuple[str, ...]
    kept: Mapping[str, int]
    counted: Mapping[str, int]

    def may_come_from(self, touched: Span) -> bool:
        """Whether a step on a dossier received then may have made it."""
        if self.table == FLOW.name:
            return self.span.commune_id == touched.commune_id
        return self.span.holds(touched)

    def as_noted(self) -> dict[str, Any]:
        """What the check notes of it."""
        return {
            "table": self.table,
            "unit": self.span.commune_id,
            "first": self.span.first.isoformat(),
            "last": self.span.last.isoformat(),
            "key": self.key,
            "kept": self.kept,
            "counted": self.counted,
        }


def of_month(month: date, now: datetime) -> Iterator[Difference]:
    """Each difference in the days and weeks that begin in a month, and in its sums."""
    spans = processing_counts.communes_in(month)
    last = kept_counts.last_of(month)
    for tables in ((DAYS, MONTHS, DISTRICTS[MONTHS]), _OF_MONTHS):
        yield from _of(tables, spans, month, last, now)
    mondays = [*kept_counts.mondays(month, last)]
    weeks = [Span(each.commune_id, mondays[0], mondays[-1] + timedelta(days=6)) for each in spans]
    yield from _of((WEEKS, DISTRICTS[WEEKS]), weeks, month, last, now)


def of_last_days(communes: Collection[int], today: date, now: datetime) -> Iterator[Difference]:
    """Each difference in what happened on the last days."""
    spans = kept_counts.last_days(communes, today)
    yield from _of((FLOW,), spans, spans[0].first, spans[0].last, now)


def _of(
    tables: tuple[KeptCounts, ...], spans: list[Span], first: date, last: date, now: datetime
) -> Iterator[Difference]:
    """From one look at the database."""
    values = processing_counts.of_spans(spans, now) | {"kept_from": first, "kept_to": last}
    by_name = {table.name: table for table in tables}
    found: dict[tuple[Any, ...], dict[str, dict[str, int]]] = {}
    for side, *key, names, numbers in db.session.execute(_statement(tables), values):
        named = dict(zip(by_name[key[0]].numbers, numbers, strict=True))
        found.setdefault((*key, *names), {})[side] = named
    for (name, unit_id, on, *names), sides in found.items():
        span = Span(unit_id, on, by_name[name].last_day(on))
        yield Difference(name, span, (*names,), sides.get(_KEPT, {}), sides.get(_COUNTED, {}))


@cache
def _statement(tables: tuple[KeptCounts, ...]) -> CompoundSelect[Any]:
    counted = union_all(*(_rows(each, kept_counts.full(each).c) for each in tables))
    first, last = bindparam("kept_from", type_=Date), bindparam("kept_to", type_=Date)
    kept = union_all(
        *(
            _rows(each, each.table_columns).where(each.table.c[each.day].between(first, last))
            for each in tables
        )
    )
    full, found = counted.cte(_COUNTED), kept.cte(_KEPT)
    wrong = select(found).except_(select(full)).subquery()
    right = select(full).except_(select(found)).subquery()
    return union_all(select(literal(_KEPT), wrong), select(literal(_COUNTED), right))


def _rows(table: KeptCounts, columns: Iterable[ColumnElement[Any]]) -> Select[Any]:
    """The rows of any table of counts: its name, unit and day, what else is key, numbers."""
    unit_id, day, *rest = columns
    names = [cast(each, Text) for each in rest[: len(table.keys)]]
    return select(
        literal(table.name),
        unit_id,
        day,
        cast(array(names), ARRAY(Text)).label("key"),
        cast(array(rest[len(table.keys) :]), ARRAY(Integer)).label("numbers"),
    )
