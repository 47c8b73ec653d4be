"""The measurement of kept counts works, and notices a figure that is wrong."""

from __future__ import annotations

from datetime import date

import pytest

from app.kernel import clock
from app.reports.operations import processing_statistics
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
