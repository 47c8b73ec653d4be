"""The measurement of kept counts works, and notices a figure that is wrong."""

from __future__ import annotations

from datetime import date

import pytest
from flask import Flask

from app.kernel import clock
from app.kernel.actor import Actor
from app.reports.operations import processing_statistics
from harness.reports import issued_reports
from harness.reports.__main__ import is_well, measure
from tests.databases import Database
from tests.factories import ADossier, a_commune


def test_every_figure_equals_a_plain_count_and_every_difference_is_found(
    committed: Database,
) -> None:
    with clock.frozen(clock.at(date(2016, 11, 21), 8)), committed.connect() as line:
        for n in range(8):
            ADossier(commune=a_commune(n))
        found = measure(line, 60, seeded=8)
    assert found["steps"] >= 60
    assert found["figures_checked"] > 200
    assert is_well(found)


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
        assert (found["reports_issued"], found["sums_wrong"]) == (2, 0)
        monkeypatch.setattr(issued_reports, "CITY", Actor(staff_id=None, is_rehearsal=True))
        assert issued_reports.measure(line, 1)["sums_wrong"] == 1
