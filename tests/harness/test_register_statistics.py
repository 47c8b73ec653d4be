"""The measurement of statistics works, and notices a figure that is wrong."""

from __future__ import annotations

import pytest

from app.registers.models.entries import RegisterKind
from app.reports.queries import civil_statistics
from app.reports.queries.civil_figures import FIGURES
from harness.registers import statistics


def test_every_figure_equals_a_plain_count() -> None:
    found = statistics.figures(counted=3_000)
    assert found["statistics_checked"] > 10_000
    assert found["statistics_wrong"] == 0


@pytest.mark.mutant
def test_a_wrong_figure_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    counted = civil_statistics.counts

    def one_more(*args: object, **how: object) -> dict[int, tuple[int, ...]]:
        lines = counted(*args, **how)  # type: ignore[arg-type]
        return {unit: (numbers[0] + 1, *numbers[1:]) for unit, numbers in lines.items()}

    monkeypatch.setattr(civil_statistics, "counts", one_more)
    with statistics._place("wrong", 500) as (_app, line):
        assert statistics.compare(line)["statistics_wrong"] > 0
    assert next(iter(FIGURES.values())).kind is RegisterKind.BIRTH
