"""Keeping the counts of processing statistics: by the worker, all again, and compared.

Days with new steps are counted in full again, not moved by one: a day that is counted twice is
right, a step that is undone needs no rule of its own, and officers wait for no row of counts.
"""

import logging
from collections.abc import Collection, Mapping
from datetime import datetime
from functools import cache
from typing import Any

from flask_babel import lazy_gettext as _
from sqlalchemy import (
    BigInteger,
    Delete,
    Executable,
    Text,
    and_,
    cast,
    delete,
    func,
    insert,
    literal,
    select,
)
from sqlalchemy.dialects.postgresql import insert as insert_or_leave

from app.kernel import clock
from app.kernel.db import db, transaction
from app.kernel.jobs import queue
from app.organisation import queries as organisation
from app.organisation.models import Unit
from app.reports.models.counts import CountCheck, CountingMark, DailyCount, DailyFlow
from app.reports.queries import count_differences, daily_flow, kept_counts, processing_counts
from app.reports.queries.count_differences import Difference
from app.reports.queries.kept_counts import (
    DAYS,
    DISTRICTS,
    FLOW,
    KEPT,
    MONTHS,
    OF_MONTHS,
    WEEKS,
    KeptCounts,
)
from app.reports.queries.processing_counts import SPANS, Span
from app.reports.rules import NUMBERS

log = logging.getLogger(__name__)


@queue.periodic("reports.count", "*/5 * * * *", _("Count how dossiers are settled"))
def count_changes() -> None:
    """Count again the days that steps, or limits that came, have touched since the last time."""
    mark, now = _locked_mark(), clock.now()
    calendar = _calendar()
    if mark.calendar != calendar:  # working days of settled dossiers, too, change with a day off
        _count_all(mark, now)
        return
    # read before the steps: what is committed from here on is looked at again the next time
    upto = _oldest_running()
    touched = processing_counts.touched_since(mark, now)
    mark.upto, mark.at = upto, now
    today = clock.local(now).date()
    db.session.execute(delete(DailyFlow).where(DailyFlow.day < daily_flow.first_kept(today)))
    if touched:
        _count(touched, now)


def rebuild() -> None:
    """Count everything again, whatever is kept."""
    _count_all(_locked_mark(), clock.now())


@queue.periodic(
    "reports.check_counts",
    "47 19 * * *",
    _("Compare the counts of dossiers with full counts"),
    whole=False,
)
def check_at_night() -> None:
    """Runs at 02:47 in Hanoi."""
    with transaction():
        found = check()
    if found:
        log.error("counts of %s communes and days were wrong: count_check", len(found))


def check() -> list[Difference]:
    """Compare what is kept with full counts; every difference is noted and put right."""
    unseen = processing_counts.unseen()
    count_changes()
    mark = _locked_mark()
    found = [
        difference
        for month in processing_counts.months(*_DAYS_COUNTED)
        for difference in count_differences.of_month(month, mark.at)
    ]
    today = clock.local(mark.at).date()
    communes = [each.commune_id for each in processing_counts.communes_in(today)]
    found += count_differences.of_last_days(communes, today, mark.at)
    # what others did meanwhile is no difference: it is counted the next time
    busy = kept_counts.with_districts(processing_counts.touched_since(mark, mark.at, by=unseen))
    found = [each for each in found if not any(map(each.may_come_from, busy))]
    rows = sum(
        db.session.scalar(select(func.count()).select_from(kept.table)) or 0 for kept in KEPT
    )
    noted = [each.as_noted() for each in found]
    db.session.add(CountCheck(at=clock.now(), counted=rows, differences=noted))
    if found:
        _count(kept_counts.of_communes({each.span for each in found}), mark.at)
    return found


def _locked_mark() -> CountingMark:
    """The mark, locked: nobody else counts until this transaction ends."""
    first = {"id": 1, "upto": 0, "at": clock.now(), "calendar": {}}
    db.session.execute(insert_or_leave(CountingMark).values(first).on_conflict_do_nothing())
    return db.session.scalars(
        select(CountingMark).with_for_update().execution_options(populate_existing=True)
    ).one()


def _oldest_running() -> int:
    """The oldest transaction that may still write: all older ones are there to be read."""
    oldest = func.pg_snapshot_xmin(func.pg_current_snapshot())
    return db.session.scalars(select(cast(cast(oldest, Text), BigInteger))).one()


def _calendar() -> dict[str, str]:
    return {day.isoformat(): kind for day, kind in organisation.calendar().days.items()}


def _count_all(mark: CountingMark, now: datetime) -> None:
    mark.upto, mark.at, mark.calendar = _oldest_running(), now, _calendar()
    months = processing_counts.months()
    for kept in KEPT:
        db.session.execute(delete(kept.table))
    for month in months:
        _count_received(processing_counts.communes_in(month), now)
    _count_happened({each.commune_id for each in processing_counts.communes_in(clock.today())}, now)


def _count(touched: Collection[Span], now: datetime) -> None:
    """Count these days, and all that they are part of, in full."""
    _count_received(touched, now)
    _count_happened({span.commune_id for span in touched}, now)


def _count_received(spans: Collection[Span], now: datetime) -> None:
    _write((DAYS,), _count_anew((DAYS,)), processing_counts.of_spans(spans, now))
    months = processing_counts.of_spans(kept_counts.months_of_spans(spans), now)
    weeks = processing_counts.of_spans(kept_counts.weeks_of_spans(spans), now)
    _write((MONTHS,), _sum_months(), months)
    _write(OF_MONTHS, _count_anew(OF_MONTHS), months)
    _write((WEEKS,), _count_anew((WEEKS,)), weeks)
    for communes, districts in DISTRICTS.items():
        values = weeks if communes is WEEKS else months
        for statement in _sum_districts(communes, districts):
            db.session.execute(statement, values)


def _count_happened(communes: Collection[int], now: datetime) -> None:
    spans = kept_counts.last_days(communes, clock.local(now).date())
    _write((FLOW,), _count_anew((FLOW,)), processing_counts.of_spans(spans, now))


def _write(
    tables: tuple[KeptCounts, ...], statement: Executable, values: Mapping[str, Any]
) -> None:
    for clear in _clear(tables):
        db.session.execute(clear, values)
    db.session.execute(statement, values)


_DAYS_COUNTED = [kept.table.c[kept.day] for kept in KEPT if kept is not FLOW]


@cache
def _clear(tables: tuple[KeptCounts, ...]) -> list[Delete]:
    return [
        delete(kept.table).where(
            kept.table.c.commune_id == SPANS.c.commune_id,
            kept.table.c[kept.day].between(SPANS.c.first, SPANS.c.last),
        )
        for kept in tables
    ]


@cache
def _count_anew(tables: tuple[KeptCounts, ...]) -> Executable:
    """One statement for all of them, so that what they count is read once."""
    filled = (
        insert(kept.table).from_select(kept.columns, kept.counted()).cte(f"into_{kept.name}")
        for kept in tables
    )
    return select(literal(1)).add_cte(*filled)


@cache
def _sum_months() -> Executable:
    """The months of ``SPANS`` from their days."""
    keys = DailyCount.commune_id, SPANS.c.first, DailyCount.part
    sums = select(*keys, *(func.sum(getattr(DailyCount, name)) for name in NUMBERS)).join(
        SPANS,
        and_(
            DailyCount.commune_id == SPANS.c.commune_id,
            DailyCount.received_on.between(SPANS.c.first, SPANS.c.last),
        ),
    )
    return insert(MONTHS.table).from_select(MONTHS.columns, sums.group_by(*keys))


@cache
def _sum_districts(communes: KeptCounts, districts: KeptCounts) -> tuple[Executable, ...]:
    """The districts of the communes in ``SPANS``, from all their communes."""
    touched = (
        select(Unit.district_id, SPANS.c.first, SPANS.c.last)
        .join(Unit, Unit.id == SPANS.c.commune_id)
        .distinct()
        .cte("touched")
    )
    district_id, day = (districts.table.c[name] for name in districts.columns[:2])
    rows = (
        select(*communes.table_columns)
        .join(Unit, Unit.id == communes.table.c.commune_id)
        .join(
            touched,
            and_(
                Unit.district_id == touched.c.district_id,
                communes.table.c[communes.day].between(touched.c.first, touched.c.last),
            ),
        )
    )
    clear = delete(districts.table).where(
        district_id == touched.c.district_id, day.between(touched.c.first, touched.c.last)
    )
    sums = kept_counts.summed(communes, rows.subquery())
    return clear, insert(districts.table).from_select(districts.columns, sums)
