"""Which months are published, and how many working days dossiers took."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import NamedTuple

from app.reports.rules import percentile
from app.reports.rules.suppression import SMALLEST

TWELVE_MONTHS = 0
"""The year that stands for the last twelve months."""
ENOUGH_FOR_EXPECTATION = 30
FIRST_YEAR = 2016
"""The system began then."""


class Period(NamedTuple):
    """Whole months; two periods never differ by so few that a month could be calculated."""

    year: int
    first: date
    last: date


def last_day_published(today: date) -> date:
    """Months that have ended: a figure that changed daily would tell of each dossier."""
    return today.replace(day=1) - timedelta(days=1)


def periods(until: date) -> list[Period]:
    """The last twelve months, and the years that are over, the newest first."""
    first = (
        date(until.year - 1, until.month % 12 + 1, 1)
        if until.month < 12
        else date(until.year, 1, 1)
    )
    newest = until.year if until.month == 12 else until.year - 1
    years = (
        Period(year, date(year, 1, 1), date(year, 12, 31))
        for year in range(newest, FIRST_YEAR - 1, -1)
    )
    return [Period(TWELVE_MONTHS, first, until), *years]


def median_days(dossiers: Mapping[int, int]) -> int | None:
    """Of the dossiers by their working days; None if they are few."""
    return _percentile(dossiers, 50, at_least=SMALLEST)


def most_days(dossiers: Mapping[int, int]) -> int | None:
    """The days in which nine of ten were settled; None if they are too few to expect anything."""
    return _percentile(dossiers, 90, at_least=ENOUGH_FOR_EXPECTATION)


def _percentile(dossiers: Mapping[int, int], percent: int, *, at_least: int) -> int | None:
    return percentile(dossiers, percent) if sum(dossiers.values()) >= at_least else None
