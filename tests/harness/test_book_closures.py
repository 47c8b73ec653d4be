"""The figures of the books find what is there to find, on a few years."""

from __future__ import annotations

from harness.registers import closures


def test_a_few_years_are_closed_and_counted_again() -> None:
    found = closures.figures(12)
    assert found["years_closed"] == 12
    assert found["closing_wrong"] == 0
