"""The measurements of counts, reports, dashboards and map work, and notice what is wrong."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from flask import Flask

from app.demo.people import PASSWORD
from app.kernel import clock
from app.kernel.actor import Actor
from app.reports.operations import processing_statistics
from devstack.postgres import Server
from harness.reports import dashboard_links, dashboard_times, issued_reports, map_weight
from harness.reports.kept_counts import is_sound, measure
from harness.stage.databases import Database
from harness.stage.factories import ADossier, a_commune
from harness.stage.live import Live, demonstration
from harness.stage.visitor import Account, Visitor

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
        found = measure(line, 60, seeded=8)
    assert found["steps"] >= 60
    assert found["figures_checked"] > 200
    assert is_sound(found)


def test_steps_that_are_not_counted_are_noticed(
    committed: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    with clock.frozen(clock.at(date(2016, 11, 21), 8)), committed.connect() as line:
        ADossier()
        processing_statistics.rebuild()
        monkeypatch.setattr(processing_statistics, "count_changes", lambda: None)
        assert measure(line, 10, seeded=1)["figures_wrong"] > 0


def test_months_issued_sum_up_and_a_wrong_line_is_noticed(
    committed: Database, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    for day in (21, 28):
        with clock.frozen(clock.at(date(2016, 11, day), 8)):
            ADossier(commune=a_commune(1))
    with clock.frozen(clock.at(date(2017, 1, 4), 8)), committed.connect() as line:
        found = issued_reports.measure(line, 2)
        assert (found["reports_issued"], found["sums_wrong"], found["files_changed"]) == (2, 0, 0)
        monkeypatch.setattr(issued_reports, "CITY", Actor(staff_id=None, is_rehearsal=True))
        assert issued_reports.measure(line, 1)["sums_wrong"] == 1


@pytest.mark.parametrize(
    ("ours", "larger", "statements", "is_kept"),
    [(30, 36, 10, True), (31, 31, 10, False), (20, 25, 10, False), (20, 20, 11, False)],
)
def test_a_dashboard_over_a_limit_is_noticed(
    ours: int, larger: int, statements: int, *, is_kept: bool
) -> None:
    light = {"floor_ms": 10, "p50_ms": 15, "larger_p50_ms": 10, "statements": 6}
    heavy = {
        "floor_ms": 10, "p50_ms": ours, "larger_p50_ms": larger, "statements": statements,
    }  # fmt: skip
    found = dashboard_times.told({"dashboard": light, "dashboard_city": heavy})
    assert (found["dashboard_p50_ms_1m"], found["dashboard_p50_ms_10m"]) == (ours, larger)
    assert dashboard_times.is_sound(found) is is_kept


def test_every_number_of_a_dashboard_is_compared_with_its_list(live: Live) -> None:
    accounts = [Account(name, PASSWORD) for name in VISITORS]
    found = dashboard_links.visit(live.address, accounts)
    assert found["dashboards"] == 3
    assert found["pages_with_numbers"] >= 3
    assert dashboard_links.is_sound(found)
    with live.database.connect() as line:
        line.execute("update monthly_count set closed = closed + 1")
    again = dashboard_links.visit(live.address, accounts)
    assert not dashboard_links.is_sound(again)


def test_the_heaviest_map_is_weighed_and_its_shapes_come_once(live: Live) -> None:
    visitor = Visitor(live.address, Account("sotuphap", PASSWORD))
    visitor.sign_in()
    session = {each.name: each.value or "" for each in visitor.cookies}
    found = map_weight.measure(live.address, session)
    assert found["maps"] == 2 * 6
    assert found["map_html_kb"] <= found["map_page_kb"]
    assert map_weight.is_sound(found)
    for wrong in ({"map_page_kb": 301}, {"shapes_kb": 251}, {"shapes_kb_again": 1}):
        assert not map_weight.is_sound(found | wrong)
