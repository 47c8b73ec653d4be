"""A year of monthly reports of the city, issued page by page and compared with plain SQL.

When all are issued, offices go on working: a file that is handed out again is byte for byte the one
that was handed out first.
"""

from __future__ import annotations

import re
from datetime import timedelta
from random import Random
from time import perf_counter
from typing import Any

import psycopg
from flask import current_app
from flask.testing import FlaskClient
from sqlalchemy import select

from app.accounts.roles import Role
from app.kernel import clock
from app.kernel.actor import Actor
from app.kernel.db import db, transaction
from app.organisation.models import Unit, UnitKind
from app.reports.models.issued_reports import StatisticsReport
from app.reports.queries import periodic_figures
from app.reports.queries.periodic_figures import COUNTED, Breakdown, PeriodicLine, ReportArea
from app.reports.vocabulary import ReportPeriod, ReportSpan
from harness.stage.counts.random_steps import Walk, open_communes
from harness.stage.factories import AnOfficer, agency, browser_of

MONTHS, OFFICES = 12, 4
"""Months that are reported, and offices that work on afterwards."""
CITY = Actor(staff_id=None, city=True)
PAGE = "/can-bo/bao-cao-dinh-ky/"
_TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')
_PLAIN = """
select u.district_id,
  count(*) filter (where d.submitted_at < %(start)s),
  count(*) filter (where d.submitted_at >= %(start)s and d.channel in ('self', 'assisted')),
  count(*) filter (where d.submitted_at >= %(start)s and d.channel not in ('self', 'assisted')),
  count(*) filter (where d.ended_at < %(end)s and d.state in ('ready', 'returned', 'refused')),
  count(*) filter (where d.ended_at < %(end)s and d.state = 'refused'),
  count(*) filter (where d.ended_at < %(end)s and d.state not in ('ready', 'returned', 'refused')),
  count(*) filter (where d.ended_at is null or d.ended_at >= %(end)s)
from dossier d join unit u on u.id = d.commune_id
where not d.is_rehearsal and d.submitted_at < %(end)s
  and (d.ended_at is null or d.ended_at >= %(start)s)
group by u.district_id
"""


def issue_months(line: psycopg.Connection[Any], months: int = MONTHS) -> dict[str, Any]:
    """Issue the last months as the department of justice does; the application is entered.

    ``sums_wrong``: counts of a district that are not those of plain SQL or of its communes, totals
    that are not the sum of their lines, and quarters that are not their months.
    ``files_changed``: PDF and workbooks that are not what they were when they were issued.
    """
    with transaction():
        officer = AnOfficer(Role.CITY_JUSTICE, agency(UnitKind.DEPARTMENT))
    browser = browser_of(current_app._get_current_object(), officer)  # type: ignore[attr-defined]
    communes = select(Unit.id, Unit.district_id).where(Unit.kind == UnitKind.COMMUNE)
    district_of = {
        commune: int(district or 0) for commune, district in db.session.execute(communes)
    }
    period = ReportPeriod.of(ReportSpan.MONTH, clock.today())
    wrong, seconds, reports = 0, [], dict[ReportPeriod, StatisticsReport]()
    files: dict[str, bytes] = {}
    for _month in range(months):
        period = period.before
        began = perf_counter()
        report = _issued(browser, period)
        seconds.append(perf_counter() - began)
        reports[period] = report
        wrong += _wrong_lines(line, report, district_of)
        files |= {
            f"{PAGE}da-phat-hanh/{report.id}.{kind}": data
            for kind, data in (("pdf", report.pdf), ("xlsx", report.xlsx))
        }
    _work_on()
    quarters = {
        ReportPeriod.of(ReportSpan.QUARTER, each.first)
        for each in reports
        if ReportPeriod.of(ReportSpan.QUARTER, each.first).last < clock.today()
    }
    return {
        "reports_issued": len(reports),
        "sums_wrong": wrong + sum(_wrong_quarter(reports, quarter) for quarter in quarters),
        "files_changed": sum(browser.get(each).data != data for each, data in files.items()),
        "report_issued_ms": round(sorted(seconds)[len(seconds) // 2] * 1000),
    }


def _issued(browser: FlaskClient, period: ReportPeriod) -> StatisticsReport:
    """The report that the page issues.

    Raises:
        RuntimeError: the page did not issue it.
    """
    page = browser.get(f"{PAGE}?ky={period.code}").get_data(as_text=True)
    form = {"csrf_token": "".join(_TOKEN.findall(page)[:1])}
    browser.post(f"{PAGE}phat-hanh?ky={period.code}", data=form)
    newest = select(StatisticsReport).order_by(StatisticsReport.n.desc()).limit(1)
    report = db.session.scalars(newest).first()
    if report is None or report.period != period:
        raise RuntimeError(f"{period.code} was not issued")
    return report


def _work_on() -> None:
    """Steps of offices, on dossiers of the months reported too."""
    rng = Random(27)  # the same steps again
    walk, communes = Walk(rng, clock.now()), open_communes()
    for commune in rng.sample(communes, OFFICES):
        walk.at(commune)


def _wrong_lines(
    line: psycopg.Connection[Any], report: StatisticsReport, district_of: dict[int, int]
) -> int:
    lines = {
        int(key): PeriodicLine(*(said[name] for name in COUNTED))
        for key, said in report.figures["lines"].items()
    }
    period = report.period
    together = PeriodicLine(*(report.figures["together"][name] for name in COUNTED))
    wrong = int(sum(lines.values(), PeriodicLine()) != together)
    wrong += sum(each.total != each.settled + each.closed + each.in_hand for each in lines.values())
    communes = periodic_figures.figures(CITY, period, ReportArea(Breakdown.COMMUNE))
    sums = dict.fromkeys(lines, PeriodicLine())
    for commune, counted in communes.items():
        sums[district_of[commune]] += counted
    wrong += sum(sums[district] != counted for district, counted in lines.items())
    moments = {"start": clock.at(period.first), "end": clock.at(period.last + timedelta(days=1))}
    plain = {key: numbers for key, *numbers in line.execute(_PLAIN, moments)}
    for district, counted in lines.items():
        numbers = [counted.carried, counted.online, counted.desk, counted.settled, counted.refused]
        expected = plain.get(district, [0] * 7)
        wrong += [*numbers, counted.closed, counted.in_hand] != expected
    return wrong


def _wrong_quarter(reports: dict[ReportPeriod, StatisticsReport], quarter: ReportPeriod) -> int:
    months = [reports[each] for each in reports if quarter.first <= each.first <= quarter.last]
    if len(months) < ReportSpan.QUARTER.months:
        return 0
    found = periodic_figures.figures(CITY, quarter, ReportArea(Breakdown.DISTRICT))
    counted = sum(found.values(), PeriodicLine())
    return sum(
        sum(month.figures["together"][name] for month in months) != getattr(counted, name)
        for name in ("online", "desk", "in_time", "late", "refused", "closed")
    )
