"""The kept counts of statistics, from the command line."""

from __future__ import annotations

from click.testing import Result
from flask import Flask
from sqlalchemy import update

from app.kernel.db import db, transaction
from app.reports.models.counts import MonthlyCount
from harness.stage.counts.seeded_differences import advance_mark
from harness.stage.databases import Database
from harness.stage.factories import ADossier


def run(app: Flask, command: str) -> Result:
    return app.test_cli_runner().invoke(args=["statistics", command])


def test_counts_are_rebuilt_compared_and_put_right(app: Flask, committed: Database) -> None:
    ADossier()
    assert run(app, "rebuild").exit_code == 0
    assert run(app, "check").exit_code == 0
    with transaction():
        db.session.execute(update(MonthlyCount).values(received=7))
    with committed.connect() as line:
        advance_mark(line)
    said = run(app, "check")
    assert said.exit_code == 1
    assert "'received': 7" in said.output
    assert run(app, "check").exit_code == 0
