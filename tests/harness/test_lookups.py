"""The measurement of lookups works: officers use the page, and everybody is found."""

from __future__ import annotations

from flask import Flask

from harness.residents import lookups
from harness.stage.databases import Database


def test_every_look_up_of_the_figures_is_made_and_answered(app: Flask, committed: Database) -> None:
    with committed.connect() as line:
        found = lookups.measure(app, line, rows=500, look_ups=8)
    assert found["lookups"] == 8
    assert found["lookups_found"] == 8 + lookups.WARM
    assert 0 < found["lookup_sql_ms"] < found["lookup_p95_ms"]
