"""Where the kept counts of days and months differ from full counts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any

from sqlalchemy import (
    CompoundSelect,
    Date,
    Integer,
    bindparam,
    cast,
    func,
    literal,
    select,
    union_all,
)

from app.kernel.db import db
from app.reports.models import DailyCount, MonthlyCount
from app.reports.queries import processing_counts
from app.reports.queries.processing_counts import Span
from app.reports.rules import NUMBERS

DAY, MONTH = "day", "month"
KEPT, COUNTED = "kept", "counted"


@dataclass(frozen=True)
class Difference:
    """A row of counts that is not as a full count has it; nothing where there is no row."""

    span: Span
    part: str
    kept: Mapping[str, int]
    counted: Mapping[str, int]

    def as_noted(self) -> dict[str, Any]:
        """What the check notes of it."""
        return {
            "commune": self.span.commune_id,
            "first": self.span.first.isoformat(),
            "last": self.span.last.isoformat(),
            "part": self.part,
            "kept": self.kept,
            "counted": self.counted,
        }


def of_month(month: date, now: datetime) -> Iterator[Difference]:
    """Each difference in the days of a month and in their sums, from one look at the database."""
    spans = processing_counts.communes_in(month)
    last = spans[0].last
    values = processing_counts.of_spans(spans, now) | {"month": month, "last": last}
    found: dict[tuple[Any, ...], dict[str, dict[str, int]]] = {}
    for side, *rest in db.session.execute(_statement(), values):
        key, numbers = (*rest[:4],), dict(zip(NUMBERS, rest[4:], strict=True))
        found.setdefault(key, {})[side] = numbers
    for (grain, part, commune_id, on), sides in found.items():
        span = Span(commune_id, on, on if grain == DAY else last)
        yield Difference(span, str(part), sides.get(KEPT, {}), sides.get(COUNTED, {}))


@cache
def _statement() -> CompoundSelect[Any]:
    first, last = bindparam("month", type_=Date), bindparam("last", type_=Date)
    full = union_all(*processing_counts.counted()).cte("full_counts")
    sums = (cast(func.sum(full.c[name]), Integer) for name in NUMBERS)
    counted = union_all(
        select(literal(DAY).label("grain"), full),
        select(literal(MONTH), full.c.part, full.c.commune_id, first, *sums).group_by(
            full.c.part, full.c.commune_id
        ),
    ).cte(COUNTED)
    of_days = (getattr(DailyCount, name) for name in NUMBERS)
    of_months = (getattr(MonthlyCount, name) for name in NUMBERS)
    kept = union_all(
        select(
            literal(DAY).label("grain"),
            DailyCount.part,
            DailyCount.commune_id,
            DailyCount.received_on,
            *of_days,
        ).where(DailyCount.received_on.between(first, last)),
        select(
            literal(MONTH),
            MonthlyCount.part,
            MonthlyCount.commune_id,
            MonthlyCount.month,
            *of_months,
        ).where(MonthlyCount.month.between(first, last)),
    ).cte(KEPT)
    wrong = select(kept).except_(select(counted)).subquery()
    right = select(counted).except_(select(kept)).subquery()
    return union_all(select(literal(KEPT), wrong), select(literal(COUNTED), right))
