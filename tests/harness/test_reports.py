"""Counts, reports and links of dashboards, reduced; and what is wrong is noticed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from flask import Flask

from app.kernel import clock
from app.kernel.actor import Actor
from app.reports.operations import processing_statistics
from demo.people import PASSWORD
from devstack.postgres import Server
from harness.reports import issued_reports
from harness.reports.kept_counts import count_after_steps
from harness.reports.pages import follow_links
from harness.stage.databases import Database
from harness.stage.factories import ADossier, a_commune
from harness.stage.live import Live, demonstration
from harness.stage.visitor import Account

VISITORS = ("motcua.kimchung", "chutich.kimchung", "congan.donganh", "lanhdao.donganh")
"""An officer without a dashboard, a commune's, an agency's, a district's with its communes."""


@pytest.fixture(scope="module")
def live(server: Server) -> Iterator[Live]:
    """A demonstration whose counts may be made wrong."""
    with demonstration(server, "reports") as running:
        yield running


def test_every_figure_equals_a_plain_count_and_every_difference_is_found(
    committed: Database,
) -> None:
    with clock.frozen(clock.at(date(2016, 11, 21), 8)), committed.connect() as line:
        for n in range(8):
            ADossier(commune=a_commune(n))
        found = count_after_steps(line, 60, seeded=8)
    assert found["steps"] >= 60
    assert found["figures_checked"] > 200
    assert (found["figures_wrong"], found["differences_invented"]) == (0, 0)
    assert found["differences_found"] == found["differences_seeded"] == 8


@pytest.mark.mutant
def test_steps_that_are_not_counted_are_noticed(
    committed: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    with clock.frozen(clock.at(date(2016, 11, 21), 8)), committed.connect() as line:
        ADossier()
        processing_statistics.rebuild()
        monkeypatch.setattr(processing_statistics, "count_changes", lambda: None)
        assert count_after_steps(line, 10, seeded=1)["figures_wrong"] > 0


def test_months_issued_sum_up_and_a_wrong_line_is_noticed(
    committed: Database, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    for day in (21, 28):
        with clock.frozen(clock.at(date(2016, 11, day), 8)):
            ADossier(commune=a_commune(1))
    with clock.frozen(clock.at(date(2017, 1, 4), 8)), committed.connect() as line:
        found = issued_reports.issue_months(line, 2)
        assert (found["reports_issued"], found["sums_wrong"], found["files_changed"]) == (2, 0, 0)
        monkeypatch.setattr(issued_reports, "CITY", Actor(staff_id=None, is_rehearsal=True))
        assert issued_reports.issue_months(line, 1)["sums_wrong"] == 1


def test_every_number_of_a_dashboard_is_compared_with_its_list(live: Live) -> None:
    accounts = [Account(name, PASSWORD) for name in VISITORS]
    found = follow_links(live.address, accounts)
    assert found["dashboards"] == 3
    assert found["links_checked"] >= found["pages_with_numbers"] >= 3
    assert found["links_wrong"] == 0
    with live.database.connect() as line:
        line.execute("update monthly_count set closed = closed + 1")
    assert follow_links(live.address, accounts)["links_wrong"] > 0
