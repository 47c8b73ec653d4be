"""Publishing figures: the worker writes them once a month, small numbers left out (công khai)."""

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _
from sqlalchemy import delete, insert

from app.kernel import clock
from app.kernel.db import db
from app.kernel.jobs import queue
from app.reports.models.public_figures import PublicFigure
from app.reports.queries import public_figures
from app.reports.rules.public_figures import last_day_published, median_days, most_days, periods
from app.reports.rules.suppression import Cell, Counts, sums_of, suppress, with_sums


@queue.periodic(
    "reports.publish_figures", "53 19 * * *", _("Publish the numbers of a month that has ended")
)
def publish_at_night() -> None:
    """Runs at 02:53 in Hanoi; until the next month ends the figures stay as they are."""
    until, published = last_day_published(clock.today()), public_figures.edition()
    if published is None or published.until < until:
        publish(until)


def publish(until: date) -> None:
    """Replace what is published by the figures until the last day of a month."""
    db.session.execute(delete(PublicFigure))
    city = public_figures.city_id()
    for period in periods(until):
        table = with_sums(public_figures.counts(period))
        days = _with_sums(public_figures.days(period))
        lines = [
            {"until": until, "year": period.year, **line} for line in _lines(table, days, city)
        ]
        if lines:
            db.session.execute(insert(PublicFigure), lines)


def _with_sums(days: Mapping[Cell, Counter[int]]) -> dict[Cell, Counter[int]]:
    found: dict[Cell, Counter[int]] = {}
    for cell, dossiers in days.items():
        for place in sums_of(cell):
            found.setdefault(place, Counter()).update(dossiers)
    return found


def _lines(
    table: Mapping[Cell, Counts], days: Mapping[Cell, Counter[int]], city: int
) -> Iterator[dict[str, Any]]:
    left_out = suppress(table)
    for cell, counts in table.items():
        shown = cell not in left_out
        took = days.get(cell, Counter()) if shown else Counter()
        yield {
            "unit_id": cell.commune or cell.district or city,
            "procedure_id": cell.procedure,
            "is_left_out": not shown,
            "received": counts.received if shown else None,
            "settled": counts.settled if shown else None,
            "in_time": counts.in_time if shown else None,
            "median_days": median_days(took),
            "most_days": most_days(took),
        }
