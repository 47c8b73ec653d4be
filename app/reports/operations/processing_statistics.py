"""Keeping the counts of processing statistics: by the worker, all again, and compared.

Days with new steps are counted in full again, not moved by one: a day that is counted twice is
right, a step that is undone needs no rule of its own, and officers wait for no row of counts.
"""

import logging
from collections.abc import Collection
from datetime import datetime
from typing import Any

from flask_babel import lazy_gettext as _
from sqlalchemy import BigInteger, Date, Text, and_, cast, delete, func, insert, select
from sqlalchemy.dialects.postgresql import insert as insert_or_leave

from app.kernel import clock
from app.kernel.db import Base, db, transaction
from app.kernel.jobs import queue
from app.organisation import queries as organisation
from app.reports.models import CountCheck, CountingMark, DailyCount, MonthlyCount
from app.reports.queries import count_differences, processing_counts
from app.reports.queries.count_differences import Difference
from app.reports.queries.processing_counts import SPANS, Span
from app.reports.rules import NUMBERS

log = logging.getLogger(__name__)

_MONTH: Any = cast(func.date_trunc("month", SPANS.c.first), Date)


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
    count_changes()
    mark = _locked_mark()
    found = [
        difference
        for month in processing_counts.months()
        for difference in count_differences.of_month(month, mark.at)
    ]
    # what others did meanwhile is no difference: it is counted the next time
    busy = processing_counts.touched_since(mark, mark.at, by_others=True)
    found = [each for each in found if not any(each.span.holds(other) for other in busy)]
    rows = sum(
        db.session.scalar(select(func.count()).select_from(table)) or 0
        for table in (DailyCount, MonthlyCount)
    )
    noted = [each.as_noted() for each in found]
    db.session.add(CountCheck(at=clock.now(), counted=rows, differences=noted))
    if found:
        _count({each.span for each in found}, mark.at)
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
    for table in (_DAYS, _SUMS):
        db.session.execute(delete(table))
    for month in months:
        _count(processing_counts.communes_in(month), now)


def _count(spans: Collection[Span], now: datetime) -> None:
    """Count these days in full, and sum their months."""
    values = processing_counts.of_spans(spans, now)
    for clear in _CLEAR:
        db.session.execute(clear, values)
    for counted in processing_counts.counted():
        db.session.execute(_INTO_DAYS.from_select(_DAY_COLUMNS, counted), values)
    db.session.execute(_INTO_MONTHS, values)


_DAYS, _SUMS = (Base.metadata.tables[each.__tablename__] for each in (DailyCount, MonthlyCount))
_MONTHS = select(SPANS.c.commune_id, _MONTH.label("month")).distinct().subquery()
_CLEAR = (
    delete(_DAYS).where(
        DailyCount.commune_id == SPANS.c.commune_id,
        DailyCount.received_on.between(SPANS.c.first, SPANS.c.last),
    ),
    delete(_SUMS).where(
        MonthlyCount.commune_id == _MONTHS.c.commune_id, MonthlyCount.month == _MONTHS.c.month
    ),
)
_INTO_DAYS = insert(_DAYS)
_DAY_COLUMNS = ("part", "commune_id", "received_on", *NUMBERS)
_INTO_MONTHS = insert(_SUMS).from_select(
    ("part", "commune_id", "month", *NUMBERS),
    select(
        DailyCount.part,
        DailyCount.commune_id,
        _MONTHS.c.month,
        *(func.sum(getattr(DailyCount, name)) for name in NUMBERS),
    )
    .join(
        _MONTHS,
        and_(
            DailyCount.commune_id == _MONTHS.c.commune_id,
            DailyCount.received_on.between(_MONTHS.c.month, _MONTHS.c.month + 30),
            func.date_trunc("month", DailyCount.received_on) == _MONTHS.c.month,
        ),
    )
    .group_by(DailyCount.part, DailyCount.commune_id, _MONTHS.c.month),
)
