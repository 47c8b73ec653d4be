"""Statistics of civil status against a plain count.

A million random entries are drawn into a table of plain columns, from which the entries are made.
Every figure of every commune, district and of the city is compared with a count over the plain
columns that uses no code of the application.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import psycopg
from flask import Flask

from app.dossiers.workflow import State
from app.kernel.actor import Actor
from app.organisation import queries as organisation
from app.procedures.rules.procedure_finder import BIRTH
from app.reports.queries import civil_statistics
from app.reports.queries.civil_figures import FIGURES
from app.reports.vocabulary import ReportPeriod, ReportSpan
from harness.registers.drawn_entries import COUNTS, draw
from harness.stage.application import own_application
from harness.stage.factories import ADossier

COUNTED, LISTS = 1_000_000, 100
PERIODS = (ReportPeriod(2016, ReportSpan.HALF), ReportPeriod(2016, ReportSpan.YEAR))
CITY = Actor(staff_id=None, city=True)

Figures = dict[str, Any]


def figures(counted: int = COUNTED) -> Figures:
    """The keys of statistics."""
    with _place("counted", counted) as (_app, line):
        return compare(line)


@contextmanager
def _place(name: str, entries: int) -> Iterator[tuple[Flask, psycopg.Connection[Any]]]:
    """A database of its own with one real entry, whose book and paper the drawn ones name."""
    with own_application(name) as (app, database), database.connect() as line:
        ADossier(State.READY, procedure=BIRTH)
        draw(line, entries)
        yield app, line


def compare(line: psycopg.Connection[Any]) -> Figures:
    """Every figure of each unit and period, and the length of some lists behind them."""
    checked = wrong = 0
    for period in PERIODS:
        for by_district in (False, True):
            ours = civil_statistics.counts(CITY, period, by_district=by_district)
            plain = _plainly(line, period, by_district=by_district)
            sums = (
                civil_statistics.total([*ours.values()]),
                civil_statistics.total([*plain.values()]),
            )
            for mine, theirs in (
                *((ours.get(unit), plain.get(unit)) for unit in ours.keys() | plain.keys()),
                sums,
            ):
                pairs = zip(
                    mine or civil_statistics.NOTHING,
                    theirs or civil_statistics.NOTHING,
                    strict=True,
                )
                differ = sum(a != b for a, b in pairs)
                checked, wrong = checked + len(FIGURES), wrong + differ
        listed = _lists(period, civil_statistics.counts(CITY, period))
        checked, wrong = checked + len(listed), wrong + listed.count(False)
    return {"statistics_checked": checked, "statistics_wrong": wrong}


def _plainly(
    line: psycopg.Connection[Any], period: ReportPeriod, *, by_district: bool
) -> dict[int, tuple[int, ...]]:
    """The same figures, counted over the drawn columns."""
    last = f"{period.year}-07-01" if period.span is ReportSpan.HALF else f"{period.year + 1}-01-01"
    sums = ", ".join(f"count(*) filter (where {COUNTS[key]})" for key in FIGURES)
    unit = "u.district_id" if by_district else "u.id"
    rows = line.execute(
        f"select {unit}, {sums} from drawn d"
        " join (select id, district_id from unit) u on u.id = d.unit_id"
        f" where registered_on >= '{period.year}-01-01' and registered_on < '{last}'"
        f" and kind in ('birth', 'marriage', 'death') group by 1"
    )
    return {unit_id: tuple(numbers) for unit_id, *numbers in rows}


def _lists(period: ReportPeriod, ours: Mapping[int, tuple[int, ...]]) -> list[bool]:
    """Whether lists behind random figures are as long as these say."""
    chance = random.Random(period.span)  # which figures are looked at, no secret
    keys = [*FIGURES]
    found = []
    for unit_id in chance.choices([*ours], k=LISTS) if ours else ():
        n = chance.randrange(len(keys))
        query = civil_statistics.entries_behind(
            CITY, period, FIGURES[keys[n]], organisation.unit(unit_id)
        )
        found.append(civil_statistics.page_of(query, 1, 1)[1] == ours[unit_id][n])
    return found
