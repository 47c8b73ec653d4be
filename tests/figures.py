"""Metrics that tests measure, shown at the end of a run, also of a parallel one."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from _pytest.terminal import TerminalReporter


@pytest.fixture
def figure(record_property: Callable[[str, object], None]) -> Callable[[str], None]:
    """Call it with a sentence for the summary."""
    return lambda sentence: record_property("figure", sentence)


def pytest_terminal_summary(terminalreporter: TerminalReporter) -> None:
    """Show each sentence once."""
    told = [
        str(value)
        for reports in terminalreporter.stats.values()
        for report in reports
        for name, value in getattr(report, "user_properties", ())
        if name == "figure"
    ]
    if told:
        terminalreporter.section("figures")
        for sentence in dict.fromkeys(told):
            terminalreporter.write_line(sentence)
